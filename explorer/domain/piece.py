"""A piece of an answer as it streams: of what it says, of the thought before it, and of both word for
word.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """More of an answer: of what it says, of the thought before it, and of both word for word."""

    text: str = ""
    thought: str = ""
    raw: str = ""


NOTHING = Piece()


def joined(pieces: Sequence[Piece]) -> Piece:
    """All of them as one."""
    if len(pieces) == 1:
        return pieces[0]
    return Piece(
        "".join(piece.text for piece in pieces),
        "".join(piece.thought for piece in pieces),
        "".join(piece.raw for piece in pieces),
    )
