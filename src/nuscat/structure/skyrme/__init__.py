"""Skyrme energy functionals: parameter sets, nuclear matter, Hartree–Fock with pairing."""
