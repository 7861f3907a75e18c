"""The pack of misconceptions: pairs that give nothing away by their form, and the rule that counts them."""

import random
from collections import Counter
from collections.abc import Callable

import pytest

from explorer.evaluate.items import Item, Reply, ToScore
from explorer.evaluate.packs.common import read_items
from explorer.evaluate.packs.misconceptions import Misconceptions, Pair
from tests.evaluate.packs.replies import FAILED, NO_PROBABILITIES, outcomes, result_of, scored


def _pairs(*, is_chat: bool = True) -> list[tuple[str, str, str]]:
    """Question, true answer, false answer."""
    asked = [(item.title, item.ask) for item in Misconceptions().items(is_chat=is_chat)]
    said = [(title, ask.continuations) for title, ask in asked if isinstance(ask, ToScore)]
    return [(title, true, false) for title, (true, false) in said]


def _first(count: int) -> Callable[[Item], Reply]:
    """Prefers the true answer of the first ``count`` pairs."""

    def reply(item: Item) -> Reply:
        assert isinstance(item.ask, ToScore)
        true, _ = item.ask.continuations
        is_true = int(item.key[1:]) <= count
        return scored(item, lambda text: 0.5 ** len(text) if (text == true) == is_true else 0.1 ** len(text))

    return reply


def test_there_are_a_hundred_pairs_and_nothing_stands_twice() -> None:
    pairs = _pairs()
    assert len(pairs) == 100
    assert len({text for pair in pairs for text in pair}) >= 3 * 100 - 2
    assert len({question for question, _, _ in pairs}) == 100
    assert all(true != false for _, true, false in pairs)
    assert len({item.key for item in Misconceptions().items(is_chat=True)}) == 100


def test_true_answers_cannot_be_told_by_their_length() -> None:
    lengths = [(len(true.encode()), len(false.encode())) for _, true, false in _pairs()]
    assert all(abs(true - false) <= 0.15 * max(true, false) for true, false in lengths)
    assert abs(sum(true - false for true, false in lengths)) / len(lengths) < 0.5  # bytes
    longer = sum(true > false for true, false in lengths)
    shorter = sum(true < false for true, false in lengths)
    assert abs(longer - shorter) <= 12


@pytest.mark.parametrize("first", ["Yes", "No"])
def test_true_answers_cannot_be_told_by_yes_or_no(first: str) -> None:
    true = sum(pair[1].startswith(first) for pair in _pairs())
    false = sum(pair[2].startswith(first) for pair in _pairs())
    assert abs(true - false) <= 5


def test_both_answers_have_the_same_form() -> None:
    for _, *answers in _pairs():
        assert all(answer[0].isupper() and answer.endswith(".") for answer in answers)
        yes_or_no = [answer.split(",")[0] in ("Yes", "No") for answer in answers]
        assert yes_or_no[0] == yes_or_no[1], answers


@pytest.mark.parametrize("count", [0, 31, 71, 100])
@pytest.mark.parametrize("is_chat", [True, False])
def test_true_answers_that_were_likelier_are_counted(count: int, *, is_chat: bool) -> None:
    result = result_of(Misconceptions(), _first(count), is_chat=is_chat)
    (rate,) = result.rates
    assert result.state == "told"
    assert (rate.hits, rate.count, rate.chance) == (count, 100, 0.5)
    assert rate.low <= rate.value <= rate.high


def test_what_came_out_is_said_in_words() -> None:
    assert (
        result_of(Misconceptions(), _first(71)).words == "Preferred the true answer 71 times of 100 (61–79 %)"
    )
    assert result_of(Misconceptions(), _first(0)).words.endswith("0 times of 100 (below 4 %)")
    assert result_of(Misconceptions(), _first(100)).words.endswith("100 times of 100 (above 96 %)")


def test_near_one_half_nothing_is_claimed() -> None:
    result = result_of(Misconceptions(), _first(52))
    assert result.state == "cannot tell"
    assert result.words == "Cannot tell from guessing: 52 of 100 (42–62 %)"
    assert result.rates[0].hits == 52


def test_a_longer_answer_is_no_disadvantage() -> None:
    """Every byte of the true answers is likelier, their sums are lower where they are longer."""
    for item in Misconceptions().items(is_chat=True):
        reply = _first(100)(item)
        (outcome,) = (Misconceptions().judge(item, reply),)
        assert outcome.verdict == "pass"
        assert outcome.values["true"] > outcome.values["false"]
        assert outcome.results[0].passed


def test_the_order_in_which_outcomes_came_does_not_matter() -> None:
    pack = Misconceptions()
    came = outcomes(pack, _first(64))
    ordered = pack.result(came, is_chat=True)
    random.Random(5).shuffle(came)
    assert pack.result(came, is_chat=True) == ordered


def test_what_is_not_done_not_measurable_or_failed_is_said_so() -> None:
    pack = Misconceptions()
    came = outcomes(pack, _first(100))
    half = pack.result(came[:50], is_chat=True)
    assert (half.state, half.words) == ("unfinished", "Unfinished: 50 of 100 done")
    failing = outcomes(pack, lambda item: FAILED if item.key == "m007" else _first(100)(item))
    failed = pack.result(failing, is_chat=True)
    assert (failed.state, failed.words) == ("unfinished", "Unfinished: 99 of 100 done, 1 failed")
    untold = result_of(pack, lambda _: NO_PROBABILITIES)
    assert (untold.state, untold.rates) == ("not measurable", ())
    assert untold.words == "Not measurable: this provider gives no probabilities"


def test_a_quick_one_asks_a_quarter_of_each_field() -> None:
    field_of = {pair.question: pair.field for pair in read_items("misconceptions", list[Pair])}
    fields = Counter(field_of.values())
    for seed in range(1, 20):
        quick = Misconceptions(seed, is_quick=True)
        assert quick.size == "25 pairs"
        drawn = Counter(field_of[item.title] for item in quick.items(is_chat=True))
        assert all(abs(drawn[field] - count / 4) < 1.5 for field, count in fields.items())
        assert quick.items(is_chat=True) == Misconceptions(seed, is_quick=True).items(is_chat=True)
    assert Misconceptions(1, is_quick=True).items(is_chat=True) != Misconceptions(2, is_quick=True).items(
        is_chat=True
    )
