"""Blind votes: the sides are chance, and nothing is said that the votes do not carry."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from explorer.rooms.compare.document.votes import (
    Ballot,
    Vote,
    VoteVerdict,
    ballots_of,
    open_ballots,
    tally,
    wilson,
)
from tests.compare.making import result
from tests.compare.test_document import made


def votes(first: int, second: int, ties: int = 0, bad: int = 0) -> list[Vote]:
    verdicts = [VoteVerdict.LEFT] * first + [VoteVerdict.RIGHT] * second
    verdicts += [VoteVerdict.TIE] * ties + [VoteVerdict.BOTH_BAD] * bad
    now = datetime.now(UTC)
    return [Vote(Ballot(f"p{n}", "", "a", "b"), one, now) for n, one in enumerate(verdicts)]


def test_every_pair_of_answers_to_a_prompt_is_voted_on_once() -> None:
    document = made("a", "b", "c", prompts=("x", "y"))
    outcomes = [
        result(c, "x", p) for c, p in (("a", "p1"), ("b", "p1"), ("c", "p1"), ("a", "p2"), ("c", "p2"))
    ]
    ballots = ballots_of(document, outcomes)
    pairs = [(one.prompt, "".join(sorted((one.left, one.right)))) for one in ballots]
    assert sorted(pairs) == [("p1", "ab"), ("p1", "ac"), ("p1", "bc"), ("p2", "ac")]


def test_sides_and_order_depend_on_the_seed_alone_and_favour_nobody() -> None:
    document = made("a", "b", prompts=tuple(str(n) for n in range(200)))
    outcomes = [result(column, "x", prompt.key) for prompt in document.prompts for column in "ab"]
    once, again = ballots_of(document, outcomes), ballots_of(document, outcomes)
    assert once == again
    assert once != ballots_of(replace(document, blind_seed=2), outcomes)
    assert 70 < sum(ballot.left == "a" for ballot in once) < 130


def test_an_answer_that_was_stopped_is_not_voted_on() -> None:
    document = made("a", "b", prompts=("x",))
    whole = result("b", "x")
    stopped = replace(whole, column="a", answer=replace(whole.answer, reason="stopped"))
    assert ballots_of(document, [stopped, whole]) == ()


def test_a_ballot_that_was_voted_on_is_closed_whatever_its_sides_were() -> None:
    ballots = [Ballot("p0", "", "b", "a"), Ballot("p9", "", "a", "b")]
    assert open_ballots(ballots, votes(1, 0)) == (ballots[1],)


def test_a_ballot_opens_again_when_one_of_its_answers_is_newer() -> None:
    before = [result("a", "x", "p0"), result("b", "x", "p0")]
    (voted,) = votes(1, 0)
    assert open_ballots([voted.ballot], [voted], before) == ()
    assert open_ballots([voted.ballot], [voted], [*before, result("b", "x", "p0")]) == (voted.ballot,)


def test_votes_are_counted_for_each_pair_whichever_side_it_was_on() -> None:
    now = datetime.now(UTC)
    swapped = Vote(Ballot("p9", "", "b", "a"), VoteVerdict.LEFT, now)
    (pairing,) = tally(("a", "b", "c"), [*votes(2, 1, ties=3, bad=1), swapped])
    assert (pairing.first_better, pairing.second_better, pairing.ties, pairing.both_bad) == (2, 2, 3, 1)


def test_the_last_vote_on_a_ballot_counts() -> None:
    (first,) = votes(1, 0)
    (pairing,) = tally(("a", "b"), [first, replace(first, verdict=VoteVerdict.TIE)])
    assert (pairing.first_better, pairing.ties) == (0, 1)


@pytest.mark.parametrize(
    ("won", "count", "low", "high"), [(1, 1, 0.2065, 1.0), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)]
)
def test_the_interval_is_wilsons(won: int, count: int, low: float, high: float) -> None:
    found = wilson(won, count)
    assert (round(found[0], 4), round(found[1], 4)) == (low, high)


def test_few_votes_tell_nothing_and_many_do() -> None:
    assert tally(("a", "b"), votes(3, 1))[0].better == ""
    assert tally(("a", "b"), votes(0, 0, ties=4))[0].low is None
    assert tally(("a", "b"), votes(20, 4))[0].better == "a"
    assert tally(("b", "a"), votes(4, 20))[0].better == "b"
