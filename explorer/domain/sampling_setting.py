"""What the table of sampling settings (``sampling.py``) says of one; and lists as texts a person can edit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields, is_dataclass, replace
from functools import cached_property
from typing import Any, Literal

from explorer.domain.number_text import number_text, read_number
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


_MARKS = (("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"), (" ", "\\s"))


class BadLineError(ValueError):
    """``words`` say which line is wrong and why."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self.words = words


def escaped(text: str) -> str:
    """One text of a list without line break or space in it: those are marked."""
    for sign, mark in _MARKS:
        text = text.replace(sign, mark)
    return text


def unescaped(text: str) -> str:
    """What ``escaped`` was given."""
    made, signs = "", iter(text)
    back = {mark[1]: sign for sign, mark in _MARKS}
    for sign in signs:
        if sign != "\\":
            made += sign
            continue
        following = next(signs, "")
        made += back.get(following, sign + following)
    return made


def words_text(texts: Sequence[str]) -> str:
    """On one line, with spaces between."""
    return " ".join(map(escaped, texts))


def parse_words(text: str) -> tuple[str, ...]:
    """Each once, in their order."""
    return tuple(dict.fromkeys(map(unescaped, text.split())))


def lines_text(texts: Sequence[str]) -> str:
    """One text a line; spaces stay as they are."""
    return "\n".join(escaped(text).replace("\\s", " ") for text in texts)


def parse_lines(text: str) -> tuple[str, ...]:
    """The texts of ``lines_text``, each once; empty lines count for nothing."""
    return tuple(dict.fromkeys(unescaped(line) for line in text.split("\n") if line))


def bias_text(biases: Sequence[tuple[int, float]]) -> str:
    return "\n".join(f"{token} {bias:g}" for token, bias in biases)


def parse_bias(text: str) -> tuple[tuple[int, float], ...]:
    """Raises BadLineError."""
    found: dict[int, float] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        parts = line.replace("=", " ").replace(":", " ").split()
        numbers = [read_number(part, whole=not at) for at, part in enumerate(parts)]
        if len(numbers) == 2 and None not in numbers:
            found[int(numbers[0] or 0)] = float(numbers[1] or 0)
        else:
            words = Words("Line {number}: write the number of a token, a space and its bias.", number=number)
            raise BadLineError(words)
    return tuple(found.items())
