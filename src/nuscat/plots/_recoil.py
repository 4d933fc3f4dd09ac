"""Nuclear recoil spectra and rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.citations import collect
from nuscat._core.errors import ValidityError
from nuscat._core.flavours import Flavour, pdg_code
from nuscat.fluxes import Flux
from nuscat.fluxes.average import of_component
from nuscat.nuclei import Material

from ._curves import grid_of, require_some
from ._labels import FLAVOUR_LABELS
from ._style import COLOURS, LINES, draw_legend, footer, new_figure, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["recoil_spectrum", "spectrum"]

Floats = NDArray[np.float64]


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
        values = np.asarray(of_component(xs, xs.dsigma_dT, c, nodes, T[inside][:, None]))
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
    require_some(cross_sections, "cross section")
    if (E_nu is None) == (flux is None):
        raise ValidityError(
            "A recoil spectrum needs a neutrino energy or a flux, and not both.", hint="Give E_nu=… in MeV or flux=…."
        )
    scale, label = _rate_unit(flux, flavour, material)
    end = max(float(xs.T_max(E_nu if flux is None else flux.E_max)) for xs in cross_sections.values())
    x = grid_of("T_nr", (1e-3 * end, end) if T_nr is None else T_nr, "MeV")
    with styled():
        figure, panels = new_figure("recoil spectra", size=(6.4, 4.6 + 0.22 * len(cross_sections)))
        axes, handles, highest = panels[0][0], [], 0.0
        for i, (name, xs) in enumerate(cross_sections.items()):
            if flux is None:
                y = np.asarray(xs.dsigma_dT(E_nu, x, "nu_mu" if flavour is None else flavour), dtype=float)
            else:
                y = scale * recoil_spectrum(xs, x, flux, flavour)
            (line,) = axes.plot(
                1e3 * x, y, color=COLOURS[i % len(COLOURS)], linestyle=LINES[i % len(LINES)], gid=f"spectrum:{name}"
            )
            handles.append(line)
            highest = max(highest, float(np.max(y)))
        if highest <= 0:
            raise ValidityError(
                f"No recoils between {x[0]:g} and {x[-1]:g} MeV.", hint=f"The largest recoil energy is {end:.4g} MeV."
            )
        if log:
            axes.set_yscale("log")
            axes.set_ylim(1e-5 * highest, 2.0 * highest)
        else:
            axes.set_ylim(bottom=0.0)
        axes.set_xlim(1e3 * x[0], 1e3 * x[-1])
        axes.set_xlabel("nuclear recoil energy [keV]")
        axes.set_ylabel(label)
        draw_legend(figure, handles, list(cross_sections), title=_spectrum_title(E_nu, flux, flavour))
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
