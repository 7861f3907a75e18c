"""Images on their way to a worker: each goes once, as it is, before the first request that has it.

A chat sends all its images with each request, and as text in JSON 50 MB of them would take the screen's
thread 100 ms, every time.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import msgspec

from explorer.domain.generation import ChatMessage
from explorer.domain.images import ChatImage
from explorer.engine.local import protocol

_KEPT_BYTES = 64 << 20  # that a worker holds, besides those of one request


class ImageSender:
    """The window's side; knows what its worker holds."""

    def __init__(self) -> None:
        self._held: dict[str, int] = {}  # bytes, by hash

    def parts(self, request: protocol.Request) -> Iterator[bytes]:
        """What is to be written for a request, in this order; each image is read when it is its turn. To be
        taken whole before those of the next request.
        """
        images = dict[str, ChatImage]()

        def bare(image: ChatImage) -> ChatImage:
            images[image.sha256] = image
            return ChatImage(image.sha256, b"", image.width, image.height)

        request = _with_images(request, bare)
        is_anew = not images.keys() <= self._held.keys() and sum(self._held.values()) > _KEPT_BYTES
        if is_anew:
            self._held.clear()
        for sha256, image in images.items():
            if sha256 not in self._held and (data := image.data):
                self._held[sha256] = len(data)
                yield protocol.encode(protocol.GiveImages({sha256: len(data)}, is_anew))
                yield data
                is_anew = False
        yield protocol.encode(request)


class ImageKeeper:
    """The worker's side."""

    def __init__(self) -> None:
        self._data: dict[str, bytes] = {}  # by hash

    def take(self, given: protocol.GiveImages, read: Callable[[int], bytes]) -> None:
        """``read`` so many bytes of what follows."""
        if given.is_anew:
            self._data.clear()
        for sha256, size in given.sizes.items():
            self._data[sha256] = read(size)

    def filled(self, request: protocol.Request) -> protocol.Request:
        """With the bytes of its images; those that were never given stay empty, and are refused as such."""

        def whole(image: ChatImage) -> ChatImage:
            return image if image.data else replace(image, data=self._data.get(image.sha256, b""))

        return _with_images(request, whole)


def _with_images(request: protocol.Request, change: Callable[[ChatImage], ChatImage]) -> protocol.Request:
    def changed(message: ChatMessage) -> ChatMessage:
        return replace(message, images=tuple(map(change, message.images))) if message.images else message

    match request:
        case protocol.CountImages(images=images):
            return msgspec.structs.replace(request, images=tuple(map(change, images)))
        case protocol.Generate(prompt=tuple(messages)):
            return msgspec.structs.replace(request, prompt=tuple(map(changed, messages)))
        case protocol.Render(messages=messages):
            return msgspec.structs.replace(request, messages=tuple(map(changed, messages)))
    return request
