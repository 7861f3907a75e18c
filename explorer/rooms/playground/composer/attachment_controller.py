"""Attaches files, long texts and collections to the open chat, and says what becomes of each."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import count
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from explorer.documents.prompt import MOST_GIVEN
from explorer.domain.words import Words
from explorer.kit.actions import Action
from explorer.kit.tasks import TaskContext
from explorer.rooms.playground.chats.attachments import Attachment, AttachmentMode
from explorer.rooms.playground.chats.chat_documents import ChatDocuments
from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.playground.composer.attachment_rows import AttachmentsRow, ShownAttachment
from explorer.rooms.playground.composer.draft_controller import DraftController
from explorer.rooms.playground.composer.file_readings_controller import FileReading, FileReadings
from explorer.rooms.playground.composer.file_tokens_controller import FileTokens
from explorer.rooms.playground.context.context_controller import ContextController
from explorer.rooms.playground.documents.captions import (
    attachment_caption,
    attachment_why,
    fault_caption,
    reading_caption,
)
from explorer.rooms.playground.documents.chat_indexes_controller import ChatIndexes
from explorer.rooms.playground.images.images_controller import ImagesController
from explorer.rooms.playground.layout_pane import PlaygroundParts

_A_PASSAGE = 190  # tokens, about


class AttachmentController(QObject):
    """``changed``: something else is attached to the open chat now, or its tokens are known."""

    changed = Signal()

    def __init__(
        self,
        parts: PlaygroundParts,
        drafts: DraftController,
        context: ContextController,
        indexes: ChatIndexes,
        images: ImagesController,
    ) -> None:
        super().__init__(parts.frame)
        self._images, self._drafts, self._composer = images, drafts, parts.frame.composer
        self._session, self._context, self.indexes = parts.session, context, indexes
        self._chosen = parts.chosen
        self._services = parts.services
        self.readings = FileReadings(parts.services, indexes, self)
        self.readings.kept.connect(drafts.note_read)
        drafts.attached = self.attached
        self._tokens = FileTokens(parts.chosen, indexes, self)
        self.row = AttachmentsRow()
        self.row.removed.connect(self.remove)
        self.row.password.connect(self.readings.read_again)
        self.row.resized.connect(parts.frame.composer.tell_height)
        parts.frame.composer.frame.add_above(self.row)
        for told in (self.readings.changed, images.changed, self._tokens.told, parts.chosen.chosen):
            told.connect(self.show)
        drafts.changed.connect(self.show)
        parts.chosen.changed.connect(self._on_model)
        parts.session.keeping.add(self._keep)
        parts.session.opened.add(lambda _chat: self.readings.drop_gone())

    def tidy(self) -> None:
        """Nothing is kept of the documents of chats that are gone for good."""
        if self._services.core.paths.documents.exists():
            work = partial(_tidy, self.indexes.kept, self.readings.are_into)
            self._services.tasks.run(work, _ignore, self._services.messages.fail)

    def names(self) -> list[str]:
        """Of what the open chat is given: what came with its questions, and collections."""
        path = {turn.id for turn in self._session.turns}
        given = self.documents.of_path(self._chat, path)
        if self._chat is None:
            given = tuple(one for one in self.waiting() if one.kind == "collection")
        return list(dict.fromkeys(one.name for one in given))

    def waiting(self) -> tuple[Attachment, ...]:
        """In the open chat."""
        return self.documents.waiting(self._chat)

    def attached(self) -> tuple[str, ...]:
        """To the message that stands in the composer: hashes of images, keys of documents and readings."""
        documents = (one.reference for one in self._free() if one.kind == "document")
        return (*self._images.attached(), *documents, *(one.key for one in self._free_readings()))

    def attach(self, paths: Sequence[Path]) -> None:
        """These files and images are read, and go with the next question."""
        if files := self._images.take(paths):
            self.readings.read_files(files, self.documents, self._chat)

    def attach_text(self, text: str) -> None:
        """A text that was pasted, and is too long for a message."""
        taken = {one.name for one in (*self.waiting(), *self.documents.of_path(self._chat))}
        taken.update(one.path.name for one in self._readings())
        usual = self.tr("Pasted text")
        names = (usual if number == 1 else f"{usual} {number}" for number in count(1))
        self.readings.take_text(
            text, next(name for name in names if name not in taken), self.documents, self._chat
        )

    def toggle_collection(self, key: str, name: str) -> None:
        """For the whole chat, or no more."""
        waiting = self.waiting()
        attached = next((one for one in waiting if one.reference == key), None)
        if attached is not None:
            self.documents.remove(self._chat, attached)
        else:
            self.documents.add(self._chat, "collection", key, name)
        self.show()

    @Slot(object)
    def remove(self, key: str) -> None:
        """By the key of its chip."""
        if self._images.remove(key):
            return
        self.readings.drop(key)
        for one in self.waiting():
            if str(one.id) == key:
                self.documents.remove(self._chat, one)
        self.show()

    def begin_chat(self, chat: int) -> None:
        """The open chat got a row by its first question."""
        documents = self.documents
        documents.begin_chat(chat, is_reading=bool(self.readings.of(documents, None)))
        self.readings.begin_chat(documents, chat)

    def _keep(self, chats: tuple[int, int]) -> None:
        """The open chat was temporary, and is stored now."""
        old, chat = chats
        if (temporary := self.indexes.forget_temporary()) is not None:
            self.readings.keep(temporary, old, self.indexes.kept, chat)
        self.tidy()  # of what was taken away while it was copied

    def forget_temporary(self) -> None:
        """Those chats are gone."""
        if (documents := self.indexes.forget_temporary()) is not None:
            self.readings.drop_all(documents)

    def go_with(self, question: Turn, files: Sequence[str], room: int) -> None:
        """Those of these files that waited go with it, whole where so many tokens hold them; what cannot be
        read stays.
        """
        its, documents = self._drafts.known(files), self.indexes.of(question.chat)
        going = [one for one in documents.waiting(question.chat) if one.reference in its]
        for one in going:
            documents.chats.attachments.count(one.id, self._tokens.of(one)[0])
        documents.go_with(question, going, self._modes(going, room))
        self.show()

    @Slot()
    def show(self) -> None:
        """What waits in the open chat, and what becomes of it."""
        waiting = self._free()
        modes = self._modes(waiting, self._context.left_for_files())
        chips = [self._shown(one, modes) for one in waiting]
        chips += [_reading_shown(one) for one in self._free_readings()]
        self.row.show_attachments([*self._images.chips(), *chips])
        self.row.show_note(self._images.note())
        self._composer.show_images(attached=not self._images.is_empty())
        self._context.show_files(self._files_tokens(waiting, modes), self._images.tokens_of_next())
        self.row.show_way(self._way_to_all(waiting, modes))
        self._tokens.count([one for one in waiting if one.kind == "document"])
        self.changed.emit()

    @property
    def documents(self) -> ChatDocuments:
        """Of the open chat."""
        return self.indexes.open

    def _readings(self) -> Sequence[FileReading]:
        return self.readings.of(self.documents, self._chat)

    def _free(self) -> Sequence[Attachment]:
        held = self._drafts.held()
        return [one for one in self.waiting() if one.reference not in held]

    def _free_readings(self) -> Sequence[FileReading]:
        held = self._drafts.held()
        return [one for one in self._readings() if one.key not in held]

    @property
    def _chat(self) -> int | None:
        return self._session.chat.id if self._session.chat is not None else None

    @Slot(object)
    def _on_model(self, _change: object) -> None:
        """It may count now."""
        if not self.row.isHidden():
            self.show()

    def _modes(self, waiting: Sequence[Attachment], left: int | None) -> dict[str, AttachmentMode]:
        """Whole in their order, as long as there is room: so many tokens are left, where that is known."""
        modes = dict[str, AttachmentMode]()
        for one in waiting:
            if one.kind != "document":
                continue
            tokens = self._tokens.of(one)[0]
            fits = left is None or tokens <= left
            modes[one.reference] = "whole" if fits else "passages"
            left = left - tokens if fits and left is not None else left
        return modes

    def _files_tokens(self, waiting: Sequence[Attachment], modes: Mapping[str, AttachmentMode]) -> int:
        """What they will take of the context, about."""
        whole = sum(self._tokens.of(one)[0] for one in waiting if modes.get(one.reference) == "whole")
        left = self._context.left_for_files()
        most = min(_A_PASSAGE * MOST_GIVEN, max(0, left - whole) // 2 if left is not None else 1 << 20)
        searched = [one for one in waiting if modes.get(one.reference) != "whole"]
        return whole + min(most, sum(self._tokens.of(one)[0] or most for one in searched))

    def _way_to_all(
        self, waiting: Sequence[Attachment], modes: Mapping[str, AttachmentMode]
    ) -> Action | None:
        """A larger context, where a file does not fit whole into this one."""
        if "passages" not in modes.values():
            return None
        every = sum(self._tokens.of(one)[0] for one in waiting if one.kind == "document")
        return self._context.larger_for_files(every)

    def _shown(self, one: Attachment, modes: Mapping[str, AttachmentMode]) -> ShownAttachment:
        left, model = self._context.left_for_files(), self._chosen.model
        if model is not None and not model.is_chat:
            why = Words(
                "Choose a model that chats: it is given what is attached here with your next question."
            )
            icon = "folder" if one.kind == "collection" else "document"
            words = Words("not given to a base model")
            return ShownAttachment(str(one.id), one.name, words, why, icon)
        if one.kind == "collection":
            why = attachment_why("passages", None)
            return ShownAttachment(str(one.id), one.name, Words("collection · as passages"), why, "folder")
        (tokens, is_exact), mode = self._tokens.of(one), modes[one.reference]
        words = attachment_caption(tokens, mode if left is not None else None, is_exact=is_exact)
        return ShownAttachment(str(one.id), one.name, words, attachment_why(mode, left))


def _tidy(documents: ChatDocuments, is_filled: Callable[[str], bool], _context: TaskContext[None]) -> None:
    documents.forget_strangers(is_filled)


def _ignore(_nothing: None) -> None:
    """Nothing is told of it."""


def _reading_shown(reading: FileReading) -> ShownAttachment:
    error = reading.error
    pages = reading.pages if reading.path.suffix.lower() == ".pdf" else 0  # others have parts
    return ShownAttachment(
        reading.key,
        reading.path.name,
        fault_caption(error, reading.fault) if error is not None else reading_caption(pages),
        progress=None if error is not None else 0.0,
        error=error,
        needs_password=reading.needs_password,
    )
