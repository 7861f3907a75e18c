"""What is asked in the open test: its turns, the values of its variables, and its system prompt."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.harmless import storable
from explorer.domain.variables import variables_of
from explorer.domain.words import Words
from explorer.evaluate.eval_set import EvalCase, EvalSet, EvalTurn, Variable
from explorer.evaluate.set_problems import CaseProblem
from explorer.kit import boxes
from explorer.kit.buttons import Button, IconButton
from explorer.kit.growing_field import GrowingField
from explorer.kit.text import Label
from explorer.rooms.evaluate.editing.open_case import OpenCase
from explorer.rooms.evaluate.editing.text_rows import FoldedValue

_FEWEST, _MOST = 7, 14  # lines of a single prompt
_LOW = 2  # of one of several turns


class PromptPane(QWidget):
    """Writes into the open test as one types."""

    def __init__(self, case: OpenCase) -> None:
        super().__init__()
        self._case = case
        self._turns: list[TurnRow] = []
        self.values: dict[str, FoldedValue] = {}
        add = Button("quiet", self.tr("Variable"), "plus", scale="compact", then=self._add_variable)
        add.setToolTip(self.tr("A place in the prompt that is filled with a value of its own"))
        add.setObjectName("evaluate-variable")
        self._turn_box, self._value_box = boxes.column(spacing=8), boxes.column()
        more = Button("quiet", self.tr("Turn"), "plus", scale="compact", then=self._add_turns)
        more.setToolTip(self.tr("An answer of the model, and what you say to it"))
        more.setObjectName("evaluate-turns")
        self.system = FoldedValue(self.tr("System"), self.tr("System prompt"), is_code=False)
        self.system.written.connect(self._write_system)
        self.system.shared.connect(self._share_system)
        head = boxes.row().add(Label(self.tr("Prompt"), "strong"), boxes.STRETCH, more, add)
        folded = boxes.column().add(self._value_box, self.system)
        boxes.column(self, spacing=6).add(head, self._turn_box, folded, boxes.STRETCH)

    @property
    def fields(self) -> Sequence[GrowingField]:
        """Of the turns."""
        return [row.field for row in self._turns]

    def take_focus(self) -> None:
        if self._turns:
            self._turns[-1].field.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self, problems: Sequence[CaseProblem]) -> None:
        case, document = self._case.case, self._case.document
        if case is None or document is None:
            return
        turns = case.turns or (EvalTurn("user", ""),)
        self._fit_turns(len(turns))
        for row, turn in zip(self._turns, turns, strict=True):
            row.show_turn(turn, is_alone=len(turns) == 1)
        self._show_values(case, document, {one.variable for one in problems})
        empty = Words("None")
        own = case.system is not None
        self.system.show_value(case.system or "" if own else document.system, is_shared=not own, empty=empty)

    def _fit_turns(self, count: int) -> None:
        while len(self._turns) > count:
            self._turn_box.drop([self._turns.pop()])
        while len(self._turns) < count:
            row = TurnRow()
            row.written.connect(partial(self._write_turn, len(self._turns)))
            row.removed.connect(partial(self._remove_turn, len(self._turns)))
            self._turns.append(row)
            self._turn_box.add(row)

    def _show_values(self, case: EvalCase, document: EvalSet, wrong: Collection[str]) -> None:
        own = {one.name: one.value for one in case.variables}
        shared = {one.name: one.value for one in document.variables}
        named = dict.fromkeys(name for text in _texts(case, document) for name in variables_of(text))
        names = [*named, *(name for name in own if name not in named)]
        if names != list(self.values):
            self._value_box.drop(self.values.values())
            self.values = {name: self._value_row(name) for name in names}
        for name, row in self.values.items():
            empty = Words("No value yet: click to write one")
            value = own.get(name, shared.get(name, ""))
            row.show_value(value, is_shared=name not in own, empty=empty, is_wrong=name in wrong)

    def _value_row(self, name: str) -> FoldedValue:
        words = self.tr("Value of {name}").format(name=name)
        row = FoldedValue(name, words, is_code=True)
        row.written.connect(partial(self._write_value, name))
        row.shared.connect(partial(self._share_value, name))
        self._value_box.add(row)
        return row

    def _write_turn(self, number: int, text: str) -> None:
        def change(case: EvalCase) -> EvalCase:
            turns = list(case.turns or (EvalTurn("user", ""),))
            turns[number] = replace(turns[number], text=storable(text))
            return replace(case, turns=tuple(turns))

        self._case.change(change)

    def _remove_turn(self, number: int) -> None:
        self._case.change(lambda case: replace(case, turns=(*case.turns[:number], *case.turns[number + 1 :])))

    @Slot()
    def _add_turns(self) -> None:
        more = EvalTurn("assistant", ""), EvalTurn("user", "")
        self._case.change(lambda case: replace(case, turns=(*case.turns, *more)))
        self._turns[-2].field.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _add_variable(self) -> None:
        """Where the caret is."""
        fields = self.fields
        field = next((one for one in fields if one.hasFocus()), fields[-1])
        taken, name, number = set(self.values), self.tr("text"), 2
        while name in taken:
            name, number = self.tr("text {number}").format(number=number), number + 1
        field.insert_variable(name)

    @Slot(str)
    def _write_system(self, text: str) -> None:
        case, text = self._case.case, storable(text)
        if case is not None and case.system is not None:
            self._case.change(lambda one: replace(one, system=text))
        else:
            self._case.change_document(lambda document: replace(document, system=text))

    @Slot(bool)
    def _share_system(self, shared: bool) -> None:  # noqa: FBT001  a slot
        text = self.system.field.text()
        if shared:
            self._case.change_document(lambda document: replace(document, system=text))
        self._case.change(lambda case: replace(case, system=None if shared else text))

    def _write_value(self, name: str, text: str) -> None:
        case, document = self._case.case, self._case.document
        if case is None or document is None:
            return
        is_shared = any(one.name == name for one in document.variables)
        if is_shared and all(one.name != name for one in case.variables):
            self._case.change_document(lambda one: replace(one, variables=_with(one.variables, name, text)))
        else:
            self._case.change(lambda one: replace(one, variables=_with(one.variables, name, text)))

    def _share_value(self, name: str, shared: bool) -> None:  # noqa: FBT001  a slot
        text = self.values[name].field.text()
        if shared:
            self._case.change_document(lambda one: replace(one, variables=_with(one.variables, name, text)))
            self._case.change(lambda one: replace(one, variables=_without(one.variables, name)))
        else:
            self._case.change(lambda one: replace(one, variables=_with(one.variables, name, text)))


class TurnRow(QWidget):
    """One turn: who says it, and what. A single one says only what."""

    written = Signal(str)
    removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.field = GrowingField(self.tr("Prompt"), (_FEWEST, _MOST))
        self.field.written.connect(self.written)
        self._who = Label("", "secondary", "muted")
        self._head = QWidget()
        away = IconButton("close", self.tr("Remove this turn"), then=self.removed)
        boxes.row(self._head).add(self._who, boxes.STRETCH, away)
        boxes.column(self, spacing=0).add(self._head, self.field)

    def show_turn(self, turn: EvalTurn, *, is_alone: bool) -> None:
        self._head.setVisible(not is_alone)
        who = self.tr("Model") if turn.role == "assistant" else self.tr("You")
        self._who.setText(who)
        self.field.setAccessibleName(self.tr("Prompt") if is_alone else who)
        self.field.setPlaceholderText(self.tr("What is the model asked?") if is_alone else "")
        self.field.set_lines(_FEWEST if is_alone else _LOW, _MOST)
        self.field.show_text(turn.text)


def _texts(case: EvalCase, document: EvalSet) -> Sequence[str]:
    system = document.system if case.system is None else case.system
    return (*(turn.text for turn in case.turns), system, *(check.value for check in case.checks))


def _with(variables: Sequence[Variable], name: str, text: str) -> tuple[Variable, ...]:
    written = Variable(name, storable(text))
    if all(one.name != name for one in variables):
        return (*variables, written)
    return tuple(written if one.name == name else one for one in variables)


def _without(variables: Sequence[Variable], name: str) -> tuple[Variable, ...]:
    return tuple(one for one in variables if one.name != name)
