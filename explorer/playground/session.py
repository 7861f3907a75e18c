"""The chat that is open: its turns in memory and on disk, always the same."""

from collections.abc import Sequence
from pathlib import Path

from explorer.domain.generation import ChatMessage, LoadOptions
from explorer.domain.local import LocalModel
from explorer.engine.ask import Question
from explorer.playground.chats import Chat, Chats, Kind, Record, Turn
from explorer.playground.controls import Controls
from explorer.playground.conversation import messages_for, title_of


class Session:
    """``chat`` is ``None`` for a new one: it is stored with its first message.

    While ``editing`` is set, the next message replaces that turn and everything after it.
    """

    def __init__(self, chats: Chats) -> None:
        self._chats = chats
        self.chat: Chat | None = None
        self.turns: tuple[Turn, ...] = ()
        self.editing: Turn | None = None

    def new(self) -> None:
        self.chat, self.turns, self.editing = None, (), None

    def open(self, chat: Chat) -> None:
        self.chat, self.turns, self.editing = chat, self._chats.turns(chat.id), None

    def ask(
        self, text: str, model: LocalModel, controls: Controls, options: LoadOptions
    ) -> tuple[Turn, Turn, Question]:
        """Store a message and the row of its answer; both turns, and what to hand to the engine."""
        kind: Kind = "chat" if model.is_chat else "completion"
        with self._chats.together():
            self._drop_edited()
            chat = self.chat or self._chats.create(title_of(text), model.id)
            self._chats.touch(chat.id, model.id)
            question = self._chats.add(chat.id, "user", text, Record(kind=kind))
            self.chat, self.turns = chat, (*self.turns, question)
            prompt = messages_for(self.turns, controls.system_prompt) if model.is_chat else text
            asked = Question(model.path, prompt, controls.sampling(), options)
            answer = self._chats.add(chat.id, "assistant", "", _record(kind, model, asked))
        self.turns = (*self.turns, answer)
        return question, answer, asked

    def take_back(self) -> Turn | None:
        """Mark the last message for replacement, to ask it again; ``None`` if there is none."""
        self.editing = next((turn for turn in reversed(self.turns) if turn.role == "user"), None)
        return self.editing

    def replace(self, turn: Turn) -> bool:
        """Take in a turn as it was stored; whether it belongs to the open chat."""
        self.turns = tuple(turn if kept.id == turn.id else kept for kept in self.turns)
        return self.chat is not None and self.chat.id == turn.chat

    def _drop_edited(self) -> None:
        if self.editing is not None:
            first = self.editing.id
            self._chats.drop_from(self.editing)
            self.turns = tuple(turn for turn in self.turns if turn.id < first)
            self.editing = None


def choose_model(
    models: Sequence[LocalModel], wanted: str, last_used: dict[str, str], path: Path | None = None
) -> LocalModel | None:
    """The model at ``path``, else the one with id ``wanted``, else the one used last, else the first."""
    by_path = next((m for m in models if m.path == path), None)
    by_id = next((m for m in models if m.id == wanted), None)
    used = sorted((m for m in models if m.id in last_used), key=lambda m: last_used[m.id])
    return by_path or by_id or (used[-1] if used else None) or (models[0] if models else None)


def _record(kind: Kind, model: LocalModel, asked: Question) -> Record:
    messages = (ChatMessage("user", asked.prompt),) if isinstance(asked.prompt, str) else tuple(asked.prompt)
    return Record(
        kind=kind,
        end="writing",
        model=model.id,
        model_name=model.name,
        sha256=model.sha256 or "",
        sampling=asked.sampling,
        messages=messages,
    )
