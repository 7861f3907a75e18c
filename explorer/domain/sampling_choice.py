"""Whose word counts for each sampling setting: the person's, else that of the makers, else what is usual."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from explorer.domain.sampling import NOTHING_STATED, Dry, Sampling, StatedSampling

type Number = int | float
Source = Literal["usual", "stated", "own"]


@dataclass(frozen=True)
class SamplingChoice:
    """What the person set; the rest follows the model. ``values`` by path: "top_p", "dry.multiplier"."""

    values: Mapping[str, Number] = field(default_factory=dict)
    breakers: tuple[str, ...] | None = None  # of DRY; ``None``: the usual ones
    logit_bias: tuple[tuple[int, float], ...] = ()

    def with_value(self, path: str, value: Number | None) -> "SamplingChoice":
        """``None`` lets go of it."""
        values = {name: kept for name, kept in self.values.items() if name != path}
        return replace(self, values=values if value is None else {**values, path: value})

    def sampling(self, stated: StatedSampling = NOTHING_STATED, base: Sampling | None = None) -> Sampling:
        """For an answer. ``base`` holds what is usual."""
        made = stated.applied(base or Sampling())
        for path, value in self.values.items():
            made = _with(made, path, value)
        if self.breakers is not None:
            made = replace(made, dry=replace(made.dry, breakers=self.breakers))
        return replace(made, logit_bias=self.logit_bias) if self.logit_bias else made

    def source(self, path: str, stated: StatedSampling) -> Source:
        if path in self.values:
            return "own"
        return "stated" if path in stated_values(stated) else "usual"

    def is_own(self) -> bool:
        """Whether the person set anything."""
        return self != SamplingChoice()

    def count(self) -> int:
        """How many settings are the person's own."""
        return len(self.values) + (self.breakers is not None) + bool(self.logit_bias)

    def followed(self, stated: StatedSampling) -> tuple[str, ...]:
        """The paths whose value is the makers' word."""
        return tuple(path for path in stated_values(stated) if path not in self.values)


def stated_values(stated: StatedSampling) -> dict[str, Number]:
    """What the makers state, by path."""
    values: dict[str, Number] = {}
    for name, value in stated.stated.items():
        if isinstance(value, int | float):
            values[name] = value
    if stated.mirostat is not None:
        for name in ("version", "tau", "eta"):
            values[f"mirostat.{name}"] = getattr(stated.mirostat, name)
    return values


def value_at(sampling: Sampling, path: str) -> Number:
    """The value of one setting. Raises AttributeError for a path that is none."""
    value: Any = sampling
    for part in path.split("."):
        value = getattr(value, part)
    number: Number = value
    return number


def is_setting(path: str) -> bool:
    """Whether there is a number at this path: what was kept by another version may name others."""
    try:
        return isinstance(value_at(Sampling(), path), int | float)
    except AttributeError:
        return False


USUAL_BREAKERS = Dry().breakers


def _with(sampling: Sampling, path: str, value: Number) -> Sampling:
    group, _, name = path.rpartition(".")
    if not group:
        return replace(sampling, **{name: value})  # type: ignore[arg-type]  # a number setting by its path
    return replace(sampling, **{group: replace(getattr(sampling, group), **{name: value})})
