"""Form factors, cross sections and recoil spectra as curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.citations import collect
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat._core.flavours import Flavour, pdg_code
from nuscat.fluxes import Flux, average
from nuscat.nuclei import Material

from ._labels import FLAVOUR_LABELS
from ._style import BLACK, COLOURS, LINES, draw_legend, footer, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["cross_section", "form_factors", "recoil_spectrum", "spectrum"]

Floats = NDArray[np.float64]


def _require(objects: Mapping[str, Any], what: str) -> None:
    if not objects:
        raise ValidityError(f"There is no {what} to draw.", hint=f"Give a mapping of label to {what}.")


def _range(name: str, given: Sequence[float] | Floats, unit: str) -> Floats:
    x = np.asarray(given, dtype=float)
    if x.ndim != 1 or x.size < 2 or not np.all(np.isfinite(x)) or x[0] < 0 or not np.all(np.diff(x) > 0):
        raise ValidityError(
            f"{name} must be at least two increasing numbers ≥ 0, got {given!r}.",
            hint=f"Give (low, high) in {unit}, or an array.",
        )
    return np.linspace(x[0], x[1], 400) if x.size == 2 else x


def form_factors(
    form_factors: Mapping[str, Any],
    q: Sequence[float] | Floats = (0.0, 150.0),
    *,
    log: bool = False,
    reference: str | None = None,
) -> Figure:
    """Form factors F(q) [1] of several models, and their ratios to one of them.

    Parameters
    ----------
    form_factors : mapping of label to FormFactor
        Callables of q [MeV].
    q : (low, high) or array [MeV]
        Momentum transfer.
    log : bool
        Draw |F| on a logarithmic axis.
    reference : str, optional
        Label of the denominator of the ratios; default the first. With one form factor there is no ratio.

    Returns
    -------
    Figure
        Ratios are left out where the denominator is smaller than 10⁻³ in size, near its zeros.

    Raises
    ------
    UnknownNameError
        If the reference is not one of the labels.
    ValidityError
        If there is nothing to draw or the range is not valid.

    Examples
    --------
    >>> from nuscat import plots, responses
    >>> helm = responses.Helm(rms_radius=4.8, skin=0.9)
    >>> kn = responses.KleinNystrand.from_mass_number(133)
    >>> [a.get_ylabel() for a in plots.form_factors({"Helm": helm, "Klein–Nystrand": kn}).axes]
    ['form factor F', 'ratio to Helm']
    """
    _require(form_factors, "form factor")
    x = _range("q", q, "MeV")
    base = next(iter(form_factors)) if reference is None else reference
    if base not in form_factors:
        raise UnknownNameError.of("form factor in this figure:", base, form_factors)
    values = {label: np.asarray(ff(x), dtype=float) for label, ff in form_factors.items()}
    two = len(values) > 1
    with styled():
        figure, panels = new_figure(
            "form factors",
            rows=2 if two else 1,
            size=(6.4, 6.2 if two else 4.8),
            ratios=[2.2, 1.0] if two else None,
            sharex=True,
        )
        handles, texts = [], []
        ratios = []
        for i, (label, F) in enumerate(values.items()):
            style = {"color": COLOURS[i % len(COLOURS)], "linestyle": LINES[i % len(LINES)]}
            (line,) = panels[0][0].plot(x, np.abs(F) if log else F, gid=f"F:{label}", **style)
            handles.append(line)
            radius = getattr(form_factors[label], "rms_radius", None)
            texts.append(label if radius is None else f"{label} (rms radius {float(radius):.3f} fm)")
            if two:
                usable = np.abs(values[base]) > 1e-3
                ratio = np.where(usable, F / np.where(usable, values[base], 1.0), np.nan)
                panels[1][0].plot(x, ratio, gid=f"ratio:{label}", **style)
                ratios.append(ratio)
        if log:
            panels[0][0].set_yscale("log")
        elif min(float(F.min()) for F in values.values()) < 0:
            panels[0][0].axhline(0.0, color=BLACK, linewidth=0.8)
        panels[0][0].set_ylabel("form factor |F|" if log else "form factor F")
        if two:
            panels[1][0].set_ylabel(f"ratio to {base}")
            low, high = np.nanpercentile(np.concatenate(ratios), [2.0, 98.0])
            margin = max(0.3 * float(high - low), 1e-3)
            panels[1][0].set_ylim(float(low) - margin, float(high) + margin)
        panels[0][0].set_xlim(x[0], x[-1])
        panels[-1][0].set_xlabel("momentum transfer q [MeV]")
        draw_legend(figure, handles, texts, title="Form factors", columns=1)
        footer(figure, collect(tuple(form_factors.values())))
    return figure


def cross_section(
    cross_sections: Mapping[str, Any],
    E_nu: Sequence[float] | Floats | None = None,
    *,
    flux: Flux | None = None,
    flavour: Flavour = "nu_mu",
    log: bool = True,
) -> Figure:
    """Total cross sections σ(E_ν) [cm²] of several processes or targets.

    Parameters
    ----------
    cross_sections : mapping of label to object with ``sigma(E_nu, flavour)`` [cm²]
    E_nu : (low, high) or array [MeV], optional
        Neutrino energies; default 1 MeV to the highest energy of the flux, or to 55 MeV without a flux.
    flux : Flux, optional
        The legend then gives the flux-averaged cross sections.
    flavour : str or int
        Flavour of the curves.
    log : bool
        Logarithmic cross-section axis.

    Returns
    -------
    Figure

    Raises
    ------
    ValidityError
        If there is nothing to draw or the range is not valid.

    Examples
    --------
    >>> from nuscat import plots, processes
    >>> plots.cross_section({"Ar": processes.cevns("Ar40")}).axes[0].get_ylabel()
    'cross section σ [cm²]'
    """
    _require(cross_sections, "cross section")
    x = _range("E_nu", (1.0, 55.0 if flux is None else flux.E_max) if E_nu is None else E_nu, "MeV")
    code = pdg_code(flavour)
    with styled():
        figure, panels = new_figure("cross sections", size=(6.4, 5.0))
        axes, handles, texts = panels[0][0], [], []
        for i, (label, xs) in enumerate(cross_sections.items()):
            values = np.asarray(xs.sigma(x, code), dtype=float)
            (line,) = axes.plot(
                x, values, color=COLOURS[i % len(COLOURS)], linestyle=LINES[i % len(LINES)], gid=f"sigma:{label}"
            )
            handles.append(line)
            texts.append(label if flux is None else f"{label}: flux average {_power(float(average(xs, flux)))} cm²")
        if log:
            axes.set_yscale("log")
        else:
            axes.set_ylim(bottom=0.0)
        axes.set_xlim(x[0], x[-1])
        axes.set_xlabel("neutrino energy [MeV]")
        axes.set_ylabel("cross section σ [cm²]")
        draw_legend(figure, handles, texts, title=f"Cross sections of {FLAVOUR_LABELS[code]}")
        note = "" if flux is None else f"Averages over all flavours of the flux {flux.name}"
        footer(figure, collect(tuple(cross_sections.values()), flux), note)
    return figure


def _power(value: float) -> str:
    """3.96e-38 as mathtext."""
    mantissa, exponent = f"{value:.3e}".split("e")
    return rf"${mantissa}\times10^{{{int(exponent)}}}$"


def recoil_spectrum(xs: Any, T_nr: Floats, flux: Flux, flavour: Flavour | None = None) -> Floats:
    r"""Recoil spectrum folded with a flux.

    .. math:: \sum_c I_c \int_{E_\min(T)} \varphi_c(E)\, \frac{d\sigma}{dT}(E, T, \alpha_c)\, dE

    Parameters
    ----------
    xs : CEvNS, or object with `components` of (CEvNS, fraction)
        Differential cross section `dsigma_dT` [cm²/MeV] and `nucleus.mass` [MeV].
    T_nr : array [MeV], shape (n,)
        Recoil energies > 0.
    flux : Flux
    flavour : str or int, optional
        Only this flavour.

    Returns
    -------
    array [cm²/MeV × unit of the flux], shape (n,)

    Sources
    -------
    Definition. Checked: its integral is :func:`nuscat.fluxes.fold` of the total cross section within 1e-5.
    """
    if hasattr(xs, "components"):
        return np.asarray(sum(fraction * recoil_spectrum(one, T_nr, flux, flavour) for one, fraction in xs.components))
    from nuscat.processes import E_min

    T = np.asarray(T_nr, dtype=float)
    lower = np.asarray(E_min(T, xs.nucleus.mass))
    total = np.zeros_like(T)
    for c in flux.of(flavour):
        inside = lower < c.support[1] if c.line is None else lower <= c.support[1]
        if not inside.any():
            continue
        nodes, weights = c.quadrature(lower=lower[inside])
        nodes = np.broadcast_to(nodes, weights.shape)
        values = np.asarray(xs.dsigma_dT(nodes, T[inside][:, None], c.flavour))
        total[inside] += float(c.intensity) * np.sum(weights * values, axis=-1)
    return total


def spectrum(
    cross_sections: Mapping[str, Any],
    T_nr: Sequence[float] | Floats | None = None,
    *,
    E_nu: float | None = None,
    flux: Flux | None = None,
    flavour: Flavour | None = None,
    material: Material | None = None,
    log: bool = True,
) -> Figure:
    """Nuclear recoil spectra: dσ/dT at one neutrino energy, its average over a flux, or the rate in a kilogram.

    Parameters
    ----------
    cross_sections : mapping of label to CEvNS or MaterialCEvNS
    T_nr : (low, high) or array [MeV], optional
        Recoil energies; default from 0.1 % of the largest to the largest.
    E_nu : float [MeV], optional
        Neutrino energy; give this or `flux`.
    flux : Flux, optional
    flavour : str or int, optional
        With `E_nu` default ν_μ; with `flux` default all flavours.
    material : Material, optional
        With a flux in cm⁻² s⁻¹ draw recoils per keV, kg and day of this material, with a fluence in cm⁻² recoils
        per keV and kg; the cross sections are then per average nucleus of it.
    log : bool
        Logarithmic vertical axis.

    Returns
    -------
    Figure

    Raises
    ------
    ValidityError
        If not exactly one of `E_nu` and `flux` is given, or the flux has no unit that makes a rate.

    Examples
    --------
    >>> from nuscat import plots, processes
    >>> plots.spectrum({"Ar": processes.cevns("Ar40")}, E_nu=30.0).axes[0].get_xlabel()
    'nuclear recoil energy [keV]'
    """
    _require(cross_sections, "cross section")
    if (E_nu is None) == (flux is None):
        raise ValidityError(
            "A recoil spectrum needs a neutrino energy or a flux, and not both.", hint="Give E_nu=… in MeV or flux=…."
        )
    scale, label = _rate_unit(flux, flavour, material)
    end = max(float(xs.T_max(E_nu if flux is None else flux.E_max)) for xs in cross_sections.values())
    x = _range("T_nr", (1e-3 * end, end) if T_nr is None else T_nr, "MeV")
    with styled():
        figure, panels = new_figure("recoil spectra", size=(6.4, 5.0))
        axes, handles, texts = panels[0][0], [], []
        for i, (name, xs) in enumerate(cross_sections.items()):
            if flux is None:
                y = np.asarray(xs.dsigma_dT(E_nu, x, "nu_mu" if flavour is None else flavour), dtype=float)
            else:
                y = scale * recoil_spectrum(xs, x, flux, flavour)
            shown = np.where(y > 0, y, np.nan) if log else y
            (line,) = axes.plot(
                1e3 * x, shown, color=COLOURS[i % len(COLOURS)], linestyle=LINES[i % len(LINES)], gid=f"spectrum:{name}"
            )
            handles.append(line)
            texts.append(name)
        if log:
            axes.set_yscale("log")
            highest = max(float(np.nanmax(np.asarray(h.get_ydata()))) for h in handles)
            axes.set_ylim(1e-5 * highest, 2.0 * highest)
        else:
            axes.set_ylim(bottom=0.0)
        axes.set_xlim(1e3 * x[0], 1e3 * x[-1])
        axes.set_xlabel("nuclear recoil energy [keV]")
        axes.set_ylabel(label)
        draw_legend(figure, handles, texts, title=_spectrum_title(E_nu, flux, flavour))
        footer(figure, collect(tuple(cross_sections.values()), flux))
    return figure


def _spectrum_title(E_nu: float | None, flux: Flux | None, flavour: Flavour | None) -> str:
    if flux is None:
        return f"Recoil spectra, {FLAVOUR_LABELS[pdg_code('nu_mu' if flavour is None else flavour)]} of {E_nu:g} MeV"
    which = "all flavours" if flavour is None else FLAVOUR_LABELS[pdg_code(flavour)]
    return f"Recoil spectra, flux {flux.name}, {which}"


def _rate_unit(flux: Flux | None, flavour: Flavour | None, material: Material | None) -> tuple[float, str]:
    """Factor that turns a folded spectrum into what is drawn, and the label of the axis."""
    if flux is None or material is None:
        if material is not None:
            raise ValidityError("A rate needs a flux, not one neutrino energy.", hint="Give flux=… instead of E_nu.")
        total = 1.0 if flux is None else float(flux.total(flavour))
        if total <= 0:
            raise ValidityError("The flux has zero intensity.", hint="Set an intensity > 0.")
        return 1.0 / total, "dσ/dT [cm²/MeV]" if flux is None else "flux-averaged dσ/dT [cm²/MeV]"
    if flux.unit not in ("cm^-2 s^-1", "cm^-2"):
        raise ValidityError(
            f"A rate needs a flux in cm^-2 s^-1 or cm^-2, {flux.name!r} is {flux.unit!r}.",
            hint="Scale it to your distance: flux.scaled(factor, unit), or leave the material out.",
        )
    per_keV = 1e-3 * material.total_nuclei_per_kg
    if flux.unit == "cm^-2":
        return per_keV, "recoils [1/(keV kg)]"
    return 86400.0 * per_keV, "recoil rate [1/(keV kg day)]"
