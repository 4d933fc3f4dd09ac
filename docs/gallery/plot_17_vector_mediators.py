r"""
Light vector mediators
======================

A vector boson of mass M and coupling g adds to the weak amplitude of a nucleus

.. math:: \mathcal Q \to \mathcal Q + \frac{g_\nu[(2g_u + g_d)ZF_p + (g_u + 2g_d)NF_n]}{\sqrt2\,G_F\,(q^2 + M^2)}

Excluded is what lies above the lines. A heavy boson is a contact interaction, only g/M counts (the slope at the right);
a light one is as good as massless where M is below the momentum transfer (the plateau), which is smallest at a reactor.
"""

import numpy as np

from nuscat import experiments, inference, plots

terms = {
    "CsI": [experiments.load("coherent-csi")],
    "LAr": [experiments.load("coherent-lar")],
    "Dresden-II": [experiments.load("dresden-ii")],
    "XENONnT": [experiments.load("xenonnt-8b")],
}
masses = np.array([0.1, 0.6, 2.0, 5.0, 10.0, 20.0, 40.0, 100.0, 1000.0])


def plane(model, relative, labels=tuple(terms)):
    """90 % regions of mass and coupling; couplings follow √(M² + q²), as the sensitivity does."""
    names = (f"m_{model}", f"g_{model}")
    scale = 5e-7 * np.hypot(masses, 25.0)
    axes = {names[0]: masses, names[1]: relative * scale[:, None]}
    parts = {label: terms[label] for label in labels} | {"CsI + LAr": terms["CsI"] + terms["LAr"]}
    scans = {label: inference.grid(inference.Fit(e, free=names), axes) for label, e in parts.items()}
    everything = inference.Fit([e for label in labels for e in terms[label]], free=names)
    single = [scans[label] for label in labels if label not in ("CsI", "LAr")]
    scans["together"] = inference.combined(everything, [scans.pop("CsI + LAr"), *single])
    return scans


# %%
# The universal model interferes destructively: 𝒬 is negative, the new amplitude positive. Above the region around the
# Standard Model there is an island where it has turned 𝒬 into −𝒬, at
# :math:`g^2 = 2\sqrt2\,G_F\,|\mathcal Q|(q^2 + M^2)/3A`. The spectrum closes it for light mediators, experiments with
# different nuclei thin it out.

relative = np.concatenate([[1e-3], np.geomspace(0.25, 1.6, 8), np.linspace(2.0, 4.4, 11), [6.0]])
universal = plane("universal", relative)
figure = plots.regions(universal, logarithmic=(True, True), title="universal vector mediator, 90 %")
figure.axes[0].set_ylim(2e-6, 3e-3)

# %%
# B − L interferes constructively, there is no island. Upper limits of g at some masses, from the plane:

b_minus_l = plane("b_minus_l", np.append(1e-3, np.geomspace(0.3, 6.0, 11)))
for i in (0, 4, 7):
    inside = b_minus_l["together"].delta_chi2[i] < 4.61
    print(f"M = {masses[i]:6.1f} MeV: g < {b_minus_l['together'].mesh[1][i][inside].max():.1e} (to the spacing)")
constructive = plots.regions(b_minus_l, logarithmic=(True, True), title="B − L mediator, 90 %")
constructive.axes[0].set_ylim(2e-6, 3e-3)

# %%
# A mediator of :math:`L_\mu - L_\tau` reaches the nucleus through mixing with the photon, which vacuum polarisation
# makes: :math:`\delta g_p = \pm\alpha g^2\ln(m_\tau^2/m_\mu^2)/[3\sqrt2\,\pi G_F(q^2 + M^2)]`. It does not act on the
# :math:`\bar\nu_e` of a reactor, and weakly on the others. Papers differ in its sign; here ν_μ have +, which is
# destructive.

leptons = plane("l_mu_minus_l_tau", np.append(1e-3, np.geomspace(30.0, 300.0, 14)), ("CsI", "LAr"))
mixed = plots.regions(leptons, logarithmic=(True, True), title="Lμ − Lτ mediator, 90 %")
mixed.axes[0].set_ylim(2e-4, 1e-1)

# %%
# Everywhere Δχ² = 4.61 is used, though Wilks' theorem does not cover it: g enters squared and cannot be negative, and
# the mass means nothing at g = 0. Limits to be quoted need toys (``inference.feldman_cousins_grid``). Scattering on
# electrons, which adds to light mediators below a few MeV, is not included.
