"""Both sides read what the other writes, one message a line."""

import os
from pathlib import Path

import msgspec
import pytest

from explorer.domain.errors import CancelledError, DamagedFileError, KnownError
from explorer.domain.generation import (
    Answer,
    AnswerOptions,
    AnswerTiming,
    ChatMessage,
    LoadOptions,
    Piece,
    Sampling,
)
from explorer.domain.tokens import (
    AdapterFile,
    ContextUse,
    ContinuationScore,
    Device,
    Embedding,
    LikelyToken,
    TokenDetail,
)
from explorer.domain.words import Words, wording_of
from explorer.engine.local import protocol
from explorer.engine.state import Chunk, ContextNearlyFull
from tests.evaluate.divergences import FIGURES


@pytest.mark.parametrize(
    "request_",
    [
        protocol.load_request(Path("/models/ä\n.gguf"), LoadOptions(threads=2)),
        protocol.Generate(1, "raw\ntext\u2028", Sampling(), AnswerOptions(("stop",), 10)),
        protocol.Generate(2, (ChatMessage("user", "Hi"),), Sampling(temperature=0)),
        protocol.Cancel(2),
        protocol.Score(3, "a", ("b", "c"), 2),
        protocol.ScoreEach(7, (("a", ("b",)), ((ChatMessage("user", "Hi"),), ("yes", "no")))),
        protocol.Diverge(8, b"/\xff.gguf", "A text", 512),
        protocol.Embed(5, ("a", "b"), cut=True),
        protocol.Count(6, ("a",)),
        protocol.Adapt(4, (AdapterFile(b"/\xff", 0.5),)),
        protocol.ShareCores(2),
        protocol.Ping(),
    ],
)
def test_requests_arrive_as_they_were_sent(request_: protocol.Request) -> None:
    line = protocol.encode(request_)
    assert line.count(b"\n") == 1
    assert protocol.decode_request(line) == request_


@pytest.mark.parametrize(
    "event",
    [
        protocol.Hello(protocol.PROTOCOL),
        protocol.LoadProgress(0.5),
        protocol.Writing(
            1,
            Chunk(
                Piece("日\n", "", "日\n"),
                3,
                ContextUse(4, 9),
                (TokenDetail(7, "x", -0.5, (LikelyToken(8, "y", -2.0),)),),
            ),
        ),
        protocol.Writing(1, ContextNearlyFull(ContextUse(8, 9))),
        protocol.Diverging(9, FIGURES),
        protocol.Pong(4),
        protocol.Pong(),
    ],
)
def test_events_arrive_as_they_were_sent(event: protocol.Event) -> None:
    assert protocol.decode_event(protocol.encode(event)) == event


@pytest.mark.parametrize(
    ("kind", "result"),
    [
        (protocol.Generate, Answer("te\nxt", AnswerTiming(1, 2, 0.1, 0.2), "stopped", "sent")),
        (protocol.Embed, (Embedding((0.6, 0.8), 12, was_cut=True),)),
        (protocol.Count, (0, 7)),
        (protocol.Score, (ContinuationScore((TokenDetail(1, "a", None),), is_greedy=True),)),
        (protocol.ListDevices, ((Device("CPU", "", "cpu", 1, 2),), "CPU (AVX2)")),
    ],
)
def test_results_arrive_as_they_were_sent(kind: type[protocol.JobRequest], result: object) -> None:
    line = protocol.encode(protocol.done(7, result))
    assert line.count(b"\n") == 1
    event = protocol.decode_event(line)
    assert isinstance(event, protocol.Done)
    assert (event.id, protocol.result_of(kind, event)) == (7, result)


@pytest.mark.parametrize(
    "error",
    [
        KnownError("a", "b", "c"),
        DamagedFileError("a", "b", "c"),
        CancelledError(),
        KnownError(Words("{n:,} tokens {how}", n=5000, how=Words("wait")), Words("Stop {not_a_value")),
    ],
)
def test_known_errors_keep_their_kind_and_words(error: KnownError) -> None:
    event = protocol.decode_event(protocol.encode(protocol.failed(3, error)))
    assert isinstance(event, protocol.Failed)
    again = event.record.error
    assert type(again) is type(error)
    assert (again.what, again.advice, again.details) == (error.what, error.advice, error.details)
    assert wording_of(again.what) == wording_of(error.what)  # the window can say it in its own language


@pytest.mark.skipif(os.name != "posix", reason="elsewhere file names are text")
def test_a_file_name_that_is_no_text_survives() -> None:
    path = Path(os.fsdecode(b"/models/\xff.gguf"))
    request = protocol.decode_request(protocol.encode(protocol.load_request(path, LoadOptions())))
    assert isinstance(request, protocol.Load)
    assert Path(os.fsdecode(request.path)) == path


@pytest.mark.parametrize("line", [b"", b"{}", b'{"type":"Nothing"}', b"llama_model_load: hello"])
def test_anything_else_is_refused(line: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        protocol.decode_request(line)
    with pytest.raises(msgspec.DecodeError):
        protocol.decode_event(line)
