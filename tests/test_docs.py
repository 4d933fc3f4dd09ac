"""The examples run, the gallery is complete, and the pages say what the package does."""

from __future__ import annotations

import importlib.util
import math
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from nuscat import electroweak, experiments

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
GALLERY = sorted((DOCS / "gallery").glob("plot_*.py"))
GUIDES = sorted((DOCS / "guide").glob("*.md"))
THEORY = sorted((DOCS / "theory").glob("*.md"))


def run(script: Path, folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "MPLBACKEND": "Agg", "NUSCAT_OFFLINE": "1", "PYTHONUTF8": "1"}
    line = [sys.executable, "-W", "error", str(script), *arguments]
    done = subprocess.run(line, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_own_detector_agrees_with_the_germanium_detector_of_coherent(tmp_path: Path) -> None:
    # 35.1 ± 3.6 counts are expected above 1.5 keVee for 10.22 GWh kg at 19.2 m (2406.13806)
    text = run(ROOT / "examples" / "own_detector.py", tmp_path)
    rows = re.findall(r"^ +([\d.]+) – ([\d.]+) +([\d.]+)", text, re.MULTILINE)
    counts = {(float(a), float(b)): float(n) for a, b, n in rows}
    assert len(counts) == 4
    assert float(re.search(r"sum +([\d.]+)", text)[1]) == pytest.approx(sum(counts.values()), abs=0.05)
    exposure = 1.4e-3 * 5000.0 * 10.0  # GWh kg
    scaled = 35.1 * exposure / 10.22 * (19.2 / 20.0) ** 2
    above_2, above_1 = counts[2, 4] + counts[4, 8], sum(n for (low, _), n in counts.items() if low >= 1.0)
    assert above_2 < scaled < 1.2 * above_1


def test_own_flux(tmp_path: Path) -> None:
    text = run(ROOT / "examples" / "own_flux.py", tmp_path)
    sigma = {m[1]: float(m[2]) for m in re.finditer(r"^(\w+) +(\S+) cm² per nucleus", text, re.MULTILINE)}
    # point nucleus, low energy: G_F² Q_W² ⟨E²⟩/4π; ⟨E²⟩ = T² Γ(5)η(5)/(Γ(3)η(3)) of a thermal spectrum
    eta = {3: 0.9015427, 5: 0.9721198}
    mean_square = 4.0**2 * 12.0 * eta[5] / eta[3]
    for target, Z, N in (("Ar", 18, 21.985), ("Ge", 32, 40.63), ("Xe", 54, 77.39)):
        g_p, g_n = (float(g) for g in electroweak.tomalak2021().nucleon("nu_e", 100.0))
        point = 1.68617e-44 * (g_p * Z + g_n * N) ** 2 * mean_square
        assert 0.85 * point < sigma[target] < point


def test_own_flux_reads_a_file(tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    path.write_text("# flux_unit: cm^-2 s^-1 MeV^-1\nE nu_e\n9.99 50\n10.01 50\n")
    text = run(ROOT / "examples" / "own_flux.py", tmp_path, str(path))
    assert "integral nu_e 1 cm^-2 s^-1" in text


def test_nsi_scan_contains_the_standard_model_and_its_mirror(tmp_path: Path) -> None:
    figure = tmp_path / "nsi.png"
    text = run(ROOT / "examples" / "nsi_scan.py", tmp_path, "eps_mumu_d", str(figure))
    assert figure.read_bytes()[:4] == b"\x89PNG"
    line = re.search(r"^90 %: (.*)$", text, re.MULTILINE)
    assert line is not None
    intervals = [(float(a), float(b)) for a, b in re.findall(r"\[(\S+), (\S+)\]", line[1])]
    assert len(intervals) == 2
    assert intervals[0][0] < 0.0 < intervals[0][1]
    mirror = 2 * (0.5 * 78 - 0.02286 * 55) / (55 + 2 * 78)  # 𝒬 → −𝒬 for caesium
    assert intervals[1][0] < mirror < intervals[1][1]


def test_an_unknown_parameter_of_the_scan_is_explained(tmp_path: Path) -> None:
    line = [sys.executable, str(ROOT / "examples" / "nsi_scan.py"), "eps_mumu_q"]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode != 0
    assert "eps_mumu_d" in done.stderr


@pytest.mark.parametrize("script", GALLERY, ids=lambda p: p.stem)
def test_gallery_runs(script: Path, tmp_path: Path) -> None:
    run(script, tmp_path)


def test_gallery_is_complete() -> None:
    names = " ".join(p.stem for p in GALLERY)
    for subject in (
        "csi_data",
        "lar_data",
        "sin2w",
        "neutron_radius",
        "nsi",
        "couplings",
        "flux",
        "form_factors",
        "mean_field",
        "shell_model",
        "parity_violation",
    ):
        assert subject in names


def test_every_page_is_in_the_table_of_contents() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    for page in [*GUIDES, *THEORY]:
        assert f"{page.parent.name}/{page.stem}" in index


LIKELIHOODS = {
    "coherent-csi": ("## CsI[Na] 2021", ()),
    "coherent-lar": ("## Liquid argon 2020", ()),
    "coherent-csi-2017": ("## CsI[Na] 2017", ()),
    "dresden-ii": ("## Dresden-II", ("dresden_quenching", "ge_lindhard_k")),
    "xenonnt-8b": ("## XENONnT", ("xenonnt_ac_sr2",)),
}
"""Heading of each likelihood, and nuisance parameters that are there only with options."""


@pytest.mark.parametrize("name", LIKELIHOODS)
def test_the_likelihood_page_has_every_nuisance_parameter_with_its_constraint(name: str) -> None:
    text = (DOCS / "theory" / "likelihoods.md").read_text(encoding="utf-8")
    heading, optional = LIKELIHOODS[name]
    section = text.split(f"{heading}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    stated = {n: line for line in rows for n in re.findall(r"`([a-z]\w*)`", line.split("|")[1])}
    per_bin = re.compile(r"_pe\d+$")  # one for each bin, stated together
    nuisances = {p.name: p for p in experiments.load(name).nuisances if not per_bin.search(p.name)}
    assert stated.keys() - set(optional) == nuisances.keys()
    for key, parameter in nuisances.items():
        cell = stated[key].split("|")[2]
        if parameter.sigma is None:
            assert "free" in cell
            assert f"{parameter.value:g}" in cell
        else:
            value, sigma = (float(t) for t in cell.split("±"))
            assert value == parameter.value
            assert math.isclose(sigma, parameter.sigma, rel_tol=5e-3)


def test_tests_named_on_the_page_of_traps_exist() -> None:
    text = (DOCS / "guide" / "traps.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(tests/[^`]+)`", text))
    assert len(named) > 15
    for name in named:
        path, _, function = name.partition("::")
        assert (ROOT / path).exists(), path
        assert f"def {function}" in (ROOT / path).read_text(encoding="utf-8"), name


def model_table() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_model_table", DOCS / "make_model_table.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_table_of_nuclear_models_is_complete_and_orders_as_physics_does() -> None:
    script = model_table()
    text = script.committed()
    for nuclide, models in script.MODELS.items():
        section = text.split(f"**{nuclide}**")[1].split("**")[0]
        rows = {
            cells[1].strip(" `"): cells for cells in (line.split("|") for line in section.splitlines()) if cells[2:]
        }
        assert set(models) <= rows.keys()
        for model in models:
            r_p, r_n, r_ch, r_W = (math.nan if c.strip() == "–" else float(c) for c in rows[model][2:6])
            if not math.isnan(r_p):  # a proton adds 0.71 fm² and 3/4m², neutrons take some off: r_ch is above r_p
                assert 0.0 < r_n - r_p < 0.3
                assert r_ch**2 - r_p**2 == pytest.approx(0.6, abs=0.15)
                assert r_W > r_n
            assert re.search(r"\d m?s$", rows[model][-2].strip())
        sigma = {model: float(rows[model][6]) for model in models}  # the larger the neutrons, the smaller
        assert sigma["skyrme:SLy4"] < sigma["helm"] < 1.03 * sigma["skyrme:SLy4"]


def test_measured_rows_of_the_table_of_nuclear_models() -> None:
    script = model_table()
    for nuclide, model in (("Ar40", "helm"), ("Ge74", "fourier-bessel"), ("I127", "hms"), ("Cs133", "klein-nystrand")):
        line = script.without_times(script.line(script.row(nuclide, model)))
        assert line in script.without_times(script.committed())


@pytest.mark.slow  # four deformed nuclei among others: a minute
def test_table_of_nuclear_models_is_what_the_script_writes() -> None:
    script = model_table()
    shown = script.without_times(script.committed())
    for nuclide in script.MODELS:
        for line in script.without_times(script.table(nuclide)).splitlines():
            assert any(same_line(line, other) for other in shown.splitlines()), line


def same_line(a: str, b: str) -> bool:
    """Equal text, numbers to 1.5 units of their last digit."""
    number = r"\d+\.\d+"
    if re.sub(number, "#", a) != re.sub(number, "#", b):
        return False
    pairs = zip(re.findall(number, a), re.findall(number, b), strict=True)
    return all(abs(float(x) - float(y)) <= 1.5 * 10.0 ** -len(x.partition(".")[2]) for x, y in pairs)


def test_command_line_page_has_every_command() -> None:
    from nuscat.cli import app

    text = (DOCS / "guide" / "command_line.md").read_text(encoding="utf-8")
    names = [c.name or c.callback.__name__ for c in app.registered_commands if c.callback is not None]
    names += [g.name for g in app.registered_groups if g.name]
    assert len(names) >= 10
    for name in names:
        assert f"`nuscat {name}`" in text, name


def test_changelog_has_the_version() -> None:
    import nuscat

    assert f"## {nuscat.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"version: {nuscat.__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
