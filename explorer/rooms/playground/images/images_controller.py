"""The images that go with the next message of the open chat: taken in, shown as chips, counted, sent."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from explorer.domain.images import is_image_name
from explorer.domain.model import Capability, Model
from explorer.domain.words import Words
from explorer.kit.actions import Action
from explorer.rooms.playground.chats.images import AttachedImage
from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.playground.composer.attachment_rows import AttachmentNote, ShownAttachment
from explorer.rooms.playground.composer.draft_controller import DraftController, QueuedMessage
from explorer.rooms.playground.images.captions import blind_words, chip_caption, fault_words, time_caption
from explorer.rooms.playground.images.image_rows import chip_image, empty_image
from explorer.rooms.playground.images.image_speed import ImageSpeeds
from explorer.rooms.playground.images.image_tokens_controller import ImageTokens
from explorer.rooms.playground.images.large_view_pane import ImageViews
from explorer.rooms.playground.images.readings_controller import (
    ChatPlace,
    ImageReading,
    ImageReadings,
    ImageSource,
)
from explorer.rooms.playground.images.thumbnails_controller import Thumbnails
from explorer.rooms.playground.layout_pane import PlaygroundParts


class ImagesController(QObject):
    """``changed``: other images wait, or more is known of them.

    A message that waits its turn has those that stood over the field then. An edited one has its own, and
    what is attached since its edit began.
    """

    changed = Signal()

    def __init__(self, parts: PlaygroundParts, tokens: ImageTokens, drafts: DraftController) -> None:
        super().__init__(parts.frame)
        self._drafts = drafts
        self._session, self._chosen, self.tokens = parts.session, parts.chosen, tokens
        self.ways: Callable[[Model], Sequence[Action]] = lambda _model: ()  # to have images seen
        self.is_asked: Callable[[], bool] = lambda: False  # how it is to go on without
        self.is_coming: Callable[[Model], bool] = lambda _model: False  # what lets it see
        self.speeds = ImageSpeeds(parts.services.core.store)
        self.thumbnails = Thumbnails(parts.session, parts.services.tasks, self)
        self.views = ImageViews(parts.session, self.thumbnails, parts.services, parts.frame)
        self.readings = ImageReadings(parts.services.tasks, self)
        self._removed: tuple[int, set[int]] = (0, set())  # from the message that is edited
        rows = parts.frame.transcript.rows
        rows.images_of, rows.thumbnails, rows.show_image = self._images_of, self.thumbnails, self.views.show
        field = parts.frame.composer.field
        field.takes_pictures = True
        field.picture_pasted.connect(self._on_pasted)
        for told in (self.readings.changed, tokens.told):
            told.connect(self.changed)
        self.readings.kept.connect(drafts.note_read)
        parts.session.keeping.add(self._on_kept)

    def take(self, paths: Sequence[Path]) -> list[Path]:
        """Those that are images by their names go with the next message; the others."""
        images = [path for path in paths if is_image_name(path)]
        self._read([(path.name, path) for path in images])
        return [path for path in paths if path not in images]

    @Slot(object)
    def _on_pasted(self, picture: bytes | QImage) -> None:
        taken = {image.name for image in self._waiting()}
        taken.update(one.name for one in self.readings.of(*self.place))
        usual = self.tr("Pasted image")
        names = (usual if number == 1 else f"{usual} {number}" for number in count(1))
        self._read([(next(name for name in names if name not in taken), picture)])

    def _read(self, sources: Sequence[tuple[str, ImageSource]]) -> None:
        if sources:
            self.readings.read(sources, *self.place)

    def chips(self) -> list[ShownAttachment]:
        """Of what goes with the next message, and what is read or cannot be."""
        free = self.free()
        self.tokens.count([image.sha256 for image in free])
        chips = [self._shown(image) for image in free]
        return chips + [_reading_shown(reading) for reading in self._free_readings()]

    def remove(self, key: str) -> bool:
        """The one with this chip; whether it is an image."""
        self.readings.drop(key)
        for image in self.free():
            if key == _key(image) and image.attachment.message:
                self._removed_here().add(image.attachment.id)
            elif key == _key(image):
                self._session.chats.images.drop(self.place[1], image)
        self.changed.emit()
        return key.startswith("image-")

    def free(self) -> tuple[AttachedImage, ...]:
        """What goes with the message that is being written: those of the one that it stands in place of
        first.
        """
        own = [image for image in self._edited_images() if image.attachment.id not in self._removed_here()]
        waiting = self._waiting()
        untold = self.readings.untold(self.place)  # after it, see there
        told = [image for image in waiting if image.attachment.id not in untold]
        return (*own, *_parted(told, self._drafts.held())[1])

    def attached(self) -> list[str]:
        """To the message that is being written, since then: their hashes, and the keys of readings."""
        waiting = [image.sha256 for image in self.free() if not image.attachment.message]
        return [*waiting, *(reading.key for reading in self._free_readings())]

    def of(self, message: QueuedMessage, beside: int | None = None) -> Sequence[AttachedImage]:
        """What goes with one that waited its turn in the open chat; ``beside``: in another that is stored."""
        chats, chat = self.place if beside is None else (self._session.stored, beside)
        return _parted(chats.images.waiting(chat), self._drafts.known(message.files))[0]

    def asked(self, question: Turn) -> None:
        """It has its images now. The open chat may have got its row by it."""
        self.readings.begin_chat(self._session.chats, question.chat)
        self.changed.emit()

    def show_chat(self) -> None:
        """Another chat is open: of a temporary one that was left nothing stays."""
        there = (self._session.stored, self._session.chats)
        self.thumbnails.forget()
        is_new = self._session.is_temporary and self._session.chat is None
        for image in self._waiting() if is_new else ():  # of another one
            self._session.chats.images.drop(None, image)
        self.readings.drop_others(there, self.place if is_new else None)

    def _on_kept(self, numbers: tuple[int, int]) -> None:
        """What is read for the temporary chat is read for the one that was stored of it."""
        self.readings.move(self._session.chats, numbers[0], self._session.stored, numbers[1])

    def is_empty(self) -> bool:
        """Whether none goes with the next message."""
        return not self.free()

    def is_reading(self) -> bool:
        return any(reading.error is None for reading in self._free_readings())

    def tokens_of_next(self) -> int:
        """What those that are counted will take of the context."""
        return sum(self.tokens.of(image.sha256) or 0 for image in self.free()) if self._sees else 0

    def is_blind(self) -> bool:
        """Whether the chosen model would not see what is attached."""
        return self._chosen.model is not None and not self._sees

    def note(self) -> AttachmentNote | None:
        """What is to be known of all of them before they are sent."""
        model = self._chosen.model
        if self.is_reading() and self.readings.is_awaited:
            return AttachmentNote(Words("Sends when the image is read"))
        if model is None or self._sees or self.is_empty() or self.is_asked():
            return None
        words = blind_words(model, is_coming=self.is_coming(model))
        return AttachmentNote(words, "caution", self.ways(model))

    @property
    def _sees(self) -> bool:
        model = self._chosen.model
        return model is not None and model.is_chat and Capability.SEES in model.capabilities

    @property
    def place(self) -> ChatPlace:
        chat = self._session.chat
        return self._session.chats, chat.id if chat is not None else None

    def _waiting(self) -> tuple[AttachedImage, ...]:
        return self._session.chats.images.waiting(self.place[1])

    def _free_readings(self) -> Sequence[ImageReading]:
        held = self._drafts.held()
        return [reading for reading in self.readings.of(*self.place) if reading.key not in held]

    def _edited_images(self) -> Sequence[AttachedImage]:
        editing = self._session.editing
        return self._images_of(editing.id) if editing is not None and editing.role == "user" else ()

    def _removed_here(self) -> set[int]:
        editing = self._session.editing
        number = editing.id if editing is not None else 0
        if self._removed[0] != number:
            self._removed = (number, set())
        return self._removed[1]

    def _images_of(self, question: int) -> Sequence[AttachedImage]:
        return self._session.images.get(question, ())

    def _open(self, key: str) -> None:
        free = self.free()
        self.views.show(free, [_key(image) for image in free].index(key))

    def _shown(self, image: AttachedImage) -> ShownAttachment:
        model = self._chosen.model
        words = chip_caption(image, self.tokens.of(image.sha256) if self._sees else None)
        why = time_caption(self.speeds.seconds(model) if model is not None and self._sees else None)
        return ShownAttachment(
            _key(image),
            image.name,
            words,
            why,
            icon="image",
            picture=lambda: chip_image(image, self.thumbnails, partial(self._open, _key(image))),
        )


def _key(image: AttachedImage) -> str:
    return f"image-{image.attachment.id}"


def _parted(
    images: Sequence[AttachedImage], hashes: Sequence[str]
) -> tuple[Sequence[AttachedImage], Sequence[AttachedImage]]:
    """Those that bear one of the hashes, each as often as it is there, and the others: one image may go with
    several messages.
    """
    left, those, others = Counter(hashes), list[AttachedImage](), list[AttachedImage]()
    for image in images:
        (those if left[image.sha256] > 0 else others).append(image)
        left[image.sha256] -= 1
    return those, others


def _reading_shown(reading: ImageReading) -> ShownAttachment:
    error = reading.error
    words = fault_words(error) if error is not None else Words("reading…")
    return ShownAttachment(reading.key, reading.name, words, icon="image", error=error, picture=empty_image)
