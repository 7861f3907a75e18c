"""Images of strangers: their words at once, the picture only when the person asks for it.

Loading tells another server that somebody reads this card, so it never happens by itself. The kit opens no
connection: whoever shows the page hands in an ``ImageLoader``. Images are fetched one after the other, a few
for each press of the button: what a stranger links must not fill the memory.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from explorer.domain.errors import KnownError
from explorer.kit.boxes import Card, centred, column, row
from explorer.kit.buttons import Button
from explorer.kit.error_card import ErrorCard
from explorer.kit.image_decoding import Decoded
from explorer.kit.layouts import high_as_needed
from explorer.kit.text import IconLabel, Para
from explorer.kit.theme import look_of

if TYPE_CHECKING:
    from explorer.kit.rich_text.markdown_parts import MarkdownImage

_AT_ONCE = 12  # images for one press


@dataclass(frozen=True)
class ImageLoader:
    """How images are fetched. ``load(url, done)`` fetches and decodes in the background
    (kit/image_decoding.py), then calls ``done`` on the screen thread with the image, or with the
    KnownError that prevented it. ``base`` is what relative addresses start from.
    """

    load: Callable[[str, Callable[[Decoded], None]], None]
    is_offline: Callable[[], bool]
    base: str = ""


class ImagesBlock(Card):
    """The images of one paragraph. ``words`` is what stands there instead of them."""

    def __init__(self, images: "tuple[MarkdownImage, ...]", loader: ImageLoader | None = None) -> None:
        super().__init__("sunken", 12)
        self._loader = loader
        self._urls = [_address(image.url, loader.base if loader else "") for image in images]
        self._alts = [image.alt.strip() for image in images]
        self._left = [number for number, url in enumerate(self._urls) if url]
        self._due: list[int] = []  # asked for by the last press
        self.words = self._words()
        self.setAccessibleName(self.words)
        self._head = QWidget()
        line = row(self._head, spacing=10)
        line.add(centred(IconLabel("image", "muted")), centred(Para(self.words, "body", "muted"), 1))
        self._button = self._offer()
        if self._button is not None:
            line.addWidget(self._button)
        self.body.addWidget(self._head)
        self._place = column(spacing=8)
        self.body.addLayout(self._place)

    def _words(self) -> str:
        named = [alt for alt in self._alts if alt]
        if len(self._alts) == 1:
            return (
                self.tr("Image: {words}").format(words=named[0]) if named else self.tr("Image without words")
            )
        words = self.tr("{count} images").format(count=len(self._alts))
        return f"{words}: {', '.join(named)}" if named else words

    def _offer(self) -> Button | None:
        """The button that loads, if somebody can and there is anything to load."""
        hosts = sorted({urlsplit(url).hostname or "" for url in self._urls if url})
        if self._loader is None or not hosts:
            return None
        text = self.tr("Show image") if len(self._urls) == 1 else self.tr("Show images")
        button = Button("outlined", text, scale="compact", then=self._load)
        if self._loader.is_offline():
            button.setEnabled(False)
            button.setToolTip(
                self.tr("You are offline. Images are loaded from {host}.").format(host=", ".join(hosts))
            )
        else:
            button.setToolTip(
                self.tr("Loads from {host}, which then knows that somebody reads this.").format(
                    host=", ".join(hosts)
                )
            )
        return button

    def _load(self) -> None:
        if self._loader is None or self._button is None:
            return
        self._button.setEnabled(False)
        self._button.setText(self.tr("Loading…"))
        self._due, self._left = self._left[:_AT_ONCE], self._left[_AT_ONCE:]
        self._load_next()

    def _load_next(self) -> None:
        if self._loader is None or self._button is None:
            return
        if self._due:
            number = self._due.pop(0)
            self._loader.load(self._urls[number], _Reply(self, number))
        elif self._left:
            self._button.setText(self.tr("Show more images"))
            self._button.setEnabled(True)
        else:
            self._button.hide()

    def take(self, number: int, found: Decoded) -> None:
        """One of the images has come, or why it has not."""
        if isinstance(found, KnownError):
            self._place.addWidget(ErrorCard(found))
        else:
            if len(self._urls) == 1:
                self._head.hide()
            self._place.addWidget(Picture(found, self._alts[number] or self.words))
        self._load_next()


class _Reply:
    """Hands an image on, unless its place is gone by then."""

    def __init__(self, block: ImagesBlock, number: int) -> None:
        self._block: ImagesBlock | None = block
        self._number = number
        block.destroyed.connect(self._forget)

    def __call__(self, reply: Decoded) -> None:
        if self._block is not None:
            self._block.take(self._number, reply)

    def _forget(self) -> None:
        self._block = None


class Picture(QLabel):
    """An image at its own size, or as wide as its place."""

    def __init__(self, image: QImage, words: str) -> None:
        super().__init__()
        self._image = image
        self.setAccessibleName(words)
        self.setToolTip("")
        high_as_needed(self)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(1, round(self._image.height() * self._share(width)))

    def sizeHint(self) -> QSize:
        width = min(self._image.width(), look_of(self).sizes.px(640))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(1, 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        share = self._share(self.width())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(
                QRectF(0, 0, self._image.width() * share, self._image.height() * share), self._image
            )

    def _share(self, width: int) -> float:
        return min(1.0, width / max(1, self._image.width()))


def _address(url: str, base: str) -> str:
    """Where it can be loaded from, or nothing."""
    try:
        whole = urljoin(base, url.strip()) if base else url.strip()
        parts = urlsplit(whole)
    except ValueError:
        return ""
    return whole if parts.scheme in ("http", "https") and parts.hostname else ""
