r"""
Parity violation in electron scattering
=======================================

Right- and left-handed electrons scatter differently off the weak charge of a nucleus, which is that of its neutrons.
Off lead plane waves are not enough.
"""

import matplotlib.pyplot as plt
import numpy as np

from nuscat import constants, electroweak, processes, structure
from nuscat.structure import skyrme

charges = processes.ElectronWeakCharges()
measured = processes.pves_results()


def dressed(nuclide: str, force: str) -> structure.ElasticStructure:
    """Mean field without pairing, with nucleon form factors for all momentum transfers."""
    return skyrme.solve(nuclide, force, pairing="none").elastic(nucleon=electroweak.Kelly())


# %%
# Asymmetry of lead at the energy of PREX-1. Distortion lowers it by a third where PREX-1 measured, and removes the pole
# of plane waves at the zero of the charge form factor.

lead = processes.ElectronScattering.from_structure("Pb208", dressed("Pb208", "SLy4"))
prex = measured["PREX-1"]
theta = np.linspace(2.0, 9.0, 141)  # degrees
born, distorted = (lead.asymmetry(prex.E.value, np.deg2rad(theta), born=b) for b in (True, False))
figure, axes = plt.subplots(figsize=(6.4, 4.2), layout="constrained")
axes.plot(theta, np.where(np.abs(born) < 4e-6, 1e9 * born, np.nan), "--", label="plane waves")
axes.plot(theta, 1e9 * distorted, label="Coulomb distorted")
A_PV = prex.A_PV
axes.errorbar(np.rad2deg(prex.theta), 1e9 * A_PV.value, 1e9 * A_PV.sigma, fmt="ko", label="PREX-1")
axes.set(xlabel="laboratory angle [degrees]", ylabel="asymmetry [ppb]", xlim=(2, 9), ylim=(0, 2500))
axes.legend()
plt.show()

# %%
# What does not depend on a spectrometer: the difference of charge and weak form factor at one momentum transfer, for
# lead and for calcium. The functionals rise together in both nuclei, and the two measurements ask for opposite
# ends: a large value in lead, a small one in calcium.

forces = ("SIII", "SLy4", "SkI3", "SV-bas", "UNEDF1", "SkX", "SAMi", "SkO")
figure, axes = plt.subplots(figsize=(6.4, 4.6), layout="constrained")
for force in forces:
    point = []
    for name in ("PREX-2", "CREX"):
        run = measured[name]
        nucleus = dressed(run.nuclide, force)
        point.append(float(nucleus.charge(run.q)) - float(nucleus.weak_form_factor(run.q, charges)))
    axes.plot(*point, "o", color="black", ms=4)
    axes.annotate(force, point, xytext=(5, -3), textcoords="offset points", fontsize=8)
    print(f"{force:7s} lead {point[0]:.4f}, calcium {point[1]:.4f}")
for name, span, colour in (
    ("PREX-2", axes.axvspan, "tab:blue"),
    ("CREX", axes.axhspan, "tab:orange"),
):  # one standard deviation
    difference = measured[name].measured("F_ch-F_W")
    span(
        difference.value - difference.sigma,
        difference.value + difference.sigma,
        color=colour,
        alpha=0.2,
        lw=0,
        label=name,
    )
    print(f"{name:7s} {difference.value:.4f} ± {difference.sigma:.4f} ({difference.status})")
axes.set(xlabel="$F_{ch} - F_W$ of ²⁰⁸Pb at PREX-2", ylabel="$F_{ch} - F_W$ of ⁴⁸Ca at CREX")
axes.legend(loc="lower right")
plt.show()

# %%
# Weak form factors of two functionals with the measured points. That of lead is about one standard deviation above the
# measurements, that of calcium four below, partly because its charge radius is too large in the mean field.

q = np.linspace(0.2, 1.0, 161)  # 1/fm
figure, axes = plt.subplots(figsize=(6.4, 4.2), layout="constrained")
for name, color in (("Pb208", "tab:blue"), ("Ca48", "tab:orange")):
    for force, style in (("SLy4", "-"), ("SkI3", "--")):
        weak = dressed(name, force).weak_form_factor(q * constants.hbarc.value, charges)
        axes.plot(q, weak, style, color=color, label=f"{name}, {force}")
    for run in measured.values():
        if run.nuclide == name:
            point = run.q / constants.hbarc.value
            axes.errorbar(point, run.F_W.value, run.F_W.sigma, fmt="o", color=color, mec="black")
axes.axhline(0.0, color="0.6", lw=0.8)
axes.set(xlabel="q [1/fm]", ylabel="$F_W(q)$", xlim=(0.2, 1.0))
axes.legend()
plt.show()
