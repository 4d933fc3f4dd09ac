"""Long work in chunks: several processes, progress, and a folder of finished chunks to resume from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import CorruptDataError, ValidityError
from nuscat._core.executors import Executor, executor_of
from nuscat._core.files import atomic_write
from nuscat._core.progress import progress

__all__ = ["chunks", "run_chunks"]

Arrays = dict[str, NDArray[np.float64]]


def chunks(total: int, size: int) -> list[tuple[int, int]]:
    """Half-open ranges of at most `size` that cover 0 … total."""
    return [(lo, min(lo + size, total)) for lo in range(0, total, size)]


def run_chunks(
    work: Callable[[int, int], Arrays],
    ranges: Sequence[tuple[int, int]],
    *,
    description: str,
    workers: int | Executor = 1,
    checkpoint: str | Path | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Arrays:
    """Results of `work(lo, hi)` over all ranges, concatenated in order.

    Parameters
    ----------
    work : callable
        Picklable unless run in this process; returns arrays whose first axis is the range.
    ranges : sequence of (int, int)
    description : str
        Shown with the progress bar.
    workers : int or Executor
        Local processes, or where else to run; results do not depend on it. In a script, more than one process needs
        ``if __name__ == "__main__":``.
    checkpoint : path, optional
        Folder where finished chunks are kept; a run with the same settings continues from it.
    settings : mapping, optional
        What the results depend on (JSON); a checkpoint of other settings is refused.

    Returns
    -------
    mapping of name to array
    """
    executor = executor_of(workers)
    folder = _open_checkpoint(checkpoint, settings or {}, ranges)
    done: dict[int, Arrays] = {}
    if folder is not None:
        for i in range(len(ranges)):
            path = folder / f"chunk-{i:06d}.npz"
            if path.is_file():
                done[i] = _read(path)
    waiting = [i for i in range(len(ranges)) if i not in done]
    with progress(total=sum(hi - lo for lo, hi in ranges), description=description) as advance:
        advance(sum(ranges[i][1] - ranges[i][0] for i in done))

        def finish(i: int, result: Arrays) -> None:
            done[i] = result
            if folder is not None:
                buffer = BytesIO()
                np.savez(buffer, **result)  # type: ignore[arg-type]
                atomic_write(folder / f"chunk-{i:06d}.npz", buffer.getvalue())
            advance(ranges[i][1] - ranges[i][0])

        for i, result in executor.run(_call, work, {i: ranges[i] for i in waiting}):
            finish(i, result)
    return {key: np.concatenate([done[i][key] for i in range(len(ranges))]) for key in done[0]}


def _call(work: Callable[[int, int], Arrays], lo: int, hi: int) -> Arrays:
    return work(lo, hi)


def _open_checkpoint(
    checkpoint: str | Path | None, settings: Mapping[str, Any], ranges: Sequence[tuple[int, int]]
) -> Path | None:
    if checkpoint is None:
        return None
    folder = Path(checkpoint)
    text = json.dumps({"settings": settings, "ranges": list(map(list, ranges))}, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    marker = folder / "settings.json"
    if marker.is_file():
        try:
            found = json.loads(marker.read_text(encoding="utf-8"))["sha256"]
        except (ValueError, KeyError, TypeError) as error:
            raise CorruptDataError(f"{marker} is not a checkpoint of nuscat.", hint="Choose another folder.") from error
        if found != digest:
            raise ValidityError(
                f"The checkpoint {folder} belongs to a run with other settings.",
                hint="Choose another folder, or delete this one.",
            )
    else:
        folder.mkdir(parents=True, exist_ok=True)
        atomic_write(marker, json.dumps({"sha256": digest, "settings": settings}, indent=2) + "\n")
    return folder


def _read(path: Path) -> Arrays:
    import zipfile

    try:
        with path.open("rb") as handle, np.load(handle, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
        raise CorruptDataError(f"{path} is damaged ({error}).", hint="Delete this file and run again.") from error
