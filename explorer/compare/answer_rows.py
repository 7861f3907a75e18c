"""One column of the answers: who answers, how fast, and the text as it comes."""

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from explorer.compare.column_rows import SideColumn
from explorer.compare.results import Result
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.units import duration_text
from explorer.domain.words import Words, joined
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.buttons import Button, IconButton
from explorer.kit.endless import EndlessCut
from explorer.kit.errors import ErrorCard
from explorer.kit.iconlabel import IconLabel
from explorer.kit.markdown_page import MarkdownArea
from explorer.kit.text import Elided, Label, Para, plain_tip

_FRAME_MS = 33  # tokens are shown about 30 times a second


class AnswerColumn(SideColumn):
    """``title`` names the model; ``note`` is said under the head as long as it is not empty."""

    def __init__(self, key: str, title: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(key, title, parent)
        self._waiting, self._cut = "", EndlessCut()
        self._result: Result | None = None
        self._frame = QTimer(self, singleShot=True, interval=_FRAME_MS)
        self._frame.timeout.connect(self._flush)
        self._state = Para("", "secondary", "muted", most=2)
        self._view = MarkdownArea(self.tr("Answer of {model}").format(model=title), form="reading")
        self._body = boxes.column(margins=(16, 14, 10, 0), spacing=8)  # the text has an edge of 2 of its own
        self.body.addLayout(self._body)
        self._extra: QWidget | None = None
        self._build(title, note)

    def _build(self, title: str, note: str) -> None:
        if note:
            line = boxes.row(margins=(2, 0, 0, 0))
            line.addWidget(Elided(note, "secondary", "muted"))
            self._body.addLayout(line)
        self._body.addWidget(self._view, 1)
        self._build_head(title)

    def _build_head(self, title: str) -> None:
        self._name = Para(title, "heading", most=2)
        self._name.setToolTip(plain_tip(title))
        words = boxes.column(spacing=1)
        words.addWidget(self._name)
        words.addWidget(self._state)
        words.addStretch()  # heads are as high as the highest: names stay on one line
        line = boxes.row(self.head, margins=(18, 9, 10, 9))
        line.addLayout(words, 1)
        self.copy = IconButton("copy", self.tr("Copy the answer of {model}").format(model=title))
        self.copy.clicked.connect(self._copy)
        self.copy.hide()
        line.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def text(self) -> str:
        """The answer as shown so far."""
        return self._view.toPlainText()

    @property
    def state(self) -> str:
        return self._state.text()

    def set_compact(self, compact: bool) -> None:  # noqa: FBT001  as Qt's own setters
        """One line each for the name and the numbers; the whole stands in their tooltips."""
        for words in (self._name, self._state):
            words.set_most(1 if compact else 2)

    def show_unanswered(self) -> None:
        """The prompt was asked without this model, or stopped before its turn."""
        self._reset(self.tr("no answer"))

    def show_waiting(self) -> None:
        self._reset(self.tr("waits for its turn"))

    def show_loading(self, fraction: float) -> None:
        self._say(self.tr("loading… {percent} %").format(percent=round(fraction * 100)))

    def show_started(self) -> None:
        self._say(self.tr("reads the prompt…"))

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
            self._say(self.tr("stopped"))
            return
        self._say(self.tr("no answer"))
        self._put(ErrorCard(error))

    def show_absent(self, words: str, action: Action | None, seen: str = "") -> None:
        """This column cannot answer: why, when its facts were read, and what helps."""
        self._reset("")
        box = QWidget()
        parts = boxes.column(box, margins=(2, 0, 8, 0), spacing=10)
        line = boxes.row(spacing=8)
        line.addWidget(IconLabel("info", "muted"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Para(words, tone="muted"), 1)
        parts.addLayout(line)
        if seen:
            parts.addWidget(Label(seen, "secondary", "faint"))
        if action is not None:
            button = Button("outlined", action.text, action.icon)
            button.setEnabled(action.enabled)
            button.does(action)
            parts.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._put(box)

    def _say(self, state: str) -> None:
        self._state.setText(state)
        self._state.setToolTip(plain_tip(self._state.text()))

    def _reset(self, state: str) -> None:
        self._frame.stop()
        self._waiting, self._result = "", None
        self._cut = EndlessCut()
        self._say(state)
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
            self._view.append_text(self._cut.feed(self._waiting))
            self._waiting = ""
            self._say(self.tr("answers…"))

    @Slot()
    def _copy(self) -> None:
        if self._result is not None:
            QGuiApplication.clipboard().setText(self._result.answer.text)


def speed_words(result: Result) -> Words:
    """ "31.2 tokens/s · first 0.18 s · 46 tokens", and why it ended early if it did."""
    measured = result.answer.measured
    ends = {
        "length": Words("cut at the limit"),
        "stopped": Words("stopped"),
        "context_full": Words("context full"),
    }
    words = (
        Words("{speed} tokens/s", speed=f"{measured.tokens_per_second:.1f}"),
        Words("first {time}", time=duration_text(measured.first_token_s)),
        Words("{count} tokens", count=f"{measured.answer_tokens:,}"),
    )
    return joined(" · ", (*words, ends.get(result.answer.reason, "")))
