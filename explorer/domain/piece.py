"""A piece of an answer as it streams: of what it says, of the thought before it, and of both word for
word.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.domain.tools import ToolCall


@dataclass(frozen=True)
class Piece:
    """More of an answer: of what it says, of the thought before it, and of both word for word. ``calls`` of
    tools, each once it is whole.
    """

    text: str = ""
    thought: str = ""
    raw: str = ""
    calls: tuple[ToolCall, ...] = ()


NOTHING = Piece()


def joined(pieces: Sequence[Piece]) -> Piece:
    """All of them as one."""
    if len(pieces) == 1:
        return pieces[0]
    return Piece(
        "".join(piece.text for piece in pieces),
        "".join(piece.thought for piece in pieces),
        "".join(piece.raw for piece in pieces),
        tuple(call for piece in pieces for call in piece.calls),
    )
