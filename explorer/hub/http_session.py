"""The one module that loads huggingface_hub: its HTTP session, its token, its error classes.

Loading costs 0.2 s, so client.py imports this late, after it has set the variables that the library
reads at import. One session serves the whole process; the library wants it so.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx2
from huggingface_hub import constants, get_session, set_client_factory
from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined] # exported lazily

from explorer.base.http_words import no_session
from explorer.domain.errors import AnswerError, KnownError, OfflineError
from explorer.domain.words import Words
from explorer.hub.connections import Connections, answered_in_time
from explorer.hub.errors import not_a_token_error
from explorer.hub.network_errors import (
    NETWORK_ERRORS,
    hf_raise_for_status,
    known_error,
    token_unread,
)
from explorer.hub.repo_names import origin_of, same_origin

_CONNECT, _READ = 5.0, 15.0  # seconds
_REDIRECTS = 5
_LONG = 600.0  # seconds that the header of a large model may take
_NAME = "open-model-explorer"
_LONGEST_JSON = 8 << 20  # bytes; what Python makes of them takes up to thirty times as much
_LONGEST_ERROR = 100_000  # bytes that an answer which is an error may explain itself with
_OF_THE_BODY = (b"content-encoding", b"content-length", b"transfer-encoding")  # headers
_RESETS = (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError)


class HttpSession:
    """Asks one endpoint. Every call first runs ``check_online``, which raises in offline mode."""

    def __init__(
        self,
        endpoint: str,
        check_online: Callable[[], None],
        heard: Callable[[KnownError | None], None] = lambda _error: None,
    ) -> None:
        """``heard`` is told whether the endpoint answered: ``None``, or why not."""
        _install_factory()
        self.endpoint = endpoint
        self.host = origin_of(endpoint)[1] or endpoint
        self._ask_online, self._heard = check_online, heard
        self._connections = Connections()

    def close(self) -> None:
        """Let go at once whoever waits for an answer."""
        self._connections.cut()

    def get_json(self, url: str, params: Sequence[tuple[str, str]]) -> tuple[Any, str | None]:
        """The answer and the address of the next page. Raises KnownError."""
        query: list[tuple[str, str | int | float | bool | None]] = list(params)
        asked = str(httpx2.URL(url).copy_merge_params(query)) if query else url
        with self._words(), self._stream(asked) as response:
            return _decoded(response, self.host), self._next_of(response)

    def get_as(self, url: str, token: str) -> Any:
        """The answer to someone with this token, which is not stored. Raises KnownError."""
        headers: dict[str, str] = build_hf_headers(token=token, library_name=_NAME)
        with self._words(), answered_in_time(), self.stream(url, headers, _READ) as response:
            _check_status(response)
            return _decoded(response, self.host)

    def get_text(self, url: str, limit: int) -> str:
        """At most ``limit`` bytes of a text file. Raises KnownError."""
        with self._words(), self._stream(url) as response:
            return _at_most(response, limit).decode("utf-8", "replace")

    def get_start(self, url: str, length: int) -> bytes:
        """The first ``length`` bytes of a file, or all of a shorter one. Raises KnownError."""
        headers = {"Accept-Encoding": "identity", "Range": f"bytes=0-{length - 1}"}
        with self._words(), answered_in_time(_LONG), self._stream(url, headers) as response:
            return _at_most(response, length)

    def get_foreign(self, url: str, limit: int) -> bytes:
        """At most ``limit`` bytes from wherever they lie. Raises KnownError.

        Elsewhere than at the endpoint only over HTTPS, and nothing is told there but the name of this app.
        """
        try:
            with self._stream(url, {"user-agent": _NAME}, is_foreign=True) as response:
                return _at_most(response, limit)
        except NETWORK_ERRORS as error:
            raise known_error(error, origin_of(url)[1]) from error

    @contextmanager
    def stream(self, url: str, headers: dict[str, str], read: float) -> Iterator[httpx2.Response]:
        """One GET without following redirects. ``read``: seconds without a byte until it is given up.

        The token goes to the endpoint and to no other origin. Raises what httpx raises, OfflineError.
        """
        self._check_online()
        all_headers = {**self.headers(url), **headers}
        timeout = httpx2.Timeout(read, connect=_CONNECT)
        session = get_session()
        trace = {"trace": self._connections.trace}
        request = session.build_request("GET", url, headers=all_headers, timeout=timeout, extensions=trace)
        with answered_in_time():
            response = self._send(session, request)
        if self.is_own(url):
            self._heard(None)
        try:
            yield response
        finally:
            response.close()

    def headers(self, url: str) -> dict[str, str]:
        """Headers of a request to ``url``; the token only where it belongs."""
        token = None if self.is_own(url) else False
        try:
            headers: dict[str, str] = build_hf_headers(token=token, library_name=_NAME)
        except (OSError, UnicodeError) as error:
            raise token_unread(Path(constants.HF_TOKEN_PATH), error) from error
        sent = headers.get("authorization", "")
        if not (sent.isascii() and sent.isprintable()):
            raise not_a_token_error()
        return headers

    def told(self, error: Exception) -> KnownError:
        known = known_error(error, self.host)
        self._heard(known)
        return known

    def told_of(self, response: httpx2.Response) -> KnownError:
        """An answer that is an error, in words."""
        try:
            with answered_in_time():
                _check_status(response)
        except httpx2.HTTPError as error:
            return self.told(error)
        raise ValueError(f"{response.status_code} is no error")

    def is_own(self, url: str) -> bool:
        return same_origin(url, self.endpoint)

    def target_of(self, response: httpx2.Response) -> str:
        """Where a redirect leads. Raises KnownError if that is no address."""
        try:
            target = urljoin(str(response.url), response.headers.get("Location", ""))
            if origin_of(target)[0] in ("http", "https"):
                return target
        except ValueError:
            target = str(response.headers.get("Location"))
        what = Words("{host} leads to what is no address.", host=self.host)
        raise KnownError(what, Words("Try again later."), target[:200])

    def _check_safe(self, url: str) -> None:
        """Raises KnownError for an address that a stranger's text may not make us ask."""
        if not self.is_own(url) and origin_of(url)[0] != "https":
            what = Words("This address is not safe: it does not begin with https.")
            raise KnownError(what, details=url[:200])

    def _next_of(self, response: httpx2.Response) -> str | None:
        """The address of the next page, if it is another one at the same origin: the token goes with it."""
        try:
            following = urljoin(str(response.url), response.links["next"]["url"])
        except (KeyError, ValueError):
            return None
        endless = following == str(response.url)
        return following if self.is_own(following) and not endless else None

    def _check_online(self) -> None:
        self._ask_online()
        if constants.is_offline_mode():
            what = Words("HF_HUB_OFFLINE forbids the network.")
            raise OfflineError(what, Words("Start without this variable."))

    def _send(self, session: httpx2.Client, request: httpx2.Request) -> httpx2.Response:
        try:
            return session.send(request, stream=True, follow_redirects=False)
        except _RESETS:
            # A kept connection that the server closed meanwhile looks like this; a new one is opened.
            self._check_online()
            return session.send(request, stream=True, follow_redirects=False)

    @contextmanager
    def _stream(
        self, url: str, headers: dict[str, str] | None = None, *, is_foreign: bool = False
    ) -> Iterator[httpx2.Response]:
        """A GET that follows redirects, each hop with the headers that belong to its origin."""
        with answered_in_time():
            for _ in range(_REDIRECTS):
                if is_foreign:
                    self._check_safe(url)
                with self.stream(url, headers or {}, _READ) as response:
                    if not response.is_redirect:
                        _check_status(response)
                        yield response
                        return
                    url = self.target_of(response)
        raise httpx2.TooManyRedirects("more than five redirects")

    @contextmanager
    def _words(self) -> Iterator[None]:
        try:
            yield
        except NETWORK_ERRORS as error:
            raise self.told(error) from error
        except AnswerError as error:
            self._heard(error)
            raise
        self._heard(None)


def _at_most(response: httpx2.Response, limit: int) -> bytes:
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) >= limit:
            break
    return bytes(body[:limit])


def _decoded(response: httpx2.Response, host: str) -> Any:
    """The JSON of an answer. Raises AnswerError for what is none, or far too long."""
    body = _at_most(response, _LONGEST_JSON + 1)
    kind = response.headers.get("Content-Type", "")
    if len(body) > _LONGEST_JSON:
        what = Words("{host} sent an answer that is far too long.", host=host)
        raise AnswerError(what, Words("Check the Hub address."), f"{kind}: over {_LONGEST_JSON} bytes")
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise AnswerError(
            Words("{host} sent an answer that cannot be read.", host=host),
            Words("Check the network: a sign-in page of a Wi-Fi answers so."),
            f"{kind}: {body[:200]!r}",
        ) from error


def _check_status(response: httpx2.Response) -> None:
    """Raises what the library makes of an answer that is an error, and of the beginning of its body."""
    if response.is_error:
        # As bytes: what is in no encoding that headers can have is then told as well as it can be.
        headers = [(k, v) for k, v in response.headers.raw if k.lower() not in _OF_THE_BODY]
        hf_raise_for_status(
            httpx2.Response(
                response.status_code,
                headers=headers,
                content=_at_most(response, _LONGEST_ERROR),
                request=response.request,
            )
        )


@cache
def _install_factory() -> None:
    set_client_factory(_make_client)


def _make_client() -> httpx2.Client:
    try:
        return httpx2.Client(follow_redirects=True)
    except (ImportError, ValueError, OSError, httpx2.InvalidURL) as error:  # proxies and certificates
        raise no_session(error) from error
