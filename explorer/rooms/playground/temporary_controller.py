"""A temporary chat: begun, kept after all, or left for ever."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Slot

from explorer.domain.errors import KnownError
from explorer.kit.actions import Action
from explorer.kit.question import DangerQuestion, host_of
from explorer.rooms.playground.answer_controller import ChatAnswerController
from explorer.rooms.playground.chats.keeping import ChatKeeping
from explorer.rooms.playground.composer.draft_controller import DraftController
from explorer.rooms.playground.composer.slash_rows import SlashLine
from explorer.rooms.playground.composer.temporary_rows import TemporaryLine
from explorer.rooms.playground.documents.chat_indexes_controller import ChatIndexes
from explorer.rooms.playground.layout_pane import PlaygroundParts


class TemporaryChatController(QObject):
    """Nothing of it is written to the disk. Whoever opens another chat asks ``leaving`` first."""

    def __init__(
        self,
        parts: PlaygroundParts,
        answers: ChatAnswerController,
        drafts: DraftController,
        indexes: ChatIndexes,
    ) -> None:
        super().__init__(parts.frame)
        self._session, self._frame, self._answers = parts.session, parts.frame, answers
        self._tasks, self._messages = parts.services.tasks, parts.services.messages
        self._drafts, self._indexes = drafts, indexes
        self._keeping: ChatKeeping | None = None
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
        if self.is_keeping:
            self._then = then
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

    @property
    def is_keeping(self) -> bool:
        return self._keeping is not None

    @Slot()
    def keep(self) -> None:
        """It becomes a chat like any other, and stays open. A long one takes seconds, until when nothing can
        be said or deleted in it.
        """
        chat = self._session.chat
        if chat is None or not self._session.is_temporary or self._answers.is_busy():
            return
        self._drafts.end_edit()
        self._keeping = keeping = ChatKeeping(self._session, chat, self._indexes)
        self._answers.hold(held=True)
        self.refresh()
        try:
            if keeping.is_short:
                keeping.copy()
            self._go_on_keeping()
        except KnownError as error:
            self._on_failed(error)

    def _go_on_keeping(self, _none: None = None) -> None:
        keeping = self._keeping
        if keeping is None:
            return  # the room is closed
        if keeping.is_whole():
            text = self._frame.composer.text()
            self._keeping = None
            self._answers.hold(held=False)
            self._session.keep_temporary(keeping.end())
            self._frame.composer.show_text(text)
            self._go_on()
        else:
            self._tasks.do(keeping.copy, self._go_on_keeping, self._on_failed, owner=self)

    def _on_failed(self, error: KnownError) -> None:
        self._keeping = self._then = None
        self._answers.hold(held=False)
        self._messages.fail(error)
        self.refresh()

    def close(self) -> None:
        """With the room: what was to be kept is, also if that takes seconds."""
        keeping, self._keeping = self._keeping, None
        while keeping is not None and not keeping.is_whole():
            keeping.copy()  # behind the task, if that has begun
        if keeping is not None:
            keeping.end()

    def _go_on(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()

    @Slot()
    def refresh(self, _turn: object = None) -> None:
        """Another chat is open, or something was said."""
        temporary = self._session.is_temporary
        begun, keeping = bool(self._session.turns), self.is_keeping
        busy = self._answers.is_busy() and not keeping
        self._line.show_chat(temporary=temporary, begun=begun, busy=busy, keeping=keeping)
        self._frame.composer.frame.set_dashed(temporary)
        self._frame.composer.tell_height()

    def _begin(self) -> None:
        if not (self._session.is_temporary and self._session.chat is None):  # else this is a new one
            self._session.open_temporary()
        self._frame.composer.focus()

    def _action(self) -> Action:
        return Action(self.tr("Temporary chat"), self.begin, "clock")
