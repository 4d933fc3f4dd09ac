"""Spherical densities of protons and neutrons, with their spin–orbit densities."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, check_energies, namespace
from nuscat._core.errors import ValidityError
from nuscat._core.special import j0, three_j1_over_x
from nuscat.constants import hbarc

__all__ = ["SphericalDensity"]

Vector = NDArray[np.float64]
_NORM = 1e-3
"""Largest relative deviation of ∫ρ from the number of nucleons; what remains is divided out in the form factors."""
_K, _FEW = 5.0, 8
"""Momentum transfers up to _K [1/fm], if they are more than _FEW, are evaluated from a Chebyshev series."""


@dataclass(frozen=True, eq=False, kw_only=True)
class SphericalDensity:
    r"""Point-nucleon densities of a nucleus (angle-averaged if it is deformed) on a radial grid.

    .. math::
        F^M_q = 4\pi\!\int\! r^2 \rho_q\, j_0(qr)\, dr, \qquad
        F^{\Phi''}_q = -\frac{4\pi}{q}\int r^2 J_q(r)\, j_1(qr)\, dr

    Parameters
    ----------
    Z, N : int
        Numbers of protons and neutrons.
    r : array, shape (n,) [fm]
        Increasing, not negative.
    weights : array, shape (n,) [fm]
        Quadrature weights: ∫f dr = Σ w f(r), without r².
    proton, neutron : array, shape (n,) [fm⁻³]
    spin_orbit_proton, spin_orbit_neutron : array, shape (n,) [fm⁻⁴], optional
        Spin–orbit densities J_q(r) = Σ n_a C_lj u²/(4πr³); without them Φ″ is not known.
    label : str
        For legends and tables.
    cite : tuple of str

    Raises
    ------
    ValidityError
        If shapes differ, a value is not finite, or a density does not integrate to Z or N within 10⁻³.

    Sources
    -------
    Hoferichter:2020osn (normalisation); Vautherin:1971aw (J). Checked: Gaussian and uniform densities in closed form.

    Examples
    --------
    >>> import numpy as np
    >>> r = np.linspace(0.0, 12.0, 601)
    >>> gauss = np.exp(-((r / 2.0) ** 2)) / (np.pi * 4.0) ** 1.5
    >>> he4 = SphericalDensity(Z=2, N=2, r=r, weights=np.full(601, 0.02), proton=2 * gauss, neutron=2 * gauss)
    >>> round(he4.r_p, 4), round(he4.skin, 4)
    (2.4495, 0.0)
    """

    Z: int
    N: int
    r: Vector
    weights: Vector
    proton: Vector
    neutron: Vector
    spin_orbit_proton: Vector | None = None
    spin_orbit_neutron: Vector | None = None
    label: str = ""
    cite: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("r", "weights", "proton", "neutron", "spin_orbit_proton", "spin_orbit_neutron"):
            value = getattr(self, name)
            if value is None:
                continue
            column = np.array(value, dtype=float)
            if column.ndim != 1 or column.size < 4 or column.shape != np.shape(self.r):
                raise ValidityError(
                    f"{name} of a density must have the shape of r, {np.shape(self.r)}, got {column.shape}.",
                    hint="Give one value for every radius.",
                )
            if not np.all(np.isfinite(column)):
                raise ValidityError(f"{name} of a density holds NaN or infinities.", hint="Check the table.")
            column.setflags(write=False)
            object.__setattr__(self, name, column)
        if np.any(self.r < 0) or np.any(np.diff(self.r) <= 0):
            raise ValidityError("The radii of a density must increase and not be negative.", hint="Sort the table.")
        if (self.spin_orbit_proton is None) != (self.spin_orbit_neutron is None):
            raise ValidityError("Only one of the two spin–orbit densities is given.", hint="Give both or none.")
        for kind, number, norm in (("proton", self.Z, self._norms[0]), ("neutron", self.N, self._norms[1])):
            if not abs(norm - number) <= _NORM * max(number, 1):
                raise ValidityError(
                    f"The {kind} density integrates to {norm:.6g}, expected {number} within {_NORM:g}.",
                    hint="r is in fm and the density in fm⁻³; check the normalisation and that the table reaches far.",
                )

    @property
    def _volume(self) -> Vector:
        weights: Vector = 4.0 * math.pi * self.weights * self.r**2
        return weights

    @property
    def _norms(self) -> tuple[float, float]:
        volume = self._volume
        return float(volume @ self.proton), float(volume @ self.neutron)

    @property
    def A(self) -> int:
        """Number of nucleons [1]."""
        return self.Z + self.N

    @property
    def spin(self) -> None:
        """Spin of the state described [ħ]: None, a density does not tell."""
        return None

    @property
    def operators(self) -> frozenset[str]:
        """Operators known [names]: M, and Φ″ if spin–orbit densities were given."""
        return frozenset({"M"} if self.spin_orbit_proton is None else {"M", "Phi2"})

    def _moment(self, rho: Vector, number: int, power: int) -> float:
        if number == 0:
            return math.nan
        volume = self._volume
        return float(volume @ (rho * self.r**power) / (volume @ rho))

    @property
    def r_p(self) -> float:
        """Point-proton rms radius [fm]; NaN without protons."""
        return math.sqrt(self._moment(self.proton, self.Z, 2))

    @property
    def r_n(self) -> float:
        """Point-neutron rms radius [fm]; NaN without neutrons."""
        return math.sqrt(self._moment(self.neutron, self.N, 2))

    @property
    def skin(self) -> float:
        """Neutron skin r_n − r_p [fm]."""
        return self.r_n - self.r_p

    @cached_property
    def _columns(self) -> tuple[Vector, Vector]:
        """Weights of j₀(kr) and of 3 j₁(kr)/kr for protons and neutrons, shape (n, 2) each."""
        densities = zip((self.proton, self.neutron), (self.Z, self.N), self._norms, strict=True)
        M = [self._volume * rho * (number / norm if number else 0.0) for rho, number, norm in densities]
        zero = np.zeros_like(self.r)
        J = [zero if x is None else x for x in (self.spin_orbit_proton, self.spin_orbit_neutron)]
        weights = -4.0 * math.pi / 3.0 * self.weights * self.r**3
        return np.stack(M, axis=-1), np.stack([weights * x for x in J], axis=-1)

    @cached_property
    def _series(self) -> Vector:
        """Chebyshev coefficients in 2(k/K)² − 1 of M_p, M_n, Φ″_p, Φ″_n on [0, K], shape (terms, 4).

        Each is an even function of k of exponential type r_max: the terms fall off factorially beyond K r_max/2.
        """
        terms = int(0.5 * _K * self.r[-1]) + 40
        angle = math.pi * (np.arange(terms) + 0.5) / terms
        x = _K * np.cos(0.5 * angle)[:, None] * self.r
        values = np.concatenate([j0(x) @ self._columns[0], three_j1_over_x(x) @ self._columns[1]], axis=-1)
        series: Vector = 2.0 / terms * np.cos(np.arange(terms)[:, None] * angle) @ values
        series[0] *= 0.5
        return series

    def _transforms(self, q: Array, which: slice) -> tuple[Array, Array]:
        check_energies("momentum transfer q", q)
        xp: Any = namespace(q)
        k = xp.asarray(q, dtype=float) / hbarc.value
        if xp is np and k.size > _FEW and np.max(k) <= _K:
            values = np.polynomial.chebyshev.chebval(2.0 * (k / _K) ** 2 - 1.0, self._series[:, which])
            return values[0], values[1]
        kernel = (j0 if which.start == 0 else three_j1_over_x)(k[..., None] * xp.asarray(self.r))
        columns = xp.matmul(kernel, xp.asarray(self._columns[which.start // 2]))
        return columns[..., 0], columns[..., 1]

    def M(self, q: Array) -> tuple[Array, Array]:
        """F^M of protons and neutrons [1] at momentum transfer `q` [MeV]; (Z, N) at q = 0."""
        return self._transforms(q, slice(0, 2))

    def Phi2(self, q: Array) -> tuple[Array, Array]:
        """F^Φ″ of protons and neutrons [1] at momentum transfer `q` [MeV]; zeros without spin–orbit densities."""
        return self._transforms(q, slice(2, 4))

    def Sigma1(self, q: Array) -> tuple[tuple[Array, Array], ...]:
        """F^Σ′L [1]: (), a spherical density has no spin response; `q` [MeV]."""
        return ()

    def with_radii(self, r_p: float | None = None, r_n: float | None = None) -> SphericalDensity:
        """The same shapes, stretched to other point rms radii [fm]: ρ(r) → λ³ρ(λr), interpolated by a cubic spline.

        Parameters
        ----------
        r_p, r_n : float [fm], optional
            Default: unchanged. Spin–orbit densities are stretched with ∫J r³ dr, i.e. F^Φ″(0), kept.
        """
        from scipy.interpolate import CubicSpline

        columns: dict[str, Vector] = {}
        for kind, target, now in (("proton", r_p, self.r_p), ("neutron", r_n, self.r_n)):
            if target is None:
                continue
            if not (math.isfinite(target) and target > 0):
                raise ValidityError(f"The {kind} radius must be positive, got {target!r}.", hint="Give it in fm.")
            factor = now / target
            for name, power in ((kind, 3), (f"spin_orbit_{kind}", 4)):
                column = getattr(self, name)
                if column is not None:
                    spline = CubicSpline(self.r, column)
                    x = factor * self.r
                    columns[name] = np.where(x <= self.r[-1], factor**power * spline(np.minimum(x, self.r[-1])), 0.0)
        return replace(self, **columns)  # type: ignore[arg-type]
