"""Our client against real servers: llama-server, and that of llama-cpp-python, with models of the tests."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.domain.endpoint import EndpointAbility, EndpointModel
from explorer.domain.errors import KnownError
from explorer.domain.generation import AnswerOptions, ChatMessage, Sampling
from explorer.domain.tokens import Constraint, Together
from explorer.engine.backend import Scores
from explorer.engine.local.engine import Engine
from explorer.engine.remote.endpoints import key_name
from tests.endpoint.peers import PEER_KEY, llama_cpp_server, llama_server
from tests.engine.conftest import Bench, Heard, engine_with
from tests.engine.remote.rig import RemoteRig
from tests.models.starter import smollm2

QUESTION = (ChatMessage("user", "Name three colours."),)
SAMPLING = Sampling(temperature=0, max_tokens=8, seed=1)  # later two may be as likely
SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
HELD = AnswerOptions(constraint=Constraint("json_schema", json.dumps(SCHEMA)))
TEXT = "The capital of France is"


@pytest.fixture(scope="module")
def llama() -> Iterator[str]:
    with llama_server(smollm2(), at_once=2, context=512) as address:
        yield address


@pytest.fixture(scope="module")
def python() -> Iterator[str]:
    with llama_cpp_server(smollm2(), context=512) as address:
        yield address


def of_llama(rig: RemoteRig, address: str, **changes: Any) -> EndpointModel:
    abilities = EndpointAbility.PROBABILITIES, EndpointAbility.SCHEMA
    return rig.model(address, *abilities, server="llama.cpp", name=str(smollm2()), **changes)


def of_python(rig: RemoteRig, address: str) -> EndpointModel:
    rig.keys.keep(key_name("lab"), PEER_KEY)
    abilities = EndpointAbility.PROBABILITIES, EndpointAbility.SCORES
    return rig.model(address, *abilities, server="llama-cpp-python", name=str(smollm2()), at_once=1)


@pytest.fixture(scope="module")
def ours(qapp: QApplication) -> Iterator[Engine]:
    yield from engine_with(smollm2())


@pytest.mark.parametrize("prompt", [QUESTION, TEXT])
def test_both_say_what_the_same_file_says_here(
    rig: RemoteRig, llama: str, python: str, ours: Engine, qtbot: QtBot, prompt: str | tuple[ChatMessage, ...]
) -> None:
    here = Bench(qtbot, ours).finish(ours.generate(prompt, SAMPLING)).answers[0].text
    (there,) = rig.ask(rig.ready(of_llama(rig, llama)), prompt, SAMPLING).answers
    assert (there.text, there.measured.counted) == (here, "server")
    (other,) = rig.ask(rig.ready(of_python(rig, python)), prompt, SAMPLING).answers
    assert (other.text, other.measured.counted) == (here, "parts")


def test_llama_server_tells_tokens_and_how_likely_they_were(rig: RemoteRig, llama: str) -> None:
    heard = rig.ask(rig.ready(of_llama(rig, llama)), QUESTION, SAMPLING, AnswerOptions(alternatives=3))
    details = [one for chunk in heard.chunks for one in chunk.details]
    assert len(details) == heard.answers[0].measured.answer_tokens == SAMPLING.max_tokens
    assert all(one.token >= 0 and len(one.alternatives) == 3 for one in details)
    assert "".join(one.text for one in details) == heard.answers[0].text


def test_both_hold_answers_to_a_schema(rig: RemoteRig, llama: str, python: str) -> None:
    for model in (of_llama(rig, llama), of_python(rig, python)):
        (answer,) = rig.ask(rig.ready(model), QUESTION, Sampling(temperature=0, max_tokens=60), HELD).answers
        assert isinstance(json.loads(answer.text)["n"], int)
        assert answer.misfit is None


def test_a_prompt_that_is_too_long_is_told_so(rig: RemoteRig, llama: str) -> None:
    (error,) = rig.ask(rig.ready(of_llama(rig, llama)), (ChatMessage("user", "long " * 2000),)).errors
    assert str(error).startswith("This is longer than the model at Lab can read.")


def test_a_stop_frees_the_server_for_the_next(rig: RemoteRig, llama: str) -> None:
    backend = rig.ready(of_llama(rig, llama, at_once=1))
    generation = backend.generate(QUESTION, Sampling(temperature=0, max_tokens=400))
    rig.wait(lambda: generation.tokens > 2)
    generation.stop()
    assert rig.finish(generation).answers[0].reason == "stopped"
    assert rig.ask(backend, QUESTION, SAMPLING).answers[0].reason == "length"


def test_several_at_once_are_each_what_it_is_alone(rig: RemoteRig, llama: str) -> None:
    backend = rig.ready(of_llama(rig, llama, at_once=2))
    prompts = [(ChatMessage("user", f"Count to {n}."),) for n in range(4)]
    heard = [Heard() for _ in prompts]
    together = Together(2, 512)
    for one, prompt in zip(heard, prompts, strict=True):
        one.follow(backend.generate_together(prompt, SAMPLING, AnswerOptions(), together))
    rig.wait(lambda: all(one.is_over for one in heard))
    assert all(one.answers[0].text for one in heard)


def test_probabilities_that_are_of_the_token_before_are_not_shown(rig: RemoteRig, python: str) -> None:
    """As llama-cpp-python's server tells them."""
    backend = rig.ready(of_python(rig, python))
    assert isinstance(backend, Scores)
    for job in (backend.score(TEXT, [" Paris"]), backend.score_text(TEXT)):
        error = rig.result(job)
        assert str(error).startswith("Lab tells other probabilities of a text than of its own answers.")


def test_a_wrong_key_is_told(rig: RemoteRig, python: str) -> None:
    model = of_python(rig, python)
    rig.keys.keep(key_name("lab"), "another-key")
    (error,) = rig.ask(rig.ready(model)).errors
    assert str(error) == "Lab does not accept the key. Enter the key again in Settings."
    assert isinstance(error, KnownError)


def test_images_are_refused_in_the_servers_words(rig: RemoteRig, llama: str, tmp_path: Path) -> None:
    """By one that was thought to see."""
    from tests.engine.remote.test_asking import IMAGE

    asked = (ChatMessage("user", "What is it?", images=(IMAGE,)),)
    (error,) = rig.ask(rig.ready(of_llama(rig, llama, sees=True)), asked).errors
    assert "image input is not supported" in str(error)
