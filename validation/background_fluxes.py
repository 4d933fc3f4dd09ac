"""Geoneutrinos, atmospheric neutrinos, supernovae and their diffuse background against published numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from nuscat import fluxes
from nuscat.fluxes.atmospheric import join_ratio

YEAR, PROTONS = 3.15576e7, 1e32
KPC, ERG = 3.0856775814913673e21, 624150.9074460763
SUPER_K = np.array(
    [
        (13, 1.14, 1.16, 0.696, 0.637),
        (15, 1.24, 1.28, 0.746, 0.697),
        (17, 1.38, 1.36, 0.797, 0.795),
        (19, 1.46, 1.50, 0.874, 0.842),
        (21, 1.55, 1.58, 0.942, 0.894),
        (24, 1.59, 1.62, 1.01, 0.950),
        (27, 1.69, 1.70, 1.03, 0.993),
        (30, 1.81, 1.96, 1.09, 1.03),
        (33, 1.74, 1.77, 1.08, 1.04),
        (38, 1.79, 1.82, 1.07, 1.01),
        (42, 1.78, 1.83, 1.01, 0.961),
        (47, 1.76, 1.81, 0.885, 0.835),
        (53, 1.53, 1.55, 0.696, 0.659),
    ]
)
"""FLUKA at Super-Kamiokande (Battistoni:2005pd): E [MeV], nu_mu, anti_nu_mu, nu_e, anti_nu_e [1e-2 cm⁻² s⁻¹ MeV⁻¹]."""
FLAVOURS = ("nu_mu", "anti_nu_mu", "nu_e", "anti_nu_e")
FLOOR = np.array(
    [
        (1.0, 0.0742), (2.0, 0.1278), (5.0, 0.09916), (10.0, 0.03448), (15.0, 0.01299), (20.0, 0.005415),
        (30.0, 0.001129), (40.0, 0.0002758),
    ]
)  # fmt: skip
"""Shape of the floor convention as distributed with OHare:2021utq: E [MeV], [1/MeV]."""
SUPER_K_PROTONS = 22.5e9 / 18.015 * 6.02214e23 * 2.0


def inverse_beta_decay(E_nu: np.ndarray, *, recoil: bool = False) -> np.ndarray:
    """Cross section [cm²] to zeroth order in 1/M, with the factor 1 − 7E/M as an option."""
    E_e = E_nu - 1.29333
    p_e = np.sqrt(np.maximum(E_e**2 - 0.510999**2, 0.0))
    sigma = np.where(E_nu > 1.806, 9.52e-44 * p_e * E_e, 0.0)
    return sigma * (1.0 - 7.0 * E_nu / 938.92) if recoil else sigma


class _IBD:
    def sigma(self, E_nu: Any, flavour: Any = None) -> Any:
        return inverse_beta_decay(np.asarray(E_nu))


def events(flux: fluxes.Flux) -> float:
    """Inverse beta decays in 10³² proton years."""
    return float(fluxes.fold(_IBD(), flux, "anti_nu_e", order=8)) * PROTONS * YEAR


def diffuse_events(temperature: float, rate: str) -> float:
    """Events a year in 22.5 kt of water, positrons of 10–26 MeV, one thermal spectrum of 5e52 erg a species."""
    E = np.linspace(11.3, 27.3, 321)
    emitted = fluxes.FermiDirac(temperature)
    number = 5e52 * ERG / emitted.mean_energy
    phi = fluxes.diffuse_spectrum(E, emitted, number, fluxes.COLLAPSE_RATES[rate])
    return float(np.trapezoid(phi * inverse_beta_decay(E, recoil=True), E)) * SUPER_K_PROTONS * YEAR


def supernova_energy(flux: fluxes.Flux) -> float:
    """Energy [erg] in all flavours of a fluence at 10 kpc."""
    return float(flux.total()) * flux.mean_energy() * 4.0 * np.pi * (10.0 * KPC) ** 2 / ERG


def results() -> dict[str, Any]:
    """Numbers of the page."""
    kamioka, sasso = fluxes.load("atmospheric-kamioka"), fluxes.load("atmospheric")
    E = np.maximum(SUPER_K[:, 0], 13.19)
    floor, physical = fluxes.load("dsnb"), fluxes.load("dsnb-physical")
    return {
        "antineutrinos": {c: float(fluxes.chain_spectrum(c).intensity) for c in ("U", "U235", "Th", "K")},
        "geo_events": events(fluxes.geoneutrinos()),
        "geo_events_produced": events(fluxes.geoneutrinos(oscillated=False)),
        "reactor_events": events(fluxes.reactor_background("gran-sasso")),
        "atmospheric": {s: float(fluxes.atmospheric(s).total()) for s in fluxes.ATMOSPHERIC_SITES},
        "below_1GeV": _below(sasso, 982.0),
        "site_ratio": {f: np.asarray(sasso.spectrum(E, f)) * 100 / SUPER_K[:, i + 1] for i, f in enumerate(FLAVOURS)},
        "super_k": {f: np.asarray(kamioka.spectrum(E, f)) * 100 / SUPER_K[:, i + 1] for i, f in enumerate(FLAVOURS)},
        "join": {s: join_ratio(s) for s in ("gran-sasso", "kamioka")},
        "floor": np.asarray(floor.spectrum(FLOOR[:, 0])) / 85.7 / FLOOR[:, 1],
        "physical": float(physical.total()),
        "diffuse_events": {
            (T, r): diffuse_events(T, f"horiuchi2009{r}") for T in (4.0, 6.0) for r in ("", "-lower", "-upper")
        },
        "supernova": {n: supernova_energy(fluxes.load(f"supernova-{n}")) for n in ("ls220-s11.2", "livermore", "gvkm")},
    }


def _below(flux: fluxes.Flux, E_max: float) -> float:
    E = np.geomspace(13.19, E_max, 20001)
    return float(np.trapezoid(np.asarray(flux.spectrum(E)), E))


def figure(r: dict[str, Any]) -> Any:
    """Join of the atmospheric tables, the flux at both sites, the diffuse background, the Earth."""
    from _page import COLOURS, LINES, new_figure

    made, axes = new_figure(2, 2, size=(12.0, 9.0))
    ax = axes[0][0]
    for line, (site, (E, ratio)) in zip(LINES, r["join"].items(), strict=False):
        for colour, f in zip(COLOURS, FLAVOURS, strict=False):
            ax.plot(E, ratio[f], color=colour, ls=line, label=f if site == "gran-sasso" else None)
    ax.axhline(1.0, color="0.6", lw=0.7)
    ax.set(
        xlabel="neutrino energy [MeV]", ylabel="FLUKA / HAKKM", xscale="log", ylim=(0.7, 1.1),
        title="Overlap: Gran Sasso / Fréjus (full), Kamioka (dashed)",
    )  # fmt: skip
    ax.legend(loc="lower center", ncols=2)
    ax = axes[0][1]
    E = np.geomspace(13.2, 1e4, 500)
    places = {"Gran Sasso": "atmospheric", "Kamioka": "atmospheric-kamioka"}
    for line, (place, name) in zip(LINES, places.items(), strict=False):
        flux = fluxes.load(name)
        for i, (colour, f) in enumerate(zip(COLOURS, ("nu_mu", "nu_e"), strict=False)):
            ax.plot(E, E * flux.spectrum(E, f), color=colour, ls=line, label=f"{f}, {place}")
            if place == "Kamioka":
                ax.plot(SUPER_K[:, 0], SUPER_K[:, 0] * SUPER_K[:, 1 + 2 * i] / 100, "o", ms=3.5, color=colour)
    ax.set(xlabel="neutrino energy [MeV]", ylabel="E × flux [cm⁻² s⁻¹]", xscale="log", yscale="log")
    ax.set_title("Atmospheric; dots: FLUKA at Super-K")
    ax.legend(loc="lower center", fontsize=8.5)
    ax = axes[1][0]
    E = np.linspace(0.2, 45.0, 300)
    floor, physical = fluxes.load("dsnb"), fluxes.load("dsnb-physical")
    ax.plot(E, floor.spectrum(E), color=COLOURS[0], label="floor convention, 85.7 cm⁻² s⁻¹")
    ax.plot(FLOOR[:, 0], 85.7 * FLOOR[:, 1], "s", ms=4, color=COLOURS[0], label="table of OHare:2021utq")
    phi, sigma = physical.spectrum(E), physical.relative_uncertainty(E)
    ax.plot(E, phi, color=COLOURS[1], ls=LINES[1], label="six species, Horiuchi 2009 rate")
    ax.fill_between(E, phi * (1 - sigma), phi * (1 + sigma), color=COLOURS[1], alpha=0.2, lw=0)
    ax.set(xlabel="neutrino energy [MeV]", ylabel="flux [cm⁻² s⁻¹ MeV⁻¹]", yscale="log", ylim=(1e-3, 30.0))
    ax.set_title("Diffuse supernova background")
    ax.legend(fontsize=9)
    ax = axes[1][1]
    E = np.linspace(0.005, 4.0, 2000)
    for colour, line, c in zip(COLOURS, LINES, ("U", "Th", "K"), strict=False):
        part = fluxes.chain_spectrum(c)
        ax.plot(
            E,
            float(part.intensity) * np.asarray(part.spectrum(E)),
            color=colour,
            ls=line,
            label=f"{fluxes.GEO_CHAINS[c]}: {float(part.intensity):.3f} per decay",
        )
    ax.set(
        xlabel="antineutrino energy [MeV]",
        ylabel="antineutrinos per decay [1/MeV]",
        yscale="log",
        ylim=(1e-3, 2e2),
        title="Chains in the Earth",
    )
    ax.legend(fontsize=9)
    return made


def main() -> None:
    from _page import Table, percent, write_page

    r = results()
    site = np.mean(list(r["site_ratio"].values()))
    worst = max(float(np.abs(v - 1.0).max()) for v in r["super_k"].values())
    text = (
        "Totals, events and energies of the fluxes that are not of the Sun or of one reactor. Geoneutrinos "
        "at Gran Sasso "
        f"give {r['geo_events']:.1f} events in 10³² proton years (published 40.3 +7.3 −5.8), the reactor background "
        f"{r['reactor_events']:.0f} (84.5); the atmospheric flux is {r['atmospheric']['gran-sasso']:.1f} cm⁻² "
        f"s⁻¹ (10.7) "
        f"and at Kamioka within {100 * worst:.0f} % of the published FLUKA table; the shape of the diffuse supernova "
        f"background agrees with the floor table within {100 * np.abs(r['floor'] - 1).max():.0f} %."
    )
    join = r["join"]["gran-sasso"]
    explain = (
        f"FLUKA and HAKKM differ by {100 * (1 - join[1]['nu_mu'][0]):.0f} % at 100 MeV and agree at 1 GeV; at "
        f"Gran Sasso "
        "the transition is between 300 and 944 MeV, where they differ by less than 12 %. At Kamioka FLUKA is "
        "only known "
        "to 53 MeV: the Gran Sasso shape is divided by the ratio of the two tables there (from the originals "
        "1.510, here "
        f"{site:.3f}) and HAKKM takes over between 100 and 300 MeV. The geomagnetic cut-off makes this ratio, and it "
        "fades with energy.\n\n"
        "The floor table is reproduced by the integral over redshift of thermal spectra of 3, 5 and 8 MeV "
        "that counts "
        "ν_x once, not four times, while its total of 85.7 is that of six species. Above 20 MeV the physical "
        "flux of six "
        "species is therefore about twice the convention.\n\n"
        "The tables of the reactor background distributed with OHare:2021utq are 5.01 times larger than the "
        "flux quoted "
        "with them; the events of Borexino decide for the quoted flux. The table of the 11.2 solar-mass burst "
        "distributed there sums one heavy flavour instead of four (9.7e52 instead of 1.87e53 erg); the time "
        "series is "
        "used instead.\n\n"
        "Of the 1.2 to 5.6 events a year of Horiuchi:2008jz the lower end is reproduced (4 MeV, lower rate), "
        "the upper "
        "end is not; the combination of rate, spectrum and cross section behind it was not available here."
    )
    d, a, geo, near = r["diffuse_events"], r["antineutrinos"], r["geo_events"], r["reactor_events"]
    air, star = r["atmospheric"]["gran-sasso"], r["supernova"]["ls220-s11.2"]
    write_page(
        "background_fluxes",
        "Fluxes of the Earth, the atmosphere and supernovae",
        [text, explain],
        [
            Table(
                ("quantity", "published", "ours", "difference"),
                [
                    *(
                        (f"antineutrinos per decay, {head}", f"{n:g}", f"{a[c]:.4f}", percent(a[c], n))
                        for c, head, n in (
                            ("U", "238U", 6),
                            ("U235", "235U", 4),
                            ("Th", "232Th", 4),
                            ("K", "40K", 0.8928),
                        )
                    ),
                    ("geo, events per 10³² p yr", "40.3 +7.3 −5.8", f"{geo:.1f}", percent(geo, 40.3)),
                    ("the same, all as ν̄_e", "–", f"{r['geo_events_produced']:.1f}", "–"),
                    ("reactors at Gran Sasso, events per 10³² p yr", "84.5", f"{near:.1f}", percent(near, 84.5)),
                    ("atmospheric, Gran Sasso [cm⁻² s⁻¹]", "10.7", f"{air:.2f}", percent(air, 10.7)),
                    ("FLUKA, Gran Sasso / Super-K, 13–53 MeV", "1.5", f"{site:.3f}", "–"),
                    ("supernova LS220, 11.2 M☉ [erg]", "1.9e53", f"{star:.3g}", percent(star, 1.9e53)),
                    (
                        "diffuse, six species [cm⁻² s⁻¹]",
                        "85.7 ± 43",
                        f"{r['physical']:.1f}",
                        percent(r["physical"], 85.7),
                    ),
                ],
                "Sources: 2007E&PSL.258..147E, 2013GGG....14.2003H, Borexino:2019gps, OHare:2021utq, "
                "Battistoni:2005pd, Lang:2016zhv.",
            ),
            Table(
                ("temperature", "lower rate", "fiducial", "upper rate"),
                [(f"{T:g} MeV", *(f"{d[(T, x)]:.2f}" for x in ("-lower", "", "-upper"))) for T in (4.0, 6.0)],
                "Diffuse background in 22.5 kt of water, events a year with positrons of 10–26 MeV. Horiuchi:2008jz "
                "quotes "
                "1.2 to 5.6 for 4 to 6 MeV.",
            ),
        ],
        figure(r),
        source="Battistoni:2005pd, Honda:2015fha, OHare:2021utq, Horiuchi:2008jz, 2007E&PSL.258..147E",
    )


if __name__ == "__main__":
    main()
