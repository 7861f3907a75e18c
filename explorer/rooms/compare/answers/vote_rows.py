"""Parts of the blind vote: answers under a letter, and how the votes stand with their intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.domain.piece import NOTHING, Piece
from explorer.domain.words import Words
from explorer.kit import boxes
from explorer.kit.boxes import Card
from explorer.kit.language import shown, tr
from explorer.kit.paint import fill_round, mirrored
from explorer.kit.painted_button import PaintedLabel
from explorer.kit.text import Label, Para, plain_tip
from explorer.kit.theme import look_of
from explorer.rooms.compare.answers.answer_rows import AnswerSide
from explorer.rooms.compare.column_rows import ColumnsView
from explorer.rooms.compare.document.document import ComparisonDocument
from explorer.rooms.compare.document.results import AnswerCell, Outcome, Result, latest
from explorer.rooms.compare.document.votes import Pairing, Vote, counts_words, seats_of, verdict_words
from explorer.rooms.compare.run.live_run import ColumnPhase, ColumnState, LiveRun, RunChange
from explorer.rooms.compare.run.run_words import speed_words, state_words

_LETTERS = "ABCDEF"


@dataclass(frozen=True)
class BlindContent:
    """What is voted on. ``titles`` of the columns by their keys; ``live``: the run that goes on here."""

    document: ComparisonDocument = field(default_factory=ComparisonDocument)
    outcomes: tuple[Outcome, ...] = ()
    votes: tuple[Vote, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    live: LiveRun | None = None


class BlindSide(AnswerSide):
    """One answer under a letter."""

    def __init__(self, seat: int) -> None:
        letter = tr("Answer {letter}").format(letter=_LETTERS[seat])
        super().__init__(_LETTERS[seat], letter, letter)
        self._letter = letter
        boxes.column(self.head, margins=(18, 9, 14, 9), spacing=1).add(self._name, self._state)
        self._body.addWidget(self._view)
        self._shown: object = None

    def show_answer(self, result: Result, name: str) -> None:
        """``name`` is "" as long as it must not be known."""
        if self._shown != (result, bool(name)):
            self._view.show_result(result, is_timed=bool(name))
        self._shown = result, bool(name)
        self._name.setText(f"{self._letter}: {name}" if name else self._letter)
        self._name.setToolTip(plain_tip(name))
        self._state.setText(shown(speed_words(result)) if name else self.tr("name and speed are hidden"))

    def show_live(self, cell: AnswerCell, state: Words, written: Piece, more: Piece = NOTHING) -> None:
        """What its column does for this cell, and all of what it wrote so far; ``more``: what came last."""
        self._state.setText(shown(state))
        if self._shown != cell:
            self._shown, more = cell, written
            self.gathered.drop()
            self._view.clear()
        self.gathered.add(more)


class BlindLiveView(ColumnsView):
    """All columns of a run side by side, nameless, with what each does; nothing to vote on yet."""

    def __init__(self) -> None:
        super().__init__(tr("Answers as they come"))
        self.sides: tuple[BlindSide, ...] = ()
        self._seats: tuple[AnswerCell, ...] = ()
        self._content = BlindContent()
        self._followed: AnswerCell | None = None  # brought into sight when it began

    @property
    def prompt(self) -> str:
        """The key of the one that is answered, "" for none."""
        return self._seats[0].prompt if self._seats else ""

    def show_run(self, content: BlindContent) -> None:
        live = content.live
        if live is None:
            return
        if live is not self._content.live:
            self._seats = ()  # of another run
        self._content = content
        self._sit(live)
        for cell, side in zip(self._seats, self.sides, strict=True):
            side.show_live(cell, self._state(cell, live), self._written(cell, live))
        self.fit()
        if live.now != self._followed and live.now in self._seats:
            self.ensureWidgetVisible(self.sides[self._seats.index(live.now)], 0, 0)
        self._followed = live.now

    def hear(self, change: RunChange) -> None:
        """More text goes to its side; a new state may mean another prompt."""
        live = self._content.live
        if live is None or change.piece == NOTHING:
            self.show_run(self._content)
            return
        for cell, side in zip(self._seats, self.sides, strict=True):
            if cell == change.cell:
                side.show_live(cell, self._state(cell, live), live.answer(cell).piece, change.piece)

    def _sit(self, live: LiveRun) -> None:
        """The prompt under way; before the first and between two the one that was shown."""
        first = next(iter(live.plan.steps), None)
        now = live.now or (self._seats[0] if self._seats else first.cell if first is not None else None)
        if now is None:
            return
        keys = [leg.column for leg in live.plan.legs if leg.problem is None]
        keys = [key for key in self._content.document.keys if key in keys]
        order = seats_of(keys, now.prompt, now.point, self._content.document.blind_seed)
        self._seats = tuple(AnswerCell(key, now.prompt, now.point) for key in order)
        if len(self.sides) != len(self._seats):
            self.sides = tuple(BlindSide(seat) for seat in range(len(self._seats)))
            self.show_columns(self.sides)

    def _state(self, cell: AnswerCell, live: LiveRun) -> Words:
        state = live.state_of(cell)
        is_under_way = state is not None and state.cell == cell
        if not is_under_way and isinstance(latest(self._content.outcomes).get(cell), Result):
            return Words("has answered")
        return state_words(state or ColumnState(ColumnPhase.OVER))

    def _written(self, cell: AnswerCell, live: LiveRun) -> Piece:
        outcome, written = latest(self._content.outcomes).get(cell), live.answer(cell).piece
        if isinstance(outcome, Result) and written == NOTHING:
            return Piece(outcome.answer.text, outcome.answer.thought)
        return written


_HEIGHT, _TRACK = 26, 8


class VoteTally(QWidget):
    """A card for each pair that was voted on."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Votes so far"))
        self._box = boxes.column(self, spacing=8)
        self._cards: list[Card] = []

    def show_pairings(self, pairings: Sequence[Pairing], titles: Mapping[str, str]) -> None:
        self._box.drop(self._cards)
        self._cards = [_pair_card(pairing, titles) for pairing in pairings]
        self._box.add(*self._cards)


def _pair_card(pairing: Pairing, titles: Mapping[str, str]) -> Card:
    verdict, counts = verdict_words(pairing, titles), counts_words(pairing, titles)
    card = Card("plain", 14)
    card.setAccessibleName(shown(verdict))
    card.body.add(Para(verdict, "strong"), Para(counts, "secondary", "muted"))
    if pairing.low is not None and pairing.high is not None:
        share = pairing.first_better / pairing.decided
        names = (titles.get(key, key) for key in (pairing.second, pairing.first))
        left, right = (Label(name, "source", "muted") for name in names)
        bar = _ShareBar(share, pairing.low, pairing.high, shown(verdict))
        card.body.add(bar, boxes.row().add(left, boxes.STRETCH, right))
    return card


class _ShareBar(PaintedLabel):
    """The share of the first one with its interval; the line in the middle is "no difference"."""

    def __init__(self, share: float, low: float, high: float, words: str) -> None:
        super().__init__(words)
        self._share, self._low, self._high = share, low, high
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(240), px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(look_of(self).sizes.px(120), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = look_of(self)
        theme, px, way = look.theme, look.sizes.px, self.layoutDirection()
        whole = QRectF(self.rect())
        track = QRectF(0, (whole.height() - px(_TRACK)) / 2, whole.width(), px(_TRACK))
        width = track.width()
        low, high = self._low * width, self._high * width
        spread = QRectF(low, track.top(), max(2.0, high - low), track.height())
        point = px(12)
        dot = QRectF(self._share * (width - point), (whole.height() - point) / 2, point, point)
        half = QRectF(width / 2 - 0.5, 0, 1, whole.height())
        with QPainter(self) as painter:
            fill_round(painter, mirrored(track, whole, way), 4, theme.sunken)
            fill_round(painter, mirrored(spread, whole, way), 4, theme.soft_accent, theme.accent)
            painter.fillRect(mirrored(half, whole, way), theme.field_border)
            fill_round(painter, mirrored(dot, whole, way), point / 2, theme.accent)
