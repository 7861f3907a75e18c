"""Whose word counts for each sampling setting: the person's, else that of the makers, else what is usual."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from explorer.domain.sampling import (
    BY_PATH,
    NOTHING_STATED,
    SETTINGS,
    Sampling,
    StatedSampling,
    value_at,
    with_value,
)
from explorer.domain.sampling_setting import Number, SettingValue
from explorer.domain.words import Words

Source = Literal["usual", "stated", "own"]
TEMPERATURE = "temperature"


@dataclass(frozen=True)
class SamplingChoice:
    """What the person set; the rest follows the model. ``values`` by path: "top_p", "dry.multiplier"."""

    values: Mapping[str, SettingValue] = field(default_factory=dict)

    def with_value(self, path: str, value: SettingValue | None) -> "SamplingChoice":
        """``None`` lets go of it."""
        values = {name: kept for name, kept in self.values.items() if name != path}
        return SamplingChoice(values if value is None else {**values, path: value})

    def sampling(self, stated: StatedSampling = NOTHING_STATED, base: Sampling | None = None) -> Sampling:
        """For an answer. ``base`` holds what is usual."""
        made = stated.applied(base or Sampling())
        for path, value in self.values.items():
            made = with_value(made, path, value)
        return made

    def source(self, path: str, stated: StatedSampling) -> Source:
        if path in self.values:
            return "own"
        return "stated" if path in stated.values else "usual"

    def followed(self, stated: StatedSampling) -> tuple[str, ...]:
        """The paths whose value is the makers' word."""
        return tuple(path for path in stated.values if path not in self.values)


def believable(values: Mapping[str, SettingValue]) -> dict[str, SettingValue]:
    """Those that are settings within their limits: what another version kept may name others."""
    return {
        path: value for path, value in values.items() if path in BY_PATH and BY_PATH[path].is_within(value)
    }


def choice_of(drawn: Sampling, stated: Collection[str] = ()) -> SamplingChoice:
    """What of this was neither the makers' word (paths in ``stated``) nor usual."""
    values = {one.path: value_at(drawn, one.path) for one in SETTINGS if not one.is_of_one_answer}
    return SamplingChoice(
        {path: v for path, v in values.items() if path not in stated and v != BY_PATH[path].usual}
    )


@dataclass(frozen=True)
class SamplingPreset:
    """A few values under a word. The neutral preset has none: it follows model and app."""

    key: str
    name: Words
    why: Words
    values: tuple[tuple[str, Number], ...] = ()


PRESETS = (
    SamplingPreset(
        "exact",
        Words("Exact"),
        Words("Always the likeliest token: the same question gives the same answer. For facts and code."),
        ((TEMPERATURE, 0.0),),
    ),
    SamplingPreset(
        "balanced",
        Words("Balanced"),
        Words("What the model’s makers state; where they say nothing, what is usual."),
    ),
    SamplingPreset(
        "creative",
        Words("Creative"),
        Words("Less likely tokens get a chance, those that make no sense are still left out. For stories."),
        ((TEMPERATURE, 1.1), ("top_p", 1.0), ("min_p", 0.08)),
    ),
)


def preset_of(choice: SamplingChoice) -> str:
    """The key of the preset that these values are; "" for values of one's own."""
    return next((one.key for one in PRESETS if dict(one.values) == dict(choice.values)), "")
