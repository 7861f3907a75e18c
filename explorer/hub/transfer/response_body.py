"""The body of a long answer, read from the connection itself into room that is there already.

The library's HTTP parser copies each byte three times, which on a fast network takes as long as receiving
them. With a length in the header there is nothing to parse: once the parser has given what it held, the rest
is the next so many bytes of the connection. It cannot be used again then; for one long body that is fine.
"""

import socket
import ssl
from collections.abc import Iterator

import httpcore2
import httpx2

_READ = 64 << 10  # bytes of a read where the library has to make the room


class ResponseBody:
    """Fills the room it is given. Raises what httpx raises, also where the body ends too early."""

    def __init__(self, response: httpx2.Response, stall: float, *, is_kept: bool) -> None:
        """``stall``: seconds without a byte; ``is_kept``: the connection is used again afterwards."""
        self._response = response
        self._stall = stall
        self._pieces: Iterator[bytes] = response.iter_raw()
        self._rest = memoryview(b"")  # received, not yet given
        self._left = 0  # bytes that the connection itself still brings
        self._is_direct = not is_kept and _is_plain(response)
        if self._is_direct:
            self._rest = memoryview(next(self._pieces, b""))
            self._left = int(response.headers["Content-Length"]) - len(self._rest)
        self._socket = _socket_of(response) if self._left > 0 else None

    def read_into(self, room: memoryview) -> int:
        """How many bytes of ``room`` were filled, as soon as there are some; 0 at the end."""
        if not self._rest and self._is_direct:
            count = self._receive(room[: self._left]) if self._left else 0
            self._left -= count
            return count
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        count = min(len(room), len(self._rest))
        room[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def _receive(self, room: memoryview) -> int:
        try:
            count = self._read(room)
        except (TimeoutError, httpcore2.TimeoutException) as error:
            raise httpx2.ReadTimeout(str(error), request=self._response.request) from error
        except (OSError, httpcore2.NetworkError) as error:
            raise httpx2.ReadError(str(error), request=self._response.request) from error
        if not count:
            words = f"the connection was closed {self._left} bytes before the end"
            raise httpx2.RemoteProtocolError(words, request=self._response.request)
        return count

    def _read(self, room: memoryview) -> int:
        if self._socket is not None:
            self._socket.settimeout(self._stall)
            return self._socket.recv_into(room)
        data = self._response.extensions["network_stream"].read(min(len(room), _READ), timeout=self._stall)
        room[: len(data)] = data
        return len(data)


def _is_plain(response: httpx2.Response) -> bool:
    """Whether the body is so many bytes of this connection and nothing else."""
    length = response.headers.get("Content-Length", "")
    has_length = length.isascii() and length.isdigit() and "Transfer-Encoding" not in response.headers
    return has_length and response.http_version == "HTTP/1.1" and "network_stream" in response.extensions


def _socket_of(response: httpx2.Response) -> socket.socket | None:
    """What the body comes from, ``None`` where TLS runs inside a proxy's TLS: no socket decrypts that."""
    stream = response.extensions["network_stream"]
    if isinstance(stream.get_extra_info("ssl_object"), ssl.SSLObject):
        return None
    found = stream.get_extra_info("socket")
    return found if isinstance(found, socket.socket) else None
