"""One column of the answers: who answers, how fast, and the text as it comes."""

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from explorer.compare.run import Result
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.units import duration_text
from explorer.kit.actions import Action
from explorer.kit.buttons import Button, IconButton
from explorer.kit.errors import ErrorCard
from explorer.kit.markdown import MarkdownView
from explorer.kit.text import Elided, Para
from explorer.kit.theme import look_of

_FRAME_MS = 33  # tokens are shown about 30 times a second
_NARROWEST = 230


class AnswerColumn(QFrame):
    """``title`` names the model; ``note`` is said under the head as long as it is not empty."""

    def __init__(self, reference: str, title: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reference = reference
        self.setProperty("ground", "surface")
        self.setProperty("rule", "right")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        self.setMinimumWidth(look_of(self).sizes.px(_NARROWEST))
        self._waiting = ""
        self._result: Result | None = None
        self._frame = QTimer(self, singleShot=True, interval=_FRAME_MS)
        self._frame.timeout.connect(self._flush)
        self._state = Elided("", "secondary", "muted")
        self._view = MarkdownView(self.tr("Answer of {model}").format(model=title))
        self._body = QVBoxLayout()
        self._extra: QWidget | None = None
        self._helping: Action | None = None  # held: a connection keeps its object only weakly
        self._build(title, note)

    def _build(self, title: str, note: str) -> None:
        px = look_of(self).sizes.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QFrame()
        head.setProperty("rule", "bottom")
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(Elided(title, "heading"))
        words.addWidget(self._state)
        row = QHBoxLayout(head)
        row.setContentsMargins(px(18), px(11), px(10), px(11))
        row.addLayout(words, 1)
        self.copy = IconButton("copy", self.tr("Copy the answer of {model}").format(model=title))
        self.copy.clicked.connect(self._copy)
        self.copy.hide()
        row.addWidget(self.copy)
        self._body.setContentsMargins(px(18), px(14), px(14), px(14))
        self._body.setSpacing(px(8))
        if note:
            self._body.addWidget(Elided(note, "secondary", "muted"))
        self._body.addWidget(self._view, 1)
        column.addWidget(head)
        column.addLayout(self._body, 1)

    @property
    def text(self) -> str:
        """The answer as shown so far."""
        return self._view.toPlainText()

    @property
    def state(self) -> str:
        return self._state.text()

    def show_empty(self) -> None:
        """No answer to this prompt yet."""
        self._reset("")

    def show_waiting(self) -> None:
        self._reset(self.tr("waits for its turn"))

    def show_loading(self, fraction: float) -> None:
        self._state.setText(self.tr("loading… {percent} %").format(percent=round(fraction * 100)))

    def show_started(self) -> None:
        self._state.setText(self.tr("reads the prompt…"))

    def add_text(self, text: str) -> None:
        self._waiting += text
        if not self._frame.isActive():
            self._frame.start()

    def show_result(self, result: Result) -> None:
        self._reset(speed_words(result))
        self._result = result
        text = result.answer.text.strip()
        if text:
            self._view.set_markdown(text)
        else:
            self._put(Para(self.tr("It said nothing."), tone="muted"))
        self.copy.setVisible(bool(text))

    def show_error(self, error: KnownError) -> None:
        self._flush()
        if isinstance(error, CancelledError):
            self._state.setText(self.tr("stopped"))
            return
        self._state.setText(self.tr("no answer"))
        self._put(ErrorCard(error))

    def show_absent(self, words: str, action: Action | None) -> None:
        """This column cannot answer: why, and what helps."""
        self._reset("")
        self._helping = action
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(Para(words, tone="muted"))
        if action is not None:
            button = Button("outlined", action.text, action.icon)
            button.setEnabled(action.enabled)
            button.clicked.connect(action.run)
            row = QHBoxLayout()
            row.addWidget(button)
            row.addStretch()
            column.addLayout(row)
        self._put(box)

    def _reset(self, state: str) -> None:
        self._frame.stop()
        self._waiting, self._result = "", None
        self._state.setText(state)
        self._view.set_markdown("")
        self._view.show()
        self.copy.hide()
        if self._extra is not None:
            self._extra.hide()
            self._extra.deleteLater()
            self._extra = None

    def _put(self, widget: QWidget) -> None:
        self._view.setVisible(bool(self.text))
        self._extra = widget
        self._body.addWidget(widget, 0 if self.text else 1, Qt.AlignmentFlag.AlignTop)

    @Slot()
    def _flush(self) -> None:
        self._frame.stop()
        if self._waiting:
            bar = self._view.verticalScrollBar()
            follows = bar.value() >= bar.maximum() - 4  # unless the person scrolled up to read
            self._view.append_text(self._waiting)
            if follows:
                bar.setValue(bar.maximum())
            self._waiting = ""
            self._state.setText(self.tr("answers…"))

    @Slot()
    def _copy(self) -> None:
        if self._result is not None:
            QGuiApplication.clipboard().setText(self._result.answer.text)


def speed_words(result: Result) -> str:
    """ "31.2 tokens/s · first 0.18 s · 46 tokens", and why it ended early if it did."""
    measured = result.answer.measured
    words = [
        f"{measured.tokens_per_second:.1f} tokens/s",
        f"first {duration_text(measured.first_token_s)}",
        f"{measured.answer_tokens} tokens",
    ]
    ends = {"length": "cut at the limit", "stopped": "stopped", "context_full": "context full"}
    early = ends.get(result.answer.reason)
    return " · ".join([*words, early] if early else words)
