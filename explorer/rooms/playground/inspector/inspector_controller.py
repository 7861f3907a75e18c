"""Connects the inspector with the open chat and the chosen model: stated sampling, thinking, settings that
were refused.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot

from explorer.domain.errors import KnownError
from explorer.domain.sampling import StatedSampling
from explorer.domain.tokens import TokenPiece
from explorer.domain.words import Words
from explorer.engine.backend import Tokenizes
from explorer.kit.actions import Action
from explorer.kit.chips import Choice
from explorer.kit.tasks import Tasks
from explorer.rooms.playground.answer_controller import ChatAnswerController
from explorer.rooms.playground.chats.session import ChatSession
from explorer.rooms.playground.chats.settings import ChatSettings
from explorer.rooms.playground.context.context_controller import ContextController
from explorer.rooms.playground.inspector.stated_sampling_controller import StatedSamplingController
from explorer.rooms.playground.layout_pane import PlaygroundLayout
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel
from explorer.rooms.playground.sampling_words import token_id_words


class InspectorController(QObject):
    """Connects the inspector with what it is about."""

    def __init__(
        self,
        frame: PlaygroundLayout,
        session: ChatSession,
        chosen: ChosenModel,
        asking: ChatAnswerController,
        context: ContextController,
        tasks: Tasks,
    ) -> None:
        super().__init__(frame)
        self._frame, self._session, self._chosen, self._context = frame, session, chosen, context
        self.stated = StatedSamplingController(tasks, self)
        self.stated.changed.connect(self._on_stated)
        chosen.changed.connect(self.stated.hear)
        chosen.chosen.connect(self._on_chosen)
        frame.inspector.changed.connect(session.control)
        session.changed.add(self._on_controls)
        frame.inspector.more.asked.connect(self._on_asked)
        asking.refused.connect(self._on_refused)
        context.line.thinking.picked.connect(self._on_think)
        chosen.changed.connect(self._show_thinking)
        asking.ended.connect(self._show_thinking)

    @Slot()
    def _on_chosen(self) -> None:
        engine = self._chosen.engine
        self.stated.follow(self._chosen.file, engine.model if engine is not None else None)
        self._context.show_model()
        self._show_thinking()

    @Slot(object)
    def _on_stated(self, stated: StatedSampling) -> None:
        self._session.stated = stated
        self._frame.inspector.show_stated(stated)

    def show_chat(self) -> None:
        """Another chat is open: it is asked in its own way."""
        self._frame.inspector.show_controls(self._session.controls)
        self._show_thinking()

    def _on_controls(self, controls: ChatSettings) -> None:
        if controls != self._frame.inspector.controls:  # set elsewhere
            self._frame.inspector.show_controls(controls)
        self._show_thinking()
        self._context.refresh()

    @Slot(object)
    def _on_think(self, choice: Choice) -> None:
        self._frame.inspector.choose_think(choice.value)

    @Slot()
    def _show_thinking(self) -> None:
        session = self._session
        session.switch = switch = self._chosen.thinking
        session.opens_thought = self._chosen.opens_thought
        self._context.line.thinking.show_switch(switch, session.controls.think)
        self._frame.inspector.show_switch(switch, thinks=session.can_think, longest=session.longest)

    @Slot(object)
    def _on_refused(self, error: KnownError) -> None:
        """Told where the answer would stand; the way leads to where it is mended."""
        way = Action(self.tr("Show it"), self._reveal, "edit")
        self._frame.transcript.show_error(error, (way,))

    @Slot(object)
    def _on_asked(self, text: str) -> None:
        """The numbers of tokens belong to a model, so it must be loaded."""
        engine = self._chosen.engine
        if not isinstance(engine, Tokenizes) or not self._chosen.is_at_leisure():
            self._show_found(Words("Load the model first: each has tokens of its own."))
        elif text:
            engine.tokenize(text).finished.connect(self._on_found)

    @Slot(object)
    def _on_found(self, pieces: Sequence[TokenPiece]) -> None:
        self._show_found(token_id_words(pieces))

    def _show_found(self, words: str) -> None:
        self._frame.inspector.more.parts.finder.show_found(words)

    def _reveal(self) -> None:
        if self._frame.inspector.isHidden():
            self._frame.toggle_inspector()
        self._frame.inspector.reveal("structure")
