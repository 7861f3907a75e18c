"""The composer: a field that grows with its text and sends on Enter, and above it the messages that are
queued while an answer runs.
"""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from explorer.domain.elsewhere import goes_words
from explorer.domain.generation import Role
from explorer.domain.model import Model, Whereabouts
from explorer.kit.boxes import column, row, stretched
from explorer.kit.buttons import Button, IconButton
from explorer.kit.keys import with_keys
from explorer.kit.message_field import MessageField
from explorer.kit.room_pane import KEEP_CLEAR
from explorer.kit.text import Elided
from explorer.rooms.playground.composer.frame_rows import ComposerFrame
from explorer.rooms.playground.composer.queue_rows import QueuedMessages


class ChatComposer(QWidget):
    """``sent`` carries the text; ``stopped`` is Esc or Stop; ``cancelled`` ends an edit; ``taken_back`` and
    ``dropped`` carry the place of a message that waits. ``resized``: it may need another height. ``frame``
    takes what is attached (``add_above``) and the buttons for it (``add_tool``).
    """

    sent = Signal(object)  # str
    resized = Signal()
    stopped = Signal()
    cancelled = Signal()
    taken_back = Signal(int)
    dropped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(KEEP_CLEAR, True)
        self._is_busy, self._is_elsewhere = False, False
        self._is_ready, self._is_answer = True, False
        self._has_images = self._is_held = False
        self.field = MessageField()
        self.field.setObjectName("composer")
        self.field.entered.connect(self.send)
        self.field.escaped.connect(self._on_escape)
        self.field.textChanged.connect(self._show_state)
        self._goes = Elided("", "secondary", "caution")
        self._hint = Elided("", "secondary", "muted")
        self._hint.explain(self.tr("Shift+Enter breaks the line"))
        self._invitation = ""  # what the empty field says while nothing runs
        self._send = IconButton("send", with_keys(self.tr("Send"), "Enter"), "on_accent", then=self.send)
        self._send.setProperty("kind", "primary")
        self._stop = Button("outlined", self.tr("Stop"), "stop", scale="compact", then=self.stopped)
        self._stop.setToolTip(with_keys(self.tr("Stop the answer"), "Esc"))
        self._waiting = QueuedMessages()
        self._waiting.taken_back.connect(self.taken_back)
        self._waiting.dropped.connect(self.dropped)
        self._waiting.resized.connect(self.resized)
        self._banner = self._build_banner()
        self.frame = ComposerFrame(self.field)
        for widget in (
            self._goes,
            self._hint,
            self._stop,
            self._send,
        ):  # Send stays where it is when Stop comes
            self.frame.add_end(widget)
        self._parts = column(self, spacing=6).add(self._waiting, self._banner, self.frame)
        self._show_state()

    def add_above(self, widget: QWidget) -> None:
        self._parts.insertWidget(0, widget)

    def add_below(self, widget: QWidget) -> None:
        self._parts.addWidget(widget)

    def tell_height(self) -> None:
        """What was added is shown, hidden or another."""
        self.resized.emit()

    def text(self) -> str:
        return self.field.toPlainText()

    @Slot(object)
    def set_text(self, text: str) -> None:
        self.show_text(text)
        self.focus()

    def focus(self) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_text(self, text: str) -> None:
        """What was begun earlier, the cursor at its end; the focus stays where it is."""
        if text != self.text():
            self.field.setPlainText(text)
            self.field.moveCursor(QTextCursor.MoveOperation.End)

    def is_editing(self) -> bool:
        return not self._banner.isHidden()

    def show_model(self, model: Model | None, *, is_any: bool = True) -> None:
        """Say what this model does with a text; without one nothing can be typed.

        ``is_any``: whether there are models to choose from.
        """
        if model is None:
            words = self.tr("Choose a model first") if is_any else self.tr("Get a model first")
            name = self.tr("Message")
        elif model.is_chat:
            words, name = self.tr("Ask something…"), self.tr("Message")
        else:
            words, name = self.tr("Start a text, the model goes on…"), self.tr("Beginning of a text")
        self._show_where(model)
        self._invitation = words
        self.field.setAccessibleName(name)
        self._is_ready = model is not None
        self.field.setEnabled(self._is_ready)
        self._show_state()

    def _show_where(self, model: Model | None) -> None:
        """Beside what is typed, whom it goes to."""
        is_away = model is not None and model.where is Whereabouts.AWAY and not model.why_not_usable
        self._goes.setText(self.tr("Goes to {host}").format(host=model.host) if model and is_away else "")
        self._goes.explain(goes_words(model.where, model.host) if model and is_away else "")
        self._goes.setVisible(is_away)

    def set_busy(self, busy: bool, *, elsewhere: bool = False) -> None:  # noqa: FBT001  # as Qt's own setters
        """An answer is running: Enter waits, Esc stops. ``elsewhere``: in a chat that is not open."""
        self._is_busy, self._is_elsewhere = busy, elsewhere
        self._show_state()

    def hold(self, *, held: bool) -> None:
        """Nothing can be sent until the chat is kept."""
        self._is_held = held
        self._show_state()

    def show_images(self, *, attached: bool) -> None:
        """Some go with the message: then it needs no text."""
        self._has_images = attached
        self._show_state()

    def set_editing(self, role: Role | Literal[""]) -> None:
        """Whose message is written anew; "": none."""
        words = self.tr("Editing an earlier message. What followed is kept as a branch.")
        if role == "assistant":
            words = self.tr("Editing an answer. What it said is kept as a branch.")
        self._banner_words.setText(words)
        self._banner.setVisible(bool(role))
        self._is_answer = role == "assistant"
        self._show_state()

    def show_waiting(self, texts: Sequence[str]) -> None:
        """What is sent, one after the other, when the running answer has ended."""
        if tuple(texts) != self._waiting.texts:
            self._waiting.show_texts(texts)
            self.tell_height()

    @Slot()
    def send(self) -> None:
        """While an answer runs it is to wait; an edited message is sent to no running answer."""
        if self._can_send():
            self.sent.emit(self.text())

    def _can_send(self) -> bool:
        says = bool(self.text().strip()) or (self._has_images and not self._is_busy)
        is_free = self._is_ready and not self._is_held
        return says and is_free and not (self._is_busy and self.is_editing())

    def _build_banner(self) -> QWidget:
        banner = QWidget()
        self._banner_words = Elided("", "secondary", "muted")
        cancel = Button("link", self.tr("Cancel"), scale="compact", then=self.cancelled)
        cancel.setToolTip(with_keys(self.tr("Leave it as it was"), "Esc"))
        row(banner, margins=(2, 0, 0, 0)).add(stretched(self._banner_words), cancel)
        banner.hide()
        return banner

    @Slot()
    def _show_state(self) -> None:
        if self._stop.hasFocus() and not self._is_busy:
            self.focus()  # it goes from under the keyboard
        self._stop.setVisible(self._is_busy)
        self._send.setEnabled(self._can_send())
        says_itself = self._is_busy and not self._is_elsewhere and not self.text()  # the empty field does
        self._hint.setVisible(self._is_ready and not says_itself)
        self._hint.setText(self._short_hint())
        then = self.tr("Enter: sends when this answer has ended · Esc: stop")
        if self._is_elsewhere:
            then = self.tr("Enter: sends when the other chat is answered · Esc: stop")
        is_told = self._is_busy and self._is_ready
        self.field.setPlaceholderText(then if is_told else self._invitation)
        words = self.tr("Send when the answer has ended") if self._is_busy else self.tr("Send")
        self._send.show_as("send", with_keys(words, "Enter"))

    def _short_hint(self) -> str:
        if self._is_held:
            return ""  # the line above says why
        if self._is_elsewhere:
            return self.tr("Another chat is being answered")
        if self._is_answer:
            return self.tr("Enter keeps it")
        return self.tr("Enter sends later") if self._is_busy else self.tr("Enter sends")

    @Slot()
    def _on_escape(self) -> None:
        if self.is_editing():
            self.cancelled.emit()
        elif self._is_busy:
            self.stopped.emit()
