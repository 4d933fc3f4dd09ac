"""What reactors burn: fission fractions and their evolution, energy per fission."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nuscat._core.datasets import packaged_path
from nuscat._core.errors import UnknownNameError, ValidityError, require_positive

from .reactor_spectra import ISOTOPES, isotope_name

__all__ = [
    "ENERGIES_PER_FISSION",
    "FISSION_FRACTIONS",
    "FRACTION_CORRELATIONS",
    "FRACTION_UNCERTAINTY",
    "EnergiesPerFission",
    "FissionFractions",
    "FuelEvolution",
    "fission_fractions",
    "pwr_cycle",
]

FRACTION_UNCERTAINTY = 0.05
"""Relative uncertainty of each fission fraction [1]: the usual value, from Daya Bay, to be confirmed."""
FRACTION_CORRELATIONS = (
    (1.0, -0.22, -0.53, -0.18),
    (-0.22, 1.0, 0.18, 0.26),
    (-0.53, 0.18, 1.0, 0.49),
    (-0.18, 0.26, 0.49, 1.0),
)
"""Correlations of the fission fractions, in the order of the isotopes [1]: second hand, as used with Daya Bay."""


@dataclass(frozen=True, kw_only=True)
class FissionFractions:
    """Share of the isotopes in the number of fissions; they add up to 1.

    Parameters
    ----------
    U235, U238, Pu239, Pu241 : float [1]
    name, source : str
    cite : tuple of str
        INSPIRE keys.

    Raises
    ------
    ValidityError
        If a fraction is negative or the sum is not 1 (to 1e-9).

    Examples
    --------
    >>> FissionFractions(U235=1.0).values
    (1.0, 0.0, 0.0, 0.0)
    """

    U235: float = 0.0
    U238: float = 0.0
    Pu239: float = 0.0
    Pu241: float = 0.0
    name: str = "user"
    source: str = ""
    cite: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for isotope, value in zip(ISOTOPES, self.values, strict=True):
            require_positive(f"fission fraction of {isotope}", value, zero=True)
        total = sum(self.values)
        if abs(total - 1.0) > 1e-9:
            raise ValidityError(
                f"Fission fractions {self.values} of {', '.join(ISOTOPES)} add up to {total:.6g}, not to 1.",
                hint="Divide them by their sum if this is rounding, or name the isotope that is missing.",
            )

    @classmethod
    def of(
        cls, values: Mapping[str, float], *, name: str = "user", source: str = "", cite: tuple[str, ...] = ()
    ) -> FissionFractions:
        """Fractions from a mapping of isotope to fraction [1]; isotopes left out have none."""
        given = {isotope_name(i): float(v) for i, v in values.items()}
        u5, u8, p9, p1 = (given.get(i, 0.0) for i in ISOTOPES)
        return cls(U235=u5, U238=u8, Pu239=p9, Pu241=p1, name=name, source=source, cite=cite)

    @property
    def values(self) -> tuple[float, float, float, float]:
        """Fractions in the order of :data:`nuscat.fluxes.reactor_spectra.ISOTOPES` [1]."""
        return self.U235, self.U238, self.Pu239, self.Pu241


@dataclass(frozen=True, kw_only=True)
class EnergiesPerFission:
    """Thermal energy released per fission, in the order 235U, 238U, 239Pu, 241Pu, with uncertainties [MeV]."""

    name: str
    values: tuple[float, float, float, float]
    uncertainties: tuple[float, float, float, float]
    cite: tuple[str, ...] = ()

    def mean(self, fractions: FissionFractions) -> float:
        """Mean over the fissions [MeV]."""
        return sum(f * E for f, E in zip(fractions.values, self.values, strict=True))

    def relative_uncertainty(self, fractions: FissionFractions) -> float:
        """Relative uncertainty of the mean, those of the isotopes independent [1]."""
        parts = [f * s for f, s in zip(fractions.values, self.uncertainties, strict=True)]
        return float(np.hypot.reduce(parts)) / self.mean(fractions)


ENERGIES_PER_FISSION: dict[str, EnergiesPerFission] = {
    "kopeikin2004": EnergiesPerFission(
        name="kopeikin2004",
        values=(201.92, 205.52, 209.99, 213.60),
        uncertainties=(0.46, 0.96, 0.60, 0.65),
        cite=("Kopeikin:2004cn",),
    ),
    "ma2013": EnergiesPerFission(
        name="ma2013",
        values=(202.36, 205.99, 211.12, 214.26),
        uncertainties=(0.26, 0.52, 0.34, 0.33),
        cite=("Ma:2012bm",),
    ),
}
"""Energies per fission by name. The uncertainties of "kopeikin2004" are to be confirmed."""

FISSION_FRACTIONS: dict[str, FissionFractions] = {
    "pwr": FissionFractions(
        U235=0.58,
        U238=0.07,
        Pu239=0.30,
        Pu241=0.05,
        name="pwr",
        source="average of a pressurised-water reactor as used for JUNO, second hand",
        cite=("JUNO:2015zny",),
    ),
    "texono": FissionFractions(
        U235=0.55,
        U238=0.07,
        Pu239=0.32,
        Pu241=0.06,
        name="texono",
        source="typical of the Kuo-Sheng reactor (boiling water), to be confirmed",
        cite=("TEXONO:2006xds",),
    ),
    "daya-bay": FissionFractions(
        U235=0.564,
        U238=0.076,
        Pu239=0.304,
        Pu241=0.056,
        name="daya-bay",
        source="average over the data of Daya Bay, second hand",
        cite=("DayaBay:2019yxq",),
    ),
    "heu": FissionFractions(U235=1.0, name="heu", source="highly enriched uranium: pure 235U"),
}
"""Fission fractions by name."""


@dataclass(frozen=True, kw_only=True)
class FuelEvolution:
    """Fission fractions against burn-up, linear between the points of a table.

    Parameters
    ----------
    burnup : tuple of float [MWd/tU]
        Increasing.
    fractions : tuple of FissionFractions
        One per burn-up.
    name, source : str
    cite : tuple of str
        INSPIRE keys.

    Raises
    ------
    ValidityError
        If the table is not increasing or its lengths differ; :meth:`at` outside the table.

    Sources
    -------
    :func:`pwr_cycle`: see there. Checked: a linear mix of fractions that add up to 1 does so too.

    Examples
    --------
    >>> cycle = pwr_cycle()
    >>> round(cycle.at(150.0).U235, 3), round(cycle.at(20000.0).U235, 3)
    (0.729, 0.451)
    >>> round(cycle.at_time(300.0, specific_power=0.035).U235, 2)  # days, MW/kg
    0.55
    """

    burnup: tuple[float, ...]
    fractions: tuple[FissionFractions, ...]
    name: str = "user"
    source: str = ""
    cite: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        b = np.asarray(self.burnup, dtype=float)
        if b.size < 2 or b.size != len(self.fractions) or not np.all(np.diff(b) > 0.0) or not np.all(np.isfinite(b)):
            raise ValidityError(
                f"A fuel evolution needs two or more increasing burn-ups and as many fractions, got {b.size} and"
                f" {len(self.fractions)}.",
                hint="Sort the table by burn-up and remove duplicates.",
            )

    def _check(self, burnup: float) -> None:
        if not self.burnup[0] <= burnup <= self.burnup[-1]:
            raise ValidityError(
                f"Burn-up {burnup!r} MWd/tU is outside the table {self.name!r}.",
                hint=f"It covers {self.burnup[0]:g} to {self.burnup[-1]:g} MWd/tU.",
            )

    def at(self, burnup: float) -> FissionFractions:
        """Fractions at a burn-up [MWd/tU]."""
        self._check(burnup)
        table = np.array([f.values for f in self.fractions])
        return self._fractions([float(np.interp(burnup, self.burnup, column)) for column in table.T], f"{burnup:g}")

    def at_time(self, days: float, *, specific_power: float, start: float | None = None) -> FissionFractions:
        """Fractions after `days` [d] at a `specific_power` [MW/kg] from burn-up `start` [MWd/tU, default the first]."""
        require_positive("days", days, unit="d", zero=True)
        require_positive("specific power", specific_power, unit="MW/kg")
        return self.at((self.burnup[0] if start is None else start) + 1000.0 * specific_power * days)

    def mean(self, start: float | None = None, stop: float | None = None) -> FissionFractions:
        """Fractions averaged over burn-up, from `start` to `stop` [MWd/tU, default the whole table]."""
        low, high = self.burnup[0] if start is None else start, self.burnup[-1] if stop is None else stop
        self._check(low)
        self._check(high)
        if not low < high:
            raise ValidityError(f"The average needs start < stop, got {low!r} and {high!r} MWd/tU.")
        x = np.array([low, *(b for b in self.burnup if low < b < high), high])
        table = np.array([f.values for f in self.fractions])
        means = [float(np.trapezoid(np.interp(x, self.burnup, column), x) / (high - low)) for column in table.T]
        return self._fractions(means, f"{low:g} to {high:g}")

    def _fractions(self, values: list[float], place: str) -> FissionFractions:
        name = f"{self.name} at {place} MWd/tU"
        return FissionFractions.of(dict(zip(ISOTOPES, values, strict=True)), name=name, cite=self.cite)


@lru_cache(maxsize=1)
def pwr_cycle() -> FuelEvolution:
    """Evolution of the fission fractions in one cycle of a pressurised-water reactor, 150 to 20000 MWd/tU.

    Returns
    -------
    FuelEvolution

    Sources
    -------
    A figure of a Daya Bay paper of 2017, found read off (about ±0.005) and here divided by the sum; that the paper is
    DayaBay:2016ssb is to be confirmed. Checked: the mean over the cycle is within 0.01 of "daya-bay".

    Examples
    --------
    >>> round(pwr_cycle().mean().Pu239, 2)
    0.3
    """
    with packaged_path("fluxes/reactor/pwr_cycle.csv").open(encoding="utf-8", newline="") as handle:
        rows = [{k: float(v) for k, v in row.items()} for row in csv.DictReader(handle)]
    parts = []
    for row in rows:
        total = sum(row[i] for i in ISOTOPES)
        parts.append(FissionFractions.of({i: row[i] / total for i in ISOTOPES}, cite=("DayaBay:2016ssb",)))
    return FuelEvolution(
        burnup=tuple(row["burnup"] for row in rows),
        fractions=tuple(parts),
        name="pwr-cycle",
        source="figure of a simulated core, second hand; DayaBay:2016ssb to be confirmed",
        cite=("DayaBay:2016ssb",),
    )


def fission_fractions(given: str | FissionFractions | Mapping[str, float]) -> FissionFractions:
    """Fission fractions from a name of :data:`FISSION_FRACTIONS`, a mapping of isotope to fraction, or as they are.

    Raises
    ------
    UnknownNameError, ValidityError
        Unknown name or isotope; fractions that do not add up to 1.
    """
    if isinstance(given, FissionFractions):
        return given
    if isinstance(given, str):
        if given not in FISSION_FRACTIONS:
            raise UnknownNameError.of("set of fission fractions", given, FISSION_FRACTIONS)
        return FISSION_FRACTIONS[given]
    return FissionFractions.of(given)
