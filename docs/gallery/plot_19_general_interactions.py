r"""
Tensor, pseudoscalar and general interactions
=============================================

Heavy exchange of any Lorentz structure is described by three numbers, in units of G_F and of the neutron number:

.. math:: \frac{d\sigma}{dT} = \frac{G_F^2M}{4\pi}N^2\Big[\xi_S^2\frac{MT}{2E^2}
          + (\xi_V^\mathrm{SM} + \xi_V)^2\Big(1 - \frac TE - \frac{MT}{2E^2}\Big)
          + \xi_T^2\Big(1 - \frac TE - \frac{MT}{4E^2}\Big)\Big]

Only the vector part interferes with the Standard Model. The scalar part vanishes at T = 0, which makes it a matter of
the spectrum: it is strongest at the largest recoils.
"""

import numpy as np

from nuscat import experiments, inference, plots

csi, lar = experiments.load("coherent-csi"), experiments.load("coherent-lar")
dresden = experiments.load("dresden-ii")
parts = {"CsI": [csi], "LAr": [lar], "Dresden-II": [dresden], "CsI + LAr": [csi, lar]}


def scans(axes, fixed=None):
    """Regions of every experiment, and of all."""
    found = {
        label: inference.grid(inference.Fit(e, free=list(axes), fixed=fixed or {}), axes) for label, e in parts.items()
    }
    everything = inference.Fit([csi, lar, dresden], free=list(axes), fixed=fixed or {})
    found["together"] = inference.combined(everything, [found.pop("CsI + LAr"), found["Dresden-II"]])
    return found


heavy = scans({"xi_S": np.linspace(0.0, 1.4, 15), "xi_T": np.linspace(0.0, 1.0, 15)})
figure = plots.regions(heavy, points={"Standard Model": (0.0, 0.0)}, title="scalar and tensor, 90 %")

# %%
# A light tensor mediator. The formula is that of a pointlike nucleus whose nucleons add up, as in the literature; the
# tensor current of slow nucleons is their spin, so that the leading order is far smaller (``nuclei="spin"``).

masses = np.array([0.1, 1.0, 3.0, 8.0, 20.0, 50.0, 150.0, 1000.0])
couplings = np.append(1e-3, np.geomspace(0.5, 12.0, 12)) * 5e-7 * np.hypot(masses, 15.0)[:, None]
light = scans({"m_tensor": masses, "g_tensor": couplings})
tensor = plots.regions(light, logarithmic=(True, True), title="tensor mediator, 90 %")
tensor.axes[0].set_ylim(1e-6, 5e-3)

# %%
# A pseudoscalar couples to spin and its amplitude carries one more power of q: only the odd nuclei see it (Cs, I,
# germanium-73, not argon), and only large couplings. One parameter at fixed mass:

fit = inference.Fit([csi], free=["g_pseudoscalar"], fixed={"m_pseudoscalar": 10.0})
profile = inference.profile(fit, "g_pseudoscalar", np.linspace(0.0, 0.012, 25))
for low, high in profile.intervals(2.71):
    print(f"CsI, 10 MeV: g between {low:.3g} and {high:.3g} at 90 %")
spin = plots.profile({"CsI, mass 10 MeV": profile})

# %%
# All of these enter squared (asterisks): Δχ² does not follow a χ² distribution near zero, and limits to be quoted need
# toys.
