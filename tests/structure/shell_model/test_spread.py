"""Spread among models of one nucleus: made-up models in closed form, packaged interactions against quoted ranges."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest

from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError
from nuscat.structure.shell_model import INTERACTIONS
from nuscat.structure.shell_model.spread import interaction_spread, model_spread


@dataclass(frozen=True)
class Toy:
    """Gaussian M, constant Φ″ and Σ′ of two multipoles."""

    slope: float
    phi: float
    sigma: tuple[float, float] | None = None
    Z: int = 2
    N: int = 3
    spin: float = 1.5
    r_p: float = 1.0
    r_n: float = 1.0
    cite: tuple[str, ...] = ("Toy:2000aa",)

    @property
    def operators(self) -> frozenset[str]:
        return frozenset({"M", "Phi2"} | ({"Sigma1"} if self.sigma else set()))

    def M(self, q: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return 2 * np.exp(-self.slope * q), 3 * np.exp(-self.slope * q)

    def Phi2(self, q: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return self.phi + 0 * q, -self.phi + 0 * q

    def Sigma1(self, q: np.ndarray) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
        if self.sigma is None:
            return ()
        return tuple((s + 0 * q, 2 * s + 0 * q) for s in self.sigma)


def test_closed_form() -> None:
    q = np.array([0.0, 1.0, 2.0])
    found = model_spread({"a": Toy(0.1, 1.0, (3.0, 4.0)), "b": Toy(0.2, 3.0, (0.0, 10.0))}, q)
    assert found.labels == ("a", "b")
    low, high = np.exp(-0.2 * q), np.exp(-0.1 * q)
    assert found.width("M")[1] == pytest.approx(3 * (high - low))
    assert found.relative("M")[0] == pytest.approx(2 * (high - low) / (high + low))
    assert found.mean("Phi2")[1] == pytest.approx(-2.0 * np.ones(3))
    assert found.ratio("Phi2") == pytest.approx(3.0 * np.ones((2, 3)))
    assert found.values["Sigma1"][:, 0, 0] == pytest.approx([5.0, 10.0])
    assert found.ratio("Sigma1") == pytest.approx(2.0 * np.ones((2, 3)))
    assert found.cite == ("Toy:2000aa",)


def test_an_operator_that_one_model_lacks_is_not_compared() -> None:
    found = model_spread({"a": Toy(0.1, 1.0, (3.0, 4.0)), "b": Toy(0.2, 3.0)}, 1.0)
    assert set(found.values) == {"M", "Phi2"}
    with pytest.raises(UnknownNameError, match="Sigma1"):
        found.width("Sigma1")


def test_vanishing_values_give_no_ratio() -> None:
    found = model_spread({"a": Toy(0.1, 1.0), "b": Toy(0.2, -1.0), "c": Toy(0.2, 0.0)}, 1.0)
    assert np.all(np.isnan(found.ratio("Phi2")))
    assert np.all(np.isnan(found.relative("Phi2")))
    assert found.width("Phi2") == pytest.approx([2.0, 2.0])


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(ValidityError, match="at least two"):
        model_spread({"a": Toy(0.1, 1.0)}, 1.0)
    with pytest.raises(ValidityError, match=r"different nuclei.*\(2, 3\), \(2, 4\)"):
        model_spread({"a": Toy(0.1, 1.0), "b": Toy(0.1, 1.0, N=4)}, 1.0)
    with pytest.raises(MissingDataError, match="Cs133"):
        interaction_spread("Cs133", 60.0)
    with pytest.raises(ValidityError, match="at least two"):
        interaction_spread("Ge72", 60.0)


@pytest.mark.parametrize("name", [n for n, found in INTERACTIONS.items() if len(found) > 1 and n != "C12"])
def test_ranges_quoted_for_valence_spaces(name: str) -> None:
    """At 60 MeV M agrees to 0.3 % and Φ″ within a factor of two."""
    found = interaction_spread(name, np.array([0.0, 60.0]))
    assert found.relative("M")[:, 0] == pytest.approx([0.0, 0.0], abs=1e-5)
    assert np.all(found.relative("M")[:, 1] < 3e-3)
    assert np.all(found.ratio("Phi2") < 2.0)
    assert set(found.values) == ({"M", "Phi2"} if math.isclose(found_spin(name), 0.0) else {"M", "Phi2", "Sigma1"})


def found_spin(name: str) -> float:
    from nuscat.nuclei import nuclide

    spin = nuclide(name).spin
    assert spin is not None
    return spin


def test_spin_response_of_xenon_depends_on_the_interaction() -> None:
    """129Xe: the odd neutron within a quarter, the paired protons not even within a factor of two."""
    proton, neutron = interaction_spread("Xe129", 60.0).ratio("Sigma1")
    assert 1.05 < neutron < 1.25
    assert proton > 2.0
