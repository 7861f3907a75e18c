"""One request over HTTP: what it says of itself, its body, and its response, whole or in pieces."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import msgspec

from explorer.serve.api_error import ApiError, busy
from explorer.serve.guard import Receive, Scope, Send, client_of

MOST_REQUESTS = 48  # under way or waiting: fewer than connections, so that more can be told
_STREAM = [(b"content-type", b"text/event-stream; charset=utf-8")]
_JSON = [(b"content-type", b"application/json")]


class Exchange:
    """One request over HTTP, and its response."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self.has_begun = False

    def header(self, name: bytes) -> str:
        found = (value.decode("latin-1") for one, value in self._scope["headers"] if one == name)
        return next(found, "")

    @property
    def client(self) -> str:
        """What it calls itself."""
        return client_of(self._scope["headers"])

    async def body(self) -> bytes:
        """Raises ApiError where it is not said to be JSON."""
        if self.header(b"content-type").partition(";")[0].strip().lower() != "application/json":
            raise ApiError(415, "Send JSON, with Content-Type: application/json.", "wrong_content_type")
        parts = list[bytes]()
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ConnectionError
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                return b"".join(parts)

    async def gone(self) -> None:
        """Once the other program has left."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def json(self, told: object) -> None:
        body = msgspec.json.encode(told)
        length = (b"content-length", str(len(body)).encode())
        await self._send({"type": "http.response.start", "status": 200, "headers": [*_JSON, length]})
        await self._send({"type": "http.response.body", "body": body})

    async def write(self, data: bytes, *, is_last: bool = False) -> None:
        """More of a stream."""
        if not self.has_begun:
            self.has_begun = True
            await self._send({"type": "http.response.start", "status": 200, "headers": list(_STREAM)})
        await self._send({"type": "http.response.body", "body": data, "more_body": not is_last})
        await asyncio.sleep(0)  # for the loop to note that the other program has gone


type Handler = Callable[[Exchange, bytes], Awaitable[None]]


class RequestGate:
    """Counts requests from before their bodies are read, so that no more than so many bodies are held."""

    def __init__(self) -> None:
        self._inside = 0

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Raises ApiError where there are too many."""
        if self._inside >= MOST_REQUESTS:
            raise busy("Too many requests wait already.")
        self._inside += 1
        try:
            yield
        finally:
            self._inside -= 1


class Post:
    """A route that is posted to, as an app of ASGI."""

    def __init__(self, handle: Handler, gate: RequestGate) -> None:
        self._handle, self._gate = handle, gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = Exchange(scope, receive, send)
        with self._gate.entered():
            await self._handle(exchange, await exchange.body())
