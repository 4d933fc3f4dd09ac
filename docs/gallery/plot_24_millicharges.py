r"""
Millicharges
============

A neutrino with an electric charge exchanges photons coherently with the nucleus,

.. math:: g_p \to g_p + \frac{2\sqrt2\pi\alpha}{G_F}\,\frac{q_\nu}{q^2}, \qquad q^2 = 2MT

with the sign of the charge: a positive one weakens the weak amplitude, which is negative for nuclei, a negative one
strengthens it. The pole at small recoil makes thresholds count.
"""

import matplotlib.pyplot as plt
import numpy as np

from nuscat import electroweak, experiments, inference, plots, processes

# %%
# CsI and LAr, in units of 1e-7 elementary charges. Best fits near the second amplitude of the same square are excluded
# by the shape of the recoil spectrum, because the charge adds a term in 1/T.

csi, lar = experiments.load("coherent-csi"), experiments.load("coherent-lar")
axes = {"q_nu_e": np.linspace(-2.0, 8.5, 25), "q_nu_mu": np.linspace(-1.8, 2.4, 22)}
terms = {"CsI": [csi], "LAr": [lar], "CsI + LAr": [csi, lar]}
scans = {label: inference.grid(inference.Fit(e, free=list(axes)), axes) for label, e in terms.items()}
plane = plots.regions(scans, points={"neutral": (0.0, 0.0)})

# %%
# Germanium at a reactor. The pole is so steep that more than a third of a signal above 0.2 keV of ionisation would be
# recoils of less than 0.1 keV that electronic noise lifts: the limit measures the tail of the noise as well. From 0.3
# keV on it is several times weaker, and more trustworthy.

values = 0.004 * np.sinh(np.linspace(-5.0, 5.0, 41))
profiles = {}
for threshold in (0.2, 0.3):
    dresden = experiments.load("dresden-ii", energy_range=(threshold, 1.5))
    fit = inference.Fit([dresden], free=["q_nu_e"])
    profiles[f"from {threshold} keV"] = inference.profile(fit, "q_nu_e", values)
reactor = plots.profile(profiles, levels=(0.9,), maximum=9.0)

# %%
# Recoil spectra. With the charge opposite to the weak amplitude they vanish at one recoil energy. Neutrino–electron
# scattering, which is not part of this figure, limits charges a thousand times better at the same thresholds.

T = np.geomspace(1e-4, 0.05, 300)  # MeV
figure, ax = plt.subplots(figsize=(6.4, 4.2), layout="constrained")
for charge in (0.0, 1e-7, -1e-7):
    xs = processes.cevns("Cs133", interactions=(electroweak.Millicharge(q_mu=charge),))
    ax.plot(1e3 * T, xs.dsigma_dT(40.0, T, "nu_mu"), label=f"q = {charge:+.0e} e" if charge else "neutral")
ax.set(xscale="log", yscale="log", xlabel="recoil energy [keV]", ylabel=r"$d\sigma/dT$ [cm²/MeV]", xlim=(0.1, 30))
ax.set_title("¹³³Cs, neutrino of 40 MeV", loc="left")
ax.legend()
plt.show()
