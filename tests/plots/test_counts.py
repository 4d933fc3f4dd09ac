"""Figures of predictions show the numbers of the prediction."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nuscat import experiments, plots
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.experiments import Axis
from nuscat.inference import Estimate, FitResult, GoodnessOfFit


def legend_texts(figure):
    return [t.get_text() for t in figure.legends[0].get_texts()]


def fit_result(value, experiment="coherent-csi"):
    estimate = Estimate(value=value, error=3.1, lower=-3.0, upper=3.2, unit="counts", prior=None)
    return FitResult(
        experiments=(experiment,),
        parameters={},
        nuisances={},
        fixed={},
        names=(),
        covariance=np.zeros((0, 0)),
        signal_counts={experiment: estimate},
        significance_sigma={experiment: 8.25},
        goodness_of_fit=GoodnessOfFit(statistic=4.5, dof=6, by_experiment={experiment: 4.5}),
        cite=(),
        provenance={},
    )


def points(axes):
    (container,) = axes.containers
    line, _, (bars,) = container.lines
    segments = np.array(bars.get_segments())
    return line.get_xdata(), line.get_ydata(), segments[:, 0, 1], segments[:, 1, 1]


def test_stacks_and_data_are_the_numbers_of_the_prediction(prediction, check_figure, artists):
    figure = plots.prediction_csi(prediction)
    check_figure(figure, 4)
    for i, width in enumerate((np.array([10.0, 5.0, 20.0]), np.ones(2))):
        upper, lower = figure.axes[i], figure.axes[2 + i]
        base = np.zeros(len(width))
        for name in ("steady_state", "brn", "cevns"):
            (patch,) = artists(upper, name)
            values, edges, baseline = patch.get_data()
            assert np.array_equal(edges, prediction.axes[i].edges)
            assert np.allclose(baseline, base)
            base = base + prediction.components[name].sum(axis=1 - i) / width
            assert np.allclose(values, base)
        assert not artists(lower, "steady_state")
        (signal,) = artists(lower, "cevns")
        expected = (prediction.components["cevns"] + prediction.components["brn"]).sum(axis=1 - i) / width
        assert np.allclose(signal.get_data().values, expected)
        observed = prediction.data.sum(axis=1 - i)
        steady = prediction.components["steady_state"].sum(axis=1 - i)
        for axes, subtracted in ((upper, 0.0), (lower, steady)):
            x, y, low, high = points(axes)
            edges = np.asarray(prediction.axes[i].edges)
            assert np.allclose(x, 0.5 * (edges[1:] + edges[:-1]))
            assert np.allclose(y, (observed - subtracted) / width)
            # a Poisson interval is about ±√n, wider above than below
            assert np.all(high - y > y - low)
            assert np.allclose((high - low) * width, 2.0 * np.sqrt(observed), rtol=0.12)


def test_unequal_bins_are_divided_by_their_width_and_equal_ones_say_how_wide_they_are(prediction):
    figure = plots.prediction(prediction)
    assert figure.axes[0].get_ylabel() == "counts per PE"
    assert figure.axes[1].get_ylabel() == "counts per 1 µs"
    assert figure.axes[2].get_ylabel() == "counts per PE\nminus steady state"
    assert figure.axes[2].get_xlabel() == "photoelectrons [PE]"
    more = replace(prediction, components={**prediction.components, "nin": 0.1 * prediction.components["brn"]})
    several = plots.prediction(more, subtract=("brn", "nin", "steady_state"))
    assert several.axes[2].get_ylabel() == "counts per PE\nminus background"  # three names do not fit beside the axis


def test_the_legend_gives_counts_and_uncertainties(prediction):
    texts = legend_texts(plots.prediction(prediction))
    assert texts == [
        "data: 160 counts",
        "CEvNS: 26.0 ± 3.9",
        "beam-related neutrons: 2.80 ± 0.70",
        "steady-state background: 135.0 ± 2.7",
    ]


def test_a_prediction_without_steady_state_has_one_row(prediction, check_figure):
    only = replace(prediction, components={"cevns": prediction.components["cevns"]}, experiment="mine")
    check_figure(plots.prediction(only), 2)
    assert plots.prediction(only).legends[0].get_title().get_text() == "mine"


@pytest.mark.parametrize("n", [1, 3])
def test_any_number_of_axes(prediction, n, check_figure):
    axes = (*prediction.axes, Axis(name="F90", unit="1", edges=(0.5, 0.7, 0.9)))[:n]
    shape = tuple(a.bins for a in axes)
    rng = np.random.default_rng(1)
    components = {name: rng.uniform(1.0, 9.0, shape) for name in ("cevns", "wall_gammas", "steady_state")}
    data = rng.poisson(15.0, shape).astype(float)
    made = replace(prediction, axes=axes, components=components, data=data, experiment="mine")
    figure = plots.prediction(made)
    check_figure(figure, 2 * n)
    assert legend_texts(figure)[2].startswith("wall gammas: ")


def test_a_fit_is_written_above_and_a_prediction_away_from_it_is_said_to_be(prediction):
    at_best = plots.prediction(prediction, fit_result(26.0)).legends[0].get_title().get_text()
    assert at_best == "COHERENT CsI[Na] 2021\nfit: CEvNS 26.0 ± 3.1, 8.2 σ, −2 ln λ / dof = 4.5/6"
    elsewhere = plots.prediction(prediction, fit_result(24.0)).legends[0].get_title().get_text()
    assert "drawn: not the best fit" in elsewhere
    # the uncertainty before the fit would contradict the fitted one
    assert "CEvNS: 26.0" in legend_texts(plots.prediction(prediction, fit_result(26.0)))
    with pytest.raises(UnknownNameError, match="coherent-lar"):
        plots.prediction(prediction, fit_result(26.0, "coherent-lar"))


def test_the_published_experiments(check_figure):
    csi, lar = experiments.load("coherent-csi").predict(), experiments.load("coherent-lar").predict()
    check_figure(plots.prediction_csi(csi), 4)
    check_figure(plots.prediction_lar(lar), 6)
    assert points(plots.prediction_lar(lar).axes[0])[1].sum() == lar.data.sum() == 3752
    assert f"data: {csi.data.sum():.0f} counts" in legend_texts(plots.prediction_csi(csi))
    with pytest.raises(ValidityError, match=r"plots\.prediction"):
        plots.prediction_csi(lar)
    with pytest.raises(ValidityError, match="coherent-lar"):
        plots.prediction_lar(csi)


def test_nothing_to_draw_is_an_error(prediction):
    with pytest.raises(ValidityError, match="no components"):
        plots.prediction(replace(prediction, components={}))
    with pytest.raises(ValidityError, match="no axes"):
        plots.prediction(replace(prediction, axes=()))


def test_numbered_bins_have_no_unit():
    """Bins that are numbers of classes, such as science runs, are counts per bin with a tick for each class."""
    runs = plots.prediction(experiments.load("xenonnt-8b").predict()).axes[0]
    assert runs.get_ylabel() == "counts per bin"
    assert list(runs.get_xticks()) == [0.0, 1.0]


def test_five_axes_stand_in_two_rows():
    figure = plots.prediction(experiments.load("xenonnt-8b").predict(), note="⁸B flux: sno")
    assert len(figure.axes) == 5
    assert len({round(a.get_subplotspec().rowspan.start) for a in figure.axes}) == 2
    assert all(a.get_xlabel() for a in figure.axes)
    assert "sno" in figure.get_supxlabel()


def test_large_counts_have_four_digits():
    """492243 counts of Dresden-II are 4.922×10⁵."""
    figure = plots.prediction(experiments.load("dresden-ii").predict())
    texts = [t.get_text() for legend in figure.legends for t in legend.get_texts()]
    assert "data: 4.922×10⁵ counts" in texts
