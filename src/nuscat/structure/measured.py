"""Charge densities of nuclei as measured by elastic electron scattering, and an estimate where none was measured."""

from __future__ import annotations

import dataclasses
import math
from functools import lru_cache

import numpy as np

from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError
from nuscat.nuclei import Nuclide, NuclideLike, nuclide as lookup

from ._charge import ChargeDensity, panels
from ._devries import Row, rows
from ._shapes import FermiShape, shape_of

__all__ = ["DENSITY_SOURCES", "density"]

DENSITY_SOURCES: dict[str, str] = {
    "devries-fb": "Fourier–Bessel series",
    "devries-sog": "sum of Gaussians",
    "devries-fermi": "Fermi, Gaussian and oscillator fits (2pF, 3pF, 3pG, HO, MHO)",
    "fermi-estimate": "Fermi shape of usual surface with the measured charge radius: an estimate, not a measured shape",
}
"""Sources of :func:`density` [name: what it is]."""
_MODELS = {"devries-fb": "fourier-bessel", "devries-sog": "sum-of-gaussians", "devries-fermi": "fermi"}
_DIFFUSENESS, _DIFFUSENESS_ERROR = 0.52, 0.03


def density(
    nuclide: NuclideLike,
    source: str = "devries-fb",
    R: float | None = None,
    analysis: int | None = None,
    allow_flagged: bool = False,
) -> ChargeDensity:
    """Charge density of a nuclide.

    Parameters
    ----------
    nuclide : str, Nuclide, …
    source : str
        "devries-fb", "devries-sog", "devries-fermi", or by name "fermi-estimate": a Fermi shape of diffuseness
        0.52 fm whose half-density radius gives the measured charge radius. Its error is that of ± 0.03 fm in the
        diffuseness at fixed radius, and of the radius.
    R : float, optional [fm]
        Cutoff radius: selects among Fourier–Bessel analyses.
    analysis : int, optional
        Number of the analysis in the order of the compilation, from 1.
    allow_flagged : bool
        Accept an analysis that does not reproduce its own published numbers.

    Returns
    -------
    ChargeDensity
        Of several analyses, the last of the compilation that is not flagged; its `choice` says so.

    Raises
    ------
    MissingDataError
        If the source does not have the nuclide, with the sources that do, or has only flagged analyses.
    ValidityError
        If `R` or `analysis` match none, or the one asked for is flagged and that was not allowed.
    UnknownNameError
        If source or nuclide are not known.

    Sources
    -------
    DeVries:1987atn; Angeli:2013epw (charge radii of the estimate). Checked: see :class:`ChargeDensity`; the estimate
    against Fourier–Bessel form factors of eleven nuclides.

    Examples
    --------
    >>> print(density("Pb208", R=11))
    Pb208 devries-fb (FB, analysis 2 of 2, R = 11 fm, renormalised to Z by 0.999908): r_ch = 5.4993 fm
    >>> print(density("Cs133", "fermi-estimate"))
    Cs133 fermi-estimate (2pF, c = 5.6779 fm, a = 0.52 fm): r_ch = 4.8041 fm
    """
    nucleus = lookup(nuclide)
    if source not in DENSITY_SOURCES:
        raise UnknownNameError.of("source of a charge density", source, DENSITY_SOURCES)
    if R is not None and source != "devries-fb":
        raise ValidityError(f"R selects among Fourier–Bessel analyses, not in {source!r}.", hint="Give analysis=….")
    if source == "fermi-estimate":
        if analysis is not None:
            raise ValidityError("An estimate has no analyses to choose from.", hint="Leave `analysis` out.")
        return _estimate(nucleus)
    return _measured(nucleus, source, R, analysis, allow_flagged)


@lru_cache(maxsize=256)
def _measured(nucleus: Nuclide, source: str, R: float | None, analysis: int | None, flagged: bool) -> ChargeDensity:
    every = rows(_MODELS[source]).get((nucleus.Z, nucleus.A), ())
    if not every:
        have = [f'"{s}"' for s, model in _MODELS.items() if (nucleus.Z, nucleus.A) in rows(model)]
        have += ['"fermi-estimate"'] if nucleus.charge_radius is not None else []
        raise MissingDataError(
            f"No {DENSITY_SOURCES[source]} of the charge density of {nucleus.name} is packaged.",
            hint=f"It has source={' or '.join(have)}." if have else "Its charge radius is not known either.",
        )
    row = _choose(nucleus.name, every, R, analysis, flagged)
    shape, absolute = shape_of(row)
    choice = row.kind if len(every) == 1 else f"{row.kind}, analysis {row.number} of {len(every)}"
    return ChargeDensity(
        nuclide=nucleus,
        source=source,
        kind=row.kind,
        shape=shape,
        absolute=absolute,
        analysis=row.number,
        choice=choice + (f", R = {row.parameters[0]:g} fm" if row.kind == "FB" else ""),
        rms_published=row.rms_published,
        reference=row.reference,
        flag=row.flag,
    )


def _choose(name: str, every: tuple[Row, ...], R: float | None, analysis: int | None, flagged: bool) -> Row:
    found = [
        row
        for row in every
        if analysis in (None, row.number) and (R is None or math.isclose(row.parameters[0], R, rel_tol=1e-9))
    ]
    if not found:
        asked = [f"{what} {value!r}" for what, value in (("analysis", analysis), ("R [fm] =", R)) if value is not None]
        valid = ", ".join(f"{r.number}" + (f" (R = {r.parameters[0]:g} fm)" if r.kind == "FB" else "") for r in every)
        raise ValidityError(f"{name} has no {' with '.join(asked)} in this source.", hint=f"Analyses: {valid}.")
    good = [row for row in found if not row.flag]
    if good:
        return good[-1]
    if flagged:
        return found[-1]
    flags = "; ".join(f"analysis {row.number}: {row.flag}" for row in found)
    if analysis is not None:
        raise ValidityError(f"{name}, {flags}.", hint="Pass allow_flagged=True to use it all the same.")
    raise MissingDataError(
        f"No analysis of {name} in this source reproduces its own published numbers ({flags}).",
        hint="Pass allow_flagged=True to use it all the same.",
    )


@lru_cache(maxsize=256)
def _estimate(nucleus: Nuclide) -> ChargeDensity:
    radius, error = nucleus.charge_radius, nucleus.charge_radius_uncertainty
    if radius is None or error is None:
        raise MissingDataError(
            f"The charge radius of {nucleus.name} is not in the compilation of radii.",
            hint="Build a Fermi or Helm shape with a radius of your own.",
        )
    centre = _fermi_with_radius(nucleus, radius, _DIFFUSENESS)
    sides = [
        (nucleus, radius, _DIFFUSENESS - _DIFFUSENESS_ERROR),
        (nucleus, radius, _DIFFUSENESS + _DIFFUSENESS_ERROR),
        (nucleus, radius - error, _DIFFUSENESS),
        (nucleus, radius + error, _DIFFUSENESS),
    ]
    a_low, a_high, r_low, r_high = (_fermi_with_radius(*s) for s in sides)
    return dataclasses.replace(centre, alternatives=((a_low, a_high), (r_low, r_high)))


def _fermi_with_radius(nucleus: Nuclide, radius: float, a: float) -> ChargeDensity:
    from scipy.optimize import brentq

    def mean_square(c: float) -> float:
        r, step = panels(FermiShape(c, a).end)
        weights = step * r**2 * FermiShape(c, a)(r)
        return float(np.sum(weights * r**2) / np.sum(weights))

    if not mean_square(a) < radius**2:
        raise ValidityError(
            f"{nucleus.name} with a charge radius of {radius:g} fm is too small for a Fermi shape of diffuseness "
            f"{a:g} fm.",
            hint='Use a measured shape, source="devries-fb", "devries-sog" or "devries-fermi".',
        )
    c = float(brentq(lambda x: mean_square(x) - radius**2, a, 2.0 * radius, xtol=1e-12))
    return ChargeDensity(
        nuclide=nucleus,
        source="fermi-estimate",
        kind="2pF",
        shape=FermiShape(c, a),
        absolute=False,
        choice=f"2pF, c = {c:.4f} fm, a = {a:.2f} fm",
        rms_published=nucleus.charge_radius,
        reference="estimate from the charge radius",
        cite=("Angeli:2013epw",),
    )
