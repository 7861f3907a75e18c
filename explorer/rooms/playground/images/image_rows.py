"""Images of a message in the transcript, and a small one in a chip; either opens the large view."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from explorer.domain.words import Words
from explorer.kit.language import shown
from explorer.kit.layouts import FlowLayout
from explorer.kit.text import plain_tip
from explorer.kit.theme import look_of
from explorer.kit.thumbnail import Thumbnail
from explorer.rooms.playground.chats.images import AttachedImage
from explorer.rooms.playground.images.captions import image_caption
from explorer.rooms.playground.images.thumbnails_controller import Key, Thumbnails

type ShowImage = Callable[[Sequence[AttachedImage], int], object]  # these, beginning with one of them

# Pixels at 100 %
_ALONE = QSize(320, 240)
_AMONG = QSize(200, 132)
_LEAST, _NARROW = 40, 88
_CHIP = 36
_GAP = 8


class ImageButton(Thumbnail):
    """One image, ``width`` × ``height`` pixels at 100 %."""

    def __init__(
        self, image: AttachedImage, supply: Thumbnails, size: QSize, parent: QWidget | None = None
    ) -> None:
        name = shown(image_caption(image))
        super().__init__(name, size.width(), size.height(), parent)
        self.setToolTip(plain_tip(name))
        self._image, self._supply = image, supply
        supply.came.connect(self._on_came)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()

    def _look(self) -> None:
        self.show_picture(self._supply.of(self._image, self.wanted()))

    @Slot(object)
    def _on_came(self, key: Key) -> None:
        if key[0] == self._image.sha256 and self.isVisible():
            self._look()


def chip_image(image: AttachedImage, supply: Thumbnails, then: Callable[[], object]) -> ImageButton:
    button = ImageButton(image, supply, QSize(_CHIP, _CHIP))
    button.clicked.connect(partial(_run, then))
    return button


def empty_image() -> Thumbnail:
    """Where one will be."""
    button = Thumbnail("", _CHIP, _CHIP)
    button.setEnabled(False)
    return button


class QuestionImages(QWidget):
    """Those of a question, side by side; one alone is larger."""

    def __init__(
        self,
        images: Sequence[AttachedImage],
        supply: Thumbnails,
        show: ShowImage,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        count = len(images)
        self.setAccessibleName(
            shown(Words("1 image") if count == 1 else Words("{count} images", count=count))
        )
        line = FlowLayout(self, spacing=look_of(self).sizes.px(_GAP))
        for number, image in enumerate(images):
            button = ImageButton(image, supply, fitted(image, alone=count == 1), self)
            button.clicked.connect(partial(_run, partial(show, images, number)))
            line.addWidget(button)


def fitted(image: AttachedImage, *, alone: bool) -> QSize:
    """As it is shown, in pixels at 100 %: of a strip no more than its middle. All of a row are as high."""
    if not image.width or not image.height:
        return QSize(_AMONG.height(), _LEAST if alone else _AMONG.height())
    if not alone:
        wide = round(image.width / image.height * _AMONG.height())
        return QSize(max(_NARROW, min(wide, _AMONG.width())), _AMONG.height())
    share = min(1.0, _ALONE.width() / image.width, _ALONE.height() / image.height)
    size = QSize(round(image.width * share), round(image.height * share))
    return size.expandedTo(QSize(_LEAST, _LEAST))


def high(images: Sequence[AttachedImage]) -> int:
    """How high they are in the transcript, roughly; pixels at 100 %."""
    if not images:
        return 0
    sizes = [fitted(image, alone=len(images) == 1) for image in images]
    lines = -(-sum(size.width() + _GAP for size in sizes) // 490)
    return lines * (max(size.height() for size in sizes) + _GAP)


def _run(then: Callable[[], object], _checked: object = None) -> None:
    then()
