"""Flux of electron antineutrinos from reactors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nuscat._core.errors import UnknownNameError, ValidityError, require_positive
from nuscat.constants import e

from .flux import Component, Flux
from .reactor_fuel import ENERGIES_PER_FISSION, EnergiesPerFission, FissionFractions, fission_fractions
from .reactor_models import ReactorModel, reactor_model
from .reactor_sites import ReactorSite, reactor_site
from .reactor_spectra import ISOTOPES, capture_spectrum
from .reactor_systematics import BinErrors, fuel_systematics, spectrum_systematics

__all__ = ["fission_rate", "neutrinos_per_fission", "reactor"]

_CAPTURE_CITE = ("Kopeikin:1997ve", "TEXONO:2006xds", "Perisse:2023efm")
_CAPTURE_UNCERTAINTY = 0.1


def fission_rate(
    power: float, fractions: FissionFractions, *, energies: str | EnergiesPerFission = "kopeikin2004"
) -> float:
    r"""Fissions per second, :math:`P / \sum_i f_i E_i`.

    Parameters
    ----------
    power : float [W]
        Thermal power.
    fractions : FissionFractions
    energies : str or EnergiesPerFission
        Name in :data:`ENERGIES_PER_FISSION`.

    Returns
    -------
    float [1/s]

    Sources
    -------
    Kopeikin:2004cn; Ma:2012bm. Checked: 1 GW are 3.0e19 to 3.1e19 fissions per second.

    Examples
    --------
    >>> f"{fission_rate(1e9, FissionFractions(U235=1.0)):.3e}"
    '3.091e+19'
    """
    require_positive("thermal power", power, unit="W")
    return power / (_energies(energies).mean(fractions) * 1e6 * e.value)


def neutrinos_per_fission(model: str | ReactorModel, isotope: str) -> float:
    """Antineutrinos per fission of an isotope within the tables of a model [1].

    Examples
    --------
    >>> round(neutrinos_per_fission("bestiole", "U235"), 2)
    6.07
    """
    return reactor_model(model).spectrum(isotope).integral()


def reactor(
    site: str | ReactorSite,
    *,
    model: str | ReactorModel = "huber-mueller+bestiole",
    energies: str | EnergiesPerFission = "kopeikin2004",
    fission_fractions: str | FissionFractions | Mapping[str, float] | None = None,
    captures_per_fission: float | None = None,
    power: float | None = None,
    distance: float | Sequence[float] | None = None,
    duty_factor: float = 1.0,
    bin_errors: BinErrors = "correlated",
) -> Flux:
    r"""Flux of electron antineutrinos at a reactor.

    .. math:: \phi(E) = \frac{P}{\sum_i f_iE_i} \Big[\sum_i f_i S_i(E) + c\,(s_U(E) + s_{Np}(E))\Big]
       \sum_\mathrm{cores}\frac{1}{4\pi L^2}

    Without oscillations; spectra of Huber are for 12 to 43 h of irradiation, not in equilibrium.

    Parameters
    ----------
    site : str or ReactorSite
        Name in :data:`REACTOR_SITES`, or your own.
    model : str or ReactorModel
        Spectra per fission, see :data:`REACTOR_MODELS`.
    energies : str or EnergiesPerFission
        Energies per fission, "kopeikin2004" or "ma2013".
    fission_fractions : str, FissionFractions or mapping, optional
        Default those of the site; ``pwr_cycle().at(burnup)`` for a burn-up.
    captures_per_fission : float [1], optional
        Captures c of neutrons by 238U per fission, each followed by the decays of 239U and 239Np; default that of the
        site, 0.6 for power reactors, but none if the tables of the model begin at 1 MeV or above.
    power : float [W], optional
        Thermal power of each core.
    distance : float or sequence of float [m], optional
        Of the detector from every core.
    duty_factor : float [1]
        Fraction of full power over the time considered, 0 to 1.
    bin_errors : str
        The errors of Huber that are independent from point to point: "correlated" makes one conservative systematic
        per isotope of them, "independent" 25 each as published.

    Returns
    -------
    Flux [cm⁻² s⁻¹]
        One component per isotope and capture product, labelled with its name; at most 300 breakpoints each.
        Systematics: spectra, thermal power, energy per fission, fission fractions (correlated), captures.

    Raises
    ------
    UnknownNameError
        Unknown site, model, energies or isotope; a fuel with an isotope that the model does not have.
    ValidityError
        Numbers out of range.

    Sources
    -------
    Those of the model, site and fuel; captures: Kopeikin:1997ve, TEXONO:2006xds (0.6 per fission, 1.2 antineutrinos).
    Checked: published total fluxes of the sites (see validation/reactor_spectra.md).

    Examples
    --------
    >>> flux = reactor("leibstadt")
    >>> f"{flux.total():.2e}", flux.unit
    ('1.48e+13', 'cm^-2 s^-1')
    >>> [c.label for c in flux.components]
    ['U235', 'U238', 'Pu239', 'Pu241', 'U239', 'Np239']
    """
    place, spectra, energy = reactor_site(site), reactor_model(model), _energies(energies)
    place = _with(place, captures_per_fission, power, distance)
    fractions = _fractions(place.fission_fractions if fission_fractions is None else fission_fractions)
    require_positive("duty factor", duty_factor, zero=True)
    if duty_factor > 1.0:
        raise ValidityError(f"The duty factor must be 0 to 1, got {duty_factor!r}.")
    if bin_errors not in ("correlated", "independent"):
        raise ValidityError(f"bin_errors must be 'correlated' or 'independent', got {bin_errors!r}.")
    scale = duty_factor * fission_rate(place.power, fractions, energies=energy) * place.per_area
    parts = [_fission(spectra, i, scale * f) for i, f in zip(ISOTOPES, fractions.values, strict=True) if f > 0.0]
    low = all(p.support[0] < 1.0 for p in parts)
    captures = place.captures_per_fission if low or captures_per_fission is not None else 0.0
    if captures > 0.0:
        parts += [_capture(n, scale * captures) for n in ("U239", "Np239")]
    labels = [p.label for p in parts]
    systematics = (
        *spectrum_systematics(spectra, labels, bin_errors),
        *fuel_systematics(labels, fractions, energy, power=place.power_uncertainty, captures=_CAPTURE_UNCERTAINTY),
    )
    cite = (*spectra.cite, *energy.cite, *fractions.cite, *place.cite, *(_CAPTURE_CITE if captures else ()))
    cite = (*cite, *(k for s in systematics for k in s.cite))
    return Flux(
        name=place.name,
        components=tuple(parts),
        unit="cm^-2 s^-1",
        cite=tuple(dict.fromkeys(cite)),
        note=f"{place.status}: {place.source}. Model {spectra.name}: {spectra.description}",
        systematics=systematics,
    )


def _with(
    site: ReactorSite, captures: float | None, power: float | None, distance: float | Sequence[float] | None
) -> ReactorSite:
    if captures is not None:
        site = replace(site, captures_per_fission=captures)
    if power is not None:
        site = replace(site, power=power)
    if distance is not None:
        site = replace(site, distances=distance)  # type: ignore[arg-type]
    return site


_fractions = fission_fractions


def _energies(energies: str | EnergiesPerFission) -> EnergiesPerFission:
    if isinstance(energies, EnergiesPerFission):
        return energies
    if energies not in ENERGIES_PER_FISSION:
        raise UnknownNameError.of("set of energies per fission", energies, ENERGIES_PER_FISSION)
    return ENERGIES_PER_FISSION[energies]


def _fission(model: ReactorModel, isotope: str, intensity: float) -> Component:
    found = model.spectrum(isotope)
    total = found.integral()
    return Component(
        flavour="anti_nu_e",
        spectrum=found.scaled(1.0 / total),
        support=(found.energies[0], found.energies[-1]),
        breakpoints=found.breakpoints,
        intensity=intensity * total,
        label=isotope,
        order=found.order,
    )


def _capture(nuclide: str, intensity: float) -> Component:
    found = capture_spectrum(nuclide)
    return Component(
        flavour="anti_nu_e",
        spectrum=found,
        support=(found.energies[0], found.energies[-1]),
        breakpoints=found.breakpoints,
        intensity=intensity,
        label=nuclide,
        order=found.order,
    )
