"""A temporary chat: begun, kept after all, or left for ever."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Slot

from explorer.domain.errors import KnownError
from explorer.kit.actions import Action
from explorer.kit.question import DangerQuestion, host_of
from explorer.rooms.playground.answer_controller import ChatAnswerController
from explorer.rooms.playground.chats.chat_table import Chat
from explorer.rooms.playground.composer.slash_rows import SlashLine
from explorer.rooms.playground.composer.temporary_rows import TemporaryLine
from explorer.rooms.playground.layout_pane import PlaygroundParts

_SHORT = 50  # messages that are copied within a frame


class TemporaryChatController(QObject):
    """Nothing of it is written to the disk. Whoever opens another chat asks ``leaving`` first."""

    def __init__(self, parts: PlaygroundParts, answers: ChatAnswerController) -> None:
        super().__init__(parts.frame)
        self._session, self._frame, self._answers = parts.session, parts.frame, answers
        self._tasks, self._messages = parts.services.tasks, parts.services.messages
        self._is_keeping = self._waits = False  # for the end of an answer, to be kept with it
        self._then: Callable[[], object] | None = None  # what leaves it waits until it is kept
        self._line = TemporaryLine()
        parts.frame.composer.add_above(self._line)
        self._line.kept.connect(self.keep)
        parts.frame.column.more.append(self._action)
        answers.began.connect(self.refresh)
        answers.ended.connect(self.refresh)

    @Slot()
    def begin(self) -> None:
        self.leaving(self._begin)

    def lines(self) -> Sequence[SlashLine]:
        """For the list of the composer."""
        return (SlashLine(self.tr("Temporary chat"), self.tr("Not kept"), "clock", self.begin),)

    def leaving(self, then: Callable[[], object]) -> None:
        """Do this, which leaves the open chat: one that would be gone with it is asked about."""
        if self._is_keeping:
            self._then = then
            self._answers.stop()
            return
        if not (self._session.is_temporary and self._session.turns):
            then()
            return
        question = DangerQuestion(
            self.tr("Leave the temporary chat"),
            self.tr("Leave the temporary chat?"),
            self.tr("It is not kept: what was said there is gone for good."),
            self.tr("Leave it"),
            host_of(self._frame),
        )
        question.keep.setText(self.tr("Stay here"))
        question.agreed.connect(self._answers.stop)
        question.agreed.connect(then)
        question.ask()

    @Slot()
    def keep(self) -> None:
        """It becomes a chat like any other, and stays open. A long one takes seconds."""
        chat, as_now = self._session.chat, self._as_now()
        self._waits = False
        if chat is None or len(self._session.turns) <= _SHORT:
            self._open()
            return
        self._is_keeping = True
        self.refresh()
        work = partial(self._session.stored.take_over, self._session.chats, chat.id, chat.title)
        self._tasks.do(work, partial(self._on_copied, as_now), self._on_failed, owner=self)

    def _on_copied(self, as_then: object, copy: Chat) -> None:
        """What was said or changed meanwhile is not in it: then it is made anew, after the answer."""
        if self._as_now() == as_then:
            self._open(copy)
            self._go_on()
            return
        self._session.stored.delete(copy.id)
        self._session.stored.give_up(copy.id)
        self._waits = self._answers.is_busy()
        if not self._waits:
            self.keep()

    def _on_failed(self, error: KnownError) -> None:
        self._is_keeping, self._then = False, None
        self._messages.fail(error)
        self.refresh()

    def _as_now(self) -> object:
        session = self._session
        attached = session.chats.attachments.of_chat(session.chat.id) if session.chat is not None else ()
        return session.turns, session.controls, attached

    def _open(self, copy: Chat | None = None) -> None:
        self._is_keeping, text = False, self._frame.composer.text()
        self._session.keep_temporary(copy)
        self._frame.composer.show_text(text)

    def _go_on(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()

    @Slot()
    def refresh(self, _turn: object = None) -> None:
        """Another chat is open, or something was said."""
        temporary = self._session.is_temporary
        begun, busy = bool(self._session.turns), self._answers.is_busy()
        if self._waits and not busy:
            self.keep()
            return
        self._line.show_chat(temporary=temporary, begun=begun, busy=busy, keeping=self._is_keeping)
        self._frame.composer.frame.set_dashed(temporary)
        self._frame.composer.tell_height()

    def _begin(self) -> None:
        if not (self._session.is_temporary and self._session.chat is None):  # else this is a new one
            self._session.open_temporary()
        self._frame.composer.focus()

    def _action(self) -> Action:
        return Action(self.tr("Temporary chat"), self.begin, "clock")
