"""An image of a chat, large, over the room: copied, saved, and the next of its message with the arrow
keys.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent
from PySide6.QtWidgets import QWidget

from explorer.base.files import write_export
from explorer.domain.words import Words, joined
from explorer.kit.boxes import STRETCH, centred, row, stretched
from explorer.kit.buttons import IconButton
from explorer.kit.copying import TickIcon
from explorer.kit.file_dialogs import ask_where_to_save, file_name
from explorer.kit.keys import with_keys
from explorer.kit.language import shown
from explorer.kit.overlay import Overlay
from explorer.kit.popup import SHADOW
from explorer.kit.question import host_of
from explorer.kit.room_pane import RoomPane
from explorer.kit.text import Elided, Label
from explorer.kit.theme import look_of
from explorer.kit.thumbnail import FittedPicture
from explorer.rooms.playground.chats.images import AttachedImage
from explorer.rooms.playground.chats.session import ChatSession
from explorer.rooms.playground.images.captions import image_caption, pixels_text
from explorer.rooms.playground.images.thumbnails_controller import Thumbnails
from explorer.rooms.room_services import RoomServices

_INSET, _HEAD, _NARROWEST = 12, 44, 420


class ImageViews:
    """Opens them, one at a time."""

    def __init__(
        self, session: ChatSession, supply: Thumbnails, services: RoomServices, beside: QWidget
    ) -> None:
        self._session, self._supply, self._services, self._beside = session, supply, services, beside

    def show(self, images: Sequence[AttachedImage], number: int) -> None:
        """These, beginning with this one."""
        view = ImageView(images, number, self, host_of(self._beside))
        view.open(view.picture)

    def read(self, image: AttachedImage, view: "ImageView") -> None:
        size = QSize(max(1, image.width), max(1, image.height))
        self._supply.read(image, size, partial(view.take, image))

    def save(self, image: AttachedImage, path: Path) -> None:
        """As it is kept."""
        kept = self._session.chats.images.read(image.sha256)
        if kept is not None:
            work, fail = partial(write_export, path, kept.data), self._services.messages.fail
            self._services.tasks.do(work, _ignore, fail)

    def ending(self, image: AttachedImage) -> str:
        kept = self._session.chats.images.read(image.sha256)
        return "png" if kept is not None and kept.data.startswith(b"\x89PNG") else "jpg"


class ImageView(Overlay):
    """Esc and a click beside it close it."""

    def __init__(
        self, images: Sequence[AttachedImage], number: int, views: ImageViews, host: QWidget
    ) -> None:
        super().__init__(shown(image_caption(images[number])), host)
        if isinstance(host, RoomPane):
            host.listen(on=False)
            self.closed.connect(partial(host.listen, on=True))
        self._images, self._number, self._views = images, number, views
        self._name, self._size = Elided("", "strong", middle=True), Label("", "secondary", "muted")
        self._name.setProperty("data", True)
        self.copy_button = TickIcon("copy", self.tr("Copy the image"))
        self.copy_button.clicked.connect(self._copy)
        self.save_button = IconButton("download", self.tr("Save as…"), then=self._save)
        self.close_button = IconButton("close", with_keys(self.tr("Close"), "Esc"), then=self.dismiss)
        self._before = IconButton("chevron-left", with_keys(self.tr("Previous image"), "Left"))
        self._before.clicked.connect(partial(self._go, -1))
        self._after = IconButton("chevron-right", with_keys(self.tr("Next image"), "Right"))
        self._after.clicked.connect(partial(self._go, 1))
        self.picture = FittedPicture()
        line = row(spacing=6).add(self._name, self._size, STRETCH, *map(centred, self._buttons()))
        self.body.setSpacing(look_of(self).sizes.px(8))
        px = look_of(self).sizes.px(_INSET)
        self.body.setContentsMargins(*(SHADOW + px,) * 4)
        self.body.add(line, stretched(self.picture))
        self._show()

    def _buttons(self) -> tuple[QWidget, ...]:
        for button in (self._before, self._after):
            button.setVisible(len(self._images) > 1)
        return self._before, self._after, self.copy_button, self.save_button, self.close_button

    @property
    def image(self) -> AttachedImage:
        return self._images[self._number]

    def take(self, image: AttachedImage, picture: QImage) -> None:
        """It has come."""
        if not self.is_closed and image is self.image:
            self.picture.show_picture(picture)
            for button in (self.copy_button, self.save_button):
                button.setEnabled(not picture.isNull())

    def spot(self, room: QRect) -> QRect:
        """As large as the largest of its message, or as there is room: the arrows stay where they are."""
        px = look_of(self).sizes.px
        frame = QSize(2 * px(_INSET), 2 * px(_INSET) + px(_HEAD))
        most, largest = room.size() - frame, QSize(0, 0)
        for one in self._images:
            image = QSize(max(1, one.width), max(1, one.height))
            if image.boundedTo(most) != image:
                image.scale(most, Qt.AspectRatioMode.KeepAspectRatio)
            largest = largest.expandedTo(image)
        size = (largest + frame).expandedTo(QSize(px(_NARROWEST), px(_HEAD) * 4)).boundedTo(room.size())
        spot = QRect(room.topLeft(), size)
        spot.moveCenter(room.center())
        return spot

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if len(self._images) > 1 and event.key() in steps:
            turned = -1 if self.isRightToLeft() else 1
            self._go(steps[Qt.Key(event.key())] * turned)
        super().keyPressEvent(event)

    def _go(self, step: int, _checked: object = None) -> None:
        """Not beyond the ends."""
        number = self._number + step
        if 0 <= number < len(self._images):
            self._number = number
            self._show()

    def _show(self) -> None:
        image, caption = self.image, shown(image_caption(self.image))
        count, number = len(self._images), self._number + 1
        place = Words("{number} of {count}", number=number, count=count) if count > 1 else ""
        self._name.setText(image.name)
        self._size.setText(joined(" · ", (pixels_text(image), place)))
        for button, is_end in ((self._before, number == 1), (self._after, number == count)):
            if button.hasFocus() and is_end:
                self.picture.setFocus(Qt.FocusReason.OtherFocusReason)
            button.setEnabled(not is_end)
        self.picture.setAccessibleName(caption)
        for widget in (self, self.panel):
            widget.setAccessibleName(caption)
        self.picture.show_picture(None)
        self.copy_button.setEnabled(False)
        self.save_button.setEnabled(False)
        self._views.read(image, self)

    @Slot()
    def _copy(self) -> None:
        picture = self.picture.image
        if picture is not None:
            QGuiApplication.clipboard().setImage(picture)
            self.copy_button.tick()

    @Slot()
    def _save(self) -> None:
        ending = self._views.ending(self.image)
        kinds = {self.tr("Image (*.{ending})").format(ending=ending): ending}
        name = file_name(Path(self.image.name).stem, self.tr("Image"))
        ask_where_to_save(self, self.tr("Save as"), kinds, name, partial(self._views.save, self.image))


def _ignore(_path: Path) -> None:
    """It lies there now."""
