"""Smooth interpolation of a prediction between its nominal value and the variations of nuisance parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nuscat._core.arrays import Array, is_plain, namespace, plain_array
from nuscat._core.errors import ValidityError

__all__ = ["morph", "morph_all", "morph_weights"]


def morph_weights(alpha: Array) -> tuple[Array, Array]:
    r"""Weights of the two variations in the interpolation of :func:`morph`.

    .. math::

        T(\alpha) = (1 - w_+ - w_-)\,T_0 + w_+ T_+ + w_- T_-, \qquad w_\pm = h(\alpha) \pm \tfrac\alpha2, \qquad
        h = \begin{cases} \alpha^2/2 & |\alpha| \le 1 \\ |\alpha| - 1/2 & |\alpha| > 1 \end{cases}

    Parameters
    ----------
    alpha : array [1]
        Nuisance value(s) in standard deviations, any shape.

    Returns
    -------
    w_plus, w_minus : array [1]
        Shape of `alpha`; (0, 0), (1, 0) and (0, 1) at α = 0, +1 and −1. NaN for NaN.

    Raises
    ------
    ValidityError
        If plain `alpha` is not a number or an array of them.

    Sources
    -------
    Elementary. Checked: the three points; value and slope continuous at ±1.

    Examples
    --------
    >>> morph_weights(0.5), morph_weights(-2.0)
    ((0.375, -0.125), (0.5, 2.5))
    """
    if isinstance(alpha, float):  # scalars are what a minimiser asks for, and NumPy is slow at them
        half = 0.5 * alpha * alpha if abs(alpha) <= 1.0 else abs(alpha) - 0.5
        return half + 0.5 * alpha, half - 0.5 * alpha
    xp: Any = namespace(alpha)
    a = plain_array("alpha", alpha) if is_plain(alpha) else xp.asarray(alpha, dtype=float)
    size = xp.abs(a)
    half = xp.where(size <= 1.0, 0.5 * a * a, size - 0.5)
    return half + 0.5 * a, half - 0.5 * a


def morph(nominal: Array, up: Array, down: Array, alpha: Array) -> Array:
    r"""Prediction at nuisance value α: a parabola through −1, 0, +1 inside, straight lines of the same slope outside.

    .. math::

        T(\alpha) = T_0 + \frac{\alpha}{2}(T_+ - T_-) + h(\alpha)\,(T_+ + T_- - 2T_0), \qquad
        h = \begin{cases} \alpha^2/2 & |\alpha| \le 1 \\ |\alpha| - 1/2 & |\alpha| > 1 \end{cases}

    Parameters
    ----------
    nominal, up, down : array [any unit], shape (…)
        Prediction at α = 0, +1, −1, of equal shape. ``down=None``: one-sided variation, mirrored to 2·nominal − up, so
        that the result is linear in α.
    alpha : array [1], shape (batch…)
        Nuisance value(s) in standard deviations.

    Returns
    -------
    array [unit of nominal], shape (batch…, …)
        Not limited: linear continuation can become negative far outside |α| = 1.

    Raises
    ------
    ValidityError
        If the shapes of the three predictions differ.

    Sources
    -------
    Elementary. Checked: exact at 0 and ±1; value and slope continuous at ±1; gradient (JAX) against differences.

    Examples
    --------
    >>> [float(morph(10.0, 12.0, 9.0, a)) for a in (-1.0, 0.0, 0.5, 1.0, 2.0)]
    [9.0, 10.0, 10.875, 12.0, 14.5]
    """
    xp: Any = namespace(nominal, up, down, alpha)
    T0, plus = xp.asarray(nominal, dtype=float), xp.asarray(up, dtype=float)
    minus = 2.0 * T0 - plus if down is None else xp.asarray(down, dtype=float)
    if not T0.shape == plus.shape == minus.shape:
        raise ValidityError(
            f"Predictions to interpolate have different shapes: {T0.shape}, {plus.shape}, {minus.shape}.",
            hint="Give nominal, up and down in the same bins.",
        )
    a = plain_array("alpha", alpha) if is_plain(alpha) else xp.asarray(alpha, dtype=float)
    a = xp.asarray(a)
    up_weight, down_weight = morph_weights(xp.reshape(a, (*a.shape, *(1,) * T0.ndim)))
    return T0 + up_weight * (plus - T0) + down_weight * (minus - T0)


def morph_all(nominal: Array, variations: Sequence[tuple[Array, Array]], alphas: Array) -> Array:
    """Prediction under several independent nuisances: nominal plus the sum of the changes of :func:`morph`.

    Parameters
    ----------
    nominal : array [any unit], shape (…)
    variations : sequence of (up, down)
        One pair per nuisance, shape (…) each; ``down`` may be None.
    alphas : array [1], shape (batch…, n)
        Nuisance values, last axis over the variations.

    Returns
    -------
    array [unit of nominal], shape (batch…, …)

    Raises
    ------
    ValidityError
        If the number of nuisances differs from that of variations.

    Sources
    -------
    Elementary. Checked: equals :func:`morph` when all but one α vanish; additive.

    Examples
    --------
    >>> float(morph_all(10.0, [(12.0, 9.0), (11.0, None)], [1.0, 2.0]))
    14.0
    """
    xp: Any = namespace(nominal, alphas, *(v for pair in variations for v in pair))
    a = xp.asarray(alphas, dtype=float)
    if a.ndim == 0 or a.shape[-1] != len(variations):
        raise ValidityError(
            f"{len(variations)} variations need as many nuisance values, got alphas of shape {a.shape}.",
            hint="The last axis of alphas runs over the variations.",
        )
    T0 = xp.asarray(nominal, dtype=float)
    total = T0 + xp.zeros((*a.shape[:-1], *(1,) * T0.ndim))
    for k, (up, down) in enumerate(variations):
        total = total + (morph(T0, up, down, a[..., k]) - T0)
    return total
