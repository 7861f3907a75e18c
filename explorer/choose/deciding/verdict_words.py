"""What the rules found, in sentences: who comes first and why, and what speaks against it or is doubtful."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from explorer.choose.candidate import Reason
from explorer.choose.deciding.cells import asked_by_license, silences
from explorer.choose.deciding.measured import PACK_RATES, TriedCandidates
from explorer.choose.deciding.page import CellLine, CellMark, PillTone, RuleTold
from explorer.choose.deciding.rules import Judgement, RuleKey
from explorer.choose.deciding.standing import Must, Standing
from explorer.choose.need import Need, Pace, Privacy, UseAt
from explorer.choose.proposing.candidate_facts import CandidateFacts
from explorer.domain.facts import Verdict
from explorer.domain.fit import speed_text
from explorer.domain.units import size_text, tests_text
from explorer.domain.words import Words, enumerated, joined
from explorer.evaluate.comparison import ComparedPair
from explorer.evaluate.packs.pack import PackRate
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.rubric import dimensions

_NOTHING = Words("")
_MOST = 3  # doubts of one kind
_OFTEN = 1 / 3  # from which on its failures are told, whoever else fails
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
_DOUBTS = {
    Must.FITS: Words("Whether it runs here is not known."),
    Must.FAST: Words("How fast it answers here is not known."),
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


def against(known: VerdictFacts) -> tuple[CellLine, ...]:
    """What speaks against who comes first, and what is doubtful of all; of several it is of the first."""
    leaders = known.judgement.leaders
    lines = list(_unanswered(known))
    if leaders:
        one = known.standings[leaders[0]]
        own = [
            *_of_tests(known, one),
            *_of_packs(known, one),
            *_unsure(known, one),
            *_silence(known, one),
        ]
        if len(leaders) > 1:
            own = [
                replace(line, text=Words("{model}: {what}", model=one.title, what=line.text)) for line in own
            ]
        lines = [*own, *lines]
    return tuple(lines)


def _of_tests(known: VerdictFacts, one: Standing) -> Iterator[CellLine]:
    tried = known.tried
    if one.judged and 2 * one.passed < one.judged:
        yield CellLine(Words("It failed most of {tests}.", tests=known.tests), mark="closed")
    if tried.task is not None and one.id in tried.order:
        yield from _compared(known, one, tried.task.pairs)
    elif _is_unjudged(known, one):
        yield CellLine(Words("It took the tests, but no answer could be judged."), mark="not_disclosed")
    elif not one.judged:
        yield CellLine(Words("It was not tried on your task yet."), mark="not_checked")
    elif len(known.standings) > 1:
        yield CellLine(Words("No other one has results on your task."), mark="not_checked")
    if one.unanswered:
        words = Words("{tests} got no answer, which counts as not passed.", tests=tests_text(one.unanswered))
        yield CellLine(words, mark="partial" if one.took_tests else "closed")
    if one.judged and not tried.is_own:
        yield CellLine(Words("None of your own texts was tried."), mark="not_checked")


def _compared(known: VerdictFacts, one: Standing, pairs: Sequence[ComparedPair]) -> Iterator[CellLine]:
    """Who may be as good, by how many tests that both took; and who is better."""
    order, others = known.tried.order, set(known.can_be).difference(known.judgement.leaders)
    near: dict[int, list[str]] = {}
    for pair in pairs:
        if not pair.are_apart and (other := _other(pair, one, order)) in others:
            near.setdefault(pair.count, []).append(other)
    for count, ids in near.items():
        words = Words("{tests} cannot tell it from {models}: these may be as good.",
                      models=known.titles(ids), tests=tests_text(count))  # fmt: skip
        yield CellLine(words, mark="cannot tell")
    better = [order[pair.first] for pair in pairs if pair.are_apart and order[pair.other] == one.id]
    if better:
        words = Words("{models} did better at the tests, by more than chance.", models=known.titles(better))
        yield CellLine(words, mark="partial")


def _is_unjudged(known: VerdictFacts, one: Standing) -> bool:
    result = known.tried.tests.get(one.id)
    return result is not None and result.is_over and not one.judged


def _other(pair: ComparedPair, one: Standing, order: Sequence[str]) -> str:
    ids = [order[pair.first], order[pair.other]]
    return next((other for other in ids if other != one.id), "") if one.id in ids else ""


def _of_packs(known: VerdictFacts, one: Standing) -> Iterator[CellLine]:
    """Where it failed more than another, by more than chance, with the counts of both; then where it failed
    often.
    """
    ids = {r.model.reference: key for pack in known.tried.packs.values() for key, r in pack.items()}
    found = dict[str, Words]()
    for compared in known.tried.pack_pairs.values():
        for pair in compared.pairs:
            way = PACK_RATES.get(pair.rate.template)
            if way is None or not pair.are_apart or not (way.is_bad or way.is_good):
                continue
            worse, better = (pair.first, pair.other) if way.is_bad else (pair.other, pair.first)
            if ids.get(worse.reference) != one.id or (other := ids.get(better.reference)) is None:
                continue
            rates = pair.rates if way.is_bad else (pair.rates[1], pair.rates[0])
            mine, theirs = (_counted(way.failures(rate)) for rate in rates)
            words = Words("{rate}: {mine}; {model} {theirs}.", rate=way.words, mine=mine, theirs=theirs,
                          model=known.standings[other].title)  # fmt: skip
            found.setdefault(pair.rate.template, words)
    found = {**found, **{key: words for key, words in _often(known, one) if key not in found}}
    yield from [CellLine(words, mark="partial") for words in found.values()][:_MOST]


def _counted(rate: PackRate) -> str:
    return Words("{hits} of {count}", hits=rate.hits, count=rate.count) if rate.count else f"{rate.value:.2f}"


def _often(known: VerdictFacts, one: Standing) -> Iterator[tuple[str, Words]]:
    """Its failures that are many, the most first, whatever others do."""
    lines = [result.line for pack in known.tried.packs.values() if (result := pack.get(one.id)) is not None]
    ways = [
        (rate.name.template, way.words, way.failures(rate))
        for line in lines if line is not None
        for rate in line.result.rates
        if (way := PACK_RATES.get(rate.name.template)) is not None and (way.is_bad or way.is_good)
    ]  # fmt: skip
    for key, words, rate in sorted(ways, key=lambda found: -found[2].value):
        if rate.count and rate.hits >= _OFTEN * rate.count:
            yield key, Words("{rate}: {mine}.", rate=words, mine=_counted(rate))


def _unsure(known: VerdictFacts, one: Standing) -> Iterator[CellLine]:
    for must in one.unknown(known.need):
        if must in _DOUBTS:
            yield CellLine(_DOUBTS[must], mark="not_checked")
    if one.use == "conditions":
        use = known.uses[one.id]
        asked = asked_by_license(known.facts[one.id], use, known.licenses)
        yield CellLine(Words("{license}: {conditions}", license=use.words, conditions=asked) if asked else
                       Words("{license}.", license=use.words), mark="partial")  # fmt: skip
    now = known.facts[one.id].now
    if now is not None and now.has_other_license:
        words = Words("On the Hub it now stands under {now}; your copy came under {before}.", now=now.license,
                      before=now.own_license)  # fmt: skip
        yield CellLine(words, mark="conflict")
    if one.speed and not one.is_timed and known.need.pace is Pace.READING:
        yield CellLine(Words("Its speed here is foretold, not measured."), mark="not_checked")


def _silence(known: VerdictFacts, one: Standing) -> Iterator[CellLine]:
    data = known.facts[one.id].dossier.get("pretraining_data")
    if data is not None and data.verdict is Verdict.NOT_DISCLOSED:
        yield CellLine(Words("Nobody says what it was trained on."), mark="not_disclosed")
    language = known.facts[one.id].dossier.get("language")
    if known.need.languages and (language is None or language.verdict is Verdict.NOT_DISCLOSED):
        yield CellLine(Words("Nobody says which languages it knows."), mark="not_disclosed")
    silent, unread = silences(known.facts[one.id])
    if silent and data is not None and data.verdict is Verdict.NOT_CHECKED:
        yield CellLine(Words("What it was trained on was not looked up."), mark="not_checked")
    if silent:
        words = Words("{n} of {count} questions about it are answered by nobody.", n=len(silent),
                      count=len(dimensions()))  # fmt: skip
        yield CellLine(words, mark="not_disclosed")
    elif unread:
        words = Words("{n} of {count} questions about it were not looked up.", n=len(unread),
                      count=len(dimensions()))  # fmt: skip
        yield CellLine(words, mark="not_checked")


def _unanswered(known: VerdictFacts) -> Iterator[CellLine]:
    """What you did not say, where it matters here."""
    away = [one.title for one in known.standings.values() if not one.stays]
    if away and known.need.privacy is Privacy.UNKNOWN:
        words = Words("You did not say where prompts may go, so they stay here, and {models} is out.",
                      models=enumerated(away))  # fmt: skip
        yield CellLine(words, mark="not_checked")


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
    if key == "tried" and (one.judged or _is_unjudged(known, one)):
        behind["tried"] = Words("few answers came") if one.judged else Words("not measurable")
    return behind.get(key, Words("meets what you asked")), "neutral"


def _is_behind_unknown(known: VerdictFacts, one: Standing, key: str) -> bool:
    """Not since it is worse, but since it is not known how it is."""
    if key == "fails":
        return not any(worse == one.id for _, worse in known.tried.fails_less)
    return key == "size" and not one.size
