r"""
Degree of coherency
===================

The elastic cross section over that of a pointlike nucleus, :math:`\xi`, tells how aligned the phases of the nucleons
are: :math:`\alpha = (\xi - r)/(1 - r)`. Reactor neutrinos see all nucleons together, stopped pions reach far into
decoherency.
"""

from nuscat import experiments, inference, plots

sources = plots.coherency_sources()

# %%
# Measured bin by bin without form factors, against Helm form factors with all lengths changed by 10 %. Values outside
# [0, 1] are kept. Published for CsI: p = 0.004 for complete coherency and 0.016 for complete decoherency (2010.06810).

measured = {
    "COHERENT CsI 2021": inference.measure_coherency(experiments.load("coherent-csi")),
    "COHERENT LAr 2020": inference.measure_coherency(experiments.load("coherent-lar")),
}
for result in measured.values():
    print(result)
figure = plots.coherency(measured)
