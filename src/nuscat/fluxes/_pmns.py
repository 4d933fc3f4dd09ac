"""Parameters of three-neutrino mixing: published sets, with uncertainties."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import UnknownNameError, ValidityError, require_finite

__all__ = ["PMNS", "PMNS_SETS", "pmns_parameters"]

_MIXINGS = ("sin2_12", "sin2_13", "sin2_23")
PARAMETERS = (*_MIXINGS, "delta", "dm2_21", "dm2_31")


@dataclass(frozen=True, kw_only=True)
class PMNS:
    """Mixing angles, phase and squared-mass differences of three neutrinos.

    Parameters
    ----------
    sin2_12, sin2_13, sin2_23 : float [1]
        sin²θ.
    delta : float [rad]
        CP phase.
    dm2_21, dm2_31 : float [eV²]
        m₂² − m₁² > 0 and m₃² − m₁² (negative for the inverted ordering).
    uncertainties : tuple of (name, σ)
        Standard uncertainty of a parameter, in its unit; asymmetric ones averaged.
    name : str
    cite : tuple of str
        INSPIRE keys.

    Raises
    ------
    ValidityError
        If a sin² is outside [0, 1], a number is not finite, or an uncertainty has an unknown name.

    Examples
    --------
    >>> p = pmns_parameters("nufit-5.2")
    >>> round(float(abs(p.matrix()[0, 1])) ** 2, 4)  # |U_e2|²
    0.2963
    """

    sin2_12: float
    sin2_13: float
    sin2_23: float
    delta: float
    dm2_21: float
    dm2_31: float
    uncertainties: tuple[tuple[str, float], ...] = ()
    name: str = "user"
    cite: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in PARAMETERS:
            require_finite(name, getattr(self, name))
        for name in _MIXINGS:
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValidityError(f"{name} is sin²θ and lies in [0, 1], got {getattr(self, name)!r}.")
        if not self.dm2_21 > 0.0 or self.dm2_31 == 0.0:
            raise ValidityError(
                f"dm2_21 must be positive and dm2_31 not zero, got {self.dm2_21!r} and {self.dm2_31!r} eV².",
                hint="The order of the states 1 and 2 is fixed by the Sun; the sign of dm2_31 is free.",
            )
        for name, _ in self.uncertainties:
            if name not in PARAMETERS:
                raise UnknownNameError.of("mixing parameter", name, PARAMETERS)

    @property
    def real(self) -> bool:
        """Whether the phase is 0 or π, so that the matrix is real."""
        return abs(math.sin(self.delta)) < 1e-12

    def matrix(self, *, antineutrino: bool = False) -> NDArray[np.complex128]:
        """Mixing matrix U [1], shape (3, 3), rows e, μ, τ; its conjugate for antineutrinos.

        Sources
        -------
        Parametrisation of ParticleDataGroup:2022pth, Eq. (14.33). Checked: unitary to 1e-15.
        """
        s12, s13, s23 = (math.sqrt(getattr(self, n)) for n in _MIXINGS)
        c12, c13, c23 = (math.sqrt(1.0 - getattr(self, n)) for n in _MIXINGS)
        phase = complex(math.cos(self.delta), math.sin(self.delta))
        U = np.array(
            [
                [c12 * c13, s12 * c13, s13 / phase],
                [-s12 * c23 - c12 * s13 * s23 * phase, c12 * c23 - s12 * s13 * s23 * phase, c13 * s23],
                [s12 * s23 - c12 * s13 * c23 * phase, -c12 * s23 - s12 * s13 * c23 * phase, c13 * c23],
            ]
        )
        return U.conj() if antineutrino else U

    def real_matrix(self) -> NDArray[np.float64]:
        """Mixing matrix without imaginary part [1], shape (3, 3); raises :class:`ValidityError` unless δ is 0 or π."""
        if not self.real:
            raise ValidityError(
                f"Mass eigenstates as real flavour amplitudes need a phase of 0 or π, got {self.delta:.4g} rad.",
                hint="dataclasses.replace(parameters, delta=math.pi).",
            )
        return np.asarray(self.matrix().real, dtype=float)


def _nufit(name: str, cite: str, values: tuple[float, ...], errors: tuple[float, ...]) -> PMNS:
    """Set from sin²θ12, sin²θ13, sin²θ23, δ [degrees], Δm²21 and Δm²31 [eV²]."""
    fields: dict[str, Any] = dict(zip(PARAMETERS, values, strict=True))
    fields["delta"] = math.radians(fields["delta"])
    sigma = dict(zip(PARAMETERS, errors, strict=True))
    sigma["delta"] = math.radians(sigma["delta"])
    return PMNS(**fields, uncertainties=tuple(sigma.items()), name=name, cite=(cite,))


PMNS_SETS: dict[str, PMNS] = {
    "nufit-5.2": _nufit(
        "nufit-5.2",
        "Esteban:2020cvm",
        (0.303, 0.02225, 0.451, 232.0, 7.41e-5, 2.507e-3),
        (0.012, 0.00058, 0.0175, 31.0, 0.205e-5, 0.0265e-3),
    ),
    "nufit-5.2-io": _nufit(
        "nufit-5.2-io",
        "Esteban:2020cvm",
        (0.303, 0.02223, 0.569, 276.0, 7.41e-5, -2.486e-3 + 7.41e-5),
        (0.0115, 0.00058, 0.0185, 25.5, 0.205e-5, 0.0265e-3),
    ),
    "nufit-6.0": _nufit(
        "nufit-6.0",
        "Esteban:2024eli",
        (0.308, 0.02215, 0.470, 212.0, 7.49e-5, 2.513e-3),
        (0.0115, 0.00057, 0.015, 33.5, 0.19e-5, 0.020e-3),
    ),
    "pdg-2022": _nufit(
        "pdg-2022",
        "ParticleDataGroup:2022pth",
        (0.307, 0.0220, 0.546, 1.36 * 180.0, 7.53e-5, 2.453e-3 + 7.53e-5),
        (0.013, 0.0007, 0.021, 0.18 * 180.0, 0.18e-5, 0.033e-3),
    ),
}
"""Named sets: NuFIT 5.2 (2022) and 6.0 (2024) with atmospheric data, PDG 2022; normal ordering unless "-io"."""


def pmns_parameters(name: str | PMNS) -> PMNS:
    """Mixing parameters by name, a key of :data:`PMNS_SETS`; a :class:`PMNS` is returned as it is.

    Raises
    ------
    UnknownNameError
        With the closest names.

    Examples
    --------
    >>> pmns_parameters("nufit-5.2").dm2_21
    7.41e-05
    """
    if isinstance(name, PMNS):
        return name
    key = str(name).strip().lower()
    if key not in PMNS_SETS:
        raise UnknownNameError.of("set of mixing parameters", name, PMNS_SETS)
    return PMNS_SETS[key]
