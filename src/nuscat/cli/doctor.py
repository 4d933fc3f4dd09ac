"""`nuscat doctor`: whether this installation works."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import typer

from ._options import Json

__all__ = ["doctor"]

_PACKAGES = (
    "numpy",
    "scipy",
    "array-api-compat",
    "numba",
    "iminuit",
    "particle",
    "typer",
    "rich",
    "pooch",
    "matplotlib",
)
_OPTIONAL = {"jax": 'exact gradients and --backend jax; pip install "nuscat[jax]"'}


@dataclass(frozen=True)
class _Finding:
    what: str
    state: str
    detail: str


def doctor(as_json: Json = False) -> None:
    """Versions, packaged data, a short calculation against published numbers; exit status 1 if something is broken."""
    from nuscat import __version__

    from ._output import Table, emit

    found = [
        _Finding("nuscat", "ok", __version__),
        _Finding("python", "ok", f"{platform.python_version()} on {platform.platform()}"),
    ]
    found += [_package(name) for name in _PACKAGES]
    found += [_package(name, why) for name, why in _OPTIONAL.items()]
    for what, test in (
        ("packaged data", _data),
        ("cross section", _cross_section),
        ("rate", _rate),
        ("NUSCAT_DATA", _folder),
        ("cache", _cache),
    ):
        found.append(_attempt(what, test))
    broken = [f for f in found if f.state == "BROKEN"]
    document = {
        "ok": not broken,
        "checks": [{"name": f.what, "state": f.state.lower(), "detail": f.detail} for f in found],
    }
    table = Table(
        columns=("check", "state", "detail"), rows=[(f.what, f.state, f.detail) for f in found], title="nuscat doctor"
    )
    verdict = (
        f"{len(broken)} of {len(found)} checks failed: {', '.join(f.what for f in broken)}."
        if broken
        else "Everything works."
    )
    emit(document, [table, verdict], as_json=as_json)
    if broken:
        raise typer.Exit(1)


def _package(name: str, optional: str = "") -> _Finding:
    from importlib import import_module
    from importlib.metadata import PackageNotFoundError, version

    try:
        found = version(name)
    except PackageNotFoundError:
        return (
            _Finding(name, "absent", f"optional: {optional}")
            if optional
            else _Finding(name, "BROKEN", f"missing: pip install {name}")
        )
    if not optional:
        try:
            import_module(name.replace("-", "_"))
        except Exception as error:  # noqa: BLE001 - a package that cannot be imported is a finding, whatever it raises
            return _Finding(name, "BROKEN", f"{found} cannot be imported: {error}")
    return _Finding(name, "ok", found)


def _attempt(what: str, test: Callable[[], tuple[bool, str]]) -> _Finding:
    try:
        good, detail = test()
    except Exception as error:  # noqa: BLE001 - the failure is the finding
        return _Finding(what, "BROKEN", f"{type(error).__name__}: {error}")
    return _Finding(what, "ok" if good else "BROKEN", detail)


def _data() -> tuple[bool, str]:
    from ._data_sets import check_data

    found = list(check_data())
    bad = [f"{c.data_set}/{c.file}: {c.detail}" for c in found if not c.good]
    return not bad and bool(found), "; ".join(bad) or f"{len(found)} files whole"


def _cross_section() -> tuple[bool, str]:
    """Flux average on argon within the 6 % that conventions differ of 18.0(4), the prediction of COHERENT:2020iec."""
    from nuscat import fluxes, processes

    value = 1e40 * float(fluxes.average(processes.cevns("Ar"), fluxes.load("pion-dar")))
    return abs(value - 18.0) < 0.06 * 18.0, f"⟨σ⟩(Ar) = {value:.2f}·10⁻⁴⁰ cm²; published 18.0(4), 18.65(22)"


def _rate() -> tuple[bool, str]:
    """CEvNS in CsI against 341 ± 11 (theory) ± 42 (experiment) of COHERENT:2021xmm."""
    from nuscat import experiments

    value = experiments.load("coherent-csi").predict().counts("cevns")
    return abs(value - 341.0) < 43.0, f"CEvNS in CsI[Na] = {value:.1f} counts; published 341 ± 11 ± 42"


def _folder() -> tuple[bool, str]:
    path = os.environ.get("NUSCAT_DATA")
    if not path:
        return True, "not set"
    good = Path(path).is_dir()
    return good, path if good else f"{path} is not a folder"


def _cache() -> tuple[bool, str]:
    from nuscat._core.datasets import cache_folder

    folder = cache_folder()
    existing = folder
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    good = os.access(existing, os.W_OK)
    return good, f"{folder}" + ("" if good else ": cannot be written, set the environment variable XDG_CACHE_HOME")
