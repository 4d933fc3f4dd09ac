"""Cross section averaged over a flux of your own, from a text file that states its units.

Run: python examples/own_flux.py [FILE]. Without a file one is written: a thermal spectrum of 4 MeV.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np

from nuscat import electroweak, fluxes, processes


def thermal_file(folder: Path) -> Path:
    """Text file with a thermal spectrum of electron antineutrinos, 10⁶ per cm² and second."""
    energies = np.linspace(0.0, 80.0, 401)  # MeV
    spectrum = energies**2 / (1.0 + np.exp(energies / 4.0))
    spectrum *= 1e6 / np.trapezoid(spectrum, energies)
    path = folder / "thermal.txt"
    rows = "\n".join(f"{e:.2f} {s:.6e}" for e, s in zip(energies, spectrum, strict=True))
    path.write_text(f"# energy_unit: MeV\n# flux_unit: cm^-2 s^-1 MeV^-1\nE anti_nu_e\n{rows}\n", encoding="utf-8")
    return path


def main(arguments: list[str]) -> None:
    """Print the flux and its averages on three targets."""
    with tempfile.TemporaryDirectory() as folder:
        flux = fluxes.from_file(Path(arguments[0]) if arguments else thermal_file(Path(folder)))
    print(flux.note)
    for target in ("Ar", "Ge", "Xe"):
        xs = processes.cevns(target, couplings=electroweak.tomalak2021())
        average = fluxes.average(xs, flux)
        print(f"{target:3s} {average:.3e} cm² per nucleus, mean over {float(flux.total()):.3g} {flux.unit}")


if __name__ == "__main__":
    main(sys.argv[1:])
