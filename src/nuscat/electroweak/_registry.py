"""Weak-coupling conventions by name, for configuration files and the command line."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nuscat._core.errors import UnknownNameError

from .couplings import Couplings
from .erler_su import erler_su
from .hoferichter import hoferichter2020
from .pdg import pdg
from .pdg_legacy import pdg_legacy
from .tomalak import tomalak2021
from .tree import tree, tree_mz

__all__ = ["COUPLINGS", "CouplingRow", "couplings", "table"]

COUPLINGS: dict[str, Callable[..., Couplings]] = {
    "tree": tree,
    "tree_mz": tree_mz,
    "pdg_legacy": pdg_legacy,
    "erler_su": erler_su,
    "pdg": pdg,
    "tomalak2021": tomalak2021,
    "hoferichter2020": hoferichter2020,
}
"""Factory of each convention by name."""


def couplings(name: str, **options: Any) -> Couplings:
    """Weak-coupling convention by name.

    Parameters
    ----------
    name : str
        Key of ``COUPLINGS``; case and the choice of ``-`` or ``_`` do not matter.
    **options
        Options of the factory, e.g. ``sin2w=0.24``.

    Returns
    -------
    Couplings

    Raises
    ------
    UnknownNameError
        If the name or an option is not known; the message lists the closest ones.

    Examples
    --------
    >>> couplings("Erler-Su", charge_radius=False).name
    'erler_su'
    """
    factory = COUPLINGS.get(str(name).strip().lower().replace("-", "_"))
    if factory is None:
        raise UnknownNameError.of("coupling convention", name, COUPLINGS)
    valid = inspect.signature(factory).parameters
    for option in options:
        if option not in valid:
            raise UnknownNameError.of(f"option of the coupling convention {name!r}:", option, valid or ("(none)",))
    return factory(**options)


@dataclass(frozen=True, kw_only=True)
class CouplingRow:
    """One line of the table of conventions: a convention and a flavour.

    Parameters
    ----------
    name, label, flavour, notes : str
        Convention, its description, flavour name, validity.
    g_p, g_n : float [1]
        Couplings at Q = 0.
    g_p_50, g_n_50 : float [1]
        Couplings at Q = 50 MeV.
    sigma_g_p, sigma_g_n : float [1]
        Standard uncertainties from the inputs, at Q = 0.
    cite : tuple of str
        INSPIRE keys.
    """

    name: str
    label: str
    flavour: str
    g_p: float
    g_n: float
    g_p_50: float
    g_n_50: float
    sigma_g_p: float
    sigma_g_n: float
    notes: str
    cite: tuple[str, ...]


def table() -> tuple[CouplingRow, ...]:
    """Couplings of every convention and flavour, at Q = 0 and at Q = 50 MeV.

    Returns
    -------
    tuple of CouplingRow
        Conventions in the order of ``COUPLINGS``, three flavours each (antineutrinos have the same values).

    Examples
    --------
    >>> row = table()[0]
    >>> row.name, row.flavour, round(row.g_p, 5)
    ('tree', 'nu_e', 0.02286)
    """
    rows = []
    for factory in COUPLINGS.values():
        model = factory()
        for flavour in ("nu_e", "nu_mu", "nu_tau"):
            (g_p, g_n), (g_p_50, g_n_50) = model.nucleon(flavour, 0.0), model.nucleon(flavour, 50.0**2)
            sigma_p, sigma_n = model.uncertainty(flavour)
            rows.append(
                CouplingRow(
                    name=model.name,
                    label=model.label,
                    flavour=flavour,
                    g_p=float(g_p),
                    g_n=float(g_n),
                    g_p_50=float(g_p_50),
                    g_n_50=float(g_n_50),
                    sigma_g_p=float(sigma_p),
                    sigma_g_n=float(sigma_n),
                    notes=model.notes,
                    cite=model.cite,
                )
            )
    return tuple(rows)
