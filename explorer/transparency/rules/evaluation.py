"""How a model was tested, and with which results."""

import re
from collections.abc import Iterable, Iterator

from explorer.domain.facts import Evidence, Finding, Verdict
from explorer.domain.words import Words, joined
from explorer.transparency.benchmarks.benchmark_result import BenchmarkResult
from explorer.transparency.benchmarks.result_table import SETTING, VALUE
from explorer.transparency.benchmarks.results import MAX_RESULTS, all_results, unread_results
from explorer.transparency.card_text.letters import name_letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.base import apart_from_base
from explorer.transparency.guards.others import is_of_rival
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading
from explorer.transparency.rules.subject import own_name, sentence_of
from explorer.transparency.rules.telling import told_in

evaluation = phrases_of("evaluation")

# A sentence with one of these states a result, whatever stands around it.
_OF_ITSELF = (
    evaluation.on_test_set,
    evaluation.measured,
    evaluation.preferred,
    evaluation.ranked,
    evaluation.rated,
    evaluation.printed,
)


@apart_from_base
def evaluation_of(reading: Reading) -> Finding:
    """Open: numbers with benchmarks and how they were measured. Partial: numbers alone, or claims.

    Value: how many results for this model are stated.
    """
    results = reading.once(all_results)
    own = [r for r in results if not r.model]
    said = _numbers_in_words(reading)
    if results or said:
        is_other = not own and not said
        return _with_numbers(reading, list(results) if is_other else own, said, is_other=is_other)
    asked = reading.likely(evaluation.claim, also=reading.under(evaluation.title))
    if claims := [p for p in _claims(reading, asked) if not _is_of_another(reading, p)]:
        return _claimed(reading, Words("Claims without numbers"), claims)
    if claims := list(_claims(reading, reading.embedded)):
        return _claimed(reading, Words("Results of another model"), claims)
    if unread := unread_results(reading):
        text = Words("Not checked: {what}", what=unread)
        return Finding("evaluation", Verdict.NOT_CHECKED, text, searched=reading.searched)
    return _silent(reading)


def _claimed(reading: Reading, text: Words, claims: list[Passage]) -> Finding:
    return reading.found("evaluation", Verdict.PARTIAL, text, 0, map(reading.from_card, claims[:3]))


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
    is_named = bool(results) or any(p.find(evaluation.benchmark) for p in told)
    verdict = Verdict.OPEN if setup and is_named and not is_other else Verdict.PARTIAL
    return reading.found("evaluation", verdict, text, count, evidence)


def _total(reading: Reading, count: int) -> Words:
    own = [not result.model for result in reading.once(all_results)]
    if (listed := sum(own[:MAX_RESULTS])) < sum(own):
        return Words("{count} results, the first {listed} of them listed", count=count, listed=listed)
    return Words("1 result") if count == 1 else Words("{count} results", count=count)


def _spread(results: list[BenchmarkResult]) -> list[Evidence]:
    """One row of each table, as far as there is room."""
    seen: dict[tuple[str, int], Evidence] = {}
    for result in results:
        seen.setdefault((result.evidence.locator, result.evidence.first_line // 20), result.evidence)
    return list(seen.values())[:4]


def _setup(reading: Reading, results: list[BenchmarkResult]) -> list[Evidence]:
    """How it was measured: a column or row of a result, sentences, a heading, the titles of a table."""
    stated = [r.evidence for r in results if r.setting]
    said = [p for p in reading.likely(SETTING) if not p.header and p.find(SETTING)]
    said = [p for p in said if evaluation.title.search(" ".join((*p.section, p.text)))]
    headings = {h for h in {p.heading for p in reading.own} if SETTING.search(h)}
    headers = {h for h in {p.header for p in reading.own} if SETTING.search(" ".join(h))}
    titles = [p for p in reading.own if p.heading in headings]
    columns = [p for p in reading.own if p.header in headers]
    return [*stated[:1], *map(reading.from_card, (*said[:2], *titles[:1], *columns[:1]))]


def _numbers_in_words(reading: Reading) -> list[Passage]:
    """Sentences and items that state a result."""
    placed = [p for p in reading.labelled if evaluation.automatic.match(p.label)]
    for title in (evaluation.measure_title, evaluation.results_title):
        placed += [p for p in reading.under(title, 1) if p.label]
    likely = reading.likely(*_OF_ITSELF, evaluation.score_of, evaluation.scored, also=placed)
    asked = (p for p in likely if (p.has_digit or p.find(evaluation.ranked)) and not p.header)
    said = (p for p in asked if _labels_result(p) or _states_result(reading, p))
    said = (p for p in said if not p.find(evaluation.no_test) and not p.find(evaluation.of_rival))
    return [p for p in said if not is_of_rival(reading, p)]


def _labels_result(passage: Passage) -> bool:
    """ "Loss: 0.4"; "English: 18.5" below "Perplexity"."""
    if not passage.label:
        return False
    is_printed = bool(evaluation.automatic.match(passage.label) and re.search(r"\d", passage.said))
    is_share = passage.is_under(evaluation.results_title, 1) and evaluation.share.match(passage.said)
    is_measured = passage.is_under(evaluation.measure_title, 1) and VALUE.match(passage.said.strip("*` "))
    return bool(is_printed or is_measured or is_share)


def _states_result(reading: Reading, passage: Passage) -> bool:
    if told_in(reading, passage, *_OF_ITSELF) or (not passage.cells and passage.find(evaluation.score_of)):
        return True
    is_of_test = any(map(passage.find, (evaluation.benchmark, evaluation.public_test)))
    is_of_test = is_of_test or passage.is_under(evaluation.title, 1)
    return is_of_test and bool(told_in(reading, passage, evaluation.scored))


def _is_of_another(reading: Reading, passage: Passage) -> bool:
    """ "Kestrel-7B outperforms Tern" in the card of a model made from it."""
    if passage.is_under(evaluation.references, 1):
        return True
    sentence = sentence_of(reading, passage)
    found = evaluation.subject.match(sentence.text)
    name = name_letters(sentence.mentions[int(found["n"])].id) if found else ""
    own = own_name(reading)
    return bool(name) and not own.startswith(name) and not name.startswith(own) and name[:4] != own[:4]


def _claims(reading: Reading, passages: Iterable[Passage]) -> Iterator[Passage]:
    """Those that praise or point to results, and the sentences under such a heading that tell of tests."""
    for passage in passages:
        if passage.header or passage.length < 5:
            continue
        is_pointer = passage.urls and passage.is_under(evaluation.title, 1)
        pointers = [evaluation.results] if is_pointer else []
        if told_in(reading, passage, evaluation.claim, evaluation.examined, *pointers):
            yield passage
