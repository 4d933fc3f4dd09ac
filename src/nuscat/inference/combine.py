"""Scans of joint fits from scans of their independent parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import ValidityError

from .curves import Grid, Profile
from .fit import Fit
from .minima import WINDOW, Minimum, distinct_minima
from .model import Model
from .wilks import wilks_reasons

__all__ = ["combined"]

Floats = NDArray[np.float64]
_STARTS = 4
"""Most points of the scan from which the minimum of the joint fit is looked for."""


@overload
def combined(fit: Fit, scans: Sequence[Profile]) -> Profile: ...
@overload
def combined(fit: Fit, scans: Sequence[Grid]) -> Grid: ...
def combined(fit: Fit, scans: Sequence[Profile] | Sequence[Grid]) -> Profile | Grid:
    r"""Profile likelihood of a joint fit as the sum over parts that share no nuisance parameter.

    .. math:: \min_{\nu_1, \nu_2}\big[\chi^2_1(\theta, \nu_1) + \chi^2_2(\theta, \nu_2)\big]
              = \min_{\nu_1}\chi^2_1(\theta, \nu_1) + \min_{\nu_2}\chi^2_2(\theta, \nu_2)

    where the scan holds all free physics parameters θ. Nothing is fitted again but the minimum of the joint fit, which
    is looked for from the lowest points of the scan.

    Parameters
    ----------
    fit : Fit
        All experiments together, with the scanned parameters free.
    scans : sequence of Profile, or of Grid
        Of the same values [units of the parameters]; each experiment of `fit` in exactly one of them.

    Returns
    -------
    Profile or Grid
        As :func:`nuscat.inference.profile` or :func:`nuscat.inference.grid` of `fit`.

    Raises
    ------
    ValidityError
        If the scans differ in what they scan or hold fixed, share a nuisance parameter, or do not make up the fit.

    Sources
    -------
    Independent likelihoods. Checked: equal to the scan of the joint fit to 1e-4 in χ².
    """
    model = fit.model
    if not scans:
        raise ValidityError("There is no scan to combine.", hint="Give one for each group of experiments.")
    first: Profile | Grid = scans[0]
    for scan in scans:
        _check_equal(first, scan)
    names = (first.name,) if isinstance(first, Profile) else first.names
    _check_parts(model, names, scans)
    chi2 = np.sum([scan.chi2 for scan in scans], axis=0)
    shape = first.values[:, None] if isinstance(first, Profile) else np.stack([a.ravel() for a in first.mesh], axis=1)
    indices = [model.index(name) for name in names]
    known = _minima(model, indices, shape, chi2)
    lowest = int(np.argmin(chi2))
    minimum, position = float(chi2.ravel()[lowest]), shape[lowest]
    if known and known[0].chi2 <= minimum:
        minimum, position = known[0].chi2, known[0].x[indices]
    more: dict[str, Any] = {
        "chi2": chi2,
        "minimum": minimum,
        "cite": model.cite,
        "provenance": model.settings(),
        "wilks": wilks_reasons(model, names, known),
    }
    if isinstance(first, Profile):
        return Profile(name=first.name, unit=first.unit, values=first.values, best=float(position[0]), **more)
    best = float(position[0]), float(position[1])
    return Grid(names=first.names, units=first.units, axes=first.axes, best=best, **more)


def _minima(model: Model, indices: Sequence[int], points: Floats, chi2: Floats) -> list[Minimum]:
    """Minima of the joint fit that lie below the lowest points of the scan, the lowest first."""
    padded = np.pad(chi2, 1, constant_values=np.inf)
    inner = (slice(1, -1),) * chi2.ndim
    low = np.ones(chi2.shape, dtype=bool)
    for axis in range(chi2.ndim):
        for step in (-1, 1):
            low &= chi2 <= np.roll(padded, step, axis=axis)[inner]
    order = [i for i in np.argsort(chi2, axis=None) if low.ravel()[i] and chi2.ravel()[i] < chi2.min() + WINDOW]
    starts = np.tile(model.guess, (min(len(order), _STARTS), 1))
    starts[:, list(indices)] = points[order[:_STARTS]]
    return distinct_minima(model, starts)


def _check_equal(first: Profile | Grid, other: Profile | Grid) -> None:
    """Raise :class:`ValidityError` unless both scan the same values of the same parameters."""
    if isinstance(first, Profile) and isinstance(other, Profile):
        same = first.name == other.name and np.array_equal(first.values, other.values)
    elif isinstance(first, Grid) and isinstance(other, Grid):
        pairs = zip(first.axes, other.axes, strict=True)
        same = first.names == other.names and all(np.array_equal(a, b) for a, b in pairs)
    else:
        same = False
    if not same:
        raise ValidityError(
            "The scans are not of the same values of the same parameters.", hint="Scan all parts over the same axes."
        )


def _check_parts(model: Model, names: Sequence[str], scans: Sequence[Profile] | Sequence[Grid]) -> None:
    """Raise :class:`ValidityError` unless the scans are the independent parts of the model."""
    physics = sorted(p.name for p in model.physics)
    if physics != sorted(names):
        raise ValidityError(
            f"Free in the joint fit are {physics}, scanned {sorted(names)}.",
            hint="Parts add up only where all free physics parameters are scanned.",
        )
    found = [e for scan in scans for e in scan.provenance.get("experiments", ())]
    if sorted(found) != sorted(e.name for e in model.experiments):
        raise ValidityError(
            f"The scans are of {found}, the joint fit of {[e.name for e in model.experiments]}.",
            hint="Each experiment of the fit must be in exactly one scan.",
        )
    settings = model.settings()
    theory = dict(zip(settings["experiments"], settings["theory"], strict=True))
    seen: set[str] = set()
    for scan in scans:
        p = scan.provenance
        if dict(p["fixed"]) != {k: v for k, v in model.fixed.items() if k in p["fixed"]} or any(
            name not in p["fixed"] and e.understands(name)
            for name in model.fixed
            for e in model.experiments
            if e.name in p["experiments"]
        ):
            raise ValidityError(
                f"{p['experiments']} was scanned with {dict(p['fixed'])} fixed, the joint fit has {dict(model.fixed)}.",
                hint="Hold the same parameters.",
            )
        for name, text in zip(p["experiments"], p["theory"], strict=True):
            if theory[name] != text:
                raise ValidityError(
                    f"{name} was scanned with another theory than it has in the joint fit.",
                    hint="Use the same experiments.",
                )
        _check_same(p, settings)
        shared = seen & (set(p["parameters"]) - set(names))
        if shared:
            raise ValidityError(
                f"The scans share the nuisance parameter {min(shared)!r}.",
                hint="Scan the experiments that share it together.",
            )
        seen |= set(p["parameters"]) - set(names)
    differ = seen ^ (set(model.names) - set(names))
    if differ:
        raise ValidityError(
            f"{min(differ)!r} is a parameter of {'a scan' if min(differ) in seen else 'the joint fit'} only.",
            hint="Use the same experiments, with the same options.",
        )


def _check_same(part: Mapping[str, Any], joint: Mapping[str, Any]) -> None:
    """Raise :class:`ValidityError` unless the experiments of a scan are those of the joint fit in every setting."""
    for key, what in (
        ("expected", "another expectation (an option, a flux, a constraint)"),
        ("counts", "other data"),
        ("statistics", "another statistic"),
        ("axes", "other bins"),
    ):
        wanted = dict(zip(joint["experiments"], joint[key], strict=True))
        for name, value in zip(part["experiments"], part.get(key, ()), strict=False):
            if wanted[name] != value:
                raise ValidityError(
                    f"{name} was scanned with {what} than it has in the joint fit.", hint="Use the same experiments."
                )
    for key in ("constraints", "limits"):
        for name, value in part.get(key, {}).items():
            if name in joint[key] and list(joint[key][name]) != list(value):
                raise ValidityError(
                    f"The {key} of {name} were {list(value)} in the scan, the joint fit has {list(joint[key][name])}.",
                    hint="Use the same experiments.",
                )
