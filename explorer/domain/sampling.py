"""How the next token is drawn: the one table of sampling settings.

Each field of Sampling (and of Dry and Mirostat in it) is an entry, with its value when nobody says another,
its limits, and what it is for; what draws is in ``engine/local/llama/sampler_chain.py``. Screens, reports,
`omx` and what is read out of a model's files go through SETTINGS. A new setting is a field here, whose
``neutral`` value changes nothing, and its sampler there.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from explorer.domain.errors import KnownError
from explorer.domain.sampling_setting import (
    Biases,
    SamplingGroup,
    SamplingSetting,
    SettingValue,
    setting,
    settings_of,
)
from explorer.domain.words import Words

MAX_ALTERNATIVES = 100  # a token
SHOWN_ALTERNATIVES = 10  # of them on the screen
_MAX_SEED = 2**32 - 1
_MAX_BIAS = 10_000
_MOST = 10_000_000

# What works on the likely tokens, in the usual order, by llama.cpp's names.
SAMPLERS = ("penalties", "dry", "top_n_sigma", "top_k", "typ_p", "top_p", "min_p", "xtc", "temperature")
_OTHER_NAMES = {
    "top-k": "top_k", "top-p": "top_p", "nucleus": "top_p", "typical-p": "typ_p", "typical_p": "typ_p",
    "typical": "typ_p", "typ-p": "typ_p", "typ": "typ_p", "min-p": "min_p", "temp": "temperature",
    "top-n-sigma": "top_n_sigma",
}  # fmt: skip

OWN_PLACE = SamplingGroup(Words(""))
WHICH = SamplingGroup(Words("Which tokens may be drawn"))
ADAPTS = SamplingGroup(Words("Temperature that adapts"))
REPEATS = SamplingGroup(Words("Against repetition"))
UNUSUAL = SamplingGroup(Words("Away from the obvious"))
STEADY = SamplingGroup(Words("Steady surprise"))
BY_HAND = SamplingGroup(Words("Tokens by hand"))
GROUPS = (WHICH, ADAPTS, REPEATS, UNUSUAL, STEADY, BY_HAND)

_PENALTIES = ("repeat_penalty", "frequency_penalty", "presence_penalty")


@dataclass(frozen=True)
class Dry:
    """A repeat longer than ``allowed_length`` costs ``multiplier * base ** (length - allowed_length)``."""

    multiplier: float = setting(
        0.0, Words("DRY multiplier"),
        Words("Makes repeating a whole phrase less likely, the longer the phrase. 0.8 is usual, 0 is off."),
        0, 100, REPEATS, sampler="dry", varies=(0, 0.8),
    )  # fmt: skip
    base: float = setting(
        1.75, Words("DRY base"), Words("How fast the cost of a repeated phrase grows with its length."),
        1, 100, REPEATS, sampler="dry", needs=("dry.multiplier",), varies=(1.75, 2),
    )  # fmt: skip
    allowed_length: int = setting(
        2, Words("DRY allowed length"), Words("Repeats up to so many tokens cost nothing."),
        0, 10_000, REPEATS, sampler="dry", needs=("dry.multiplier",), varies=(2, 4),
    )  # fmt: skip
    last_n: int = setting(
        -1, Words("DRY looks back on"),
        Words("So many of the last tokens are searched for repeats. −1 is the whole context."),
        -1, _MOST, REPEATS, sampler="dry", needs=("dry.multiplier",), varies=(64, -1),
    )  # fmt: skip
    breakers: tuple[str, ...] = setting(
        ("\n", ":", '"', "*"), Words("Texts that end a phrase"),
        Words("A phrase does not go on over one of these for DRY. Spaces between them; \\n is a line break."),
        0, 64, REPEATS, "words", sampler="dry", needs=("dry.multiplier",),
        said=Words("DRY phrases end at {value}"),
    )  # fmt: skip


@dataclass(frozen=True)
class Mirostat:
    """In place of every sampler except the temperature."""

    version: Literal[0, 1, 2] = setting(
        0, Words("Mirostat"),
        Words(
            "Steers while it writes, so that the text stays equally surprising throughout. It takes the place"
            " of every other sampler except the temperature."
        ),
        0, 2, STEADY, choices=(Words("off"), Words("version 1"), Words("version 2")), gguf="mirostat",
        varies=(0, 2),
    )  # fmt: skip
    tau: float = setting(
        5.0, Words("Mirostat tau"),
        Words("Tau: how surprising the text shall be, in bits for each token. 5 is usual."),
        0, 100, STEADY, needs=("mirostat.version",), gguf="mirostat_tau", varies=(3, 5),
    )  # fmt: skip
    eta: float = setting(
        0.1, Words("Mirostat eta"), Words("Eta: how fast it steers back to the target. 0.1 is usual."),
        0, 10, STEADY, needs=("mirostat.version",), gguf="mirostat_eta", varies=(0.1, 0.2),
    )  # fmt: skip


@dataclass(frozen=True)
class Sampling:
    """How the next token is drawn. ``temperature`` 0 is greedy; ``seed`` makes an answer repeatable."""

    temperature: float = setting(
        0.7, Words("Temperature"),
        Words("How freely the next word is drawn. At 0 always the likeliest; above 1 it wanders."),
        0, 100, OWN_PLACE, sampler="temperature", hub="temperature", gguf="temp", openai="temperature",
        said=Words("temperature {value}"), is_always_said=True, varies=(0, 0.7, 1),
    )  # fmt: skip
    top_k: int = setting(
        40, Words("Top-k"), Words("Only the so many likeliest tokens may be drawn. 0 and −1 let all in."),
        -1, _MOST, WHICH, neutral=0, sampler="top_k", hub="top_k", gguf="top_k",
        said=Words("top-k {value}"), is_always_said=True, varies=(20, 40),
    )  # fmt: skip
    top_p: float = setting(
        0.95, Words("Top-p"),
        Words("Only the likeliest tokens that together reach this probability. 1 lets all in."),
        0, 1, WHICH, neutral=1.0, sampler="top_p", hub="top_p", gguf="top_p", openai="top_p",
        said=Words("top-p {value}"), is_always_said=True, varies=(0.9, 1),
    )  # fmt: skip
    min_p: float = setting(
        0.05, Words("Min-p"),
        Words("Leaves out tokens less likely than this part of the likeliest one. 0 lets all in."),
        0, 1, WHICH, neutral=0.0, sampler="min_p", hub="min_p", gguf="min_p",
        said=Words("min-p {value}"), is_always_said=True, varies=(0, 0.05),
    )  # fmt: skip
    typical_p: float = setting(
        1.0, Words("Typical-p"),
        Words("Prefers tokens about as surprising as the model expects here. 1 lets all in."),
        0, 1, WHICH, sampler="typ_p", hub="typical_p", said=Words("typical-p {value}"), varies=(0.9, 1),
    )  # fmt: skip
    top_n_sigma: float = setting(
        -1.0, Words("Top-n-sigma"),
        Words(
            "Only tokens whose logit is at most so many standard deviations below the likeliest one. 1 is"
            " usual, −1 lets all in."
        ),
        -1, 100, WHICH, sampler="top_n_sigma", said=Words("top-n-sigma {value}"), varies=(-1, 1),
    )  # fmt: skip
    min_keep: int = setting(
        1, Words("Min-keep"), Words("Top-p, min-p, typical-p and XTC leave at least so many tokens."),
        1, _MOST, WHICH, said=Words("min-keep {value}"), varies=(1, 5),
    )  # fmt: skip
    samplers: tuple[str, ...] = setting(
        (), Words("Order of samplers"),
        Words("The steps in the order they work, spaces between. One that is left out does not work."),
        0, len(SAMPLERS), WHICH, "words", gguf="sequence", said=Words("samplers in the order {value}"),
    )  # fmt: skip
    dynatemp_range: float = setting(
        0.0, Words("Temperature range"),
        Words(
            "The temperature falls by up to this where the model is sure, and rises by it where it is not."
            " 0 is off."
        ),
        0, 100, ADAPTS, sampler="temperature", said=Words("temperature range {value}"), varies=(0, 0.5),
    )  # fmt: skip
    dynatemp_exponent: float = setting(
        1.0, Words("Temperature exponent"),
        Words("How doubt becomes temperature: above 1 it stays cool for longer. 1 is usual."),
        0, 100, ADAPTS, sampler="temperature", needs=("dynatemp_range",),
        said=Words("temperature exponent {value}"), varies=(1, 2),
    )  # fmt: skip
    repeat_penalty: float = setting(
        1.0, Words("Repeat penalty"),
        Words("Above 1, tokens that were just used become less likely. 1 is off."),
        0.01, 100, REPEATS, sampler="penalties", hub="repetition_penalty", gguf="penalty_repeat",
        said=Words("repeat penalty {value}"), varies=(1, 1.1),
    )  # fmt: skip
    frequency_penalty: float = setting(
        0.0, Words("Frequency penalty"),
        Words("The more often a token was used, the less likely it becomes. 0 is off."),
        -100, 100, REPEATS, sampler="penalties", openai="frequency_penalty",
        said=Words("frequency penalty {value}"), varies=(0, 0.5),
    )  # fmt: skip
    presence_penalty: float = setting(
        0.0, Words("Presence penalty"),
        Words("A token that was used at all becomes less likely: new subjects come up. 0 is off."),
        -100, 100, REPEATS, sampler="penalties", openai="presence_penalty",
        said=Words("presence penalty {value}"), varies=(0, 0.5),
    )  # fmt: skip
    penalty_last_n: int = setting(
        64, Words("Penalties look back on"),
        Words("So many of the last tokens count for the three penalties. −1 is the whole context."),
        -1, _MOST, REPEATS, sampler="penalties", needs=_PENALTIES, gguf="penalty_last_n",
        said=Words("penalties look back on {value}"), varies=(64, -1),
    )  # fmt: skip
    dry: Dry = Dry()
    xtc_probability: float = setting(
        0.0, Words("XTC probability"),
        Words("How often the most obvious tokens are left out, so that another likely one comes. 0 is off."),
        0, 1, UNUSUAL, sampler="xtc", gguf="xtc_probability", varies=(0, 0.5),
    )  # fmt: skip
    xtc_threshold: float = setting(
        0.1, Words("XTC threshold"),
        Words("Only tokens at least this likely count as obvious; the least likely of them stays."),
        0, 1, UNUSUAL, sampler="xtc", needs=("xtc_probability",), gguf="xtc_threshold", varies=(0.1, 0.2),
    )  # fmt: skip
    mirostat: Mirostat = Mirostat()
    adaptive_target: float = setting(
        -1.0, Words("Adaptive-p target"),
        Words("Prefers tokens about this likely, and steers so that they are on average. −1 is off."),
        -1, 1, STEADY, sampler="adaptive_p", said=Words("adaptive-p target {value}"), varies=(-1, 0.5),
    )  # fmt: skip
    adaptive_decay: float = setting(
        0.9, Words("Adaptive-p decay"),
        Words("How long it remembers what it drew: 0.9 is about the last ten tokens."),
        0, 0.99, STEADY, sampler="adaptive_p", needs=("adaptive_target",),
        said=Words("adaptive-p decay {value}"), varies=(0.9, 0.95),
    )  # fmt: skip
    logit_bias: Biases = setting(  # noqa: RUF009  it makes a field
        (), Words("Logit bias"),
        Words(
            "A line each: the number of a token, and what is added to its logit."
            " 5 makes it much likelier, −1000 forbids it."
        ),
        0, 1000, BY_HAND, "biases", openai="logit_bias", said=Words("a bias on {value}"),
    )  # fmt: skip
    banned_texts: tuple[str, ...] = setting(
        (), Words("Banned texts"),
        Words(
            "A line each: a text that never comes, written exactly so, whatever its tokens are; in a thought"
            " neither. \\n stands for a line break."
        ),
        0, 64, BY_HAND, "lines", said=Words("without {value}"),
    )  # fmt: skip
    ignore_eos: bool = setting(
        False, Words("Ignore the end"),
        Words(
            "Goes on where the model would end, up to the longest answer. What a schema or a grammar holds"
            " ends all the same."
        ),
        0, 1, BY_HAND, said=Words("ignores the end: {value}"), varies=(0, 1),
    )  # fmt: skip
    seed: int = setting(
        42, Words("Seed"), Words("The same seed repeats an answer on this machine."),
        -_MAX_SEED, _MAX_SEED, OWN_PLACE, openai="seed", said=Words("seed {value}"),
        is_always_said=True, is_of_one_answer=True, varies=(1, 2, 3),
    )  # fmt: skip
    max_tokens: int = setting(
        256, Words("Longest answer"), Words("In tokens; what is thought before counts too."),
        1, _MOST, OWN_PLACE, hub="max_new_tokens", openai="max_completion_tokens",
        said=Words("at most {value} tokens"), is_always_said=True, is_of_one_answer=True, varies=(64, 256),
    )  # fmt: skip

    def check(self) -> None:
        """Raises KnownError that names the first setting out of its limits."""
        for problem in _problems(self):
            raise KnownError(problem, Words("Change this setting, or go back to the defaults."))


SETTINGS = tuple(settings_of(Sampling))
BY_PATH = {entry.path: entry for entry in SETTINGS}


def value_at(sampling: Sampling, path: str) -> Any:
    """The value of one setting. Raises AttributeError for a path that is none."""
    value: Any = sampling
    for part in path.split("."):
        value = getattr(value, part)
    return value


def with_value(sampling: Sampling, path: str, value: SettingValue) -> Sampling:
    """With another value of one setting."""
    group, _, name = path.rpartition(".")
    kind = BY_PATH[path].kind
    changes: Any = {name: bool(value) if kind == "switch" else value}
    if not group:
        return replace(sampling, **changes)
    return replace(sampling, **{group: replace(getattr(sampling, group), **changes)})


def is_at_work(sampling: Sampling, entry: SamplingSetting) -> bool:
    """Whether this setting can matter with the others as they are."""
    if entry.needs and all(is_neutral(sampling, BY_PATH[path]) for path in entry.needs):
        return False
    is_greedy, draws = sampling.temperature <= 0, entry.sampler not in ("", "penalties", "dry")
    if is_greedy and (draws or entry.group is STEADY):  # what the usual ones are is told all the same
        return entry.is_always_said
    if (
        sampling.mirostat.version
        and not is_greedy
        and (entry.sampler or entry.path in ("min_keep", "samplers"))
    ):
        return entry.path == "temperature"
    return not sampling.samplers or entry.sampler not in SAMPLERS or entry.sampler in sampling.samplers


def is_neutral(sampling: Sampling, entry: SamplingSetting) -> bool:
    return bool(value_at(sampling, entry.path) == entry.neutral)


def said_settings(sampling: Sampling) -> tuple[SamplingSetting, ...]:
    """What must be known of an answer: every setting that was at work, in the order of the table."""
    return tuple(
        entry
        for entry in SETTINGS
        if is_at_work(sampling, entry) and (entry.is_always_said or not is_neutral(sampling, entry))
    )


def setting_texts(sampling: Sampling, unsent: Collection[str] = ()) -> tuple[Words, ...]:
    """How answers were drawn, a text each: "temperature 0.7", "DRY multiplier 0.8"; without the paths that
    were not sent.
    """
    said = (entry for entry in said_settings(sampling) if entry.path not in unsent)
    return tuple(entry.text(value_at(sampling, entry.path)) for entry in said)


def missed_paths(sampling: Sampling, unsent: Iterable[str]) -> tuple[str, ...]:
    """Those of ``unsent`` by which an answer might have been another."""
    idle = {entry.path for entry in SETTINGS if sampling.temperature <= 0 and entry.group is WHICH}
    return tuple(path for path in unsent if path not in idle)


def names_of(paths: Iterable[str]) -> tuple[str, ...]:
    """What settings are called; one that this version does not know, by its path."""
    return tuple(BY_PATH[path].name if path in BY_PATH else path for path in paths)


def sampler_names(texts: Iterable[str], *, only_known: bool = False) -> tuple[str, ...]:
    """Our names of samplers, each once; what is no name of one stays as it is, or is left out."""
    names = dict.fromkeys(_OTHER_NAMES.get(text, text) for text in texts)
    return tuple(name for name in names if name in SAMPLERS or not only_known)


def _problems(sampling: Sampling) -> Iterator[Words]:
    for entry in SETTINGS:
        value = value_at(sampling, entry.path)
        if not entry.is_within(value):
            yield _limits_words(entry, value)
        elif entry.kind in ("words", "lines") and any("\0" in text or not text for text in value):
            yield Words("{name}: a text must not be empty.", name=entry.name)
    if any(not -_MAX_BIAS <= bias <= _MAX_BIAS or token < 0 for token, bias in sampling.logit_bias):
        yield Words("A logit bias must be between {least} and {most}.", least=-_MAX_BIAS, most=_MAX_BIAS)
    unknown = next((name for name in sampling.samplers if name not in SAMPLERS), None)
    if unknown is not None:
        known = ", ".join(SAMPLERS)
        yield Words("There is no sampler “{name}”; there are {known}.", name=unknown, known=known)


def _limits_words(entry: SamplingSetting, value: SettingValue) -> Words:
    if isinstance(value, tuple):
        return Words("{name}: at most {count:,}.", name=entry.name, count=entry.most)
    return Words(
        "{name} is {value}; it must be between {least:,} and {most:,}.",
        name=entry.name, value=f"{value:.12g}", least=entry.least, most=entry.most,
    )  # fmt: skip


@dataclass(frozen=True)
class StatedSampling:
    """What a model's makers say it should be sampled with, by path.

    ``source``: where it stands, e.g. "header" or "generation_config.json"; "" if nothing is stated.
    """

    source: str = ""
    values: Mapping[str, SettingValue] = field(default_factory=dict)

    def applied(self, base: Sampling) -> Sampling:
        """``base`` with what the makers state in place of it."""
        for path, value in self.values.items():
            base = with_value(base, path, value)
        return base


NOTHING_STATED = StatedSampling()
