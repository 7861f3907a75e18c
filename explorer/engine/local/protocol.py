"""Wire protocol between the window process and a worker: one JSON object a line, each way.

The window writes requests to the worker's stdin, the worker answers with events on stdout. A worker greets
with ``Hello`` first. Requests with an ``id`` are jobs: done one after another, in the order they came, and
each ends once, with ``Done`` or ``Failed``, which carry the same id. Before that ``Generate`` is followed by
``Writing``, others by ``JobProgress``. ``Load`` is followed by ``Trying`` and ``LoadProgress``, and ends with
``Loaded``, or a ``Failed`` without an id.

- an answer that is to be checked against a schema ends once that was done, and the next is begun meanwhile
- ``Cancel`` stops the job with that id, begun or still waiting: a generation ends with ``Done``, reason
  "stopped", any other job with ``Failed``, kind CancelledError
- ``Generate`` with ``together`` begins while others of the same ``together`` are written, so many at once;
  so do jobs that only cut or render texts. Any other waits until those that came before it are over
- ``ShareCores`` says how many models answer at once, and is followed from the next token on
- ``GiveImages`` comes before requests that name images without their bytes; those follow its line as they are
- ``Ping`` → ``Pong`` at once, also while a job is being done
- the end of stdin stops whatever runs, a load too, and the worker ends

What llama.cpp writes goes to stderr line by line, so that the window has it also after a crash.
``PROTOCOL`` grows with every change that an older side would misread.
"""

import json
import os
from pathlib import Path
from typing import Any

import msgspec

from explorer.domain.divergence import Divergence
from explorer.domain.errors import ErrorRecord, KnownError, record_of
from explorer.domain.generation import (
    Answer,
    ChatMessage,
    LoadedModel,
    LoadOptions,
    ModelDescription,
    Sampling,
)
from explorer.domain.images import ChatImage
from explorer.domain.speed import MachineSpeed
from explorer.domain.tokens import (
    NO_OPTIONS,
    Adapter,
    AdapterFile,
    AnswerOptions,
    ContinuationScore,
    Device,
    Embedding,
    KeptContext,
    Together,
    TokenDetail,
    TokenPiece,
)
from explorer.domain.words import Wording
from explorer.engine.state import WritingEvent

PROTOCOL = 12


class _Job(msgspec.Struct, frozen=True, tag=True):
    """A request for a job, or what is said of it."""

    id: int


class Load(msgspec.Struct, frozen=True, tag=True):
    """Load a model. ``path`` as the system's bytes, because a file name need not be text."""

    path: bytes
    options: LoadOptions
    fell_back: Wording | None = None  # why the options say CPU although something else was asked for


class Generate(_Job, frozen=True):
    """Answer a conversation, or go on from a raw text. Control tokens in that are some; in messages, text.

    ``kept``: where what was read of this conversation before may lie. ``together``: with those that are
    asked for in the same way.
    """

    prompt: str | tuple[ChatMessage, ...]
    sampling: Sampling
    options: AnswerOptions = NO_OPTIONS
    kept: KeptContext | None = None
    together: Together | None = None

    @property
    def is_together(self) -> bool:
        """Whether it is written at once with others; images are encoded alone."""
        return self.together is not None and not shows_images(self)


class Score(_Job, frozen=True):
    """How likely is each continuation after this prefix? ``alternatives``: 0 to 100 for each token."""

    prefix: str
    continuations: tuple[str, ...]
    alternatives: int = 0


class ScoreEach(_Job, frozen=True):
    """How likely is each continuation after each of these prompts? As of ``Generate`` they are read."""

    asked: tuple[tuple[str | tuple[ChatMessage, ...], tuple[str, ...]], ...]


class ScoreText(_Job, frozen=True):
    """How likely is every token of this text?"""

    text: str
    alternatives: int = 0


class Diverge(_Job, frozen=True):
    """How far is the model in this file (the system's bytes) from the loaded one on this text?

    Followed by ``JobProgress`` of loading it and by ``Diverging``. ``context``: tokens of a chunk.
    """

    other: bytes
    text: str
    context: int


class Tokenize(_Job, frozen=True):
    """Cut a text into tokens; ``add_special``: with those the model wants at the beginning."""

    text: str
    add_special: bool = False


class Count(_Job, frozen=True):
    """How many tokens has each of these texts? What looks like a control token is text."""

    texts: tuple[str, ...]


class CountImages(_Job, frozen=True):
    """How many tokens does each of these images take, with the marks around it? Loads what sees them."""

    images: tuple[ChatImage, ...]


class Render(_Job, frozen=True):
    """What would be read for this conversation, with this template; ``None`` for the model's own.

    ``think``: as in AnswerOptions.
    """

    messages: tuple[ChatMessage, ...]
    template: str | None = None
    think: str = ""


class Embed(_Job, frozen=True):
    """A vector for each text; ``cut``: of one that is too long its beginning, else the job fails."""

    texts: tuple[str, ...]
    cut: bool = False


class KeepContext(_Job, frozen=True):
    """Write what the context holds to a file of at most ``most`` bytes, if the last answer named it."""

    file: KeptContext
    most: int


class Adapt(_Job, frozen=True):
    """Apply these adapters and no others; an empty list takes all off."""

    adapters: tuple[AdapterFile, ...]


class Describe(_Job, frozen=True):
    """All about the loaded model."""


class ListDevices(_Job, frozen=True):
    """What can compute on this machine; without ``graphics`` no graphics driver is opened. Needs no model."""

    graphics: bool = True


class MeasureSpeed(_Job, frozen=True):
    """Measure what this machine does with weights of each type; ``threads`` 0 lets the engine choose.

    Needs no model.
    """

    threads: int


class Cancel(_Job, frozen=True):
    """Stop one job."""


class ShareCores(msgspec.Struct, frozen=True, tag=True):
    """So many models compute at once: use that part of the threads."""

    count: int


class GiveImages(msgspec.Struct, frozen=True, tag=True):
    """Keep the images that follow this line: ``sizes`` in bytes, by hash, in their order. ``is_anew``: and
    forget those before.
    """

    sizes: dict[str, int]
    is_anew: bool = False


class Ping(msgspec.Struct, frozen=True, tag=True):
    """Ask for a sign of life."""


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


class Writing(_Job, frozen=True):
    """What comes of an answer before its end."""

    event: WritingEvent


class Diverging(_Job, frozen=True):
    """What a comparison found so far."""

    figures: Divergence


class Done(_Job, frozen=True):
    """A job is complete; ``result_of`` reads it.

    An answer is all chunks joined, unless what was taken for a thought turned out to be it.
    """

    result: msgspec.Raw


class JobProgress(_Job, frozen=True):
    """How much of a job is done, 0 to 1."""

    fraction: float


class Pong(msgspec.Struct, frozen=True, tag=True):
    """A sign of life; ``job`` is being done right now."""

    job: int | None = None


type JobRequest = (
    Generate
    | Score
    | ScoreEach
    | ScoreText
    | Diverge
    | Tokenize
    | Count
    | CountImages
    | Render
    | Embed
    | KeepContext
    | Adapt
    | Describe
    | ListDevices
    | MeasureSpeed
)
type Request = Load | JobRequest | Cancel | ShareCores | GiveImages | Ping
type JobEvent = Writing | Diverging | JobProgress | Done | Failed
type Event = Hello | Trying | LoadProgress | Loaded | JobEvent | Pong

# What a job of each kind brings
_RESULTS: dict[type[JobRequest], msgspec.json.Decoder[Any]] = {
    Generate: msgspec.json.Decoder(Answer),
    Score: msgspec.json.Decoder(tuple[ContinuationScore, ...]),  # in the order of the continuations
    ScoreEach: msgspec.json.Decoder(tuple[tuple[ContinuationScore, ...], ...]),  # in the order of the prompts
    ScoreText: msgspec.json.Decoder(tuple[TokenDetail, ...]),  # also those that the model begins with
    Diverge: msgspec.json.Decoder(Divergence),
    Tokenize: msgspec.json.Decoder(tuple[TokenPiece, ...]),
    Count: msgspec.json.Decoder(tuple[int, ...]),  # in the order of the texts
    CountImages: msgspec.json.Decoder(tuple[int, ...]),  # in the order of the images
    Render: msgspec.json.Decoder(str),
    Embed: msgspec.json.Decoder(tuple[Embedding, ...]),  # in the order of the texts
    KeepContext: msgspec.json.Decoder(int),  # bytes written
    Adapt: msgspec.json.Decoder(tuple[Adapter, ...]),  # that work now
    Describe: msgspec.json.Decoder(ModelDescription),
    ListDevices: msgspec.json.Decoder(tuple[tuple[Device, ...], str]),  # and what the processor computes with
    MeasureSpeed: msgspec.json.Decoder(MachineSpeed),
}
_encoder = msgspec.json.Encoder()
_requests: msgspec.json.Decoder[Request] = msgspec.json.Decoder(Request)
_events: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def load_request(path: Path, options: LoadOptions, fell_back: Wording | None = None) -> Load:
    return Load(os.fsencode(path), options, fell_back)


def failed(request: int | None, error: KnownError) -> Failed:
    return Failed(request, record_of(error))


def done(job: int, result: Any) -> Done:
    return Done(job, msgspec.Raw(_json(result)))


def shows_images(request: JobRequest) -> bool:
    """Whether a worker loads a projector for it, if the model has one."""
    if isinstance(request, Generate) and not isinstance(request.prompt, str):
        return any(message.images for message in request.prompt)
    return isinstance(request, CountImages)


def result_of(kind: type[JobRequest], event: Done) -> Any:
    """What a job of this kind has brought. Raises msgspec.DecodeError for anything else."""
    return _RESULTS[kind].decode(event.result)


def encode(message: Request | Event) -> bytes:
    """One line, with its end."""
    return _json(message) + b"\n"


def _json(value: Any) -> bytes:
    """Halves of characters, which no UTF-8 has, become question marks."""
    try:
        return _encoder.encode(value)
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(value), ensure_ascii=False).encode("utf-8", "replace")


def decode_request(line: bytes) -> Request:
    """Raises msgspec.DecodeError for anything but a request of this protocol."""
    return _requests.decode(line)


def decode_event(line: bytes) -> Event:
    """Raises msgspec.DecodeError for anything but an event of this protocol."""
    return _events.decode(line)
