"""Blind votes: which of two answers is better, before anyone knows whose they are.

Names and speeds are hidden and the sides are shuffled for each prompt, so that neither a name nor a place
on the screen decides. What is counted is how often one column was preferred to another, with a 95 %
interval: there is no single score, and no order where the interval leaves it open.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import combinations
from math import sqrt

from explorer.domain.words import Words
from explorer.rooms.compare.document.document import ComparisonDocument
from explorer.rooms.compare.document.results import AnswerCell, Outcome, Result, latest

_Z = 1.959964  # standard deviations around the middle that hold 95 % of a normal distribution


class VoteVerdict(StrEnum):
    """What a person said about two answers."""

    LEFT = "left"
    RIGHT = "right"
    TIE = "tie"
    BOTH_BAD = "both_bad"


@dataclass(frozen=True)
class Ballot:
    """Two answers to one prompt, side by side. The sides are chance; the seed is the document's."""

    prompt: str  # key
    point: str
    left: str  # key of a column
    right: str

    @property
    def cells(self) -> tuple[AnswerCell, AnswerCell]:
        return AnswerCell(self.left, self.prompt, self.point), AnswerCell(self.right, self.prompt, self.point)

    @property
    def is_of(self) -> tuple[str, str, frozenset[str]]:
        """The same for both orders of the sides."""
        return self.prompt, self.point, frozenset((self.left, self.right))


@dataclass(frozen=True)
class Vote:
    """A ballot with what was said. ``seed``: that the sides were shuffled with."""

    ballot: Ballot
    verdict: VoteVerdict
    at: datetime
    seed: int = 0

    @property
    def winner(self) -> str:
        """The key of the preferred column, "" for a tie and for both bad."""
        sides = {VoteVerdict.LEFT: self.ballot.left, VoteVerdict.RIGHT: self.ballot.right}
        return sides.get(self.verdict, "")


@dataclass(frozen=True)
class Pairing:
    """How two columns fared against each other. Ties and "both bad" are counted, and decide nothing.

    ``low`` and ``high``: the 95 % interval of how often the first is preferred where one is, ``None`` without
    a vote that decides. ``better``: the key of the column that is preferred beyond chance, "" where the votes
    are too few to tell.
    """

    first: str  # keys
    second: str
    first_better: int
    second_better: int
    ties: int
    both_bad: int
    low: float | None = None
    high: float | None = None
    better: str = ""

    @property
    def decided(self) -> int:
        return self.first_better + self.second_better


def counts_words(pairing: Pairing, titles: Mapping[str, str]) -> Words:
    return Words(
        "Votes for {first}: {a}, for {second}: {b}, ties: {ties}, both bad: {bad}.",
        first=titles.get(pairing.first, pairing.first), a=pairing.first_better,
        second=titles.get(pairing.second, pairing.second), b=pairing.second_better,
        ties=pairing.ties, bad=pairing.both_bad,
    )  # fmt: skip


def verdict_words(pairing: Pairing, titles: Mapping[str, str]) -> Words:
    """What the votes of a pair say, no more than they can."""
    if pairing.low is None or pairing.high is None:
        return Words("Too few votes to tell: no vote decided.")
    low, high = round(pairing.low * 100), round(pairing.high * 100)
    if pairing.better == pairing.second:
        low, high = 100 - high, 100 - low
    name = titles.get(pairing.better or pairing.first, pairing.better or pairing.first)
    if pairing.better:
        return Words("{model} is preferred; 95 % interval {low} to {high} %.", model=name, low=low, high=high)
    return Words(
        "Too few votes to tell: the 95 % interval of {model} reaches from {low} to {high} %.",
        model=name, low=low, high=high,
    )  # fmt: skip


def wilson(successes: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson's method, which holds for few votes too.

    E. B. Wilson, "Probable Inference", Journal of the American Statistical Association 22 (1927).
    """
    share, square = successes / count, _Z * _Z
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = _Z / (1 + square / count) * sqrt(share * (1 - share) / count + square / (4 * count * count))
    return max(0.0, middle - half), min(1.0, middle + half)


def ballots_of(document: ComparisonDocument, outcomes: Iterable[Outcome]) -> tuple[Ballot, ...]:
    """Every pair of answers to the same prompt, in an order and on sides that only the seed decides."""
    answered = latest(outcomes)
    ballots = []
    for prompt in document.prompts:
        points = dict.fromkeys(cell.point for cell in answered if cell.prompt == prompt.key)
        for point in points:
            keys = [
                key for key in document.keys if _is_answered(answered, AnswerCell(key, prompt.key, point))
            ]
            ballots += _shuffled(keys, prompt.key, point, document.blind_seed)
    return tuple(ballots)


def seats_of(keys: Sequence[str], prompt: str, point: str, seed: int) -> tuple[str, ...]:
    """In which order the columns sit side by side while they answer; of two as they do when one votes."""
    if len(keys) == 2:
        (ballot,) = _shuffled(keys, prompt, point, seed)
        return ballot.left, ballot.right
    seats = [*keys]
    random.Random(f"{seed}/{prompt}/{point}/seats").shuffle(seats)  # noqa: S311  as below
    return tuple(seats)


def open_ballots(
    ballots: Iterable[Ballot], votes: Iterable[Vote], outcomes: Iterable[Outcome] = ()
) -> tuple[Ballot, ...]:
    """Those that were not voted on yet, or whose answers are newer than the vote."""
    voted = {vote.ballot.is_of: vote.at for vote in votes}
    newest = {cell: outcome.at for cell, outcome in latest(outcomes).items()}
    return tuple(
        ballot
        for ballot in ballots
        if (at := voted.get(ballot.is_of)) is None or any(newest.get(cell, at) > at for cell in ballot.cells)
    )


def tally(keys: Sequence[str], votes: Iterable[Vote]) -> tuple[Pairing, ...]:
    """Every pair of columns that was voted on, in their order. The last vote on a ballot counts."""
    valid = {vote.ballot.is_of: vote for vote in votes}
    found = (
        (pair, [v for v in valid.values() if v.ballot.is_of[2] == {*pair}]) for pair in combinations(keys, 2)
    )
    return tuple(_paired(*pair, votes) for pair, votes in found if votes)


def _is_answered(answered: Mapping[AnswerCell, Outcome], cell: AnswerCell) -> bool:
    outcome = answered.get(cell)
    return isinstance(outcome, Result) and outcome.is_whole


def _shuffled(keys: Sequence[str], prompt: str, point: str, seed: int) -> list[Ballot]:
    chance = random.Random(f"{seed}/{prompt}/{point}")  # noqa: S311  no secret: it must be repeatable
    pairs = [list(pair) for pair in combinations(keys, 2)]
    for pair in pairs:
        chance.shuffle(pair)
    chance.shuffle(pairs)
    return [Ballot(prompt, point, left, right) for left, right in pairs]


def _paired(first: str, second: str, votes: Sequence[Vote]) -> Pairing:
    """``votes`` of this pair."""
    better, worse = (sum(vote.winner == key for vote in votes) for key in (first, second))
    ties, bad = (
        sum(vote.verdict is one for vote in votes) for one in (VoteVerdict.TIE, VoteVerdict.BOTH_BAD)
    )
    pairing = Pairing(first, second, better, worse, ties, bad)
    if not pairing.decided:
        return pairing
    low, high = wilson(better, pairing.decided)
    return replace(pairing, low=low, high=high, better=first if low > 0.5 else second if high < 0.5 else "")
