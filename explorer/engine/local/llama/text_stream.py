"""Text out of token bytes: whole characters, split into thought and answer, up to a stop text.

A token may end in the middle of a character, and a mark or a stop text may be spread over several tokens:
only what can no longer change is handed out. Stop texts end what is said; a thought and calls may have them.
"""

import codecs
from collections.abc import Sequence

from explorer.domain.answer_marks import overlap
from explorer.domain.answer_splitter import Splitter
from explorer.domain.call_reader import CallReader
from explorer.domain.piece import NOTHING, Piece, joined


class TextStream:
    """Bytes in, pieces out. ``is_stopped`` once a stop text was met; the answer ends before it. Or once it
    has called a tool and may not call another.
    """

    def __init__(self, splitter: Splitter, stop: Sequence[str] = (), calls: CallReader | None = None) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.splitter = splitter
        self._stops = StopTexts(stop)
        self._calls = calls

    @property
    def is_stopped(self) -> bool:
        return self._stops.is_met or (self._calls is not None and self._calls.is_full)

    @property
    def is_whole(self) -> bool:
        """Whether no character is half written."""
        return not self._decoder.getstate()[0]

    def peek(self, data: bytes) -> str:
        """The text that these bytes would bring, without half characters."""
        return (self._decoder.getstate()[0] + data).decode("utf-8", "ignore")

    def feed(self, data: bytes) -> Piece:
        """What is certain after these bytes, often nothing."""
        return self._take(self._decoder.decode(data))

    def called(self, text: str) -> Piece:
        """A text that is all of the answer after all: what it says, and its calls."""
        said = Piece(text=text, raw=text)
        return said if self._calls is None else joined((*self._calls.feed(said), *self._calls.finish()))

    def finish(self) -> Piece:
        """What was held back, at the end of the answer."""
        last = self._take(self._decoder.decode(b"", final=True))
        rest = self._before_stop(self.splitter.finish())
        more = self._stopped(self._calls.finish()) if self._calls is not None else NOTHING
        held = self._stops.finish()
        return joined((last, rest, more, Piece(text=held, raw=held)))

    def _take(self, text: str) -> Piece:
        return self._before_stop(self.splitter.feed(text)) if text else NOTHING

    def _before_stop(self, pieces: Sequence[Piece]) -> Piece:
        if self._calls is not None:
            pieces = [part for piece in pieces for part in self._calls.feed(piece)]
        return self._stopped(pieces)

    def _stopped(self, pieces: Sequence[Piece]) -> Piece:
        return joined([part for piece in pieces for part in self._stops.feed(piece)])


class StopTexts:
    """Pieces in, pieces out. ``is_met`` once what is said has one of the texts in it."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = tuple(text for text in texts if text)
        self._held = ""
        self.is_met = False

    def feed(self, piece: Piece) -> tuple[Piece, ...]:
        """The pieces that are certain now."""
        if self.is_met:
            return ()
        if not self._texts:
            return (piece,)
        if not piece.text or not piece.raw:  # not written by the model as an answer
            held = self.finish()
            return Piece(text=held, raw=held), piece
        said = self._said(piece.text)
        return (Piece(text=said, raw=said),)

    def finish(self) -> str:
        """What was held back, at the end."""
        held, self._held = self._held, ""
        return held

    def _said(self, text: str) -> str:
        text = self._held + text
        ends = [at for at in (text.find(stop) for stop in self._texts) if at >= 0]
        if ends:
            self.is_met, self._held = True, ""
            return text[: min(ends)]
        sure = len(text) - overlap(text, self._texts)
        self._held = text[sure:]
        return text[:sure]
