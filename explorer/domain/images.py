"""An image of a chat, as this app keeps it and hands it to a model."""

from dataclasses import dataclass

LONGEST_SIDE = 2048  # pixels; larger ones are scaled down: no model of today reads more of one image at once


@dataclass(frozen=True)
class ChatImage:
    """``data``: a PNG or JPEG that this app wrote itself, never the bytes a person gave: those are decoded,
    turned upright, scaled to ``LONGEST_SIDE`` and written anew, without what else their file said.

    ``sha256`` of ``data``; ``width`` and ``height`` in pixels.
    """

    sha256: str
    data: bytes
    width: int
    height: int
