"""One sampling setting a row: its value, whose word it is, and the way back from one's own."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.errors import KnownError
from explorer.domain.sampling import SAMPLERS, StatedSampling, sampler_names, value_at
from explorer.domain.sampling_choice import SamplingChoice
from explorer.domain.sampling_setting import (
    BadLineError,
    Number,
    SamplingSetting,
    SettingValue,
    bias_text,
    lines_text,
    parse_bias,
    parse_lines,
    parse_words,
    words_text,
)
from explorer.domain.words import Words
from explorer.kit.boxes import centred, column, row
from explorer.kit.buttons import IconButton, Picker
from explorer.kit.field import CodeField, Field, NumberField
from explorer.kit.language import shown
from explorer.kit.layouts import keep_place
from explorer.kit.text import Label, Para, plain_tip
from explorer.kit.toggle import Toggle


class SettingRow(QWidget):
    """``changed`` carries the new SamplingChoice; what is out of its limits is told in place."""

    changed = Signal(object)

    def __init__(self, setting: SamplingSetting, editor: QWidget, *, is_below: bool = False) -> None:
        """``is_below``: the editor has a line of its own."""
        super().__init__()
        self.setting = setting
        self._choice, self._stated = SamplingChoice(), StatedSampling()
        self.problem = ""  # what is wrong with what stands there
        name = shown(setting.name)
        self._name = Para(name)
        editor.setAccessibleName(name)
        self.origin = SettingOrigin(name)
        self.origin.reset.connect(self._on_reset)
        line = row(spacing=6).add(centred(self._name, 1), self.origin.button)
        self._column = column(self, spacing=2).add(line, self.origin)
        if is_below:
            self._column.insertWidget(1, editor)
        else:
            line.addWidget(editor)
        explain(shown(setting.why), self._name, editor)

    def show_choice(self, choice: SamplingChoice, stated: StatedSampling) -> None:
        self._choice, self._stated = choice, stated
        self.problem = ""
        self.show_value(value_at(choice.sampling(stated), self.setting.path))
        words = origin_words(self.setting, choice, stated)
        is_own = self.setting.path in choice.values
        self.origin.show_origin(words, is_own=is_own)
        self._name.set_role("strong" if is_own else "body")

    def show_value(self, value: SettingValue) -> None:
        """Told to nobody."""
        raise NotImplementedError

    def take(self, value: SettingValue) -> None:
        """The person's own, if it can be."""
        wanted = self._choice.with_value(self.setting.path, value)
        try:
            wanted.sampling(self._stated).check()
        except KnownError as error:
            self.refuse(error.what)
        else:
            self.changed.emit(wanted)

    def refuse(self, words: str) -> None:
        """What is wrong with what stands there."""
        self.problem = shown(words)
        self.origin.show_problem(words)

    @Slot()
    def _on_reset(self) -> None:
        self.changed.emit(self._choice.with_value(self.setting.path, None))


class NumberRow(SettingRow):
    """A number in a field."""

    def __init__(self, setting: SamplingSetting) -> None:
        self.field = NumberField(shown(setting.name), whole=setting.is_whole)
        super().__init__(setting, self.field)
        self.field.entered.connect(self._on_entered)

    def show_value(self, value: SettingValue) -> None:
        self.field.show_number(value)  # type: ignore[arg-type]  # a number by the table

    def show_choice(self, choice: SamplingChoice, stated: StatedSampling) -> None:
        super().show_choice(choice, stated)
        self.field.setAccessibleDescription(self.origin.text())

    @Slot(object)
    def _on_entered(self, value: Number | str) -> None:
        if isinstance(value, str):
            self.refuse(Words("“{text}” is no number.", text=value))
        else:
            self.take(value)


class ChoiceRow(SettingRow):
    """One of a few; what it does is said while it is on."""

    def __init__(self, setting: SamplingSetting) -> None:
        self.picker = Picker(shown(setting.name))
        self.picker.addItems([shown(choice).capitalize() for choice in setting.choices])
        super().__init__(setting, self.picker)
        self.picker.currentIndexChanged.connect(self.take)
        self._note = Para(setting.why, "secondary", "muted")
        self._column.addWidget(self._note)

    def show_value(self, value: SettingValue) -> None:
        with QSignalBlocker(self.picker):
            self.picker.setCurrentIndex(int(value))  # type: ignore[arg-type]  # a number by the table
        self._note.setVisible(value != self.setting.neutral)


class SwitchRow(SettingRow):
    """On or off."""

    def __init__(self, setting: SamplingSetting) -> None:
        self.toggle = Toggle(shown(setting.name))
        super().__init__(setting, self.toggle)
        self.toggle.toggled.connect(self.take)

    def show_value(self, value: SettingValue) -> None:
        with QSignalBlocker(self.toggle):
            self.toggle.setChecked(bool(value))
        self.toggle.update()


class SettingOrigin(QWidget):
    """Whose word a value is, in small print; ``button`` stands beside the value and lets go of one's own."""

    reset = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.button = IconButton("refresh", self.tr("Let go of your value: {name}").format(name=name))
        self.button.clicked.connect(self.reset)
        self._words = Para("", "secondary", "muted")
        column(self).addWidget(self._words)
        keep_place(self, self.button)
        self.show_origin("", is_own=False)

    def show_origin(self, words: str, *, is_own: bool) -> None:
        self._words.set_tone("muted")
        self._words.setText(words)
        self.setVisible(bool(words))
        self.button.setVisible(is_own)

    def show_problem(self, words: str) -> None:
        """What is wrong with the value that was typed, until it is another."""
        self._words.set_tone("bad")
        self._words.setText(words)
        self.show()

    def text(self) -> str:
        return self._words.text()


def origin_words(setting: SamplingSetting, choice: SamplingChoice, stated: StatedSampling) -> str:
    """ "stated by the model (header)", "yours; the model states 0.6", "yours; usually 40"; "" if usual."""
    source = choice.source(setting.path, stated)
    if source == "usual":
        return ""
    if source == "stated":
        return Words("stated by the model ({source})", source=place_words(stated.source))
    theirs = stated.values.get(setting.path)
    if theirs is not None:
        return Words("yours; the model states {value}", value=setting.value_text(theirs))
    if setting.usual == ():
        return Words("yours")
    return Words("yours; usually {value}", value=setting.value_text(setting.usual))


def place_words(source: str) -> str:
    """Where it is stated: the header in the person's language, a file by its name."""
    return Words("header") if source == "header" else source


def explain(why: str, *widgets: QWidget) -> None:
    """The same words on hover for each."""
    for widget in widgets:
        widget.setToolTip(plain_tip(why))


_LINES = 3


class WordsRow(SettingRow):
    """Texts with spaces between them."""

    def __init__(self, setting: SamplingSetting) -> None:
        self.field, self._told = Field(), ""
        super().__init__(setting, self.field, is_below=True)
        self._read: Callable[[str], tuple[str, ...]] = parse_words
        if setting.path == "samplers":
            self.field.setPlaceholderText(words_text(SAMPLERS))
            self._read = lambda text: sampler_names(parse_words(text))
        self.field.editingFinished.connect(self._on_done)

    def show_value(self, value: SettingValue) -> None:
        self.field.setText(words_text(value))  # type: ignore[arg-type]  # texts by the table
        self._told = self.field.text()  # it is shown harmless

    @Slot()
    def _on_done(self) -> None:
        if self.field.text() != self._told:
            self.take(self._read(self.field.text()))


class LinesRow(SettingRow):
    """A line each; how they are written stands below."""

    def __init__(self, setting: SamplingSetting) -> None:
        self.editor = CodeField(shown(setting.name), 20 * _LINES + 14)
        super().__init__(setting, self.editor, is_below=True)
        is_bias = setting.kind == "biases"
        self._parse: Callable[[str], Any] = parse_bias if is_bias else parse_lines
        self._print: Callable[[Any], str] = bias_text if is_bias else lines_text
        self.editor.setPlaceholderText("1234 -5" if is_bias else "")
        self.editor.textChanged.connect(self._on_edited)
        self._column.addWidget(Para(setting.why, "secondary", "muted"))

    def show_value(self, value: SettingValue) -> None:
        if self._parsed() != value:
            self.editor.show_code(self._print(value))

    def _parsed(self) -> object:
        try:
            return self._parse(self.editor.toPlainText())
        except BadLineError:
            return None

    @Slot()
    def _on_edited(self) -> None:
        try:
            wanted = self._parse(self.editor.toPlainText())
        except BadLineError as error:
            self.refuse(error.words)
            return
        self.take(wanted)


class TokenFinder(QWidget):
    """People know words, not the numbers of tokens. ``asked`` carries a text; ``show_found`` answers."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.field = Field()
        words = self.tr("Find the tokens of a text")
        self.field.setAccessibleName(words)
        self.field.setPlaceholderText(words)
        self.field.returnPressed.connect(self._on_asked)
        self._found = Label("", "secondary", selectable=True)
        self._found.setWordWrap(True)
        self._found.hide()
        column(self, spacing=4).add(self.field, self._found)

    def show_found(self, words: str) -> None:
        self._found.setText(words)
        self._found.setVisible(bool(words))

    def found(self) -> str:
        return self._found.text()

    @Slot()
    def _on_asked(self) -> None:
        self.asked.emit(self.field.text())
