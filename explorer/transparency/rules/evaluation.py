"""How a model was tested, and with which results."""

import re
from collections.abc import Iterable

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.benchmarks.benchmark_result import BenchmarkResult
from explorer.transparency.benchmarks.result_table import BENCHMARK, SETTING, VALUE
from explorer.transparency.benchmarks.results import MAX_RESULTS, all_results, unread_results
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.base import apart_from_base
from explorer.transparency.guards.others import is_of_rival
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.subject import own_name, sentence_of

evaluation = phrases_of("evaluation")


# One of these is in every sentence that states a result.
_RESULT = (
    evaluation.on_test_set,
    evaluation.measured,
    evaluation.preferred,
    evaluation.ranked,
    evaluation.rated,
    evaluation.score_of,
    evaluation.scored,
    evaluation.printed,
)


@apart_from_base
def evaluation_of(reading: Reading) -> Finding:
    """Open: numbers with benchmarks and how they were measured. Partial: numbers alone, or claims.

    Value: how many results for this model are stated.
    """
    results = reading.once(all_results)
    own = [r for r in results if not r.model]
    told = _numbers_in_words(reading)
    if results or told:
        is_other = not own and not told
        return _with_numbers(reading, list(results) if is_other else own, told, is_other=is_other)
    claims = _claims(reading.likely(evaluation.claim, also=reading.under(evaluation.title)))
    if claims := [p for p in claims if not _is_of_another(reading, p)]:
        evidence = [reading.from_card(p) for p in claims[:3]]
        return reading.found("evaluation", Verdict.PARTIAL, Words("Claims without numbers"), 0, evidence)
    if claims := _claims(reading.embedded):
        evidence = [reading.from_card(p) for p in claims[:3]]
        return reading.found("evaluation", Verdict.PARTIAL, Words("Results of another model"), 0, evidence)
    if unread := unread_results(reading):
        text = Words("Not checked: {what}", what=unread)
        return Finding("evaluation", Verdict.NOT_CHECKED, text, searched=reading.searched)
    return _silent(reading)


def _silent(reading: Reading) -> Finding:
    """Results may stand in pictures, which nobody reads here."""
    count = reading.card.pictures_under(evaluation.title) if reading.card else 0
    if not count:
        return reading.silent("evaluation", value=0)
    one = Words("Not disclosed in words; one image under its results could not be read")
    more = Words("Not disclosed in words; {count} images under its results could not be read", count=count)
    return reading.silent("evaluation", one if count == 1 else more, 0)


def _with_numbers(
    reading: Reading, results: list[BenchmarkResult], told: list[Passage], *, is_other: bool
) -> Finding:
    setup = _setup(reading, results)
    evidence = _spread(results) + [reading.from_card(p) for p in told[:2]] + setup[:2]
    count = 0 if is_other else len(results) + len(told)
    named = list(dict.fromkeys(r.benchmark for r in results if r.benchmark))[:2]
    said = (_total(reading, count), ", ".join(named), unread_results(reading))
    text = Words("Results of another model") if is_other else joined(" · ", said)
    is_open = bool(setup) and not is_other and bool(results or any(p.find(BENCHMARK) for p in told))
    return reading.found("evaluation", Verdict.OPEN if is_open else Verdict.PARTIAL, text, count, evidence)


def _total(reading: Reading, count: int) -> Words:
    listed = sum(not result.model for result in reading.once(all_results)[:MAX_RESULTS])
    stated = sum(not result.model for result in reading.once(all_results))
    if listed < stated:
        return Words("{count} results, the first {listed} of them listed", count=count, listed=listed)
    return Words("1 result") if count == 1 else Words("{count} results", count=count)


def _spread(results: list[BenchmarkResult]) -> list[Evidence]:
    """One row of each table, as far as there is room."""
    seen: dict[tuple[str, int], Evidence] = {}
    for result in results:
        seen.setdefault((result.evidence.locator, result.evidence.first_line // 20), result.evidence)
    return list(seen.values())[:4]


def _setup(reading: Reading, results: list[BenchmarkResult]) -> list[Evidence]:
    stated = [r.evidence for r in results if r.setting]
    said = [
        p
        for p in reading.likely(SETTING)
        if not p.header and p.find(SETTING) and (evaluation.title.search(" ".join((*p.section, p.text))))
    ]
    headings = {h for h in {p.heading for p in reading.own} if SETTING.search(h)}
    headers = {h for h in {p.header for p in reading.own} if SETTING.search(" ".join(h))}
    titles = [p for p in reading.own if p.heading in headings]
    columns = [p for p in reading.own if p.header in headers]
    return [*stated[:1], *(reading.from_card(p) for p in (*said[:2], *titles[:1], *columns[:1]))]


def _numbers_in_words(reading: Reading) -> list[Passage]:
    """Sentences and items that state a result."""
    logged = [p for p in reading.labelled if evaluation.automatic.match(p.label)]
    listed = [
        p
        for title in (evaluation.measure_title, evaluation.results_title)
        for p in reading.under(title, 1)
        if p.label
    ]
    likely = reading.likely(*_RESULT, also=[*logged, *listed])
    asked = (p for p in likely if (p.has_digit or p.find(evaluation.ranked)) and not p.header)
    told = [
        p
        for p in asked
        if _states_result(p) and not p.find(evaluation.no_test) and not p.find(evaluation.of_rival)
    ]
    return [p for p in told if not is_of_rival(reading, p)]


def _labels_result(passage: Passage) -> bool:
    """ "Loss: 0.4"; "English: 18.5" below "Perplexity"."""
    if not passage.label:
        return False
    is_printed = bool(evaluation.automatic.match(passage.label) and re.search(r"\d", passage.said))
    is_share = passage.is_under(evaluation.results_title, 1) and bool(evaluation.share.match(passage.said))
    is_measured = passage.is_under(evaluation.measure_title, 1) and bool(
        VALUE.match(passage.said.strip("*` "))
    )
    return is_printed or is_measured or is_share


def _states_result(passage: Passage) -> bool:
    text = passage.text
    if _labels_result(passage) or (
        passage.find(evaluation.on_test_set) and passage.find(evaluation.in_words)
    ):
        return True
    if (
        passage.find(evaluation.measured)
        and passage.find(evaluation.in_words)
        and re.search(r"\b(?:on|auf|en el|на тест\w*)\b|[:：]|在|为|達|达到", text)
    ):
        return True
    if any(
        passage.find(pattern)
        for pattern in (evaluation.preferred, evaluation.ranked, evaluation.rated, evaluation.printed)
    ):
        return True
    if passage.find(evaluation.score_of) and not passage.cells:
        return True
    return bool(
        passage.find(evaluation.scored)
        and passage.find(evaluation.in_words)
        and (
            passage.is_under(evaluation.title, 1)
            or passage.find(BENCHMARK)
            or passage.find(evaluation.public_test)
        )
    )


def _is_of_another(reading: Reading, passage: Passage) -> bool:
    """ "Kestrel-7B outperforms Tern" in the card of a model made from it."""
    if passage.is_under(evaluation.references, 1):
        return True
    sentence = sentence_of(reading, passage)
    found = evaluation.subject.match(sentence.text)
    name = letters(sentence.mentions[int(found["n"])].id.rsplit("/", 1)[-1]) if found else ""
    own = own_name(reading)
    return bool(name) and not own.startswith(name) and not name.startswith(own) and name[:4] != own[:4]


def _claims(passages: Iterable[Passage]) -> list[Passage]:
    found = []
    for passage in passages:
        if passage.header:
            continue
        is_claim = bool(passage.find(evaluation.claim)) and bool(passage.find(evaluation.tested))
        is_test = passage.is_under(evaluation.title) and bool(passage.find(evaluation.examined))
        is_pointer = (
            passage.is_under(evaluation.title, 1)
            and bool(passage.urls)
            and bool(passage.find(evaluation.results))
        )
        is_told = is_claim or is_pointer or (is_test and not passage.find(evaluation.planned))
        if is_told and passage.length >= 5 and not passage.find(evaluation.no_test):
            found.append(passage)
    return found
