"""The head of the room: which model, whether it is loaded, and what that costs."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from explorer.domain.fit import Fit
from explorer.domain.model import Model
from explorer.domain.words import Words
from explorer.kit.boxes import column, row
from explorer.kit.buttons import Button, IconButton, Kind
from explorer.kit.keys import with_keys
from explorer.kit.language import shown
from explorer.kit.progress import ProgressBar
from explorer.kit.text import Elided, plain_tip
from explorer.kit.theme import look_of
from explorer.rooms.playground.captions import model_title, outlook_text
from explorer.rooms.playground.inspector.changed_settings_rows import ChangedSettingsRow

_WIDEST = 300


class ModelButton(Button):
    """Names the chosen model; ``wanted`` asks for the list of those on this disk."""

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("outlined", "", "chevron-down", parent=parent)
        self._chosen: Model | None = None
        self._is_any = True
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        directions = Qt.LayoutDirection
        # The chevron stands behind the words.
        self.setLayoutDirection(directions.LeftToRight if is_mirrored else directions.RightToLeft)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.wanted)

    def show_model(self, chosen: Model | None, *, is_any: bool = True) -> None:
        """``is_any`` is false once it is known that no model is on this disk."""
        self._chosen, self._is_any = chosen, is_any
        title = self._title()
        choose = with_keys(self.tr("Choose another model"), "Ctrl+L")
        self.setToolTip(plain_tip(f"{title}\n{choose}"))
        self.setAccessibleName(self.tr("Model: {title}").format(title=title))
        self._elide()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        px = look_of(self).sizes.px
        words = QFontMetrics(self.font()).horizontalAdvance(self._title()) + px(52)
        return QSize(min(words, px(_WIDEST)), hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), look_of(self).sizes.px(120)), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._elide()

    def _title(self) -> str:
        if self._chosen is not None:
            return model_title(self._chosen)
        return self.tr("Choose a model") if self._is_any else self.tr("No model yet")

    def _elide(self) -> None:
        room = self.width() - look_of(self).sizes.px(48)
        shown = QFontMetrics(self.font()).elidedText(self._title(), Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))

    @Slot()
    def open(self) -> None:
        """The models to choose from."""
        self.wanted.emit()


class ChatHeader(QFrame):
    """The picker, beside it the state with the one thing to do about it; below, what is not as usual."""

    load = Signal()
    unload = Signal()
    cancel = Signal()
    inspect = Signal(bool)
    explain = Signal()  # why it does not run where it was asked to
    show_chats = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("rule", "bottom")
        self.picker = ModelButton()
        self._status = Elided("", "body", "muted")
        self._status.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._bar = ProgressBar(self.tr("Loading the model"), 6)
        self._bar.setFixedWidth(look_of(self).sizes.px(110))
        self._load = self._button(
            self.tr("Load"), self.tr("Read the model into memory"), self.load, "outlined"
        )
        self._cancel = self._button(self.tr("Cancel"), self.tr("Stop loading"), self.cancel)
        self._unload = self._button(self.tr("Unload"), self.tr("Give its memory back"), self.unload)
        self.fallback = Button("quiet", self.tr("On the processor"), "warning", scale="compact")
        self.fallback.clicked.connect(self.explain)
        self.chats = IconButton("panel-left", self.tr("Show the chats"))
        self.chats.clicked.connect(self.show_chats)
        self.inspector = IconButton("panel", with_keys(self.tr("How it answers"), "Ctrl+I"))
        self.inspector.setCheckable(True)
        self.inspector.clicked.connect(self.inspect)
        self._lay_out()
        self.show_nothing()

    def _lay_out(self) -> None:
        line = row(spacing=8)
        line.addWidget(self.chats)
        line.addWidget(self.picker)
        line.addWidget(self._bar)
        line.addWidget(self._status, 1)
        for widget in (self.fallback, self._load, self._cancel, self._unload, self.inspector):
            line.addWidget(widget)
        self.differing = ChangedSettingsRow()
        self.differing.hide()
        lines = column(self, margins=(12, 12, 16, 12), spacing=9)
        lines.addLayout(line)
        lines.addWidget(self.differing)

    def mark_chats(self, *, opened: bool) -> None:
        words = self.tr("Hide the chats") if opened else self.tr("Show the chats")
        self.chats.show_as("panel-left", with_keys(words, "Ctrl+B"))

    def mark_inspector(self, *, opened: bool) -> None:
        self.inspector.setChecked(opened)

    def show_nothing(self) -> None:
        """There is no model to load."""
        self._show("", None)

    def show_not_loaded(self, fit: Fit | None = None) -> None:
        """``fit``: what it will take; the tooltip says what that rests on."""
        words = outlook_text(fit) if fit is not None else Words("not loaded")
        self._show(shown(words), self._load)
        if fit is not None:
            self._status.explain(fit.text)

    def show_elsewhere(self, source: str, *, is_reached: bool) -> None:
        """It takes no memory here, and answers where ``source`` says."""
        words = self.tr("answers at {source}") if is_reached else self.tr("asking {source}…")
        self._show(words.format(source=source), None if is_reached else self._cancel)

    def show_loading(self, fraction: float) -> None:
        self._show(self.tr("loading {percent} %").format(percent=round(fraction * 100)), self._cancel)
        self._bar.show()
        self._bar.set_fraction(fraction)

    def show_loaded(self, words: str, fell_back: str = "") -> None:
        """``fell_back``: why less computes on a device than was asked for."""
        self._show(words, self._unload)
        self.fallback.setToolTip(plain_tip(shown(fell_back)))
        self.fallback.setVisible(bool(fell_back))

    def status_text(self) -> str:
        return self._status.text()

    def _show(self, words: str, action: Button | None) -> None:
        self._status.setText(words)
        self._status.explain("")
        self._bar.hide()
        self.fallback.hide()
        for button in (self._load, self._cancel, self._unload):
            button.setVisible(button is action)

    def _button(self, text: str, tooltip: str, signal: object, kind: Kind = "quiet") -> Button:
        button = Button(kind, text, scale="compact")
        button.setToolTip(tooltip)
        button.clicked.connect(signal)
        return button
