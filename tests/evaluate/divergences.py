"""Results of quantizations made by hand, for tests that need words and numbers but no model."""

from dataclasses import replace
from math import sin

from explorer.domain.divergence import Divergence, DivergentPlace, WithError
from explorer.domain.local_model import LocalModel
from explorer.evaluate.quantization.results import QuantizationResult, compared_file

BEFORE = "A heat pump does not make heat; it moves it from a colder place to a warmer one, and spends"
DIGEST = "ab" * 32

FIGURES = Divergence(
    context=512,
    tokens=4080,
    total=4080,
    kl=WithError(0.0312, 0.0011),
    kl_median=0.0121,
    kl_99=0.311,
    kl_most=2.41,
    same=3802,
    change=WithError(-0.0041, 0.0007),
    change_rms=WithError(0.0462, 0.0012),
    change_1=-0.171,
    change_5=-0.072,
    change_95=0.058,
    change_99=0.141,
    perplexity=WithError(18.41, 0.62),
    reference_perplexity=WithError(18.07, 0.61),
    ratio=WithError(1.0188, 0.0021),
    chunks=tuple(0.031 + 0.014 * sin(1.7 * n) + 0.006 * sin(5.1 * n) for n in range(16)),
    places=(
        DivergentPlace(BEFORE, " work", " work", 0.41, " energy", 0.46, 2.41),
        DivergentPlace(
            "Es gab elf Uhren, und keine zwei von ihnen", " gingen", " gingen", 0.52, "\n", 0.31, 1.87
        ),
    ),
)


def measured(
    reference: LocalModel, other: LocalModel, *, same: int = 3802, at: str = "2026-11-29T10:00:00+00:00"
) -> QuantizationResult:
    """``same`` of 4080 tokens."""
    worse = (4080 - same) / (4080 - 3802)
    figures = replace(
        FIGURES,
        same=same,
        kl=WithError(FIGURES.kl.value * worse, FIGURES.kl.error * worse),
        chunks=tuple(value * worse for value in FIGURES.chunks),
    )
    files = compared_file(reference, DIGEST), compared_file(other, DIGEST)
    engine = "llama.cpp (llama-cpp-python 0.3.36)"
    return QuantizationResult(*files, figures, "", DIGEST, engine, "CPU (AVX2)", 4, at, 74.0)
