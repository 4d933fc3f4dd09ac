r"""
COHERENT liquid argon: three projections
========================================

Energy, pulse shape and time of the first liquid-argon data. F90, the fraction of light in the first 90 ns, separates
nuclear recoils from electrons; beam-related neutrons are nuclear recoils too and differ in energy and time.
"""

from nuscat import experiments, inference, plots

lar = experiments.load("coherent-lar")
result = inference.Fit([lar], free=["normalisation"]).minimize()
for name, estimate in {"CEvNS [counts]": result.signal_counts["coherent-lar"], **result.nuisances}.items():
    print(f"{name:18s} {estimate.value:7.3f} ± {estimate.error:.3f}")
figure = plots.prediction_lar(lar.predict(result.values), result)
