"""Backends of the models at all endpoints: a new one where an endpoint changed, none where it was removed."""

from dataclasses import replace

import msgspec

from explorer.domain.endpoint import Endpoint, EndpointEntry, EndpointModel
from explorer.domain.model import Model
from explorer.engine.backend import Backend
from explorer.engine.remote.endpoints import Endpoints
from explorer.engine.remote.remote_backend import RemoteBackend, RemoteMeans, remote_backend_of
from explorer.engine.remote.request_thread import RequestThread


class RemoteProvider:
    """Of ``engine.backends``. ``requests`` is closed by whoever made it, after this."""

    def __init__(self, endpoints: Endpoints, requests: RequestThread) -> None:
        self.means = RemoteMeans(endpoints, requests)
        self._backends: dict[str, tuple[EndpointModel, RemoteBackend]] = {}
        endpoints.changed.add(self._follow)

    def of(self, model: Model) -> Backend | None:
        """Of a model that its endpoint still names."""
        if not isinstance(model, EndpointModel):
            return None
        now = self._now(model)
        if now is None:
            return None
        if model.id not in self._backends:
            self._backends[model.id] = now, remote_backend_of(now, self.means)
        return self._backends[model.id][1]

    @property
    def backends(self) -> tuple[Backend, ...]:
        return tuple(backend for _model, backend in self._backends.values())

    def close(self) -> None:
        backends, self._backends = self._backends, {}
        for _model, backend in backends.values():
            backend.close()

    def _now(self, model: EndpointModel) -> EndpointModel | None:
        """As the endpoint is now."""
        endpoint = self.means.endpoints.find(model.endpoint.id)
        entry = endpoint.entry(model.entry.name) if endpoint is not None else None
        if endpoint is None or entry is None:
            return None
        return replace(model, endpoint=endpoint, entry=entry)

    def _follow(self, _endpoints: tuple[Endpoint, ...]) -> None:
        for reference, (model, backend) in tuple(self._backends.items()):
            now = self._now(model)
            if now is None or _asked_as(now) != _asked_as(model):
                del self._backends[reference]
                backend.close()


def _asked_as(model: EndpointModel) -> tuple[Endpoint, EndpointEntry]:
    """Without what changes nothing of a request."""
    endpoint = msgspec.structs.replace(model.endpoint, entries=())
    return endpoint, EndpointEntry(model.entry.name, True, model.entry.context_length, sees=model.entry.sees)
