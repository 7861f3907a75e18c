"""While a model looks at an image, which may take a minute: which one it is at, and for how long."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from explorer.domain.model import Model
from explorer.engine.state import AnswerEvent, PromptRead, ReadingImage
from explorer.kit.language import shown
from explorer.rooms.playground.images.captions import reading_caption
from explorer.rooms.playground.images.image_speed import ImageSpeeds

_TICK_MS = 1000


class ReadingImageNote(QObject):
    """``tell`` gets the words, each second anew. What it took is noted."""

    def __init__(self, tell: Callable[[str], None], parent: QObject) -> None:
        super().__init__(parent)
        self._tell = tell
        self._event: ReadingImage | None = None
        self._usual: float | None = None
        self._since = 0.0
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self._say)

    def hear(self, event: AnswerEvent, speeds: ImageSpeeds, model: Model | None) -> None:
        """What comes of an answer of this model."""
        if isinstance(event, ReadingImage):
            self._event, self._since = event, time.monotonic()
            self._usual = speeds.seconds(model) if model is not None else None
            self._say()
            self._tick.start()
            return
        if isinstance(event, PromptRead) and event.images and model is not None:
            speeds.note(model, event.images, event.images_s)
        self.end()

    def end(self) -> None:
        self._event = None
        self._tick.stop()

    @Slot()
    def _say(self) -> None:
        if self._event is not None:
            elapsed = time.monotonic() - self._since
            self._tell(shown(reading_caption(self._event.at, self._event.count, elapsed, self._usual)))
