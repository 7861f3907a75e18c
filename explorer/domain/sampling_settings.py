"""The sampling settings as people meet them: in groups, each with what it is for in plain words."""

from dataclasses import dataclass

from explorer.domain.sampling_choice import Number, SamplingChoice
from explorer.domain.words import Words


@dataclass(frozen=True)
class SamplingSetting:
    """One number. ``neutral`` switches it off; ``needs`` is a path that must be on for it to matter."""

    path: str
    name: Words
    why: Words
    neutral: Number
    is_whole: bool = False
    needs: str = ""


@dataclass(frozen=True)
class SamplingGroup:
    """Settings that work on the same thing."""

    name: Words
    settings: tuple[SamplingSetting, ...]


@dataclass(frozen=True)
class SamplingPreset:
    """A few values under a word. The neutral preset has none: it follows model and app."""

    key: str
    name: Words
    why: Words
    values: tuple[tuple[str, Number], ...] = ()


TEMPERATURE = "temperature"
MIROSTAT = "mirostat.version"
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
    if choice.breakers is not None or choice.logit_bias:
        return ""
    return next((one.key for one in PRESETS if dict(one.values) == dict(choice.values)), "")


_WHICH = SamplingGroup(
    Words("Which tokens may be drawn"),
    (
        SamplingSetting(
            "top_k",
            Words("Top-k"),
            Words("Only the so many likeliest tokens may be drawn. 0 lets all in."),
            0,
            is_whole=True,
        ),
        SamplingSetting(
            "top_p",
            Words("Top-p"),
            Words("Only the likeliest tokens that together reach this probability. 1 lets all in."),
            1.0,
        ),
        SamplingSetting(
            "min_p",
            Words("Min-p"),
            Words("Leaves out tokens less likely than this part of the likeliest one. 0 lets all in."),
            0.0,
        ),
        SamplingSetting(
            "typical_p",
            Words("Typical-p"),
            Words("Prefers tokens about as surprising as the model expects here. 1 lets all in."),
            1.0,
        ),
    ),
)
_REPEATS = SamplingGroup(
    Words("Against repetition"),
    (
        SamplingSetting(
            "repeat_penalty",
            Words("Repeat penalty"),
            Words("Above 1, tokens that were just used become less likely. 1 is off."),
            1.0,
        ),
        SamplingSetting(
            "frequency_penalty",
            Words("Frequency penalty"),
            Words("The more often a token was used, the less likely it becomes. 0 is off."),
            0.0,
        ),
        SamplingSetting(
            "presence_penalty",
            Words("Presence penalty"),
            Words("A token that was used at all becomes less likely: new subjects come up. 0 is off."),
            0.0,
        ),
        SamplingSetting(
            "penalty_last_n",
            Words("Looks back on"),
            Words("So many of the last tokens count for the three penalties. −1 is the whole context."),
            64,
            is_whole=True,
        ),
        SamplingSetting(
            "dry.multiplier",
            Words("DRY"),
            Words(
                "Makes repeating a whole phrase less likely, the longer the phrase. 0.8 is usual, 0 is off."
            ),
            0.0,
        ),
        SamplingSetting(
            "dry.base",
            Words("DRY base"),
            Words("How fast the cost of a repeated phrase grows with its length."),
            1.75,
            needs="dry.multiplier",
        ),
        SamplingSetting(
            "dry.allowed_length",
            Words("DRY allowed length"),
            Words("Repeats up to so many tokens cost nothing."),
            2,
            is_whole=True,
            needs="dry.multiplier",
        ),
        SamplingSetting(
            "dry.last_n",
            Words("DRY looks back on"),
            Words("So many of the last tokens are searched for repeats. −1 is the whole context."),
            -1,
            is_whole=True,
            needs="dry.multiplier",
        ),
    ),
)
_UNUSUAL = SamplingGroup(
    Words("Away from the obvious"),
    (
        SamplingSetting(
            "xtc_probability",
            Words("XTC probability"),
            Words(
                "How often the most obvious tokens are left out, so that another likely one comes. 0 is off."
            ),
            0.0,
        ),
        SamplingSetting(
            "xtc_threshold",
            Words("XTC threshold"),
            Words("Only tokens at least this likely count as obvious; the least likely of them stays."),
            0.1,
            needs="xtc_probability",
        ),
    ),
)
STEADY = SamplingGroup(
    Words("Steady surprise"),
    (
        SamplingSetting(
            "mirostat.tau",
            Words("Target surprise"),
            Words("Tau: how surprising the text shall be, in bits for each token. 5 is usual."),
            5.0,
            needs=MIROSTAT,
        ),
        SamplingSetting(
            "mirostat.eta",
            Words("Learning rate"),
            Words("Eta: how fast it steers back to the target. 0.1 is usual."),
            0.1,
            needs=MIROSTAT,
        ),
    ),
)
GROUPS = (_WHICH, _REPEATS, _UNUSUAL)
