"""Cuts a paragraph that does not end while it streams: Qt lays out a whole paragraph with every piece."""

_LONGEST = 900  # characters of a line, after which it ends at the next space
_HARDEST = 1200  # or, where there are no spaces, at once


class ParagraphCut:
    """Give every piece to ``feed``. Only what is shown meanwhile is cut; show the whole text at the end.

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
