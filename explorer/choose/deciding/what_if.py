"""What would change a decision: the same rules, asked again with another answer or one thing known."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import msgspec

from explorer.choose.deciding.measured import TriedCandidates
from explorer.choose.deciding.rules import Judgement, judge
from explorer.choose.deciding.standing import Contests, Must, Standing
from explorer.choose.need import InUnion, Need, Pace, Privacy, UseAt
from explorer.domain.words import Words, enumerated
from explorer.evaluate.comparison import LEVEL, ComparedPair
from explorer.evaluate.statistics import mcnemar

_MOST_TESTS = 1000  # beyond it two are as good as alike
_MOST = 4  # lines

_KNOWN = Words("If the license of {license} turned out to allow it, {what}.")

type Stand = Callable[[Need], Sequence[Standing]]

_OTHER_NEEDS: tuple[tuple[dict[str, object], Words], ...] = (
    ({"used_at": UseAt.PRIVATE}, Words("If you used it only privately, {what}.")),
    ({"used_at": UseAt.PRODUCT}, Words("If it went into a product, {what}.")),
    ({"privacy": Privacy.SERVER}, Words("If prompts may go to a server, {what}.")),
    ({"privacy": Privacy.HERE}, Words("If prompts must stay on this machine, {what}.")),
    ({"in_union": InUnion.NO}, Words("If you are not in the European Union, {what}.")),
    ({"pace": Pace.WAIT}, Words("If answers may take longer, {what}.")),
    ({"pace": Pace.READING}, Words("If answers must come as fast as you read, {what}.")),
)


def what_if(need: Need, stand: Stand, now: Judgement, tried: TriedCandidates) -> tuple[Words, ...]:
    """``stand``: how candidates stand to a need. In sentences, what is nearest at hand first."""
    contests = tried.contests
    standings = stand(need)
    lines = (
        *_other_needs(need, stand, now, contests),
        *_if_known(standings, need, now, contests),
        *_more_tests([one for one in standings if one.took_tests and not one.unmet(need)], now, tried),
    )
    return tuple(dict.fromkeys(lines))[:_MOST]


def _other_needs(need: Need, stand: Stand, now: Judgement, contests: Contests) -> Iterator[Words]:
    for changes, words in _OTHER_NEEDS:
        other = msgspec.structs.replace(need, **changes)
        if other != need:
            standings = stand(other)
            yield from _told(words, standings, judge(standings, other, contests), now)


def _told(
    words: Words, standings: Sequence[Standing], then: Judgement, now: Judgement, **values: str
) -> Iterator[Words]:
    """Nothing where the same come first."""
    titles = {one.id: one.title for one in standings}
    if set(then.leaders) == set(now.leaders):
        return
    if not then.leaders:
        yield words.filled(**values, what=Words("none would surely meet it"))
    elif len(then.leaders) == 1:
        yield words.filled(**values, what=Words("{model} would come first", model=titles[then.leaders[0]]))
    else:
        models = enumerated(titles[one] for one in then.leaders)
        yield words.filled(**values, what=Words("the rules could not tell apart: {models}", models=models))


def _if_known(
    standings: Sequence[Standing], need: Need, now: Judgement, contests: Contests
) -> Iterator[Words]:
    """If a license that nobody could read turned out to allow the use."""
    for one in standings:
        if Must.USE not in one.unknown(need) or one.id in now.leaders:
            continue
        others = [replace(other, use="for") if other is one else other for other in standings]
        yield from _told(_KNOWN, others, judge(others, need, contests), now, license=one.title)


def _more_tests(standings: Sequence[Standing], now: Judgement, tried: TriedCandidates) -> Iterator[Words]:
    """How many tests would tell who comes first from who may be as good, if more came out as these did."""
    titles = {one.id: one.title for one in standings}
    pairs = tried.task.pairs if tried.task is not None else ()
    for pair in pairs:
        first, other = tried.order[pair.first], tried.order[pair.other]
        is_asked = first in titles and other in titles and {first, other} & set(now.leaders)
        if pair.are_apart or not is_asked or not pair.only_first:
            continue
        needed = needed_tests(pair, len(pairs))
        names = {"first": titles[first], "other": titles[other]}
        if needed:
            yield Words(
                "If more tests came out as these {count} did, about {n} would tell {first} from {other}.",
                **names, count=pair.count, n=needed,
            )  # fmt: skip


def needed_tests(pair: ComparedPair, pairs: int) -> int:
    """Rounded up to tens; 0 where that is more than anyone writes, or tests come of templates. Each pair has
    to stand against all that are looked at, as the first of Holm’s.
    """
    gap, count = pair.only_first - pair.only_other, pair.count
    if gap <= 0 or not count or any(of > 1 for _, of in pair.sums):
        return 0
    for tests in range(count, _MOST_TESTS + 1):
        more, less = pair.only_first * tests / count, pair.only_other * tests / count
        if mcnemar(round(more), round(less)) * pairs < LEVEL:
            return -(-tests // 10) * 10
    return 0
