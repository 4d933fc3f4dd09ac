"""The packaged table of nuclides: read once, on first use; rows become objects only when asked for."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from nuscat._core.datasets import packaged_path
from nuscat._core.errors import CorruptDataError

__all__ = ["FOLDER", "Key", "SpinParity", "rows", "spin_parity"]

FOLDER = "nuclei/nubase2020"
Key = tuple[int, int, str]
"""Z, A and state ("" for the ground state)."""
_COLUMNS = (
    "Z,A,state,symbol,mass_excess_keV,mass_excess_unc_keV,estimated,half_life_s,half_life_kind,"
    "spin_parity,abundance_percent,abundance_unc_percent,charge_radius_fm,charge_radius_unc_fm"
)


class SpinParity(NamedTuple):
    """Spin [ħ], parity and whether the assignment is uncertain."""

    spin: float | None
    parity: int | None
    uncertain: bool


@lru_cache(maxsize=1)
def rows() -> dict[Key, tuple[str, ...]]:
    """Rows of the table by (Z, A, state), in order of Z and A; text, units as in the header.

    Raises
    ------
    MissingDataError, CorruptDataError
        If the table is absent or not what this version expects.
    """
    path = packaged_path(f"{FOLDER}/nuclides.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    width = _COLUMNS.count(",") + 1
    if not lines or lines[0] != _COLUMNS:
        raise CorruptDataError(f"{path} does not have the expected columns.", hint="Reinstall nuscat.")
    table: dict[Key, tuple[str, ...]] = {}
    for number, line in enumerate(lines[1:], start=2):
        cells = tuple(line.split(","))
        if len(cells) != width:
            raise CorruptDataError(
                f"{path}, line {number}: {len(cells)} columns, expected {width}.", hint="Reinstall nuscat."
            )
        table[int(cells[0]), int(cells[1]), cells[2]] = cells
    return table


def spin_parity(text: str) -> SpinParity:
    """Spin and parity of a NUBASE entry.

    Parameters
    ----------
    text : str
        Such as ``"7/2+*"`` (measured directly), ``"(2)-"``, ``"5/2(+#)"``, ``"(1-|2-)"`` (one of several), or empty.

    Returns
    -------
    SpinParity
        Spin in units of ħ and parity ±1, each None if not given or not unique; uncertain if anything stands in
        parentheses or comes from systematics (#), or if several values are listed.

    Examples
    --------
    >>> tuple(spin_parity("7/2+*")), tuple(spin_parity("(1-|2-)"))
    ((3.5, 1, False), (None, -1, True))
    """
    plain = text.translate(str.maketrans("", "", "()#* "))
    if not plain:
        return SpinParity(None, None, True)
    behind = re.search(r"\)\(?([+-])#?\)?\*?$", text)  # a sign behind a parenthesis belongs to every candidate in it
    shared = behind[1] if behind else ""
    spins: set[float | None] = set()
    parities: set[int | None] = set()
    for candidate in plain.split("|"):
        sign = candidate[-1] if candidate[-1] in "+-" else shared
        number = candidate.rstrip("+-")
        top, _, bottom = number.partition("/")
        try:
            spins.add(float(top) / float(bottom or 1) if number else None)
        except ValueError as error:
            raise CorruptDataError(f"Spin and parity {text!r} cannot be read.", hint="Reinstall nuscat.") from error
        parities.add({"+": 1, "-": -1, "": None}[sign])
    return SpinParity(
        spins.pop() if len(spins) == 1 else None,
        parities.pop() if len(parities) == 1 else None,
        any(c in text for c in "(#|"),
    )
