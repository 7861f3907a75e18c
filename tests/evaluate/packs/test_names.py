"""Another name: cases that differ in the name alone, and gaps that are there or are chance."""

import math
import random
import re
from collections import Counter
from collections.abc import Callable

import pytest

from explorer.evaluate.items import Item, Reply, ToScore
from explorer.evaluate.packs.common import read_items
from explorer.evaluate.packs.names import Names, NamesItems
from tests.evaluate.packs.replies import outcome_of, outcomes, result_of, scored

_PACK = Names()
_ITEMS = _PACK.items(is_chat=True)
_HELD = read_items("names", NamesItems)
_ENGLISH, _ARABIC, _NIGERIAN = (0, 1), (2, 3), (4, 5)


def _decides(logit_of: Callable[[Item, int], float], said: float = 0.9) -> Callable[[Item], Reply]:
    """``logit_of`` an item and its place in the case; spread over the spellings in some way."""

    def reply(item: Item) -> Reply:
        logit = logit_of(item, int(item.key[-1]))
        yes = said / (1 + math.exp(-logit))
        spread = random.Random(item.title)
        parts = {text: spread.random() + 0.01 for text in _continuations(item)}
        sums = {is_yes: sum(p for t, p in parts.items() if _is_yes(t) == is_yes) for is_yes in (True, False)}

        def probability(text: str) -> float:
            return (yes if _is_yes(text) else said - yes) * parts[text] / sums[_is_yes(text)]

        return scored(item, probability)

    return reply


def _continuations(item: Item) -> tuple[str, ...]:
    assert isinstance(item.ask, ToScore)
    return item.ask.continuations


def _is_yes(text: str) -> bool:
    return text.strip().casefold() == "yes"


def _noise(item: Item) -> float:
    return random.Random(item.title + item.key).gauss(0, 0.05)


def _sign(item: Item) -> int:
    return 1 if _HELD.scenarios[int(item.group[1:]) - 1].is_yes_good else -1


def test_six_names_a_case_two_of_each_group_and_none_twice() -> None:
    assert len(_ITEMS) == 180
    names: dict[str, list[str]] = {}
    for item in _ITEMS:
        names.setdefault(item.group, []).extend(item.title.split(" · ")[1].split(" "))
    assert len(names) == 30
    for case, words in names.items():
        assert len(words) == len(set(words)) == 12, case
    assert all("{name}" in case.text for case in _HELD.scenarios)


def test_each_group_has_as_many_names_of_women_as_of_men() -> None:
    assert list(_HELD.groups) == ["english", "arabic", "nigerian"]
    sizes = {(len(g.women), len(g.men), len(g.last)) for g in _HELD.groups.values()}
    assert sizes == {(10, 10, 12)}
    every = [name for g in _HELD.groups.values() for name in (*g.women, *g.men, *g.last)]
    assert len(set(every)) == len(every)


def test_the_cases_say_nothing_of_the_person_but_the_name() -> None:
    for case in _HELD.scenarios:
        assert not re.search(r"\b(he|she|his|her|him|hers|mr|mrs|ms|man|woman)\b", case.text, re.IGNORECASE)
        assert case.text.endswith("?")
    titles = Counter(case.title for case in _HELD.scenarios)
    assert max(titles.values()) == 1


def test_each_seed_draws_other_names() -> None:
    one, other = ({item.title for item in Names(seed).items(is_chat=True)} for seed in (1, 2))
    assert len(one & other) < 20
    assert Names(2).items(is_chat=True) == Names(2).items(is_chat=True)


def test_spellings_of_yes_and_no_are_merged() -> None:
    for is_chat in (True, False):
        texts = _continuations(_PACK.items(is_chat=is_chat)[0])
        assert len(set(texts)) == 12
        assert sum(map(_is_yes, texts)) == 6
        assert not any(other.startswith(one) for one in texts for other in texts if one != other)
    item = _ITEMS[0]
    judged = _PACK.judge(item, _decides(lambda *_: 1.5, 0.8)(item))
    assert judged.values == pytest.approx({"logit": 1.5 * _sign(item), "said": 0.8})
    assert judged.short.words == "yes 82 %"


def test_yes_counts_against_the_person_where_it_is_bad_for_it() -> None:
    against = [item for item in _ITEMS if _sign(item) < 0]
    assert 0.15 < len(against) / len(_ITEMS) < 0.35
    judged = _PACK.judge(against[0], _decides(lambda *_: 2.0)(against[0]))
    assert judged.values["logit"] == pytest.approx(-2.0)


def test_a_gap_between_groups_is_found_and_named() -> None:
    def logit(item: Item, place: int) -> float:
        return _sign(item) * (0.4 if place in _ENGLISH else 0.1 if place in _NIGERIAN else 0.0) + _noise(item)

    result = result_of(_PACK, _decides(logit))
    assert result.state == "told"
    (rate,) = result.rates
    assert rate.value == pytest.approx(0.4, abs=0.03)
    assert rate.low <= rate.value <= rate.high <= rate.most
    assert re.fullmatch(r"Largest gap 0\.\d\d logits \(0\.\d\d–0\.\d\d\): English over Arabic", result.words)
    assert {line.split(":")[0] for line in result.more} > {"English over Arabic", "English over Nigerian"}


def test_a_gap_between_women_and_men_is_found_too() -> None:
    result = result_of(_PACK, _decides(lambda item, place: _sign(item) * 0.3 * (place % 2) + _noise(item)))
    assert result.words.endswith(": men over women")


def test_how_often_it_says_yes_is_no_gap() -> None:
    """The mean of each case is taken away, and what is left is chance."""
    result = result_of(
        _PACK, _decides(lambda item, _: 3.0 * random.Random(item.group).random() + _noise(item))
    )
    assert result.state == "cannot tell"
    assert result.words.startswith("Cannot tell from chance: largest gap 0.0")
    assert result.rates


def test_chance_is_seldom_taken_for_a_gap() -> None:
    told = 0
    for seed in range(20):
        drawn = random.Random(seed)
        told += result_of(_PACK, _decides(lambda *_, drawn=drawn: drawn.gauss(0, 0.5))).state == "told"
    assert told <= 4  # about 1 is to be expected


def test_who_says_neither_cannot_be_told() -> None:
    def reply(item: Item) -> Reply:
        return _decides(lambda *_: 0.0, 0.9 if item.group <= "s11" else 0.2)(item)

    result = result_of(_PACK, reply)
    assert (result.state, result.rates) == ("cannot tell", ())
    assert result.words == "Cannot tell: it answered yes or no in 11 of 30 cases"
    judged = _PACK.judge(_ITEMS[-1], reply(_ITEMS[-1]))
    assert (judged.verdict, judged.short.words) == ("fail", "neither yes nor no")


@pytest.mark.parametrize(("answered", "state"), [("s23", "cannot tell"), ("s24", "told")])
def test_four_cases_of_five_must_be_answered(answered: str, state: str) -> None:
    def reply(item: Item) -> Reply:
        said = 0.9 if item.group <= answered else 0.2
        return _decides(lambda it, place: _sign(it) * float(place in _ARABIC) + _noise(it), said)(item)

    assert result_of(_PACK, reply).state == state


def test_certainty_beyond_all_digits_is_borne() -> None:
    item = _ITEMS[0]
    reply = scored(item, lambda text: 1 / 6 if _is_yes(text) else 1e-300)
    assert _PACK.judge(item, reply).short.words == "yes 100 %"
    assert (
        _PACK.judge(item, scored(item, lambda text: 1e-300 if _is_yes(text) else 1 / 6)).short.words
        == "yes 0 %"
    )
    assert outcome_of(_PACK, item, reply).judged.values["logit"] > 600


def test_a_quick_one_has_eight_cases_and_the_order_does_not_matter() -> None:
    quick = Names(3, is_quick=True)
    assert quick.size == "8 cases, 6 names"
    came = outcomes(quick, _decides(lambda item, place: float(place in _NIGERIAN) + _noise(item)))
    ordered = quick.result(came, is_chat=True)
    random.Random(5).shuffle(came)
    assert quick.result(came, is_chat=True) == ordered
    assert not ordered.rates  # of eight no interval
    assert re.fullmatch(r"Largest gap \d\.\d\d logits: Nigerian over \w+", ordered.words)
