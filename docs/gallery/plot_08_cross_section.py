r"""
Coherent cross sections and their conventions
=============================================

The cross section grows like the square of the neutron number until the wavelength resolves the nucleus; a weak mixing
angle taken at the wrong scale moves it by five per cent.
"""

import matplotlib.pyplot as plt
import numpy as np

from nuscat import electroweak, nuclei, processes, responses


def helm_nucleus(name: str) -> responses.PointNucleus:
    """Protons and neutrons in the same Helm distribution, with the radius of its mass number."""
    nuclide = nuclei.nuclide(name)
    helm = responses.Helm.from_mass_number(nuclide.A, skin=0.9, r0=1.2)
    return responses.PointNucleus(nuclide, proton=helm, neutron=helm)


# %%
# Dashed: the low-energy limit :math:`G_F^2 Q_W^2 E^2 / 4\pi`, as if the nucleus were a point.

E_nu = np.linspace(1.0, 52.8, 105)  # MeV
figure, axes = plt.subplots(figsize=(6.4, 4.2), layout="constrained")
for name in ("Ar40", "Ge74", "Cs133"):
    xs = processes.CEvNS(helm_nucleus(name), couplings=electroweak.tree())
    sigma = xs.sigma(E_nu, "nu_mu")
    (line,) = axes.plot(E_nu, sigma, label=name)
    axes.plot(E_nu, sigma[0] * (E_nu / E_nu[0]) ** 2, "--", color=line.get_color(), lw=0.8)
axes.set(xlabel="E [MeV]", ylabel="cross section [cm²]", yscale="log", ylim=(1e-42, 1e-37))
axes.legend()
plt.show()

# %%
# The same nucleus in named electroweak conventions, relative to the tree level.

nucleus = helm_nucleus("Ar40")
tree = processes.CEvNS(nucleus, couplings=electroweak.tree()).sigma(30.0, "nu_mu")
for name in ("tree", "tree_mz", "pdg_legacy", "pdg", "tomalak2021"):
    xs = processes.CEvNS(nucleus, couplings=electroweak.couplings(name))
    ratios = "  ".join(f"{f} {xs.sigma(30.0, f) / tree:.4f}" for f in ("nu_e", "nu_mu", "nu_tau"))
    print(f"{name:12s} {ratios}")

# %%
# Recoil spectra at 30 MeV: the bracket brings them to zero at the end point.

figure, axes = plt.subplots(figsize=(6.4, 4.2), layout="constrained")
for name in ("Ar40", "Ge74", "Cs133"):
    xs = processes.CEvNS(helm_nucleus(name), couplings=electroweak.tree())
    T_nr = np.linspace(0.0, float(xs.T_max(30.0)), 300)  # MeV
    axes.plot(1e3 * T_nr, 1e-3 * xs.dsigma_dT(30.0, T_nr, "nu_mu"), label=name)
axes.set(xlabel="T [keV]", ylabel="dσ/dT [cm²/keV]", yscale="log", ylim=(1e-42, 1e-38))
axes.legend()
plt.show()
