"""Nuclei made from nuclear structures, in Python and in text; their way into cross sections and experiments."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nuscat import electroweak, experiments, fluxes, nuclei, processes, responses
from nuscat._core.errors import CorruptDataError, MissingDataError, UnknownNameError, ValidityError
from nuscat.constants import G_F2_over_pi
from nuscat.electroweak import Kelly
from nuscat.structure import ElasticStructure, SphericalDensity, measured_nucleus, write_density
from nuscat.structure.skyrme import solve

AR = nuclei.nuclide("Ar40")


@pytest.fixture(scope="module")
def argon() -> SphericalDensity:
    return solve("Ar40", "SLy4", pairing="none", cache=False).density


def test_text_and_objects_agree(argon: SphericalDensity) -> None:
    q = np.linspace(0.0, 150.0, 16)
    text = responses.nucleus("Ar40", "skyrme:SLy4,pairing=none,nucleon=kelly")
    for given in ({"Ar40": argon}, lambda _n: argon):
        made = responses.nucleus("Ar40", {"Ar40": responses.structure_nucleus(AR, argon, nucleon=Kelly())})
        np.testing.assert_allclose(made.neutron(q), text.neutron(q), rtol=1e-7)
        plain = responses.nucleus("Ar40", given)
        assert abs(plain.neutron.rms_radius - text.neutron.rms_radius) < 0.01  # other proton radius
    assert text.axial_response is None
    np.testing.assert_allclose(text.charge(q), text.proton(q))


def test_weak_amplitude_is_that_of_the_structure(argon: SphericalDensity) -> None:
    elastic = ElasticStructure(multipoles=argon)
    made = responses.structure_nucleus("Ar40", elastic)
    q, couplings = np.array([0.0, 30.0, 90.0]), electroweak.tomalak2021()
    np.testing.assert_allclose(made.weak(q, couplings, "nu_e"), elastic.weak(q, couplings, "nu_e"), rtol=1e-13)


def test_options_reach_the_recipe() -> None:
    full = responses.nucleus("Ge73", "shell-model:jun45")
    bare = responses.nucleus("Ge73", "shell-model:jun45,operators=M,darwin-foldy=off")
    assert full.axial_response is not None
    assert bare.axial_response is None
    assert full.proton.rms_radius**2 - bare.proton.rms_radius**2 > 0.02  # 3/4m² = 0.033 and spin–orbit
    reduced = responses.nucleus("Ge73", "shell-model:jun45,two-body=on")
    assert 0.4 < float(reduced.axial(0.0)) / float(full.axial(0.0)) < 0.8
    assert responses.nucleus("Ge73", "shell-model:interaction=jun45").proton(50.0) == full.proton(50.0)


def test_axial_part_of_the_cross_section() -> None:
    with_axial = responses.nucleus("I127", "shell-model")
    E, T = 30.0, np.array([0.001, 0.004])
    xs = processes.CEvNS(with_axial)
    without = processes.CEvNS(responses.nucleus("I127", "shell-model:operators=M+Phi2"))
    gained = xs.dsigma_dT(E, T) - without.dsigma_dT(E, T)
    M = with_axial.mass
    q = np.sqrt(2 * M * T)
    expected = G_F2_over_pi.value * M / 4 * (1 + M * T / (2 * E**2) - T / E) * with_axial.axial(q)
    np.testing.assert_allclose(gained, expected, rtol=2e-3)  # K_A, leading orders in T/E

    share = [fluxes.average(processes.CEvNS(n), fluxes.stopped_pion("sns-csi")) for n in (with_axial, without.nucleus)]
    assert 0 < share[0] / share[1] - 1.0 < 1e-3  # published: operators beyond M below 10⁻³ of the rate


@pytest.mark.parametrize("couplings", ["tree", "hoferichter2020"])
@pytest.mark.parametrize("theta", [{}, {"eps_ee_u": 0.0}])
def test_axial_counts_are_those_of_the_cross_section(couplings: str, theta: dict[str, float]) -> None:
    """Factorised counts against cross sections folded by hand, with axial responses as large as the vector part."""

    def large(q: Any) -> Any:
        return 500.0 * np.exp(-((np.asarray(q) / 80.0) ** 2))

    made = {n: replace(responses.nucleus(n), axial_response=large) for n in ("Cs133", "I127")}
    signal = experiments.load("coherent-csi", form_factor=made, couplings=couplings).signal
    nodes, detected = signal.nodes, np.asarray(signal.response(signal.nodes.T))[0]
    expected = 0.0
    for nucleus, part in zip(signal.nuclei, nodes.slices.values(), strict=True):
        xs, T = processes.CEvNS(nucleus, signal.theory.couplings), nodes.T[part]
        for c in signal.flux.components:
            E, w = c.quadrature(order=40, lower=processes.E_min(T, nucleus.mass))
            rate = c.intensity * np.sum(w * xs.dsigma_dT(E, T[:, None], c.flavour), axis=-1)
            exposure = nodes.weight[part] * nodes.targets[part] * signal.exposure
            expected += float(np.sum(detected[:, part] @ (rate * exposure)))
    assert float(np.sum(signal.counts(theta)[:, 0])) == pytest.approx(expected, rel=1e-9)


def test_neutron_radius_of_a_structure_is_a_fit_parameter(argon: SphericalDensity) -> None:
    lar = experiments.load("coherent-lar", form_factor="helm:skin=0.9,r0=1.2;Ar40=skyrme:SLy4,pairing=none,operators=M")
    nominal = lar.predict().counts("cevns")
    same = lar.predict({"R_n_Ar40": argon.r_n}).counts("cevns")
    wide = lar.predict({"R_n_Ar40": 1.05 * argon.r_n}).counts("cevns")
    assert same == pytest.approx(nominal, rel=1e-7)
    wider = argon.with_radii(r_n=1.05 * argon.r_n)
    stretched = {"Ar40": responses.structure_nucleus("Ar40", wider, operators=("M",))}
    direct = experiments.load("coherent-lar", form_factor=lambda n: stretched.get(n.name, "helm:skin=0.9,r0=1.2"))
    assert wide == pytest.approx(direct.predict().counts("cevns"), rel=1e-5)
    assert wide < 0.995 * nominal


def test_user_table_everywhere(tmp_path: Path, argon: SphericalDensity) -> None:
    path = tmp_path / "mine.csv"
    write_density(path, argon)
    one, other = responses.nucleus("Ar40", f"density:{path}"), responses.nucleus("Ar40", {"Ar40": argon})
    E = np.array([10.0, 30.0, 50.0])
    np.testing.assert_allclose(processes.CEvNS(one).sigma(E), processes.CEvNS(other).sigma(E), rtol=1e-6)
    assert processes.cevns("Ar40", f"density:{path}").sigma(30.0) == processes.CEvNS(one).sigma(30.0)
    with pytest.raises(ValidityError, match="needs a file"):
        responses.nucleus("Ar40", "density")


def test_measured_with_a_skin() -> None:
    thin, thick = (responses.nucleus("Ar40", f"measured:skin={s}") for s in (0.0, 0.1))
    assert thick.neutron.point_radius - thin.neutron.point_radius == pytest.approx(0.1, abs=2e-4)
    fb = responses.charge_form_factor(AR, model="fourier-bessel")
    q = np.linspace(0.0, 200.0, 9)
    np.testing.assert_allclose(thin.charge(q), fb(q), atol=2e-5)  # unfolded and folded again
    dipole = responses.nucleus("Ar40", "measured:nucleon=dipole")  # another nucleon, the same measured charge
    np.testing.assert_allclose(dipole.charge(q), fb(q), atol=2e-5)
    negative = responses.nucleus("Ca40", "measured:skin=-0.05")
    assert negative.neutron.point_radius - negative.proton.point_radius == pytest.approx(-0.05, abs=1e-3)


def test_hms_xenon() -> None:
    xenon = responses.nucleus("Xe132", "hms")
    assert (xenon.proton.point_radius, xenon.neutron.point_radius) == pytest.approx((4.709, 4.993), abs=0.001)


@pytest.mark.parametrize(
    ("spec", "error", "message"),
    [
        ("skyrme:SLy99", UnknownNameError, "SLy"),
        ("skyrme:SLy4,deformation=triaxial", UnknownNameError, "axial"),
        ("skyrme:SLy4,nucleon=point", UnknownNameError, "kelly"),
        ("skyrme:SLy4,operators=M+X", UnknownNameError, "Phi2"),
        ("skyrme:SLy4,operators=M+Sigma1", ValidityError, "no Sigma1"),
        ("skyrme:SkE2", ValidityError, "three-body"),
        ("skyrme:force=", ValidityError, "has no value"),
        ("shell-model:file=", ValidityError, "has no value"),
        ("measured:nucleon=radius", ValidityError, "at all q"),
        ("measured:skin=50", ValidityError, "between −1 and 1 fm"),
        ("measured:skin=nan", ValidityError, "not a finite number"),
        ("helm:skin=-0.1", ValidityError, "zero or positive"),
        ("skyrme:SLy4,darwin-foldy=maybe", UnknownNameError, "on"),
        ("skyrme:SLy4,SkM*", ValidityError, "has no value"),
        ("shell-model:jun45", UnknownNameError, "SDPF"),
        ("hms", MissingDataError, "Ar40"),
    ],
)
def test_what_does_not_work_says_so(spec: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        responses.nucleus("Ar40", spec)


@pytest.mark.parametrize(
    "spec",
    [
        "density:nowhere.csv",
        "shell-model:file=nowhere.dres",
        "skyrme:nowhere.toml",
        "skyrme:SkE2",
        "skyrme:SLy4,pairing=none,operators=M+Sigma1",
    ],
)
def test_mistakes_do_not_fall_back_to_else(spec: str) -> None:
    """`else=` stands for nuclides without data, not for mistyped files or options that no nuclide can have."""
    with pytest.raises(ValidityError) as caught:
        responses.nucleus("Ar40", f"{spec};else=helm")
    assert "else=" not in caught.value.hint
    assert responses.nucleus("Ar40", "hms;else=helm").proton == responses.nucleus("Ar40", "helm").proton


def test_hydrogen_of_a_compound_gets_advice_that_works() -> None:
    with pytest.raises(MissingDataError, match="H1 has too few nucleons") as caught:
        processes.cevns("CH4", "skyrme:SLy4,pairing=none")
    assert '"skyrme:SLy4,pairing=none;H1=point"' in caught.value.hint
    hydrogen = responses.nucleus("H1", "skyrme:SLy4,pairing=none;else=point")
    assert hydrogen.proton.rms_radius == 0.0


def test_table_of_another_nuclide_is_named(tmp_path: Path, argon: SphericalDensity) -> None:
    path = tmp_path / "argon.csv"
    write_density(path, argon)
    with pytest.raises(CorruptDataError, match=r"for Cs133: .*integrates to 18, expected 55"):
        processes.cevns("CsI", f"density:{path}")
    header, *rows = path.read_text(encoding="utf-8").splitlines()[3:]
    off = [",".join([row.split(",")[0], repr(1.01 * float(row.split(",")[1])), *row.split(",")[2:]]) for row in rows]
    path.write_text("\n".join([header, *off]) + "\n", encoding="utf-8")
    with pytest.raises(CorruptDataError) as caught:
        responses.nucleus("Ar40", f"density:{path}")
    assert "renormalise=on" in caught.value.hint
    assert responses.nucleus("Ar40", f"density:{path},renormalise=on").proton(0.0) == pytest.approx(1.0)


def test_structures_of_other_nuclei_are_refused(argon: SphericalDensity) -> None:
    with pytest.raises(ValidityError, match="Z = 18"):
        responses.structure_nucleus("Ca40", argon)
    with pytest.raises(MissingDataError, match="No nuclear structure"):
        responses.nucleus("Ca40", {"Ar40": argon})
    with pytest.raises(ValidityError, match="no nuclear structure"):
        responses.structure_nucleus("Ar40", 3.4)
    bad: Any = 3.4
    with pytest.raises(ValidityError, match="text, a mapping or a callable"):
        responses.nucleus("Ar40", bad)
    with pytest.raises(ValidityError, match="states its nucleon"):
        responses.structure_nucleus("Ar40", ElasticStructure(multipoles=argon), nucleon=Kelly())
    assert measured_nucleus("Ar40").Z == 18
