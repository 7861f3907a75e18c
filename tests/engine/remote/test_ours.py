"""Ours against ours: the client of endpoints asks the server of this app, with real sockets and workers."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtWidgets import QApplication

from explorer.base.version import app_words
from explorer.domain.endpoint import Endpoint, EndpointAbility, EndpointModel
from explorer.domain.generation import AnswerOptions, Sampling
from explorer.domain.sampling import Dry
from explorer.domain.tokens import Constraint, Together
from explorer.engine.backend import Scores
from explorer.engine.remote.endpoints import key_name
from explorer.engine.remote.probe_run import probe_endpoint
from explorer.engine.remote.server_kind import ServerKind, kind_of
from explorer.serve.served import ENDED
from tests.engine.conftest import Heard
from tests.engine.remote.rig import GREEDY, HELLO, RemoteRig, said
from tests.serve.conftest import SCRIPT, served_at
from tests.serve.served_core import Served

LONG = Sampling(temperature=0, max_tokens=4000)


@pytest.fixture
def served(qapp: QApplication, tmp_path: Path) -> Iterator[Served]:
    with served_at(tmp_path / "serving") as made:
        made.start()
        yield made


def model_of(rig: RemoteRig, served: Served, name: str = "scripted", **changes: Any) -> EndpointModel:
    rig.keys.keep(key_name("lab"), served.controller.token)
    abilities = EndpointAbility.PROBABILITIES, EndpointAbility.SCORES
    return rig.model(served.address, *abilities, name=name, **changes)


def test_it_says_what_the_model_says_and_counts(rig: RemoteRig, served: Served) -> None:
    options = AnswerOptions(alternatives=2)
    heard = rig.ask(rig.ready(model_of(rig, served)), sampling=LONG, options=options)
    (answer,) = heard.answers
    details = [one for chunk in heard.chunks for one in chunk.details]
    assert (answer.text, answer.reason, answer.measured.counted) == (SCRIPT, "end", "server")
    assert said(heard) == SCRIPT
    assert answer.measured.prompt_tokens > 0
    assert all(len(one.alternatives) == 2 for one in details)


def test_a_stop_ends_it_there_too(rig: RemoteRig, served: Served) -> None:
    backend = rig.ready(model_of(rig, served, "endless"))
    generation = backend.generate(HELLO, LONG)
    rig.wait(lambda: generation.tokens > 3)
    generation.stop()
    assert rig.finish(generation).answers[0].reason == "stopped"
    rig.wait(lambda: all(one.state in ENDED for one in served.controller.requests))
    assert rig.ask(backend).answers[0].reason == "length"


def test_several_at_once(rig: RemoteRig, served: Served) -> None:
    backend = rig.ready(model_of(rig, served, at_once=4))
    heard = [Heard() for _ in range(8)]
    for one in heard:
        one.follow(backend.generate_together(HELLO, LONG, AnswerOptions(), Together(8, 256)))
    rig.wait(lambda: all(one.is_over for one in heard))
    assert [one.answers[0].text for one in heard] == [SCRIPT] * 8


def test_an_answer_keeps_to_a_schema(rig: RemoteRig, served: Served) -> None:
    options = AnswerOptions(constraint=Constraint("json_schema", '{"type": "boolean"}'))
    (answer,) = rig.ask(rig.ready(model_of(rig, served, "endless")), options=options).answers
    assert answer.text.strip() in ("true", "false")
    assert answer.misfit is None


def test_texts_are_scored(rig: RemoteRig, served: Served) -> None:
    """As the model scores them."""
    backend = rig.ready(model_of(rig, served, "endless"))
    assert isinstance(backend, Scores)
    rig.ask(backend)
    (here,) = served.pool.loaded
    for asked in (("Hello", [" there,", "!"]), ("Ä日 a", ["本 is", " is"])):
        there = rig.result(backend.score(*asked))
        wanted = rig.result(here.score(*asked))
        assert [one.logprob for one in there] == pytest.approx([one.logprob for one in wanted], abs=0.01)
        assert [one.is_greedy for one in there] == [one.is_greedy for one in wanted]
        assert [len(one.tokens) for one in there] == [len(one.tokens) for one in wanted]


def test_it_is_known_and_asked_with_all_it_takes(rig: RemoteRig, served: Served) -> None:
    name = "endless"
    endpoint = Endpoint("lab", "Lab", served.address)
    with ThreadPoolExecutor(1) as pool:  # the server answers in this thread
        probing = pool.submit(probe_endpoint, rig.requests, endpoint, served.controller.token, name)
        rig.wait(probing.done)
    outcome = probing.result()
    assert outcome.probe.server == app_words()
    assert outcome.probe.of(EndpointAbility.AT_ONCE).amount > 1
    model = model_of(rig, served, name)
    endpoint = msgspec.structs.replace(model.endpoint, probe=outcome.probe)
    assert kind_of(endpoint) is ServerKind.OURS
    rig.endpoints.keep(endpoint)
    sampling = Sampling(
        min_p=0.1, dry=Dry(multiplier=0.8), samplers=("top_k", "temperature"), banned_texts=("never",),
        logit_bias=((7, 1.0),), repeat_penalty=1.1, max_tokens=8,
    )  # fmt: skip
    (answer,) = rig.ask(rig.ready(replace(model, endpoint=endpoint)), sampling=sampling).answers
    assert answer.unsent == ()
    options = AnswerOptions(constraint=Constraint("gbnf", 'root ::= "yes"'))
    assert rig.ask(rig.ready(replace(model, endpoint=endpoint)), options=options).answers[0].text == "yes"


def test_its_refusals_are_told(rig: RemoteRig, served: Served) -> None:
    (error,) = rig.ask(rig.ready(model_of(rig, served, "unknown"))).errors
    assert str(error).startswith("Lab does not have this model any more.")
    model = model_of(rig, served)
    rig.keys.keep(key_name("lab"), "another-key")
    (error,) = rig.ask(rig.ready(model), sampling=GREEDY).errors
    assert str(error).startswith("Lab does not accept the key.")
