"""Who may ask: checked before anything else of a request is looked at.

A page in a browser can send requests to this machine, and by DNS rebinding read the answers: so the name that
was asked for must be one of this machine, a page must be one that the person named, and all but ``/health``
needs the token.
"""

import asyncio
import hmac
import re
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from explorer.domain.endpoint import is_loopback
from explorer.serve.api_error import ApiError, internal_error

MOST_BODY = 32 << 20  # bytes
BODY_S = 60.0  # for a whole body to come
_REST_S = 1.0  # for the rest of one that is refused, so that the refusal is read before the connection ends
_MOST_CLIENT, _MOST_ROUTE = 60, 60  # letters
_OPEN_PATHS = ("/health", "/v1/health")
# What containers call the machine they run on; nobody can have such a name on the internet
_FROM_CONTAINERS = frozenset({"host.docker.internal", "host.containers.internal"})
_HEADER_NAMES = re.compile(r"[A-Za-z0-9_\-, ]{1,1000}")

type Message = MutableMapping[str, Any]
type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
type AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True)
class Access:
    """What the person allows. ``hosts``: other names than those of loopback that this machine may be asked
    by. ``origins``: of pages that may ask.
    """

    token: str
    hosts: frozenset[str] = frozenset()
    origins: tuple[str, ...] = ()


class RequestGuard:
    """``access`` is asked for each request, so that what is changed holds at once. ``refused`` hears what no
    model was asked for: client, route and why. ``bug`` hears what nobody expected; the other program is told
    that, and no more.
    """

    def __init__(
        self,
        app: AsgiApp,
        access: Callable[[], Access],
        refused: Callable[[str, str, str], None],
        bug: Callable[[Exception], None],
    ) -> None:
        self._app, self._access, self._refused, self._bug = app, access, refused, bug

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        answer, body = _Answering(send), _Body(scope, receive)
        try:
            answer.headers = self._check(scope)
            if _is_preflight(scope):
                await answer.empty()
                return
            body.check_length()
            await self._app(scope, body, answer)
        except ApiError as error:
            if not error.is_listed:
                self._refused(client_of(scope["headers"]), scope["path"][:_MOST_ROUTE], error.message)
            await answer.error(error, closes=not await body.ends())
        except ConnectionError:  # who asked has gone, or an answer is cut off
            raise
        except Exception as error:  # noqa: BLE001  whatever it is: it is told at the one door
            self._bug(error)
            await answer.error(internal_error())

    def _check(self, scope: Scope) -> dict[str, str]:
        """The headers that a page needs to see the answer. Raises ApiError."""
        headers, access = scope["headers"], self._access()
        _check_host(_only(headers, b"host"), access.hosts)
        cross = _cross_origin(headers, access.origins)
        if _is_preflight(scope):
            if cross:
                return cross | _preflight(headers)
            raise ApiError(405, "OPTIONS is not answered here.", headers={"Allow": "GET, POST"})
        if scope["path"] not in _OPEN_PATHS and not _has_token(headers, access.token):
            told = {"WWW-Authenticate": "Bearer"} | cross
            raise ApiError(401, "The token is missing or wrong.", "invalid_api_key", headers=told)
        return cross


class _Answering:
    """Sends, with the headers that each answer has."""

    def __init__(self, send: Send) -> None:
        self._send, self._has_begun = send, False
        self.headers: dict[str, str] = {}

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._has_begun = True
            more = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"} | self.headers
            message["headers"] = [*message.get("headers", ()), *_encoded(more)]
        await self._send(message)

    async def empty(self) -> None:
        await self({"type": "http.response.start", "status": 204, "headers": []})
        await self({"type": "http.response.body", "body": b""})

    async def error(self, error: ApiError, *, closes: bool = False) -> None:
        """In place of an answer; one that has begun is cut off. ``closes``: no other request follows."""
        if self._has_begun:
            raise ConnectionError
        body = error.body
        headers = {"Content-Type": "application/json", "Content-Length": str(len(body))} | error.headers
        headers |= {"Connection": "close"} if closes else {}
        start = {"type": "http.response.start", "status": error.status, "headers": _encoded(headers)}
        await self(start)
        await self({"type": "http.response.body", "body": body})


class _Body:
    """Passes on what comes, up to a size and a time; raises ApiError for more."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._headers, self._receive, self._size, self._is_whole = scope["headers"], receive, 0, False
        self._until = asyncio.get_running_loop().time() + BODY_S

    def check_length(self) -> None:
        """Raises ApiError for one that says itself that it is too large."""
        length = _only(self._headers, b"content-length") or "0"
        if length.isdecimal() and int(length) > MOST_BODY:
            raise _too_large()

    async def __call__(self) -> Message:
        if self._is_whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            raise ApiError(408, "The request did not come in time.") from None
        self._size += len(message.get("body", b""))
        self._is_whole = not message.get("more_body", False)
        if self._size > MOST_BODY:
            raise _too_large()
        return message

    async def ends(self) -> bool:
        """Whether all of it comes soon; what does is thrown away. Nobody is told to send it only for that."""
        if not self._is_whole and _only(self._headers, b"expect") is None:
            with suppress(ApiError):
                self.check_length()
                self._until = min(self._until, asyncio.get_running_loop().time() + _REST_S)
                while not self._is_whole:
                    await self()
        return self._is_whole


def _too_large() -> ApiError:
    return ApiError(413, f"The request is larger than {MOST_BODY >> 20} MB.", "too_large")


def _check_host(host: str | None, hosts: frozenset[str]) -> None:
    """Raises ApiError for a name that is none of this machine: somebody else's may lead here. The port may be
    another: that of a tunnel or a container.
    """
    name = (host or "").rpartition(":")[0] if _has_port(host or "") else host or ""
    name = name.strip("[]").lower().rstrip(".")
    if not is_loopback(name) and name not in hosts | _FROM_CONTAINERS:
        raise ApiError(403, "This server does not answer under that name.", "wrong_host")


def _has_port(host: str) -> bool:
    return re.search(r":\d+\Z", host) is not None and (host.count(":") == 1 or "]:" in host)


def _cross_origin(headers: list[tuple[bytes, bytes]], origins: tuple[str, ...]) -> dict[str, str]:
    """Raises ApiError for a page that the person has not named."""
    if not any(name == b"origin" for name, _ in headers):
        return {}
    origin = (_only(headers, b"origin") or "").lower()
    if origin == "null" or origin not in {one.lower().rstrip("/") for one in origins}:
        raise ApiError(403, "Pages of this origin may not ask this server.", "wrong_origin")
    return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}


def _is_preflight(scope: Scope) -> bool:
    return bool(scope["method"] == "OPTIONS")


def _preflight(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    wanted = _only(headers, b"access-control-request-headers") or ""
    allowed = wanted if _HEADER_NAMES.fullmatch(wanted) else "Authorization, Content-Type"
    private = _only(headers, b"access-control-request-private-network") == "true"
    return {
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": allowed,
        "Access-Control-Max-Age": "600",
    } | ({"Access-Control-Allow-Private-Network": "true"} if private else {})


def _has_token(headers: list[tuple[bytes, bytes]], token: str) -> bool:
    kind, _, bearer = (_only(headers, b"authorization") or "").partition(" ")
    given = bearer.strip() if kind.lower() == "bearer" else _only(headers, b"x-api-key") or ""
    return bool(token) and hmac.compare_digest(given.encode(), token.encode())


def _only(headers: list[tuple[bytes, bytes]], name: bytes) -> str | None:
    """The value of a header that is there once."""
    found = [value.decode("latin-1") for one, value in headers if one == name]
    return found[0] if len(found) == 1 else None


def client_of(headers: list[tuple[bytes, bytes]]) -> str:
    """What a program calls itself, in short: its product, without what it is built with."""
    found = next((value.decode("latin-1") for one, value in headers if one == b"user-agent"), "")
    return found.partition(" ")[0][:_MOST_CLIENT]


def _encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
