"""The chat that is open: its turns in memory and on disk, always the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

import msgspec

from explorer.base.listeners import Listeners
from explorer.base.store import Store
from explorer.documents.passages import GivenPassage
from explorer.documents.prompt import asked_with
from explorer.domain.elsewhere import AskedElsewhere
from explorer.domain.generation import ChatMessage, LoadOptions
from explorer.domain.images import ChatImage
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Capability, Model
from explorer.domain.sampling import NOTHING_STATED, StatedSampling
from explorer.domain.thinking_switch import NO_SWITCH, ThinkingSwitch
from explorer.engine.question import Question
from explorer.rooms.playground.chats.answer_tokens import AnswerTokens
from explorer.rooms.playground.chats.chat_table import Chat
from explorer.rooms.playground.chats.images import AttachedImage
from explorer.rooms.playground.chats.presets import ChatPreset, applied_preset
from explorer.rooms.playground.chats.settings import ChatSettings, ChatSettingsStore
from explorer.rooms.playground.chats.store import (
    AnswerAsked,
    AnswerBeginning,
    Chats,
    DeletedTurn,
    Turn,
    TurnKind,
    TurnRecord,
    handed_fields,
)
from explorer.rooms.playground.chats.temporary import temporary_store

NOTHING_GIVEN: Mapping[int, Sequence[GivenPassage]] = {}
NO_IMAGES: Mapping[int, Sequence[AttachedImage]] = {}
NEXT_ANSWER = 0  # in place of the id of an answer that has none yet
_TITLE = 48  # characters


@dataclass(frozen=True)
class AnswerBranch:
    """Another way for ``answer`` to go on: it begins with these tokens of the model that wrote it."""

    answer: Turn
    details: AnswerTokens

    @property
    def tokens(self) -> tuple[int, ...]:
        return tuple(token.token for token in self.details.tokens)


class ChatSession:
    """``chat`` is ``None`` for a new one: it is stored with its first message.

    ``leaving`` comes before another chat is opened, ``opened`` after it; ``changed`` tells how it is now
    asked. ``keeping`` carries the number of a temporary chat, and that of the one that was stored of it,
    before that is opened. ``chats`` are those that the open chat is one of: ask for them anew each time.
    While ``editing`` is set, the next message is said in place of that turn: a branch beside it.
    ``given``: the passages of documents that its answers were given, by their ids; ``images``: what came with
    its questions, by theirs.
    ``stated`` is what the makers of the chosen model say about sampling, ``switch`` what it lets one choose
    of its thinking, ``opens_thought`` whether it always thinks, ``controls`` how the chat is asked.
    """

    def __init__(self, chats: Chats, kept: ChatSettingsStore, chat: Chat | None = None) -> None:
        self.chats, self._kept = self._stored = chats, kept
        self.temporary: Store | None = None  # of temporary chats, as long as there are any
        self._temporary: tuple[Chats, ChatSettingsStore] | None = None
        self.leaving: Listeners[None] = Listeners()
        self.opened: Listeners[Chat | None] = Listeners()
        self.keeping: Listeners[tuple[int, int]] = Listeners()
        self.changed: Listeners[ChatSettings] = Listeners()
        self.stated: StatedSampling = NOTHING_STATED
        self.switch: ThinkingSwitch = NO_SWITCH
        self.opens_thought = False
        self.chat: Chat | None = None
        self.turns: tuple[Turn, ...] = ()
        self.given: Mapping[int, Sequence[GivenPassage]] = {}
        self.images = NO_IMAGES
        self.editing: Turn | None = None
        self.controls = kept.get(None)
        if chat is not None:
            self._take_up(chat)

    def open(self, chat: Chat | None) -> None:
        """One of those that are stored."""
        self._open(chat, self._stored)

    def open_temporary(self) -> None:
        """A new chat that is never stored, asked as a new one that is."""
        if self._temporary is None:
            self.temporary = store = temporary_store()
            self._temporary = Chats(store), ChatSettingsStore(store)
        self._temporary[1].keep(None, self._stored[1].usual())
        self._open(None, self._temporary)

    @property
    def is_temporary(self) -> bool:
        return self.chats is not self._stored[0]

    @property
    def stored(self) -> Chats:
        """Also while a temporary chat is open."""
        return self._stored[0]

    def keep_temporary(self, made: Chat | None = None) -> Chat | None:
        """Store the temporary chat that is open, and open that; ``None`` while nothing was said in it.

        ``made``: of it, on another thread; how it is asked may have been changed since.
        """
        if self.chat is None or not self.is_temporary:
            return None
        copy = made or self._stored[0].take_over(self.chats, self.chat.id, self.chat.title)
        self._stored[0].choose_model(copy.id, self.chat.model)
        self._stored[1].keep(copy.id, self.controls)
        copy = replace(copy, model=self.chat.model)
        self.keeping.emit((self.chat.id, copy.id))
        self.open(copy)
        return copy

    def forget_temporary(self) -> None:
        """Those that were left. Call while no answer is written in one."""
        if self._temporary is not None and not self.is_temporary:
            self._temporary[0].close()
            self.temporary = self._temporary = None

    def close(self) -> None:
        """With the room a temporary chat is gone."""
        self.chats, self._kept = self._stored
        self.forget_temporary()

    def _open(self, chat: Chat | None, of: tuple[Chats, ChatSettingsStore]) -> None:
        self.leaving.emit(None)
        self.chats, self._kept = of
        self._take_up(chat)
        self.opened.emit(chat)

    def _take_up(self, chat: Chat | None) -> None:
        self.chat, self.editing = chat, None
        self.turns = self.chats.turns(chat.id) if chat is not None else ()
        self._read_given()
        self.images = self.chats.images.of_questions(chat.id) if chat is not None else NO_IMAGES
        self.controls = self._kept.get(chat.id if chat is not None else None)

    def before_draft(self) -> tuple[Turn, ...]:
        """What the next message follows."""
        return self._before(self.editing) if self.editing else self.turns

    def is_seen_by(self, model: Model) -> bool:
        """Whether this model goes on with what was said: with a conversation, or with a text."""
        return not self.turns or self.turns[-1].record.kind == _kind_of(model)

    @property
    def can_think(self) -> bool:
        """A model that thinks without being asked is known by its template, or by what it wrote."""
        return bool(self.switch.choices) or self.opens_thought or any(turn.thought for turn in self.turns)

    @property
    def thinks(self) -> bool:
        """Whether the next answer comes after a thought."""
        return self.switch.will_think(self.controls.think) if self.switch.choices else self.can_think

    @property
    def longest(self) -> int:
        """Tokens of the next answer."""
        return self.controls.longest(thinks=self.thinks)

    def choose_model(self, model: Model) -> None:
        """This chat is opened with it from now on."""
        if self.chat is not None and self.chat.model != model.id:
            self.chats.choose_model(self.chat.id, model.id)
            self.chat = replace(self.chat, model=model.id)

    def change(self, values: dict[str, object]) -> None:
        """How this chat is asked from now on, by the names of ChatSettings."""
        before, self.controls = self.controls, msgspec.structs.replace(self.controls, **values)
        if self.controls != before:
            self._kept.keep(self.chat.id if self.chat else None, self.controls)
            self.changed.emit(self.controls)

    def use_preset(self, preset: ChatPreset) -> None:
        """This chat is asked by it from now on, and can then be changed as any."""
        self.change(msgspec.structs.asdict(applied_preset(preset, self.controls)))

    def forget_unsent(self) -> None:
        """What was set for a new chat that was left before anything was said in it: it waits for no other."""
        self._stored[1].forget_new()

    def beside(self, chat: Chat) -> "ChatSession":
        """Another chat than the one that is open, to ask something there."""
        session = ChatSession(*self._stored, chat)
        session.stated, session.switch = self.stated, self.switch
        session.opens_thought = self.opens_thought
        return session

    def ask(
        self, text: str, model: Model, options: LoadOptions, images: Sequence[AttachedImage] = ()
    ) -> tuple[Turn, Turn, Question]:
        """Store a message and the row of its answer; both turns, and what to hand to the engine.

        ``images`` wait, or are those of the message that it is said in place of.
        """
        with self.chats.together():
            before = self.before_draft()
            chat = self.chat or self.chats.create(title_of(text) or _named(images), model.id)
            parent = before[-1].id if before else 0
            question = self.chats.add(chat.id, "user", text, TurnRecord(kind=_kind_of(model)), parent)
            if self.chat is None:
                self._kept.take_over(chat.id, self.controls)
                images = self._begin_chat(chat.id, images)
            if images:
                self.chats.images.go_with(question.id, chat.id, images)
                self.images = self.chats.images.of_questions(chat.id)
            self.chat, self.turns, self.editing = chat, (*before, question), None
            return self._answer(question, model, options)

    def _begin_chat(self, chat: int, images: Sequence[AttachedImage]) -> Sequence[AttachedImage]:
        """What waited for one without a row waits in this one now: these of its images."""
        before, wanted = self.chats.images.waiting(None), {image.attachment.id for image in images}
        self.chats.attachments.begin_chat(chat)
        after = self.chats.images.waiting(chat)
        return [new for old, new in zip(before, after, strict=True) if old.attachment.id in wanted]

    def unseen(self, model: Model) -> int:
        """How many images of the conversation are left out where this model goes on with it."""
        if Capability.SEES in model.capabilities or not model.is_chat or not self.images:
            return 0
        return sum(len(message.images) for message in messages_for(self.turns, images=self.images))

    def ask_again(
        self,
        model: Model,
        options: LoadOptions,
        of: Turn | AnswerBranch | None = None,
    ) -> tuple[Turn, Turn, Question]:
        """Another answer: beside the last, ``of``, or the one that a branch leaves. Needs a question."""
        branch = of if isinstance(of, AnswerBranch) else None
        old = branch.answer if branch else (of if isinstance(of, Turn) else self.turns[-1])
        question = next(turn for turn in (old, *reversed(self._before(old))) if turn.role == "user")
        with self.chats.together():
            if old.role != "user" and not old.written.strip():
                self.chats.drop(old)
            self.turns = (*self._before(question), question)
            return self._answer(question, model, options, branch)

    def edit_answer(self, old: Turn, text: str) -> Turn:
        """What the person would have it say, beside what was said; what followed stays with that."""
        record = TurnRecord(
            kind=old.record.kind,
            model=old.record.model,
            model_name=old.record.model_name,
            elsewhere=old.record.elsewhere,
            quantization=old.record.quantization,
            written_by="person",
        )
        with self.chats.together():
            edited = self.chats.add(old.chat, "assistant", text, record, old.parent)
            self._give(edited, self._read_given().get(old.id, ()))
        self.turns = (*self._before(old), edited)
        return edited

    def delete_turn(self, turn: Turn) -> DeletedTurn:
        """Out of the open chat; with what comes back ``Chats.restore_turn`` puts it there again."""
        deleted = self.chats.delete_turn(turn)
        self._take_up(self.chat)
        return deleted

    def go_on(self, model: Model, options: LoadOptions) -> tuple[Turn, Question]:
        """More of the last answer, in its own turn; how it came about so far is kept. Needs an answer."""
        old, before = self.turns[-1], self.turns[-1].record
        controls, given = _as_begun(self.controls, before), self._read_given().get(old.id, ())
        asked = self._asked(self._before(old), model, controls, options, old.written, given)
        told = {name: getattr(before, name) for name in AnswerAsked.__struct_fields__}
        part = AnswerBeginning(length=len(old.written), **told)
        record = msgspec.structs.replace(
            self._record(before.kind, model, asked),
            parts=(*before.parts, part),
            written_by=before.written_by,
            dropped_before=max(before.dropped, before.dropped_before),
            thought=before.thought,
            thought_s=before.thought_s,
            raw=before.raw,
        )
        turn = replace(old, record=record)
        self.chats.update(turn)
        self.chats.sent.forget(turn.id)
        self.replace(turn)
        return turn, asked

    def give(
        self,
        question: Turn,
        answer: Turn,
        asked: Question,
        given: Sequence[GivenPassage],
        chats: Chats | None = None,
    ) -> Question:
        """Keep what this answer, which was not begun, is given of documents; what to hand to the engine.

        ``chats``: those that it is one of, for others may be open by now.
        """
        if chats in (None, self.chats):
            self._give(answer, given)
        elif chats is not None:
            chats.given.keep(answer.id, given)
        if isinstance(asked.prompt, str):
            return replace(asked, prompt=asked_with(asked.prompt, given))
        return replace(asked, prompt=_with(asked.prompt, question, given))

    def show(self, sibling: int) -> None:
        """Show this turn in place of its sibling, and what was last said after it."""
        self.chats.show(sibling)
        self._take_up(self.chat)

    def _answer(
        self,
        question: Turn,
        model: Model,
        options: LoadOptions,
        branch: AnswerBranch | None = None,
    ) -> tuple[Turn, Turn, Question]:
        """The row of an answer to the last of the turns, and what to hand to the engine."""
        self.chats.touch(question.chat, model.id)
        given = self._read_given().get(branch.answer.id, ()) if branch is not None else ()
        controls = self.controls
        if branch is not None:
            controls = msgspec.structs.replace(
                _as_begun(self.controls, branch.answer.record), is_sure_shown=True
            )
        asked = self._asked(self.turns, model, controls, options, branch.tokens if branch else (), given)
        record = self._record(question.record.kind, model, asked)
        answer = self.chats.add(question.chat, "assistant", "", record, question.id)
        self._give(answer, given)
        if branch is not None:
            self.chats.details.keep(answer.id, branch.details)
        self.turns = (*self.turns, answer)
        return question, answer, asked

    def _asked(
        self,
        turns: Sequence[Turn],
        model: Model,
        controls: ChatSettings,
        options: LoadOptions,
        begun: str | tuple[int, ...],
        given: Sequence[GivenPassage],
    ) -> Question:
        """An answer to the last of ``turns`` that begins as ``begun`` says, and was ``given`` this before."""
        all_given = {**self._read_given(), NEXT_ANSWER: given}
        prompt: str | tuple[ChatMessage, ...] = asked_with(turns[-1].text, given)
        if model.is_chat:
            prompt = messages_for(turns, controls.system_prompt, all_given, self.images)
            prompt = self._with_images(prompt, sees=Capability.SEES in model.capabilities)
        wanted = replace(controls.options(), begun=begun or "")
        sampling = controls.sampling(self.stated, thinks=self.thinks)
        return Question(prompt, sampling, options, wanted)

    def _with_images(self, messages: Sequence[ChatMessage], *, sees: bool) -> tuple[ChatMessage, ...]:
        """Their images as they can be sent, to a model that sees; to others without."""

        def filled(message: ChatMessage) -> ChatMessage:
            if not message.images:
                return message
            hashes = [image.sha256 for image in message.images] if sees else []
            return replace(message, images=self.chats.images.to_send(hashes))

        return tuple(map(filled, messages))

    def _record(self, kind: TurnKind, model: Model, asked: Question) -> TurnRecord:
        """What is known of an answer before it begins."""
        earlier = next((turn.record for turn in reversed(self.turns) if turn.record.measured), None)
        return TurnRecord(
            kind=kind,
            end="writing",
            model=model.id,
            model_name=model.name,
            quantization=model.quantization,
            sha256=model.sha256 or "",
            elsewhere=AskedElsewhere.of(model),
            sampling=asked.sampling,
            **handed_fields(asked),
            options=asked.answer,
            stated=self.controls.choice.followed(self.stated),
            stated_source=self.stated.source,
            dropped_before=earlier.dropped if earlier else 0,
            unseen=self.unseen(model),
            load=asked.options,
        )

    def _give(self, answer: Turn, given: Sequence[GivenPassage]) -> None:
        if given:
            self.chats.given.keep(answer.id, given)
            self.given = {**self.given, answer.id: tuple(given)}

    def _read_given(self) -> Mapping[int, Sequence[GivenPassage]]:
        """Anew: what was forgotten meanwhile is not sent any more."""
        self.given = self.chats.given.of_all([turn.id for turn in self.turns])
        return self.given

    def _before(self, turn: Turn) -> tuple[Turn, ...]:
        return tuple(kept for kept in self.turns if kept.id < turn.id)

    def replace(self, turn: Turn) -> bool:
        """Take in a turn as it was stored; whether it belongs to the open chat."""
        self.turns = tuple(turn if kept.id == turn.id else kept for kept in self.turns)
        return self.chat is not None and self.chat.id == turn.chat


def _as_begun(controls: ChatSettings, before: TurnRecord) -> ChatSettings:
    """Whether it thinks is settled where an answer begins: the prompt must stay the same."""
    if before.options is None:
        return controls
    return msgspec.structs.replace(controls, think=before.options.think)


def _with(
    messages: Sequence[ChatMessage], question: Turn, given: Sequence[GivenPassage]
) -> tuple[ChatMessage, ...]:
    """The last of them is this question, perhaps behind an earlier one: it is asked with what is given."""
    if not messages or not given:
        return tuple(messages)
    *before, last = messages
    text = last.text.removesuffix(question.text) + asked_with(question.text, given)
    return (*before, replace(last, text=text))


def _kind_of(model: Model) -> TurnKind:
    return "chat" if model.is_chat else "completion"


def choose_model(
    models: Sequence[Model], wanted: str, last_used: dict[str, str], path: Path | None = None
) -> Model | None:
    """The model at ``path``, else the one with id ``wanted``, else the one used last, else the first."""
    by_path = next((m for m in models if isinstance(m, LocalModel) and m.path == path), None)
    by_id = next((m for m in models if m.id == wanted), None)
    used = sorted((m for m in models if m.id in last_used), key=lambda m: last_used[m.id])
    return by_path or by_id or (used[-1] if used else None) or (models[0] if models else None)


def messages_for(
    turns: Sequence[Turn],
    system_prompt: str = "",
    given: Mapping[int, Sequence[GivenPassage]] = NOTHING_GIVEN,
    images: Mapping[int, Sequence[AttachedImage]] = NO_IMAGES,
) -> tuple[ChatMessage, ...]:
    """The conversation for a chat template: system prompt, then turns that alternate, from a question on.

    A question whose answer has no text (stopped before the first word, failed) is left out with it, unless
    it is the last: many templates refuse turns that do not alternate, and one that was too long must not
    stay in the way. One that was only thought about, or whose answer was deleted, stands before the next
    question, as one turn. Texts that a base model continued are no part of a conversation.
    ``given``: passages by the answer they were given for, which stand before its question. ``images`` by
    their question; they have no bytes here.
    """
    messages = [ChatMessage("system", system_prompt.strip())] if system_prompt.strip() else []
    is_unanswered = False
    for turn, follower in zip_longest(turns, turns[1:]):
        is_begun = bool(messages) and messages[-1].role != "system"
        if turn.record.kind != "chat" or not (is_begun or turn.role == "user"):
            continue
        seen = _here(images.get(turn.id, ()))
        if not turn.text.strip() and not seen:
            is_unanswered = not turn.thought.strip()
            continue
        text = turn.text
        if turn.role == "user":
            text = asked_with(text, given.get(follower.id if follower else NEXT_ANSWER, ()))
        if messages and messages[-1].role == turn.role:
            before = messages.pop()
            text = text if is_unanswered else "\n\n".join(filter(None, (before.text, text)))
            seen = seen if is_unanswered else (*before.images, *seen)
        messages.append(ChatMessage(turn.role, text, turn.thought, seen))
        is_unanswered = False
    return tuple(messages)


def _named(images: Sequence[AttachedImage]) -> str:
    """The title of a chat that begins without a word."""
    return title_of(images[0].name) if images else ""


def _here(images: Sequence[AttachedImage]) -> tuple[ChatImage, ...]:
    return tuple(image.bare() for image in images if image.width)


def title_of(text: str) -> str:
    """A chat's title: the first line of its first message, cut at a word."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if len(line) <= _TITLE:
        return line
    cut = line[:_TITLE].rsplit(" ", 1)[0]
    return f"{cut}…"
