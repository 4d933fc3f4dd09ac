"""How far shell-model interactions of one nuclide differ in what elastic scattering sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.structure._interfaces import OPERATORS, Multipoles

from .catalogue import INTERACTIONS, density

if TYPE_CHECKING:
    from nuscat.nuclei import NuclideLike

__all__ = ["Spread", "interaction_spread", "model_spread"]

Table = NDArray[np.float64]


@dataclass(frozen=True, eq=False, kw_only=True)
class Spread:
    r"""Responses of one nucleus in several models, and how far they differ.

    Parameters
    ----------
    labels : tuple of str, length m
        Models.
    q : array [MeV]
        Momentum transfers.
    values : mapping operator → array, shape (m, 2) + shape of q [1]
        F^M, F^Φ″ of protons and neutrons; for Σ′ the magnitude (Σ_L F²)^½. An operator that one of the models lacks is
        missing.
    cite : tuple of str

    Sources
    -------
    Definition. Checked: made-up models in closed form.
    """

    labels: tuple[str, ...]
    q: Table
    values: Mapping[str, Table]
    cite: tuple[str, ...] = ()

    def _of(self, operator: str) -> Table:
        if operator not in self.values:
            raise UnknownNameError.of("operator of this spread:", operator, self.values)
        return self.values[operator]

    def mean(self, operator: str) -> Table:
        """Mean over the models [1], shape (2,) + shape of q."""
        out: Table = np.mean(self._of(operator), axis=0)
        return out

    def width(self, operator: str) -> Table:
        """Largest minus smallest value of the models [1], shape (2,) + shape of q."""
        out: Table = np.ptp(self._of(operator), axis=0)
        return out

    def relative(self, operator: str) -> Table:
        """Width over the magnitude of the mean [1], shape (2,) + shape of q; NaN where the mean vanishes."""
        mean = np.abs(self.mean(operator))
        out: Table = np.divide(self.width(operator), mean, out=np.full_like(mean, np.nan), where=mean > 0)
        return out

    def ratio(self, operator: str) -> Table:
        """Largest over smallest magnitude [1], shape (2,) + shape of q; NaN where the smallest is zero."""
        size = np.abs(self._of(operator))
        least = np.min(size, axis=0)
        out: Table = np.divide(np.max(size, axis=0), least, out=np.full_like(least, np.nan), where=least > 0)
        return out


def model_spread(models: Mapping[str, Multipoles], q: Array) -> Spread:
    """Difference of any structure results for one nucleus (shell model, mean field, …) at `q` [MeV].

    Parameters
    ----------
    models : mapping of str to Multipoles
        Two or more, of the same Z and N.
    q : array [MeV]

    Returns
    -------
    Spread

    Raises
    ------
    ValidityError
        If there are fewer than two models, or of different nuclei.

    Sources
    -------
    Definition. Checked: made-up models in closed form.
    """
    if len(models) < 2:
        raise ValidityError(
            f"A spread needs at least two models, got {len(models)}.", hint="Add a density of your own or a mean field."
        )
    nuclei = {(model.Z, model.N) for model in models.values()}
    if len(nuclei) > 1:
        raise ValidityError(f"The models are of different nuclei, (Z, N) = {sorted(nuclei)}.", hint="Compare like.")
    momenta = np.asarray(q, dtype=float)
    values: dict[str, Table] = {}
    for operator in OPERATORS:
        if not all(operator in model.operators for model in models.values()):
            continue
        rows = [_evaluate(model, operator, momenta) for model in models.values()]
        if all(row is not None for row in rows):
            values[operator] = np.array(rows)
    cite = tuple(dict.fromkeys(key for model in models.values() for key in model.cite))
    return Spread(labels=tuple(models), q=momenta, values=values, cite=cite)


def _evaluate(model: Multipoles, operator: str, q: Table) -> Table | None:
    if operator == "M":
        return np.array(model.M(q))
    if operator == "Phi2":
        return np.array(model.Phi2(q))
    parts = model.Sigma1(q)
    return np.sqrt(np.sum(np.square(np.array(parts)), axis=0)) if parts else None


def interaction_spread(nuclide: NuclideLike, q: Array) -> Spread:
    """Difference of the packaged shell-model interactions of a nuclide at `q` [MeV].

    Small for M (10⁻³ at 60 MeV: one oscillator length, and occupations that interactions agree on), up to tens of per
    cent for Φ″, and largest for Σ′ of the paired species. It is no error of the shell model as such: oscillator
    densities of one length share their deficiencies; compare with a mean field by :func:`model_spread`.

    Parameters
    ----------
    nuclide : Nuclide or str
    q : array [MeV]

    Returns
    -------
    Spread

    Raises
    ------
    MissingDataError
        If no density of this nuclide is packaged.
    ValidityError
        If there is only one.

    Sources
    -------
    Gorton:2022eed (densities). Checked: 40Ar, 129Xe.

    Examples
    --------
    >>> found = interaction_spread("Ar40", 60.0)
    >>> [f"{x:.1e}" for x in found.relative("M")], [f"{x:.2f}" for x in found.ratio("Phi2")]
    (['4.8e-04', '9.4e-04'], ['1.13', '1.42'])
    """
    from nuscat.nuclei import nuclide as lookup

    from .responses import ShellModelResponses

    name = lookup(nuclide).name
    names = INTERACTIONS.get(name, ()) or (density(name).label,)  # the latter raises, with the reason
    return model_spread({i: ShellModelResponses.from_density(density(name, i)) for i in names}, q)
