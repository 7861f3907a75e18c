"""Whom a model is asked at: its endpoint and key as they are when a request begins.

In the loop of requests alone; imported late.
"""

from functools import partial

from explorer.domain.endpoint import Endpoint, EndpointModel, KeyPlace
from explorer.domain.errors import AccessError, KnownError
from explorer.engine.remote.access import EndpointAccess
from explorer.engine.remote.pace import EndpointPace
from explorer.engine.remote.remote_means import RemoteMeans
from explorer.engine.remote.request_form import RequestForm
from explorer.engine.remote.request_loop import apart
from explorer.engine.remote.transport import USUAL_LIMITS


class RequestTarget:
    """``model`` and ``form``: as the last request found them; ``form`` forgets what it learned of an endpoint
    that has changed since.
    """

    def __init__(self, model: EndpointModel, means: RemoteMeans) -> None:
        self._means = means
        self.model, self.form = model, RequestForm(model)
        self.limits = means.limits or USUAL_LIMITS

    @property
    def unkeyed(self) -> EndpointAccess:
        return EndpointAccess(self.model.endpoint.name, self.model.endpoint.address)

    @property
    def pace(self) -> EndpointPace:
        """With as many requests at once as are wanted now."""
        now = self._means.find(self.model) or self.model
        most = max(1, now.endpoint.at_once)
        pace = self._means.paces.setdefault(now.endpoint.id, EndpointPace(most))
        pace.most = most
        return pace

    def _secret(self, endpoint: Endpoint) -> str:
        """Raises AccessError: without its key nothing else is answered either."""
        try:
            return self._means.endpoints.secret_of(endpoint)
        except KnownError as error:
            raise AccessError(error.what, error.advice, error.details) from error

    def renew(self) -> None:
        """Raises EndpointGoneError."""
        now = self._means.current(self.model)
        if now != self.model:
            self.model, self.form = now, RequestForm(now)

    async def access(self) -> EndpointAccess:
        """Just before a request. Raises EndpointGoneError, AccessError where its key cannot be had."""
        while True:
            self.renew()
            endpoint, key = self.model.endpoint, ""
            if endpoint.key is not KeyPlace.NONE:
                key = await apart(partial(self._secret, endpoint))
            if self._means.current(self.model).endpoint == endpoint:  # else it was changed meanwhile
                return EndpointAccess.of(endpoint, key)
