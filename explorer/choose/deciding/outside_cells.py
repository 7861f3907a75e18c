"""What others say of a candidate, and what the person entered: leaderboards, its maker, terms."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from explorer.choose.companies.index import CompanyFacts, CompanyIndex, company_of
from explorer.choose.deciding.cells import of_evidence
from explorer.choose.deciding.page import CellLine, CellSource, DecisionCell
from explorer.choose.decision import EnteredTerms
from explorer.choose.entered import entered_facts
from explorer.choose.leaderboards.board import Board
from explorer.choose.leaderboards.model_results import ModelResult, by_benchmark, results_of
from explorer.choose.proposing.candidate_facts import CandidateFacts
from explorer.domain.elsewhere import price_of
from explorer.domain.model import name_at_endpoint
from explorer.domain.words import Words, joined
from explorer.transparency.lineage.inheritance import originals_of

_MOST, _TERMS = 3, 80  # benchmarks of a cell, letters of terms


def board_results(
    facts: Mapping[str, CandidateFacts], boards: Sequence[Board]
) -> dict[str, tuple[ModelResult, ...]]:
    """By the ids of candidates; of the original model where its file is a quantization."""
    return {
        key: results_of(one.repo, one.results, originals_of(one.dossier, one.lineage), boards)
        for key, one in facts.items()
        if one.repo
    }


def board_cells(
    results: Mapping[str, Sequence[ModelResult]], order: Iterable[str]
) -> dict[str, DecisionCell]:
    """What most candidates have stands first, to be seen beside each other; nothing is averaged."""
    often = Counter(key for found in results.values() for key in {one.key for one in found})
    return {key: _board_cell(results.get(key, ()), often) for key in order}


def _board_cell(results: Sequence[ModelResult], often: Counter[str]) -> DecisionCell:
    if not results:
        return DecisionCell((CellLine(Words("No result was found"), "body", "not_disclosed"),))
    tests = sorted(by_benchmark(results), key=lambda found: -often[found[0].key])
    lines = [line for found in tests[:_MOST] for line in _board_lines(found)]
    if len(tests) > _MOST:
        lines.append(CellLine(Words("{n} more tests", n=len(tests) - _MOST), "place"))
    return DecisionCell(tuple(lines), tuple(map(_board_source, results)))


def _board_lines(found: Sequence[ModelResult]) -> tuple[CellLine, CellLine]:
    """The one with the strongest proof; others of the same test are named."""
    best = found[0]
    others = Words("{n} other values", n=len(found) - 1) if len({one.value for one in found}) > 1 else ""
    whose = Words("the original model") if best.is_of_original else ""
    value = Words("{title}: {value}", title=best.title, value=joined(" ", (best.value, best.unit)))
    return CellLine(value), CellLine(joined(" · ", (best.vouching, whose, others)), "place")


def _board_source(one: ModelResult) -> CellSource:
    said = Words("{title}: {value}", title=one.title, value=joined(" ", (one.value, one.unit)))
    found = of_evidence(said, one.evidence, one.source)
    return CellSource(found.text, found.quote, (one.conditions, *found.places), found.address)


def maker_of_facts(facts: CandidateFacts, indexes: Sequence[CompanyIndex]) -> CompanyFacts | None:
    """The company that made it, as far as that is sure."""
    names = [*originals_of(facts.dossier, facts.lineage), facts.repo]
    if facts.is_elsewhere:
        host = facts.model.host if facts.model is not None else ""
        names = [host, name_at_endpoint(facts.kept.reference or facts.kept.id), *names]
    return company_of(*filter(None, names), indexes=indexes)


def maker_cell(found: CompanyFacts | None) -> DecisionCell:
    """What its maker discloses as a company, which says nothing of this one model."""
    if found is None:
        return DecisionCell(
            (CellLine(Words("None of the companies looked at is surely its maker"), "body", "not_checked"),)
        )
    said = Words("{said} of {count} disclosed", said=found.said, count=found.index.of)
    who = Words("{company} as a company, {edition}", company=found.company, edition=found.index.edition)
    groups = tuple(
        Words("{title}: {said} of {count}", title=one.title, said=one.said, count=one.of)
        for one in found.groups
        if one.title
    )
    about = joined(" · ", (found.index.name, found.index.by, found.index.license))
    sources = (
        CellSource(found.words, places=(about,), address=found.index.source),
        CellSource(found.why, places=groups),
    )
    return DecisionCell((CellLine(said, "strong"), CellLine(who, "place")), sources)


def terms_cell(facts: CandidateFacts, entered: EnteredTerms | None, today: date) -> DecisionCell:
    """Price, terms and context of one at an endpoint, as the person entered them."""
    if not facts.is_elsewhere:
        return DecisionCell((CellLine(Words("No price: it runs here")),))
    price = price_of(facts.model) if facts.model is not None else None
    found = entered_facts(entered, price, today)
    if not found:
        return DecisionCell(
            (CellLine(Words("Nothing is entered yet"), "body", "not_checked"),), can_enter=True
        )
    lines = [
        line
        for one in found
        for line in (
            CellLine(_short(one.text), is_old=one.is_old),
            CellLine(one.told, "place", is_old=one.is_old),
        )
    ]
    sources = tuple(
        CellSource(one.text, places=(one.told, *_plain(one.source)), address=_web(one.source))
        for one in found
    )
    return DecisionCell(tuple(lines), sources, can_enter=True)


def _short(text: str) -> str:
    return text if len(text) <= _TERMS or isinstance(text, Words) else f"{text[:_TERMS].rstrip()}…"


def _web(source: str) -> str:
    return source if source.startswith(("https://", "http://")) else ""


def _plain(source: str) -> tuple[str, ...]:
    return (source,) if source and not _web(source) else ()
