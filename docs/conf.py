"""Sphinx configuration: MyST pages, API from the docstrings, gallery executed while building."""

from __future__ import annotations

import importlib.util
import os
import re
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from sphinx.application import Sphinx
from sphinx_gallery.scrapers import figure_rst

import nuscat
from nuscat import electroweak, fluxes, plots, processes
from nuscat._core.citations import bibliography

os.environ.setdefault("MPLBACKEND", "Agg")
os.environ["NUSCAT_OFFLINE"] = "1"

project = "nuscat"
author = "The nuscat developers"
copyright = f"2026, {author}"
version = release = nuscat.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "sphinx_copybutton",
    "sphinx_gallery.gen_gallery",
]
exclude_patterns = ["_build", "gallery"]
html_static_path = ["_static"]
default_role = "code"
suppress_warnings = ["ref.python", "config.cache"]
nitpicky = False

myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

autodoc_typehints = "none"  # types, units and shapes stand in the docstrings
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_custom_sections = ["Sources"]
napoleon_use_rtype = False

html_theme = "furo"
html_title = f"nuscat {version}"
html_copy_source = False
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True


def _figures(_block: tuple[str, str, int], block_vars: dict[str, Any], gallery_conf: dict[str, Any]) -> str:
    """Gallery images of the figures that `nuscat.plots` returns, which pyplot does not know."""
    shown = block_vars.setdefault("nuscat_figures", [])
    names = []
    for value in list(block_vars["example_globals"].values()):
        if not isinstance(value, Figure) or any(value is f for f in shown):
            continue
        shown.append(value)
        if value.canvas.manager is None:  # pyplot's figures are left to the scraper of matplotlib
            names.append(str(plots.save(value, next(block_vars["image_path_iterator"]), dpi=110)))
    return figure_rst(names, gallery_conf["src_dir"])


sphinx_gallery_conf = {
    "examples_dirs": "gallery",
    "gallery_dirs": "generated/gallery",
    "filename_pattern": r"plot_",
    "abort_on_example_error": True,
    "write_computation_times": False,
    "show_memory": False,
    "download_all_examples": False,
    "min_reported_time": 1000,
    "image_scrapers": (_figures, "matplotlib"),
    "within_subsection_order": "FileNameSortKey",
    "reset_modules": ("matplotlib",),
}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _api(folder: Path) -> None:
    """One page for each public subpackage: exactly what its ``__all__`` names."""
    names = [n for n in nuscat.__all__ if not n.startswith("_") and importlib.util.find_spec(f"nuscat.{n}")]
    for name in names:
        title = f"nuscat.{name}"
        text = f"{title}\n{'=' * len(title)}\n\n.. automodule:: {title}\n   :members:\n"
        _write(folder / f"{name}.rst", text)
    listing = "\n".join(f"   {n}" for n in names)
    intro = "Users import two levels at most: ``from nuscat.responses import Helm``."
    _write(
        folder / "index.rst", f"API reference\n=============\n\n{intro}\n\n.. toctree::\n   :maxdepth: 1\n\n{listing}\n"
    )


def _bibliography(path: Path) -> None:
    """BibTeX of every paper that a model, constant or table of the package rests on."""
    entries = "\n\n".join(text for _, text in sorted(bibliography().items(), key=lambda item: item[0].lower()))
    head = "# Bibliography\n\nKeys are those of INSPIRE. `nuscat cite` prints the entries that a result used.\n\n"
    _write(path, f"{head}```bibtex\n{entries}\n```\n")


def _cross_sections(folder: Path) -> None:
    """Tables of flux-averaged cross sections by couplings and by form factor, for the page of conventions."""
    source, targets = fluxes.load("pion-dar"), ("Ar", "Ge", "CsI")
    specs = [
        "helm:skin=0.9,r0=1.2",
        "helm:skin=0.5,r0=1.2",
        "helm",
        "lewin-smith",
        "helm-plain:r0=1.2",
        "klein-nystrand",
        "klein-nystrand-adapted",
        "symmetrized-fermi",
        "skyrme:SLy4",
    ]
    rows = {
        "couplings": [(name, {"couplings": electroweak.couplings(name)}) for name in electroweak.COUPLINGS],
        "form_factors": [(spec, {"form_factor": spec}) for spec in specs],
    }
    for title, choices in rows.items():
        lines = [f"| {title.replace('_', ' ')} | {' | '.join(targets)} |", "|---|" + "---:|" * len(targets)]
        for name, options in choices:
            values = [1e40 * fluxes.average(processes.cevns(target, **options), source) for target in targets]
            lines.append(f"| `{name}` | {' | '.join(f'{v:.2f}' for v in values)} |")
        _write(folder / f"{title}.inc", "\n".join(lines) + "\n")


def _stale(folder: Path, source: Path, pattern: str) -> None:
    """Remove pages whose source is gone or has another name: they would be in no table of contents."""
    names = {p.stem for p in source.glob("*")}
    for page in folder.glob(pattern):
        if page.is_file() and page.name.split(".")[0] not in {*names, "index"}:
            page.unlink()


def _validation(source: Path, folder: Path) -> None:
    """The validation pages of the repository with their figures, and their index."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = sorted(p for p in source.glob("*.md") if p.name != "README.md")
    for page in pages:
        _write(folder / page.name, page.read_text(encoding="utf-8"))
        figure = page.with_suffix(".png")
        if figure.exists():
            (folder / figure.name).write_bytes(figure.read_bytes())
    listing = "\n".join(page.stem for page in pages)
    index = (source / "README.md").read_text(encoding="utf-8")
    _write(folder / "index.md", f"{index}\n```{{toctree}}\n:hidden:\n\n{listing}\n```\n")


def _validation_links(_app: Sphinx, _name: str, source: list[str]) -> None:
    """Pages link to the repository's validation pages; in the documentation, to their copies."""
    source[0] = re.sub(r"\]\((?:\.\./)+validation/(?:README)?", "](/generated/validation/", source[0])
    source[0] = source[0].replace("](/generated/validation/.md)", "](/generated/validation/index.md)")


def _plain_bars(_app: Sphinx, _what: str, _name: str, _object: object, _options: object, lines: list[str]) -> None:
    """Absolute values such as |q| in the text of a docstring are not substitutions of reStructuredText."""
    directive = None  # indentation of the math directive that a line belongs to
    for i, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        if directive is not None and line.strip() and indent <= directive:
            directive = None
        if line.lstrip().startswith(".. math::"):
            directive = indent
        if directive is None and not line.lstrip().startswith((">>>", "...")):
            parts = re.split(r"(`+[^`]*`+)", line)
            lines[i] = "".join(p if p.startswith("`") else re.sub(r"(?<!\\)\|", r"\|", p) for p in parts)


def setup(app: Sphinx) -> None:
    """Connect the hooks above."""
    app.connect("autodoc-process-docstring", _plain_bars)
    app.connect("source-read", _validation_links)


_HERE = Path(__file__).parent
_api(_HERE / "generated" / "api")
_bibliography(_HERE / "generated" / "bibliography.md")
_cross_sections(_HERE / "generated")
_validation(_HERE.parent / "validation", _HERE / "generated" / "validation")
_stale(_HERE / "generated" / "validation", _HERE.parent / "validation", "*.md")
_stale(_HERE / "generated" / "gallery", _HERE / "gallery", "plot_*")
