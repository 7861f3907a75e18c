"""State of a backend, and what is heard of an answer on its way: plain values, no Qt."""

from dataclasses import dataclass
from enum import Enum

import msgspec

from explorer.domain.errors import KnownError
from explorer.domain.generation import Answer, LoadedModel, Piece
from explorer.domain.tokens import ContextUse, TokenDetail


class BackendState(Enum):
    """What a backend is doing."""

    EMPTY = "empty"
    LOADING = "loading"
    READY = "ready"
    GENERATING = "generating"
    FAILED = "failed"


READY_STATES = (BackendState.READY, BackendState.GENERATING)  # a backend answers one after the other


@dataclass(frozen=True)
class BackendChange:
    """``progress`` of loading, 0 to 1; ``error`` only in the state FAILED."""

    state: BackendState
    progress: float
    model: LoadedModel | None
    error: KnownError | None


@dataclass(frozen=True)
class ModelLoading:
    """``fraction`` of the model loaded, 0 to 1."""

    fraction: float


class ReadingImage(msgspec.Struct, frozen=True, tag=True):
    """An image of the prompt is being read, which may take a minute: the one numbered ``at`` (from 1) of
    ``count`` that have to be.
    """

    at: int
    count: int


class ImageRead(msgspec.Struct, frozen=True, tag=True):
    """That image is read, and what follows it can be stopped at any instant."""


class PromptRead(msgspec.Struct, frozen=True, tag=True):
    """The prompt was read; ``reused`` of its tokens the context still held from before.

    ``images`` were read, not taken from before, in ``images_s`` seconds.
    """

    prompt_tokens: int
    reused: int
    context: ContextUse
    images: int = 0
    images_s: float = 0.0


class Chunk(msgspec.Struct, frozen=True, tag=True):
    """More of an answer, about 30 times a second. ``tokens`` counts the whole answer so far.

    ``details``: one for each new token, if they were asked for. ``context``: where it is known.
    """

    piece: Piece
    tokens: int
    context: ContextUse | None
    details: tuple[TokenDetail, ...] = ()


class ContextShortened(msgspec.Struct, frozen=True, tag=True):
    """The oldest ``dropped`` turns (of a raw text: tokens) were left out to make room."""

    dropped: int
    context: ContextUse


class ContextNearlyFull(msgspec.Struct, frozen=True, tag=True):
    """The context will soon be full; told once, before it is."""

    context: ContextUse


class WaitingForServer(msgspec.Struct, frozen=True, tag=True):
    """The server that is to answer is busy; it is asked again in so many ``seconds``."""

    seconds: float


# What a backend says while it writes; that of this machine sends them as they are from its worker
type WritingEvent = (
    ReadingImage | ImageRead | PromptRead | Chunk | ContextShortened | ContextNearlyFull | WaitingForServer
)

# What an asker hears: the model loading, then ready and asked, the answer as it is written. At the end one
# of the last two: it is whole or was stopped, or nothing more comes.
type AnswerEvent = ModelLoading | LoadedModel | WritingEvent | Answer | KnownError
