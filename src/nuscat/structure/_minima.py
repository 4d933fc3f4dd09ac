"""Diffraction minima of a form factor: where theory and electron scattering are compared without normalisation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array
from nuscat._core.errors import ValidityError, require_positive
from nuscat.constants import hbarc

__all__ = ["diffraction_minima", "first_minimum"]

_STEP = 0.02
"""Width of the search [1/fm]: two minima closer than this are not told apart."""


def diffraction_minima(form_factor: Callable[[Array], Array], q_max: float) -> NDArray[np.float64]:
    r"""Momentum transfers [MeV] where \|F\| has a minimum: zeros, and dips that do not reach zero.

    Parameters
    ----------
    form_factor : callable
        F(q) [1], or a cross section ∝ F² [any unit], of an array of q [MeV].
    q_max : float [MeV]
        Where to stop; within the range of the data.

    Returns
    -------
    array, shape (n,) [MeV]
        Increasing; divide by ħc for 1/fm. To 1e-6 of q for zeros, 1e-3 for dips.

    Raises
    ------
    ValidityError
        If `q_max` is not positive or F is not finite.

    Sources
    -------
    Definition. Checked: zeros of a uniform sphere, tan x = x.

    Examples
    --------
    >>> from nuscat.structure.measured import density
    >>> from nuscat.constants import hbarc
    >>> [round(float(q) / hbarc.value, 3) for q in diffraction_minima(density("Ar40").form_factor, 450.0)]
    [1.198, 2.097]
    """
    from scipy.optimize import brentq, minimize_scalar

    require_positive("q_max", q_max, unit="MeV")
    q = np.linspace(0.0, q_max, max(4, int(q_max / (_STEP * hbarc.value)) + 2))
    values = np.asarray(form_factor(q), dtype=float)
    if values.shape != q.shape or not np.all(np.isfinite(values)):
        raise ValidityError("The form factor is not finite everywhere up to q_max.", hint="Lower q_max.")

    def value(x: float) -> float:
        return float(form_factor(x))

    crossings = np.flatnonzero(values[:-1] * values[1:] < 0.0)
    found = [float(brentq(value, q[i], q[i + 1])) for i in crossings] + [float(v) for v in q[values == 0.0]]
    size = np.abs(values)
    for i in range(1, q.size - 1):
        dip = size[i] < size[i - 1] and size[i] <= size[i + 1]
        if dip and np.all(values[i - 1 : i + 2] * values[i] > 0.0):
            best = minimize_scalar(lambda x: abs(value(x)), bounds=(q[i - 1], q[i + 1]), method="bounded")
            found.append(float(best.x))
    return np.array(sorted(found))


def first_minimum(form_factor: Callable[[Array], Array], q_max: float = 800.0) -> float:
    """Position of the first diffraction minimum [MeV], up to `q_max` [MeV].

    Parameters
    ----------
    form_factor : callable
        F(q) [1] of an array of q [MeV].
    q_max : float [MeV]

    Raises
    ------
    ValidityError
        If there is none.
    """
    minima = diffraction_minima(form_factor, q_max)
    if not minima.size:
        raise ValidityError(f"The form factor has no minimum below {q_max:g} MeV.", hint="Raise q_max.")
    return float(minima[0])
