"""What a server does wrong is told in words, what it said before is kept, its key stands in none of it."""

import logging
import socket
import ssl
import time
from pathlib import Path

import pytest

from explorer.base.paths import Paths
from explorer.base.store import Store
from explorer.domain.endpoint import EndpointAbility, KeyPlace
from explorer.domain.errors import AccessError, KnownError, OfflineError
from explorer.domain.generation import LoadOptions
from explorer.engine.backend import Scores
from explorer.engine.remote.transport import TransportLimits
from explorer.engine.state import BackendState, WaitingForServer
from tests.endpoint.fault_cases import FAULTS, EndpointFault
from tests.endpoint.fault_table import table
from tests.endpoint.scripted import ScriptedEndpoint, Talk, failing, raw, saying
from tests.engine.remote.rig import GREEDY, HELLO, KEY, RemoteRig, said, told
from tests.hub.fault_table import README

SOON = TransportLimits(
    connect_s=2, first_byte_s=0.4, silence_s=0.4, total_s=1.5, line=1 << 20, answer=4 << 20
)


@pytest.fixture
def soon(rig: RemoteRig, monkeypatch: pytest.MonkeyPatch) -> RemoteRig:
    """What takes long takes less."""
    monkeypatch.setattr("explorer.engine.remote.pace._FIRST_S", 0.01)
    rig.provider.means.limits = SOON
    return rig


@pytest.mark.parametrize("case", FAULTS, ids=[case.fault for case in FAULTS])
def test_a_fault(
    case: EndpointFault, soon: RemoteRig, endpoint: ScriptedEndpoint, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    endpoint.usual = case.reply
    heard = soon.ask(soon.ready(soon.model(endpoint.address)))
    (error,) = heard.errors
    assert str(error) == case.sees
    assert isinstance(error, case.kind)
    assert said(heard) == case.kept or (case.kept and said(heard).startswith(case.kept))
    assert len(endpoint.requests) == case.requests
    assert KEY not in told(error) + caplog.text


def test_the_table_is_up_to_date() -> None:
    assert table() in README.read_text("utf-8"), "run: python -m tests.endpoint.fault_table"


def test_after_a_fault_it_is_asked_again_and_answers(soon: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    backend = soon.ready(soon.model(endpoint.address))
    endpoint.order(failing(500, b"no", "text/plain"))
    assert soon.ask(backend).errors
    assert backend.state is BackendState.READY
    assert soon.ask(backend).answers[0].text == "Hello there."


def test_a_server_that_is_gone_must_be_made_ready_again(soon: RemoteRig) -> None:
    with ScriptedEndpoint() as gone:
        model = soon.model(gone.address)
    backend = soon.ready(model)
    (error,) = soon.ask(backend).errors
    assert str(error) == "Nothing answers at the address of Lab. Check that the server runs, and its port."
    assert isinstance(error, OfflineError)
    assert backend.state is BackendState.FAILED


def test_a_name_that_nobody_has(soon: RemoteRig) -> None:
    (error,) = soon.ask(soon.ready(soon.model("http://nobody.invalid/v1"))).errors
    assert str(error).startswith("No server is found under the address of Lab.")


def test_a_certificate_that_nobody_vouches_for_gets_no_key(
    soon: RemoteRig, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with ScriptedEndpoint(tls=tls) as server:
        (error,) = soon.ask(soon.ready(soon.model(server.address))).errors
        assert str(error).startswith("The certificate of Lab cannot be trusted: nothing was sent.")
        assert isinstance(error, AccessError)
        assert server.requests == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        soon.close()


def test_a_certificate_of_ones_own_authority_is_trusted(
    rig: RemoteRig, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with ScriptedEndpoint(tls=tls) as server:
        assert rig.ask(rig.ready(rig.model(server.address))).answers[0].text == "Hello there."


def test_https_where_there_is_none(soon: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    address = endpoint.address.replace("http://", "https://")
    (error,) = soon.ask(soon.ready(soon.model(address))).errors
    assert str(error).startswith("Lab does not answer as HTTPS does.")


def test_a_proxy_that_refuses(
    soon: RemoteRig, endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", endpoint.address.removesuffix("/v1"))
    endpoint.usual = failing(403, b"no", "text/plain")
    (error,) = soon.ask(soon.ready(soon.model("https://lab.invalid/v1"))).errors
    assert str(error) == "The proxy does not let this through to Lab. Check the proxy of this system."
    assert endpoint.requests[0].method == "CONNECT"


def test_a_proxy_stands_before_no_program_on_this_machine(
    rig: RemoteRig, endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert rig.ask(rig.ready(rig.model(endpoint.address))).answers


def test_a_proxy_that_is_none_is_told(soon: RemoteRig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "nonsense://secret@x")
    (error,) = soon.ask(soon.ready(soon.model("https://lab.invalid/v1"))).errors
    assert str(error).startswith("The proxy named in HTTPS_PROXY cannot be used.")
    assert "secret@x" not in f"{error} {error.details}"


def test_a_busy_server_is_asked_again_when_it_says_so_and_the_person_sees_it(
    soon: RemoteRig, endpoint: ScriptedEndpoint
) -> None:
    endpoint.order(failing(429, {}, Retry_After="1"))
    generation = soon.ready(soon.model(endpoint.address)).generate(HELLO, GREEDY)
    events = list[object]()
    generation.heard.connect(events.append)
    begun = time.monotonic()
    assert soon.finish(generation).answers[0].text == "Hello there."
    assert time.monotonic() - begun >= 1.0
    assert isinstance(events[0], WaitingForServer)


def test_who_waits_for_a_busy_server_can_stop_at_once(soon: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    endpoint.usual = failing(429, {}, Retry_After="60")
    generation = soon.ready(soon.model(endpoint.address)).generate(HELLO, GREEDY)
    events = list[object]()
    generation.heard.connect(events.append)
    soon.wait(lambda: bool(events))
    begun = time.monotonic()
    generation.stop()
    assert soon.finish(generation).answers[0].reason == "stopped"
    assert time.monotonic() - begun < 1.0
    assert len(endpoint.requests) == 1


def test_a_connection_that_was_lost_before_a_word_is_tried_once_more(
    soon: RemoteRig, endpoint: ScriptedEndpoint
) -> None:
    endpoint.order(Talk.reset)
    assert soon.ask(soon.ready(soon.model(endpoint.address))).answers[0].text == "Hello there."


def test_what_the_server_does_not_take_is_left_out_from_then_on_and_told(
    soon: RemoteRig, endpoint: ScriptedEndpoint
) -> None:
    refused = {"error": {"message": "Unsupported parameter: 'temperature' is not supported with this model."}}
    limit = {
        "error": {"message": "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."}
    }
    endpoint.order(failing(400, refused), failing(400, limit))
    backend = soon.ready(soon.model(endpoint.address))
    (answer,) = soon.ask(backend).answers
    last = endpoint.bodies()[-1]
    assert "temperature" not in last
    assert last["max_completion_tokens"] == GREEDY.max_tokens
    assert "max_tokens" not in last
    assert answer.untold is not None
    assert "Not sent, as the server does not take it: Temperature." in str(answer.untold.words)
    assert soon.ask(backend).answers
    assert len(endpoint.requests) == 4


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_a_stream_is_read_however_it_is_cut(rig: RemoteRig, endpoint: ScriptedEndpoint, size: int) -> None:
    ends = "\r\n" if size == 3 else "\n"
    lines = [
        "\ufeff: PROCESSING", "",
        'data: {"choices":[{"index":0,"delta":{"role":"assistant","content":null}}]}', "",
        "id: 7", "retry: 10", 'data: {"choices":[{"index":0,', 'data: "delta":{"content":"Ä 日本 🙂"}}]}', "",
        "event: ping", "data: {}", "", 'data: {"choices":[]}', "", 'data: {"choices":[{"delta":null}]}', "",
        'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}',
    ]  # fmt: skip
    data = ends.join(lines).encode()
    endpoint.usual = raw(*(data[at : at + size] for at in range(0, len(data), size)))
    (answer,) = rig.ask(rig.ready(rig.model(endpoint.address))).answers
    assert (answer.text, answer.reason) == ("Ä 日本 🙂", "end")


def test_one_that_keeps_the_connection_after_its_end_is_not_waited_for(
    rig: RemoteRig, endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.engine.remote.answer_request._AFTER_END_S", 0.1)

    def reply(talk: Talk) -> None:
        talk.head()
        talk.say("Hello.", finish_reason="stop")
        talk.hold()

    endpoint.usual = reply
    assert rig.ask(rig.ready(rig.model(endpoint.address))).answers[0].text == "Hello."
    rig.wait(lambda: endpoint.gone == 1)


def test_a_stream_that_is_cut_before_its_first_brace_is_a_stream(
    rig: RemoteRig, endpoint: ScriptedEndpoint
) -> None:
    def reply(talk: Talk) -> None:
        talk.head()
        for part in (
            b"data: ",
            b'{"choices":[{"delta":{"content":"Hello."},"finish_reason":"stop"}]}\n\n',
            b"data: [DONE]\n\n",
        ):
            talk.send(part)
            time.sleep(0.1)  # so that the parts do not come as one

    endpoint.usual = reply
    assert rig.ask(rig.ready(rig.model(endpoint.address))).answers[0].text == "Hello."


def test_a_stop_closes_a_connection_on_which_tls_begins(rig: RemoteRig) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"https://127.0.0.1:{silent.getsockname()[1]}/v1"
        generation = rig.ready(rig.model(address)).generate(HELLO, GREEDY)
        connection, _address = silent.accept()
        with connection:
            connection.settimeout(5)
            assert connection.recv(65536)
            generation.stop()
            assert rig.finish(generation).answers[0].reason == "stopped"
            assert connection.recv(65536) == b""


@pytest.mark.parametrize("has_head", [False, True])
def test_a_stop_closes_the_connection(rig: RemoteRig, endpoint: ScriptedEndpoint, has_head: bool) -> None:  # noqa: FBT001
    def reply(talk: Talk) -> None:
        if has_head:
            talk.head()
            talk.say("Once")
        talk.hold()

    endpoint.usual = reply
    generation = rig.ready(rig.model(endpoint.address)).generate(HELLO, GREEDY)
    rig.wait(lambda: endpoint.open == 1 and (generation.tokens == 1 or not has_head))
    begun = time.monotonic()
    generation.stop()
    (answer,) = rig.finish(generation).answers
    rig.wait(lambda: endpoint.gone == 1)
    assert time.monotonic() - begun < 1.0  # 5 ms where nobody else computes
    assert (answer.text, answer.reason) == ("Once" if has_head else "", "stopped")


def test_a_key_in_an_answer_is_hidden_also_where_it_comes_in_pieces(
    rig: RemoteRig, endpoint: ScriptedEndpoint, store: Store, paths: Paths
) -> None:
    endpoint.usual = saying("You sent ", *KEY, f", and {KEY}.", KEY[:5])
    heard = rig.ask(rig.ready(rig.model(endpoint.address)))
    assert heard.answers[0].text == f"You sent [key], and [key].{KEY[:5]}"
    assert said(heard) == heard.answers[0].text
    store.close()
    assert KEY.encode() not in b"".join(path.read_bytes() for path in paths.root.rglob("*") if path.is_file())


@pytest.mark.parametrize("before", [0, 185, 195, 285, 295, 395])
@pytest.mark.parametrize("form", ["{%s", '{"choices": "%s"}'])
def test_no_part_of_a_key_is_quoted_in_a_fault(
    rig: RemoteRig, endpoint: ScriptedEndpoint, form: str, before: int
) -> None:
    endpoint.usual = failing(200, (form % ("x" * before + KEY)).encode())
    (error,) = rig.ask(rig.ready(rig.model(endpoint.address))).errors
    assert KEY[:4] not in told(error)


def test_a_key_that_no_header_can_hold_is_told_without_it(rig: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    rig.keys.kept["endpoint lab"] = "sk-line\nbreak"
    (error,) = rig.ask(rig.ready(rig.model(endpoint.address))).errors
    assert str(error) == "The key of Lab has signs that no key has. Enter the key again in Settings."
    assert "sk-line" not in told(error)
    assert endpoint.requests == []


def test_offline_no_socket_is_opened(rig: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    model = rig.model(endpoint.address)
    backend = rig.ready(model)
    rig.is_offline = True
    (error,) = rig.ask(backend).errors
    assert str(error) == "Offline mode is on. Switch it off in the settings to ask endpoints."
    changes = list[KnownError | None]()
    backend.changed.connect(lambda change: changes.append(change.error))
    backend.prepare(LoadOptions())
    assert isinstance(changes[-1], OfflineError)
    assert endpoint.requests == []


def test_a_request_without_a_byte_ends_when_offline_mode_is_switched_on(
    rig: RemoteRig, endpoint: ScriptedEndpoint
) -> None:
    endpoint.usual = Talk.hold
    backend = rig.ready(rig.model(endpoint.address, EndpointAbility.SCORES))
    assert isinstance(backend, Scores)
    generation, scores = backend.generate(HELLO, GREEDY), backend.score_text("One")
    errors = list[KnownError]()
    for job in (generation, scores):
        job.failed.connect(errors.append)
    rig.wait(lambda: endpoint.open == 2)
    rig.is_offline = True
    rig.wait(lambda: len(errors) == 2)
    assert {str(error) for error in errors} == {
        "Offline mode is on. Switch it off in the settings to ask endpoints."
    }
    rig.wait(lambda: endpoint.gone == 2)


def test_an_answer_ends_when_offline_mode_is_switched_on(rig: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    def reply(talk: Talk) -> None:
        talk.head()
        while not talk.is_gone:
            talk.say(" word")
            talk.hold(0.04)

    endpoint.usual = reply
    generation = rig.ready(rig.model(endpoint.address)).generate(HELLO, GREEDY)
    rig.wait(lambda: generation.tokens > 1)
    rig.is_offline = True
    (error,) = rig.finish(generation).errors
    assert str(error).startswith("Offline mode is on.")
    rig.wait(lambda: endpoint.gone == 1)


def test_what_waits_for_a_busy_server_ends_when_offline_mode_is_switched_on(
    rig: RemoteRig, endpoint: ScriptedEndpoint
) -> None:
    """At once, not when the wait is over; also what waits behind it. Nothing is asked after that."""
    endpoint.usual = failing(429, Retry_After="100")
    backend = rig.ready(rig.model(endpoint.address, EndpointAbility.SCORES))
    assert isinstance(backend, Scores)
    waits, errors = list[object](), list[KnownError]()
    jobs = (backend.generate(HELLO, GREEDY), backend.generate(HELLO, GREEDY), backend.score_text("One"))
    jobs[0].heard.connect(waits.append)
    for job in jobs:
        job.failed.connect(errors.append)
    rig.wait(lambda: any(isinstance(event, WaitingForServer) for event in waits))
    rig.wait(lambda: len(endpoint.requests) == 2)  # the second answer waits behind the first
    rig.is_offline = True
    rig.wait(lambda: len(errors) == len(jobs))
    assert {str(error).split(".")[0] for error in errors} == {"Offline mode is on"}
    assert len(endpoint.requests) == 2


def test_a_keyring_that_refuses_is_told_and_nothing_is_sent(
    rig: RemoteRig, endpoint: ScriptedEndpoint
) -> None:
    backend = rig.ready(rig.model(endpoint.address))
    rig.keys.refuses = KnownError("The keyring is locked.")
    (error,) = rig.ask(backend).errors
    assert str(error) == "The keyring is locked."
    assert backend.state is BackendState.FAILED
    assert endpoint.requests == []


def test_scores_that_are_of_another_text_are_refused(rig: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    """Some servers pass over "echo", and tell of what they write."""
    endpoint.usual = failing(200, {"choices": [{"logprobs": {"tokens": ["x"], "token_logprobs": [-1]}}]})
    backend = rig.ready(rig.model(endpoint.address, EndpointAbility.SCORES))
    error = rig.result(backend.score("a", ["b"]))  # type: ignore[attr-defined]  # one that scores
    assert str(error).startswith("Lab tells other probabilities of a text than of its own answers.")


def test_a_key_of_the_environment_is_set_there(
    rig: RemoteRig, endpoint: ScriptedEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAB_KEY", KEY)
    endpoint.order(failing(401, {"error": {"message": "no"}}))
    model = rig.model(endpoint.address, key=KeyPlace.ENVIRONMENT, variable="LAB_KEY")
    (error,) = rig.ask(rig.ready(model)).errors
    assert error.advice == "Set the variable LAB_KEY, then start the app again."
    monkeypatch.delenv("LAB_KEY")
    with pytest.raises(KnownError) as unset:
        rig.endpoints.secret_of(model.endpoint)
    assert unset.value.advice == error.advice
