"""Several answers at once: as many as an endpoint takes, fewer while it is busy."""

from collections.abc import Sequence

import pytest

from explorer.domain.generation import AnswerOptions
from explorer.domain.tokens import Together
from explorer.engine.jobs import Generation
from explorer.engine.remote.remote_backend import RemoteBackend
from explorer.engine.state import BackendState
from tests.endpoint.scripted import ScriptedEndpoint, Talk, failing, saying
from tests.engine.conftest import Heard
from tests.engine.remote.rig import GREEDY, HELLO, RemoteRig

TOGETHER = Together(16, 1024)


def slow(talk: Talk) -> None:
    talk.hold(0.1)
    saying("Done.")(talk)


def ask_all(rig: RemoteRig, backends: Sequence[RemoteBackend], count: int) -> list[Heard]:
    """So many answers of each, all at once."""
    running = [
        one.generate_together(HELLO, GREEDY, AnswerOptions(), TOGETHER)
        for one in backends
        for _ in range(count)
    ]
    heard = [Heard() for _ in running]
    for one, generation in zip(heard, running, strict=True):
        one.follow(generation)
    rig.wait(lambda: all(one.is_over for one in heard))
    return heard


def test_as_many_at_once_as_the_endpoint_takes(rig: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    endpoint.usual = slow
    backend = rig.ready(rig.model(endpoint.address, at_once=3))
    heard = ask_all(rig, [backend], 9)
    assert [one.answers[0].text for one in heard] == ["Done."] * 9
    assert endpoint.most == 3
    assert backend.state is BackendState.READY


def test_two_models_of_one_endpoint_share_what_it_takes(rig: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    endpoint.usual = slow
    first = rig.ready(rig.model(endpoint.address, at_once=2))
    second = rig.ready(rig.second_model("second"))
    ask_all(rig, [first, second], 4)
    assert {body["model"] for body in endpoint.bodies()} == {"qwen/Qwen3-32B", "second"}
    assert endpoint.most == 2


def test_what_is_asked_one_after_the_other_is_answered_so(rig: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    endpoint.usual = slow
    backend = rig.ready(rig.model(endpoint.address, at_once=4))
    running = [backend.generate(HELLO, GREEDY) for _ in range(3)]
    assert rig.finish(running[-1]).answers[0].text == "Done."
    assert endpoint.most == 1


def test_a_busy_endpoint_is_asked_less_at_once_and_loses_none(
    rig: RemoteRig, endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.engine.remote.pace._FIRST_S", 0.05)
    allowed = 2

    def limited(talk: Talk) -> None:
        if endpoint.open > allowed:
            failing(429, {})(talk)
        else:
            slow(talk)

    endpoint.usual = limited
    backend = rig.ready(rig.model(endpoint.address, at_once=8))
    heard = ask_all(rig, [backend], 20)
    assert [one.answers[0].text for one in heard] == ["Done."] * 20
    refused = len(endpoint.requests) - 20
    assert 0 < refused < 40


def test_one_that_waits_for_its_turn_can_be_stopped(rig: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    endpoint.usual = Talk.hold
    backend = rig.ready(rig.model(endpoint.address, at_once=1))
    running = [backend.generate_together(HELLO, GREEDY, AnswerOptions(), TOGETHER) for _ in range(3)]
    last = Heard()
    last.follow(running[2])
    rig.wait(lambda: endpoint.open == 1)
    assert stopped(rig, running[1]) == "stopped"
    endpoint.usual = saying("Next.")
    assert stopped(rig, running[0]) == "stopped"
    rig.wait(lambda: last.is_over)
    assert last.answers[0].text == "Next."


def stopped(rig: RemoteRig, generation: Generation) -> str:
    """How it ended."""
    heard = Heard()
    heard.follow(generation)
    generation.stop()
    rig.wait(lambda: heard.is_over)
    return heard.answers[0].reason


def test_many_that_are_stopped_at_random_leave_nothing(rig: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    backend = rig.ready(rig.model(endpoint.address, at_once=8))
    running = [backend.generate_together(HELLO, GREEDY, AnswerOptions(), TOGETHER) for _ in range(60)]
    heard = [Heard() for _ in running]
    for at, (one, generation) in enumerate(zip(heard, running, strict=True)):
        one.follow(generation)
        if at % 3 == 0:
            generation.stop()
    rig.wait(lambda: all(one.is_over for one in heard))
    assert all(one.answers[0].text == "Hello there." for at, one in enumerate(heard) if at % 3)
    assert backend.state is BackendState.READY
    rig.wait(lambda: endpoint.open == 0)
    assert rig.ask(backend).answers[0].text == "Hello there."


def test_closing_ends_all_that_is_under_way(rig: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    endpoint.usual = Talk.hold
    backend = rig.ready(rig.model(endpoint.address, at_once=4))
    running = [backend.generate_together(HELLO, GREEDY, AnswerOptions(), TOGETHER) for _ in range(4)]
    rig.wait(lambda: endpoint.open == 4)
    rig.close()
    rig.wait(lambda: endpoint.gone == 4)
    del running
