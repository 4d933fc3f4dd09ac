"""Where independent tasks run."""

from __future__ import annotations

import builtins

import pytest

from nuscat._core.errors import MissingExtraError, ValidityError, WorkerError
from nuscat._core.executors import DaskCluster, Executor, LocalProcesses, executor_of


def _power(base: int, exponent: int) -> int:
    return base**exponent


def _fail(base: int, exponent: int) -> int:
    raise KeyError(f"{base}, {exponent}")


def test_every_task_once_whatever_the_number_of_processes() -> None:
    tasks = {f"task {i}": (i,) for i in range(7)}
    expected = {f"task {i}": 2**i for i in range(7)}
    assert dict(LocalProcesses(1).run(_power, 2, tasks)) == expected
    assert dict(LocalProcesses(2).run(_power, 2, tasks)) == expected


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_a_task_ends_the_run(workers: int) -> None:
    with pytest.raises(KeyError, match="3"):
        list(LocalProcesses(workers).run(_fail, 3, {"a": (1,), "b": (1,)}))


def test_one_linear_algebra_thread() -> None:
    from threadpoolctl import threadpool_info

    def threads(_shared: None) -> list[int]:
        return [pool["num_threads"] for pool in threadpool_info()]

    ((_, found),) = LocalProcesses(1).run(threads, None, {"a": ()})
    assert set(found) == {1}


def test_numbers_become_executors() -> None:
    assert executor_of(2) == LocalProcesses(2)
    cluster = DaskCluster("tcp://127.0.0.1:8786")
    assert executor_of(cluster) is cluster
    assert isinstance(cluster, Executor)


@pytest.mark.parametrize("bad", [0, -1, True])
def test_wrong_number_of_workers(bad: int) -> None:
    with pytest.raises(ValidityError, match="at least 1"):
        executor_of(bad) if bad is not True else LocalProcesses(bad)


def test_neither_number_nor_executor() -> None:
    with pytest.raises(ValidityError, match="DaskCluster"):
        executor_of("tcp://127.0.0.1:8786")  # type: ignore[arg-type]


def test_address_without_protocol() -> None:
    with pytest.raises(ValidityError, match="tcp://"):
        DaskCluster("localhost")


def test_missing_extra_prints_the_install_line(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    original = importlib.import_module

    def refuse(name: str, *args: object) -> object:
        if name == "distributed":
            raise ImportError(name)
        return original(name)

    monkeypatch.setattr("nuscat._core.executors.import_module", refuse)
    with pytest.raises(MissingExtraError, match=r"nuscat\[cluster\]"):
        list(DaskCluster("tcp://127.0.0.1:1").run(_power, 2, {"a": (1,)}))


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_scheduler_at_the_address() -> None:
    pytest.importorskip("distributed")
    with pytest.raises(WorkerError, match="No Dask scheduler answers"):
        list(DaskCluster("tcp://127.0.0.1:9", timeout=0.5).run(_power, 2, {"a": (1,)}))


def test_nothing_to_do_needs_no_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builtins, "__import__", builtins.__import__)
    assert list(DaskCluster("tcp://127.0.0.1:9").run(_power, 2, {})) == []
