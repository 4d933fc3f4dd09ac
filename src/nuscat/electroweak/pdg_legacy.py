"""Weak couplings with the radiative corrections of the older Review of Particle Physics (up to about 2011)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nuscat import constants
from nuscat._core.arrays import Array
from nuscat._core.flavours import Flavour, pdg_code

from ._mixing import check_sin2w
from .couplings import number, propagate, spread

__all__ = ["PdgLegacy", "pdg_legacy"]

_RUNNING = constants.sin2w_low.value - constants.sin2w_MZ.value
_SIN2W_MZ = 0.23120


@dataclass(frozen=True, kw_only=True)
class PdgLegacy:
    r"""Couplings of the older reviews: the parameters ρ, κ, λ of neutrino–quark scattering, flavour blind.

    .. math::
        g_p &= \rho(\tfrac12 - 2\kappa\hat s_Z^2) + 2\lambda_{uL} + 2\lambda_{uR} + \lambda_{dL} + \lambda_{dR} \\
        g_n &= -\tfrac\rho2 + \lambda_{uL} + \lambda_{uR} + 2\lambda_{dL} + 2\lambda_{dR}

    Parameters
    ----------
    sin2w : array [1]
        Low-energy sin²θ_W, so that a fit means the same by it in every convention. The formula takes the value at the
        Z mass, :attr:`sin2w_mz` = sin2w - running; the default gives 0.23120.
    running : float [1]
        ŝ²(0) - ŝ²(M_Z), the difference of the two values in :mod:`nuscat.constants`.
    rho, kappa : float [1]
        Normalisation and mixing-angle factors.
    lambda_uL, lambda_uR, lambda_dL, lambda_dR : float [1]
        Box corrections per quark and helicity.
    name, label, notes : str
        Description.
    errors : tuple of (field, uncertainty)
        Standard uncertainties of the inputs; the source states none for ρ, κ, λ.

    Sources
    -------
    Barranco:2005yy; ParticleDataGroup:2010dbb (table of neutrino–quark parameters). Checked: 0.0304 and -0.5122.

    Examples
    --------
    >>> g_p, g_n = PdgLegacy().nucleon("nu_mu")
    >>> round(float(g_p), 4), round(float(g_n), 4)
    (0.0304, -0.5122)
    """

    cite: ClassVar[tuple[str, ...]] = ("Barranco:2005yy", "ParticleDataGroup:2010dbb")

    sin2w: Array = _SIN2W_MZ + _RUNNING
    running: float = _RUNNING
    rho: float = 1.0086
    kappa: float = 0.9978
    lambda_uL: float = -0.0031
    lambda_uR: float = 3.75e-5
    lambda_dL: float = -0.0025
    lambda_dR: float = 7.5e-5
    name: str = "pdg_legacy"
    label: str = "PDG up to 2011 (ρ, κ, λ)"
    notes: str = "Flavour blind; corrections made for deep-inelastic scattering, not for q ≈ 0."
    errors: tuple[tuple[str, float], ...] = (("sin2w", 0.00015),)

    @property
    def sin2w_mz(self) -> Array:
        """MS-bar sin²θ_W at the Z mass [1]."""
        return number(self.sin2w) - self.running

    def nucleon(self, flavour: Flavour, Q2: Array = 0.0) -> tuple[Array, Array]:
        """Couplings (g_p, g_n) [1] of `flavour` at `Q2` [MeV²], broadcast with ``sin2w``."""
        pdg_code(flavour)
        lambda_u = self.lambda_uL + self.lambda_uR
        lambda_d = self.lambda_dL + self.lambda_dR
        g_p, g_n = spread(
            Q2,
            self.rho * (0.5 - 2.0 * self.kappa * self.sin2w_mz) + 2.0 * lambda_u + lambda_d,
            -0.5 * self.rho + lambda_u + 2.0 * lambda_d,
        )
        return g_p, g_n

    def uncertainty(self, flavour: Flavour) -> tuple[Array, Array]:
        """Standard uncertainties (σ_gp, σ_gn) [1] from the mixing angle alone."""
        return propagate(self, self.errors, flavour)


def pdg_legacy(sin2w: Array = _SIN2W_MZ + _RUNNING) -> PdgLegacy:
    """Couplings of the reviews up to about 2011; see :class:`PdgLegacy`.

    Parameters
    ----------
    sin2w : array [1]
        Low-energy sin²θ_W; the default corresponds to 0.23120 at the Z mass.

    Returns
    -------
    PdgLegacy

    Raises
    ------
    ValidityError
        If a plain `sin2w` is not within 0 to 1.

    Sources
    -------
    Barranco:2005yy. Checked: 0.0304 and -0.5122.

    Examples
    --------
    >>> round(float(pdg_legacy().sin2w_mz), 5)
    0.2312
    """
    check_sin2w(sin2w, "pdg_legacy")
    return PdgLegacy(sin2w=sin2w)
