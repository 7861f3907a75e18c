"""Every family is asked as its makers meant, and its answers are understood."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.domain.answer_splitter import Splitter
from explorer.domain.call_reader import CallReader
from explorer.domain.generation import ChatMessage, Sampling
from explorer.domain.piece import Piece, joined
from explorer.domain.thinking_switch import switch_of
from explorer.domain.tokens import AnswerOptions, Constraint
from explorer.domain.tools import ToolCall, read_tools
from explorer.engine.local.engine import Engine
from explorer.engine.local.template.chat_template import ChatTemplate
from explorer.engine.local.template.renderer import TemplateRenderer
from explorer.engine.local.worker_supply import WorkerSupply
from tests.engine.conftest import WORKER, Bench
from tests.families import FAMILIES, Family
from tests.models.tiny import Tiny, write_tiny

PLAIN = (ChatMessage("user", "Say hi."),)
TALK = (
    ChatMessage("system", "Be brief."),
    ChatMessage("user", "Say hi."),
    ChatMessage("assistant", "Hello.", thought="They greet me."),
    ChatMessage("user", "Again."),
)
BERN = ToolCall("call_0", "weather", '{"city": "Bern", "days": 3}')
CALLED = (
    ChatMessage("user", "How is it in Bern?"),
    ChatMessage("assistant", "", calls=(BERN,)),
    ChatMessage("tool", "Rain.", call_id=BERN.id),
)
CITY = {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}}
NUMBER = Constraint("json_schema", json.dumps({"type": "object", "properties": {"n": {"type": "integer"}}}))
MARKS = re.compile(r"<[^<>\s]+>|\[/?THINK\]|◁[^◁▷]+▷")


@pytest.fixture(scope="module")
def renderer() -> Iterator[TemplateRenderer]:
    built = TemplateRenderer()
    built.render("", PLAIN)  # its process is there before the first test
    yield built
    built.close()


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    engine = Engine(WorkerSupply(WORKER))
    yield Bench(qtbot, engine)
    engine.close()


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_conversations_reach_it_as_its_makers_meant(family: Family, renderer: TemplateRenderer) -> None:
    template = ChatTemplate(family.template, renderer, bos=family.bos, eos=family.eos)
    asked = {name: (PLAIN, name) for name in family.choices} | {"plain": (PLAIN, ""), "talk": (TALK, "")}
    prompts = {
        name: template.render(template.seen(messages, think), think)
        for name, (messages, think) in asked.items()
    }
    assert prompts == family.prompts


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_its_switch_of_thinking_is_found(family: Family) -> None:
    switch = switch_of(family.template)
    assert switch.default == family.default
    assert family.choices <= set(switch.choices)
    assert family.choices or not switch.choices


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_its_answers_are_parted(family: Family, renderer: TemplateRenderer) -> None:
    template = ChatTemplate(family.template, renderer, bos=family.bos, eos=family.eos)
    formats = template.formats(family.tokens.__contains__)
    for split, size in product(family.splits, (1, 3, 1000)):
        splitter = Splitter(formats.items, family.prompts[split.after])
        parts = [split.wrote[at : at + size] for at in range(0, len(split.wrote), size)]
        pieces = [*(piece for part in parts for piece in splitter.feed(part)), *splitter.finish()]
        assert joined(pieces) == Piece(split.says, split.thought, split.wrote)


@pytest.mark.parametrize("name", [name for name, family in FAMILIES.items() if family.tools])
def test_tools_reach_it_and_its_calls_are_understood(name: str, renderer: TemplateRenderer) -> None:
    family = FAMILIES[name]
    assert family.tools is not None
    template = ChatTemplate(family.template, renderer, bos=family.bos, eos=family.eos)
    (spec,) = read_tools([{"type": "function", "function": {"name": "weather", "parameters": CITY}}])
    offered = [json.loads(spec.text)]
    template.tools.check(CALLED, offered)
    prompt = template.render(template.seen(CALLED, ""), "", offered)
    assert spec.name in prompt.partition(CALLED[0].text)[0]
    assert prompt.rpartition(CALLED[0].text)[2] == family.tools.sent
    formats, known = template.formats(family.tokens.__contains__), template.tools.call_format
    assert known is not None
    wrote, asked = family.tools.wrote, template.render(template.seen(PLAIN, ""), "", offered)
    for size in (1, 3, 1000):
        splitter, reader = Splitter(formats.items, asked), CallReader(known, {"weather": CITY})
        parts = [wrote[at : at + size] for at in range(0, len(wrote), size)]
        pieces = [*(piece for part in parts for piece in splitter.feed(part)), *splitter.finish()]
        whole = joined([*(part for piece in pieces for part in reader.feed(piece)), *reader.finish()])
        (call,) = whole.calls
        assert (call.name, json.loads(call.arguments)) == ("weather", {"city": "Bern", "days": 3})
        assert (whole.text, whole.raw) == ("", wrote)


def test_what_was_thought_before_a_call_goes_back_until_the_answer_is_whole(
    renderer: TemplateRenderer,
) -> None:
    family = FAMILIES["qwen3"]
    template = ChatTemplate(family.template, renderer, bos=family.bos, eos=family.eos)
    asked, called, came = CALLED
    talk = (asked, replace(called, thought="I look."), came)
    prompt = template.render(template.seen(talk, ""), "")
    assert "<think>\nI look.\n</think>\n\n<tool_call>" in prompt
    over = (*talk, ChatMessage("assistant", "Rain."), asked)
    assert "I look." not in template.render(template.seen(over, ""), "")


@pytest.mark.parametrize("name", [name for name, family in FAMILIES.items() if family.held])
def test_a_schema_holds_its_answer_and_not_its_thought(name: str, bench: Bench, tmp_path: Path) -> None:
    family, held = FAMILIES[name], FAMILIES[name].held
    assert held is not None
    tiny = Tiny(
        text=held.wrote, template=family.template, controls=tuple(dict.fromkeys(MARKS.findall(held.wrote)))
    )
    bench.load(write_tiny(tmp_path / "t.gguf", tiny))
    options = AnswerOptions(constraint=NUMBER, think="" if held.after == "plain" else held.after)
    heard = bench.finish(bench.engine.generate(PLAIN, Sampling(temperature=0, max_tokens=60), options))
    assert not heard.errors
    (answer,) = heard.answers
    assert (answer.thought, json.loads(answer.text)) == ("Let me see.", {"n": 4})


def test_the_table_tells_of_each() -> None:
    table = (Path(__file__).parents[2] / "docs" / "families.md").read_text("utf-8")
    told = set(re.findall(r"^\| ([^|]+?) \|", table, re.MULTILINE)) - {"Family"}
    assert told == {family.name for family in FAMILIES.values()}
