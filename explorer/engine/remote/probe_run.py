"""A probe over the network. Blocks for the server: run it as a task."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explorer.domain.endpoint import Endpoint
from explorer.domain.model import Whereabouts
from explorer.engine.remote.access import EndpointAccess
from explorer.engine.remote.probe import Probe, ProbeOutcome, ProbeStep
from explorer.engine.remote.request_thread import RequestThread

if TYPE_CHECKING:
    from explorer.engine.remote.transport import Transport, TransportLimits

_FIRST_BYTE_S, _SILENCE_S = 120.0, 30.0  # some servers load a model before they answer
_MOST_EVENTS = 2_000


def probe_endpoint(
    requests: RequestThread,
    endpoint: Endpoint,
    key: str,
    model: str = "",
    told: Callable[[ProbeStep], None] = lambda _step: None,
    stopped: Callable[[], bool] = lambda: False,
    *,
    is_new: bool = False,
) -> ProbeOutcome:
    """``model``: as of Probe. Raises what it raises. ``is_new``: it was just added; of one elsewhere, where
    each question may cost money, only the models are listed.
    """
    access = EndpointAccess.of(endpoint, key)
    lists_only = is_new and endpoint.where is Whereabouts.AWAY
    return Probe(model, _Wire(requests, access, stopped), told, stopped, lists_only).run()


@dataclass(frozen=True)
class _Wire:
    """Of ProbeWire."""

    thread: RequestThread
    access: EndpointAccess
    stopped: Callable[[], bool]

    def get(self, route: str) -> Any:
        return self.thread.call(lambda ours: ours.get(self.access, route, _limits()), self.stopped)

    def post(self, route: str, body: Mapping[str, Any]) -> Any:
        return self.thread.call(lambda ours: ours.post(self.access, route, body, _limits()), self.stopped)

    def stream(self, route: str, body: Mapping[str, Any]) -> Sequence[Any]:
        async def read(ours: "Transport") -> Sequence[Any]:
            pieces = list[Any]()
            async with aclosing(ours.events(self.access, route, body, _limits())) as events:
                async for event in events:
                    pieces.append(event)
                    if len(pieces) >= _MOST_EVENTS:
                        break
            return pieces

        return self.thread.call(read, self.stopped)


def _limits() -> "TransportLimits":
    from explorer.engine.remote.transport import TransportLimits  # noqa: PLC0415  imported late

    return TransportLimits(first_byte_s=_FIRST_BYTE_S, silence_s=_SILENCE_S, total_s=2 * _FIRST_BYTE_S)
