"""A body arrives as it was sent, whatever the connection does, through TLS too."""

import random
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from explorer.hub.transfer.response_body import ResponseBody

DATA = random.Random(2).randbytes(3_000_000)
ROOM = 1 << 18
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(DATA)


@contextmanager
def serving(send: Callable[[socket.socket], None], tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """The port of a server that answers one request with what ``send`` sends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_answer, args=(listener, send, tls))
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def _answer(
    listener: socket.socket, send: Callable[[socket.socket], None], tls: ssl.SSLContext | None
) -> None:
    connection, _ = listener.accept()
    if tls is not None:
        connection = tls.wrap_socket(connection, server_side=True)
    with connection:
        connection.recv(65536)
        send(connection)


def received(url: str, *, verify: ssl.SSLContext | bool = True, is_kept: bool = False) -> bytes:
    found, room = bytearray(), memoryview(bytearray(ROOM))
    with httpx2.Client(verify=verify, trust_env=False) as client, client.stream("GET", url) as response:
        body = ResponseBody(response, 0.5, is_kept=is_kept)
        while count := body.read_into(room):
            found += room[:count]
    return bytes(found)


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_body_with_a_length(*, is_kept: bool) -> None:
    with serving(lambda connection: connection.sendall(HEAD + DATA)) as port:
        assert received(f"http://127.0.0.1:{port}/", is_kept=is_kept) == DATA


def test_a_body_of_chunks() -> None:
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(DATA[at : at + 70_000]), DATA[at : at + 70_000])
                      for at in range(0, len(DATA), 70_000))  # fmt: skip
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    with serving(lambda connection: connection.sendall(head + chunks + b"0\r\n\r\n")) as port:
        assert received(f"http://127.0.0.1:{port}/") == DATA


def test_an_empty_body() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    with serving(lambda connection: connection.sendall(head)) as port:
        assert received(f"http://127.0.0.1:{port}/") == b""


def test_a_connection_that_ends_early_is_no_end_of_the_body() -> None:
    with (
        serving(lambda connection: connection.sendall(HEAD + DATA[:-10])) as port,
        pytest.raises(httpx2.RemoteProtocolError, match="10 bytes before the end"),
    ):
        received(f"http://127.0.0.1:{port}/")


def test_a_connection_that_is_silent_for_too_long() -> None:
    done = threading.Event()

    def stall(connection: socket.socket) -> None:
        connection.sendall(HEAD + DATA[:100_000])
        done.wait(10)

    with serving(stall) as port:
        with pytest.raises(httpx2.ReadTimeout):
            received(f"http://127.0.0.1:{port}/")
        done.set()


@pytest.mark.parametrize("end", [len(DATA), 1_000_000])
def test_a_body_through_tls(certificate: Path, end: int) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    client = ssl.create_default_context(cafile=str(certificate))
    with serving(lambda connection: connection.sendall(HEAD + DATA[:end]), server) as port:
        if end == len(DATA):
            assert received(f"https://127.0.0.1:{port}/", verify=client) == DATA
        else:
            with pytest.raises(httpx2.TransportError):
                received(f"https://127.0.0.1:{port}/", verify=client)
