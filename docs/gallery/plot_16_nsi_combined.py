r"""
Non-standard interactions of several experiments
================================================

Vector couplings of :math:`\nu_e` and :math:`\nu_\mu` to u or d quarks change the weak amplitude of each flavour,

.. math:: \mathcal Q_\ell \to \mathcal Q_\ell + \epsilon_{\ell\ell}^{u}(2Z + N) + \epsilon_{\ell\ell}^{d}(Z + 2N)

A count fixes its square, so every experiment has a second band where :math:`\mathcal Q_\ell \to -\mathcal Q_\ell`. The
stopped-pion source has both flavours; the reactor has only :math:`\nu_e`, whose bands are vertical here.
"""

import numpy as np

from nuscat import experiments, inference, plots

csi, lar = experiments.load("coherent-csi"), experiments.load("coherent-lar")
dresden = experiments.load("dresden-ii")


def plane(quark):
    """90 % regions of (ε_ee, ε_μμ) with one quark, for every experiment and for all together."""
    names = (f"eps_ee_{quark}", f"eps_mumu_{quark}")
    axes = {names[0]: np.linspace(-0.24, 0.64, 23), names[1]: np.linspace(-0.15, 0.55, 22)}
    fits = {
        "CsI": [csi],
        "LAr": [lar],
        "Dresden-II": [dresden],
        "CsI + LAr": [csi, lar],
    }
    scans = {label: inference.grid(inference.Fit(e, free=names), axes) for label, e in fits.items()}
    # CsI and LAr share the flux of their source; the reactor shares nothing with them, its likelihood just adds
    joint = inference.Fit([csi, lar, dresden], free=names)
    scans["together"] = inference.combined(joint, [scans.pop("CsI + LAr"), scans["Dresden-II"]])
    print(f"{quark} quarks, best:", [round(v, 3) for v in scans["together"].best])
    return scans


figure = plots.regions(plane("u"), points={"Standard Model": (0.0, 0.0)}, title="NSI with u quarks, 90 %")

# %%
# With d quarks the mirror points lie nearer to zero, because :math:`Z + 2N > 2Z + N`.

down = plots.regions(plane("d"), points={"Standard Model": (0.0, 0.0)}, title="NSI with d quarks, 90 %")

# %%
# Several minima of nearly equal depth (the asterisk) mean that Δχ² need not follow a χ² distribution: levels to be
# quoted need toys. The reactor region is that of the iron-filter quenching; ``quenching="photo-neutron"`` moves it. The
# definition is :math:`-2\sqrt2\,G_F\,\epsilon\,(\bar\nu\gamma P_L\nu)(\bar q\gamma P_X q)` with
# :math:`\epsilon^V = \epsilon^L + \epsilon^R`; definitions without the projector differ by a factor of two.
