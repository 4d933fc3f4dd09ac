r"""
Light scalar mediator
=====================

A scalar turns a left-handed neutrino into a right-handed one. It does not interfere with the weak amplitude but adds

.. math:: \frac{d\sigma}{dT} = \frac{g^4\,M^2T\,(1 + T/2M)}{4\pi E^2\,(q^2 + m^2)^2}\,Q_S^2,
          \qquad g^2 = g_\nu g_q

so that there is no island, only a largest coupling at every mass. The charge Q_S is that of nucleons made of quarks,
about 14 a nucleon; papers use several sets, and limits of g go as their inverse square root.
"""

import numpy as np

from nuscat import experiments, inference, plots

terms = {
    "CsI + LAr": [experiments.load("coherent-csi"), experiments.load("coherent-lar")],
    "Dresden-II": [experiments.load("dresden-ii")],
    "XENONnT": [experiments.load("xenonnt-8b")],
}
masses = np.array([0.1, 1.0, 4.0, 10.0, 25.0, 60.0, 200.0, 1000.0])
couplings = np.append(1e-3, np.geomspace(0.3, 10.0, 11)) * 5e-7 * np.hypot(masses, 15.0)[:, None]
axes = {"m_scalar": masses, "g_scalar": couplings}

scans = {label: inference.grid(inference.Fit(e, free=list(axes)), axes) for label, e in terms.items()}
joint = inference.Fit([e for several in terms.values() for e in several], free=list(axes))
scans["together"] = inference.combined(joint, list(scans.values()))
figure = plots.regions(scans, logarithmic=(True, True), title="scalar mediator, 90 %")
figure.axes[0].set_ylim(1e-6, 2e-3)

# %%
# Upper limits at fixed mass: one parameter, Δχ² = 2.71. The plane above asks for two at once (4.61), which gives the
# larger couplings. Wilks' theorem holds for neither: g enters as g⁴ and is at its limit.

for mass in (1.0, 100.0):
    values = np.append(0.0, np.geomspace(0.3, 8.0, 25) * 5e-7 * np.hypot(mass, 5.0))
    print(f"m = {mass:5.0f} MeV", end="")
    for label in ("CsI + LAr", "Dresden-II"):
        fit = inference.Fit(terms[label], free=["g_scalar"], fixed={"m_scalar": mass})
        print(f"  {label}: g < {inference.profile(fit, 'g_scalar', values).intervals(2.71)[-1][1]:.2e}", end="")
    print()
