"""What a server is asked with, and what is made of its answer."""

import json
from threading import Thread
from typing import Any

import msgspec
import pytest

from explorer.domain.endpoint import EndpointAbility
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.generation import AnswerOptions, ChatMessage, LoadOptions, Sampling
from explorer.domain.images import ChatImage
from explorer.domain.model import Capability
from explorer.domain.sampling import SETTINGS, with_value
from explorer.domain.tokens import Constraint, LikelyToken, TokenDetail
from explorer.engine.backend import AnswersTogether, Embeds, Resident, Scores, ScoresEach, Sees, Tokenizes
from explorer.engine.question import Question, RunningQuestion
from explorer.engine.remote.request_form import RemoteQuestion, RequestForm
from explorer.engine.remote.server_kind import ServerKind
from explorer.engine.state import BackendState
from explorer.rooms.playground.chats.answer_tokens import AnswerTokens, pack_tokens, unpack_tokens
from tests.endpoint.scripted import Reply, ScriptedEndpoint, Talk, answering, saying
from tests.engine.remote.rig import GREEDY, HELLO, KEY, RemoteRig

SCHEMA = json.dumps({"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]})
IMAGE = ChatImage("0" * 64, b"\x89PNG\r\n\x1a\n", 1, 1)
SENT = "Lab does not tell what it made of the prompt."


def sent(rig: RemoteRig, endpoint: ScriptedEndpoint, sampling: Sampling, server: str) -> dict[str, Any]:
    """The body of one request to such a server."""
    rig.ask(rig.ready(rig.model(endpoint.address, server=server)), sampling=sampling)
    body: dict[str, Any] = endpoint.bodies()[-1]
    return body


def test_a_conversation_is_asked_as_the_api_has_it(rig: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    prompt = (
        ChatMessage("system", "Be short."),
        ChatMessage("user", "Hi"),
        ChatMessage("assistant", "Hello.", thought="A greeting."),
        ChatMessage("user", "Again"),
    )
    backend = rig.ready(rig.model(endpoint.address))
    rig.ask(backend, prompt, Sampling(temperature=0.5, seed=3, max_tokens=9), AnswerOptions(stop=("END",)))
    (request,) = endpoint.requests
    assert (request.method, request.path) == ("POST", "/v1/chat/completions")
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.body == {
        "model": "qwen/Qwen3-32B",
        "messages": [{"role": one.role, "content": one.text} for one in prompt],
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0.5,
        "top_p": 0.95,
        "seed": 3,
        "max_tokens": 9,
        "stop": ["END"],
    }


def test_nothing_is_sent_before_a_question_is(rig: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    model = rig.model(endpoint.address)
    loaded = rig.ready(model).model
    assert loaded is not None
    assert (loaded.memory, loaded.threads, loaded.context_length) == (0, 0, 1024)
    assert loaded.untold is not None
    assert str(loaded.untold.words) == "Lab tells neither its memory nor a hash of the model."
    assert endpoint.requests == []


def test_every_setting_at_work_is_sent_or_told_not_to_be(rig: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    """To a server of each kind, one setting after the other."""
    plain = Sampling(top_k=0, min_p=0.0)
    for kind in ServerKind:
        server = kind.value[0] if kind.value else ""
        asked = rig.model(endpoint.address, server=server)
        for entry in SETTINGS:
            value = next((one for one in entry.varies if one != entry.neutral), None)
            if value is None or entry.path in ("max_tokens", "seed", "temperature"):
                continue
            sampling = with_value(plain, entry.path, value)
            for needed in entry.needs[:1]:
                sampling = with_value(sampling, needed, 2 if needed == "repeat_penalty" else 1)
            form = RequestForm(asked)
            question = RemoteQuestion(HELLO, sampling, AnswerOptions())
            body, unsent = form.body(question), form.unsent(question)
            field = kind.fields.get(entry.path)
            assert (field is not None and body[field] == value) or entry.path in unsent, (
                kind,
                entry.path,
            )


def test_llama_server_is_told_what_is_off_too(rig: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    """It would take its own values otherwise."""
    body = sent(rig, endpoint, Sampling(top_k=0, min_p=0.0), "llama.cpp")
    assert (body["top_k"], body["min_p"], body["repeat_penalty"]) == (0, 0.0, 1.0)
    body = sent(rig, endpoint, Sampling(), "Some server")
    assert "top_k" not in body


def test_the_limit_has_two_names(rig: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    assert sent(rig, endpoint, GREEDY, "api.openai.com")["max_completion_tokens"] == 24
    assert sent(rig, endpoint, GREEDY, "vLLM")["max_tokens"] == 24


def test_tokens_are_counted_by_the_server_or_by_the_parts_and_which_is_told(
    rig: RemoteRig, endpoint: ScriptedEndpoint
) -> None:
    backend = rig.ready(rig.model(endpoint.address))
    heard = rig.ask(backend)
    measured = heard.answers[0].measured
    assert (measured.prompt_tokens, measured.answer_tokens, measured.counted) == (7, 2, "server")
    assert heard.chunks[-1].context is not None
    assert (heard.chunks[-1].context.used, heard.chunks[-1].context.total) == (9, 1024)
    endpoint.usual = saying("One", " two", " three")
    measured = rig.ask(backend).answers[0].measured
    assert (measured.prompt_tokens, measured.answer_tokens, measured.counted) == (0, 3, "parts")
    assert str(measured.counted_words) == "tokens counted by the parts that came"


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
def test_a_thought_in_a_field_of_its_own_is_a_thought(
    rig: RemoteRig, endpoint: ScriptedEndpoint, name: str
) -> None:
    def reply(talk: Talk) -> None:
        talk.head()
        for delta in ({name: "Hm"}, {name: "m."}, {"content": "Yes"}, {"content": "."}):
            talk.event({"choices": [{"index": 0, "delta": delta}]})
        talk.end()

    endpoint.usual = reply
    (answer,) = rig.ask(rig.ready(rig.model(endpoint.address))).answers
    assert (answer.text, answer.thought) == ("Yes.", "Hmm.")
    assert answer.raw == "<think>\nHmm.\n</think>\n\nYes."


def test_a_thought_between_marks_is_a_thought_too(rig: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    endpoint.usual = saying("<thi", "nk>\nHmm.\n</th", "ink>\n\nYes.")
    (answer,) = rig.ask(rig.ready(rig.model(endpoint.address))).answers
    assert (answer.text, answer.thought) == ("Yes.", "Hmm.")


def test_an_answer_that_does_not_stream_is_an_answer(rig: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    message = {"role": "assistant", "content": [{"type": "text", "text": "All at once."}]}
    endpoint.usual = answering({"choices": [{"index": 0, "message": message, "finish_reason": "length"}]})
    model = rig.model(endpoint.address, cannot=[EndpointAbility.STREAMS])
    (answer,) = rig.ask(rig.ready(model)).answers
    assert (answer.text, answer.reason) == ("All at once.", "length")
    assert endpoint.bodies()[0]["stream"] is False


def test_probabilities_come_with_the_answer_where_they_are_told(
    rig: RemoteRig, endpoint: ScriptedEndpoint
) -> None:
    likely = {"token": "No", "logprob": -1.5, "bytes": None}
    told = {
        "token": "Yes",
        "logprob": -0.5,
        "id": 12,
        "top_logprobs": [{"token": "Yes", "logprob": -0.5}, likely],
    }
    bad = {"token": "!", "logprob": "x"}

    def reply(talk: Talk) -> None:
        talk.head()
        talk.say("Yes!", logprobs={"content": [told, bad, 7]})
        talk.end()

    endpoint.usual = reply
    backend = rig.ready(rig.model(endpoint.address, EndpointAbility.PROBABILITIES))
    heard = rig.ask(backend, options=AnswerOptions(alternatives=20))
    others = (LikelyToken(1 << 31, "Yes", -0.5), LikelyToken((1 << 31) + 1, "No", -1.5))
    details = tuple(one for chunk in heard.chunks for one in chunk.details)
    assert details == (TokenDetail(12, "Yes", -0.5, others),)
    assert unpack_tokens(pack_tokens(AnswerTokens(details))) == AnswerTokens(details)
    assert (endpoint.bodies()[0]["logprobs"], endpoint.bodies()[0]["top_logprobs"]) == (True, 5)


def test_probabilities_that_cannot_be_are_kept_all_the_same(
    rig: RemoteRig, endpoint: ScriptedEndpoint
) -> None:
    other = {"token": "!" * 5000, "logprob": 0}
    far = {"token": "?", "logprob": -1e308, "id": -5, "top_logprobs": [other] * 500}
    message = {"role": "assistant", "content": "?"}
    choice = {"message": message, "logprobs": {"content": [far]}, "finish_reason": "stop"}
    endpoint.usual = answering({"choices": [choice]})
    heard = rig.ask(rig.ready(rig.model(endpoint.address)), options=AnswerOptions(alternatives=5))
    (detail,) = heard.chunks[0].details
    assert len(detail.alternatives) == 100
    (kept,) = (unpack_tokens(pack_tokens(AnswerTokens((detail,)))) or AnswerTokens(())).tokens
    assert (kept.text, len(kept.alternatives[0].text)) == ("?", 1000)


def test_without_probabilities_that_is_said(rig: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    backend = rig.ready(rig.model(endpoint.address, cannot=[EndpointAbility.PROBABILITIES]))
    (answer,) = rig.ask(backend, options=AnswerOptions(alternatives=3)).answers
    assert "logprobs" not in endpoint.bodies()[0]
    assert answer.untold is not None
    assert str(answer.untold.words) == f"{SENT} It gives no probabilities."


def test_an_answer_is_held_to_a_schema_and_looked_at_all_the_same(
    rig: RemoteRig, endpoint: ScriptedEndpoint
) -> None:
    backend = rig.ready(rig.model(endpoint.address))
    options = AnswerOptions(constraint=Constraint("json_schema", SCHEMA))
    endpoint.order(saying('{"n": ', "1}"), saying('{"n": "one"}'))
    assert rig.ask(backend, options=options).answers[0].misfit is None
    misfit = rig.ask(backend, options=options).answers[0].misfit
    assert misfit is not None
    assert "“type” at $.n" in str(misfit.words)
    form = endpoint.bodies()[0]["response_format"]
    assert form == {
        "type": "json_schema",
        "json_schema": {"name": "answer", "schema": json.loads(SCHEMA), "strict": True},
    }


def test_a_grammar_is_sent_to_whom_takes_one(rig: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    options = AnswerOptions(constraint=Constraint("gbnf", 'root ::= "yes"'))
    (error,) = rig.ask(rig.ready(rig.model(endpoint.address)), options=options).errors
    assert str(error) == "Lab takes no grammars. Use a JSON schema, or a model that runs here."
    rig.ask(rig.ready(rig.model(endpoint.address, server="llama.cpp")), options=options)
    assert [body.get("grammar") for body in endpoint.bodies()] == ['root ::= "yes"']


def test_images_go_to_a_model_that_sees_and_to_no_other(rig: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    asked = (ChatMessage("user", "What is it?", images=(IMAGE,)),)
    backend = rig.ready(rig.model(endpoint.address))
    assert not isinstance(backend, Sees)
    (error,) = rig.ask(backend, asked).errors
    assert str(error) == (
        "Qwen3 32B at Lab does not see images. Ask without them, or choose a model that sees."
    )
    assert endpoint.requests == []
    seeing = rig.ready(rig.model(endpoint.address, sees=True))
    assert isinstance(seeing, Sees)
    assert rig.ask(seeing, asked).answers
    part = endpoint.bodies()[0]["messages"][0]["content"][0]
    assert part["image_url"]["url"] == "data:image/png;base64,iVBORw0KGgo="
    assert isinstance(rig.result(seeing.count_images([IMAGE])), KnownError)


def test_a_base_model_goes_on_with_a_text_and_with_what_was_begun(
    rig: RemoteRig, endpoint: ScriptedEndpoint
) -> None:
    def reply(talk: Talk) -> None:
        talk.head()
        for text, reason in ((" upon", None), (" a time", "stop")):
            talk.event({"choices": [{"index": 0, "text": text, "finish_reason": reason}]})

    endpoint.usual = reply
    model = rig.model(endpoint.address, cannot=[EndpointAbility.CHAT])
    assert not model.is_chat
    assert Capability.CONTINUES in model.capabilities
    heard = rig.ask(rig.ready(model), "It began: ", options=AnswerOptions(begun="Once"))
    assert heard.answers[0].text == "Once upon a time"
    assert (endpoint.requests[0].path, endpoint.bodies()[0]["prompt"]) == (
        "/v1/completions",
        "It began: Once",
    )


def test_a_conversation_cannot_go_on_from_a_beginning(rig: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    model = rig.model(endpoint.address)
    assert Capability.CONTINUES not in model.capabilities
    (error,) = rig.ask(rig.ready(model), options=AnswerOptions(begun="Well")).errors
    assert str(error) == "Lab cannot go on from the beginning of an answer. Ask anew."


def test_a_backend_is_just_what_its_probe_found(rig: RemoteRig) -> None:
    plain = rig.backend(rig.model("http://127.0.0.1:9/v1"))
    assert isinstance(plain, AnswersTogether)
    assert not isinstance(plain, Scores | ScoresEach | Sees | Embeds | Resident | Tokenizes)
    scoring = rig.backend(rig.model("http://127.0.0.1:9/v1", EndpointAbility.SCORES))
    assert isinstance(scoring, Scores)
    assert not isinstance(scoring, Sees)
    both = rig.backend(rig.model("http://127.0.0.1:9/v1", EndpointAbility.SCORES, sees=True))
    assert isinstance(both, Scores)
    assert isinstance(both, Sees)


def test_a_key_that_was_replaced_is_used_from_the_next_question_on(
    rig: RemoteRig, endpoint: ScriptedEndpoint
) -> None:
    backend = rig.ready(rig.model(endpoint.address))
    rig.ask(backend)
    rig.keys.keep("endpoint lab", "sk-another-0123456789")
    rig.ask(backend)
    sent = [request.headers["authorization"] for request in endpoint.requests]
    assert sent == [f"Bearer {KEY}", "Bearer sk-another-0123456789"]


def test_a_change_that_changes_no_request_leaves_answers_under_way_alone(
    rig: RemoteRig, endpoint: ScriptedEndpoint
) -> None:
    def reply(talk: Talk) -> None:
        talk.head()
        talk.say("One")
        talk.hold(0.3)
        talk.end()

    endpoint.usual = reply
    model = rig.model(endpoint.address)
    backend = rig.ready(model)
    generation = backend.generate(HELLO, GREEDY)
    rig.wait(lambda: generation.tokens > 0)
    rig.model(endpoint.address, name=model.entry.name, at_once=1, server="vLLM")  # as after a test
    rig.endpoints.keep(msgspec.structs.replace(rig.endpoints.all[0], name="New"))
    assert rig.backend(model) is backend
    assert rig.finish(generation).answers[0].text == "One"


def test_an_endpoint_that_does_more_now_gets_another_class_of_backend_for_the_next_question(
    rig: RemoteRig, endpoint: ScriptedEndpoint
) -> None:
    model = rig.model(endpoint.address)
    before = rig.ready(model)
    rig.model(endpoint.address, EndpointAbility.SCORES)
    assert isinstance(rig.backend(model), Scores)
    assert rig.ask(before).answers


def test_after_its_endpoint_was_removed_nothing_is_sent_and_that_is_told(
    rig: RemoteRig, endpoint: ScriptedEndpoint
) -> None:
    """Also what waits for its turn meanwhile, and what a room asks once it hears of an end."""
    endpoint.usual = Talk.hold
    model = rig.model(endpoint.address)
    backend = rig.ready(model)
    first, waiting = backend.generate(HELLO, GREEDY), backend.generate(HELLO, GREEDY)
    rig.wait(lambda: endpoint.open == 1)
    rig.endpoints.remove("lab")
    assert rig.provider.of(model) is None
    first.stop()
    (error,) = rig.finish(waiting).errors
    assert str(error) == "Lab was removed. Choose another model."
    (error,) = rig.ask(backend).errors
    assert str(error) == "Lab was removed. Choose another model."
    assert backend.state is BackendState.FAILED
    heard = list[object]()
    RunningQuestion(backend, Question(HELLO, GREEDY, LoadOptions()), heard.append).start()
    assert str(heard[-1]) == "Lab was removed. Choose another model."
    assert len(endpoint.requests) == 1


def test_what_was_meant_for_one_host_is_not_sent_to_another(
    rig: RemoteRig, endpoint: ScriptedEndpoint
) -> None:
    model = rig.model(endpoint.address)
    backend = rig.ready(model)
    moved = rig.model(endpoint.address.replace("127.0.0.1", "localhost"))
    (error,) = rig.ask(backend).errors
    assert str(error) == "Lab is at another address now. Ask again to send this to localhost."
    assert endpoint.requests == []
    assert rig.ask(rig.ready(moved)).answers


def test_a_backend_that_was_closed_answers_whoever_asks_it(
    rig: RemoteRig, endpoint: ScriptedEndpoint
) -> None:
    backend = rig.ready(rig.model(endpoint.address))
    rig.provider.close()
    assert rig.ask(backend).errors
    heard = list[object]()
    RunningQuestion(backend, Question(HELLO, GREEDY, LoadOptions()), heard.append).start()
    assert isinstance(heard[-1], CancelledError)
    assert endpoint.requests == []


def _echoing(shift: int) -> Reply:
    """A server of letters: each is as likely as its number says, ``shift`` places later."""

    def logprob(text: str, at: int) -> float:
        return -(ord(text[at + shift]) % 7) / 2 if 0 <= at + shift < len(text) else -9.0

    def reply(talk: Talk) -> None:
        body = talk.request.body
        whole = body["prompt"] + "x"
        first = 0 if body["echo"] else len(whole) - 1
        numbers = [logprob(whole, at) for at in range(first, len(whole))]
        told = {
            "tokens": list(whole[first:]),
            "token_logprobs": [None if at == 0 and body["echo"] else one for at, one in enumerate(numbers)],
            "top_logprobs": [
                {"e": -0.5, letter: one} for letter, one in zip(whole[first:], numbers, strict=True)
            ],
        }
        answering({"choices": [{"text": whole[first:], "logprobs": told}]})(talk)

    return reply


def test_a_text_is_scored_by_whom_tells_the_truth(rig: RemoteRig, endpoint: ScriptedEndpoint) -> None:
    endpoint.usual = _echoing(0)
    backend = rig.ready(rig.model(endpoint.address, EndpointAbility.SCORES))
    assert isinstance(backend, Scores)
    scores = rig.result(backend.score("ab", ["e", "cd"], 1))
    assert [one.logprob for one in scores] == [-1.5, -1.5]
    assert [token.text for token in scores[1].tokens] == ["c", "d"]
    assert [one.is_greedy for one in scores] == [True, False]
    assert rig.result(backend.score_text("ab"))[0].logprob is None
    assert str(rig.result(backend.score("", ["e"]))).startswith("There is nothing before the continuation")


def test_a_model_that_another_thread_looked_at_first_is_heard(
    rig: RemoteRig, endpoint: ScriptedEndpoint
) -> None:
    """As runs are planned."""
    model = rig.model(endpoint.address)
    looking = Thread(target=rig.provider.of, args=(model,))
    looking.start()
    looking.join()
    (answer,) = rig.ask(rig.ready(model)).answers
    assert answer.text == "Hello there."
