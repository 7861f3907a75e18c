"""What all backends of endpoints share, and where each of their models is now."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from explorer.domain.endpoint import EndpointModel
from explorer.domain.errors import NotFoundError
from explorer.domain.words import Words
from explorer.engine.remote.endpoints import Endpoints
from explorer.engine.remote.request_thread import RequestThread

if TYPE_CHECKING:
    from explorer.engine.remote.pace import EndpointPace
    from explorer.engine.remote.transport import TransportLimits


class EndpointGoneError(NotFoundError):
    """An endpoint is not there any more, or prompts for it would go to another host."""


@dataclass
class RemoteMeans:
    """``paces``: of each endpoint by its id, in the loop of requests alone. ``limits``: ``None`` as usual."""

    endpoints: Endpoints
    requests: RequestThread
    paces: dict[str, "EndpointPace"] = field(default_factory=dict)
    limits: "TransportLimits | None" = None

    def find(self, model: EndpointModel) -> EndpointModel | None:
        """As its endpoint is now."""
        endpoint = self.endpoints.find(model.endpoint.id)
        entry = endpoint.entry(model.entry.name) if endpoint is not None else None
        if endpoint is None or entry is None:
            return None
        return replace(model, endpoint=endpoint, entry=entry)

    def current(self, model: EndpointModel) -> EndpointModel:
        """As its endpoint is now. Raises EndpointGoneError, also where it has moved: whoever holds ``model``
        means its host, and may have asked the person about that one.
        """
        now, name = self.find(model), model.endpoint.name
        if now is None:
            raise EndpointGoneError(Words("{name} was removed.", name=name), Words("Choose another model."))
        if now.host != model.host:
            what = Words("{name} is at another address now.", name=name)
            raise EndpointGoneError(what, Words("Ask again to send this to {host}.", host=now.host))
        return now
