"""A client that keeps to no rule: bytes over a socket, and what comes back."""

import json
import socket
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

_SECONDS = 20


@dataclass(frozen=True)
class RawAnswer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def error(self) -> Any:
        """What is told of an error; in OpenAI's shape, or this fails."""
        told = json.loads(self.body)["error"]
        assert set(told) == {"message", "type", "param", "code"}
        assert isinstance(told["message"], str)
        assert told["message"]
        return told


class RawClient:
    """One connection. Each answer must have a length. ``room``: bytes that it takes before they are read."""

    def __init__(self, port: int, room: int = 0) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if room:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        self._socket.settimeout(_SECONDS)
        self._socket.connect(("127.0.0.1", port))
        self._rest = b""

    def send(self, *data: bytes) -> None:
        for part in data:
            try:
                self._socket.sendall(part)
            except (BrokenPipeError, ConnectionResetError):  # it does not want more
                return

    def end_sending(self) -> None:
        self._socket.shutdown(socket.SHUT_WR)

    def answer(self) -> RawAnswer:
        while b"\r\n\r\n" not in self._rest:
            if not (more := self._socket.recv(1 << 16)):
                raise ConnectionResetError(self._rest)
            self._rest += more
        head, _, rest = self._rest.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = int(headers.get("content-length", "0"))
        while len(rest) < length:
            rest += self._socket.recv(1 << 16)
        self._rest = rest[length:]
        return RawAnswer(int(first.split()[1]), headers, rest[:length])

    def is_closed(self) -> bool:
        """Once the server has nothing more to say. Raises TimeoutError where it is kept open."""
        with suppress(ConnectionResetError):
            while self._socket.recv(1 << 16):
                pass
        return True

    def close(self) -> None:
        self._socket.close()


def request(
    method: str,
    path: str,
    headers: Mapping[str, str] | Iterable[tuple[str, str]],
    body: bytes = b"",
    version: str = "1.1",
) -> bytes:
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    lines = [f"{method} {path} HTTP/{version}", *(f"{name}: {value}" for name, value in pairs)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body
