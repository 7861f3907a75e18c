"""The composer and what is kept of it: typed text is stored as it stands, a chat opens with its own."""

from PySide6.QtCore import QObject, QTimer, Slot

from explorer.playground.chats import Turn
from explorer.playground.composer_rows import Composer
from explorer.playground.drafts import Draft, Drafts
from explorer.playground.session import Session

_PAUSE_MS = 300  # after the last key


class Drafting(QObject):
    """Fills the composer with the draft of the open chat, and keeps it.

    Before another chat is opened call ``keep``, after it ``show``.
    """

    def __init__(self, drafts: Drafts, session: Session, composer: Composer) -> None:
        super().__init__(composer)
        self._drafts, self._session, self._composer = drafts, session, composer
        self._chat: int | None = None
        self._begun = ""  # the message that waits while an earlier one is edited
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.keep)
        composer.field.textChanged.connect(self._pause.start)

    @Slot()
    def keep(self) -> None:
        """Store what stands in the composer now."""
        self._pause.stop()
        text, editing = self._composer.text(), self._session.editing
        draft = Draft(text) if editing is None else Draft(self._begun, editing.id, text)
        self._drafts.keep(self._chat, draft)

    def show(self) -> None:
        """Take up what was begun in the chat that is open now."""
        self._chat = self._session.chat.id if self._session.chat else None
        draft = self._drafts.get(self._chat)
        self._begun = draft.text
        asked = (turn for turn in self._session.turns if turn.role == "user")
        self._session.editing = next((turn for turn in asked if turn.id == draft.editing), None)
        is_editing = self._session.editing is not None
        self._put(draft.edited if is_editing else draft.text, editing=is_editing)

    def sent(self) -> None:
        """The composer's text is on its way: a message that waited behind an edit comes back."""
        self._put(self._begun if self._composer.is_editing() else "", editing=False)
        self.keep()  # of the chat it was written in, which may have been a new one
        self._chat = self._session.chat.id if self._session.chat else None
        self._begun = ""

    def begin_edit(self, turn: Turn) -> None:
        if self._session.editing is None:
            self._begun = self._composer.text()
        self._session.editing = turn
        self._put(turn.text, editing=True)
        self._composer.focus()

    def end_edit(self) -> None:
        """Leave the edited message as it was."""
        if self._composer.is_editing():
            self._session.editing = None
            self._put(self._begun, editing=False)

    def forget(self, chat: int) -> None:
        """The chat is deleted."""
        self._drafts.keep(chat, Draft())
        if chat == self._chat:
            self._chat = None
            self._put("", editing=False)
            self._pause.stop()

    def _put(self, text: str, *, editing: bool) -> None:
        self._composer.set_editing(editing)
        self._composer.show_text(text)
