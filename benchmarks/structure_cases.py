"""Benchmarks of nuclear structure and its uses: `python structure_cases.py NAME [--quick]` prints one JSON document.

Solutions are never read from the disk cache, except where a row says "cached". The plain references are in
reference_mean_field.py, reference_responses.py and reference_electrons.py; where there is one, the case fails unless
both sides give the same numbers. Other checks compare with published energies or with tighter numerics.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from measure import alternate, once, peak_megabytes, summary
from startup import run

WORKERS = 2
CLOSED = ("O16", "Ca40", "Ca48", "Ni56", "Zr90", "Sn100", "Sn132", "Pb208")
ENSEMBLE = ("Ar40", "Ca48", "I127", "Pb208")
COARSE = 0.1
"""Mesh of the reference [fm] where 20 keV are enough; 1 keV needs 0.05."""
COLD_MEAN_FIELD = """
import json, time
import numpy
from nuscat.structure.skyrme import solve
start = time.perf_counter()
solution = solve("Pb208", "SLy4", pairing="none", cache=False)
print(json.dumps([time.perf_counter() - start]))
"""
COLD_RESPONSES = """
import json, time
import numpy
from nuscat.structure.shell_model import ShellModelResponses, density
start = time.perf_counter()
matrix = density("Xe131")
ShellModelResponses.from_density(matrix)
print(json.dumps([time.perf_counter() - start]))
"""
LOADED_RESPONSES = """
import json, time
import numpy
from nuscat.structure.angular import wigner_3j, wigner_6j, wigner_9j
from nuscat.structure.shell_model import ShellModelResponses, density
wigner_3j(2, 2, 4, 0, 0, 0), wigner_6j(2, 2, 4, 2, 2, 4), wigner_9j(2, 2, 4, 1, 1, 2, 1, 3, 4)
matrix = density("Xe131")
start = time.perf_counter()
ShellModelResponses.from_density(matrix)
print(json.dumps([time.perf_counter() - start]))
"""
COLD_ELECTRONS = """
import json, math, time
import numpy
from nuscat.processes import ElectronScattering
argon = ElectronScattering.measured("Ar40")
start = time.perf_counter()
argon.dsigma_dOmega(249.03, numpy.linspace(0.5, 2.0, 20))
print(json.dumps([time.perf_counter() - start]))
"""
COLD_CEVNS = """
import json, time
import numpy
from nuscat import processes
start = time.perf_counter()
processes.cevns("CsI", "skyrme:SLy4").sigma(numpy.linspace(5.0, 50.0, 100))
print(json.dumps([time.perf_counter() - start]))
"""


def same(name: str, difference: float, allowed: float) -> dict[str, float]:
    """Record of an agreement; AssertionError if it is not one."""
    if not difference <= allowed:
        msg = f"{name}: the two sides differ by {difference:.3g}, allowed is {allowed:g}."
        raise AssertionError(msg)
    return {"difference": difference, "allowed": allowed}


def fresh(source: str, repeats: int, environment: dict[str, str] | None = None) -> dict[str, float]:
    """Seconds that `source` measures, once in each of several new processes; the first fills file caches, uncounted."""
    samples = []
    for turn in range(1 + repeats):
        done = subprocess.run(
            [sys.executable, "-c", source],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **(environment or {})},
        )
        if turn:
            samples.append(float(json.loads(done.stdout.strip().splitlines()[-1])[0]))
    return summary(samples)


def mean_field(quick: bool) -> dict[str, Any]:
    """Spherical Hartree–Fock of ²⁰⁸Pb and HFB of ⁴⁰Ar."""
    from nuscat.structure.skyrme import solve

    cold = fresh(COLD_MEAN_FIELD, 3 if quick else 9)
    lead = solve("Pb208", "SLy4", pairing="none", cache=False)
    tight = solve("Pb208", "SLy4", pairing="none", cache=False, tolerance=1e-11, basis_size=34, box=18.0)
    keV = {"tolerance": 1e-6, "basis_size": 24}
    loose = solve("Pb208", "SLy4", pairing="none", cache=False, **keV)  # type: ignore[arg-type]
    argon = solve("Ar40", "SLy4", pairing="hfb", cache=False)
    times = alternate(
        {
            "HF 208Pb": lambda: solve("Pb208", "SLy4", pairing="none", cache=False),
            "HF 208Pb, 1 keV": lambda: solve("Pb208", "SLy4", pairing="none", cache=False, **keV),  # type: ignore[arg-type]
            "HFB 40Ar": lambda: solve("Ar40", "SLy4", pairing="hfb", cache=False),
        },
        repeats=5 if quick else 21,
    )
    memory = peak_megabytes()
    from reference_mean_field import hartree_fock

    spent = []
    for _ in range(1 if quick else 5):
        seconds, (energy, r_n, r_p, _) = once(lambda: hartree_fock(82, 126, h=0.05, tolerance=1e-9))
        spent.append(seconds)
    return {
        "agreement": {
            "208Pb, E of the plain solver [MeV]": same("208Pb", abs(lead.energy - energy), 0.002),
            "208Pb, r_n and r_p of the plain solver [fm]": same(
                "208Pb", max(abs(lead.r_n - r_n), abs(lead.r_p - r_p)), 1e-4
            ),
            "208Pb, E with more functions, a larger box and 1e-11 [MeV]": same(
                "208Pb", abs(lead.energy - tight.energy), 0.001
            ),
            "208Pb, the same of 24 functions and 1e-6 [MeV]": same("208Pb", abs(loose.energy - tight.energy), 0.001),
            "40Ar, E of HFBTHO, 14 shells [MeV]": same("40Ar", abs(argon.energy + 346.953), 0.2),
        },
        "times": {"HF 208Pb, cold": cold, **times, "reference": summary(spent)},
        "peak_MB": memory,
    }


def deformed(quick: bool) -> dict[str, Any]:
    """Axial HFB with 14 shells: one start at the known shape, and the search for all minima."""
    from nuscat.structure.skyrme import solve

    jobs: dict[str, tuple[str, dict[str, Any], float]] = {
        "40Ar": ("Ar40", {"beta2": 0.0}, -346.953),
        "184W": ("W184", {"beta2": 0.24}, -1464.546),
        "40Ar, search": ("Ar40", {}, -346.953),
        "184W, search": ("W184", {}, -1464.546),
    }
    samples: dict[str, list[float]] = {name: [] for name in jobs}
    agreement, peaks, first = {}, {}, {}
    for turn in range(1 if quick else 5):
        for name, (nuclide, more, published) in jobs.items():
            if "search" in name and turn > 2:
                continue
            seconds, found = once(
                lambda nuclide=nuclide, more=more: solve(nuclide, "SLy4", deformation="axial", cache=False, **more)
            )
            first.setdefault(f"{name}, first call", summary([seconds]))
            samples[name].append(seconds)
            peaks[name] = max(peaks.get(name, 0.0), peak_megabytes())
            agreement[f"{name}: E of HFBTHO, 14 shells [MeV]"] = same(name, abs(found.energy - published), 0.15)
    return {
        "agreement": agreement,
        "times": {name: summary(values) for name, values in samples.items()} | first,
        "peak_MB": max(peaks.values()),
        "peaks_MB": peaks,
    }


def _plain(names: tuple[str, ...], parameters: dict[str, float] | None = None) -> tuple[float, dict[str, float]]:
    """Seconds of the plain solver for these nuclides together, and their energies [MeV]."""
    from reference_mean_field import SLY4, hartree_fock

    from nuscat.nuclei import nuclide

    total, energies = 0.0, {}
    for name in names:
        which = nuclide(name)
        seconds, (energy, *_) = once(
            lambda which=which: hartree_fock(which.Z, which.N, parameters or SLY4, h=COARSE),
        )
        total += seconds
        energies[name] = energy
    return total, energies


def covariance(quick: bool) -> dict[str, Any]:
    """Ten-parameter covariance around SLy4 from eight closed-shell nuclei: 21 solutions of each."""
    from nuscat.structure.skyrme import estimate_covariance, force
    from nuscat.structure.skyrme.covariance import PARAMETERS

    if len(PARAMETERS) != 10:
        raise AssertionError("The number of parameters changed; adapt this case.")
    ours = []
    for _ in range(1 if quick else 3):
        seconds, estimate = once(lambda: estimate_covariance(force("SLy4"), CLOSED))
        ours.append(seconds)
    memory = peak_megabytes()
    theirs, energies = _plain(CLOSED)
    worst = max(abs(float(estimate.emulator.values[name, "energy"]) - energies[name]) for name in CLOSED)
    return {
        "agreement": {"E of eight nuclei in the plain solver, 0.1 fm mesh [MeV]": same("E", worst, 0.03)},
        "times": {"nuscat": summary(ours), "reference": summary([theirs * (1 + 2 * len(PARAMETERS))])},
        "peak_MB": memory,
    }


def ensemble(quick: bool) -> dict[str, Any]:
    """Sixty functionals and four nuclei in two processes."""
    from nuscat.structure.skyrme import Ensemble, ParameterCovariance, force

    centre = ParameterCovariance(
        force=force("SLy4"),
        parameters=("K", "J", "L", "inverse_mass"),
        matrix=np.diag(np.array([10.0, 1.5, 15.0, 0.03]) ** 2),
        label="benchmark",
    )
    number = 6 if quick else 60
    forces = Ensemble.gaussian(centre, number, seed=1)
    ours, results = once(lambda: forces.evaluate(ENSEMBLE, workers=WORKERS, pairing="none"))
    if results.failures:
        raise AssertionError(f"{len(results.failures)} solutions failed.")
    memory = peak_megabytes()
    spent, differences = [], []
    names = ("t0", "t1", "t2", "t3", "x0", "x1", "x2", "x3", "alpha", "b4")
    for i in range(1 if quick else 3):
        one = forces.forces[i]
        if abs(one.b4p - one.b4) > 1e-9:
            raise AssertionError("The plain solver knows the standard spin–orbit form only.")
        seconds, energies = _plain(
            ENSEMBLE, {name: getattr(one, name) for name in names} | {"hbar2_2m": one.hbar2_2m_n}
        )
        spent.append(seconds * 60 / WORKERS)
        differences += [abs(results.solutions[i, name].energy - energies[name]) for name in ENSEMBLE]
    return {
        "agreement": {"E in the plain solver, 0.1 fm mesh [MeV]": same("E", max(differences), 0.05)},
        "times": {"nuscat": summary([ours * 60 / number]), "reference": summary(spent)},
        "scaled": f"from {number} functionals" if quick else "",
        "workers": WORKERS,
        "peak_MB": memory,
    }


def responses(quick: bool) -> dict[str, Any]:
    """Polynomials of ¹³¹Xe: expansion, and F^M, F^Φ″, F^Σ′1, F^Σ′3 of protons and neutrons at given q."""
    from nuscat.structure.shell_model import ShellModelResponses, density

    repeats = 3 if quick else 9
    cold, loaded = fresh(COLD_RESPONSES, repeats), fresh(LOADED_RESPONSES, repeats)
    matrix = density("Xe131")
    ours = ShellModelResponses.from_density(matrix)
    memory = peak_megabytes()
    from reference_responses import Responses

    build, theirs = once(lambda: Responses(matrix))

    def every(q: Any) -> list[Any]:
        return [ours.M(q), ours.Phi2(q), *ours.Sigma1(q)]

    worst = 0.0
    for q in (1.0, 60.0, 100.0, 150.0, 250.0):
        other = theirs(q)
        for name, pair in zip(("M", "Phi2", "Sigma1 L=1", "Sigma1 L=3"), every(q), strict=True):
            scale = np.abs(theirs(1.0)[name]).max() if name != "Sigma1 L=3" else np.abs(theirs(150.0)[name]).max()
            worst = max(worst, float(np.abs(np.array(pair) - other[name]).max() / scale))
    many = np.linspace(1.0, 250.0, 1000)
    times = alternate({"one q": lambda: every(100.0), "reference": lambda: theirs(100.0)}, repeats=20, inner=20)
    block = alternate(
        {"1000 q, per q": lambda: every(many), "1000 q, per q, reference": lambda: theirs(many)},
        repeats=10 if quick else 40,
    )
    return {
        "agreement": {"relative to the largest value": same("responses", worst, 1e-6)},
        "times": {
            "construction, cold": cold,
            "construction": loaded,
            "construction, reference": summary([build]),
            **times,
            **{
                name: {**record, "median": record["median"] / many.size, "minimum": record["minimum"] / many.size}
                for name, record in block.items()
            },
        },
        "peak_MB": memory,
    }


def electrons(quick: bool) -> dict[str, Any]:
    """Coulomb-distorted electrons: cross sections at 20 angles and A_PV of ²⁰⁸Pb at 8."""
    from nuscat.nuclei import nuclide
    from nuscat.processes import ElectronScattering

    def plain(*arguments: Any) -> Any:
        from reference_electrons import electrons as solver

        return solver(*arguments)

    cold = fresh(COLD_ELECTRONS, 3 if quick else 9)
    calls: dict[str, Callable[[], Any]] = {}
    expected: dict[str, Callable[[], Any]] = {}
    Q_W = -118.55
    for name, label, c, a, E, degrees in (
        ("Ar40", "40Ar, 249 MeV", 3.53, 0.542, 249.03, np.linspace(30.0, 110.0, 20)),
        ("Pb208", "208Pb, 502 MeV", 6.624, 0.549, 502.0, np.linspace(15.0, 75.0, 20)),
        ("Pb208", "A_PV 208Pb, 953 MeV", 6.624, 0.549, 953.0, np.linspace(3.0, 10.0, 8)),
    ):
        which = nuclide(name)
        cutoff = 1.2 * which.A ** (1 / 3) + 8.0
        charge, theta = _fermi(c, a), np.deg2rad(degrees)
        weak = (_fermi(c / 0.97, a / 0.97), Q_W) if label.startswith("A_PV") else None
        arguments: dict[str, Any] = {}
        if weak is not None:
            arguments = {"weak_density": (_normed(weak[0], cutoff, Q_W), cutoff), "weak_charge": Q_W}
        process = ElectronScattering(which, (_normed(charge, cutoff, which.Z), cutoff), **arguments)
        method = process.dsigma_dOmega if weak is None else process.asymmetry
        calls[label] = lambda method=method, E=E, theta=theta: method(E, theta)
        expected[label] = lambda w=which, f=charge, cutoff=cutoff, E=E, theta=theta, weak=weak: plain(
            w.Z, w.mass, f, cutoff, E, theta, weak
        )[0 if weak is None else 1]
    times = alternate(calls, repeats=10 if quick else 60)
    memory = peak_megabytes()
    agreement = {}
    for label, function in calls.items():
        ours, theirs = function(), expected[label]()
        if label.startswith("A_PV"):
            agreement[f"{label} [ppb]"] = same(label, float(np.abs(ours - theirs).max()) * 1e9, 0.3)
        else:
            agreement[f"{label}, relative"] = same(label, float(np.abs(theirs / ours - 1.0).max()), 1e-3)
    theirs = alternate(expected, repeats=1 if quick else 5)
    return {
        "agreement": agreement,
        "times": {"cold": cold, **times, **{f"{label}, reference": r for label, r in theirs.items()}},
        "peak_MB": memory,
    }


def _fermi(c: float, a: float) -> Callable[[Any], Any]:
    return lambda r: 1.0 / (1.0 + np.exp((np.asarray(r) - c) / a))


def _normed(shape: Callable[[np.ndarray], np.ndarray], cutoff: float, norm: float) -> Callable[[Any], Any]:
    x, w = np.polynomial.legendre.leggauss(200)
    r = 0.5 * cutoff * (1.0 + x)
    scale = norm / float(2.0 * np.pi * cutoff * (w @ (r**2 * shape(r))))
    return lambda s: scale * shape(s)


def structure_use(quick: bool) -> dict[str, Any]:
    """The CsI cross section with mean-field densities, and the command line, with and without cached solutions."""
    from nuscat import processes

    repeats = 3 if quick else 7
    off = {"NUSCAT_SKYRME_CACHE": "0"}
    commands = {
        "nuscat structure Ar40": ["structure", "Ar40"],
        "nuscat xsec cevns CsI --form-factor skyrme:SLy4": ["xsec", "cevns", "CsI", "--form-factor", "skyrme:SLy4"],
    }
    times: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        cache = {"NUSCAT_CACHE": str(Path(folder) / "cache")}
        os.environ |= cache
        times["cevns CsI, not cached"] = fresh(COLD_CEVNS, repeats, off)
        times["cevns CsI, cached"] = fresh(COLD_CEVNS, repeats)
        for name, command in commands.items():
            for label, more in (("not cached", off), ("cached", {"NUSCAT_SKYRME_CACHE": "1"})):
                os.environ |= more
                samples = [run([sys.executable, "-m", "nuscat", *command]) for _ in range(1 + repeats)][1:]
                record = summary([seconds for seconds, _ in samples])
                times[f"{name}, {label}"] = {**record, "peak_MB": max(memory for _, memory in samples)}
        E = np.linspace(5.0, 50.0, 100)
        ready = {spec: processes.cevns("CsI", spec) for spec in ("skyrme:SLy4", "helm")}
        again = alternate({spec: lambda xs=xs: xs.sigma(E) for spec, xs in ready.items()}, repeats=repeats * 5)
        times |= {f"sigma of 100 energies, {spec}": record for spec, record in again.items()}
        memory = peak_megabytes()
    return {"times": times, "peak_MB": memory}


CASES = {
    "mean-field": mean_field,
    "deformed": deformed,
    "covariance": covariance,
    "ensemble": ensemble,
    "responses": responses,
    "electrons": electrons,
    "structure-use": structure_use,
}

if __name__ == "__main__":
    print(json.dumps(CASES[sys.argv[1]]("--quick" in sys.argv[2:])))
