"""What the table of sampling settings (``sampling.py``) says of one setting."""

from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, fields, is_dataclass, replace
from functools import cached_property
from typing import Any, Literal

from explorer.domain.number_text import number_text
from explorer.domain.sampling_lists import words_text
from explorer.domain.words import Words, joined

type Number = int | float
type Biases = tuple[tuple[int, float], ...]
type SettingValue = bool | int | float | tuple[str | tuple[int, float], ...]
# "words": texts without a space in them on one line; "lines": texts, one a line; "biases": token and bias
SettingKind = Literal["switch", "choice", "whole", "number", "words", "lines", "biases"]

_NUMBERS = ("switch", "choice", "whole", "number")
_WHOLE = ("switch", "choice", "whole")
_KEY = "sampling setting"


@dataclass(frozen=True)
class SamplingGroup:
    """Settings that work on the same thing. One without a name has a place of its own on the screen."""

    name: Words


@dataclass(frozen=True)
class SamplingSetting:
    """``path``: its field in Sampling; a dot leads into Dry and Mirostat. ``usual``: its value when nobody
    says another.

    ``neutral`` switches it off. ``least`` to ``most``: what it may be, of a list how many it may hold.
    ``needs``: paths one of which must be on for it to matter. ``sampler``: the step of sampling that it
    belongs to, as llama.cpp calls it. ``hub``, ``gguf``, ``openai``: its name in a generation_config.json,
    after "general.sampling." in a header, and in OpenAI’s API; "" where they do not know it.
    ``said``: how its value is told in a list, in place of name and value. ``varies``: what a grid of values
    begins with. ``is_always_said``: also with its usual value. ``is_of_one_answer``: set with each answer.
    """

    name: Words
    why: Words
    usual: SettingValue
    neutral: SettingValue
    least: Number
    most: Number
    group: SamplingGroup
    kind: SettingKind
    path: str = ""
    needs: tuple[str, ...] = ()
    sampler: str = ""
    choices: tuple[Words, ...] = ()
    hub: str = ""
    gguf: str = ""
    openai: str = ""
    said: Words | None = None
    varies: tuple[Number, ...] = ()
    is_always_said: bool = False
    is_of_one_answer: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it is no list."""
        return self.kind in _NUMBERS

    @property
    def is_whole(self) -> bool:
        return self.kind in _WHOLE

    @cached_property
    def column(self) -> str:
        """Its column in a table for machines."""
        return self.path.replace(".", "_")

    @cached_property
    def names(self) -> frozenset[str]:
        """Whatever it is called by someone."""
        return frozenset({self.path, self.column, self.hub, self.gguf, self.openai} - {""})

    def is_within(self, value: object) -> bool:
        """Whether it may have this value. A NaN is in no range."""
        if not self.is_number:
            return isinstance(value, tuple) and len(value) <= self.most
        if not isinstance(value, int | float) or (value is True and self.kind != "switch"):
            return False
        return self.least <= value <= self.most and (not self.is_whole or float(value).is_integer())

    def value_text(self, value: SettingValue) -> str:
        """In words: 0.7, "on", "version 2", texts in quotation marks."""
        if self.kind == "switch":
            return Words("on") if value else Words("off")
        if self.choices:
            return self.choices[int(value)]  # type: ignore[arg-type]  # a number
        if isinstance(value, tuple):
            return _list_text(self.kind, value)
        return number_text(value)

    def text(self, value: SettingValue) -> Words:
        """Name and value in a list: "top-k 40", "DRY base 1.75"."""
        if self.said is None:
            return self.named_text(value)
        return self.said.filled(value=self.value_text(value))

    def named_text(self, value: SettingValue) -> Words:
        """The same by itself: "Top-k 40"."""
        return Words("{name} {value}", name=self.name, value=self.value_text(value))


def _list_text(kind: SettingKind, value: tuple[Any, ...]) -> str:
    if kind == "biases":
        return Words("1 token") if len(value) == 1 else Words("{count} tokens", count=len(value))
    return words_text(value) if kind == "words" else joined(", ", (f"“{one}”" for one in value))


def setting[T](
    usual: T,
    name: Words,
    why: Words,
    least: Number,
    most: Number,
    group: SamplingGroup,
    kind: SettingKind | None = None,
    neutral: SettingValue | None = None,
    **more: Any,
) -> T:
    """A field of a dataclass of settings, with what the table says of it. ``neutral``: else what is usual."""
    value: Any = usual
    entry = SamplingSetting(
        name=name, why=why, usual=value, neutral=value if neutral is None else neutral,
        least=least, most=most, group=group, kind=kind or _kind_of(value, more), **more,
    )  # fmt: skip
    made: Any = field(default=usual, metadata={_KEY: entry})
    return made  # type: ignore[no-any-return]


def _kind_of(value: object, more: Mapping[str, object]) -> SettingKind:
    if isinstance(value, bool):
        return "switch"
    if "choices" in more:
        return "choice"
    return "whole" if isinstance(value, int) else "number"


def settings_of(made: type, before: str = "") -> Iterator[SamplingSetting]:
    """The settings of a dataclass, with those of the dataclasses in it."""
    for one in fields(made):
        if is_dataclass(one.default):
            yield from settings_of(type(one.default), f"{one.name}.")
        elif (entry := _entry(one)) is not None:
            yield replace(entry, path=before + one.name)


def _entry(one: Field[Any]) -> SamplingSetting | None:
    return one.metadata.get(_KEY)
