"""What both origins of the test hub share: one answer, the bytes of a file, and its faults."""

import contextlib
import json
import re
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.hub.faults import Fault, Faults, Request

_RANGE = re.compile(r"bytes=(\d+)-(\d*)$")
_BLOCK = 64 * 1024
_BODY_FAULTS = ("drop_fin", "drop_rst", "truncate", "corrupt", "slow", "stall", "chunked")


class Origin(ThreadingHTTPServer):
    """One loopback origin. ``close`` ends every connection and joins every thread."""

    daemon_threads = False
    request_queue_size = 64

    def __init__(self, name: str, handler: type["Handler"], faults: Faults, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), handler)
        self.name = name
        self.faults = faults
        self.requests: list[Request] = []
        self.closing = threading.Event()
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), name=f"test hub {name}")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        if self.closing.is_set():
            return
        self.closing.set()
        self.shutdown()
        self._thread.join()
        for connection in tuple(self._open):
            with contextlib.suppress(OSError):  # the other side may be gone already
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is part of many tests; anything else is a bug of this server."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Answers with JSON or bytes; the subclasses decide which."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Origin

    def answer_request(self) -> None:
        raise NotImplementedError

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        self.asked = unquote(url.path)
        self.query = parse_qs(url.query, keep_blank_values=True)
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length) if length else b""
        headers = {name.lower(): value for name, value in self.headers.items()}
        if not self.asked.startswith("/_control"):
            request = Request(self.server.name, self.command, self.asked, self.query, headers)
            self.server.requests.append(request)
        if not self._refuse():
            self.answer_request()

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
        """Quiet: the request log is the server's."""

    def send_json(self, value: Any, status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> None:
        body = json.dumps(value).encode()
        self.send_body(body, status, [("Content-Type", "application/json; charset=utf-8"), *headers])

    def send_body(self, body: bytes, status: int = 200, headers: Iterable[tuple[str, str]] = ()) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_error_code(self, status: int, code: str, message: str) -> None:
        headers = [("X-Error-Message", message)] + ([("X-Error-Code", code)] if code else [])
        self.send_json({"error": message}, status, headers)

    def send_file(self, file: Path, headers: Iterable[tuple[str, str]] = ()) -> None:
        """The file or the range that was asked for, with the faults that were ordered."""
        size = file.stat().st_size
        start, end = self._range(size)
        if start >= size > 0:
            self.send_body(b"", 416, [("Content-Range", f"bytes */{size}")])
            return
        fault = self.server.faults.take(self.asked, *_BODY_FAULTS)
        if fault and fault.kind == "truncate":
            end = min(end, start + fault.args["after"])
        self.send_response(206 if "Range" in self.headers else 200)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Accept-Ranges", "bytes")
        if "Range" in self.headers:
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{size}")
        if fault and fault.kind == "chunked":
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(end - start))
        self.end_headers()
        if self.command != "HEAD":
            self._send_blocks(_blocks(file, start, end), start, fault)

    def _range(self, size: int) -> tuple[int, int]:
        match = _RANGE.match(self.headers.get("Range", ""))
        if match and self.server.faults.take(self.asked, "range_ignored"):
            del self.headers["Range"]
            match = None
        if not match:
            return 0, size
        shifted = self.server.faults.take(self.asked, "range_shifted")
        start = max(0, int(match[1]) - (shifted.args["by"] if shifted else 0))
        return start, min(size, int(match[2]) + 1) if match[2] else size

    def _send_blocks(self, blocks: Iterator[bytes], start: int, fault: Fault | None) -> None:
        sent = 0
        kind, args = (fault.kind, fault.args) if fault else ("", {})
        for block in blocks:
            if kind == "corrupt":
                block = _flipped(block, args["at"] - start - sent)  # noqa: PLW2901 - the same block, damaged
            if kind in ("drop_fin", "drop_rst", "stall") and sent + len(block) > args["after"]:
                self.wfile.write(block[: max(0, args["after"] - sent)])
                self._break_off(kind, args)
                return
            self.wfile.write(b"%x\r\n%b\r\n" % (len(block), block) if kind == "chunked" else block)
            sent += len(block)
            if kind == "slow" and self.server.closing.wait(len(block) / args["rate"]):
                return
        if kind == "chunked":
            self.wfile.write(b"0\r\n\r\n")

    def _break_off(self, kind: str, args: dict[str, Any]) -> None:
        self.close_connection = True
        if kind == "stall":
            self.server.closing.wait(args.get("seconds", 3600))
        elif kind == "drop_rst":
            # Lingering 0 seconds makes close() send RST instead of FIN.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def _hang(self, fault: Fault) -> bool:
        """Wait; True: no answer was given in time, or the hub ends. False: the order was withdrawn."""
        end = time.monotonic() + float(fault.args.get("seconds", 3600))
        while time.monotonic() < end and not self.server.closing.is_set():
            if fault.over.wait(0.05):
                return False
        self.close_connection = True
        return True

    def _pour(self, fault: Fault) -> None:
        """A list of JSON, far too slowly or far too long."""
        self.close_connection = True
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Long: " + b"x" * 4_000 + b"\r\n\r\n["
        if fault.kind == "endless":
            self.wfile.write(head)
            for _ in range(0, fault.args["size"], _BLOCK):
                self.wfile.write(b"0," * (_BLOCK // 2))
            return
        if not fault.args.get("head"):
            self.wfile.write(head)
        for byte in head if fault.args.get("head") else b"0," * 10_000:
            self.wfile.write(bytes([byte]))
            if self.server.closing.wait(fault.args["pause"]) or fault.over.is_set():
                return

    def _refuse(self) -> bool:
        fault = self.server.faults.take(self.asked, "status", "rate_limit", "hang", "trickle", "endless")
        if fault is None:
            return False
        if fault.kind == "hang":
            return self._hang(fault)
        if fault.kind in ("trickle", "endless"):
            self._pour(fault)
            return True
        if fault.kind == "rate_limit":
            wait = str(fault.args["retry_after"])
            self.send_json({"error": "Too many requests"}, 429, [("Retry-After", wait)])
        else:
            body = fault.args.get("body", '{"error": "ordered fault"}').encode()
            self.send_body(body, fault.args["code"], list(fault.args.get("headers", {}).items()))
        return True


def _blocks(file: Path, start: int, end: int) -> Iterator[bytes]:
    with file.open("rb") as stream:
        stream.seek(start)
        while start < end and (block := stream.read(min(_BLOCK, end - start))):
            start += len(block)
            yield block


def _flipped(block: bytes, at: int) -> bytes:
    if not 0 <= at < len(block):
        return block
    return block[:at] + bytes([block[at] ^ 0xFF]) + block[at + 1 :]
