"""Every fault that an answer of an endpoint must survive: how it is made, what is told, what is kept.

Each case is a test (tests/engine/remote/test_faults.py) and a row of the table in tests/README.md.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from explorer.domain.errors import AccessError, AnswerError, KnownError, NotFoundError, OfflineError
from tests.endpoint.scripted import Reply, Talk, failing, raw

_LATER = "Try again in a few minutes."
_SENSELESS = (
    "Lab sent an answer that makes no sense. Check that its address is one of an OpenAI-compatible API."
)
_CUT = "Lab ended the connection in the middle of the answer. Ask again."
_SILENT = "Lab was silent for too long and was given up. Try again; a shorter prompt is read sooner."
_ENDLESS = (
    "Lab sent more than was asked for, and was stopped."
    " Check that its address is one of an OpenAI-compatible API."
)
_LOST = "The connection to Lab was lost. Try again; the server may have ended."
_KEY = "Enter the key again in Settings."
_TOO_LONG = "This is longer than the model at Lab can read. Ask with less, or begin a new chat."
_BEGUN = "data: " + json.dumps({"choices": [{"index": 0, "delta": {"content": "Once upon"}}]}) + "\n\n"
SAID = "Once upon"  # before the fault


@dataclass(frozen=True)
class EndpointFault:
    """``sees``: what is told at the end, word for word. ``kept``: of the answer. ``requests``: so many were
    sent.
    """

    fault: str
    reply: Reply
    sees: str
    kind: type[KnownError] = AnswerError
    kept: str = ""
    requests: int = 1


def _error(message: str, code: str = "", kind: str = "invalid_request_error") -> dict[str, object]:
    return {"error": {"message": message, "type": kind, "code": code or None}}


def _echo(talk: Talk) -> None:
    """A server that says what it was sent."""
    failing(401, {"error": {"message": f"bad: {talk.request.headers['authorization']}"}})(talk)


def _begun_then(after: Reply) -> Reply:
    def reply(talk: Talk) -> None:
        talk.head()
        talk.send(_BEGUN.encode())
        after(talk)

    return reply


def _drip(talk: Talk) -> None:
    """A comment now and then, and never an answer."""
    talk.head()
    for _ in range(60):
        talk.send(b": busy\n\n")
        talk.hold(0.08)
        if talk.is_gone:
            return


def _endless(talk: Talk) -> None:
    talk.head()
    talk.send(_BEGUN.encode())
    while True:
        talk.say(" and")


def _endless_line(talk: Talk) -> None:
    talk.head()
    talk.send(_BEGUN.encode() + b"data: ")
    while True:
        talk.send(b"x" * 65536)


def _endless_error(talk: Talk) -> None:
    talk.head(500, "text/html")
    while True:
        talk.send(b"<p>no" * 20000)


def _half_chunk(talk: Talk) -> None:
    """It says how much is to come, and closes before."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    begun = _BEGUN.encode()
    talk.send(head + f"{len(begun) + 50:x}\r\n".encode() + begun)


def _hour() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)


def _wants_hour(talk: Talk) -> None:
    failing(429, _error("slow down"), Retry_After=_hour())(talk)


def _elsewhere(location: str) -> Reply:
    return failing(307, b"", "text/plain", Location=location)


def _redirect_here(talk: Talk) -> None:
    _elsewhere("/v2/chat/completions")(talk)


_REDIRECTED = (
    "Lab sends elsewhere. It was not followed, and the key was not sent there."
    " If you trust that address, enter it in Settings."
)

FAULTS = (
    EndpointFault(
        "401, and the server says the key", _echo, f"Lab does not accept the key. {_KEY}", AccessError
    ),
    EndpointFault(
        "402", failing(402, _error("no credits")),
        "The account at Lab has nothing left to pay with. Look at the account there.", AccessError,
    ),
    EndpointFault(
        "403", failing(403, _error("no")),
        "Lab refuses this (403). Check what the key may be used for.", AccessError,
    ),
    EndpointFault(
        "404: the model", failing(404, _error("The model `x` does not exist", "model_not_found")),
        "Lab does not have this model any more. Choose another one, or test the endpoint again.",
        NotFoundError,
    ),
    EndpointFault(
        "404: the address", failing(404, {"detail": "Not Found"}),
        "Lab has nothing under this address. Check the address in Settings; most end in /v1.", NotFoundError,
    ),
    EndpointFault("408", failing(408, b"", "text/plain"), f"Lab has a problem. {_LATER}"),
    EndpointFault("413", failing(413, b"<html>", "text/html"), _TOO_LONG, KnownError),
    EndpointFault(
        "400: longer than the context",
        failing(400, _error("The maximum context length is 1024 tokens.", "context_length_exceeded")),
        _TOO_LONG, KnownError,
    ),
    EndpointFault(
        "400: refused otherwise", failing(400, _error("roles must alternate")),
        "Lab does not take this request: “roles must alternate”.", KnownError,
    ),
    EndpointFault(
        "429 that asks to wait for an hour", failing(429, _error("slow down"), Retry_After="3600"),
        "Lab wants fewer requests. Wait 60 min, then try again.",
    ),
    EndpointFault(
        "429 that names a moment in an hour", _wants_hour,
        "Lab wants fewer requests. Wait 60 min, then try again.",
    ),
    EndpointFault(
        "429 again and again", failing(429, _error("slow down"), Retry_After="0"),
        "Lab wants fewer requests. Wait 1 s, then try again.", requests=8,
    ),
    EndpointFault(
        "503 again and again", failing(503, _error("Loading model")),
        f"Lab is busy, or still loads its model. {_LATER}", requests=8,
    ),
    EndpointFault("500", failing(500, _error("no memory")), f"Lab has a problem: “no memory”. {_LATER}"),
    EndpointFault("502 with a page", failing(502, b"<html>Bad", "text/html"), f"Lab has a problem. {_LATER}"),
    EndpointFault("An error without an end", _endless_error, f"Lab has a problem. {_LATER}"),
    EndpointFault("Redirect to another host", _elsewhere("http://127.0.0.2:9/v1"), _REDIRECTED, AccessError),
    EndpointFault("Redirect on the same host", _redirect_here, _REDIRECTED, AccessError),
    EndpointFault("It closes without a word, twice", Talk.reset, _LOST, OfflineError, requests=2),
    EndpointFault("It never answers", Talk.hold, _SILENT),
    EndpointFault("It falls silent in the middle", _begun_then(Talk.hold), _SILENT, kept=SAID),
    EndpointFault("A comment now and then, for ever", _drip, _SILENT),
    EndpointFault("It ends in the middle, in good order", _begun_then(lambda _talk: None), _CUT, kept=SAID),
    EndpointFault(
        "It says that it is done, and not why", _begun_then(lambda talk: talk.send(b"data: [DONE]\n\n")),
        _CUT, kept=SAID,
    ),
    EndpointFault("It ends within a chunk", _half_chunk, _LOST, kept=SAID),
    EndpointFault("It dies in the middle", _begun_then(Talk.reset), _LOST, kept=SAID),
    EndpointFault(
        "A stream without a word", raw(),
        "Lab ended the connection without a word. Ask again; the prompt may be too long for it.",
    ),
    EndpointFault("A web page", failing(200, b"<html>Hello", "text/html"), _SENSELESS),
    EndpointFault("Not JSON", _begun_then(lambda talk: talk.send(b"data: {no\n\n")), _SENSELESS, kept=SAID),
    EndpointFault(
        "Half of UTF-8", _begun_then(lambda talk: talk.send(b'data: {"a":"\xe4"}\n\n')),
        _SENSELESS, kept=SAID,
    ),
    EndpointFault("JSON of something else", failing(200, {"hello": 1}), _SENSELESS),
    EndpointFault("No choices in any event", raw(b'data: {"id":1}\n\n', b"data: [DONE]\n\n"), _SENSELESS),
    EndpointFault(
        "A number where text should be",
        _begun_then(lambda talk: talk.event({"choices": [{"delta": {"content": 5}}]})), _SENSELESS, kept=SAID,
    ),
    EndpointFault(
        "A text where choices should be", _begun_then(lambda talk: talk.event({"choices": "none"})),
        _SENSELESS, kept=SAID,
    ),
    EndpointFault(
        "A list in place of an event", _begun_then(lambda talk: talk.event([1])), _SENSELESS, kept=SAID
    ),
    EndpointFault(
        "Deeper than anything is meant",
        _begun_then(lambda talk: talk.send(b"data: " + b"[" * 100_000 + b"\n\n")),
        _SENSELESS, kept=SAID,
    ),
    EndpointFault(
        "An error as an event",
        _begun_then(lambda talk: talk.event({"error": {"code": 402, "message": "no"}})),
        "The account at Lab has nothing left to pay with. Look at the account there.", AccessError, SAID,
    ),
    EndpointFault(
        "An event called error",
        _begun_then(lambda talk: talk.send(b'event: error\ndata: {"message":"sick"}\n\n')),
        f"Lab has a problem: “sick”. {_LATER}", AnswerError, SAID,
    ),
    EndpointFault(
        "429 as an event, after a word",
        _begun_then(lambda talk: talk.event({"error": {"code": 429, "message": "slow"}})),
        f"Lab wants fewer requests. {_LATER}", KnownError, SAID,
    ),
    EndpointFault("It does not end at the longest answer", _endless, _ENDLESS, kept=SAID),
    EndpointFault("A line without an end", _endless_line, _ENDLESS, kept=SAID),
    EndpointFault(
        "A filter ends it", _begun_then(lambda talk: talk.end("content_filter")),
        "Lab ended the answer: its filter did not let it through. Ask in another way.", KnownError, SAID,
    ),
)  # fmt: skip
