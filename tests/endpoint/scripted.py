"""A scripted endpoint over real sockets: each request gets the next reply that was ordered, or the usual one.

What a reply sends is up to it, byte by byte, so that every fault of a server can be ordered.
"""

import json
import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

_END_S = 20.0  # that a reply holds at most


@dataclass(frozen=True)
class SentRequest:
    """What a client sent. ``headers`` by their names in small letters."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any


class Talk:
    """One connection, after its request was read. ``is_gone``: the client closed it before we did."""

    def __init__(self, connection: socket.socket, request: SentRequest, ending: threading.Event) -> None:
        self._connection, self.request, self._ending = connection, request, ending
        self.is_gone = False

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def head(self, status: int = 200, kind: str = "text/event-stream", **more: str) -> None:
        named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in more.items())
        self.send(
            f"HTTP/1.1 {status} Said\r\nContent-Type: {kind}\r\n{named}Connection: close\r\n\r\n".encode()
        )

    def event(self, told: Any) -> None:
        self.send(b"data: " + json.dumps(told, ensure_ascii=False).encode() + b"\n\n")

    def say(self, text: str, **more: Any) -> None:
        self.event({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None, **more}]})

    def end(self, reason: str = "stop", usage: Mapping[str, int] | None = None) -> None:
        self.event({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
        if usage is not None:
            self.event({"choices": [], "usage": usage})
        self.send(b"data: [DONE]\n\n")

    def hold(self, seconds: float = _END_S) -> None:
        """Say nothing until the client goes, or so long."""
        self._connection.settimeout(0.02)
        for _ in range(int(seconds / 0.02)):
            if self._ending.is_set():
                return
            try:
                if not self._connection.recv(4096):
                    self.is_gone = True
                    return
            except TimeoutError:
                continue
            except OSError:
                self.is_gone = True
                return

    def reset(self) -> None:
        """End it as a program does that dies."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self._connection.close()


type Reply = Callable[[Talk], None]


def saying(*parts: str, usage: Mapping[str, int] | None = None, reason: str = "stop") -> Reply:
    """An answer in these parts."""

    def reply(talk: Talk) -> None:
        talk.head()
        for part in parts:
            talk.say(part)
        talk.end(reason, usage)

    return reply


def failing(status: int, told: Any = None, kind: str = "application/json", **more: str) -> Reply:
    """An error. ``told``: its body, JSON unless it is bytes."""

    def reply(talk: Talk) -> None:
        talk.head(status, kind, **more)
        talk.send(told if isinstance(told, bytes) else json.dumps(told or {}).encode())

    return reply


def answering(told: Any) -> Reply:
    """JSON in one piece."""
    return failing(200, told)


def raw(*parts: bytes) -> Reply:
    """A stream of just these bytes."""

    def reply(talk: Talk) -> None:
        talk.head()
        for part in parts:
            talk.send(part)

    return reply


class ScriptedEndpoint:
    """``most``: so many requests were under way at once. ``gone``: clients that closed early."""

    def __init__(self, usual: Reply | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.usual = usual or saying("Hello", " there.", usage={"prompt_tokens": 7, "completion_tokens": 2})
        self.requests: list[SentRequest] = []
        self.most = self.gone = self._open = 0
        self._tls = tls
        self._orders: deque[Reply] = deque()
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def address(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}/v1"

    @property
    def open(self) -> int:
        """Requests that are under way."""
        with self._lock:
            return self._open

    def order(self, *replies: Reply) -> None:
        """What the next requests get, one after the other."""
        with self._lock:
            self._orders.extend(replies)

    def bodies(self) -> Sequence[Any]:
        return [request.body for request in self.requests]

    def close(self) -> None:
        self._ending.set()
        with suppress(OSError):  # wakes the thread that accepts
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        for thread in list(self._threads):
            thread.join(5)
        self._listener.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _accept(self) -> None:
        while not self._ending.is_set():
            connection, _address = self._listener.accept()
            if self._ending.is_set():
                connection.close()
                return
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            connection.settimeout(_END_S)
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection:
                request = _read(connection)
                if request is not None:
                    self._reply(connection, request)

    def _reply(self, connection: socket.socket, request: SentRequest) -> None:
        with self._lock:
            self.requests.append(request)
            self._open += 1
            self.most = max(self.most, self._open)
            reply = self._orders.popleft() if self._orders else self.usual
        talk = Talk(connection, request, self._ending)
        try:
            reply(talk)
        except OSError:  # the client has gone
            talk.is_gone = True
        finally:
            with self._lock:
                self._open -= 1
                self.gone += talk.is_gone


def _read(connection: socket.socket) -> SentRequest | None:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return None
        data += more
        if data.startswith(b"\x16"):  # a client that begins TLS
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return None
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _version = first.split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    return SentRequest(method, path, headers, json.loads(body) if body else None)
