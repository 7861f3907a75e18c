"""Makes the turns of a chat out of the messages of another program, which come in a tree.

Answers come in many pieces there: a thought, a call to a tool, its result, the words. All that one side says
without the other in between becomes one turn, as the person saw it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise

import msgspec

from explorer.domain.generation import AnswerEnd, AnswerTiming, Role
from explorer.domain.markdown_text import fenced
from explorer.domain.words import Words
from explorer.rooms.playground.chats.exchange.portable_chat import PortableTurn, shown_after
from explorer.rooms.playground.chats.exchange.reading import ChatReading
from explorer.rooms.playground.chats.store import TurnRecord


@dataclass(frozen=True)
class MessagePiece:
    """``is_cut``: it ended at a limit, and what follows goes on in the middle of it. ``is_note``: it says
    that something was done, and once is enough for that.
    """

    role: Role
    text: str = ""
    thought: str = ""
    thought_s: float = 0.0
    model_name: str = ""
    at: datetime | None = None
    is_cut: bool = False
    end: AnswerEnd = "end"
    model: str = ""
    measured: AnswerTiming | None = None
    engine: str = ""
    is_note: bool = False

    @property
    def record(self) -> TurnRecord:
        if self.role != "assistant":
            return TurnRecord()
        return TurnRecord(
            model=self.model,
            model_name=self.model_name,
            thought=self.thought,
            thought_s=self.thought_s,
            end=self.end,
            measured=self.measured,
            engine=self.engine,
        )


def merged(said: Iterable[MessagePiece]) -> MessagePiece:
    """What one side said without the other in between, each note once; at least one piece."""
    notes: dict[str, MessagePiece] = {}
    pieces = [piece for piece in said if not piece.is_note or notes.setdefault(piece.text, piece) is piece]
    first, last = pieces[0], pieces[-1]
    text: list[str] = []
    for before, piece in pairwise((MessagePiece(first.role, is_cut=True), *pieces)):
        if piece.text:
            text += (piece.text,) if before.is_cut or not text else ("\n\n", piece.text)

    def newest[T](values: Iterable[T], usual: T) -> T:
        return next((value for value in reversed(tuple(values)) if value), usual)

    return replace(
        last,
        text="".join(text),
        thought="\n\n".join(piece.thought for piece in pieces if piece.thought),
        thought_s=sum(piece.thought_s for piece in pieces),
        at=next((piece.at for piece in pieces if piece.at), None),
        model_name=newest((piece.model_name for piece in pieces), ""),
        model=newest((piece.model for piece in pieces), ""),
        measured=newest((piece.measured for piece in pieces), None),
        engine=newest((piece.engine for piece in pieces), ""),
    )


@dataclass
class TurnTree:
    """``began``: when the chat began, for turns that do not tell when they were said."""

    began: datetime
    turns: list[PortableTurn] = field(default_factory=list)
    _preferred: set[int] = field(default_factory=set)

    def add(self, parent: int, piece: MessagePiece, *, is_shown: bool) -> int:
        """Its id. ``parent``: that of the turn it follows, 0 for none."""
        number = len(self.turns) + 1
        at = piece.at or self.began
        self.turns.append(
            PortableTurn(
                id=number, role=piece.role, text=piece.text, created_at=at, parent=parent, record=piece.record
            )
        )
        if is_shown:
            self._preferred.add(number)
        return number

    def finished(self) -> tuple[int, tuple[PortableTurn, ...]]:
        """Which first turn is shown, and all with what is shown after each."""
        shown = shown_after(((turn.id, turn.parent) for turn in self.turns), frozenset(self._preferred))
        turns = (msgspec.structs.replace(turn, shown=shown.get(turn.id, 0)) for turn in self.turns)
        return shown.get(0, 0), tuple(turns)


def used_tool(name: str, reading: ChatReading) -> MessagePiece:
    """What other programs let a model do has no place here; that it was done is said."""
    note = f"*{reading.say(Words('Used a tool: {name}', name=one_line(name)))}*" if name else ""
    return MessagePiece("assistant", note, is_note=True)


def code_block(code: str, language: str) -> str:
    """In Markdown, whatever stands in it."""
    named = language if re.fullmatch(r"[\w+#.-]{1,24}", language) and language != "unknown" else ""
    return fenced(code, named) if code.strip() else ""


def one_line(text: str) -> str:
    return " ".join(text.split())[:200]


def spaced(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part.strip())
