"""Answers without names: as they come, and as they are voted on."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Slot

from explorer.compare.answer_words import speed_words, state_words
from explorer.compare.column_rows import ColumnsView, SideColumn
from explorer.compare.document import Document
from explorer.compare.live import Change, ColumnState, Live, Phase
from explorer.compare.results import Cell, Outcome, Result, latest
from explorer.compare.said_rows import SaidArea
from explorer.compare.votes import seats_of
from explorer.domain.piece import NOTHING, Piece, joined
from explorer.domain.words import Words
from explorer.kit import boxes
from explorer.kit.language import shown, tr
from explorer.kit.text import Para, plain_tip
from explorer.kit.thinking import Thinking

_LETTERS = "ABCDEF"
_FRAME_MS = 30  # tokens are shown about 30 times a second


class BlindSide(SideColumn):
    """One answer under a letter."""

    def __init__(self, seat: int) -> None:
        letter = tr("Answer {letter}").format(letter=_LETTERS[seat])
        super().__init__(_LETTERS[seat], letter)
        self._letter = letter
        self._name = Para(letter, "heading", most=2)
        self._numbers = Para("", "secondary", "muted", most=2)
        words = boxes.column(self.head, margins=(18, 9, 14, 9), spacing=1)
        words.addWidget(self._name)
        words.addWidget(self._numbers)
        self._view = SaidArea(letter)
        body = boxes.column(margins=(16, 14, 10, 0))
        body.addWidget(self._view)
        self.body.addLayout(body)
        self._shown: object = None
        self._waiting = NOTHING
        self._frame = QTimer(self, singleShot=True, interval=_FRAME_MS)
        self._frame.timeout.connect(self._flush)

    @property
    def told(self) -> str:
        """Whose answer it is, as far as it was told."""
        return self._name.text()

    @property
    def state(self) -> str:
        return self._numbers.text()

    @property
    def text(self) -> str:
        return self._view.toPlainText()

    @property
    def thinking(self) -> Thinking:
        return self._view.thinking

    def show_answer(self, result: Result, name: str) -> None:
        """``name`` is "" as long as it must not be known."""
        if self._shown != (result, bool(name)):
            self._view.show_result(result, is_timed=bool(name))
        self._shown = result, bool(name)
        self._name.setText(f"{self._letter}: {name}" if name else self._letter)
        self._name.setToolTip(plain_tip(name))
        self._numbers.setText(shown(speed_words(result)) if name else self.tr("name and speed are hidden"))

    def show_live(self, cell: Cell, state: Words, written: Piece, more: Piece = NOTHING) -> None:
        """What its column does for this cell, and all of what it wrote so far; ``more``: what came last."""
        self._numbers.setText(shown(state))
        if self._shown != cell:
            self._shown, self._waiting = cell, written
            self._view.clear()
        else:
            self._waiting = joined((self._waiting, more))
        if self._waiting != NOTHING and not self._frame.isActive():
            self._frame.start()

    @Slot()
    def _flush(self) -> None:
        piece, self._waiting = self._waiting, NOTHING
        self._view.grow(piece)


class WaitingView(ColumnsView):
    """All columns of a run side by side, nameless, with what each does; nothing to vote on yet."""

    def __init__(self) -> None:
        super().__init__(tr("Answers as they come"))
        self.sides: tuple[BlindSide, ...] = ()
        self._seats: tuple[Cell, ...] = ()
        self._document, self._outcomes = Document(), tuple[Outcome, ...]()
        self._live: Live | None = None
        self._followed: Cell | None = None  # brought into sight when it began

    @property
    def prompt(self) -> str:
        """The key of the one that is answered, "" for none."""
        return self._seats[0].prompt if self._seats else ""

    def show_run(self, document: Document, live: Live, outcomes: Sequence[Outcome]) -> None:
        if live is not self._live:
            self._seats = ()  # of another run
        self._document, self._live, self._outcomes = document, live, tuple(outcomes)
        self._sit(live)
        for cell, side in zip(self._seats, self.sides, strict=True):
            side.show_live(cell, self._state(cell, live), self._written(cell, live))
        self.fit()
        if live.now != self._followed and live.now in self._seats:
            self.ensureWidgetVisible(self.sides[self._seats.index(live.now)], 0, 0)
        self._followed = live.now

    def hear(self, change: Change) -> None:
        """More text goes to its side; a new state may mean another prompt."""
        live = self._live
        if live is None:
            return
        if change.piece == NOTHING:
            self.show_run(self._document, live, self._outcomes)
            return
        state = live.state(change.column)
        for cell, side in zip(self._seats, self.sides, strict=True):
            if state is not None and cell == state.cell:
                side.show_live(cell, self._state(cell, live), live.written(cell), change.piece)

    def _sit(self, live: Live) -> None:
        """The prompt under way; before the first and between two the one that was shown."""
        first = next(iter(live.plan.steps), None)
        now = live.now or (self._seats[0] if self._seats else first.cell if first is not None else None)
        if now is None:
            return
        keys = [leg.column for leg in live.plan.legs if leg.problem is None]
        keys = [key for key in self._document.keys if key in keys]
        order = seats_of(keys, now.prompt, now.point, self._document.blind_seed)
        self._seats = tuple(Cell(key, now.prompt, now.point) for key in order)
        if len(self.sides) != len(self._seats):
            self.sides = tuple(BlindSide(seat) for seat in range(len(self._seats)))
            self.show_columns(self.sides)

    def _state(self, cell: Cell, live: Live) -> Words:
        state = live.state(cell.column)
        if state is not None and state.cell == cell:
            return state_words(state)
        if isinstance(latest(self._outcomes).get(cell), Result):
            return Words("has answered")
        if state is None or not live.is_waiting(cell):
            return state_words(ColumnState(Phase.OVER))
        return state_words(ColumnState(Phase.WAITING) if state.cell is not None else state)

    def _written(self, cell: Cell, live: Live) -> Piece:
        outcome, written = latest(self._outcomes).get(cell), live.written(cell)
        if isinstance(outcome, Result) and written == NOTHING:
            return Piece(outcome.answer.text, outcome.answer.thought)
        return written
