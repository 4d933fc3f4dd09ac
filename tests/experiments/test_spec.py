"""Experiments with options in one text."""

from __future__ import annotations

import pytest

from nuscat import experiments
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.experiments import split_specs


def test_options_in_text_equal_options() -> None:
    for text, name, options in (
        ("dresden-ii:quenching=photo-neutron", "dresden-ii", {"quenching": "photo-neutron"}),
        (
            "dresden-ii:quenching=lindhard:k=0.16,period=off",
            "dresden-ii",
            {"quenching": "lindhard:k=0.16", "period": "off"},
        ),
        ("dresden-ii:noise=60", "dresden-ii", {"noise": 60.0}),
        (
            "xenonnt-8b:runs=sr0+sr1+sr2,constraint=b16-gs98",
            "xenonnt-8b",
            {"runs": ("sr0", "sr1", "sr2"), "constraint": "b16-gs98"},
        ),
        ("coherent-csi:time_edges=0+0.5+1+6", "coherent-csi", {"time_edges": (0.0, 0.5, 1.0, 6.0)}),
        ("coherent-csi:steady_state_statistics=true", "coherent-csi", {"steady_state_statistics": True}),
    ):
        made, plain = experiments.load(text), experiments.load(name, **options)
        for option in options:
            assert getattr(made, option) == getattr(plain, option)


def test_other_text_wins_over_nothing() -> None:
    """An option given both ways: the argument counts."""
    assert experiments.load("dresden-ii:period=on", period="off").period == "off"


def test_lists() -> None:
    text = "coherent-csi,dresden-ii:quenching=lindhard:k=0.16,period=on,coherent-lar"
    assert split_specs(text) == ["coherent-csi", "dresden-ii:quenching=lindhard:k=0.16,period=on", "coherent-lar"]
    assert split_specs(["coherent-csi", "xenonnt-8b:runs=sr0"]) == ["coherent-csi", "xenonnt-8b:runs=sr0"]
    assert split_specs(None) == []


def test_errors() -> None:
    with pytest.raises(UnknownNameError, match="quenching"):
        experiments.load("dresden-ii:quenchin=lindhard")
    with pytest.raises(UnknownNameError, match="dresden-ii"):
        experiments.load("dresden:quenching=lindhard")
    with pytest.raises(ValidityError, match="no value"):
        experiments.load("dresden-ii:quenching")
    with pytest.raises(ValidityError, match="must be a number"):
        experiments.load("dresden-ii:noise=high")
    with pytest.raises(ValidityError, match="true or false"):
        experiments.load("coherent-csi:steady_state_statistics=yes")
    with pytest.raises(UnknownNameError, match="in text"):
        experiments.load("coherent-csi:flux=histogram")
