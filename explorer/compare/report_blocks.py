"""A report as a row of blocks: what stands where, whatever the format. Every format writes these alone.

Texts of models, cards and prompts are hostile: they are plain text here, and every format escapes all text.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal

from explorer.domain.harmless import harmless
from explorer.domain.words import Words

Role = Literal["body", "strong", "lead", "muted", "quote", "caution", "mono"]


@dataclass(frozen=True)
class Line:
    """One line of a cell or a list. ``mark``: a verdict's shape before it. ``href``: a web address."""

    text: str
    role: Role = "body"
    mark: str = ""
    href: str = ""


@dataclass(frozen=True)
class Heading:
    """``level`` 1 is the title, 2 a part, 3 a piece of it. ``anchor`` is unique in the report."""

    text: str
    level: int
    anchor: str = ""


@dataclass(frozen=True)
class Para:
    text: str
    role: Role = "body"


@dataclass(frozen=True)
class Bullets:
    items: tuple[Line, ...]


@dataclass(frozen=True)
class Row:
    """A head and its cells; one without cells is the title of a group of rows."""

    head: tuple[Line, ...]
    cells: tuple[tuple[Line, ...], ...] = ()


@dataclass(frozen=True)
class Table:
    """``caption`` says to who cannot see it what it is. ``kind``: how wide its columns are."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    kind: Literal["glance", "counts", "facts", "numbers"] = "numbers"


@dataclass(frozen=True)
class Bar:
    """Shares of the longest bar, 0 to 1; ``low`` and ``high`` are the middle half."""

    label: str
    text: str
    note: str
    share: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Bars:
    title: str
    unit: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Quoted:
    """A text as it was written by a person or a model, line breaks and all."""

    label: str
    text: str


@dataclass(frozen=True)
class Thought:
    """What a model thought before it answered, folded where the format can.

    ``brief``: its beginning, for paper, and ``cut`` says so; both are empty where it is short.
    """

    label: str
    text: str
    brief: str = ""
    cut: str = ""


@dataclass(frozen=True)
class Answer:
    """What one column said, or, without ``text``, only notes why it did not."""

    label: str
    text: str
    notes: tuple[Line, ...] = ()
    is_failure: bool = False
    thought: Thought | None = None


@dataclass(frozen=True)
class Answers:
    """The answers to one prompt, side by side where there is room."""

    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Break:
    """What follows begins on a new page."""


type Block = Heading | Para | Bullets | Table | Bars | Quoted | Answers | Break


@dataclass(frozen=True)
class Page:
    """A whole report, said in one language. ``footer`` stands under every page of paper."""

    title: str
    footer: str
    language: str  # as in HTML: "en", "zh-CN"
    blocks: tuple[Block, ...]


def spoken[T](value: T, say: Callable[[str], str]) -> T:
    """The same with every text said in a language, and without signs that deceive the eye."""
    return _spoken(value, say)  # type: ignore[no-any-return]  # it is built as it was


def _spoken(value: Any, say: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return harmless(say(value) if isinstance(value, Words) else value)
    if isinstance(value, tuple):
        return tuple(_spoken(one, say) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _spoken(getattr(value, f.name), say) for f in fields(value)})
    return value
