"""How full a context is and will be: what is said about it, and when, before it is too late."""

from dataclasses import dataclass
from typing import Literal

from explorer.domain.tokens import ContextUse

_AROUND = 12  # tokens that a chat template puts around a message and its answer, about
_NEARLY = 10  # of the context: the last tenth is "nearly full", as the engine says it
_LEAST = 32  # tokens
_FEW = 256  # tokens: an answer with less room than this may well be cut

Outlook = Literal["fits", "short", "over"]


@dataclass(frozen=True)
class Room:
    """Tokens. ``context``: what the chat takes now; ``draft``: the message that is being written.

    Not ``is_exact``: the model has not counted the chat yet.
    """

    context: ContextUse
    draft: int = 0
    longest: int = 512  # answer
    is_exact: bool = True

    @property
    def left(self) -> int:
        """For the answer."""
        return max(0, self.context.left - self._message)

    @property
    def outlook(self) -> Outlook:
        """Whether the next message and its answer will fit: "short" if the answer may be cut."""
        if self.draft and self.context.left <= self._message:
            return "over"
        enough = min(self.longest, _FEW, max(_LEAST, self.context.total // _NEARLY))
        return "short" if self.left < enough else "fits"

    @property
    def _message(self) -> int:
        return self.draft + _AROUND if self.draft else 0


def is_low(context: ContextUse) -> bool:
    """Whether the last tenth has begun."""
    return context.left <= max(_LEAST, context.total // _NEARLY)


def larger(total: int, limit: int) -> int:
    """The next context length worth a load, in tokens; 0 if the model was not trained for more."""
    wanted = min(total * 2, limit) if limit else total * 2
    return wanted if wanted > total else 0


def droppable(roles: list[str]) -> int:
    """How many of these messages can be forgotten: all before the last question but the system prompt."""
    spoken = [role for role in roles if role != "system"]
    questions = [n for n, role in enumerate(spoken) if role == "user"]
    return questions[-1] if questions else 0
