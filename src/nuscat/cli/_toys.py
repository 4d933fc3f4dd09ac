"""Scans with pseudo-experiments at every point: document, lines and figure beside those by Wilks' theorem."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

__all__ = ["LEVEL", "Seed", "Toys", "grid_toys", "profile_toys"]

Toys: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--toys", metavar="N", min=1, help="N pseudo-experiments at every point (Feldman–Cousins), beside Wilks."
    ),
]
Seed: TypeAlias = Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Seed of the pseudo-experiments.")]
LEVEL = 0.9
"""Confidence level of the intervals and regions [1]."""


def profile_toys(
    fit: Any, scan: Any, n: int, seed: int, workers: Any, checkpoint: Path | None, note: str = ""
) -> tuple[dict[str, Any], list[str], Callable[[], Any]]:
    """Construction at the values of a profile: its document, lines [text], and what draws both."""
    from nuscat import inference, plots

    from ._intervals import interval_text

    made = inference.feldman_cousins(
        fit, scan.name, scan.values, n=n, seed=seed, workers=workers, checkpoint=_within(checkpoint)
    )
    runs, ends = made.intervals(LEVEL), made.open_ends(LEVEL)
    document = {
        "n": n,
        "interval_90": [runs[0][0], runs[-1][1]] if runs else None,
        "intervals_90": runs,
        "intervals_90_open": ends,
        **made.to_dict(),
    }
    shown = {"parameter": scan.name, "unit": scan.unit, "interval_90": runs, "interval_90_open": ends}
    text = interval_text(shown, "interval_90", digits=5)
    lines = [f"90 % by {n} toys a value, seed {seed}: {text}, to the spacing of the scan"]
    return document, lines, lambda: plots.construction(made, scan, level=LEVEL, note=note)


def grid_toys(
    fit: Any, scan: Any, n: int, seed: int, workers: Any, checkpoint: Path | None, note: str = ""
) -> tuple[dict[str, Any], list[str], Callable[[], Any]]:
    """Construction at the points of a grid: its document, lines [text], and what draws both regions."""
    from nuscat import inference, plots

    axes = dict(zip(scan.names, scan.axes, strict=True))
    made = inference.feldman_cousins_grid(fit, axes, n=n, seed=seed, workers=workers, checkpoint=_within(checkpoint))
    inside = int(made.accepted(LEVEL).sum())
    by_wilks = int((scan.delta_chi2 <= _DELTA_CHI2).sum())
    document = {"n": n, "accepted_90": made.accepted(LEVEL).tolist(), **made.to_dict()}
    lines = [
        f"90 % by {n} toys a point, seed {seed}: {inside} of {scan.chi2.size} points; by Wilks' theorem {by_wilks}"
    ]
    return document, lines, lambda: plots.regions({"Wilks": scan, f"{n} toys": made}, level=LEVEL, note=note)


_DELTA_CHI2 = 4.605170186
"""Δχ² of two parameters at 90 % [1]."""


def _within(checkpoint: Path | None) -> Path | None:
    return None if checkpoint is None else checkpoint / "toys"
