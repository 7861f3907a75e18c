"""Connects answers with the passages they were given: shows those of one beside the conversation."""

from contextlib import suppress
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot

from explorer.documents.passages import GivenPassage
from explorer.documents.prompt import is_whole, page_at
from explorer.documents.shared_words import cited_numbers, shared_stretch
from explorer.domain.errors import CancelledError, KnownError
from explorer.kit.clock import near_day
from explorer.kit.file_dialogs import open_in_system
from explorer.kit.language import shown
from explorer.kit.question import DangerQuestion, host_of
from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.playground.documents.captions import forget_caption, page_caption
from explorer.rooms.playground.documents.chat_indexes_controller import ChatIndexes
from explorer.rooms.playground.documents.passages_pane import GivenToAnswer
from explorer.rooms.playground.layout_pane import PlaygroundParts
from explorer.rooms.playground.transcript.question_rows import CitedPassage

if TYPE_CHECKING:
    from explorer.documents.index.forget import GivenForgetting


class PassagesController(QObject):
    """Of the answer a reference was clicked in, else of the last one that was given something."""

    def __init__(self, parts: PlaygroundParts, indexes: ChatIndexes) -> None:
        super().__init__(parts.frame)
        self._session, self._frame, self._indexes = parts.session, parts.frame, indexes
        self._pane, self._rows = parts.frame.passages, parts.frame.transcript.rows
        self._services, self._messages = parts.services, parts.services.messages
        self._rows.given_of, self._rows.why_nothing = self._given_of, self._why_nothing
        self._rows.given_before = self._given_before
        self._rows.cited.connect(self.show_passage)
        queued = Qt.ConnectionType.QueuedConnection  # the other branch is shown by then
        self._rows.switch.connect(self.show_chat, queued)
        self._pane.opened.connect(self._on_opened)
        self._pane.page_wanted.connect(self._open_page)
        self._pane.forget_wanted.connect(self._ask_to_forget)

    @Slot(object)
    def show_passage(self, passage: CitedPassage) -> None:
        """Open it beside the conversation."""
        self._frame.open_side("passages")
        self._pane.show_given(self._of(passage.turn), passage.number)

    @Slot()
    def show_chat(self) -> None:
        """Another chat or branch is open: the last of its answers that was given something."""
        answers = [turn.id for turn in self._session.turns if self._session.given.get(turn.id)]
        shown = self._pane.shown.turn
        self._pane.show_given(self._of(shown if shown in answers else answers[-1] if answers else 0))

    def look_again(self) -> None:
        """Some of it may have been forgotten meanwhile, here or in the Library."""
        before = self._session.given
        if not before:
            return
        self._session.given = self._session.chats.given.of_all([turn.id for turn in self._session.turns])
        if self._session.given != before:
            for answer in before:
                self._rows.show_given(answer)
            self.show_chat()

    @Slot(object)
    def show_answer(self, answer: Turn) -> None:
        """It is known what it is given, or it is over."""
        self._rows.show_given(answer.id)
        if self._given_of(answer.id):
            self._pane.show_given(self._of(answer.id))

    def _given_of(self, answer: int) -> tuple[GivenPassage, ...] | None:
        """With what it cites of what earlier answers were given, which it was asked with too. Empty where
        nothing was found, ``None`` where nothing was looked for.
        """
        given = (*self._cited_earlier(answer), *self._session.given.get(answer, ()))
        if given:
            return given
        return () if self._why_nothing(answer) is not None else None

    def _why_nothing(self, answer: int) -> str | None:
        return self._session.chats.given.why_nothing(answer)

    def _cited_earlier(self, answer: int) -> list[GivenPassage]:
        earlier = self._earlier(answer)
        if not earlier:
            return []
        text = next((turn.text for turn in self._session.turns if turn.id == answer), "")
        own = {one.number for one in self._session.given.get(answer, ())}
        cited = cited_numbers(text) - own
        return [earlier[number] for number in sorted(cited) if number in earlier]

    def _given_before(self, answer: int) -> frozenset[int]:
        """Numbers that an answer may refer to while nobody knows yet which of them it will."""
        return frozenset(self._earlier(answer))

    def _earlier(self, answer: int) -> dict[int, GivenPassage]:
        """By number, what the answers before this one were given."""
        if not self._session.given:
            return {}
        turns = takewhile(lambda turn: turn.id != answer, self._session.turns)
        return {one.number: one for turn in turns for one in self._session.given.get(turn.id, ())}

    def _of(self, answer: int) -> GivenToAnswer:
        given = self._given_of(answer)
        if not given:
            return GivenToAnswer()
        text = next((turn.text for turn in self._session.turns if turn.id == answer), "")
        numbers = {passage.number for passage in given}
        cited = frozenset(cited_numbers(text) & numbers)
        places = {passage.number: self._place(passage, text) for passage in given if is_whole(passage.place)}
        days = {passage.forgotten_at for passage in given if passage.forgotten_at}
        return GivenToAnswer(
            answer, given, cited, text, self._searched(answer), places, self._forgotten(days)
        )

    def _place(self, passage: GivenPassage, answer: str) -> str:
        """The page of a whole document that the cited words stand on."""
        stretch = shared_stretch(passage, answer)
        index = self._indexes.index_with(passage.document)
        page = page_at(index.pages(passage.document), stretch[0]) if stretch and index is not None else None
        return page_caption(page) if page is not None else ""

    def _searched(self, answer: int) -> int:
        """Passages of the documents that were looked through, as they are now."""
        chat, documents = self._session.chat, self._indexes.open
        index = documents.opened()
        searched = any(not is_whole(passage.place) for passage in self._given_of(answer) or ())
        if index is None or chat is None or not searched:
            return 0
        collections = {one.reference for one in documents.of_path(chat.id) if one.kind == "collection"}
        mine = sum(one.passages for one in index.collections("chat") if one.name == str(chat.id))
        kept = self._indexes.kept.opened() if collections else None
        there = kept.collections() if kept is not None else ()
        return mine + sum(one.passages for one in there if one.key in collections)

    def _forgotten(self, days: set[str]) -> str:
        return self.tr("Forgotten on {day}").format(day=near_day(min(days))) if days else ""

    @Slot(object)
    def _on_opened(self, number: int) -> None:
        self._rows.mark_open(CitedPassage(self._pane.shown.turn, number))

    @Slot(object)
    def _open_page(self, passage: GivenPassage) -> None:
        """The file, in the program that the system has for it; no system takes the page along."""
        index = self._indexes.index_with(passage.document)
        document = index.document(passage.document) if index is not None else None
        path = Path(document.path) if document is not None else None
        if path is None or not path.is_file():
            what = self.tr("{name} is not there any more.").format(name=passage.title)
            advice = self.tr("The passages that the answer was given are kept here, and can be copied.")
            self._messages.fail(KnownError(what, advice))
        else:
            open_in_system(path)

    @Slot(object)
    def _ask_to_forget(self, passage: GivenPassage) -> None:
        """Everywhere: in the index, and in what answers were given."""
        answers = self._services.answers.count((passage.document,))
        question = DangerQuestion(
            self.tr("Forget a document"),
            self.tr("Forget {name}?").format(name=passage.title),
            shown(forget_caption(answers, in_memory=self._indexes.is_in_memory(passage.document))),
            self.tr("Forget it"),
            host_of(self._frame),
        )
        question.agreed.connect(partial(self._forget, passage))
        question.ask()

    def _forget(self, passage: GivenPassage) -> None:
        work = partial(_forget, self._indexes, passage.document, self._services.answers.forget)
        done = partial(self._on_forgotten, passage.title)
        self._services.tasks.do(work, done, self._messages.fail, owner=self)

    def _on_forgotten(self, title: str, is_clean: bool) -> None:  # noqa: FBT001  a callback of tasks
        words = self.tr("{name} is forgotten.")
        if not is_clean:
            words = self.tr("{name} is forgotten; the rest of it is overwritten when the app starts again.")
        self._messages.tell(words.format(name=title), "info")
        self.look_again()


def _forget(indexes: ChatIndexes, document: str, given: "GivenForgetting") -> bool:
    """Also where it was taken to, when its temporary chat was kept; whether no byte is left."""
    from explorer.documents.index.forget import forget_documents  # noqa: PLC0415  when it is asked for

    with indexes.moving:
        is_clean, moved = True, indexes.moved.get(document)
        if moved is not None:
            is_clean = forget_documents(indexes.kept.index, (moved,), given=given).is_clean
        with suppress(CancelledError):  # its temporary chat is gone meanwhile
            index = indexes.index_with(document) or indexes.open.index
            is_clean &= forget_documents(index, (document,), given=given).is_clean
        return is_clean
