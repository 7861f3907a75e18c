"""Finds what an answer is given of the documents of its chat, before the model is asked."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from explorer.documents.giving import AnswerSources, next_number
from explorer.domain.errors import KnownError
from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.playground.composer.attachment_controller import AttachmentController
from explorer.rooms.playground.context.context_controller import ContextController
from explorer.rooms.playground.documents.captions import looking_caption, reading_files_caption
from explorer.rooms.playground.documents.consent_controller import NOTHING, ConsentController
from explorer.rooms.playground.documents.lookup import DocumentQuestion, Lookup
from explorer.rooms.playground.documents.preparation import AnswerAsking, AnswerPreparation, PreparationWays
from explorer.rooms.playground.layout_pane import PlaygroundParts

if TYPE_CHECKING:
    from explorer.documents.index.store import DocumentIndex

_UNKNOWN_ROOM = 2048  # tokens for documents, where nobody knows the context


class GivenController(QObject):
    """Looks through the documents of a chat, by the words of a question and by what it means."""

    def __init__(
        self,
        parts: PlaygroundParts,
        context: ContextController,
        attachments: AttachmentController,
        consent: ConsentController,
    ) -> None:
        super().__init__(parts.frame)
        self._consent = consent
        self._tasks = parts.services.tasks
        self._context, self._attachments, self._indexes = context, attachments, attachments.indexes
        self._waiting: AnswerPreparation | None = None  # for files that are read
        attachments.readings.ended.connect(self._on_read)

    def asked(self, question: Turn, edited: Turn | None, *, is_new: bool) -> None:
        """A question of the open chat was stored: the files of the one it stands in place of are its too."""
        if is_new:
            self._attachments.begin_chat(question.chat)
        if edited is not None:
            self._indexes.of(question.chat).chats.attachments.copy(edited.id, question.id)

    def begin(self, asking: AnswerAsking, ways: PreparationWays) -> AnswerPreparation | None:
        """``None`` where no document has to do with it, or what there is stands in the question already."""
        spoken = AnswerPreparation(asking, ways, self._check) if self._consent.concerns(asking) else None
        if isinstance(asking.asked.prompt, str) or asking.asked.answer.begun:
            return spoken
        chat, path = asking.question.chat, {turn.id for turn in asking.session.turns}
        documents, readings = self._indexes.of(chat), self._attachments.readings
        if not (documents.of_path(chat, path) or documents.waiting(chat) or readings.is_reading(chat)):
            return spoken
        return AnswerPreparation(asking, ways, self._prepare)

    def _check(self, preparation: AnswerPreparation) -> None:
        """Only what was said already may not be sent."""
        self._consent.ask(preparation, NOTHING, lambda _sources: preparation.go_on())

    def _prepare(self, preparation: AnswerPreparation) -> None:
        chat = preparation.turn.chat
        if self._attachments.readings.is_reading(chat):
            self._waiting = preparation
            documents = self._indexes.of(chat)
            preparation.say(reading_files_caption(len(self._attachments.readings.of(documents, chat))))
        else:
            self._look(preparation)

    @Slot(object)
    def _on_read(self, chat: int) -> None:
        preparation = self._waiting
        if preparation is not None and preparation.turn.chat == chat:
            self._waiting = None
            if not preparation.is_over:
                given = preparation.chats.given.of_all([turn.id for turn in preparation.turns])
                preparation.given = dict(given)  # by other keys, where a temporary chat was kept meanwhile
                self._look(preparation)

    def _look(self, preparation: AnswerPreparation) -> None:
        asking = preparation.asking
        question = asking.question
        room = self._context.left_for_answer(preparation.turns[:-1], asking.answer, asking.asked)
        room = room if room is not None else _UNKNOWN_ROOM
        if len(asking.answer.siblings) < 2:  # else what waits now is for another question
            self._attachments.go_with(question, asking.files, room)
        documents = self._indexes.of(question.chat)
        sources, left = documents.sources(preparation.turns, preparation.given, room)
        self._consent.ask(preparation, sources, partial(self._search, preparation, left, sources))

    def _search(
        self, preparation: AnswerPreparation, left: int, wanted: AnswerSources, sources: AnswerSources
    ) -> None:
        """In those of the sources that may be sent."""
        asking = preparation.asking
        question, documents = asking.question, self._indexes.of(asking.question.chat)
        if not sources:
            preparation.why_nothing = "kept here" if wanted else ""
            preparation.go(())
            return
        try:
            index, beside = documents.index, self._indexes.beside(documents, sources)
        except KnownError as error:
            preparation.fail(error)
            return
        preparation.say(looking_caption(_count((index, *beside), sources)))
        path = {turn.id for turn in preparation.turns}
        attached = documents.of_path(question.chat, path)
        preparation.titles = {one.reference: one.name for one in attached}
        first = next_number(given for answer, given in preparation.given.items() if answer in path)
        asked = DocumentQuestion(question.text, sources, max(0, left) // 2, first)
        preparation.lookup = Lookup(
            (index, *beside),
            self._tasks,
            self._indexes.indexing(documents).question(beside),
            asked,
            preparation.go,
            preparation.fail,
        )
        preparation.lookup.start(asking.engine)


def _count(indexes: "Sequence[DocumentIndex]", sources: AnswerSources) -> int:
    """Documents, those of collections too."""
    there = {one.key: one.documents for index in indexes for one in index.collections()}
    alone = len(sources.whole) + len(sources.documents)
    return alone + sum(there.get(key, 0) for key in sources.collections)
