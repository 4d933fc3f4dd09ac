"""Names and numbers as written in figures."""

from __future__ import annotations

import pytest
from matplotlib.mathtext import MathTextParser

from nuscat._core.errors import ValidityError
from nuscat.experiments import PHYSICS_PARAMETERS
from nuscat.plots._labels import axis_label, interval_text, parameter_label, rounded


@pytest.mark.parametrize(
    ("value", "scale", "text"),
    [
        (0.21964, 0.031, "0.220"),
        (-0.0312, 0.02, "−0.031"),
        (341.4, 42.0, "341"),
        (12345.0, 230.0, "12340"),
        (4.9999, 0.5, "5.00"),
        (1.53e-5, 2e-6, "1.53×10⁻⁵"),
        (-1.5e-9, 2e-10, "−1.50×10⁻⁹"),
        (3.0, 0.0, "3"),
        (6.02e23, 0.0, "6.02×10²³"),
        (2e7, 3e6, "2.00×10⁷"),
    ],
)
def test_two_significant_digits_of_the_error(value, scale, text):
    assert rounded(value, scale) == text


def test_a_number_must_be_finite():
    with pytest.raises(ValidityError, match="finite"):
        rounded(float("nan"), 1.0)


def test_open_intervals():
    assert interval_text(0.1, 0.3, open_low=False, open_high=False) == "0.10 … 0.30"
    assert interval_text(0.1, 0.3, open_low=True, open_high=False) == "… 0.30 (end of scan)"
    assert interval_text(0.1, 0.3, open_low=False, open_high=True) == "0.10 … (end of scan)"


def test_every_parameter_has_a_label_that_can_be_set():
    parser = MathTextParser("agg")
    labels = {}
    for name, parameter in PHYSICS_PARAMETERS.items():
        label = axis_label(parameter_label(name), parameter.unit)
        parser.parse(label)
        assert "_nu_" not in label
        labels.setdefault(label, []).append(name)
    assert all(len(names) == 1 for names in labels.values()), labels


def test_labels_as_in_papers():
    assert parameter_label("eps_mutau_d") == r"$\varepsilon_{\mu\tau}^{d}$"
    assert parameter_label("R_n_CsI") == "neutron rms radius $R_n$ (CsI)"
    assert (
        axis_label(parameter_label("mu_nu_e"), "1e-10 mu_B") == r"magnetic moment $\mu_{\nu_{e}}$ [$10^{-10}\,\mu_B$]"
    )
    assert axis_label("F90", "1") == "F90"
    assert parameter_label("csi_pulse_time") == "csi pulse time"


def test_every_physics_parameter_has_a_label_of_its_own():
    labels = {name: parameter_label(name) for name in PHYSICS_PARAMETERS}
    assert [name for name, label in labels.items() if label == name.replace("_", " ")] == []
    assert len(set(labels.values())) == len(labels)
    assert labels["r2_nu_emu"] == r"transition charge radius $\langle r^2_{e\mu}\rangle$"


def test_small_numbers_have_a_power_of_ten():
    assert rounded(5.9e-5, 1e-5) == "5.9×10⁻⁵"
    assert rounded(5.9e-5, 0.01) == "0.000"
    assert interval_text(0.0, 5.9e-5, open_low=False, open_high=False) == "0 … 5.9×10⁻⁵"
