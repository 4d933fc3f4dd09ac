"""Lindhard quenching with a constant energy loss to atomic binding: it ends at a finite recoil energy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nuscat._core.arrays import Array, check_energies, namespace
from nuscat._core.errors import ValidityError, require_positive

from ._quenching_kernels import lindhard
from ._support import check_positive

__all__ = ["BindingLindhard"]


@dataclass(frozen=True)
class BindingLindhard:
    r"""Lindhard with a cut-off, :math:`E_{ee} = T\,[kg/(1 + kg) - q/\epsilon]`, g(ε) as in :func:`lindhard`.

    As :math:`T/\epsilon` is constant, q takes the same energy :math:`q\,Z^{7/3}/11.5` keV from every recoil; below the
    cut-off E_ee is zero.

    Parameters
    ----------
    Z : int
        Charge of the recoiling (and stopping) atom.
    k : float [1]
        Strength of electronic stopping.
    q : float [1]
        Strength of the correction, in units of the reduced energy; may be negative (then the factor rises towards zero
        energy, as germanium data of Dresden-II do).

    Sources
    -------
    Sorensen:2014sla (form); used for germanium by Liao:2021yog. Checked: q = 0 is Lindhard; the difference is constant.

    Examples
    --------
    >>> q = BindingLindhard(32, 0.157, 2e-5)
    >>> float(q(0.0)), round(q.loss * 1e6, 2)  # eV
    (0.0, 5.65)
    """

    Z: int
    k: Array
    q: Array
    cite: ClassVar[tuple[str, ...]] = ("Sorensen:2014sla", "Liao:2021yog", "Lewin:1995rx")

    def __post_init__(self) -> None:
        check_positive("Lindhard k", self.k, zero=True)

    @property
    def loss(self) -> Array:
        """Energy taken from every recoil [MeV]."""
        return self.q * self.Z ** (7.0 / 3.0) / 11.5 * 1e-3

    def __call__(self, T_nr: Array) -> Array:
        """Electron-equivalent energy [MeV] of recoils `T_nr` [MeV], same shape; between 0 and T."""
        check_energies("T_nr", T_nr)
        xp: Any = namespace(T_nr, self.k, self.q)
        T = xp.asarray(T_nr, dtype=float)
        return xp.minimum(xp.maximum(lindhard(T, self.Z, self.k) - self.loss, 0.0), T)

    def check(self, T_max: float) -> None:
        """Raise :class:`ValidityError` unless E_ee does not fall up to `T_max` [MeV] (it is zero below the cut-off)."""
        require_positive("T_max", T_max, unit="MeV")
        values = np.asarray(self(np.linspace(0.0, T_max, 2001)))
        if not np.all(np.isfinite(values)) or np.any(np.diff(values) < 0.0):
            raise ValidityError("BindingLindhard does not increase.", hint="Correct k and q.")
