"""The sampling settings that are lists, written as texts: on one line, or a line each."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.sampling import SAMPLERS, sampler_names
from explorer.domain.sampling_setting import (
    BadLineError,
    SamplingSetting,
    SettingValue,
    bias_text,
    lines_text,
    parse_bias,
    parse_lines,
    parse_words,
    words_text,
)
from explorer.kit.boxes import column
from explorer.kit.code_field import CodeField
from explorer.kit.field import Field
from explorer.kit.language import shown
from explorer.kit.sampling.setting_row import SettingRow
from explorer.kit.text import Label, Para

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
