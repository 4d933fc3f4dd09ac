"""The command line in the same process: status, standard output and standard error of one call."""

from __future__ import annotations

import contextlib
import io
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from nuscat import cli


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        return json.loads(self.err)["error"]


def call(*arguments: str) -> Outcome:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = cli.run([str(a) for a in arguments])
    return Outcome(status, out.getvalue(), err.getvalue())


@pytest.fixture(scope="session")
def nuscat() -> Callable[..., Outcome]:
    return call


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Options that act through the environment leave nothing behind for the next test."""
    for name in ("NUSCAT_DATA", "NUSCAT_OFFLINE"):
        monkeypatch.setenv(name, "")
    assert os.environ["NUSCAT_OFFLINE"] == ""


@pytest.fixture(scope="session")
def csi_fit() -> Outcome:
    """`nuscat fit coherent-csi --free sin2w --profile --json`, made once."""
    return call("fit", "coherent-csi", "--free", "sin2w", "--profile", "--json")
