"""Allowed intervals of a new coupling from both COHERENT data sets, with a figure if a name is given.

Run: python examples/nsi_scan.py [PARAMETER [FIGURE.png]]; `nuscat models parameters` lists the parameters.
"""

from __future__ import annotations

import sys

import numpy as np

from nuscat import experiments, inference, plots


def main(arguments: list[str]) -> None:
    """Profile one parameter, all nuisance parameters minimised, and print where Δχ² is below 1 and 2.71."""
    name = arguments[0] if arguments else "eps_mumu_d"
    data = [experiments.load("coherent-csi"), experiments.load("coherent-lar")]
    fit = inference.Fit(data, free=[name])
    scan = inference.profile(fit, name, np.linspace(-0.15, 0.5, 66))
    standard_model = float(np.interp(0.0, scan.values, scan.delta_chi2))
    print(f"{name}: best fit {scan.best:.3f}; Standard Model at Δχ² = {standard_model:.2f}")
    for label, level in (("68 %", 1.0), ("90 %", 2.71)):
        intervals = " or ".join(f"[{low:.3f}, {high:.3f}]" for low, high in scan.intervals(level))
        print(f"{label}: {intervals}")
    if len(arguments) > 1:
        print("figure:", plots.save(plots.profile({"CsI + LAr": scan}), arguments[1]))


if __name__ == "__main__":
    main(sys.argv[1:])
