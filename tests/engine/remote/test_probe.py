"""What a probe finds out: of real servers, and of one that answers as others do, or senselessly."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from explorer.domain.endpoint import Endpoint, EndpointAbility, EndpointEntry, EndpointPrice
from explorer.domain.errors import AccessError, CancelledError, KnownError, OfflineError
from explorer.engine.remote.probe import MOST_REQUESTS, Probe, ProbeOutcome, ProbeStep, with_outcome
from explorer.engine.remote.probe_run import probe_endpoint
from explorer.engine.remote.request_thread import RequestThread
from tests.endpoint.peers import PEER_KEY, llama_cpp_server, llama_server
from tests.engine.remote.replying_server import Reply, listed, refused, replying, said
from tests.models.tiny import Tiny, write_tiny

Ability = EndpointAbility


@pytest.fixture
def requests() -> Iterator[RequestThread]:
    thread = RequestThread(lambda: False)
    yield thread
    thread.close()


def probed(requests: RequestThread, address: str, key: str = "", model: str = "") -> ProbeOutcome:
    return probe_endpoint(requests, Endpoint("one", "One", address), key, model)


def able(outcome: ProbeOutcome) -> dict[EndpointAbility, bool | None]:
    return {answer.ability: answer.is_able for answer in outcome.probe.answers}


def _chat(body: Any) -> Reply:
    """A server that can do all there is, and a model that sees."""
    if body.get("stream"):
        pieces: list[Any] = [{"choices": [{"delta": {"content": word}}]} for word in ("One", ",", " two")]
        pieces.append({"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 3}})
        return 200, b"".join(
            b"data: " + json.dumps(one).encode() + b"\n\n" for one in pieces
        ) + b"data: [DONE]\n\n"
    if "response_format" in body:
        return said('{"sign": "kiwi-7"}')
    if "seed" in body:
        return said(f"Words of {body['seed']}")
    if body.get("logprobs"):
        top = [{"token": str(n), "logprob": -n} for n in range(body["top_logprobs"])]
        return said("One", logprobs={"content": [{"token": "One", "logprob": -0.1, "top_logprobs": top}]})
    return said("Green." if isinstance(body["messages"][0]["content"], list) else "One, two")


def _completions(body: Any) -> Reply:
    choice: dict[str, Any] = {"index": 0, "text": f"{body['prompt'] if body.get('echo') else ''} five"}
    if body.get("echo"):
        choice["logprobs"] = {"token_logprobs": [None, -1.0, -2.0, -3.0, -1.5]}
    return 200, {"choices": [choice]}


def _embeddings(_body: Any) -> Reply:
    return 200, {"data": [{"embedding": [0.1] * 384}]}


def everything() -> dict[str, Any]:
    return {
        "models": lambda _body: listed("big-1", max_model_len=4096),
        "chat/completions": _chat,
        "completions": _completions,
        "embeddings": _embeddings,
    }


def test_of_a_server_that_can_do_everything_it_says_so(requests: RequestThread) -> None:
    with replying(everything()) as server:
        outcome = probed(requests, server.address)
    probe = outcome.probe
    found = able(outcome)
    assert found.pop(Ability.AT_ONCE) is None, "it did not say"
    assert set(found.values()) == {True}
    assert len(found) == len(Ability) - 1
    assert probe.model == "big-1"
    assert probe.of(Ability.PROBABILITIES).amount == 20
    assert probe.of(Ability.CONTEXT).amount == outcome.context_length == 4096
    assert probe.of(Ability.EMBEDDINGS).amount == 384
    assert "kiwi" in probe.of(Ability.SCHEMA).said
    assert probe.requests == len(server.asked) <= MOST_REQUESTS


def test_of_a_real_llama_server_it_finds_slots_and_context(requests: RequestThread, tmp_path: Path) -> None:
    model = write_tiny(tmp_path / "tiny.gguf", Tiny(text="Open models can be run and changed.", name="Tiny"))
    with llama_server(model, at_once=2, context=512) as address:
        outcome = probed(requests, address)
    found = able(outcome)
    wanted = (Ability.CHAT, Ability.COMPLETIONS, Ability.STREAMS, Ability.USAGE, Ability.PROBABILITIES)
    assert all(found[one] for one in (*wanted, Ability.SCHEMA))
    assert not any(found[one] for one in (Ability.SCORES, Ability.IMAGES, Ability.EMBEDDINGS))
    assert outcome.probe.of(Ability.AT_ONCE).amount == 2
    assert outcome.context_length == 512
    assert outcome.probe.server.startswith("llama.cpp")
    assert "mmproj" in outcome.probe.of(Ability.IMAGES).said, "the server's own words"


def test_of_a_real_server_of_llama_cpp_python_it_finds_probabilities_of_a_text(
    requests: RequestThread, tmp_path: Path
) -> None:
    model = write_tiny(tmp_path / "tiny.gguf", Tiny(text="Open models can be run and changed.", name="Tiny"))
    with llama_cpp_server(model) as address:
        with pytest.raises(AccessError):
            probed(requests, address, "not-the-key")
        outcome = probed(requests, address, PEER_KEY)
    found = able(outcome)
    assert found[Ability.CHAT]
    assert found[Ability.STREAMS]
    assert found[Ability.SCORES]
    assert not found[Ability.EMBEDDINGS]


def test_several_models_are_listed_and_none_is_asked(requests: RequestThread) -> None:
    with replying({**everything(), "models": lambda _body: listed("one", "two")}) as server:
        outcome = probed(requests, server.address)
        assert server.routes == ["models"]
        assert [model.name for model in outcome.listed or ()] == ["one", "two"]
        chosen = probed(requests, server.address, model="two")
    assert chosen.probe.model == "two"
    assert able(chosen)[Ability.CHAT]


def test_of_one_elsewhere_that_was_just_added_only_the_models_are_listed() -> None:
    """Each question may cost money there."""

    class Counting:
        asked = 0

        def call(self, _work: object, _stopped: object) -> Any:
            self.asked += 1
            return listed("big-1")[1]

    counting: Any = Counting()
    endpoint = Endpoint("one", "One", "https://llm.example/v1")
    outcome = probe_endpoint(counting, endpoint, "", is_new=True)
    assert counting.asked == outcome.probe.requests == 1
    assert [entry.is_chosen for entry in with_outcome(endpoint, outcome).entries] == [True]


def test_a_refusal_is_a_no_with_its_words_and_leaves_the_others(requests: RequestThread) -> None:
    def chat(body: Any) -> Reply:
        if body.get("logprobs"):
            return refused(400, "logprobs are not supported by this model")
        return (
            refused(500, "no images here")
            if isinstance(body["messages"][0]["content"], list)
            else _chat(body)
        )

    script = {**everything(), "chat/completions": chat}
    del script["embeddings"]
    with replying(script) as server:
        outcome = probed(requests, server.address)
    found = able(outcome)
    assert [one for one, yes in found.items() if yes is False] == [
        Ability.PROBABILITIES, Ability.IMAGES, Ability.EMBEDDINGS,
    ]  # fmt: skip
    assert outcome.probe.of(Ability.PROBABILITIES).said == "400 logprobs are not supported by this model"
    assert found[Ability.SCHEMA]


def test_a_server_that_is_busy_for_a_test_leaves_it_open(requests: RequestThread) -> None:
    def busy(_body: Any) -> Reply:
        return refused(429, "slow down")

    with replying({**everything(), "embeddings": busy}) as server:
        outcome = probed(requests, server.address)
    assert able(outcome)[Ability.EMBEDDINGS] is None
    assert "slow down" in outcome.probe.of(Ability.EMBEDDINGS).said


def test_what_it_does_not_do_is_not_taken_for_a_yes(requests: RequestThread) -> None:
    """It takes every request and leaves out what it does not know."""
    script = {
        **everything(),
        "chat/completions": lambda _body: said("Hello there."),
        "completions": lambda _body: (200, {"choices": [{"text": " five"}]}),
    }
    with replying(script) as server:
        found = able(probed(requests, server.address))
    assert found[Ability.CHAT]
    assert not any(
        found[one] for one in (Ability.STREAMS, Ability.PROBABILITIES, Ability.SCHEMA, Ability.SCORES)
    )
    assert found[Ability.SEED] is None, "each seed says the same"
    assert found[Ability.IMAGES] is None, "nothing shows that it saw one"


def test_a_model_that_names_its_limit_otherwise_is_asked_again(requests: RequestThread) -> None:
    def chat(body: Any) -> Reply:
        if "max_tokens" in body:
            return refused(400, "Unsupported parameter: use 'max_completion_tokens' instead.")
        return _chat(body)

    with replying({**everything(), "chat/completions": chat}) as server:
        outcome = probed(requests, server.address)
    assert able(outcome)[Ability.CHAT]
    assert sum("max_tokens" in (body or {}) for route, body, _ in server.asked if "chat" in route) == 1


@pytest.mark.parametrize("reply", [
    [], {}, {"choices": []}, {"choices": {}}, {"choices": [None]}, {"choices": [{"message": 3}]},
    "One", 7, None,
    {"choices": [{"message": {"content": ["a"]}, "logprobs": {"content": [{"logprob": "x"}]}}]},
])  # fmt: skip
def test_replies_of_any_shape_are_read(requests: RequestThread, reply: Any) -> None:
    odd = {route: lambda _body: (200, reply) for route in everything()}
    with replying({**odd, "models": lambda _body: listed("one")}) as server:
        found = able(probed(requests, server.address))
    assert not found[Ability.SCHEMA] if Ability.SCHEMA in found else not found[Ability.CHAT]
    with replying(odd) as server:
        assert not able(probed(requests, server.address)).get(Ability.CHAT)


def test_names_that_are_none_are_left_out(requests: RequestThread) -> None:
    names = ["good", "good", 7, None, "", "x" * 1000, "line\nbreak", "\x1b[31mred"]
    with replying({"models": lambda _body: (200, {"data": [{"id": name} for name in names]})}) as server:
        outcome = probed(requests, server.address)
    assert [model.name for model in outcome.listed or ()] == ["good"]


def test_a_key_that_is_not_taken_ends_it_and_goes_nowhere_else(requests: RequestThread) -> None:
    def no(_body: Any) -> Reply:
        return refused(401, "Incorrect API key provided: sk-secret-1234")

    with replying({**everything(), "models": no}) as server, pytest.raises(AccessError) as told:
        probed(requests, server.address, "sk-secret-1234")
    assert server.routes == ["models"]
    assert "sk-secret-1234" not in told.value.details


def test_nothing_that_answers_is_told(requests: RequestThread) -> None:
    with replying({}) as server:
        address = server.address
    with pytest.raises(OfflineError):
        probed(requests, address)


def test_offline_nothing_is_asked() -> None:
    thread = RequestThread(lambda: True)
    with replying(everything()) as server, pytest.raises(KnownError):
        probed(thread, server.address)
    assert server.asked == []
    thread.close()


def test_it_stops_when_told_to(requests: RequestThread) -> None:
    steps: list[ProbeStep] = []
    with replying(everything()) as server, pytest.raises(CancelledError):
        probe_endpoint(
            requests, Endpoint("one", "One", server.address), "", "", steps.append, lambda: len(steps) > 3
        )
    assert len(server.asked) <= 4


def test_what_a_person_said_of_models_stays(requests: RequestThread) -> None:
    price = EndpointPrice(1, 2)
    before = Endpoint("one", "One", "http://x/v1", entries=(
        EndpointEntry("two", True, repo="a/b", price=price), EndpointEntry("gone"),
        EndpointEntry("dear", price=price),
    ))  # fmt: skip
    with replying(
        {**everything(), "models": lambda _body: listed("one", "two", context_length=2048)}
    ) as server:
        after = with_outcome(before, probed(requests, server.address, model="two"))
    assert [entry.name for entry in after.entries] == ["one", "two", "dear"]
    two = after.entry("two")
    assert two is not None
    assert (two.is_chosen, two.repo, two.price, two.context_length) == (True, "a/b", price, 2048)
    assert two.sees, "it was tried with this one"


def test_a_lone_model_is_chosen(requests: RequestThread) -> None:
    with replying(everything()) as server:
        after = with_outcome(Endpoint("one", "One", "http://x/v1"), probed(requests, server.address))
    assert [entry.is_chosen for entry in after.entries] == [True]


def test_the_key_stands_in_a_header_alone(requests: RequestThread) -> None:
    with replying(everything()) as server:
        outcome = probed(requests, server.address, "sk-secret-1234")
    assert outcome.probe.requests == len(server.asked)
    assert all(headers["Authorization"] == "Bearer sk-secret-1234" for _route, _body, headers in server.asked)
    assert "sk-secret" not in json.dumps([body for _route, body, _headers in server.asked])


def test_a_key_that_a_server_sends_back_is_kept_nowhere(requests: RequestThread) -> None:
    key = "sk-secret-1234"
    answers = {"chat/completions": lambda _body: said(f"You sent {key}.")}
    with replying({"models": lambda _body: listed(f"of {key}", **{key: key}), **answers}) as server:
        outcome = probed(requests, server.address, key)
    kept = with_outcome(Endpoint("one", "One", "http://x/v1"), outcome)
    assert "You sent [key]." in str(kept)
    assert key not in str(kept)
    assert key not in str(outcome)


@dataclass
class DrawnWire:
    """Answers with whatever is drawn."""

    data: DataObject

    def get(self, _route: str) -> Any:
        return self.data.draw(replies())

    def post(self, _route: str, _body: object) -> Any:
        status = self.data.draw(st.sampled_from((200, 200, 400, 404, 429, 500)))
        if status != 200:
            raise KnownError("It is refused.", "", f"{status} no")
        return self.data.draw(replies())

    def stream(self, _route: str, _body: object) -> list[Any]:
        return self.data.draw(st.lists(replies(), max_size=4))


def replies() -> st.SearchStrategy[Any]:
    """JSON with the names that are looked for, and senseless values."""
    names = [
        "data",
        "id",
        "choices",
        "message",
        "content",
        "logprobs",
        "usage",
        "prompt_tokens",
        "text",
        "embedding",
        "meta",
        "n_ctx",
        "owned_by",
        "total_slots",
        "context_length",
        "providers",
    ]
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    leaves |= st.sampled_from(("llamacpp", "green", '{"sign": [1]}'))
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(names), inner)
    )


@given(st.data())
def test_whatever_is_answered_is_an_answer_or_a_fault_in_words(data: DataObject) -> None:
    with contextlib.suppress(KnownError):
        outcome = Probe("one", DrawnWire(data)).run()
        assert outcome.probe.requests <= MOST_REQUESTS
        msgspec.json.encode(with_outcome(Endpoint("one", "One", "http://x/v1"), outcome))
