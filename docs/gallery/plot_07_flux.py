r"""
Flux and timing of a stopped-pion source
========================================

Pions that stop and decay give a line of :math:`\nu_\mu`; the muons decay later and give :math:`\nu_e` and
:math:`\bar\nu_\mu`. A short proton pulse tells the two apart in time.
"""

from nuscat import fluxes, plots

sns = fluxes.stopped_pion("sns-csi")
for component in sns.components:
    print(f"{component.label:28s} mean energy {sns.mean_energy(component.flavour):6.2f} MeV")
figure = plots.flux(sns)

# %%
# Fraction of the neutrinos that arrive in the first microsecond of a window, with the pulse centred at 0.6 µs.

edges = [0.0, 1e-6, 6e-6]  # s
for component in sns.components:
    early, late = component.time.bin_fractions(edges, shift=0.6e-6)
    print(f"{component.label:28s} {early:.3f} before 1 µs, {late:.3f} from 1 to 6 µs")
