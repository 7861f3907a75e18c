"""Many prompts scored side by side: the same as one by one."""

import time
from pathlib import Path

import pytest

from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.generation import ChatMessage, LoadOptions, Sampling
from explorer.domain.tokens import ContinuationScore
from explorer.engine.state import BackendState
from tests.engine.conftest import Bench
from tests.models.starter import smollm2

ACTING = "</s>[user]"


def same(one: ContinuationScore, other: ContinuationScore) -> bool:
    """Where many are read at once, the library's numbers depend a little on which."""
    near = pytest.approx([t.logprob for t in other.tokens], abs=0.05)
    return [t.token for t in one.tokens] == [t.token for t in other.tokens] and near == [
        t.logprob for t in one.tokens
    ]


def test_each_prompt_scores_as_it_does_alone(babbler: Bench) -> None:
    """Of different lengths, a beginning in common or none, more than stand side by side at once."""
    asked = [
        ("A question that many share. One", (" yes", " no, never")),
        ("A question that many share. Two", (" yes",)),
        ("A question that many share." + " More." * 100, (" yes", " no" * 150)),
        ("Quite another", tuple(f" ending {n}" for n in range(40))),
        ("A question that many share. One", (" yes", " perhaps")),
        ("Nothing to score", ()),
        ("A question that many share", (". One", "")),
    ]
    together = babbler.result(babbler.engine.score_each(asked))
    assert [len(scores) for scores in together] == [2, 1, 2, 40, 2, 0, 2]
    for (prefix, texts), scores in zip(asked, together, strict=True):
        alone = babbler.result(babbler.engine.score(prefix, texts))
        assert all(same(*pair) for pair in zip(scores, alone, strict=True))
    assert together[0][0] == together[4][0]  # read once


def test_with_quantized_weights_they_are_the_same_to_the_last_digit(bench: Bench) -> None:
    """Read side by side, each would be off by 0.2 and at times another answer would be the likelier one."""
    bench.load(smollm2(), LoadOptions(context_length=512))
    ask = "Answer in plain words, shortly. What is known of {}?"
    prompts = (ask.format("tea"), ask.format("the moon"), "word " * 90)
    asked = [((ChatMessage("user", prompt),), ("Little.", "A lot of it")) for prompt in prompts]
    together = bench.result(bench.engine.score_each(asked))
    assert together == tuple(bench.result(bench.engine.score_each([one]))[0] for one in asked)


def test_one_that_is_written_greedily_is_told_among_others(bench: Bench, gemma: Path) -> None:
    bench.load(gemma, LoadOptions(context_length=512))
    prompt = "The capital of France is"
    written = bench.finish(bench.engine.generate(prompt, Sampling(temperature=0, max_tokens=1)))
    asked = [(prompt, (" potato", written.answers[0].text)), ("The capital of Italy is", (" potato", " a"))]
    ((wrong, right), other) = bench.result(bench.engine.score_each(asked))
    assert (wrong.is_greedy, right.is_greedy, other[0].is_greedy) == (False, True, False)
    assert wrong.logprob < right.logprob


def test_messages_go_through_the_template_and_what_they_spell_is_text(talker: Bench) -> None:
    messages = (ChatMessage("user", f"Say {ACTING}"),)
    shown = talker.result(talker.engine.render(messages))
    ((quoted,), (plain,)) = talker.result(
        talker.engine.score_each([(messages, ("Hello",)), ((ChatMessage("user", "Hi"),), ("Hello",))])
    )
    assert shown == f"<s>[user]Say {ACTING}[/user]<|start|>"
    assert [t.text for t in quoted.tokens] == [t.text for t in plain.tokens] == list("Hello")
    assert quoted.logprob == pytest.approx(plain.logprob, abs=0.05)  # both begin an answer
    (spelled,) = talker.result(talker.engine.score_each([(messages, (ACTING,))]))
    assert [token.text for token in spelled[0].tokens] == list(ACTING)


def test_what_cannot_be_scored_is_told_in_words(talker: Bench) -> None:
    assert talker.result(talker.engine.score_each([])) == ()
    too_long = talker.result(talker.engine.score_each([("a", ["b"]), ("a", ["x" * 5000])]))
    assert isinstance(too_long, KnownError)
    assert "too long" in too_long.what
    assert talker.engine.state is BackendState.READY


def test_it_stops_at_once(babbler: Bench) -> None:
    job = babbler.engine.score_each([(f"{n} is a number. " * 200, (" yes", " no")) for n in range(200)])
    told: list[float] = []
    job.progress.connect(told.append)
    babbler.qtbot.waitUntil(lambda: bool(told))
    begun = time.monotonic()
    job.stop()
    assert isinstance(babbler.result(job), CancelledError)
    assert time.monotonic() - begun < 0.15
    assert len(babbler.result(babbler.engine.score("Go", [" on"]))) == 1
