"""Asks before words of documents leave this machine: once for each collection and file, and each endpoint."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject

from explorer.documents.consents import DocumentConsents
from explorer.documents.giving import AnswerSources
from explorer.domain.elsewhere import AskedElsewhere
from explorer.domain.errors import KnownError
from explorer.domain.model import Model, Whereabouts
from explorer.domain.words import Words, enumerated, joined
from explorer.kit.actions import Action
from explorer.rooms.playground.asking_rows import AskingCard
from explorer.rooms.playground.chats.attachments import Attachment
from explorer.rooms.playground.documents.chat_indexes_controller import ChatIndexes
from explorer.rooms.playground.documents.preparation import AnswerAsking, AnswerPreparation
from explorer.rooms.playground.layout_pane import PlaygroundParts
from explorer.rooms.playground.pages_controller import PagesController

NOTHING = AnswerSources()


class ConsentController(QObject):
    """The question stands in place of a conversation, and the answer waits for it. Nothing is asked of the
    model before.
    """

    def __init__(self, parts: PlaygroundParts, pages: PagesController, indexes: ChatIndexes) -> None:
        super().__init__(parts.frame)
        self._session, self._pages, self._indexes = parts.session, pages, indexes
        self._consents: DocumentConsents = parts.services.core.consents
        self._asked: AnswerPreparation | None = None
        parts.session.opened.add(lambda _chat: self._leave())

    def concerns(self, asking: AnswerAsking) -> bool:
        """Whether the conversation itself holds words that may not be sent yet."""
        return bool(self._missing(asking, NOTHING))

    def ask(
        self,
        preparation: AnswerPreparation,
        sources: AnswerSources,
        then: Callable[[AnswerSources], object],
    ) -> None:
        """``then`` gets of the sources what may be sent; nothing follows where the person leaves it."""
        asking = preparation.asking
        missing = self._missing(asking, sources)
        if not missing or asking.model is None:
            then(sources)
        elif asking.session is not self._session:
            preparation.fail(_unasked(asking.model))
        else:
            self._show(preparation, asking.model, missing, sources, then)

    def _missing(self, asking: AnswerAsking, sources: AnswerSources) -> tuple[str, ...]:
        """Keys, of what answers before were given too: the conversation holds it."""
        if asking.model is None or asking.model.where is not Whereabouts.AWAY:
            return ()  # before an index is opened for it
        documents = (*sources.whole, *sources.documents, *_given_before(asking))
        homes = {self._indexes.of(asking.question.chat), self._indexes.kept} if documents else set()
        indexes = [index for home in homes if (index := home.opened()) is not None]
        passing = _passing(asking)
        return self._consents.missing(asking.model, sources.collections, documents, indexes, passing)

    def _show(
        self,
        preparation: AnswerPreparation,
        model: Model,
        missing: tuple[str, ...],
        sources: AnswerSources,
        then: Callable[[AnswerSources], object],
    ) -> None:
        names = self._names(preparation, missing)
        send = Action(
            Words("Send to {host}", host=model.host),
            partial(self._agree, preparation, model, names, partial(then, sources)), "leaves",
        )  # fmt: skip
        parts = sources.whole, sources.documents, sources.collections
        kept = AnswerSources(*(_without(keys, missing) for keys in parts))
        alone = Action(Words("Ask without them"), partial(self._end, partial(then, kept)))
        is_said = not set(missing).isdisjoint(_given_before(preparation.asking))
        ways = (send,) if is_said else (send, alone)
        cancel = Action(Words("Cancel"), partial(self._end, preparation.stop))
        title = _title(tuple(names.values()), model)
        words = joined(" ", (_words(model, is_said=is_said), _lasts(preparation.asking)))
        self._asked = preparation
        preparation.left = self._leave
        preparation.say(Words("Waits for your answer below"))
        card = partial(AskingCard, title, words, None, ways, cancel)
        self._pages.ask(("consent", preparation.turn.id, missing), card)

    def _names(self, preparation: AnswerPreparation, missing: Sequence[str]) -> dict[str, str]:
        """Of collections and files, as the chat calls them."""
        names = {one.reference: one.name for one in self._attached(preparation)}
        for given in preparation.given.values():
            names.update({one.document: one.title for one in given if one.document not in names})
        return {key: names.get(key, "") for key in missing}

    def _attached(self, preparation: AnswerPreparation) -> Sequence[Attachment]:
        return self._indexes.of(preparation.turn.chat).of_path(preparation.turn.chat)

    def _agree(
        self, preparation: AnswerPreparation, model: Model, names: dict[str, str], then: Callable[[], object]
    ) -> None:
        collections = {one.reference for one in self._attached(preparation) if one.kind == "collection"}
        kept = {key: name if key in collections else "" for key, name in names.items()}
        (_passing(preparation.asking) or self._consents).agree(model, kept)
        self._end(then)

    def _end(self, then: Callable[[], object]) -> None:
        self._asked = None
        self._pages.answered()
        then()

    def _leave(self) -> None:
        """It was stopped, or another chat is open: the question is gone, and nothing was sent."""
        asked, self._asked = self._asked, None
        if asked is not None:
            self._pages.answered()
            asked.stop()


def _passing(asking: AnswerAsking) -> DocumentConsents | None:
    """Those of temporary chats; ``None`` of one that is kept."""
    session = asking.session
    return DocumentConsents(session.temporary) if session.is_temporary and session.temporary else None


def _lasts(asking: AnswerAsking) -> Words:
    if asking.session.is_temporary:
        return Words("You are asked once; it is gone with the temporary chat.")
    return Words("You are asked once; Settings, Privacy takes it back.")


def _given_before(asking: AnswerAsking) -> list[str]:
    """Documents of which words stand in the conversation, or in the answer that is gone on with."""
    turns = {turn.id for turn in asking.session.turns}
    return [
        one.document
        for answer, given in asking.session.given.items()
        if answer in turns
        for one in given
        if one.text
    ]


def _without(keys: tuple[str, ...], missing: Sequence[str]) -> tuple[str, ...]:
    return tuple(key for key in keys if key not in missing)


def _title(names: Sequence[str], model: Model) -> Words:
    told = [Words("“{name}”", name=name) for name in dict.fromkeys(names) if name]
    if not told or len(told) > 3:
        return Words("Send passages of {count} documents to {host}?", count=len(names), host=model.host)
    return Words("Send passages of {names} to {host}?", names=enumerated(told), host=model.host)


def _words(model: Model, *, is_said: bool) -> Words:
    asked = AskedElsewhere.of(model)
    place = asked.place if asked is not None else model.source
    if is_said:
        return Words(
            "{name} runs at {place}. Answers of this chat were given passages of them, which are sent with"
            " the conversation.",
            name=model.name, place=place,
        )  # fmt: skip
    return Words(
        "{name} runs at {place}. The passages that fit each question are sent there with it.",
        name=model.name, place=place,
    )  # fmt: skip


def _unasked(model: Model) -> KnownError:
    return KnownError(
        Words("Nothing was sent: words of documents would go to {host}.", host=model.host),
        Words("Open the chat and ask again: there you can agree to it."),
    )
