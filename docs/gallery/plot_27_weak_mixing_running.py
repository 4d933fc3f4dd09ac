r"""
Running of the weak mixing angle
================================

In the MS-bar scheme :math:`\sin^2\hat\theta_W` depends on the momentum transfer because photon and Z mix through
fermion loops: 0.2312 at the Z mass and 3 % more at rest. CEvNS measures it between atoms and electron scattering, with

.. math:: \frac{d\sigma}{dT} \propto \Big[\big(\tfrac12 - 2\sin^2\hat\theta_W\big)ZF_p - \tfrac12NF_n\Big]^2
"""

import numpy as np

from nuscat import experiments, inference, nuclei, plots
from nuscat.electroweak import RunningMixingAngle, mixing_measurements

# %%
# One-loop running with QCD corrections between the thresholds of the fermions. Its value at zero, 0.2386, is that of
# precise calculations within 1e-4. The scale is taken as Q, which no process fixes better than by a factor two.

running = RunningMixingAngle()
for Q in (0.0, 30.0, 160.0, 91188.0):
    print(f"Q = {Q:7.0f} MeV: {float(running(Q)):.5f}")
for m in mixing_measurements().values():
    print(f"{m.label:16s} {m.msbar:.5f} ± {m.sigma:.5f} ({m.status}, {', '.join(m.cite)})")

# %%
# Fits of the CEvNS data with tree-level couplings. The range of Q is that of the recoils which are seen.


def momentum(target, low, high):
    """Momentum transfers [MeV] of recoil energies from low to high [keV]."""
    mass = nuclei.material(target).components[0][0].mass
    return tuple(float(np.sqrt(2e-3 * mass * T)) for T in (low, high))


csi, lar = experiments.load("coherent-csi"), experiments.load("coherent-lar")
terms = {
    "COHERENT CsI": ([csi], momentum("CsI", 8.0, 35.0)),
    "COHERENT CsI + LAr": ([csi, lar], momentum("CsI", 8.0, 35.0)),
    "Dresden-II, iron-filter": ([experiments.load("dresden-ii")], momentum("Ge", 0.7, 1.8)),
    "Dresden-II, photo-neutron": (
        [experiments.load("dresden-ii", quenching="photo-neutron")],
        momentum("Ge", 0.6, 1.5),
    ),
    "CONUS+": ([experiments.load("conus-plus")], momentum("Ge", 0.9, 2.0)),
}
fits = {}
for label, (items, (first, last)) in terms.items():
    profile = inference.profile(inference.Fit(items, free=["sin2w"]), "sin2w", np.linspace(0.0, 0.6, 61))
    near = [i for i in profile.intervals(1.0) if i[0] <= profile.best <= i[1]]
    low, high = near[0]
    fits[label] = (first, last, profile.best, low, high)
    print(f"{label:26s} {profile.best:.3f}, 68 %: {low:.3f} to {high:.3f}")

figure = plots.weak_mixing(fits)

# %%
# Dresden-II and CONUS+ stand on the quenching factor of germanium below 1 keV: the two results of Dresden-II are the
# same data with two models of it, and their difference is no statistical one. Closer, without them:

closer = plots.weak_mixing({k: v for k, v in fits.items() if "COHERENT" in k}, limits=(0.205, 0.275))
