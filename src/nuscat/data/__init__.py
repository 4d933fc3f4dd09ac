"""Packaged data tables; every folder carries a SOURCE.toml with origin, licence, units and changes."""
