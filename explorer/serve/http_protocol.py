"""One connection of HTTP, held to limits: of heads that do not end, of clients that take nothing, of their
number.
"""

import asyncio
import logging
from http import HTTPStatus
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from explorer.serve.api_error import ApiError, bad_request, busy

HEADERS_S = 10.0  # for the whole head of a request to come
TAKE_S = 60.0  # that a client may take nothing of its answer
BODY_S = 65.0  # for a body that nobody waits for, as after an answer that did not need it
MOST_CONNECTIONS = 64  # apps on macOS may have 256 files open
_SILENT = logging.Logger("http", logging.CRITICAL + 1)


class CarefulProtocol(H11Protocol):
    """As uvicorn's, and its errors have OpenAI's shape."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.logger, self.access_log = _SILENT, False
        self._too_late: asyncio.TimerHandle | None = None
        self._awaited: Any = None  # what the other side is to send next
        self._is_stuck: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            self._refuse(busy("There are too many connections."))
            return
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self.resume_writing()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._is_stuck = self.loop.call_later(TAKE_S, self.transport.abort)

    def resume_writing(self) -> None:
        if self._is_stuck is not None:
            self._is_stuck.cancel()
            self._is_stuck = None
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        super().data_received(data)
        if self.conn.their_state is not self._awaited or self._too_late is None:
            self._wait()

    def send_400_response(self, msg: str) -> None:
        self._refuse(bad_request(msg))

    def _should_upgrade(self) -> bool:
        return False  # there are no web sockets here

    def _wait(self) -> None:
        """Until a time, for the rest of a head or a body."""
        self._stop_waiting()
        self._awaited = self.conn.their_state
        if self._awaited is h11.IDLE:
            self._too_late = self.loop.call_later(HEADERS_S, self._end_late)
        elif self._awaited is h11.SEND_BODY:
            self._too_late = self.loop.call_later(BODY_S, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._too_late is not None:
            self._too_late.cancel()
            self._too_late = None

    def _end_late(self) -> None:
        self._too_late = None
        if not self._is_answering(from_start=True):
            self._refuse(ApiError(408, "The request did not come in time."))

    def _refuse(self, error: ApiError) -> None:
        """Unless an answer is on its way already, which this would stand in the middle of."""
        if not self._is_answering():
            head = (
                f"HTTP/1.1 {error.status} {HTTPStatus(error.status).phrase}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(error.body)}\r\n"
                "Connection: close\r\n\r\n"
            )
            self.transport.write(head.encode() + error.body)
        self.transport.close()

    def _is_answering(self, *, from_start: bool = False) -> bool:
        """Whether a response has begun and not ended; ``from_start``: or only its request has come."""
        cycle: Any = self.cycle  # ``None`` before the first
        return cycle is not None and not cycle.response_complete and (from_start or cycle.response_started)
