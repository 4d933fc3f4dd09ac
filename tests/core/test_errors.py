"""Errors say what failed, what was given, what is valid and how to fix it."""

from __future__ import annotations

import pytest

from nuscat._core import errors
from nuscat._core.errors import MissingExtraError, NuscatError, UnknownNameError, require_finite, require_positive


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (errors.ValidityError, ValueError),
        (errors.UnitError, ValueError),
        (errors.UnknownNameError, LookupError),
        (errors.MissingDataError, FileNotFoundError),
        (errors.CorruptDataError, ValueError),
        (errors.MissingExtraError, ImportError),
        (errors.PrecisionError, TypeError),
        (errors.FitError, RuntimeError),
    ],
)
def test_each_error_is_also_a_builtin(error: type[NuscatError], builtin: type[Exception]) -> None:
    caught = error("It failed.", hint="Do this.")
    assert isinstance(caught, NuscatError)
    assert isinstance(caught, builtin)
    assert str(caught) == "It failed. Do this."
    assert (caught.message, caught.hint) == ("It failed.", "Do this.")


def test_closest_names_come_first() -> None:
    error = UnknownNameError.of("form factor", "Helmm", ["klein-nystrand", "helm", "symmetrized-fermi"])
    assert str(error) == "Unknown form factor 'Helmm'. Did you mean helm?"


def test_short_lists_are_shown_whole() -> None:
    assert "Valid: a1, b2." in str(UnknownNameError.of("thing", "zzzz", ["a1", "b2"]))


def test_long_lists_are_shortened() -> None:
    message = str(UnknownNameError.of("nuclide", "???", [f"X{i}" for i in range(3000)]))
    assert "3000 names are valid" in message
    assert len(message) < 200


def test_missing_extra_prints_the_install_line() -> None:
    assert 'pip install "nuscat[jax]"' in str(MissingExtraError.of("The gradient", "jax"))


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), "five", None, [1, 2]])
def test_require_finite(bad: object) -> None:
    with pytest.raises(errors.ValidityError, match=r"radius must be a finite number.*in fm"):
        require_finite("radius", bad, unit="fm")


def test_require_positive() -> None:
    require_positive("radius", 1e-300)
    require_positive("radius", 0, zero=True)
    with pytest.raises(errors.ValidityError, match="radius must be positive, got 0"):
        require_positive("radius", 0)
    with pytest.raises(errors.ValidityError, match="radius must be zero or positive, got -1"):
        require_positive("radius", -1, zero=True)
