"""Parts an answer into what the model thought and what it says, while it comes.

A thought stands at the beginning: the prompt has opened it, or the answer begins with a mark of this model's
family. Everything after it is the answer, whatever marks it speaks of.
"""

import re
from collections.abc import Sequence

from explorer.domain.answer_format import CHANNEL, ENDED, HEADED, STARTED, AnswerFormat
from explorer.domain.answer_marks import AnswerMarks, AnswerStage, Kind, overlap
from explorer.domain.piece import Piece

_NEXT = f"{ENDED}{STARTED}assistant"  # ends a message of an answer that goes on
_CHANNELS = re.compile(re.escape(CHANNEL) + r"\s*(\w+)")
_HEADER_MOST = 200  # characters; what is longer is none
_GAP = "\n\n"  # between two messages
_BLOCK = 256  # characters


class Splitter(AnswerMarks):
    """Feed it word for word, in any parts. All pieces together are the same for all parts of a text."""

    def __init__(
        self, formats: Sequence[AnswerFormat] = (), prompt: str = "", *, has_indentation: bool = True
    ) -> None:
        """``formats``: those the model may write in. ``prompt``: its end says where the answer begins.

        ``has_indentation``: the first line of an answer after a thought may begin with spaces.
        """
        super().__init__(formats, prompt)
        self._has_indentation = has_indentation
        self._out: list[Piece] = []
        self._gaps: set[Kind] = set()
        self._is_wrapped = False
        self._ended = 0  # characters of what is held: marks and spaces that may stand after the answer
        self._has_break = False  # since the thought was closed
        self._steps = {
            AnswerStage.START: self._start,
            AnswerStage.HEADER: self._header,
            AnswerStage.OPENED: self._opened,
            AnswerStage.THOUGHT: self._thought,
            AnswerStage.CLOSED: self._closed,
            AnswerStage.ANSWER: self._answer,
        }

    def feed(self, raw: str) -> tuple[Piece, ...]:
        """What is certain now, often nothing."""
        self._held += raw
        while self._held and self._steps[self.stage]():
            pass
        return self._handed_out()

    def finish(self) -> tuple[Piece, ...]:
        """What was held back, at the end of the answer."""
        held = self._held
        is_text = self.stage is AnswerStage.START or self.stage is AnswerStage.CLOSED
        if self.stage is AnswerStage.CLOSED:
            self._take(len(held) - len(held.lstrip()), None)
        if self.stage is AnswerStage.HEADER:
            is_text = CHANNEL not in held and not STARTED.startswith(held.lstrip()[: len(STARTED)])
        if self.stage is AnswerStage.ANSWER:
            self._take(self._ends_at(held, is_whole=True), "text")
        self._take(len(self._held), "text" if is_text else None)
        return self._handed_out()

    # Steps: each hands out what is certain of what is held, and says whether another step goes on

    def _start(self) -> bool:
        bare = self._held.lstrip()
        if not bare:
            return False
        for known in self._formats:
            if mark := next((mark for mark in known.starts if bare.startswith(mark)), ""):
                self._now = known
                if not known.has_channels:
                    self._take(len(self._held) - len(bare) + len(mark), None)
                self.stage = AnswerStage.HEADER if known.has_channels else AnswerStage.OPENED
                return True
            if any(bare.startswith(mark) for mark in known.befores):
                self._now, self.stage = known, AnswerStage.CLOSED
                return True
        starts, befores = self._marks()
        if any(mark.startswith(bare) for mark in (*starts, *befores)):
            return False
        self.stage = AnswerStage.ANSWER
        return True

    def _header(self) -> bool:
        header, found, _ = self._held.partition(HEADED)
        if found:
            self._take(len(header) + len(HEADED), None)
            self._begin_message(header)
        elif len(self._held) > _HEADER_MOST:
            self.stage = AnswerStage.ANSWER
        else:
            return False
        return True

    def _opened(self) -> bool:
        self._take(len(self._held) - len(self._held.lstrip()), None)
        if self._held:
            self.stage = AnswerStage.THOUGHT
        return bool(self._held)

    def _thought(self) -> bool:
        ends = {at: mark for mark in self._now.closings if (at := self._held.find(mark)) >= 0}
        if not ends:
            sure = len(self._held) - overlap(self._held, self._now.closings)
            self._take(len(self._held[:sure].rstrip()), "thought")
            return False
        at = min(ends)
        end = at if ends[at] in (STARTED, CHANNEL) else at + len(ends[at])  # those belong to a header
        thought = len(self._held[:at].rstrip())
        self._take(thought, "thought")
        self._take(end - thought, None)
        self.stage = AnswerStage.HEADER if self._now.has_channels else AnswerStage.CLOSED
        return True

    def _closed(self) -> bool:
        bare = self._held.lstrip()
        spaces = len(self._held) - len(bare)
        breaks = self._held.rfind("\n", 0, spaces) + 1 if self._has_indentation else spaces
        self._has_break |= breaks > 0  # and what follows is an indentation
        self._take(breaks, None)
        spaces -= breaks
        starts, befores = self._marks()
        if any(bare.startswith(mark) for mark in starts):
            self.stage = AnswerStage.START
            return True
        if mark := next((mark for mark in befores if bare.startswith(mark)), ""):
            self._take(spaces + len(mark), None)
            self._is_wrapped, self._has_break = True, False
            return True
        if not bare or any(mark.startswith(bare) for mark in (*starts, *befores)):
            return False
        if not self._has_break:  # else they are the indentation of its first line
            self._take(spaces, None)
        self.stage = AnswerStage.ANSWER
        return True

    def _answer(self) -> bool:
        if not self._now.ends:
            self._take(len(self._held), "text")
            return False
        if self._now.has_channels and (at := self._held.find(_NEXT)) >= 0:
            text = len(self._held[:at].rstrip())
            self._take(text, "text")
            self._take(at + len(_NEXT) - text, None)
            self.stage, self._ended = AnswerStage.HEADER, 0
            return True
        self._take(self._ends_at(self._held), "text")
        return False

    # What they are made of

    def _begin_message(self, header: str) -> None:
        channels = _CHANNELS.findall(header)
        kind: Kind = "thought" if channels[-1:] == ["analysis"] else "text"
        self.stage = AnswerStage.OPENED if kind == "thought" else AnswerStage.CLOSED
        self._has_break = False
        if kind in self._said:
            self._gaps.add(kind)

    def _ends_at(self, text: str, *, is_whole: bool = False) -> int:
        """Where the marks begin that may stand after the answer; more of them may come unless it is whole."""
        ends = [mark for mark in self._now.ends if self._is_wrapped or not mark.startswith("</")]
        coming = [*ends, _NEXT] if self._now.has_channels else ends
        sure = len(text) - (0 if is_whole else overlap(text, coming))
        at, found, known = sure, not is_whole, 0 if is_whole else self._ended
        while at > known:
            before = _bare(text, at)
            mark = next((mark for mark in ends if text.endswith(mark, 0, before)), "")
            if not mark:
                at = before if found else len(text)
                break
            at, found = before - len(mark), True
        else:
            at = 0
        self._ended = max(0, sure - at)
        return at

    def _take(self, size: int, kind: Kind | None) -> None:
        """Hand out so much of what is held; marks are of neither kind."""
        part, self._held = self._held[:size], self._held[size:]
        if not part:
            return
        if kind is None:
            self._out.append(Piece(raw=part))
            return
        if kind in self._gaps:
            self._gaps.remove(kind)
            self._put(kind, _GAP, "")
        self._said.add(kind)
        self._put(kind, part, part)

    def _put(self, kind: Kind, text: str, raw: str) -> None:
        self._out.append(Piece(text, "", raw) if kind == "text" else Piece("", text, raw))

    def _handed_out(self) -> tuple[Piece, ...]:
        out, self._out = tuple(self._out), []
        return out


def _bare(text: str, end: int) -> int:
    """Where the spaces before ``end`` begin, without a copy of all that stands before them."""
    while end and text[end - 1].isspace():
        start = max(0, end - _BLOCK)
        end = start + len(text[start:end].rstrip())
    return end
