"""Coherent events per year in a detector of your own: 10 kg of germanium, 20 m from the target of the SNS.

Run: python examples/own_detector.py
"""

from __future__ import annotations

import numpy as np

from nuscat import detectors, experiments, fluxes, nuclei

MASS = 10.0  # kg
HOURS = 5000.0  # of beam in a year
EDGES = np.array([0.5, 1.0, 2.0, 4.0, 8.0]) * 1e-3  # MeV, electron equivalent

response = detectors.DetectorResponse(
    quenching=detectors.Lindhard(Z=32, A=73, k=0.162),
    light_yield=detectors.NoLightYield(),
    smearing=detectors.GaussianSmearing(detectors.FanoResolution(noise=60e-6, pair_energy=2.96e-6, fano=0.11)),
    efficiency=detectors.ConstantEfficiency(0.9),
    efficiency_axis="reco",
    edges=EDGES,
)


def counts(form_factor: str = experiments.DEFAULT_FORM_FACTOR) -> np.ndarray:
    """Expected coherent events per year in each energy bin [counts]."""
    facility = fluxes.FACILITIES["sns"]
    flux = fluxes.stopped_pion("sns")  # per proton; intensities are neutrinos per proton and flavour
    protons = facility.protons_per_second() * 3600.0 * HOURS
    signal = experiments.FoldedSignal(
        material=nuclei.material("Ge"),
        flux=flux,
        exposure=MASS * protons / (4.0 * np.pi * (100.0 * facility.baseline) ** 2),  # kg cm⁻² protons
        response=lambda T_nr: response.matrix(T_nr)[None],
        theory=experiments.Theory(form_factor=form_factor),
    )
    return signal.counts({}).sum(axis=(0, 1))


def main() -> None:
    """Print the expectation for two form factors."""
    engel, measured = counts(), counts("helm")
    print("energy [keVee]   counts/year   with the measured charge radius")
    for low, high, a, b in zip(EDGES[:-1], EDGES[1:], engel, measured, strict=True):
        print(f"{1e3 * low:5.1f} – {1e3 * high:3.1f}   {a:14.2f}   {b:14.2f}")
    print(f"{'sum':11s}   {engel.sum():14.2f}   {measured.sum():14.2f}")


if __name__ == "__main__":
    main()
