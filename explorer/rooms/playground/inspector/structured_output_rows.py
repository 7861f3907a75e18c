"""Editor of a JSON schema or grammar in the inspector; what is wrong with it is told while it is written."""

from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.errors import KnownError
from explorer.domain.tokens import Constraint
from explorer.domain.words import Words
from explorer.kit.boxes import STRETCH, column, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.chips import Chip
from explorer.kit.field import CodeField
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
    """``changed`` carries what is set now, by the names of ChatSettings.

    ``problem``: what is wrong with the text that stands there, "" if nothing is.
    """

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Answer as"), opened=False, role="strong")
        self._form: OutputForm = "text"
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._check)
        self.problem = ""
        self.body.setSpacing(look_of(self).sizes.px(8))
        self._what = Para("", "secondary", "muted")
        self.editor = CodeField("", _HEIGHT)
        self.editor.textChanged.connect(self._on_written)
        self.status = StructuredOutputStatus()
        self.status.example.clicked.connect(self._on_example)
        self.body.add(self._chips(), self._what, self.editor, self.status)
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
        is_schema = form == "json_schema"
        self.editor.setAccessibleName(tr("JSON schema") if is_schema else tr("Grammar, in GBNF"))
        self._what.setText(_what_of(form))
        for part in (self.editor, self.status):
            part.setVisible(form != "text")
        if not self._pause.isActive():
            self._check()

    def is_checking(self) -> bool:
        """Whether what is said about the text is still that of a moment ago."""
        return self._pause.isActive()

    def _chips(self) -> QWidget:
        holder = QWidget()
        line = FlowLayout(holder, look_of(self).sizes.px(6))
        self.chips = [Chip(_name_of(form), one_of=True) for form in _FORMS]
        for form, chip in zip(_FORMS, self.chips, strict=True):
            chip.setToolTip(plain_tip(shown(_what_of(form))))
            chip.clicked.connect(partial(self.changed.emit, {"form": form}))
            line.addWidget(chip)
        return holder

    @Slot()
    def _show_note(self) -> None:
        """Open, the chips say it."""
        self.header.set_note("" if self.is_open() else _name_of(self._form))

    @Slot()
    def _on_written(self) -> None:
        self._pause.start()
        field = "schema" if self._form == "json_schema" else "grammar"
        self.changed.emit({field: self.editor.toPlainText()})

    @Slot()
    def _on_example(self) -> None:
        self.editor.setPlainText(SCHEMA_EXAMPLE if self._form == "json_schema" else GRAMMAR_EXAMPLE)

    @Slot()
    def _check(self) -> None:
        self._pause.stop()
        self.problem, fine, text = "", "", self.editor.toPlainText()
        if self._form != "text" and text.strip():
            try:
                fine = self._fine_words(is_held=check_structure(Constraint(self._form, text)))
            except KnownError as error:
                self.problem = shown(error.what)
        self.status.show_words(self.problem or fine, is_problem=bool(self.problem))

    def _fine_words(self, *, is_held: bool) -> str:
        """``is_held``: to all of it; else a part is checked afterwards."""
        if is_held:
            return self.tr("The answer can be held to it.")
        return self.tr("The answer can be held to most of it; the rest is checked once it is whole.")


class StructuredOutputStatus(QWidget):
    """Whether the text can be kept to, and an example to begin with."""

    def __init__(self) -> None:
        super().__init__()
        self._mark = IconLabel("check", "good")
        self._words = Para("", "secondary", "muted")
        self.example = Button("outlined", self.tr("Begin with an example"), scale="compact")
        line = row(spacing=6).add(self._mark, stretched(self._words))
        column(self, spacing=4).add(line, row().add(self.example, STRETCH))
        self.setMinimumHeight(look_of(self).sizes.px(_STATUS))

    def show_words(self, words: str, *, is_problem: bool) -> None:
        """Without any, nothing is written yet: then the example is offered."""
        for part in (self._mark, self._words):
            part.setVisible(bool(words))
        self._mark.show_icon(*(("warning", "bad") if is_problem else ("check", "good")))
        self._words.setText(words)
        self._words.set_tone("bad" if is_problem else "muted")
        self.example.setVisible(not words)


def _name_of(form: OutputForm) -> Words:
    names = {"text": Words("Text"), "json_schema": Words("JSON"), "gbnf": Words("Grammar")}
    return names[form]


def _what_of(form: OutputForm) -> Words:
    return {
        "text": Words("The model writes freely."),
        "json_schema": Words("The answer is JSON that fits a schema, whatever the model would rather write."),
        "gbnf": Words("The answer follows a grammar in GBNF, the notation of llama.cpp."),
    }[form]
