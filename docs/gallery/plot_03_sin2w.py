r"""
Weak mixing angle
=================

Profile likelihood of the low-energy weak mixing angle. The angle follows the number of coherent events, so its error is
mostly that of the flux; the convention of the couplings moves it by a fifth of its error.
"""

from nuscat import electroweak, experiments, inference, plots

lar = experiments.load("coherent-lar")
profiles = {}
for label, name in {"CsI, tree": "tree", "CsI, Erler–Su": "erler_su"}.items():
    csi = experiments.load("coherent-csi", couplings=electroweak.couplings(name))
    profiles[label] = inference.profile(inference.Fit([csi], free=["sin2w"]), "sin2w", points=31)
both = inference.Fit([experiments.load("coherent-csi"), lar], free=["sin2w"])
profiles["CsI + LAr, tree"] = inference.profile(both, "sin2w", points=31)

for label, profile in profiles.items():
    (low, high), *_ = profile.intervals(1.0)
    print(f"{label:16s} {profile.best:.4f}, 68 %: {low:.4f} to {high:.4f}")

# %%
# Published for CsI: 0.220 +0.028 −0.026 (COHERENT, 2110.07730).

figure = plots.profile(profiles, published={"COHERENT 2021": (0.220, 0.194, 0.248)})
