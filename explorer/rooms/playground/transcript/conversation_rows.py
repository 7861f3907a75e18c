"""The rows of a conversation, from the top, in the column that shows them."""

from collections.abc import Collection, Iterator, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from explorer.domain.model import Model
from explorer.kit.boxes import Column
from explorer.kit.layouts import remove_widget
from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.playground.transcript.answer_rows import AnswerRow, FindModel
from explorer.rooms.playground.transcript.question_rows import QuestionRow, TurnSignals

type TurnRow = QuestionRow | AnswerRow


class ConversationRows(TurnSignals):
    """Tells what its rows ask for."""

    def __init__(self, column: Column, find: FindModel, parent: QObject) -> None:
        super().__init__(parent)
        self._column, self._find = column, find
        self._is_busy = False
        self._is_chat: bool | None = None  # the chosen model; None: there is none
        self._edited: Turn | None = None
        self.all: list[TurnRow] = []

    def of(self, turn: int) -> TurnRow | None:
        return next((row for row in self.all if row.turn.id == turn), None)

    def last_answer(self) -> AnswerRow | None:
        return next((row for row in reversed(self.all) if isinstance(row, AnswerRow)), None)

    def append(self, turns: Sequence[Turn], prompt: str | None = None) -> None:
        """``prompt``: what the first of them goes on with."""
        for row in self._rows(turns, prompt):
            self.all.append(row)
            self.add_below(row)
        self._mark_last()

    def prepend(self, turns: Sequence[Turn]) -> None:
        rows = list(self._rows(turns))
        self.all[:0] = rows
        for place, row in enumerate(rows):
            self._column.insertWidget(place, row)
            row.show()
        self._mark_last(rows)

    def add_below(self, widget: QWidget) -> None:
        self._column.insertWidget(self._column.count() - 1, widget)

    def keep(self, turns: Collection[int] = ()) -> None:
        """Remove all others."""
        gone = [row for row in self.all if row.turn.id not in turns]
        self.all = [row for row in self.all if row.turn.id in turns]
        for row in gone:
            remove_widget(row)

    def show_model(self, model: Model | None) -> None:
        """The chosen one, which can go on with answers of its own kind."""
        is_chat = model.is_chat if model is not None else None
        if is_chat is not self._is_chat:
            self._is_chat = is_chat
            self._mark_last()

    def show_names(self) -> None:
        """Models may be called otherwise now."""
        for row in self.all:
            if isinstance(row, AnswerRow):
                row.by.refresh()

    def mark_edited(self, turn: Turn | None) -> None:
        self._edited = turn
        for row in self.all:
            if isinstance(row, QuestionRow):
                row.mark(edited=turn is not None and row.turn.id == turn.id)

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001  # as Qt's own setters
        self._is_busy = busy
        for row in self.all:
            row.set_busy(busy)

    def _mark_last(self, rows: Sequence[TurnRow] | None = None) -> None:
        """In all rows, or in these, which came later."""
        last = self.last_answer()
        for row in self.all if rows is None else rows:
            if isinstance(row, AnswerRow):
                is_alike = self._is_chat is not None and row.turn.is_completion is not self._is_chat
                row.set_last(row is last, can_go_on=is_alike)

    def _question(self, turn: Turn) -> QuestionRow:
        row = QuestionRow(turn, self)
        row.set_busy(self._is_busy)
        row.mark(edited=self._edited is not None and turn.id == self._edited.id)
        return row

    def _answer(self, turn: Turn, prompt: str | None) -> AnswerRow:
        row = AnswerRow(turn, prompt, self._find, self)
        row.set_busy(self._is_busy)
        return row

    def _rows(self, turns: Sequence[Turn], prompt: str | None = None) -> Iterator[TurnRow]:
        """A completion shows its prompt: then the question has no row of its own.

        ``prompt``: what stands before the first of the turns.
        """
        for turn in turns:
            if turn.role != "user":
                yield self._answer(turn, prompt if turn.is_completion else None)
                prompt = None
                continue
            prompt = turn.text
            if not turn.is_completion:
                yield self._question(turn)
