"""The panel behind one row: the result word for word, who vouches, its conditions, and where to go."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from explorer.choose.leaderboards.board import (
    VOUCHED_SENTENCES,
    VOUCHED_WORDS,
    Board,
    BoardEntry,
    number_of,
)
from explorer.choose.leaderboards.known_benchmarks import title_of_benchmark
from explorer.kit import boxes
from explorer.kit.boxes import STRETCH, at_top, stretched
from explorer.kit.buttons import Button
from explorer.kit.clock import near_day
from explorer.kit.copying import CopyIcon
from explorer.kit.language import shown
from explorer.kit.popup import Popup
from explorer.kit.rich_text.links import LinkPopup
from explorer.kit.scroll import Scroll
from explorer.kit.text import Elided, IconLabel, Label, Para, Quote
from explorer.kit.theme import look_of
from explorer.rooms.choose.leaderboards.board_model_rows import HereCell
from explorer.rooms.choose.leaderboards.board_paint_rows import PROOF_ICONS

_WIDTH, _HIGHEST, _LABEL = 440, 400, 84  # pixels at 100 %


class EntryPopup(Popup):
    """``opened`` leads to the model, ``None`` where there is nowhere to go."""

    def __init__(
        self,
        entry: BoardEntry,
        board: Board,
        here: HereCell,
        opened: Callable[[], object] | None,
        parent: QWidget,
    ) -> None:
        benchmark = entry.benchmark or title_of_benchmark(board.title)
        super().__init__(f"{entry.name}, {benchmark}", parent)
        self._entry, self._board = entry, board
        self.copy = CopyIcon(self.tr("Copy the result with its source"), self._told)
        words = boxes.column(spacing=0)
        words.add(Elided(benchmark, "secondary", "muted"), Elided(entry.model, "heading"))
        self.body.add(boxes.row(spacing=8).add(stretched(words), self.copy))
        content = QWidget()
        width = look_of(self).sizes.px(_WIDTH)
        column = boxes.column(content, margins=(0, 0, 8, 0), spacing=6)
        column.add(*self._parts(), *self._facts(here))
        if entry.verbatim:
            column.add(4, Label(self.tr("As it was sent"), "secondary", "muted"), Quote(entry.verbatim))
        column.add(STRETCH)
        content.setFixedWidth(width)
        height = content.heightForWidth(width)
        content.resize(width, height)
        scroll = Scroll(content, self.tr("The result"))
        scroll.setFixedSize(width, min(height, look_of(self).sizes.px(_HIGHEST)))
        self.body.add(scroll, self._foot(opened))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.copy.setFocus()

    def _parts(self) -> Iterator[QWidget | boxes.Row]:
        """The value, and who vouches for it."""
        entry = self._entry
        yield Label(" ".join(filter(None, (entry.value, entry.unit))), "title")
        icon, role = PROOF_ICONS[entry.vouched]
        sentence = shown(VOUCHED_SENTENCES[entry.vouched])
        if entry.pull_request:
            sentence = self.tr(
                "Only proposed, in request {number} to the model’s repo: its publisher has not taken it."
            ).format(number=f"{entry.pull_request:,}")
        line = boxes.row(spacing=8).add(at_top(IconLabel(icon, role)), stretched(Para(sentence)))
        yield line

    def _facts(self, here: HereCell) -> Iterator[QWidget]:
        entry, board = self._entry, self._board
        if not entry.unit and number_of(entry.value) is not None and not entry.value.rstrip().endswith("%"):
            yield _fact(self.tr("Unit"), self.tr("not stated"))
        rank = f"{entry.rank:,}" if entry.rank else self.tr("not stated")
        yield _fact(self.tr("Rank"), rank)
        if entry.notes:
            yield _fact(self.tr("Settings"), entry.notes)
        yield _fact(self.tr("Date"), entry.dated or self.tr("not stated"))
        source = " · ".join(filter(None, (entry.source_name, entry.source)))
        yield _fact(self.tr("Source"), source or self.tr("not stated"))
        if entry.file:
            yield _fact(self.tr("File"), entry.file)
        if board.file:
            said = self.tr("imported from {file} on {day}")
            yield _fact(self.tr("Read on"), said.format(file=board.file, day=near_day(board.read_at)))
        else:
            yield _fact(self.tr("Read on"), near_day(board.read_at))
        if here.tip:
            yield _fact(self.tr("Runs here"), here.tip)
        if entry.is_on_hub:
            said = self.tr("{model} itself; a smaller file of it may do worse")
            yield _fact(self.tr("Measured on"), said.format(model=entry.name))

    def _foot(self, opened: Callable[[], object] | None) -> boxes.Row:
        line = boxes.row(spacing=8)
        if self._entry.source.startswith(("https://", "http://")):
            self.link = Button("link", self.tr("Open the source…"), "external", then=self._open_source)
            line.add(self.link)
        line.add(STRETCH)
        if opened is not None:
            self.go = Button("outlined", self.tr("Open the model"), then=partial(self._leave, opened))
            line.add(self.go)
        return line

    def _open_source(self) -> None:
        LinkPopup(self._entry.source, self).open_below(self.link)

    def _leave(self, opened: Callable[[], object]) -> None:
        self.close()
        opened()

    def _told(self) -> str:
        entry = self._entry
        parts = (
            entry.model,
            entry.benchmark or self._board.title,
            " ".join(filter(None, (entry.value, entry.unit))),
            shown(VOUCHED_WORDS[entry.vouched]),
            entry.notes,
            entry.dated,
            entry.source or entry.source_name,
            self._board.file,
        )
        return " · ".join(filter(None, parts))


def _fact(label: str, value: str) -> QWidget:
    holder = QWidget()
    said, text = Para(label, "secondary", "muted"), Para(value, "secondary")
    said.setFixedWidth(look_of(holder).sizes.px(_LABEL))
    text.setProperty("data", True)
    boxes.row(holder, spacing=10).add(at_top(said), stretched(text))
    return holder
