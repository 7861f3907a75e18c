"""Backends of the models at all endpoints: one for each host and class, whatever else changes."""

from threading import Lock

from explorer.domain.endpoint import EndpointModel
from explorer.domain.model import Model
from explorer.engine.backend import Backend
from explorer.engine.remote.endpoints import Endpoints
from explorer.engine.remote.remote_backend import RemoteBackend, kind_of_backend
from explorer.engine.remote.remote_means import RemoteMeans
from explorer.engine.remote.request_thread import RequestThread


class RemoteProvider:
    """Of ``engine.backends``. ``requests`` is closed by whoever made it, after this."""

    def __init__(self, endpoints: Endpoints, requests: RequestThread) -> None:
        self.means = RemoteMeans(endpoints, requests)
        self._backends: dict[tuple[str, str, type[RemoteBackend]], RemoteBackend] = {}
        self._lock = Lock()

    def of(self, model: Model) -> Backend | None:
        """Of a model that its endpoint still names, at the host that it has there. Called from any thread."""
        now = self.means.find(model) if isinstance(model, EndpointModel) else None
        if now is None or not isinstance(model, EndpointModel):
            return None
        kind = kind_of_backend(now)
        place = model.id, model.host, kind
        with self._lock:
            if place not in self._backends:
                self._backends[place] = kind(model, self.means)
            return self._backends[place]

    @property
    def backends(self) -> tuple[Backend, ...]:
        return tuple(self._backends.values())

    def close(self) -> None:
        backends, self._backends = self._backends, {}
        for backend in backends.values():
            backend.close()
