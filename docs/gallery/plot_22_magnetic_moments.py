r"""
Magnetic moments
================

A magnetic moment flips the helicity of the neutrino, so its cross section is added to that of the weak interaction:

.. math:: \frac{d\sigma}{dT} = \frac{\pi\alpha^2}{m_e^2}\Big(\frac{\mu_\nu}{\mu_B}\Big)^2 Z^2F_p^2(q)
          \Big(\frac1T - \frac1E + \frac{T}{4E^2}\Big)

It grows as 1/T: low thresholds see it best. :math:`\mu_\nu` of a flavour is an effective moment, with all final states
summed.
"""

import numpy as np

from nuscat import electroweak, experiments, fluxes, inference, plots

# %%
# Stopped pions give two flavours. Inside the curve: allowed at 90 % in both moments. Moments enter squared and cannot
# be negative, so :math:`\Delta\chi^2` does not follow a χ² distribution near zero; the asterisk marks that, and a level
# to be quoted needs toys (``inference.feldman_cousins``).

csi, lar = experiments.load("coherent-csi"), experiments.load("coherent-lar")
axes = {"mu_nu_e": np.linspace(0.0, 90.0, 19), "mu_nu_mu": np.linspace(0.0, 60.0, 19)}
terms = {"CsI": [csi], "LAr": [lar], "CsI + LAr": [csi, lar]}
scans = {label: inference.grid(inference.Fit(e, free=list(axes)), axes) for label, e in terms.items()}
plane = plots.regions(scans)

# %%
# Germanium at a reactor sees antineutrinos of the electron flavour above 0.2 keV of ionisation, and limits that moment
# ten times better. The limit depends on the quenching factor at its threshold, hence two models; none of them
# agrees with all other germanium data.

profiles = {}
for quenching in ("iron-filter", "photo-neutron"):
    fit = inference.Fit([experiments.load("dresden-ii", quenching=quenching)], free=["mu_nu_e"])
    profiles[f"Dresden-II, {quenching}"] = inference.profile(fit, "mu_nu_e", np.linspace(0.0, 6.0, 25))
for label, profile in profiles.items():
    print(f"{label}: below {profile.intervals(2.71)[-1][1]:.1f}e-10 Bohr magnetons (90 %, Wilks)")
reactor = plots.profile(profiles, levels=(0.9,))

# %%
# Models give a matrix of moments. Majorana neutrinos have transition moments only; the effective moment of a flavour
# is what the transitions of its mass eigenstates make together. Here one between the mass eigenstates 2 and 3.

transition = 1e-10 * np.array([[0, 0, 0], [0, 0, 1], [0, -1, 0]])
pmns = fluxes.pmns_parameters("nufit-6.0").matrix()
moments = electroweak.MagneticMoment.from_matrix(transition, pmns=pmns, kind="majorana")
for name in ("mu_e", "mu_mu", "mu_tau"):
    print(f"{name:6s} = {getattr(moments, name):.2e} Bohr magnetons")
