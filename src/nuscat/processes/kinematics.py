"""Kinematics of elastic neutrino scattering off a nucleus at rest: variables, limits, kinematic factors by name."""

from __future__ import annotations

from ._kernels import (
    BRACKETS,
    KERNELS,
    Kernel,
    axial_bracket,
    bracket,
    cosine_bracket,
    exact_bracket,
    leading_bracket,
    magnetic_kernel,
    pseudoscalar_kernel,
    recoil_kernel,
    scalar_kernel,
    spin_half_bracket,
    tensor_kernel,
)
from ._variables import (
    MOMENTUM_TRANSFERS,
    E_min,
    T_max,
    T_of_cos,
    T_of_q,
    cos_of_T,
    cos_recoil,
    dT_dcos,
    q2_max,
    q_of_T,
)

__all__ = [
    "BRACKETS",
    "KERNELS",
    "Kernel",
    "axial_bracket",
    "bracket",
    "cosine_bracket",
    "exact_bracket",
    "leading_bracket",
    "magnetic_kernel",
    "pseudoscalar_kernel",
    "recoil_kernel",
    "scalar_kernel",
    "spin_half_bracket",
    "tensor_kernel",
    "MOMENTUM_TRANSFERS",
    "E_min",
    "T_max",
    "T_of_cos",
    "T_of_q",
    "cos_of_T",
    "cos_recoil",
    "dT_dcos",
    "q2_max",
    "q_of_T",
]
