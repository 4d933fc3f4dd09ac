r"""
Form factors of one radius
==========================

Models with the same root-mean-square radius share their slope at :math:`q = 0` and part company above it. The shaded
band is what neutrinos from stopped pions reach, :math:`q \le 2 E_\mathrm{max} = 105.7` MeV.
"""

import matplotlib.pyplot as plt
import numpy as np

from nuscat import constants, responses

# %%
# Three models of the neutron distribution of caesium, all with an rms radius of 4.83 fm.

radius, skin, diffuseness, yukawa_range = 4.83, 0.9, 0.52, 0.7  # fm
models = {
    "Helm, s = 0.9 fm": responses.Helm(rms_radius=radius, skin=skin),
    "Klein–Nystrand, a = 0.7 fm": responses.KleinNystrand(
        hard_radius=np.sqrt(5 / 3 * radius**2 - 10 * yukawa_range**2), yukawa_range=yukawa_range
    ),
    "symmetrised Fermi, a = 0.52 fm": responses.SymmetrizedFermi(
        half_density_radius=np.sqrt(5 / 3 * (radius**2 - 7 / 5 * np.pi**2 * diffuseness**2)), diffuseness=diffuseness
    ),
}
for name, model in models.items():
    print(f"{name:32s} rms radius {float(model.rms_radius):.4f} fm")

# %%
# The gray curve is what the radius alone fixes, :math:`1 - q^2 \langle r^2 \rangle / 6`.

q = np.linspace(0.0, 300.0, 601)  # MeV
figure, (top, bottom) = plt.subplots(2, 1, figsize=(6.4, 6.0), height_ratios=[3, 2], layout="constrained")
reference = models["Helm, s = 0.9 fm"](q)
top.plot(q, 1 - (q * radius / constants.hbarc.value) ** 2 / 6, color="0.7", label="slope at q = 0")
for name, model in models.items():
    top.plot(q, np.abs(model(q)), label=name)
    low = q <= 110.0
    bottom.plot(q[low], 100 * (model(q[low]) / reference[low] - 1))
top.set(yscale="log", ylim=(1e-4, 1.5), ylabel="|F(q)|")
top.set(xlabel="q [MeV]", xlim=(0, 300))
bottom.set(xlabel="q [MeV]", ylabel="difference to Helm [%]", xlim=(0, 110))
for axes in (top, bottom):
    axes.axvspan(0.0, 105.66, color="tab:green", alpha=0.08, lw=0)
top.legend()
plt.show()
