"""Tokens as a model sees them: how likely each was, what else it could have been, how full a context is."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from explorer.domain.tools import OfferedTools


@dataclass(frozen=True)
class LikelyToken:
    """One token of a vocabulary and the natural logarithm of its probability.

    ``text`` shows bytes that are no whole character as U+FFFD; control tokens show their name.
    """

    token: int
    text: str
    logprob: float


@dataclass(frozen=True)
class TokenDetail:
    """A token that was written or read, and the likeliest ones in its place, best first.

    Probabilities are the model's own, before any sampling setting. ``logprob`` is ``None`` for the very
    first token of a text, which nothing precedes.
    """

    token: int
    text: str
    logprob: float | None
    alternatives: tuple[LikelyToken, ...] = ()


@dataclass(frozen=True)
class TokenPiece:
    """One token of a text that was cut into tokens."""

    token: int
    text: str


@dataclass(frozen=True)
class Embedding:
    """What a text means, as a vector of length 1. ``tokens``: read of it; ``was_cut``: it has more."""

    vector: tuple[float, ...]
    tokens: int
    was_cut: bool = False


@dataclass(frozen=True)
class ContextUse:
    """How many tokens a context holds, and how many it has room for."""

    used: int
    total: int

    @property
    def left(self) -> int:
        return max(0, self.total - self.used)


@dataclass(frozen=True)
class KeptContext:
    """A file with what a model has read of one conversation. ``path`` as the system's bytes; ``key`` names
    the bytes of the model.
    """

    path: bytes
    key: str


@dataclass(frozen=True)
class ContinuationScore:
    """How likely a continuation is after its prefix.

    ``is_greedy``: each of its tokens was the likeliest one at its place.
    """

    tokens: tuple[TokenDetail, ...]
    is_greedy: bool

    @property
    def logprob(self) -> float:
        """The sum over its tokens, a natural logarithm."""
        return sum(token.logprob or 0.0 for token in self.tokens)

    @property
    def logprob_per_token(self) -> float:
        return self.logprob / len(self.tokens) if self.tokens else 0.0


WhenFull = Literal["stop", "drop_oldest"]


@dataclass(frozen=True)
class Constraint:
    """What an answer must look like: a JSON schema (as JSON text) or a GBNF grammar.

    A thought before it is free, unless the grammar itself speaks of the marks of a thought.
    """

    kind: Literal["json_schema", "gbnf"]
    text: str


@dataclass(frozen=True)
class AnswerOptions:
    """Everything about one answer except how tokens are drawn.

    ``stop``: texts that end it once they stand in what it says; a thought may have them.
    ``alternatives``: 0 to 100 per token; ``None`` sends no token details. ``when_full``:
    end the answer, or forget the oldest turns and go on. ``template``: in place of the model's own chat
    template. ``begun``: how the answer begins, as text or as tokens of this model; the model goes on from
    there, and the answer has it at its beginning; a text is as ``Answer.written``.
    ``think``: one of the choices of the model's ``ThinkingSwitch``, "" leaves it to the template; another
    value changes nothing. ``think_budget``: so many tokens of thought at most, then it is closed;
    ``None``: as many as the model takes. ``tools`` that it may call, or has to; then no ``constraint``.
    """

    stop: tuple[str, ...] = ()
    alternatives: int | None = None
    constraint: Constraint | None = None
    when_full: WhenFull = "stop"
    template: str | None = None
    begun: str | tuple[int, ...] = ""
    think: str = ""
    think_budget: int | None = None
    tools: OfferedTools | None = None


NO_OPTIONS = AnswerOptions()


@dataclass(frozen=True)
class Together:
    """Answers that are written at once, in one context. ``context``: tokens that each, its prompt with it,
    has room for. ``keeps``: what was said stays for the next turns of as many conversations, as in a chat:
    a turn is then not read as it would be alone, but only what is new of it.
    """

    at_once: int
    context: int
    keeps: bool = False


@dataclass(frozen=True)
class Adapter:
    """A LoRA that is applied to a model, by its name, file and strength."""

    name: str
    path: str
    scale: float


@dataclass(frozen=True)
class AdapterFile:
    """A LoRA file, as the system's bytes (a file name need not be text), and how strongly it is to work."""

    path: bytes
    scale: float = 1.0

    @property
    def file(self) -> Path:
        return Path(os.fsdecode(self.path))

    @property
    def leaving(self) -> "AdapterFile":
        """As it may leave this machine: by its name alone."""
        return replace(self, path=os.fsencode(self.file.name))


@dataclass(frozen=True)
class Device:
    """Something that computes. Bytes; 0 where the driver does not say."""

    name: str  # e.g. "CPU", "Vulkan0"
    description: str
    kind: Literal["cpu", "gpu", "integrated_gpu", "accelerator"]
    free: int
    total: int
