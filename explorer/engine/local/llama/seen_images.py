"""The images of a conversation among its tokens: where they stand, how they are read, what is kept of them.

In the tokens of a prompt an image, or a tile of one, is a negative number that stands as often as it has
embeddings. Each has a number of its own, so beginnings of prompts are compared as they are. To encode one
may take a minute, so what was made of the last ones stays, for when the context had to forget them.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from ctypes import sizeof
from dataclasses import dataclass

from explorer.domain.errors import KnownError
from explorer.domain.generation import ChatMessage
from explorer.domain.images import ChatImage
from explorer.domain.words import Words
from explorer.engine.local.llama.contexts import LlamaContext
from explorer.engine.local.llama.projector import Embeddings, ImagePiece, Projector

_KEPT_BYTES = 128 << 20


@dataclass(frozen=True)
class ImagePart:
    """An image, or the tile ``at`` of it, among the tokens of prompts."""

    number: int
    sha256: str
    at: int
    piece: ImagePiece


class SeenImages:
    """The images that one model was given. ``open_projector`` at the first of them; raises KnownError."""

    def __init__(self, open_projector: Callable[[], Projector]) -> None:
        self._open = open_projector
        self._projector: Projector | None = None
        self._given: Mapping[str, ChatImage] = {}
        self._tokens: dict[str, list[int]] = {}
        self._parts: dict[int, ImagePart] = {}
        self._free: list[Callable[[], None]] = []
        self._made: OrderedDict[int, Embeddings] = OrderedDict()  # the least recently used first
        self._cut: tuple[str, list[ImagePiece], Callable[[], None]] | None = None  # the one being encoded

    @property
    def is_open(self) -> bool:
        """Whether the projector is loaded."""
        return self._projector is not None

    def give(self, messages: Iterable[ChatMessage]) -> int:
        """The images of the conversation that is asked about; how many different ones they are."""
        self._given = {image.sha256: image for message in messages for image in message.images}
        return len(self._given)

    def tokens_of(self, image: ChatImage) -> list[int]:
        """An image with its marks, as it stands in a prompt. Raises KnownError."""
        if image.sha256 not in self._tokens:
            pieces, free = self._opened().cut(image, with_pixels=False)
            self._free.append(free)
            self._tokens[image.sha256] = [
                token for at, piece in enumerate(pieces) for token in self._numbered(image, at, piece)
            ]
        return self._tokens[image.sha256]

    def runs(self, tokens: Sequence[int], start: int = 0) -> Iterator[tuple[int, int, ImagePart | None]]:
        """Where text and images begin and end, from ``start`` on; none of them for text."""
        at = start
        while at < len(tokens):
            part, end = None, len(tokens)
            if tokens[at] < 0:
                part = self._parts[tokens[at]]
                end = at + part.piece.count
            elif self._parts:
                end = next((n for n in range(at, len(tokens)) if tokens[n] < 0), len(tokens))
            yield at, end, part
            at = end

    def position(self, tokens: Sequence[int], at: int) -> int:
        """Where the model takes the token ``at`` to stand: some count an image as less than its tokens."""
        if not self._parts:
            return at
        parts = (part.piece for start, _, part in self.runs(tokens) if part is not None and start < at)
        return at - sum(piece.count - piece.positions for piece in parts)

    def unread(self, tokens: Sequence[int], start: int) -> list[str]:
        """The images that have to be encoded for the tokens from ``start`` on, each once, in order."""
        parts = (part for _, _, part in self.runs(tokens, start) if part is not None)
        return list(dict.fromkeys(part.sha256 for part in parts if part.number not in self._made))

    def want(self, tokens: Sequence[int], start: int) -> None:
        """What was made of images of these tokens is forgotten last."""
        for _, _, part in self.runs(tokens, start):
            if part is not None and part.number in self._made:
                self._made.move_to_end(part.number)

    def read(self, part: ImagePart, context: LlamaContext, position: int) -> None:
        """Read an image into a context. Raises StoppedError, KnownError."""
        context.go_on()
        embeddings = self._made.get(part.number) or self._encoded(part)
        self._made[part.number] = embeddings
        self._made.move_to_end(part.number)
        while len(self._made) > 1 and sum(map(sizeof, self._made.values())) > _KEPT_BYTES:
            self._made.popitem(last=False)
        context.go_on()
        projector = self._opened()
        context.settle(projector.read(part.piece, embeddings, context.handle, position))

    def rest(self) -> None:
        """Nothing is read for now: give back what reading took."""
        if self._cut is not None:
            self._cut[2]()
            self._cut = None

    def close(self) -> None:
        self.rest()
        for free in self._free:
            free()
        if self._projector is not None:
            self._projector.close()
            self._projector = None

    def _encoded(self, part: ImagePart) -> Embeddings:
        if self._cut is None or self._cut[0] != part.sha256:
            self.rest()
            image = self._given[part.sha256]
            self._cut = image.sha256, *self._opened().cut(image, with_pixels=True)
        piece = self._cut[1][part.at]
        if piece.count != part.piece.count:  # it was cut by its size alone
            raise KnownError(Words("The image cannot be read."), Words("Add it again, or another one."))
        return self._opened().encode(piece)

    def _numbered(self, image: ChatImage, at: int, piece: ImagePiece) -> list[int]:
        if not piece.count:
            return list(piece.tokens)
        number = -1 - len(self._parts)
        self._parts[number] = ImagePart(number, image.sha256, at, piece)
        return [number] * piece.count

    def _opened(self) -> Projector:
        self._projector = self._projector or self._open()
        return self._projector
