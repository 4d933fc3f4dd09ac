"""Named quenching models: nominal response, its ±1σ variations, range, source and status."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nuscat._core.errors import UnknownNameError

from ._quenching_ge_si import GERMANIUM_SILICON
from ._quenching_model import PUBLISHED, QuenchingModel
from ._quenching_others import LIQUIDS_CRYSTALS
from .quenching import NoQuenching

__all__ = ["QUENCHING_MODELS", "QuenchingModel", "quenching_model"]


def _none() -> QuenchingModel:
    return QuenchingModel(
        name="none",
        target="any",
        nominal=NoQuenching(),
        T_range=(0.0, np.inf),
        status=PUBLISHED,
        source="heat is measured: the whole recoil energy",
    )


QUENCHING_MODELS: dict[str, Callable[[], QuenchingModel]] = {
    "none": _none,
    **GERMANIUM_SILICON,
    **LIQUIDS_CRYSTALS,
}
"""Quenching models by name; made when asked for."""


def quenching_model(name: str) -> QuenchingModel:
    """Quenching model by name.

    Parameters
    ----------
    name : str
        A key of :data:`QUENCHING_MODELS`.

    Returns
    -------
    QuenchingModel

    Raises
    ------
    UnknownNameError
        With the closest names.

    Sources
    -------
    See `source`, `status` and `cite` of the model. Checked: each is compared with the packaged points of its target.

    Examples
    --------
    >>> m = quenching_model("ge-lindhard-conus")
    >>> round(float(m.nominal(1e-3)) * 1e3, 4), m.status  # keVee at 1 keV
    (0.1755, 'published')
    """
    if name not in QUENCHING_MODELS:
        raise UnknownNameError.of("quenching model", name, QUENCHING_MODELS)
    return QUENCHING_MODELS[name]()
