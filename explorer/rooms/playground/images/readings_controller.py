"""Images on their way into a chat: files and what was copied, decoded in the background one after the
other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from explorer.base.files import open_regular
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.images import ChatImage, UnreadableImageError
from explorer.domain.words import Words
from explorer.kit.image_decoding import LARGEST_TAKEN, chat_image
from explorer.kit.tasks import TaskContext, Tasks
from explorer.rooms.playground.chats.attachments import Attachment
from explorer.rooms.playground.chats.store import Chats

type ImageSource = Path | bytes | QImage
type ChatPlace = tuple[Chats, int | None]  # a chat of these; None: one without a row


@dataclass(frozen=True)
class ImageHome:
    """Where an image is to wait. ``born`` tells the chat from a later one of its number."""

    place: ChatPlace
    born: str

    @classmethod
    def of(cls, chats: Chats, chat: int | None) -> "ImageHome":
        return cls((chats, chat), chats.images.birth(chat))

    @property
    def is_gone(self) -> bool:
        """Whether the chat was deleted for good."""
        return self != ImageHome.of(*self.place)

    def keep(self, image: ChatImage, name: str) -> Attachment | None:
        """``None`` if the chat is gone. Blocks. Raises KnownError."""
        (chats, chat), born = self.place, self.born
        return chats.images.wait(chat, image, name, born)


@dataclass(frozen=True)
class _Taken:
    """An image that was read, and waits at ``home``; ``waits`` is ``None`` if that chat is gone."""

    image: ChatImage
    home: ImageHome
    waits: Attachment | None


@dataclass(eq=False)
class ImageReading:
    """``error``: why it cannot be read. ``taken`` is written by the thread that reads, which leaves alone
    what ``is_dropped``.
    """

    key: str
    name: str
    source: ImageSource
    home: ImageHome
    error: KnownError | None = None
    taken: _Taken | KnownError | None = None
    is_dropped: bool = False


class ImageReadings(QObject):
    """``changed``: how far they are; ``kept`` carries the key of a reading and the hash of its image.
    What was read waits among the images of its chat; what cannot be read stays here until it is dropped.
    """

    changed = Signal()
    kept = Signal(str, str)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._all: list[ImageReading] = []
        self._then: tuple[ChatPlace, Callable[[], object]] | None = None

    def of(self, chats: Chats, chat: int | None) -> list[ImageReading]:
        return [one for one in self._all if one.home.place == (chats, chat)]

    def is_reading(self, chats: Chats, chat: int | None) -> bool:
        return any(one.error is None for one in self.of(chats, chat))

    def untold(self, place: ChatPlace) -> list[int]:
        """The attachments that wait already, and are still shown as being read."""
        taken = [one.taken for one in self.of(*place)]
        return [one.waits.id for one in taken if isinstance(one, _Taken) and one.waits is not None]

    def when_read(self, place: ChatPlace, then: Callable[[], object]) -> None:
        """Do this once nothing is read for this chat, unless one of its images cannot be read."""
        self._then = place, then
        self.changed.emit()

    def wait_no_more(self) -> None:
        """Do nothing then."""
        if self._then is not None:
            self._then = None
            self.changed.emit()

    @property
    def is_awaited(self) -> bool:
        """Whether something is to be done then."""
        return self._then is not None

    def read(self, sources: Sequence[tuple[str, ImageSource]], chats: Chats, chat: int | None) -> None:
        """Each with the name it is to have."""
        home = ImageHome.of(chats, chat)
        readings = [ImageReading(f"image-reading-{uuid4()}", name, source, home) for name, source in sources]
        self._all += readings
        look = partial(self._look, readings)
        self._tasks.run(partial(_read, readings), look, partial(self._on_failed, readings), look, self)
        self.changed.emit()

    def drop(self, key: str) -> None:
        if found := [one for one in self._all if one.key == key]:
            self._drop(found)
            self._go_on()

    def drop_others(self, chats: Sequence[Chats], new: ChatPlace | None) -> None:
        """Of chats that are gone, and of the temporary one before this new one."""
        homes = ((one, one.home) for one in self._all)
        self._drop(
            [one for one, home in homes if home.place[0] not in chats or home.place == new or home.is_gone]
        )

    def begin_chat(self, chats: Chats, chat: int) -> None:
        """The chat without a row has got one."""
        self._drop([one for one in self.of(chats, chat) if one.home.is_gone])
        self.move(chats, None, chats, chat)

    def move(self, chats: Chats, chat: int | None, to: Chats, number: int) -> None:
        """It is another chat now, which has what was read until now."""
        if readings := self.of(chats, chat):
            self._look(readings)
            home = ImageHome.of(to, number)
            for reading in readings:
                reading.home = home

    def _drop(self, readings: Sequence[ImageReading]) -> None:
        for reading in readings:
            reading.is_dropped = True
            self._all.remove(reading)
        if readings:
            self.changed.emit()

    def _look(self, readings: Sequence[ImageReading], _progress: None = None) -> None:
        for reading in readings:
            taken, reading.taken = reading.taken, None
            if isinstance(taken, _Taken):
                self._take(reading, taken)
            elif taken is not None and not reading.is_dropped:
                reading.error = taken
                if self._then is not None and self._then[0] == reading.home.place:
                    self._then = None
        self.changed.emit()
        self._go_on()

    def _take(self, reading: ImageReading, taken: _Taken) -> None:
        """It was kept where it belonged then: what became of the reading or the chat meanwhile?"""
        is_other = reading.is_dropped or taken.home != reading.home
        was_left = is_other and _take_away(taken)
        if reading.is_dropped:
            return
        if was_left:
            reading.home.keep(taken.image, reading.name)
        self._all.remove(reading)
        self.kept.emit(reading.key, taken.image.sha256)

    def _go_on(self) -> None:
        if self._then is not None and not self.is_reading(*self._then[0]):
            (_place, then), self._then = self._then, None
            then()
            self.changed.emit()

    def _on_failed(self, readings: Sequence[ImageReading], error: KnownError) -> None:
        for reading in readings:
            if reading in self._all and reading.error is None:
                reading.taken = reading.taken or error
        self._look(readings)


def _take_away(taken: _Taken) -> bool:
    """Whether it still waited there."""
    chats, chat = taken.home.place
    try:
        there = [image for image in chats.images.waiting(chat) if image.attachment == taken.waits]
        for image in there:
            chats.images.drop(chat, image)
    except CancelledError:  # a temporary chat that is gone
        return False
    return bool(there)


def _read(readings: Sequence[ImageReading], context: TaskContext[None]) -> None:
    for reading in readings:
        if reading.is_dropped or context.stopped():
            continue
        try:
            image = chat_image(_bytes(reading.source))
            home = reading.home
            with home.place[0].together():  # who sees it wait knows of it too
                if not reading.is_dropped:
                    reading.taken = _Taken(image, home, home.keep(image, reading.name))
        except CancelledError:  # the room is closed, or its temporary chat is gone
            continue
        except KnownError as error:
            reading.taken = error
        reading.source = b""  # it may be large
        context.report(None)


def _bytes(source: ImageSource) -> bytes | QImage:
    """Raises KnownError if it cannot be read, or is far too large."""
    if not isinstance(source, Path):
        return source
    try:
        with open_regular(source) as file:
            return file.read(LARGEST_TAKEN + 1)
    except (OSError, ValueError) as error:
        what = Words("{name} could not be read.", name=source.name)
        raise UnreadableImageError("file", what, Words("See that it is still there."), str(error)) from error
