"""Draws the app's mark in the sizes and containers that the systems want.

usage: python packaging/icons.py FOLDER    writes PNGs, app.ico (Windows) and app.icns (macOS)
"""

import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

MARK = Path(__file__).resolve().parent.parent / "resources" / "icons" / "app.svg"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)
ICNS_TYPES = {b"icp4": 16, b"icp5": 32, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic11": 32, b"ic12": 64,
              b"ic13": 256, b"ic14": 512}  # fmt: skip


def png(size: int) -> bytes:
    """The mark, ``size`` pixels wide and high. The same bytes each time."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(MARK)).render(painter)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, b"png").write(image):
        sys.exit("icons: the mark could not be drawn")
    return bytes(data.data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """A Windows icon: a directory, then the PNGs."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    offset = len(head) + 16 * len(pictures)
    lines, bodies = b"", b""
    for size, body in sorted(pictures.items()):
        side = size % 256  # 256 is written as 0
        lines += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(body), offset + len(bodies))
        bodies += body
    return head + lines + bodies


def icns(pictures: dict[bytes, bytes]) -> bytes:
    """A macOS icon: one block for each type."""
    blocks = b"".join(kind + struct.pack(">I", 8 + len(body)) + body for kind, body in pictures.items())
    return b"icns" + struct.pack(">I", 8 + len(blocks)) + blocks


def write_icons(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {size: png(size) for size in SIZES}
    for size, body in drawn.items():
        (folder / f"{size}.png").write_bytes(body)
    (folder / "app.ico").write_bytes(ico({size: drawn[size] for size in ICO_SIZES}))
    (folder / "app.icns").write_bytes(icns({kind: drawn[size] for kind, size in ICNS_TYPES.items()}))


if __name__ == "__main__":
    write_icons(Path(sys.argv[1]))
