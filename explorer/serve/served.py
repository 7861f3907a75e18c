"""What the server tells of itself and of the requests of other programs: plain values, no Qt."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum

from explorer.domain.errors import KnownError


class ServerState(Enum):
    """``STOPPING``: answers under way are being ended."""

    OFF = "off"
    STARTING = "starting"
    ON = "on"
    STOPPING = "stopping"
    FAILED = "failed"


@dataclass(frozen=True)
class ServerStatus:
    """``address``: what other programs are given, with "/v1". ``is_open``: reached from the network too.
    ``error``: why it is not on, only in the state FAILED. ``unkept``: why its token lies in no keyring, and
    holds until the app ends.
    """

    state: ServerState = ServerState.OFF
    address: str = ""
    since: datetime | None = None
    is_open: bool = False
    error: KnownError | None = None
    unkept: KnownError | None = None


NO_SUCH_MODEL = "model_not_found"  # the code of a request that names one that is not offered


class RequestState(StrEnum):
    """In the order of its life."""

    WAITING = "waiting"
    LOADING = "loading"
    READING = "reading"
    ANSWERING = "answering"
    DONE = "done"
    STOPPED = "stopped"  # by the other program that went, or by the person here
    FAILED = "failed"


ENDED = frozenset({RequestState.DONE, RequestState.STOPPED, RequestState.FAILED})


@dataclass(frozen=True)
class ServedRequest:
    """One request of another program. ``client``: what it calls itself, in short. ``model``: the name that it
    asked for. Tokens as far as they are known. ``seconds`` from its arrival to its end. ``error``: what it
    was told, and the ``code`` of that.
    """

    number: int
    arrived: datetime
    client: str
    route: str
    model: str
    state: RequestState = RequestState.WAITING
    prompt_tokens: int = 0
    answer_tokens: int = 0
    tokens_per_second: float = 0.0
    seconds: float = 0.0
    error: str = ""
    code: str = ""
