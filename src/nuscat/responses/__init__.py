"""What a probe sees of a nucleus: form factors, measured charge distributions, elastic responses."""

from ._interfaces import FormFactor
from .charge_density import CHARGE_MODELS, ChargeAnalysis, charge_analyses, charge_form_factor
from .fermi import ThreeParameterFermi, ThreeParameterGaussian, TwoParameterFermi, fermi, fermi_density
from .folding import Charge, Folded, NucleonDipole, NucleonGaussian, unfold_radius
from .fourier_bessel import FourierBessel, fourier_bessel
from .harmonic_oscillator import HarmonicOscillator, harmonic_oscillator
from .helm import Helm, helm, helm_density, helm_diffraction_radius
from .klein_nystrand import KleinNystrand, klein_nystrand
from .nucleus import PointNucleus
from .oscillator_nucleons import OscillatorNucleons, oscillator_overlap
from .pair_correlation import FunctionPairs, OscillatorPairs, PairCorrelation, UncorrelatedPairs
from .point import Point
from .specs import FORM_FACTORS, default_nucleus, nucleus, parse_form_factor
from .structured import structure_nucleus
from .sum_of_gaussians import SumOfGaussians, sum_of_gaussians
from .symmetrized_fermi import SymmetrizedFermi, symmetrized_fermi, symmetrized_fermi_density
from .tabulated import TabulatedDensity, TabulatedFormFactor

__all__ = [
    "CHARGE_MODELS",
    "FORM_FACTORS",
    "Charge",
    "ChargeAnalysis",
    "Folded",
    "FormFactor",
    "FourierBessel",
    "FunctionPairs",
    "HarmonicOscillator",
    "Helm",
    "KleinNystrand",
    "NucleonDipole",
    "NucleonGaussian",
    "OscillatorNucleons",
    "OscillatorPairs",
    "PairCorrelation",
    "Point",
    "PointNucleus",
    "SumOfGaussians",
    "SymmetrizedFermi",
    "TabulatedDensity",
    "TabulatedFormFactor",
    "ThreeParameterFermi",
    "ThreeParameterGaussian",
    "TwoParameterFermi",
    "UncorrelatedPairs",
    "charge_analyses",
    "charge_form_factor",
    "default_nucleus",
    "fermi",
    "fermi_density",
    "fourier_bessel",
    "harmonic_oscillator",
    "helm",
    "helm_density",
    "helm_diffraction_radius",
    "klein_nystrand",
    "nucleus",
    "oscillator_overlap",
    "parse_form_factor",
    "structure_nucleus",
    "sum_of_gaussians",
    "symmetrized_fermi",
    "symmetrized_fermi_density",
    "unfold_radius",
]
