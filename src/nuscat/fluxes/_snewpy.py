"""Supernova fluences from files or model objects of SNEWPY, without importing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import CorruptDataError, ValidityError

from ._mixing import MIXING, converted
from ._pmns import PMNS
from ._snewpy_files import SpectraTable, flavour_species, read_source
from .flux import Component, Flux
from .supernova import _area, _cite
from .tables import table_component

__all__ = ["from_snewpy"]

Floats = NDArray[np.float64]
_FLAVOURS = ("nu_e", "anti_nu_e", "nu_mu", "anti_nu_mu", "nu_tau", "anti_nu_tau")
_ENERGIES = np.concatenate([np.linspace(0.0, 60.0, 241)[1:], np.linspace(61.0, 120.0, 60)])


def from_snewpy(
    source: str | PathLike[str] | Any,
    *,
    distance: float | None = None,
    window: tuple[float, float] | None = None,
    transformation: str = "none",
    mixing: str | PMNS = MIXING,
    energies: Any = None,
    bin_width: float | None = None,
    time_bin: int | None = None,
    name: str | None = None,
    cite: tuple[str, ...] = (),
) -> Flux:
    r"""Fluence of a supernova from a file written by SNEWPY or SNOwGLoBES, or from a SNEWPY model object.

    Parameters
    ----------
    source : path or object
        A text table (E in GeV and six flavours), a tar archive of such tables (one a time bin), a NumPy archive
        (``generate_fluence``, ``generate_time_series``), or an object with ``get_time()`` and
        ``get_initial_spectra(t, E)`` that return quantities with ``.to(unit).value``.
    distance : float [kpc], optional
        For objects: default 10. Files are written for a distance and take none.
    window : tuple of float [s], optional
        Times to integrate, for objects; default all.
    transformation : str
        As for :func:`nuscat.fluxes.supernova`, for objects. Files contain the conversion they were written with.
    mixing : str or PMNS
    energies : array [MeV], optional
        Where to evaluate an object; default 0.25 to 120 MeV.
    bin_width : float [MeV], optional
        Energy that the numbers of a text table belong to, if its header does not say (SNOwGLoBES: 0.2).
    time_bin : int, optional
        Only this time bin of an archive; default their sum.
    name : str, optional
    cite : tuple of str
        INSPIRE keys of the model.

    Returns
    -------
    Flux [cm⁻²]
        Linear between the energies; flavours with zero fluence are left out.

    Raises
    ------
    MissingDataError, CorruptDataError, UnitError, ValidityError

    Sources
    -------
    SNEWS:2021ezc. Checked: files of all three kinds and an object made from one pinched model give the numbers and mean
    energies of that model.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "tbin0.dat"
    >>> head = "# TBinMid=0sec TBinWidth=1s EBinWidth=0.2MeV Fluence in neutrinos per cm^2"
    >>> rows = "\n".join(f"{0.0002 * i} 2 1 1 2 1 1" for i in range(1, 102))
    >>> _ = path.write_text(head + "\n# E(GeV) NuE NuMu NuTau aNuE aNuMu aNuTau\n" + rows)
    >>> round(float(from_snewpy(path).total("nu_e")), 9)  # 10 per MeV from 0.2 to 20.2 MeV
    200.0
    """
    if isinstance(source, str | PathLike):
        if distance is not None or window is not None or transformation != "none" or energies is not None:
            raise ValidityError(
                "A file of SNEWPY has its distance, times, energies and conversion in it.",
                hint="Leave distance, window, transformation and energies out; use Flux.scaled for another distance.",
            )
        path = Path(source)
        table = read_source(path, bin_width=bin_width, time_bin=time_bin)
        parts = tuple(replace(c, flavour=f) for f in _FLAVOURS for c in _components(table, f, str(path)))
        if not parts:
            raise CorruptDataError(f"{path}: the fluence is zero for all flavours.", hint="Check the file.")
        note = f"{path.name}, as written"
        return Flux(name=name or path.stem, components=parts, unit="cm^-2", cite=(*cite, "SNEWS:2021ezc"), note=note)
    if bin_width is not None or time_bin is not None:
        raise ValidityError("bin_width and time_bin belong to files.", hint="Use window=(start, stop) for an object.")
    kpc = 10.0 if distance is None else distance
    table = _evaluate(source, window, kpc, energies)
    label = name or type(source).__name__
    if any(not np.array_equal(table.fluence[a], table.fluence[b]) for a, b in (_FLAVOURS[2::2], _FLAVOURS[3::2])):
        if transformation != "none":
            raise ValidityError(
                "The model has different μ and τ fluxes: the conversion here is for equal ones.",
                hint="Leave transformation='none', or apply SNEWPY's own and write a file.",
            )
        direct = tuple(replace(c, flavour=f) for f in _FLAVOURS for c in _components(table, f, label))
        return Flux(name=label, components=direct, unit="cm^-2", cite=(*cite, "SNEWS:2021ezc"))
    species = {
        s: _components(table, f, label)
        for s, f in (("nu_e", "nu_e"), ("anti_nu_e", "anti_nu_e"), ("nu_x", "nu_mu"), ("anti_nu_x", "anti_nu_mu"))
    }
    if not any(species.values()):
        raise ValidityError(f"{label} emits nothing in the window.", hint="Choose other times with window=.")
    return Flux(
        name=label,
        components=converted(species, transformation, mixing),
        unit="cm^-2",
        cite=_cite(transformation, mixing, *cite, "SNEWS:2021ezc"),
        note=f"{kpc:g} kpc, conversion: {transformation}",
    )


def _components(table: SpectraTable, flavour: str, what: str) -> tuple[Component, ...]:
    """Component of one flavour; none where its fluence is zero at all energies."""
    if np.all(table.fluence[flavour] == 0.0):
        return ()
    part = table_component(table.energies, table.fluence[flavour], "nu_e", what=f"{what}: {flavour}")
    return (replace(part, label="supernova"),)


def _number(quantity: Any, unit: str) -> Floats:
    """Value of a quantity in `unit`; astropy is not needed."""
    if not hasattr(quantity, "to"):
        raise CorruptDataError(
            f"A SNEWPY model must return quantities with units, got {type(quantity).__name__}.",
            hint="They need .to(unit).value, as astropy's have.",
        )
    return np.asarray(quantity.to(unit).value, dtype=float)


def _evaluate(model: Any, window: tuple[float, float] | None, distance: float, energies: Any) -> SpectraTable:
    """Fluence at a distance [kpc] from an object, integrated over time by the trapezoidal rule."""
    missing = [m for m in ("get_time", "get_initial_spectra") if not callable(getattr(model, m, None))]
    if missing:
        raise ValidityError(
            f"{type(model).__name__} is neither a path nor a SNEWPY model: it has no {' and no '.join(missing)}.",
            hint="Give a path, or a model of snewpy.models.",
        )
    area = _area(distance)
    stamps = model.get_time()
    quantity = type(stamps)
    times = np.atleast_1d(_number(stamps, "s"))
    if times.size < 2 or not np.all(np.diff(times) > 0.0):
        raise CorruptDataError("The times of the model must be two or more and increase.")
    start, stop = (times[0], times[-1]) if window is None else window
    a, b = max(float(start), float(times[0])), min(float(stop), float(times[-1]))
    if not a < b:
        raise ValidityError(
            f"The window {start:g} to {stop:g} s does not overlap the times of the model.",
            hint=f"They are {times[0]:g} to {times[-1]:g} s.",
        )
    at = np.concatenate([[a], times[(times > a) & (times < b)], [b]])
    E = _ENERGIES if energies is None else np.asarray(energies, dtype=float)
    rates: dict[str, list[Floats]] = {}
    for t in at:
        spectra: Mapping[Any, Any] = model.get_initial_spectra(quantity(t, "s"), quantity(E, "MeV"))
        for key, values in spectra.items():
            value = _number(values, "1 / (MeV s)").reshape(-1)
            if value.size != E.size:
                raise CorruptDataError(f"The model returns {value.size} values for {E.size} energies.")
            for flavour in flavour_species(getattr(key, "name", str(key))):
                rates.setdefault(flavour, []).append(value)
    lacking = [f for f in _FLAVOURS if f not in rates]
    if lacking:
        raise CorruptDataError(f"The model has no spectra of {', '.join(lacking)}.")
    return SpectraTable(E, {f: np.trapezoid(np.array(v), at, axis=0) / area for f, v in rates.items()})
