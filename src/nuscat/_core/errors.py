"""Exceptions and warnings: each says what failed, what was given, what is valid and how to fix it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

__all__ = [
    "ConvergenceError",
    "CorruptDataError",
    "FitError",
    "MissingDataError",
    "MissingExtraError",
    "NuscatError",
    "PrecisionError",
    "UnitError",
    "UnknownNameError",
    "ValidityError",
    "ValidityWarning",
    "WorkerError",
    "require_finite",
    "require_positive",
]


class NuscatError(Exception):
    """Base class of all errors raised on purpose by nuscat; `hint` says how to fix it."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(f"{message} {hint}".strip())
        self.message = message
        self.hint = hint


class ValidityError(NuscatError, ValueError):
    """A value lies outside what the model or function accepts."""


class UnitError(NuscatError, ValueError):
    """A unit is missing, unknown or of the wrong dimension."""


class UnknownNameError(NuscatError, LookupError):
    """A name (nuclide, model, flux, parameter…) is not known; the message lists the closest ones."""

    @classmethod
    def of(cls, kind: str, name: object, valid: Iterable[object]) -> UnknownNameError:
        """Error for an unknown `name` of a `kind`, with up to five closest matches."""
        names = [str(v) for v in valid]
        lower = {n.lower(): n for n in reversed(names)}
        text = str(name).strip().lower()
        within = sorted((n for n in lower if text and (text in n or (len(n) > 2 and n in text))), key=len)
        alike = difflib.get_close_matches(text, lower, n=5, cutoff=0.5)
        close = [lower[n] for n in dict.fromkeys((*alike[:1], *within, *alike))][:5]
        if close:
            hint = f"Did you mean {', '.join(close)}?"
        elif len(names) <= 30:
            hint = f"Valid: {', '.join(names)}."
        else:
            hint = f"{len(names)} names are valid, for example {', '.join(names[:8])}, …"
        return cls(f"Unknown {kind} {name!r}.", hint=hint)


class MissingDataError(NuscatError, FileNotFoundError):
    """A data file that is needed is not there; the message names the file and the fix."""


class CorruptDataError(NuscatError, ValueError):
    """A data file is truncated, altered or malformed."""


class MissingExtraError(NuscatError, ImportError):
    """An optional dependency is missing; the message prints the install line."""

    @classmethod
    def of(cls, feature: str, extra: str) -> MissingExtraError:
        """Error for a `feature` that needs the optional dependency group `extra`."""
        return cls(f"{feature} needs an optional dependency.", hint=f'Install it with: pip install "nuscat[{extra}]"')


class PrecisionError(NuscatError, TypeError):
    """An array has less than double precision."""


class FitError(NuscatError, RuntimeError):
    """A fit failed; the message names the parameter and what to try."""


class WorkerError(FitError):
    """Work in other processes or on a cluster could not be done: they died, are missing or do not match."""


class ConvergenceError(NuscatError, RuntimeError):
    """A self-consistent calculation did not converge, or converged to something unphysical."""

    def __init__(self, message: str, *, history: Sequence[float] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.history = tuple(history)


class ValidityWarning(UserWarning):
    """A model is used outside the range its source states."""


def require_finite(name: str, value: object, *, unit: str = "") -> None:
    """Raise :class:`ValidityError` unless `value` is a finite real number.

    Parameters
    ----------
    name : str
        What the value is, for the message.
    value : object
        Number to check.
    unit : str
        Unit, for the message, e.g. ``"MeV"``.
    """
    import math

    try:
        ok = math.isfinite(float(value))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        ok = False
    if not ok:
        raise ValidityError(f"{name} must be a finite number, got {value!r}.", hint=f"Give a number{_in(unit)}.")


def require_positive(name: str, value: object, *, unit: str = "", zero: bool = False) -> None:
    """Raise :class:`ValidityError` unless `value` is finite and > 0, or ≥ 0 with `zero`; else as `require_finite`."""
    require_finite(name, value, unit=unit)
    number = float(value)  # type: ignore[arg-type]
    if number < 0 or (number == 0 and not zero):
        bound = "zero or positive" if zero else "positive"
        raise ValidityError(f"{name} must be {bound}, got {value!r}.", hint=f"Give a {bound} number{_in(unit)}.")


def _in(unit: str) -> str:
    return f" in {unit}" if unit else ""
