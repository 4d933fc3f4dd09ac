"""The one pair of weak couplings printed in the Review of Particle Physics since 2014."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar

from nuscat._core.arrays import Array
from nuscat._core.flavours import Flavour, pdg_code

from ._mixing import check_sin2w
from .erler_su import ErlerSu

__all__ = ["PdgMuon", "pdg"]

_SIN2W_2005 = 0.23867
_ONE_LOOP = ErlerSu()


@dataclass(frozen=True, kw_only=True)
class PdgMuon:
    """The single pair of couplings the Review of Particle Physics prints since 2014, used for every flavour.

    It is the muon-flavour pair of :class:`ErlerSu`; papers that quote it apply it to all flavours. The printed
    g_p = 0.0298 corresponds to ŝ²(0) = 0.23867; the newer 0.23857 would give 0.0300.

    Parameters
    ----------
    sin2w : array [1]
        Low-energy MS-bar value ŝ²(0).
    one_loop : ErlerSu
        Other inputs; its ``sin2w`` is not used.
    name, label, notes : str
        Description.
    errors : tuple of (field, uncertainty)
        Standard uncertainty of ``sin2w``; those of the other inputs are taken from `one_loop`.

    Sources
    -------
    ParticleDataGroup:2014cgo; Erler:2013xha; ŝ²(0): Erler:2004in. Checked: 0.0298 and -0.5117.

    Examples
    --------
    >>> g_p, g_n = PdgMuon().nucleon("nu_e")
    >>> round(float(g_p), 4), round(float(g_n), 4)
    (0.0298, -0.5117)
    """

    cite: ClassVar[tuple[str, ...]] = ("ParticleDataGroup:2014cgo", "Erler:2013xha", "Erler:2004in")

    sin2w: Array = _SIN2W_2005
    one_loop: ErlerSu = _ONE_LOOP
    name: str = "pdg"
    label: str = "PDG since 2014 (muon-flavour pair for every flavour)"
    notes: str = "Flavour blind by use, not by derivation: ν_e and ν_τ differ by +0.008 and -0.004 in g_p."
    errors: tuple[tuple[str, float], ...] = (("sin2w", 0.00016),)

    def _muon(self) -> ErlerSu:
        inputs = {f.name: getattr(self.one_loop, f.name) for f in fields(self.one_loop)}
        own = dict(self.errors)
        errors = tuple((k, own.get(k, v)) for k, v in self.one_loop.errors)
        return ErlerSu(**(inputs | {"sin2w": self.sin2w, "errors": errors}))

    def nucleon(self, flavour: Flavour, Q2: Array = 0.0) -> tuple[Array, Array]:
        """Couplings (g_p, g_n) [1], the same for every flavour, at `Q2` [MeV²], broadcast with ``sin2w``."""
        pdg_code(flavour)
        return self._muon().nucleon("nu_mu", Q2)

    def uncertainty(self, flavour: Flavour) -> tuple[Array, Array]:
        """Standard uncertainties (σ_gp, σ_gn) [1] from the inputs; the neglected flavour dependence is not included."""
        pdg_code(flavour)
        return self._muon().uncertainty("nu_mu")


def pdg(sin2w: Array = _SIN2W_2005) -> PdgMuon:
    """The pair of couplings printed in the Review of Particle Physics since 2014; see :class:`PdgMuon`.

    Parameters
    ----------
    sin2w : array [1]
        Low-energy MS-bar value ŝ²(0).

    Returns
    -------
    PdgMuon

    Raises
    ------
    ValidityError
        If a plain `sin2w` is not within 0 to 1.

    Sources
    -------
    ParticleDataGroup:2014cgo. Checked: 0.0298 and -0.5117.

    Examples
    --------
    >>> pdg().nucleon("nu_e") == pdg().nucleon("nu_tau")
    True
    """
    check_sin2w(sin2w, "pdg")
    return PdgMuon(sin2w=sin2w)
