"""What goes wrong with an endpoint, in words with a next step. Imported late, with the transport."""

import json
import socket
import ssl
from typing import Any

import httpx2

from explorer.base.http_words import seconds_asked
from explorer.domain.errors import AccessError, AnswerError, KnownError, NotFoundError, OfflineError
from explorer.domain.units import wait_text
from explorer.domain.words import Words
from explorer.engine.remote.access import EndpointAccess, key_advice

NETWORK_ERRORS = (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError)
_LATER = Words("Try again in a moment.")
_TOO_LONG = ("context_length_exceeded", "exceed_context_size")
_TOO_LONG_SAID = ("context length", "context size", "context window", "maximum context", "too many tokens")
_IS_OURS = "validation error"  # so FastAPI says that a request is not as it should be, some with a 500
_MODEL_GONE = ("model_not_found", "model not found", "no such model", "does not exist")


class ServerBusyError(AnswerError):
    """The server is asked too much. ``wait``: seconds that it asks to wait, ``None`` if it does not say."""

    def __init__(self, what: str, advice: str = "", details: str = "", wait: float | None = None) -> None:
        super().__init__(what, advice, details)
        self.wait = wait

    def __reduce__(self) -> tuple[type["ServerBusyError"], tuple[object, ...]]:  # type: ignore[override]
        return type(self), (self.what, self.advice, self.details, self.wait)


class LostBeforeAnswerError(OfflineError):
    """The connection ended before the server answered: it may have grown old, and another one will do."""


class RefusedRequestError(KnownError):
    """The server does not take what it was asked with. ``said``: in its own words."""

    def __init__(self, what: str, advice: str = "", details: str = "", said: str = "") -> None:
        super().__init__(what, advice, details)
        self.said = said

    def __reduce__(self) -> tuple[type["RefusedRequestError"], tuple[str, str, str, str]]:  # type: ignore[override]
        return type(self), (self.what, self.advice, self.details, self.said)


def network_fault(error: Exception, access: EndpointAccess, *, has_answered: bool) -> KnownError:
    """``has_answered``: whether the head of its answer had come."""
    details, host = access.told(f"{type(error).__name__}: {error}"), access.name
    if isinstance(error, httpx2.InvalidURL | httpx2.UnsupportedProtocol):
        what = Words("{host} is not an address.", host=access.told(access.address))
        return KnownError(what, Words("Check the address in Settings."), details)
    if isinstance(error, httpx2.TimeoutException):
        if has_answered or isinstance(error, httpx2.ReadTimeout):
            return slow_fault(access, details)
        return OfflineError(Words("{host} did not answer in time.", host=host), _LATER, details)
    if isinstance(error, httpx2.ConnectError | httpx2.ProxyError) or _is_of(ssl.SSLError, error):
        return _unreached(error, access, details)
    what = Words("The connection to {host} was lost.", host=host)
    kind = AnswerError if has_answered else LostBeforeAnswerError
    return kind(what, Words("Try again; the server may have ended."), details)


def _is_of(kind: type[BaseException], error: BaseException) -> bool:
    return any(isinstance(one, kind) for one in _causes(error))


def _causes(error: BaseException | None) -> list[BaseException]:
    """The error with what it came of, groups opened."""
    found = list[BaseException]()
    left = [error]
    while left and len(found) < 50:
        one = left.pop()
        if one is None or one in found:
            continue
        found.append(one)
        left += [one.__cause__, one.__context__]
        if isinstance(one, BaseExceptionGroup):
            left += one.exceptions
    return found


def _unreached(error: Exception, access: EndpointAccess, details: str) -> KnownError:
    if isinstance(error, httpx2.ProxyError):
        what = Words("The proxy does not let this through to {host}.", host=access.name)
        return OfflineError(what, Words("Check the proxy of this system."), details)
    if _is_of(ssl.SSLCertVerificationError, error):
        what = Words("The certificate of {host} cannot be trusted: nothing was sent.", host=access.name)
        advice = Words("Check the address. A certificate authority of your own is named by SSL_CERT_FILE.")
        return AccessError(what, advice, details)
    if _is_of(ssl.SSLError, error):
        what = Words("{host} does not answer as HTTPS does.", host=access.name)
        return OfflineError(what, Words("Check the address: without HTTPS it begins with http://."), details)
    if _is_of(socket.gaierror, error):
        what = Words("No server is found under the address of {host}.", host=access.name)
        return OfflineError(what, Words("Check the address and the network connection."), details)
    if _is_of(ConnectionRefusedError, error):
        what = Words("Nothing answers at the address of {host}.", host=access.name)
        return OfflineError(what, Words("Check that the server runs, and its port."), details)
    what = Words("{host} cannot be reached.", host=access.name)
    return OfflineError(what, Words("Check the network connection."), details)


def slow_fault(access: EndpointAccess, details: str = "") -> AnswerError:
    what = Words("{host} was silent for too long and was given up.", host=access.name)
    return AnswerError(what, Words("Try again; a shorter prompt is read sooner."), details)


def cut_fault(access: EndpointAccess) -> AnswerError:
    """Of a stream that ends without saying so."""
    what = Words("{host} ended the connection in the middle of the answer.", host=access.name)
    return AnswerError(what, Words("Ask again."))


def unsaid_fault(access: EndpointAccess, content_type: str) -> AnswerError:
    """Of a stream without an event in it; some servers end so where a prompt is too long for them."""
    if "event-stream" not in content_type:
        return senseless_fault(access, content_type)
    what = Words("{host} ended the connection without a word.", host=access.name)
    return AnswerError(what, Words("Ask again; the prompt may be too long for it."))


def senseless_fault(access: EndpointAccess, details: str = "") -> AnswerError:
    """Of what is not JSON, or has another shape than this API."""
    what = Words("{host} sent an answer that makes no sense.", host=access.name)
    return AnswerError(
        what, Words("Check that its address is one of an OpenAI-compatible API."), access.told(details)
    )


def endless_fault(access: EndpointAccess) -> AnswerError:
    what = Words("{host} sent more than was asked for, and was stopped.", host=access.name)
    return AnswerError(what, Words("Check that its address is one of an OpenAI-compatible API."))


def redirect_fault(access: EndpointAccess, location: str) -> AccessError:
    what = Words(
        "{host} sends elsewhere. It was not followed, and the key was not sent there.", host=access.name
    )
    return AccessError(what, Words("If you trust that address, enter it in Settings."), access.told(location))


def status_fault(status: int, retry_after: str, body: bytes, access: EndpointAccess) -> KnownError:
    """Of an answer that is an error. ``body``: as much of it as was read."""
    code, said = _said(body)
    said, host = access.told(said), access.name
    details = f"{status} {said}".strip()
    if status in {401, 402, 403}:
        return _kept_out(status, access, details)
    if status in {429, 503}:
        return busy_fault(access, seconds_asked(retry_after), details, is_asked_too_much=status == 429)
    if status == 413 or _is_too_long(code, said):
        return too_long_fault(access, details)
    if status == 404:
        return _missing(code, said, access, details)
    if (status >= 500 or status == 408) and _IS_OURS not in said:
        what = Words("{host} has a problem.", host=host)
        if said:
            what = Words("{host} has a problem: “{said}”.", host=host, said=said)
        return AnswerError(what, Words("Try again in a few minutes."), details)
    return refused_fault(access, said, details)


def _kept_out(status: int, access: EndpointAccess, details: str) -> AccessError:
    host = access.name
    what, advice = (
        Words("{host} refuses this (403).", host=host),
        Words("Check what the key may be used for."),
    )
    if status == 402:
        what = Words("The account at {host} has nothing left to pay with.", host=host)
        advice = Words("Look at the account there.")
    elif status == 401:
        advice = key_advice(access.variable)
        what = Words("{host} does not accept the key.", host=host)
        if not access.key:
            what = Words("{host} wants a key.", host=host)
    return AccessError(what, advice, details)


def busy_fault(
    access: EndpointAccess, wait: float | None, details: str = "", *, is_asked_too_much: bool = True
) -> ServerBusyError:
    what = Words("{host} is busy, or still loads its model.", host=access.name)
    if is_asked_too_much:
        what = Words("{host} wants fewer requests.", host=access.name)
    advice = Words("Try again in a few minutes.")
    if wait is not None:
        advice = Words("Wait {time}, then try again.", time=wait_text(wait))
    return ServerBusyError(what, advice, details, wait)


def too_long_fault(access: EndpointAccess, details: str = "") -> KnownError:
    what = Words("This is longer than the model at {host} can read.", host=access.name)
    return KnownError(what, Words("Ask with less, or begin a new chat."), details)


def refused_fault(access: EndpointAccess, said: str, details: str) -> RefusedRequestError:
    what = Words("{host} does not take this request.", host=access.name)
    if said:
        what = Words("{host} does not take this request: “{said}”.", host=access.name, said=said)
    return RefusedRequestError(what, "", details, said)


def event_fault(told: Any, access: EndpointAccess) -> KnownError:
    """Of an error that came as an event, with the number that stands in it, if there is one."""
    error = told.get("error", told) if isinstance(told, dict) else told
    code = error.get("code", error.get("status")) if isinstance(error, dict) else None
    status = int(code) if isinstance(code, int | str) and str(code).isdecimal() else 500
    body = json.dumps(told).encode()
    return status_fault(status if 400 <= status < 600 else 500, "", body, access)


def _missing(code: str, said: str, access: EndpointAccess, details: str) -> NotFoundError:
    if any(mark in f"{code} {said}".lower() for mark in _MODEL_GONE):
        what = Words("{host} does not have this model any more.", host=access.name)
        return NotFoundError(what, Words("Choose another one, or test the endpoint again."), details)
    what = Words("{host} has nothing under this address.", host=access.name)
    return NotFoundError(what, Words("Check the address in Settings; most end in /v1."), details)


def _is_too_long(code: str, said: str) -> bool:
    return any(mark in code for mark in _TOO_LONG) or any(mark in said.lower() for mark in _TOO_LONG_SAID)


def _said(body: bytes) -> tuple[str, str]:
    """The code and the words of an error, in whichever shape; "" where there is none."""
    text = body.decode("utf-8", "replace")
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return "", "" if text.lstrip().startswith("<") else text
    if isinstance(told, list) and told:
        told = told[0]
    error = told.get("error", told) if isinstance(told, dict) else told
    if not isinstance(error, dict):
        return "", error if isinstance(error, str) else ""
    code = f"{error.get('code') or ''} {error.get('type') or ''}"
    said = next((error[n] for n in ("message", "detail", "error_description") if error.get(n)), "")
    return code, said if isinstance(said, str) else json.dumps(said)
