"""Densities of the shell-model code BIGSTICK (.dres files), in the convention of dmscatter."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, overload

from nuscat._core.errors import UnknownNameError, ValidityError, require_positive

from ._dres_format import Block, DresFile, fault, parse
from ._orbits import CORES, core_orbits, infer_core, label, oscillator_length
from .obdm import OneBodyDensity
from .transition import TransitionDensity

if TYPE_CHECKING:
    import os

__all__ = ["no_core_length", "read_dres"]


def no_core_length(hw: float) -> float:
    """Oscillator length b = 6.43/√ħω [fm] of no-core calculations with oscillator energy `hw` [MeV].

    Sources
    -------
    Gorton:2022eed. Note: exact constants would give 6.440/√ħω; 6.43 is kept so that published responses are met.
    Checked: definition.

    Examples
    --------
    >>> round(no_core_length(20.0), 4)
    1.4378
    """
    require_positive("Oscillator energy hw", hw, unit="MeV")
    return 6.43 / math.sqrt(hw)


@overload
def read_dres(
    path: str | os.PathLike[str],
    *,
    initial: int = ...,
    final: None = ...,
    core: str | None = ...,
    b: float | None = ...,
    hw: float | None = ...,
    cite: Iterable[str] = ...,
) -> OneBodyDensity: ...


@overload
def read_dres(
    path: str | os.PathLike[str],
    *,
    initial: int = ...,
    final: int,
    core: str | None = ...,
    b: float | None = ...,
    hw: float | None = ...,
    cite: Iterable[str] = ...,
) -> TransitionDensity: ...


def read_dres(
    path: str | os.PathLike[str],
    *,
    initial: int = 1,
    final: int | None = None,
    core: str | None = None,
    b: float | None = None,
    hw: float | None = None,
    cite: Iterable[str] = (),
) -> OneBodyDensity | TransitionDensity:
    """One-body density matrix [1] of a state, or of a transition, in a .dres file of BIGSTICK.

    Parameters
    ----------
    path : path
        File with densities of protons and neutrons. Reading stops at the row of plus signs.
    initial : int
        Number of the state in the file; 1 is the ground state unless the file says otherwise.
    final : int, optional
        Number of the final state: returns the transition `initial` → `final`. Default: the state with itself.
    core : str, optional
        Inert core, which these files leave out: ``"16O"``, ``"56Ni"``, …, or ``"none"``. Default: the largest N = Z
        core below the valence space.
    b : float [fm], optional
        Oscillator length. Default: that of `hw` if given; without either, 41.467/(45A^(−1/3) − 25A^(−2/3)) = b² with
        the mass number of core and valence nucleons. Files without a core need `b` or `hw`.
    hw : float [MeV], optional
        Oscillator energy of a no-core calculation, b = 6.43/√ħω.
    cite : iterable of str
        INSPIRE keys of the interaction; that of the file format is added.

    Returns
    -------
    OneBodyDensity or TransitionDensity
        The latter if `final` is given. The label is the name of the file.

    Raises
    ------
    MissingDataError
        If the file cannot be read.
    CorruptDataError
        If it is not such a file or damaged, or the density fails its checks (particle numbers, angular momentum,
        hermiticity, triangle and parity rules, orthogonality of different states); names file, line and reason.
    UnknownNameError
        If the states or the core are not known.
    ValidityError
        If both `b` and `hw` are given, or neither for a file without a core; if the core overlaps the valence space.

    Sources
    -------
    Gorton:2022eed, Johnson:2018hrx (format, normalisation). Checked: particle numbers of 37 published files.

    Examples
    --------
    >>> from nuscat.structure.shell_model import density
    >>> argon = density("Ar40", "SDPF-U")  # packaged; read_dres("ar40u8.dres") gives the same from the original
    >>> argon.Z, argon.N, round(argon.r_p, 4), round(argon.r_n, 4)
    (18, 22, 3.3405, 3.4473)
    """
    file = parse(Path(path))
    block = _find(file, initial, initial if final is None else final)
    if final == initial:
        raise ValidityError(f"Initial and final state are both {initial}.", hint="Leave `final` out.")
    name = infer_core(file.orbits) if core is None else core
    _check_core(file, name)
    Z, N = file.valence[0] + CORES[name][0], file.valence[1] + CORES[name][1]
    length = _length(file, name, Z + N, b, hw)
    keys = tuple(dict.fromkeys((*cite, "Gorton:2022eed", "Johnson:2018hrx")))
    try:
        if final is None:
            state = block.initial
            valence = OneBodyDensity(
                Z=file.valence[0],
                N=file.valence[1],
                twoJ=state.twoJ,
                orbits=file.orbits,
                rho=block.rho,
                b=length,
                twoT=state.twoT,
                precision=file.precision,
                label=file.path.stem,
                cite=keys,
            )
            return valence.with_core(name)
        return TransitionDensity(
            Z=Z,
            N=N,
            twoJ_i=block.initial.twoJ,
            twoJ_f=block.final.twoJ,
            energy=block.final.energy - block.initial.energy,
            parity=block.parity,
            orbits=file.orbits,
            rho=block.rho,
            b=length,
            precision=file.precision,
            label=file.path.stem,
            cite=keys,
        )
    except ValidityError as error:
        raise fault(file.path, block.line, error.message, error.hint) from error


def _find(file: DresFile, initial: int, final: int) -> Block:
    for block in file.blocks:
        if (block.initial.number, block.final.number) == (initial, final):
            return block
    pairs = [f"{block.initial.number} → {block.final.number}" for block in file.blocks]
    raise UnknownNameError.of(f"pair of states of {file.path.name}:", f"{initial} → {final}", pairs)


def _check_core(file: DresFile, core: str) -> None:
    both = [o for o in dict.fromkeys(sum(core_orbits(core), ())) if o in file.orbits]
    if both and CORES[core][0] == CORES[core][1]:
        raise ValidityError(
            f"Orbit {label(both[0])} of {file.path.name} belongs to the core {core}.",
            hint=f"The space of this file fits on {infer_core(file.orbits)}.",
        )


def _length(file: DresFile, core: str, A: int, b: float | None, hw: float | None) -> float:
    if b is not None and hw is not None:
        raise ValidityError(f"Oscillator length given twice: b = {b!r} fm and hw = {hw!r} MeV.", hint="Give one.")
    if b is not None:
        require_positive("Oscillator length b", b, unit="fm")
        return b
    if hw is not None:
        return no_core_length(hw)
    if core == "none":
        raise ValidityError(
            f"{file.path.name} has no inert core, its oscillator length is not known.",
            hint="Give b in fm, or hw in MeV: the file does not hold it.",
        )
    return oscillator_length(A)
