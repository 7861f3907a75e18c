"""The transcript: questions and answers in a readable column, or a page in their place."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.domain.errors import KnownError
from explorer.kit.actions import Action
from explorer.kit.error_card import ErrorCard
from explorer.kit.scroll import Scroll
from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.playground.transcript.answer_rows import AnswerRow, FindModel
from explorer.rooms.playground.transcript.question_rows import QuestionRow
from explorer.rooms.playground.transcript.reading_column_rows import ReadingColumn, tab_stops
from explorer.rooms.playground.transcript.turn_rows import (
    OlderTurns,
    TurnRow,
    common_count,
    lay_out_now,
    remove_widget,
    rows_of,
    split_turns,
)

_AT_ONCE = 24  # turns of a branch that are built while the window waits


class Transcript(QWidget):
    """Stays at the end while an answer grows, unless the person scrolled up.

    ``edit`` carries a question, ``switch`` the id of the turn whose branch is wanted. Of a long conversation
    the end is there at once; the rest comes above it, and what is read stays in place.
    """

    regenerate = Signal()
    go_on = Signal()
    edit = Signal(object)  # Turn
    switch = Signal(object)  # int
    judge = Signal(object)  # AnswerRow

    def __init__(self, find: FindModel, parent: QWidget | None = None) -> None:
        """``find``: a model on this disk, for the name of what answered."""
        super().__init__(parent)
        self._find = find
        self._questions: list[QuestionRow] = []
        self._answers: list[AnswerRow] = []
        self._turns: tuple[Turn, ...] = ()  # all of them, those without a row too
        self._page: QWidget | None = None
        self._error: ErrorCard | None = None
        self._follows, self._is_busy, self._is_moving = True, False, False
        self._edited: Turn | None = None
        self._read: tuple[TurnRow, int] | None = None  # and how far below the top it is, until it is scrolled
        self._older = OlderTurns(self._show_older, self)
        self._content = ReadingColumn(22, 22)
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
        self._turns = tuple(turns)
        older, newest = split_turns(turns)
        for row in self._rows_of(newest):
            self._append(row)
        self._mark_last()
        self._follow()
        self._older.begin(older)

    def show_branch(self, turns: Sequence[Turn], at: int = 0) -> None:
        """Replace what differs from these turns; what comes before it stays where it is.

        The focus goes to where the turn ``at`` can be switched again.
        """
        common = common_count(self._turns, turns)
        kept = {turn.id for turn in turns[:common]}
        gone = [row for row in self._built() if row.turn.id not in kept]
        is_all = len(gone) == len(self._built())
        if len(turns) - common > _AT_ONCE or (is_all and common):
            self.show_turns(turns)
        else:
            self._replace(gone, turns, common)
        self._focus_switch(at)

    def begin_answer(self, question: Turn, turn: Turn, note: str) -> AnswerRow:
        """A row for an answer on its way; ``question`` is the turn before it."""
        row = self._answer_row(turn, question.text if turn.record.kind == "completion" else None)
        row.begin(note)
        self._turns = (*self._turns, turn)
        self._append(row)
        self._mark_last()
        self._follow()
        return row

    def resume_answer(self, note: str) -> AnswerRow | None:
        """The row of the last answer, which goes on; ``None`` where there is none."""
        row = self._answers[-1] if self._answers else None
        if row is not None:
            row.begin(note)
            self._follow()
        return row

    def add_question(self, turn: Turn) -> None:
        self.show_page(None)
        self._turns = (*self._turns, turn)
        for row in self._rows_of((turn,)):
            self._append(row)
        self._follow()

    def show_names(self) -> None:
        """Models may be called otherwise now."""
        for row in self._answers:
            row.by.refresh()

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

    def last_answer(self) -> str:
        return self._answers[-1].answer if self._answers else ""

    def copy_last(self) -> None:
        """The last answer to the clipboard."""
        if self._answers:
            self._answers[-1].copy()

    def judge_last(self) -> None:
        """How sure the model was of its last answer, or its text again."""
        if self._answers:
            self._answers[-1].sure.click()

    def mark_edited(self, turn: Turn | None) -> None:
        """The question that stands in the composer to be said otherwise, and is brought into view."""
        self._edited = turn
        for row in self._questions:
            row.mark(edited=turn is not None and row.turn.id == turn.id)
        if turn is not None:
            self._follows = False
            QTimer.singleShot(0, self, self._show_edited)  # once the composer has grown

    @Slot()
    def _show_edited(self) -> None:
        for row in self._questions:
            if self._edited is not None and row.turn.id == self._edited.id:
                self.area.ensureWidgetVisible(row)

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001  # as Qt's own setters
        self._is_busy = busy
        for row in self._built():
            row.set_busy(busy)

    def clear(self) -> None:
        self._older.stop()
        self.show_page(None)
        self.clear_error()
        for row in self._built():
            remove_widget(row)
        self._questions, self._answers, self._read, self._turns = [], [], None, ()

    def show_page(self, page: QWidget | None) -> None:
        """A welcome, terms, a first model, under the turns if there are any; ``None`` takes it away."""
        if self._page is not None:
            remove_widget(self._page)
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
            remove_widget(self._error)
            self._error = None

    def _rows_of(self, turns: Sequence[Turn]) -> list[TurnRow]:
        return list(rows_of(turns, self._question_row, self._answer_row))

    def _question_row(self, turn: Turn) -> QuestionRow:
        row = QuestionRow(turn, self.edit.emit, self.switch.emit)
        row.set_busy(self._is_busy)
        row.mark(edited=self._edited is not None and turn.id == self._edited.id)
        return row

    def _built(self) -> tuple[TurnRow, ...]:
        return (*self._questions, *self._answers)

    def last_row(self) -> AnswerRow | None:
        """The row of the last answer."""
        return self._answers[-1] if self._answers else None

    def _answer_row(self, turn: Turn, prompt: str | None) -> AnswerRow:
        row = AnswerRow(turn, prompt, self._find)
        row.set_busy(self._is_busy)
        row.regenerate.connect(self.regenerate)
        row.go_on.connect(self.go_on)
        row.switch.connect(self.switch)
        row.judge.connect(self._on_judge)
        row.unfolded.connect(self._on_unfolded)
        return row

    def _replace(self, gone: Sequence[TurnRow], turns: Sequence[Turn], common: int) -> None:
        """These rows by those of the turns after the first ``common``."""
        top, self._follows, self._read = self.area.verticalScrollBar().value(), False, None
        self._questions = [row for row in self._questions if row not in gone]
        self._answers = [row for row in self._answers if row not in gone]
        for row in gone:
            remove_widget(row)
        has_prompt = common > 0 and turns[common - 1].record.kind == "completion"
        for row in self._rows_of(turns[common - 1 if has_prompt else common :]):
            self._append(row)
            row.show()
        self._turns = tuple(turns)
        self._mark_last()
        lay_out_now()
        self.area.verticalScrollBar().setValue(top)

    def _focus_switch(self, turn: int) -> None:
        row = next((row for row in self._built() if row.turn.id == turn), None)
        if row is not None:
            row.branches.take_focus()
            self.area.ensureWidgetVisible(row.branches)

    def _append(self, row: TurnRow) -> None:
        if isinstance(row, QuestionRow):
            self._questions.append(row)
        else:
            self._answers.append(row)
        self._insert(row)

    def _show_older(self, turns: Sequence[Turn]) -> None:
        """Above all others; what is read stays where it is, from one frame to the next."""
        lay_out_now()
        self._read = self._read or self._what_is_read()
        self._prepend(self._rows_of(turns))
        lay_out_now()
        self._put_back()

    def _prepend(self, rows: Sequence[TurnRow]) -> None:
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

    @Slot(object)
    def _on_judge(self, row: AnswerRow) -> None:
        """What comes in place of the text is longer: it is read from its beginning."""
        self._follows = False
        self.judge.emit(row)

    @Slot()
    def _on_unfolded(self) -> None:
        """What is above it stays where it is."""
        self._follows = False

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

    def _what_is_read(self) -> tuple[TurnRow, int] | None:
        """The first row that is in view, and where."""
        top = self.area.verticalScrollBar().value()
        rows = sorted(self._built(), key=self._top_of)
        read = next((row for row in rows if self._top_of(row) + row.height() > top), None)
        return (read, self._top_of(read) - top) if read is not None else None

    def _top_of(self, row: QWidget) -> int:
        return row.mapTo(self._content, QPoint(0, 0)).y()

    def _is_page_alone(self) -> bool:
        """Then it is read from its beginning."""
        return self._page is not None and not self._answers and self._error is None
