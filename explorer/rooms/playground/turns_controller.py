"""What is done with a turn of the open chat beside asking: an answer is edited, given again by another model,
or any turn deleted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from explorer.domain.model import Capability, Model
from explorer.domain.places import Go, Place, Room
from explorer.domain.words import Words, joined
from explorer.evaluate.kept_tests import keep_test
from explorer.kit.actions import Action, submenu
from explorer.kit.language import shown
from explorer.rooms.playground.answer_controller import ChatAnswerController
from explorer.rooms.playground.chats.asked import asked_of
from explorer.rooms.playground.chats.store import Chats, DeletedTurn, Turn
from explorer.rooms.playground.composer.draft_controller import DraftController
from explorer.rooms.playground.images.seeing_models import seeing_model
from explorer.rooms.playground.layout_pane import PlaygroundParts
from explorer.rooms.playground.model.model_choice_controller import ModelChoiceController
from explorer.rooms.playground.question_controller import QuestionController

_MOST = 8  # models that are offered
_TIMES = 3, 5, 10  # that a question is asked again at once


class TurnsController(QObject):
    """Serves the menus of the rows.

    Another model answers this once: when it has, the chat's own is chosen again.
    ``changed``: the conversation is another now.
    """

    changed = Signal()

    def __init__(
        self,
        parts: PlaygroundParts,
        answers: ChatAnswerController,
        questions: QuestionController,
        models: ModelChoiceController,
        drafting: DraftController,
    ) -> None:
        super().__init__(answers)
        self._services, self._session, self._chosen = parts.services, parts.session, parts.chosen
        self._transcript, self._answers, self._is_busy = parts.frame.transcript, answers, answers.is_busy
        self._questions, self._models, self._drafting = questions, models, drafting
        self._own: _OwnModel | None = None  # while another model answers
        self._transcript.rows.actions_of = self.actions_of
        self._transcript.rows.way_to_see = self.way_to_see
        answers.ended.connect(self._on_ended)  # at once: what waits is for its own model

    def actions_of(self, turn: Turn) -> Sequence[Action | None]:
        """For the menu of its row."""
        free = not self._is_busy()
        edit = partial(self._transcript.rows.edit.emit, turn)
        away = partial(self.delete, turn)
        delete = Action(self.tr("Delete"), away, "trash", enabled=free, danger=True)
        keep = Action(self.tr("Keep as a test"), partial(self.keep_as_test, turn), "checklist")
        again = partial(self._questions.regenerate, turn)
        if turn.role == "user":
            is_last = turn.id == self._session.turns[-1].id
            ask = (Action(self.tr("Answer it"), again, "refresh", enabled=free),) if is_last else ()
            return (Action(self.tr("Edit and send again"), edit, "edit", enabled=free), *ask, keep, delete)
        return (
            Action(self.tr("Regenerate"), again, "refresh", enabled=free),
            submenu(self.tr("Ask again several times"), "refresh", self._several(turn) if free else ()),
            *self._others(turn, free=free),
            Action(self.tr("Edit the answer"), edit, "edit", enabled=free),
            keep,
            None,
            delete,
        )

    def _several(self, turn: Turn) -> Sequence[Action]:
        """How often it can be asked again at once."""
        session = self._session
        sampling = session.controls.sampling(session.stated, thinks=session.thinks)
        if not sampling.temperature:
            words = self.tr("Once: at temperature 0 all answers are the same")
            return (Action(words, partial(self._questions.regenerate, turn), "refresh"),)
        return [
            Action(
                self.tr("{count} times, with other seeds").format(count=count),
                partial(self._questions.regenerate, turn, count),
            )
            for count in _TIMES
        ]

    def keep_as_test(self, turn: Turn) -> None:
        """The question, or that of this answer, with what was said before it: into the set that was used
        last.
        """
        turns = self._session.turns
        at = next((number for number, one in enumerate(turns) if one.id == turn.id), -1)
        asked = [number for number in range(at + 1) if turns[number].role == "user"]
        if not asked:
            return
        store, go = self._services.core.store, self._services.go
        kept = keep_test(store, asked_of(turns, asked[-1]), self.tr("From chats"))
        place = Place(Room.EVALUATE, eval_set_id=kept.id, eval_case=kept.document.cases[-1].key)
        words = self.tr("Kept as a test in “{set}”.").format(set=shown(kept.title))
        lead = Action(self.tr("Say what a good answer is"), partial(go, place), "checklist")
        self._services.messages.tell(words, "good", lead)

    def _others(self, turn: Turn, *, free: bool) -> Sequence[Action]:
        """Those that go on with what was said: in memory first, then as they were used last."""
        used, is_loaded = self._services.catalog.last_used(), self._services.backends.is_loaded
        models = [
            model
            for model in self._services.catalog.askable
            if model != self._chosen.listed
            and not model.why_not_usable
            and self._session.is_seen_by(self._chosen.plan.as_used(model))
        ]
        models.sort(key=lambda model: used.get(model.id, ""), reverse=True)
        models.sort(key=lambda model: not is_loaded(model))
        entries = [
            Action(_named(model, loaded=is_loaded(model)), partial(self.ask_other, turn, model), "cpu")
            for model in models[:_MOST]
        ]
        return (submenu(self.tr("With another model"), "cpu", entries if free else ()),) if entries else ()

    def way_to_see(self, turn: Turn) -> Action | None:
        """To have it answered by a model that sees, where there is one: the chosen one first."""
        chosen = self._chosen.model
        if chosen is None:
            return None
        words = Words("Answer with a model that sees")
        if chosen.is_chat and Capability.SEES in chosen.capabilities:
            return Action(words, partial(self._questions.regenerate, turn))
        other = seeing_model(self._services.catalog, chosen)
        return Action(words, partial(self.ask_other, turn, other), tip=other.title) if other else None

    def ask_other(self, turn: Turn, model: Model) -> None:
        """The answer of this model beside ``turn``."""
        chat, own = self._session.chat, self._chosen.listed
        if chat is None or own is None or self._is_busy():
            return
        self._models.choose(model)
        self._chosen.gate.enter(partial(self._ask_once, turn, _OwnModel(self._session.chats, chat.id, own)))

    def _ask_once(self, turn: Turn, own: "_OwnModel") -> None:
        self._answers.ask_again(turn)
        self._own = own
        if not self._is_busy():
            self._on_ended()  # what is set does not allow it

    @Slot()
    def _on_ended(self) -> None:
        own, self._own = self._own, None
        if own is None:
            return
        session = self._session
        if own.chats in (session.stored, session.chats):  # else it was temporary, and is gone
            own.chats.choose_model(own.chat, own.model.id)
        if own.chats is session.chats and session.chat is not None and session.chat.id == own.chat:
            self._models.choose(own.model)

    def restore(self, deleted: DeletedTurn) -> None:
        """In the open chat, if it is of that."""
        chat = self._session.chat
        if chat is not None and chat.id == deleted.chat and not self._answers.is_held:
            self._drafting.end_edit()
            self._session.chats.restore_turn(deleted)
            self._session.show(deleted.turn)
            if self._is_busy():
                self._answers.show_session(chat)  # the answer on its way too
            else:
                self._transcript.show_branch(self._session.turns)
            self.changed.emit()

    def delete(self, turn: Turn) -> None:
        """Out of the chat at once: the message about it can take it back."""
        chats, chat = self._session.chats, self._session.chat
        if self._is_busy() or chat is None:
            return
        self._drafting.end_edit()
        deleted = self._session.delete_turn(turn)
        self._transcript.show_branch(self._session.turns)
        self.changed.emit()
        undo = partial(_take_back, chats, self._services.go, deleted)
        if self._session.is_temporary:
            undo = partial(_show_again, self, deleted)
        words = (
            self.tr("The message was deleted.") if turn.role == "user" else self.tr("The answer was deleted.")
        )
        self._services.messages.removed(words, undo)


@dataclass(frozen=True)
class _OwnModel:
    """The one that a chat goes on with; ``chats`` are those that it is one of."""

    chats: Chats
    chat: int
    model: Model


def _named(model: Model, *, loaded: bool) -> str:
    return joined(" · ", (model.title, Words("loaded") if loaded else ""))


def _show_again(turns: TurnsController, deleted: DeletedTurn) -> None:
    """Of a temporary chat, which lives as long as its room."""
    if isValid(turns):
        turns.restore(deleted)


def _take_back(chats: Chats, go: Go, deleted: DeletedTurn) -> None:
    chats.restore_turn(deleted)
    go(Place(Room.PLAYGROUND, chat_id=deleted.chat))
