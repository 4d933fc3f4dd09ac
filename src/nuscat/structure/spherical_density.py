"""Spherical densities of protons and neutrons, with their spin–orbit densities."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
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

    def M(self, q: Array) -> tuple[Array, Array]:
        """F^M of protons and neutrons [1] at momentum transfer `q` [MeV]; exactly (Z, N) at q = 0."""
        check_energies("momentum transfer q", q)
        xp: Any = namespace(q)
        k = xp.asarray(q, dtype=float)[..., None] / hbarc.value
        kernel = j0(k * xp.asarray(self.r))
        volume = self._volume
        out = []
        for rho, number, norm in zip((self.proton, self.neutron), (self.Z, self.N), self._norms, strict=True):
            scale = number / norm if number else 0.0
            out.append(xp.matmul(kernel, xp.asarray(volume * rho * scale)))
        return out[0], out[1]

    def Phi2(self, q: Array) -> tuple[Array, Array]:
        """F^Φ″ of protons and neutrons [1] at momentum transfer `q` [MeV]; zeros without spin–orbit densities."""
        check_energies("momentum transfer q", q)
        xp: Any = namespace(q)
        k = xp.asarray(q, dtype=float)[..., None] / hbarc.value
        if self.spin_orbit_proton is None or self.spin_orbit_neutron is None:
            return xp.zeros_like(k[..., 0]), xp.zeros_like(k[..., 0])
        kernel = three_j1_over_x(k * xp.asarray(self.r))  # 3 j₁(x)/x, so that q = 0 is finite
        weights = -4.0 * math.pi / 3.0 * self.weights * self.r**3
        columns = [
            xp.matmul(kernel, xp.asarray(weights * J)) for J in (self.spin_orbit_proton, self.spin_orbit_neutron)
        ]
        return columns[0], columns[1]

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
