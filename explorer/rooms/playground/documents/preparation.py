"""An answer of a chat before the model is asked: what it may be given of documents is found meanwhile."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import msgspec

from explorer.documents.passages import GivenPassage
from explorer.domain.errors import KnownError
from explorer.domain.generation import AnswerEnd
from explorer.domain.model import Model
from explorer.engine.backend import Backend
from explorer.engine.question import Question
from explorer.rooms.playground.chats.session import ChatSession
from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.playground.documents.lookup import Lookup


@dataclass(frozen=True)
class AnswerAsking:
    """An answer whose row is stored, and what the model would be asked without documents. ``files``: that
    go with the question, as those of a QueuedMessage.
    """

    session: ChatSession
    model: Model | None
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
        self.why_nothing = ""  # was given, where nothing was looked for
        self.left: Callable[[], object] = _nothing  # it ends before anything is asked
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
        why = self.lookup.why_nothing if self.lookup is not None else self.why_nothing
        if not given and (self.lookup is not None or why):
            self.chats.given.note_nothing(self.turn.id, why)
        self.ways.then(self.turn, asked)

    def go_on(self) -> None:
        """As it was asked: nothing was looked for."""
        if not self.is_over:
            self.is_over = True
            self.ways.then(self.turn, self.asking.asked)

    def _finish(self, end: AnswerEnd, error: KnownError | None = None) -> None:
        if self.is_over:
            return
        self.is_over = True
        if self.lookup is not None:
            self.lookup.stop()
        self.left()
        problem = str(error) if error is not None else ""
        record = msgspec.structs.replace(self.turn.record, end=end, problem=problem)
        self.turn = replace(self.turn, record=record)
        self.chats.update(self.turn)
        self.ways.end(self.turn, error)


def _nothing() -> None:
    """Nobody waits for it."""
