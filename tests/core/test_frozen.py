"""Read-only mappings: equality, immutability, pickling."""

from __future__ import annotations

import pickle

import pytest

from nuscat._core.frozen import FrozenMapping


def test_reads_like_a_dict_and_cannot_be_changed() -> None:
    source = {"a": 1, "b": 2}
    frozen = FrozenMapping(source)
    source["a"] = 5
    assert (frozen["a"], len(frozen), list(frozen), frozen == {"a": 1, "b": 2}) == (1, 2, ["a", "b"], True)
    with pytest.raises(TypeError):
        frozen["a"] = 3  # type: ignore[index]
    with pytest.raises(KeyError):
        frozen["c"]
    assert "'a': 1" in repr(frozen)


def test_travels() -> None:
    assert pickle.loads(pickle.dumps(FrozenMapping({"a": 1}))) == {"a": 1}
