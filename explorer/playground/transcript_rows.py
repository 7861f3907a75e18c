"""The middle of the room: the turns in a readable column, or one page that says what to do first."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.domain.errors import KnownError
from explorer.kit.actions import Action
from explorer.kit.errors import ErrorCard
from explorer.kit.scroll import Scroll
from explorer.kit.theme import look_of
from explorer.playground.answer_rows import AnswerRow
from explorer.playground.chats import Turn
from explorer.playground.older_rows import Older, split_turns
from explorer.playground.rows import QuestionRow

WIDEST = 720

type Row = QuestionRow | AnswerRow


class Centred(QWidget):
    """A column of at most ``WIDEST`` pixels in the middle; content goes into ``column``."""

    def __init__(self, top: int, bottom: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inner = QWidget()
        inner.setMaximumWidth(look_of(self).sizes.px(WIDEST))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        inner.setSizePolicy(policy)
        self.column = QVBoxLayout(inner)
        px = look_of(self).sizes.px
        self.column.setContentsMargins(0, px(top), 0, px(bottom))
        self.column.setSpacing(px(18))
        row = QHBoxLayout(self)
        row.setContentsMargins(px(24), 0, px(24), 0)
        row.addStretch(1)
        row.addWidget(inner, 1000)
        row.addStretch(1)


class Transcript(QWidget):
    """Stays at the end while an answer grows, unless the person scrolled up. ``edit`` carries a question.

    Of a long conversation the end is there at once; the rest comes above it, and what is read stays in place.
    """

    regenerate = Signal()
    edit = Signal(object)  # Turn

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._questions: list[QuestionRow] = []
        self._answers: list[AnswerRow] = []
        self._page: QWidget | None = None
        self._error: ErrorCard | None = None
        self._follows, self._is_busy, self._is_moving = True, False, False
        self._read: tuple[Row, int] | None = None  # and how far below the top it is, until it is scrolled
        self._older = Older(self._show_older, self)
        self._content = Centred(22, 22)
        self._content.column.addStretch(1)
        self.area = Scroll(self._content, self.tr("Conversation"))
        bar = self.area.verticalScrollBar()
        bar.valueChanged.connect(self._on_scrolled)
        bar.rangeChanged.connect(self._on_grown)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.area)

    def show_turns(self, turns: Sequence[Turn]) -> None:
        """Replace everything by these turns, and show their end."""
        self.clear()
        older, newest = split_turns(turns)
        for row in self._rows_of(newest):
            self._append(row)
        self._mark_last()
        self._follow()
        self._older.begin(older)

    def begin_answer(self, question: Turn, turn: Turn, note: str) -> AnswerRow:
        """A row for an answer on its way; ``question`` is the turn before it."""
        row = AnswerRow(turn, question.text if turn.record.kind == "completion" else None)
        row.begin(note)
        row.regenerate.connect(self.regenerate)
        self._append(row)
        self._mark_last()
        self._follow()
        return row

    def add_question(self, turn: Turn) -> None:
        self.show_page(None)
        for row in self._rows_of((turn,)):
            self._append(row)
        self._follow()

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

        return [self.area, *sorted(stops_of(self._content), key=place)]

    def last_answer(self) -> str:
        return self._answers[-1].answer if self._answers else ""

    def copy_last(self) -> None:
        """The last answer to the clipboard."""
        if self._answers:
            self._answers[-1].copy()

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001  # as Qt's own setters
        self._is_busy = busy
        for row in self._questions:
            row.set_busy(busy)

    def clear(self) -> None:
        self._older.stop()
        self.show_page(None)
        self.clear_error()
        for row in (*self._questions, *self._answers):
            _remove(row)
        self._questions, self._answers, self._read = [], [], None

    def show_page(self, page: QWidget | None) -> None:
        """A welcome, terms, a first model, under the turns if there are any; ``None`` takes it away."""
        if self._page is not None:
            _remove(self._page)
        self._page = page
        if page is not None and self._answers:
            self._insert(page)
            self._follow()
        elif page is not None:
            self._content.column.insertWidget(0, page, 1000)
            self.area.verticalScrollBar().setValue(0)

    def page(self) -> QWidget | None:
        return self._page

    def show_error(self, error: KnownError, ways: Sequence[Action] = ()) -> None:
        """In place, under the text it cut short; replaces the one before."""
        self.clear_error()
        self._error = ErrorCard(error, *ways)
        self._insert(self._error)
        self._follow()

    def clear_error(self) -> None:
        if self._error is not None:
            _remove(self._error)
            self._error = None

    def _rows_of(self, turns: Sequence[Turn]) -> list[Row]:
        """A completion shows its prompt: then the question has no row of its own."""
        rows: list[Row] = []
        prompt: str | None = None
        for turn in turns:
            is_completion = turn.record.kind == "completion"
            if turn.role != "user":
                answer = AnswerRow(turn, prompt if is_completion else None)
                answer.regenerate.connect(self.regenerate)
                rows.append(answer)
                prompt = None
                continue
            prompt = turn.text
            if not is_completion:
                question = QuestionRow(turn, self.edit.emit)
                question.set_busy(self._is_busy)
                rows.append(question)
        return rows

    def _append(self, row: Row) -> None:
        if isinstance(row, QuestionRow):
            self._questions.append(row)
        else:
            self._answers.append(row)
        self._insert(row)

    def _show_older(self, turns: Sequence[Turn]) -> None:
        """Above all others; what is read stays where it is, from one frame to the next."""
        _lay_out_now()
        self._read = self._read or self._what_is_read()
        self._prepend(self._rows_of(turns))
        _lay_out_now()
        self._put_back()

    def _prepend(self, rows: Sequence[Row]) -> None:
        self._questions[:0] = [row for row in rows if isinstance(row, QuestionRow)]
        self._answers[:0] = [row for row in rows if isinstance(row, AnswerRow)]
        for place, row in enumerate(rows):
            if isinstance(row, AnswerRow):
                row.set_last(row is self._answers[-1])
            self._content.column.insertWidget(place, row)
            row.show()

    def _insert(self, row: QWidget) -> None:
        self._content.column.insertWidget(self._content.column.count() - 1, row)

    def _mark_last(self) -> None:
        for row in self._answers:
            row.set_last(row is self._answers[-1])

    def _follow(self) -> None:
        self._follows = True
        self.area.to_end()

    @Slot()
    def _on_scrolled(self) -> None:
        self._follows = self.area.at_end()
        if not self._is_moving:
            self._read = self._what_is_read() if self._older.is_active() else None

    @Slot()
    def _on_grown(self) -> None:
        if self._follows and not self._is_page_alone():
            self.area.to_end()
        else:
            self._put_back()

    def _put_back(self) -> None:
        """What is read to where it was."""
        if self._read is not None and not self._follows:
            row, place = self._read
            self._is_moving = True
            self.area.verticalScrollBar().setValue(self._top_of(row) - place)
            self._is_moving = False

    def _what_is_read(self) -> tuple[Row, int] | None:
        """The first row that is in view, and where."""
        top = self.area.verticalScrollBar().value()
        rows: list[Row] = sorted((*self._questions, *self._answers), key=self._top_of)
        read = next((row for row in rows if self._top_of(row) + row.height() > top), None)
        return (read, self._top_of(read) - top) if read is not None else None

    def _top_of(self, row: QWidget) -> int:
        return row.mapTo(self._content, QPoint(0, 0)).y()

    def _is_page_alone(self) -> bool:
        """Then it is read from its beginning."""
        return self._page is not None and not self._answers and self._error is None


def stops_of(widget: QWidget) -> list[QWidget]:
    """What takes the focus by Tab in it, in the order it was made."""
    inner = [widget, *widget.findChildren(QWidget)]
    here = [one for one in inner if one.isVisible() and one.window() is widget.window()]
    return [one for one in here if one.focusPolicy() & Qt.FocusPolicy.TabFocus]


def _lay_out_now() -> None:
    """Give everything its place that Qt would place before the next frame."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def _remove(widget: QWidget) -> None:
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()
