"""Transport to endpoints: one request is one stream, ended by whoever cancels it, and every fault has words.

Runs in the loop of ``request_loop.py`` alone. Imported late: httpx2 and asyncio take 0.2 s.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx2
import msgspec

from explorer.base.http_words import no_session
from explorer.domain.errors import OfflineError
from explorer.engine.remote.access import EndpointAccess
from explorer.engine.remote.event_reader import EventReader, LongLineError
from explorer.engine.remote.faults import (
    NETWORK_ERRORS,
    endless_fault,
    event_fault,
    network_fault,
    redirect_fault,
    senseless_fault,
    slow_fault,
    status_fault,
    unsaid_fault,
)

_NAME = "open-model-explorer"
_DONE, _BEFORE_TEXT = b"[DONE]", b"\xef\xbb\xbf \t\r\n"
_ERROR_BODY_S = 5.0  # for an error to explain itself
_LOOK_S = 0.25  # between two looks whether offline mode was switched on


@dataclass(frozen=True)
class TransportLimits:
    """Seconds and bytes. ``first_byte_s``: a long prompt is read, or a model loaded, before anything comes.
    ``silence_s``: without a byte once it answers. ``total_s``: of one request, whatever comes.
    """

    connect_s: float = 10.0
    first_byte_s: float = 600.0
    silence_s: float = 120.0
    total_s: float = 7200.0
    line: int = 8 << 20
    answer: int = 64 << 20
    error: int = 64 << 10


USUAL_LIMITS = TransportLimits()


class Transport:
    """``check_online`` raises in offline mode, before anything is sent and until all of the answer came."""

    def __init__(self, check_online: Callable[[], None]) -> None:
        self._check_online = check_online
        self._clients = dict[bool, httpx2.AsyncClient]()
        self._deadlines = set[asyncio.Timeout]()  # of the requests under way
        self._looks = False
        self._offline: OfflineError | None = None  # why the last that were under way are over

    async def get(self, access: EndpointAccess, route: str, limits: TransportLimits = USUAL_LIMITS) -> Any:
        """What the server answers: JSON. Raises KnownError."""
        return await self._json("GET", access, route, None, limits)

    async def post(
        self, access: EndpointAccess, route: str, body: Any, limits: TransportLimits = USUAL_LIMITS
    ) -> Any:
        """What the server answers: JSON. Raises KnownError."""
        return await self._json("POST", access, route, body, limits)

    async def events(
        self, access: EndpointAccess, route: str, body: Any, limits: TransportLimits = USUAL_LIMITS
    ) -> AsyncGenerator[Any]:
        """What the server streams, each event as JSON, until it says that it is done or the stream ends; one
        answer that is no stream is one event. Close it (``aclosing``). Raises KnownError.
        """
        async with self._response("POST", access, route, body, limits) as response:
            begun, came, reader = False, False, EventReader(limits.line)
            parts = _body(response, access, limits)
            try:
                async for part in parts:
                    self._check_online()
                    text = part.lstrip(_BEFORE_TEXT)
                    if not begun and text.startswith(b"{"):
                        rest = [one async for one in parts]
                        yield _event("", b"".join([part, *rest]), access)
                        return
                    begun = begun or bool(text)  # a later part may begin anywhere, also with a brace
                    for event in reader.read(part):
                        if event.data.strip() == _DONE:
                            return
                        came = True
                        yield _event(event.name, event.data, access)
                for event in reader.end():
                    came = True
                    if event.data.strip() != _DONE:
                        yield _event(event.name, event.data, access)
            except LongLineError:
                raise endless_fault(access) from None
            if not came:
                raise unsaid_fault(access, response.headers.get("content-type", ""))

    async def close(self) -> None:
        clients, self._clients = tuple(self._clients.values()), {}
        for client in clients:
            await client.aclose()

    async def _json(
        self, method: str, access: EndpointAccess, route: str, body: Any, limits: TransportLimits
    ) -> Any:
        async with self._response(method, access, route, body, limits) as response:
            whole = b"".join([part async for part in _body(response, access, limits)])
        return _decoded(whole, access)

    @asynccontextmanager
    async def _response(
        self, method: str, access: EndpointAccess, route: str, body: Any, limits: TransportLimits
    ) -> AsyncIterator[httpx2.Response]:
        """One that is no error. Leaving it ends the connection, unless all of the answer was read."""
        self._check_online()
        access.headers()  # before anything of it stands in the error of a library
        has_answered = False
        try:
            async with asyncio.timeout(limits.total_s) as deadline, self._watched(deadline):
                response = await self._send(method, access, route, body, limits)
                has_answered = True
                try:
                    await _check(response, access, limits)
                    yield response
                finally:
                    await response.aclose()
        except TimeoutError as error:
            self._check_online()
            raise slow_fault(access) from error
        except NETWORK_ERRORS as error:
            raise network_fault(error, access, has_answered=has_answered) from error

    @asynccontextmanager
    async def online(self) -> AsyncIterator[None]:
        """For what also waits between requests: as soon as offline mode is switched on it is over. Raises
        OfflineError.
        """
        self._check_online()
        try:
            async with asyncio.timeout(None) as deadline, self._watched(deadline):
                yield
        except TimeoutError as error:
            if not deadline.expired() or self._offline is None:
                raise
            told = self._offline  # anew: one that is raised twice carries the traces of both
            raise type(told)(told.what, told.advice, told.details) from error

    @asynccontextmanager
    async def _watched(self, deadline: asyncio.Timeout) -> AsyncIterator[None]:
        """It is over at once when offline mode is switched on, whatever is waited for."""
        self._deadlines.add(deadline)
        self._look_soon()
        try:
            yield
        finally:
            self._deadlines.discard(deadline)

    def _look_soon(self) -> None:
        """Until nothing is under way any more."""
        if self._deadlines and not self._looks:
            self._looks = True
            asyncio.get_running_loop().call_later(_LOOK_S, self._look)

    def _look(self) -> None:
        self._looks = False
        try:
            self._check_online()
        except OfflineError as error:
            self._offline = error
            for deadline in self._deadlines:
                if not deadline.expired():
                    deadline.reschedule(asyncio.get_running_loop().time())
        self._look_soon()

    async def _send(
        self, method: str, access: EndpointAccess, route: str, body: Any, limits: TransportLimits
    ) -> httpx2.Response:
        client = self._client(access)
        headers = {"Accept-Encoding": "identity", "User-Agent": _NAME} | access.headers()
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = msgspec.json.encode(body)
        timeout = httpx2.Timeout(limits.first_byte_s, connect=limits.connect_s)
        opened = list[Any]()

        async def note(event: str, info: dict[str, Any]) -> None:
            if event.endswith("connect_tcp.complete"):
                opened.append(info["return_value"])

        request = client.build_request(
            method,
            access.url(route),
            headers=headers,
            content=content,
            timeout=timeout,
            extensions={"trace": note},
        )
        try:
            return await client.send(request, stream=True)
        except BaseException:  # the library forgets a connection that is cancelled while TLS begins
            for stream in opened:
                await stream.aclose()
            raise

    def _client(self, access: EndpointAccess) -> httpx2.AsyncClient:
        """No proxy stands between two programs of one machine. Raises KnownError."""
        beside = access.is_beside
        if beside not in self._clients:
            try:
                self._clients[beside] = httpx2.AsyncClient(
                    verify=httpx2.create_ssl_context(),
                    trust_env=not beside,
                    follow_redirects=False,
                    cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
                    limits=httpx2.Limits(max_connections=None, max_keepalive_connections=20),
                )
            except (OSError, ValueError, ImportError, httpx2.InvalidURL) as error:
                raise no_session(error) from error
        return self._clients[beside]


async def _check(response: httpx2.Response, access: EndpointAccess, limits: TransportLimits) -> None:
    """Raises KnownError for a redirect and an error."""
    if response.is_redirect:
        raise redirect_fault(access, response.headers.get("location", ""))
    if response.status_code >= 300:
        body = await _error_body(response, limits)
        raise status_fault(response.status_code, response.headers.get("retry-after", ""), body, access)
    if response.headers.get("content-encoding", "identity") != "identity":
        raise senseless_fault(access, response.headers["content-encoding"])


async def _error_body(response: httpx2.Response, limits: TransportLimits) -> bytes:
    """As much of it as comes soon: an error that is cut is an error too."""
    body = bytearray()
    try:
        async with asyncio.timeout(min(_ERROR_BODY_S, limits.silence_s)):
            async for part in response.aiter_raw():
                body += part
                if len(body) > limits.error:
                    break
    except (TimeoutError, *NETWORK_ERRORS):
        pass
    return bytes(body[: limits.error])


async def _body(
    response: httpx2.Response, access: EndpointAccess, limits: TransportLimits
) -> AsyncIterator[bytes]:
    """Its parts as they come. Raises KnownError where they do not, or are too many."""
    parts, size = response.aiter_raw(), 0
    while True:
        try:
            async with asyncio.timeout(limits.silence_s):
                part = await anext(parts, None)
        except TimeoutError as error:
            raise slow_fault(access) from error
        if part is None:
            return
        size += len(part)
        if size > limits.answer:
            raise endless_fault(access)
        yield part


def _event(name: str, data: bytes, access: EndpointAccess) -> Any:
    """Raises KnownError for an error that comes as an event."""
    told = _decoded(data, access)
    if name == "error" or (isinstance(told, dict) and told.get("error")):
        raise event_fault(told, access)
    return told


def _decoded(data: bytes, access: EndpointAccess) -> Any:
    """Without the key, should the server say that. Raises KnownError for what is no JSON."""
    try:
        return access.masked_json(msgspec.json.decode(data))
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise senseless_fault(access, access.masked(data.decode("utf-8", "replace"))[:200]) from error
