"""Many mean-field calculations: several processes, progress, and a folder of finished ones to resume from."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nuscat._core.errors import CorruptDataError, MissingDataError, NuscatError, ValidityError
from nuscat._core.executors import Executor, LocalProcesses, executor_of
from nuscat._core.files import atomic_write
from nuscat._core.progress import progress

from .cache import solver_digest
from .force import SkyrmeForce

__all__ = ["Outcome", "read_checkpoint", "run_all"]

Outcome = bytes | str
"""File of a solution, or why there is none."""
Done = dict[tuple[int, str], Outcome]
_FORMAT = 1


def solve_one(force: SkyrmeForce, nuclide: str, settings: Mapping[str, Any]) -> Outcome:
    """One solution as the bytes of its file [NumPy archive], or the reason of its failure [text]."""
    from ._solve import solve
    from .solution import dump

    try:
        solution = solve(nuclide, force, **settings)
    except NuscatError as error:
        return f"{type(error).__name__}: {error}"
    return dump(replace(solution, state={}))


def _work(settings: Mapping[str, Any], number: int, force: SkyrmeForce, nuclides: tuple[str, ...]) -> Done:
    return {(number, nuclide): solve_one(force, nuclide, settings) for nuclide in nuclides}


def run_all(
    forces: Sequence[SkyrmeForce],
    nuclides: Sequence[str],
    settings: Mapping[str, Any],
    *,
    description: Mapping[str, Any],
    workers: int | Executor,
    checkpoint: str | os.PathLike[str] | None,
    retry_failures: bool,
) -> Done:
    """Outcomes of all forces and nuclides; those in the checkpoint are not computed again.

    Parameters
    ----------
    forces, nuclides : sequences
    settings : mapping
        Arguments of the solver; plain values, part of the identity of a checkpoint.
    description : mapping
        Of the ensemble, kept in the checkpoint (JSON).
    workers : int or Executor
        Local processes, or where else to run; results do not depend on it.
    checkpoint : path, optional
    retry_failures : bool
        Compute again what failed before.

    Raises
    ------
    ValidityError
        If `workers` < 1, or the checkpoint belongs to another run or to another version of the solvers.
    """
    executor = executor_of(workers)
    folder = None if checkpoint is None else _open(Path(checkpoint), nuclides, settings, description)
    done: Done = {} if folder is None else _finished(folder, len(forces), nuclides, retry_failures)
    waiting = {i: tuple(n for n in nuclides if (i, n) not in done) for i in range(len(forces))}
    waiting = {i: names for i, names in waiting.items() if names}

    with progress(len(forces) * len(nuclides), "ensemble") as advance:
        advance(len(done))

        def finish(outcomes: Done) -> None:
            done.update(outcomes)
            if folder is not None:
                for (i, name), outcome in outcomes.items():
                    _write(folder, i, name, outcome)
            advance(len(outcomes))

        # one nuclide a task in this process, so that an interruption loses little; one force a task elsewhere
        alone = isinstance(executor, LocalProcesses) and (executor.workers == 1 or len(waiting) == 1)
        groups = [(i, g) for i, names in waiting.items() for g in ([(n,) for n in names] if alone else [names])]
        if alone:
            executor = LocalProcesses(1)
        tasks = {k: (i, forces[i], names) for k, (i, names) in enumerate(groups)}
        for _, outcomes in executor.run(_work, dict(settings), tasks):
            finish(outcomes)
    return done


def read_checkpoint(path: str | os.PathLike[str]) -> tuple[dict[str, Any], Done]:
    """Settings and outcomes of a checkpoint folder.

    Raises
    ------
    MissingDataError
        If there is none.
    CorruptDataError
        If a file in it is damaged.
    """
    folder = Path(path)
    settings = _settings(folder)
    if settings is None:
        raise MissingDataError(
            f"{folder} is not a checkpoint of an ensemble.", hint="Give the folder of `checkpoint=`."
        )
    return settings, _finished(folder, len(settings["ensemble"]["forces"]), settings["nuclides"], False)


def _identity(nuclides: Sequence[str], settings: Mapping[str, Any], description: Mapping[str, Any]) -> dict[str, Any]:
    try:
        text = json.dumps(
            {"format": _FORMAT, "nuclides": list(nuclides), "settings": dict(settings), "ensemble": dict(description)},
            sort_keys=True,
            allow_nan=False,
        )
    except (TypeError, ValueError) as error:
        raise ValidityError(
            f"The settings of a run with a checkpoint must be plain values ({error}).",
            hint="Put the pairing into the forces: dataclasses.replace(force, pairing=…).",
        ) from None
    identity: dict[str, Any] = json.loads(text)
    made = {"sha256": hashlib.sha256(text.encode()).hexdigest(), "code": solver_digest(), "nuscat": version("nuscat")}
    return identity | made


def _open(folder: Path, nuclides: Sequence[str], settings: Mapping[str, Any], description: Mapping[str, Any]) -> Path:
    identity = _identity(nuclides, settings, description)
    found = _settings(folder)
    if found is None:
        folder.mkdir(parents=True, exist_ok=True)
        atomic_write(folder / "settings.json", json.dumps(identity, indent=1) + "\n")
    elif found["sha256"] != identity["sha256"]:
        raise ValidityError(
            f"The checkpoint {folder} belongs to another ensemble, other nuclides or other settings.",
            hint="Choose another folder, or delete this one.",
        )
    elif found.get("code") != identity["code"]:
        before, now = (
            f"nuscat {each['nuscat']}, digest {each['code'][:8]}" if "code" in each else "version not stated"
            for each in (found, identity)
        )
        raise ValidityError(
            f"The checkpoint {folder} was computed by other code of the solvers ({before}; now {now}): its results "
            "must not be mixed with new ones.",
            hint="Choose another folder or delete this one to compute all again, or go on with the version of nuscat "
            "that began it. load_results() reads what is there in any case.",
        )
    return folder


def _settings(folder: Path) -> dict[str, Any] | None:
    try:
        text = (folder / "settings.json").read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        found: dict[str, Any] = json.loads(text)
        found["sha256"], found["ensemble"]["forces"], found["nuclides"]
    except (ValueError, KeyError, TypeError) as error:
        raise CorruptDataError(
            f"{folder / 'settings.json'} is not that of an ensemble.", hint="Choose another folder."
        ) from error
    return found


def _stem(folder: Path, number: int, nuclide: str) -> Path:
    return folder / f"{number:05d}-{nuclide}"


def _write(folder: Path, number: int, nuclide: str, outcome: Outcome) -> None:
    stem = _stem(folder, number, nuclide)
    failed = stem.with_name(stem.name + ".failed.txt")
    if isinstance(outcome, bytes):
        atomic_write(stem.with_name(stem.name + ".npz"), outcome)
        failed.unlink(missing_ok=True)
    else:
        atomic_write(failed, outcome + "\n")


def _finished(folder: Path, forces: int, nuclides: Sequence[str], retry_failures: bool) -> Done:
    done: Done = {}
    for i in range(forces):
        for name in nuclides:
            stem = _stem(folder, i, name)
            solution, failed = (stem.with_name(stem.name + ending) for ending in (".npz", ".failed.txt"))
            if solution.is_file():
                done[i, name] = solution.read_bytes()
            elif failed.is_file() and not retry_failures:
                done[i, name] = failed.read_text(encoding="utf-8").strip()
    return done
