"""From an axial state to a solution: energies, densities averaged over angles, levels, conventions."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from nuscat.structure.skyrme.force import Pairing, SkyrmeForce
from nuscat.structure.skyrme.functional import virial
from nuscat.structure.skyrme.solution import Minimum, Solution
from nuscat.structure.spherical_density import SphericalDensity

from ._centre_of_mass import momentum_squared
from ._observables import angle_average, levels, radial_grid, spin_orbit_average
from ._pairs import canonical
from ._scan import Found
from ._state import Problem, State

__all__ = ["conventions", "solution"]

Vector = NDArray[np.float64]
_METHOD = ("Vautherin:1973zz", "Stoitsov:2004pe", "Chabanat:1997un")
_RADIUS = 20.0
"""End of the radial grid of the angle averages [fm]."""


def conventions(
    found: Found, asked: SkyrmeForce, pairing: str | Pairing, failed: list[str], constraint: float | None
) -> dict[str, str]:
    """What the result assumes [names and text]."""
    p, s = found.problem, found.state
    out = {k: v for k, v in asked.conventions.items() if not k.startswith("pairing")}
    b = p.basis
    ratio = 2.0 * math.log(b.b_z / b.b_r) / (3.0 * math.sqrt(5.0 / (16.0 * math.pi)))
    out["geometry"] = (
        f"axial, {b.shells} oscillator shells with b_z = {b.b_z:.4f} fm, b_r = {b.b_r:.4f} fm (basis deformation "
        f"{ratio:.2f}), {b.z.size} × {b.r.size} mesh points"
    )
    out["angular momentum"] = "intrinsic state, not projected; densities averaged over angles"
    if asked is not p.force:
        out["J² terms"] = 'left out by j2="drop", though the set was fitted with them'
    if p.pairing is not None:
        out |= p.pairing.conventions
    elif pairing == "default":
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
        elif s.smeared[q]:
            text = "Fermi function with T = 0.1 MeV, since levels at the Fermi energy cross"
        else:
            text = "lowest ±Ω pairs" + (", the last one half filled" if number % 2 else "")
        filling.append(f"{name}: {text}")
    out["filling"] = "; ".join(filling)
    if constraint is not None:
        out["deformation"] = f"held at beta2 = {constraint:g}"
    elif found.soft:
        out["deformation"] = "soft: found among held shapes as the one that needs no force; free iteration drifts"
    if failed:
        out["deformation search"] = f"no stationary state reached from beta2 = {', '.join(failed)}"
    return out


def _centre_of_mass(p: Problem, s: State) -> float:
    """Energy −⟨P²⟩/2mA [MeV] of the prescriptions that subtract it."""
    total = 0.0
    for q, hbar2_2m in enumerate((p.force.hbar2_2m_n, p.force.hbar2_2m_p)):
        rho = s.occupations[q].rho
        kappa = [np.zeros_like(m) for m in rho]
        if p.scheme != "none":
            states = canonical(rho, s.hamiltonians[q])
            kappa = [(X * np.sqrt(v2 * (1.0 - v2))) @ X.T for v2, X in states]
        total += hbar2_2m * momentum_squared(p.basis, rho, kappa, s.densities.tau[q])[1]
    return -total / p.nuclide.A


def _residuals(p: Problem, s: State) -> dict[str, float]:
    """Virial, rearrangement and last update [MeV]."""
    scaled, folded = virial(p.terms, s.energies), sum(t.degree * s.energies[t.name] for t in p.terms)
    if p.pairing is not None:
        V = np.array(p.strengths)[:, None]
        dense = -0.25 * p.pairing.beta / p.pairing.rho_c * (V * s.chi**2).sum(0) * s.densities.total
        part = float(p.basis.weight @ dense)
        scaled += 3.0 * (s.energies["pairing neutron"] + s.energies["pairing proton"] - part) + 6.0 * part
        folded += part
    trace = 2.0 * sum(
        float(np.sum(h * r)) for q in (0, 1) for h, r in zip(s.hamiltonians[q], s.occupations[q].rho, strict=True)
    )
    return {"virial": scaled, "rearrangement": 0.5 * (trace - folded), "fields": s.mismatch}


def _mean_gap(s: State, q: int) -> float:
    """Σv²Δ/Σv² [MeV]."""
    pairs = list(zip(s.gaps[q], s.occupations[q].rho, strict=True))
    return sum(float(np.sum(d * r)) for d, r in pairs) / max(sum(float(np.trace(r)) for _, r in pairs), 1e-12)


def solution(final: list[Found], notes: dict[str, str], extra: dict[str, Vector]) -> Solution:
    """Result [MeV, fm] of the first of several stationary states, which are listed as minima."""
    p, s = final[0].problem, final[0].state
    r, weights = radial_grid(_RADIUS)
    rho = [angle_average(p.basis, s.densities.rho[q], r) for q in (0, 1)]
    J = [spin_orbit_average(p.basis, s, q, r) for q in (0, 1)]
    energies = []
    for found in final:
        terms = dict(found.state.energies)
        if found.problem.force.cm.startswith("2body"):
            terms["centre of mass"] = _centre_of_mass(found.problem, found.state)
        energies.append(terms)
    scheme = p.scheme + ("+LN" if p.projected else "")
    density = SphericalDensity(
        Z=p.nuclide.Z,
        N=p.nuclide.N,
        r=r,
        weights=weights,
        proton=rho[1],
        neutron=rho[0],
        spin_orbit_proton=J[1],
        spin_orbit_neutron=J[0],
        label=f"{p.force.name} {scheme} axial" if p.scheme != "none" else f"{p.force.name} axial",
        cite=tuple(dict.fromkeys((*p.force.cite, *_METHOD))),
    )
    minima = tuple(
        Minimum(label=f.label, beta2=f.shape.beta2, beta4=f.shape.beta4, energy=sum(e.values()))
        for f, e in zip(final, energies, strict=True)
    )
    grid = p.basis.shape
    state = {
        "z": p.basis.z,
        "r": p.basis.r,
        "neutron": s.densities.rho[0].reshape(grid),
        "proton": s.densities.rho[1].reshape(grid),
    }
    return Solution(
        nuclide=p.nuclide,
        force=p.force,
        pairing=scheme,
        pairing_force=p.pairing,
        geometry="axial",
        energy=sum(energies[0].values()),
        terms=energies[0],
        levels=levels(p, s),
        density=density,
        tau=np.stack([angle_average(p.basis, s.densities.tau[q], r) for q in (0, 1)]),
        chemical=s.start.fermi,
        gaps=(_mean_gap(s, 0), _mean_gap(s, 1)),
        iterations=len(s.history),
        history=s.history,
        residuals=_residuals(p, s),
        conventions=notes,
        deformation=final[0].shape,
        minima=minima,
        state=state | extra,
    )
