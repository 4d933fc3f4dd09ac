"""Detectors by name: numbers of the papers, and responses that are probabilities."""

from __future__ import annotations

import numpy as np
import pytest

from nuscat._core.citations import bibliography
from nuscat._core.errors import UnknownNameError
from nuscat.detectors import DETECTORS, QUENCHING_MODELS, preset, quenching_model
from nuscat.nuclei import material

PUBLISHED = {
    # mass [kg], threshold, its variable
    "dresden-ii": (2.924, 0.2e-3, "keVee"),  # Colaresi:2022obx
    "conus-plus": (2.83, 160e-6, "keVee"),  # Ackermann:2025obx
    "neon": (16.7, None, "PE"),  # arXiv:2404.03691
    "miner": (0.072, 0.25e-3, "keVnr"),  # arXiv:2510.15999
    "nucleus": (None, 20e-6, "keVnr"),  # NUCLEUS:2019igx
    "ricochet": (None, 50e-6, "keVnr"),  # Ricochet:2023nvt
    "connie": (None, 15e-6, "keVee"),  # CONNIE:2024pwt
    "texono": (None, 0.2e-3, "keVee"),  # TEXONO:2024vfk
    "coherent-ge": (None, 1.5e-3, "keVee"),  # COHERENT:2024axu
    "pandax-s2": (None, 0.33e-3, "keVnr"),  # PandaX:2024muv
    "relics": (32.0, None, "electrons"),  # RELICS:2024opj
    "coherent-lar-750": (610.0, None, "keVee"),
}
REQUIRED = (
    *("coherent-ge", "conus-plus", "dresden-ii", "texono", "nugen", "ricochet", "nucleus", "miner", "connie"),
    *(
        "damic-like",
        "neon",
        "coherent-nai",
        "relics",
        "xenon-nt",
        "lz",
        "pandax",
        "darkside",
        "ccm",
        "coherent-lar-750",
    ),
)


def test_all_are_there():
    assert set(REQUIRED) <= set(DETECTORS)


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_numbers(name):
    mass, threshold, kind = PUBLISHED[name]
    d = preset(name)
    assert d.threshold_of == kind
    if mass is not None:
        assert d.mass == mass
    if threshold is not None:
        assert d.threshold == pytest.approx(threshold)


@pytest.mark.parametrize("name", DETECTORS)
def test_response_is_a_probability_that_rises_through_the_threshold(name):
    d = preset(name)
    elements = {n.symbol for n, _ in material(d.material).components}
    for element in elements:
        top = min(d.quenching_of(element).T_range[1], 0.05)
        T = np.linspace(0.0, min(top, 4.4e-3) if d.material == "Ge" else top, 60)
        matrix = np.asarray(d.response_of(element).matrix(T))
        assert np.all(matrix >= -1e-12)
        assert np.all(matrix.sum(axis=0) <= 1.0 + 1e-9)
        assert matrix[:, 0].sum() < 1e-6  # nothing is seen of nothing
        if d.threshold_of == "keVnr" and d.threshold < T[-1]:
            curve = d.response_of(element).efficiency_curve(np.array([0.1, 1.0, 1.8]) * d.threshold)
            assert curve[0] < 0.15 < curve[1] < 0.85 or curve[1] == pytest.approx(0.5, abs=0.1)
            assert curve[2] > 0.8


@pytest.mark.parametrize("name", DETECTORS)
def test_everything_is_said(name):
    d = preset(name)
    assert d.status in ("published", "to be confirmed")
    assert d.source
    assert d.title
    assert set(d.cite) <= set(bibliography())
    assert all(model in QUENCHING_MODELS for _, model in d.quenching)
    if d.status == "to be confirmed" and name != "damic-like":
        assert "second hand" in d.source or "ours" in d.source or "goal" in d.source or "published" in d.source


def test_noise_carries_events_over_the_threshold():
    """Half of the recoils whose ionisation is at the threshold are kept, and less than 1 % four widths below."""
    d = preset("conus-plus")
    T = np.linspace(0.0, 4e-3, 4001)
    ionisation = np.asarray(d.quenching_of("Ge").nominal(T))
    curve = np.asarray(d.response.efficiency_curve(T))
    sigma = 20.4e-6
    assert np.interp(160e-6, ionisation, curve) == pytest.approx(0.5, abs=0.01)
    assert np.interp(160e-6 - 4 * sigma, ionisation, curve) < 0.01
    assert np.interp(160e-6 + 4 * sigma, ionisation, curve) > 0.99


def test_another_quenching_can_be_given():
    d = preset("dresden-ii")
    T = np.array([1e-3])
    fef, ybe = (
        np.asarray(d.response_of("Ge", quenching=quenching_model(n).nominal).efficiency_curve(T))
        for n in ("ge-fef", "ge-ybe")
    )
    assert fef > ybe
    assert d.response.efficiency_curve(T) == pytest.approx(fef)


def test_names_and_elements_have_hints():
    with pytest.raises(UnknownNameError, match="dresden-ii"):
        preset("dresden")
    with pytest.raises(UnknownNameError, match="Cs"):
        preset("neon").quenching_of("Cs")
