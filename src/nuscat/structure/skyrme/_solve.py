"""The ground state of a nuclide with a Skyrme force: arguments, defaults and the result."""

from __future__ import annotations

import math
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from nuscat._core.errors import UnknownNameError, ValidityError, require_positive
from nuscat.nuclei import NuclideLike, nuclide as find
from nuscat.structure.spherical_density import SphericalDensity

from ._threads import one_thread
from .cache import cache_key, enabled, look_up, store
from .centre_of_mass import momentum_squared
from .force import Pairing, SkyrmeForce
from .solution import Level, Solution
from .spherical import Converged, Problem, Progress, iterate, problem

__all__ = ["solve"]

_METHOD = ("Vautherin:1971aw", "Baran:2008nv")
_PAIRED = {"none": (), "hfb": ("Stoitsov:2004pe",), "bcs": ("Bender:2000xk",)}
_MASSES = (4, 260)
_SCHEMES = ("default", "none", "hfb", "bcs")
_SHOWN = 1e-4


def solve(
    nuclide: NuclideLike,
    force: str | SkyrmeForce,
    *,
    pairing: str | Pairing = "default",
    deformation: str = "spherical",
    box: float | None = None,
    basis_size: int | None = None,
    tolerance: float = 1e-8,
    max_iterations: int = 200,
    start: Solution | None = None,
    cache: bool = True,
    progress: Progress | None = None,
    **axial: Any,
) -> Solution:
    r"""Ground state of a nuclide with a Skyrme force: energies [MeV], levels [MeV], densities [fm⁻³] and radii [fm].

    Galerkin in a spherical-Bessel box basis with analytic derivatives, fields iterated with Anderson mixing.

    Parameters
    ----------
    nuclide : str, tuple, int or Nuclide
        4 ≤ A ≤ 260.
    force : SkyrmeForce or str
        A force, the name of one in the catalogue, or the path of a file.
    pairing : str or Pairing
        "default": the pairing of the force, if it has one, else none. "none": equal filling of the last level.
        "hfb", "bcs": the pairing of the force by that method. A :class:`Pairing`: by the method of its window.
    deformation : str
        "spherical" or "axial".
    box : float [fm], optional
        Radius of the box of a spherical calculation. Default: 14 fm up to calcium, 16 fm up to A = 140, 17 fm above.
    basis_size : int, optional
        Functions per l in the box. Default: 1.6 per fm, the energy is converged to 0.1 keV.
    tolerance : float [1]
        Relative change of the energy at which the iteration stops.
    max_iterations : int
    start : Solution, optional
        Warm start of a spherical calculation: fields of another solution, of another force or a neighbouring nuclide.
    cache : bool
        Look up and store the result in the user's cache; the environment variable ``NUSCAT_SKYRME_CACHE=0`` switches
        it off everywhere. Not used with `start`.
    progress : callable, optional
        Called with iteration and energy [MeV].
    **axial
        Further arguments of the axial solver.

    Returns
    -------
    Solution
        Always converged. Odd numbers of nucleons: equal filling of the blocked level, or the average particle number
        with pairing; `conventions` says so.

    Raises
    ------
    ConvergenceError
        If the iteration does not converge, collapses, or the nucleus is not bound; carries the history.
    ValidityError
        If an argument is out of range.

    Sources
    -------
    Vautherin:1971aw; Chabanat:1997un. Checked: five nuclei with SLy4 and ²⁰⁸Pb with SIII to 10 keV and 10⁻⁴ fm; 18
    forces converge on 10 nuclei.

    Examples
    --------
    >>> from nuscat.structure.skyrme import force, solve
    >>> oxygen = solve("O16", force("SLy4"), pairing="none", cache=False)
    >>> round(oxygen.energy, 1), round(oxygen.r_p, 3)
    (-128.5, 2.686)
    """
    which = find(nuclide)
    the_force = _force(force)
    if not _MASSES[0] <= which.A <= _MASSES[1]:
        raise ValidityError(
            f"Mean fields are for {_MASSES[0]} ≤ A ≤ {_MASSES[1]}, got {which.name}.", hint="Take another nuclide."
        )
    require_positive("tolerance", tolerance)
    if max_iterations < 2:
        raise ValidityError(f"max_iterations must be at least 2, got {max_iterations}.", hint="200 is the default.")
    if deformation == "axial":
        from .axial import solve_axial

        unused = [n for n, v in (("box", box), ("basis_size", basis_size), ("start", start)) if v is not None]
        if unused:
            raise ValidityError(
                f"An axial calculation has no arguments {', '.join(unused)}.", hint="It has shells and beta2 instead."
            )
        axial |= {"pairing": pairing, "tolerance": tolerance, "max_iterations": max_iterations}
        deformed: Solution = solve_axial(which, the_force, cache=cache, progress=progress, **axial)
        return deformed
    if deformation != "spherical":
        raise UnknownNameError.of("deformation", deformation, ("spherical", "axial"))
    if axial:
        raise ValidityError(
            f"A spherical calculation has no arguments {', '.join(axial)}.", hint='Set deformation="axial".'
        )
    if box is not None:
        require_positive("box radius", box, unit="fm")
    scheme, used = choose_pairing(the_force, pairing)
    p = problem(which, the_force, used, scheme, box, basis_size)
    key = ""
    if start is None and enabled(cache):
        key = cache_key(
            nuclide=which.name,
            force=asdict(the_force),
            pairing=None if used is None else asdict(used),
            scheme=scheme,
            asked=pairing if isinstance(pairing, str) else "",
            box=p.blocks.basis.box,
            size=p.blocks.basis.size,
            tolerance=tolerance,
            limit=max_iterations,
        )
        if (known := look_up(key)) is not None:
            return known
    x = None if start is None else _warm(p, start)
    with one_thread():  # the matrices are small: threads would only wait for each other
        result = _solution(p, iterate(p, x=x, tolerance=tolerance, limit=max_iterations, progress=progress), pairing)
    if key:
        store(key, result)
    return result


def _force(force: str | SkyrmeForce) -> SkyrmeForce:
    if isinstance(force, SkyrmeForce):
        return force
    from .catalogue import force as look_up

    found: SkyrmeForce = look_up(force)
    return found


def choose_pairing(force: SkyrmeForce, pairing: str | Pairing) -> tuple[str, Pairing | None]:
    """Scheme ("none", "hfb", "bcs") and pairing force [names] for what the user asked.

    Raises
    ------
    ValidityError
        If a method is asked for that the strength was not fitted in, or the force has no pairing.
    UnknownNameError
        If `pairing` is no known name.
    """
    if isinstance(pairing, Pairing):
        if pairing.lipkin_nogami and pairing.window != "energy":
            raise ValidityError(
                "Lipkin–Nogami goes with the energy window (HFB) only.", hint='Set window="energy" and its strengths.'
            )
        return ("hfb" if pairing.window == "energy" else "bcs"), pairing
    if pairing not in _SCHEMES:
        raise UnknownNameError.of("pairing", pairing, _SCHEMES)
    own = force.pairing
    if pairing == "none" or (pairing == "default" and own is None):
        return "none", None
    scheme = None if own is None else ("hfb" if own.window == "energy" else "bcs")
    if own is not None and scheme is not None and pairing in ("default", scheme):
        return scheme, own
    published = _published_pairing(force, "energy" if pairing == "hfb" else "soft")
    if published is not None:
        return pairing, published
    if own is None:
        raise ValidityError(
            f"The force {force.name} has no pairing of its own.", hint="Give a Pairing with strengths and window."
        )
    raise ValidityError(
        f'The pairing of {force.name} was fitted in the window "{own.window}" and means nothing with {pairing}.',
        hint=f'Ask for "{scheme}", or give a Pairing with strengths for the other window.',
    )


def _published_pairing(force: SkyrmeForce, window: str) -> Pairing | None:
    """Strengths published for a packaged force in another window than that of its own pairing; None without."""
    from .catalogue import CATALOGUES, force as look_up, force_names, pairings

    packaged = {n if c == "curated" else f"{c}:{n}" for c in CATALOGUES for n in force_names(c)}
    if force.name not in packaged or replace(look_up(force.name), pairing=None) != replace(force, pairing=None):
        return None
    return pairings(force.name).get(window)


def _warm(p: Problem, start: Solution) -> np.ndarray:
    from ._problem import initial

    x = initial(p)
    if "fields" not in start.state:
        raise ValidityError(f"A {start.geometry} solution cannot start a spherical one.", hint="Leave out start.")
    fields, r = start.state["fields"], start.state["r"]
    rows = min(x.shape[0], fields.shape[0])
    same = r.shape == p.blocks.basis.r.shape and np.array_equal(r, p.blocks.basis.r)
    for i in range(rows):
        for q in range(2):
            x[i, q] = fields[i, q] if same else np.interp(p.blocks.basis.r, r, fields[i, q])
    return x


def _levels(p: Problem, c: Converged) -> tuple[Level, ...]:
    out = []
    step, b = c.orbitals, p.blocks
    for q, species in enumerate("np"):
        for m in range(b.l.size):
            order = np.argsort(step.energies[q, m], kind="stable")
            for n, i in enumerate(order):
                energy, v2 = float(step.energies[q, m, i]), float(step.v2[q, m, i])
                if v2 > _SHOWN or energy < 0.0:
                    out.append(
                        Level(
                            species=species,
                            twoj=int(b.twoj[m]),
                            parity=1 - 2 * (int(b.l[m]) % 2),
                            energy=energy,
                            occupation=v2,
                            gap=float(step.gaps[q, m, i]),
                            n=n + 1,
                            l=int(b.l[m]),
                        )
                    )
    return tuple(sorted(out, key=lambda level: (level.species, level.energy)))


def _centre_of_mass(p: Problem, c: Converged) -> float:
    """Energy −⟨P²⟩/2mA [MeV] of the prescriptions that subtract it."""
    b, step = p.blocks, c.orbitals
    n = b.basis.r.size
    total = 0.0
    for q, hbar2_2m in enumerate((p.force.hbar2_2m_n, p.force.hbar2_2m_p)):
        block, index = np.nonzero(step.v2[q] > 1e-10)
        coefficients = step.states[q, block, :, index]
        both = np.einsum("snk,sk->sn", b.ket[b.l[block]], coefficients)
        total += (
            hbar2_2m
            * momentum_squared(
                b.basis.r,
                b.basis.weights,
                b.l[block],
                b.twoj[block],
                step.v2[q][block, index],
                both[:, n:],
                both[:, :n],
                paired=p.scheme != "none",
            )[1]
        )
    return float(-total / p.nuclide.A)


def _conventions(p: Problem, c: Converged, asked: str | Pairing) -> dict[str, str]:
    out = dict(p.force.conventions)
    for key in [k for k in out if k.startswith("pairing")]:
        del out[key]
    out["geometry"] = f"spherical, box of {p.blocks.basis.box:g} fm, {p.blocks.basis.size} Bessel functions per l"
    if p.pairing is not None:
        out |= p.pairing.conventions
    elif asked == "default":
        out["pairing"] = "none: the force has no pairing of its own"
    else:
        out["pairing"] = "none, as asked"
    if p.force.cm == "2body_variational":
        out["centre of mass"] = (
            "one- and two-body ⟨P²⟩/2mA subtracted after the variation (fitted inside the variation)"
        )
    filling = []
    for q, (name, number) in enumerate(zip(("neutrons", "protons"), p.numbers, strict=True)):
        if p.scheme != "none":
            text = "average particle number" + (" for an odd number" if number % 2 else "")
        elif c.smeared[q]:
            text = "Fermi function with T = 0.1 MeV, since levels at the Fermi energy cross"
        else:
            text = "equal filling of the substates of the last level"
        filling.append(f"{name}: {text}")
    out["filling"] = "; ".join(filling)
    return out


def _solution(p: Problem, c: Converged, asked: str | Pairing) -> Solution:
    step, basis = c.step, p.blocks.basis
    d = step.densities
    terms = dict(c.energies)
    rows = 3 if p.pairing is None else 4
    centre = ("Bender:2000zz",) if p.force.cm.startswith("2body") else ()
    if centre:
        terms["centre of mass"] = _centre_of_mass(p, c)
    label = p.scheme + ("+LN" if p.pairing is not None and p.pairing.lipkin_nogami else "")
    conventions = _conventions(p, c, asked)
    density = SphericalDensity(
        Z=p.nuclide.Z,
        N=p.nuclide.N,
        r=basis.r,
        weights=basis.weights,
        proton=d.rho[1],
        neutron=d.rho[0],
        spin_orbit_proton=d.J[1],
        spin_orbit_neutron=d.J[0],
        label=f"{p.force.name} {label}" if p.scheme != "none" else p.force.name,
        cite=tuple(dict.fromkeys((*p.force.cite, *_METHOD, *_PAIRED[p.scheme], *centre))),
    )
    weight = c.orbitals.v2 * p.blocks.degeneracy[:, None]
    gaps = (weight * c.orbitals.gaps).sum((1, 2)) / np.maximum(weight.sum((1, 2)), 1e-12)
    energy = sum(terms.values())
    if not math.isfinite(energy):
        raise ValidityError(f"The energy of {p.nuclide.name} is not finite.", hint="Check the force.")
    return Solution(
        nuclide=p.nuclide,
        force=p.force,
        pairing=label,
        pairing_force=p.pairing,
        energy=energy,
        terms=terms,
        levels=_levels(p, c),
        density=density,
        tau=d.tau,
        chemical=(float(step.chemical[0]), float(step.chemical[1])),
        gaps=(float(gaps[0]), float(gaps[1])),
        iterations=len(c.history),
        history=c.history,
        residuals=c.residuals,
        conventions=conventions,
        state={"fields": c.x[: rows * 2 * basis.r.size].reshape(rows, 2, -1), "r": basis.r},
    )
