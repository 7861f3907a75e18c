"""An answer that begins as it was told: word for word, within the context, and held to what it must be."""

from pathlib import Path

import pytest

from explorer.domain.generation import LoadOptions
from explorer.domain.sampling import Sampling
from explorer.domain.tokens import AnswerOptions, Constraint
from tests.engine.conftest import Bench

SHORT = Sampling(temperature=0, max_tokens=12)


@pytest.mark.parametrize("begun", ["Hello wor", " Hello", "  two", "1. a", "中文\n\nand", "\ufffd"])
def test_the_answer_has_its_beginning_word_for_word(babbler: Bench, begun: str) -> None:
    heard = babbler.finish(babbler.engine.generate("Go", SHORT, AnswerOptions(begun=begun)))
    (answer,) = heard.answers
    assert answer.text.startswith(begun)
    assert answer.text == "".join(chunk.piece.text for chunk in heard.chunks)
    assert answer.measured.answer_tokens == 12


def test_a_beginning_that_fills_the_context_is_refused_or_read_from_its_end(
    bench: Bench, endless: Path
) -> None:
    bench.load(endless, LoadOptions(context_length=256))
    begun = "x" * 400
    heard = bench.finish(bench.engine.generate("Go", SHORT, AnswerOptions(begun=begun)))
    assert "too long" in heard.errors[0].what
    options = AnswerOptions(begun=begun, when_full="drop_oldest")
    heard = bench.finish(bench.engine.generate("Go", SHORT, options))
    (answer,) = heard.answers
    assert answer.text.startswith(begun)
    assert answer.measured.prompt_tokens < 256


def test_the_rest_keeps_to_the_grammar_as_the_beginning_did(babbler: Bench) -> None:
    grammar = Constraint("gbnf", 'root ::= ("yes" | "no") ", " [0-9] [0-9]')
    options = AnswerOptions(begun="yes, ", constraint=grammar)
    (answer,) = babbler.finish(babbler.engine.generate("Go", SHORT, options)).answers
    assert answer.text.startswith("yes, ")
    assert answer.text.removeprefix("yes, ").isdigit()
