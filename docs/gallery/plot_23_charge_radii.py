r"""
Charge radii
============

Loops give a neutrino a charge radius, which scatters coherently off the protons:

.. math:: g_p \to g_p - \frac{\sqrt2\pi\alpha}{3G_F}\langle r^2_{\ell\ell}\rangle, \qquad
          \mathcal Q_{\ell\ell'} = -\frac{\sqrt2\pi\alpha}{3G_F}\langle r^2_{\ell\ell'}\rangle ZF_p

The Standard Model has :math:`-0.83, -0.48, -0.30\cdot10^{-32}` cm² for e, μ, τ, and no radius that changes the flavour.
"""

import numpy as np

from nuscat import electroweak, experiments, inference, plots, processes
from nuscat.electroweak.interactions import sm_charge_radius

# %%
# Deviations from the Standard Model, with couplings that contain its radii. A negative radius of some tens turns the
# sign of the weak amplitude, where the rate is the same again: the region is a ring, which count and time cut open.

csi, lar = (experiments.load(name, couplings="erler_su") for name in ("coherent-csi", "coherent-lar"))
axes = {"r2_nu_e": np.linspace(-92.0, 40.0, 19), "r2_nu_mu": np.linspace(-76.0, 24.0, 19)}
terms = {"CsI": [csi], "LAr": [lar], "CsI + LAr": [csi, lar]}
scans = {label: inference.grid(inference.Fit(e, free=list(axes)), axes) for label, e in terms.items()}
plane = plots.regions(scans, points={"standard model": (0.0, 0.0)})

# %%
# **Double counting.** ``erler_su``, ``pdg`` and ``tomalak2021`` contain the radii of the Standard Model, ``tree`` does
# not. A total radius belongs to ``tree``, or has to be declared as ``"absolute"``; a deviation is added as it is. The
# trap is in the last line. Published radii are mostly totals: add the Standard Model's to a deviation to compare.

muon = sm_charge_radius("nu_mu")
cases = {
    "corrected couplings, deviation 0": ("erler_su", electroweak.ChargeRadius()),
    "corrected couplings, total, declared": ("erler_su", electroweak.ChargeRadius(r2_mu=muon, relative_to="absolute")),
    "corrected couplings, total as deviation": ("erler_su", electroweak.ChargeRadius(r2_mu=muon)),
}
for label, (couplings, radius) in cases.items():
    value = processes.cevns("Cs133", couplings=couplings, interactions=(radius,)).dsigma_dT(30.0, 0.01, "nu_mu")
    print(f"{label:40s} {value:.4e} cm²/MeV")

# %%
# Transition radii add without interference, so only their size is bounded.

values = np.linspace(0.0, 28.0, 8)
profiles = {
    name: inference.profile(inference.Fit([csi, lar], free=[name]), name, values)
    for name in ("r2_nu_emu", "r2_nu_etau", "r2_nu_mutau")
}
for name, profile in profiles.items():
    print(f"|{name}| < {profile.intervals(2.71)[-1][1]:.0f}e-32 cm² (90 %, Wilks)")
