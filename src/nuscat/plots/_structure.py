"""Nuclear structure: densities against radius, elastic form factors against momentum transfer, level schemes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nuscat._core.citations import collect
from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError
from nuscat._core.flavours import Flavour
from nuscat.constants import hbarc
from nuscat.electroweak import Kelly
from nuscat.structure import ElasticStructure, SphericalDensity

from ._curves import grid_of, require_some
from ._style import BLACK, COLOURS, LINES, draw_legend, footer, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from nuscat.structure import ChargeDensity

__all__ = ["QUANTITIES", "charge_of", "densities", "for_all_q", "nucleus", "structure_form_factors"]

Floats = NDArray[np.float64]
Range = Sequence[float] | Floats

QUANTITIES = ("proton", "neutron", "charge", "weak")
"""Form factors of :func:`structure_form_factors`: point protons, point neutrons, charge, weak charge."""
_FORM_FACTORS = {"proton": "$F_p$", "neutron": "$F_n$", "charge": r"$F_{\rm ch}$", "weak": r"$F_W$"}
_DENSITIES = {"proton": r"$\rho_p$", "neutron": r"$\rho_n$", "charge": r"$\rho_{\rm ch}$", "weak": r"$-\rho_W$"}
_SMALL_Q = 1.1
"""Largest momentum transfer [1/fm] at which nucleon form factors of small q are drawn."""
_FLOOR = 1e-6
"""Lower end of a logarithmic axis of form factors [1]."""


class Curve(NamedTuple):
    """One curve: its label, its style, its values, and the name by which tests find it."""

    label: str
    style: dict[str, Any]
    values: Floats
    gid: str


def densities(
    densities: Mapping[str, SphericalDensity],
    r: Range = (0.0, 10.0),
    *,
    charge: bool = False,
    couplings: Any = None,
    flavour: Flavour = "nu_e",
    measured: ChargeDensity | None = None,
) -> Figure:
    """Point densities ρ_p and ρ_n [fm⁻³] of nuclear-structure models, with charge and weak densities where wanted.

    Parameters
    ----------
    densities : mapping of label to SphericalDensity
    r : (low, high) or array [fm]
        Radii.
    charge : bool
        Also the charge density, with the nucleon form factors of :class:`~nuscat.electroweak.Kelly`.
    couplings : Couplings, optional
        Also the weak density with these couplings, drawn with positive sign.
    flavour : str or int
        Flavour of these couplings.
    measured : ChargeDensity, optional
        Measured charge density for comparison.

    Returns
    -------
    Figure

    Raises
    ------
    ValidityError
        If there is nothing to draw or the range is not valid.

    Examples
    --------
    >>> from nuscat import plots, structure
    >>> calcium = structure.measured_nucleus("Ca40")
    >>> plots.densities({"40Ca, measured": calcium}).axes[0].get_ylabel()
    'density ρ [fm⁻³]'
    """
    require_some(densities, "density")
    x = grid_of("r", r, "fm")
    elastic = {label: ElasticStructure(multipoles=d, nucleon=Kelly()) for label, d in densities.items()}
    with styled():
        figure, panels = new_figure("densities", size=(6.4, 4.8 + 0.11 * _entries(elastic, 4)))
        curves = [*_density_curves(elastic, x, charge, couplings, flavour, measured)]
        handles = _draw(panels[0][0], x, curves)
        _finish_densities(panels[0][0], x)
        draw_legend(figure, handles, [c.label for c in curves], title="Densities")
        dressed = elastic if charge or couplings is not None else densities
        footer(figure, collect(tuple(dressed.values()), couplings, measured))
    return figure


def structure_form_factors(
    structures: Mapping[str, ElasticStructure],
    q: Range = (0.0, 3.0),
    *,
    quantities: Sequence[str] = QUANTITIES,
    couplings: Any = None,
    flavour: Flavour = "nu_e",
    measured: ChargeDensity | None = None,
) -> Figure:
    """Sizes |F| [1] of the elastic form factors of nuclear-structure models, on a logarithmic axis.

    Parameters
    ----------
    structures : mapping of label to ElasticStructure
    q : (low, high) or array [1/fm]
        Momentum transfer; above 1.1/fm charge and weak form factors need nucleon form factors for all q.
    quantities : sequence of str
        Of :data:`QUANTITIES`; "proton" and "neutron" are those of point nucleons, normalised to 1.
    couplings : Couplings, optional
        Of the weak form factor, which is left out without them.
    flavour : str or int
    measured : ChargeDensity, optional
        Measured charge distribution, whose form factor is drawn in black.

    Returns
    -------
    Figure

    Raises
    ------
    UnknownNameError
        If a quantity is not known.
    ValidityError
        If there is nothing to draw, the range is not valid or too wide for the nucleon form factors.

    Examples
    --------
    >>> from nuscat import electroweak, plots, structure
    >>> calcium = structure.ElasticStructure(
    ...     multipoles=structure.measured_nucleus("Ca40"), nucleon=electroweak.Kelly()
    ... )
    >>> plots.structure_form_factors({"40Ca": calcium}).axes[0].get_xlabel()
    'momentum transfer q [fm⁻¹]'
    """
    require_some(structures, "structure")
    x = grid_of("q", q, "1/fm")
    with styled():
        figure, panels = new_figure("form factors", size=(6.4, 4.8 + 0.11 * _entries(structures, len(quantities))))
        curves = [*_form_factor_curves(structures, x, quantities, couplings, flavour, measured)]
        handles = _draw(panels[0][0], x, curves)
        _finish_form_factors(panels[0][0], x)
        draw_legend(figure, handles, [c.label for c in curves], title="Elastic form factors")
        footer(figure, collect(tuple(structures.values()), couplings, measured), _fit_note(measured))
    return figure


def nucleus(
    structure: ElasticStructure,
    *,
    title: str = "",
    couplings: Any = None,
    flavour: Flavour = "nu_e",
    measured: ChargeDensity | None = None,
    note: str = "",
) -> Figure:
    """Densities [fm⁻³] and form factors [1] of one nucleus, one above the other.

    Parameters
    ----------
    structure : ElasticStructure
        With nucleon form factors for all q. Without densities (shell model) there is the lower panel only.
    title : str
    couplings : Couplings, optional
        Also the weak density and form factor.
    flavour : str or int
    measured : ChargeDensity, optional
        Measured charge distribution for comparison.
    note : str
        Written below the axes.

    Returns
    -------
    Figure

    Examples
    --------
    >>> from nuscat import electroweak, plots, structure
    >>> calcium = structure.ElasticStructure(
    ...     multipoles=structure.measured_nucleus("Ca40"), nucleon=electroweak.Kelly()
    ... )
    >>> len(plots.nucleus(calcium).axes)
    2
    """
    r, q = np.linspace(0.0, 10.0, 400), np.linspace(0.0, 3.0, 400)
    both = isinstance(structure.multipoles, SphericalDensity)
    quantities = QUANTITIES if couplings is not None else QUANTITIES[:-1]
    with styled():
        figure, panels = new_figure(title or "nucleus", rows=2 if both else 1, size=(6.4, 8.4 if both else 5.2))
        if both:
            _draw(panels[0][0], r, [*_density_curves({"": structure}, r, True, couplings, flavour, measured)])
            _finish_densities(panels[0][0], r)
        curves = [*_form_factor_curves({"": structure}, q, quantities, couplings, flavour, measured)]
        handles = _draw(panels[-1][0], q, curves)
        _finish_form_factors(panels[-1][0], q)
        names = {"proton": "point protons", "neutron": "point neutrons", "charge": "charge", "weak": "weak charge"}
        texts = [
            *(names[k] for k in quantities),
            *([] if measured is None else [f"charge, measured ({measured.source})"]),
        ]
        draw_legend(figure, handles, texts, title=title or "Densities and form factors")
        footer(figure, collect(structure, couplings, measured), note, _fit_note(measured))
    return figure


def _fit_note(measured: ChargeDensity | None) -> str:
    return "" if measured is None else "Beyond the momentum transfers of the measurement the black curve is its fit"


def _entries(items: Mapping[str, Any], quantities: int) -> int:
    """Entries of the legend [1]."""
    return len(items) * quantities


def _styles(items: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, dict[str, Any]], str]]:
    """Label, styles by quantity and prefix of the legend: of one model the quantities have colours, of several the
    models have.
    """
    for i, label in enumerate(items):
        styles = {
            name: {"color": COLOURS[(k if len(items) == 1 else i) % len(COLOURS)], "linestyle": LINES[k]}
            for k, name in enumerate(QUANTITIES)
        }
        yield label, styles, f"{label}: " if label else ""


def _density_curves(
    structures: Mapping[str, ElasticStructure],
    r: Floats,
    charge: bool,
    couplings: Any,
    flavour: Flavour,
    measured: ChargeDensity | None,
) -> Iterator[Curve]:
    for label, styles, prefix in _styles(structures):
        elastic = structures[label]
        density: Any = elastic.multipoles
        values = {"proton": _interpolated(density, r, "proton"), "neutron": _interpolated(density, r, "neutron")}
        if charge:
            values["charge"] = np.asarray(elastic.charge_density(r))
        if couplings is not None:
            values["weak"] = -np.asarray(elastic.weak_density(r, couplings, flavour))
        for kind, y in values.items():
            yield Curve(prefix + _DENSITIES[kind], styles[kind], y, f"{kind}:{label}")
    if measured is not None:
        y = np.where(r <= measured.end, np.asarray(measured.rho(np.minimum(r, measured.end))), np.nan)
        yield Curve(rf"measured $\rho_{{\rm ch}}$ ({measured.source})", _MEASURED, y, "measured")


_MEASURED = {"color": BLACK, "linestyle": (0, (1, 2)), "linewidth": 2.4}


def _interpolated(density: SphericalDensity, r: Floats, kind: str) -> Floats:
    """Density [fm⁻³] at `r` [fm] by a cubic spline that is even in r; nothing beyond the table."""
    from scipy.interpolate import CubicSpline

    inside = density.r > 0
    mirrored = np.concatenate([-density.r[inside][::-1], density.r])
    rho: Floats = getattr(density, kind)
    spline = CubicSpline(mirrored, np.concatenate([rho[inside][::-1], rho]))
    return np.where(r <= density.r[-1], spline(np.minimum(r, density.r[-1])), np.nan)


def _form_factor_curves(
    structures: Mapping[str, ElasticStructure],
    k: Floats,
    quantities: Sequence[str],
    couplings: Any,
    flavour: Flavour,
    measured: ChargeDensity | None,
) -> Iterator[Curve]:
    for name in quantities:
        if name not in QUANTITIES:
            raise UnknownNameError.of("form factor", name, QUANTITIES)
    q = k * hbarc.value
    for label, styles, prefix in _styles(structures):
        elastic = structures[label]
        if not elastic.nucleon.all_q and k[-1] > _SMALL_Q and {"charge", "weak"} & set(quantities):
            raise ValidityError(
                f"Nucleon form factors {elastic.nucleon.name!r} hold for small q, not up to {k[-1]:g}/fm.",
                hint='Pass nucleon=electroweak.Kelly(), a smaller q, or quantities=("proton", "neutron").',
            )
        point = elastic.multipoles.M(q)
        values: dict[str, Any] = {
            "proton": point[0] / max(elastic.Z, 1),
            "neutron": point[1] / max(elastic.N, 1),
            "charge": elastic.charge(q),
        }
        if couplings is not None:
            values["weak"] = elastic.weak_form_factor(q, couplings, flavour)
        for name in quantities:
            if name in values:
                y = np.abs(np.asarray(values[name], dtype=float))
                yield Curve(prefix + _FORM_FACTORS[name], styles[name], y, f"{name}:{label}")
    if measured is not None:
        y = np.abs(np.asarray(measured.form_factor(q)))
        yield Curve(rf"measured $F_{{\rm ch}}$ ({measured.source})", _MEASURED, y, "measured")


def _draw(axes: Axes, x: Floats, curves: Sequence[Curve]) -> list[Any]:
    return [axes.plot(x, c.values, gid=c.gid, **c.style)[0] for c in curves]


def _finish_densities(axes: Axes, r: Floats) -> None:
    axes.set_xlim(r[0], r[-1])
    axes.set_ylim(bottom=0.0)
    axes.set_xlabel("radius r [fm]")
    axes.set_ylabel("density ρ [fm⁻³]")


def _finish_form_factors(axes: Axes, k: Floats) -> None:
    axes.set_yscale("log")
    axes.set_xlim(k[0], k[-1])
    lowest = min(float(np.nanmin(line.get_ydata())) for line in axes.get_lines())
    axes.set_ylim(max(_FLOOR, 0.5 * lowest), 1.5)
    axes.set_xlabel("momentum transfer q [fm⁻¹]")
    axes.set_ylabel("form factor |F|")


def for_all_q(structure: ElasticStructure) -> ElasticStructure:
    """The structure with nucleon form factors that hold at all q: its own, or those of Kelly [ElasticStructure]."""
    return structure if structure.nucleon.all_q else replace(structure, nucleon=Kelly())


def charge_of(nuclide: Any) -> ChargeDensity | None:
    """Measured charge density of a nuclide, the first source that has one, or None [ChargeDensity]."""
    from nuscat.structure import DENSITY_SOURCES, density

    for source in DENSITY_SOURCES:
        if source != "fermi-estimate":
            try:
                return density(nuclide, source)
            except MissingDataError:
                continue
    return None
