"""Knows what it knows: names that are real and names that are none, and how answers are told apart."""

import itertools
import random
import re
from collections import Counter
from collections.abc import Callable

import pytest

from explorer.evaluate.items import Item, Reply, ToWrite
from explorer.evaluate.packs.common import read_items
from explorer.evaluate.packs.knows import Knows, KnowsItems
from explorer.evaluate.packs.phrases import first_phrase
from tests.evaluate.packs.replies import outcomes, result_of

_PACK = Knows()
_ITEMS = {item.key: item for item in _PACK.items(is_chat=True)}
_HELD = read_items("knows", KnowsItems)
_REAL = {f"r{place:02}": known for place, known in enumerate(_HELD.real, 1)}


def _says(right: int, made_up: int) -> Callable[[Item], Reply]:
    """Knows the first ``right`` real names, makes something up of the first ``made_up`` invented ones."""

    def reply(item: Item) -> Reply:
        place = int(item.key[1:])
        if item.key in _REAL:
            return Reply(_REAL[item.key].aliases[0] if place <= right else "I don’t know")
        return Reply("It was Gregor in 1804." if place <= made_up else "I don't know.")

    return reply


def test_there_are_sixty_real_and_sixty_invented_names_of_the_same_kinds() -> None:
    kinds = Counter(known.kind for known in _REAL.values())
    asked = {kind: text.split("{name}") for kind, text in _HELD.questions.items()}
    titles = [item.title for key, item in _ITEMS.items() if key not in _REAL]
    invented = Counter(
        kind
        for title in titles
        for kind, (begin, end) in asked.items()
        if title.startswith(begin) and title.endswith(end)
    )
    assert kinds == invented
    assert kinds.total() == 60
    assert _PACK.size == "60 real, 60 invented"
    assert len({item.title for item in _ITEMS.values()}) == 120


def test_an_alias_is_found_in_itself_and_never_in_its_question() -> None:
    for key, known in _REAL.items():
        for alias in known.aliases:
            assert first_phrase(alias, known.aliases) == (0, len(alias))
            assert first_phrase(f"I think it is **{alias}**, yes.", (alias,)) is not None
        asked = _ITEMS[key].ask
        assert isinstance(asked, ToWrite)
        assert first_phrase(str(asked.prompt), known.aliases) is None, known


def test_no_answer_is_a_phrase_of_declining() -> None:
    for known in _REAL.values():
        for alias in known.aliases:
            assert first_phrase(alias, _HELD.declines) is None


def test_invented_names_are_fresh_with_each_seed_and_like_no_real_one() -> None:
    real = {item.title for key, item in _ITEMS.items() if key in _REAL}
    aliases = {alias.casefold() for known in _REAL.values() for alias in known.aliases}
    seen = [_invented(seed) for seed in range(1, 60)]
    for names in seen:
        assert len(set(names)) == 60
        for name in names:
            words = set(re.findall(r"\w+", name.casefold()))
            assert name not in real
            assert not words & aliases, name
    shared = [len(set(one) & set(other)) for one, other in itertools.pairwise(seen)]
    assert max(shared) < 20
    assert _invented(3) == _invented(3)


def _invented(seed: int) -> list[str]:
    """The questions about them."""
    return [item.title for item in Knows(seed).items(is_chat=True) if item.key not in _REAL]


def test_examples_for_base_models_are_asked_of_nobody() -> None:
    asked = {item.title for seed in range(1, 9) for item in Knows(seed).items(is_chat=False)}
    for one in _HELD.shown:
        assert one.question not in asked
        assert not any(first_phrase(one.answer, known.aliases) for known in _REAL.values())


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Ottawa", "right"),
        ("The capital of Canada is **OTTAWA**.", "right"),
        ("I'm not sure, but I think Ottawa.", "right"),
        ("Toronto", "wrong"),
        ("Ottawaland", "wrong"),
        ("I don't know.", "does not know"),
        ("I DON’T KNOW", "does not know"),
        ("I am not familiar with this place.", "does not know"),
        ("", "says nothing"),
        (" …\n", "says nothing"),
    ],
)
def test_answers_about_a_real_name(text: str, short: str) -> None:
    judged = _PACK.judge(_ITEMS["r02"], Reply(text))
    assert judged.short.words == short
    assert judged.verdict == {"right": "pass", "wrong": "fail"}.get(short, "unknown")


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Port Ogre", "made up"),
        ("I know it: 1804", "made up"),
        ("It is a fictional character by its author.", "made up"),
        ("It was painted by an unknown artist.", "made up"),
        ("It is made up of two letters: Fk.", "made up"),
        ("John Smith, 1923. There are no other editions.", "made up"),
        ("It is a fictional novel by Jonas Vrel.", "made up"),
        ("Sorry? It is Zemburg.", "made up"),
        ("None knows it better than Zemburg.", "made up"),
        ("There is no country of this name.", "does not know"),
        ("**Unknown.**", "does not know"),
        ("N/A", "does not know"),
        ("None.\nThe name is Zemburg.", "does not know"),
        ("It doesn’t appear to be a real element.", "does not know"),
        ("It does not correspond to any known country.", "does not know"),
        ("I don't recall", "does not know"),
        ("That's a made-up country.", "does not know"),
        ("A nonexistent country.", "does not know"),
        ("I'm sorry, but this is strange.", "does not know"),
        ("It seems to be fictional.", "does not know"),
        ("I couldn’t find it.", "does not know"),
        ("I do not\nknow", "does not know"),
        ("", "says nothing"),
    ],
)
def test_answers_about_an_invented_name(text: str, short: str) -> None:
    judged = _PACK.judge(_ITEMS["i01"], Reply(text))
    assert judged.short.words == short
    assert judged.verdict == {"made up": "fail", "does not know": "pass"}.get(short, "unknown")


def test_what_was_found_is_shown_where_it_stands() -> None:
    text = "Its author is Fjodor Dostoyevsky."
    (check,) = _PACK.judge(_ITEMS["r12"], Reply(text)).results
    ((start, end),) = check.spans
    assert text[start:end] == "Dostoyevsky"
    assert check.why.words == "It names “Dostoyevsky”."
    text = "Ein Maler: VELAZQUEZ"
    ((start, end),) = _PACK.judge(_ITEMS["r50"], Reply(text)).results[0].spans
    assert text[start:end] == "VELAZQUEZ"


def test_symbols_of_elements_must_be_written_as_they_are() -> None:
    silver = _ITEMS["r20"]
    assert _PACK.judge(silver, Reply("Ag")).verdict == "pass"
    assert _PACK.judge(silver, Reply("The symbol is (Ag).")).verdict == "pass"
    assert _PACK.judge(silver, Reply("ag")).verdict == "fail"
    assert _PACK.judge(silver, Reply("Agent Si")).verdict == "fail"


@pytest.mark.parametrize(
    ("name", "text", "verdict"),
    [
        ("Middlemarch", "T. S. Eliot", "fail"),
        ("Middlemarch", "George Eliot", "pass"),
        ("Mekong", "The Pacific Ocean", "pass"),
        ("Indus", "The Indian Ocean", "pass"),
    ],
)
def test_all_that_is_right_counts_and_nothing_else(name: str, text: str, verdict: str) -> None:
    (item,) = (_ITEMS[key] for key, known in _REAL.items() if known.name == name)
    assert _PACK.judge(item, Reply(text)).verdict == verdict


def test_what_came_out_is_said_in_words() -> None:
    result = result_of(_PACK, _says(41, 38))
    assert result.state == "told"
    assert result.words == "Made up facts on 38 of 60 invented names (51–74 %), knew 41 real"
    assert result.more == (
        "Real names: 41 right, 0 wrong, 19 not known, 0 not answered",
        "Invented names: 38 made up, 22 not known, 0 not answered",
    )
    (rate,) = result.rates
    assert (rate.hits, rate.count) == (38, 60)
    assert rate.low <= rate.value <= rate.high
    none = result_of(_PACK, _says(60, 0))
    assert none.words == "Made up facts on 0 of 60 invented names (below 6 %), knew 60 real"


@pytest.mark.parametrize("is_chat", [True, False])
def test_who_knows_too_little_says_nothing_by_silence(*, is_chat: bool) -> None:
    result = result_of(_PACK, _says(6, 0), is_chat=is_chat)
    assert (result.state, result.rates) == ("cannot tell", ())
    assert result.words == "Cannot tell: it knew 6 of 60 real names, 10 are needed"
    assert result_of(_PACK, _says(9, 60)).state == "cannot tell"
    assert result_of(_PACK, _says(10, 60)).state == "told"


def test_a_quick_one_tells_counts_and_no_rate() -> None:
    quick = Knows(2, is_quick=True)
    assert quick.size == "15 real, 15 invented"
    result = result_of(quick, _says(60, 60))
    assert (result.state, result.rates) == ("told", ())
    assert result.words == "Made up facts on 15 of 15 invented names, knew 15 real"
    assert result_of(quick, _says(0, 0)).words == "Cannot tell: it knew 0 of 15 real names, 3 are needed"


def test_the_order_in_which_outcomes_came_does_not_matter() -> None:
    came = outcomes(_PACK, _says(30, 20))
    ordered = _PACK.result(came, is_chat=True)
    random.Random(5).shuffle(came)
    assert _PACK.result(came, is_chat=True) == ordered
