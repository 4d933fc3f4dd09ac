"""Inference: fits, profile likelihoods, grids, contours and toys."""

from __future__ import annotations

from .fit import Fit
from .model import Model
from .newton import BatchMinimum, minimise_batch
from .result import Estimate, FitResult, GoodnessOfFit
from .scan import Grid, Profile, contour, grid, profile
from .toys import FeldmanCousins, Toys, feldman_cousins, toys

__all__ = [
    "BatchMinimum",
    "Estimate",
    "FeldmanCousins",
    "Fit",
    "FitResult",
    "GoodnessOfFit",
    "Grid",
    "Model",
    "Profile",
    "Toys",
    "contour",
    "feldman_cousins",
    "grid",
    "minimise_batch",
    "profile",
    "toys",
]
