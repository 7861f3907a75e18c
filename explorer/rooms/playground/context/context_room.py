"""How many tokens of the context are taken and left, when it counts as nearly full, and how that is said.

What a conversation takes for a model is measured with its last answer, else estimated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from explorer.documents.passages import GivenPassage
from explorer.domain.generation import ChatMessage
from explorer.domain.model import Capability, Model
from explorer.domain.tokens import ContextUse
from explorer.domain.units import context_text, size_text
from explorer.domain.words import Words
from explorer.rooms.playground.chats.images import AttachedImage
from explorer.rooms.playground.chats.session import NO_IMAGES, NOTHING_GIVEN, messages_for
from explorer.rooms.playground.chats.store import HandedMessages, Turn, TurnRecord, letters_of

_AROUND = 12  # tokens that a chat template puts around a message and its answer, about
_AROUND_EACH = 6  # tokens that it puts around a message, about
_A_LETTER = 0.3  # tokens, where nothing was measured
_NEARLY = 10  # of the context: the last tenth is "nearly full", as the engine says it
_LEAST = 32  # tokens
MOST_CONTEXT = 1 << 22  # tokens: no model has more
_FEW = 256  # tokens: an answer with less room than this may well be cut

ContextOutlook = Literal["fits", "short", "over"]
# "dismissed": the person will hear nothing more before it is full; "resuming": the answer is to go on then
ContextPhase = Literal["open", "dismissed", "full", "resuming"]


@dataclass(frozen=True)
class ContextRoom:
    """Tokens. ``context``: what the chat takes now; ``draft``: the message that is being written, with its
    images; ``files``: documents that go along with it, about.

    Not ``is_exact``: the model has not counted the chat yet.
    """

    context: ContextUse
    draft: int = 0
    longest: int = 512  # answer
    files: int = 0
    is_exact: bool = True

    @property
    def left(self) -> int:
        """For the answer."""
        return max(0, self.context.left - self._message)

    @property
    def spare(self) -> int:
        """Beside the answer, which takes a quarter of the context at most: that is for documents."""
        return self.left - min(self.longest, self.context.total // 4)

    @property
    def outlook(self) -> ContextOutlook:
        """Whether the next message and its answer will fit: "short" if the answer may be cut."""
        if self.draft and self.context.left <= self._message:
            return "over"
        enough = min(self.longest, _FEW, max(_LEAST, self.context.total // _NEARLY))
        return "short" if self.left < enough else "fits"

    @property
    def _message(self) -> int:
        """Files do not count: of them is given what there is room for."""
        return self.draft + _AROUND if self.draft else 0


def is_context_low(context: ContextUse) -> bool:
    """Whether the last tenth has begun."""
    return context.left <= max(_LEAST, context.total // _NEARLY)


def larger_context(total: int, limit: int) -> int:
    """The next context length worth a load, in tokens; 0 if the model was not trained for more."""
    wanted = min(total * 2, limit) if limit else total * 2
    return wanted if wanted > total else 0


def meter_words(room: ContextRoom) -> Words:
    """ "1,204 of 4,096 tokens of context · this message 35" """
    used, total = f"{room.context.used:,}", f"{room.context.total:,}"
    if room.files:
        filled = f"{room.context.used + room.files + room.draft:,}"
        return Words(
            "{used} of {total} tokens of context, {filled} with these files",
            used=used, total=total, filled=filled,
        )  # fmt: skip
    if room.draft:
        return Words(
            "{used} of {total} tokens of context · this message {draft}",
            used=used, total=total, draft=f"{room.draft:,}",
        )  # fmt: skip
    if not room.is_exact:
        return Words("about {used} of {total} tokens of context", used=used, total=total)
    return Words("{used} of {total} tokens of context", used=used, total=total)


def outlook_words(room: ContextRoom) -> Words:
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


def stop_words(phase: ContextPhase, *, is_running: bool) -> Words:
    """The choice that changes nothing; ``is_running``: an answer is being written."""
    if is_running:
        return Words("Stop when it is full")
    return Words("Not now") if phase == "full" else Words("Stop the answer when it is full")


def larger_words(context: int, memory: int) -> Words:
    """A choice with what it costs; ``memory`` in bytes, 0 if that is not known."""
    tokens = context_text(context)
    if not memory:
        return Words("Larger context: {tokens} tokens", tokens=tokens)
    return Words("Larger context: {tokens} tokens, about {size}", tokens=tokens, size=size_text(memory))


def whole_words(context: int, memory: int) -> Words:
    """For files that do not fit whole; ``memory`` in bytes, 0 if that is not known."""
    tokens = context_text(context)
    if not memory:
        return Words("Give all of it: load the model with a context of {tokens} tokens", tokens=tokens)
    size = size_text(memory)
    return Words(
        "Give all of it: load the model with a context of {tokens} tokens, about {size}",
        tokens=tokens, size=size,
    )  # fmt: skip


def forgotten_words(record: TurnRecord) -> str:
    """What the model no longer sees from this answer on; "" if it is nothing new."""
    if record.dropped <= record.dropped_before:
        return ""
    count = f"{record.dropped:,}"
    if record.kind == "completion":
        return Words("The model no longer sees the first {count} tokens of the text.", count=count)
    handed = record.handed_over()
    if handed is None or handed.count <= 1:
        return Words("The model no longer sees the beginning of this answer.")
    if record.dropped == 1:
        return Words("From here on the model no longer sees the first message.")
    return Words("From here on the model no longer sees the first {count} messages.", count=count)


def left_for_documents(used: int, total: int, question: int, longest: int) -> int:
    """Tokens, for what an answer is given: beside the conversation, its question and itself."""
    return ContextRoom(ContextUse(min(total, used), total), question, longest).spare


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
    turns: Sequence[Turn],
    model: Model,
    system_prompt: str,
    template: str,
    think: str = "",
    given: Mapping[int, Sequence[GivenPassage]] = NOTHING_GIVEN,
    images: Mapping[int, Sequence[AttachedImage]] = NO_IMAGES,
) -> NextPrompt:
    seen = images if Capability.SEES in model.capabilities else NO_IMAGES
    messages = messages_for(turns, system_prompt, given, seen) if model.is_chat else ()
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
    *before, last = said.messages or (ChatMessage("assistant", ""),)
    is_as_then = (said.template, said.think, last.text) == (template, think, text)
    is_same = is_as_then and HandedMessages.of(before) == record.handed_over()
    return TokensUsed(_tokens(record)) if is_same else None


def estimated_use(turns: Sequence[Turn], said: NextPrompt) -> TokensUsed:
    """By what the last measured answer took for its letters, whichever model gave it."""
    letters = letters_of(said.messages)
    measured = (turn for turn in reversed(turns) if turn.record.measured)
    known = ((turn, handed) for turn in measured if (handed := turn.record.handed_over()) is not None)
    last, handed = next(known, (None, None))
    if last is None or handed is None:
        return TokensUsed(round(letters * _A_LETTER) + _AROUND_EACH * len(said.messages), is_exact=False)
    then = handed.letters + len(last.written)
    return TokensUsed(round(_tokens(last.record) * letters / max(1, then)), is_exact=False)


def _tokens(record: TurnRecord) -> int:
    measured = record.measured
    if measured is None:
        return 0
    return record.used or measured.prompt_tokens + measured.answer_tokens
