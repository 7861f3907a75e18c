"""The body of a long answer, read from the connection itself.

The library's HTTP parser copies each byte three times, which on a fast network takes as long as receiving
them. With a length in the header there is nothing to parse: once the parser has given what it held, the rest
is the next so many bytes of the connection. It cannot be used again then; for one long body that is fine.
"""

from collections.abc import Iterator

import httpcore2
import httpx2

_READ = 64 << 10


def body_of(response: httpx2.Response, stall: float) -> Iterator[bytes]:
    """The pieces as they come. ``stall``: seconds without a byte. Raises what httpx raises."""
    pieces = response.iter_raw()
    if not _is_plain(response):
        yield from pieces
        return
    first = next(pieces, b"")
    yield first
    try:
        yield from _rest_of(response, int(response.headers["Content-Length"]) - len(first), stall)
    except httpcore2.TimeoutException as error:
        raise httpx2.ReadTimeout(str(error), request=response.request) from error
    except httpcore2.NetworkError as error:
        raise httpx2.ReadError(str(error), request=response.request) from error


def _is_plain(response: httpx2.Response) -> bool:
    """Whether the body is so many bytes of this connection and nothing else."""
    length = response.headers.get("Content-Length", "")
    has_length = length.isascii() and length.isdigit() and "Transfer-Encoding" not in response.headers
    return has_length and response.http_version == "HTTP/1.1" and "network_stream" in response.extensions


def _rest_of(response: httpx2.Response, left: int, stall: float) -> Iterator[bytes]:
    stream = response.extensions["network_stream"]
    while left > 0:
        data = stream.read(min(left, _READ), timeout=stall)
        if not data:
            words = f"the connection was closed {left} bytes before the end"
            raise httpx2.RemoteProtocolError(words, request=response.request)
        left -= len(data)
        yield data
