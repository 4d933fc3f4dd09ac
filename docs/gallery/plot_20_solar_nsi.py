r"""
Non-standard interactions of solar neutrinos
============================================

Solar ⁸B neutrinos leave the Sun as mass eigenstates, which are coherent mixtures of flavours. What a detector counts is

.. math:: \sum_i P_i \sum_\beta\Big|\sum_\alpha \mathcal Q_{\beta\alpha} U_{\alpha i}\Big|^2
          = \mathrm{Tr}[\rho\,\mathcal Q^\dagger\mathcal Q]

so that all flavours matter, ν_τ included, and couplings :math:`\epsilon_{e\mu}` interfere with the Standard Model. Here
the data of XENONnT, all three runs. The couplings act in the detector only: what they would change on the way through
the Sun is not in, so these are limits from detection alone.
"""

import numpy as np

from nuscat import experiments, fluxes, inference, plots

xenon = experiments.load("xenonnt-8b", runs=("sr0", "sr1", "sr2"))
for i, component in enumerate(fluxes.solar(components=("8B",), basis="mass").components, 1):
    print(f"state {i}: (e, mu, tau) =", np.round(component.state, 3))

# %%
# Diagonal couplings with u quarks. No accelerator or reactor sees the ν_τ. The region is wide: there are fewer
# than twenty events, and their flux and acceptance are uncertain.

axis = np.linspace(-0.9, 1.2, 14)
fit = inference.Fit([xenon], free=["eps_ee_u", "eps_tautau_u"])
diagonal = inference.grid(fit, {"eps_ee_u": axis, "eps_tautau_u": axis})
sun = {"mass eigenstates": diagonal}
figure = plots.regions(sun, points={"Standard Model": (0.0, 0.0)}, title="XENONnT, 90 %")

# %%
# Flavour-changing couplings. Were the Sun's neutrinos an incoherent sum of flavours, the sign of
# :math:`\epsilon_{e\tau}` would not matter; in mass eigenstates it does.

names = ("eps_ee_u", "eps_etau_u")
axes = {names[0]: np.linspace(-0.75, 1.05, 13), names[1]: np.linspace(-0.8, 0.7, 13)}
incoherent = experiments.load(
    "xenonnt-8b", runs=("sr0", "sr1", "sr2"), flux=fluxes.solar(components=("8B",), basis="flavour")
)
scans = {
    label: inference.grid(inference.Fit([e], free=names), axes)
    for label, e in {"flavours added incoherently": incoherent, "mass eigenstates": xenon}.items()
}
changing = plots.regions(scans, points={"Standard Model": (0.0, 0.0)}, title="XENONnT, 90 %")

# %%
# The rate alone, along :math:`\epsilon_{e\tau}` with all others zero:

for value in (-0.2, -0.1, 0.1, 0.2):
    coherent, plain = (
        e.components({"eps_etau_u": value})["cevns"].sum() / e.components({})["cevns"].sum()
        for e in (xenon, incoherent)
    )
    print(f"eps_etau_u = {value:+.1f}: {coherent:.3f} (mass eigenstates), {plain:.3f} (flavours)")

# %%
# Survival probabilities are those of the Standard Model: the same couplings also change the matter effect in the Sun,
# which is not included here.
