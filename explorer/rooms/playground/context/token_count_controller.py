"""Tokens of the open chat and its draft. The loaded model counts what no answer measured: after a switch of
model, an edit or a branch.
"""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.documents.giving import about_tokens
from explorer.domain.tokens import ContextUse, TokenPiece
from explorer.engine.backend import Backend, Renders, Tokenizes
from explorer.engine.question import Question
from explorer.rooms.playground.chats.store import Turn
from explorer.rooms.playground.context.context_room import (
    ContextRoom,
    NextPrompt,
    TokensUsed,
    answered_turns,
    estimated_use,
    left_for_documents,
    measured_use,
    next_prompt,
)
from explorer.rooms.playground.images.image_tokens_controller import ImageTokens
from explorer.rooms.playground.layout_pane import PlaygroundParts

_PAUSE_MS = 400  # after the last key, before a draft is counted


class TokenCountController(QObject):
    """``told``: another count is known now."""

    told = Signal()

    def __init__(self, parts: PlaygroundParts, images: ImageTokens) -> None:
        self._session, self._chosen, self._composer = parts.session, parts.chosen, parts.frame.composer
        super().__init__(self._composer)
        self._images = images
        images.told.connect(self.ask)
        self._asked: tuple[Backend, NextPrompt] | None = None  # asked last, and of whom
        self._counted: tuple[NextPrompt, int] | None = None
        self._draft, self._draft_text = 0, ""  # tokens, and the text that has them
        self.files = self.pictures = 0  # tokens of documents and images that go along with it
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.ask)
        self._composer.field.textChanged.connect(self._on_typed)

    def forget(self) -> None:
        """What was asked and did not come may be asked again."""
        self._asked, self._draft_text = None, ""

    def room(self) -> ContextRoom | None:
        """In the context, as far as is known; ``None`` without a model that has one."""
        total = self._total()
        if not total:
            return None
        draft = self._draft + self.pictures
        used = self.used(drafting=bool(draft))
        context = ContextUse(min(total, used.tokens), total)
        return ContextRoom(context, draft, self._session.longest, self.files, is_exact=used.is_exact)

    def left_for_files(self) -> int | None:
        """For what goes along with the next message; ``None`` without a model."""
        room = self.room()
        return replace(room, files=0).spare if room is not None else None

    def left_for_answer(self, before: Sequence[Turn], answer: Turn, asked: Question) -> int | None:
        """For what this answer is given, whichever chat is open now; ``before``: the turns before its
        question. ``None`` if its model is not the chosen one.
        """
        total, model = self._total(), self._chosen.model
        if not total or model is None or model.id != answer.record.model or isinstance(asked.prompt, str):
            return None
        *said, question = asked.prompt
        template = asked.with_template.template or ""
        prompt = NextPrompt(model.id, template, tuple(said), asked.answer.think)
        used = self._known(before, prompt) or estimated_use(before, prompt)
        draft = about_tokens(question.text) + sum(self._images.of(one.sha256) or 0 for one in question.images)
        return left_for_documents(used.tokens, total, draft, asked.sampling.max_tokens)

    def used(self, *, drafting: bool) -> TokensUsed:
        """In the context before the message that is written; ``drafting``: there is one."""
        said = self._said()
        if said is None or (drafting and not said.messages):
            return TokensUsed()  # a base model sees the new text alone
        turns = self._turns()
        return self._known(turns, said) or estimated_use(turns, said)

    @Slot()
    def ask(self) -> None:
        """Have the draft counted, or else the chat, where that is due, if the model is at leisure."""
        text, engine = self._composer.text(), self._chosen.engine
        if not isinstance(engine, Tokenizes) or not self._chosen.is_at_leisure():
            return
        if text in ("", self._draft_text):
            self._ask_of_chat()
        else:
            self._draft_text = text
            engine.tokenize(text).finished.connect(self._on_draft_counted)

    def _ask_of_chat(self) -> None:
        said, engine = self._said(), self._chosen.engine
        if said is None or not isinstance(engine, Renders):
            return
        is_answering = len(self._turns()) < len(self._session.before_draft())  # it will be measured
        if is_answering or self._asked == (engine, said) or self._known(self._turns(), said) is not None:
            return
        if self._images.of_all(_hashes(said)) is None:
            self._images.count(_hashes(said))  # and again once it is told
            return
        self._asked = engine, said
        words = [replace(message, images=()) for message in said.messages]
        engine.render(words, said.template or None, said.think).finished.connect(self._on_rendered)

    def _total(self) -> int:
        """Tokens the context has room for, or will have once the model is loaded; 0 without a model."""
        loaded, model = self._chosen.loaded, self._chosen.model
        if model is None:
            return 0
        if loaded is not None:
            return loaded.context_length
        if not self._chosen.is_resident:
            return model.context_length or 0
        wanted = self._chosen.plan.options().context_length
        return min(wanted, model.context_length or wanted)

    def _turns(self) -> Sequence[Turn]:
        return answered_turns(self._session.before_draft())

    def _said(self) -> NextPrompt | None:
        """``None`` without a model."""
        model = self._chosen.model
        if model is None:
            return None
        template = self._chosen.plan.options().template
        controls = self._session.controls
        given, images = self._session.given, self._session.images
        return next_prompt(
            self._turns(), model, controls.system_prompt, template, controls.think, given, images
        )

    def _known(self, turns: Sequence[Turn], said: NextPrompt) -> TokensUsed | None:
        if self._counted is not None and self._counted[0] == said:
            return TokensUsed(self._counted[1])
        return measured_use(turns, said)

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
        images = self._images.of_all(_hashes(self._asked[1])) or 0
        self._counted = self._asked[1], len(pieces) - is_twice + images
        self.told.emit()

    @Slot()
    def _on_typed(self) -> None:
        if self._composer.text():
            self._pause.start()
        else:
            self._pause.stop()
            self._draft, self._draft_text = 0, ""
            self.told.emit()

    @Slot(object)
    def _on_draft_counted(self, pieces: Sequence[TokenPiece]) -> None:
        self._draft = len(pieces) if self._composer.text() else 0
        self.told.emit()


def _hashes(said: NextPrompt) -> list[str]:
    return [image.sha256 for message in said.messages for image in message.images]
