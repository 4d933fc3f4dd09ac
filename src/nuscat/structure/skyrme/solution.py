"""Result of a Skyrme calculation: energies by term, levels, densities, radii and what was assumed."""

# ruff: noqa: E741 - l is the orbital angular momentum

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import CorruptDataError, MissingDataError
from nuscat._core.files import atomic_write
from nuscat.nuclei import Nuclide, nuclide
from nuscat.structure.spherical_density import SphericalDensity

from .force import Pairing, SkyrmeForce

if TYPE_CHECKING:
    import os

__all__ = ["Deformation", "Level", "Minimum", "Solution"]

Vector = NDArray[np.float64]
_FORMAT = 1
_LETTERS = "spdfghijklmnoqrtuv"


@dataclass(frozen=True, kw_only=True)
class Level:
    """A single-particle level (canonical state with pairing).

    Parameters
    ----------
    species : str
        "n" or "p".
    twoj : int
        2j of a spherical level, 2Ω of a deformed one.
    parity : int
    energy : float [MeV]
        Diagonal element of the single-particle Hamiltonian.
    occupation : float [1]
        v², between 0 and 1.
    gap : float [MeV]
        Pairing gap; zero without pairing.
    n, l : int, optional
        n from 1, and l, of a spherical level.

    Examples
    --------
    >>> Level(species="n", twoj=9, parity=-1, energy=-12.48, occupation=1.0, n=1, l=5).label
    '1h9/2'
    """

    species: str
    twoj: int
    parity: int
    energy: float
    occupation: float
    gap: float = 0.0
    n: int | None = None
    l: int | None = None

    @property
    def label(self) -> str:
        """Spectroscopic name [text]: n l_j, or Ω with the parity for a deformed level."""
        if self.n is None or self.l is None:
            return f"{self.twoj}/2{'+' if self.parity > 0 else '−'}"
        return f"{self.n}{_LETTERS[self.l]}{self.twoj}/2"

    @property
    def degeneracy(self) -> int:
        """Substates [1]: 2j + 1, or 2 (±Ω) for a deformed level."""
        return 2 if self.l is None else self.twoj + 1


@dataclass(frozen=True, kw_only=True)
class Deformation:
    """Deformation parameters of the density [1], all zero for a spherical solution.

    Parameters
    ----------
    beta2, beta4 : float [1]
        Of all nucleons.
    beta2_n, beta2_p, beta4_n, beta4_p : float [1]
    """

    beta2: float = 0.0
    beta4: float = 0.0
    beta2_n: float = 0.0
    beta2_p: float = 0.0
    beta4_n: float = 0.0
    beta4_p: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Minimum:
    """A local minimum found in a deformation scan.

    Parameters
    ----------
    label : str
        "spherical", "prolate" or "oblate".
    beta2, beta4 : float [1]
    energy : float [MeV]
    """

    label: str
    beta2: float
    energy: float
    beta4: float = 0.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Solution:
    """A converged mean-field ground state; an unconverged one does not exist as an object.

    Parameters
    ----------
    nuclide : Nuclide
    force : SkyrmeForce
    pairing : str
        "none", "hfb", "bcs", with "+LN" for Lipkin–Nogami.
    pairing_force : Pairing, optional
        What was used.
    geometry : str
        "spherical" or "axial".
    energy : float [MeV]
        Total energy, all terms.
    terms : mapping of str to float [MeV]
        Energy by term.
    levels : tuple of Level
    density : SphericalDensity [fm⁻³]
        Point densities with spin–orbit densities; the angle average of a deformed solution.
    tau : array, shape (2, n) [fm⁻⁵], optional
        Kinetic densities on the nodes of `density`, neutrons first.
    chemical : tuple of two floats [MeV]
        Fermi energies of neutrons and protons.
    gaps : tuple of two floats [MeV]
        Average gaps Σ v²Δ/Σ v² of neutrons and protons.
    iterations : int
    history : tuple of float [MeV]
        Energy at every iteration.
    residuals : mapping of str to float [MeV]
        "virial": Σ s E_s over the terms, zero for an exact minimum; "rearrangement": E minus its value from the
        single-particle energies; "fields": first-order energy change of the last field update.
    conventions : mapping of str to str
        What was assumed.
    deformation : Deformation
    minima : tuple of Minimum
        Of a deformation scan.
    state : mapping of str to array
        What a warm start needs.

    Sources
    -------
    As the force and the solver; see `cite`. Checked: save and load return the same object.
    """

    nuclide: Nuclide
    force: SkyrmeForce
    pairing: str
    energy: float
    terms: Mapping[str, float]
    levels: tuple[Level, ...]
    density: SphericalDensity
    iterations: int
    history: tuple[float, ...]
    residuals: Mapping[str, float]
    conventions: Mapping[str, str]
    pairing_force: Pairing | None = None
    geometry: str = "spherical"
    tau: Vector | None = None
    chemical: tuple[float, float] = (0.0, 0.0)
    gaps: tuple[float, float] = (0.0, 0.0)
    deformation: Deformation = field(default_factory=Deformation)
    minima: tuple[Minimum, ...] = ()
    state: Mapping[str, Vector] = field(default_factory=dict)

    @property
    def converged(self) -> bool:
        """True [flag]: solvers raise instead of returning an unconverged state."""
        return True

    @property
    def Z(self) -> int:
        """Protons [1]."""
        return self.density.Z

    @property
    def N(self) -> int:
        """Neutrons [1]."""
        return self.density.N

    @property
    def A(self) -> int:
        """Nucleons [1]."""
        return self.Z + self.N

    @property
    def name(self) -> str:
        """Name of the nuclide [text]."""
        return self.nuclide.name

    @property
    def r_p(self) -> float:
        """Point-proton rms radius [fm]."""
        return self.density.r_p

    @property
    def r_n(self) -> float:
        """Point-neutron rms radius [fm]."""
        return self.density.r_n

    @property
    def skin(self) -> float:
        """Neutron skin r_n − r_p [fm]."""
        return self.density.skin

    @property
    def cite(self) -> tuple[str, ...]:
        """INSPIRE keys [text] of the method and of the force."""
        return self.density.cite

    def level(self, species: str, label: str) -> Level:
        """Level [MeV] by species ("n", "p") and label, e.g. ``"1h9/2"``.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        from nuscat._core.errors import UnknownNameError

        found = {(s.species, s.label): s for s in self.levels}
        if (species, label) not in found:
            raise UnknownNameError.of("level", f"{species} {label}", [f"{a} {b}" for a, b in found])
        return found[species, label]

    def elastic(self, nucleon: Any = None) -> Any:
        """Dressed form factors, radii and densities of elastic scattering [various].

        Parameters
        ----------
        nucleon : NucleonFormFactors, optional
            Default: that of ElasticStructure.
        """
        from nuscat.structure.elastic import ElasticStructure

        return (
            ElasticStructure(multipoles=self.density)
            if nucleon is None
            else ElasticStructure(multipoles=self.density, nucleon=nucleon)
        )

    def table(self) -> str:
        """Energies by term [MeV], radii [fm] and levels [MeV] as text."""
        lines = [
            f"{self.name}  {self.force.name}  {self.geometry}, pairing {self.pairing}",
            f"E = {self.energy:.4f} MeV, r_n = {self.r_n:.4f} fm, r_p = {self.r_p:.4f} fm, skin = {self.skin:.4f} fm",
            *(f"  {name:<18}{value:>14.4f} MeV" for name, value in self.terms.items()),
        ]
        for level in self.levels:
            gap = f"  gap {level.gap:.3f}" if level.gap else ""
            lines.append(
                f"  {level.species} {level.label:<8}{level.energy:>10.3f} MeV  v² = {level.occupation:.4f}{gap}"
            )
        return "\n".join(lines)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the solution to one file (NumPy archive with a JSON header) [path]; whole or not at all."""
        return atomic_write(path, dump(self))

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Solution:
        """Solution [MeV, fm] from a file written by :meth:`save`.

        Raises
        ------
        MissingDataError
            If there is no such file.
        CorruptDataError
            If it is not a complete solution of this format.
        """
        try:
            content = Path(path).read_bytes()
        except FileNotFoundError as error:
            raise MissingDataError(f"No file {path}.", hint="Solve again and save.") from error
        return parse(content, str(path))


_PLAIN = ("pairing", "energy", "geometry", "iterations")
_TUPLES = ("history", "chemical", "gaps")
_MAPS = ("terms", "residuals", "conventions")
_COLUMNS = ("r", "weights", "proton", "neutron", "spin_orbit_proton", "spin_orbit_neutron")


def dump(s: Solution, *, key: str = "") -> bytes:
    """Bytes of the file of a solution [NumPy archive], with the `key` of a cache in it."""
    d = s.density
    header: dict[str, Any] = {
        "format": _FORMAT,
        "key": key,
        "nuclide": s.nuclide.name,
        "force": asdict(s.force),
        "pairing_force": None if s.pairing_force is None else asdict(s.pairing_force),
        "density": {"Z": d.Z, "N": d.N, "label": d.label, "cite": d.cite},
        "levels": [asdict(level) for level in s.levels],
        "deformation": asdict(s.deformation),
        "minima": [asdict(m) for m in s.minima],
        **{name: getattr(s, name) for name in (*_PLAIN, *_TUPLES)},
        **{name: dict(getattr(s, name)) for name in _MAPS},
    }
    arrays = {f"density.{name}": getattr(d, name) for name in _COLUMNS if getattr(d, name) is not None}
    arrays |= {f"state.{name}": value for name, value in s.state.items()}
    if s.tau is not None:
        arrays["tau"] = s.tau
    header["arrays"] = sorted(arrays)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, header=np.array(json.dumps(header)), **arrays)
    return buffer.getvalue()


def parse(content: bytes, where: str, *, key: str = "") -> Solution:
    """Solution [MeV, fm] from the bytes of a file, named `where` in errors; with `key`, of that key of a cache only."""
    import tokenize
    import zipfile
    import zlib

    damage = (ArithmeticError, LookupError, MemoryError, OSError, EOFError, RuntimeError, SyntaxError, TypeError)
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        header = json.loads(str(arrays.pop("header")))
        if header["format"] != _FORMAT:
            raise ValueError(f"format {header['format']}, this version reads {_FORMAT}")
        if header.get("arrays", sorted(arrays)) != sorted(arrays):  # some arrays are optional: none may be lost
            raise ValueError(f"it holds the arrays {', '.join(sorted(arrays))}, expected {', '.join(header['arrays'])}")
        if key and header.get("key") != key:
            raise ValueError(f"it was stored for other inputs (key {header.get('key') or 'none'})")
        return _assemble(header, arrays)
    except (*damage, ValueError, tokenize.TokenError, zipfile.BadZipFile, zlib.error) as error:
        raise CorruptDataError(
            f"{where} is not a complete solution: {error}.", hint="Delete it and solve again."
        ) from error


def _assemble(header: dict[str, Any], arrays: dict[str, Vector]) -> Solution:
    def pairing(entry: dict[str, Any] | None) -> Pairing | None:
        return None if entry is None else Pairing(**entry)

    given = dict(header["force"])
    force = SkyrmeForce(**{**given, "pairing": pairing(given["pairing"]), "cite": tuple(given["cite"])})
    density = dict(header["density"])
    columns = {name: arrays.get(f"density.{name}") for name in _COLUMNS}
    values: dict[str, Any] = {name: header[name] for name in (*_PLAIN, *_MAPS)}
    values |= {name: tuple(header[name]) for name in _TUPLES}
    return Solution(
        nuclide=nuclide(header["nuclide"]),
        force=force,
        pairing_force=pairing(header["pairing_force"]),
        density=SphericalDensity(**{**density, "cite": tuple(density["cite"])}, **columns),  # type: ignore[arg-type]
        levels=tuple(Level(**entry) for entry in header["levels"]),
        deformation=Deformation(**header["deformation"]),
        minima=tuple(Minimum(**entry) for entry in header["minima"]),
        tau=arrays.get("tau"),
        state={name.removeprefix("state."): a for name, a in arrays.items() if name.startswith("state.")},
        **values,
    )
