"""What speaks against who comes first, and what is doubtful: of several, of the first of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from explorer.choose.deciding.cells import asked_by_license, silences
from explorer.choose.deciding.measured import PACK_RATES
from explorer.choose.deciding.page import CellLine
from explorer.choose.deciding.standing import Must, Standing
from explorer.choose.deciding.verdict_words import VerdictFacts
from explorer.choose.need import Pace, Privacy
from explorer.domain.facts import Verdict
from explorer.domain.units import tests_text
from explorer.domain.words import Words, enumerated
from explorer.evaluate.comparison import ComparedPair
from explorer.evaluate.packs.pack import PackRate
from explorer.transparency.rubric import dimensions

_MOST = 3  # doubts of one kind
_OFTEN = 1 / 3  # from which on its failures are told, whoever else fails
_DOUBTS = {
    Must.FITS: Words("Whether it runs here is not known."),
    Must.FAST: Words("How fast it answers here is not known."),
}


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
    elif known.is_unjudged(one):
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
