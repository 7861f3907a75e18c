"""Origins of web pages, as browsers tell them."""

from urllib.parse import urlsplit

from explorer.domain.errors import KnownError
from explorer.domain.words import Words


def origin_of(text: str) -> str:
    """Of the page with this address: "https://example.org:8443". Raises KnownError."""
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise KnownError(
            Words("“{text}” is no address of a web page.", text=text.strip()),
            Words("Write it as the browser shows it: https://example.org"),
        )
    is_usual = port in (None, 443 if parts.scheme == "https" else 80)
    name = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{name}" if is_usual else f"{parts.scheme}://{name}:{port}"
