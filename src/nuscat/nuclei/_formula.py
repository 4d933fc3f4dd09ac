"""Chemical formulas to numbers of atoms."""

from __future__ import annotations

import math
import re
from typing import NoReturn

from nuscat._core.errors import UnknownNameError, ValidityError

from ._elements import SYMBOLS

__all__ = ["parse_formula"]

_KNOWN = frozenset(SYMBOLS[1:]) | {"D", "T"}
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_SYMBOL = re.compile(r"[A-Z][a-z]*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _fail(text: str, position: int, problem: str, hint: str = "") -> NoReturn:
    raise ValidityError(
        f"Formula {text!r}, position {position + 1}: {problem}.",
        hint=hint or 'A formula is made of element symbols, numbers and round brackets, for example "Gd2(SO4)3".',
    )


def parse_formula(text: str) -> dict[str, float]:
    """Numbers of atoms per formula unit.

    Parameters
    ----------
    text : str
        Element symbols (case matters: ``Co`` is cobalt, ``CO`` carbon monoxide), ``D`` and ``T`` for ²H and ³H,
        whole or decimal numbers, nested round brackets. Subscript digits are accepted.

    Returns
    -------
    dict of str to float [1]
        By symbol, in order of first appearance.

    Raises
    ------
    UnknownNameError
        For a symbol that is no element, with its position and the closest ones.
    ValidityError
        For any other mistake, with its position. A dopant in brackets, as in ``CaF2(Eu)``, is refused: read as a
        formula it would be one atom per unit.

    Examples
    --------
    >>> parse_formula("Gd2(SO4)3")
    {'Gd': 2.0, 'S': 3.0, 'O': 12.0}
    """
    plain = text.translate(_SUBSCRIPTS)
    groups: list[dict[str, float]] = [{}]
    opened: list[int] = []
    position = 0

    def multiplier() -> float | None:
        nonlocal position
        match = _NUMBER.match(plain, position)
        if match is None:
            return None
        value = float(match.group())
        if not 0.0 < value < math.inf:
            _fail(text, position, f"the number of atoms must be positive and finite, got {match.group()[:20]}")
        position = match.end()
        return value

    while position < len(plain):
        char, start = plain[position], position
        if char == "(":
            opened.append(position)
            groups.append({})
            position += 1
            continue
        if char == ")":
            if not opened:
                _fail(text, position, "this bracket was never opened")
            inner, begin = groups.pop(), opened.pop()
            if not inner:
                _fail(text, begin, "the brackets are empty")
            position += 1
            factor = multiplier()
            if factor is None and groups[-1] and len(inner) == 1:
                _fail(
                    text, begin, "a single element in brackets without a number", "Leave a dopant out of the formula."
                )
        elif match := _SYMBOL.match(plain, position):
            symbol = match.group()
            if symbol not in _KNOWN:
                error = UnknownNameError.of("element", symbol, SYMBOLS[1:])
                raise UnknownNameError(
                    f"Formula {text!r}, position {start + 1}: no element {symbol!r}.", hint=error.hint
                )
            position = match.end()
            inner, factor = {symbol: 1.0}, multiplier()
        else:
            what = "a number without an element before it" if char.isdigit() else f"unexpected {char!r}"
            _fail(text, position, what, "Element symbols begin with a capital letter." if char.islower() else "")
        for symbol, count in inner.items():
            groups[-1][symbol] = groups[-1].get(symbol, 0.0) + count * (1.0 if factor is None else factor)
            if groups[-1][symbol] == math.inf:
                _fail(text, start, "more atoms than a number can hold")
    if opened:
        _fail(text, opened[-1], "this bracket is never closed")
    if not groups[0]:
        raise ValidityError(f"The formula {text!r} is empty.", hint='Write for example "CsI".')
    return groups[0]
