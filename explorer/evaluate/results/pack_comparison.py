"""Models compared on a pack: how often something happened with the one of two alone, on the same items.

Each two that were asked alike are tested on every rate of the pack, by groups where items are not
independent; the probabilities are adjusted for all of these tests (Holm). Nothing is called better: whether
more is good says the pack. What of a model cannot be told is not compared; one that was asked otherwise is
named.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from explorer.domain.words import Words, enumerated, joined
from explorer.evaluate.comparison import LEVEL, count_words
from explorer.evaluate.packs.pack import PackRate
from explorer.evaluate.results.pack_board import PackLine, names_of
from explorer.evaluate.results.run_results import RunResults
from explorer.evaluate.statistics import FEWEST_FOR_RATE, DrawnMean, bootstrap, flipped, holm
from explorer.evaluate.store import RunModel

_NOTHING = Words("")


@dataclass(frozen=True)
class PackPair:
    """Two models on one rate, the one with more of it first; the rates as each has it. ``count`` items in
    common; with each alone it happened ``only_first`` and ``only_other`` times, or ``gap``: of two means.
    ``chance``: adjusted.
    """

    first: RunModel
    other: RunModel
    rates: tuple[PackRate, PackRate]
    count: int
    chance: float
    only_first: int = 0
    only_other: int = 0
    gap: DrawnMean | None = None
    words: Words = _NOTHING

    @property
    def rate(self) -> Words:
        """What it is called."""
        return self.rates[0].name

    @property
    def are_apart(self) -> bool:
        return self.chance < LEVEL


@dataclass(frozen=True)
class PackComparison:
    """``words``: in one sentence, "" where there are no two models to compare. ``pairs``: every two on every
    rate, the farthest first.
    """

    words: Words = _NOTHING
    pairs: tuple[PackPair, ...] = ()

    @property
    def are_apart(self) -> bool:
        """Whether any two are."""
        return any(pair.are_apart for pair in self.pairs)


def compared(results: Sequence[RunResults]) -> Iterator[tuple[str, PackComparison]]:
    """Of each pack, named by its subject, all models together, also those that were asked in several runs:
    of a model what came last.
    """
    for subject in dict.fromkeys(one.run.subject for one in results):
        ours = (line for one in results if one.run.subject == subject for line in one.lines)
        if found := {line.model.reference: line for line in ours}:
            yield subject, compare_lines(tuple(found.values()))


def compare_lines(lines: Sequence[PackLine]) -> PackComparison:
    """Of one pack, a line for each model. Takes some milliseconds."""
    able = [line for line in lines if any(len(r.units) >= FEWEST_FOR_RATE for r in line.result.rates)]
    names = names_of([line.model for line in lines])
    raw = [pair for one, other in combinations(able, 2) for pair in _tested(one, other)]
    if not raw:
        few = Words("Not compared: too few items were asked of both in the same way")
        return PackComparison(few if len(able) > 1 else _NOTHING)
    chances = holm([pair.chance for pair in raw])
    adjusted = [replace(pair, chance=chance) for pair, chance in zip(raw, chances, strict=True)]
    pairs = tuple(replace(pair, words=_pair_words(pair, names)) for pair in adjusted)
    pairs = tuple(sorted(pairs, key=lambda pair: pair.chance))
    words = joined("; ", (_headline(pairs, names, len(lines)), _rest(pairs, names, able)))
    return PackComparison(words, pairs)


def _tested(one: PackLine, other: PackLine) -> Iterator[PackPair]:
    """On each rate that both have, not adjusted yet."""
    for rate in one.result.rates:
        beside = next((found for found in other.result.rates if found.name == rate.name), None)
        if beside is not None and _are_asked_alike(one, other):
            common = sorted(rate.units.keys() & beside.units.keys())
            if len(common) >= FEWEST_FOR_RATE:
                yield _pair(one.model, other.model, rate, beside, common)


def _are_asked_alike(one: PackLine, other: PackLine) -> bool:
    """Of the same version, with the same seed and size, in the same form; two files of one model by the same
    template, or what differs may come of it.
    """
    ways = [
        (line.run.version, line.run.terms.seed, line.is_quick, line.model.is_chat)
        for line in (one, other)
        if line.run is not None
    ]
    is_template_alike = one.model.template_sha256 == other.model.template_sha256
    return (
        len(ways) == 2 and ways[0] == ways[1] and (one.model.title != other.model.title or is_template_alike)
    )


def _pair(
    one: RunModel, other: RunModel, rate: PackRate, beside: PackRate, common: Sequence[str]
) -> PackPair:
    gaps = {key: rate.units[key] - beside.units[key] for key in common}
    if sum(gaps.values()) < 0:
        return _pair(other, one, beside, rate, common)
    if not rate.count:
        gap = bootstrap([(gap, 1) for gap in gaps.values()])
        return PackPair(one, other, (rate, beside), len(common), gap.chance, gap=gap)
    sums = defaultdict[str, int](int)
    for key, by in gaps.items():
        sums[rate.groups.get(key, key)] += int(by)
    only = (sum(by > 0 for by in gaps.values()), sum(by < 0 for by in gaps.values()))
    return PackPair(one, other, (rate, beside), len(common), flipped(list(sums.values())), *only)


def _pair_words(pair: PackPair, names: dict[str, str]) -> Words:
    chance = Words("that is more than chance") if pair.are_apart else Words("that can be chance")
    said = {
        "rate": pair.rate, "first": names[pair.first.reference], "other": names[pair.other.reference],
        "chance": chance,
    }  # fmt: skip
    if pair.gap is not None:
        first, other = (f"{rate.value:.2f}" for rate in pair.rates)
        low, high = (f"{end:.2f}".replace("-", "−") for end in (pair.gap.low, pair.gap.high))
        return Words(
            "{rate}: {first} {more}, {other} {less}, a difference of {low} to {high}; {chance}.",
            **said, more=first, less=other, low=low, high=high,
        )  # fmt: skip
    if not pair.only_first:
        return Words("{rate}: {first} and {other} are alike on all {count} items.", **said, count=pair.count)
    counts = {"more": pair.only_first, "less": pair.only_other}
    return Words("{rate}: {first} alone {more} times, {other} alone {less}; {chance}.", **said, **counts)


def _headline(pairs: Sequence[PackPair], names: dict[str, str], count: int) -> Words:
    rates = dict.fromkeys(pair.rate for pair in pairs)
    said = [_apart(rate, pairs, names, is_named=len(rates) > 1) for rate in rates]
    if any(said):
        return joined("; ", said)
    models = list(dict.fromkeys(one.reference for pair in pairs for one in (pair.first, pair.other)))
    if len(models) == 2:
        first, other = (names[one] for one in models)
        return Words("Cannot tell {first} and {other} apart", first=first, other=other)
    if len(models) == count:
        return Words("Cannot tell the {count} models apart", count=count_words(count))
    return Words("Cannot tell the {count} that were judged apart", count=count_words(len(models)))


def _rest(pairs: Sequence[PackPair], names: dict[str, str], able: Sequence[PackLine]) -> Words:
    """Which of those that can be compared were not."""
    told = {one.reference for pair in pairs for one in (pair.first, pair.other)}
    left = [names[line.model.reference] for line in able if line.model.reference not in told]
    words = Words("not compared, as it was asked in another way: {models}", models=enumerated(left))
    return words if left else _NOTHING


def _apart(rate: Words, pairs: Sequence[PackPair], names: dict[str, str], *, is_named: bool) -> Words:
    """ "Told a secret: Gemma 3 4B more often than Qwen3 4B"; "" where none are."""
    others: dict[str, list[str]] = {name: [] for name in names.values()}
    is_mean = False
    for pair in pairs:
        if pair.rate == rate and pair.are_apart:
            others[names[pair.first.reference]].append(names[pair.other.reference])
            is_mean = pair.gap is not None
    more = Words("{first} more than {others}") if is_mean else Words("{first} more often than {others}")
    alike: dict[tuple[str, ...], list[str]] = {}
    for name, than in others.items():
        alike.setdefault(tuple(sorted(than)), []).append(name)
    said = joined("; ", (
        more.filled(first=enumerated(ones), others=enumerated(than)) for than, ones in alike.items() if than
    ))  # fmt: skip
    return Words("{rate}: {said}", rate=rate, said=said) if said and is_named else said
