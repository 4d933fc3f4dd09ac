r"""
Responses of a shell-model nucleus
==================================

Iodine has spin 5/2. Its density matrix gives the coherent response M, the spin–orbit response :math:`\Phi''` and the
axial response :math:`\Sigma'`; the last two add less than a thousandth to the cross section.
"""

import matplotlib.pyplot as plt
import numpy as np

from nuscat import fluxes, nuclei, processes, responses
from nuscat.structure import shell_model

density = shell_model.density("I127", "GCN5082")
iodine = shell_model.ShellModelResponses.from_density(density)
print(
    f"{density.label}: spin {density.spin}, b = {density.b:.3f} fm, r_p = {iodine.r_p:.3f}, r_n = {iodine.r_n:.3f} fm"
)

# %%
# Multipoles of point nucleons. :math:`\Phi''` is negative: orbits :math:`j = l + 1/2` are filled, their partners not.

q = np.linspace(0.0, 250.0, 251)  # MeV
figure, (left, right) = plt.subplots(1, 2, figsize=(9.0, 4.0), layout="constrained")
for panel, values, name in ((left, iodine.M(q), "F^M"), (right, iodine.Phi2(q), "F^{Φ''}")):
    for species, value, style in zip(("p", "n"), values, ("-", "--"), strict=True):
        panel.plot(q, value, style, label=f"${name}_{species}$")
    panel.axhline(0.0, color="0.6", lw=0.8)
    panel.axvspan(0.0, 105.66, color="tab:green", alpha=0.08, lw=0)
    panel.set(xlabel="q [MeV]", xlim=(0, 250))
    panel.legend()
left.set_ylabel("response of point nucleons")
plt.show()

# %%
# Operators are switched by name. First the flux-averaged cross section, then the recoil spectrum at the end point of
# the flux; the interference of M with :math:`\Phi''` is the difference of two calculations.

sns, target = fluxes.stopped_pion("sns"), nuclei.nuclide("I127")
sigma = {}
for label, operators in {"M": "M", "M + Φ''": "M+Phi2", "M + Φ'' + Σ'": "M+Phi2+Sigma1"}.items():
    nucleus = responses.nucleus(target, f"shell-model:GCN5082,operators={operators}")
    sigma[label] = fluxes.average(processes.CEvNS(nucleus), sns)
reduced = responses.nucleus(target, "shell-model:GCN5082,two-body=on")
sigma["with two-body currents"] = fluxes.average(processes.CEvNS(reduced), sns)
for label, value in sigma.items():
    print(f"{label:24s} {1e40 * value:8.3f}e-40 cm²   {value / sigma['M'] - 1:+.1e}")

T = np.linspace(1e-4, 0.0475, 200)  # MeV
spectra = {}
for label, operators in {"M": "M", "M + Φ''": "M+Phi2", "all": "M+Phi2+Sigma1"}.items():
    nucleus = responses.nucleus(target, f"shell-model:GCN5082,operators={operators}")
    spectra[label] = processes.CEvNS(nucleus).dsigma_dT(52.8, T, "nu_e")
figure, axes = plt.subplots(figsize=(6.4, 4.2), layout="constrained")
axes.plot(1e3 * T, 1e-3 * spectra["all"], color="black", label="all")
axes.plot(1e3 * T, 1e-3 * np.abs(spectra["M + Φ''"] - spectra["M"]), label=r"$\Phi''$, with its interference (size)")
axes.plot(1e3 * T, 1e-3 * (spectra["all"] - spectra["M + Φ''"]), label=r"$\Sigma'$, axial")
axes.set(xlabel="T [keV]", ylabel="dσ/dT at 52.8 MeV [cm²/keV]", yscale="log", xlim=(0, 48), ylim=(1e-44, 1e-38))
axes.legend()
plt.show()

# %%
# How far the packaged interactions of iodine differ at 60 MeV, largest over smallest.

spread = shell_model.interaction_spread("I127", 60.0)
print(", ".join(spread.labels))
for operator in ("M", "Phi2", "Sigma1"):
    protons, neutrons = spread.ratio(operator)
    print(f"{operator:7s} protons {protons:.4f}, neutrons {neutrons:.4f}")
