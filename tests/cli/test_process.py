"""The command as users start it: entry point, statuses, streams, start-up cost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nuscat import __version__
from nuscat.cli import app

COMMANDS = ("xsec", "rate", "fit", "plot", "models", "data", "cite", "doctor", "demo", "nuclide")


def _start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "nuscat", *arguments],
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
        timeout=60,
    )


def test_json_on_stdout_and_error_on_stderr():
    good = _start("xsec", "cevns", "Ar40", "--energies", "30", "--json")
    assert good.returncode == 0
    assert json.loads(good.stdout)["energies_MeV"] == [30.0]
    assert good.stderr == b""
    bad = _start("xsec", "cevns", "Ar400", "--json")
    assert bad.returncode == 2
    assert bad.stdout == b""
    assert json.loads(bad.stderr)["error"]["type"] == "UnknownNameError"
    failed = _start("cite", "no-such-file.json")
    assert failed.returncode == 1
    assert failed.stderr.startswith(b"Error: There is no file")


def test_streams_without_unicode():
    r = _start("rate", "coherent-csi", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert r.returncode == 0, r.stderr
    assert b"1578" in r.stdout
    r = _start("rate", "coherent-csi", "--json", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert [a["unit"] for a in json.loads(r.stdout.decode("ascii"))["axes"]] == ["PE", "µs"]


def test_closed_pipe_is_quiet():
    process = subprocess.Popen(
        [sys.executable, "-m", "nuscat", "models", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    process.wait(timeout=60)
    assert errors == b""


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (["--help"], {"numpy", "scipy", "matplotlib", "iminuit", "jax", "numba"}),
        (["--version"], {"numpy", "rich"}),
        (["rate", "coherent-csi", "--json"], {"matplotlib", "jax", "numba", "rich", "iminuit"}),
        (["fit", "coherent-csi", "--free", "normalisation", "--json"], {"matplotlib", "jax", "numba"}),
    ],
)
def test_commands_import_only_what_they_need(arguments, absent):
    code = (
        f"import sys; from nuscat.cli import run; status = run({arguments!r})\n"
        "print(status, *sys.modules, sep='\\n', file=sys.stderr)"
    )
    r = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    status, *modules = r.stderr.splitlines()
    assert status == "0"
    assert absent & set(modules) == set()


@pytest.mark.parametrize("arguments", [[], *([c] for c in COMMANDS), ["plot", "grid"], ["data", "check"]])
def test_help(arguments):
    result = CliRunner().invoke(app, [*arguments, "--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    assert "Usage" in result.output
    if not arguments:
        for command in COMMANDS:
            assert command in result.output


def test_version_and_bare_command(nuscat):
    assert nuscat("--version").out == f"nuscat {__version__}\n"
    bare = nuscat()
    assert bare.status == 2
    assert "xsec" in bare.out + bare.err


def test_entry_point(monkeypatch):
    from nuscat.cli import main

    monkeypatch.setattr(sys, "argv", ["nuscat", "--version"])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 0


def test_no_progress_bar_away_from_a_terminal():
    r = _start("plot", "profile", "coherent-csi", "--free", "normalisation", "--points", "5", "--json")
    assert r.returncode == 0
    assert r.stderr == b""


@pytest.mark.parametrize(
    "arguments",
    [[], *([c] for c in COMMANDS), *(["plot", c] for c in ("rate", "profile", "grid", "form-factor", "flux", "xsec"))],
)
def test_help_shows_names_instead_of_types(arguments):
    result = CliRunner().invoke(app, [*arguments, "--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    output = result.output
    assert "Show this message" in output
    for kind in ("<bool>", "<str>", "<list", "<int", "<float>", "<path>", "{", "[["):
        assert kind not in output
    if arguments in (["fit"], ["plot", "grid"]):
        wanted = "[EXPERIMENT…]" if arguments == ["fit"] else "EXPERIMENT…"  # a fit can be of --config alone
        assert f"{' '.join(arguments)} [OPTIONS] {wanted}" in output


def test_workers_change_nothing():
    executable = Path(sys.executable).with_name("nuscat")
    command = [str(executable)] if executable.exists() else [sys.executable, "-m", "nuscat"]
    line = [*command, "fit", "coherent-csi", "--free", "normalisation", "--toys", "260", "--json", "--workers"]
    one, two = (subprocess.run([*line, n], capture_output=True, check=True, timeout=120).stdout for n in ("1", "2"))
    assert json.loads(one)["goodness_of_fit"] == json.loads(two)["goodness_of_fit"]
