#!/usr/bin/env -S uv run --script
# /// script
# dependencies = ["nox>=2025.2.9"]
# ///
"""The checks of the Makefile, one isolated environment each."""

from __future__ import annotations

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"


@nox.session(python=["3.11", "3.12", "3.13", "3.14"], default=True)
def tests(session: nox.Session) -> None:
    """Run the tests and doctests that are not slow."""
    session.install("-e.[jax]", *nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), "test"))
    session.run("pytest", "-m", "not slow", *session.posargs)


@nox.session(default=True)
def lint(session: nox.Session) -> None:
    """Check style, types, import order and packaging."""
    session.install("-e.", *nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), "lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("lint-imports")
    session.run("repo-review", ".")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation, with the gallery executed."""
    session.install("-e.[jax]", *nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), "docs"))
    session.run("sphinx-build", "-W", "--keep-going", "-b", "html", "docs", "docs/_build/html")


if __name__ == "__main__":
    nox.main()
