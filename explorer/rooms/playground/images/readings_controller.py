"""Images on their way into a chat: files and what was copied, decoded in the background one after the
other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from explorer.base.files import open_regular
from explorer.domain.errors import KnownError
from explorer.domain.images import ChatImage, UnreadableImageError
from explorer.domain.words import Words
from explorer.kit.image_decoding import LARGEST_TAKEN, chat_image
from explorer.kit.tasks import TaskContext, Tasks
from explorer.rooms.playground.chats.store import Chats

type ImageSource = Path | bytes | QImage


@dataclass(eq=False)
class ImageReading:
    """``chat`` of ``chats``; ``None``: of one without a row. ``error``: why it cannot be read. ``taken``
    is written by the thread that reads, which leaves alone what ``is_dropped``.
    """

    key: str
    name: str
    source: ImageSource
    chats: Chats
    chat: int | None
    error: KnownError | None = None
    taken: ChatImage | KnownError | None = None
    is_dropped: bool = False


class ImageReadings(QObject):
    """``changed``: how far they are. What was read waits among the images of its chat; what cannot be
    read stays here until it is dropped.
    """

    changed = Signal()

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._numbers = count(1)
        self._all: list[ImageReading] = []
        self._then: Callable[[], object] | None = None  # once nothing is read any more

    def of(self, chats: Chats, chat: int | None) -> list[ImageReading]:
        return [one for one in self._all if one.chats is chats and one.chat == chat]

    def is_reading(self, chats: Chats, chat: int | None) -> bool:
        return any(one.error is None for one in self.of(chats, chat))

    def when_read(self, then: Callable[[], object]) -> None:
        """Do this then, unless one of them cannot be read."""
        self._then = then
        self.changed.emit()

    @property
    def is_awaited(self) -> bool:
        """Whether something is to be done then."""
        return self._then is not None

    def read(self, sources: Sequence[tuple[str, ImageSource]], chats: Chats, chat: int | None) -> None:
        """Each with the name it is to have."""
        readings = [
            ImageReading(f"image-reading-{next(self._numbers)}", name, source, chats, chat)
            for name, source in sources
        ]
        self._all += readings
        look = partial(self._look, readings)
        self._tasks.run(partial(_read, readings), look, partial(self._on_failed, readings), look, self)
        self.changed.emit()

    def drop(self, key: str) -> None:
        for reading in [one for one in self._all if one.key == key]:
            reading.is_dropped = True
            self._all.remove(reading)
            self.changed.emit()

    def drop_others(self, chats: Sequence[Chats]) -> None:
        """Of temporary chats that are gone."""
        for reading in [one for one in self._all if one.chats not in chats]:
            self.drop(reading.key)

    def begin_chat(self, chats: Chats, chat: int) -> None:
        """The chat without a row has got one."""
        self.move(chats, None, chats, chat)

    def move(self, chats: Chats, chat: int | None, to: Chats, number: int) -> None:
        """It is another chat now."""
        for reading in self.of(chats, chat):
            reading.chats, reading.chat = to, number

    def _look(self, readings: Sequence[ImageReading], _progress: None) -> None:
        for reading in readings:
            if reading.taken is None or reading not in self._all:
                continue
            taken, reading.taken = reading.taken, None
            if isinstance(taken, KnownError):
                reading.error = taken
                self._then = None
                continue
            try:
                reading.chats.images.wait(reading.chat, taken, reading.name)
            except KnownError as error:  # the disk is full
                reading.error = error
            else:
                self._all.remove(reading)
        self.changed.emit()
        if self._then is not None and all(one.error is not None for one in self._all):
            then, self._then = self._then, None
            then()

    def _on_failed(self, readings: Sequence[ImageReading], error: KnownError) -> None:
        for reading in readings:
            reading.taken = reading.taken or error
        self._look(readings, None)


def _read(readings: Sequence[ImageReading], context: TaskContext[None]) -> None:
    for reading in readings:
        if reading.is_dropped or context.stopped():
            continue
        try:
            reading.taken = chat_image(_bytes(reading.source))
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
