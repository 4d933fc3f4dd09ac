"""Couplings, form factor and new interactions from options, and their names for the output."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nuscat._core.errors import UnknownNameError, ValidityError

__all__ = [
    "conventions",
    "convention_lines",
    "fit_conventions",
    "fit_convention_lines",
    "couplings",
    "flavours_of",
    "is_counting",
    "load_experiment",
    "load_experiments",
    "model_sources",
    "nuclei_of",
    "ordered",
    "radius_meanings",
    "theory",
]


def couplings(name: str, sin2w: float | None = None) -> Any:
    """Coupling convention `name`, with another low-energy sin²θ_W [1] if given."""
    from nuscat import electroweak

    found = electroweak.couplings(name)
    if sin2w is None:
        return found
    if not 0.0 < sin2w < 1.0:
        raise ValidityError(f"sin²θ_W must lie between 0 and 1, got {sin2w!r}.", hint="For example --sin2w 0.23857.")
    return replace(found, sin2w=sin2w)  # type: ignore[type-var]


def theory(name: str, sin2w: float | None, form_factor: str | None, values: Mapping[str, float]) -> Any:
    """Theory with couplings and form factor by name and the physics parameters `values` [their units] applied."""
    from nuscat.experiments import DEFAULT_FORM_FACTOR, PHYSICS_PARAMETERS, Theory
    from nuscat.experiments.parameters import is_radius

    for key in values:
        if is_radius(key) or key == "normalisation":
            option = "--form-factor helm:rms=4.8,rn=5.0" if is_radius(key) else "a factor of your own"
            raise ValidityError(f"{key!r} cannot be set for a cross section.", hint=f"Use {option} instead.")
        if key.startswith(("dm2_", "U2_")):
            raise ValidityError(
                f"{key!r} cannot be set for a cross section: a sterile neutrino acts on the way to the detector.",
                hint="Set it for an experiment, with nuscat fit or nuscat rate.",
            )
        if key not in PHYSICS_PARAMETERS:
            raise UnknownNameError.of("physics parameter", key, PHYSICS_PARAMETERS)
    if sin2w is not None and "sin2w" in values:
        raise ValidityError("sin2w is given twice, by --sin2w and by --set.", hint="Give it once.")
    plain = Theory(couplings=couplings(name, sin2w), form_factor=form_factor or DEFAULT_FORM_FACTOR)
    return plain.modified(values)


def load_experiment(
    name: str, coupling: str, form_factor: str | None, sin2w: float | None = None, flux_histogram: str | None = None
) -> Any:
    """Experiment with couplings and form factor by name, which is read at once so that errors come early."""
    from nuscat import experiments

    if name.endswith(".toml"):
        raise ValidityError(
            f"{name!r} is no experiment by name.", hint=f"A configuration goes after --config: --config {name}."
        )
    options: dict[str, Any] = {}
    if flux_histogram is not None:
        if _bare(name) in experiments.EXPERIMENTS and _bare(name) != _WITH_HISTOGRAM:
            raise ValidityError(
                f"--flux-histogram belongs to {_WITH_HISTOGRAM}, not to {name}.",
                hint=f"Leave it out: {name} has the analytic flux of decays at rest.",
            )
        options["flux"] = "histogram" if flux_histogram == "find" else flux_histogram
    if _of_electrons(name):
        if coupling != _DEFAULT_COUPLINGS or sin2w is not None:
            option = "--couplings" if coupling != _DEFAULT_COUPLINGS else "--sin2w"
            raise ValidityError(
                f"{option} belongs to neutrinos: {name} has the weak charges of electrons.", hint="Leave it out."
            )
        loaded: Any = experiments.load(name, form_factor=form_factor)
    else:
        loaded = experiments.load(name, couplings=couplings(coupling, sin2w), form_factor=form_factor, **options)
    _ = nuclei_of(loaded)
    return loaded


def _of_electrons(name: str) -> bool:
    """Whether the experiment called `name` is parity violation of electrons [bool]."""
    from nuscat.processes import PVES_RESULTS

    return _bare(name) in {n.lower() for n in PVES_RESULTS}


def _bare(name: str) -> str:
    """Name of an experiment without the options in its text."""
    return name.partition(":")[0]


def is_counting(loaded: Any) -> bool:
    """Whether an experiment counts events of a flux [bool]; the others measured a number with an error."""
    return hasattr(loaded, "signal")


def nuclei_of(loaded: Any) -> Any:
    """Elastic responses of the nuclei of an experiment [tuple]."""
    return getattr(loaded, "signal", loaded).nuclei


def load_experiments(
    names: Sequence[str], coupling: str, form_factor: str | None, sin2w: float | None, flux_histogram: str | None
) -> list[Any]:
    """Experiments as :func:`load_experiment` gives them; the histogram is for the one that can have it."""
    alone = _WITH_HISTOGRAM not in map(_bare, names)
    electrons_alone = all(map(_of_electrons, names))
    loaded = []
    for name in names:
        own = (coupling, sin2w) if electrons_alone or not _of_electrons(name) else (_DEFAULT_COUPLINGS, None)
        histogram = flux_histogram if alone or _bare(name) == _WITH_HISTOGRAM else None
        loaded.append(load_experiment(name, own[0], form_factor, own[1], histogram))
    return loaded


_DEFAULT_COUPLINGS = "tree"
_WITH_HISTOGRAM = "coherent-csi"


def model_sources(model: Any, nuclei: Any) -> list[str]:
    """Keys of the models at work: interactions, couplings and form factors, in this order."""
    shapes = [key for n in nuclei for part in (n.proton, n.neutron) for key in getattr(part, "cite", ())]
    if not hasattr(model, "couplings"):
        return [*model.charges.cite, *shapes]
    return [*(key for i in model.interactions for key in i.cite), *model.couplings.cite, *shapes]


def flavours_of(loaded: Sequence[Any]) -> tuple[str, ...]:
    """Flavours that the fluxes of experiments have, without telling antineutrinos [names]; ν_μ without a flux."""
    return ordered([f for e in loaded if is_counting(e) for f in e.signal.flux.flavours])


def ordered(flavours: Collection[Any]) -> tuple[str, ...]:
    """Families of `flavours` (names or codes) as those of neutrinos [names]; ν_μ if there is none."""
    from nuscat._core.flavours import family

    found = {family(f) for f in flavours}
    return tuple(f"nu_{name}" for name in _SYMBOLS if name in found) or ("nu_mu",)


_SYMBOLS = {"mu": "ν_μ", "e": "ν_e", "tau": "ν_τ"}
"""Families, first the one whose couplings stand for a flux that has several."""


def conventions(model: Any, fitted: Collection[str] = (), flavours: Sequence[str] = ("nu_mu",)) -> dict[str, Any]:
    """Names and numbers of what a theory assumes, for JSON [mapping]; None for what was `fitted` instead.

    Couplings are those of the first of `flavours`.
    """
    if not hasattr(model, "couplings"):
        return _electron_conventions(model)
    c = model.couplings
    g_p, g_n = c.nucleon(flavours[0], 0.0)
    assumed = "sin2w" not in fitted
    return {
        "couplings": c.name,
        "couplings_label": c.label,
        "sin2w": float(c.sin2w) if assumed else None,
        "g_p": float(g_p) if assumed else None,
        "g_n": float(g_n) if assumed else None,
        "flavour": flavours[0],
        "form_factor": model.form_factor,
        "interactions": [str(i) for i in model.interactions],
        "kinematics": "exact",
    }


def fit_conventions(loaded: Sequence[Any], problem: Any) -> dict[str, Any]:
    """What a fit of experiments assumes, with its fixed parameters applied [mapping].

    Beside neutrinos those of electrons are under "electrons"; under "neutron_radii" is which radius each R_n is.
    """
    neutrinos, electrons = _theories(loaded)
    document = conventions((neutrinos or electrons).modified(problem.fixed), [*problem.free], flavours_of(loaded))
    if neutrinos is not None and electrons is not None:
        document["electrons"] = conventions(electrons)
    radii = radius_meanings(loaded, [*problem.free, *problem.fixed])
    return {**document, "neutron_radii": radii} if radii else document


def fit_convention_lines(loaded: Sequence[Any], free: Collection[str], fixed: Mapping[str, float]) -> list[str]:
    """The same for people [lines]."""
    neutrinos, electrons = _theories(loaded)
    lines = [] if neutrinos is None else [*convention_lines(neutrinos.modified(fixed), free, flavours_of(loaded))]
    if electrons is not None:
        found = convention_lines(electrons)
        lines += found if neutrinos is None else [found[0], f"{found[1]} (electrons)"]
    radii = radius_meanings(loaded, [*free, *fixed])
    return lines + [f"{name}: rms radius ({meaning}{_SIZE.get(meaning, '')})" for name, meaning in radii.items()]


_SIZE = {
    "point neutrons": ", without the size of the neutron",
    "form factor": ", which contains the nucleon: 0.06 to 0.09 fm more than of point neutrons",
}


def radius_meanings(loaded: Sequence[Any], names: Collection[str]) -> dict[str, str]:
    """Which radius every neutron radius among `names` is [text], as the nuclei of the experiments have it."""
    return {
        name: "; ".join(
            dict.fromkeys(getattr(e, "signal", e).radius_meaning(name) for e in loaded if e.understands(name))
        )
        for name in names
        if name.startswith("R_n")
    }


def _theories(loaded: Sequence[Any]) -> tuple[Any, Any]:
    """Theory of the first experiment with neutrinos and of the first with electrons, None where there is none."""
    of = {hasattr(e.theory, "couplings"): e.theory for e in reversed(loaded)}
    return of.get(True), of.get(False)


def _electron_conventions(model: Any) -> dict[str, Any]:
    c = model.charges
    return {
        "weak_charges": c.name,
        "weak_charges_label": c.label,
        "Q_p": float(c.Q_p),
        "Q_n": float(c.Q_n),
        "form_factor": model.form_factor,
    }


def convention_lines(model: Any, fitted: Collection[str] = (), flavours: Sequence[str] = ("nu_mu",)) -> Sequence[str]:
    """The same for people [lines]; couplings of every one of `flavours`, together where they are equal."""
    c = conventions(model, fitted, flavours)
    if "weak_charges" in c:
        charges = f"{c['weak_charges_label']}, Q_p = {c['Q_p']:g}, Q_n = {c['Q_n']:g}"
        return [f"Weak charges: {charges}", f"Form factor: {c['form_factor']}"]
    values = "sin²θ_W fitted"
    if c["sin2w"] is not None:
        values = f"sin²θ_W = {c['sin2w']:.5f}, {_coupling_text(model.couplings, flavours)}"
    lines = [
        f"Couplings: {c['couplings']} ({c['couplings_label']}), {values}",
        f"Form factor: {c['form_factor']}",
    ]
    if c["interactions"]:
        lines.append(f"New interactions: {', '.join(c['interactions'])}")
    return lines


def _coupling_text(couplings: Any, flavours: Sequence[str]) -> str:
    """Couplings at Q² = 0 by flavour, flavours with the same ones together [text]."""
    groups: dict[str, list[str]] = {}
    for flavour in flavours:
        g_p, g_n = couplings.nucleon(flavour, 0.0)
        text = f"g_p = {float(g_p):.5f}, g_n = {float(g_n):.5f}"
        groups.setdefault(text, []).append(_SYMBOLS[flavour.removeprefix("nu_")])
    return "; ".join(f"{text} ({', '.join(names)}, Q² = 0)" for text, names in groups.items())
