"""The benchmarked jobs; each runs in its own process: `python cases.py NAME [--quick]` prints one JSON document.

Every case measures nuscat and the plain reference, and fails unless they give the same numbers.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import reference
from measure import alternate, once, peak_megabytes

from nuscat import experiments, fluxes, inference, processes
from nuscat._core.datasets import packaged_path

WORKERS = 2
POINTS = np.linspace(1e-4, 0.05, 100)
GRID = ("eps_ee_u", "eps_mumu_u")


def same(name: str, difference: float, allowed: float) -> dict[str, float]:
    """Record of an agreement; AssertionError if it is not one."""
    if not difference <= allowed:
        msg = f"{name}: nuscat and the reference differ by {difference:.3g}, allowed is {allowed:g}."
        raise AssertionError(msg)
    return {"difference": difference, "allowed": allowed}


def hot_spots(function: Callable[[], Any], calls: int, lines: int = 8) -> list[dict[str, Any]]:
    """Where the time of `function` goes: own time by function, in parts of the whole (profiling overhead included)."""
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(calls):
        function()
    profile.disable()
    stats = pstats.Stats(profile)
    total = stats.total_tt  # type: ignore[attr-defined]
    rows = []
    for (file, _, name), (_, number, own, *_) in stats.stats.items():  # type: ignore[attr-defined]
        where = "nuscat/" + file.rsplit("/nuscat/", 1)[1] if "/nuscat/" in file else Path(file).name
        rows.append({"function": f"{where}:{name}", "part": own / total, "calls": number / calls})
    return sorted(rows, key=lambda r: -r["part"])[:lines]


def recoil_spectrum() -> np.ndarray:
    """Flux-averaged dσ/dT of CsI [cm²/MeV], all objects made here: public interface only."""
    xs = processes.cevns("CsI")
    total = np.zeros_like(POINTS)
    for component in fluxes.PionDecayAtRest().components:
        for nucleus, fraction in xs.components:
            E, w = component.quadrature(24, lower=processes.E_min(POINTS, nucleus.nucleus.mass))
            total += fraction * np.sum(w * nucleus.dsigma_dT(E, POINTS[:, None], component.flavour), axis=-1)
    return total


def spectrum(quick: bool) -> dict[str, Any]:
    """One CsI recoil spectrum with cold objects."""
    ours, theirs = recoil_spectrum(), reference.csi_spectrum(POINTS)
    visible = ours > 1e-3 * ours.max()
    agreement = same("recoil spectrum", float(np.abs(theirs[visible] / ours[visible] - 1).max()), 1e-4)
    times = alternate(
        {"nuscat": recoil_spectrum, "reference": lambda: reference.csi_spectrum(POINTS)},
        repeats=20 if quick else 60,
        inner=5,
    )
    return {
        "agreement": {"relative, where above a thousandth of the maximum": agreement},
        "times": times,
        "peak_MB": peak_megabytes(),
        "hot_spots": hot_spots(recoil_spectrum, 40),
    }


def _references() -> tuple[reference.CsI, reference.LAr]:
    return (
        reference.CsI(packaged_path("experiments/coherent-csi-2021/release.npz")),
        reference.LAr(packaged_path("experiments/coherent-lar-2020/release.npz")),
    )


def _csi_agreement(model: inference.Model, csi: reference.CsI) -> dict[str, Any]:
    """Largest difference of −2 ln λ and of the expected counts over random parameters near the nominal ones."""
    rng = np.random.default_rng(20)
    chi2, counts = [], []
    for k in range(20):
        step = 0.0 if k == 0 else 0.5
        nu = csi.start + step * np.where(np.isfinite(csi.sigma), csi.sigma, 0.05) * rng.standard_normal(csi.start.size)
        sin2w = reference.SIN2W + step * 0.02 * rng.standard_normal()
        theta = model.theta(np.concatenate([[sin2w], nu]))
        mu = np.asarray(model.experiments[0].expected(theta))
        other = csi.expected(nu, sin2w=sin2w).ravel()
        counts.append(abs(mu.sum() - other.sum()))
        pulls = (nu - csi.centre) / csi.sigma
        chi2.append(abs(float(model.chi2(np.concatenate([[sin2w], nu]))) - csi.chi2(nu, sin2w=sin2w) - pulls @ pulls))
    return {
        "-2 ln L": same("CsI likelihood", max(chi2), 0.1),
        "expected counts (of about 1650)": same("CsI counts", max(counts), 0.3),
    }


def likelihood(quick: bool) -> dict[str, Any]:
    """One CsI likelihood: single, batched, and with gradient."""
    csi = reference.CsI(packaged_path("experiments/coherent-csi-2021/release.npz"))
    model = inference.Model.build([experiments.load("coherent-csi")], ["sin2w"])
    if model.names[1:] != tuple(p.name for p in model.experiments[0].nuisances):
        raise AssertionError("The order of the nuisance parameters changed; adapt the reference.")
    agreement = _csi_agreement(model, csi)
    x = model.start + 0.01 * np.array([p.step for p in model.parameters])
    pulls = (x[1:] - csi.centre) / csi.sigma
    ready = csi.physics(sin2w=x[0])
    rng = np.random.default_rng(3)
    batch = x + 0.1 * np.array([p.step for p in model.parameters]) * rng.standard_normal((1000, x.size))
    repeats = 15 if quick else 40
    times = alternate(
        {
            "nuscat": lambda: model.chi2(x),
            "reference": lambda: csi.chi2(x[1:], sin2w=x[0]) + pulls @ pulls,
            "reference, physics kept": lambda: csi.chi2(x[1:], signal=ready) + pulls @ pulls,
        },
        repeats=repeats,
        inner=50,
    )
    scaled = inference.Model.build(model.experiments, ["normalisation"])
    scaled_batch = np.concatenate([np.abs(batch[:, :1]) + 0.8, batch[:, 1:]], axis=1)
    name = "nuscat, batch of 1000, per point (couplings fixed, normalisation free)"
    times[name] = _per_point(alternate({name: lambda: scaled.chi2(scaled_batch)}, repeats=repeats)[name], 1000)
    for size in (100, 1000):
        part = batch[:size]
        name = f"nuscat, batch of {size}, per point"
        times[name] = _per_point(alternate({name: lambda part=part: model.chi2(part)}, repeats=repeats)[name], size)
    out = {
        "agreement": agreement,
        "hot_spots": hot_spots(lambda: model.chi2(x), 1000),
        "hot_spots_batch": hot_spots(lambda: model.chi2(batch), 10),
        "peak_MB": peak_megabytes(),
    }
    try:
        import jax
    except ImportError:
        return {**out, "times": times, "jax": "not installed"}
    from nuscat.inference.jax_backend import batched_chi2, value_and_gradient

    both, many = value_and_gradient(model), batched_chi2(model)
    first, (value, gradient) = once(lambda: jax.block_until_ready(both(x)))
    agreement["JAX value"] = same("JAX value", abs(float(value) - float(model.chi2(x))), 1e-7)
    agreement["JAX gradient, relative"] = same("JAX gradient", _gradient_error(model, x, np.asarray(gradient)), 1e-4)
    agreement["JAX batch"] = same("JAX batch", float(np.abs(np.asarray(many(batch)) - model.chi2(batch)).max()), 1e-7)
    times |= alternate(
        {"nuscat, value and gradient (JAX)": lambda: jax.block_until_ready(both(x))}, repeats=repeats, inner=20
    )
    name = "nuscat, batch of 1000, per point (JAX)"
    times[name] = _per_point(
        alternate({name: lambda: jax.block_until_ready(many(batch))}, repeats=repeats)[name], len(batch)
    )
    return {**out, "times": times, "jax_compile_s": first, "peak_MB_with_jax": peak_megabytes()}


def _per_point(record: dict[str, float], size: int) -> dict[str, float]:
    return {**record, "median": record["median"] / size, "minimum": record["minimum"] / size}


def _gradient_error(model: inference.Model, x: np.ndarray, gradient: np.ndarray) -> float:
    numeric = np.empty_like(x)
    for i, p in enumerate(model.parameters):
        h = np.zeros_like(x)
        h[i] = 1e-4 * p.step
        numeric[i] = float(model.chi2(x + h) - model.chi2(x - h)) / (2 * h[i])
    scale = np.array([p.step for p in model.parameters])
    return float(np.abs((gradient - numeric) * scale).max() / np.abs(numeric * scale).max())


def _joint() -> tuple[list[Any], reference.Joint]:
    return [experiments.load("coherent-csi"), experiments.load("coherent-lar")], reference.Joint(*_references())


def grid(quick: bool) -> dict[str, Any]:
    """Profile grid of CsI + LAr in two non-standard couplings."""
    side = 20 if quick else 100
    axis = np.linspace(-0.4, 0.8, side)
    loaded = [experiments.load("coherent-csi"), experiments.load("coherent-lar")]
    fit = inference.Fit(loaded, free=list(GRID))
    ours, result = once(lambda: inference.grid(fit, dict.fromkeys(GRID, axis), workers=WORKERS))
    memory = peak_megabytes()
    joint = reference.Joint(*_references())
    rng = np.random.default_rng(5)
    seconds, differences = [], []
    for i, j in rng.integers(0, side, (5 if quick else 10, 2)):
        spent, chi2 = once(lambda i=i, j=j: joint.profile(eps_e=axis[i], eps_mu=axis[j]))
        seconds.append(spent)
        differences.append(float(result.chi2[i, j]) - chi2)
    scale = 10_000 / side**2
    return {
        "agreement": {"profiled -2 ln L at the same points": same("grid", float(np.abs(differences).max()), 0.2)},
        "nuscat - reference": differences,
        "points": side**2,
        "workers": WORKERS,
        "times": {
            "nuscat": {"median": ours * scale, "minimum": ours * scale, "repeats": 1},
            "reference": _scaled(seconds, 10_000 / WORKERS),
        },
        "scaled": "nuscat from the points computed" if quick else "",
        "nuisances": len(fit.model.nuisances),
        "peak_MB": memory,
    }


def _scaled(seconds: list[float], factor: float) -> dict[str, float]:
    return {
        "median": float(np.median(seconds)) * factor,
        "minimum": min(seconds) * factor,
        "repeats": len(seconds),
    }


def toys(quick: bool) -> dict[str, Any]:
    """Pseudo-experiments of CsI + LAr, the normalisation and all nuisance parameters fitted to each."""
    number = 500 if quick else 10_000
    loaded = [experiments.load("coherent-csi"), experiments.load("coherent-lar")]
    fit = inference.Fit(loaded, free=["normalisation"])
    ours, result = once(lambda: inference.toys(fit, number, seed=1, workers=WORKERS))
    memory = peak_megabytes()
    joint = reference.Joint(*_references())
    signals = (joint.csi.physics(), joint.lar.physics())
    theirs = joint.fit_normalisation(signals)
    best = inference.minimise_batch(fit.model, fit.model.start)
    rng = np.random.default_rng(7)
    seconds = [once(lambda: joint.toy(rng, signals))[0] for _ in range(4 if quick else 8)]
    scale = 10_000 / number
    fitted = result.parameter("normalisation")[result.converged]
    return {
        "agreement": {
            "normalisation fitted to the data": same("fit", abs(float(best.x[0, 0]) - theirs[0]), 0.02),
            "-2 ln L of the data": same("fit", abs(float(best.chi2[0]) - theirs[1]), 0.2),
        },
        "toys": number,
        "workers": WORKERS,
        "converged": float(result.converged.mean()),
        "mean fitted normalisation": float(fitted.mean()),
        "its standard deviation": float(fitted.std()),
        "times": {
            "nuscat": {"median": ours * scale, "minimum": ours * scale, "repeats": 1},
            "reference": _scaled(seconds, 10_000 / WORKERS),
        },
        "scaled": "nuscat from the toys computed" if quick else "",
        "peak_MB": memory,
    }


CASES = {"spectrum": spectrum, "likelihood": likelihood, "grid": grid, "toys": toys}

if __name__ == "__main__":
    print(json.dumps(CASES[sys.argv[1]]("--quick" in sys.argv[2:])))
