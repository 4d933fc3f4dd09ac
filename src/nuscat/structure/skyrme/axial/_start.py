"""Where an axial iteration starts: a deformed Woods–Saxon potential."""

from __future__ import annotations

import math

import numpy as np

from nuscat.structure.skyrme.functional import Fields

from ._state import Problem, Start

__all__ = ["woods_saxon"]


def woods_saxon(p: Problem, beta: float) -> Start:
    r"""Woods–Saxon fields [MeV, MeV fm²] with quadrupole deformation.

    .. math:: U = V_0\Big[1+e^{(r-R(\theta))/a}\Big]^{-1},\quad R(\theta) = 1.27A^{1/3}(1+\beta Y_{20}(\theta)),
              \quad V_0 = -51\pm33\tfrac{N-Z}{A}\text{ MeV},\ a = 0.67\text{ fm}

    with the Coulomb potential of a uniform sphere and a spin–orbit field S = 15f MeV fm².

    Parameters
    ----------
    p : Problem
    beta : float [1]

    Sources
    -------
    BohrMottelson1969. Checked: as a start only; converged results do not depend on it.
    """
    N, Z = p.numbers
    A = p.nuclide.A
    z, r = p.basis.mesh
    distance = np.hypot(z, r)
    Y = math.sqrt(5.0 / (16.0 * math.pi)) * (3.0 * (z / distance) ** 2 - 1.0)
    R = 1.27 * A ** (1.0 / 3.0)
    f = 1.0 / (1.0 + np.exp(np.clip((distance - R * (1.0 + beta * Y)) / 0.67, -60.0, 60.0)))
    asymmetry = 33.0 * (N - Z) / A
    U = np.array([[-51.0 + asymmetry], [-51.0 - asymmetry]]) * f
    U[1] += Z * p.force.e2 * np.where(distance < R, (3.0 - (distance / R) ** 2) / (2.0 * R), 1.0 / distance)
    B = np.array([[p.force.hbar2_2m_n], [p.force.hbar2_2m_p]]) * np.ones_like(U)
    gap = np.array([[1.0 if v != 0.0 else 0.0] for v in p.strengths]) * f
    return Start(fields=Fields(U, B, 15.0 * np.stack([f, f])), gap=gap)
