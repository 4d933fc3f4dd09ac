r"""Expected CEvNS counts, factorised: everything free of fit parameters is folded once.

Since :math:`q^2 = 2MT`, the integral over neutrino energy does not depend on form factors, couplings or
new interactions:

.. math:: N_b = \sum_{c} \sum_k R_b(T_k)\, w_k\, n_{i(k)} \Phi_c
          \frac{G_F^2 M_{i(k)}}{\pi}\Big[\int\! dE\, \phi_c(E) K(E, T_k)\Big]\; |\mathcal Q_{f(c)}(T_k)|^2

with flux components c of flavour f(c), recoil nodes k of nuclide i(k), and detector response R. A prediction only
evaluates
:math:`|\mathcal Q|^2` on the nodes and contracts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nuscat import constants
from nuscat._core.arrays import Array, is_plain, namespace
from nuscat._core.errors import UnknownNameError, ValidityError
from nuscat.electroweak.interactions import EnergyMoments
from nuscat.fluxes import Flux
from nuscat.nuclei import Material
from nuscat.responses import nucleus
from nuscat.responses.nucleus import has_neutron_radius, neutron_by_radius, neutron_radius, neutron_radius_meaning

from ._channels import Channel, amplitude_squared, channel_of, families_of
from ._folding import FluxMoments, cell_share, kernel_integrals
from ._nodes import Nodes
from ._sterile import ACTIVE, STERILE, sterile_values
from .parameters import is_radius
from .theory import Theory, form_factor_text

__all__ = ["FoldedSignal", "Nodes", "Response"]

Floats = NDArray[np.float64]
_KEPT = 64
"""Folded matrices of different Δm² kept at a time."""
Response = Callable[[Floats], Floats]
"""T_nr [MeV], shape (n,) → probability of each reconstructed bin, shape (variations, bins, n)."""


@dataclass(frozen=True, eq=False)
class FoldedSignal:
    """CEvNS signal of one detector, prepared for repeated evaluation.

    Parameters
    ----------
    material : Material
    flux : Flux
        Components with flavour, spectrum and relative intensity.
    exposure : float [kg cm⁻², per unit of intensity]
        Detector mass times fluence of a component of unit intensity.
    response : Response
        Detector response matrices: nominal first, then its variations.
    theory : Theory
    order : int
        Quadrature nodes per piece in T; for a smooth response the counts change by less than 1e-6 between 24 and 48
        (tested).
    breakpoints : tuple of float [MeV]
        Recoil energies where the response has kinks (rows of a tabulated efficiency); pieces end there.
    baseline : float [m], optional
        Distance from the source, for oscillations into a fourth neutrino.
    """

    material: Material
    flux: Flux
    exposure: float
    response: Response
    theory: Theory
    order: int = 24
    breakpoints: tuple[float, ...] = ()
    baseline: float | None = None

    @cached_property
    def nodes(self) -> Nodes:
        """Recoil nodes of all nuclides [MeV]."""
        return Nodes.build(self.material, self.flux, self.order, self.breakpoints)

    @cached_property
    def _matrices(self) -> Floats:
        return np.asarray(self.response(self.nodes.T))

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of response variations and of bins."""
        return self._matrices.shape[0], self._matrices.shape[1]

    def kernel_integrals(self, kernel: str, dm2: float | None = None) -> Floats:
        """Flux-folded kernel ∫φ_c(E) K(E, T) dE [kernel unit], shape (components, nodes).

        With `dm2` [eV²] the integrand has the factor sin²(1.267 Δm² L/E).
        """
        return kernel_integrals(self.flux, kernel, self.nodes.T, self.nodes.mass, dm2=dm2, baseline=self.baseline)

    @cached_property
    def _targets(self) -> Floats:
        """Weight of every node [MeV kg cm⁻²·targets/kg], shape (nodes,)."""
        return self.nodes.weight * self.nodes.targets * self.exposure

    def _contraction(self, kernel: str, dm2: float | None = None) -> Floats:
        """Matrix from factors on the nodes to counts, shape (nodes, components·variations·bins).

        Factors are squared amplitudes [1] for the kernel "vector", strengths [cm²/MeV / unit of kernel] for others.
        """
        key = (kernel, dm2)
        if key not in self._joined:
            while len(self._joined) > _KEPT:
                self._joined.pop(next(k for k in self._joined if k[1] is not None))
            prefactor = constants.G_F2_over_pi.value * self.nodes.mass if kernel == "vector" else 1.0
            fold = self.kernel_integrals(kernel, dm2) * (self._targets * prefactor)
            matrices = self._matrices.reshape(-1, self.nodes.T.size)
            self._joined[key] = (fold.T[:, :, None] * matrices.T[:, None, :]).reshape(self.nodes.T.size, -1)
        return self._joined[key]

    @cached_property
    def _joined(self) -> dict[tuple[str, float | None], Floats]:
        return {}

    @cached_property
    def _moments(self) -> FluxMoments:
        return FluxMoments(self.flux)

    @cached_property
    def nuclei(self) -> tuple[Any, ...]:
        """Elastic response of every nuclide."""
        return tuple(nucleus(nuclide, self.theory.form_factor) for nuclide, _ in self.material.components)

    @cached_property
    def proton(self) -> Floats:
        """Proton form factor on the nodes [1]."""
        return self._on_nodes(lambda n, q: n.proton(q))

    @cached_property
    def neutron(self) -> Floats:
        """Neutron form factor on the nodes [1]."""
        return self._on_nodes(lambda n, q: n.neutron(q))

    @cached_property
    def _axial_strength(self) -> Floats | None:
        """Strength of the axial part on the nodes [cm²/MeV]; None without one."""
        if all(getattr(n, "axial_response", None) is None for n in self.nuclei):
            return None
        response = self._on_nodes(
            lambda n, q: np.zeros_like(q) if getattr(n, "axial_response", None) is None else n.axial(q)
        )
        return np.asarray(0.25 * constants.G_F2_over_pi.value * self.nodes.mass * response)

    @cached_property
    def _axial(self) -> Floats | None:
        """Counts of the axial part, shape (components·variations·bins,), free of parameters; None without one."""
        if self._axial_strength is None:
            return None
        counts: Floats = self._axial_strength @ self._contraction("axial")
        return counts

    def _on_nodes(self, function: Callable[[Any, Floats], Floats]) -> Floats:
        parts = zip(self.nuclei, self.nodes.slices.values(), strict=True)
        return np.concatenate([np.asarray(function(n, self.nodes.q[s])) for n, s in parts])

    def radius_names(self, nuclide: Any) -> tuple[str, ...]:
        """Parameter names that set the neutron radius of `nuclide`, the most specific first."""
        return (f"R_n_{nuclide.name}", f"R_n_{nuclide.symbol}", f"R_n_{self.material.name}", "R_n")

    def check_parameters(self, names: Sequence[str]) -> None:
        """Raise :class:`ValidityError` if a neutron radius among `names` cannot be varied for these nuclei."""
        for nuclide, response in zip((n for n, _ in self.material.components), self.nuclei, strict=True):
            if any(name in names for name in self.radius_names(nuclide)) and not has_neutron_radius(response.neutron):
                raise ValidityError(
                    f"The form factor {form_factor_text(self.theory.form_factor)} has no neutron radius to vary "
                    f"({nuclide.name}).",
                    hint="Choose a Helm form factor or a structure, e.g. --form-factor helm:skin=0.9,r0=1.2.",
                )

    def radius(self, name: str) -> float:
        """Mean neutron rms radius [fm] in the chosen form factor of the nuclides that the parameter `name` concerns."""
        pairs = zip((n for n, _ in self.material.components), self.nuclei, strict=True)
        return float(np.mean([neutron_radius(r.neutron) for n, r in pairs if name in self.radius_names(n)]))

    def radius_meaning(self, name: str) -> str:
        """Which radius the parameter `name` is [text]: "point neutrons", "form factor", or both, by nuclide."""
        pairs = zip((n for n, _ in self.material.components), self.nuclei, strict=True)
        found = {n.name: neutron_radius_meaning(r.neutron) for n, r in pairs if name in self.radius_names(n)}
        if len(set(found.values())) == 1:
            return next(iter(found.values()))
        return ", ".join(f"{nuclide}: {meaning}" for nuclide, meaning in found.items())

    def understands(self, name: str) -> bool:
        """Whether a neutron radius parameter called `name` concerns one of these nuclides [bool]."""
        return any(name in self.radius_names(n) for n, _ in self.material.components)

    @cached_property
    def _radius_functions(self) -> dict[str, Callable[[Array], Array]]:
        return {}

    def _by_radius(self, name: str, neutron: Any) -> Callable[[Array], Array]:
        """Neutron form factor of a nuclide on its nodes as a function of R_n [fm]."""
        if name not in self._radius_functions:
            self._radius_functions[name] = neutron_by_radius(neutron, self.nodes.q[self.nodes.slices[name]])
        return self._radius_functions[name]

    def _neutron(self, theta: Mapping[str, Array]) -> Array:
        if not any(is_radius(name) for name in theta):
            return self.neutron
        parts: list[Array] = []
        changed = False
        for (nuclide, _), response in zip(self.material.components, self.nuclei, strict=True):
            s = self.nodes.slices[nuclide.name]
            name = next((n for n in self.radius_names(nuclide) if n in theta), None)
            if name is None:
                parts.append(self.neutron[s])
            else:
                changed = True
                parts.append(self._by_radius(nuclide.name, response.neutron)(theta[name]))
        if not changed:
            return self.neutron
        xp = namespace(*parts)
        lead = np.broadcast_shapes(*(p.shape[:-1] for p in parts))
        return xp.concat([xp.broadcast_to(p, (*lead, p.shape[-1])) for p in parts], axis=-1)

    def counts(self, theta: Mapping[str, Array]) -> Array:
        """Expected counts of every flux component, response variation and bin.

        Parameters
        ----------
        theta : mapping of name to array [units of the parameters]
            Physics parameters: scalars, or columns of shape (batch, 1).

        Returns
        -------
        array [counts], shape (…, components, variations, bins)
            Leading batch axis only if a parameter has one.
        """
        if any(name in theta for name in STERILE):
            return self._with_sterile(theta)
        theory = self.theory.modified(theta)
        F_n = self._neutron(theta)
        if not theory.interactions and self._flavour_blind:
            factor = self._squared(theory, self._channels(theory)[0], F_n)
            columns = namespace(factor).matmul(factor, self._contraction("vector"))
            if self._axial is not None:
                columns = columns + self._axial
            return columns.reshape((*columns.shape[:-1], len(self.flux.components), *self.shape))
        channels = self._channels(theory)
        contracted = {channel: self._contract(theory, channel, F_n) for channel in dict.fromkeys(channels)}
        return self._stack([contracted[channel][..., i, :] for i, channel in enumerate(channels)])

    def _stack(self, picked: Sequence[Array]) -> Array:
        """Counts of the components (…, variations·bins) as one array (…, components, variations, bins)."""
        xp = namespace(*picked)
        lead = np.broadcast_shapes(*(p.shape[:-1] for p in picked))
        stacked = xp.stack([xp.broadcast_to(p, (*lead, p.shape[-1])) for p in picked], axis=-2)
        return stacked.reshape((*lead, len(picked), *self.shape))

    def _channels(self, theory: Theory) -> tuple[Channel, ...]:
        """What arrives with each flux component."""
        return tuple(channel_of(c, theory.interactions) for c in self.flux.components)

    def _squared(self, theory: Theory, channel: Channel, F_n: Array) -> Array:
        """Squared weak amplitude on the nodes, new interactions included [1], shape (…, nodes)."""
        nodes, F_p = self.nodes, self.proton

        def base(code: int) -> Array:
            g_p, g_n = theory.couplings.nucleon(code, nodes.Q2)
            return g_p * (nodes.Z * F_p) + g_n * (nodes.N * F_n)

        return amplitude_squared(channel, base, theory.interactions, nodes.q, (nodes.Z, nodes.N, F_p, F_n))

    def _contract(self, theory: Theory, channel: Channel, F_n: Array, dm2: float | None = None) -> Array:
        """Counts of every flux component if it were this channel, shape (…, components, variations·bins).

        With `dm2` [eV²] every energy is weighted with sin²(1.267 Δm² L/E).
        """
        nodes, n = self.nodes, len(self.flux.components)
        factor = self._squared(theory, channel, F_n)
        total = namespace(factor).matmul(factor, self._contraction("vector", dm2))
        if self._axial_strength is not None:
            total = total + (self._axial if dm2 is None else self._axial_strength @ self._contraction("axial", dm2))
        for code, probability in families_of(channel):
            arguments = (nodes.q, nodes.T, nodes.mass, code, nodes.Z, nodes.N, self.proton, F_n)
            for interaction in theory.interactions:
                for kernel, strength in interaction.terms(*arguments):
                    full = probability * (strength * np.ones_like(nodes.T) if np.ndim(strength) == 0 else strength)
                    total = total + namespace(full).matmul(full, self._contraction(kernel, dm2))
                if hasattr(interaction, "moments"):
                    lines = any(c.line is not None for c in self.flux.components)  # they need the ends of the cells
                    ends = [self._lowest_energies(interaction, T, arguments) for T in nodes.cells] if lines else []
                    for i, term in enumerate(interaction.moments(*arguments)):
                        if dm2 is not None:
                            raise ValidityError(
                                f"{type(interaction).__name__} cannot be combined with a sterile neutrino here.",
                                hint="Leave out dm2_41, U2_e4, U2_mu4, U2_tau4 or the interaction.",
                            )
                        total = total + probability * self._moment_counts(term, *(e[i] for e in ends))
        return total.reshape((*total.shape[:-1], n, total.shape[-1] // n))

    def _lowest_energies(self, interaction: Any, T: Floats, arguments: tuple[Any, ...]) -> list[Array]:
        """Lowest neutrino energies [MeV] of the terms of an interaction at other recoil energies `T` [MeV]."""
        _, _, mass, *rest = arguments
        return [term.E_min for term in interaction.moments(np.sqrt(2.0 * mass * T), T, mass, *rest)]

    def _moment_counts(self, term: EnergyMoments, below: Array = 0.0, above: Array = 0.0) -> Array:
        """Counts of a term that is a polynomial in 1/E above its own threshold, (…, components·variations·bins).

        `below` and `above` are its lowest energies at the ends of the cells of the nodes [MeV]: a line reaches part of
        the cell in which its range ends.
        """
        matrices = self._matrices.reshape(-1, self.nodes.T.size).T
        strengths: list[Array] = [0.0] * len(self.flux.components)
        for k, coefficient in enumerate(term.coefficients):
            for i, (c, moment) in enumerate(zip(self.flux.components, self._moments(k, term.E_min), strict=True)):
                if c.line is None:
                    strengths[i] = strengths[i] + coefficient * moment
                else:
                    share = cell_share(c.line, below, term.E_min, above)
                    strengths[i] = strengths[i] + coefficient * (c.intensity * c.line**-k * share)
        parts = [namespace(s).matmul(s * self._targets, matrices) for s in strengths]
        return namespace(*parts).concat(parts, axis=-1)

    def _with_sterile(self, theta: Mapping[str, Array]) -> Array:
        """Counts with a fourth neutrino: Σ_β P_αβ(E) of the active flavours at the baseline, all else as without."""
        if self.baseline is None:
            raise ValidityError(
                "Sterile neutrinos need a baseline, which this experiment does not have.",
                hint="Only experiments at one distance from their source know dm2_41 and U2_….",
            )
        values, rest = sterile_values(theta), {k: v for k, v in theta.items() if k not in STERILE}
        if not is_plain(values["dm2_41"]):
            raise ValidityError(
                "dm2_41 cannot be differentiated by JAX: the integral over the energies is done anew for each value.",
                hint='Use backend="numpy", or hold dm2_41 fixed.',
            )
        if np.ndim(values["dm2_41"]) == 0:
            return self._oscillated(rest, values, float(values["dm2_41"]))
        lead = np.broadcast_shapes(*(np.shape(v)[:-1] for v in (*values.values(), *rest.values()) if np.ndim(v)))
        columns = {
            k: np.broadcast_to(v, (*lead, 1)).reshape(-1, 1) if np.ndim(v) else v for k, v in {**rest, **values}.items()
        }
        distinct, which = np.unique(columns["dm2_41"], return_inverse=True)
        out = np.zeros((which.size, len(self.flux.components), *self.shape))
        for i, dm2 in enumerate(distinct):
            pick = np.flatnonzero(which.reshape(-1) == i)
            chosen = {k: v[pick] if np.ndim(v) else v for k, v in columns.items()}
            out[pick] = self._oscillated({k: chosen[k] for k in rest}, {k: chosen[k] for k in values}, float(dm2))
        return out.reshape((*lead, *out.shape[1:]))

    def _oscillated(self, theta: Mapping[str, Array], values: Mapping[str, Array], dm2: float) -> Array:
        theory, F_n = self.theory.modified(theta), self._neutron(theta)
        channels = self._channels(theory)
        if any(c.state is not None for c in channels):
            raise ValidityError("A sterile neutrino at short baseline acts on flavours, not on mixed states.")
        mixing = {abs(code): values[name] for name, code in ACTIVE.items()}
        picked = []
        cache: dict[tuple[Channel, float | None], Array] = {}

        def contracted(channel: Channel, weight: float | None) -> Array:
            key = (channel, weight)
            if key not in cache:
                cache[key] = self._contract(theory, channel, F_n, weight)
            return cache[key]

        for i, channel in enumerate(channels):
            own = mixing[abs(channel.code)]
            total = contracted(channel, None)[..., i, :]
            total = total - 4.0 * own * (1.0 - own) * contracted(channel, dm2)[..., i, :]
            for code, other in mixing.items():
                absent = is_plain(other) and np.ndim(other) == 0 and other == 0.0
                if code != abs(channel.code) and not absent:
                    final = Channel(code if channel.code > 0 else -code)
                    total = total + 4.0 * own * other * contracted(final, dm2)[..., i, :]
            picked.append(total)
        return self._stack(picked)

    @cached_property
    def _flavour_blind(self) -> bool:
        """Whether all families have equal couplings in the chosen convention (then one evaluation serves all)."""
        codes = {abs(code) for c in self._channels(self.theory) for code, _ in families_of(c)}
        pairs = [self.theory.couplings.nucleon(f, self.nodes.Q2) for f in sorted(codes)]
        return all(np.array_equal(a, b) for pair in pairs[1:] for a, b in zip(pair, pairs[0], strict=True))

    def require_known(self, names: Sequence[str]) -> None:
        """Raise :class:`UnknownNameError` for radius parameters that name none of these nuclides."""
        for name in names:
            if is_radius(name) and not self.understands(name):
                valid = dict.fromkeys(r for n, _ in self.material.components for r in self.radius_names(n))
                raise UnknownNameError.of("neutron radius", name, valid)
