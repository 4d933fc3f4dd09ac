"""Weak couplings at one loop in the MS-bar scheme, with the neutrino charge radius (Erler and Su)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from nuscat import constants
from nuscat._core.arrays import Array
from nuscat._core.flavours import Flavour, family, pdg_code

from ._mixing import check_sin2w
from .couplings import number, propagate, spread

__all__ = ["LEPTON_MASSES", "ErlerSu", "erler_su"]

LEPTON_MASSES = {"e": constants.m_e.value, "mu": constants.m_mu.value, "tau": constants.m_tau.value}
"""Charged-lepton mass by family [MeV]."""


@dataclass(frozen=True, kw_only=True)
class ErlerSu:
    r"""One-loop couplings at Q² → 0: running mixing angle, WW and ZZ boxes, and the charge radius of each flavour.

    .. math::
        g_p^\ell &= \rho(\tfrac12 - 2\hat s_0^2) + 2\boxtimes_{WW} + \square_{WW} - 2\phi_\ell
            + \rho(2\boxtimes_{uL} + \boxtimes_{dL} - 2\boxtimes_{uR} - \boxtimes_{dR}) \\
        g_n &= -\tfrac\rho2 + 2\square_{WW} + \boxtimes_{WW}
            + \rho(2\boxtimes_{dL} + \boxtimes_{uL} - 2\boxtimes_{dR} - \boxtimes_{uR}) \\
        \phi_\ell &= -\frac{\alpha}{6\pi}\left(\ln\frac{M_W^2}{m_\ell^2} + \frac32\right)

    Parameters
    ----------
    sin2w : array [1]
        Low-energy MS-bar value ŝ²(0).
    charge_radius : bool
        Whether -2φ_ℓ, the Standard Model charge radius, is included. Without it add the radius as an interaction.
    rho : float [1]
        Low-energy ρ parameter.
    sin2w_mz, alpha_mz : float [1]
        ŝ_Z² and α̂ at the Z mass, inside the boxes only.
    alpha : float [1]
        Fine-structure constant in φ_ℓ.
    alpha_s_mz, alpha_s_mw : float [1]
        Strong coupling at the two masses.
    m_W : float [MeV]
        W mass.
    name, label, notes : str
        Description.
    errors : tuple of (field, uncertainty)
        Standard uncertainties of the inputs, uncorrelated; no error is assigned to missing higher orders.

    Notes
    -----
    φ_ℓ is the limit Q ≪ m_ℓ. For ν_e at a stopped-pion source Q ≫ m_e and the term is too large by about 0.006:
    use ``tomalak2021`` there. The sign is the same for antineutrinos.

    Sources
    -------
    Erler:2013xha; as used in AtzoriCorona:2022qrf. Checked: 0.0382/0.0300/0.0256 and -0.5117 at ŝ²(0) = 0.23857.

    Examples
    --------
    >>> [round(float(ErlerSu().nucleon(f)[0]), 4) for f in ("nu_e", "nu_mu", "nu_tau")]
    [0.0382, 0.03, 0.0256]
    """

    cite: ClassVar[tuple[str, ...]] = ("Erler:2013xha", "AtzoriCorona:2022qrf", "ParticleDataGroup:2022pth")

    sin2w: Array = constants.sin2w_low.value
    charge_radius: bool = True
    rho: float = 1.00063
    sin2w_mz: float = 0.23129
    alpha_mz: float = constants.alpha_MZ.value
    alpha: float = constants.alpha.value
    alpha_s_mz: float = constants.alpha_s_MZ.value
    alpha_s_mw: float = constants.alpha_s_MW.value
    m_W: float = constants.m_W.value
    name: str = "erler_su"
    label: str = "one loop, flavour dependent (Erler–Su)"
    notes: str = "Charge radius in the limit Q → 0: not valid for ν_e where Q exceeds the electron mass."
    errors: tuple[tuple[str, float], ...] = (
        ("sin2w", constants.sin2w_low.uncertainty),
        ("sin2w_mz", constants.sin2w_MZ.uncertainty),
        ("alpha_mz", constants.alpha_MZ.uncertainty),
        ("alpha_s_mz", constants.alpha_s_MZ.uncertainty),
        ("alpha_s_mw", constants.alpha_s_MW.uncertainty),
        ("m_W", constants.m_W.uncertainty),
    )

    def charge_radius_term(self, flavour: Flavour) -> float:
        """Flavour part -2φ_ℓ of g_p [1], whether or not it is included in :meth:`nucleon`."""
        mass = LEPTON_MASSES[family(flavour)]
        return self.alpha / (3.0 * math.pi) * (math.log(self.m_W**2 / mass**2) + 1.5)

    def boxes(self) -> tuple[float, float]:
        """Flavour-blind box corrections to (g_p, g_n) [1]."""
        s2 = self.sin2w_mz
        ww = -self.alpha_mz / (2.0 * math.pi * s2) * (1.0 - self.alpha_s_mw / (2.0 * math.pi))
        ww_crossed = self.alpha_mz / (8.0 * math.pi * s2) * (1.0 + self.alpha_s_mw / math.pi)
        zz = -3.0 * self.alpha_mz / (8.0 * math.pi * s2 * (1.0 - s2)) * (1.0 - self.alpha_s_mz / math.pi)
        u = zz * ((0.5 - 2.0 / 3.0 * s2) ** 2 - (2.0 / 3.0 * s2) ** 2)
        d = zz * ((-0.5 + s2 / 3.0) ** 2 - (s2 / 3.0) ** 2)
        return 2.0 * ww_crossed + ww + self.rho * (2.0 * u + d), 2.0 * ww + ww_crossed + self.rho * (2.0 * d + u)

    def nucleon(self, flavour: Flavour, Q2: Array = 0.0) -> tuple[Array, Array]:
        """Couplings (g_p, g_n) [1] of `flavour` at `Q2` [MeV²], broadcast with ``sin2w``; constant in Q2."""
        pdg_code(flavour)
        box_p, box_n = self.boxes()
        radius = self.charge_radius_term(flavour) if self.charge_radius else 0.0
        g_p, g_n = spread(Q2, self.rho * (0.5 - 2.0 * number(self.sin2w)) + box_p + radius, -0.5 * self.rho + box_n)
        return g_p, g_n

    def uncertainty(self, flavour: Flavour) -> tuple[Array, Array]:
        """Standard uncertainties (σ_gp, σ_gn) [1] from the inputs; missing higher orders are not included."""
        return propagate(self, self.errors, flavour)


def erler_su(sin2w: Array = constants.sin2w_low.value, *, charge_radius: bool = True) -> ErlerSu:
    """One-loop couplings with or without the Standard Model charge radius; see :class:`ErlerSu`.

    Parameters
    ----------
    sin2w : array [1]
        Low-energy MS-bar value ŝ²(0).
    charge_radius : bool
        Whether the flavour part -2φ_ℓ is included.

    Returns
    -------
    ErlerSu

    Raises
    ------
    ValidityError
        If a plain `sin2w` is not within 0 to 1.

    Sources
    -------
    Erler:2013xha. Checked: see :class:`ErlerSu`.

    Examples
    --------
    >>> round(float(erler_su(charge_radius=False).nucleon("nu_e")[0]), 4)
    0.0186
    """
    check_sin2w(sin2w, "erler_su")
    return ErlerSu(sin2w=sin2w, charge_radius=charge_radius)
