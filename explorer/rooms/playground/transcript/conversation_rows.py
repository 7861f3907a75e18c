"""The rows of a conversation: all its turns, and the widgets of those that are around what is seen."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel, QTextEdit, QWidget

from explorer.documents.passages import GivenPassage
from explorer.domain.model import Model
from explorer.kit.theme import look_of
from explorer.rooms.playground.chats.images import AttachedImage
from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.playground.images.image_rows import high
from explorer.rooms.playground.transcript.answer_rows import AnswerRow
from explorer.rooms.playground.transcript.answer_text_rows import FindModel
from explorer.rooms.playground.transcript.long_column_pane import LongColumn
from explorer.rooms.playground.transcript.question_rows import CitedPassage, QuestionRow, TurnSignals
from explorer.rooms.playground.transcript.row_supply_controller import RowSupply
from explorer.rooms.playground.transcript.turn_places import TurnPlace, TurnPlaces

type TurnRow = QuestionRow | AnswerRow


class ConversationRows(TurnSignals):
    """Tells what its rows ask for."""

    def __init__(self, find: FindModel, parent: QObject) -> None:
        super().__init__(parent)
        self._find = find
        self.places = TurnPlaces()
        self._is_busy = False
        self._is_chat: bool | None = None  # the chosen model; None: there is none
        self._edited: Turn | None = None
        self._open = CitedPassage(0, 0)
        self.given_of: Callable[[int], Sequence[GivenPassage] | None] = lambda _answer: None
        self.why_nothing: Callable[[int], str | None] = lambda _answer: None  # was given, by the answer too
        self.given_before: Callable[[int], frozenset[int]] = lambda _answer: frozenset()
        self.column = LongColumn(self)
        self.supply = RowSupply(self.column, self)

    def of(self, turn: int) -> TurnRow | None:
        """Built now if it is not there."""
        return self._row(self.places.number_of(turn))

    def last_answer(self) -> AnswerRow | None:
        """Built now if it is not there."""
        row = self._row(self.places.last_answer())
        return row if isinstance(row, AnswerRow) else None

    def show_turns(self, turns: Sequence[Turn], kept: Sequence[Turn] = (), prompt: str | None = None) -> None:
        """Replace all but those that are ``kept``. ``prompt``: what the first of the turns goes on with."""
        count = self.places.in_common({turn.id for turn in kept})
        self.column.cut(count)
        self.places.cut(count)
        self.append(turns, prompt)

    def append(self, turns: Sequence[Turn], prompt: str | None = None) -> None:
        """``prompt``: what the first of them goes on with."""
        px = look_of(self).sizes.px
        new = self.places.extend(turns, prompt)
        self.column.extend([px(place.guessed_height() + high(self._images(place))) for place in new])
        self._mark_last()

    def _images(self, place: TurnPlace) -> Sequence[AttachedImage]:
        return self.images_of(place.turn.id) if place.is_question else ()

    def show_model(self, model: Model | None) -> None:
        """The chosen one, which can go on with answers of its own kind."""
        is_chat = model.is_chat if model is not None else None
        if is_chat is not self._is_chat:
            self._is_chat = is_chat
            self._mark_last()

    def show_names(self) -> None:
        """Models may be called otherwise now."""
        for _, row in self._live():
            if isinstance(row, AnswerRow):
                row.by.refresh()

    def show_given(self, answer: int) -> None:
        """It is known now what it was given, or some of that was forgotten."""
        for _, row in self._live():
            if isinstance(row, AnswerRow) and row.turn.id == answer:
                self._show_given(row)

    def mark_open(self, passage: CitedPassage) -> None:
        """The one that is open beside the conversation; its number is 0 where none is."""
        self._open = passage
        for _, row in self._live():
            self._mark(row)

    def mark_edited(self, turn: Turn | None) -> None:
        self._edited = turn
        for _, row in self._live():
            self._mark(row)

    def set_busy(self, busy: bool) -> None:  # noqa: FBT001  # as Qt's own setters
        self._is_busy = busy
        for _, row in self._live():
            row.set_busy(busy)

    # For the column

    def make_row(self, number: int, parent: QWidget) -> TurnRow:
        place = self.places[number]
        if place.is_question:
            row: TurnRow = QuestionRow(place.turn, self, parent)
        else:
            row = AnswerRow(
                place.turn, place.prompt, self._find, self,
                is_unfolded=place.is_unfolded, by_and_by=True, parent=parent,
            )  # fmt: skip
        row.set_busy(self._is_busy)
        if isinstance(row, AnswerRow):
            self._show_given(row)
        self._mark(row)
        self._mark_place(number, row)
        return row

    def _show_given(self, row: AnswerRow) -> None:
        answer = row.turn.id
        given = self.given_of(answer)
        why = self.why_nothing(answer) if given is not None and not given else None
        row.show_given(given, self.given_before(answer), why or "")

    def add_part(self, row: QWidget) -> bool:
        return isinstance(row, AnswerRow) and row.add_part()

    def is_needed(self, number: int, row: QWidget) -> bool:
        """The last answer, in which more may come, and one that somebody is busy with."""
        return number == self.places.last_answer() or _is_in_use(row)

    def take_leave(self, number: int, row: QWidget) -> None:
        if isinstance(row, AnswerRow):
            self.places[number].turn = row.turn
            self.places[number].is_unfolded = row.is_unfolded()

    def is_said_by_person(self, number: int) -> bool:
        return self.places[number].is_question

    def _live(self) -> list[tuple[int, TurnRow]]:
        live = self.column.built().items()
        return [(number, row) for number, row in live if isinstance(row, QuestionRow | AnswerRow)]

    def _row(self, number: int | None) -> TurnRow | None:
        row = self.supply.row(number) if number is not None else None
        return row if isinstance(row, QuestionRow | AnswerRow) else None

    def _mark_last(self) -> None:
        for number, row in self._live():
            self._mark_place(number, row)

    def _mark_place(self, number: int, row: TurnRow) -> None:
        """Where it stands among the others."""
        words = self.tr("Message {number} of {count}")
        row.setAccessibleName(words.format(number=f"{number + 1:,}", count=f"{len(self.places):,}"))
        if isinstance(row, AnswerRow):
            is_alike = self._is_chat is not None and row.turn.is_completion is not self._is_chat
            row.set_last(number == self.places.last_answer(), can_go_on=is_alike)

    def _mark(self, row: TurnRow) -> None:
        if isinstance(row, QuestionRow):
            row.mark(edited=self._edited is not None and row.turn.id == self._edited.id)
        else:
            row.mark_open(self._open.number if row.turn.id == self._open.turn else 0)


def _is_in_use(row: QWidget) -> bool:
    """The focus is in it, something in it is selected, or how sure the model was is shown."""
    if row.isAncestorOf(row.window().focusWidget()):
        return True
    if isinstance(row, AnswerRow) and row.is_judged:
        return True
    if any(text.textCursor().hasSelection() for text in row.findChildren(QTextEdit)):
        return True
    return any(label.hasSelectedText() for label in row.findChildren(QLabel))
