"""Marks of an answer that comes: where it is, what was opened by its prompt, and which marks may follow.

What the engine asks to lead a model out of its thought, or a grammar to where the answer begins.
"""

from collections.abc import Sequence
from enum import Enum, auto
from typing import Literal

from explorer.domain.answer_format import CHANNEL, HEADED, STARTED, AnswerFormat

_ANSWERS = f"{STARTED}assistant{CHANNEL}final{HEADED}"
_PLAIN = AnswerFormat("", "")  # no marks

type Kind = Literal["text", "thought"]


class AnswerStage(Enum):
    """Where an answer is."""

    START = auto()  # a thought may come, or the answer
    HEADER = auto()  # of a message
    OPENED = auto()  # spaces before a thought
    THOUGHT = auto()
    CLOSED = auto()  # marks and spaces before the answer
    ANSWER = auto()


class AnswerMarks:
    """``formats``: those the model may write in. ``prompt``: its end says where the answer begins."""

    def __init__(self, formats: Sequence[AnswerFormat], prompt: str) -> None:
        self._formats = tuple(formats)
        self._now = self._formats[0] if len(self._formats) == 1 else _PLAIN
        self._held = ""  # of what came: not yet certain
        self._said: set[Kind] = set()
        self._is_closed = False  # by the prompt; a model may think all the same
        self.stage = AnswerStage.START if self._formats else AnswerStage.ANSWER
        self.opened = ""  # the mark with which the prompt has opened a thought
        end = prompt.rstrip()
        for known in self._formats:
            if self._has_begun(end, known):
                break

    @property
    def is_thinking(self) -> bool:
        return self.stage is AnswerStage.THOUGHT or self.stage is AnswerStage.OPENED

    @property
    def is_presumed(self) -> bool:
        """Whether it takes for a thought what no mark, or one out of place, has opened."""
        return self.is_thinking and (self._is_closed or not self._now.mark)

    @property
    def is_answering(self) -> bool:
        return self.stage is AnswerStage.ANSWER

    @property
    def marks(self) -> tuple[str, ...]:
        """What may open and close a thought."""
        return tuple(mark for known in self._formats for mark in (*known.starts, *known.closings))

    def rest_of_mark(self, more: str) -> str | None:
        """What is missing of a mark, or of spaces, that ``more`` begins here; ``None`` if it begins none."""
        text = self._held + more
        bare = text.lstrip()
        if not bare:
            spaced = any(known.opening.startswith(text) for known in self._formats)
            return "" if spaced or self.stage is AnswerStage.CLOSED else None
        starts, befores = self._marks()
        if any(bare.startswith(mark) for mark in starts):
            return ""
        if any(bare.removeprefix(mark).strip() == "" for mark in befores):
            return ""
        rests = [mark[len(bare) :] for mark in (*starts, *befores) if mark.startswith(bare)]
        return min(rests, key=len, default=None)

    def closes_within(self, more: str) -> bool:
        """Whether ``more`` ends the thought and says something after it."""
        text = self._held + more
        ends = [at + len(mark) for mark in self._now.closings if (at := text.find(mark)) >= 0]
        return bool(ends) and bool(text[min(ends) :].strip())

    def led_to(self, begun: str) -> str:
        """How an answer begins, with the marks before it where it has none: a person means what is said."""
        if self._now.has_channels and self.stage is AnswerStage.START:
            is_led = begun.lstrip().startswith(self._now.starts)
            return begun if is_led else f"{CHANNEL}final{HEADED}{begun}"
        is_thought = bool(self.opened) and not begun.startswith(self.opened)
        return self._now.between + begun if is_thought else begun

    def to_close(self) -> str:
        """What ends the thought now, as the family writes it."""
        begun = overlap(self._held, self._now.closings[:1])
        return self._now.closing[begun:] if begun else self._now.between

    def to_answer(self) -> str:
        """What makes a header that of the answer."""
        held = self._held.lstrip()
        return _ANSWERS.removeprefix(held) if _ANSWERS.startswith(held) else f"{CHANNEL}final{HEADED}"

    def _has_begun(self, end: str, known: AnswerFormat) -> bool:
        """Whether the end of the prompt has opened a thought, or closed one."""
        if known.mark and end.endswith(known.mark):
            self.stage, self.opened = AnswerStage.OPENED, known.mark
        elif end.endswith(known.between.strip() if known.has_channels else known.closing):
            self.stage, self._is_closed = AnswerStage.CLOSED, not known.has_channels
        elif not known.mark:
            self.stage = AnswerStage.OPENED
        else:
            return False
        self._now = known
        return True

    def _marks(self) -> tuple[Sequence[str], Sequence[str]]:
        """What may begin here: a thought, and what stands before an answer."""
        if self.stage is AnswerStage.CLOSED:
            return self._now.starts if self._is_closed and not self._said else (), self._now.befores
        starts = [mark for known in self._formats for mark in known.starts]
        return starts, [mark for known in self._formats for mark in known.befores]


def overlap(text: str, marks: Sequence[str]) -> int:
    """How many characters at the end of ``text`` may be the beginning of one of them."""
    return max((_overlap_with(text, mark) for mark in marks), default=0)


def _overlap_with(text: str, mark: str) -> int:
    for size in range(min(len(text), len(mark) - 1), 0, -1):
        if text.endswith(mark[:size]):
            return size
    return 0
