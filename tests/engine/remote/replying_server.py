"""A server that answers by a table: what a probe meets, without a model."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

type Reply = tuple[int, Any]  # status, and JSON, or bytes as they are sent: a stream
type Script = Mapping[str, Callable[[Any], Reply]]


def said(text: str, **more: Any) -> Reply:
    """A chat's answer in one piece."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop", **more}
    return 200, {"choices": [choice], "usage": {"prompt_tokens": 9, "completion_tokens": 3}}


def listed(*names: str, **more: Any) -> Reply:
    return 200, {"object": "list", "data": [{"id": name, "object": "model", **more} for name in names]}


def refused(status: int, words: str) -> Reply:
    return status, {"error": {"message": words, "type": "invalid_request_error"}}


class ReplyingServer:
    """``asked``: route and body of each request, and its headers."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.asked: list[tuple[str, Any, Mapping[str, str]]] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(None)

            def do_POST(self) -> None:
                self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

            def _answer(self, body: Any) -> None:
                route = self.path.removeprefix("/v1/")
                server.asked.append((route, body, dict(self.headers)))
                status, reply = server.script.get(route, _missing)(body)
                is_stream = isinstance(reply, bytes)
                data = reply if is_stream else json.dumps(reply).encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/event-stream" if is_stream else "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_words: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def routes(self) -> list[str]:
        return [route for route, _body, _headers in self.asked]

    def serve(self) -> None:
        self._server.serve_forever(poll_interval=0.02)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def replying(script: Script) -> Iterator[ReplyingServer]:
    server = ReplyingServer(script)
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join()


def _missing(_body: Any) -> Reply:
    return refused(404, "Not Found")
