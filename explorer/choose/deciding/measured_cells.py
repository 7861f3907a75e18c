"""What was measured of one candidate, as cells of its column: the tests, and how it fails."""

from collections.abc import Iterator

from explorer.choose.deciding.cells import day_of, shortened
from explorer.choose.deciding.measured import PACK_RATES, TriedCandidates
from explorer.choose.deciding.page import CellLine, CellMark, CellSource, DecisionCell, DrawnRate
from explorer.choose.deciding.subject_results import SubjectResult
from explorer.domain.words import Words, enumerated, joined
from explorer.evaluate.packs.pack import PackRate
from explorer.evaluate.results.board import Tally
from explorer.evaluate.results.conditions import conditions_words

_NOT_OF_TRIAL = Words("of an earlier run, asked in the same way")
_ANOTHER_FILE = Words("Another file now")
_MOST = 3  # tests that are named in a cell


def task_cell(tried: TriedCandidates, candidate: str, *, is_coming: bool) -> DecisionCell:
    """Did it do my task?"""
    one = tried.tests.get(candidate)
    if one is None:
        return _waits(tried, candidate, is_coming=is_coming)
    tally = one.tally
    source = _run_source(one, tally.words)
    if not one.is_over:
        done = len(one.results.board.rows) - tally.waiting
        words = Words("{done} of {count} asked", done=done, count=len(one.results.board.rows))
        goes_on = CellLine(Words("Being measured"), "strong", "running")
        ended = CellLine(Words("Stopped before its end"), "strong", "not_checked")
        lines = (goes_on if is_coming else ended, CellLine(words))
        return DecisionCell(lines, (source,))
    if not tally.judged:
        why = tally.error or tally.rest or Words("no answer was judged")
        return DecisionCell(
            (CellLine(Words("Not measurable"), "strong", "not_disclosed"), CellLine(why)), (source,)
        )
    return DecisionCell(tuple(_task_lines(one, tally)), (source,))


def _task_lines(one: SubjectResult, tally: Tally) -> Iterator[CellLine]:
    told = tally.told
    drawn = None
    if told.interval is not None:
        drawn = DrawnRate(told.rate, told.interval.low, told.interval.high)
    yield CellLine(told.counted, "big", aside=told.words, drawn=drawn)
    failed = [shortened(title) for title in one.failed_titles]
    if failed:
        more = Words("{n} more", n=len(failed) - _MOST) if len(failed) > _MOST else ""
        yield CellLine(Words("failed on: {tests}", tests=enumerated((*failed[:_MOST], more))))
    if rest := joined("; ", (tally.error or "", tally.rest, "" if one.is_own else _NOT_OF_TRIAL)):
        yield CellLine(rest, "place")


def _waits(tried: TriedCandidates, candidate: str, *, is_coming: bool) -> DecisionCell:
    if candidate in tried.others:
        before = Words("what was measured is of the file that was here before")
        return DecisionCell((CellLine(_ANOTHER_FILE, "strong", "not_checked"), CellLine(before)))
    if is_coming:
        return DecisionCell((CellLine(Words("Waiting to be measured"), "body", "waiting"),))
    return DecisionCell((CellLine(Words("Not tried yet"), "body", "not_checked"),))


def _run_source(one: SubjectResult, words: str) -> CellSource:
    run = one.run
    began = Words("measured {date}", date=day_of(run.began_at))
    title = Words("{title}: {what}", title=one.results.title, what=words)
    places = (began, "" if one.is_own else _NOT_OF_TRIAL, conditions_words(run))
    return CellSource(title, places=tuple(filter(None, places)), subject=run.subject)


def fails_cell(tried: TriedCandidates, candidate: str, *, is_coming: bool) -> DecisionCell:
    """How does it fail? A line for each rate of each pack that was tried."""
    lines, sources = list[CellLine](), list[CellSource]()
    for results in tried.packs.values():
        one = results.get(candidate)
        if one is None or (line := one.line) is None:
            continue
        sources.append(_run_source(one, line.words))
        rates = line.result.rates
        lines += (
            [_rate_line(rate) for rate in rates]
            if rates
            else [_no_rate_line(one, line.result.state, is_coming=is_coming)]
        )
    if not lines:
        return _waits(tried, candidate, is_coming=is_coming)
    missing = sum(candidate not in results for results in tried.packs.values())
    if missing and is_coming:
        lines.append(CellLine(Words("{n} more to come", n=missing), "place", "waiting"))
    elif missing:
        words = Words("not asked: {n} of {count} sets", n=missing, count=len(tried.packs))
        lines.append(CellLine(words, "place", "not_checked"))
    return DecisionCell(tuple(lines), tuple(sources))


def _rate_line(rate: PackRate) -> CellLine:
    way = PACK_RATES.get(rate.name.template)
    name, rate = (way.words, way.failures(rate)) if way is not None else (rate.name, rate)
    most = rate.most or 1.0
    drawn = DrawnRate(rate.value / most, rate.low / most, rate.high / most, rate.chance)
    if rate.count:
        text = Words("{hits} of {count}", hits=rate.hits, count=rate.count)
    elif rate.most == 1.0:
        text = Words("{n} %", n=round(100 * rate.value))
    else:
        text = Words("{value} logits", value=f"{rate.value:.2f}")
    return CellLine(text, label=name, drawn=drawn)


def _no_rate_line(one: SubjectResult, state: str, *, is_coming: bool) -> CellLine:
    """Why nothing can be said of it."""
    words = {
        "not measurable": Words("not measurable"),
        "cannot tell": Words("cannot tell"),
        "told": Words("too few for a rate"),
    }
    title = one.results.title
    if state in words:
        mark: CellMark = "cannot tell" if state == "cannot tell" else "not_disclosed"
        return CellLine(words[state], "place", mark, label=title)
    if one.is_over or not is_coming:
        return CellLine(Words("unfinished"), "place", "not_checked", label=title)
    return CellLine(Words("being measured"), "place", "running", label=title)
