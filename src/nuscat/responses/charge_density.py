"""Measured charge distributions, from the packaged compilation of elastic electron scattering."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from nuscat._core.datasets import packaged_path
from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError
from nuscat.structure._devries import FOLDER, TABLES, Row, read_rows

from ._interfaces import FormFactor
from .fermi import ThreeParameterFermi, ThreeParameterGaussian, TwoParameterFermi
from .fourier_bessel import FourierBessel
from .harmonic_oscillator import HarmonicOscillator
from .sum_of_gaussians import SumOfGaussians

if TYPE_CHECKING:
    from nuscat.nuclei import Nuclide

__all__ = ["CHARGE_MODELS", "ChargeAnalysis", "charge_analyses", "charge_form_factor"]

CHARGE_MODELS: dict[str, str] = TABLES
"""Packaged tables by model; "fermi" holds 2pF, 3pF, 3pG and harmonic-oscillator fits."""


@dataclass(frozen=True, kw_only=True)
class ChargeAnalysis:
    """One published analysis of the charge distribution of a nuclide.

    Parameters
    ----------
    Z, A : int
    model : str
        Key of :data:`CHARGE_MODELS`.
    number : int
        Among the analyses of this nuclide and model, from 1, in the order of the compilation.
    kind : str
        "FB", "SOG", "2pF", "3pF", "3pG", "HO" or "MHO".
    form_factor : FormFactor
    reference : str
        Label of the measurement in the compilation, where given.
    flag : str
        Why this analysis is refused by default; empty if it is not.

    Sources
    -------
    DeVries:1987atn.
    """

    Z: int
    A: int
    model: str
    number: int
    kind: str
    form_factor: FormFactor
    reference: str
    flag: str

    cite: ClassVar[tuple[str, ...]] = ("DeVries:1987atn",)


def read_table(path: Path, model: str) -> dict[tuple[int, int], tuple[ChargeAnalysis, ...]]:
    """Analyses [lengths in fm] in a table of a `model`, by (Z, A).

    Raises
    ------
    CorruptDataError
        If a row is truncated, not numeric or fails the integrity test of its form factor.
    """
    return read_rows(path, model, lambda row: _analysis(row, model))


@lru_cache(maxsize=3)
def _table(model: str) -> dict[tuple[int, int], tuple[ChargeAnalysis, ...]]:
    return read_table(packaged_path(f"{FOLDER}/{CHARGE_MODELS[model]}"), model)


def _analysis(row: Row, model: str) -> ChargeAnalysis:
    return ChargeAnalysis(
        Z=row.Z,
        A=row.A,
        model=model,
        number=row.number,
        kind=row.kind,
        form_factor=_form_factor(row),
        reference=row.reference,
        flag=row.flag,
    )


def _form_factor(row: Row) -> FormFactor:
    first, *others = row.parameters
    if row.kind == "FB":
        charge = None if row.flag else float(row.Z)
        return FourierBessel(coefficients=row.series[0], cutoff_radius=first, charge=charge)
    if row.kind == "SOG":
        return SumOfGaussians(radii=row.series[0], fractions=row.series[1], gaussian_rms=first)
    second, w = others
    if row.kind in ("HO", "MHO"):
        return HarmonicOscillator(length=first, alpha=second)
    if row.kind == "2pF":
        return TwoParameterFermi(half_density_radius=first, diffuseness=second)
    if row.kind == "3pF":
        return ThreeParameterFermi(half_density_radius=first, diffuseness=second, w=w)
    return ThreeParameterGaussian(half_density_radius=first, diffuseness=second, w=w)


def _identify(nuclide: Nuclide | str) -> tuple[int, int, str]:
    if isinstance(nuclide, str):
        from nuscat.nuclei import nuclide as lookup

        nuclide = lookup(nuclide)
    return nuclide.Z, nuclide.A, nuclide.name


def charge_analyses(nuclide: Nuclide | str, model: str | None = None) -> tuple[ChargeAnalysis, ...]:
    """Every packaged analysis of the charge distribution of a nuclide, flagged ones included.

    Parameters
    ----------
    nuclide : Nuclide or str
    model : str, optional
        Key of :data:`CHARGE_MODELS`; default all.

    Returns
    -------
    tuple of ChargeAnalysis
        Empty if the nuclide was not measured.

    Raises
    ------
    UnknownNameError
        If the model or nuclide is not known.

    Examples
    --------
    >>> analyses = charge_analyses("Pb208", "fourier-bessel")
    >>> [(a.kind, a.number, round(float(a.form_factor.rms_radius), 3)) for a in analyses]
    [('FB', 1, 5.503), ('FB', 2, 5.499)]
    """
    if model is not None and model not in CHARGE_MODELS:
        raise UnknownNameError.of("model of a measured charge distribution", model, CHARGE_MODELS)
    z, a, _ = _identify(nuclide)
    return tuple(entry for name in CHARGE_MODELS if model in (None, name) for entry in _table(name).get((z, a), ()))


def charge_form_factor(
    nuclide: Nuclide | str, model: str = "fourier-bessel", *, analysis: int | None = None
) -> FormFactor:
    """Charge form factor measured by elastic electron scattering; F_ch(0) = 1. The size of the nucleon is included.

    Parameters
    ----------
    nuclide : Nuclide or str
    model : str
        "fourier-bessel", "sum-of-gaussians" or "fermi" (2pF, 3pF, 3pG or harmonic oscillator, as published).
    analysis : int, optional
        Number of the analysis, see :func:`charge_analyses`. Default: the last in the compilation that is not flagged.
        Asking for a flagged one by number gives it.

    Returns
    -------
    FormFactor [1]
        F_ch(q), q in MeV, F_ch(0) = 1.

    Raises
    ------
    MissingDataError
        If this nuclide has no analysis of this model, or only flagged ones; the message lists the models it has.
    ValidityError
        If there is no analysis with this number.
    UnknownNameError
        If the model or nuclide is not known.

    Sources
    -------
    DeVries:1987atn. Checked: norm within 0.3 % of Z, rms radius within 0.005 fm of the published value (0.03 fm for
    Fermi fits).

    Examples
    --------
    >>> round(float(charge_form_factor("Ar40").rms_radius), 3)
    3.423
    """
    entries = charge_analyses(nuclide, model)
    _, _, name = _identify(nuclide)
    if not entries:
        others = sorted({f'"{e.model}"' for e in charge_analyses(nuclide)})
        hint = (
            f"It has {', '.join(others)}." if others else "Use a model shape with its charge radius, for example Helm."
        )
        raise MissingDataError(f"No {model} analysis of the charge distribution of {name} is packaged.", hint=hint)
    if analysis is not None:
        for entry in entries:
            if entry.number == analysis:
                return entry.form_factor
        raise ValidityError(
            f"{name} has no {model} analysis number {analysis!r}.",
            hint=f"Valid: {', '.join(str(e.number) for e in entries)}.",
        )
    good = [entry for entry in entries if not entry.flag]
    if not good:
        flags = "; ".join(f"{e.number}: {e.flag}" for e in entries)
        raise MissingDataError(
            f"Every {model} analysis of {name} is flagged ({flags}).",
            hint="Ask for it by number (analysis=1) to use it all the same.",
        )
    return good[-1].form_factor
