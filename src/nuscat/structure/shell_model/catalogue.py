"""Packaged shell-model densities of ground states, by nuclide and interaction."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nuscat._core.datasets import packaged_path
from nuscat._core.errors import CorruptDataError, MissingDataError, UnknownNameError, ValidityError

from ._orbits import CORES, oscillator_length, parse_label, shell_order
from .dres import no_core_length
from .hms import HMS_NUCLIDES
from .obdm import OneBodyDensity, Pair

if TYPE_CHECKING:
    from nuscat.nuclei import NuclideLike

__all__ = ["INTERACTIONS", "Coverage", "coverage", "density"]

_FOLDER = "structure/dmscatter"

INTERACTIONS: dict[str, tuple[str, ...]] = {
    "He4": ("N3LO-Nmax16",),
    "C12": ("Cohen-Kurath", "N3LO-Nmax6", "N3LO-Nmax8", "Daejeon16-Nmax6"),
    "F19": ("USDB", "USD"),
    "Na23": ("USDB", "USD"),
    "Si28": ("USDB", "USD"),
    "Si29": ("USDB", "USD"),
    "Si30": ("USDB", "USD"),
    "Ar40": ("SDPF-U", "SDPF-MU"),
    "Ge70": ("JUN45",),
    "Ge72": ("JUN45",),
    "Ge73": ("JUN45",),
    "Ge74": ("JUN45",),
    "Ge76": ("JUN45",),
    "I127": ("GCN5082", "SN100PN"),
    "Xe128": ("GCN5082", "SN100PN"),
    "Xe129": ("GCN5082", "SN100PN"),
    "Xe130": ("GCN5082", "SN100PN"),
    "Xe131": ("GCN5082", "SN100PN"),
    "Xe132": ("GCN5082", "SN100PN"),
    "Xe134": ("GCN5082", "SN100PN"),
    "Xe136": ("GCN5082", "SN100PN"),
}
"""Interactions of the packaged densities by nuclide; the first is the default: the later fit (USDB, SDPF-U) or the one
that published responses for coherent scattering use (GCN5082); of 12C the valence space with its own fit."""

_ALIASES = {
    "w18": "USD",
    "wildenthal": "USD",
    "ck": "Cohen-Kurath",
    "sdpfu": "SDPF-U",
    "sdpf-u": "SDPF-U",
    "sdpfmu": "SDPF-MU",
    "sdpfmu-db": "SDPF-MU",
    "gcn": "GCN5082",
    "jj55": "SN100PN",
}
"""Other names in use, in lower case."""


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """One row of the table of packaged densities.

    Parameters
    ----------
    nuclide, interaction : str
    default : bool
        Whether it is what :func:`density` gives without an interaction.
    core, space : str
        Inert core and valence space.
    twoJ : int
        Twice the spin.
    b : float [fm]
        Oscillator length.
    r_p, r_n : float [fm]
        Point rms radii.
    cite : tuple of str

    Sources
    -------
    Gorton:2022eed (collection). Checked: see :func:`density`.
    """

    nuclide: str
    interaction: str
    default: bool
    core: str
    space: str
    twoJ: int
    b: float
    r_p: float
    r_n: float
    cite: tuple[str, ...]


@lru_cache(maxsize=1)
def _catalogue() -> dict[tuple[str, str], dict[str, str]]:
    with packaged_path(f"{_FOLDER}/catalogue.csv").open(encoding="utf-8", newline="") as handle:
        return {(row["nuclide"], row["interaction"]): row for row in csv.DictReader(handle)}


def read_rows(path: Path, twoJ: int) -> tuple[tuple[tuple[int, int, int], ...], dict[int, Pair]]:
    """Orbits and matrices [1] of a table with the columns K, a, b, proton, neutron.

    Raises
    ------
    CorruptDataError
        If a row is truncated, not numeric, repeated or of K > 2J.
    """
    values: dict[tuple[int, tuple[int, int, int], tuple[int, int, int]], tuple[float, float]] = {}
    with path.open(encoding="utf-8", newline="") as handle:
        rows = csv.reader(handle)
        if next(rows, []) != ["K", "a", "b", "proton", "neutron"]:
            raise CorruptDataError(f"{path} does not have the columns of a density table.", hint="Reinstall nuscat.")
        for line, row in enumerate(rows, start=2):
            try:
                if len(row) != 5:
                    raise ValueError(f"{len(row)} columns, expected 5")
                key = (int(row[0]), parse_label(row[1]), parse_label(row[2]))
                if key in values or not 0 <= key[0] <= twoJ:
                    raise ValueError(f"K = {row[0]}, {row[1]}, {row[2]} is repeated or impossible")
                values[key] = (float(row[3]), float(row[4]))
            except ValueError as error:
                raise CorruptDataError(f"{path}, line {line}: {error}.", hint="Reinstall nuscat.") from error
    orbits = tuple(sorted({orbit for _, a, b in values for orbit in (a, b)}, key=shell_order))
    place, m = {orbit: i for i, orbit in enumerate(orbits)}, len(orbits)
    rho: dict[int, Pair] = {}
    for (K, a, b), pair in values.items():
        matrices = rho.setdefault(K, (np.zeros((m, m)), np.zeros((m, m))))
        for matrix, value in zip(matrices, pair, strict=True):
            matrix[place[a], place[b]] = value
    return orbits, rho


@lru_cache(maxsize=64)
def _load(nuclide: str, interaction: str) -> OneBodyDensity:
    from nuscat.nuclei import nuclide as lookup

    row, target = _catalogue()[nuclide, interaction], lookup(nuclide)
    path, twoJ, core = packaged_path(f"{_FOLDER}/{row['file']}"), int(row["twoJ"]), row["core"]
    orbits, rho = read_rows(path, twoJ)
    try:
        valence = OneBodyDensity(
            Z=target.Z - CORES[core][0],
            N=target.N - CORES[core][1],
            twoJ=twoJ,
            twoT=int(row["twoT"]) if row["twoT"] else None,
            orbits=orbits,
            rho=rho,
            b=no_core_length(float(row["hw_MeV"])) if row["hw_MeV"] else oscillator_length(target.A),
            label=f"{nuclide} {interaction}",
            cite=(*row["cite"].split(), "Gorton:2022eed", "Johnson:2018hrx"),
        )
        return valence.with_core(core)
    except ValidityError as error:
        raise CorruptDataError(f"{path}: {error.message}", hint="Reinstall nuscat.") from error


def _interaction(nuclide: str, name: str | None) -> str:
    if nuclide not in INTERACTIONS:
        raise MissingDataError(
            f"No shell-model density of {nuclide} is packaged; there are {', '.join(INTERACTIONS)}.",
            hint="Read your own with read_dres or read_isospin, or use a mean field (nuscat.structure.skyrme)."
            + (' Published responses: hms_responses, "hms" in text.' if nuclide in HMS_NUCLIDES else ""),
        )
    valid = INTERACTIONS[nuclide]
    if name is None:
        return valid[0]
    wanted = _ALIASES.get(name.lower(), name).lower()
    for known in valid:
        if known.lower() == wanted:
            return known
    raise UnknownNameError.of(f"interaction of the packaged densities of {nuclide}:", name, valid)


def density(nuclide: NuclideLike, interaction: str | None = None) -> OneBodyDensity:
    """Packaged one-body density matrix [1] of the ground state of a nuclide, the core included.

    Parameters
    ----------
    nuclide : Nuclide or str
    interaction : str, optional
        One of :data:`INTERACTIONS` of this nuclide, upper or lower case. Default: the first of them.

    Returns
    -------
    OneBodyDensity
        b is √(41.467/(45A^(−1/3) − 25A^(−2/3))), or 6.43/√ħω for no-core calculations. Those, of 4He and 12C, hold the
        zero-point motion of the centre of mass, 3b²/(2A) in ⟨r²⟩.

    Raises
    ------
    MissingDataError
        If no density of this nuclide is packaged.
    UnknownNameError
        If there is none with this interaction.

    Sources
    -------
    Gorton:2022eed (files), the interactions' own papers (`cite` of the result). Checked: particle numbers, angular
    momentum and hermiticity of every density; radii of 40Ar, 72Ge and 127I.

    Examples
    --------
    >>> argon = density("Ar40")
    >>> argon.label, argon.spin, {k: round(v[1], 3) for k, v in argon.by_orbit().items() if k in ("0d3/2", "0f7/2")}
    ('Ar40 SDPF-U', 0.0, {'0d3/2': 3.78, '0f7/2': 2.024})
    """
    from nuscat.nuclei import nuclide as lookup

    name = lookup(nuclide).name
    return _load(name, _interaction(name, interaction))


def coverage() -> tuple[Coverage, ...]:
    """Table of the packaged densities: nuclide, interaction, space, b [fm], r_p and r_n [fm].

    Examples
    --------
    >>> [(row.interaction, round(row.r_p, 4), round(row.r_n, 4)) for row in coverage() if row.nuclide == "Ar40"]
    [('SDPF-U', 3.3405, 3.4473), ('SDPF-MU', 3.3452, 3.4563)]
    """
    out = []
    for nuclide, names in INTERACTIONS.items():
        for name in names:
            row, found = _catalogue()[nuclide, name], density(nuclide, name)
            out.append(
                Coverage(
                    nuclide=nuclide,
                    interaction=name,
                    default=name == names[0],
                    core=row["core"],
                    space=row["space"],
                    twoJ=found.twoJ,
                    b=found.b,
                    r_p=found.r_p,
                    r_n=found.r_n,
                    cite=found.cite,
                )
            )
    return tuple(out)
