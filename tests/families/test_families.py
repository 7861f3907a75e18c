"""Every family is asked as its makers meant, and its answers are understood."""

from collections.abc import Iterator
from typing import cast

import pytest

from explorer.domain.generation import ChatMessage
from explorer.domain.piece import joined
from explorer.domain.splitting import Splitter
from explorer.domain.thinking import switch_of
from explorer.engine.chat_template import ChatTemplate
from explorer.engine.formats import FormatFinder
from explorer.engine.renderer import Renderer
from explorer.engine.vocabulary import Vocabulary
from tests.families import FAMILIES, Family, Split

PLAIN = (ChatMessage("user", "Say hi."),)
TALK = (
    ChatMessage("system", "Be brief."),
    ChatMessage("user", "Say hi."),
    ChatMessage("assistant", "Hello.", thought="They greet me."),
    ChatMessage("user", "Again."),
)


class Tokens:
    """As much of a vocabulary as is looked at."""

    def __init__(self, family: Family) -> None:
        self.bos, self.eos, self._tokens = family.bos, family.eos, family.tokens

    def has(self, text: str) -> bool:
        return text in self._tokens


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    built = Renderer()
    yield built
    built.close()


@pytest.fixture(params=FAMILIES)
def family(request: pytest.FixtureRequest) -> Family:
    return FAMILIES[request.param]


def test_conversations_reach_it_as_its_makers_meant(family: Family, renderer: Renderer) -> None:
    template = ChatTemplate(family.template, renderer, bos=family.bos, eos=family.eos)
    asked = {"plain": (PLAIN, ""), "talk": (TALK, "")} | {
        choice: (PLAIN, choice) for choice in family.choices
    }
    prompts = {
        name: template.render(template.seen(messages, think), think)
        for name, (messages, think) in asked.items()
    }
    assert prompts == family.prompts


def test_its_switch_of_thinking_is_found(family: Family) -> None:
    switch = switch_of(family.template)
    assert (set(switch.choices) >= family.choices, switch.default) == (True, family.default)
    assert family.choices or not switch.choices


def _splits() -> Iterator[object]:
    for name, family in FAMILIES.items():
        for n, split in enumerate(family.splits):
            yield pytest.param(family, split, id=f"{name}-{n}")


@pytest.mark.parametrize(("family", "split"), _splits())
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_its_answers_are_parted(family: Family, split: Split, size: int, renderer: Renderer) -> None:
    formats = FormatFinder(cast(Vocabulary, Tokens(family)), renderer).of(family.template)
    splitter = Splitter(formats.items, family.prompts[split.after])
    parts = [split.wrote[at : at + size] for at in range(0, len(split.wrote), size)]
    whole = joined([piece for part in parts for piece in splitter.feed(part)] + list(splitter.finish()))
    assert (whole.thought, whole.text, whole.raw) == (split.thought, split.says, split.wrote)
