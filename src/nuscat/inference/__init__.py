"""Inference: fits, profile likelihoods, grids, contours and toys."""

from __future__ import annotations

from nuscat._core.executors import DaskCluster, Executor, LocalProcesses

from .coherency import CoherencyBin, CoherencyMeasurement, measure_coherency
from .combine import combined
from .curves import Grid, Profile, contour
from .feldman_cousins import FeldmanCousins, FeldmanCousinsGrid, feldman_cousins, feldman_cousins_grid
from .fit import Fit
from .forecast import ExposureCurve, expected_error, expected_limit, exposure_curve, scaled, significance
from .jax_backend import batched_chi2, hessian, value_and_gradient
from .minima import Minimum, local_minima
from .model import Model
from .newton import BatchMinimum, minimise_batch
from .result import Estimate, FitResult, GoodnessOfFit
from .scan import grid, profile
from .toys import Toys, toys
from .wilks import wilks_reasons

__all__ = [
    "BatchMinimum",
    "CoherencyBin",
    "CoherencyMeasurement",
    "DaskCluster",
    "Executor",
    "Estimate",
    "ExposureCurve",
    "FeldmanCousins",
    "FeldmanCousinsGrid",
    "Fit",
    "FitResult",
    "GoodnessOfFit",
    "Grid",
    "LocalProcesses",
    "Minimum",
    "Model",
    "Profile",
    "Toys",
    "batched_chi2",
    "combined",
    "contour",
    "expected_error",
    "expected_limit",
    "exposure_curve",
    "feldman_cousins",
    "feldman_cousins_grid",
    "grid",
    "hessian",
    "local_minima",
    "measure_coherency",
    "minimise_batch",
    "profile",
    "scaled",
    "significance",
    "toys",
    "value_and_gradient",
    "wilks_reasons",
]
