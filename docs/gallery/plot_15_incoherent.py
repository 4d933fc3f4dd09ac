r"""
Coherent and incoherent scattering
==================================

Inelastic scattering, all excitations by closure, next to elastic scattering. Its share grows with energy and with the
threshold of the detector, since elastic recoils are soft; it is mostly due to axial currents. An upper bound: no Pauli
blocking, no thresholds, and its events have γ rays.
"""

import numpy as np

from nuscat import fluxes, plots, processes

both = processes.coherent_incoherent("Cs133")
energies = np.linspace(5.0, 53.0, 25)
figure = plots.cross_section({"coherent": both.coherent, "incoherent": both.incoherent}, energies)

# %%
# The ratio above a recoil threshold. Published: 10 to 20 % for 30 to 50 MeV (1806.08768), negligible at reactors.

for T_min in (0.0, 3e-3, 5e-3):
    ratio = both.ratio(np.array([30.0, 40.0, 50.0]), T_min=T_min)
    print(f"above {1e3 * T_min:.0f} keV:", ", ".join(f"{100 * r:.1f} %" for r in ratio))
germanium, reactor = processes.coherent_incoherent("Ge"), fluxes.load("dresden-ii")
parts = [fluxes.average(x, reactor) for x in (germanium.incoherent, germanium.coherent)]
print(f"Ge at a reactor: {100 * parts[0] / parts[1]:.2f} %")
