"""Published electron-scattering results: parity-violating asymmetries of PREX and CREX, cross sections of ⁴⁰Ar."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array
from nuscat._core.datasets import packaged_path
from nuscat._core.errors import CorruptDataError, MissingDataError, UnknownNameError, ValidityError, require_positive
from nuscat.nuclei import nuclide as lookup

if TYPE_CHECKING:
    from .pves import ElectronScattering

__all__ = [
    "PVES_RESULTS",
    "ElasticMeasurement",
    "Measured",
    "PVESMeasurement",
    "elastic_measurement",
    "pves_results",
]

PVES_RESULTS = ("PREX-1", "PREX-2", "CREX")
"""Experiments that :func:`pves_results` has."""
_PVES = "electron_scattering/parity_violation.csv"
_ELASTIC = {"Ottermann1982": ("electron_scattering/ottermann1982.csv", "Ar40", 0.008, ("1982NuPhA.379..396O",))}
_KINDS = ("A_PV", "F_W", "F_ch-F_W")
_UNITS = {"MeV": 1.0, "MeV2": 1.0, "ppb": 1e-9, "1": 1.0}


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A number from a paper with its errors.

    Parameters
    ----------
    value : float [unit of the quantity]
    errors : tuple of float [unit of the quantity]
        Independent standard errors; empty if none is stated.
    meaning : str
        What the errors are, e.g. "stat, syst".
    status : str
        "published": printed in the paper; "to confirm": second hand.
    """

    value: float
    errors: tuple[float, ...] = ()
    meaning: str = ""
    status: str = "published"

    @property
    def sigma(self) -> float:
        """Errors added in quadrature [unit of the quantity]; 0 if none is stated."""
        return math.hypot(*self.errors)


@dataclass(frozen=True, kw_only=True)
class PVESMeasurement:
    r"""Asymmetry and weak form factor measured by an experiment at its mean kinematics, as terms of a likelihood.

    The default kind of comparison, F_W at q = √⟨Q²⟩ with the errors of the paper, is also the cleanest. For "A_PV" the
    model is evaluated at one effective point, the beam energy and the angle of ⟨Q²⟩, because the acceptances are not
    published as numbers; `model_error` (of the measured value, in quadrature) is for that. It matters: a density
    with the F_W of the paper gives 0.3 % (PREX-1), 2.4 % (PREX-2) and 3.9 % (CREX) more than was measured at
    the effective point, and the measured value once averaged over an acceptance of about 0.5° rms (see
    :meth:`ElectronScattering.mean_asymmetry`).

    Parameters
    ----------
    name, nuclide : str
        "PREX-2", "Pb208".
    E : Measured [MeV]
        Beam energy.
    Q2 : Measured [MeV²]
        ⟨Q²⟩.
    A_PV : Measured [1]
    F_W : Measured [1]
    F_ch_minus_F_W : Measured or None [1]
        None if not published.
    cite : tuple of str

    Sources
    -------
    Abrahamyan:2012gp, Horowitz:2012tj (PREX-1); PREX:2021umo; CREX:2022kgg. Checked: q of the papers from their Q².

    Examples
    --------
    >>> prex2 = pves_results()["PREX-2"]
    >>> round(prex2.q, 2), round(prex2.log_likelihood(0.381), 3)
    (78.49, -0.5)
    """

    name: str
    nuclide: str
    E: Measured
    Q2: Measured
    A_PV: Measured
    F_W: Measured
    F_ch_minus_F_W: Measured | None
    cite: tuple[str, ...]

    @property
    def q(self) -> float:
        """Mean momentum transfer √⟨Q²⟩ [MeV]."""
        return math.sqrt(self.Q2.value)

    @property
    def theta(self) -> float:
        """Effective laboratory angle [rad]: that of ⟨Q²⟩ at the beam energy."""
        energy, Q2 = self.E.value, self.Q2.value
        return 2.0 * math.asin(math.sqrt(Q2 / (4.0 * energy**2 - 2.0 * energy * Q2 / lookup(self.nuclide).mass)))

    def measured(self, kind: str = "F_W") -> Measured:
        """The measurement [1] of a `kind`: "A_PV", "F_W" or "F_ch-F_W".

        Raises
        ------
        UnknownNameError
            If there is no such kind.
        MissingDataError
            If the experiment did not publish it.
        """
        _check_kind(kind)
        found = {"A_PV": self.A_PV, "F_W": self.F_W, "F_ch-F_W": self.F_ch_minus_F_W}[kind]
        if found is None:
            raise MissingDataError(f"{self.name} did not publish {kind}.", hint='Use "A_PV" or "F_W".')
        return found

    def prediction(self, scattering: ElectronScattering, kind: str = "F_W", *, born: bool = False) -> float:
        """A_PV at the effective point, F_W or F_ch − F_W at √⟨Q²⟩ [1] of a model; `born`: A_PV in plane waves.

        Raises
        ------
        UnknownNameError
            If the kind is not one of "A_PV", "F_W", "F_ch-F_W".
        ValidityError
            If the scattering is off another nuclide, or has no weak density.
        """
        _check_kind(kind)
        if scattering.nuclide.name != self.nuclide:
            raise ValidityError(
                f"{self.name} measured {self.nuclide}, the prediction is for {scattering.nuclide.name}.",
                hint=f"Make the scattering for {self.nuclide}.",
            )
        if kind == "A_PV":
            return float(scattering.asymmetry(self.E.value, self.theta, born=born))
        weak = float(scattering.weak_form_factor(self.q))
        return weak if kind == "F_W" else float(scattering.form_factor(self.q)) - weak

    def sigma(self, kind: str = "F_W", *, model_error: float = 0.01) -> float:
        """Standard error [1]: that of the paper and, for A_PV, `model_error` [1] times the measured value."""
        require_positive("model_error", model_error, zero=True)
        found = self.measured(kind)
        return math.hypot(found.sigma, model_error * found.value if kind == "A_PV" else 0.0)

    def log_likelihood(self, value: Array, kind: str = "F_W", *, model_error: float = 0.01) -> Array:
        """−(value − measured)²/2σ² [1] for a predicted `value` [1] of a `kind`; same shape, any array library."""
        pull = (value - self.measured(kind).value) / self.sigma(kind, model_error=model_error)
        return -0.5 * pull * pull

    def chi2(self, model: Any, kind: str = "F_W", *, model_error: float = 0.01) -> Array:
        """χ² [1] of an ElectronScattering, or of predicted numbers [1], for a `kind` of measurement."""
        value = self.prediction(model, kind) if hasattr(model, "asymmetry") else model
        return -2.0 * self.log_likelihood(value, kind, model_error=model_error)


def _check_kind(kind: str) -> None:
    if kind not in _KINDS:
        raise UnknownNameError.of("kind of parity-violation measurement", kind, _KINDS)


def _measured(row: dict[str, str]) -> Measured:
    unit = _UNITS[row["unit"]]
    if row["status"] not in ("published", "to confirm"):
        raise ValueError(f"status {row['status']!r}")
    errors = tuple(unit * float(e) for e in row["errors"].split())
    return Measured(value=unit * float(row["value"]), errors=errors, meaning=row["meaning"], status=row["status"])


@lru_cache(maxsize=1)
def pves_results() -> dict[str, PVESMeasurement]:
    """Published results of PREX-1, PREX-2 and CREX, by name.

    Returns
    -------
    dict of PVESMeasurement
        Asymmetries and form factors [1], energies [MeV]; every number says whether it is printed or to be confirmed.

    Raises
    ------
    CorruptDataError
        If the packaged table is malformed.

    Sources
    -------
    Abrahamyan:2012gp, Horowitz:2012tj, PREX:2021umo, CREX:2022kgg.

    Examples
    --------
    >>> {name: f"{1e9 * m.A_PV.value:.0f} ± {1e9 * m.A_PV.sigma:.0f} ppb" for name, m in pves_results().items()}
    {'PREX-1': '656 ± 62 ppb', 'PREX-2': '550 ± 18 ppb', 'CREX': '2668 ± 113 ppb'}
    """
    path = packaged_path(_PVES)
    found: dict[str, dict[str, Measured]] = {}
    nuclides: dict[str, str] = {}
    papers: dict[str, dict[str, None]] = {}
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                name = row["experiment"]
                found.setdefault(name, {})[row["quantity"]] = _measured(row)
                nuclides[name] = row["nuclide"]
                papers.setdefault(name, {})[row["paper"]] = None
        return {
            name: PVESMeasurement(
                name=name,
                nuclide=nuclides[name],
                E=found[name]["E"],
                Q2=found[name]["Q2"],
                A_PV=found[name]["A_PV"],
                F_W=found[name]["F_W"],
                F_ch_minus_F_W=found[name].get("F_ch-F_W"),
                cite=tuple(papers[name]),
            )
            for name in PVES_RESULTS
        }
    except (KeyError, ValueError, TypeError) as error:
        raise CorruptDataError(f"{path} is malformed: {error}.", hint="Reinstall nuscat.") from error


@dataclass(frozen=True, kw_only=True, eq=False)
class ElasticMeasurement:
    """Measured elastic cross sections.

    Parameters
    ----------
    nuclide : str
    E : array, shape (n,) [MeV]
    theta : array, shape (n,) [rad]
    dsigma_dOmega : array, shape (n,) [cm²/sr]
    statistical, systematic : array, shape (n,) [1]
        Relative standard errors.
    normalisation : float [1]
        Relative error common to all points, not part of the others.
    cite : tuple of str
    """

    nuclide: str
    E: NDArray[np.float64]
    theta: NDArray[np.float64]
    dsigma_dOmega: NDArray[np.float64]
    statistical: NDArray[np.float64]
    systematic: NDArray[np.float64]
    normalisation: float
    cite: tuple[str, ...]

    @property
    def error(self) -> NDArray[np.float64]:
        """Statistical and systematic errors in quadrature, relative [1]; shape (n,)."""
        return np.hypot(self.statistical, self.systematic)

    def ratio(self, scattering: ElectronScattering, *, born: bool = False) -> NDArray[np.float64]:
        """Calculated over measured cross section [1]; shape (n,)."""
        return np.asarray(scattering.dsigma_dOmega(self.E, self.theta, born=born)) / self.dsigma_dOmega

    def chi2(self, scattering: ElectronScattering, *, born: bool = False) -> dict[float, float]:
        """χ² [1] by energy [MeV], without the common normalisation error."""
        pulls = (self.ratio(scattering, born=born) - 1.0) / self.error
        return {float(e): float(np.sum(pulls[e == self.E] ** 2)) for e in np.unique(self.E)}


@lru_cache(maxsize=4)
def elastic_measurement(name: str = "Ottermann1982") -> ElasticMeasurement:
    """Packaged measurement of elastic electron scattering.

    Parameters
    ----------
    name : str
        "Ottermann1982": ⁴⁰Ar at 115.75 and 249.03 MeV.

    Returns
    -------
    ElasticMeasurement
        Cross sections [cm²/sr].

    Raises
    ------
    UnknownNameError
        If there is no such measurement.
    CorruptDataError
        If the packaged table is malformed.

    Sources
    -------
    1982NuPhA.379..396O.

    Examples
    --------
    >>> data = elastic_measurement("Ottermann1982")
    >>> data.E.size, float(data.normalisation)
    (16, 0.008)
    """
    if name not in _ELASTIC:
        raise UnknownNameError.of("elastic electron-scattering measurement", name, _ELASTIC)
    relative, nuclide, normalisation, cite = _ELASTIC[name]
    path = packaged_path(relative)
    try:
        table = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    except ValueError as error:
        raise CorruptDataError(f"{path} is malformed: {error}.", hint="Reinstall nuscat.") from error
    if table.shape[1:] != (5,) or not np.all(np.isfinite(table)) or np.any(table <= 0.0):
        raise CorruptDataError(f"{path} must hold five columns of positive numbers.", hint="Reinstall nuscat.")
    table.setflags(write=False)
    energy, degrees, sigma, stat, syst = table.T
    return ElasticMeasurement(
        nuclide=nuclide,
        E=energy,
        theta=np.deg2rad(degrees),
        dsigma_dOmega=1e-26 * sigma,
        statistical=0.01 * stat,
        systematic=0.01 * syst,
        normalisation=normalisation,
        cite=cite,
    )
