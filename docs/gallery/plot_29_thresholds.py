r"""
Neutrinos in dark-matter detectors, and reactor thresholds
==========================================================

Solar neutrinos from ⁸B look like a dark-matter particle of 6 GeV in xenon. The number that is seen depends almost only
on the threshold, and so does the rate at a reactor: a factor two in threshold is worth more than a factor two in mass.
"""

import matplotlib.pyplot as plt
import numpy as np

from nuscat import fluxes, processes

# %%
# Total cross sections above a recoil threshold, folded with a flux, times the number of nuclei.

YEAR, DAY, AVOGADRO = 365.25 * 86400.0, 86400.0, 6.02214076e26  # s, s, 1/kmol
KG_PER_KMOL = {"Xe": 131.29, "Ge": 72.63, "Ar": 39.948, "Si": 28.0855}


class Above:
    """Cross section [cm²] of recoils above a threshold [MeV]."""

    def __init__(self, target, threshold):
        self.process, self.threshold = processes.cevns(target), threshold

    def sigma(self, E_nu, flavour="nu_mu"):
        return self.process.sigma(E_nu, flavour, T_min=self.threshold)


def rates(target, flux, thresholds):
    """Events per kg and second above thresholds [MeV]."""
    nuclei = AVOGADRO / KG_PER_KMOL[target]
    return np.array([nuclei * fluxes.fold(Above(target, T), flux) for T in thresholds])


# %%
# Solar ⁸B, events per tonne and year. Recoils reach :math:`2E^2/M`: 4 keV in xenon, 14 keV in argon. Published numbers
# for xenon above 1 keV spread from 85 to 93, because fluxes, spectra and mixing angles differ; the two solar models
# enclose them.

total = {"B16-GS98": 5.46e6, "B16-AGSS09met": 4.50e6, "measured by SNO": 5.25e6}  # cm⁻² s⁻¹
boron = fluxes.load("solar-8b")
thresholds = np.geomspace(1e-4, 1e-2, 15)  # MeV
figure, ax = plt.subplots(figsize=(6.4, 4.6), layout="constrained")
for target, style in (("Xe", "-"), ("Ge", "--"), ("Ar", ":")):
    ax.plot(1e3 * thresholds, 1e3 * YEAR * rates(target, boron, thresholds), style, label=target)
ax.errorbar([1.0], [89.0], [4.0], fmt="ko", ms=4, capsize=4, label="published, Xe above 1 keV")
ax.set(
    xscale="log",
    yscale="log",
    xlabel="recoil threshold [keV]",
    ylabel="⁸B events per tonne and year",
    ylim=(1, 3e3),
    xlim=(0.1, 10),
)
ax.legend()
plt.show()

xenon = 1e3 * YEAR * rates("Xe", boron, [1e-3])[0] / float(boron.total())
for label, flux in total.items():
    print(f"Xe above 1 keV, ⁸B of {label}: {xenon * flux:.0f} events per tonne and year")

# %%
# A reactor of 3.6 GW at 20.7 m (Leibstadt), events per kg and day. Recoils of germanium end near 2 keV; a fifth or less
# of that is seen as ionisation.

reactor = fluxes.load("leibstadt")
thresholds = np.geomspace(2e-5, 3e-3, 13)  # MeV
figure, ax = plt.subplots(figsize=(6.4, 4.6), layout="constrained")
for target, style in (("Xe", "-"), ("Ge", "--"), ("Ar", ":"), ("Si", "-.")):
    ax.plot(1e3 * thresholds, DAY * rates(target, reactor, thresholds), style, label=target)
ax.set(
    xscale="log",
    yscale="log",
    xlabel="recoil threshold [keV]",
    ylabel="reactor events per kg and day",
    ylim=(1e-3, 1e2),
    xlim=(0.02, 3),
)
ax.legend()
plt.show()
