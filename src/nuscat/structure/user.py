"""The user's own densities: read from a text table with every check that a table can fail, and written back."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import CorruptDataError
from nuscat._core.files import atomic_write
from nuscat._core.quadrature import piecewise_rule
from nuscat.nuclei import NuclideLike, nuclide as lookup

from ._text_table import TextTable, parse
from .spherical_density import SphericalDensity

__all__ = ["radial_weights", "read_density", "write_density"]

Vector = NDArray[np.float64]
_SPACING = 0.25
"""Largest step [fm]: 1e-6 in F up to 2.5/fm for a usual surface (tested); coarser tables do not resolve it."""
_NORM, _RESCALE = 1e-3, 0.02
_NEGATIVE, _END = 1e-6, 1e-4  # of the peak
_DEGREE = 5


def read_density(path: str | os.PathLike[str], nuclide: NuclideLike, *, renormalise: bool = False) -> SphericalDensity:
    """Point-nucleon densities of a nuclide from a text table.

    One row per radius, columns separated by commas, semicolons, tabs or blanks, under a header with the names
    ``r, rho_p, rho_n`` and optionally ``J_p, J_n`` (spin–orbit densities) in any order, with or without units
    (``r [fm]``, ``rho_p_fm-3``, ``J_p (fm^-4)``). Lines that begin with ``#`` are comments; the header may be one.

    Parameters
    ----------
    path : path
    nuclide : str, Nuclide, …
        Gives the norms Z and N.
    renormalise : bool
        Scale each density to its norm if it is off by up to 2 %; the label says so. Default: refuse above 10⁻³.

    Returns
    -------
    SphericalDensity
        On the radii of the table. Radii may be uneven; steps up to 0.25 fm, the first radius within one step of 0.

    Raises
    ------
    MissingDataError
        If there is no such file.
    CorruptDataError
        With file and line: unknown, missing or repeated columns, other units, rows too short or not numeric, radii that
        do not increase or are too far apart, a table that starts away from the origin or ends inside the nucleus,
        negative densities (a tail above −10⁻⁶ of the peak is accepted), or norms that are not Z and N.
    UnknownNameError
        For an unknown nuclide.

    Sources
    -------
    Definition. Checked: form factor of a Fermi density in steps of 0.1 fm to 1e-9, uneven steps to 1e-6; round trip.
    """
    nucleus = lookup(nuclide)
    table = parse(Path(path))
    r = _radii(table)
    weights = radial_weights(r)
    columns = {name: np.array(table.column(name)) for name in table.names if name != "r"}
    label = f"{nucleus.name} from {table.path.name}"
    for name, number in (("rho_p", nucleus.Z), ("rho_n", nucleus.N)):
        _check_shape(table, name, r, number)
        norm = 4.0 * math.pi * float(weights @ (r**2 * columns[name]))
        off = abs(norm - number) / max(number, 1)
        if off <= _NORM:
            continue
        if not (renormalise and number and off <= _RESCALE):
            _bad_norm(table, name, weights, norm, number, renormalise)
        for part in (name, name.replace("rho", "J")):
            if part in columns:
                columns[part] = columns[part] * (number / norm)
        label += f", {name} rescaled by {number / norm:.5f}"
    return SphericalDensity(
        Z=nucleus.Z,
        N=nucleus.N,
        r=r,
        weights=weights,
        proton=columns["rho_p"],
        neutron=columns["rho_n"],
        spin_orbit_proton=columns.get("J_p"),
        spin_orbit_neutron=columns.get("J_n"),
        label=label,
    )


def write_density(path: str | os.PathLike[str], density: SphericalDensity) -> Path:
    """Write a density as a table for :func:`read_density`, whole or not at all.

    What the reader refuses stays refused: the tail of an unfolded Fourier–Bessel series, which oscillates below zero.

    Parameters
    ----------
    path : path
        A file already there is replaced.
    density : SphericalDensity
        Every digit of radii [fm] and densities [fm⁻³, fm⁻⁴] is kept; quadrature weights are not written.

    Returns
    -------
    path
    """
    names, columns = ["r_fm", "rho_p_fm-3", "rho_n_fm-3"], [density.r, density.proton, density.neutron]
    if density.spin_orbit_proton is not None and density.spin_orbit_neutron is not None:
        names += ["J_p_fm-4", "J_n_fm-4"]
        columns += [density.spin_orbit_proton, density.spin_orbit_neutron]
    head = [f"# {' '.join(density.label.split())}", f"# Z = {density.Z}, N = {density.N}"]
    head += [f"# cite {', '.join(density.cite)}"] if density.cite else []
    rows = [",".join(repr(float(v)) for v in row) for row in zip(*columns, strict=True)]
    return atomic_write(path, "\n".join([*head, ",".join(names), *rows]) + "\n")


def radial_weights(r: Vector) -> Vector:
    """Weights [fm] on the radii of a table, ∫f dr = Σ w f(r) from 0 to the last, for even functions f of r.

    Parameters
    ----------
    r : array, shape (n,) [fm]
        Increasing, not negative, n ≥ 6. Even steps from 0, from one step or from half a step get the trapezoidal or
        midpoint rule, which for smooth even functions that vanish at the end is exact beyond all powers of the step;
        others the weights of the interpolating quintic spline.

    Returns
    -------
    array, shape (n,) [fm]

    Sources
    -------
    Euler–Maclaurin. Checked: Gaussian and Fermi densities.
    """
    h = float(r[-1] - r[0]) / (r.size - 1)
    if np.all(np.abs(np.diff(r) - h) < 1e-4 * h):
        start = r[0] / h
        if min(abs(start), abs(start - 1.0)) < 1e-3:
            weights = np.full(r.size, h)
            weights[0] *= 0.5 if abs(start) < 1e-3 else 1.0  # from one step on, the origin has r² = 0
            weights[-1] *= 0.5
            return weights
        if abs(start - 0.5) < 1e-3:
            return np.full(r.size, h)
    from scipy.interpolate import BSpline, make_interp_spline
    from scipy.sparse.linalg import splu

    mirrored = np.concatenate([-r[r > 0][::-1], r])  # f is even: no invention at the origin
    knots = make_interp_spline(mirrored, np.zeros(mirrored.size), k=_DEGREE).t
    x, step = piecewise_rule(np.concatenate([[0.0], r[r > 0]]), 4)
    integrals = BSpline.design_matrix(x, knots, _DEGREE).T @ step
    collocation = BSpline.design_matrix(mirrored, knots, _DEGREE).T.tocsc()
    both: Vector = splu(collocation).solve(integrals)
    weights = both[-r.size :].copy()
    weights[r > 0] += both[: int(np.sum(r > 0))][::-1]
    return weights


def _radii(table: TextTable) -> Vector:
    r = table.column("r")
    steps = np.diff(r)
    if r[0] < 0:
        table.fail(0, f"r = {r[0]:g} is negative", "Give distances from the centre in fm.")
    if np.any(steps <= 0):
        row = int(np.argmax(steps <= 0)) + 1
        table.fail(row, f"r = {r[row]:g} does not increase", "Sort the rows by r and remove repeated ones.")
    if np.any(steps > _SPACING * (1.0 + 1e-9)):
        row = int(np.argmax(steps > _SPACING * (1.0 + 1e-9))) + 1
        hint = "Is r in fm? Tabulate the density on a finer grid."
        table.fail(row, f"the step to r = {r[row]:g} fm is {steps[row - 1]:g} fm, above {_SPACING} fm", hint)
    if r[0] > float(np.max(steps[:4])) * (1.0 + 1e-3):
        table.fail(0, f"the table starts at r = {r[0]:g} fm", "Start at the origin or within one step of it.")
    return np.array(r)


def _check_shape(table: TextTable, name: str, r: Vector, number: int) -> None:
    rho = table.column(name)
    peak = float(np.max(np.abs(rho)))
    if peak == 0.0:
        if number:
            table.fail(0, f"{name} is zero everywhere", f"Expected {number} nucleons.")
        return
    if np.any(rho < -_NEGATIVE * peak):
        row = int(np.argmax(rho < -_NEGATIVE * peak))
        table.fail(row, f"{name} = {rho[row]:g} fm^-3 is negative", "A tail above -1e-6 of the peak is accepted.")
    if abs(rho[-1]) > _END * peak:
        table.fail(
            len(r) - 1,
            f"{name} is cut off: at the last radius, {r[-1]:g} fm, it is still {abs(rho[-1]) / peak:.2g} of its peak",
            "Extend the table until 1e-4 of the peak; is the file truncated?",
        )


def _bad_norm(table: TextTable, name: str, weights: Vector, norm: float, number: int, renormalise: bool) -> NoReturn:
    rho = table.column(name)
    radial = float(weights @ rho)
    guesses = {
        "it is normalised to 1: multiply by the number of nucleons": norm,
        "a factor 4π is missing": norm * 4.0 * math.pi / number if number else 0.0,
        "there is a factor 4π too much": norm / (4.0 * math.pi * number) if number else 0.0,
        "it holds the radial distribution 4πr²ρ: divide by 4πr²": radial / number if number else 0.0,
    }
    likely = [text for text, ratio in guesses.items() if abs(ratio - 1.0) < 0.02]
    off = abs(norm - number) / max(number, 1)
    hint = f"Perhaps {likely[0]}." if likely else "r must be in fm and the density in fm^-3."
    if not renormalise and off <= _RESCALE:
        hint = "Pass renormalise=True to rescale it (up to 2 %)."
    raise CorruptDataError(
        f"{table.path}: {name} integrates to {norm:.6g}, expected {number} within {_NORM:g}.", hint=hint
    )
