"""Models compared in words, and never ranked inside the noise."""

import random

from hypothesis import given
from hypothesis import strategies as st

from explorer.evaluate.comparison import JudgedModel, compare_models
from explorer.evaluate.statistics import mcnemar


def model(title: str, marks: str, size: int = 0) -> JudgedModel:
    """``marks``: a + for each item that it passed, a - for one it failed, a space where it was not judged."""
    return JudgedModel(title, {str(n): mark == "+" for n, mark in enumerate(marks) if mark != " "}, size)


QWEN = model("Qwen3 4B", "+" * 19 + "-" * 5, 40)
GEMMA = model("Gemma 3 4B", "-" * 3 + "+" * 17 + "-" * 4, 39)
LLAMA = model("Llama 3.2 3B", "-" * 5 + "+" * 14 + "-" * 4 + "+", 30)
SMALL = model("SmolLM2 135M", "+" * 2 + "-" * 22, 1)


def test_three_larger_models_that_cannot_be_told_apart() -> None:
    compared = compare_models((QWEN, GEMMA, LLAMA, SMALL), {})
    assert not compared.can_tell
    assert compared.headline == "Cannot tell the three larger models apart"
    assert compared.details == (
        "Farthest apart: Qwen3 4B alone passed 5 tests, Llama 3.2 3B alone passed 1; that can be chance."
        " Each of the three did better than SmolLM2 135M."
    )
    assert len(compared.pairs) == 6
    assert [pair.are_apart for pair in compared.pairs] == [True, True, True, False, False, False]


def test_models_that_all_passed_or_failed_everything_are_told_so() -> None:
    all_failed = compare_models((model("One", "-" * 24), model("Other", "-" * 24)), {})
    assert (all_failed.headline, all_failed.details) == ("No model passed a test", "")
    assert all_failed.pairs[0].words == "One and Other passed no test."
    assert compare_models((model("One", "+" * 24), model("Other", "+" * 24)), {}).headline == (
        "Each model passed every test"
    )


def test_two_models() -> None:
    same = compare_models((QWEN, QWEN), {})
    assert same.headline == "Cannot tell the two models apart"
    assert same.details == "Qwen3 4B and Qwen3 4B passed the same tests."
    better = compare_models((SMALL, QWEN), {})
    assert better.can_tell
    assert better.headline == "Qwen3 4B did better than SmolLM2 135M"
    assert better.details == (
        "Qwen3 4B alone passed 17 tests, SmolLM2 135M alone passed 0; that is more than chance."
    )
    assert (better.pairs[0].first, better.pairs[0].other) == (1, 0)
    assert 0 < better.pairs[0].gap.low < 17 / 24 < better.pairs[0].gap.high


def test_where_sizes_are_not_known_they_are_the_best() -> None:
    nameless = [JudgedModel(one.title, one.passed) for one in (QWEN, GEMMA, SMALL)]
    assert compare_models(nameless, {}).headline == "Cannot tell the two best models apart"


def test_only_items_that_both_were_judged_on_count() -> None:
    compared = compare_models((model("A", "+++++   "), model("B", "   -----")), {})
    assert compared.pairs[0].count == 2
    assert compared.headline == "Too few tests in common to tell models apart"
    assert not compared.can_tell


def test_items_of_one_template_count_as_one() -> None:
    one, other = model("A", "+" * 12), model("B", "-" * 12)
    assert compare_models((one, other), {}).can_tell
    grouped = compare_models((one, other), {str(n): f"template {n // 6}" for n in range(12)})
    assert not grouped.can_tell
    assert grouped.pairs[0].chance == 0.5


@given(
    st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=6, max_size=60), st.integers()
)
def test_the_order_of_items_and_models_does_not_matter(rows: list[tuple[bool, ...]], seed: int) -> None:
    models = [JudgedModel(f"M{n}", {str(key): row[n] for key, row in enumerate(rows)}) for n in range(3)]
    shuffled = []
    for one in models:
        items = list(one.passed.items())
        random.Random(seed).shuffle(items)
        shuffled.append(JudgedModel(one.title, dict(items)))
    compared, again = compare_models(models, {}), compare_models(shuffled, {})
    assert (compared.headline, compared.details, compared.pairs) == (
        again.headline,
        again.details,
        again.pairs,
    )
    turned = compare_models(models[::-1], {})
    assert sorted(pair.chance for pair in turned.pairs) == sorted(pair.chance for pair in compared.pairs)
    for pair in compared.pairs:  # adjusted, never more sure than alone
        assert pair.chance >= mcnemar(pair.only_first, pair.only_other) - 1e-12
        assert pair.only_first >= pair.only_other
