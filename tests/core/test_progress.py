"""Progress is shown on a terminal and nowhere else."""

from __future__ import annotations

import io
import sys

import pytest

from nuscat._core.progress import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_silent_when_standard_error_is_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(2, "folding") as advance:
        advance(1)
        advance(1)
    captured = capsys.readouterr()
    assert captured.out == captured.err == ""


@pytest.mark.parametrize("total", [4, None])
def test_shown_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], total: int | None
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "xterm")
    with progress(total, "folding the flux") as advance:
        advance(3)
    assert "folding the flux" in terminal.getvalue()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_errors_pass_through(monkeypatch: pytest.MonkeyPatch, stream: type[io.StringIO]) -> None:
    monkeypatch.setattr(sys, "stderr", stream())
    with pytest.raises(KeyboardInterrupt), progress(2, "folding"):
        raise KeyboardInterrupt
