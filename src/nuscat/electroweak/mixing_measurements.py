"""Published measurements of the weak mixing angle."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import lru_cache

from nuscat._core.datasets import packaged_path
from nuscat._core.errors import CorruptDataError

from .running import RunningMixingAngle

__all__ = ["EFFECTIVE_MINUS_MSBAR", "MixingMeasurement", "mixing_measurements"]

_TABLE = "measurements/weak_mixing_angle/measurements.csv"
EFFECTIVE_MINUS_MSBAR = 0.00032
"""Effective leptonic angle less the MS-bar angle, both at the Z mass [1]: Standard Model, ParticleDataGroup:2022pth."""

ON_SHELL = 0.2227
"""On-shell angle 1 − M_W²/M_Z² of the Standard Model fit that NuTeV:2001whx compares with [1]."""


@dataclass(frozen=True, kw_only=True)
class MixingMeasurement:
    """A published weak mixing angle.

    Parameters
    ----------
    name, label : str
        Identifier, and text for figures.
    Q : float [MeV]
        Typical momentum transfer.
    value : float [1]
        As published.
    errors : tuple of float [1]
        Independent standard errors.
    scheme : str
        ``"msbar"`` (at Q), ``"effective"`` (leptonic, at the Z mass) or ``"on-shell"`` (1 − M_W²/M_Z²).
    status : str
        ``"published"``: printed in the paper; ``"to confirm"``: second hand.
    note : str
    cite : tuple of str

    Examples
    --------
    >>> qweak = mixing_measurements()["Qweak"]
    >>> qweak.Q, qweak.msbar, qweak.sigma
    (158.0, 0.2383, 0.0011)
    """

    name: str
    label: str
    Q: float
    value: float
    errors: tuple[float, ...]
    scheme: str
    status: str
    note: str
    cite: tuple[str, ...]

    @property
    def msbar(self) -> float:
        """The angle in the MS-bar scheme at Q [1]; an on-shell one keeps its ratio to the Standard Model value."""
        return self._factor * self.value - (EFFECTIVE_MINUS_MSBAR if self.scheme == "effective" else 0.0)

    @property
    def sigma(self) -> float:
        """Errors of :attr:`msbar`, added in quadrature [1]."""
        return self._factor * math.hypot(*self.errors)

    @property
    def _factor(self) -> float:
        return float(RunningMixingAngle()(self.Q)) / ON_SHELL if self.scheme == "on-shell" else 1.0


@lru_cache(maxsize=1)
def mixing_measurements() -> dict[str, MixingMeasurement]:
    """Published weak mixing angles [1] by name, from atoms to the Z mass; those of CEvNS are fits of this package.

    Returns
    -------
    dict of str to MixingMeasurement

    Raises
    ------
    CorruptDataError
        If a row of the packaged table does not make sense.

    Sources
    -------
    SLACE158:2005uay, Qweak:2018tjf, NuTeV:2001whx, Bentz:2009yy, ALEPH:2005ab, CDF:2018cnj, CMS:2018ktx: as printed.
    Wood:1997zq, PVDIS:2014cmd: as drawn in reviews, to confirm.

    Examples
    --------
    >>> [m.label for m in mixing_measurements().values() if m.status == "to confirm"]
    ['APV (Cs)', 'PVDIS']
    """
    out = {}
    with packaged_path(_TABLE).open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            errors = tuple(float(e) for e in row["errors"].split())
            m = MixingMeasurement(
                name=row["name"],
                label=row["label"],
                Q=float(row["Q_MeV"]),
                value=float(row["value"]),
                errors=errors,
                scheme=row["scheme"],
                status=row["status"],
                note=row["note"],
                cite=(row["paper"],),
            )
            whole = len(errors) > 0 and all(e > 0.0 for e in errors) and m.Q > 0.0 and 0.2 < m.value < 0.3
            if (
                not whole
                or m.scheme not in ("msbar", "effective", "on-shell")
                or m.status not in ("published", "to confirm")
            ):
                raise CorruptDataError(f"The row {row!r} of {_TABLE} makes no sense.", hint="Reinstall nuscat.")
            out[m.name] = m
    return out
