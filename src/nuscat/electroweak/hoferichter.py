"""Weak charges of electron scattering, flavour blind, as in the response analysis of Hoferichter et al."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nuscat import constants
from nuscat._core.arrays import Array
from nuscat._core.flavours import Flavour, pdg_code

from ._mixing import check_sin2w
from .couplings import number, propagate, spread

__all__ = ["Hoferichter2020", "hoferichter2020"]


@dataclass(frozen=True, kw_only=True)
class Hoferichter2020:
    r"""Couplings g = Q/2 from the weak charges of the proton and the neutron in electron scattering.

    .. math:: g_p = \tfrac12 Q_p - 2\,(s^2 - s^2_{ref}), \qquad g_n = \tfrac12 Q_n

    These charges belong to parity-violating electron scattering (A_PV): they hold the radiative corrections of the
    electron, not those of a neutrino. Use them to compare a weak form factor with A_PV on the same footing.
    For neutrino rates use charges with the neutrino's own corrections: ``erler_su`` (Q → 0) or ``tomalak2021``.

    Parameters
    ----------
    sin2w : array [1]
        Low-energy sin²θ_W; only its difference from `sin2w_ref` enters.
    sin2w_ref : float [1]
        Value at which Q_p is the one given.
    Q_p, Q_n : float [1]
        Weak charges, second hand (to confirm against the paper).
    name, label, notes : str
        Description.
    errors : tuple of (field, uncertainty)
        Standard uncertainties of the inputs: only that of the mixing angle; none is known to us for the charges.

    Sources
    -------
    Hoferichter:2020osn (values to confirm). Checked: the normalisation Q = 2 g only.

    Examples
    --------
    >>> g_p, g_n = Hoferichter2020().nucleon("nu_e")
    >>> round(float(2 * g_p), 4), round(float(2 * g_n), 4)
    (0.0714, -0.99)
    """

    cite: ClassVar[tuple[str, ...]] = ("Hoferichter:2020osn",)

    sin2w: Array = constants.sin2w_low.value
    sin2w_ref: float = constants.sin2w_low.value
    Q_p: float = 0.0714
    Q_n: float = -0.9900
    name: str = "hoferichter2020"
    label: str = "electron-scattering weak charges (Hoferichter et al.; values to confirm)"
    notes: str = "For A_PV; for neutrinos take erler_su or tomalak2021. Q_p and Q_n are second hand."
    errors: tuple[tuple[str, float], ...] = (("sin2w", constants.sin2w_low.uncertainty),)

    def nucleon(self, flavour: Flavour, Q2: Array = 0.0) -> tuple[Array, Array]:
        """Couplings (g_p, g_n) [1], the same for every flavour, at `Q2` [MeV²], broadcast with ``sin2w``."""
        pdg_code(flavour)
        shift = -2.0 * (number(self.sin2w) - self.sin2w_ref)
        g_p, g_n = spread(Q2, 0.5 * self.Q_p + shift, 0.5 * self.Q_n)
        return g_p, g_n

    def uncertainty(self, flavour: Flavour) -> tuple[Array, Array]:
        """Standard uncertainties (σ_gp, σ_gn) [1] from the mixing angle alone."""
        return propagate(self, self.errors, flavour)


def hoferichter2020(sin2w: Array = constants.sin2w_low.value) -> Hoferichter2020:
    """Weak charges of electron scattering as couplings; see :class:`Hoferichter2020`.

    Parameters
    ----------
    sin2w : array [1]
        Low-energy sin²θ_W, entering by its difference from 0.23857.

    Returns
    -------
    Hoferichter2020

    Raises
    ------
    ValidityError
        If a plain `sin2w` is not within 0 to 1.

    Sources
    -------
    Hoferichter:2020osn (values to confirm). Checked: see :class:`Hoferichter2020`.

    Examples
    --------
    >>> hoferichter2020().name
    'hoferichter2020'
    """
    check_sin2w(sin2w, "hoferichter2020")
    return Hoferichter2020(sin2w=sin2w)
