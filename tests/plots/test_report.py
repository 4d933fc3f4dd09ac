"""Reports: valid HTML, every number, embedded figures, nothing from outside, escaped text."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from nuscat import plots
from nuscat._core.errors import MissingDataError, ValidityError
from nuscat.plots import Section, Table
from nuscat.plots._files import render

VOID = {"meta", "img", "br", "link"}


class Reader(HTMLParser):
    """Checks that elements nest, and collects cells, text and addresses."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.stack, self.tags, self.cells, self.text, self.attributes = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *a) for a in attrs]
        if tag not in VOID:
            self.stack.append(tag)
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        if self.stack and self.stack[-1] in ("td", "th"):
            self.cells[-1] += data
        if self.stack and self.stack[-1] != "style":
            self.text.append(data)


def read(page):
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.stack == []
    return reader


@pytest.fixture
def sections(parabola):
    table = Table(columns=("component", "counts", "note"), rows=[("CEvNS", 341.25, None), ("NIN", 5, "5.6 <expected>")])
    return [
        Section(heading="Counts & more", text="One <b>bold</b> claim.\n\nSecond paragraph.", table=table),
        Section(heading="Profile", figure=plots.profile(parabola), caption='Curve of "sin2w"', wide=True),
    ]


def test_everything_is_in_it(sections):
    page = plots.html_report("Run <1>", sections)
    reader = read(page)
    assert page.startswith("<!DOCTYPE html>\n<html lang=")
    assert reader.cells == ["component", "counts", "note", "CEvNS", "341.25", "–", "NIN", "5", "5.6 <expected>"]
    text = "".join(reader.text)
    for part in (
        "Run <1>",
        "Counts & more",
        "One <b>bold</b> claim.",
        "Second paragraph.",
        'Curve of "sin2w"',
        "nuscat ",
    ):
        assert part in text
    assert "b" not in reader.tags
    assert reader.tags.count("h1") == reader.tags.count("title") == 1
    assert reader.tags.count("section") == reader.tags.count("h2") == 2
    assert ("section", "class", "wide") in reader.attributes


def test_figures_are_embedded_as_png_with_words_for_them(sections):
    reader = read(plots.html_report("Run", sections))
    (source,) = [value for tag, name, value in reader.attributes if (tag, name) == ("img", "src")]
    assert base64.b64decode(source.removeprefix("data:image/png;base64,")) == render(
        sections[1].figure, "png", dpi=130.0
    )
    assert ("img", "alt", 'Curve of "sin2w"') in reader.attributes


def test_nothing_comes_from_outside(sections):
    page = plots.html_report("Run", sections)
    without_images = re.sub(r"data:image/png;base64,[A-Za-z0-9+/=]+", "", page)
    assert not re.search(r"https?:|//|url\(|@import|<script|<link", without_images)
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


def test_no_time_stamp(sections):
    assert plots.html_report("Run", sections) == plots.html_report("Run", sections)


def test_digits_and_numpy_numbers():
    table = Table(columns=("a", "b", "c"), rows=[(np.float64(0.123456789), np.int64(1234567), True)], digits=3)
    page = plots.html_report("Run", [Section(heading="n", table=table)])
    assert read(page).cells[3:] == ["0.123", "1234567", "True"]
    assert page.count('class="number"') == 4  # two heads and two cells; a truth value is no number


def test_bad_input(tmp_path, sections):
    with pytest.raises(ValidityError, match="2 cells"):
        Table(columns=("a",), rows=[(1, 2)])
    with pytest.raises(ValidityError, match="column"):
        Table(columns=(), rows=[])
    with pytest.raises(ValidityError, match="digit"):
        Table(columns=("a",), rows=[], digits=0)
    with pytest.raises(ValidityError, match="at least one section"):
        plots.html_report("Run", [])
    with pytest.raises(ValidityError, match=r"\.html"):
        plots.report(tmp_path / "run.pdf", "Run", sections)
    with pytest.raises(MissingDataError, match="nowhere"):
        plots.report(tmp_path / "nowhere" / "run.html", "Run", sections)
    assert not list(tmp_path.iterdir())


def test_the_file_is_the_page(tmp_path, sections):
    path = plots.report(tmp_path / "run.html", "Run µ", sections)
    assert path.read_text(encoding="utf-8") == plots.html_report("Run µ", sections)
