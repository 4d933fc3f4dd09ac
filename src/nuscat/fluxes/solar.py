"""Solar neutrinos at the Earth: standard solar models, spectra, conversion in the Sun, uncertainties."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat._core.flavours import flavour_name

from ._curves import TableFunction
from ._pmns import PMNS, pmns_parameters
from ._solar_matter import production_zones, solar_probabilities
from ._solar_models import B8_FLUXES, SOLAR_MODELS, SOURCES, SolarModel, canonical_source, solar_model
from ._solar_spectra import B8_SHAPES, LINES, SHAPE_CITE, shape
from .flux import Component, Flux
from .systematics import Change, Systematic
from .tables import table_component

__all__ = ["B8_FLUXES", "B8_SHAPES", "SOLAR_MODELS", "SolarModel", "solar", "solar_probabilities"]

Floats = NDArray[np.float64]

_FLAVOURS = (12, 14, 16)
_MATTER = ("Wolfenstein:1977ue", "Mikheyev:1985zog", "Parke:1986jy")
_SPLITTING = ("sin2_12", "dm2_21", "sin2_13", "sin2_23")


@dataclass(frozen=True, eq=False)
class _Piece:
    """A line or a continuous spectrum of one source before oscillation."""

    source: str
    energies: Floats
    values: Floats | None
    share: float
    change: Change
    label: str


def _pieces(source: str, b8_shape: str, be7: str) -> list[_Piece]:
    if source in LINES:
        found = []
        for table, energy, share in LINES[source]:
            label = source if len(LINES[source]) == 1 else f"{source} {round(1e3 * energy)}"
            if source == "7Be" and be7 == "profiles":
                s = shape(table)
                found.append(_Piece(source, s.energies, s.values, share, None, label))
            else:
                found.append(_Piece(source, np.array([energy]), None, share, None, label))
        return found
    s = shape(b8_shape if source == "8B" else source)
    return [_Piece(source, s.energies, s.values, 1.0, s.change, source)]


def _component(piece: _Piece, total: float, probability: Floats | None, **fields: object) -> Component:
    """Component of one final state; `probability` at the energies of the piece."""
    weight = np.ones(len(piece.energies)) if probability is None else probability
    if piece.values is None:
        part = Component(flavour=12, line=float(piece.energies[0]), intensity=total * float(weight[0]))
    else:
        part = table_component(piece.energies, total * piece.values * weight, 12, what=f"solar {piece.source}")
    return replace(part, **fields)  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class _Sun:
    """Production and mixing: what the probabilities need."""

    model: str
    parameters: PMNS
    basis: str

    def probabilities(self, piece: _Piece) -> Floats:
        E = np.maximum(piece.energies, 1e-6)
        values = solar_probabilities(E, piece.source, model=self.model, parameters=self.parameters, basis=self.basis)
        return np.asarray(values, dtype=float)

    def change(self, piece: _Piece, name: str, sigma: float) -> Floats:
        """Relative change of the probabilities for +1σ of a mixing parameter, from a central difference."""
        value = getattr(self.parameters, name)
        low, high = value - sigma, value + sigma
        if name.startswith("sin2"):
            low, high = max(low, 0.0), min(high, 1.0)
        up, down = (
            replace(self, parameters=replace(self.parameters, **{name: x})).probabilities(piece) for x in (high, low)
        )
        here = self.probabilities(piece)
        slope = (up - down) * (sigma / (high - low))
        return np.asarray(slope / np.where(here > 0.0, here, 1.0))  # a state that is nowhere has no component


def _final_states(parameters: PMNS, basis: str) -> list[dict[str, object]]:
    """Flavour, state and suffix of the label for the three final states."""
    if basis == "flavour":
        return [{"flavour": f, "suffix": f" {flavour_name(f)}"} for f in _FLAVOURS]
    U = parameters.real_matrix()
    states = []
    for i in range(3):
        amplitudes = U[:, i] / np.linalg.norm(U[:, i])
        flavour = _FLAVOURS[int(np.argmax(np.abs(amplitudes)))]
        states.append({"flavour": flavour, "state": tuple(amplitudes.tolist()), "suffix": f" nu_{i + 1}"})
    return states


def solar(
    model: str | SolarModel = "B16-GS98",
    *,
    components: Sequence[str] | str | None = None,
    oscillated: bool = True,
    basis: str = "flavour",
    b8_shape: str = "winter2006",
    b8_flux: str = "model",
    be7: str = "lines",
    parameters: PMNS | str = "nufit-5.2",
    zones: str | None = None,
) -> Flux:
    r"""Flux of solar neutrinos at the Earth by day, averaged over the year.

    .. math:: \phi_{s\alpha}(E) = \Phi_s\, \varphi_s(E)\, P_{e\alpha}^{(s)}(E)

    Parameters
    ----------
    model : str or SolarModel
        Totals: a key of :data:`SOLAR_MODELS`, or your own.
    components : sequence of str, optional
        Sources out of pp, pep, hep, 7Be, 8B, 13N, 15O, 17F; default all.
    oscillated : bool
        Adiabatic conversion in the Sun, see :func:`solar_probabilities`; otherwise all is ν_e.
    basis : str
        "flavour" (three components per spectrum), or "mass": incoherent mass eigenstates with real flavour amplitudes
        in `Component.state`, for interactions that change flavour. The phase must be 0 or π: a set by name is taken
        with δ = π (its ν_e content is the same).
    b8_shape : str
        Spectrum of 8B, a key of :data:`B8_SHAPES`.
    b8_flux : str
        "model", or a measured total, a key of :data:`B8_FLUXES`.
    be7 : str
        "lines" (861.8 and 384.3 keV), or "profiles": thermally broadened and shifted (Bahcall:1994cf).
    parameters : PMNS or str
        Oscillation parameters.
    zones : str, optional
        Solar model whose production zones are used; default that of `model` by name.

    Returns
    -------
    Flux
        In cm⁻² s⁻¹. Components are labelled by source and final state, as "8B nu_e"; those of zero intensity are left
        out. Systematics: inputs of the solar
        model that several fluxes share ("solar_opacity", …; signs and sizes of the leading ones, the rest of the
        published error of each flux as "solar_8B", …, independent), the shape of the 8B spectrum, and sin²θ₁₂, Δm²₂₁,
        sin²θ₁₃, sin²θ₂₃ (in the mass basis Δm²₂₁ only: amplitudes cannot vary).

    Raises
    ------
    UnknownNameError
        If a name is not known.
    ValidityError
        If the mass basis is asked for with a phase other than 0 or π, or nothing is left.

    Sources
    -------
    Totals and errors: papers of the models; spectra: :mod:`nuscat.fluxes._solar_spectra`. Regeneration in the Earth
    by night and the yearly variation of the distance are not included. Checked: totals; sum over flavours equal to the
    spectrum before oscillation to 1e-12.

    Examples
    --------
    >>> flux = solar("B16-GS98", components=("8B", "hep"))
    >>> f"{flux.total():.4e}", [c.label for c in flux.components[:3]]
    ('5.4680e+06', ['8B nu_e', '8B nu_mu', '8B nu_tau'])
    """
    chosen = solar_model(model)
    wanted = (components,) if isinstance(components, str) else (components if components is not None else SOURCES)
    sources = tuple(dict.fromkeys(canonical_source(s) for s in wanted))
    if not sources:
        raise ValidityError("A solar flux needs at least one component.", hint=f"Valid: {', '.join(SOURCES)}.")
    for kind, value, valid in (
        ("basis of solar neutrinos", basis, ("flavour", "mass")),
        ("spectrum of 8B", b8_shape, B8_SHAPES),
        ("flux of 8B", b8_flux, ("model", *B8_FLUXES)),
        ("treatment of 7Be", be7, ("lines", "profiles")),
    ):
        if value not in valid:
            raise UnknownNameError.of(kind, value, valid)
    p = pmns_parameters(parameters)
    if basis == "mass" and not isinstance(parameters, PMNS):
        p = replace(p, delta=math.pi)
    profile = zones if zones is not None else chosen.name
    if oscillated:
        production_zones(profile, sources[0])
    sun = _Sun(model=profile, parameters=p, basis=basis)
    states = _final_states(p, basis) if oscillated else [{"flavour": 12, "suffix": ""}]
    parts: list[Component] = []
    pieces: list[_Piece] = []
    columns: list[int] = []
    for source in sources:
        total = _total(chosen, source, b8_flux)
        for piece in _pieces(source, b8_shape, be7):
            probabilities = sun.probabilities(piece) if oscillated else None
            for i, state in enumerate(states):
                fields = {k: v for k, v in state.items() if k != "suffix"}
                weight = None if probabilities is None else probabilities[:, i]
                if total == 0.0 or (weight is not None and not np.any(weight > 0.0)):
                    continue
                label = piece.label + str(state["suffix"])
                parts.append(_component(piece, total * piece.share, weight, label=label, **fields))
                pieces.append(piece)
                columns.append(i)
    if not parts:
        raise ValidityError(f"The solar model {chosen.name!r} has zero flux of {', '.join(sources)}.")
    systematics = _model_systematics(chosen, pieces, b8_flux) + _shape_systematic(pieces, b8_shape)
    if oscillated:
        systematics += _mixing_systematics(sun, pieces, columns)
    keys = [*chosen.cite, *(B8_SHAPES[b8_shape] if s == "8B" else SHAPE_CITE[s] for s in sources)]
    keys += [*_MATTER, *p.cite] if oscillated else []
    keys += [B8_FLUXES[b8_flux][2]] if b8_flux != "model" and "8B" in sources else []
    what = f"{p.name}, {basis} basis" if oscillated else "without oscillation"
    return Flux(
        name=f"solar {chosen.name} ({', '.join(sources)})" if len(sources) < len(SOURCES) else f"solar {chosen.name}",
        components=tuple(parts),
        unit="cm^-2 s^-1",
        cite=tuple(dict.fromkeys(keys)),
        note=f"{chosen.note} 8B spectrum {b8_shape}, 8B flux: {b8_flux}; {what}; by day, at the mean distance.".strip(),
        systematics=systematics,
    )


def _total(model: SolarModel, source: str, b8_flux: str) -> float:
    if source == "8B" and b8_flux != "model":
        return B8_FLUXES[b8_flux][0]
    if source not in model.totals:
        raise UnknownNameError.of(f"source of the solar model {model.name!r}:", source, model.totals)
    return model.totals[source]


def _model_systematics(model: SolarModel, pieces: list[_Piece], b8_flux: str) -> tuple[Systematic, ...]:
    def of(values: dict[str, float]) -> tuple[Change, ...]:
        return tuple(values.get(piece.source) for piece in pieces)

    measured = b8_flux != "model"
    sources = dict.fromkeys(piece.source for piece in pieces)
    rows: list[tuple[str, dict[str, float], str]] = []
    for name, by_source in model.inputs.items():
        values = {s: v for s, v in by_source.items() if not (measured and s == "8B")}
        rows.append((f"solar_{name}", values, f"Input of the solar model: {name}."))
    for source in sources:
        if measured and source == "8B":
            rows.append(("solar_8B", {"8B": B8_FLUXES[b8_flux][1]}, f"Measured flux of 8B, {b8_flux}."))
        else:
            text = f"Error of the {source} flux not held in common with others."
            rows.append((f"solar_{source}", {source: model.remainder(source)}, text))
    return tuple(
        Systematic(name=name, changes=of(values), description=text, cite=model.cite)
        for name, values, text in rows
        if any(values.get(s, 0.0) != 0.0 for s in sources)
    )


def _shape_systematic(pieces: list[_Piece], b8_shape: str) -> tuple[Systematic, ...]:
    changes = tuple(piece.change for piece in pieces)
    if all(change is None for change in changes):
        return ()
    text = f"Shape of the 8B spectrum, {b8_shape}; keeps the total."
    return (Systematic(name="solar_8B_shape", changes=changes, description=text, cite=(B8_SHAPES[b8_shape],)),)


def _mixing_systematics(sun: _Sun, pieces: list[_Piece], columns: list[int]) -> tuple[Systematic, ...]:
    sigma = dict(sun.parameters.uncertainties)
    names = [n for n in (("dm2_21",) if sun.basis == "mass" else _SPLITTING) if sigma.get(n, 0.0) > 0.0]
    made = []
    for name in names:
        tables = {piece.label: sun.change(piece, name, sigma[name]) for piece in {p.label: p for p in pieces}.values()}
        changes: list[Change] = []
        for piece, i in zip(pieces, columns, strict=True):
            E, column = tuple(piece.energies.tolist()), tuple(tables[piece.label][:, i].tolist())
            changes.append(column[0] if len(E) == 1 else TableFunction(E, column))
        text = f"{name} of {sun.parameters.name}, symmetrised."
        made.append(Systematic(name=f"pmns_{name}", changes=tuple(changes), description=text, cite=sun.parameters.cite))
    return tuple(made)
