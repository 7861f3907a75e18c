"""How many tokens a conversation takes for a model: measured with its last answer, else estimated."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from explorer.domain.generation import ChatMessage
from explorer.domain.model import Model
from explorer.rooms.playground.chats.conversation import messages_for
from explorer.rooms.playground.chats.store import Turn, TurnRecord

_A_LETTER = 0.3  # tokens, where nothing was measured
_AROUND = 6  # tokens that a template puts around a message, about


@dataclass(frozen=True)
class TokensUsed:
    """Tokens. Not exact where the model that is chosen has not counted them yet."""

    tokens: int = 0
    is_exact: bool = True


@dataclass(frozen=True)
class NextPrompt:
    """What a model would be sent now, before the message that is being written. A base model: nothing."""

    model: str  # id
    template: str  # one's own; "": the model's
    messages: tuple[ChatMessage, ...]
    think: str = ""  # see AnswerOptions


def next_prompt(
    turns: Sequence[Turn], model: Model, system_prompt: str, template: str, think: str = ""
) -> NextPrompt:
    messages = messages_for(turns, system_prompt) if model.is_chat else ()
    return NextPrompt(model.id, template, messages, think)


def answered_turns(turns: Sequence[Turn]) -> Sequence[Turn]:
    """Without a question that is being answered."""
    is_writing = bool(turns) and turns[-1].role != "user" and turns[-1].record.end == "writing"
    return turns[:-2] if is_writing else turns


def measured_use(turns: Sequence[Turn], said: NextPrompt) -> TokensUsed | None:
    """What the last answer left in the context, if just that would be sent to the same model now.

    What it thought is often sent no more: then it must be counted.
    """
    if not turns or turns[-1].role == "user":
        return TokensUsed() if not said.messages else None
    record, text = turns[-1].record, turns[-1].text
    if record.measured is None or record.model != said.model or record.thought:
        return None if said.messages else TokensUsed()
    if record.kind == "completion":
        return None if said.messages else TokensUsed(_tokens(record))
    template = record.load.template if record.load is not None else ""
    think = record.options.think if record.options is not None else ""
    messages = (*record.messages, ChatMessage("assistant", text))
    then = NextPrompt(record.model, template, messages, think)
    now = replace(said, messages=tuple(map(_without_thought, said.messages)))
    return TokensUsed(_tokens(record)) if then == now else None


def estimated_use(turns: Sequence[Turn], said: NextPrompt) -> TokensUsed:
    """By what the last measured answer took for its letters, whichever model gave it."""
    letters = sum(len(message.text) for message in said.messages)
    last = next((turn for turn in reversed(turns) if turn.record.measured and turn.record.messages), None)
    if last is None:
        return TokensUsed(round(letters * _A_LETTER) + _AROUND * len(said.messages), is_exact=False)
    then = sum(len(message.text) for message in last.record.messages) + len(last.written)
    return TokensUsed(round(_tokens(last.record) * letters / max(1, then)), is_exact=False)


def _without_thought(message: ChatMessage) -> ChatMessage:
    return replace(message, thought="")


def _tokens(record: TurnRecord) -> int:
    measured = record.measured
    if measured is None:
        return 0
    return record.used or measured.prompt_tokens + measured.answer_tokens
