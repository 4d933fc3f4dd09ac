"""Published shell-model responses of caesium, iodine, xenon and fluorine (Hoferichter, Menéndez, Schwenk 2020)."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from nuscat._core.datasets import packaged_path
from nuscat._core.errors import CorruptDataError, MissingDataError
from nuscat.nuclei import NuclideLike, nuclide as find

from .responses import ShellModelResponses

__all__ = ["HMS_NUCLIDES", "hms_responses"]

_TABLE = "structure/hms2020/responses.csv"
HMS_NUCLIDES = ("Cs133", "F19", "I127", "Xe128", "Xe129", "Xe130", "Xe131", "Xe132", "Xe134", "Xe136")
"""Nuclides with published responses: M and Φ″ (K = 0); of ¹⁹F Σ′ and Σ″ instead."""


@dataclass(frozen=True)
class _Row:
    b: float
    coefficients: tuple[float, ...]


@lru_cache(maxsize=1)
def _rows() -> Mapping[tuple[str, str, str], _Row]:
    """Rows by nuclide, operator and combination of nucleons."""
    path = packaged_path(_TABLE)
    rows = {}
    with path.open(encoding="utf-8", newline="") as handle:
        for line, row in enumerate(csv.DictReader(handle), start=2):
            try:
                coefficients = tuple(float(c) for c in row["coefficients"].split())
                rows[row["nuclide"], row["operator"], row["nucleons"]] = _Row(float(row["b_fm"]), coefficients)
            except (KeyError, TypeError, ValueError, AttributeError):
                raise CorruptDataError(
                    f"{path}, line {line}: not understood.", hint="Reinstall nuscat or run tools/make_hms.py."
                ) from None
    return MappingProxyType(rows)


def _pair(name: str, operator: str) -> tuple[float, NDArray[np.float64]] | None:
    """Oscillator length and coefficients of u^k, shape (2, n), of protons and neutrons; None if there are none."""
    rows = _rows()
    if (name, operator, "p") in rows:
        first, second = rows[name, operator, "p"], rows[name, operator, "n"]
        return first.b, np.array([first.coefficients, second.coefficients])
    if (name, operator, "plus") in rows:
        first, second = rows[name, operator, "plus"], rows[name, operator, "minus"]
        plus, minus = np.array(first.coefficients), np.array(second.coefficients)
        return first.b, 0.5 * np.stack([plus + minus, plus - minus])
    return None


def hms_responses(nuclide: NuclideLike) -> ShellModelResponses:
    r"""Published responses of a nuclide [those of the paper].

    .. math:: F(u) = e^{-u/2}\sum_i c_i u^i, \qquad u = q^2b^2/2 = 2y

    Parameters
    ----------
    nuclide : str or Nuclide
        One of :data:`HMS_NUCLIDES`.

    Returns
    -------
    ShellModelResponses
        M and Φ″ of rank 0, all that coherent scattering needs; Σ′ and Σ″ of rank 1 for ¹⁹F. What the paper does not
        give raises :class:`~nuscat._core.errors.MissingDataError`.

    Raises
    ------
    MissingDataError
        If the paper has no responses of the nuclide.

    Sources
    -------
    Hoferichter:2020osn, Appendix E. Interactions: GCN5082 (Cs, I, Xe), USDB (F). Checked: F^M(0) = Z, N; the density
    matrices of ¹³¹Xe, ¹³²Xe, ¹³⁴Xe, ¹³⁶Xe and ¹⁹F give the same to 10⁻⁴; those of ¹²⁷I, ¹²⁸Xe, ¹²⁹Xe, ¹³⁰Xe, in larger
    spaces, M to 0.3 % and Φ″ to 10 %. Note: of ¹³⁰Xe the coefficient of u³ in M of p + n, −3.82921, looks like a
    misprint of −3.89221; it is kept and changes F^M below 60 MeV by less than 2·10⁻⁵.

    Examples
    --------
    >>> cs = hms_responses("Cs133")
    >>> round(cs.r_p, 3), round(cs.r_n, 3), round(float(cs.Phi2(0.0)[1]), 3)
    (4.728, 4.999, -18.621)
    """
    target = find(nuclide)
    tables = {operator: _pair(target.name, operator) for operator in ("M", "Phi2", "Sigma1", "Sigma2")}
    known = {operator: table for operator, table in tables.items() if table is not None}
    if not known or target.spin is None:
        raise MissingDataError(
            f"Hoferichter, Menéndez and Schwenk give no responses of {target.name}.",
            hint=f"They have {', '.join(HMS_NUCLIDES)}; other nuclides: nuscat.structure.shell_model.density.",
        )
    twoJ = round(2 * target.spin)
    scale = {"M": math.sqrt((twoJ + 1.0) / (4.0 * math.pi)), "Sigma1": 2.0}
    scale |= {"Phi2": scale["M"], "Sigma2": 2.0}
    multipoles = {
        operator: {0 if operator in ("M", "Phi2") else 1: scale[operator] * c * 2.0 ** np.arange(c.shape[1])}
        for operator, (_, c) in known.items()
    }
    return ShellModelResponses(
        Z=target.Z,
        N=target.N,
        twoJ=twoJ,
        b=next(iter(known.values()))[0],
        multipoles=multipoles,
        label="Hoferichter–Menéndez–Schwenk",
        cite=("Hoferichter:2020osn",),
    )
