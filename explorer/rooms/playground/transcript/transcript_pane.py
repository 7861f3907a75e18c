"""The transcript: questions and answers in a readable column, or a page in their place."""

from collections.abc import Sequence
from functools import partial
from itertools import takewhile

from PySide6.QtCore import QPoint, Qt, QTimer, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.domain.errors import KnownError
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.boxes import column
from explorer.kit.error_card import ErrorCard
from explorer.kit.layouts import remove_widget
from explorer.kit.scroll import Scroll
from explorer.kit.theme import look_of
from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.playground.transcript.answer_rows import AnswerRow, FindModel
from explorer.rooms.playground.transcript.conversation_rows import ConversationRows
from explorer.rooms.playground.transcript.scroll_controller import (
    OlderTurns,
    ScrollController,
    lay_out_now,
    split_turns,
)

WIDEST = 720


class ReadingColumn(QWidget):
    """A column of at most ``WIDEST`` pixels in the middle; content goes into ``column``."""

    def __init__(self, top: int, bottom: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inner = QWidget()
        inner.setMaximumWidth(look_of(self).sizes.px(WIDEST))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        inner.setSizePolicy(policy)
        self.column = boxes.column(inner, margins=(0, top, 0, bottom), spacing=18)
        line = boxes.row(self, margins=(24, 0, 24, 0))
        line.add(boxes.STRETCH, boxes.stretched(inner, 1000), boxes.STRETCH)


def tab_stops(widget: QWidget) -> list[QWidget]:
    """What takes the focus by Tab in it, in the order it was made."""
    inner = [widget, *widget.findChildren(QWidget)]
    here = [one for one in inner if one.isVisible() and one.window() is widget.window()]
    return [one for one in here if one.focusPolicy() & Qt.FocusPolicy.TabFocus]


_AGAIN_MS = 30  # until a row that is built later is looked for again
_AT_ONCE = 24  # turns of a branch that are built while the window waits


class Transcript(QWidget):
    """Stays at the end while an answer grows, unless the person scrolled up.

    Of a long conversation the end is there at once; the rest comes above it, and what is read stays in place.
    """

    def __init__(self, find: FindModel, parent: QWidget | None = None) -> None:
        """``find``: a model on this disk, for the name of what answered."""
        super().__init__(parent)
        self._turns: tuple[Turn, ...] = ()  # all of them, those without a row too
        self.page: QWidget | None = None
        self._error: ErrorCard | None = None
        self._edited: Turn | None = None
        self._content = ReadingColumn(22, 22)
        self._content.column.addStretch(1)
        self.area = Scroll(self._content, self.tr("Conversation"))
        self.rows = ConversationRows(self._content.column, find, self)
        self._older = OlderTurns(self._show_older, self)
        self._scroll = ScrollController(
            self.area, lambda: self.rows.all, self._older.is_active, self._is_page_alone
        )
        self.rows.judge.connect(self._scroll.stay)  # what comes is longer: it is read from its beginning
        self.rows.unfolded.connect(self._scroll.stay)
        column(self).addWidget(self.area)

    def show_turns(self, turns: Sequence[Turn]) -> None:
        """Replace everything by these turns, and show their end."""
        self.clear()
        self._turns = tuple(turns)
        older, newest = split_turns(turns)
        self.rows.append(newest)
        self._scroll.follow()
        self._older.begin(older)

    def go_to(self, turn: int) -> None:
        """This one is read from its beginning, as soon as it has its row."""
        row = self.rows.of(turn)
        if row is not None:
            lay_out_now()
            self._scroll.stay()
            self.area.verticalScrollBar().setValue(row.mapTo(self._content, QPoint(0, 0)).y())
        elif any(one.id == turn for one in self._turns) and self._older.is_active():
            QTimer.singleShot(_AGAIN_MS, self, partial(Transcript.go_to, self, turn))

    def show_branch(self, turns: Sequence[Turn], at: int = 0) -> None:
        """Replace what differs from these turns; what comes before it stays where it is.

        The focus goes to where the turn ``at`` can be switched again.
        """
        common = _common_count(self._turns, turns)
        kept = {turn.id for turn in turns[:common]}
        is_any_kept = any(row.turn.id in kept for row in self.rows.all)
        if len(turns) - common > _AT_ONCE or (common and not is_any_kept):
            self.show_turns(turns)
        else:
            self._replace(turns, common)
        row = self.rows.of(at)
        if row is not None:
            row.branches.take_focus()
            self.area.ensureWidgetVisible(row.branches)

    def begin_answer(self, question: Turn, turn: Turn, note: str) -> AnswerRow | None:
        """A row for an answer on its way; ``question`` is the turn before it."""
        self._turns = (*self._turns, turn)
        self.rows.append((turn,), question.text)
        return self.resume_answer(note)

    def resume_answer(self, note: str) -> AnswerRow | None:
        """The row of the last answer, which goes on; ``None`` where there is none."""
        self.clear_error()
        row = self.rows.last_answer()
        if row is not None:
            row.begin(note)
            self._scroll.follow()
        return row

    def add_question(self, turn: Turn) -> None:
        self.show_page(None)
        self._turns = (*self._turns, turn)
        self.rows.append((turn,))
        self._scroll.follow()

    def close_room(self) -> None:
        """Build no more of what came before."""
        self._older.stop()

    def is_whole(self) -> bool:
        """Whether every turn has its row."""
        return not self._older.is_active()

    def stops(self) -> list[QWidget]:
        """Where Tab stops, from top to bottom."""
        turn = -1 if self.isRightToLeft() else 1

        def place(widget: QWidget) -> tuple[int, int]:
            spot = widget.mapTo(self._content, QPoint(0, 0))
            return spot.y(), turn * spot.x()

        return [self.area, *sorted(tab_stops(self._content), key=place)]

    def mark_edited(self, turn: Turn | None) -> None:
        """The question that stands in the composer to be said otherwise, and is brought into view."""
        self.rows.mark_edited(turn)
        self._edited = turn
        if turn is not None:
            self._scroll.stay()
            QTimer.singleShot(0, self, self._show_edited)  # once the composer has grown

    @Slot()
    def _show_edited(self) -> None:
        row = self.rows.of(self._edited.id) if self._edited is not None else None
        if row is not None:
            self.area.ensureWidgetVisible(row)

    def clear(self) -> None:
        self._older.stop()
        self.show_page(None)
        self.clear_error()
        self.rows.keep()
        self._scroll.forget()
        self._turns = ()

    def show_page(self, page: QWidget | None) -> None:
        """A welcome, terms, a first model, under the turns if there are any; ``None`` takes it away."""
        if self.page is not None:
            remove_widget(self.page)
        self.page = page
        if page is not None and self.rows.last_answer() is not None:
            self.rows.add_below(page)
            self._scroll.follow()
        elif page is not None:
            self._content.column.insertWidget(0, page, 1000)
            self.area.verticalScrollBar().setValue(0)

    def show_error(self, error: KnownError, ways: Sequence[Action] = ()) -> None:
        """In place, under the text it cut short; replaces the one before."""
        self.clear_error()
        self._error = ErrorCard(error, *ways)
        self.rows.add_below(self._error)
        self._scroll.follow()

    def clear_error(self) -> None:
        if self._error is not None:
            remove_widget(self._error)
            self._error = None

    def _replace(self, turns: Sequence[Turn], common: int) -> None:
        """The rows of all turns but the first ``common``."""
        top = self.area.verticalScrollBar().value()
        self._scroll.stay()
        self._scroll.forget()
        self.rows.keep({turn.id for turn in turns[:common]})
        before = turns[common - 1].text if common else None
        self.rows.append(turns[common:], before)
        for row in self.rows.all:
            row.show()
        self._turns = tuple(turns)
        lay_out_now()
        self.area.verticalScrollBar().setValue(top)

    def _show_older(self, turns: Sequence[Turn]) -> None:
        """Above all others; what is read stays where it is, from one frame to the next."""
        lay_out_now()
        self._scroll.hold()
        self.rows.prepend(turns)
        lay_out_now()
        self._scroll.put_back()

    def _is_page_alone(self) -> bool:
        """Then it is read from its beginning."""
        return self.page is not None and self._error is None and self.rows.last_answer() is None


def _common_count(one: Sequence[Turn], other: Sequence[Turn]) -> int:
    """How many turns two branches have in common from their beginning on."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0].id == pair[1].id, pairs))
