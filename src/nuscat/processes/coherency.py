"""Quantum-mechanical degree of coherency of elastic neutrino scattering: α, ξ, Γ and the misalignment angle φ."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar
from warnings import warn

import numpy as np

from nuscat._core.arrays import Array, is_plain, namespace, plain_array
from nuscat._core.errors import UnknownNameError, ValidityError, ValidityWarning
from nuscat._core.flavours import Flavour
from nuscat.constants import atomic_mass_unit

from ._arguments import plain
from ._interfaces import ElasticNucleus

__all__ = [
    "EPSILON_SHARMA",
    "SHARMA_TARGETS",
    "DegreeOfCoherency",
    "MeanNucleus",
    "alpha_of_xi",
    "coherency",
    "decoherence_ratio",
    "gamma_data",
    "gamma_np",
    "gamma_qm",
    "proton_neutron_ratio",
    "sharma_target",
    "xi_of_alpha",
]

EPSILON_SHARMA = 0.045
"""ε = Q_p/|Q_n| = 1 − 4 sin²θ_W [1] of Sharma:2020mnr."""
SHARMA_TARGETS: dict[str, tuple[float, float]] = {"Ar": (18.0, 22.0), "Ge": (32.0, 40.63), "Xe": (54.0, 77.29)}
"""Z and mean N [1] of Sharma:2020mnr; CsI is treated as Xe there."""
_ROUNDING = 1e-9


def gamma_np(F_Z: Array, F_N: Array, Z: Array, N: Array, epsilon: Array = EPSILON_SHARMA) -> Array:
    r"""Strength of elastic scattering from nuclear physics: form factors.

    .. math:: \Gamma_\mathrm{NP} = [\epsilon Z F_Z(q^2) - N F_N(q^2)]^2

    Parameters
    ----------
    F_Z, F_N : array [1]
        Form factors of protons and neutrons, 1 at q = 0.
    Z, N : array [1]
        Numbers of protons and neutrons; means over isotopes may be used.
    epsilon : array [1]
        1 − 4 sin²θ_W.

    Returns
    -------
    array [1]
        Broadcast shape.

    Sources
    -------
    Sharma:2020mnr, with the square that a printed version of the formula lacks. Checked: dσ/dq² =
    (G_F²/8π)(1 − q²/4E²)Γ is the leading order of :class:`nuscat.processes.CEvNS`.

    Examples
    --------
    >>> gamma_np(1.0, 1.0, 18, 22, 0.0)
    484.0
    """
    xp: Any = namespace(F_Z, F_N, Z, N, epsilon)
    amplitude = xp.asarray(epsilon, dtype=float) * Z * F_Z - xp.asarray(N, dtype=float) * F_N
    return plain(amplitude * amplitude)


def gamma_qm(alpha: Array, Z: Array, N: Array, epsilon: Array = EPSILON_SHARMA) -> Array:
    r"""Strength of elastic scattering from quantum superposition: nucleons with partly aligned phases.

    .. math:: \Gamma_\mathrm{QM} = (\epsilon Z - N)^2 \alpha + (\epsilon^2 Z + N)(1 - \alpha),
              \qquad \alpha = \langle\cos\phi\rangle

    The second term is what is left of *elastic* scattering if all phases are random; it has vector couplings only. It
    is not the inelastic cross section, which has axial currents: :class:`nuscat.processes.Incoherent`.

    Parameters
    ----------
    alpha : array [1]
        Degree of coherency, 1 for aligned and 0 for random phases.
    Z, N, epsilon : array [1]
        As for :func:`gamma_np`.

    Returns
    -------
    array [1]

    Sources
    -------
    Kerman:2016jqp; Sharma:2020mnr. Checked: limits α = 1 and 0; the sum over pairs of nucleons with phases.

    Examples
    --------
    >>> gamma_qm(0.0, 18, 22, 0.0), gamma_qm(1.0, 18, 22, 0.0)
    (22.0, 484.0)
    """
    xp: Any = namespace(alpha, Z, N, epsilon)
    al, eps = xp.asarray(alpha, dtype=float), xp.asarray(epsilon, dtype=float)
    return plain((eps * Z - N) ** 2 * al + (eps * eps * Z + N) * (1.0 - al))


def gamma_data(xi: Array, Z: Array, N: Array, epsilon: Array = EPSILON_SHARMA) -> Array:
    r"""Strength of elastic scattering from data [1]: :math:`\Gamma_\mathrm{DATA} = (\epsilon Z - N)^2 \xi`.

    `xi` [1] is the measured cross section over that of a pointlike nucleus; other arguments as :func:`gamma_np`.

    Sources
    -------
    Sharma:2020mnr. Checked: equals :func:`gamma_qm` at α(ξ).
    """
    xp: Any = namespace(xi, Z, N, epsilon)
    return plain((xp.asarray(epsilon, dtype=float) * Z - N) ** 2 * xp.asarray(xi, dtype=float))


def decoherence_ratio(Z: Array, N: Array, epsilon: Array = EPSILON_SHARMA) -> Array:
    r"""Strength without coherence over that with complete coherence, the value of ξ at α = 0.

    .. math:: r = \frac{\epsilon^2 Z + N}{(\epsilon Z - N)^2}

    Parameters
    ----------
    Z, N, epsilon : array [1]

    Returns
    -------
    array [1]
        About 1/N.

    Sources
    -------
    Sharma:2020mnr. Checked: ε = 0 gives 1/N.

    Examples
    --------
    >>> round(decoherence_ratio(54, 77.29), 5)
    0.01381
    """
    xp: Any = namespace(Z, N, epsilon)
    eps = xp.asarray(epsilon, dtype=float)
    return plain((eps * eps * Z + N) / (eps * Z - N) ** 2)


def xi_of_alpha(alpha: Array, ratio: Array) -> Array:
    """Cross section over that of a pointlike nucleus, ξ = α + (1 − α) r [1]; `alpha`, `ratio` r [1] broadcast.

    Sources
    -------
    Sharma:2020mnr. Checked: inverse of :func:`alpha_of_xi`.
    """
    xp: Any = namespace(alpha, ratio)
    al = xp.asarray(alpha, dtype=float)
    return plain(al + (1.0 - al) * ratio)


def alpha_of_xi(xi: Array, ratio: Array) -> Array:
    r"""Degree of coherency that belongs to a cross section ξ relative to that of a pointlike nucleus.

    .. math:: \alpha = \frac{\xi - r}{1 - r}

    Not limited to [0, 1]: with ξ = F² it is negative near the zeros of a form factor, where F² < r, and measured values
    scatter. :class:`DegreeOfCoherency` says where.

    Parameters
    ----------
    xi : array [1]
    ratio : array [1]
        r of :func:`decoherence_ratio`; broadcast.

    Returns
    -------
    array [1]

    Sources
    -------
    Sharma:2020mnr. Checked: ξ = 1 gives 1, ξ = r gives 0; inverse of :func:`xi_of_alpha`.

    Examples
    --------
    >>> alpha_of_xi(1.0, 0.0138), alpha_of_xi(0.0138, 0.0138)
    (1.0, 0.0)
    """
    xp: Any = namespace(xi, ratio)
    r = xp.asarray(ratio, dtype=float)
    return plain((xp.asarray(xi, dtype=float) - r) / (1.0 - r))


def proton_neutron_ratio(couplings: Any, flavour: Flavour = "nu_mu", Q2: Array = 0.0) -> Array:
    """ε = −g_p/g_n [1] of a coupling convention at `Q2` [MeV²]; 1 − 4 sin²θ_W at tree level."""
    g_p, g_n = couplings.nucleon(flavour, Q2)
    return plain(-g_p / g_n)


@dataclass(frozen=True)
class MeanNucleus:
    """Nucleus with a mean number of neutrons and one form factor, as coherency papers describe an element.

    Parameters
    ----------
    Z, N : float [1]
    form_factor : callable
        Of protons and neutrons, function of q [MeV].
    """

    Z: float
    N: float
    form_factor: Any

    @property
    def mass(self) -> float:
        """Mass A u [MeV]; only for limits of kinematics."""
        return (self.Z + self.N) * atomic_mass_unit.value

    def proton(self, q: Array) -> Array:
        """Form factor [1] at momentum transfer `q` [MeV]."""
        return self.form_factor(q)

    def neutron(self, q: Array) -> Array:
        """Form factor [1] at momentum transfer `q` [MeV]."""
        return self.form_factor(q)


def sharma_target(name: str) -> MeanNucleus:
    """Target "Ar", "Ge" or "Xe" as in Sharma:2020mnr: Helm with s = 0.5 fm, R₀² = R² − 5s², R = 1.2 A^{1/3} fm.

    Raises
    ------
    UnknownNameError
        If it is not one of `SHARMA_TARGETS`.

    Examples
    --------
    >>> round(float(sharma_target("Xe").proton(50.0)), 3)
    0.781
    """
    from nuscat.responses import Helm

    if name not in SHARMA_TARGETS:
        raise UnknownNameError.of("target of Sharma and Wong", name, SHARMA_TARGETS)
    Z, N = SHARMA_TARGETS[name]
    return MeanNucleus(Z, N, Helm(rms_radius=math.sqrt(0.6) * 1.2 * (Z + N) ** (1.0 / 3.0), skin=0.5))


@dataclass(frozen=True, eq=False)
class DegreeOfCoherency:
    r"""Degree of coherency α with what belongs to it; values outside [0, 1] are kept and flagged.

    Parameters
    ----------
    alpha : array [1]
        Degree of coherency, shape (n,) or scalar.
    ratio : array [1]
        r of :func:`decoherence_ratio`.
    q2 : array [MeV²] or None
        Squared momentum transfer it belongs to.
    strict : bool
        Raise :class:`ValidityError` instead of warning where there is no angle φ.

    Sources
    -------
    Kerman:2016jqp; Sharma:2020mnr. Checked: α = 0.73 and 0.37 give the published 0.48 and 0.76 of π/2.

    Examples
    --------
    >>> d = DegreeOfCoherency(alpha=np.array([0.73, 0.37, -0.01]), ratio=0.0138)
    >>> d.physical
    array([ True,  True, False])
    """

    alpha: Array
    ratio: Array
    q2: Array = None
    strict: bool = False
    cite: ClassVar[tuple[str, ...]] = ("Kerman:2016jqp", "Sharma:2020mnr")

    @classmethod
    def from_xi(cls, xi: Array, ratio: Array, q2: Array = None, *, strict: bool = False) -> DegreeOfCoherency:
        """From the cross section `xi` [1] relative to a pointlike nucleus; `q2` [MeV²]."""
        return cls(alpha_of_xi(xi, ratio), ratio, q2, strict)

    @property
    def physical(self) -> Any:
        """Where 0 ≤ α ≤ 1 within rounding [bool], shape of `alpha`."""
        xp: Any = namespace(self.alpha)
        al = xp.asarray(self.alpha, dtype=float)
        return (al >= -_ROUNDING) & (al <= 1.0 + _ROUNDING)

    @property
    def xi(self) -> Array:
        """Cross section over that of a pointlike nucleus [1]."""
        return xi_of_alpha(self.alpha, self.ratio)

    @property
    def phase(self) -> Array:
        r"""Mean misalignment angle φ = arccos α [rad], NaN where α is not physical.

        Raises
        ------
        ValidityError
            With `strict`, if a concrete α is outside [0, 1]; otherwise :class:`ValidityWarning`.
        """
        xp: Any = namespace(self.alpha)
        al, good = xp.asarray(self.alpha, dtype=float), self.physical
        if xp is np and not np.all(good):
            bad = float(np.ravel(al)[~np.ravel(good)][0])
            text = f"α = {bad:.4g} is outside [0, 1]: the form factor or measurement has no misalignment angle there."
            if self.strict:
                raise ValidityError(text, hint="Mask it with .physical.")
            warn(text, ValidityWarning, stacklevel=2)
        return plain(xp.where(good, xp.arccos(xp.clip(xp.where(good, al, 1.0), 0.0, 1.0)), xp.nan))

    @property
    def right_angles(self) -> Array:
        """Misalignment angle in units of π/2 [1]: 0 coherent, 1 decoherent; as :attr:`phase`."""
        return plain(self.phase * (2.0 / math.pi))


def coherency(
    nucleus: ElasticNucleus | MeanNucleus,
    q: Array,
    *,
    epsilon: Array = None,
    couplings: Any = None,
    flavour: Flavour = "nu_mu",
    strict: bool = False,
) -> DegreeOfCoherency:
    """Degree of coherency of elastic scattering off a nucleus, from its form factors.

    Parameters
    ----------
    nucleus : ElasticNucleus
        Form factors of protons and neutrons may differ.
    q : array [MeV]
        Momentum transfer.
    epsilon : array [1], optional
        1 − 4 sin²θ_W; default from `couplings`.
    couplings : Couplings, optional
        Convention of :mod:`nuscat.electroweak`; default the tree level. ε = −g_p/g_n at Q² = q².
    flavour : str or int
    strict : bool
        Raise instead of warning where α is outside [0, 1].

    Returns
    -------
    DegreeOfCoherency
        Shape of `q`. A :class:`ValidityWarning` says where α < 0, beyond the region where coherence has a meaning.

    Sources
    -------
    Sharma:2020mnr. Checked: F_Z = F_N = F gives ξ = F².

    Examples
    --------
    >>> from nuscat import responses
    >>> xe = responses.nucleus("Xe132", "helm:skin=0.5,r0=1.2")
    >>> round(float(coherency(xe, 50.0, epsilon=0.045).alpha), 3)
    0.604
    """
    from nuscat.electroweak import tree

    if is_plain(q):
        q = plain_array("q", q, unit="MeV")
    if epsilon is None:
        epsilon = proton_neutron_ratio(tree() if couplings is None else couplings, flavour, q * q)
    Z, N = nucleus.Z, nucleus.N
    strength = gamma_np(nucleus.proton(q), nucleus.neutron(q), Z, N, epsilon)
    xi = strength / gamma_np(1.0, 1.0, Z, N, epsilon)
    found = DegreeOfCoherency.from_xi(plain(xi), decoherence_ratio(Z, N, epsilon), plain(q * q), strict=strict)
    good = found.physical
    if namespace(found.alpha) is np and not np.all(good):
        first = float(np.min(np.asarray(q)[~np.asarray(good)]))
        text = f"The degree of coherency is below 0 from q = {first:.4g} MeV on: F² is smaller than r there."
        if strict:
            raise ValidityError(text, hint="Keep q below, or drop strict and use .physical.")
        warn(text, ValidityWarning, stacklevel=2)
    return found
