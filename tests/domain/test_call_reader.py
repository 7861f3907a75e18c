"""Answers are parted into text and calls, the same for all parts that they come in."""

import json
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.domain.call_format import CallFormat
from explorer.domain.call_reader import CallReader
from explorer.domain.piece import Piece, joined
from explorer.domain.tools import ToolCall

MARKED = CallFormat("<tool_call>\n", "\n</tool_call>")
TAGGED = CallFormat("<tool_call>\n", "\n</tool_call>", is_tagged=True)
BARE = CallFormat(arguments_key="parameters")
LISTED = CallFormat("[TOOL_CALLS]", is_list=True)
NAMED = CallFormat("[TOOL_CALLS]", between="[ARGS]")
ACTION = CallFormat("<|START_ACTION|>", "<|END_ACTION|>", "tool_name", "parameters", is_list=True)
FORMATS = {
    "marked": MARKED, "tagged": TAGGED, "bare": BARE, "listed": LISTED, "named": NAMED, "action": ACTION,
}  # fmt: skip
SCHEMAS = {
    "weather": {"properties": {"city": {"type": "string"}, "days": {"type": "integer"}}},
    "now": {"type": "object"},
}
BERN = ToolCall("a1b2c3d4e", "weather", '{"city": "Bern", "days": 3}')
NOW = ToolCall("", "now", "{}")


def read(known: CallFormat, parts: Sequence[str], *, is_parallel: bool = True) -> Piece:
    reader = CallReader(known, SCHEMAS, is_parallel=is_parallel)
    pieces = [piece for part in parts for piece in reader.feed(Piece(part, "", part))]
    return joined([Piece(), *pieces, *reader.finish()])


def called(piece: Piece) -> list[tuple[str, object]]:
    return [(call.name, json.loads(call.arguments)) for call in piece.calls]


WEATHER = ("weather", {"city": "Bern", "days": 3})


@pytest.mark.parametrize("known", FORMATS.values(), ids=FORMATS)
def test_a_call_as_the_family_writes_it_is_found(known: CallFormat) -> None:
    text = "" if known is BARE else "Let me see.\n\n"
    whole = read(known, [f"{text}{known.written(BERN)}\n"])
    assert called(whole) == [WEATHER]
    assert whole.text == text.strip()
    assert whole.raw == f"{text}{known.written(BERN)}\n"


@pytest.mark.parametrize(
    ("known", "wrote"),
    [
        (MARKED, '<tool_call>{"name": "weather", "parameters": {"city": "Bern", "days": 3}}</tool_call>'),
        (MARKED, '<tool_call>{"name": "weather", "arguments": "{\\"city\\": \\"Bern\\", \\"days\\": 3}"}'),
        (MARKED, '<tool_call>\n[{"name": "weather", "arguments": {"city": "Bern", "days": 3}}]</tool_call>'),
        (MARKED, '<tool_call>\n{"type": "function", "function": {"name": "weather", "arguments": '
                 '{"city": "Bern", "days": 3}}}\n</tool_call>'),
        (BARE, '<|python_tag|>{"name": "weather", "parameters": {"city": "Bern", "days": 3}}'),
        (BARE, ' \n{"type": "function", "name": "weather", "parameters": {"city": "Bern", "days": 3}}'),
        (BARE, 'I ask.<|python_tag|>{"name": "weather", "parameters": {"city": "Bern", "days": 3}}'),
        (NAMED, '[TOOL_CALLS]weather[CALL_ID]a1b2c3d4e[ARGS]{"city": "Bern", "days": 3}'),
        (NAMED, '[TOOL_CALLS] [{"name": "weather", "arguments": {"city": "Bern", "days": 3}}]'),
        (TAGGED, "<tool_call><function=weather><parameter=days>3</parameter><parameter=city>Bern</parameter>"
                 "</function>"),
    ],
)  # fmt: skip
def test_it_may_be_written_a_little_otherwise(known: CallFormat, wrote: str) -> None:
    assert called(read(known, [wrote])) == [WEATHER]


@pytest.mark.parametrize("known", FORMATS.values(), ids=FORMATS)
def test_several_calls_follow_each_other_and_one_is_enough_where_more_are_not_wanted(
    known: CallFormat,
) -> None:
    one, other = known.written(BERN), known.written(NOW)
    for text in (f"{one}\n{other}", f"{one}{other}"):
        assert called(read(known, [text])) == [WEATHER, ("now", {})]
        assert read(known, [text]).text == ""
        assert called(read(known, [text], is_parallel=False)) == [WEATHER]
    several = read(LISTED, ['[TOOL_CALLS][{"name": "now"}, {"name": "now", "arguments": {}}]'])
    assert called(several) == [("now", {}), ("now", {})]
    assert len({call.id for call in several.calls}) == 2


def test_the_id_is_that_of_the_model_if_templates_take_such_ones() -> None:
    for own, is_kept in (("a1b2c3d4e", True), ("0", False), ("{}", False)):
        text = f'[TOOL_CALLS][{{"name": "now", "arguments": {{}}, "id": "{own}"}}]'
        (call,) = read(LISTED, [text]).calls
        assert (call.id == own) is is_kept
        assert call.id.isalnum()
        assert len(call.id) == 9


@pytest.mark.parametrize(
    ("known", "wrote"),
    [
        (MARKED, '<tool_call>\n{"name": "rm", "arguments": {}}\n</tool_call>'),  # not offered
        (MARKED, '<tool_call>\n{"name": "weather", "arguments": {"city": }}\n</tool_call>'),
        (MARKED, '<tool_call>\n{"name": "weather", "arguments": [1]}\n</tool_call>'),
        (MARKED, '<tool_call>\n{"name": "weather", "arguments": {"days": NaN}}\n</tool_call>'),
        (MARKED, '<tool_call>\n{"name": "weather", "arguments": {"days": 1e999}}\n</tool_call>'),
        (MARKED, '<tool_call>\n{"name": "weather", "arguments": {"days": ' + "9" * 5000 + "}}"),
        (MARKED, '<tool_call>\n{"name": 7, "arguments": {}}\n</tool_call>'),
        (MARKED, '<tool_call>\n{"name": "weather", "arguments": {"city": "Ber'),
        (MARKED, "<tool_call>\n" + '{"a":' * 90_000),
        (MARKED, "<tool_call>\n" + "[{" * 90_000),
        (MARKED, '<tool_call>\n{"name": "now", "arguments": ' + '{"a":' * 100 + "1" + "}" * 101),
        (MARKED, "Write <tool_call> and </tool_call> around it."),
        (MARKED, "a <tool_call"),
        (MARKED, '{"name": "weather", "arguments": {}}'),  # its family marks calls
        (TAGGED, "<tool_call>\n<function=rm>\n</function>\n</tool_call>"),
        (TAGGED, "<tool_call>\n<function=now>\nwell\n</function>\n</tool_call>"),
        (TAGGED, "<tool_call>\n<function=weather>\n<parameter=city>\nBern"),
        (TAGGED, "<tool_call>\n" + "<function=now>" * 20_000),
        (TAGGED, "<tool_call>\n<function=now>" + "<parameter=a>" * 20_000 + "</function>"),
        (NAMED, "[TOOL_CALLS]" + "a" * 100_000),
        (NAMED, "[TOOL_CALLS]rm[ARGS]{}"),
        (BARE, '{"temperature": 3, "name": "weather", "parameters": {}}'),
        (BARE, '{"name": "Bern", "population": 134000}'),
        (BARE, '{"name": "weather"}'),  # any object: nothing says that it is a call
        (BARE, 'It is {"name": "weather", "parameters": {}}.'),
        (BARE, "[1, 2]"),
        (BARE, "{"),
    ],
)  # fmt: skip
def test_what_is_no_call_of_an_offered_tool_stays_text(known: CallFormat, wrote: str) -> None:
    for size in (1, 7, len(wrote)) if len(wrote) < 1000 else (4096, len(wrote)):
        whole = read(known, [wrote[at : at + size] for at in range(0, len(wrote), size)])
        assert whole == Piece(wrote, "", wrote)


def test_halves_of_characters_become_question_marks() -> None:
    whole = read(MARKED, ['<tool_call>{"name": "weather", "arguments": {"city": "\\ud800"}}</tool_call>'])
    assert called(whole) == [("weather", {"city": "?"})]


def test_json_that_is_no_call_is_passed_on_while_it_comes() -> None:
    reader = CallReader(BARE, SCHEMAS)
    assert joined([Piece(), *reader.feed(Piece('{"rows"', "", '{"rows"'))]).text == '{"rows"'


def test_marks_of_a_call_within_its_arguments_are_not_its_end() -> None:
    said = {"city": 'a "</tool_call>" \\ {[<tool_call> ü', "days": 1}
    call = ToolCall("", "weather", json.dumps(said))
    assert called(read(MARKED, [MARKED.written(call)])) == [("weather", said)]


def test_arguments_in_tags_are_of_the_types_of_the_schema() -> None:
    tags = {"city": "12", "days": "3", "other": "[1, 2]", "free": "two\nlines <b>"}
    text = "".join(f"<parameter={key}>\n{value}\n</parameter>\n" for key, value in tags.items())
    whole = read(TAGGED, [f"<tool_call>\n<function=weather>\n{text}</function>\n</tool_call>"])
    assert called(whole) == [
        ("weather", {"city": "12", "days": 3, "other": [1, 2], "free": "two\nlines <b>"})
    ]


def test_what_is_no_text_of_the_answer_passes() -> None:
    reader = CallReader(MARKED, SCHEMAS)
    thought = Piece("", "<tool_call>", "<tool_call>")
    assert reader.feed(thought) == (thought,)
    assert [piece.text for piece in reader.feed(Piece("a ", "", "a "))] == ["a"]
    assert reader.feed(Piece(raw="</response>")) == (Piece(" ", "", " "), Piece(raw="</response>"))


PIECES = [
    "<tool_call>", "</tool_call>", "<tool_call>\n", "\n</tool_call>", "[TOOL_CALLS]", "[ARGS]", "[CALL_ID]",
    "<|python_tag|>", "<|START_ACTION|>", "<|END_ACTION|>", "weather", "now", "rm", '{"name": "now"', "{",
    "}",
    "[", "]", '"', "\\", '"name"', ": ", ", ", '"parameters": {}', '"arguments": {}', "<function=now>",
    "</function>", "<parameter=a>", "</parameter>", " ", "\n", ";", "text", "ü", "<", "</", "a1b2c3d4e",
    *(known.written(call) for known in FORMATS.values() for call in (BERN, NOW)),
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(list(FORMATS)),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.lists(st.integers(0, 400), max_size=8),
    st.booleans(),
)
def test_any_parts_of_a_text_make_the_same_calls_and_lose_nothing(
    name: str,
    text: str,
    cuts: list[int],
    is_parallel: bool,  # noqa: FBT001  drawn
) -> None:
    known = FORMATS[name]
    at = sorted({0, *(min(cut, len(text)) for cut in cuts), len(text)})
    whole = read(known, [text], is_parallel=is_parallel)
    parted = read(known, [text[start:end] for start, end in pairwise(at)], is_parallel=is_parallel)
    each = read(known, list(text), is_parallel=is_parallel)
    assert (whole.text, called(whole)) == (parted.text, called(parted)) == (each.text, called(each))
    if is_parallel or not whole.calls:
        assert whole.raw == parted.raw == each.raw == text
    assert whole.calls or whole.text == text
