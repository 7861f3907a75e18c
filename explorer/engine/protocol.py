"""What the window process and a worker say to each other: one JSON object a line, each way.

The window writes requests to the worker's stdin, the worker answers with events on stdout. A worker
greets with ``Hello`` first; after that each request has these ends:

- ``Load`` → ``LoadProgress``…, then ``Loaded`` or ``Failed`` (its ``id`` is ``None``)
- ``Generate`` → ``Chunk``…, then ``Done`` or ``Failed`` with the same id; taken one after another
- ``Cancel`` stops the generation with that id, begun or still waiting: it ends with ``Done``, reason
  "stopped"
- ``Share`` says how many models answer at once, and is followed from the next token on
- ``Ping`` → ``Pong``
- ``Quit``, or the end of stdin, stops whatever runs, a load too, and the worker ends

``PROTOCOL`` grows with every change that an older side would misread.
"""

import os
from pathlib import Path

import msgspec

from explorer.domain.errors import ErrorRecord, KnownError, record_of
from explorer.domain.generation import Answer, ChatMessage, LoadedModel, LoadOptions, Sampling

PROTOCOL = 2


class Load(msgspec.Struct, frozen=True, tag=True):
    """Load a model. ``path`` as the system's bytes, because a file name need not be text."""

    path: bytes
    options: LoadOptions


class Generate(msgspec.Struct, frozen=True, tag=True):
    """Answer a conversation, or go on from a raw text. ``stop``: texts that end the answer."""

    id: int
    prompt: str | tuple[ChatMessage, ...]
    sampling: Sampling
    stop: tuple[str, ...] = ()


class Cancel(msgspec.Struct, frozen=True, tag=True):
    """Stop one generation."""

    id: int


class Share(msgspec.Struct, frozen=True, tag=True):
    """So many models compute at once: use that part of the threads."""

    count: int


class Ping(msgspec.Struct, frozen=True, tag=True):
    """Ask for a sign of life."""


class Quit(msgspec.Struct, frozen=True, tag=True):
    """End the process."""


class Hello(msgspec.Struct, frozen=True, tag=True):
    """The first line of a worker."""

    protocol: int


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


class Chunk(msgspec.Struct, frozen=True, tag=True):
    """More text of an answer. ``tokens`` counts the whole answer so far."""

    id: int
    text: str
    tokens: int


class Done(msgspec.Struct, frozen=True, tag=True):
    """An answer is complete; its text is all chunks joined."""

    id: int
    answer: Answer


class Pong(msgspec.Struct, frozen=True, tag=True):
    """A sign of life."""


type Request = Load | Generate | Cancel | Share | Ping | Quit
type Event = Hello | LoadProgress | Loaded | Failed | Chunk | Done | Pong

_encoder = msgspec.json.Encoder()
_requests: msgspec.json.Decoder[Request] = msgspec.json.Decoder(
    Load | Generate | Cancel | Share | Ping | Quit
)
_events: msgspec.json.Decoder[Event] = msgspec.json.Decoder(
    Hello | LoadProgress | Loaded | Failed | Chunk | Done | Pong
)


def load_request(path: Path, options: LoadOptions) -> Load:
    return Load(os.fsencode(path), options)


def failed(request: int | None, error: KnownError) -> Failed:
    return Failed(request, record_of(error))


def encode(message: Request | Event) -> bytes:
    """One line, with its end."""
    return _encoder.encode(message) + b"\n"


def decode_request(line: bytes) -> Request:
    """Raises msgspec.DecodeError for anything but a request of this protocol."""
    return _requests.decode(line)


def decode_event(line: bytes) -> Event:
    """Raises msgspec.DecodeError for anything but an event of this protocol."""
    return _events.decode(line)
