"""From stored turns to the messages that a model is sent, and a title from the first of them. Pure rules."""

from collections.abc import Sequence

from explorer.domain.generation import ChatMessage
from explorer.rooms.playground.chats.store import Turn

_TITLE = 48


def messages_for(turns: Sequence[Turn], system_prompt: str = "") -> tuple[ChatMessage, ...]:
    """The conversation for a chat template: system prompt, then turns that alternate.

    A question whose answer has no text (stopped before the first word, failed) is left out with it, unless
    it is the last: many templates refuse turns that do not alternate, and one that was too long must not
    stay in the way. One that was only thought about stands before the next question, as one turn. Texts
    that a base model continued are no part of a conversation.
    """
    messages = [ChatMessage("system", system_prompt.strip())] if system_prompt.strip() else []
    is_thought_about = False
    for turn in turns:
        if turn.record.kind != "chat":
            continue
        if not turn.text.strip():
            is_thought_about = bool(turn.thought.strip())
            continue
        text = turn.text
        if messages and messages[-1].role == turn.role:
            before = messages.pop()
            text = f"{before.text}\n\n{text}" if is_thought_about else text
        messages.append(ChatMessage(turn.role, text, turn.thought))
        is_thought_about = False
    return tuple(messages)


def title_of(text: str) -> str:
    """A chat's title: the first line of its first message, cut at a word."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if len(line) <= _TITLE:
        return line
    cut = line[:_TITLE].rsplit(" ", 1)[0]
    return f"{cut}…"
