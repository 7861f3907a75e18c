"""Models compared on the items that both were judged on, in words. Nothing is ranked inside the noise.

Each pair is tested on the items that one alone passed, by groups where items come of one template; the
probabilities are adjusted for how many pairs are looked at (Holm). Below 5 % two models are told apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from explorer.domain.units import tests_text
from explorer.domain.words import Words, enumerated, joined
from explorer.evaluate.statistics import Interval, bootstrap, flipped, holm

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEVEL = 0.05
HOW_COMPARED = Words(
    "Two models are compared on what came out so with one of them alone, by an exact test (McNemar; means by"
    " bootstrap), adjusted for how many comparisons there are (Holm). “More than chance” is less than 5 %."
)
_FEWEST = 6  # items in common; of fewer nothing can be told, whatever comes out
_COUNTS = {2: Words("two"), 3: Words("three"), 4: Words("four"), 5: Words("five"), 6: Words("six")}
_NOTHING = Words("")


def count_words(count: int) -> str:
    """ "three"; of more than six the number."""
    return _COUNTS.get(count, str(count))


@dataclass(frozen=True)
class JudgedModel:
    """``passed``: whether it passed, of each item that was judged, by its key. ``size``: parameters or bytes,
    0 where that is not known.
    """

    title: str
    passed: Mapping[str, bool]
    size: int = 0

    @property
    def rate(self) -> float:
        return sum(self.passed.values()) / len(self.passed) if self.passed else 0.0


@dataclass(frozen=True)
class ComparedPair:
    """Two models by their numbers, the better one first. ``count``: items in common. ``sums``: of each group,
    how many more of it the first passed, and of how many. ``chance``: adjusted for the number of pairs.
    """

    first: int
    other: int
    count: int
    only_first: int
    only_other: int
    sums: tuple[tuple[int, int], ...]
    chance: float
    words: Words

    @property
    def are_apart(self) -> bool:
        return self.chance < LEVEL

    @property
    def gap(self) -> Interval:
        """Of the difference of the rates, the first one's more. Takes some milliseconds."""
        drawn = bootstrap(self.sums)
        return Interval(max(-1.0, drawn.low), min(1.0, drawn.high))


@dataclass(frozen=True)
class ModelComparison:
    """``can_tell``: whether the best one is apart from others. ``pairs``: every two, the farthest first."""

    can_tell: bool
    headline: Words
    details: Words
    pairs: tuple[ComparedPair, ...]


def compare_models(
    models: Sequence[JudgedModel], groups: Mapping[str, str], *, is_named: bool = False
) -> ModelComparison:
    """Two or more. ``groups``: the group of each item that has one. ``is_named``: there are other models, so
    that a count of these would say nothing.
    """
    passed, numbers = _tables(models, groups)
    raw = [_pair(passed, one, other, numbers) for one, other in combinations(range(len(models)), 2)]
    chances = holm([pair.chance for pair in raw])
    pairs = [_said(models, pair, chance) for pair, chance in zip(raw, chances, strict=True)]
    pairs.sort(key=lambda pair: (pair.chance, pair.only_other - pair.only_first))
    order = sorted(range(len(models)), key=lambda number: -models[number].rate)
    apart = {frozenset((pair.first, pair.other)) for pair in pairs if pair.are_apart}
    best = _best(order, apart)
    if max((pair.count for pair in pairs), default=0) < _FEWEST:
        headline = Words("Too few tests in common to tell models apart")
        return ModelComparison(False, headline, _NOTHING, tuple(pairs))
    rates = {model.rate for model in models}
    if rates in ({0.0}, {1.0}) and not is_named:  # says more than that they are alike
        headline = Words("Each model passed every test") if 1.0 in rates else Words("No model passed a test")
        return ModelComparison(False, headline, _NOTHING, tuple(pairs))
    headline = _headline(models, order, best, apart, is_named=is_named)
    return ModelComparison(
        len(best) == 1, headline, _details(models, order, best, pairs, apart), tuple(pairs)
    )


def _tables(
    models: Sequence[JudgedModel], groups: Mapping[str, str]
) -> "tuple[Sequence[NDArray[np.int8]], NDArray[np.intp]]":
    """Of each model 1 for each item that it passed, 0 for one it failed, -1 for one it was not judged on; and
    the number of each item's group.
    """
    import numpy as np  # noqa: PLC0415  sums of many items; as Python, they keep the screen waiting

    keys = list(dict.fromkeys(key for model in models for key in model.passed))
    named = [groups.get(key) or f"\0{key}" for key in keys]  # else a group of its own
    number = {name: number for number, name in enumerate(sorted(set(named)))}
    passed = [np.array([model.passed.get(key, -1) for key in keys], np.int8) for model in models]
    return passed, np.array([number[name] for name in named], np.intp)


def _pair(
    passed: "Sequence[NDArray[np.int8]]", one: int, other: int, numbers: "NDArray[np.intp]"
) -> ComparedPair:
    import numpy as np  # noqa: PLC0415

    both = (passed[one] >= 0) & (passed[other] >= 0)
    gaps, within = passed[one][both] - passed[other][both], numbers[both]
    only_one, only_other = int((gaps > 0).sum()), int((gaps < 0).sum())
    if only_other > only_one:
        return _pair(passed, other, one, numbers)
    counts = np.bincount(within)
    is_there = counts > 0
    sums = np.bincount(within, gaps).astype(int)[is_there].tolist()
    each = tuple(zip(sums, counts[is_there].tolist(), strict=True))
    return ComparedPair(one, other, len(gaps), only_one, only_other, each, flipped(sums), _NOTHING)


def _said(models: Sequence[JudgedModel], pair: ComparedPair, chance: float) -> ComparedPair:
    said = {
        "first": models[pair.first].title, "other": models[pair.other].title,
        "count": tests_text(pair.only_first), "less": f"{pair.only_other:,}",
    }  # fmt: skip
    if not pair.only_first:
        alike = Words("{first} and {other} passed the same tests.")
        none = Words("{first} and {other} passed no test.")
        passed = models[pair.first].rate or models[pair.other].rate
        words = (alike if passed else none).filled(**said)
    elif chance < LEVEL:
        words = Words(
            "{first} alone passed {count}, {other} alone passed {less}; that is more than chance.", **said
        )
    else:
        words = Words(
            "{first} alone passed {count}, {other} alone passed {less}; that can be chance.", **said
        )
    return replace(pair, chance=chance, words=words)


def _best(order: Sequence[int], apart: set[frozenset[int]]) -> list[int]:
    """Of the models from the best rate on, as many as cannot be told apart from each other."""
    best: list[int] = []
    for number in order:
        if any(frozenset((number, one)) in apart for one in best):
            break
        best.append(number)
    return best


def _headline(
    models: Sequence[JudgedModel], order: Sequence[int], best: Sequence[int], apart: set[frozenset[int]],
    *, is_named: bool,
) -> Words:  # fmt: skip
    if len(best) > 1 and is_named:
        *names, last = (models[number].title for number in sorted(best))
        return Words("Cannot tell {models} and {last} apart", models=enumerated(names), last=last)
    if len(best) > 1:
        count = count_words(len(best))
        if len(best) == len(models):
            return Words("Cannot tell the {count} models apart", count=count)
        if min(models[number].size for number in best) > max(models[n].size for n in order[len(best) :]) > 0:
            return Words("Cannot tell the {count} larger models apart", count=count)
        return Words("Cannot tell the {count} best models apart", count=count)
    worse = [models[n].title for n in order[1:] if frozenset((best[0], n)) in apart]
    return Words("{model} did better than {others}", model=models[best[0]].title, others=enumerated(worse))


def _details(
    models: Sequence[JudgedModel], order: Sequence[int], best: Sequence[int],
    pairs: Sequence[ComparedPair], apart: set[frozenset[int]],
) -> Words:  # fmt: skip
    within = [pair for pair in pairs if pair.first in best and pair.other in best]
    others = [number for number in order if number not in best]
    said: list[Words] = []
    if within:
        farthest = max(within, key=lambda pair: (pair.only_first - pair.only_other, pair.only_first))
        is_only = len(within) == 1
        said.append(farthest.words if is_only else Words("Farthest apart: {pair}", pair=farthest.words))
    elif pairs:
        beside = order[1]
        said += [pair.words for pair in pairs if {pair.first, pair.other} == {best[0], beside}]
    worse = [n for n in others if all(frozenset((n, one)) in apart for one in best)]
    if worse and len(best) > 1:
        count = count_words(len(best))
        names = enumerated(models[number].title for number in worse)
        said.append(Words("Each of the {count} did better than {others}.", count=count, others=names))
    return joined(" ", said)
