"""What the network and the Hub do to us, in words with a next step.

Imported only once the library is loaded (see wire.py).
"""

import httpx2
from huggingface_hub.errors import (
    DisabledRepoError,
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.utils import parse_ratelimit_headers  # type: ignore[attr-defined] # exported lazily

from explorer.domain.errors import AccessError, KnownError, NotFoundError, OfflineError
from explorer.hub.errors import BusyError
from explorer.hub.pace import wait_text

_SECRET_FREE = 400  # characters of technical text; an address with a signature is longer


# What httpx raises and the library lets through; HfHubHTTPError is one of them.
NETWORK_ERRORS = (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError)


def told(error: Exception, host: str) -> KnownError:
    """The error in words. ``host``: whom we asked."""
    if isinstance(error, HfHubHTTPError):
        return _told_by_hub(error, host)
    details = f"{type(error).__name__}: {error}"[:_SECRET_FREE]
    if isinstance(error, httpx2.TimeoutException):
        return OfflineError(f"{host} did not answer in time.", "Try again in a moment.", details)
    if isinstance(error, httpx2.InvalidURL | httpx2.UnsupportedProtocol):
        return KnownError(f"{host} is not an address.", "Check the Hub address in the settings.", details)
    if isinstance(error, httpx2.TooManyRedirects | httpx2.DecodingError):
        return KnownError(f"{host} sent an answer that makes no sense.", "Try again later.", details)
    if isinstance(error, httpx2.ConnectError | httpx2.ProxyError):
        return OfflineError(f"{host} cannot be reached.", "Check the network connection.", details)
    return OfflineError(f"The connection to {host} was lost.", "Check the network connection.", details)


def _told_by_hub(error: HfHubHTTPError, host: str) -> KnownError:
    status = error.response.status_code
    with_token = "authorization" in error.response.request.headers
    details = f"{status} {error.response.headers.get('X-Error-Message', '')}".strip()[:_SECRET_FREE]
    # Order matters: a gate is a kind of "not found" for the library.
    if isinstance(error, GatedRepoError):
        return _gated(details, with_token=with_token)
    if isinstance(error, RepositoryNotFoundError):
        advice = "Check the name." if with_token else "Check the name; a private one needs an access token."
        return NotFoundError("This model does not exist, or it is private.", advice, details)
    if isinstance(error, RevisionNotFoundError):
        return NotFoundError("This version of the model no longer exists.", "Open the model again.", details)
    if isinstance(error, EntryNotFoundError):
        return NotFoundError("This file is no longer in the repo.", "Open the model again.", details)
    if isinstance(error, DisabledRepoError):
        return AccessError(f"{host} has blocked this model.", "Choose another one.", details)
    return _by_status(status, error, host, details)


def _by_status(status: int, error: HfHubHTTPError, host: str, details: str) -> KnownError:
    if status == 401:
        return AccessError(
            f"{host} does not accept the access token.",
            "Renew it with “hf auth login”, or remove it (HF_TOKEN, or the Hub's token file).",
            details,
        )
    if status == 403:
        return AccessError(f"{host} does not allow this.", "Check the rights of the access token.", details)
    if status == 404:
        return NotFoundError(f"{host} has nothing under this address.", "Check the name.", details)
    if status == 429:
        return BusyError(f"{host} wants fewer requests.", _wait_advice(error), details)
    if status >= 500 or status == 408:
        return OfflineError(f"{host} has a problem.", "Try again in a few minutes.", details)
    return KnownError(f"{host} did not understand the request.", "Update this app if it stays so.", details)


def _gated(details: str, *, with_token: bool) -> AccessError:
    advice = (
        "Accept the conditions on the model's page; some publishers answer only after days."
        if with_token
        else "Accept the conditions on the model's page, then sign in with “hf auth login”."
    )
    return AccessError("The publisher asks you to accept conditions first.", advice, details)


def _wait_advice(error: HfHubHTTPError) -> str:
    wait = wait_asked(error.response)
    return f"Wait {wait_text(wait)}, then try again." if wait is not None else "Try again in some minutes."


def wait_asked(response: httpx2.Response) -> float | None:
    """Seconds the server asks to wait, from Retry-After or RateLimit; ``None`` if it does not say."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    limits = parse_ratelimit_headers(response.headers)
    return float(limits.reset_in_seconds) if limits and limits.remaining == 0 else None
