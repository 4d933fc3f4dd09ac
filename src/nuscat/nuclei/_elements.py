"""Chemical elements: symbols in order of Z, and their English names."""

from __future__ import annotations

from functools import lru_cache

from nuscat._core.errors import UnknownNameError

__all__ = ["SYMBOLS", "element"]

_NAMES = """n:neutron H:hydrogen He:helium Li:lithium Be:beryllium B:boron C:carbon N:nitrogen O:oxygen F:fluorine
Ne:neon Na:sodium Mg:magnesium Al:aluminium Si:silicon P:phosphorus S:sulfur Cl:chlorine Ar:argon K:potassium Ca:calcium
Sc:scandium Ti:titanium V:vanadium Cr:chromium Mn:manganese Fe:iron Co:cobalt Ni:nickel Cu:copper Zn:zinc Ga:gallium
Ge:germanium As:arsenic Se:selenium Br:bromine Kr:krypton Rb:rubidium Sr:strontium Y:yttrium Zr:zirconium Nb:niobium
Mo:molybdenum Tc:technetium Ru:ruthenium Rh:rhodium Pd:palladium Ag:silver Cd:cadmium In:indium Sn:tin Sb:antimony
Te:tellurium I:iodine Xe:xenon Cs:caesium Ba:barium La:lanthanum Ce:cerium Pr:praseodymium Nd:neodymium Pm:promethium
Sm:samarium Eu:europium Gd:gadolinium Tb:terbium Dy:dysprosium Ho:holmium Er:erbium Tm:thulium Yb:ytterbium Lu:lutetium
Hf:hafnium Ta:tantalum W:tungsten Re:rhenium Os:osmium Ir:iridium Pt:platinum Au:gold Hg:mercury Tl:thallium Pb:lead
Bi:bismuth Po:polonium At:astatine Rn:radon Fr:francium Ra:radium Ac:actinium Th:thorium Pa:protactinium U:uranium
Np:neptunium Pu:plutonium Am:americium Cm:curium Bk:berkelium Cf:californium Es:einsteinium Fm:fermium Md:mendelevium
No:nobelium Lr:lawrencium Rf:rutherfordium Db:dubnium Sg:seaborgium Bh:bohrium Hs:hassium Mt:meitnerium Ds:darmstadtium
Rg:roentgenium Cn:copernicium Nh:nihonium Fl:flerovium Mc:moscovium Lv:livermorium Ts:tennessine Og:oganesson"""

_PAIRS = tuple(tuple(pair.split(":")) for pair in _NAMES.split())
SYMBOLS: tuple[str, ...] = tuple(symbol for symbol, _ in _PAIRS)
"""Symbols by Z; index 0 is the neutron."""
_ALIASES = {"cesium": 55, "aluminum": 13, "sulphur": 16, "wolfram": 74}


@lru_cache(maxsize=1)
def _lookup() -> dict[str, int]:
    table = {name: z for z, (_, name) in enumerate(_PAIRS)}
    table.update({symbol.lower(): z for z, symbol in enumerate(SYMBOLS) if z})
    return table | _ALIASES


def names() -> tuple[str, ...]:
    """Symbols and English names of all elements, the neutron left out [text]."""
    return SYMBOLS[1:] + tuple(name for _, name in _PAIRS[1:])


def find(text: str) -> int | None:
    """Z of an element given by symbol or English name in any case, None if unknown; ``"n"`` is nitrogen [1]."""
    return _lookup().get(text.strip().lower())


def element(which: str | int) -> int:
    """Z of an element given by symbol, English name or Z [1].

    Parameters
    ----------
    which : str or int
        ``"Ge"``, ``"germanium"`` or 32.

    Returns
    -------
    int [1]

    Raises
    ------
    UnknownNameError
        With the closest symbols and names.

    Examples
    --------
    >>> element("Ge"), element("germanium"), element(32)
    (32, 32, 32)
    """
    if isinstance(which, int) and not isinstance(which, bool) and 0 <= which < len(SYMBOLS):
        return which
    z = find(which) if isinstance(which, str) else None
    if z is None:
        raise UnknownNameError.of("element", which, names())
    return z
