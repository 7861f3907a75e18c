"""An endpoint: a server that answers for models, somewhere else or as another program on this machine."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

import msgspec

from explorer.domain.model import Capability, Whereabouts, endpoint_reference
from explorer.domain.model_names import readable_name
from explorer.domain.thinking_switch import NO_SWITCH, ThinkingSwitch
from explorer.domain.words import Words


class EndpointAbility(StrEnum):
    """What a server can do or tell; asked by a probe, in this order."""

    MODELS = "models"
    CHAT = "chat"
    COMPLETIONS = "completions"
    STREAMS = "streaming"
    USAGE = "usage"  # how many tokens were read and written
    PROBABILITIES = "probabilities"  # of what it writes; ``amount``: how many for each token
    SCORES = "scores"  # probabilities of a text that is given
    SCHEMA = "schema"
    SEED = "seed"
    IMAGES = "images"
    EMBEDDINGS = "embeddings"
    CONTEXT = "context"  # ``amount``: tokens
    AT_ONCE = "at once"  # ``amount``: answers that it writes side by side


class ProbeAnswer(msgspec.Struct, frozen=True):
    """``is_able``: ``None`` where it was not tested, or the answer leaves it open. ``said``: a short quote of
    what the server answered, as evidence.
    """

    ability: EndpointAbility
    is_able: bool | None
    said: str = ""
    amount: int = 0


class EndpointProbe(msgspec.Struct, frozen=True):
    """``at``: ISO time. ``model``: the name it was tried with, "" if there was none. ``server``: what the
    server calls itself, "" where it does not say.
    """

    at: str
    requests: int
    model: str = ""
    server: str = ""
    answers: tuple[ProbeAnswer, ...] = ()

    def of(self, ability: EndpointAbility) -> ProbeAnswer:
        untested = ProbeAnswer(ability, None)
        return next((answer for answer in self.answers if answer.ability is ability), untested)

    def has(self, ability: EndpointAbility) -> bool:
        """Whether it surely can."""
        return self.of(ability).is_able is True


class EndpointPrice(msgspec.Struct, frozen=True):
    """As the person entered it: for a million tokens, read and written; ``source`` and ``on`` (an ISO day)
    say where and when it was read.
    """

    read: float
    written: float
    currency: str = "USD"
    source: str = ""
    on: str = ""

    def cost(self, prompt_tokens: int, answer_tokens: int) -> float:
        """Of one answer, in its currency."""
        return (prompt_tokens * self.read + answer_tokens * self.written) / 1_000_000

    @property
    def day(self) -> date | None:
        return date.fromisoformat(self.on) if self.on else None


class EndpointEntry(msgspec.Struct, frozen=True):
    """A model that the endpoint names. ``is_chosen``: it stands in pickers. ``repo``: of the Hub, which the
    person says it is. ``sees``: ``None`` where nobody tried.
    """

    name: str
    is_chosen: bool = False
    context_length: int | None = None
    repo: str = ""
    price: EndpointPrice | None = None
    sees: bool | None = None


class KeyPlace(StrEnum):
    """Where the key of an endpoint lies; it stands nowhere else."""

    NONE = "none"
    KEYRING = "keyring"
    ENVIRONMENT = "environment"  # in the variable that ``Endpoint.variable`` names


class Endpoint(msgspec.Struct, frozen=True):
    """``id`` is its part of references and never changes; ``name`` is what the person calls it. ``address``:
    what routes are put behind, without a slash at its end ("http://127.0.0.1:8080/v1"). ``key_end``: the last
    signs of its key, to tell it by. ``at_once``: requests at a time, as the probe found or the person set.
    """

    id: str
    name: str
    address: str
    key: KeyPlace = KeyPlace.NONE
    key_end: str = ""
    variable: str = ""
    entries: tuple[EndpointEntry, ...] = ()
    probe: EndpointProbe | None = None
    at_once: int = 4

    @property
    def host(self) -> str:
        """Whom prompts go to."""
        return urlsplit(self.address).hostname or self.address

    @property
    def where(self) -> Whereabouts:
        return Whereabouts.BESIDE if is_loopback(self.host) else Whereabouts.AWAY

    def can(self, ability: EndpointAbility) -> bool:
        return self.probe is not None and self.probe.has(ability)

    def entry(self, name: str) -> EndpointEntry | None:
        return next((one for one in self.entries if one.name == name), None)


def is_loopback(host: str) -> bool:
    """Whether this is the name or a number of this very machine. None is looked up: "lab.localhost" may lead
    elsewhere, a name server says so.
    """
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() in ("localhost", "localhost.")


@dataclass(frozen=True)
class EndpointModel:
    """One model of an endpoint, as rooms hold it."""

    endpoint: Endpoint
    entry: EndpointEntry
    is_offline: bool = False
    publisher: str = ""
    quantization: str = ""
    parameters: int | None = None
    size: int | None = None
    sha256: str | None = None
    thinking: ThinkingSwitch = NO_SWITCH
    opens_thought: bool = False

    @property
    def id(self) -> str:
        return endpoint_reference(self.endpoint.id, self.entry.name)

    @property
    def name(self) -> str:
        return readable_name(self.entry.name.rpartition("/")[2]) or self.entry.name

    @property
    def context_length(self) -> int | None:
        return self.entry.context_length

    @property
    def is_chat(self) -> bool:
        """A server that has no chat goes on with texts."""
        probe = self.endpoint.probe
        return probe is None or probe.of(EndpointAbility.CHAT).is_able is not False

    @property
    def apart(self) -> str:
        return self.endpoint.name

    @property
    def title(self) -> str:
        return f"{self.name} · {self.endpoint.name}"

    @property
    def source(self) -> str:
        return self.endpoint.name

    @property
    def where(self) -> Whereabouts:
        return self.endpoint.where

    @property
    def host(self) -> str:
        return self.endpoint.host

    @property
    def why_not_usable(self) -> str:
        return Words("offline mode is on") if self.is_offline else ""

    @property
    def capabilities(self) -> frozenset[Capability]:
        able = {Capability.SEVERAL} if self.endpoint.at_once > 1 else set[Capability]()
        if self.endpoint.can(EndpointAbility.PROBABILITIES):
            able.add(Capability.PROBABILITIES)
        if self.endpoint.can(EndpointAbility.SCORES):
            able.add(Capability.SCORES)
        if self.entry.sees:
            able.add(Capability.SEES)
        if not self.is_chat:  # it goes on with any text
            able.add(Capability.CONTINUES)
        return frozenset(able)
