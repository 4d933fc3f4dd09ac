"""Core-collapse supernova: pinched spectra, packaged fluences, and models that change with time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nuscat._core.arrays import Array
from nuscat._core.errors import UnknownNameError, ValidityError, require_positive
from nuscat._core.frozen import FrozenMapping

from ._astronomy import ERG_MEV, KPC_CM
from ._curves import packaged_columns
from ._mixing import MIXING, converted
from ._pmns import PMNS, pmns_parameters
from .flux import Component, Flux
from .tables import table_component
from .thermal import Pinched, pinching

__all__ = [
    "SUPERNOVA_FLUENCES",
    "SUPERNOVA_MODELS",
    "SupernovaModel",
    "supernova",
    "supernova_fluence",
    "supernova_model",
]

Floats = NDArray[np.float64]
SPECIES = ("nu_e", "anti_nu_e", "nu_x")
_GRID = np.concatenate([np.linspace(0.0, 30.0, 121), np.linspace(30.5, 60.0, 60), np.linspace(61.5, 150.0, 60)])
_MSW = "Dighe:1999bi"


def _area(distance: float) -> float:
    """4πD² [cm²] at a distance [kpc]."""
    require_positive("distance", distance, unit="kpc")
    return 4.0 * math.pi * (distance * KPC_CM) ** 2


def _cite(transformation: str, mixing: str | PMNS, *own: str) -> tuple[str, ...]:
    return own if transformation == "none" else (*own, _MSW, *pmns_parameters(mixing).cite)


def pinched_component(mean_energy: float, alpha: float, number: float, flavour: str = "nu_e") -> Component:
    """Component with a pinched spectrum up to the energy above which there is less than 1e-13 of it."""
    from scipy.special import gammainccinv

    shape = Pinched(mean_energy, alpha)
    E_max = float(gammainccinv(alpha + 1.0, 1e-13)) * mean_energy / (alpha + 1.0)
    cuts = tuple(x * mean_energy for x in (0.02, 0.1, 0.3, 0.7, 1.5, 3.0, 6.0))
    return Component(
        flavour=flavour,
        spectrum=shape,
        support=(0.0, E_max),
        breakpoints=tuple(x for x in cuts if x < E_max),
        intensity=number,
        label="supernova",
        order=12,
    )


def supernova(
    *,
    energies: Sequence[float] = (5e52, 5e52, 5e52),
    mean_energies: Sequence[float] = (12.0, 15.0, 18.0),
    alphas: Sequence[float] = (2.3, 2.3, 2.3),
    distance: float = 10.0,
    transformation: str = "none",
    mixing: str | PMNS = MIXING,
) -> Flux:
    r"""Time-integrated fluence of a core-collapse supernova with pinched spectra.

    .. math:: \Phi_\beta(E) = \frac{1}{4\pi D^2} \frac{\mathcal E_\beta}{\langle E_\beta\rangle} \varphi_\beta(E)

    Parameters
    ----------
    energies : sequence of three floats [erg]
        Energy emitted in ν_e, in ν̄_e, and in each of the four heavy species ν_μ, ν̄_μ, ν_τ, ν̄_τ.
    mean_energies : sequence of three floats [MeV]
    alphas : sequence of three floats [1]
        Pinching, see :func:`nuscat.fluxes.pinching`.
    distance : float [kpc]
    transformation : str
        ``"none"``, or adiabatic conversion in the star: ``"nmo"`` (normal), ``"imo"`` (inverted ordering).
    mixing : str or PMNS
        Mixing angles of the conversion.

    Returns
    -------
    Flux [cm⁻²]
        Fluence of all six flavours. The default is 3e53 erg at 10 kpc with typical mean energies.

    Raises
    ------
    ValidityError, UnknownNameError

    Sources
    -------
    Keil:2002in, Tamborra:2012ac; Dighe:1999bi for the conversion. Checked: energy and number of every flavour,
    conserved by the conversion; moments of the spectrum.

    Examples
    --------
    >>> f"{float(supernova().total('anti_nu_e')):.3e}"
    '1.739e+11'
    """
    if not len(energies) == len(mean_energies) == len(alphas) == 3:
        raise ValidityError(
            f"A supernova needs three energies, mean energies and alphas, got {len(energies)}, {len(mean_energies)} and"
            f" {len(alphas)}.",
            hint="Give them for nu_e, anti_nu_e and one heavy species.",
        )
    area = _area(distance)
    parts = []
    for energy, mean, alpha in zip(energies, mean_energies, alphas, strict=True):
        require_positive("energy of a species", energy, unit="erg")
        require_positive("mean energy", mean, unit="MeV")
        parts.append(pinched_component(float(mean), float(alpha), energy * ERG_MEV / mean / area))
    e, anti_e, x = ((p,) for p in parts)
    species = {"nu_e": e, "anti_nu_e": anti_e, "nu_x": x, "anti_nu_x": x}
    return Flux(
        name="supernova",
        components=converted(species, transformation, mixing),
        unit="cm^-2",
        cite=_cite(transformation, mixing, "Keil:2002in", "Tamborra:2012ac"),
        note=f"pinched spectra at {distance:g} kpc, conversion: {transformation}",
    )


SUPERNOVA_FLUENCES: dict[str, tuple[str, str]] = {
    "gvkm": ("Gava:2009pj", "with collective and shock effects in the flavours; conversion already included"),
    "livermore": ("Totani:1997vj", "20 solar masses, 18 s; flavours as produced"),
}
"""Packaged fluences: INSPIRE key and remark."""


def supernova_fluence(
    name: str, *, distance: float = 10.0, transformation: str = "none", mixing: str | PMNS = MIXING
) -> Flux:
    """Published time-integrated fluence of a core-collapse supernova.

    Parameters
    ----------
    name : str
        A key of :data:`SUPERNOVA_FLUENCES`, or of :data:`SUPERNOVA_MODELS` (integrated over all times).
    distance : float [kpc]
    transformation : str
        As for :func:`supernova`; not for "gvkm", which contains the conversion.
    mixing : str or PMNS

    Returns
    -------
    Flux [cm⁻²]
        Up to 100 MeV; 70 points a flavour.

    Raises
    ------
    UnknownNameError, ValidityError

    Sources
    -------
    Gava:2009pj, Totani:1997vj (points of the tables of Scholberg:2012id). Checked: numbers and mean energies of the
    tables: 1.0e11 cm⁻² and 16 MeV, 2.6e11 and 11.2 MeV (ν_e).

    Examples
    --------
    >>> flux = supernova_fluence("livermore")
    >>> [round(flux.mean_energy(f), 1) for f in ("nu_e", "anti_nu_e", "nu_mu")]
    [11.2, 15.5, 21.1]
    """
    if name in SUPERNOVA_MODELS:
        return supernova_model(name).fluence(distance=distance, transformation=transformation, mixing=mixing)
    if name not in SUPERNOVA_FLUENCES:
        raise UnknownNameError.of("supernova fluence", name, (*SUPERNOVA_FLUENCES, *SUPERNOVA_MODELS))
    if name == "gvkm" and transformation != "none":
        raise ValidityError(
            "The fluence 'gvkm' already contains the conversion of flavours.", hint="Leave transformation='none'."
        )
    key, remark = SUPERNOVA_FLUENCES[name]
    table = packaged_columns("fluxes/supernova/fluences.csv")
    scale = _area(10.0) / _area(distance)
    parts: dict[str, tuple[Component, ...]] = {}
    for s in SPECIES:
        rows = [i for i, (m, f) in enumerate(zip(table["model"], table["flavour"], strict=True)) if (m, f) == (name, s)]
        E, phi = (np.array([float(table[c][i]) for i in rows]) for c in ("E_MeV", "per_MeV"))
        part = table_component(E, scale * phi, "nu_e", what=f"supernova {name}")
        parts[s] = (replace(part, label="supernova"),)
    return Flux(
        name=f"supernova-{name}",
        components=converted({**parts, "anti_nu_x": parts["nu_x"]}, transformation, mixing),
        unit="cm^-2",
        cite=_cite(transformation, mixing, key, "Scholberg:2012id"),
        note=f"{distance:g} kpc; {remark}",
    )


@dataclass(frozen=True, kw_only=True)
class SupernovaModel:
    """Luminosities and spectral moments of a supernova as functions of time.

    Parameters
    ----------
    name : str
    times : array [s], shape (n,)
        Increasing.
    luminosities : mapping of str to array [erg/s], shape (n,)
        For ``nu_e``, ``anti_nu_e``, ``nu_x`` and optionally ``anti_nu_x`` (one heavy flavour each).
    mean_energies : mapping of str to array [MeV]
    alphas : mapping of str to array [1]
    cite : tuple of str
        INSPIRE keys.

    Raises
    ------
    ValidityError
        Times that do not increase, arrays of other lengths, other species, negative luminosities.
    """

    name: str
    times: ArrayLike
    luminosities: Mapping[str, ArrayLike]
    mean_energies: Mapping[str, ArrayLike]
    alphas: Mapping[str, ArrayLike]
    cite: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        t = np.array(self.times, dtype=float)
        if t.ndim != 1 or t.size < 2 or not np.all(np.diff(t) > 0.0):
            raise ValidityError(f"The times of the supernova {self.name!r} must be two or more and increase.")
        t.flags.writeable = False
        object.__setattr__(self, "times", t)
        for field in ("luminosities", "mean_energies", "alphas"):
            given = getattr(self, field)
            if not set(SPECIES) <= set(given) <= {*SPECIES, "anti_nu_x"}:
                raise ValidityError(
                    f"{field} of the supernova {self.name!r} are given for {sorted(given)}.",
                    hint=f"Give {', '.join(SPECIES)} and, if it differs, anti_nu_x.",
                )
            arrays = {}
            for s, values in given.items():
                array = np.array(values, dtype=float)
                low = {"luminosities": 0.0, "mean_energies": 1e-12, "alphas": -0.999}[field]
                if array.shape != t.shape or not np.all(np.isfinite(array)) or np.any(array < low):
                    raise ValidityError(f"{field}[{s!r}] of the supernova {self.name!r}: wrong length or values.")
                array.flags.writeable = False
                arrays[s] = array
            object.__setattr__(self, field, FrozenMapping(arrays))
        if not set(self.luminosities) == set(self.mean_energies) == set(self.alphas):
            raise ValidityError(
                f"Luminosities, mean energies and alphas of the supernova {self.name!r} are of different species.",
                hint="Give anti_nu_x for all three or for none.",
            )

    def _series(self, species: str) -> tuple[Floats, Floats, Floats]:
        key = species if species in self.luminosities else "nu_x"
        L, mean, alpha = (np.asarray(m[key]) for m in (self.luminosities, self.mean_energies, self.alphas))
        return L * ERG_MEV, mean, alpha

    def spectrum(self, time: float, E_nu: Array, species: str = "nu_e") -> Floats:
        """Neutrinos of a species emitted per second and MeV [s⁻¹ MeV⁻¹] at a time [s]; shape of `E_nu` [MeV]."""
        t = np.asarray(self.times)
        if not t[0] <= time <= t[-1]:
            return np.zeros(np.shape(E_nu))
        L, mean, alpha = (float(np.interp(time, t, y)) for y in self._series(species))
        return L / mean * np.asarray(Pinched(mean, alpha)(E_nu))

    def energy(self, species: str, start: float | None = None, stop: float | None = None) -> float:
        """Energy [erg] emitted in a species from `start` to `stop` [s]."""
        t, (L, _, _) = self._window(species, start, stop)
        return float(np.trapezoid(L, t)) / ERG_MEV

    def _window(
        self, species: str, start: float | None, stop: float | None
    ) -> tuple[Floats, tuple[Floats, Floats, Floats]]:
        t = np.asarray(self.times)
        a = float(t[0]) if start is None else max(float(start), float(t[0]))
        b = float(t[-1]) if stop is None else min(float(stop), float(t[-1]))
        if not a < b:
            raise ValidityError(
                f"The window {start} to {stop} s does not overlap the times of the supernova {self.name!r}.",
                hint=f"They are {t[0]:g} to {t[-1]:g} s.",
            )
        inside = np.concatenate([[a], t[(t > a) & (t < b)], [b]])
        L, mean, alpha = (np.interp(inside, t, y) for y in self._series(species))
        return inside, (L, mean, alpha)

    def fluence(
        self,
        start: float | None = None,
        stop: float | None = None,
        *,
        distance: float = 10.0,
        transformation: str = "none",
        mixing: str | PMNS = MIXING,
    ) -> Flux:
        """Fluence of a window of time.

        Parameters
        ----------
        start, stop : float [s], optional
            Default: all times of the model.
        distance : float [kpc]
        transformation : str
            As for :func:`supernova`.
        mixing : str or PMNS

        Returns
        -------
        Flux [cm⁻²]
            Spectra integrated over the time by the trapezoidal rule on the times of the model, tabulated up to 150 MeV;
            numbers are those of ∫ L/⟨E⟩ dt. Flavours that are not emitted in the window are left out.

        Raises
        ------
        ValidityError
        """
        area = _area(distance)
        parts: dict[str, tuple[Component, ...]] = dict.fromkeys((*SPECIES, "anti_nu_x"), ())
        for s in parts:
            t, (L, mean, alpha) = self._window(s, start, stop)
            rates = np.array(
                [n * np.asarray(Pinched(m, a)(_GRID)) for n, m, a in zip(L / mean, mean, alpha, strict=True)]
            )
            number = float(np.trapezoid(L / mean, t)) / area
            if number == 0.0:
                continue
            part = table_component(_GRID, np.trapezoid(rates, t, axis=0) / area, "nu_e", what=f"supernova {self.name}")
            parts[s] = (replace(part, intensity=number, label="supernova"),)
        if not any(parts.values()):
            raise ValidityError(f"The supernova {self.name!r} emits nothing from {start} to {stop} s.")
        window = f"{'start' if start is None else f'{start:g} s'} to {'end' if stop is None else f'{stop:g} s'}"
        return Flux(
            name=f"supernova-{self.name}",
            components=converted(parts, transformation, mixing),
            unit="cm^-2",
            cite=_cite(transformation, mixing, *self.cite, "Tamborra:2012ac"),
            note=f"{distance:g} kpc, {window}, conversion: {transformation}",
        )

    def bins(self, edges: ArrayLike, **options: object) -> tuple[Flux, ...]:
        """Fluences [cm⁻²] of the time bins between `edges` [s]; `options` as for :meth:`fluence`."""
        values = np.asarray(edges, dtype=float)
        return tuple(self.fluence(float(a), float(b), **options) for a, b in pairwise(values))  # type: ignore[arg-type]


SUPERNOVA_MODELS: dict[str, tuple[str, ...]] = {"ls220-s11.2": ("Mirizzi:2015eza",)}
"""Packaged time series, with INSPIRE keys."""


def supernova_model(name: str = "ls220-s11.2") -> SupernovaModel:
    """Packaged supernova model: 11.2 solar masses, Lattimer–Swesty equation of state (220 MeV), −0.17 to 7.6 s.

    Raises
    ------
    UnknownNameError

    Sources
    -------
    Mirizzi:2015eza (Garching, as distributed with OHare:2021utq; 319 of the times). Checked: 1.9e53 erg in all species,
    as quoted by Lang:2016zhv. The table "SNburst_11.2Mo" of the same source counts one heavy flavour instead of four.

    Examples
    --------
    >>> model = supernova_model()
    >>> f"{model.energy('nu_e') + model.energy('anti_nu_e') + 4 * model.energy('nu_x'):.3g}"
    '1.87e+53'
    """
    if name not in SUPERNOVA_MODELS:
        raise UnknownNameError.of("supernova model", name, SUPERNOVA_MODELS)
    columns = packaged_columns("fluxes/supernova/ls220_s11.csv")

    def read(prefix: str, factor: float = 1.0) -> dict[str, Floats]:
        return {s: factor * np.array([float(x) for x in columns[f"{prefix}_{s}"]]) for s in SPECIES}

    mean, square = read("E"), read("E2")
    return SupernovaModel(
        name=name,
        times=np.array([float(x) for x in columns["time_s"]]),
        luminosities=read("L", 1e51),
        mean_energies=mean,
        alphas={s: np.asarray(pinching(mean[s], square[s])) for s in SPECIES},
        cite=SUPERNOVA_MODELS[name],
    )
