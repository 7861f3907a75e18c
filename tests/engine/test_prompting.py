"""What is left out of a conversation longer than its context, and how often it is rendered for that."""

import ctypes
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from explorer.domain.errors import KnownError
from explorer.domain.generation import ChatMessage
from explorer.domain.tokens import NO_OPTIONS
from explorer.engine.local.llama.vocabulary import Vocabulary
from explorer.engine.local.template.prompt_builder import PromptBuilder
from explorer.engine.local.template.renderer import TemplateRenderer
from tests.models.tiny import CHAT_TEMPLATE

SYSTEM = ChatMessage("system", "Be brief.")
LONG = [SYSTEM] + [
    ChatMessage(role, f"{n} " + "x" * (7 * n % 40)) for n in range(200) for role in ("user", "assistant")
]
TURNS = (*LONG, ChatMessage("user", "The last."))


class Counting(TemplateRenderer):
    """Counts what it renders."""

    asked = 0

    def render(self, *given: Any, **named: Any) -> Any:
        self.asked += 1
        return super().render(*given, **named)


@pytest.fixture(scope="module")
def renderer() -> Iterator[Counting]:
    built = Counting()
    built.start()
    yield built
    built.close()


@pytest.fixture
def prompter(renderer: Counting) -> PromptBuilder:
    return PromptBuilder(_bytes_as_tokens(), CHAT_TEMPLATE, renderer)


@pytest.mark.parametrize("total", [100, 333, 1000, 4096, 9000, 100_000])
def test_few_renders_find_what_dropping_turn_by_turn_finds(
    prompter: PromptBuilder, renderer: Counting, total: int
) -> None:
    renderer.asked = 0
    found = prompter.prepare_newest(TURNS, NO_OPTIONS, total, total // 4)
    assert renderer.asked <= 9 + 1  # whether it takes a system prompt
    fewest = next(
        (dropped, prepared.text)
        for dropped in range(0, len(LONG), 2)
        if len((prepared := prompter.prepare([SYSTEM, *TURNS[1 + dropped :]], NO_OPTIONS, 1 << 20)).tokens)
        <= total - total // 4
    )
    assert (found.dropped, found.text) == fewest
    assert found.text.endswith("[user]The last.[/user]<|start|>")


def test_the_last_turn_stays_and_may_use_the_room(prompter: PromptBuilder) -> None:
    last = prompter.prepare([SYSTEM, TURNS[-1]], NO_OPTIONS, 1 << 20)
    size = len(last.tokens)
    found = prompter.prepare_newest(TURNS, NO_OPTIONS, size + 1, size)
    assert (found.text, found.dropped) == (last.text, len(LONG) - 1)
    with pytest.raises(KnownError, match="too long"):
        prompter.prepare_newest(TURNS, NO_OPTIONS, size, 8)
    with pytest.raises(KnownError, match="too long"):
        prompter.prepare_newest([SYSTEM], NO_OPTIONS, 8, 4)


def test_far_too_many_letters_are_refused_before_they_are_cut(prompter: PromptBuilder) -> None:
    for prompt in ("x" * 4_000_000, [SYSTEM, ChatMessage("user", "x" * 4_000_000)]):
        begun = time.process_time()
        with pytest.raises(KnownError, match="letters for 512 tokens"):
            prompter.prepare(prompt, NO_OPTIONS, 512)
        assert time.process_time() - begun < 0.2


def _bytes_as_tokens() -> Vocabulary:
    """A vocabulary with a token for each byte."""

    def tokenize(_: Any, data: bytes, size: int, tokens: Any, room: int, *flags: bool) -> int:
        tokens[:size] = data
        return size

    api = SimpleNamespace(
        llama_model_get_vocab=lambda model: model,
        llama_vocab_bos=lambda _: -1,
        llama_vocab_eos=lambda _: -1,
        llama_token=ctypes.c_int32,
        llama_tokenize=tokenize,
        llama_vocab_get_attr=lambda *_: 4,
    )
    return Vocabulary(api, None)
