"""What a model said, with what it cost and what can be done with it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.domain.thinking import split_thinking
from explorer.kit.buttons import Button
from explorer.kit.endless import EndlessCut
from explorer.kit.keys import with_keys
from explorer.kit.language import shown
from explorer.kit.layouts import Flow
from explorer.kit.markdown_page import MarkdownPage
from explorer.kit.text import Label, plain_tip
from explorer.kit.theme import look_of
from explorer.kit.thinking import Thinking
from explorer.playground.chats import Turn
from explorer.playground.rows import TurnText
from explorer.playground.words import caption, conditions


class AnswerText(QWidget):
    """An answer in a conversation: Markdown, rendered while it comes, its thoughts folded."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told = ""  # of the answer, thoughts left out
        self._cut = EndlessCut()
        self._thinking = Thinking()
        self._page = MarkdownPage(self.tr("Answer"), form="reading")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look_of(self).sizes.px(8))
        column.addWidget(self._thinking)
        column.addWidget(self._page)

    def grow(self, text: str) -> None:
        parts = split_thinking(text)
        self._thinking.show_thought(parts.thought, is_done=parts.is_done)
        if not parts.answer.startswith(self._told):
            self._told = ""
            self._page.set_markdown("")  # a thought turned out to be one only at its end
        new = parts.answer[len(self._told) :]
        if new:
            self._page.append_text(self._cut.feed(new))
        self._told = parts.answer

    def show_whole(self, text: str) -> None:
        parts = split_thinking(text)
        self._thinking.show_thought(parts.thought, is_done=True)
        self._page.set_markdown(parts.answer)
        self._told = parts.answer

    def copied(self) -> str:
        return self._told


class ContinuedText(TurnText):
    """One running text: the prompt, and how the model went on."""

    def __init__(self, prompt: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName(self.tr("Answer"))
        self._prompt, self._told = prompt, ""
        self._cut = EndlessCut("\n")
        self.show_whole("")

    def grow(self, text: str) -> None:
        self.add(self._cut.feed(text[len(self._told) :]))
        self._told = text

    def show_whole(self, text: str) -> None:
        self._told = text
        self.show_plain((self._prompt, "muted"), (text, "text"))

    def copied(self) -> str:
        return self._prompt + self._told


class AnswerRow(QWidget):
    """What a model said. With ``prompt`` it is one running text: the prompt, and how the model went on."""

    regenerate = Signal()

    def __init__(self, turn: Turn, prompt: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prompt = prompt
        self._answer = turn.text
        self._text: AnswerText | ContinuedText = AnswerText() if prompt is None else ContinuedText(prompt)
        self._note = Label("", "body", "muted")
        self._caption = Label("", "secondary", "muted", selectable=True)
        px = look_of(self).sizes.px
        self._caption.setMinimumHeight(px(24))  # as the buttons beside it
        self._build_foot()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        for widget in (self._text, self._note, self._foot):
            column.addWidget(widget)
        self.show_turn(turn)

    def _build_foot(self) -> None:
        px = look_of(self).sizes.px
        self._copy = Button("status", self.tr("Copy"), "copy")
        self._copy.setToolTip(with_keys(self.tr("Copy the answer"), "Ctrl+Shift+C"))
        self._copy.clicked.connect(self.copy)
        self._again = Button("status", self.tr("Regenerate"), "refresh")
        self._again.setToolTip(with_keys(self.tr("Answer again; this answer is replaced"), "Ctrl+R"))
        self._again.clicked.connect(self.regenerate)
        self._foot = QWidget()
        foot = Flow(self._foot, spacing=px(10))
        self._foot.setContentsMargins(
            px(2), 0, px(2), 0
        )  # in line with the text, which has a margin of its own
        for part in (self._caption, self._copy, self._again):
            foot.addWidget(part)

    @property
    def answer(self) -> str:
        return self._answer

    def begin(self, note: str) -> None:
        """Nothing has come yet, or only a part of it: say what happens meanwhile."""
        self._foot.hide()
        self._text.grow(self._answer)
        self.set_note(note)

    def set_note(self, note: str) -> None:
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._text.setVisible(self._prompt is not None or bool(self._answer))

    def grow(self, text: str) -> None:
        if not self._answer:
            self._answer = text
            self.set_note("")
        else:
            self._answer += text
        self._text.grow(self._answer)

    def show_turn(self, turn: Turn) -> None:
        """The answer as stored: whole, stopped or cut short."""
        self._answer = turn.text
        self._text.show_whole(turn.text)
        self.set_note("")
        words = caption(turn.record)
        self._caption.setText(words)
        self._caption.setVisible(bool(words))
        self._caption.setToolTip(plain_tip(shown(conditions(turn.record))))
        self._copy.setVisible(bool(turn.text))
        self._foot.show()

    def set_last(self, last: bool) -> None:  # noqa: FBT001  # as Qt's own setters
        """Only the last answer can be made anew."""
        self._again.setVisible(last)

    @Slot()
    def copy(self) -> None:
        """What was said to the clipboard, without what was thought before it."""
        QGuiApplication.clipboard().setText(self._text.copied())
