"""What is assumed about the weak interaction and the nuclei, and how named parameters change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, ClassVar

import numpy as np

from nuscat._core.arrays import Array
from nuscat.electroweak import (
    NSI,
    ChargeRadius,
    DipolePortal,
    GeneralInteraction,
    MagneticMoment,
    Millicharge,
    PseudoscalarMediator,
    ScalarMediator,
    TensorMediator,
    VectorMediator,
    tree,
)
from nuscat.responses import nucleus

from ._physics_parameters import VECTOR_MODELS
from .parameters import PHYSICS_PARAMETERS, is_radius, physics_parameter

__all__ = ["DEFAULT_FORM_FACTOR", "Theory", "form_factor_text", "theory_text"]

DEFAULT_FORM_FACTOR = "helm:skin=0.9,r0=1.2"
_MEDIATORS: dict[str, Any] = {
    **{model: getattr(VectorMediator, model) for model in VECTOR_MODELS},
    "scalar": ScalarMediator,
    "pseudoscalar": PseudoscalarMediator,
    "tensor": TensorMediator,
}
_FACTORS: dict[str, tuple[str, str, float]] = {
    **{name: ("nsi", name, 1.0) for name in PHYSICS_PARAMETERS if name.startswith("eps_")},
    **{f"{field}_{model}": (model, name, 1.0) for model in _MEDIATORS for field, name in (("m", "mass"), ("g", "g"))},
    **{name: ("general", name, 1.0) for name in ("xi_S", "xi_V", "xi_T")},
    **{
        name: (kind, f"{field}_{name.removeprefix(prefix)}", scale)
        for name in PHYSICS_PARAMETERS
        for prefix, kind, field, scale in (
            ("mu_nu_", "magnetic", "mu", 1e-10),
            ("r2_nu_", "radius", "r2", 1e-32),
            ("q_nu_", "millicharge", "q", 1e-7),
            ("d_nu_", "dipole", "mu", 1e-10),
        )
        if name.startswith(prefix)
    },
    "m_N": ("dipole", "mass", 1.0),
}
"""Parameter → (interaction, its field, unit in that of the field)."""
_MAKE: dict[str, Any] = {
    "nsi": NSI,
    **_MEDIATORS,
    "general": GeneralInteraction,
    "magnetic": MagneticMoment,
    "radius": ChargeRadius,
    "millicharge": Millicharge,
    "dipole": DipolePortal,
}
"""Interactions in the order in which they are added."""
_MASSES = {kind: PHYSICS_PARAMETERS[f"m_{kind}"].value for kind in _MEDIATORS}
_MASSES["dipole"] = PHYSICS_PARAMETERS["m_N"].value


def form_factor_text(form_factor: Any) -> str:
    """What names a form factor [text]: the specification; of structures their type and a digest of their responses.

    The digest is over the proton, neutron and axial responses up to 300 MeV with ten decimals, not over memory
    addresses or abbreviated arrays. A function is named only; :func:`theory_text` tells what it returns.

    Examples
    --------
    >>> from nuscat import responses
    >>> form_factor_text({"Ar40": responses.nucleus("Ar40", "helm"), "Ar36": "helm"}).split()[1]
    'PointNucleus'
    """
    if isinstance(form_factor, Mapping):
        parts = (f"{n!r}: {v!r}" if isinstance(v, str) else f"{n!r}: {_digest(n, v)}" for n, v in form_factor.items())
        return "{" + ", ".join(parts) + "}"
    text = repr(form_factor)
    if callable(form_factor) and " at 0x" in text:
        named = form_factor if hasattr(form_factor, "__qualname__") else type(form_factor)
        return f"{named.__module__}.{named.__qualname__}"
    return text


def _digest(name: str, structure: Any) -> str:
    response = nucleus(name, {nucleus(name, "point").nuclide.name: structure})
    return f"{type(structure).__name__} sha256:{_responses_digest([response])}"


def _responses_digest(nuclei: Sequence[Any]) -> str:
    q = np.linspace(0.0, 300.0, 61)
    columns = []
    for response in nuclei:
        columns += [response.proton(q), response.neutron(q)]
        if response.axial_response is not None:
            columns.append(response.axial(q))
    values = " ".join(f"{value:.10f}" for column in columns for value in np.asarray(column))
    return sha256(values.encode()).hexdigest()[:16]


def theory_text(experiment: Any) -> str:
    """What names the theory of an experiment [text], for checkpoints.

    Where its form factor is a function the digest of the responses that it returned for the nuclei follows, so that
    two functions of one name, or one function that was changed, are told apart.
    """
    theory = experiment.theory
    if not callable(getattr(theory, "form_factor", None)):
        return str(theory)
    return f"{theory}, responses sha256:{_responses_digest(getattr(experiment, 'signal', experiment).nuclei)}"


@dataclass(frozen=True, kw_only=True)
class Theory:
    """Couplings, form factors and new interactions of a prediction.

    Parameters
    ----------
    couplings : Couplings
        Named electroweak convention.
    form_factor : str, mapping or callable
        Form factor of the nuclei in text, or their structures, as accepted by :func:`nuscat.responses.nucleus`.
    interactions : tuple of Interaction
        New interactions that are always present.
    """

    couplings: Any = field(default_factory=tree)
    form_factor: Any = DEFAULT_FORM_FACTOR
    interactions: tuple[Any, ...] = ()
    cite: ClassVar[tuple[str, ...]] = ("Freedman:1973yd",)

    def __str__(self) -> str:
        """Couplings, form factor and interactions [text], short and the same in every process: part of checkpoints."""
        parts = f"couplings={self.couplings!r}, form_factor={form_factor_text(self.form_factor)}"
        return f"Theory({parts}, interactions={self.interactions!r})"

    def modified(self, theta: Mapping[str, Array]) -> Theory:
        """Theory with the physics parameters `theta` [units of their records] applied; other names are ignored.

        Neutron radii act on the nuclei and are left to the caller; values may be arrays that broadcast
        against the recoil
        nodes, or JAX tracers.
        """
        couplings, interactions = self.couplings, self.interactions
        if "sin2w" in theta:
            couplings = replace(couplings, sin2w=theta["sin2w"])
        fields: dict[str, dict[str, Array]] = {}
        for name, value in theta.items():
            if name in _FACTORS:
                kind, field_name, unit = _FACTORS[name]
                fields.setdefault(kind, {})[field_name] = value if unit == 1.0 else unit * value
        if fields:
            for kind, make in _MAKE.items():
                values = fields.get(kind, {})
                if not values.keys() - {"mass"}:  # a mass alone changes nothing
                    continue
                if kind in _MASSES:
                    values.setdefault("mass", _MASSES[kind])
                interactions += (make(**values),)
        if couplings is self.couplings and interactions is self.interactions:
            return self
        return replace(self, couplings=couplings, interactions=interactions)

    def default_value(self, name: str) -> float:
        """Value [unit of its record] that the physics parameter `name` has in this theory if it is not given."""
        if name == "sin2w":
            return float(self.couplings.sin2w)
        return physics_parameter(name).value

    @staticmethod
    def is_physics(name: str) -> bool:
        """Whether `name` is a physics parameter that theories or signals understand [bool]."""
        return name in PHYSICS_PARAMETERS or is_radius(name)
