"""Axially deformed Skyrme mean fields: Hartree–Fock with pairing in a cylindrical oscillator basis."""

from __future__ import annotations

from ._solve import solve_axial

__all__ = ["solve_axial"]
