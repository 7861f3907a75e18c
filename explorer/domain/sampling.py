"""How the next token is drawn: every setting with its neutral value, its limits and what it is for.

The order in which they work is the engine's: bias, penalties, DRY, top-k, typical, top-p, min-p, XTC,
temperature, chance. Mirostat takes the place of everything from DRY to XTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Literal

from explorer.domain.errors import KnownError
from explorer.domain.words import Words

MAX_ALTERNATIVES = 10
_MAX_SEED = 2**32 - 1
_MAX_BIASES = 1000
_MAX_BIAS = 10_000
_MAX_BREAKERS = 64


@dataclass(frozen=True)
class Dry:
    """DRY: makes a repeated sequence less likely the longer it is. ``multiplier`` 0 switches it off.

    A repeat longer than ``allowed_length`` tokens costs ``multiplier * base ** (length - allowed_length)``;
    ``last_n`` tokens are looked back on (-1: the whole context); ``breakers`` end a sequence.
    """

    multiplier: float = 0.0
    base: float = 1.75
    allowed_length: int = 2
    last_n: int = -1
    breakers: tuple[str, ...] = ("\n", ":", '"', "*")


@dataclass(frozen=True)
class Mirostat:
    """Keeps the surprise of the text near ``tau`` (in bits); ``eta`` is how fast it learns. 0 is off."""

    version: Literal[0, 1, 2] = 0
    tau: float = 5.0
    eta: float = 0.1


@dataclass(frozen=True)
class Sampling:
    """How the next token is drawn. ``temperature`` 0 is greedy; ``seed`` makes an answer repeatable.

    Off are: ``top_k`` 0, ``top_p`` 1, ``min_p`` 0, ``typical_p`` 1, ``repeat_penalty`` 1, the other two
    penalties 0 (all three look back on ``penalty_last_n`` tokens, -1 on all), ``xtc_probability`` 0.
    ``logit_bias``: (token, what is added to its logit; -1000 forbids it).
    """

    max_tokens: int = 256
    temperature: float = 0.7
    top_k: int = 40
    top_p: float = 0.95
    min_p: float = 0.05
    seed: int = 42
    typical_p: float = 1.0
    repeat_penalty: float = 1.0
    frequency_penalty: float = 0.0
    presence_penalty: float = 0.0
    penalty_last_n: int = 64
    dry: Dry = Dry()
    xtc_probability: float = 0.0
    xtc_threshold: float = 0.1
    mirostat: Mirostat = Mirostat()
    logit_bias: tuple[tuple[int, float], ...] = ()

    def check(self) -> None:
        """Raises KnownError that names the first setting out of its limits."""
        for problem in (*_number_problems(self), *_other_problems(self)):
            raise KnownError(problem, Words("Change this setting, or go back to the defaults."))


# (field, least, most, name as people know it); a dot leads into Dry and Mirostat
LIMITS: tuple[tuple[str, float, float, Words], ...] = (
    ("max_tokens", 1, 10_000_000, Words("Longest answer")),
    ("temperature", 0, 100, Words("Temperature")),
    ("top_k", 0, 10_000_000, Words("Top-k")),
    ("top_p", 0, 1, Words("Top-p")),
    ("min_p", 0, 1, Words("Min-p")),
    ("typical_p", 0, 1, Words("Typical-p")),
    ("repeat_penalty", 0.01, 100, Words("Repeat penalty")),
    ("frequency_penalty", -100, 100, Words("Frequency penalty")),
    ("presence_penalty", -100, 100, Words("Presence penalty")),
    ("penalty_last_n", -1, 10_000_000, Words("Tokens the penalties look back on")),
    ("dry.multiplier", 0, 100, Words("DRY multiplier")),
    ("dry.base", 1, 100, Words("DRY base")),
    ("dry.allowed_length", 0, 10_000, Words("DRY allowed length")),
    ("dry.last_n", -1, 10_000_000, Words("Tokens DRY looks back on")),
    ("xtc_probability", 0, 1, Words("XTC probability")),
    ("xtc_threshold", 0, 1, Words("XTC threshold")),
    ("mirostat.tau", 0, 100, Words("Mirostat tau")),
    ("mirostat.eta", 0, 10, Words("Mirostat eta")),
)


def is_within(path: str, value: float) -> bool:
    """Whether a setting may have this value; no setting may be a NaN."""
    return next(least <= value <= most for name, least, most, _name in LIMITS if name == path)


def _number_problems(sampling: Sampling) -> Iterator[Words]:
    for path, least, most, name in LIMITS:
        value: object = sampling
        for part in path.split("."):
            value = getattr(value, part)
        assert isinstance(value, int | float)  # noqa: S101  the table names numbers only
        if not least <= value <= most:  # a NaN is in no range
            yield Words(
                "{name} is {value}; it must be between {least:,} and {most:,}.",
                name=name, value=f"{value:.12g}", least=least, most=most,
            )  # fmt: skip


def _other_problems(sampling: Sampling) -> Iterator[Words]:
    if not -_MAX_SEED <= sampling.seed <= _MAX_SEED:
        yield Words("The seed {seed} is too large.", seed=sampling.seed)
    if sampling.mirostat.version not in (0, 1, 2):
        yield Words("Mirostat has the versions 1 and 2.")
    if len(sampling.logit_bias) > _MAX_BIASES:
        yield Words("At most {count:,} tokens can have a bias.", count=_MAX_BIASES)
    if any(not -_MAX_BIAS <= bias <= _MAX_BIAS or token < 0 for token, bias in sampling.logit_bias):
        yield Words("A logit bias must be between {least} and {most}.", least=-_MAX_BIAS, most=_MAX_BIAS)
    if len(sampling.dry.breakers) > _MAX_BREAKERS:
        yield Words("DRY can have at most {count} texts that end a sequence.", count=_MAX_BREAKERS)
    if any("\0" in text or not text for text in sampling.dry.breakers):
        yield Words("A text that ends a sequence for DRY must not be empty.")


@dataclass(frozen=True)
class StatedSampling:
    """What a model's makers say it should be sampled with; ``None`` where they say nothing.

    ``source``: where it stands, e.g. "header" or "generation_config.json"; "" if nothing is stated.
    """

    source: str = ""
    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    min_p: float | None = None
    typical_p: float | None = None
    repeat_penalty: float | None = None
    penalty_last_n: int | None = None
    xtc_probability: float | None = None
    xtc_threshold: float | None = None
    mirostat: Mirostat | None = None

    @property
    def stated(self) -> dict[str, object]:
        """Only what is stated, by the name of the setting."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "source"}
        return {name: value for name, value in values.items() if value is not None}

    def applied(self, base: Sampling) -> Sampling:
        """``base`` with what the makers state in place of it."""
        return replace(base, **self.stated)  # type: ignore[arg-type]  # same names, same types


NOTHING_STATED = StatedSampling()
