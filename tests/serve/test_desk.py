"""What the desk does with requests: they wait, are ended, and fail in words, with real workers."""

import base64
import json
import math
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openai
import psutil
import pytest
from openai import OpenAI

from explorer.domain.errors import KnownError, MemoryShortError
from explorer.domain.generation import LoadOptions
from explorer.engine.local.engine_pool import PoolPolicy
from explorer.engine.state import BackendState
from explorer.serve import answering, desk_controller, exchange, http_protocol
from explorer.serve.served import RequestState, ServedRequest, ServerState
from tests.models.encoder import write_encoder
from tests.models.starter import smollm2
from tests.models.tiny import Tiny, write_tiny
from tests.serve.conftest import SCRIPT
from tests.serve.raw_client import RawClient, request
from tests.serve.served_core import Served, meanwhile
from tests.waiting import found

HI: Any = [{"role": "user", "content": "Hi"}]
CHAT = "/v1/chat/completions"


class Asked:
    """A request on its way, on a connection of its own."""

    def __init__(self, server: Served, model: str = "endless", room: int = 0, **more: Any) -> None:
        body = json.dumps({"model": model, "messages": HI, "temperature": 0} | more).encode()
        head = {
            "Host": f"127.0.0.1:{server.port}",
            "X-Api-Key": server.controller.token,
            "User-Agent": "Tests/1.0 (anything)",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
        }
        before = len(server.controller.requests)
        self.client, self._server = RawClient(server.port, room), server
        self.client.send(request("POST", CHAT, head, body))
        found(lambda: len(server.controller.requests) > before, "the request")
        self.number = server.controller.requests[0].number

    @property
    def now(self) -> ServedRequest:
        return self._server.request(self.number)

    def until(self, *states: RequestState, seconds: float = 20) -> ServedRequest:
        found(lambda: self.now.state in states, f"{self.number} to be {states}", seconds)
        return self.now


@contextmanager
def client_of(server: Served) -> Iterator[OpenAI]:
    with OpenAI(base_url=server.address, api_key=server.controller.token, max_retries=0) as made:
        yield made


class OneAtATime(PoolPolicy):
    """There is memory for one model that answers."""

    def __init__(self, server: Served) -> None:
        self._server = server

    def check(self, path: Path, options: LoadOptions, free: int) -> KnownError | None:
        del path, options, free
        answers = any(one.state is BackendState.GENERATING for one in self._server.pool.loaded)
        return MemoryShortError(8_000_000_000, 1_000_000_000) if answers else None


class Never(PoolPolicy):
    def check(self, path: Path, options: LoadOptions, free: int) -> KnownError | None:
        del path, options, free
        return MemoryShortError(8_000_000_000, 1_000_000_000)


def test_a_request_is_seen_with_all_that_is_known_of_it(server: Served) -> None:
    server.start()
    told: list[tuple[ServedRequest, ...]] = []
    server.controller.asked.add(told.append)
    asked = Asked(server, max_tokens=300)
    now = asked.until(RequestState.ANSWERING)
    assert (now.client, now.route, now.model) == ("Tests/1.0", CHAT, "endless")
    assert now.prompt_tokens > 0
    done = asked.until(RequestState.DONE)
    assert done.answer_tokens == 300
    assert done.tokens_per_second > 0 < done.seconds
    found(lambda: bool(told) and told[-1][0] == done, "the end is told")
    asked.client.close()


def test_a_model_that_does_not_fit_is_told_in_words(server: Served) -> None:
    server.start()
    server.pool.rules = Never()
    with client_of(server) as client, pytest.raises(openai.InternalServerError) as told:
        meanwhile(lambda: client.chat.completions.create(model="endless", messages=HI))
    assert told.value.status_code == 503
    assert "8 GB of memory" in told.value.message
    assert int(told.value.response.headers["retry-after"]) > 0
    assert server.controller.requests[0].state is RequestState.FAILED
    assert "memory" in server.controller.requests[0].error


def test_a_model_waits_for_the_memory_of_one_that_answers(server: Served) -> None:
    server.start()
    server.pool.rules = OneAtATime(server)
    first = Asked(server, "endless")
    first.until(RequestState.ANSWERING)
    waits = Asked(server, "scripted")
    behind = Asked(server, "endless", max_tokens=3)  # else the first model would never be through
    waits.until(RequestState.WAITING, RequestState.LOADING)
    assert (waits.now.state, behind.now.state) != (RequestState.DONE, RequestState.DONE)
    first.client.close()
    waits.until(RequestState.DONE)
    behind.until(RequestState.DONE)
    assert json.loads(waits.client.answer().body)["choices"][0]["message"]["content"] == SCRIPT
    for one in (waits, behind):
        one.client.close()


def test_too_many_are_told_to_come_again(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "MOST_REQUESTS", 2)
    server.start()
    asked = [Asked(server) for _ in range(3)]
    refused = asked[2].until(RequestState.FAILED)
    answer = asked[2].client.answer()
    assert (answer.status, answer.error["code"]) == (503, "busy")
    assert answer.error["message"] == refused.error
    assert int(answer.headers["retry-after"]) > 0
    for one in asked:
        one.client.close()
    asked[1].until(RequestState.STOPPED)


def test_whoever_leaves_while_a_model_loads_ends_that(server: Served) -> None:
    server.start()
    asked = Asked(server)
    asked.until(RequestState.LOADING)
    asked.client.close()
    asked.until(RequestState.STOPPED, seconds=1)
    found(lambda: not server.pool.loading, "no load", 1)
    assert server.pool.loaded == ()


def test_whoever_leaves_while_waiting_is_forgotten(server: Served) -> None:
    server.start()
    running = [Asked(server, n=8) for _ in range(2)]
    running[0].until(RequestState.ANSWERING)
    waiting = Asked(server, max_tokens=3)
    assert waiting.now.state is RequestState.WAITING
    waiting.client.close()
    waiting.until(RequestState.STOPPED, seconds=1)
    for one in running:
        one.client.close()
    for one in running:
        one.until(RequestState.STOPPED, seconds=1)
    found(lambda: not server.pool.is_answering, "a quiet worker", 1)


def test_a_load_that_another_waits_for_goes_on(server: Served) -> None:
    server.start()
    first, second = Asked(server, "scripted"), Asked(server, "scripted")
    first.client.close()
    first.until(RequestState.STOPPED)
    second.until(RequestState.DONE)
    second.client.close()


def test_whoever_takes_nothing_of_a_stream_is_given_up(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "TAKE_S", 0.2)
    server.start()
    asked = Asked(server, room=4_096, stream=True, n=4, logprobs=True, top_logprobs=20)
    asked.until(RequestState.STOPPED, seconds=120)  # once megabytes of buffers are full
    found(lambda: not server.pool.is_answering, "a quiet worker", 1)
    asked.client.close()


def test_a_worker_that_dies_fails_its_requests_and_no_others(server: Served) -> None:
    server.start()
    asked = Asked(server)
    asked.until(RequestState.ANSWERING)
    worker = server.pool.loaded[0].worker
    assert worker is not None
    psutil.Process(worker.pid).kill()
    asked.until(RequestState.FAILED)
    answer = asked.client.answer()
    assert (answer.status, answer.error["type"]) == (500, "server_error")
    assert answer.error["message"] == "The model stopped unexpectedly. Ask again: it is loaded anew."
    again = Asked(server, "scripted")
    again.until(RequestState.DONE)
    assert server.bugs == []
    for one in (asked, again):
        one.client.close()


def _worker(server: Served, other_than: int = 0) -> psutil.Process:
    """Of the one model that is loaded, once it is."""

    def look() -> int | None:
        pids = [one.worker.pid for one in server.pool.loaded if one.worker is not None]
        return pids[0] if pids and pids[0] != other_than else None

    return psutil.Process(found(look, "a worker", 20))


def test_what_had_not_begun_when_a_worker_died_is_asked_anew(server: Served) -> None:
    server.start()
    begun = Asked(server)
    begun.until(RequestState.ANSWERING)
    worker = _worker(server)
    worker.suspend()
    waiting = [Asked(server, max_tokens=3) for _ in range(2)]
    for one in waiting:
        one.until(RequestState.READING)
    worker.kill()
    assert begun.until(RequestState.FAILED).error.startswith("The model stopped unexpectedly.")
    for one in waiting:
        assert one.until(RequestState.DONE).answer_tokens == 3
        assert one.client.answer().status == 200
    assert begun.client.answer().error["code"] == "model_failed"
    for one in (begun, *waiting):
        one.client.close()


def test_a_request_whose_workers_die_is_asked_anew_but_once(server: Served) -> None:
    server.start()
    long: Any = [{"role": "user", "content": "so on " * 15_000}]  # seconds to read
    asked = Asked(server, messages=long)
    first = _worker(server)
    asked.until(RequestState.READING)
    first.kill()
    _worker(server, first.pid).kill()
    assert asked.until(RequestState.FAILED).answer_tokens == 0
    assert asked.client.answer().error["code"] == "model_failed"
    asked.client.close()


def test_the_server_ends_with_requests_under_way(server: Served) -> None:
    server.start()
    running, waiting = Asked(server, stream=True), Asked(server, "scripted", n=3)
    running.until(RequestState.ANSWERING)
    server.stop()
    assert server.controller.status.state is ServerState.OFF
    assert {one.state for one in server.controller.requests} <= {RequestState.STOPPED, RequestState.DONE}
    found(lambda: not server.pool.is_answering, "a quiet worker", 1)
    assert waiting.client.answer().status in (200, 503)
    for one in (running, waiting):
        one.client.close()


def test_quitting_leaves_no_thread_and_no_socket(server: Served) -> None:
    server.start()
    port = server.port
    asked = [Asked(server, stream=True), Asked(server)]
    asked[0].until(RequestState.ANSWERING)
    server.close()
    assert not any(one.name == "HTTP server" for one in threading.enumerate())
    assert port not in {
        one.laddr.port for one in psutil.Process().net_connections("tcp") if one.status == "LISTEN"
    }
    for one in asked:
        one.client.close()


def test_a_bug_is_told_at_the_one_door_and_not_to_other_programs(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> Any:
        raise ValueError("secret")

    server.start()
    for module, name in ((answering, "chat_ask"), (desk_controller, "prepare_model")):
        with monkeypatch.context() as patch, client_of(server) as client:
            patch.setattr(module, name, broken)
            with pytest.raises(openai.InternalServerError) as told:
                meanwhile(lambda: client.chat.completions.create(model="scripted", messages=HI))
            assert told.value.status_code == 500
            assert "secret" not in told.value.response.text
            found(lambda: bool(server.bugs), "the bug")
            assert "secret" in server.bugs.pop().trace
    asked = Asked(server, "scripted")
    asked.until(RequestState.DONE)
    asked.client.close()


def test_thoughts_stand_apart(server: Served) -> None:
    template = (
        "{% for message in messages %}[{{ message['role'] }}]{{ message['content'] }}{% endfor %}"
        "{% if enable_thinking is defined and not enable_thinking %}<think></think>{% endif %}<|start|>"
    )
    tiny = Tiny(text="<think>So it is.</think>Then yes.", template=template)
    write_tiny(server.core.models_folder / "tests" / "thinker.gguf", tiny)
    server.rescan()
    server.start()
    with client_of(server) as client:
        made: Any = meanwhile(
            lambda: client.chat.completions.create(model="thinker", messages=HI, temperature=0)
        )
        message = made.choices[0].message
        assert (message.reasoning_content, message.content) == ("So it is.", "Then yes.")
        pieces: list[Any] = meanwhile(
            lambda: list(
                client.chat.completions.create(model="thinker", messages=HI, temperature=0, stream=True)
            )
        )
    thought = "".join(getattr(one.choices[0].delta, "reasoning_content", None) or "" for one in pieces)
    said = "".join(one.choices[0].delta.content or "" for one in pieces)
    assert (thought, said) == ("So it is.", "Then yes.")


def test_a_real_model_answers_as_json(server: Served) -> None:
    folder = server.core.models_folder / "tests"
    (folder / smollm2().name).hardlink_to(smollm2())
    server.rescan()
    server.start()
    schema = {"type": "object", "properties": {"capital": {"type": "string"}}, "required": ["capital"]}
    form: Any = {"type": "json_schema", "json_schema": {"name": "capital", "schema": schema}}
    question: Any = [{"role": "user", "content": "What is the capital of France?"}]
    name = next(one.name for one in server.controller.models if "smol" in one.name)
    with client_of(server) as client:

        def ask(**more: Any) -> Any:
            return client.chat.completions.create(
                model=name, messages=question, temperature=0, max_tokens=40, **more
            )

        assert meanwhile(ask).choices[0].message.content
        told = json.loads(meanwhile(lambda: ask(response_format=form)).choices[0].message.content)
    assert set(told) == {"capital"}


def test_vectors_come_as_numbers_and_as_base64(server: Served) -> None:
    write_encoder(server.core.models_folder / "tests" / "encoder.gguf")
    server.rescan()
    server.start()
    with client_of(server) as client:
        texts = ["one text", "another text"]
        made = meanwhile(lambda: client.embeddings.create(model="encoder", input=texts))
        plain = meanwhile(
            lambda: client.embeddings.create(model="encoder", input=texts, encoding_format="float")
        )
        raw = meanwhile(
            lambda: client.embeddings.create(model="encoder", input="one text", encoding_format="base64")
        )
        packed = base64.b64decode(str(raw.data[0].embedding))
        assert [one.index for one in made.data] == [0, 1]
        assert made.data[0].embedding == pytest.approx(plain.data[0].embedding)
        assert list(struct.unpack(f"<{len(packed) // 4}f", packed)) == pytest.approx(made.data[0].embedding)
        assert math.hypot(*plain.data[0].embedding) == pytest.approx(1)
        assert made.usage.prompt_tokens > 0
        with pytest.raises(openai.BadRequestError, match="vectors"):
            meanwhile(lambda: client.chat.completions.create(model="encoder", messages=HI))
        with pytest.raises(openai.BadRequestError, match="makes no vectors"):
            meanwhile(lambda: client.embeddings.create(model="scripted", input="a"))
        with pytest.raises(openai.BadRequestError, match="too long"):
            meanwhile(lambda: client.embeddings.create(model="encoder", input="word " * 4_000))
