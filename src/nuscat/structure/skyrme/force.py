"""Skyrme functionals and their pairing as parameters, with the coefficients that follow from them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nuscat._core.errors import ValidityError, require_finite, require_positive
from nuscat.constants import alpha as fine_structure, hbarc

__all__ = ["CENTRE_OF_MASS", "COULOMB_EXCHANGE", "E2", "WINDOWS", "Pairing", "SkyrmeForce"]

E2 = fine_structure.value * hbarc.value
"""Square of the elementary charge, α ħc [MeV fm]."""

CENTRE_OF_MASS = ("1body", "2body_posteriori", "2body_variational", "none")
"""Prescriptions for the centre-of-mass energy [names]."""

COULOMB_EXCHANGE = ("slater", "none")
"""Treatments of Coulomb exchange [names]."""

WINDOWS = {"energy": "HFB, equivalent-energy cut-off", "soft": "BCS, smooth cut-off"}
"""Pairing windows [name: meaning]."""

_CM = {
    "1body": "one-body: ħ²/2m → (ħ²/2m)(1 − 1/A) inside the variation",
    "2body_posteriori": "one- and two-body ⟨P²⟩/2mA subtracted after the variation",
    "2body_variational": "one- and two-body ⟨P²⟩/2mA inside the variation",
    "none": "none",
}


@dataclass(frozen=True, kw_only=True)
class Pairing:
    r"""Local density-dependent δ pairing force.

    .. math::
        E_\text{pair} = \tfrac14\sum_q V_q\int\Big[1-\beta\frac{\rho}{\rho_c}\Big]\chi_q^2\,d^3r,\qquad
        \chi_q = \sum_{\text{all states}} uv\,|\varphi|^2

    Strength and window belong together: a strength fitted in one window is meaningless in another.

    Parameters
    ----------
    V_n, V_p : float [MeV fm³]
        Strengths for neutrons and protons; negative is attractive.
    beta : float [1]
        Density dependence: 0 volume, ½ mixed, 1 surface.
    rho_c : float [fm⁻³]
        Reference density.
    window : str
        "energy": all quasiparticles of equivalent energy below `cutoff` (HFB). "soft": the smooth cut-off of BCS codes,
        f = 1/(1 + exp((ε − λ − ΔE)/(ΔE/10))) with ΔE from Σf = N + 1.65 N^⅔; `cutoff` is then not used.
    cutoff : float [MeV]
        Of the "energy" window.
    lipkin_nogami : bool
        The strength was fitted with approximate particle-number projection.
    source : str
        Where the strengths come from.

    Raises
    ------
    ValidityError
        If a number is not finite, a strength is repulsive, or a name is unknown.

    Sources
    -------
    Stoitsov:2004pe (energy window); Bender:2000xk (soft window). Checked: against code output in the tests of the
    solver, factor ¼ with the sum over all states.

    Examples
    --------
    >>> Pairing(V_n=-325.25, V_p=-340.0625, beta=0.5).kind
    'mixed'
    """

    V_n: float
    V_p: float
    beta: float = 0.0
    rho_c: float = 0.16
    window: str = "energy"
    cutoff: float = 60.0
    lipkin_nogami: bool = False
    source: str = ""

    def __post_init__(self) -> None:
        for name in ("V_n", "V_p"):
            value = getattr(self, name)
            require_finite(f"pairing strength {name}", value, unit="MeV fm³")
            if value > 0:
                raise ValidityError(
                    f"The pairing strength {name} = {value:g} MeV fm³ is repulsive.",
                    hint="Attractive strengths are negative here; some programs store their absolute value.",
                )
        require_positive("pairing beta", self.beta, zero=True)
        require_positive("pairing rho_c", self.rho_c, unit="fm⁻³")
        require_positive("pairing cutoff", self.cutoff, unit="MeV")
        _check_name("pairing window", self.window, tuple(WINDOWS))

    @property
    def kind(self) -> str:
        """Name of the density dependence [text]: "volume", "mixed", "surface", or β itself."""
        return {0.0: "volume", 0.5: "mixed", 1.0: "surface"}.get(self.beta, f"beta = {self.beta:g}")

    @property
    def conventions(self) -> dict[str, str]:
        """What the strengths mean [names and text, units in the text]."""
        cut = f" {self.cutoff:g} MeV" if self.window == "energy" else ""
        return {
            "pairing": f"{self.kind} δ force, V_n = {self.V_n:g}, V_p = {self.V_p:g} MeV fm³"
            + (f", ρ_c = {self.rho_c:g} fm⁻³" if self.beta else ""),
            "pairing window": WINDOWS[self.window] + cut,
            "pairing projection": "Lipkin–Nogami" if self.lipkin_nogami else "none",
        }


@dataclass(frozen=True, kw_only=True)
class SkyrmeForce:
    r"""Skyrme energy functional (time-even part): its parameters and the conventions they were fitted with.

    .. math::
        \mathcal H =&\; \tfrac{\hbar^2}{2m_q}\tau_q + \tfrac{t_0}{2}\big[(1+\tfrac{x_0}2)\rho^2-(x_0+\tfrac12)
        \rho_q^2\big] + \tfrac{t_3}{12}\rho^\alpha\big[(1+\tfrac{x_3}2)\rho^2-(x_3+\tfrac12)\rho_q^2\big] \\
        &+ a_1\rho\tau + b_1\rho_q\tau_q + a_2(\nabla\rho)^2 + b_2(\nabla\rho_q)^2 + a_J J^2 + b_J J_q^2
        - b_4\,\rho\nabla\!\cdot\!J - b_4'\,\rho_q\nabla\!\cdot\!J_q

    with sums over q = n, p understood, plus Coulomb energy of point protons, pairing and centre-of-mass correction.
    A term of another kind (a momentum-dependent three-body force, say) is one more coefficient and one more local term.

    Parameters
    ----------
    name : str
    t0 : float [MeV fm³]
    t1, t2 : float [MeV fm⁵]
    t3 : float [MeV fm^(3+3α)]
    x0, x1, x2, x3, alpha : float [1]
    b4, b4p : float [MeV fm⁵]
        Spin–orbit strengths; a standard force has b4 = b4′ = W0/2.
    hbar2_2m_n, hbar2_2m_p : float [MeV fm²]
        ħ²/2m of neutron and proton as used in the fit (dE/d(ħ²/2m) ≈ 187 for ²⁰⁸Pb).
    j2 : bool
        J² terms of the central force are kept.
    cm : str
        One of :data:`CENTRE_OF_MASS`.
    coulomb_exchange : str
        One of :data:`COULOMB_EXCHANGE`.
    te, to : float [MeV fm⁵]
        Even and odd tensor forces (always kept if not zero).
    e2 : float [MeV fm]
        e²; default α ħc.
    pairing : Pairing, optional
        Default pairing of the set.
    reference : str
        Where the set was published.
    notes : str
    cite : tuple of str
        INSPIRE keys.

    Raises
    ------
    ValidityError
        If a number is not finite, α or a mass is not positive, e² is negative, or a prescription is unknown.

    Sources
    -------
    Vautherin:1971aw; Chabanat:1997un; tensor terms Lesinski:2007ys; isospin form Kortelainen:2010hv. Checked: isospin
    couplings of UNEDF1 as published; α_J = β_J = 120 MeV fm⁵ for T44; the inverse map returns the input.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from nuscat.structure.skyrme.catalogue import force
    >>> sly4 = force("SLy4")
    >>> round(sly4.C0tau, 3), replace(sly4, cm="none").cm
    (57.129, 'none')
    """

    name: str
    t0: float
    t1: float
    t2: float
    t3: float
    x0: float
    x1: float
    x2: float
    x3: float
    alpha: float
    b4: float
    b4p: float
    hbar2_2m_n: float
    hbar2_2m_p: float
    j2: bool
    cm: str
    coulomb_exchange: str = "slater"
    te: float = 0.0
    to: float = 0.0
    e2: float = E2
    pairing: Pairing | None = None
    reference: str = ""
    notes: str = ""
    cite: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        label = f"force {self.name!r}"
        for key in ("t0", "t1", "t2", "t3", "x0", "x1", "x2", "x3", "b4", "b4p", "te", "to"):
            require_finite(f"{key} of {label}", getattr(self, key))
        for key, unit in (("alpha", ""), ("hbar2_2m_n", "MeV fm²"), ("hbar2_2m_p", "MeV fm²"), ("e2", "MeV fm")):
            require_positive(f"{key} of {label}", getattr(self, key), unit=unit, zero=key == "e2")
        if not isinstance(self.j2, bool):
            raise ValidityError(f"j2 of {label} must be True or False, got {self.j2!r}.")
        _check_name(f"cm of {label}", self.cm, CENTRE_OF_MASS)
        _check_name(f"coulomb_exchange of {label}", self.coulomb_exchange, COULOMB_EXCHANGE)

    @property
    def a1(self) -> float:
        """Coefficient of ρτ [MeV fm⁵]."""
        return 0.25 * (self.t1 * (1 + 0.5 * self.x1) + self.t2 * (1 + 0.5 * self.x2))

    @property
    def b1(self) -> float:
        """Coefficient of Σρ_qτ_q [MeV fm⁵]."""
        return -0.25 * (self.t1 * (self.x1 + 0.5) - self.t2 * (self.x2 + 0.5))

    @property
    def a2(self) -> float:
        """Coefficient of (∇ρ)² [MeV fm⁵]."""
        return (3 * self.t1 * (1 + 0.5 * self.x1) - self.t2 * (1 + 0.5 * self.x2)) / 16

    @property
    def b2(self) -> float:
        """Coefficient of Σ(∇ρ_q)² [MeV fm⁵]."""
        return -(3 * self.t1 * (self.x1 + 0.5) + self.t2 * (self.x2 + 0.5)) / 16

    @property
    def a_J(self) -> float:
        """Coefficient of J² [MeV fm⁵]: central part only if `j2`, tensor part always."""
        central = -(self.t1 * self.x1 + self.t2 * self.x2) / 16 if self.j2 else 0.0
        return central + 0.3125 * (self.te + self.to)

    @property
    def b_J(self) -> float:
        """Coefficient of ΣJ_q² [MeV fm⁵]: central part only if `j2`, tensor part always."""
        central = (self.t1 - self.t2) / 16 if self.j2 else 0.0
        return central + 0.625 * self.to - 0.3125 * (self.te + self.to)

    @property
    def alpha_J(self) -> float:
        """Like-particle tensor coupling α of E_J = ∫[½α(J_n² + J_p²) + βJ_nJ_p] [MeV fm⁵]."""
        return 2 * (self.a_J + self.b_J)

    @property
    def beta_J(self) -> float:
        """Unlike-particle tensor coupling β [MeV fm⁵]; see :attr:`alpha_J`."""
        return 2 * self.a_J

    @property
    def C0rho0(self) -> float:
        """Coupling of ρ₀² [MeV fm³]."""
        return 0.375 * self.t0

    @property
    def C0rhoD(self) -> float:
        """Coupling of ρ₀^(2+α) [MeV fm^(3+3α)]."""
        return self.t3 / 16

    @property
    def C1rho0(self) -> float:
        """Coupling of ρ₁² [MeV fm³], ρ₁ = ρ_n − ρ_p."""
        return -0.25 * self.t0 * (0.5 + self.x0)

    @property
    def C1rhoD(self) -> float:
        """Coupling of ρ₀^α ρ₁² [MeV fm^(3+3α)]."""
        return -self.t3 * (0.5 + self.x3) / 24

    @property
    def C0tau(self) -> float:
        """Coupling of ρ₀τ₀ [MeV fm⁵]."""
        return self.a1 + 0.5 * self.b1

    @property
    def C1tau(self) -> float:
        """Coupling of ρ₁τ₁ [MeV fm⁵]."""
        return 0.5 * self.b1

    @property
    def C0Drho(self) -> float:
        """Coupling of ρ₀∇²ρ₀ [MeV fm⁵]."""
        return -self.a2 - 0.5 * self.b2

    @property
    def C1Drho(self) -> float:
        """Coupling of ρ₁∇²ρ₁ [MeV fm⁵]."""
        return -0.5 * self.b2

    @property
    def C0nablaJ(self) -> float:
        """Coupling of ρ₀∇·J₀ [MeV fm⁵]."""
        return -self.b4 - 0.5 * self.b4p

    @property
    def C1nablaJ(self) -> float:
        """Coupling of ρ₁∇·J₁ [MeV fm⁵]."""
        return -0.5 * self.b4p

    @property
    def C0J(self) -> float:
        """Coupling of J₀² [MeV fm⁵]."""
        return self.a_J + 0.5 * self.b_J

    @property
    def C1J(self) -> float:
        """Coupling of J₁² [MeV fm⁵]."""
        return 0.5 * self.b_J

    @property
    def couplings(self) -> dict[str, float]:
        """Arguments with which :meth:`from_couplings` returns this functional [MeV fm³, fm⁵, fm^(3+3α)]."""
        names = ("C0rho0", "C0rhoD", "C1rho0", "C1rhoD", "C0tau", "C1tau", "C0Drho", "C1Drho", "C0nablaJ", "C1nablaJ")
        return {name: getattr(self, name) for name in names} | {"alpha": self.alpha}

    @classmethod
    def from_couplings(
        cls,
        name: str,
        *,
        C0rho0: float,
        C0rhoD: float,
        C1rho0: float,
        C1rhoD: float,
        C0tau: float,
        C1tau: float,
        C0Drho: float,
        C1Drho: float,
        C0nablaJ: float,
        C1nablaJ: float,
        alpha: float,
        **conventions: Any,
    ) -> SkyrmeForce:
        r"""Functional with given isospin couplings, C^J = 0 unless the conventions say otherwise.

        Parameters
        ----------
        name : str
        C0rho0, C1rho0 : float [MeV fm³]
        C0rhoD, C1rhoD : float [MeV fm^(3+3α)]
        C0tau, C1tau, C0Drho, C1Drho, C0nablaJ, C1nablaJ : float [MeV fm⁵]
        alpha : float [1]
        **conventions
            Further fields of :class:`SkyrmeForce`; `j2` is False unless given.

        Returns
        -------
        SkyrmeForce

        Raises
        ------
        ValidityError
            If a coupling vanishes by which the parameters x0 … x3 would have to be divided.

        Sources
        -------
        Inverse of the relations of Kortelainen:2010hv. Checked: UNEDF1's t and x to ten digits.
        """
        t0, t3 = C0rho0 / 0.375, 16 * C0rhoD
        t1 = (C0tau - 4 * C0Drho) * 4 / 3
        exchange1 = -2 * (C1tau - 4 * C1Drho)  # t1(½ + x1)
        direct2 = 4 * (C0tau - 0.1875 * t1)  # t2(5/4 + x2)
        exchange2 = 8 * C1tau + exchange1  # t2(½ + x2)
        t2 = (direct2 - exchange2) * 4 / 3
        ratios = {"x0": (-4 * C1rho0, t0), "x1": (exchange1, t1), "x2": (exchange2, t2), "x3": (-24 * C1rhoD, t3)}
        x: dict[str, Any] = {}
        for key, (numerator, t) in ratios.items():
            ratio = numerator / t if t else math.inf
            if not math.isfinite(ratio):
                raise ValidityError(
                    f"Couplings of {name!r} give t{key[1]} = {t:g}, so {key} is not defined.",
                    hint="Change C_τ or C_Δρ slightly; a functional exactly there has no such parametrisation.",
                )
            x[key] = ratio - 0.5
        fields = {"j2": False, "b4": C1nablaJ - C0nablaJ, "b4p": -2 * C1nablaJ} | x | conventions
        return cls(name=name, t0=t0, t1=t1, t2=t2, t3=t3, alpha=alpha, **fields)

    @property
    def conventions(self) -> dict[str, str]:
        """What else defines an energy computed with the set [names and text, units in the text]."""
        masses = f"n {self.hbar2_2m_n:g}, p {self.hbar2_2m_p:g} MeV fm²"
        if self.hbar2_2m_n == self.hbar2_2m_p:
            masses = f"{self.hbar2_2m_n:g} MeV fm²"
        tensor = f", tensor t_e = {self.te:g}, t_o = {self.to:g} MeV fm⁵" if self.te or self.to else ""
        pairing = self.pairing.conventions if self.pairing is not None else {"pairing": "none in the set"}
        return {
            "force": self.name,
            "reference": self.reference,
            "ħ²/2m": masses,
            "centre of mass": _CM[self.cm],
            "J² terms": ("kept" if self.j2 else "left out") + tensor,
            "Coulomb": f"point protons, e² = {self.e2:.7g} MeV fm, "
            + ("Slater exchange" if self.coulomb_exchange == "slater" else "no exchange"),
            **pairing,
            **({"notes": self.notes} if self.notes else {}),
        }

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> SkyrmeForce:
        """Functional from named values, as they stand in a file [MeV, fm as the fields above].

        Parameters
        ----------
        values : mapping
            Fields of this class; `W0` may stand for b4 = b4p = W0/2 and `hbar2_2m` for both masses; `couplings`, a
            mapping with the arguments of :meth:`from_couplings`, may stand for all parameters; `pairing` is a mapping
            with the fields of :class:`Pairing`.

        Raises
        ------
        ValidityError
            If a value is missing, is not a number, or contradicts another.
        UnknownNameError
            If a key is not known; the message names similar ones.

        Examples
        --------
        >>> from nuscat.structure.skyrme.catalogue import force
        >>> sgii = force("SGII")
        >>> SkyrmeForce.from_mapping(sgii.to_mapping()) == sgii
        True
        """
        from ._force_io import from_mapping

        return from_mapping(values)

    def to_mapping(self) -> dict[str, Any]:
        """All fields as plain values, for :meth:`from_mapping` [MeV, fm as the fields above]."""
        from ._force_io import to_mapping

        return to_mapping(self)

    def to_toml(self) -> str:
        """All fields as the text of a file that `read_force` reads [TOML text, MeV, fm]."""
        from ._force_io import to_toml

        return to_toml(self)


def _check_name(what: str, value: object, valid: tuple[str, ...]) -> None:
    if value not in valid:
        raise ValidityError(f"The {what} must be one of {', '.join(valid)}, got {value!r}.")
