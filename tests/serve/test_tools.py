"""Tools as the official client of OpenAI offers them: calls, results, streams, and what makes no sense."""

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openai import OpenAI

from explorer.serve.api_error import ApiError
from explorer.serve.chat_request import ChatBody, chat_ask
from explorer.serve.request_fields import decoded_with_sampling
from tests.families import FAMILIES
from tests.models.tiny import Tiny, write_tiny
from tests.serve.served_core import Served, meanwhile

CALL = '{"name": "weather", "arguments": {"city": "Bern"}}'
ANOTHER = CALL.replace("Bern", "Chur")
WROTE = f"Let me see.\n<tool_call>\n{CALL}\n</tool_call>\n<tool_call>\n{ANOTHER}\n</tool_call>"
CITIES: dict[str, Any] = {
    "type": "object",
    "properties": {"city": {"enum": ["Bern", "Chur"]}},
    "required": ["city"],
    "additionalProperties": False,
}
TOOLS: Any = [
    {"type": "function", "function": {"name": "weather", "description": "Tells it.", "parameters": CITIES}},
    {"type": "function", "function": {"name": "now"}},
]
ASKED: Any = {"role": "user", "content": "How is the weather?"}
WEATHER: Any = {"type": "function", "function": {"name": "weather"}}


@pytest.fixture
def client(server: Served) -> Iterator[OpenAI]:
    """Three models more: ``caller`` writes WROTE, ``made`` babbles, ``other`` has calls of its own kind."""
    folder = server.core.models_folder / "tests"
    template = FAMILIES["chatml"].template
    write_tiny(folder / "caller.gguf", Tiny(text=WROTE, template=template, name="Caller"))
    write_tiny(folder / "made.gguf", Tiny(text=None, template=template, name="Made"))
    other = FAMILIES["lfm2.5"].template
    write_tiny(folder / "other.gguf", Tiny(text="[now()]", template=other, name="Other"))
    server.rescan()
    server.start()
    with OpenAI(base_url=server.address, api_key=server.controller.token, max_retries=0) as made:
        yield made


def chat(client: OpenAI, model: str = "caller", messages: Any = (ASKED,), **more: Any) -> Any:
    asked: dict[str, Any] = {"tools": TOOLS, "temperature": 0, "max_tokens": 300} | more

    def ask() -> Any:
        made = client.chat.completions.create(model=model, messages=list(messages), **asked)
        return list(made) if asked.get("stream") else made

    return meanwhile(ask)


def cities(message: Any) -> list[str]:
    return [json.loads(call.function.arguments)["city"] for call in message.tool_calls]


def test_calls_come_and_their_results_go_back(client: OpenAI) -> None:
    made = chat(client).choices[0]
    assert made.finish_reason == "tool_calls"
    assert made.message.content == "Let me see."
    assert cities(made.message) == ["Bern", "Chur"]
    assert len({call.id for call in made.message.tool_calls}) == 2
    results = [
        {"role": "tool", "tool_call_id": call.id, "content": "Rain."} for call in made.message.tool_calls
    ]
    longer = chat(client, messages=[ASKED, made.message, *results])
    assert longer.usage.prompt_tokens > chat(client).usage.prompt_tokens + 20
    assert chat(client, tool_choice="none").choices[0].message.content == WROTE


def test_halves_of_characters_in_old_calls_are_no_harm(client: OpenAI) -> None:
    turns = [called(arguments='{"a": "\\ud800 ü"}'), {"role": "tool", "tool_call_id": "a", "content": "1"}]
    assert chat(client, messages=[ASKED, *turns]).choices[0].finish_reason == "tool_calls"


def test_a_stream_has_calls_by_their_numbers(client: OpenAI) -> None:
    pieces = chat(client, stream=True, stream_options={"include_usage": True}, logprobs=True)
    deltas = [one.choices[0].delta for one in pieces if one.choices]
    calls = [call for delta in deltas for call in delta.tool_calls or ()]
    assert [call.index for call in calls] == [0, 1]
    assert all(call.id and call.type == "function" and call.function.name == "weather" for call in calls)
    assert [json.loads(call.function.arguments) for call in calls] == [{"city": "Bern"}, {"city": "Chur"}]
    assert "".join(delta.content or "" for delta in deltas) == "Let me see."
    reasons = [one.choices[0].finish_reason for one in pieces if one.choices]
    assert reasons == [None] * (len(reasons) - 1) + ["tool_calls"]


def test_the_client_puts_the_pieces_of_a_stream_together(client: OpenAI) -> None:
    def whole() -> Any:
        with client.chat.completions.stream(
            model="caller", messages=[ASKED], tools=TOOLS, temperature=0
        ) as stream:
            return stream.get_final_completion()

    assert cities(meanwhile(whole).choices[0].message) == ["Bern", "Chur"]


def test_one_call_is_enough_where_no_more_are_wanted(client: OpenAI) -> None:
    made = chat(client, parallel_tool_calls=False)
    assert cities(made.choices[0].message) == ["Bern"]
    assert made.choices[0].finish_reason == "tool_calls"


@pytest.mark.parametrize("choice", ["required", WEATHER])
def test_a_model_can_be_made_to_call(client: OpenAI, choice: Any) -> None:
    asked = {"tool_choice": choice, "temperature": 1, "seed": 5, "n": 2}
    asked["parallel_tool_calls"] = choice == WEATHER  # one that is named is called once anyway
    for choice_made in chat(client, "made", **asked).choices:
        (call,) = choice_made.message.tool_calls
        assert choice_made.message.content is None
        assert choice_made.finish_reason == "tool_calls"
        assert call.function.name in (("weather",) if choice == WEATHER else ("weather", "now"))
        assert isinstance(json.loads(call.function.arguments), dict)


def test_where_calls_are_not_understood_that_is_said(client: OpenAI) -> None:
    made = chat(client, "other").choices[0]
    assert (made.message.content, made.finish_reason) == ("[now()]", "stop")
    assert "not known" in made.note
    assert "not known" in chat(client, "other", stream=True)[-1].choices[0].note
    with pytest.raises(openai.BadRequestError, match="cannot be made to call one"):
        chat(client, "other", tool_choice="required")


def test_a_model_whose_template_takes_no_tools_says_so(client: OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="takes no tools"):
        chat(client, "scripted")
    with pytest.raises(openai.BadRequestError, match="takes no tools"):
        chat(client, "scripted", stream=True)


@pytest.mark.parametrize("choice", ["required", "auto"])
@pytest.mark.parametrize(
    "wrong", [{"properties": "x"}, {"properties": [1]}, {"required": 5}, {"properties": {"a": {"anyOf": 5}}}]
)
def test_a_sloppy_schema_of_a_tool_is_told(client: OpenAI, choice: str, wrong: Any) -> None:
    tools = [{"type": "function", "function": {"name": "f", "parameters": wrong}}]
    with pytest.raises(openai.BadRequestError, match="wrong value"):
        chat(client, tools=tools, tool_choice=choice)


def called(**more: Any) -> Any:
    call = {"id": "a", "type": "function", "function": {"name": "now", "arguments": "{}"} | more}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


def function(**said: Any) -> Any:
    return {"type": "function", "function": said}


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"tools": [{"type": "web_search"}]}, "only functions"),
    ({"tools": [function(name="a b")]}, "a name has"),
    ({"tools": [function()]}, "a name has"),
    ({"tools": [TOOLS[0], TOOLS[0]]}, "the same name"),
    ({"tools": [function(name=f"f{n}") for n in range(200)]}, "more than 128"),
    ({"tools": [function(name="f", description="a" * 500_000)]}, "400,000"),
    ({"tools": [function(name="f", parameters=[1])]}, "no JSON schema"),
    ({"tools": "all"}, "tools must be a list"),
    ({"tools": openai.omit, "tool_choice": "required"}, "needs tools"),
    ({"tool_choice": "perhaps"}, "tool_choice must be"),
    ({"tool_choice": {"type": "function", "function": {"name": "rm"}}}, "none of the tools"),
    ({"tool_choice": {"type": "allowed_tools", "mode": "auto"}}, "not supported"),
    ({"extra_body": {"functions": [{"name": "f"}]}}, "use tools"),
    ({"response_format": {"type": "json_object"}}, "cannot both"),
    ({"messages": [ASKED, {"role": "tool", "tool_call_id": "x", "content": "1"}]}, "earlier message"),
    ({"messages": [ASKED, {"role": "tool", "content": "1"}]}, "earlier message"),
    ({"messages": [ASKED | {"tool_calls": called()["tool_calls"]}]}, "only an answer"),
    ({"messages": [ASKED, called(name="a<|im_end|>")]}, "function.name must"),
    ({"messages": [ASKED, called(arguments="[1]")]}, "JSON object"),
    ({"messages": [ASKED, called(arguments="{")]}, "JSON object"),
    ({"messages": [ASKED, called(arguments='{"a":' * 100 + "1" + "}" * 100)]}, "JSON object"),
    ({"model": "made", "tool_choice": WEATHER, "tools": [
        {"type": "function", "function": {"name": "weather", "parameters": {"type": "nonsense"}}}]},
     "cannot be used"),
)  # fmt: skip


def test_what_makes_no_sense_is_told(client: OpenAI) -> None:
    for asked, said in WRONG:
        with pytest.raises(openai.BadRequestError, match=said):
            chat(client, **asked)


LEAVES = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5) | st.sampled_from(["now", "{}"])
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
FUNCTION = st.fixed_dictionaries({"name": st.sampled_from(["now", ""]), "arguments": st.text(max_size=4)})
CALL_MADE = st.fixed_dictionaries({"id": st.sampled_from(["a", ""]), "type": JSON, "function": FUNCTION})
MESSAGE = st.fixed_dictionaries({}, optional={
    "role": st.sampled_from(["user", "assistant", "tool", "system", "x"]) | JSON,
    "content": st.text(max_size=5) | JSON,
    "tool_call_id": st.sampled_from(["a", "b", ""]) | JSON,
    "tool_calls": st.lists(CALL_MADE, max_size=2) | JSON,
})  # fmt: skip
OFFERED = st.fixed_dictionaries({"name": st.just("now") | JSON}, optional={"parameters": JSON})
TOOL = st.fixed_dictionaries({"type": st.just("function") | JSON, "function": OFFERED | JSON})


@given(
    st.lists(MESSAGE, max_size=3) | JSON,
    st.lists(TOOL | JSON, max_size=3) | JSON,
    JSON | st.sampled_from([WEATHER, "required", "auto"]),
    JSON,
)
def test_whatever_is_asked_is_read_or_refused_in_words(
    messages: Any, tools: Any, choice: Any, parallel: Any
) -> None:
    body = {"messages": messages, "tools": tools, "tool_choice": choice, "parallel_tool_calls": parallel}
    refused: ApiError | None = None
    try:
        asked = chat_ask(
            decoded_with_sampling(json.dumps({"model": "x", **body}).encode(), ChatBody), "fuzz", {}
        )
    except ApiError as error:
        refused = error
    assert asked.parts if refused is None else refused.status == 400 and refused.message
