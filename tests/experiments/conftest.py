"""Experiments that all tests share, and an independent calculation of expected counts with its own physics."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import spherical_jn

from nuscat import experiments

G_F, HBARC, ALPHA, M_E = 1.1663787e-11, 197.3269804, 1.0 / 137.035999, 0.51099895
M_MU, M_PI, U, N_A = 105.6583755, 139.57039, 931.49410242, 6.02214076e23
CM2 = HBARC**2 * 1e-26  # MeV^-2 -> cm^2
S2 = 0.23857
ATOMS = {  # Z, N, atomic mass [u] (AME2020)
    "Cs133": (55, 78, 132.905451958),
    "I127": (53, 74, 126.904472592),
    "Ar36": (18, 18, 35.967545106),
    "Ar38": (18, 20, 37.962732102),
    "Ar40": (18, 22, 39.962383122),
}


@pytest.fixture(scope="session")
def csi():
    return experiments.load("coherent-csi")


@pytest.fixture(scope="session")
def lar():
    return experiments.load("coherent-lar")


class Independent:
    """Counts by dense quadrature straight from the formulas; shares no code with the package."""

    E0 = (M_PI**2 - M_MU**2) / (2.0 * M_PI)
    END = 0.5 * M_MU

    @staticmethod
    def mass(name):
        Z, _, atomic = ATOMS[name]
        binding = (14.4381 * Z**2.39 + 1.55468e-6 * Z**5.35) * 1e-6
        return atomic * U - Z * M_E + binding

    @staticmethod
    def helm(q, A, rms=None, s=0.9):
        R0 = np.sqrt((1.2 * A ** (1 / 3)) ** 2 - 5.0 * s**2) if rms is None else np.sqrt(5 / 3 * (rms**2 - 3 * s**2))
        x, y = q * R0 / HBARC, q * s / HBARC
        return 3.0 * spherical_jn(1, x) / x * np.exp(-0.5 * y**2)

    def moments(self, T, M, flavour, powers):
        """∫ φ(E) E^p dE from E_min(T) for each power p, in closed form."""
        Emin = 0.5 * (T + np.sqrt(T**2 + 2.0 * M * T))
        if flavour == "nu_mu":
            return [np.where(Emin < self.E0, self.E0**p, 0.0) for p in powers]
        lead, middle = (192.0, 0.5) if flavour == "nu_e" else (64.0, 0.75)
        out = []
        for p in powers:

            def primitive(E, p=p):
                first = E ** (3 + p) / (3 + p) if p != -3 else np.log(E)
                return lead / M_MU**3 * (middle * first - E ** (4 + p) / (4 + p) / M_MU)

            out.append(np.where(Emin < self.END, primitive(self.END) - primitive(np.minimum(Emin, self.END)), 0.0))
        return out

    def kernel(self, T, M, flavour, kind="vector"):
        """Flux-averaged kernel by flavour."""
        m0, m1, m2 = self.moments(T, M, flavour, (0, -1, -2))
        if kind == "vector":
            return m0 - T * m1 - 0.5 * M * T * m2
        if kind == "scalar":
            return M * T * (1.0 + T / (2.0 * M)) * m2
        return m0 / T - m1 + 0.25 * T * m2

    def nodes(self, M, order=160):
        x, w = np.polynomial.legendre.leggauss(order)
        ends = [2.0 * E**2 / (M + 2.0 * E) for E in (self.E0, self.END)]
        # quadratic spacing from zero, because magnetic terms vary fast there
        parts = []
        for lo, hi in ((0.0, ends[0]), (ends[0], ends[1])):
            for a, b in zip(np.linspace(0, 1, 9)[:-1], np.linspace(0, 1, 9)[1:], strict=True):
                u = 0.5 * (a + b) + 0.5 * (b - a) * x
                parts.append((lo + (hi - lo) * u**2, 0.5 * (b - a) * w * (hi - lo) * 2.0 * u))
        T, weight = (np.concatenate(p) for p in zip(*parts, strict=True))
        return T, weight

    def counts(self, targets, fluence, response, *, sin2w=S2, amplitude=None, extra=None, rms=None):
        """Counts by flavour and bin. `targets`: nuclide -> number; `response(T)` -> (bins, n)."""
        total = {}
        for flavour in ("nu_mu", "nu_e", "anti_nu_mu"):
            for name, number in targets.items():
                Z, N, _ = ATOMS[name]
                M = self.mass(name)
                T, w = self.nodes(M)
                q = np.sqrt(2.0 * M * T)
                F_p = self.helm(q, Z + N)
                F_n = F_p if rms is None else self.helm(q, Z + N, rms=rms)
                weak = (0.5 - 2.0 * sin2w) * Z * F_p - 0.5 * N * F_n
                if amplitude is not None:
                    weak = weak + amplitude(flavour, Z, N, F_p, F_n, q)
                rate = G_F**2 * M / np.pi * CM2 * self.kernel(T, M, flavour) * weak**2
                if extra is not None:
                    rate = rate + extra(flavour, Z, N, F_p, F_n, q, T, M, self.kernel)
                total[flavour] = total.get(flavour, 0.0) + number * fluence * response(T) @ (w * rate)
        return total


@pytest.fixture(scope="session")
def independent():
    return Independent()


@pytest.fixture(scope="session")
def csi_inputs(csi):
    """Targets, fluence and response of the CsI detector from the published formulas."""
    from scipy.stats import gamma

    number = 14.6 * 1000.0 * N_A / (ATOMS["Cs133"][2] + ATOMS["I127"][2])
    fluence = 3.198e23 * 0.0848 / (4.0 * np.pi * 1930.0**2)
    zero = 10.8646 - np.log(1.32045 / 0.333322 - 1.0) / 0.285979
    x, w = np.polynomial.legendre.leggauss(40)

    def response(T):
        keV = 1000.0 * (0.0554628 * T + 4.30681 * T**2 - 111.707 * T**3 + 840.384 * T**4)
        shape = 1.0 + 9.56 * keV
        scale = keV / (0.0749 * shape)
        rows = []
        for lo, hi in zip(csi.pe_edges[:-1], csi.pe_edges[1:], strict=True):
            lo = max(lo, zero)  # noqa: PLW2901
            n = 0.5 * (lo + hi) + 0.5 * (hi - lo) * x
            efficiency = 1.32045 / (1.0 + np.exp(-0.285979 * (n - 10.8646))) - 0.333322
            rows.append(gamma.pdf(n[:, None], shape, scale=scale).T @ (0.5 * (hi - lo) * w * efficiency))
        return np.stack(rows)

    return {"Cs133": number, "I127": number}, fluence, response


@pytest.fixture(scope="session")
def lar_inputs(lar):
    """Targets, fluence and response of the argon detector; the efficiency table is the released one."""
    from scipy.stats import norm

    shares = {"Ar36": 0.003336, "Ar38": 0.000629, "Ar40": 0.996035}
    molar = sum(f * ATOMS[n][2] for n, f in shares.items())
    fluence = 1.38e23 * 0.09 / (4.0 * np.pi * 2750.0**2)
    table, values = lar._release["efficiency_keVee"], lar._release["efficiency"]
    edges = np.arange(0.0, 121.0, 10.0)

    def response(T):
        keV = 1000.0 * T
        ee = keV * (0.246 + 0.00078 * keV)
        efficiency = np.interp(ee, table, values, left=0.0)
        return np.diff(norm.cdf(edges[:, None], ee, 0.58 * np.sqrt(ee)), axis=0) * efficiency

    return {n: 24.4 * 1000.0 * N_A * f / molar for n, f in shares.items()}, fluence, response
