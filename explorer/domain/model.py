"""A model that can be asked, wherever it runs: rooms refer to it, and never locate it."""

from enum import Enum
from typing import Protocol

from explorer.domain.thinking_switch import ThinkingSwitch
from explorer.domain.words import Words

_ENDPOINT = "endpoint://"  # no path of a file has two slashes in a row


class Capability(Enum):
    """What can be done with a model beside asking it; see the protocols of ``engine.backend``."""

    TOKENIZES = "tokenizes"
    SCORES = "scores"
    EMBEDS = "embeds"
    RENDERS = "renders"
    ADAPTS = "adapts"
    SEES = "sees images"
    RESIDENT = "resident"
    SEVERAL = "answers several at once"
    CONTINUES = "goes on with an answer that was cut off"
    PROBABILITIES = "tells how likely its tokens were"


class Whereabouts(Enum):
    """Where what is asked goes; the value is the mark of it, which never goes away."""

    HERE = Words("")
    BESIDE = Words("another program on this machine")
    AWAY = Words("leaves this machine")


class Model(Protocol):
    """A model a person can choose. ``domain.local.LocalModel`` is one in a file on this disk.

    ``id`` is its reference, as chats and comparisons keep it: the id of a file, or an endpoint and the name
    a model has there (``endpoint_reference``). ``None`` means not known.
    """

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def publisher(self) -> str: ...
    @property
    def quantization(self) -> str: ...
    @property
    def context_length(self) -> int | None: ...
    @property
    def parameters(self) -> int | None: ...
    @property
    def size(self) -> int | None:
        """Bytes of its file here."""

    @property
    def sha256(self) -> str | None:
        """Of its bytes, as published."""

    @property
    def is_chat(self) -> bool:
        """Whether it takes a conversation; else it goes on with a text."""

    @property
    def thinking(self) -> ThinkingSwitch:
        """What one may choose of its thinking."""

    @property
    def opens_thought(self) -> bool:
        """Whether each of its answers comes after a thought."""

    @property
    def apart(self) -> str:
        """What tells it from others of this name and quantization."""

    @property
    def title(self) -> str:
        """Its name where it stands alone, told apart from every other."""

    @property
    def source(self) -> str:
        """Where it comes from, in a text that may leave this machine."""

    @property
    def where(self) -> Whereabouts:
        """Where what it is asked goes."""

    @property
    def host(self) -> str:
        """Whom that goes to; "" here."""

    @property
    def why_not_usable(self) -> str:
        """Why it cannot be asked, in a few words; "" if it can."""

    @property
    def capabilities(self) -> frozenset[Capability]: ...


def endpoint_reference(endpoint: str, name: str) -> str:
    """Of the model that is called ``name`` at the endpoint with this id."""
    return f"{_ENDPOINT}{endpoint}/{name}"


def name_at_endpoint(reference: str) -> str:
    """The name in an endpoint's reference, which may itself hold slashes."""
    return reference.removeprefix(_ENDPOINT).partition("/")[2]


def is_endpoint_reference(reference: str) -> bool:
    return reference.startswith(_ENDPOINT)


def endpoint_of(reference: str) -> str:
    """The id of the endpoint in a reference."""
    return reference.removeprefix(_ENDPOINT).partition("/")[0]
