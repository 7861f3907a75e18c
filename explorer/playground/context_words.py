"""What is said about a context: how full it is, what that means, and what was forgotten."""

from explorer.domain.tokens import ContextUse
from explorer.domain.units import context_text, size_text
from explorer.domain.words import Words
from explorer.playground.chats import Record
from explorer.playground.context_rules import Room, droppable


def meter_words(room: Room) -> Words:
    """ "1,204 of 4,096 tokens of context · this message 35" """
    used, total = f"{room.context.used:,}", f"{room.context.total:,}"
    if room.draft:
        return Words(
            "{used} of {total} tokens of context · this message {draft}",
            used=used, total=total, draft=f"{room.draft:,}",
        )  # fmt: skip
    if not room.is_exact:
        return Words("about {used} of {total} tokens of context", used=used, total=total)
    return Words("{used} of {total} tokens of context", used=used, total=total)


def outlook_words(room: Room) -> Words:
    """What will happen with the next message."""
    if room.outlook == "over":
        return Words(
            "This message does not fit: it takes about {draft} tokens, and {left} are left.",
            draft=f"{room.draft:,}", left=f"{room.context.left:,}",
        )  # fmt: skip
    return Words("The context is nearly full: about {left} tokens are left for the next answer.",
                 left=f"{room.left:,}")  # fmt: skip


def low_words(context: ContextUse) -> Words:
    """While an answer is being written."""
    left = f"{context.left:,}"
    return Words("The context is nearly full: {left} tokens are left for this answer.", left=left)


def full_words(total: int) -> Words:
    return Words("The context is full: this chat takes all {total} tokens the model has in view.",
                 total=f"{total:,}")  # fmt: skip


def larger_words(context: int, memory: int) -> Words:
    """A choice with what it costs; ``memory`` in bytes, 0 if that is not known."""
    tokens = context_text(context)
    if not memory:
        return Words("Larger context: {tokens} tokens", tokens=tokens)
    return Words("Larger context: {tokens} tokens, about {size}", tokens=tokens, size=size_text(memory))


def forgotten_words(record: Record) -> str:
    """What the model no longer sees from this answer on; "" if it is nothing new."""
    if record.dropped <= record.dropped_before:
        return ""
    count = f"{record.dropped:,}"
    if record.kind == "completion":
        return Words("The model no longer sees the first {count} tokens of the text.", count=count)
    if not droppable([message.role for message in record.messages]):
        return Words("The model no longer sees the beginning of this answer.")
    if record.dropped == 1:
        return Words("From here on the model no longer sees the first message.")
    return Words("From here on the model no longer sees the first {count} messages.", count=count)
