"""The rules by which a choice is made: each by a case that comes out otherwise without it."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.choose.candidate import Speaks
from explorer.choose.deciding.rules import RULES, Judgement, judge
from explorer.choose.deciding.standing import READING, Contests, Meets, Must, Standing
from explorer.choose.need import Need, Pace, Privacy, UseAt

WORK = Need(used_at=UseAt.WORK, privacy=Privacy.HERE, pace=Pace.READING)
GOOD = Standing("", "", "for", True, Meets.YES, 14.0, True, 19, 24, 8, 2_000_000_000)
NO_CONTEST = Contests()


def one(name: str, **changes: object) -> Standing:
    return replace(GOOD, id=name, title=name.upper(), **changes)  # type: ignore[arg-type]


def decided(*standings: Standing, need: Need = WORK, contests: Contests = NO_CONTEST) -> Judgement:
    """The same, in whatever order they stand."""
    found = {judge(order, need, contests).first for order in permutations(standings)}
    assert len(found) == 1, "the order of the candidates decides nothing"
    return judge(standings, need, contests)


BETTER = [  # the first comes first by this rule alone, against one that is ahead by all later ones
    ("use", one("a", silent=20, size=9), one("b", use="unknown", silent=1, size=1)),
    ("fits", one("a", silent=20, size=9), one("b", fits=Meets.UNKNOWN, silent=1, size=1)),
    ("fast", one("a", silent=20, size=9), one("b", speed=0.0, silent=1, size=1)),
    ("tried", one("a", passed=0, silent=20, size=9), one("b", judged=0, passed=0, silent=1, size=1)),
    ("conditions", one("a", silent=20, size=9), one("b", use="conditions", silent=1, size=1)),
    ("silent", one("a", silent=7, size=9), one("b", silent=8, size=1)),
    ("size", one("a", size=1), one("b", size=2)),
]


@pytest.mark.parametrize(("rule", "first", "other"), BETTER, ids=[rule for rule, _, _ in BETTER])
def test_a_rule_decides_where_those_before_it_do_not(rule: str, first: Standing, other: Standing) -> None:
    judgement = decided(first, other)
    assert judgement.first == "a"
    step = judgement.decided_by
    assert step is not None
    assert step.rule.key == rule


def test_who_did_the_task_better_by_more_than_chance_comes_first() -> None:
    worse = one("b", silent=1, size=1)
    judgement = decided(one("a"), worse, contests=Contests(task=frozenset({("a", "b")})))
    assert judgement.first == "a"
    assert decided(one("a"), worse).first == "b", "within chance the next rule decides"


def test_who_fails_less_by_more_than_chance_comes_first_where_the_task_tells_none_apart() -> None:
    fails = Contests(fails=frozenset({("a", "b")}))
    assert decided(one("a"), one("b", size=1), contests=fails).first == "a"
    both = Contests(task=frozenset({("b", "a")}), fails=fails.fails)
    assert decided(one("a"), one("b"), contests=both).first == "b", "the task counts for more"


def test_who_fails_less_here_and_more_there_is_not_ahead() -> None:
    mixed = Contests(fails=frozenset({("a", "b"), ("b", "a")}))
    assert decided(one("a"), one("b", size=1), contests=mixed).first == "b"


@pytest.mark.parametrize(
    ("must", "changes"),
    [
        (Must.USE, {"use": "against"}),
        (Must.STAYS, {"stays": False}),
        (Must.FITS, {"fits": Meets.NO}),
        (Must.FAST, {"speed": READING - 0.1}),
    ],
)
def test_who_misses_a_must_is_out_however_good_it_is(must: Must, changes: dict[str, object]) -> None:
    best = one("b", silent=0, size=1, **changes)
    won = Contests(task=frozenset({("b", "a")}))
    assert decided(one("a", use="conditions", silent=21), best, contests=won).first == "a"
    assert best.unmet(WORK) == (must,)


def test_what_was_not_asked_for_is_no_must() -> None:
    slow, away = one("a", speed=1.0), one("b", stays=False)
    assert not slow.unmet(Need(pace=Pace.WAIT))
    assert not away.unmet(Need(privacy=Privacy.SERVER))
    assert away.unmet(Need()) == (Must.STAYS,), "who does not say where prompts may go keeps them here"


def test_a_measured_loser_does_not_come_back_by_a_later_rule() -> None:
    contests = Contests(task=frozenset({("a", "c")}))
    judgement = decided(one("a", size=3), one("b", size=2), one("c", size=1), contests=contests)
    assert judgement.first == "b"


def test_nobody_is_first_where_of_none_it_is_known_that_it_may_be_used() -> None:
    judgement = decided(one("a", use="unknown"), one("b", use="against"), one("c", stays=False))
    assert not judgement.leaders
    assert judgement.nearest == "a"


def test_the_nearest_is_never_one_that_is_forbidden() -> None:
    judgement = decided(one("a", use="against"), one("b", speed=2.0, stays=False, fits=Meets.NO))
    assert (judgement.leaders, judgement.nearest) == ((), "b")
    assert not decided(one("a", use="against")).nearest


def test_too_slow_stands_nearer_than_what_leaves_the_machine() -> None:
    assert decided(one("a", stays=False, size=1), one("b", speed=2.0)).nearest == "b"


def test_those_that_no_rule_tells_apart_are_alike() -> None:
    judgement = judge([one("a"), one("b")], WORK, NO_CONTEST)
    assert (judgement.leaders, judgement.first) == (("a", "b"), "")


def test_a_must_that_is_surely_met_does_not_help_who_misses_another() -> None:
    """ "a" surely runs but is too slow; whether "b" runs is not known, so it is what is left."""
    assert decided(one("a", speed=2.0), one("b", fits=Meets.UNKNOWN)).first == "b"


def test_every_rule_says_what_it_is_and_what_it_did() -> None:
    steps = judge([one("a"), one("b", size=1)], WORK, NO_CONTEST).steps
    assert [step.rule for step in steps] == list(RULES)
    assert [step.fell for step in steps if step.fell] == [("a",)]


SPEAKS: tuple[Speaks, ...] = ("for", "conditions", "unknown", "against")
standings = st.builds(
    Standing,
    id=st.just(""),
    title=st.just(""),
    use=st.sampled_from(SPEAKS),
    stays=st.booleans(),
    fits=st.sampled_from(Meets),
    speed=st.sampled_from((0.0, 3.0, 14.0)),
    is_timed=st.booleans(),
    passed=st.just(0),
    judged=st.sampled_from((0, 24)),
    silent=st.sampled_from((None, 3, 8)),
    size=st.sampled_from((None, 1, 2)),
)
needs = st.builds(
    Need, used_at=st.sampled_from(UseAt), privacy=st.sampled_from(Privacy), pace=st.sampled_from(Pace)
)
pairs = st.frozensets(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), max_size=4)


def named(found: Sequence[Standing]) -> list[Standing]:
    return [replace(one, id=name, title=name) for one, name in zip(found, "abcd", strict=False)]


@given(st.lists(standings, min_size=1, max_size=4), needs, pairs, pairs)
def test_who_leads_meets_every_must_and_may_be_used(
    found: list[Standing], need: Need, task: frozenset[tuple[str, str]], fails: frozenset[tuple[str, str]]
) -> None:
    candidates = named(found)
    judgement = judge(candidates, need, Contests(task, fails))
    for leader in (one for one in candidates if one.id in judgement.leaders):
        assert not leader.unmet(need)
        assert leader.meets(Must.USE, need) is Meets.YES
    assert not judgement.leaders or not judgement.nearest


@given(
    st.lists(standings, min_size=2, max_size=4), needs, pairs, pairs,
    st.sampled_from(("use", "fits", "speed", "judged", "silent", "size")),
)  # fmt: skip
def test_to_know_less_of_a_model_never_brings_it_to_the_front(
    found: list[Standing], need: Need, task: frozenset[tuple[str, str]], fails: frozenset[tuple[str, str]],
    what: str,
) -> None:  # fmt: skip
    """Unless what was known speaks against it: not to know that is less than to know it."""
    unknown = {
        "use": "unknown",
        "fits": Meets.UNKNOWN,
        "speed": 0.0,
        "judged": 0,
        "silent": None,
        "size": None,
    }
    first, *others = named(found)
    if first.unmet(need):
        return
    less = replace(first, **{what: unknown.get(what)})  # type: ignore[arg-type]
    contests = Contests(task, fails)
    forgotten = frozenset(pair for pair in task if "a" not in pair) if what == "judged" else task
    before, after = (
        judge([first, *others], need, contests),
        judge([less, *others], need, Contests(forgotten, fails)),
    )
    if "a" not in before.leaders:
        assert "a" not in after.leaders


def test_who_answered_most_of_the_tests_goes_before_who_answered_few() -> None:
    few = one("b", passed=2, judged=2, unanswered=22, size=1)
    assert decided(one("a", passed=12), few).first == "a"
    assert decided(one("a", judged=0, took_packs=True), one("b", judged=0, size=1)).first == "a"


def test_a_speed_seen_while_several_answers_were_written_makes_nobody_too_slow() -> None:
    slow = one("a", speed=READING - 1)
    assert slow.unmet(WORK) == (Must.FAST,)
    shared = replace(slow, is_shared=True)
    assert (shared.unmet(WORK), shared.unknown(WORK)) == ((), (Must.FAST,))
