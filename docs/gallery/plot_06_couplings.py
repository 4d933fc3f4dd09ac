r"""
Couplings side by side
======================

The couplings of the nucleons in all named conventions, and the flux-averaged cross sections that follow.
"""

from nuscat import electroweak, fluxes, plots, processes

figure = plots.couplings(electroweak.table())

# %%
# Relative to the tree level with the low-energy weak mixing angle, in per cent:

source = fluxes.load("pion-dar")
targets = ("Ar", "Ge", "CsI")
reference = [fluxes.average(processes.cevns(t), source) for t in targets]
print(" " * 16 + "".join(f"{t:>8s}" for t in targets))
for name in electroweak.COUPLINGS:
    xs = [processes.cevns(t, couplings=electroweak.couplings(name)) for t in targets]
    ratios = [100 * (fluxes.average(x, source) / r - 1) for x, r in zip(xs, reference, strict=True)]
    print(f"{name:16s}" + "".join(f"{r:+8.2f}" for r in ratios))
