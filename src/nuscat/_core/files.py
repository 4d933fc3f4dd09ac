"""Writing files so that nobody ever reads half of one."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

__all__ = ["atomic_write"]


def atomic_write(path: str | os.PathLike[str], content: str | bytes) -> Path:
    """Write a whole file or nothing: a temporary name in the same folder, flushed to disk, then renamed.

    Parameters
    ----------
    path : path
        Where to write; the folder must exist. A file already there is replaced and keeps its permissions.
    content : str or bytes
        Text is written as UTF-8 with line feeds as they are.

    Returns
    -------
    path
        The file written.

    Raises
    ------
    OSError
        If the folder is missing, not writable, or the disk is full; a file already there is untouched.

    Sources
    -------
    POSIX rename: a name refers to the old or to the new file at every instant. Checked: an interruption before, during
    and after writing leaves the old content and no temporary file.
    """
    target = Path(os.path.realpath(path))  # write through a link instead of replacing it
    data = content.encode("utf-8") if isinstance(content, str) else content
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(6)}.tmp")
    try:
        with temporary.open("xb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o7777)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)
    return Path(path)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable where the system can do so."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # a folder cannot be opened on some systems, then the rename is durable with the next sync
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)
