"""Finds what an answer is given of the documents of its chat, before the model is asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Slot

from explorer.documents.giving import AnswerSources, next_number
from explorer.documents.passages import GivenPassage
from explorer.domain.errors import KnownError
from explorer.domain.generation import AnswerEnd
from explorer.domain.model import Model
from explorer.engine.backend import Backend
from explorer.engine.question import Question
from explorer.rooms.playground.chats.session import ChatSession
from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.playground.composer.attachment_controller import AttachmentController
from explorer.rooms.playground.context.context_controller import ContextController
from explorer.rooms.playground.documents.captions import looking_caption, reading_files_caption
from explorer.rooms.playground.documents.lookup import DocumentQuestion, Lookup
from explorer.rooms.playground.layout_pane import PlaygroundParts

if TYPE_CHECKING:
    from explorer.documents.index.store import DocumentIndex

_UNKNOWN_ROOM = 2048  # tokens for documents, where nobody knows the context


@dataclass(frozen=True)
class AnswerAsking:
    """An answer whose row is stored, and what the model would be asked without documents. ``files``: that
    go with the question, as those of a QueuedMessage.
    """

    session: ChatSession
    engine: Backend
    question: Turn
    answer: Turn
    asked: Question
    files: Sequence[str]


@dataclass(frozen=True)
class PreparationWays:
    """``then`` gets the answer and what to hand to the engine; ``tell`` what goes on meanwhile; ``end`` the
    answer that was stopped before it was begun, with the error if there was one.
    """

    then: Callable[[Turn, Question], None]
    tell: Callable[[str], None]
    end: Callable[[Turn, KnownError | None], None]


class AnswerPreparation:
    """An answer that the model is not asked for yet: files are read, and passages looked for."""

    def __init__(
        self, asking: AnswerAsking, ways: PreparationWays, look: "Callable[[AnswerPreparation], None]"
    ) -> None:
        self.asking, self.ways, self._look = asking, ways, look
        self.turn, self.turns = asking.answer, asking.session.turns[:-1]
        self.chats, self.given = asking.session.chats, dict(asking.session.given)
        self.words = ""
        self.titles: dict[str, str] = {}  # of documents, as they are called in this chat
        self.lookup: Lookup | None = None
        self.is_over = False

    def start(self) -> None:
        self._look(self)

    def say(self, words: str) -> None:
        self.words = words
        self.ways.tell(words)

    def waits_for(self, _model: Model | None) -> bool:
        """No model has to do with it yet."""
        return False

    def stop(self) -> None:
        self._finish("stopped")

    def close(self) -> None:
        """The app quits."""
        self._finish("interrupted")

    def fail(self, error: KnownError) -> None:
        self._finish("failed", error)

    def go(self, given: tuple[GivenPassage, ...]) -> None:
        """The answer is given this."""
        if self.is_over:
            return
        self.is_over = True
        asking = self.asking
        given = tuple(replace(one, title=self.titles.get(one.document, one.title)) for one in given)
        asked = asking.session.give(asking.question, self.turn, asking.asked, given, self.chats)
        if self.lookup is not None and not given:
            self.chats.given.note_nothing(self.turn.id, self.lookup.why_nothing)
        self.ways.then(self.turn, asked)

    def _finish(self, end: AnswerEnd, error: KnownError | None = None) -> None:
        if self.is_over:
            return
        self.is_over = True
        if self.lookup is not None:
            self.lookup.stop()
        problem = str(error) if error is not None else ""
        record = msgspec.structs.replace(self.turn.record, end=end, problem=problem)
        self.turn = replace(self.turn, record=record)
        self.chats.update(self.turn)
        self.ways.end(self.turn, error)


class GivenController(QObject):
    """Looks through the documents of a chat, by the words of a question and by what it means."""

    def __init__(
        self, parts: PlaygroundParts, context: ContextController, attachments: AttachmentController
    ) -> None:
        super().__init__(parts.frame)
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
        if isinstance(asking.asked.prompt, str) or asking.asked.answer.begun:
            return None
        chat, path = asking.question.chat, {turn.id for turn in asking.session.turns}
        documents, readings = self._indexes.of(chat), self._attachments.readings
        if not (documents.of_path(chat, path) or documents.waiting(chat) or readings.is_reading(chat)):
            return None
        return AnswerPreparation(asking, ways, self._prepare)

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
        if not sources:
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
