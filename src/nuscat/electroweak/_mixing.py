"""Check of a given sin²θ_W: a number, and the low-energy one."""

from __future__ import annotations

import warnings

import numpy as np

from nuscat import constants
from nuscat._core.arrays import Array, is_plain, plain_array
from nuscat._core.errors import ValidityError, ValidityWarning

__all__ = ["check_sin2w"]

_OTHER_SCALES = (
    ("the MS-bar value at the Z mass", 0.2305, 0.235),
    ("the on-shell value 1 - M_W²/M_Z²", 0.2220, 0.2245),
)
"""Windows of sin²θ_W that mean another quantity than the low-energy MS-bar value."""


def check_sin2w(sin2w: Array, convention: str) -> None:
    """Raise for a plain value that is no sin²θ_W, warn for a single number that is plainly that of another scale.

    Parameters
    ----------
    sin2w : array [1]
        JAX values pass unchecked. Arrays of one or more dimensions do not warn: a scan crosses the windows on purpose.
    convention : str
        Name of the factory, for the message. To be called from the factory itself, so that the warning names its
        caller's line.

    Raises
    ------
    ValidityError
        If a value is not a number within 0 to 1.
    """
    if not is_plain(sin2w):
        return
    value = plain_array("sin2w", sin2w)
    wrong = ~((value >= 0.0) & (value <= 1.0))
    low = constants.sin2w_low.value
    if np.any(wrong):
        bad = float(value[wrong].flat[0])
        raise ValidityError(f"sin2w must lie in [0, 1], got {bad!r}.", hint=f"The low-energy value is {low}.")
    if value.ndim:
        return
    number = float(value)
    for meaning, lower, upper in _OTHER_SCALES:
        if lower < number < upper:
            warnings.warn(
                f"sin2w = {number} looks like {meaning}; {convention}() needs the low-energy value (q ≈ 0), {low}. "
                f"Leave it out, or take tree_mz() to compare on purpose.",
                ValidityWarning,
                stacklevel=3,
            )
