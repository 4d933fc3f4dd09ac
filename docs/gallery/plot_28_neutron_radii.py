r"""
Neutron radii: data and theory
==============================

What CEvNS and electron scattering say about neutron radii, next to what mean fields say. The suppression of the rate is
:math:`F_n^2(q) \approx 1 - q^2\langle r_n^2\rangle/3`, so the radius rests on the normalisation of the flux.
"""

import matplotlib.pyplot as plt
import numpy as np

from nuscat import experiments, inference
from nuscat.structure import skyrme

# %%
# Profile likelihoods of one radius for caesium and iodine, and of that of argon. Argon gives an upper limit only: its
# best fit is at the end of the allowed range, where Wilks' theorem does not hold.

measured = {}
for label, name in (("CsI", "coherent-csi"), ("Ar", "coherent-lar")):
    fit = inference.Fit([experiments.load(name, form_factor="helm")], free=["R_n"])
    profile = inference.profile(fit, "R_n", np.linspace(1.7, 8.0, 43))
    low, high = profile.intervals(1.0)[0]
    if low < profile.best:
        measured[label] = (profile.best, low, high)
        print(f"R_n({label}) = {profile.best:.2f} fm, 68 %: {low:.2f} to {high:.2f} fm")
    else:
        measured[label] = (None, None, profile.intervals(2.71)[0][1])
        print(f"R_n({label}) < {measured[label][2]:.1f} fm (90 %)")

# %%
# Mean fields: functionals of the curated set. Point-neutron radii; the form factor of a fit above is that of the weak
# density, 0.06 to 0.09 fm larger.

forces = ("SLy4", "SkM*", "SV-bas", "UNEDF1", "SkI3", "SIII")
nuclides = {"CsI": ("Cs133", "I127"), "Ar": ("Ar40",), "Pb": ("Pb208",), "Ca": ("Ca48",)}
theory = {
    label: {force: np.mean([skyrme.solve(n, force).r_n for n in names]) for force in forces}
    for label, names in nuclides.items()
}
for label, radii in theory.items():
    print(f"{label:3s}", ", ".join(f"{force} {radius:.3f}" for force, radius in radii.items()))

# %%
# Lead and calcium from the weak form factors of PREX-2 and CREX: one radius with the surface of Helm.

for label, name, parameter in (("Pb", "prex-2", "R_n_Pb208"), ("Ca", "crex", "R_n_Ca48")):
    fit = inference.Fit([experiments.load(name, form_factor="helm")], free=[parameter])
    e = fit.minimize().parameters[parameter]
    measured[label] = (e.value, e.value + e.lower, e.value + e.upper)

figure, panels = plt.subplots(1, 4, figsize=(9.6, 4.2), layout="constrained")
for ax, label in zip(panels, ("CsI", "Ar", "Pb", "Ca"), strict=True):
    value, low, high = measured[label]
    if value is None:
        ax.errorbar([0], [high], [[0.3], [0.0]], fmt="k_", uplims=True, ms=12)
    else:
        ax.errorbar([0], [value], [[value - low], [high - value]], fmt="ko", capsize=4)
    for i, (force, radius) in enumerate(theory[label].items()):
        ax.plot([1 + 0.12 * i], [radius], "o", ms=5, label=force)
    source = {"CsI": "COHERENT", "Ar": "COHERENT", "Pb": "PREX-2", "Ca": "CREX"}[label]
    ax.set(title=label, xlim=(-0.6, 2.2), ylabel="$R_n$ [fm]" if label == "CsI" else "")
    ax.set_xticks([0, 1.3], [source, "mean fields"], fontsize=9)
panels[-1].legend(fontsize=8)
plt.show()
