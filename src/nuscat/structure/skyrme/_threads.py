"""One thread of linear algebra: for small matrices several only wait for each other, worst on a busy machine."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import cache
from typing import Any

__all__ = ["one_thread"]


@cache
def _controller() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def one_thread() -> AbstractContextManager[Any]:
    """Context in which linear algebra uses one thread [context]."""
    limits: AbstractContextManager[Any] = _controller().limit(limits=1)
    return limits
