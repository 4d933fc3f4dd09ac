r"""
Toys against Wilks' theorem
===========================

A magnetic moment adds :math:`(\pi\alpha^2/m_e^2)(\mu/\mu_B)^2Z^2F^2(1/T - 1/E)` to the recoil spectrum. It enters
squared and cannot be negative: near zero the best fit of many experiments sits at the limit, and Δχ² is then smaller
than a χ² distribution says. Pseudo-experiments at every value give the levels that hold (Feldman and Cousins).
"""

import numpy as np

from nuscat import experiments, inference, plots

csi = experiments.load("coherent-csi")
# for speed the nuisance parameters that matter least here are held; flux and steady-state background stay free
held = {"csi_quenching_0": 0.0, "csi_quenching_1": 0.0, "csi_efficiency": 0.0, "csi_form_factor": 1.0}
held |= {"csi_brn": 1.0, "csi_nin": 1.0, "csi_pulse_time": 0.6}

fit = inference.Fit([csi], free=["mu_nu_mu"], fixed=held)
values = np.linspace(0.0, 48.0, 13)
profile = inference.profile(fit, "mu_nu_mu", values)
for reason in profile.wilks:
    print("Wilks:", reason)
construction = inference.feldman_cousins(fit, "mu_nu_mu", values, n=150, seed=4)
figure = plots.construction(construction, profile)

# %%
# 150 toys a value are few: the number beyond the 90 % quantile is 15 ± 4. A limit to be quoted has thousands.

print("90 %, Δχ² = 2.71:", [f"{a:.0f} to {b:.0f}" for a, b in profile.intervals(2.7055)])
low, high = construction.interval(0.9)
print(f"90 %, toys: {low:.0f} to {high:.0f} (to the spacing of the scan)")

# %%
# The same in two parameters, on a coarse grid. At every point the nuisance parameters are those that fit the data best.

names = ("mu_nu_e", "mu_nu_mu")
both = inference.Fit([csi], free=names, fixed=held)
axes = {names[0]: np.linspace(0.0, 80.0, 5), names[1]: np.linspace(0.0, 48.0, 5)}
fine = {name: np.linspace(0.0, axis[-1], 21) for name, axis in axes.items()}
regions = {
    "Wilks": inference.grid(both, fine),
    "toys": inference.feldman_cousins_grid(both, axes, n=16, seed=5),
}
plane = plots.regions(regions, title="magnetic moments, CsI, 90 %", fill="toys")
