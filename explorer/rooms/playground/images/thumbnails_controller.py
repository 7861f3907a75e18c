"""Images of chats as pictures of the size they are shown at, read and decoded in the background."""

from collections import OrderedDict
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from explorer.domain.errors import KnownError
from explorer.domain.images import ChatImage
from explorer.kit.image_decoding import thumbnail
from explorer.kit.tasks import Tasks
from explorer.rooms.playground.chats.images import AttachedImage
from explorer.rooms.playground.chats.session import ChatSession

_KEPT_BYTES = 64_000_000  # some dozens as large as they are shown, or hundreds of small ones

type Key = tuple[str, int, int]  # hash, width and height in pixels


class Thumbnails(QObject):
    """Of the open chat. ``came`` carries the Key of a picture that is there now."""

    came = Signal(object)

    def __init__(self, session: ChatSession, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._tasks = session, tasks
        self._kept: OrderedDict[Key, QImage] = OrderedDict()
        self._bytes = 0  # of those
        self._asked: set[Key] = set()

    def of(self, image: AttachedImage, size: QSize) -> QImage | None:
        """As large as fills ``size``; ``None``: it is on its way. A null one of what is not here."""
        key = _key(image, size)
        if (found := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            return found
        if key not in self._asked:
            self._asked.add(key)
            self.read(image, QSize(key[1], key[2]), partial(self._take, key))
        return None

    def forget(self) -> None:
        """Of a temporary chat that was left nothing stays, nor what is on its way."""
        self._kept.clear()
        self._asked.clear()
        self._bytes = 0

    def read(self, image: AttachedImage, size: QSize, then: Callable[[QImage], None]) -> None:
        """Just so large, for one time."""
        images = self._session.chats.images
        whole: Callable[[], ChatImage | None] = partial(images.read, image.sha256)
        if self._session.is_temporary:  # its database is in memory, and may be closed by then
            whole = partial(_same, whole())
        work = partial(_read, whole, size)
        self._tasks.do(work, then, partial(_not_read, then), owner=self)

    def _take(self, key: Key, picture: QImage) -> None:
        if key not in self._asked:  # who looks at it now asks anew
            self.came.emit(key)
            return
        self._asked.discard(key)
        self._kept[key] = picture
        self._bytes += picture.sizeInBytes()
        while self._bytes > _KEPT_BYTES and len(self._kept) > 1:
            self._bytes -= self._kept.popitem(last=False)[1].sizeInBytes()
        self.came.emit(key)


def _key(image: AttachedImage, size: QSize) -> Key:
    """The picture fills the size, whatever shape it has, and is never larger than the image."""
    if not image.width or not image.height:
        return image.sha256, 1, 1
    share = min(1.0, max(size.width() / image.width, size.height() / image.height))
    return image.sha256, max(1, round(image.width * share)), max(1, round(image.height * share))


def _read(read: Callable[[], ChatImage | None], size: QSize) -> QImage:
    image = read()
    return QImage() if image is None else thumbnail(image, size.width(), size.height())


def _same(image: ChatImage | None) -> ChatImage | None:
    return image


def _not_read(then: Callable[[QImage], None], _error: KnownError) -> None:
    """The disk refused."""
    then(QImage())
