"""The page of a decision: columns are candidates, rows questions, each cell with what stands behind it."""

from dataclasses import dataclass
from typing import Literal

from explorer.domain.model import Whereabouts
from explorer.domain.words import Words, joined

type RowKey = Literal["use", "runs", "task", "fails", "boards", "undisclosed", "maker", "terms"]
type CellRole = Literal["body", "strong", "big", "quote", "place"]
# Shapes before a line: those of verdicts, of measurements, and the one of what leaves this machine
type CellMark = Literal[
    "", "open", "partial", "closed", "conflict", "not_disclosed", "not_checked", "cannot tell", "running",
    "waiting", "leaves",
]  # fmt: skip
type PillTone = Literal["accent", "neutral", "caution", "bad"]

_NOTHING = Words("")


@dataclass(frozen=True)
class DrawnRate:
    """A rate with its 95 % interval, from 0 to 1. ``chance``: what guessing gives."""

    value: float
    low: float
    high: float
    chance: float | None = None


@dataclass(frozen=True)
class CellLine:
    """``aside``: faint, behind the text; ``label`` and ``drawn``: before it, of one rate among several.
    ``is_old``: told when it may no longer be true.
    """

    text: str
    role: CellRole = "body"
    mark: CellMark = ""
    aside: str = ""
    label: str = ""
    drawn: DrawnRate | None = None
    is_old: bool = False


@dataclass(frozen=True)
class CellSource:
    """One thing that stands behind a cell. ``title``: over it; ``quote``: word for word; ``places``: file
    and line, commit, day, a line each; ``address``: on the web; ``subject``: of Evaluate.
    """

    text: str = ""
    quote: str = ""
    places: tuple[str, ...] = ()
    address: str = ""
    subject: str = ""
    title: str = ""


@dataclass(frozen=True)
class DecisionCell:
    """``changed``: what it said when it was decided, "" where it says the same. ``can_enter``: the person
    says it, so that there is a button for it.
    """

    lines: tuple[CellLine, ...] = ()
    sources: tuple[CellSource, ...] = ()
    changed: str = ""
    can_enter: bool = False

    @property
    def words(self) -> Words:
        """Its lines in one."""
        return joined("; ", (joined(" ", (one.label, one.text, one.aside)) for one in self.lines))


NO_CELL = DecisionCell()


@dataclass(frozen=True)
class DecisionColumn:
    """A candidate. ``pill``: how it stands to what was asked for; ``where`` and ``goes``: of one that is
    asked elsewhere. ``is_gone``: it cannot be asked; ``has_gone``: any more, since it was decided.
    """

    id: str
    title: str
    subtitle: str = ""
    pill: Words = _NOTHING
    tone: PillTone = "neutral"
    where: Whereabouts = Whereabouts.HERE
    goes: str = ""
    reference: str = ""
    is_gone: bool = False
    has_gone: bool = False


@dataclass(frozen=True)
class TableQuestion:
    """A question of all candidates. ``note``: under its title; ``cells``: in the order of the columns."""

    key: RowKey
    title: Words
    note: str = ""
    mark: CellMark = ""
    cells: tuple[DecisionCell, ...] = ()


@dataclass(frozen=True)
class RuleTold:
    """What a rule ``asks``, how it works, and what it did: who was left, and who fell, in words."""

    asks: Words
    words: Words
    did: Words


@dataclass(frozen=True)
class DecisionPage:
    """``headline``, ``reasons`` and ``against``: what the rules say, and what speaks against it; ``what_if``:
    what would change it; ``rules``: how it was decided; ``first``: ids of who comes first. ``foot``: the
    conditions of what was measured; ``went``: where prompts went. ``changes``: since it was decided.
    ``is_tried``: something was; ``is_measuring``: more comes by itself; ``is_complete``: all that was to be
    tried was.
    """

    title: str
    headline: Words = _NOTHING
    reasons: tuple[CellLine, ...] = ()
    against: tuple[CellLine, ...] = ()
    what_if: tuple[Words, ...] = ()
    rules: tuple[RuleTold, ...] = ()
    first: tuple[str, ...] = ()
    columns: tuple[DecisionColumn, ...] = ()
    rows: tuple[TableQuestion, ...] = ()
    foot: Words = _NOTHING
    went: Words = _NOTHING
    changes: tuple[Words, ...] = ()
    decided_on: str = ""
    is_tried: bool = False
    is_measuring: bool = False
    is_complete: bool = False

    def row(self, key: RowKey) -> TableQuestion | None:
        return next((row for row in self.rows if row.key == key), None)
