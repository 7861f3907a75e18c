"""Editor of a JSON schema or grammar in the inspector; what is wrong with it is told while it is written."""

from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.errors import KnownError
from explorer.domain.tokens import Constraint
from explorer.domain.words import Words
from explorer.kit.actions import Action
from explorer.kit.boxes import STRETCH, column, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.chips import Chip
from explorer.kit.code_field import CodeField
from explorer.kit.language import shown, tr
from explorer.kit.layouts import FlowLayout
from explorer.kit.section import Section
from explorer.kit.text import IconLabel, Para, plain_tip
from explorer.kit.theme import look_of
from explorer.rooms.playground.chats.settings import ChatSettings
from explorer.rooms.playground.chats.structured_output import (
    GRAMMAR_EXAMPLE,
    SCHEMA_EXAMPLE,
    OutputForm,
    check_structure,
)

_PAUSE_MS = 250  # after the last key
_HEIGHT = 168
_STATUS = 44  # two lines of what is wrong
_FORMS: tuple[OutputForm, ...] = ("text", "json_schema", "gbnf")


class StructuredOutputSection(Section):
    """``chosen`` carries the OutputForm, ``changed`` what is set now, by the names of ChatSettings."""

    chosen = Signal(object)
    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Answer as"), opened=False, role="strong")
        self._form: OutputForm = "text"
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._check)
        self.chosen.connect(self._on_chosen)
        self.body.setSpacing(look_of(self).sizes.px(8))
        self.body.addWidget(self._chips())
        self._what = Para("", "secondary", "muted")
        self.body.addWidget(self._what)
        self.editor = CodeField("", _HEIGHT)
        self.editor.textChanged.connect(self._on_written)
        self.body.addWidget(self.editor)
        self.status = StructuredOutputStatus()
        self.status.example.clicked.connect(self._on_example)
        self.body.addWidget(self.status)
        self.toggled.connect(self._show_note)

    def show_settings(self, settings: ChatSettings) -> None:
        self._form = form = settings.form
        text = {"text": "", "json_schema": settings.schema, "gbnf": settings.grammar}[form]
        for one, chip in zip(_FORMS, self.chips, strict=True):
            chip.setChecked(one == form)
            chip.update()
        self._show_note()
        if self.editor.toPlainText() != text:
            self.editor.show_code(text)
            self._pause.stop()
        self.editor.setAccessibleName(self._editor_name())
        self._what.setText(_what_of(form))
        for part in (self.editor, self.status):
            part.setVisible(form != "text")
        if not self._pause.isActive():
            self._check()

    def problem(self) -> str:
        """What is wrong with the text that stands there; "" if nothing is."""
        return self.status.problem()

    def is_checking(self) -> bool:
        """Whether what is said about the text is still that of a moment ago."""
        return self._pause.isActive()

    def _chips(self) -> QWidget:
        holder = QWidget()
        line = FlowLayout(holder, look_of(self).sizes.px(6))
        self.chips = [Chip(_name_of(form), one_of=True) for form in _FORMS]
        for form, chip in zip(_FORMS, self.chips, strict=True):
            chip.setToolTip(plain_tip(shown(_what_of(form))))
            chip.clicked.connect(partial(Action.run, Action("", partial(self.chosen.emit, form))))
            line.addWidget(chip)
        return holder

    def _editor_name(self) -> str:
        return self.tr("JSON schema") if self._form == "json_schema" else self.tr("Grammar, in GBNF")

    @Slot()
    def _show_note(self) -> None:
        """Open, the chips say it."""
        self.header.set_note("" if self.is_open() else _name_of(self._form))

    @Slot()
    def _on_written(self) -> None:
        self._pause.start()
        field = "schema" if self._form == "json_schema" else "grammar"
        self.changed.emit({field: self.editor.toPlainText()})

    @Slot(object)
    def _on_chosen(self, form: OutputForm) -> None:
        self.changed.emit({"form": form})

    @Slot()
    def _on_example(self) -> None:
        self.editor.setPlainText(SCHEMA_EXAMPLE if self._form == "json_schema" else GRAMMAR_EXAMPLE)

    @Slot()
    def _check(self) -> None:
        self._pause.stop()
        if self._form == "text":
            return
        text = self.editor.toPlainText()
        if not text.strip():
            self.status.show_empty()
            return
        try:
            is_held = check_structure(Constraint(self._form, text))
        except KnownError as error:
            self.status.show_problem(error)
        else:
            self.status.show_fine(is_held=is_held)


class StructuredOutputStatus(QWidget):
    """Whether the text can be kept to, and an example to begin with."""

    def __init__(self) -> None:
        super().__init__()
        self._mark = IconLabel("check", "good")
        self._words = Para("", "secondary", "muted")
        self.example = Button("outlined", self.tr("Begin with an example"), scale="compact")
        line = row(spacing=6).add(self._mark, stretched(self._words))
        outer = column(self, spacing=4).add(line)
        end = row().add(self.example, STRETCH)
        outer.addLayout(end)
        self.setMinimumHeight(look_of(self).sizes.px(_STATUS))
        self._is_problem = False

    def show_empty(self) -> None:
        self._is_problem = False
        self._mark.hide()
        self._words.hide()
        self.example.show()

    def show_fine(self, *, is_held: bool) -> None:
        """``is_held``: to all of it; else a part is checked afterwards."""
        self._is_problem = False
        self._mark.show()
        self._mark.show_icon("check", "good")
        self._words.show()
        self._words.setText(
            self.tr("The answer can be held to it.")
            if is_held
            else self.tr("The answer can be held to most of it; the rest is checked once it is whole.")
        )
        self._words.set_tone("muted")
        self.example.hide()

    def show_problem(self, error: KnownError) -> None:
        self._is_problem = True
        self._mark.show()
        self._mark.show_icon("warning", "bad")
        self._words.show()
        self._words.setText(error.what)
        self._words.set_tone("bad")
        self.example.hide()

    def problem(self) -> str:
        return self._words.text() if self._is_problem else ""


def _name_of(form: OutputForm) -> Words:
    names = {"text": Words("Text"), "json_schema": Words("JSON"), "gbnf": Words("Grammar")}
    return names[form]


def _what_of(form: OutputForm) -> Words:
    return {
        "text": Words("The model writes freely."),
        "json_schema": Words("The answer is JSON that fits a schema, whatever the model would rather write."),
        "gbnf": Words("The answer follows a grammar in GBNF, the notation of llama.cpp."),
    }[form]
