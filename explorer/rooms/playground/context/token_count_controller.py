"""Has the loaded model count the tokens of a conversation that no answer measured: after a switch of model,
an edit or a branch.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from explorer.domain.tokens import TokenPiece
from explorer.engine.backend import Backend, Renders, Tokenizes
from explorer.rooms.playground.chats.session import ChatSession
from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.playground.context.token_count import (
    NextPrompt,
    TokensUsed,
    answered_turns,
    estimated_use,
    measured_use,
    next_prompt,
)
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel


class TokenCountController(QObject):
    """``told``: another count is known now."""

    told = Signal()

    def __init__(self, session: ChatSession, chosen: ChosenModel, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._chosen = session, chosen
        self._asked: tuple[Backend, NextPrompt] | None = None  # asked last, and of whom
        self._counted: tuple[NextPrompt, int] | None = None

    def forget(self) -> None:
        """What was asked and did not come may be asked again."""
        self._asked = None

    def used(self, *, drafting: bool) -> TokensUsed:
        """In the context before the message that is written; ``drafting``: there is one."""
        said = self._said()
        if said is None or (drafting and not said.messages):
            return TokensUsed()  # a base model sees the new text alone
        return self._known(said) or estimated_use(self._turns(), said)

    def ask(self) -> None:
        """Have it counted where that is due, if the model is at leisure."""
        said, engine = self._said(), self._chosen.engine
        if said is None or not isinstance(engine, Renders) or not self._chosen.is_at_leisure():
            return
        is_answering = len(self._turns()) < len(self._session.before_draft())  # it will be measured
        if is_answering or self._asked == (engine, said) or self._known(said) is not None:
            return
        self._asked = engine, said
        engine.render(said.messages, said.template or None, said.think).finished.connect(self._on_rendered)

    def _turns(self) -> Sequence[Turn]:
        return answered_turns(self._session.before_draft())

    def _said(self) -> NextPrompt | None:
        """``None`` without a model."""
        model = self._chosen.model
        if model is None:
            return None
        template = self._chosen.options().template
        controls = self._session.controls
        return next_prompt(self._turns(), model, controls.system_prompt, template, controls.think)

    def _known(self, said: NextPrompt) -> TokensUsed | None:
        if self._counted is not None and self._counted[0] == said:
            return TokensUsed(self._counted[1])
        return measured_use(self._turns(), said)

    @Slot(object)
    def _on_rendered(self, text: str) -> None:
        engine = self._chosen.engine
        if isinstance(engine, Tokenizes) and self._asked is not None and self._asked[0] is engine:
            engine.tokenize(text, add_special=True).finished.connect(self._on_counted)

    @Slot(object)
    def _on_counted(self, pieces: Sequence[TokenPiece]) -> None:
        if self._asked is None:
            return
        # A template may have written the token that begins every text, which then stands there twice.
        is_twice = len(pieces) > 1 and pieces[0].token == pieces[1].token
        self._counted = self._asked[1], len(pieces) - is_twice
        self.told.emit()
