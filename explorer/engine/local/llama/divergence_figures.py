"""Figures of how far two files of one model are apart, from what both said of each token."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.domain.divergence import Divergence, WithError

type Values = NDArray[np.float64]


@dataclass(frozen=True)
class SaidOfToken:
    """What two files said of one token: the divergence of all probabilities there, the logarithms of its
    own probability, and which token each found likeliest, how likely (0 to 1).
    """

    kl: float
    reference: float
    other: float
    reference_top: int
    other_top: int
    reference_probability: float
    other_probability: float


def figures_of(said: Iterable[SaidOfToken], context: int, total: int) -> Divergence:
    """As llama.cpp's ``tools/perplexity`` reckons them. ``total``: tokens that there will be in all."""
    told = list(said)
    columns = np.array([(one.kl, one.reference, one.other) for one in told], np.float64).T
    kl, reference, other = columns
    change = np.exp(other) - np.exp(reference)
    square = _mean(change * change)
    rms = float(np.sqrt(square.value))
    losses, tops = (_mean(-reference), _mean(-other)), (one.reference_top == one.other_top for one in told)
    kl_quantiles, changes = np.quantile(kl, (0.5, 0.99, 1.0)), np.quantile(change, (0.01, 0.05, 0.95, 0.99))
    predicted = predicted_of(context)
    chunks = (float(kl[at : at + predicted].mean()) for at in range(0, len(kl), predicted))
    return Divergence(
        context=context,
        tokens=len(told),
        total=total,
        kl=_mean(kl),
        kl_median=float(kl_quantiles[0]),
        kl_99=float(kl_quantiles[1]),
        kl_most=float(kl_quantiles[2]),
        same=sum(tops),
        change=_mean(change),
        change_rms=WithError(rms, square.error / (2 * rms) if rms else 0.0),
        change_1=float(changes[0]),
        change_5=float(changes[1]),
        change_95=float(changes[2]),
        change_99=float(changes[3]),
        perplexity=_exponential(losses[1]),
        reference_perplexity=_exponential(losses[0]),
        ratio=_exponential(_mean(reference - other)),
        chunks=tuple(chunks),
    )


def predicted_of(context: int) -> int:
    """How many tokens of a chunk count: those after its middle."""
    return context - 1 - context // 2


def _mean(values: Values) -> WithError:
    """The error of a difference is that of its values one by one, so what both have in common drops out."""
    count = len(values)
    error = float(values.std()) / max(1, count - 1) ** 0.5
    return WithError(float(values.mean()), error)


def _exponential(logarithm: WithError) -> WithError:
    value = float(np.exp(logarithm.value))
    return WithError(value, value * logarithm.error)
