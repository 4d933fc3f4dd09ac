"""Intervals of profile likelihoods as text: an end of the scan is not shown as a bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["LEVELS", "interval_text", "profile_line", "upper_limit", "wilks_lines"]

LEVELS = {"68.3 %": "interval_68", "90 %": "interval_90"}
"""Confidence levels with the keys of their intervals in the document of a profile."""


def interval_text(scan: Mapping[str, Any], key: str, *, digits: int = 4) -> str:
    """Intervals `key` of the document of a profile, with their unit [text].

    An end where the scan ends is written ``≤ x (end of scan)`` or ``≥ x (end of scan)``, by what is known; at a limit
    of the parameter nothing lies beyond, and the interval is closed.
    """
    unit = _unit(scan)
    limits = _limits(scan["parameter"])
    parts = []
    for pair, ends in zip(scan[key], scan[f"{key}_open"], strict=True):
        low, high = (f"{x:.{digits}g}" for x in pair)
        below, above = (end and x != limit for end, x, limit in zip(ends, pair, limits, strict=True))
        if below and above:
            parts.append(f"all of [{low}, {high}]{unit} (whole scan)")
        elif below:
            parts.append(f"≤ {high}{unit} (end of scan)")
        elif above:
            parts.append(f"≥ {low}{unit} (end of scan)")
        else:
            parts.append(f"[{low}, {high}]{unit}")
    return " ∪ ".join(parts) if parts else "no scanned value"


def upper_limit(scan: Mapping[str, Any]) -> str:
    """Upper limit at 90 % (Δχ² = 2.71) [text] of a parameter that cannot be negative and may be zero; else empty."""
    low, _ = _limits(scan["parameter"])
    intervals = scan["interval_90"]
    if low != 0.0 or not intervals or intervals[0][0] != low:
        return ""
    unit = _unit(scan)
    if scan["interval_90_open"][-1][1]:
        return f"no upper limit at 90 % up to {intervals[-1][1]:.4g}{unit}, the end of the scan"
    return f"< {intervals[-1][1]:.4g}{unit} at 90 % (Δχ² = 2.71)"


def profile_line(scan: Mapping[str, Any]) -> str:
    """Line of a profile: its intervals, and the upper limit where it has one [text]."""
    ends = [f"{level} {interval_text(scan, key)}" for level, key in LEVELS.items()]
    return f"Profile of {scan['parameter']}: {', '.join(filter(None, (*ends, upper_limit(scan))))}"


def _unit(scan: Mapping[str, Any]) -> str:
    """Unit behind a number, empty for pure numbers; a power of ten needs a sign between [text]."""
    unit = scan["unit"]
    return "" if unit == "1" else f" × {unit}" if unit[0].isdigit() else f" {unit}"


def _limits(name: str) -> tuple[float | None, float | None]:
    """Physical limits of a parameter [its unit]."""
    from nuscat.experiments import physics_parameter

    record = physics_parameter(name)
    return record.lower, record.upper


def wilks_lines(reasons: Sequence[str]) -> list[str]:
    """What speaks against reading Δχ² as a confidence level [no line or one]."""
    return [f"Wilks' theorem is not justified, use toys for levels: {'; '.join(reasons)}"] if reasons else []
