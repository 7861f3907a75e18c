"""Images as the app keeps them, for tests."""

import hashlib
import struct
import zlib

import numpy as np

from explorer.domain.images import ChatImage


def picture(seed: int, width: int = 28, height: int = 28) -> ChatImage:
    """A PNG of large squares in colours that the seed chooses."""
    squares = np.random.default_rng(seed).integers(0, 256, (4, 4, 3), dtype=np.uint8)
    rows, columns = (np.arange(size) * 4 // size for size in (height, width))
    return chat_image(png(squares[rows][:, columns]), width, height)


def chat_image(data: bytes, width: int, height: int) -> ChatImage:
    return ChatImage(hashlib.sha256(data).hexdigest(), data, width, height)


def png(pixels: "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]") -> bytes:
    """``pixels``: rows, columns, red green blue."""
    height, width, _ = pixels.shape
    lines = np.concatenate([np.zeros((height, 1), np.uint8), pixels.reshape(height, width * 3)], axis=1)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines.tobytes(), 1)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts
