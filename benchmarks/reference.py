"""Plain NumPy/SciPy versions of the benchmarked jobs, as one writes them once per paper; no code shared with nuscat.

Only the published numbers of the data releases are read from the same files. Units: MeV, fm, cm², µs.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.signal import fftconvolve
from scipy.special import gammainc, ndtr

G_F, HBARC_FM, HBARC2_CM2 = 1.1663788e-11, 197.3269804, 3.8937937217e-22
SIN2W = 0.23857
M_MU, M_PI, M_E, U = 105.6583755, 139.57039, 0.51099895, 931.49410372
TAU_PI, TAU_MU = 0.026033, 2.1969811
E_LINE, E_END = (M_PI**2 - M_MU**2) / (2 * M_PI), M_MU / 2
N_A = 6.02214076e23
#           Z, N, atomic mass [u]
NUCLEI = {"Cs": (55, 78, 132.905451959), "I": (53, 74, 126.904472)}
ARGON = {"Ar36": (18, 18, 35.967545105, 0.003336), "Ar38": (18, 20, 37.962732102, 0.000629)}
ARGON["Ar40"] = (18, 22, 39.962383122, 0.996035)
NODES, WEIGHTS = np.polynomial.legendre.leggauss(24)


def helm(q: np.ndarray, A: int, s: float = 0.9) -> np.ndarray:
    """Helm form factor [1] with R₀² = (1.2 A^⅓)² − 5 s²; `q` [MeV]."""
    k = q / HBARC_FM
    x = k * np.sqrt(1.44 * A ** (2 / 3) - 5 * s**2)
    x = np.maximum(x, 1e-3)
    return 3 * (np.sin(x) - x * np.cos(x)) / x**3 * np.exp(-0.5 * (k * s) ** 2)


def spectra(
    T: np.ndarray, Z: int, N: int, M: float, sin2w: float = SIN2W, eps_e: float = 0.0, eps_mu: float = 0.0
) -> np.ndarray:
    """Flux-averaged dσ/dT [cm²/MeV] for ν_μ, ν_e, ν̄_μ from decays at rest, shape (3, n); eps: ε^{uV} of the flavour."""
    e_min = 0.5 * (T + np.sqrt(T * T + 2 * M * T))
    half = 0.5 * np.maximum(E_END - e_min, 0.0)[:, None]
    E = e_min[:, None] + half * (1 + NODES)
    w = half * WEIGHTS
    x = E / E_END
    kinematic = 1 - T[:, None] / E - M * T[:, None] / (2 * E * E)
    delayed_e = (w * 12 / E_END * x**2 * (1 - x) * kinematic).sum(1)
    delayed_mu = (w * 2 / E_END * x**2 * (3 - 2 * x) * kinematic).sum(1)
    prompt = np.where(e_min < E_LINE, 1 - T / E_LINE - M * T / (2 * E_LINE**2), 0.0)
    F = helm(np.sqrt(2 * M * T), Z + N)
    standard = (0.5 - 2 * sin2w) * Z - 0.5 * N
    e, mu = ((standard + eps * (2 * Z + N)) ** 2 for eps in (eps_e, eps_mu))
    return G_F**2 * M / np.pi * HBARC2_CM2 * F**2 * np.stack([mu * prompt, e * delayed_e, mu * delayed_mu])


def csi_spectrum(T: np.ndarray) -> np.ndarray:
    """dσ/dT [cm²/MeV] per average nucleus of CsI, all three flavours added, as in one figure of a paper."""
    return sum(0.5 * spectra(T, Z, N, m * U - Z * M_E).sum(0) for Z, N, m in NUCLEI.values())


def arrival(mean: float, width: float, t: np.ndarray) -> np.ndarray:
    """Fraction of prompt and delayed neutrinos before the times `t` [µs] on a 1 ns grid, by convolution."""
    grid = np.arange(-1.0, 26.0, 0.001)
    after = grid - grid[0]
    pulse = np.exp(-0.5 * ((grid - mean) / width) ** 2)
    prompt = fftconvolve(pulse, np.exp(-after / TAU_PI))[: grid.size]
    delayed = fftconvolve(prompt, np.exp(-after / TAU_MU))[: grid.size]
    out = []
    for shape in (prompt, delayed, delayed):
        cdf = np.concatenate([[0.0], np.cumsum(0.5 * (shape[1:] + shape[:-1]))])
        # what comes later than the grid: exponential tail of the muon
        total = cdf[-1] + (shape[-1] * TAU_MU / 0.001 if shape is delayed else 0.0)
        out.append(np.interp(t, grid, cdf / total))
    return np.stack(out)


def template_weights(*alphas: float) -> np.ndarray:
    """Weights of [nominal, up, down, up, down …]: quadratic inside ±1σ, linear outside."""
    row = [1.0]
    for a in alphas:
        h = 0.5 * a * a if abs(a) <= 1 else abs(a) - 0.5
        row[0] -= 2 * h
        row += [h + a / 2, h - a / 2]
    return np.array(row)


def baker_cousins(mu: np.ndarray, n: np.ndarray) -> float:
    """−2 ln λ of Poisson counts."""
    mu = np.maximum(mu, 1e-9)
    log = np.log(np.where(n > 0, n, 1.0) / mu)
    return float(2 * np.sum(mu - n + n * log))


class CsI:
    """COHERENT CsI[Na]: detector matrices, backgrounds and data are made once; every call redoes the physics."""

    pe = np.array([0.0, 12, 16, 20, 24, 28, 32, 40, 50, 60])
    time = np.array([0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1, 2, 4, 6.0])
    names = ("flux", "form_factor", "qf0", "qf1", "efficiency", "brn", "nin", "steady", "t0")
    start = np.array([1.0, 1, 0, 0, 0, 1, 1, 1, 0.6])
    centre = start
    sigma = np.array([0.1, 11 / 341, 1, 1, 1, 0.25, 0.35, 0.021, np.inf])
    bounds = ((0, None), (0, None), (-5, 5), (-5, 5), (-5, 5), (0, None), (0, None), (0, None), (0.2, 1.0))

    def __init__(self, release: Path, points: int = 160) -> None:
        r = dict(np.load(release))
        self.data = np.histogram2d(r["coincidence_pe"], r["coincidence_time_us"], bins=(self.pe, self.time))[0]
        M_I = NUCLEI["I"][2] * U - 53 * M_E
        edges = np.linspace(0.0, 2 * E_END**2 / (M_I + 2 * E_END), points + 1)
        self.T, self.dT = 0.5 * (edges[1:] + edges[:-1]), np.diff(edges)
        molar = sum(m for *_, m in NUCLEI.values())
        self.exposure = 3.198e23 * 0.0848 / (4 * np.pi * 1930.0**2) * 14.6 * 1e3 * N_A / molar
        fine = np.linspace(0.0, 60.0, 241)
        middle = 0.5 * (fine[1:] + fine[:-1])
        owner = np.searchsorted(self.pe, middle) - 1
        member = (owner == np.arange(self.pe.size - 1)[:, None]).astype(float)

        def matrix(qf: np.ndarray, eff: np.ndarray) -> np.ndarray:
            keV = 1e3 * (qf[0] * self.T + qf[1] * self.T**2 + qf[2] * self.T**3 + qf[3] * self.T**4)
            b = 9.56 * keV
            cdf = gammainc(1 + b, (0.0749 / keV * (1 + b)) * fine[:, None])
            efficiency = np.clip(eff[0] / (1 + np.exp(-eff[1] * (middle - eff[2]))) + eff[3], 0, 1)
            return member @ (efficiency[:, None] * np.diff(cdf, axis=0))

        qf, eff = r["quenching_coefficients"], r["efficiency_coefficients"]
        pairs = [(q, eff[0]) for q in qf] + [(qf[0], e) for e in eff[1:]]
        self.response = np.stack([matrix(q, e) for q, e in pairs])
        self.fine_t = np.linspace(0.0, 6.0, 241)
        mid_t = 0.5 * (self.fine_t[1:] + self.fine_t[:-1])
        self.time_eff = np.exp(-0.0494 * np.maximum(mid_t - 0.52, 0.0))
        self.time_owner = np.searchsorted(self.fine_t, self.time[:-1] + 1e-9) - 1
        self.times = np.arange(-1.0, 7.5, 0.005)
        self.cdf = arrival(0.6, 0.16, self.times)
        self._backgrounds(r)

    def _in_time(self, fractions: np.ndarray) -> np.ndarray:
        return np.add.reduceat(fractions * self.time_eff, self.time_owner, axis=-1)

    def _backgrounds(self, r: dict[str, np.ndarray]) -> None:
        pe, t = r["anticoincidence_pe"], r["anticoincidence_time_us"]
        roi = (pe < 60) & (t < 6)
        shape = np.histogram(pe[roi], self.pe)[0] / roi.sum()
        flat = self._in_time(np.diff(self.fine_t))
        self.steady = 1286.0 * np.outer(shape, flat / flat.sum())
        for name, total in (("brn", 18.4), ("nin", 5.6)):
            in_pe = np.histogram(r["pe_centres"], self.pe, weights=r[f"{name}_pe_pdf"])[0]
            edges = np.concatenate([r["time_centres_us"] - 0.005, [r["time_centres_us"][-1] + 0.005]])
            cumulative = np.concatenate([[0.0], np.cumsum(r[f"{name}_time_pdf"])])
            in_time = self._in_time(np.diff(np.interp(self.fine_t, edges, cumulative)))
            setattr(self, name, total * np.outer(in_pe / in_pe.sum(), in_time / in_time.sum()))

    def physics(self, sin2w: float = SIN2W, eps_e: float = 0.0, eps_mu: float = 0.0) -> np.ndarray:
        """Counts by response variation, flavour and PE bin: spectra of both nuclei through the response."""
        rate = sum(spectra(self.T, Z, N, m * U - Z * M_E, sin2w, eps_e, eps_mu) for Z, N, m in NUCLEI.values())
        return self.response @ (self.exposure * self.dT * rate).T

    def expected(
        self, nu: np.ndarray, norm: float = 1.0, signal: np.ndarray | None = None, **physics: float
    ) -> np.ndarray:
        """Expected counts (PE, time); `signal` reuses the result of :meth:`physics`."""
        signal = self.physics(**physics) if signal is None else signal
        spectra_pe = np.tensordot(template_weights(*nu[2:5]), signal, axes=1)
        at = self.fine_t - (nu[8] - 0.6)
        time = self._in_time(np.diff([np.interp(at, self.times, c) for c in self.cdf[:2]], axis=1))
        cevns = np.outer(spectra_pe[:, 0], time[0]) + np.outer(spectra_pe[:, 1] + spectra_pe[:, 2], time[1])
        return norm * nu[0] * nu[1] * cevns + nu[5] * self.brn + nu[6] * self.nin + nu[7] * self.steady

    def chi2(self, nu: np.ndarray, norm: float = 1.0, data: np.ndarray | None = None, **more: object) -> float:
        """−2 ln λ without constraints."""
        return baker_cousins(self.expected(nu, norm, **more), self.data if data is None else data)


class LAr:
    """COHERENT CENNS-10: released cubes; physics reshapes CEvNS in energy and time."""

    names = ("flux", "acceptance", "f90", "cevns_time", "brn", "delayed", "steady", "energy", "brn_time", "width")
    start = np.array([1.0, 1, 0, 0, 1, 1, 1, 0, 0, 0])
    centre = start
    sigma = np.array([0.1, np.sqrt((17 / 128) ** 2 - 0.01), 1, 1, 160 / 497, 1, 25 / 3154, 1, 1, 1])
    bounds = ((0, None), (0, None), (-4, 4), (-1, 4), (0, None), (0, None), (0, None), (-4, 4), (-4, 4), (-1, 4))

    def __init__(self, release: Path, points: int = 160) -> None:
        r = dict(np.load(release))
        self.data = r["data"]
        M = ARGON["Ar36"][2] * U - 18 * M_E
        edges = np.linspace(0.0, 2 * E_END**2 / (M + 2 * E_END), points + 1)
        self.T, self.dT = 0.5 * (edges[1:] + edges[:-1]), np.diff(edges)
        ee = 1e3 * self.T * (0.246 + 0.00078 * 1e3 * self.T)
        bins = 10.0 * np.arange(13)
        cdf = ndtr((bins[:, None] - ee) / (0.58 * np.sqrt(ee)))
        known, eff = r["efficiency_keVee"], r["efficiency"]
        self.response = np.diff(cdf, axis=0) * np.interp(ee, known, eff, left=0.0)
        fractions = np.diff(arrival(0.44, 0.15, -0.1 + 0.5 * np.arange(11)), axis=1)
        self.fractions = fractions
        self.cevns = self._stack(r, "cevns", (("f90_up", "f90_down"), ("time_up", None)))
        self.brn = self._stack(r, "brn", (("energy_up", "energy_down"), ("time_up", "time_down"), ("width_up", None)))
        self.delayed = r["delayed_brn"]
        self.steady = r["steady_state"] * 3154.0 / r["steady_state"].sum()
        self.nominal = self.energy_time()

    @staticmethod
    def _stack(r: dict[str, np.ndarray], name: str, variations: tuple[tuple[str, str | None], ...]) -> np.ndarray:
        base, rows = r[name], [r[name]]
        for up, down in variations:
            upper = r[f"{name}_{up}"] * base.sum() / r[f"{name}_{up}"].sum()
            rows.append(upper)
            rows.append(
                2 * base - upper if down is None else r[f"{name}_{down}"] * base.sum() / r[f"{name}_{down}"].sum()
            )
        return np.stack(rows)

    def energy_time(self, sin2w: float = SIN2W, eps_e: float = 0.0, eps_mu: float = 0.0) -> np.ndarray:
        """Own prediction in energy and time, arbitrary normalisation."""
        rate = sum(a * spectra(self.T, Z, N, m * U - Z * M_E, sin2w, eps_e, eps_mu) for Z, N, m, a in ARGON.values())
        return (self.response @ (self.dT * rate).T) @ self.fractions

    def physics(self, **physics: float) -> np.ndarray:
        """Ratio to the Standard Model in energy and time."""
        safe = np.where(self.nominal > 0, self.nominal, 1.0)
        return np.where(self.nominal > 1e-12 * self.nominal.max(), self.energy_time(**physics) / safe, 0.0)

    def expected(
        self, nu: np.ndarray, norm: float = 1.0, signal: np.ndarray | None = None, **physics: float
    ) -> np.ndarray:
        """Expected counts (energy, F90, time)."""
        ratio = self.physics(**physics) if signal is None else signal
        cevns = np.maximum(np.tensordot(template_weights(*nu[2:4]), self.cevns, axes=1), 0.0) * ratio[:, None, :]
        brn = np.maximum(np.tensordot(template_weights(*nu[7:10]), self.brn, axes=1), 0.0)
        return norm * nu[0] * nu[1] * cevns + nu[4] * brn + nu[5] * self.delayed + nu[6] * self.steady

    def chi2(self, nu: np.ndarray, norm: float = 1.0, data: np.ndarray | None = None, **more: object) -> float:
        """−2 ln λ without constraints."""
        return baker_cousins(self.expected(nu, norm, **more), self.data if data is None else data)


class Joint:
    """Both experiments with a common flux. Parameter vector: 9 of CsI, then 9 of LAr without the flux."""

    def __init__(self, csi: CsI, lar: LAr) -> None:
        self.csi, self.lar = csi, lar
        self.start = np.concatenate([csi.start, lar.start[1:]])
        self.sigma = np.concatenate([csi.sigma, lar.sigma[1:]])
        self.bounds = (*csi.bounds, *lar.bounds[1:])

    def chi2(
        self,
        x: np.ndarray,
        norm: float = 1.0,
        signals: tuple[np.ndarray, np.ndarray] | None = None,
        data: tuple[np.ndarray, np.ndarray] | None = None,
        centre: np.ndarray | None = None,
        **physics: float,
    ) -> float:
        """−2 ln λ with constraints."""
        a, b = signals or (None, None)
        m, n = data or (None, None)
        pulls = (x - (self.start if centre is None else centre)) / self.sigma
        csi = self.csi.chi2(x[:9], norm, m, signal=a, **physics)
        lar = self.lar.chi2(np.concatenate([x[:1], x[9:]]), norm, n, signal=b, **physics)
        return csi + lar + float(pulls @ pulls)

    def profile(self, **physics: float) -> float:
        """χ² minimised over all nuisance parameters; the physics part is computed once, as a careful author would."""
        signals = (self.csi.physics(**physics), self.lar.physics(**physics))
        return _minimum(lambda x: self.chi2(x, signals=signals), self.start, self.bounds)[1]

    def fit_normalisation(
        self,
        signals: tuple[np.ndarray, np.ndarray],
        data: tuple[np.ndarray, np.ndarray] | None = None,
        centre: np.ndarray | None = None,
    ) -> tuple[float, float]:
        """CEvNS normalisation fitted together with all nuisance parameters, and χ²."""
        x, chi2 = _minimum(
            lambda y: self.chi2(y[1:], y[0], signals=signals, data=data, centre=centre),
            np.concatenate([[1.0], self.start]),
            ((0.0, None), *self.bounds),
        )
        return float(x[0]), chi2

    def toy(self, rng: np.random.Generator, signals: tuple[np.ndarray, np.ndarray]) -> tuple[float, float]:
        """One pseudo-experiment: fitted normalisation and the test statistic of the true one."""
        data = (
            rng.poisson(self.csi.expected(self.csi.start, signal=signals[0])).astype(float),
            rng.poisson(self.lar.expected(self.lar.start, signal=signals[1])).astype(float),
        )
        centre = self.start + np.where(np.isfinite(self.sigma), self.sigma, 0.0) * rng.standard_normal(self.start.size)
        norm, free = self.fit_normalisation(signals, data, centre)
        _, held = _minimum(lambda x: self.chi2(x, signals=signals, data=data, centre=centre), self.start, self.bounds)
        return norm, held - free


def _minimum(f: Callable[[np.ndarray], float], start: np.ndarray, bounds: tuple) -> tuple[np.ndarray, float]:
    result = minimize(f, start, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500, "maxfun": 50000})
    return result.x, float(result.fun)
