"""Inference: fits, profile likelihoods, grids, contours and toys."""

from __future__ import annotations

from nuscat._core.executors import DaskCluster, Executor, LocalProcesses

from .coherency import CoherencyBin, CoherencyMeasurement, measure_coherency
from .curves import Grid, Profile, contour
from .feldman_cousins import FeldmanCousins, feldman_cousins
from .fit import Fit
from .jax_backend import batched_chi2, hessian, value_and_gradient
from .minima import Minimum, local_minima
from .model import Model
from .newton import BatchMinimum, minimise_batch
from .result import Estimate, FitResult, GoodnessOfFit
from .scan import grid, profile
from .toys import Toys, toys

__all__ = [
    "BatchMinimum",
    "CoherencyBin",
    "CoherencyMeasurement",
    "DaskCluster",
    "Executor",
    "Estimate",
    "FeldmanCousins",
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
    "contour",
    "feldman_cousins",
    "grid",
    "hessian",
    "local_minima",
    "measure_coherency",
    "minimise_batch",
    "profile",
    "toys",
    "value_and_gradient",
]
