"""Tree-level weak couplings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nuscat import constants
from nuscat._core.arrays import Array
from nuscat._core.flavours import Flavour, pdg_code

from ._mixing import check_sin2w
from .couplings import number, propagate, spread

__all__ = ["Tree", "tree", "tree_mz"]


@dataclass(frozen=True)
class Tree:
    r"""Tree-level couplings, blind to the flavour and independent of Q².

    .. math:: g_p = \tfrac12 - 2\sin^2\theta_W, \qquad g_n = -\tfrac12

    Parameters
    ----------
    sin2w : array [1]
        sin²θ_W. Near q = 0 this is the *low-energy* MS-bar value, 0.23857, **not** the one at the Z mass:
        0.2312 in this formula changes rates by several per cent. The object never warns, so that fits can scan;
        the factory :func:`tree` does.
    name, label, notes : str
        Description.
    errors : tuple of (field, uncertainty)
        Standard uncertainties of the inputs.

    Sources
    -------
    Freedman:1973yd; value of sin²θ_W: ParticleDataGroup:2022pth. Checked: closed form; σ_gp = 2 σ.

    Examples
    --------
    >>> g_p, g_n = Tree(sin2w=0.25).nucleon("nu_mu")
    >>> float(g_p), float(g_n)
    (0.0, -0.5)
    """

    cite: ClassVar[tuple[str, ...]] = ("Freedman:1973yd", "ParticleDataGroup:2022pth")

    sin2w: Array = constants.sin2w_low.value
    name: str = "tree"
    label: str = "tree level, low-energy sin²θ_W"
    notes: str = "Flavour blind; no radiative correction other than the running of sin²θ_W."
    errors: tuple[tuple[str, float], ...] = (("sin2w", constants.sin2w_low.uncertainty),)

    def nucleon(self, flavour: Flavour, Q2: Array = 0.0) -> tuple[Array, Array]:
        """Couplings (g_p, g_n) [1] of `flavour` at `Q2` [MeV²], broadcast with ``sin2w``."""
        pdg_code(flavour)
        g_p, g_n = spread(Q2, 0.5 - 2.0 * number(self.sin2w), -0.5)
        return g_p, g_n

    def uncertainty(self, flavour: Flavour) -> tuple[Array, Array]:
        """Standard uncertainties (σ_gp, σ_gn) [1] = (2 σ(sin²θ_W), 0)."""
        return propagate(self, self.errors, flavour)


def tree(sin2w: Array = constants.sin2w_low.value) -> Tree:
    """Tree-level couplings with the low-energy value of sin²θ_W.

    Parameters
    ----------
    sin2w : array [1]
        Low-energy MS-bar sin²θ_W (q ≈ 0): 0.23857(5). A number that is plainly another quantity, in
        0.2305–0.235 (MS-bar at the Z mass, 0.2312) or 0.2220–0.2245 (on shell, 0.2234), warns, here and in the
        factories of the other conventions. Arrays, JAX values and ``dataclasses.replace(tree(), sin2w=...)`` do not:
        a scan crosses these windows on purpose.

    Returns
    -------
    Tree

    Raises
    ------
    ValidityError
        If a plain `sin2w` is not within 0 to 1.

    Sources
    -------
    Freedman:1973yd; ParticleDataGroup:2022pth. Checked: both windows warn, 0.23857 does not.

    Examples
    --------
    >>> round(float(tree().nucleon("nu_e")[0]), 5)
    0.02286
    """
    check_sin2w(sin2w, "tree")
    return Tree(sin2w=sin2w)


def tree_mz() -> Tree:
    """Tree-level couplings with sin²θ_W at the Z mass: a mistake in circulation, here only for comparison.

    Returns
    -------
    Tree
        sin2w = 0.23122, without warning.

    Sources
    -------
    ParticleDataGroup:2022pth. Checked: lowers |Q_W| of ⁴⁰Ar by 2.5 %, hence its rate by 5 %.

    Examples
    --------
    >>> round(float(tree_mz().nucleon("nu_e")[0]), 5)
    0.03756
    """
    return Tree(
        sin2w=constants.sin2w_MZ.value,
        name="tree_mz",
        label="tree level, sin²θ_W at the Z mass (comparison only)",
        notes="Lowers rates near q = 0 by several per cent; in circulation, not recommended.",
        errors=(("sin2w", constants.sin2w_MZ.uncertainty),),
    )
