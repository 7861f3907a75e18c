"""Drafts: what was typed and not yet sent, by chat, in the composer and on disk.

They survive a rebuilt room, a restart and a kill.
"""

from collections.abc import Callable, Iterable

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.base.store import Store
from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.playground.layout_pane import PlaygroundParts

_KEY = "playground.drafts"
_NEW = 0  # the chat that has no row yet
_TEMPORARY = -1  # the open one that is not stored: what is typed there is not either


class QueuedMessage(msgspec.Struct, frozen=True, omit_defaults=True):
    """``files`` go with it: hashes of images, keys of documents, and of readings until those are either."""

    text: str
    files: tuple[str, ...] = ()


class Draft(msgspec.Struct, frozen=True, omit_defaults=True):
    """``text`` is the message begun; while the turn ``editing`` is edited, ``edited`` is its new text, and
    ``aside`` are the files of the message begun, as those of a QueuedMessage.

    ``waiting`` was sent while an answer was running: message by message it is to be asked after it.
    """

    text: str = ""
    editing: int = 0
    edited: str = ""
    waiting: tuple[QueuedMessage, ...] = ()
    aside: tuple[str, ...] = ()


class _KeptDraft(msgspec.Struct, frozen=True):
    """As this version keeps it, or the ones before: what waited was texts, or all of it one."""

    text: str = ""
    editing: int = 0
    edited: str = ""
    waiting: tuple[QueuedMessage | str, ...] | str = ()
    aside: tuple[str, ...] = ()

    def draft(self) -> Draft:
        every = (self.waiting,) if isinstance(self.waiting, str) else self.waiting
        waiting = tuple(QueuedMessage(one) if isinstance(one, str) else one for one in every if one)
        return Draft(self.text, self.editing, self.edited, waiting, self.aside)


class Drafts:
    """The drafts of all chats. ``None`` stands for a chat that is new."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._all = self._read()

    def get(self, chat: int | None) -> Draft:
        return self._all.get(chat or _NEW, Draft())

    def keep(self, chat: int | None, draft: Draft) -> None:
        """Store it now, if its chat is stored; an empty one is forgotten."""
        if draft == self.get(chat):
            return
        self._all[chat or _NEW] = draft
        if draft == Draft():
            del self._all[chat or _NEW]
        if chat != _TEMPORARY:
            self._store.set_value(_KEY, {one: kept for one, kept in self._all.items() if one != _TEMPORARY})

    def _read(self) -> dict[int, Draft]:
        kept = self._store.get_value(_KEY, dict[int, _KeptDraft], {})
        there = {_NEW, *(row["id"] for row in self._store.read("SELECT id FROM chats"))}
        return {chat: kept[chat].draft() for chat in kept if chat in there}  # ids are given again


_PAUSE_MS = 300  # after the last key


class DraftController(QObject):
    """Fills the composer with the draft of the open chat, and keeps it.

    ``changed``: other messages wait, or another one is edited, or none. The session calls ``keep`` before
    another chat is opened, and ``show`` after it. ``attached``: the files that go with what stands in the
    composer.
    """

    changed = Signal()

    def __init__(self, parts: PlaygroundParts) -> None:
        super().__init__(parts.frame)
        self._session, self._composer = parts.session, parts.frame.composer
        self._transcript = parts.frame.transcript
        self._drafts = Drafts(parts.services.core.store)
        self.chat: int | None = None  # whose text stands in the composer; None: of a new one
        self.attached: Callable[[], tuple[str, ...]] = tuple
        self.waiting: tuple[QueuedMessage, ...] = ()  # is asked there once the running answer has ended
        self._begun = ""  # the message that waits while an earlier one is edited
        self._aside: tuple[str, ...] = ()  # its files
        self._became: dict[str, str] = {}  # what was read, by the keys of readings
        self._queued: dict[int, None] = {}  # chats in which something was sent to wait, since the start
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.keep)
        self._composer.field.textChanged.connect(self._pause.start)
        self._composer.taken_back.connect(self._on_taken_back)
        self._composer.dropped.connect(self._on_dropped)
        self._composer.cancelled.connect(self.end_edit)
        self._transcript.rows.edit.connect(self.begin_edit)

    @Slot()
    def keep(self, _leaving: None = None) -> None:
        """Store what stands in the composer now."""
        self._pause.stop()
        text, editing = self._composer.text(), self._session.editing
        draft = Draft(text) if editing is None else Draft(self._begun, editing.id, text, aside=self._aside)
        self._drafts.keep(self.chat, msgspec.structs.replace(draft, waiting=self.waiting))

    def held(self) -> list[str]:
        """The files that go with other messages of the open chat than the one in the composer."""
        waiting = (file for message in self.waiting for file in message.files)
        return self.known((*waiting, *self._aside))

    def known(self, files: Iterable[str]) -> list[str]:
        """By the keys that they have now."""
        found = []
        for file in files:
            key = file
            while key in self._became:
                key = self._became[key]
            found.append(key)
        return found

    @Slot(str, str)
    def note_read(self, reading: str, file: str) -> None:
        """What was read is this now."""
        self._became[reading] = file

    def show(self, *, busy: bool) -> None:
        """Take up what was begun in the chat that is open now. ``busy``: an answer runs."""
        if self.chat is None and self._session.chat is not None and self._drafts.get(None) == Draft():
            self._session.forget_unsent()
        self.chat = self._open_chat()
        if self.chat == _TEMPORARY:
            self._drafts.keep(_TEMPORARY, Draft())  # of the one before, which is gone
        draft = self._drafts.get(self.chat)
        self.waiting = draft.waiting
        self._begun = draft.text
        turns = self._session.turns
        self._session.editing = next((turn for turn in turns if turn.id == draft.editing), None)
        is_editing = self._session.editing is not None
        self._aside = draft.aside if is_editing else ()
        self._put(draft.edited if is_editing else draft.text, editing=is_editing)
        if not busy:
            self.take_back()

    def sent(self) -> None:
        """The composer's text is on its way: a message that waited behind an edit comes back."""
        self._put(self._begun if self._composer.is_editing() else "", editing=False)
        self.keep()  # of the chat it was written in, which may have been a new one
        self.chat = self._open_chat()
        self._begun = ""

    def wait(self, text: str) -> None:
        """The composer's text is to be asked later, behind what waits already."""
        self.waiting = (*self.waiting, QueuedMessage(text, self.attached()))
        if self.chat is not None and self.chat != _TEMPORARY:
            self._queued[self.chat] = None
        self._put("", editing=False)
        self.keep()

    def take_back(self, place: int | None = None) -> None:
        """One that waits, or all, stands in the composer again, before what was begun there meanwhile."""
        taken = self.waiting if place is None else self.waiting[place : place + 1]
        self.waiting = () if place is None else _without(self.waiting, place)
        is_editing = self._composer.is_editing()
        texts = [message.text for message in taken]
        if is_editing:
            self._begun = _joined(*texts, self._begun)
            self._aside = (*self._aside, *(file for message in taken for file in message.files))
        text = self._composer.text()
        self._put(text if is_editing else _joined(*texts, text), editing=is_editing)
        self.keep()

    def waited(self) -> None:
        """The first that waited is on its way; the others wait for its answer, what was begun stays."""
        self.waiting = self.waiting[1:]
        self._drafts.keep(self.chat, Draft())
        self.chat = self._open_chat()  # it may have been a new one
        self._show_waiting()

    def waiting_elsewhere(self) -> list[int]:
        """The chats in which something waits, but for the open one: where it was sent first, first. What an
        earlier start left is not sent by itself any more.
        """
        return [chat for chat in self._queued if chat != self.chat and self.waiting_in(chat)]

    def waiting_in(self, chat: int) -> tuple[QueuedMessage, ...]:
        """What waits in a chat that is not open."""
        return self._drafts.get(chat).waiting

    def waited_in(self, chat: int) -> None:
        draft = self._drafts.get(chat)
        self._drafts.keep(chat, msgspec.structs.replace(draft, waiting=draft.waiting[1:]))

    def wait_no_more_in(self, chat: int) -> None:
        """It stays there, and is not sent by itself."""
        self._queued.pop(chat, None)

    def begin_edit(self, turn: Turn) -> None:
        if self._session.editing is None:
            self._begun, self._aside = self._composer.text(), self.attached()
        self._session.editing = turn
        self._put(turn.text, editing=True)
        self._composer.focus()

    def end_edit(self) -> None:
        """Leave the edited message as it was."""
        if self._composer.is_editing():
            self._session.editing = None
            self._put(self._begun, editing=False)

    @Slot(int)
    def _on_taken_back(self, place: int) -> None:
        self.take_back(place)
        self._composer.focus()

    @Slot(int)
    def _on_dropped(self, place: int) -> None:
        self.waiting = _without(self.waiting, place)
        self._show_waiting()

    def _show_waiting(self) -> None:
        self._composer.show_waiting([message.text for message in self.waiting])
        self.keep()
        self.changed.emit()

    def _open_chat(self) -> int | None:
        """As its draft is kept."""
        if self._session.is_temporary:
            return _TEMPORARY
        return self._session.chat.id if self._session.chat else None

    def _put(self, text: str, *, editing: bool) -> None:
        self._composer.set_editing(self._session.editing.role if editing and self._session.editing else "")
        self._composer.show_text(text)
        self._composer.show_waiting([message.text for message in self.waiting])
        self._transcript.mark_edited(self._session.editing)
        if not editing:
            self._aside = ()
        self.changed.emit()


def _without(messages: tuple[QueuedMessage, ...], place: int) -> tuple[QueuedMessage, ...]:
    return (*messages[:place], *messages[place + 1 :])


def _joined(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text.strip())
