"""How far apart two files of one model are on a text: the figures of ``llama-perplexity --kl-divergence``."""

from dataclasses import dataclass

DIVERGENCE_CONTEXT = 512  # tokens of a chunk, as llama-perplexity has it
_Z = 1.959963984540054  # 95 % of a normal distribution lie within so many standard errors


@dataclass(frozen=True)
class WithError:
    """A value and its standard error."""

    value: float
    error: float

    @property
    def margin(self) -> float:
        """What is added and taken away for the 95 % interval."""
        return _Z * self.error


@dataclass(frozen=True)
class DivergentPlace:
    """Where the other file says something else. ``before``: the text that leads there; ``right``: the token
    that stands there; what each file finds likeliest instead, and how likely (0 to 1).
    """

    before: str
    right: str
    reference: str
    reference_probability: float
    other: str
    other_probability: float
    kl: float


@dataclass(frozen=True)
class Divergence:
    """Of a reference and another file, over the second half of each chunk of ``context`` tokens: there both
    have read enough to go by. ``tokens`` were predicted so far, of ``total``; ``same``: of these, both find
    the same one likeliest.

    ``kl``: the Kullback-Leibler divergence of the other's probabilities from the reference's, in nats, and
    what it is at least in half, a hundredth and at one of all tokens. ``change``: of the probability of the
    token that stands there, other less reference (-1 to 1), its root of the mean square, and what it is at
    most in so many percent. ``ratio``: of perplexities, other to reference, with the error of both
    together: they err at the same places. ``chunks``: the mean ``kl`` of each. ``places``: where it is
    largest, largest first; at the end only.
    """

    context: int
    tokens: int
    total: int
    kl: WithError
    kl_median: float
    kl_99: float
    kl_most: float
    same: int
    change: WithError
    change_rms: WithError
    change_1: float
    change_5: float
    change_95: float
    change_99: float
    perplexity: WithError
    reference_perplexity: WithError
    ratio: WithError
    chunks: tuple[float, ...]
    places: tuple[DivergentPlace, ...] = ()

    @property
    def same_share(self) -> WithError:
        """How often both find the same token likeliest, 0 to 1."""
        share = self.same / self.tokens
        return WithError(share, (share * (1 - share) / max(1, self.tokens - 1)) ** 0.5)
