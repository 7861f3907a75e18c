"""Addresses of endpoints, as people type or paste them."""

import re
from urllib.parse import urlsplit

from explorer.domain.endpoint import is_loopback
from explorer.domain.errors import KnownError
from explorer.domain.words import Words

_BEHIND = re.compile(r"/(chat/completions|completions|embeddings|models|responses)$")
_LONGEST = 400
_ADVICE = Words("An address looks like http://127.0.0.1:8080/v1.")


def read_address(text: str) -> str:
    """What routes are put behind: with its scheme, without a route or a slash at its end. "/v1" stands there
    where no path was typed.

    Raises KnownError for what is no address, or has a name, password, "?" or "#" in it.
    """
    text = text.strip()
    named = text if "://" in text else _with_scheme(text)
    try:
        parts = urlsplit(named)
        host, port = parts.hostname or "", parts.port
        host.encode("idna")  # a name that is looked up has short parts
    except ValueError as error:
        raise _no_address(text) from error
    is_text = named.isprintable() and not any(sign.isspace() for sign in named)
    if parts.scheme not in ("http", "https") or not host or port == 0 or not is_text or len(named) > _LONGEST:
        raise _no_address(text)
    if parts.username is not None or parts.password is not None:
        what = Words("The address may not contain a name or a password.")
        raise KnownError(what, Words("Give them as the key instead."))
    if parts.query or parts.fragment:
        raise KnownError(Words("The address may not contain “?” or “#”."), _ADVICE)
    path = _BEHIND.sub("", parts.path.rstrip("/")) or "/v1"
    return f"{parts.scheme}://{parts.netloc}{path}"


def is_open_to_others(address: str) -> bool:
    """Whether it goes over the network without encryption."""
    parts = urlsplit(address)
    return parts.scheme == "http" and not is_loopback(parts.hostname or "")


def _with_scheme(text: str) -> str:
    """A name without one: of this machine it is rarely encrypted, elsewhere it should be."""
    host = urlsplit(f"//{text}").hostname if "[" not in text or "]" in text else ""
    return f"{'http' if host and is_loopback(host) else 'https'}://{text}"


def _no_address(text: str) -> KnownError:
    return KnownError(Words("“{address}” is not an address.", address=text[:120]), _ADVICE)
