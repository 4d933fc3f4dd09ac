r"""
Neutron radii from COHERENT, PREX and CREX
==========================================

One family of functionals, labelled by the slope L of the symmetry energy, gives the nuclei of four experiments. Their
likelihoods are then functions of one number, and can be compared and added.
"""

import matplotlib.pyplot as plt
import numpy as np

from nuscat import experiments, inference
from nuscat.structure.skyrme.family import FunctionalFamily

# %%
# Functionals around SV-min with other slopes L; the symmetry energy at 0.11 fm⁻³, which nuclear energies fix, is held.

family = FunctionalFamily.slope("SV-min", range(-60, 181, 30)).solve(["Pb208", "Ca48", "Cs133", "I127"])
for L in (0.0, 60.0, 120.0):
    skins = {name: float(family.radius(name, "skin", L)) for name in family.nuclides}
    print(f"L = {L:3.0f} MeV:", ", ".join(f"{name} {skin:.3f} fm" for name, skin in skins.items()))

# %%
# The experiments, with their nuclei on the family. PREX and CREX are Gaussian terms of the weak form factor; for ⁴⁸Ca
# the difference to the charge form factor is taken, because mean fields make the whole nucleus 1 % too large.

terms = {
    "COHERENT CsI": experiments.load("coherent-csi"),
    "PREX-2": experiments.parity_violation("PREX-2"),
    "CREX": experiments.parity_violation("CREX", kind="F_ch-F_W"),
}
terms = {label: experiments.with_family(e, family) for label, e in terms.items()}

# %%
# Profile likelihoods of L, alone and together. PREX-2 and CREX contradict each other at two standard deviations.

values = np.linspace(-60.0, 180.0, 49)
profiles = {label: inference.profile(inference.Fit([e], free=["L_sym"]), "L_sym", values) for label, e in terms.items()}
joint = inference.Fit(list(terms.values()), free=["L_sym"])
profiles["together"] = inference.profile(joint, "L_sym", values)

figure, ax = plt.subplots()
for label, p in profiles.items():
    ax.plot(p.values, p.delta_chi2, label=label, color="black" if label == "together" else None)
ax.set(xlabel="L [MeV]", ylabel=r"$-2\Delta\ln L$", ylim=(0.0, 10.0), xlim=(values[0], values[-1]))
ax.legend()

# %%
# The best fit, and what the contradiction costs.

print(joint.minimize())
