"""Addresses: names and ports of this machine that the server can be reached by, and origins of web pages."""

import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

from explorer.domain.endpoint import is_loopback
from explorer.domain.errors import KnownError
from explorer.domain.words import Words

LEAST_PORT, MOST_PORT = 1024, 65_535  # those below belong to the system
_TRIED = 50


def free_port(taken: int) -> int:
    """The next one after ``taken`` that no program on this machine has; 0, any, where none is near."""
    first = max(LEAST_PORT, taken + 1)
    for port in range(first, min(first + _TRIED, MOST_PORT + 1)):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    return 0


def own_names() -> frozenset[str]:
    """All that this machine may be called by in its network; asks the system, never a server of names."""
    import psutil  # noqa: PLC0415  not before it is opened to the network

    found = {socket.gethostname().lower(), f"{socket.gethostname().lower()}.local"}
    for addresses in psutil.net_if_addrs().values():
        for one in addresses:
            try:
                found.add(str(ip_address(one.address.partition("%")[0])))
            except ValueError:  # of the card itself
                continue
    return frozenset(found)


def network_address() -> str:
    """Where others in the network find this machine; "" where it has no network."""
    import psutil  # noqa: PLC0415  see above

    every = (one for several in psutil.net_if_addrs().values() for one in several)
    found = [one.address for one in every if one.family is socket.AF_INET and not is_loopback(one.address)]
    return next((address for address in found if not ip_address(address).is_link_local), "")


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
