"""What a slash at the beginning of a line does: it opens the list of prompts and more over the composer."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from explorer.kit.buttons import Button
from explorer.kit.keys import ENTER, with_keys
from explorer.rooms.playground.composer.composer_rows import ChatComposer
from explorer.rooms.playground.composer.slash_rows import SlashLine, SlashPanel, matching
from explorer.rooms.playground.composer.variables_controller import VariableWalk

_LINE_BREAK = "\u2028"  # what Shift+Enter writes

type Source = Callable[[], Sequence[SlashLine]]


class SlashController(QObject):
    """``sources`` say what the list offers, each under its headings; they are asked each time it opens.

    Arrows move the choice, Enter or Tab uses it, Escape leaves the slash as a sign of the message. What is
    typed behind the slash narrows the list; where nothing is left, it is a message like any other.
    """

    def __init__(self, composer: ChatComposer, host: QWidget) -> None:
        super().__init__(composer)
        self._composer, self._field = composer, composer.field
        self._panel = SlashPanel(host)
        self._walk = VariableWalk(composer.field)
        self._lines: Sequence[SlashLine] | None = None  # while it is open
        self._is_by_button = False
        self.sources: list[Source] = []
        self.button = Button("status", self.tr("Prompts"), "slash", then=self._on_button)
        what = self.tr("Prompts, presets and more; or type / at the beginning of a line")
        self.button.setToolTip(with_keys(what, "Ctrl+/"))
        composer.frame.add_tool(self.button)
        self.button.setEnabled(self._field.isEnabled())
        self._field.installEventFilter(self)
        host.installEventFilter(self)
        self._field.textChanged.connect(self._on_typed)
        self._field.cursorPositionChanged.connect(self._on_moved)
        composer.resized.connect(self._place, Qt.ConnectionType.QueuedConnection)
        self._panel.list.picked.connect(self._use)

    def is_open(self) -> bool:
        return not self._panel.isHidden()

    def insert(self, text: str) -> None:
        """A prompt, in place of the slash; the first of its variables is selected."""
        self._walk.insert(text)
        self._composer.focus()

    def message(self) -> str:
        """What is written, without the slash and what was typed behind it."""
        typed = None if self._is_by_button else self._typed()
        before, after = self._field.textCursor(), self._field.textCursor()
        before.movePosition(QTextCursor.MoveOperation.Start, QTextCursor.MoveMode.KeepAnchor)
        after.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        begun = before.selection().toPlainText()
        begun = begun.removesuffix(f"/{typed}") if typed is not None else begun
        return f"{begun}{after.selection().toPlainText()}".strip()

    def close(self) -> None:
        self._lines = None
        self._panel.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._field:
            if event.type() == QEvent.Type.Resize and self.is_open():
                QTimer.singleShot(0, self, self._place)  # once the composer has its place
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        elif event.type() == QEvent.Type.ShortcutOverride and self.is_open():
            return self._claims(event)
        elif event.type() == QEvent.Type.FocusOut:
            self.close()
        elif event.type() == QEvent.Type.EnabledChange:
            self.button.setEnabled(self._field.isEnabled())  # without a model nothing can be typed
        return False

    def _claims(self, event: QEvent) -> bool:
        """Escape closes the list and does nothing else in the room."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return False

    def _key(self, event: QKeyEvent) -> bool:
        """Whether the key was for the list, or for the next variable of a prompt."""
        if not self.is_open():
            return event.key() == Qt.Key.Key_Tab and self._walk.go_on()
        if self._panel.list.move_by(event):
            self._panel.say()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in (*ENTER, Qt.Key.Key_Tab):
            self._use(self._panel.list.line)
        else:
            return False
        return True

    @Slot()
    def _on_button(self) -> None:
        if self.is_open():
            self.close()
            return
        self._composer.focus()
        self._is_by_button = True
        self._open("")

    @Slot()
    def _on_typed(self) -> None:
        typed = self._typed()
        if self._lines is None:
            if typed == "" and self._field.hasFocus():  # a slash was typed, and nothing else
                self._is_by_button = False
                self._open("")
        elif self._is_by_button or typed is None:
            self.close()
        else:
            self._panel.show_lines(matching(self._lines, typed), self._composer.frame)

    @Slot()
    def _on_moved(self) -> None:
        """The cursor left the line of the slash."""
        if self._lines is not None and not self._is_by_button and self._typed() is None:
            self.close()

    @Slot()
    def _place(self) -> None:
        if self.is_open():
            self._panel.place(self._composer.frame)

    def _open(self, typed: str) -> None:
        self._lines = [line for source in self.sources for line in source()]
        self._panel.show_lines(matching(self._lines, typed), self._composer.frame)
        self._panel.say()

    def _typed(self) -> str | None:
        """What stands behind the slash that begins the line, up to the cursor; ``None`` without one."""
        cursor = self._field.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
        line = cursor.selectedText().rsplit(_LINE_BREAK, 1)[-1]
        return line[1:] if line.startswith("/") else None

    @Slot(object)
    def _use(self, line: SlashLine) -> None:
        typed = None if self._is_by_button else self._typed()
        self.close()
        if typed is not None:
            cursor = self._field.textCursor()
            while cursor.selectedText() != f"/{typed}":
                cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        if line.use is not None:
            line.use()
