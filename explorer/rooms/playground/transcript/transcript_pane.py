"""The transcript: questions and answers in a readable column, or a page in their place."""

from collections.abc import Sequence
from itertools import takewhile

from PySide6.QtCore import QPoint, Qt, QTimer, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.domain.errors import KnownError
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.boxes import column
from explorer.kit.error_card import ErrorCard
from explorer.kit.scroll import Scroll
from explorer.kit.theme import look_of
from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.playground.transcript.answer_rows import AnswerRow
from explorer.rooms.playground.transcript.answer_text_rows import FindModel
from explorer.rooms.playground.transcript.conversation_rows import ConversationRows
from explorer.rooms.playground.transcript.long_column_pane import SIDE, WIDEST
from explorer.rooms.playground.transcript.scroll_controller import ScrollController

_ABOVE = 24  # pixels at 100 % above a turn that was gone to


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
        line = boxes.row(self, margins=(SIDE, 0, SIDE, 0))
        line.add(boxes.STRETCH, boxes.stretched(inner, 1000), boxes.STRETCH)


_LINE = 8  # pixels between the middles of what stands in one line


def in_lines(stops: Sequence[QWidget], page: QWidget) -> list[QWidget]:
    """Line by line, those of one line having their middles at one height, and along each as it is read."""
    turn = -1 if page.isRightToLeft() else 1
    lines: list[list[tuple[int, QWidget]]] = []
    last = 0
    for y, x, stop in sorted(((*_middle(stop), stop) for stop in stops), key=lambda one: one[:2]):
        if not lines or y - last > _LINE:
            lines.append([])
        lines[-1].append((turn * x, stop))
        last = y
    return [stop for line in lines for _x, stop in sorted(line, key=lambda one: one[0])]


def _middle(stop: QWidget) -> tuple[int, int]:
    spot = stop.mapToGlobal(stop.rect().center())
    return spot.y(), spot.x()


def tab_stops(widget: QWidget) -> list[QWidget]:
    """What takes the focus by Tab in it, in the order it was made."""
    inner = [widget, *widget.findChildren(QWidget)]
    here = [one for one in inner if one.isVisible() and one.window() is widget.window()]
    return [one for one in here if one.focusPolicy() & Qt.FocusPolicy.TabFocus]


class Transcript(QWidget):
    """Stays at the end while an answer grows, unless the person scrolled up.

    Of a conversation of any length only the rows around what is seen are there.
    """

    def __init__(self, find: FindModel, parent: QWidget | None = None) -> None:
        """``find``: a model on this disk, for the name of what answered."""
        super().__init__(parent)
        self._turns: tuple[Turn, ...] = ()  # all of them, those without a row too
        self.page: QWidget | None = None
        self._error: ErrorCard | None = None
        self._edited: Turn | None = None
        self.rows = ConversationRows(find, self)
        self._content = self.rows.column
        self.area = Scroll(self._content, self.tr("Conversation"))
        self._scroll = ScrollController(self.area, self._content, self.rows.supply.look, self._is_page_alone)
        self.rows.judge.connect(self._scroll.stay)  # what comes is longer: it is read from its beginning
        self.rows.unfolded.connect(self._scroll.stay)
        column(self).addWidget(self.area)

    def show_turns(self, turns: Sequence[Turn]) -> None:
        """Replace everything by these turns, and show their end."""
        self.show_page(None)
        self.clear_error()
        self._turns = tuple(turns)
        self._scroll.follow()
        self.rows.show_turns(turns)

    def show_branch(self, turns: Sequence[Turn], at: int = 0) -> None:
        """Replace what differs from these turns; what comes before it stays where it is.

        The focus goes to where the turn ``at`` can be switched again.
        """
        common = _common_count(self._turns, turns)
        kept, self._turns = turns[:common], tuple(turns)
        self._scroll.stay()
        self.rows.show_turns(turns[common:], kept, kept[-1].text if kept else None)
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
        self._scroll.follow()
        self.rows.append((turn,))

    def close_room(self) -> None:
        """Build no more rows."""
        self.rows.supply.stop()

    def is_settled(self) -> bool:
        """Whether every row around what is seen is there, and in its place."""
        return self.rows.supply.is_settled()

    def stops(self) -> list[QWidget]:
        """Where Tab stops, from top to bottom."""
        turn = -1 if self.isRightToLeft() else 1

        def place(widget: QWidget) -> tuple[int, int]:
            spot = widget.mapTo(self._content, QPoint(0, 0))
            return spot.y(), turn * spot.x()

        return [self.area, *sorted(tab_stops(self._content), key=place)]

    def go_to(self, turn: int) -> None:
        """Bring this turn into view, if it is shown at all."""
        number = self.rows.places.number_of(turn)
        if number is not None:
            self._scroll.go(number, look_of(self).sizes.px(_ABOVE))
            self.rows.supply.settle()

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
            self.rows.supply.settle()

    def show_page(self, page: QWidget | None) -> None:
        """A welcome, terms, a first model, under the turns if there are any; ``None`` takes it away."""
        if self.page is not None:
            self._content.remove(self.page)
        self.page = page
        if page is None:
            return
        self._content.add_below(page, fills=not self._has_answers())
        if self._has_answers():
            self._scroll.follow()
        else:
            self.area.verticalScrollBar().setValue(0)

    def show_error(self, error: KnownError, ways: Sequence[Action] = ()) -> None:
        """In place, under the text it cut short; replaces the one before."""
        self.clear_error()
        self._error = ErrorCard(error, *ways)
        self._content.add_below(self._error)
        self._scroll.follow()

    def clear_error(self) -> None:
        if self._error is not None:
            self._content.remove(self._error)
            self._error = None

    def _has_answers(self) -> bool:
        return self.rows.places.last_answer() is not None

    def _is_page_alone(self) -> bool:
        """Then it is read from its beginning."""
        return self.page is not None and self._error is None and not self._has_answers()


def _common_count(one: Sequence[Turn], other: Sequence[Turn]) -> int:
    """How many turns two branches have in common from their beginning on."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0].id == pair[1].id, pairs))
