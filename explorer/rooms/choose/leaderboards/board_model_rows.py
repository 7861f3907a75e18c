"""A leaderboard as Qt's table model: it adapts the plain list of entries."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject

from explorer.choose.leaderboards.board import VOUCHED_WORDS, BoardEntry
from explorer.choose.leaderboards.runs_here import RunsHere
from explorer.kit.language import shown, tr
from explorer.kit.painted_rows import PaintedRows
from explorer.kit.pill import Tone
from explorer.rooms.choose.leaderboards.board_order import EXPLANATIONS, HEADINGS, BoardColumn

COLUMNS = tuple(BoardColumn)


@dataclass(frozen=True)
class HereCell:
    """What stands in the last column. ``tone`` "" is for words without a pill."""

    words: str = ""
    tone: Tone | None = None
    tip: str = ""
    icon: str = ""


def here_cell(here: RunsHere, model: str, fit_words: str) -> HereCell:
    """``fit_words``: of one in the Library, in a word; "" if it is not known."""
    if here.model is not None:
        tip = tr("In the Library: {name}").format(name=here.model.title)
        return HereCell(fit_words or tr("In the Library"), "accent", tip, "library")
    if here.trouble is not None:
        return HereCell(tr("not known"), None, shown(here.trouble.words))
    if not here.repo:
        return HereCell(
            tr("no file for this app"), None, tr("The Hub names no GGUF file of {model}.").format(model=model)
        )
    tip = " · ".join(filter(None, (here.repo, here.label)))
    if here.fit is None:
        return HereCell(tr("has files"), "neutral", tip)
    words = tr("{fits} as {file}").format(fits=shown(here.fit.word), file=here.label) if here.label else ""
    return HereCell(words or shown(here.fit.word), here.fit.word.tone, f"{tip}: {shown(here.fit.text)}")


class BoardRows(PaintedRows[BoardEntry, BoardColumn]):
    """``here`` gives the last cell of an entry."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, parent)
        self.here: Mapping[str, HereCell] = {}

    def show_here(self, here: Mapping[str, HereCell]) -> None:
        self.here = here
        if self.rows:
            last = len(COLUMNS) - 1
            self.dataChanged.emit(self.index(0, last), self.index(len(self.rows) - 1, last))

    def here_of(self, entry: BoardEntry) -> HereCell:
        return self.here.get(entry.model, HereCell())

    def heading(self, column: BoardColumn) -> str:
        return shown(HEADINGS[column])

    def explanation(self, column: BoardColumn) -> str:
        explained = shown(EXPLANATIONS[column]) if column in EXPLANATIONS else ""
        return "\n".join(filter(None, (self.heading(column), explained)))

    def text(self, row: BoardEntry, column: BoardColumn) -> str:
        if column is BoardColumn.HERE:
            return self.here_of(row).words or (tr("not asked yet") if row.is_on_hub else "–")
        return text_in(row, column)

    def tip(self, row: BoardEntry, column: BoardColumn) -> str:
        return self.here_of(row).tip if column is BoardColumn.HERE else self.text(row, column)

    def spoken(self, row: BoardEntry) -> str:
        headed = ((column, self.text(row, column)) for column in COLUMNS)
        return ", ".join(f"{self.heading(column)} {text}" for column, text in headed if text)


def text_in(entry: BoardEntry, column: BoardColumn) -> str:
    """Of any column but the last."""
    match column:
        case BoardColumn.RANK:
            text = f"{entry.rank:,}" if entry.rank else "–"
        case BoardColumn.MODEL:
            text = entry.model
        case BoardColumn.VALUE:
            text = " ".join(filter(None, (entry.value, entry.unit)))
        case BoardColumn.PROOF:
            text = tr("proposed, not accepted") if entry.pull_request else shown(VOUCHED_WORDS[entry.vouched])
        case BoardColumn.DATE:
            dated = entry.dated[:10] if entry.dated[4:5] == "-" else entry.dated
            text = dated or tr("not stated")
        case _:
            text = entry.source_name or entry.source.removeprefix("https://") or tr("not stated")
    return text
