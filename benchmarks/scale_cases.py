"""Benchmarks of scans, toys and what feeds them: `python scale_cases.py NAME [--quick]` prints one JSON document.

The other side of grids and toys is iminuit at one point after the other on nuscat's own likelihood, physics kept while
nuisance parameters move; some points are measured and scaled to all.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np
from measure import TreeMemory, alternate, once, peak_megabytes, summary

from nuscat import experiments, fluxes, inference, processes

WORKERS = 2
SIDE, TOYS, VALUES = 100, 10_000, 20
JAX_POINTS, JAX_TOYS = 1024, 1000
PLANE = ("m_universal", "g_universal")
LIKELIHOODS = ("coherent-csi", "coherent-lar", "coherent-csi-2017", "dresden-ii", "xenonnt-8b")
COMBINED = ("coherent-csi", "coherent-lar", "dresden-ii", "xenonnt-8b")


def same(name: str, difference: float, allowed: float) -> dict[str, float]:
    """Record of an agreement; AssertionError if it is not one."""
    if not difference <= allowed:
        msg = f"{name}: the two sides differ by {difference:.3g}, allowed is {allowed:g}."
        raise AssertionError(msg)
    return {"difference": difference, "allowed": allowed}


def single(seconds: float, factor: float = 1.0) -> dict[str, float]:
    """Record of one measurement, scaled."""
    return {"median": seconds * factor, "minimum": seconds * factor, "repeats": 1}


def scaled(seconds: list[float], factor: float) -> dict[str, float]:
    """Record of several measurements of a part, scaled to the whole."""
    record = summary(seconds)
    return {**record, "median": record["median"] * factor, "minimum": record["minimum"] * factor}


def axes(rows: int, columns: int) -> dict[str, np.ndarray]:
    """Logarithmic plane of a light mediator: mass [MeV] and coupling [1]."""
    return {PLANE[0]: np.geomspace(1.0, 1e3, rows), PLANE[1]: np.geomspace(1e-6, 1e-3, columns)}


def minuit(model: inference.Model, start: np.ndarray, held: dict[int, float]) -> tuple[float, np.ndarray]:
    """χ² and position of the minimum by MIGRAD, the parameters `held` fixed."""
    from iminuit import Minuit

    x = start.copy()
    theta = model.theta(x)
    for i, value in held.items():
        x[i] = value
        theta[model.names[i]] = value
    n = len(model.physics)
    kept = [e.prepare(theta) for e in model.experiments] if all(i in held for i in range(n)) else None

    def chi2(y: np.ndarray) -> float:
        values = model.theta(y)
        total = model.constraint(y)
        for k, (e, data) in enumerate(zip(model.experiments, model.data, strict=True)):
            mu = e.expected(values, None if kept is None else kept[k])
            total = total + experiments.statistic_of(e).chi2(mu, data)
        return float(total)

    fit = Minuit(chi2, x, name=model.names)
    fit.errordef = Minuit.LEAST_SQUARES
    fit.strategy = 0
    fit.tol = 0.01
    for i, p in enumerate(model.parameters):
        fit.limits[p.name] = (p.lower, p.upper)
        fit.errors[p.name] = p.sigma if p.sigma is not None else p.step
        fit.fixed[p.name] = i in held
    fit.migrad(ncall=20000)
    return float(fit.fval), np.array(fit.values)


def plane(quick: bool) -> dict[str, Any]:
    """Mediator plane of CsI + LAr, all nuisance parameters profiled."""
    side = 16 if quick else SIDE
    loaded = [experiments.load(n) for n in ("coherent-csi", "coherent-lar")]
    fit = inference.Fit(loaded, free=list(PLANE))
    inference.grid(fit, axes(2, 2))
    one, result = once(lambda: inference.grid(fit, axes(side, side)))
    memory = peak_megabytes()
    with TreeMemory() as tree:
        two, parallel = once(lambda: inference.grid(fit, axes(side, side), workers=WORKERS))
    agreement = {"2 processes": same("plane, 2 processes", float(np.abs(parallel.chi2 - result.chi2).max()), 0.0)}
    model = fit.model
    x, y = result.axes
    rng = np.random.default_rng(11)
    seconds, above = [], []
    for i, j in rng.integers(0, side, (4 if quick else 12, 2)):
        spent, (chi2, _) = once(lambda i=i, j=j: minuit(model, model.start, {0: x[i], 1: y[j]}))
        seconds.append(spent)
        above.append(float(result.chi2[i, j]) - chi2)
    agreement["profiled χ² above MIGRAD's at the points measured"] = same("plane, MIGRAD", max(above), 2e-3)
    points = SIDE**2
    times = {
        "1 process": single(one, points / side**2),
        "2 processes": single(two, points / side**2),
        "iminuit": scaled(seconds, points),
    }
    out = {
        "agreement": agreement,
        "points": side**2,
        "nuisances": len(model.nuisances),
        "peak_MB": memory,
        "peak_MB_all_processes": tree.megabytes,
        "times": times,
    }
    try:
        import jax
    except ImportError:
        return {**out, "jax": "not installed"}
    with_jax = inference.Fit(loaded, free=list(PLANE), backend="jax")
    part = axes(8, 8) if quick else axes(8, JAX_POINTS // 8)
    first, _ = once(lambda: inference.grid(with_jax, axes(2, 2)))
    again, compiled = once(lambda: inference.grid(with_jax, part))
    plain = inference.grid(fit, part)
    agreement["JAX"] = same("plane, JAX", float(np.abs(compiled.chi2 - plain.chi2).max()), 1e-3)
    times["JAX"] = single(again, points / compiled.chi2.size)
    return {
        **out,
        "jax": jax.devices()[0].platform,
        "jax_points": int(compiled.chi2.size),
        "jax_compile_s": first,
        "peak_MB_with_jax": peak_megabytes(),
    }


def combined(quick: bool) -> dict[str, Any]:
    """The same plane with Dresden-II and XENONnT added, on fewer points."""
    side = 8 if quick else 24
    fit = inference.Fit([experiments.load(n) for n in COMBINED], free=list(PLANE))
    inference.grid(fit, axes(2, 2))
    spent, _ = once(lambda: inference.grid(fit, axes(side, side), workers=WORKERS))
    return {
        "points": side**2,
        "nuisances": len(fit.model.nuisances),
        "times": {"2 processes": single(spent)},
        "peak_MB": peak_megabytes(),
    }


def feldman_cousins(quick: bool) -> dict[str, Any]:
    """Feldman–Cousins construction of CsI + LAr: toys at 20 values of the normalisation."""
    number = 25 if quick else TOYS // VALUES
    loaded = [experiments.load(n) for n in ("coherent-csi", "coherent-lar")]
    fit = inference.Fit(loaded, free=["normalisation"])
    values = np.linspace(0.5, 1.6, VALUES)

    def construct(made: inference.Fit, n: int, at: np.ndarray, workers: int) -> inference.FeldmanCousins:
        return inference.feldman_cousins(made, "normalisation", at, n=n, seed=4, workers=workers)

    with TreeMemory() as tree:
        two, result = once(lambda: construct(fit, number, values, WORKERS))
    few = values[::10]
    one, _ = once(lambda: construct(fit, number // 4, few, 1))
    memory = peak_megabytes()
    best = fit.minimize(minos=False).values
    model = fit.model
    truth = np.array([best[n] for n in model.names])
    sigma = np.array([0.0 if p.sigma is None else p.sigma for p in model.nuisances])
    rng = np.random.default_rng(9)
    seconds = []
    for _ in range(4 if quick else 8):
        data = [rng.poisson(np.asarray(e.expected(model.theta(truth)))).astype(float) for e in model.experiments]
        toy = model.with_data(data, truth[1:] + sigma * rng.standard_normal(sigma.size))
        spent, _ = once(lambda toy=toy: (minuit(toy, truth, {}), minuit(toy, truth, {0: truth[0]})))
        seconds.append(spent)
    times = {
        "1 process": single(one, TOYS / (number // 4 * few.size)),
        "2 processes": single(two, TOYS / (number * VALUES)),
        "iminuit": scaled(seconds, TOYS),
    }
    low, high = result.interval(0.9)
    out = {
        "toys": number * VALUES,
        "interval": [low, high],
        "peak_MB": memory,
        "peak_MB_all_processes": tree.megabytes,
        "times": times,
    }
    try:
        import jax
    except ImportError:
        return {**out, "jax": "not installed"}
    compiled = inference.Fit(loaded, free=["normalisation"], backend="jax")
    n = 25 if quick else JAX_TOYS // few.size
    first, _ = once(lambda: construct(compiled, 2, few, 1))
    again, there = once(lambda: construct(compiled, n, few, 1))
    here = construct(fit, n, few, 1)
    difference = float(np.abs(there.critical[0.9] - here.critical[0.9]).max())
    times["JAX"] = single(again, TOYS / (n * few.size))
    return {
        **out,
        "agreement": {"critical Δχ² at 90 %, JAX": same("toys, JAX", difference, 1e-2)},
        "jax": jax.devices()[0].platform,
        "jax_toys": n * few.size,
        "jax_compile_s": first,
        "peak_MB_with_jax": peak_megabytes(),
    }


def cluster(quick: bool) -> dict[str, Any]:
    """A Dask cluster of two local workers beside two local processes: a small plane, and tasks that do nothing."""
    try:
        import distributed
    except ImportError:
        return {"times": {}, "dask": "not installed"}
    loaded = [experiments.load(n) for n in ("coherent-csi", "coherent-lar")]
    fit = inference.Fit(loaded, free=list(PLANE))
    plane_axes = axes(16, 16 if quick else 64)
    tasks = {k: (k,) for k in range(200 if quick else 1000)}
    with distributed.LocalCluster(
        n_workers=WORKERS, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
    ) as local:
        there = inference.DaskCluster(local.scheduler_address)
        list(there.run(max, 0, {0: (1,)}))
        inference.grid(fit, axes(16, 16), workers=there)
        dask, a = once(lambda: inference.grid(fit, plane_axes, workers=there))
        here, b = once(lambda: inference.grid(fit, plane_axes, workers=WORKERS))
        empty = _per_task(there, tasks)
        starting, empty_here = _per_task(inference.LocalProcesses(WORKERS), tasks)
    return {
        "agreement": {"Dask": same("plane on Dask", float(np.abs(a.chi2 - b.chi2).max()), 0.0)},
        "points": int(a.chi2.size),
        "times": {
            "plane, Dask": single(dask),
            "plane, processes": single(here),
            "starting, Dask": single(empty[0]),
            "starting, processes": single(starting),
            "task, Dask": single(empty[1]),
            "task, processes": single(empty_here),
        },
    }


def _per_task(executor: inference.Executor, tasks: dict[int, tuple[int, ...]]) -> tuple[float, float]:
    """Seconds to start with two tasks that do nothing, and for every further one."""
    few = {k: tasks[k] for k in list(tasks)[:2]}
    start, _ = once(lambda: list(executor.run(max, 0, few)))
    all_, _ = once(lambda: list(executor.run(max, 0, tasks)))
    return start, max(all_ - start, 0.0) / (len(tasks) - len(few))


def likelihoods(quick: bool) -> dict[str, Any]:
    """Expected counts and χ² of every likelihood with physics prepared, its preparation, and the first call."""
    first, calls, prepares = {}, {}, {}
    for name in LIKELIHOODS:
        first[name], model = once(lambda name=name: _first(name))
        e, theta, data = model.experiments[0], model.theta(model.start), model.data[0]
        ready, statistic = e.prepare(theta), experiments.statistic_of(e)
        calls[name] = lambda e=e, theta=theta, data=data, ready=ready, statistic=statistic: statistic.chi2(
            e.expected(theta, ready), data
        )
        prepares[name] = lambda e=e, theta=theta: e.prepare(theta)
    repeats = 9 if quick else 31
    return {
        "first": {name: single(seconds) for name, seconds in first.items()},
        "times": alternate(calls, repeats=repeats, inner=20),
        "prepare": alternate(prepares, repeats=repeats, inner=5),
        "peak_MB": peak_megabytes(),
    }


def _first(name: str) -> inference.Model:
    model = inference.Model.build([experiments.load(name)], ["sin2w"])
    model.chi2(model.start)
    return model


def sources(quick: bool) -> dict[str, Any]:
    """Fluxes made anew, and incoherent cross sections."""
    energies = np.linspace(10.0, 50.0, 100)
    caesium = processes.incoherent("Cs133")
    times = alternate(
        {
            "fluxes.load('dresden-ii')": lambda: fluxes.load("dresden-ii"),
            "fluxes.load('solar'), with conversion in the Sun": lambda: fluxes.load("solar"),
            "incoherent cross section of 133Cs, 100 energies": lambda: caesium.sigma(energies, "nu_mu"),
        },
        repeats=5 if quick else 15,
    )
    return {"times": times, "peak_MB": peak_megabytes()}


CASES = {
    "plane": plane,
    "combined-plane": combined,
    "feldman-cousins": feldman_cousins,
    "cluster": cluster,
    "likelihoods": likelihoods,
    "sources": sources,
}

if __name__ == "__main__":
    print(json.dumps(CASES[sys.argv[1]]("--quick" in sys.argv[2:])))
