"""Elastic scattering of electrons off nuclei: cross sections and the parity-violating asymmetry."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar
from warnings import warn

import numpy as np
from numpy.typing import NDArray

from nuscat._core.arrays import Array, is_plain, plain_array
from nuscat._core.errors import ValidityError, ValidityWarning
from nuscat.constants import G_F, alpha, hbarc
from nuscat.electroweak import Kelly
from nuscat.nuclei import Nuclide, nuclide as lookup
from nuscat.structure import ElasticStructure, Multipoles

from ._arguments import plain
from ._electron_weak_charges import ElectronWeakCharges
from ._pves_data import (
    PVES_RESULTS,
    ElasticMeasurement,
    Measured,
    PVESMeasurement,
    elastic_measurement,
    pves_results,
)
from ._radial_density import RadialDensity, as_density, default_cutoff

if TYPE_CHECKING:
    from ._dirac_partial_waves import Numerics

__all__ = [
    "PVES_RESULTS",
    "ElasticMeasurement",
    "ElectronScattering",
    "ElectronWeakCharges",
    "Measured",
    "PVESMeasurement",
    "RadialDensity",
    "elastic_measurement",
    "pves_results",
]

Vector = NDArray[np.float64]
_FM2 = 1e-26
_LIGHT = 20.0
"""Energy [MeV] below which the electron mass matters (m²/E² ~ 10⁻³)."""
_FAST = 20_000.0
"""Energy [MeV] above which the sum of partial waves takes more than seconds."""


@dataclass(frozen=True, eq=False)
class ElectronScattering:
    r"""Elastic scattering of an electron off the charge and the weak charge of a nucleus.

    The phase shifts of a massless electron in the potentials of right- and left-handed electrons,

    .. math::
        V_\pm(r) = -\alpha\int\frac{\rho_{ch}(r')}{|\mathbf r-\mathbf r'|}d^3r' \pm \frac{G_F}{2\sqrt2}\rho_W(r),
        \qquad \frac{d\sigma}{d\Omega} = \frac{|f|^2}{\cos^2(\theta/2)},
        \qquad A_{PV} = \frac{\sigma_+-\sigma_-}{\sigma_++\sigma_-},

    are found in the centre of mass and the result is taken to the laboratory. With ``born=True``, plane waves:

    .. math::
        \frac{d\sigma}{d\Omega} = \Big(\frac{Z\alpha}{2E\sin^2\frac\theta2}\Big)^2
        \frac{\cos^2\frac\theta2\, F_{ch}^2}{1 + \frac{2E}{M}\sin^2\frac\theta2}, \qquad
        A_{PV} = \frac{G_F Q^2}{4\pi\alpha\sqrt2}\,\frac{|Q_W| F_W}{Z F_{ch}}

    Charge scattering only: no magnetic scattering (nuclei with spin, backward angles), no dispersion corrections, no
    radiation.

    Parameters
    ----------
    nuclide : Nuclide or str
        Gives Z and the mass.
    charge_density : density [fm⁻³]
        (r, ρ) arrays, (function, cutoff [fm]), a function of r [fm], or an object with `density(r)` such as a measured
        form factor of :mod:`nuscat.responses`. It must integrate to Z within 0.3 %; the rest is divided out.
    weak_density : density [fm⁻³], optional
        The same; its integral is the weak charge Q_W < 0. Needed for A_PV.
    weak_charge : float [1], optional
        What the weak density integrates to, within 0.3 %. Default: its own integral, which must be near Z Q_p + N Q_n;
        for a shape normalised to 1, Z Q_p + N Q_n of :class:`ElectronWeakCharges`.
    recoil : bool
        False: a nucleus of infinite mass.

    Raises
    ------
    ValidityError
        If a density is malformed or has the wrong integral.

    Sources
    -------
    Yennie:1954zz; Horowitz:1998vv; 1974CoPhC...8..377B (Coulomb functions). Checked: point charges Z = 1, 18, 82; Born
    limit; ⁴⁰Ar of 1982NuPhA.379..396O, χ² = 2.6 and 1.7 for 9 and 7 points; independent of step, matching radius and
    number of waves to 1e-6 in dσ/dΩ and A_PV where F_ch² > 10⁻⁴ and θ > 4° (2e-5 at 1°).

    Examples
    --------
    >>> argon = ElectronScattering.measured("Ar40")
    >>> [f"{argon.dsigma_dOmega(115.75, 0.96, born=born):.2e}" for born in (False, True)]
    ['6.33e-28', '6.55e-28']
    """

    nuclide: Nuclide
    charge_density: Any
    weak_density: Any = None
    weak_charge: float | None = None
    recoil: bool = True
    numerics: Numerics | None = field(default=None, repr=False)
    _charge: RadialDensity = field(init=False, repr=False)
    _weak: RadialDensity | None = field(init=False, repr=False, default=None)

    cite: ClassVar[tuple[str, ...]] = ("Yennie:1954zz", "Horowitz:1998vv", "1974CoPhC...8..377B")

    def __post_init__(self) -> None:
        given: Any = self.nuclide
        if isinstance(given, str):
            object.__setattr__(self, "nuclide", lookup(given))
        cutoff = default_cutoff(self.nuclide.A)
        charge = as_density(self.charge_density, float(self.nuclide.Z), "charge density", cutoff)
        object.__setattr__(self, "_charge", charge)
        if self.weak_density is not None:
            object.__setattr__(self, "_weak", self._checked_weak(cutoff))

    def _checked_weak(self, cutoff: float) -> RadialDensity:
        expected = ElectronWeakCharges().weak_charge(self.nuclide.Z, self.nuclide.N)
        norm, given = self.weak_charge, self.weak_density
        if norm is None and callable(getattr(given, "density", None)):
            norm = expected
        weak = as_density(given, norm, "weak density", cutoff)
        if self.weak_charge is None and not abs(weak.integral - expected) <= 0.2 * abs(expected):
            hint = "Give weak_charge to use it as it is."
            if abs(2.0 * weak.integral - expected) <= 0.2 * abs(expected):
                hint = "It looks like Σ g: multiply by 2, Q = 2 g."
            elif abs(weak.integral + expected) <= 0.2 * abs(expected):
                hint = "Its sign is wrong: the weak charge of a nucleus is negative, that of the neutron is about −1."
            raise ValidityError(
                f"The weak density of {self.nuclide.name} integrates to {weak.integral:.5g}, expected about "
                f"Z Q_p + N Q_n = {expected:.5g}.",
                hint=hint,
            )
        return weak

    # -- where densities come from --
    @classmethod
    def measured(
        cls, nuclide: Nuclide | str, model: str = "fourier-bessel", *, analysis: int | None = None, **options: Any
    ) -> ElectronScattering:
        """Scattering off a measured charge distribution; see :func:`nuscat.responses.charge_form_factor`.

        Parameters
        ----------
        nuclide : Nuclide or str
        model : str
            "fourier-bessel", "sum-of-gaussians" or "fermi".
        analysis : int, optional
            Number of the analysis.
        **options
            `weak_density`, `weak_charge` [1], `recoil`, as for the class; lengths in fm.

        Examples
        --------
        >>> round(ElectronScattering.measured("Pb208", analysis=1).charge_radius, 3)
        5.503
        """
        from nuscat.responses import charge_form_factor

        return cls(nuclide, charge_form_factor(nuclide, model, analysis=analysis), **options)  # type: ignore[arg-type]

    @classmethod
    def from_structure(
        cls,
        nuclide: Nuclide | str,
        structure: Any,
        *,
        charges: ElectronWeakCharges | None = None,
        cutoff: float | None = None,
        recoil: bool = True,
    ) -> ElectronScattering:
        """Scattering off the charge and weak densities of a nuclear-structure result.

        Parameters
        ----------
        nuclide : Nuclide or str
        structure : object
            With `charge_density(r)`, integral Z, and `weak_density(r, couplings, flavour)`, integral Q_W, in fm⁻³ at r
            in fm, for example :class:`nuscat.structure.ElasticStructure`. Of a mean-field solution or of a density its
            elastic responses with ``Kelly()`` nucleons are taken.
        charges : ElectronWeakCharges [1], optional
        cutoff : float [fm], optional
            Radius beyond which nothing is left; default 1.2 A^{1/3} + 8 fm.
        recoil : bool

        Raises
        ------
        ValidityError
            If an integral is not Z or Q_W within 0.3 %.
        """
        record = lookup(nuclide) if isinstance(nuclide, str) else nuclide
        used = ElectronWeakCharges() if charges is None else charges
        if not hasattr(structure, "charge_density"):
            structure = _dressed(structure)
        end = default_cutoff(record.A) if cutoff is None else cutoff
        weak: Callable[[Vector], Any] = lambda r: structure.weak_density(r, used, "nu_e")  # noqa: E731
        return cls(
            record,
            (structure.charge_density, end),
            (weak, end),
            weak_charge=used.weak_charge(record.Z, record.N),
            recoil=recoil,
        )

    # -- static properties --
    @property
    def charge_radius(self) -> float:
        """rms radius of the charge density [fm]."""
        return self._charge.rms_radius

    @property
    def weak_radius(self) -> float:
        """rms radius of the weak density [fm]."""
        return self._need_weak().rms_radius

    def form_factor(self, q: Array) -> Array:
        """F_ch [1], F_ch(0) = 1, at momentum transfer `q` [MeV]; same shape."""
        return plain(self._charge.form_factor(_positive("q", q, "MeV", zero=True)))

    def weak_form_factor(self, q: Array) -> Array:
        """F_W [1], F_W(0) = 1, at momentum transfer `q` [MeV]; same shape."""
        return plain(self._need_weak().form_factor(_positive("q", q, "MeV", zero=True)))

    def form_factor_born(self, E: Array, theta: Array) -> Array:
        """F_ch [1] at the momentum transfer of `E` [MeV] and `theta` [rad], broadcast."""
        return self.form_factor(self.momentum_transfer(E, theta))

    # -- kinematics --
    @property
    def mass(self) -> float:
        """Mass of the nucleus [MeV]; infinite without recoil."""
        return self.nuclide.mass if self.recoil else math.inf

    def momentum_transfer(self, E: Array, theta: Array) -> Array:
        """Q = 2√(EE′) sin(θ/2) [MeV] at laboratory energy `E` [MeV] and angle `theta` [rad], broadcast."""
        energy, angle = _positive("E", E, "MeV"), _angle(theta)
        s2 = np.sin(0.5 * angle) ** 2
        return plain(2.0 * energy * np.sqrt(s2 / (1.0 + 2.0 * energy / self.mass * s2)))

    def theta_of_q(self, E: Array, q: Array) -> Array:
        """Laboratory angle [rad] of momentum transfer `q` [MeV] at energy `E` [MeV], broadcast.

        Raises
        ------
        ValidityError
            If `q` cannot be reached at this energy.
        """
        energy, Q2 = _positive("E", E, "MeV"), _positive("q", q, "MeV") ** 2
        s2 = Q2 / (4.0 * energy**2 - 2.0 * energy * Q2 / self.mass)
        if np.any((s2 <= 0.0) | (s2 >= 1.0)):
            raise ValidityError(
                f"q = {np.max(np.sqrt(Q2)):g} MeV is out of reach at E = {np.min(energy):g} MeV.",
                hint="q must be below 2E, less with recoil.",
            )
        return plain(2.0 * np.arcsin(np.sqrt(s2)))

    # -- observables --
    def dsigma_dOmega(self, E: Array, theta: Array, *, born: bool = False) -> Array:
        """Elastic cross section of unpolarised electrons in the laboratory [cm²/sr].

        Parameters
        ----------
        E : array [MeV]
            Laboratory energy; broadcast against `theta`. Each different energy costs a few milliseconds.
        theta : array [rad]
            Laboratory angle, 0 < θ < π.
        born : bool
            Plane waves instead of Coulomb-distorted ones.

        Returns
        -------
        array [cm²/sr]

        Raises
        ------
        ValidityError
            If an energy or angle is not in range.
        """
        if born:
            return plain(self._mott(E, theta) * np.asarray(self.form_factor_born(E, theta)) ** 2)
        return plain(self._distorted(E, theta, None)[0])

    def mott_ratio(self, E: Array, theta: Array, *, born: bool = False) -> Array:
        """Cross section divided by that of a point charge in plane waves, same recoil [1]; `E` [MeV], `theta` [rad]."""
        return plain(np.asarray(self.dsigma_dOmega(E, theta, born=born)) / self._mott(E, theta))

    def asymmetry(self, E: Array, theta: Array, *, born: bool = False) -> Array:
        """Parity-violating asymmetry A_PV, right- minus left-handed over the sum [1]; 10⁻⁶ is one ppm.

        Parameters
        ----------
        E : array [MeV]
        theta : array [rad]
            Laboratory angle, 0 < θ < π; broadcast against `E`.
        born : bool
            Plane waves.

        Returns
        -------
        array [1]

        Raises
        ------
        ValidityError
            If there is no weak density, or an energy or angle is not in range.
        """
        weak = self._need_weak()
        if born:
            q = np.asarray(self.momentum_transfer(E, theta))
            scale = -G_F.value * weak.integral / (4.0 * math.pi * alpha.value * math.sqrt(2.0) * self._charge.integral)
            return plain(scale * q**2 * weak.form_factor(q) / self._charge.form_factor(q))
        return plain(self._distorted(E, theta, weak)[1])

    def mean_asymmetry(self, E: float, theta: Array, acceptance: Array, *, born: bool = False) -> tuple[float, float]:
        r"""A_PV averaged over the electrons that a spectrometer accepts [1], and their mean Q² [MeV²].

        .. math:: \langle A\rangle = \frac{\int A\,\epsilon\,\frac{d\sigma}{d\Omega}\sin\theta\,d\theta}
                  {\int \epsilon\,\frac{d\sigma}{d\Omega}\sin\theta\,d\theta}

        Parameters
        ----------
        E : float [MeV]
        theta : array, shape (n,) [rad]
            Increasing; trapezoidal rule.
        acceptance : array, shape (n,) [any unit]
            ε ≥ 0 per solid angle.
        born : bool

        Raises
        ------
        ValidityError
            If the shapes differ, the acceptance is negative or zero everywhere, or the angles do not increase.
        """
        angle, weight = _angle(theta), _positive("acceptance", acceptance, "", zero=True)
        if angle.ndim != 1 or angle.shape != weight.shape or angle.size < 2 or np.any(np.diff(angle) <= 0.0):
            raise ValidityError(
                f"theta {angle.shape} and acceptance {weight.shape} must be columns of equal length, theta increasing.",
                hint="Give a table of the acceptance.",
            )
        weight = weight * np.sin(angle) * np.asarray(self.dsigma_dOmega(E, angle, born=born))
        total = float(np.trapezoid(weight, angle))
        if not total > 0.0:
            raise ValidityError("The acceptance is zero at every angle.", hint="Check its columns.")
        A, Q2 = np.asarray(self.asymmetry(E, angle, born=born)), np.asarray(self.momentum_transfer(E, angle)) ** 2
        return float(np.trapezoid(weight * A, angle)) / total, float(np.trapezoid(weight * Q2, angle)) / total

    def _need_weak(self) -> RadialDensity:
        if self._weak is None:
            raise ValidityError(
                f"This scattering off {self.nuclide.name} has no weak density.", hint="Give weak_density=…"
            )
        return self._weak

    def _mott(self, E: Array, theta: Array) -> Vector:
        energy, angle = _positive("E", E, "MeV"), _angle(theta)
        s2 = np.sin(0.5 * angle) ** 2
        amplitude = self._charge.integral * alpha.value * hbarc.value / (2.0 * energy * s2)
        value: Vector = _FM2 * amplitude**2 * np.cos(0.5 * angle) ** 2 / (1.0 + 2.0 * energy / self.mass * s2)
        return value

    def _distorted(self, E: Array, theta: Array, weak: RadialDensity | None) -> tuple[Vector, Vector]:
        """dσ/dΩ [cm²/sr] and A_PV [1] from partial waves."""
        from ._dirac_partial_waves import distorted_amplitudes

        energy, angle = np.broadcast_arrays(_positive("E", E, "MeV"), _angle(theta))
        if np.any(energy < _LIGHT):
            warn(
                f"The electron is taken as massless: at E = {np.min(energy):g} MeV this is wrong by more than 10⁻³.",
                ValidityWarning,
                stacklevel=3,
            )
        if np.any(energy > _FAST):
            raise ValidityError(
                f"Partial waves are summed up to E = {_FAST:g} MeV, got {float(np.max(energy)):g}.",
                hint="Elastic scattering is negligible there; give E in MeV, or use born=True.",
            )
        sigma, asymmetry = np.empty(energy.shape), np.empty(energy.shape)
        for value in np.unique(energy):
            here = energy == value
            beta = float(value / (value + self.mass))
            k = float(value / math.sqrt(1.0 + 2.0 * value / self.mass) / hbarc.value)
            cosine = np.cos(angle[here])
            turned = (cosine - beta) / (1.0 - beta * cosine)
            mean, difference = distorted_amplitudes(k, turned, self._charge, weak, self.numerics)
            square = np.abs(mean) ** 2 + 0.25 * np.abs(difference) ** 2
            jacobian = (1.0 - beta**2) / (1.0 - beta * cosine) ** 2
            sigma[here] = _FM2 * jacobian * square / (0.5 * (1.0 + turned))
            asymmetry[here] = np.real(np.conj(difference) * mean) / square
        return sigma, asymmetry


def _positive(name: str, value: Array, unit: str, *, zero: bool = False) -> Vector:
    """`value` as float64 array, after refusing what is not finite and positive (or zero)."""
    if not is_plain(value):
        raise ValidityError(
            f"{name} must be a number or NumPy array, got {type(value).__name__}.",
            hint="Electron scattering is computed with NumPy and compiled code only.",
        )
    array = plain_array(name, value, unit=unit)
    wrong = ~(np.isfinite(array) & ((array >= 0.0) if zero else (array > 0.0)))
    if np.any(wrong):
        raise ValidityError(
            f"{name} must be finite and {'not negative' if zero else 'positive'}, got {float(array[wrong].flat[0])!r}.",
            hint=f"Give {name} in {unit}.",
        )
    return array


def _angle(theta: Array) -> Vector:
    angle = _positive("theta", theta, "rad")
    if np.any(angle >= math.pi):
        bad = float(np.max(angle))
        raise ValidityError(
            f"theta must lie between 0 and π rad, got {bad:g}.",
            hint="Angles are in radians: use numpy.deg2rad." if bad > 2.0 * math.pi else "At θ = π nothing scatters.",
        )
    return angle


def _dressed(structure: Any) -> ElasticStructure:
    """Elastic responses, with nucleons for all q, of a solution or of multipoles."""
    multipoles = structure if isinstance(structure, Multipoles) else getattr(structure, "density", None)
    if not isinstance(multipoles, Multipoles):
        raise ValidityError(
            f"{type(structure).__name__} is no nuclear structure: it has no charge density.",
            hint="Pass a mean-field solution, a SphericalDensity, a shell-model response or an ElasticStructure.",
        )
    return ElasticStructure(multipoles=multipoles, nucleon=Kelly())
