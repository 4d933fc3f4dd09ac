"""Quenching: electron-equivalent energy of a nuclear recoil, as polynomial, line, Lindhard theory or table.

Every model is a callable E_ee(T_nr), both in MeV. Values that a formula would make negative are clipped at zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal

import numpy as np

from nuscat._core.arrays import Array, check_energies, is_plain, namespace
from nuscat._core.errors import ValidityError
from nuscat._core.interpolation import check_table, linear

from ._quenching_kernels import check_response, inverse, lindhard, lindhard_k, polynomial
from ._support import Floats, check_finite, check_positive, column

__all__ = [
    "LinearQuenching",
    "Lindhard",
    "NoQuenching",
    "PolynomialQuenching",
    "TabulatedQuenching",
    "inverse",
    "lindhard",
    "lindhard_k",
    "polynomial",
]


@dataclass(frozen=True)
class NoQuenching:
    """Electron-equivalent energy equal to the recoil energy, to be asked for by name.

    Examples
    --------
    >>> float(NoQuenching()(0.01))
    0.01
    """

    cite: ClassVar[tuple[str, ...]] = ()

    def __call__(self, T_nr: Array) -> Array:
        """Energy [MeV] of recoils `T_nr` [MeV], unchanged."""
        check_energies("T_nr", T_nr)
        return namespace(T_nr).asarray(T_nr, dtype=float)

    def check(self, T_max: float) -> None:
        """Nothing can fail; `T_max` [MeV] must be positive."""
        check_response(self, T_max)


@dataclass(frozen=True)
class PolynomialQuenching:
    """Polynomial response E_ee = Σ c_i T^i, i = 1 … n, with systematic variations; see :func:`polynomial`.

    Parameters
    ----------
    coefficients : tuple of float [MeV^(1−i)]
        c_1 … c_n.

    Examples
    --------
    >>> csi = PolynomialQuenching((0.0554628, 4.30681, -111.707, 840.384))
    >>> csi.check(0.06)
    >>> round(float(csi(0.01)) * 1e3, 4)
    0.882
    """

    coefficients: tuple[Array, ...]
    cite: ClassVar[tuple[str, ...]] = ("COHERENT:2021xmm", "COHERENT:2021pcd")

    def __post_init__(self) -> None:
        object.__setattr__(self, "coefficients", tuple(self.coefficients))
        if not self.coefficients:
            raise ValidityError("PolynomialQuenching needs at least one coefficient.", hint="Give (c_1, c_2, …).")
        for i, c in enumerate(self.coefficients):
            check_finite(f"Quenching coefficient c_{i + 1}", c, unit=f"MeV^{-i}")

    def __call__(self, T_nr: Array) -> Array:
        """Electron-equivalent energy [MeV] of recoils `T_nr` [MeV], same shape."""
        check_energies("T_nr", T_nr)
        return polynomial(T_nr, self.coefficients)

    def check(self, T_max: float) -> None:
        """Raise :class:`ValidityError` unless E_ee rises without exceeding T from 0 to `T_max` [MeV]."""
        check_response(self, T_max)

    @staticmethod
    def delta(up: Array, down: Array) -> Floats:
        """Change of the coefficients for one standard deviation, (`up` − `down`)/2 [their units], shape (n,)."""
        result: Floats = 0.5 * (column("up", up) - column("down", down))
        return result

    def vary(self, deltas: Array, alphas: Array) -> PolynomialQuenching:
        """Response with coefficients c + Σ_k α_k δ_k.

        Parameters
        ----------
        deltas : array [as the coefficients], shape (m, n)
            One row per independent (eigen) variation, change for +1σ; see :meth:`delta`.
        alphas : array [1], shape (m,)
            Nuisance values; may be JAX tracers.

        Returns
        -------
        PolynomialQuenching

        Sources
        -------
        COHERENT:2021xmm, COHERENT:2021pcd. Checked: α = ±1 gives the released rows (symmetric to rounding).
        """
        rows = [column("deltas", row) for row in deltas]
        values = [alphas[k] for k in range(np.shape(alphas)[0])]
        if len(rows) != len(values) or any(len(row) != len(self.coefficients) for row in rows):
            raise ValidityError(
                f"vary got {len(values)} alphas and deltas of lengths {[len(r) for r in rows]}.",
                hint=f"Give one row of {len(self.coefficients)} numbers per alpha.",
            )
        changed = tuple(
            c + sum(a * float(row[i]) for a, row in zip(values, rows, strict=True))
            for i, c in enumerate(self.coefficients)
        )
        return replace(self, coefficients=changed)


@dataclass(frozen=True)
class LinearQuenching:
    r"""Quenching factor linear in the recoil energy, :math:`E_{ee} = T\,(a + bT)`, clipped at zero.

    Parameters
    ----------
    a : float [1]
        Factor at zero energy.
    b : float [1/MeV]
        Slope; :meth:`per_keV` takes it per keV.

    Sources
    -------
    COHERENT:2020iec (argon: a = 0.246(6), b = 0.00078(9)/keV). Checked: 10 keV → 2.538 keVee by hand.

    Examples
    --------
    >>> round(float(LinearQuenching.per_keV(0.246, 0.00078)(0.01)) * 1e3, 6)
    2.538
    """

    a: Array
    b: Array
    cite: ClassVar[tuple[str, ...]] = ("COHERENT:2020iec",)

    def __post_init__(self) -> None:
        check_finite("Quenching factor a", self.a)
        check_finite("Quenching slope b", self.b, unit="1/MeV")

    @classmethod
    def per_keV(cls, a: Array, b_per_keV: Array) -> LinearQuenching:
        """Model from the factor `a` [1] at zero energy and its slope `b_per_keV` [1/keV]."""
        return cls(a, b_per_keV * 1000.0)

    def __call__(self, T_nr: Array) -> Array:
        """Electron-equivalent energy [MeV] of recoils `T_nr` [MeV], same shape."""
        check_energies("T_nr", T_nr)
        return polynomial(T_nr, (self.a, self.b))

    def check(self, T_max: float) -> None:
        """Raise :class:`ValidityError` unless E_ee rises without exceeding T from 0 to `T_max` [MeV]."""
        check_response(self, T_max)


@dataclass(frozen=True)
class Lindhard:
    """Lindhard's quenching of an atom recoiling in its own element; see :func:`lindhard`.

    Parameters
    ----------
    Z, A : int
        Charge and mass number.
    k : float [1], optional
        Strength; None takes 0.133 Z^(2/3) A^(−1/2).

    Examples
    --------
    >>> round(Lindhard(32, 73).k, 3)
    0.157
    """

    Z: int
    A: int
    k: Array = None
    cite: ClassVar[tuple[str, ...]] = ("Lewin:1995rx",)

    def __post_init__(self) -> None:
        if not 1 <= self.Z <= self.A:
            raise ValidityError(f"Lindhard needs 1 ≤ Z ≤ A, got Z = {self.Z}, A = {self.A}.")
        if self.k is None:
            object.__setattr__(self, "k", lindhard_k(self.Z, self.A))
        check_positive("Lindhard k", self.k, zero=True)

    def __call__(self, T_nr: Array) -> Array:
        """Electron-equivalent energy [MeV] of recoils `T_nr` [MeV], same shape."""
        check_energies("T_nr", T_nr)
        return lindhard(T_nr, self.Z, self.k)

    def check(self, T_max: float) -> None:
        """Raise :class:`ValidityError` unless E_ee rises without exceeding T from 0 to `T_max` [MeV]."""
        check_response(self, T_max)


@dataclass(frozen=True, eq=False)
class TabulatedQuenching:
    """Measured response, linear between the rows of a table and refused outside it.

    Parameters
    ----------
    T_nr : sequence of float [MeV], shape (n,)
        Increasing recoil energies. To cover threshold, the table itself must start there (for example at 0).
    values : sequence of float, shape (n,)
        Electron-equivalent energy [MeV] or quenching factor [1].
    kind : {"energy", "factor"}
        What `values` are; a factor is interpolated as such, then multiplied by T.

    Sources
    -------
    Checked: nodes reproduced; JAX gives NaN where NumPy raises.

    Examples
    --------
    >>> q = TabulatedQuenching((0.001, 0.01, 0.1), (0.1, 0.2, 0.3), kind="factor")
    >>> round(float(q(0.055)), 6)
    0.01375
    """

    T_nr: Floats = field(repr=False)
    values: Floats = field(repr=False)
    kind: Literal["energy", "factor"] = "energy"
    cite: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "T_nr", column("T_nr", self.T_nr))
        object.__setattr__(self, "values", column("values", self.values))
        check_table("Quenching table", self.T_nr, self.values)
        check_energies("T_nr of the quenching table", self.T_nr)
        check_energies("Values of the quenching table", self.values)
        if self.kind not in ("energy", "factor"):
            raise ValidityError(f"kind of a quenching table is 'energy' or 'factor', got {self.kind!r}.")

    def __call__(self, T_nr: Array) -> Array:
        """Electron-equivalent energy [MeV] of recoils `T_nr` [MeV], same shape."""
        check_energies("T_nr", T_nr)
        outside = None if is_plain(T_nr) else float("nan")
        value = linear(T_nr, self.T_nr, self.values, left=outside, right=outside)
        return value if self.kind == "energy" else value * T_nr

    def check(self, T_max: float) -> None:
        """Raise :class:`ValidityError` unless E_ee rises without exceeding T over the table, up to `T_max` [MeV]."""
        if T_max > self.T_nr[-1]:
            raise ValidityError(f"The quenching table ends at {self.T_nr[-1]:g} MeV, below T_max = {T_max:g} MeV.")
        T = np.unique(np.append(self.T_nr[self.T_nr < T_max], T_max))
        E = np.asarray(self(T))
        if np.any(np.diff(E) <= 0.0) or np.any(E > T * (1.0 + 1e-12)):
            raise ValidityError(
                "The quenching table does not increase, or exceeds the recoil energy.", hint="Check units: MeV."
            )
