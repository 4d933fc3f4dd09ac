"""The collaboration's two-dimensional (energy × time) SNS flux histogram, read when the user has it."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, namespace
from nuscat._core.datasets import sha256
from nuscat._core.errors import CorruptDataError, MissingDataError, MissingExtraError, UnitError, ValidityError
from nuscat._core.units import parse_quantity
from nuscat.fluxes import Component, Flux, Tabulated, TimeProfile

__all__ = ["read_sns_histogram"]

Floats = NDArray[np.float64]
_NAMES = ("nu_mu", "nu_e", "anti_nu_mu", "anti_nu_e")
_NEEDED = _NAMES[:3]
_PREFIX = "convolved_energy_time_of_"


@dataclass(frozen=True, eq=False)
class _Steps:
    """Piecewise constant density: `edges` [MeV] and `density` [1/MeV]."""

    edges: Floats
    density: Floats

    def __call__(self, E_nu: Array) -> Array:
        xp: Any = namespace(E_nu)
        index = xp.clip(xp.searchsorted(xp.asarray(self.edges), E_nu, side="right") - 1, 0, self.density.size - 1)
        inside = (E_nu >= self.edges[0]) & (E_nu <= self.edges[-1])
        return xp.where(inside, xp.asarray(self.density)[index], 0.0)


def read_sns_histogram(
    path: str | Path, *, energy_unit: str = "MeV", time_unit: str = "ns", neutrinos_per_proton: float = 0.0848
) -> Flux:
    """Flux per flavour from a histogram of neutrino energy and arrival time.

    Parameters
    ----------
    path : path
        A ROOT file with the release's histograms ``convolved_energy_time_of_<flavour>`` (axis 0 time, axis 1
        energy; needs the extra ``root``), or an ``.npz`` with ``time_edges``, ``energy_edges`` and one array
        (time, energy) per flavour.
    energy_unit, time_unit : str
        Units of the axes in the file.
    neutrinos_per_proton : float
        ν_μ yield that the sum of the ν_μ histogram stands for; the other flavours keep their ratio to it.

    Returns
    -------
    Flux [per proton]
        One component a flavour, energy and time as the marginal distributions of the histogram (they factorise for
        decays at rest). Times keep the origin of the file, so a fit's ``csi_pulse_time`` becomes an offset from it.

    Raises
    ------
    MissingDataError, MissingExtraError, CorruptDataError, UnitError
        No such file; uproot is missing; histograms are missing or damaged; energies are not those of decays at rest.

    Sources
    -------
    Structure of the ancillary files of COHERENT:2021xmm.
    """
    path = Path(path)
    if not path.is_file():
        raise MissingDataError(
            f"There is no flux histogram {str(path)!r}.",
            hint="It is snsFlux2D.root of the ancillary files of arXiv:2110.07730.",
        )
    time_edges, energy_edges, tables = _read_npz(path) if path.suffix == ".npz" else _read_root(path)
    energy = energy_edges * parse_quantity(f"1 {energy_unit}", "MeV")
    time = time_edges * parse_quantity(f"1 {time_unit}", "s")
    _check_energies(path, energy, tables, energy_unit)
    reference = float(tables["nu_mu"].sum())
    components = []
    for flavour, table in tables.items():
        total = float(table.sum())
        if total <= 0.0:
            continue
        in_energy, in_time = table.sum(axis=0), table.sum(axis=1)
        filled = np.flatnonzero(in_energy > 0)
        edges = energy[filled[0] : filled[-1] + 2]
        density = in_energy[filled[0] : filled[-1] + 1] / (np.diff(edges) * total)
        pulse = Tabulated(tuple(0.5 * (time[1:] + time[:-1])), tuple(in_time / np.diff(time)))
        components.append(
            Component(
                flavour=flavour,
                spectrum=_Steps(edges, density),
                support=(float(edges[0]), float(edges[-1])),
                breakpoints=tuple(float(e) for e in edges[1:-1]),
                intensity=neutrinos_per_proton * total / reference,
                time=TimeProfile(pulse),
                label=flavour,
                order=4,
            )
        )
    return Flux(
        name=f"SNS histogram {path.name}",
        components=tuple(components),
        unit="per proton",
        cite=("COHERENT:2021xmm", "COHERENT:2021yvp"),
        note=f"read from {path.name}, sha256 {sha256(path)}",
    )


def _read_npz(path: Path) -> tuple[Floats, Floats, dict[str, Floats]]:
    try:
        with path.open("rb") as handle, np.load(handle, allow_pickle=False) as archive:
            arrays = {name: np.asarray(archive[name], dtype=float) for name in archive.files}
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
        raise CorruptDataError(f"{path} cannot be read as .npz: {error}.", hint="It may be truncated.") from error
    missing = [k for k in ("time_edges", "energy_edges", *_NEEDED) if k not in arrays]
    if missing:
        raise CorruptDataError(
            f"{path} lacks {', '.join(missing)}.", hint=f"It holds {', '.join(arrays) or 'nothing'}."
        )
    tables = {f: arrays[f] for f in _NAMES if f in arrays}
    return (
        arrays["time_edges"],
        arrays["energy_edges"],
        _checked(path, arrays["time_edges"], arrays["energy_edges"], tables),
    )


def _read_root(path: Path) -> tuple[Floats, Floats, dict[str, Floats]]:
    try:
        import uproot
    except ImportError as error:
        raise MissingExtraError.of("Reading ROOT files", "root") from error
    try:
        with uproot.open(path) as file:
            keys = {k.split(";")[0] for k in file.keys()}  # noqa: SIM118
            missing = [_PREFIX + f for f in _NEEDED if _PREFIX + f not in keys]
            if not missing:
                found = {f: file[_PREFIX + f] for f in _NAMES if _PREFIX + f in keys}
                time, energy = (np.asarray(found["nu_mu"].axis(i).edges(), dtype=float) for i in (0, 1))
                tables = {f: np.asarray(h.values(), dtype=float) for f, h in found.items()}
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise CorruptDataError(f"{path} cannot be read as ROOT file: {error}.", hint="It may be truncated.") from error
    if missing:
        raise CorruptDataError(
            f"{path} lacks {', '.join(missing)}.", hint=f"It holds {', '.join(sorted(keys)) or 'nothing'}."
        )
    return time, energy, _checked(path, time, energy, tables)


def _checked(path: Path, time: Floats, energy: Floats, tables: dict[str, Floats]) -> dict[str, Floats]:
    for name, table in tables.items():
        if table.shape != (time.size - 1, energy.size - 1):
            raise CorruptDataError(
                f"{path}: {name} has shape {table.shape}, expected (time, energy) = {(time.size - 1, energy.size - 1)}."
            )
        if not np.all(np.isfinite(table)) or table.min() < 0:
            raise CorruptDataError(f"{path}: {name} holds negative or non-finite numbers.")
        if name in _NEEDED and not table.any():
            raise CorruptDataError(f"{path}: {name} is empty.", hint="Every flavour of decays at rest is needed.")
    if not (np.all(np.diff(time) > 0) and np.all(np.diff(energy) > 0)):
        raise ValidityError(f"{path}: the axes must increase.")
    return tables


def _check_energies(path: Path, energy: Floats, tables: dict[str, Floats], unit: str) -> None:
    """The bulk of decays at rest lies below 53 MeV, and their mean between 20 and 45 MeV."""
    total = sum(t.sum(axis=0) for t in tables.values())
    mean = float(np.sum(total * 0.5 * (energy[1:] + energy[:-1])) / np.sum(total))
    if not 20.0 < mean < 45.0:
        raise UnitError(
            f"{path}: the mean neutrino energy is {mean:.3g} MeV if the axis is in {unit}; decays at rest have 35 MeV.",
            hint='Give the unit of the energy axis, for example energy_unit="GeV".',
        )
