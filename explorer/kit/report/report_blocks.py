"""A report as a sequence of blocks (headings, tables, bars, answers), from which every format is written.

Texts of models, cards and prompts are hostile: they are plain text here, and every format escapes all text.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal

from explorer.domain.harmless import harmless
from explorer.domain.words import Words

Role = Literal["body", "strong", "lead", "muted", "quote", "caution", "mono"]


@dataclass(frozen=True)
class ReportLine:
    """One line of a cell or a list. ``mark``: a verdict's shape before it. ``href``: a web address."""

    text: str
    role: Role = "body"
    mark: str = ""
    href: str = ""


@dataclass(frozen=True)
class HeadingBlock:
    """``level`` 1 is the title, 2 a part, 3 a piece of it. ``anchor`` is unique in the report."""

    text: str
    level: int
    anchor: str = ""


@dataclass(frozen=True)
class ParagraphBlock:
    text: str
    role: Role = "body"


@dataclass(frozen=True)
class BulletsBlock:
    items: tuple[ReportLine, ...]


@dataclass(frozen=True)
class TableBlockRow:
    """A head and its cells; one without cells is the title of a group of rows."""

    head: tuple[ReportLine, ...]
    cells: tuple[tuple[ReportLine, ...], ...] = ()


@dataclass(frozen=True)
class TableBlock:
    """``caption`` says to who cannot see it what it is. ``kind``: how wide its columns are; of facts so many
    as ``most`` models stand beside each other on paper.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[TableBlockRow, ...]
    kind: Literal["glance", "counts", "facts", "numbers"] = "numbers"
    most: int = 3


@dataclass(frozen=True)
class BarsBlockRow:
    """Shares of the longest bar, 0 to 1; ``low`` and ``high`` are the middle half, or a 95 % interval."""

    label: str
    text: str
    note: str
    share: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class BarsBlock:
    title: str
    unit: str
    bars: tuple[BarsBlockRow, ...]


@dataclass(frozen=True)
class QuotedBlock:
    """A text as it was written by a person or a model, line breaks and all."""

    label: str
    text: str


@dataclass(frozen=True)
class ThoughtBlock:
    """What a model thought before it answered, or exactly what it was sent; folded where the format can.

    ``brief``: its beginning, for paper, and ``cut`` says so; both are empty where it is short.
    """

    label: str
    text: str
    brief: str = ""
    cut: str = ""


_BRIEF = 500  # characters of it on paper


def thought_block(label: str, text: str) -> ThoughtBlock:
    """With its beginning, where it is long."""
    if len(text) <= _BRIEF:
        return ThoughtBlock(label, text)
    brief = text[:_BRIEF].rsplit(maxsplit=1)[0]
    cut = Words("Shortened: {n} of {all} characters.", n=f"{len(brief):,}", all=f"{len(text):,}")
    return ThoughtBlock(label, text, f"{brief}…", cut)


@dataclass(frozen=True)
class AnswerBlock:
    """What one column said, or, without ``text``, only notes why it did not. ``sent``: what it read."""

    label: str
    text: str
    notes: tuple[ReportLine, ...] = ()
    is_failure: bool = False
    thought: ThoughtBlock | None = None
    sent: ThoughtBlock | None = None


@dataclass(frozen=True)
class AnswersBlock:
    """The answers to one prompt, side by side where there is room."""

    answers: tuple[AnswerBlock, ...]


@dataclass(frozen=True)
class FoldedBlock:
    """Blocks that are opened where the format can fold; ``lines`` beside the title are always seen."""

    title: str
    lines: tuple[ReportLine, ...]
    blocks: tuple["ReportBlock", ...]


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


type ReportBlock = (
    HeadingBlock
    | ParagraphBlock
    | BulletsBlock
    | TableBlock
    | BarsBlock
    | QuotedBlock
    | AnswersBlock
    | FoldedBlock
    | PageBreak
)


@dataclass(frozen=True)
class ReportPage:
    """A whole report, said in one language. ``footer`` stands under every page of paper."""

    title: str
    footer: str
    language: str  # as in HTML: "en", "zh-CN"
    blocks: tuple[ReportBlock, ...]


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
