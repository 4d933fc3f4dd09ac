"""Where independent tasks run: this process, local processes, or a Dask cluster; results do not depend on it."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping
from concurrent.futures import CancelledError, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, TypeVar, runtime_checkable

from threadpoolctl import threadpool_limits

from .errors import MissingExtraError, ValidityError, WorkerError

__all__ = ["DaskCluster", "Executor", "LocalProcesses", "executor_of"]

K = TypeVar("K", bound=Hashable)


@runtime_checkable
class Executor(Protocol):
    """Runs independent tasks, each one linear-algebra thread (small matrices, shared cores)."""

    def run(
        self, function: Callable[..., Any], shared: Any, tasks: Mapping[K, tuple[Any, ...]]
    ) -> Iterator[tuple[K, Any]]:
        """(key, ``function(shared, *arguments)``) of every task as it finishes, in any order.

        All arguments must be picklable. An error of a task ends the run; what has not begun is cancelled.
        """
        ...


@dataclass(frozen=True)
class LocalProcesses:
    """Processes on this machine; one means this process, without pickling.

    Parameters
    ----------
    workers : int
        In a script, more than one needs ``if __name__ == "__main__":``.

    Raises
    ------
    ValidityError
        If `workers` is less than 1.

    Examples
    --------
    >>> sorted(LocalProcesses(1).run(pow, 2, {"a": (3,), "b": (5,)}))
    [('a', 8), ('b', 32)]
    """

    workers: int = 1

    def __post_init__(self) -> None:
        workers: object = self.workers
        if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
            raise ValidityError(f"The number of workers must be at least 1, got {self.workers!r}.")

    def run(
        self, function: Callable[..., Any], shared: Any, tasks: Mapping[K, tuple[Any, ...]]
    ) -> Iterator[tuple[K, Any]]:
        """Results as they finish, see :class:`Executor`."""
        if self.workers == 1 or len(tasks) <= 1:
            with threadpool_limits(1):
                for key, arguments in tasks.items():
                    yield key, function(shared, *arguments)
            return
        with ProcessPoolExecutor(self.workers, mp_context=_context(), initializer=_start) as pool:
            futures = {pool.submit(function, shared, *arguments): key for key, arguments in tasks.items()}
            try:
                for future in as_completed(futures):
                    yield futures[future], future.result()
            except BrokenProcessPool as error:
                raise WorkerError(
                    "A worker process died.",
                    hint="A script that uses workers > 1 must do so under `if __name__ == '__main__':`; "
                    "otherwise memory may have run out: use fewer workers.",
                ) from error
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


@dataclass(frozen=True)
class DaskCluster:
    """Workers of a Dask cluster that runs already; needs the extra ``cluster``.

    Parameters
    ----------
    scheduler : str
        Address of the scheduler, e.g. ``"tcp://head:8786"``.
    timeout : float [s]
        How long to wait for the scheduler and for its first worker.

    Notes
    -----
    The workers need the same version of nuscat. An interruption cancels what is still waiting.
    """

    scheduler: str
    timeout: float = 30.0

    def __post_init__(self) -> None:
        address: object = self.scheduler
        if not isinstance(address, str) or "://" not in address:
            raise ValidityError(
                f"{address!r} is not the address of a Dask scheduler.",
                hint="Give what the scheduler prints when it starts, e.g. tcp://192.168.0.1:8786.",
            )

    def run(
        self, function: Callable[..., Any], shared: Any, tasks: Mapping[K, tuple[Any, ...]]
    ) -> Iterator[tuple[K, Any]]:
        """Results as they finish, see :class:`Executor`."""
        if not tasks:
            return
        try:
            distributed: Any = import_module("distributed")
        except ImportError as error:
            raise MissingExtraError.of("A Dask cluster", "cluster") from error
        try:
            client = distributed.Client(self.scheduler, timeout=self.timeout, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise WorkerError(
                f"No Dask scheduler answers at {self.scheduler} ({type(error).__name__}).",
                hint="Start one with 'dask scheduler', and workers with 'dask worker ADDRESS'; check the address.",
            ) from error
        futures: dict[Any, K] = {}
        try:
            self._check(client)
            common = client.scatter(shared, broadcast=True, hash=False)
            for key, arguments in tasks.items():
                futures[client.submit(_single_threaded, function, common, *arguments, pure=False)] = key
            for future in distributed.as_completed(list(futures), loop=client.loop):
                yield futures[future], future.result()
        except distributed.KilledWorker as error:
            raise WorkerError(
                "A worker of the cluster died several times on one task.", hint="Memory may have run out there."
            ) from error
        except CancelledError as error:
            raise WorkerError(
                f"The connection to the Dask scheduler at {self.scheduler} was lost.",
                hint="See why it ended; with a checkpoint, what is finished need not run again.",
            ) from error
        finally:
            try:
                client.cancel(list(futures))
            finally:
                client.close()

    def _check(self, client: Any) -> None:
        """Raise unless there are workers, all with this version of nuscat."""
        from nuscat import __version__

        try:
            client.wait_for_workers(1, timeout=self.timeout)
        except TimeoutError as error:
            raise WorkerError(
                f"The Dask scheduler at {self.scheduler} has no workers.", hint="Start some: 'dask worker ADDRESS'."
            ) from error
        try:
            versions = set(client.run(_version).values())
        except ImportError as error:
            raise WorkerError("nuscat is not installed on the workers.", hint="Install it there.") from error
        if versions != {__version__}:
            raise WorkerError(
                f"The workers have nuscat {', '.join(sorted(versions))}, this process {__version__}.",
                hint="Install one version everywhere.",
            )


def executor_of(workers: int | Executor) -> Executor:
    """Executor for a number of local processes [int]; an executor is returned as it is.

    Raises
    ------
    ValidityError
        If it is neither.
    """
    if isinstance(workers, int):
        return LocalProcesses(workers)
    if not isinstance(workers, Executor):
        raise ValidityError(
            f"workers must be a number of processes or an executor, got {workers!r}.",
            hint='For example 2, or DaskCluster("tcp://…").',
        )
    return workers


def _version() -> str:
    from nuscat import __version__

    return __version__


def _single_threaded(function: Callable[..., Any], shared: Any, *arguments: Any) -> Any:
    with threadpool_limits(1):
        return function(shared, *arguments)


def _context() -> Any:
    """Processes that start afresh: a copy of one with threads (JAX, linear algebra) may lock up."""
    return multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")


def _start() -> None:
    """One linear-algebra thread; a worker ends when its parent is killed."""
    threadpool_limits(1)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)
