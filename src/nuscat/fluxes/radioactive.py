"""Artificial radioactive sources: electron-capture lines (51Cr, 37Ar) and beta spectra (144Ce–144Pr, 8Li)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from nuscat._core.errors import NuscatError, UnknownNameError, ValidityError, require_positive
from nuscat.nuclei import nuclide

from ._beta_decay import broad_spectrum, neutrino_spectrum
from .flux import Component, Flux
from .systematics import Systematic
from .tables import table_component

__all__ = ["RADIOACTIVE_SOURCES", "RadioactiveSource", "radioactive_source"]

_POINTS = 161
_CURIE = 3.7e10


@dataclass(frozen=True, kw_only=True)
class RadioactiveSource:
    """A nuclide whose decays are a source of neutrinos.

    Parameters
    ----------
    name : str
        Parent nuclide.
    spectrum : callable
        () → components per decay: intensities are neutrinos per decay.
    produced : bool
        Made all the time (short-lived, at an accelerator): the activity is constant.
    cite : tuple of str
        INSPIRE keys.
    note : str
        Approximations.
    """

    name: str
    spectrum: Callable[[], tuple[Component, ...]]
    produced: bool = False
    cite: tuple[str, ...] = ()
    note: str = ""

    @property
    def half_life(self) -> float:
        """Half-life [s], NUBASE2020."""
        found = nuclide(self.name).half_life
        if found is None:
            raise ValidityError(f"The half-life of {self.name} is not known.")
        return found


def _lines(*rows: tuple[float, float, str]) -> Callable[[], tuple[Component, ...]]:
    def made() -> tuple[Component, ...]:
        return tuple(Component(flavour=12, line=E, intensity=share, label=label) for E, share, label in rows)

    return made


@dataclass(frozen=True)
class _Branch:
    """Beta branch: parent, daughter, level of the daughter [MeV], share [1], unique first forbidden."""

    parent: str
    daughter: str
    level: float
    share: float
    unique: bool = False

    @property
    def end(self) -> float:
        """Endpoint [MeV]."""
        return nuclide(self.parent).mass_excess - nuclide(self.daughter).mass_excess - self.level


def _beta(branch: _Branch) -> Component:
    d = nuclide(branch.daughter)
    E = np.linspace(0.0, branch.end, _POINTS)
    values = neutrino_spectrum(E, branch.end, d.Z, d.A, unique=branch.unique)
    part = table_component(E, values, -12, what=f"beta decay of {branch.parent}")
    label = f"{branch.parent} {round(1e3 * branch.end)} keV"
    return replace(part, intensity=branch.share, label=label)


@lru_cache(maxsize=1)
def _cerium() -> tuple[Component, ...]:
    cerium = (("Ce144", "Pr144", 0.0, 0.765), ("Ce144", "Pr144", 0.0801, 0.039), ("Ce144", "Pr144", 0.1335, 0.196))
    neodymium = (("Pr144", "Nd144", 0.0, 0.979, False), ("Pr144", "Nd144", 0.6965, 0.0104, True))
    first = [_Branch(*row) for row in cerium]
    second = [_Branch(*row) for row in (*neodymium, ("Pr144", "Nd144", 2.1857, 0.0105, False))]
    total = sum(b.share for b in second)
    return tuple(_beta(b) for b in first) + tuple(_beta(replace(b, share=b.share / total)) for b in second)


@lru_cache(maxsize=1)
def _lithium() -> tuple[Component, ...]:
    Q = nuclide("Li8").mass_excess - nuclide("Be8").mass_excess
    E = np.linspace(0.0, Q, _POINTS)
    part = table_component(E, broad_spectrum(E, Q, 4, 8), -12, what="beta decay of 8Li")
    return (replace(part, intensity=1.0, label="8Li"),)


RADIOACTIVE_SOURCES: dict[str, RadioactiveSource] = {
    "Cr51": RadioactiveSource(
        name="Cr51",
        spectrum=_lines(
            (0.7473, 0.8163, "51Cr 747 keV"),
            (0.7521, 0.0849, "51Cr 752 keV"),
            (0.4272, 0.0895, "51Cr 427 keV"),
            (0.4320, 0.0093, "51Cr 432 keV"),
        ),
        cite=("Barinov:2021asz",),
        note="Electron capture from the K and L shells, to the ground state and the level at 320 keV.",
    ),
    "Ar37": RadioactiveSource(
        name="Ar37",
        spectrum=_lines((0.811, 0.902, "37Ar 811 keV"), (0.813, 0.098, "37Ar 813 keV")),
        cite=("Abdurashitov:2005tb",),
        note="Electron capture from the K and L shells.",
    ),
    "Ce144": RadioactiveSource(
        name="Ce144",
        spectrum=_cerium,
        cite=("Gaffiot:2014aka", "Fermi:1934hr", "Konopinski:1941fv"),
        note="144Ce and 144Pr in equilibrium; allowed shapes with the Fermi function of a point charge, unique first"
        " forbidden for 2301 keV; no shape factor for 0- to 0+, no screening or radiative corrections.",
    ),
    "Li8": RadioactiveSource(
        name="Li8",
        spectrum=_lithium,
        produced=True,
        cite=("Bungau:2012ys", "Tilley:2004zz", "Fermi:1934hr"),
        note="Allowed decay to the broad level of 8Be at 3 MeV, whose profile is adjusted to the 8B neutrino spectrum"
        " (about 1 %).",
    ),
}
"""Sources by parent nuclide: lines and branchings of the papers, endpoints and half-lives of NUBASE2020."""


def _parent(source: str) -> str:
    """Name of a nuclide as in :data:`RADIOACTIVE_SOURCES`, also from "51Cr"; empty if it is none."""
    try:
        return nuclide(source).name
    except NuscatError:
        return ""


def radioactive_source(
    source: str,
    *,
    activity: float,
    distance: float,
    elapsed: float = 0.0,
    duration: float | None = None,
    activity_error: float = 0.0,
) -> Flux:
    r"""Flux or fluence of neutrinos from a radioactive source that is small against the distance.

    .. math:: \phi = \frac{A\, e^{-\lambda t}}{4\pi L^2}, \qquad
        \int \phi\, dt = \frac{A\, e^{-\lambda t}(1 - e^{-\lambda\,\Delta t})}{4\pi L^2 \lambda}

    times the neutrinos per decay (1; for ¹⁴⁴Ce–¹⁴⁴Pr 2, of each nuclide one).

    Parameters
    ----------
    source : str
        Parent nuclide, a key of :data:`RADIOACTIVE_SOURCES`, or as "51Cr".
    activity : float [Bq]
        At t = 0; of the parent. For ⁸Li, which must be produced all the time, the constant rate of decays.
    distance : float [m]
    elapsed : float [s]
        Time since the activity was measured.
    duration : float [s], optional
        Length of an exposure that begins then: the result is a fluence.
    activity_error : float [1]
        Relative standard uncertainty of the activity.

    Returns
    -------
    Flux
        In cm⁻² s⁻¹, or in cm⁻² with `duration`.

    Raises
    ------
    UnknownNameError, ValidityError
        Unknown source; numbers that are not positive; `elapsed` for a source without decay.

    Sources
    -------
    Lines of ⁵¹Cr: Barinov:2021asz; ³⁷Ar: Abdurashitov:2005tb; half-lives and Q values: Kondev:2021lzi; branchings of
    ¹⁴⁴Ce and ¹⁴⁴Pr: evaluated decay data as in Gaffiot:2014aka. Checked: normalisation, energy per decay, decay law.

    Examples
    --------
    >>> flux = radioactive_source("Cr51", activity=1.26e17, distance=0.5)
    >>> f"{flux.total():.3e}", round(flux.mean_energy(), 3)
    ('4.011e+12', 0.716)
    """
    key = _parent(source)
    if key not in RADIOACTIVE_SOURCES:
        raise UnknownNameError.of("radioactive source", source, RADIOACTIVE_SOURCES)
    made = RADIOACTIVE_SOURCES[key]
    require_positive("activity", activity, unit="Bq")
    require_positive("distance", distance, unit="m")
    require_positive("elapsed", elapsed, unit="s", zero=True)
    require_positive("activity_error", activity_error, zero=True)
    if made.produced and elapsed > 0.0:
        raise ValidityError(
            f"{key} lives for {made.half_life:.2g} s and must be produced all the time: `elapsed` has no meaning.",
            hint="Give the constant rate of decays as activity, and only a duration.",
        )
    decay = 0.0 if made.produced else math.log(2.0) / made.half_life
    factor = activity * math.exp(-decay * elapsed) / (4.0 * math.pi * (100.0 * distance) ** 2)
    unit = "cm^-2 s^-1"
    if duration is not None:
        require_positive("duration", duration, unit="s")
        factor *= -math.expm1(-decay * duration) / decay if decay > 0.0 else duration
        unit = "cm^-2"
    parts = made.spectrum()
    systematics: tuple[Systematic, ...] = ()
    if activity_error > 0.0:
        changes = (float(activity_error),) * len(parts)
        systematics = (Systematic(name="source_activity", changes=changes, description=f"Activity of {key}."),)
    flux = Flux(
        name=f"{key} source",
        components=parts,
        cite=tuple(dict.fromkeys((*made.cite, "Kondev:2021lzi"))),
        note=f"{activity / _CURIE:.4g} Ci at {distance:g} m. {made.note}",
        systematics=systematics,
    )
    return flux.scaled(factor, unit)
