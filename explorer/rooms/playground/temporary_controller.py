"""A temporary chat: begun, kept after all, or left for ever."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Slot

from explorer.kit.actions import Action
from explorer.kit.question import DangerQuestion, host_of
from explorer.rooms.playground.answer_controller import ChatAnswerController
from explorer.rooms.playground.composer.slash_rows import SlashLine
from explorer.rooms.playground.composer.temporary_rows import TemporaryLine
from explorer.rooms.playground.layout_pane import PlaygroundParts


class TemporaryChatController(QObject):
    """Nothing of it is written to the disk. Whoever opens another chat asks ``leaving`` first."""

    def __init__(self, parts: PlaygroundParts, answers: ChatAnswerController) -> None:
        super().__init__(parts.frame)
        self._session, self._frame, self._answers = parts.session, parts.frame, answers
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
        """It becomes a chat like any other, and stays open."""
        text = self._frame.composer.text()
        self._session.keep_temporary()
        self._frame.composer.show_text(text)

    @Slot()
    def refresh(self, _turn: object = None) -> None:
        """Another chat is open, or something was said."""
        temporary = self._session.is_temporary
        begun, busy = bool(self._session.turns), self._answers.is_busy()
        self._line.show_chat(temporary=temporary, begun=begun, busy=busy)
        self._frame.composer.frame.set_dashed(temporary)
        self._frame.composer.tell_height()

    def _begin(self) -> None:
        self._session.open_temporary()
        self._frame.composer.focus()

    def _action(self) -> Action:
        return Action(self.tr("Temporary chat"), self.begin, "clock")
