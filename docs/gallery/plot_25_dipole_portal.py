r"""
Sterile dipole portal
=====================

A transition moment can turn a neutrino into a heavy sterile one, :math:`\nu_\mu A \to N A`. The mass closes the channel
at

.. math:: E \ge m_N + \frac{m_N^2}{2M}, \qquad E_{\min}(T) \approx
          \tfrac12\Big(T + \sqrt{T^2 + 2MT}\Big)\Big(1 + \frac{m_N^2}{2MT}\Big)

With mass zero it is a magnetic moment.
"""

import matplotlib.pyplot as plt
import numpy as np

from nuscat import electroweak, experiments, fluxes, inference, plots, processes

# %%
# Limits at 90 %, one coupling at every mass (:math:`\Delta\chi^2 = 2.71` above the best fit at that mass). The muon
# flavour ends near 50 MeV, at the endpoint of the :math:`\bar\nu_\mu` of muon decay, and loses its line at 29.8 MeV on
# the way; reactors end at about 10 MeV. The coupling enters squared and is bounded at zero: toys are needed to quote
# the level.

csi, lar, dresden = (experiments.load(name) for name in ("coherent-csi", "coherent-lar", "dresden-ii"))


def limit(terms, name, mass, top):
    """Upper limit [1e-10 Bohr magnetons] on the coupling at a mass [MeV], from a scan that is widened until it ends."""
    while top < 1e5:
        fit = inference.Fit(terms, free=[name], fixed={"m_N": mass})
        scan = inference.profile(fit, name, np.linspace(0.0, top, 9))
        last = scan.intervals(2.71)[-1][1]
        if last < top:
            return last
        top *= 2.5
    return np.nan


curves = {
    "CsI + LAr, $\\nu_\\mu$": ([csi, lar], "d_nu_mu", (0.1, 5, 12, 20, 26, 33, 40, 45, 48), 60.0),
    "CsI + LAr, $\\nu_e$": ([csi, lar], "d_nu_e", (0.1, 8, 20, 30, 38, 44), 100.0),
    "Dresden-II, $\\nu_e$": ([dresden], "d_nu_e", (0.1, 1, 2, 3.5, 5, 6, 7), 6.0),
}
figure, ax = plt.subplots(figsize=(6.4, 4.6), layout="constrained")
for (label, (terms, name, masses, top)), style in zip(curves.items(), ("-", "--", ":"), strict=True):
    values = [limit(terms, name, float(m), top) for m in masses]
    ax.plot(masses, 1e-10 * np.array(values), style, label=label)
ax.set(
    xscale="log",
    yscale="log",
    xlabel="$m_N$ [MeV]",
    ylabel=r"dipole moment [$\mu_B$]",
    xlim=(0.1, 60),
    ylim=(1e-10, 1e-6),
)
ax.set_title("upper limits, 90 % (Wilks, not justified near 0)", loc="left", fontsize=10)
ax.legend()
plt.show()

# %%
# Recoil spectra of stopped pions with a moment of 1e-8 Bohr magnetons of :math:`\nu_\mu`. A heavy neutrino needs a
# larger recoil to be made: its spectrum starts at a smallest recoil energy, near :math:`m_N^4/8E^2M`, and ends earlier.

cases = {"standard model": ()}
for mass in (1.0, 20.0, 35.0):
    cases[f"$m_N$ = {mass:.0f} MeV"] = (electroweak.DipolePortal(mass=mass, mu_mu=1e-8),)
spectra = plots.spectrum(
    {label: processes.cevns("CsI", interactions=items) for label, items in cases.items()},
    np.geomspace(1e-4, 0.045, 160),
    flux=fluxes.load("pion-dar"),
)
spectra.axes[0].set_xscale("log")
