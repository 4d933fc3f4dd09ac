r"""
Non-standard interactions
=========================

Vector couplings of neutrinos to u quarks change the weak amplitude of :math:`\nu_e` and of :math:`\nu_\mu`. The rate is
its square, so each amplitude may also have the opposite sign. Count and arrival time leave two bands.
"""

import numpy as np

from nuscat import experiments, inference, plots

csi = experiments.load("coherent-csi")
axis = np.linspace(-0.15, 0.55, 43)
fit = inference.Fit([csi], free=["eps_ee_u", "eps_mumu_u"])
scan = inference.grid(fit, {"eps_ee_u": axis, "eps_mumu_u": axis})
print("best fit:", {name: round(value, 3) for name, value in zip(scan.names, scan.best, strict=True)})
figure = plots.grid(scan, point=(0.0, 0.0))

# %%
# One at a time there are two intervals. All nuisance parameters are minimised at every point.

profile = inference.profile(inference.Fit([csi], free=["eps_mumu_u"]), "eps_mumu_u", np.linspace(-0.1, 0.5, 49))
for low, high in profile.intervals(2.71):
    print(f"90 %: {low:.3f} to {high:.3f}")
one = plots.profile({"CsI": profile}, maximum=10.0)
