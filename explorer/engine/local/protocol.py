"""Wire protocol between the window process and a worker: one JSON object a line, each way.

The window writes requests to the worker's stdin, the worker answers with events on stdout. A worker greets
with ``Hello`` first. Requests with an ``id`` are jobs: done one after another, in the order they came, and
each ends once, with its last event or with ``Failed``, which carry the same id.

================  ============================================================  ================= request
events                                                        last event ================
============================================================  ================= ``Load``
``Trying``, ``LoadProgress`` …                                ``Loaded`` ``Generate``      ``Begun``, then
``ChunkSent``, ``ContextLow``, ``Shortened``  ``Done`` ``Score``         ``JobProgress`` …
``Scored`` ``ScoreText``     ``JobProgress`` …                                             ``TextScored``
``Tokenize``                                                                    ``Tokenized`` ``Render``
``Rendered`` ``Embed``         ``JobProgress`` …                                             ``Embedded``
``Adapt``                                                                       ``Adapted`` ``Resize``
``Resized`` ``Describe``                                                                    ``Described``
``ListDevices``   ``Trying``                                                    ``DeviceList``
``MeasureSpeed``                                                                ``SpeedMeasured`` ``Unload``
``Unloaded`` ================  ============================================================
=================

- ``Failed`` of a ``Load`` has the id ``None`` - ``Cancel`` stops the job with that id, begun or still
waiting: a generation ends with ``Done``, reason   "stopped", any other job with ``Failed``, kind
CancelledError - ``ShareCores`` says how many models answer at once, and is followed from the next token on
- ``Ping`` → ``Pong`` at once, also while a job is being done - ``Quit``, or the end of stdin, stops
whatever runs, a load too, and the worker ends

What llama.cpp writes goes to stderr line by line, so that the window has it also after a crash.
``PROTOCOL`` grows with every change that an older side would misread.
"""

import json
import os
from pathlib import Path

import msgspec

from explorer.domain.errors import ErrorRecord, KnownError, record_of
from explorer.domain.generation import (
    Answer,
    ChatMessage,
    LoadedModel,
    LoadOptions,
    ModelDescription,
    Piece,
    Sampling,
)
from explorer.domain.speed import MachineSpeed
from explorer.domain.tokens import (
    NO_OPTIONS,
    Adapter,
    AdapterFile,
    AnswerOptions,
    ContextUse,
    ContinuationScore,
    Device,
    TokenDetail,
    TokenPiece,
)
from explorer.domain.words import Wording

PROTOCOL = 5


class Load(msgspec.Struct, frozen=True, tag=True):
    """Load a model. ``path`` as the system's bytes, because a file name need not be text."""

    path: bytes
    options: LoadOptions
    fell_back: Wording | None = None  # why the options say CPU although something else was asked for


class Generate(msgspec.Struct, frozen=True, tag=True):
    """Answer a conversation, or go on from a raw text. Control tokens in that are some; in messages, text."""

    id: int
    prompt: str | tuple[ChatMessage, ...]
    sampling: Sampling
    options: AnswerOptions = NO_OPTIONS


class Score(msgspec.Struct, frozen=True, tag=True):
    """How likely is each continuation after this prefix? ``alternatives``: 0 to 100 for each token."""

    id: int
    prefix: str
    continuations: tuple[str, ...]
    alternatives: int = 0


class ScoreText(msgspec.Struct, frozen=True, tag=True):
    """How likely is every token of this text?"""

    id: int
    text: str
    alternatives: int = 0


class Tokenize(msgspec.Struct, frozen=True, tag=True):
    """Cut a text into tokens; ``add_special``: with those the model wants at the beginning."""

    id: int
    text: str
    add_special: bool = False


class Render(msgspec.Struct, frozen=True, tag=True):
    """What would be read for this conversation, with this template; ``None`` for the model's own.

    ``think``: as in AnswerOptions.
    """

    id: int
    messages: tuple[ChatMessage, ...]
    template: str | None = None
    think: str = ""


class Embed(msgspec.Struct, frozen=True, tag=True):
    """A vector for each text."""

    id: int
    texts: tuple[str, ...]


class Adapt(msgspec.Struct, frozen=True, tag=True):
    """Apply these adapters and no others; an empty list takes all off."""

    id: int
    adapters: tuple[AdapterFile, ...]


class Resize(msgspec.Struct, frozen=True, tag=True):
    """Another context length for the loaded model, in tokens."""

    id: int
    context_length: int


class Describe(msgspec.Struct, frozen=True, tag=True):
    """All about the loaded model."""

    id: int


class ListDevices(msgspec.Struct, frozen=True, tag=True):
    """What can compute on this machine; without ``graphics`` no graphics driver is opened. Needs no model."""

    id: int
    graphics: bool = True


class MeasureSpeed(msgspec.Struct, frozen=True, tag=True):
    """Measure what this machine does with weights of each type; ``threads`` 0 lets the engine choose.

    Needs no model.
    """

    id: int
    threads: int


class Unload(msgspec.Struct, frozen=True, tag=True):
    """Let go of the model; the worker stays."""

    id: int


class Cancel(msgspec.Struct, frozen=True, tag=True):
    """Stop one job."""

    id: int


class ShareCores(msgspec.Struct, frozen=True, tag=True):
    """So many models compute at once: use that part of the threads."""

    count: int


class Ping(msgspec.Struct, frozen=True, tag=True):
    """Ask for a sign of life."""


class Quit(msgspec.Struct, frozen=True, tag=True):
    """End the process."""


class Hello(msgspec.Struct, frozen=True, tag=True):
    """The first line of a worker."""

    protocol: int


class Trying(msgspec.Struct, frozen=True, tag=True):
    """What may end this process from now on: graphics drivers that are opened, or a device a model is
    loaded onto. Neither: it went well.
    """

    drivers: bool = False
    device: str = ""


class LoadProgress(msgspec.Struct, frozen=True, tag=True):
    """How much of a model is loaded, 0 to 1."""

    fraction: float


class Loaded(msgspec.Struct, frozen=True, tag=True):
    """A model is ready."""

    model: LoadedModel


class Failed(msgspec.Struct, frozen=True, tag=True):
    """A KnownError on its way to the window, which says it in its own language."""

    id: int | None
    record: ErrorRecord


class Begun(msgspec.Struct, frozen=True, tag=True):
    """The prompt was read; ``reused`` of its tokens the context still held from before."""

    id: int
    prompt_tokens: int
    reused: int
    context: ContextUse


class ChunkSent(msgspec.Struct, frozen=True, tag=True):
    """More of an answer, about 30 times a second. ``tokens`` counts the whole answer so far.

    ``details``: one for each new token, if they were asked for.
    """

    id: int
    piece: Piece
    tokens: int
    context: ContextUse
    details: tuple[TokenDetail, ...] = ()


class ContextLow(msgspec.Struct, frozen=True, tag=True):
    """The context will soon be full: the time to choose what happens then. Told before it is."""

    id: int
    context: ContextUse


class Shortened(msgspec.Struct, frozen=True, tag=True):
    """The oldest ``dropped`` turns (of a raw text: tokens) were left out to make room."""

    id: int
    dropped: int
    context: ContextUse


class Done(msgspec.Struct, frozen=True, tag=True):
    """An answer is complete: all chunks joined, unless what was taken for a thought turned out to be it."""

    id: int
    answer: Answer


class JobProgress(msgspec.Struct, frozen=True, tag=True):
    """How much of a job is done, 0 to 1."""

    id: int
    fraction: float


class Scored(msgspec.Struct, frozen=True, tag=True):
    """One score for each continuation, in their order."""

    id: int
    result: tuple[ContinuationScore, ...]


class TextScored(msgspec.Struct, frozen=True, tag=True):
    """Every token of a text, those at its beginning that the model adds among them."""

    id: int
    result: tuple[TokenDetail, ...]


class Tokenized(msgspec.Struct, frozen=True, tag=True):
    """The tokens of a text."""

    id: int
    result: tuple[TokenPiece, ...]


class Rendered(msgspec.Struct, frozen=True, tag=True):
    """The text that would be read."""

    id: int
    result: str


class Embedded(msgspec.Struct, frozen=True, tag=True):
    """A vector of length 1 for each text."""

    id: int
    result: tuple[tuple[float, ...], ...]


class Adapted(msgspec.Struct, frozen=True, tag=True):
    """The adapters that work now."""

    id: int
    result: tuple[Adapter, ...]


class Resized(msgspec.Struct, frozen=True, tag=True):
    """The model with its new context length, which may be shorter than asked for."""

    id: int
    result: LoadedModel


class Described(msgspec.Struct, frozen=True, tag=True):
    """All about the loaded model."""

    id: int
    result: ModelDescription


class DeviceList(msgspec.Struct, frozen=True, tag=True):
    """What can compute on this machine."""

    id: int
    result: tuple[Device, ...]
    backend: str = ""  # what the processor computes with, e.g. "CPU (haswell)"


class SpeedMeasured(msgspec.Struct, frozen=True, tag=True):
    """How fast this machine is."""

    id: int
    result: MachineSpeed


class Unloaded(msgspec.Struct, frozen=True, tag=True):
    """No model is loaded now."""

    id: int
    result: None = None


class Pong(msgspec.Struct, frozen=True, tag=True):
    """A sign of life; ``job`` is being done right now."""

    job: int | None = None


type JobRequest = (
    Generate
    | Score
    | ScoreText
    | Tokenize
    | Render
    | Embed
    | Adapt
    | Resize
    | Describe
    | ListDevices
    | MeasureSpeed
    | Unload
)
type Request = Load | JobRequest | Cancel | ShareCores | Ping | Quit
type JobResult = (
    Scored
    | TextScored
    | Tokenized
    | Rendered
    | Embedded
    | Adapted
    | Resized
    | Described
    | DeviceList
    | SpeedMeasured
    | Unloaded
)  # how jobs other than a generation end
type JobEnd = Failed | Done | JobResult
type JobEvent = Begun | ChunkSent | ContextLow | Shortened | JobProgress | JobEnd
type Event = Hello | Trying | LoadProgress | Loaded | JobEvent | Pong
JOB_ENDS = (
    Failed, Done, Scored, TextScored, Tokenized, Rendered, Embedded, Adapted, Resized, Described, DeviceList,
    SpeedMeasured, Unloaded,
)  # fmt: skip  # after one of these nothing more comes for its job

_encoder = msgspec.json.Encoder()
_requests: msgspec.json.Decoder[Request] = msgspec.json.Decoder(Request)
_events: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def load_request(path: Path, options: LoadOptions) -> Load:
    return Load(os.fsencode(path), options)


def failed(request: int | None, error: KnownError) -> Failed:
    return Failed(request, record_of(error))


def encode(message: Request | Event) -> bytes:
    """One line, with its end. Halves of characters, which no UTF-8 has, become question marks."""
    try:
        return _encoder.encode(message) + b"\n"
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(message), ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def decode_request(line: bytes) -> Request:
    """Raises msgspec.DecodeError for anything but a request of this protocol."""
    return _requests.decode(line)


def decode_event(line: bytes) -> Event:
    """Raises msgspec.DecodeError for anything but an event of this protocol."""
    return _events.decode(line)
