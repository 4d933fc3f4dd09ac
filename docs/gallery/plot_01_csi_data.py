r"""
COHERENT CsI[Na]: spectrum and time
===================================

The coherent events of the final CsI[Na] data arrive with the beam and at low energy; the steady background is flat
in time and measured between the beam pulses.
"""

from nuscat import experiments, inference, plots

csi = experiments.load("coherent-csi")

# %%
# Expectation before any fit. Uncertainties are those of the constrained nuisance parameters.

prediction = csi.predict()
for name in prediction.components:
    print(f"{name:13s} {prediction.counts(name):7.1f} ± {prediction.uncertainty[name]:5.1f} counts")
before = plots.prediction_csi(prediction)

# %%
# After the fit of the CEvNS normalisation and of all nuisance parameters. The time of the proton pulse is free in it.

result = inference.Fit([csi], free=["normalisation"]).minimize()
print("CEvNS:", result.signal_counts["coherent-csi"])
print("significance:", round(result.significance_sigma["coherent-csi"], 1), "sigma")
print("pulse:", result.nuisances["csi_pulse_time"])
after = plots.prediction_csi(csi.predict(result.values), result)
