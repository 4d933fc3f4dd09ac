"""The axially deformed ground state of a nuclide: arguments, defaults and the result."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, replace

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import UnknownNameError, ValidityError, require_positive
from nuscat.nuclei import NuclideLike, nuclide as find
from nuscat.structure.skyrme._solve import choose_pairing
from nuscat.structure.skyrme._threads import one_thread
from nuscat.structure.skyrme.cache import cache_key, enabled, look_up, store
from nuscat.structure.skyrme.force import Pairing, SkyrmeForce
from nuscat.structure.skyrme.solution import Solution

from ._iterate import Progress
from ._result import conventions, solution
from ._scan import Setup, curve, refined, released, single

__all__ = ["solve_axial"]

Vector = NDArray[np.float64]
_SHELLS = (4, 20)
_MASSES = (4, 260)
_SCAN = (-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3, 0.4)


def solve_axial(
    nuclide: NuclideLike,
    force: str | SkyrmeForce,
    *,
    pairing: str | Pairing = "default",
    shells: int = 14,
    beta2: float | None = None,
    constraint: float | None = None,
    scan: Sequence[float] | None = None,
    basis_deformation: float | None = None,
    j2: str = "refuse",
    tolerance: float = 1e-8,
    max_iterations: int = 150,
    progress: Progress | None = None,
    cache: bool = True,
) -> Solution:
    r"""Axially deformed ground state: energies [MeV], deformation [1], angle-averaged densities [fm⁻³] and radii [fm].

    Cylindrical oscillator basis with ħω = 1.2·41 A^(−1/3) MeV. Unless told otherwise, the energy
    at eight fixed deformations in a small basis shows where the minima are; from there each stationary state is
    converged in the full basis, the lowest is returned, and `minima` lists all.

    Parameters
    ----------
    nuclide : str, tuple, int or Nuclide
        4 ≤ A ≤ 260.
    force : SkyrmeForce or str
    pairing : str or Pairing
        As for :func:`nuscat.structure.skyrme.solve`.
    shells : int
        Oscillator shells, 4 to 20. Truncation error with 14 (from 20, and from the spherical box): 0.05 MeV in ⁴⁰Ar,
        0.4 MeV in ⁷⁶Ge, 1.3 MeV in ¹⁸⁴W; radii 0.001 to 0.002 fm.
    beta2 : float [1], optional
        Start there and take the state that is found, without a search: the one to use for a known shape.
    constraint : float [1], optional
        Hold β₂ of all nucleons at this value.
    scan : sequence of float [1], optional
        Fixed β₂ of the search; default −0.3, −0.2 … 0.4. Minima closer together than its steps may be missed. The
        curve is in `state`: scan_beta2, scan_energy [MeV] (at most 10 shells, spherical basis, without two-body
        centre-of-mass energy; NaN where a deformation could not be held, which `conventions` names).
    basis_deformation : float [1], optional
        β of the basis. Default: that of the state, rounded to 0.05; 0 gives equal bases for all states.
    j2 : str
        "refuse": an error for a force with J² terms, which the axial functional does not have. "drop": leave them out.
    tolerance : float [1]
        Relative change of the energy at which an iteration stops.
    max_iterations : int
    progress : callable, optional
        Called with iteration and energy [MeV].
    cache : bool
        Look up and store the result in the user's cache.

    Returns
    -------
    Solution
        With the intrinsic densities in `state`: z, r [fm] and neutron, proton [fm⁻³] on their mesh, z > 0. The virial
        residual is that of the basis truncation; with pairing it does not vanish, since the window sets a scale.

    Raises
    ------
    ConvergenceError
        If no start converges, or the result is unphysical; carries the history.
    ValidityError
        If an argument is out of range, or the force has J² terms.

    Sources
    -------
    Vautherin:1973zz; Stoitsov:2004pe (pairing). Checked: HFBTHO results in equal
    bases, ²⁰⁸Pb and ⁴⁰Ar to 1 keV and 5·10⁻⁶ fm, ¹⁸⁴W to 15 keV and 2·10⁻⁵ fm; the spherical solver.
    Note: which quasiparticles lie below the sharp cut-off of HFB may depend on the path by single states: 10 keV.

    Examples
    --------
    >>> from nuscat.structure.skyrme.axial import solve_axial
    >>> neon = solve_axial("Ne20", "SLy4", pairing="none", shells=8, beta2=0.4, cache=False)
    >>> round(neon.deformation.beta2, 1), neon.geometry
    (0.4, 'axial')
    """
    which = find(nuclide)
    asked, the_force = _force(force, j2)
    _check(which.name, which.A, shells, beta2, constraint, scan, basis_deformation, tolerance, max_iterations)
    scheme, used = choose_pairing(the_force, pairing)
    key = ""
    if enabled(cache):
        key = cache_key(
            geometry="axial",
            nuclide=which.name,
            force=asdict(asked),
            pairing=None if used is None else asdict(used),
            scheme=scheme,
            asked=pairing if isinstance(pairing, str) else "",
            options=[shells, beta2, constraint, None if scan is None else list(map(float, scan)), basis_deformation],
            j2=j2,
            tolerance=tolerance,
            limit=max_iterations,
        )
        if (known := look_up(key)) is not None:
            return known
    setup = Setup(
        nuclide=which, force=the_force, pairing=used, scheme=scheme, shells=shells, limit=max_iterations,
        progress=progress,
    )  # fmt: skip
    extra: dict[str, Vector] = {}
    failed: list[str] = []
    with one_thread():  # linear algebra in blocks of Ω and parity is too small to share
        if constraint is not None or beta2 is not None:
            where = constraint if constraint is not None else beta2
            assert where is not None
            first = [single(setup, where, constraint is not None)]
        else:
            betas = _SCAN if scan is None else scan
            held = curve(setup, betas)
            first, failed = released(setup, held)
            failed += [f"{b:.2f} (not held)" for b, s in zip(betas, held, strict=True) if s is None]
            extra = {
                "scan_beta2": np.array([float(b) for b in betas]),
                "scan_energy": np.array([math.nan if s is None else s.state.energy for s in held]),
            }
        final, lost = refined(setup, first, basis_deformation, tolerance, constraint)
    notes = conventions(final[0], asked, pairing, [*failed, *lost], constraint)
    result = solution(final, notes, extra)
    if key:
        store(key, result)
    return result


def _force(force: str | SkyrmeForce, j2: str) -> tuple[SkyrmeForce, SkyrmeForce]:
    """The force asked for, and the one without J² terms that is solved."""
    if j2 not in ("refuse", "drop"):
        raise UnknownNameError.of("treatment of J² terms", j2, ("refuse", "drop"))
    if isinstance(force, str):
        from nuscat.structure.skyrme.catalogue import force as look_up_force

        force = look_up_force(force)
    if force.a_J == 0.0 and force.b_J == 0.0:
        return force, force
    if j2 == "refuse":
        raise ValidityError(
            f"The force {force.name} has J² terms, which the axial functional does not have.",
            hint='Take a force without them, deformation="spherical", or leave them out by name: j2="drop".',
        )
    return force, replace(force, j2=False, te=0.0, to=0.0)


def _check(
    name: str,
    A: int,
    shells: int,
    beta2: float | None,
    constraint: float | None,
    scan: Sequence[float] | None,
    basis_deformation: float | None,
    tolerance: float,
    max_iterations: int,
) -> None:
    if not _MASSES[0] <= A <= _MASSES[1]:
        raise ValidityError(
            f"Mean fields are for {_MASSES[0]} ≤ A ≤ {_MASSES[1]}, got {name}.", hint="Take another nuclide."
        )
    if not _SHELLS[0] <= shells <= _SHELLS[1]:
        raise ValidityError(
            f"shells must lie between {_SHELLS[0]} and {_SHELLS[1]}, got {shells}.", hint="14 is the default."
        )
    given = [n for n, v in (("beta2", beta2), ("constraint", constraint), ("scan", scan)) if v is not None]
    if len(given) > 1:
        raise ValidityError(f"{' and '.join(given)} exclude each other.", hint="Give one of them.")
    values = [*(() if scan is None else scan), *(v for v in (beta2, constraint, basis_deformation) if v is not None)]
    for value in values:
        if not abs(value) <= 1.0:
            raise ValidityError(f"Deformations must lie between -1 and 1, got {value!r}.", hint="0.25 is typical.")
    if scan is not None and (len(scan) < 3 or np.any(np.diff(np.asarray(scan, dtype=float)) <= 0)):
        raise ValidityError(
            "A scan needs at least three increasing deformations.", hint="numpy.linspace(-0.3, 0.4, 15)"
        )
    require_positive("tolerance", tolerance)
    if max_iterations < 2:
        raise ValidityError(f"max_iterations must be at least 2, got {max_iterations}.", hint="150 is the default.")
