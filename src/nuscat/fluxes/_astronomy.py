"""Units of astronomy in those of the package."""

from __future__ import annotations

from nuscat.constants import e

__all__ = ["ERG_MEV", "KPC_CM", "MPC_CM", "YEAR_S"]

KPC_CM = 3.0856775814913673e21
"""Kiloparsec [cm], 648000/π astronomical units of 149597870.7 km (IAU 2015) times 1000."""
MPC_CM = 1e3 * KPC_CM
"""Megaparsec [cm]."""
YEAR_S = 3.15576e7
"""Julian year [s]."""
ERG_MEV = 1e-13 / e.value
"""Erg [MeV]."""
