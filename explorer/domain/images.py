"""An image of a chat, as this app keeps it and hands it to a model."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from explorer.domain.errors import KnownError

ImageFault = Literal["kind", "damaged", "size", "file"]

LONGEST_SIDE = 2048  # pixels; larger ones are scaled down: no model of today reads more of one image at once
# As names of images end: those that can be read, and after them others that are told what they are
IMAGE_SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".jfif", ".gif", ".webp", ".bmp"),
    *(".heic", ".heif", ".avif", ".tif", ".tiff"),
)


def is_image_name(path: PurePath) -> bool:
    """By its name alone."""
    return path.suffix.lower() in IMAGE_SUFFIXES


class UnreadableImageError(KnownError):
    """``fault``: what is wrong with it, or with its file."""

    def __init__(self, fault: ImageFault, what: str, advice: str = "", details: str = "") -> None:
        super().__init__(what, advice, details)
        self.fault = fault

    def __reduce__(self) -> tuple[type["UnreadableImageError"], tuple[ImageFault, str, str, str]]:  # type: ignore[override]  # it takes a fault
        return type(self), (self.fault, self.what, self.advice, self.details)


def image_ending(data: bytes) -> str:
    """Of a name for one that this app wrote."""
    return "png" if data.startswith(b"\x89PNG") else "jpg"


@dataclass(frozen=True)
class ChatImage:
    """``data``: a PNG or JPEG that this app wrote itself, never the bytes a person gave: those are decoded,
    turned upright, scaled to ``LONGEST_SIDE`` and written anew, without what else their file said. Of an
    imported chat they stay where they hold no more than that already.

    ``sha256`` of ``data``; ``width`` and ``height`` in pixels.
    """

    sha256: str
    data: bytes
    width: int
    height: int


class ImageToRead(ChatImage):
    """Its ``data`` is read each time it is asked for: a chat hands all its images over with each question,
    and what answers may have them. The same as any image of its hash.
    """

    _read: Callable[[], bytes]

    def __init__(self, sha256: str, width: int, height: int, read: Callable[[], bytes]) -> None:
        for name, value in (("sha256", sha256), ("width", width), ("height", height), ("_read", read)):
            object.__setattr__(self, name, value)

    @property
    def data(self) -> bytes:
        return self._read()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ChatImage) and other.sha256 == self.sha256

    def __hash__(self) -> int:
        return hash(self.sha256)
