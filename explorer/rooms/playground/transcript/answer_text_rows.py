"""What an answer in the transcript says, and who says it."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from explorer.domain.model import Model
from explorer.kit import boxes
from explorer.kit.boxes import STRETCH, row
from explorer.kit.rich_text.markdown_page import MarkdownPage
from explorer.kit.rich_text.streaming_parts import ParagraphCut
from explorer.kit.text import Elided
from explorer.kit.thought_view import ThoughtView
from explorer.kit.where_mark import WhereMark
from explorer.rooms.playground.captions import asked_elsewhere, earlier_models, model_name_of
from explorer.rooms.playground.chats.store import Turn, TurnRecord
from explorer.rooms.playground.chats.structured_output import as_json, fence
from explorer.rooms.playground.transcript.question_rows import TurnText

type FindModel = Callable[[str], Model | None]  # a model on this disk by its id


class ByLine(QWidget):
    """The name as everywhere else while the model is here, else as it was stored with the answer."""

    def __init__(self, record: TurnRecord, find: FindModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._record, self._find = record, find
        self._name, self._more = Elided("", "strong"), Elided("", "secondary", "muted")
        self.mark = WhereMark()
        row(self, margins=(2, 0, 2, 0), spacing=8).add(self._name, self.mark, self._more, STRETCH)
        self.refresh()

    def show_record(self, record: TurnRecord) -> None:
        if record is not self._record:
            self._record = record
            self.refresh()

    def refresh(self) -> None:
        """A model may have another name now."""
        name, label = model_name_of(self._record, self._find(self._record.model))
        self._name.setText(name)
        self.mark.show_asked(asked_elsewhere(self._record))
        others = earlier_models(self._record, self._find)
        by_person = self.tr("edited by you") if self._record.written_by == "person" else ""
        self._more.setText(" · ".join(part for part in (label, *others, by_person) if part))
        self.setVisible(bool(name))


class AnswerText(QWidget):
    """An answer in a conversation: Markdown, rendered while it comes, its thoughts folded.

    ``unfolded``: or folded again. ``cited`` carries the number of a passage that is to be seen.
    """

    unfolded = Signal()
    cited = Signal(object)

    def __init__(self, *, is_code: bool = False, is_unfolded: bool = False, by_and_by: bool = False) -> None:
        """``is_code``: it is JSON, and shown as such. ``is_unfolded``: the thought is seen.

        ``by_and_by``: what is shown first comes part by part, with ``add_part``.
        """
        super().__init__()
        self._is_code = is_code
        self._told = ""  # of the answer
        self._cut = ParagraphCut()
        self._is_unfolded, self._by_and_by = is_unfolded, by_and_by
        self._thinking: ThoughtView | None = None  # most models do not think
        self._page = MarkdownPage(self.tr("Answer"), form="reading")
        self._page.cited.connect(self.cited)
        self._column = boxes.column(self, spacing=8).add(self._page)

    def is_unfolded(self) -> bool:
        """Whether what the model thought is seen."""
        return self._thinking is not None and self._thinking.is_open()

    def grow(self, turn: Turn) -> None:
        self._show_thought(turn, is_done=bool(turn.text) or not turn.thought)
        if not turn.text.startswith(self._told):
            self._told = ""
            self._page.set_markdown("")  # it is parted otherwise than it was kept
        new = turn.text[len(self._told) :]
        if new and self._is_code and not self._told:
            new = fence() + new
        if new:
            self._page.append_text(self._cut.feed(new))
        self._page.setVisible(bool(turn.text))
        self._told = turn.text

    def show_whole(self, turn: Turn) -> None:
        self._show_thought(turn, is_done=True)
        text = as_json(turn.text) if self._is_code else turn.text
        self._page.set_markdown(text, at_once=not self._by_and_by)
        self._by_and_by = False
        self._page.setVisible(bool(turn.text))
        self._told = turn.text

    def add_part(self) -> bool:
        """Whether others are still to come."""
        return self._page.add_part()

    def show_given(self, numbers: frozenset[int] | None) -> None:
        """Of the passages that the answer may refer to; ``None``: it was given none."""
        self._page.show_given(numbers)

    def mark_open(self, number: int) -> None:
        """The passage of it that is open beside the conversation; 0: none."""
        self._page.mark_open(number)

    def copied(self) -> str:
        return self._told

    def _show_thought(self, turn: Turn, *, is_done: bool) -> None:
        if self._thinking is None and turn.thought:
            self._thinking = ThoughtView(opened=self._is_unfolded)
            self._thinking.toggled.connect(self.unfolded)
            self._column.insertWidget(0, self._thinking)
        if self._thinking is not None:
            self._thinking.show_thought(turn.thought, is_done=is_done, seconds=turn.record.thought_s)


class ContinuedText(TurnText):
    """One running text: the prompt, and how the model went on."""

    def __init__(self, prompt: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName(self.tr("Answer"))
        self._prompt, self._told = prompt, ""
        self._cut = ParagraphCut("\n")
        self.show_plain((prompt, "muted"))

    def grow(self, turn: Turn) -> None:
        self.add(self._cut.feed(turn.text[len(self._told) :]))
        self._told = turn.text

    def show_whole(self, turn: Turn) -> None:
        self._told = turn.text
        self.show_plain((self._prompt, "muted"), (turn.text, "text"))

    def copied(self) -> str:
        return self._prompt + self._told
