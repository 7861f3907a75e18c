"""What the rules found, in sentences: who comes first and why, and how each of the others stands to that."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from explorer.choose.candidate import Reason
from explorer.choose.deciding.measured import TriedCandidates
from explorer.choose.deciding.page import CellLine, CellMark, PillTone, RuleTold
from explorer.choose.deciding.rules import Judgement, RuleKey
from explorer.choose.deciding.standing import Must, Standing
from explorer.choose.need import Need, Pace, UseAt
from explorer.choose.proposing.candidate_facts import CandidateFacts
from explorer.domain.fit import speed_text
from explorer.domain.units import size_text
from explorer.domain.words import Words, enumerated, joined
from explorer.transparency.licensing.licenses import Licenses

_NOTHING = Words("")
USES = {
    UseAt.UNKNOWN: Words("use at work"),
    UseAt.PRIVATE: Words("private use"),
    UseAt.WORK: Words("use at work"),
    UseAt.PRODUCT: Words("use in a product"),
}
_UNMET = {
    Must.USE: Words("its license forbids {use}"),
    Must.STAYS: Words("prompts would leave this machine"),
    Must.FITS: Words("this machine has no room for it"),
    Must.FAST: Words("it is slower than you read"),
}
_UNSURE = {
    Must.USE: Words("whether its license allows {use}"),
    Must.FITS: Words("whether it runs here"),
    Must.FAST: Words("its speed here"),
}


@dataclass(frozen=True)
class VerdictFacts:
    """All that the sentences are made of, by the ids of candidates. ``is_going``: more is measured."""

    need: Need
    judgement: Judgement
    standings: Mapping[str, Standing]
    uses: Mapping[str, Reason]
    facts: Mapping[str, CandidateFacts]
    tried: TriedCandidates
    licenses: Licenses
    is_going: bool = False

    @property
    def tests(self) -> Words:
        return Words("your tests") if self.tried.is_own else Words("the example tests")

    @property
    def first(self) -> Standing | None:
        return self.standings.get(self.judgement.first)

    def is_unjudged(self, one: Standing) -> bool:
        """It was asked all the tests, and no answer could be judged."""
        result = self.tried.tests.get(one.id)
        return result is not None and result.is_over and not one.judged

    def titles(self, ids: Sequence[str]) -> Words:
        return enumerated(self.standings[one].title for one in ids)

    @property
    def can_be(self) -> list[str]:
        """Who misses nothing for sure."""
        return [one.id for one in self.standings.values() if not one.unmet(self.need)]


def headline(known: VerdictFacts) -> Words:
    judgement = known.judgement
    if not known.standings:
        return Words("No candidate is chosen")
    if known.first is not None:
        is_tried = any(known.tried.runs())
        words = Words("By your answers: {model}, because") if is_tried else (
            Words("Nothing is tried yet. Until then: {model}, because"))  # fmt: skip
        if known.is_going:
            words = Words("By your answers, so far: {model}, because")
        return words.filled(model=known.first.title)
    if judgement.leaders:
        return Words("By your answers, the rules cannot tell apart: {models}",
                     models=known.titles(judgement.leaders))  # fmt: skip
    if known.can_be:
        return Words("Not decided: it is not clear that you may use any of those left")
    return Words("None of them meets what you asked for")


def reasons(known: VerdictFacts) -> tuple[CellLine, ...]:
    leaders = [known.standings[one] for one in known.judgement.leaders]
    if len(leaders) > 1:
        return tuple(CellLine(_in_short(known, one), mark="open") for one in leaders)
    if leaders:
        return tuple(_for_leader(known, leaders[0]))
    return tuple(_of_nobody(known))


def _of_nobody(known: VerdictFacts) -> Iterator[CellLine]:
    """What is missing of each, and what stands nearest."""
    nearest = known.standings.get(known.judgement.nearest)
    if nearest is not None:
        words = Words("Nearest: {model}", model=_missing(known, nearest))
        yield CellLine(words, "strong", "partial" if nearest.unmet(known.need) else "not_disclosed")
    for one in known.standings.values():
        if nearest is None or one.id != nearest.id:
            mark: CellMark = "closed" if one.unmet(known.need) else "not_disclosed"
            yield CellLine(_missing(known, one), mark=mark)


def _missing(known: VerdictFacts, one: Standing) -> Words:
    """ "Cedar 4B: its license forbids use at work, it is slower than you read."."""
    use = USES[known.need.used_at]
    if unmet := [_UNMET[must].filled(use=use) for must in one.unmet(known.need)]:
        return Words("{model}: {why}.", model=one.title, why=enumerated(unmet))
    unsure = enumerated(_UNSURE[must].filled(use=use) for must in one.unknown(known.need))
    return Words("{model}. Not known: {what}.", model=one.title, what=unsure)


def _in_short(known: VerdictFacts, one: Standing) -> Words:
    """Of one among several that are alike."""
    use = USES[known.need.used_at]
    allowed = Words("{use} allowed", use=use) if one.use == "for" else Words("{use} with conditions", use=use)
    passed = Words("{n} of {count} passed", n=one.passed, count=one.judged) if one.judged else ""
    speed = Words("{speed} tokens/s", speed=speed_text(one.speed)) if one.speed else ""
    told = joined("; ", (allowed, passed, speed, size_text(one.size) if one.size else ""))
    return Words("{model}: {why}.", model=one.title, why=told)


def _for_leader(known: VerdictFacts, one: Standing) -> Iterator[CellLine]:
    use = USES[known.need.used_at]
    if one.use == "for":
        yield CellLine(Words("its license allows {use} without conditions,", use=use), mark="open")
    yield from _how_it_runs(known, one)
    result = known.tried.tests.get(one.id)
    if result is not None and one.judged:
        told = result.results.board.tally(result.column).told
        aside = Words(" ({interval})", interval=told.words) if told.interval is not None else _NOTHING
        passed = Words("it passed {counted} of {tests}{aside}.", counted=told.counted, tests=known.tests,
                       aside=aside)  # fmt: skip
        is_good = 2 * one.passed >= one.judged and one.took_tests
        yield CellLine(passed, mark="open" if is_good else "partial")
    if words := _decided(known, one):
        step = known.judgement.decided_by
        is_slight = step is not None and (
            step.rule.key in ("conditions", "silent", "size") or words.template == _UNTOLD.template
        )
        yield CellLine(words, mark="cannot tell" if is_slight else "open")


def _how_it_runs(known: VerdictFacts, one: Standing) -> Iterator[CellLine]:
    """Whether it stays here, and how fast it is."""
    speed = speed_text(one.speed) if one.speed else ""
    foretold = Words("about {speed} tokens/s, foretold", speed=speed)
    told = Words("{speed} tokens/s", speed=speed) if one.is_timed else foretold
    is_asked = known.need.pace is Pace.READING and speed
    fast = Words("it answers as fast as you read ({speed})", speed=told) if is_asked else _NOTHING
    stays = Words("nothing you write leaves this machine") if one.stays else _NOTHING
    if stays and fast:
        yield CellLine(Words("{one}, and {other},", one=stays, other=fast), mark="open")
    elif stays or fast:
        yield CellLine(Words("{what},", what=stays or fast), mark="open")


_UNTOLD = Words("how {others} would fail is not known.")
_BECAUSE: Mapping[RuleKey, Words] = {
    "use": Words("for no other one left is it clear that you may use it."),
    "stays": Words("it alone stays on this machine."),
    "fits": Words("no other one left is known to run here."),
    "fast": Words("no other one left is known to be fast enough."),
    "tried": Words("it answered most of the tests, {others} did not."),
    "task": Words("it did better at the tests than {others}, by more than chance."),
    "fails": Words("it failed less at the fixed questions than {others}, by more than chance."),
    "conditions": Words("nothing measured tells it from {others}; its license has no conditions."),
    "silent": Words("nothing measured tells it from {others}; more is known of it."),
    "size": Words("nothing measured tells it from {others}; it is smaller: {size}."),
}


def _decided(known: VerdictFacts, one: Standing) -> Words:
    """Which rule left it alone, where there was somebody to choose from."""
    step = known.judgement.decided_by
    possible = set(known.can_be)
    fell = [other for other in step.fell if other in possible] if step is not None else []
    if step is None or not fell:
        return _NOTHING
    size = size_text(one.size) if one.size else ""
    if step.rule.key == "size" and not all(known.standings[other].size for other in fell):
        return _NOTHING
    if step.rule.key == "fails":
        told = [other for other in fell if (one.id, other) in known.tried.fails_less]
        if not told:
            return _UNTOLD.filled(others=known.titles(fell))
        fell = told
    return _BECAUSE[step.rule.key].filled(others=known.titles(fell), size=size)


def told_rules(known: VerdictFacts) -> tuple[RuleTold, ...]:
    """Each rule with what it did."""
    told, is_over = list[RuleTold](), False
    for step in known.judgement.steps:
        if is_over:
            did = Words("Not needed.") if step.left else Words("Nobody was left.")
        elif step.fell:
            fell, left = known.titles(step.fell), known.titles(step.left)
            did = Words("Set back: {fell}. Still in: {left}.", fell=fell, left=left) if left else Words(
                "Set back: {fell}. Nobody is left.", fell=fell)  # fmt: skip
        else:
            did = Words("No difference.")
        told.append(RuleTold(step.rule.asks, step.rule.words, did))
        is_over = is_over or len(step.left) <= 1
    return tuple(told)


_BEHIND: Mapping[str, Words] = {
    "use": Words("license not known"),
    "fits": Words("not known to run"),
    "fast": Words("speed not known"),
    "tried": Words("not tried yet"),
    "task": Words("did less of your task"),
    "fails": Words("fails more"),
    "silent": Words("less is known of it"),
    "size": Words("larger"),
}


def standing_words(known: VerdictFacts, one: Standing) -> tuple[Words, PillTone]:
    """The pill of a column, and its tone."""
    if one.id in known.judgement.leaders:
        several = len(known.judgement.leaders) > 1
        return (Words("alike by the rules") if several else Words("first by your answers")), "accent"
    if unmet := one.unmet(known.need):
        words = {
            Must.USE: Words("not allowed"), Must.STAYS: _NOTHING, Must.FITS: Words("too big here"),
            Must.FAST: Words("slower than you read"),
        }  # fmt: skip
        return words[unmet[0]], "bad" if unmet[0] is Must.USE else "caution"
    if unsure := one.unknown(known.need):
        return _BEHIND[unsure[0].value], "neutral"
    if one.use == "conditions":
        return Words("license with conditions"), "neutral"
    step = known.judgement.fell_at(one.id)
    key = step.rule.key if step is not None else ""
    if _is_behind_unknown(known, one, key):
        return Words("less is known of it"), "neutral"
    behind = dict(_BEHIND)
    if key == "tried" and (one.judged or known.is_unjudged(one)):
        behind["tried"] = Words("few answers came") if one.judged else Words("not measurable")
    return behind.get(key, Words("meets what you asked")), "neutral"


def _is_behind_unknown(known: VerdictFacts, one: Standing, key: str) -> bool:
    """Not since it is worse, but since it is not known how it is."""
    if key == "fails":
        return not any(worse == one.id for _, worse in known.tried.fails_less)
    return key == "size" and not one.size
