"""The official client of OpenAI as the peer of our server, over real sockets and real workers."""

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI, OpenAI
from PySide6.QtWidgets import QApplication

from explorer.serve.served import RequestState
from tests.serve.conftest import SCRIPT, served_at
from tests.serve.served_core import Served, meanwhile
from tests.waiting import found

HI: Any = [{"role": "user", "content": "Hi"}]
SCHEMA = {"type": "object", "properties": {"a": {"type": "boolean"}}, "required": ["a"]}


@pytest.fixture(scope="module")
def server(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One for all, with its models loaded."""
    with served_at(tmp_path_factory.mktemp("served") / "home") as served:
        served.start()
        with OpenAI(base_url=served.address, api_key=served.controller.token) as client:
            for model in ("scripted", "endless"):
                chat(client, model, max_tokens=1)
        yield served


@pytest.fixture
def client(server: Served) -> Iterator[OpenAI]:
    with OpenAI(base_url=server.address, api_key=server.controller.token, max_retries=0) as made:
        yield made


def chat(client: OpenAI, model: str = "scripted", **more: Any) -> Any:
    asked: dict[str, Any] = {"messages": HI, "temperature": 0} | more
    return meanwhile(lambda: client.chat.completions.create(model=model, **asked))


def streamed(client: OpenAI, model: str = "scripted", **more: Any) -> list[Any]:
    asked: dict[str, Any] = {"messages": HI, "temperature": 0} | more
    return meanwhile(lambda: list(client.chat.completions.create(model=model, stream=True, **asked)))


def text(client: OpenAI, model: str = "scripted", **more: Any) -> Any:
    asked: dict[str, Any] = {"prompt": "Hello", "temperature": 0} | more
    return meanwhile(lambda: client.completions.create(model=model, **asked))


def test_models_are_listed(server: Served, client: OpenAI) -> None:
    assert [one.id for one in meanwhile(client.models.list).data] == ["endless", "scripted"]
    assert meanwhile(lambda: client.models.retrieve("scripted")).id == "scripted"


def test_a_chat_is_answered(client: OpenAI) -> None:
    made = chat(client)
    assert (made.object, made.model) == ("chat.completion", "scripted")
    assert made.choices[0].message.content == SCRIPT
    assert made.choices[0].message.role == "assistant"
    assert made.choices[0].finish_reason == "stop"
    assert made.choices[0].logprobs is None
    assert made.usage.total_tokens == made.usage.prompt_tokens + made.usage.completion_tokens
    assert made.usage.prompt_tokens > 5 < made.usage.completion_tokens


def test_a_stream_says_the_same_in_pieces(client: OpenAI) -> None:
    whole = chat(client)
    pieces = streamed(client, stream_options={"include_usage": True})
    assert pieces[0].choices[0].delta.role == "assistant"
    assert pieces[0].choices[0].delta.content == ""
    assert {one.id for one in pieces} == {pieces[0].id}
    said = [one.choices[0].delta.content or "" for one in pieces if one.choices]
    assert "".join(said) == SCRIPT
    reasons = [one.choices[0].finish_reason for one in pieces if one.choices]
    assert reasons == [None] * (len(reasons) - 1) + ["stop"]
    assert pieces[-1].choices == []
    assert pieces[-1].usage.completion_tokens == whole.usage.completion_tokens
    assert all(one.usage is None for one in streamed(client))


def test_probabilities_come_with_their_bytes(client: OpenAI) -> None:
    made = chat(client, logprobs=True, top_logprobs=3)
    content = made.choices[0].logprobs.content
    assert len(content) == made.usage.completion_tokens
    assert all(len(one.top_logprobs) == 3 and one.logprob <= 0 for one in content)
    said = b"".join(bytes(one.bytes) for one in content if one.bytes is not None)
    assert said.decode().startswith(SCRIPT)
    cut = chat(client, logprobs=True, stop=["is a ti"]).choices[0]
    tokens = [one.token for one in cut.logprobs.content]
    assert "".join(tokens[:-1]) in cut.message.content
    assert len("".join(tokens[:-1])) < len(cut.message.content) <= len("".join(tokens))
    pieces = streamed(client, logprobs=True)
    tokens = [token for one in pieces if one.choices[0].logprobs for token in one.choices[0].logprobs.content]
    assert [one.token for one in tokens] == [one.token for one in content]
    assert all(one.top_logprobs == [] for one in tokens)


def test_probabilities_in_a_stream_end_where_it_stops(client: OpenAI) -> None:
    for stop in ("is a ti", "s is", "no such"):
        cut = streamed(client, logprobs=True, stop=[stop])
        told = [one.choices[0].logprobs for one in cut if one.choices[0].logprobs]
        texts = [token.token for each in told for token in each.content]
        assert "".join(one.choices[0].delta.content or "" for one in cut) == SCRIPT.partition(stop)[0]
        assert "".join(texts).startswith(SCRIPT.partition(stop)[0])
        assert stop == "no such" or len("".join(texts[:-1])) < SCRIPT.index(stop)


def test_several_choices_differ_by_their_seeds_and_a_seed_repeats_them(client: OpenAI) -> None:
    asked: dict[str, Any] = {"model": "endless", "temperature": 1, "n": 3, "seed": 7, "max_tokens": 12}
    one, other = chat(client, **asked), chat(client, **asked)
    said = [choice.message.content for choice in one.choices]
    assert [choice.index for choice in one.choices] == [0, 1, 2]
    assert len(set(said)) == 3
    assert [choice.message.content for choice in other.choices] == said
    assert [choice.finish_reason for choice in one.choices] == ["length"] * 3
    assert one.usage.completion_tokens == 36
    pieces = streamed(client, **asked)
    by_index = ["", "", ""]
    for piece in pieces:
        by_index[piece.choices[0].index] += piece.choices[0].delta.content or ""
    assert by_index == said


def test_stop_texts_end_an_answer(client: OpenAI) -> None:
    made = chat(client, stop=" tiny")
    assert made.choices[0].message.content == "Hello there, this is a"
    assert made.choices[0].finish_reason == "stop"
    assert chat(client, stop=["nowhere", ", this"]).choices[0].message.content == "Hello there"
    assert "".join(one.choices[0].delta.content or "" for one in streamed(client, stop=[" tiny"])) == (
        "Hello there, this is a"
    )


@pytest.mark.parametrize(
    "extra",
    [
        {"response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": SCHEMA}}},
        {"extra_body": {"json_schema": SCHEMA}},
        {"response_format": {"type": "json_object"}},
        {"extra_body": {"grammar": 'root ::= "{" "}"'}},
    ],
)
def test_an_answer_keeps_to_its_schema_or_grammar(client: OpenAI, extra: dict[str, Any]) -> None:
    made = chat(client, "endless", max_tokens=400, temperature=0.2, **extra)
    if made.choices[0].finish_reason == "stop":
        assert isinstance(json.loads(made.choices[0].message.content), dict)
    assert made.choices[0].message.content.lstrip().startswith("{")


def test_a_text_is_gone_on_from(client: OpenAI) -> None:
    made = text(client, max_tokens=5)
    assert (made.object, made.choices[0].finish_reason) == ("text_completion", "length")
    assert made.usage.completion_tokens == 5
    several = text(client, prompt=["Hello", "there"], n=2, max_tokens=3)
    assert [one.index for one in several.choices] == [0, 1, 2, 3]
    pieces = meanwhile(
        lambda: list(
            client.completions.create(
                model="scripted", prompt="Hello", max_tokens=5, stream=True, temperature=0
            )
        )
    )
    assert "".join(one.choices[0].text for one in pieces) == made.choices[0].text
    assert all(one.id == pieces[0].id for one in pieces)
    assert pieces[-1].choices[0].finish_reason == "length"


def test_a_prompt_is_echoed_with_how_likely_it_was(client: OpenAI) -> None:
    """As harnesses score texts: nothing more is written."""
    made = text(client, prompt="Hello there, this", max_tokens=0, echo=True, logprobs=2)
    told = made.choices[0].logprobs
    assert made.choices[0].text == "Hello there, this"
    assert "".join(told.tokens).endswith("Hello there, this")
    assert told.token_logprobs[0] is None
    assert all(one <= 0 for one in told.token_logprobs[1:])
    assert len(told.text_offset) == len(told.tokens) == made.usage.prompt_tokens
    for token, offset in zip(told.tokens[1:], told.text_offset[1:], strict=True):  # the first is a mark
        assert "Hello there, this"[offset:].startswith(token)
    assert made.usage.completion_tokens == 0
    more = text(client, prompt="Hello", max_tokens=3, echo=True, logprobs=0)
    assert more.choices[0].text.startswith("Hello")
    assert len(more.choices[0].logprobs.tokens) == more.usage.total_tokens
    assert text(client, max_tokens=2, echo=True).choices[0].text.startswith("Hello")


def test_what_is_wrong_is_told_with_its_field(client: OpenAI) -> None:
    wrong: tuple[tuple[str, Any], ...] = (
        ("temperature", "hot"),
        ("temperature", -1),
        ("n", 99),
        ("max_tokens", -7),
    )
    for field, value in wrong:
        with pytest.raises(openai.BadRequestError) as told:
            chat(client, **{field: value})
        assert told.value.param == field
        assert field in told.value.message
    with pytest.raises(openai.NotFoundError, match="There is no model"):
        chat(client, "nothing")
    with pytest.raises(openai.BadRequestError, match="takes no tools"):
        chat(client, tools=[{"type": "function", "function": {"name": "f"}}])
    with pytest.raises(openai.BadRequestError, match="The JSON schema cannot be used"):
        chat(client, extra_body={"json_schema": {"type": "nonsense"}})
    with pytest.raises(openai.BadRequestError, match="context") as told:
        chat(client, messages=[{"role": "user", "content": "word " * 60_000}])
    assert told.value.code == "context_length_exceeded"
    with pytest.raises(openai.AuthenticationError):
        chat(client.with_options(api_key="wrong"))


def test_a_client_that_leaves_ends_its_answer(server: Served, client: OpenAI) -> None:
    def leave() -> None:
        stream = client.chat.completions.create(model="endless", messages=HI, temperature=0, stream=True)
        for _piece, _n in zip(stream, range(5), strict=False):
            pass
        stream.close()

    meanwhile(leave)
    found(lambda: server.controller.requests[0].state is RequestState.STOPPED, "an end", 1)
    found(lambda: not server.pool.is_answering, "a quiet worker", 1)
    assert server.controller.requests[0].answer_tokens > 0


def test_the_person_stops_a_request_and_the_client_is_told(server: Served, client: OpenAI) -> None:
    def ask() -> str:
        with pytest.raises(openai.APIError) as told:
            list(client.chat.completions.create(model="endless", messages=HI, temperature=0, stream=True))
        return str(told.value)

    def stop() -> bool | None:
        running = [one for one in server.controller.requests if one.state is RequestState.ANSWERING]
        for one in running:
            server.controller.stop_request(one.number)
        return bool(running)

    result = list[str]()
    thread = threading.Thread(target=lambda: result.append(ask()))
    thread.start()
    found(stop, "an answer under way")
    found(lambda: bool(result), "its end")
    thread.join()
    assert "stopped" in result[0]
    assert server.controller.requests[0].state is RequestState.STOPPED


def test_many_ask_at_once_and_all_are_answered(server: Served, client: OpenAI) -> None:
    async def ask() -> list[Any]:
        async with AsyncOpenAI(base_url=server.address, api_key=server.controller.token) as many:
            asked = [
                many.chat.completions.create(model=model, messages=HI, temperature=0, max_tokens=20)
                for _ in range(6)
                for model in ("scripted", "endless")
            ]
            return await asyncio.gather(*asked)

    made = meanwhile(lambda: asyncio.run(ask()))
    assert [one.choices[0].message.content for one in made[::2]] == [SCRIPT] * 6
    assert len({one.choices[0].message.content for one in made[1::2]}) == 1
    assert {one.state for one in server.controller.requests[:12]} == {RequestState.DONE}


def test_an_async_task_that_is_cancelled_ends_its_answer(server: Served, client: OpenAI) -> None:
    async def ask() -> None:
        async with AsyncOpenAI(base_url=server.address, api_key=server.controller.token) as one:
            create = one.chat.completions.create(model="endless", messages=HI, temperature=0)
            task = asyncio.ensure_future(create)
            before = len(server.controller.requests)
            while len(server.controller.requests) == before or not server.pool.is_answering:
                await asyncio.sleep(0.01)
            task.cancel()
            await asyncio.wait((task,))
            assert task.cancelled()

    meanwhile(lambda: asyncio.run(ask()))
    found(lambda: server.controller.requests[0].state is RequestState.STOPPED, "an end", 1)
