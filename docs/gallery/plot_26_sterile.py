r"""
A fourth neutrino
=================

With a sterile neutrino in the mixture, fewer active neutrinos arrive, and CEvNS sees all flavours alike:

.. math:: P_{\mu\,active} = 1 - 4|U_{\mu4}|^2|U_{s4}|^2 \sin^2 X, \qquad
          X = 1.267\,\frac{\Delta m^2_{41}}{\mathrm{eV}^2}\frac{L}{\mathrm m}\frac{\mathrm{MeV}}{E}

Detectors at about 20 m of a stopped-pion source are most sensitive near 2 eV². The data have a few hundred events and a
flux known to 10 %, so that limits are weak: this page shows the method rather than a competitive search.
"""

import matplotlib.pyplot as plt
import numpy as np

from nuscat import experiments, inference

csi, lar = experiments.load("coherent-csi"), experiments.load("coherent-lar")

# %%
# Expected counts with a mixing of 0.1. Below 0.1 eV² the neutrinos have no time to oscillate. In the continuous spectra
# little but the mean remains above 10 eV², half of the greatest loss; the prompt line at 29.8 MeV goes on, because the
# sizes of source and detector, which would wash it out at still larger masses, are not in the calculation.

masses = np.geomspace(0.1, 15.0, 80)  # eV²
mixings = {"U2_mu4": (r"\mu 4", "-"), "U2_e4": ("e4", "--")}
figure, ax = plt.subplots(figsize=(6.4, 4.0), layout="constrained")
for experiment, where in ((csi, "CsI, 19.3 m"), (lar, "LAr, 27.5 m")):
    reference = experiment.components({})["cevns"].sum()
    ratios = np.array(
        [[experiment.components({"dm2_41": m, u: 0.1})["cevns"].sum() / reference for u in mixings] for m in masses]
    )
    for ratio, (symbol, style) in zip(ratios.T, mixings.values(), strict=True):
        ax.plot(masses, ratio, style, label=f"{where}, $|U_{{{symbol}}}|^2 = 0.1$")
ax.set(xscale="log", xlabel=r"$\Delta m^2_{41}$ [eV²]", ylabel="counts with / without mixing", xlim=(0.1, 15))
ax.legend(fontsize=9)
plt.show()

# %%
# Upper limits at 90 % on the muon mixing, the others zero, at every mass. The mass means nothing where the mixing is
# zero, so the difference to the best fit of the plane follows no χ² distribution; these are limits at a given mass
# (:math:`\Delta\chi^2 = 2.71`), and even those end at the boundary of zero. Gaps: no mixing is excluded. Averaged
# oscillations and :math:`|U_{e4}|^2` are not limited at all, because the flux is uncertain by 10 %.

values = np.linspace(0.0, 0.5, 7)
found = []
masses = np.concatenate([np.geomspace(0.5, 1.2, 4), np.linspace(1.6, 8.0, 12), [50.0]])
for mass in masses:
    fit = inference.Fit([csi, lar], free=["U2_mu4"], fixed={"dm2_41": float(mass)})
    found.append(inference.profile(fit, "U2_mu4", values).intervals(2.71)[-1][1])
found = np.where(np.array(found) < 0.499, found, np.nan)
print(f"strongest limit {np.nanmin(found):.2f} at {masses[np.nanargmin(found)]:.1f} eV²")
figure, ax = plt.subplots(figsize=(6.0, 4.6), layout="constrained")
ax.plot(found[:-1], masses[:-1], "-o", ms=3, label="CsI + LAr")
ax.set(xlabel=r"upper limit on $|U_{\mu 4}|^2$, 90 %", ylabel=r"$\Delta m^2_{41}$ [eV²]", yscale="log", xlim=(0, 0.5))
ax.legend()
plt.show()
