"""Command line `nuscat`: thin calls of the library, readable tables or one JSON document."""

from __future__ import annotations

from ._app import app, main, run

__all__ = ["app", "main", "run"]
