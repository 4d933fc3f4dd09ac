r"""
Neutron radius of caesium and iodine
====================================

A larger neutron radius suppresses large recoils. One radius for both nuclides is fitted; the theory uncertainty of the
form factor is left out of this fit, because it is the quantity fitted.
"""

from nuscat import experiments, fluxes, inference, plots, processes

csi = experiments.load("coherent-csi")

# %%
# Expected coherent counts for three radii.

for radius in (4.5, 5.0, 5.5):
    print(f"R_n = {radius} fm: {csi.predict({'R_n': radius}).counts('cevns'):.0f} counts")

# %%
# Recoil spectra averaged over the flux of the SNS.

spectra = {
    f"$R_n$ = {radius} fm": processes.cevns("CsI", form_factor=f"helm:skin=0.9,r0=1.2,rn={radius}")
    for radius in (4.5, 5.0, 5.5)
}
recoils = plots.spectrum(spectra, flux=fluxes.load("pion-dar"))

# %%
# Profile likelihood. Published from a preview of these data: 5.55 ± 0.44 fm (2102.06153).

profile = inference.profile(inference.Fit([csi], free=["R_n"]), "R_n", points=31)
likelihood = plots.profile({"CsI": profile}, published={"2102.06153": (5.55, 5.11, 5.99)})
