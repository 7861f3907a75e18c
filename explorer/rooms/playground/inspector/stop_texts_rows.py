"""Stop texts in the inspector: texts at which an answer ends, one a line."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.sampling_setting import lines_text, parse_lines
from explorer.kit.code_field import CodeField
from explorer.kit.language import tr
from explorer.kit.section import Section
from explorer.kit.text import Para
from explorer.kit.theme import look_of
from explorer.rooms.playground.chats.settings import ChatSettings

_HEIGHT = 66


class StopTextsSection(Section):
    """``changed`` carries what is set now, by the names of ChatSettings."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Stop texts"), opened=False, role="strong", parent=parent)
        why = self.tr("The answer ends before one of these, one a line. \\n stands for a line break.")
        self.body.setSpacing(look_of(self).sizes.px(8))
        self.body.addWidget(Para(why, "secondary", "muted"))
        self.editor = CodeField(self.tr("Stop texts, one a line"), _HEIGHT)
        self.editor.setPlaceholderText("###")
        self.editor.textChanged.connect(self._on_edited)
        self.body.addWidget(self.editor)

    def show_settings(self, settings: ChatSettings) -> None:
        texts = settings.stop
        if parse_lines(self.editor.toPlainText()) != texts:
            self.editor.show_code(lines_text(texts))
        self.header.set_note(str(len(texts)) if texts else "")

    @Slot()
    def _on_edited(self) -> None:
        self.changed.emit({"stop": parse_lines(self.editor.toPlainText())})
