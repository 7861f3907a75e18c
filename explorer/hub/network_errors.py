"""Errors of the network and of the Hub, in words with a next step.

Imported only once the library is loaded (see http_session.py).
"""

from pathlib import Path

import httpx2
import huggingface_hub
from huggingface_hub.errors import (
    DisabledRepoError,
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.utils import parse_ratelimit_headers  # type: ignore[attr-defined] # exported lazily

from explorer.base.http_words import seconds_asked
from explorer.domain.errors import (
    AccessError,
    AnswerError,
    GateError,
    KnownError,
    NotFoundError,
    OfflineError,
)
from explorer.domain.words import Words
from explorer.hub.errors import busy_error

_SECRET_FREE = 400  # characters of technical text; an address with a signature is longer


# What httpx raises and the library lets through; HfHubHTTPError is one of them.
NETWORK_ERRORS = (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError)


def hf_raise_for_status(response: httpx2.Response) -> None:
    """As the library's own, which takes the body of an error for an object, whatever a server sends."""
    try:
        huggingface_hub.hf_raise_for_status(response)
    except (AttributeError, TypeError, ValueError, RecursionError) as error:
        raise HfHubHTTPError(str(response.status_code), response=response) from error


def known_error(error: Exception, host: str) -> KnownError:
    """The error in words. ``host``: whom we asked."""
    if isinstance(error, HfHubHTTPError):
        return _told_by_hub(error, host)
    details = f"{type(error).__name__}: {error}"[:_SECRET_FREE]
    if isinstance(error, httpx2.TimeoutException):
        what = Words("{host} did not answer in time.", host=host)
        kind = OfflineError if isinstance(error, httpx2.ConnectTimeout) else AnswerError
        return kind(what, Words("Try again in a moment."), details)
    if isinstance(error, httpx2.InvalidURL | httpx2.UnsupportedProtocol):
        what = Words("{host} is not an address.", host=host)
        return KnownError(what, Words("Check the Hub address in the settings."), details)
    if isinstance(error, httpx2.TooManyRedirects | httpx2.DecodingError):
        what = Words("{host} sent an answer that makes no sense.", host=host)
        return KnownError(what, Words("Try again later."), details)
    if isinstance(error, httpx2.ConnectError | httpx2.ProxyError):
        what = Words("{host} cannot be reached.", host=host)
    else:
        what = Words("The connection to {host} was lost.", host=host)
    return OfflineError(what, Words("Check the network connection."), details)


def _told_by_hub(error: HfHubHTTPError, host: str) -> KnownError:
    status = error.response.status_code
    with_token = "authorization" in error.response.request.headers
    details = f"{status} {error.response.headers.get('X-Error-Message', '')}".strip()[:_SECRET_FREE]
    # Order matters: a gate is a kind of "not found" for the library.
    if isinstance(error, GatedRepoError):
        return _gated(details, with_token=with_token)
    if isinstance(error, RepositoryNotFoundError):
        advice = (
            Words("Check the name.")
            if with_token
            else Words("Check the name; a private one needs an access token.")
        )
        return NotFoundError(Words("This model does not exist, or it is private."), advice, details)
    if isinstance(error, RevisionNotFoundError):
        what = Words("This version of the model no longer exists.")
        return NotFoundError(what, Words("Open the model again."), details)
    if isinstance(error, EntryNotFoundError):
        what = Words("This file is no longer in the repo.")
        return NotFoundError(what, Words("Open the model again."), details)
    if isinstance(error, DisabledRepoError):
        what = Words("{host} has blocked this model.", host=host)
        return AccessError(what, Words("Choose another one."), details)
    return _by_status(status, error, host, details)


def _by_status(status: int, error: HfHubHTTPError, host: str, details: str) -> KnownError:
    if status == 401:
        return AccessError(
            Words("{host} does not accept the access token.", host=host),
            Words("Renew or remove the access token in the settings."),
            details,
        )
    if status == 403:
        what = Words("{host} refuses to show this (403).", host=host)
        return AccessError(what, Words("Check that the access token may read it."), details)
    if status == 404:
        what = Words("{host} has nothing under this address.", host=host)
        return NotFoundError(what, Words("Check the name."), details)
    wait, problem = wait_asked(error.response), Words("{host} has a problem.", host=host)
    if status == 429 or (status == 503 and wait is not None):
        return busy_error(host, wait, details, problem if status == 503 else None)
    if status >= 500 or status == 408:
        return AnswerError(problem, Words("Try again in a few minutes."), details)
    what = Words("{host} did not understand the request.", host=host)
    return KnownError(what, Words("Update this app if it stays so."), details)


def _gated(details: str, *, with_token: bool) -> GateError:
    advice = (
        Words("Accept the conditions on the model’s page; some publishers answer only after days.")
        if with_token
        else Words("Accept the conditions on the model’s page, then put an access token into the settings.")
    )
    return GateError(Words("The publisher asks you to accept conditions first."), advice, details)


def wait_asked(response: httpx2.Response) -> float | None:
    """Seconds the server asks to wait, from Retry-After or RateLimit; ``None`` if it does not say."""
    asked = seconds_asked(response.headers.get("Retry-After", ""))
    if asked is not None:
        return asked
    limits = parse_ratelimit_headers(response.headers)
    return float(limits.reset_in_seconds) if limits and limits.remaining == 0 else None


def token_unread(file: Path, error: Exception) -> KnownError:
    """``file``: where the library looks for the token."""
    what = Words("The access token in {file} cannot be read.", file=file)
    advice = Words("See that it is a text file that you may read, or delete it.")
    return KnownError(what, advice, type(error).__name__ if isinstance(error, UnicodeError) else str(error))
