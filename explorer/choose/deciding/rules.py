"""How the page decides: rules in their order, each of which may leave fewer candidates. Never a score.

First come the musts: who surely misses one is out, and who is not known to meet it stands behind those that
do. Then each rule keeps the candidates that nobody else is ahead of, until one is left. Where the rules end
with several, these are alike, and the page says so. What is not known never counts as good.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from explorer.choose.deciding.standing import Contests, Meets, Must, Standing, beaten
from explorer.choose.need import Need
from explorer.domain.words import Words

type RuleKey = Literal[
    "use", "stays", "fits", "fast", "tried", "task", "fails", "conditions", "silent", "size"
]
type _Keep = Callable[[Sequence[Standing], Need, Contests], Sequence[Standing]]


@dataclass(frozen=True)
class Rule:
    """What it ``asks`` and, in ``words``, how it works. ``keep``: whom it leaves of some, at least one."""

    key: RuleKey
    asks: Words
    words: Words
    keep: _Keep


@dataclass(frozen=True)
class RuleStep:
    """What a rule did: ``fell`` before it, ``left`` behind it, as ids."""

    rule: Rule
    left: tuple[str, ...]
    fell: tuple[str, ...]


@dataclass(frozen=True)
class Judgement:
    """``leaders``: who comes first; several where the rules cannot tell them apart, none where nobody is
    known to meet the musts. ``nearest``: who stands nearest then. ``steps``: rule by rule.
    """

    leaders: tuple[str, ...] = ()
    nearest: str = ""
    steps: tuple[RuleStep, ...] = ()

    @property
    def first(self) -> str:
        """ "" where there is no single one."""
        return self.leaders[0] if len(self.leaders) == 1 else ""

    @property
    def decided_by(self) -> RuleStep | None:
        """The rule that left one, of those that may use and run it."""
        ended = (step for step in self.steps if step.fell and len(step.left) == 1)
        return next(ended, None)

    def fell_at(self, candidate: str) -> RuleStep | None:
        return next((step for step in self.steps if candidate in step.fell), None)


def _must(must: Must) -> _Keep:
    def keep(left: Sequence[Standing], need: Need, _contests: Contests) -> Sequence[Standing]:
        """What surely meets it goes before what may, unless it misses another must further on."""
        possible = [one for one in left if one.meets(must, need) is not Meets.NO]
        sure = [one for one in possible if one.meets(must, need) is Meets.YES]
        return possible if all(one.unmet(need) for one in sure) else sure

    return keep


def _tried(left: Sequence[Standing], _need: Need, _contests: Contests) -> Sequence[Standing]:
    tests = [one for one in left if one.took_tests] or [one for one in left if one.judged]
    return tests or [one for one in left if one.took_packs] or left


def _task(left: Sequence[Standing], _need: Need, contests: Contests) -> Sequence[Standing]:
    behind = beaten(left, lambda one, other: (one, other) in contests.task)
    return [one for one in left if one.id not in behind] or left


def _fails(left: Sequence[Standing], _need: Need, contests: Contests) -> Sequence[Standing]:
    behind = beaten(left, lambda one, other: (one, other) in contests.fails)
    return [one for one in left if one.id not in behind] or left


def _conditions(left: Sequence[Standing], _need: Need, _contests: Contests) -> Sequence[Standing]:
    return [one for one in left if one.use == "for"] or left


def _silent(left: Sequence[Standing], _need: Need, _contests: Contests) -> Sequence[Standing]:
    known = [one.silent for one in left if one.silent is not None]
    return [one for one in left if one.silent == min(known)] if known else left


def _size(left: Sequence[Standing], _need: Need, _contests: Contests) -> Sequence[Standing]:
    known = [one.size for one in left if one.size]
    return [one for one in left if one.size == min(known)] if known else left


RULES: tuple[Rule, ...] = (
    Rule(
        "use",
        Words("May you use it?"),
        Words("A license that forbids your use puts a model out. Known to be allowed goes before not known."),
        _must(Must.USE),
    ),
    Rule(
        "stays",
        Words("Does it stay here?"),
        Words("Unless you said that prompts may go to a server, models on a server are out."),
        _must(Must.STAYS),
    ),
    Rule(
        "fits",
        Words("Does it run?"),
        Words("What this machine has no room for is out. Known to run goes before not known."),
        _must(Must.FITS),
    ),
    Rule(
        "fast",
        Words("Is it fast enough?"),
        Words(
            "If you asked for answers as fast as you read, slower models are out: under 8 tokens a second. A"
            " measured speed counts for more than a foretold one."
        ),
        _must(Must.FAST),
    ),
    Rule(
        "tried",
        Words("Was it tried?"),
        Words("A model that answered most of the tests goes before one that did not."),
        _tried,
    ),
    Rule(
        "task",
        Words("Did it do the tests better?"),
        Words(
            "Only by more than chance: an exact test on the same tests, adjusted for how many models are"
            " compared. Else nobody is ahead."
        ),
        _task,
    ),
    Rule(
        "fails",
        Words("Does it fail less?"),
        Words(
            "At the fixed questions, by the same test: ahead is who fails less somewhere and nowhere more."
        ),
        _fails,
    ),
    Rule(
        "conditions", Words("Is its license free of conditions?"), Words("Then it goes first."), _conditions
    ),
    Rule(
        "silent",
        Words("Of how much does nobody say anything?"),
        Words("The fewer of 21 questions, the better."),
        _silent,
    ),
    Rule("size", Words("Which is smaller?"), Words("It leaves more room, and is faster as a rule."), _size),
)


def judge(standings: Sequence[Standing], need: Need, contests: Contests) -> Judgement:
    """Of a decision’s candidates."""
    steps = _steps(standings, need, contests)
    leaders = [one for one in standings if one.id in steps[-1].left]
    if not leaders or Must.USE in leaders[0].unknown(need):
        return Judgement((), _nearest(standings, need, contests), steps)
    return Judgement(steps[-1].left, "", steps)


def _steps(standings: Sequence[Standing], need: Need, contests: Contests) -> tuple[RuleStep, ...]:
    """Until nobody is left, or the rules end."""
    left, steps = list(standings), list[RuleStep]()
    for rule in RULES:
        kept = list(rule.keep(left, need, contests)) if left else []
        fell = tuple(one.id for one in left if one not in kept)
        steps.append(RuleStep(rule, tuple(one.id for one in kept), fell))
        left = kept
    return tuple(steps)


def _nearest(standings: Sequence[Standing], need: Need, contests: Contests) -> str:
    """Of those that miss the fewest and most forgivable musts who comes first by the other rules; nobody
    whose license forbids the use.
    """
    able = [one for one in standings if Must.USE not in one.unmet(need)]
    if not able:
        return ""
    order = list(Must)

    def misses(one: Standing) -> tuple[list[int], list[int]]:
        """The least forgivable first; what is not known stands nearer than what is not so."""
        unmet, unknown = one.unmet(need), one.unknown(need)
        places = ([len(order) - order.index(must) for must in musts] for musts in (unmet, unknown))
        first, second = (sorted(place, reverse=True) for place in places)
        return first, second

    fewest = min(map(misses, able))
    left: Sequence[Standing] = [one for one in able if misses(one) == fewest]
    for rule in RULES[len(order) :]:
        left = rule.keep(left, need, contests)
    return left[0].id
