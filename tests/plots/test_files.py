"""Saved figures: formats, the same bytes each time, whole or not at all, nothing global touched."""

from __future__ import annotations

import subprocess
import sys

import matplotlib as mpl
import pytest

from nuscat import plots
from nuscat._core.errors import MissingDataError, UnknownNameError, ValidityError
from nuscat.plots import _files

MAGIC = {"png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF-", "svg": b"<?xml"}


@pytest.mark.parametrize("suffix", MAGIC)
def test_the_same_figure_gives_the_same_bytes(suffix, parabola, tmp_path):
    figure = plots.profile(parabola)
    first = plots.save(figure, tmp_path / f"a.{suffix}").read_bytes()
    again = plots.save(figure, tmp_path / f"b.{suffix.upper()}").read_bytes()
    anew = plots.save(plots.profile(parabola), tmp_path / f"c.{suffix}").read_bytes()
    assert first.startswith(MAGIC[suffix])
    assert first == again == anew
    assert b"profile likelihood of sin2w" in first
    assert b"CreationDate" not in first
    assert b"<dc:date>" not in first
    assert b"nuscat " in first


def test_dots_per_inch(parabola):
    figure = plots.profile(parabola)
    width = [int.from_bytes(_files.render(figure, dpi=dpi)[16:20], "big") for dpi in (100.0, 200.0)]
    assert width == [int(100 * figure.get_figwidth()), int(200 * figure.get_figwidth())]


@pytest.mark.parametrize(("name", "said"), [("a.jpg", "'.jpg'"), ("a", "no suffix"), ("a.pdf.bak", "'.bak'")])
def test_another_suffix_is_an_error_that_lists_the_valid_ones(name, said, parabola, tmp_path):
    with pytest.raises(ValidityError, match=said) as caught:
        plots.save(plots.profile(parabola), tmp_path / name)
    assert ".png, .pdf, .svg" in str(caught.value)
    assert not list(tmp_path.iterdir())
    with pytest.raises(UnknownNameError, match="png, pdf, svg"):
        _files.render(plots.profile(parabola), "eps")


def test_a_missing_folder_is_an_error_that_names_it(parabola, tmp_path):
    with pytest.raises(MissingDataError, match="nowhere"):
        plots.save(plots.profile(parabola), tmp_path / "nowhere" / "a.png")


def test_a_failure_leaves_the_old_file(parabola, tmp_path, monkeypatch):
    target = tmp_path / "a.png"
    target.write_bytes(b"old")

    def fail(*_args, **_kwargs):
        raise RuntimeError("drawing failed")

    figure = plots.profile(parabola)
    monkeypatch.setattr(figure, "savefig", fail)
    with pytest.raises(RuntimeError, match="drawing failed"):
        plots.save(figure, target)
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.png"]


def test_settings_of_the_user_neither_change_nor_matter(parabola):
    plain = _files.render(plots.profile(parabola))
    with mpl.rc_context({"font.size": 30.0, "axes.facecolor": "red", "lines.linewidth": 9.0, "savefig.bbox": "tight"}):
        before = dict(mpl.rcParams)
        assert _files.render(plots.profile(parabola)) == plain
        assert dict(mpl.rcParams) == before


def test_importing_plots_imports_no_matplotlib_and_drawing_no_pyplot():
    code = (
        "import sys; from nuscat import plots, electroweak; assert 'matplotlib' not in sys.modules;"
        "plots.couplings(electroweak.table()); assert 'matplotlib.pyplot' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
