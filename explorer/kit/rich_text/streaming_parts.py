"""Cuts a Markdown text that arrives in pieces into finished paragraphs, the last one, and blocks of code.

Only what may still change is read again with each piece. Cutting is a guess at what Markdown will make of
the whole; the whole is read properly once it is there.
"""

import re
from dataclasses import dataclass
from typing import Literal

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([^\s`]*)[^`]*$")
_GOES_ON = re.compile(r"\s{2,}|[>|]|[-*+][ \t]|\d+[.)][ \t]")  # a line that may belong to what stood before
_ITEM = re.compile(r"[-*+][ \t]|\d+[.)][ \t]")
_LONG = 1_200  # characters of a list, after which it is cut between two items

Kind = Literal["last", "kept", "code", "code_text", "code_end"]


@dataclass(frozen=True)
class StreamStep:
    """``last`` replaces the last paragraph by ``text``, ``kept`` does so for good, ``code`` opens a block
    in the language ``text``, ``code_text`` adds to it, ``code_end`` closes it."""

    kind: Kind
    text: str = ""


class StreamParts:
    """``feed`` takes a piece and tells what to do."""

    def __init__(self) -> None:
        self._line = ""  # the one not ended yet
        self._open = ""  # whole lines of the last paragraph
        self._after_blank = False
        self._fence = ""  # of the block of code we are in
        self._told = 0  # characters of ``_line`` already told as code

    def feed(self, text: str) -> list[StreamStep]:
        steps: list[StreamStep] = []
        *lines, rest = (self._line + text).split("\n")
        for line in lines:
            steps.extend(self._take(line))
        self._line = rest
        steps.extend(self._show_rest())
        return _joined(steps)

    def _take(self, line: str) -> list[StreamStep]:
        """A whole line."""
        if self._fence:
            return self._take_code(line)
        opened = _FENCE.match(line)
        if opened:
            steps = self._keep()
            self._fence = opened[1]
            return [*steps, StreamStep("code", opened[2])]
        steps = self._keep() if self._ends_before(line) else []
        self._open += line + "\n"
        self._after_blank = not line.strip()
        return steps

    def _take_code(self, line: str) -> list[StreamStep]:
        told, self._told = self._told, 0
        bare = line.strip()
        if len(bare) >= len(self._fence) and set(bare) == {self._fence[0]}:
            self._fence = ""
            return [StreamStep("code_end")]
        return [StreamStep("code_text", line[told:] + "\n")]

    def _ends_before(self, line: str) -> bool:
        if not line.strip():
            return False
        if self._after_blank and not _GOES_ON.match(line):
            return True
        return len(self._open) >= _LONG and (self._after_blank or _ITEM.match(line) is not None)

    def _keep(self) -> list[StreamStep]:
        text, self._open = self._open, ""
        self._after_blank = False
        return [StreamStep("kept", text)] if text.strip() else []

    def _show_rest(self) -> list[StreamStep]:
        """The line that has not ended, as far as it cannot be a fence."""
        if self._fence:
            if self._line.strip() and self._line.strip()[0] != self._fence[0]:
                told, self._told = self._told, len(self._line)
                return [StreamStep("code_text", self._line[told:])] if self._line[told:] else []
            return []
        steps = self._keep() if self._line and self._ends_before(self._line) else []
        held = self._line.lstrip().startswith(("`", "~")) and set(self._line.strip()) <= {"`", "~"}
        text = self._open if held or _FENCE.match(self._line) else self._open + self._line
        return [*steps, StreamStep("last", text)]


def _joined(steps: list[StreamStep]) -> list[StreamStep]:
    """Neighbouring texts of code as one."""
    out: list[StreamStep] = []
    for step in steps:
        if out and step.kind == out[-1].kind == "code_text":
            step = StreamStep("code_text", out.pop().text + step.text)  # noqa: PLW2901  the two are one
        out.append(step)
    return out


_LONGEST = 900  # characters of a line, after which it ends at the next space
_HARDEST = 1200  # or, where there are no spaces, at once


class ParagraphCut:
    """Cuts a paragraph that does not end while it streams: Qt lays out a whole paragraph with every piece.

    Give every piece to ``feed``. Only what is shown meanwhile is cut; show the whole text at the end.

    ``break_`` ends a paragraph: two line breaks in Markdown, one in plain text.
    """

    def __init__(self, break_: str = "\n\n") -> None:
        self._break = break_
        self._line = 0  # characters since the last line break

    def feed(self, piece: str) -> str:
        """The piece, with a break in it where the line has become too long."""
        ends = piece.rfind("\n")
        self._line = len(piece) - ends - 1 if ends >= 0 else self._line + len(piece)
        if self._line < _LONGEST:
            return piece
        before, space, after = piece.rpartition(" ")
        if not space and self._line < _HARDEST:
            return piece
        self._line = len(after) if space else 0
        return f"{before}{self._break}{after}" if space else f"{piece}{self._break}"
