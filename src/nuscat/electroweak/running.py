"""Running of the weak mixing angle in the MS-bar scheme, from the Z mass to zero momentum transfer."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from nuscat import constants
from nuscat._core.errors import ValidityError

__all__ = ["RUNNING_FERMIONS", "RunningMixingAngle"]

Floats = NDArray[np.float64]

RUNNING_FERMIONS: dict[str, tuple[int, float, float]] = {
    "e": (1, -1.0, constants.m_e.value),
    "mu": (1, -1.0, constants.m_mu.value),
    "tau": (1, -1.0, constants.m_tau.value),
    "u": (3, 2.0 / 3.0, 176.0),
    "d": (3, -1.0 / 3.0, 176.0),
    "s": (3, -1.0 / 3.0, 305.0),
    "c": (3, 2.0 / 3.0, 1176.0),
    "b": (3, -1.0 / 3.0, 3995.0),
    "t": (3, 2.0 / 3.0, 172570.0),
}
"""Colours [1], charge [e] and threshold [MeV] of each fermion; those of u to b are the threshold masses of
Erler:2004in (to confirm), at which couplings match without a step."""

_LIGHT = ("u", "d", "s")
_STEPS = 40
"""Runge–Kutta steps in each interval between thresholds."""
_HIGHEST = 1e7
"""End of the range [MeV]."""


@dataclass(frozen=True, kw_only=True)
class RunningMixingAngle:
    r"""MS-bar weak mixing angle against the scale, at one loop (QED: two loops; QCD corrections to α_s²).

    .. math::
        \frac{d\hat\alpha}{d\ln\mu^2} &= \frac{\hat\alpha^2}{3\pi}
            \Big[\sum_i N_iK_iQ_i^2 - \tfrac{21}4\theta_W\Big] \\
        \frac{d\hat s^2}{d\ln\mu^2} &= \frac{\hat\alpha}{3\pi}\Big[\hat s^2
            \Big(\sum_i N_iK_iQ_i^2 - \tfrac{21}4\theta_W\Big)
            - \tfrac12\sum_i N_iK_iT_iQ_i + \tfrac{43}8\theta_W\Big] \\
        K_i &= 1 + \tfrac34 Q_i^2\frac{\hat\alpha}\pi + \frac{\alpha_s}\pi
            + \Big(\tfrac{125}{48} - \tfrac{11}{72}n_q\Big)\frac{\alpha_s^2}{\pi^2} \quad(\text{quarks})

    with the fermions lighter than μ, and θ_W = 1 above the W mass, where 1/α̂ rises by 1/6π and cos²θ/α̂ is continuous.
    Below the charm threshold QCD does not converge: K of u, d and s is one constant there, fixed by α̂ at the Z mass and
    at zero, i.e. by the measured hadronic vacuum polarisation.

    Parameters
    ----------
    sin2w_mz : float [1]
        ŝ² at the Z mass.
    alpha_mz : float [1]
        α̂ at the Z mass (without top quark).
    alpha : float [1]
        Fine-structure constant.
    alpha_s_mz : float [1]
        Strong coupling at the Z mass (two-loop running).
    thresholds : tuple of (fermion, mass)
        Names of `RUNNING_FERMIONS` and thresholds [MeV] to use instead of those given there.

    Raises
    ------
    ValidityError
        If a coupling is not within 0 to 1, a threshold is unknown or not positive, or a scale is not finite or beyond
        10 TeV.

    Notes
    -----
    The curve that is usually drawn: the scale μ is identified with the momentum transfer Q, with a kink at every
    threshold. It is no prediction of an observable: each process has radiative corrections of its own, and its
    published angle is defined by removing them. Neglected: α_s³ and singlet terms of QCD, two-loop matching, and the
    top quark's step; with the uncertain separation of s from u and d together below 1e-3 of ŝ².

    Sources
    -------
    Erler:2004in. Checked: equal to the solution printed there with its table of coefficients λ; ŝ²(0) = 0.23867(16) of
    that paper within 1e-3, and 0.23868(5) of Erler:2017knj with its own ŝ²(M_Z).

    Examples
    --------
    >>> run = RunningMixingAngle()
    >>> round(float(run(91188.0)), 5), round(float(run(0.0)), 4)
    (0.23122, 0.2386)
    """

    cite: ClassVar[tuple[str, ...]] = ("Erler:2004in", "Erler:2017knj", "ParticleDataGroup:2022pth")

    sin2w_mz: float = constants.sin2w_MZ.value
    alpha_mz: float = constants.alpha_MZ.value
    alpha: float = constants.alpha.value
    alpha_s_mz: float = constants.alpha_s_MZ.value
    thresholds: tuple[tuple[str, float], ...] = field(default=())

    def __post_init__(self) -> None:
        for name in ("sin2w_mz", "alpha_mz", "alpha", "alpha_s_mz"):
            value = getattr(self, name)
            if not 0.0 < value < 1.0:
                raise ValidityError(f"{name} must lie between 0 and 1, got {value!r}.", hint="Leave it out.")
        for name, mass in self.thresholds:
            if name not in RUNNING_FERMIONS or not 0.0 < mass < math.inf:
                raise ValidityError(
                    f"There is no threshold of {name!r} at {mass!r} MeV.",
                    hint=f"A positive mass of one of {', '.join(RUNNING_FERMIONS)}.",
                )

    def __call__(self, Q: Any) -> Floats:
        """ŝ² [1] at the scales `Q` [MeV], shape of `Q`; constant below the electron mass."""
        x = self._scale(Q)
        return np.asarray(np.interp(x, self._table[0], self._table[2]))

    def alpha_running(self, Q: Any) -> Floats:
        """α̂ [1] at the scales `Q` [MeV], shape of `Q`."""
        x = self._scale(Q)
        return np.asarray(1.0 / np.interp(x, self._table[0], self._table[1]))

    def kappa(self, Q: Any) -> Floats:
        """ŝ²(Q)/ŝ²(M_Z) [1] at the scales `Q` [MeV], shape of `Q`."""
        return np.asarray(self(Q) / self.sin2w_mz)

    @cached_property
    def light_quark_factor(self) -> float:
        """K of the quarks u, d and s below the charm threshold [1]."""
        masses = self._masses
        top = masses["c"]
        value = self._at_charm[1] - 1.0 / self.alpha
        leptons = sum(
            (1.0 + 0.75 * self.alpha / math.pi) * 2.0 * math.log(top / masses[name])
            for name in ("e", "mu", "tau")
            if masses[name] < top
        )
        quarks = sum(3.0 * RUNNING_FERMIONS[q][1] ** 2 * 2.0 * math.log(top / masses[q]) for q in _LIGHT)
        return float((-3.0 * math.pi * value - leptons) / quarks)

    @cached_property
    def _masses(self) -> dict[str, float]:
        return {name: row[2] for name, row in RUNNING_FERMIONS.items()} | dict(self.thresholds)

    @staticmethod
    def _scale(Q: Any) -> Floats:
        value = np.asarray(Q, dtype=float)
        if not np.all(np.isfinite(value)) or np.any(value < 0.0) or np.any(value > _HIGHEST):
            raise ValidityError(f"Q must lie within 0 to {_HIGHEST:g} MeV.", hint="Give the scale in MeV.")
        return np.asarray(np.log(np.maximum(value, 1e-6)))

    def _rates(self, middle: float, factor: float | None) -> Callable[[Floats], Floats]:
        """Derivatives of (α_s, 1/α̂, ŝ²) with ln μ between two thresholds around `middle` [MeV]."""
        active = [row[:2] for name, row in RUNNING_FERMIONS.items() if self._masses[name] < middle]
        quarks = sum(colours == 3 for colours, _ in active)
        W = float(middle > constants.m_W.value)

        def rates(y: Floats) -> Floats:
            alpha_s, inverse, s2 = y
            a = alpha_s / math.pi
            qcd = factor if factor is not None else 1.0 + a + (125.0 / 48.0 - 11.0 / 72.0 * quarks) * a * a
            squares, mixed = -5.25 * W, -5.375 * W
            for colours, charge in active:
                K = qcd if colours == 3 else 1.0
                if factor is None or colours == 1:
                    K += 0.75 * charge**2 / (math.pi * inverse)
                squares += colours * K * charge**2
                mixed += 0.5 * colours * K * 0.5 * abs(charge)
            beta_s = -2.0 * alpha_s * ((33 - 2 * quarks) / 12.0 * a + (153 - 19 * quarks) / 24.0 * a * a)
            if factor is not None:
                beta_s = 0.0
            scale = 2.0 / (3.0 * math.pi)
            return np.array([beta_s, -scale * squares, scale / inverse * (s2 * squares - mixed)])

        return rates

    def _run(self, y: Floats, start: float, stop: float, factor: float | None = None) -> tuple[Floats, Floats]:
        """Logarithms of the scales [of MeV] and solutions from `start` to `stop` [MeV], no threshold between them."""
        rates = self._rates(math.sqrt(start * stop), factor)
        h = math.log(stop / start) / _STEPS
        rows = [y]
        for _ in range(_STEPS):
            k1 = rates(y)
            k2 = rates(y + 0.5 * h * k1)
            k3 = rates(y + 0.5 * h * k2)
            k4 = rates(y + h * k3)
            y = y + h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
            rows.append(y)
        return math.log(start) + h * np.arange(_STEPS + 1, dtype=np.float64), np.array(rows)

    @cached_property
    def _above_charm(self) -> list[tuple[Floats, Floats]]:
        """Solutions from the highest scale to the charm threshold, piece by piece downwards."""
        m_Z, m_W, masses = constants.m_Z.value, constants.m_W.value, self._masses
        at_Z = np.array([self.alpha_s_mz, 1.0 / self.alpha_mz, self.sin2w_mz])
        pieces = []
        y, previous = at_Z, m_Z
        for scale in (masses["t"], _HIGHEST):
            pieces.append(self._run(y, previous, scale))
            y, previous = pieces[-1][1][-1], scale
        pieces.append(self._run(at_Z, m_Z, m_W))
        alpha_s, inverse, s2 = pieces[-1][1][-1]
        below = inverse - 1.0 / (6.0 * math.pi)
        y, previous = np.array([alpha_s, below, 1.0 - (1.0 - s2) * inverse / below]), m_W
        for scale in sorted((m for m in masses.values() if masses["c"] <= m < m_W), reverse=True):
            pieces.append(self._run(y, previous, scale))
            y, previous = pieces[-1][1][-1], scale
        pieces[3][0][0] -= 1e-9  # the lower end of the step at the W mass
        return pieces

    @cached_property
    def _at_charm(self) -> Floats:
        return np.asarray(self._above_charm[-1][1][-1])

    @cached_property
    def _table(self) -> tuple[Floats, Floats, Floats]:
        """ln(μ/MeV), 1/α̂ and ŝ² [1] from the electron mass to the highest scale, increasing."""
        masses = self._masses
        pieces = list(self._above_charm)
        y, previous = self._at_charm, masses["c"]
        for scale in sorted({m for m in masses.values() if m < masses["c"]}, reverse=True):
            pieces.append(self._run(y, previous, scale, self.light_quark_factor))
            y, previous = pieces[-1][1][-1], scale
        x = np.concatenate([p[0] for p in pieces])
        values = np.concatenate([p[1] for p in pieces])
        x, first = np.unique(x, return_index=True)
        return x, values[first, 1], values[first, 2]
