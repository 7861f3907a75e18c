"""Results as JUnit XML, as servers that build and test programs read it: a suite for each model."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from explorer.domain.harmless import harmless
from explorer.evaluate.items import Outcome
from explorer.evaluate.results.cells import ResultCell
from explorer.evaluate.results.conditions import condition_values
from explorer.evaluate.results.portable_run import portable_run
from explorer.evaluate.results.run_results import RunResults

_LONGEST = 20_000  # characters of an answer


def junit_of(results: Sequence[RunResults]) -> bytes:
    """Of several runs in one file."""
    lines = [line for one in results for n in range(len(one.run.models)) for line in _suite(one, n)]
    text = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", *lines, "</testsuites>", ""])
    return text.encode()


def _suite(results: RunResults, column: int) -> Iterator[str]:
    run = portable_run(results.run)
    model, rows = run.models[column], range(len(results.board.rows))
    cases = [
        (row, one, _element(cell))
        for row in rows
        if (cell := results.board.cell(row, column)) is not None
        and (one := results.outcome(row, column)) is not None
    ]
    kinds = Counter(element for _row, _one, (element, _message) in cases)
    name = f"{run.title} · {model.full_title}"
    counted = {
        "name": name,
        "tests": str(len(cases)),
        "failures": str(kinds["failure"]),
        "errors": str(kinds["error"]),
        "skipped": str(kinds["skipped"]),
        "time": f"{_took([one for _row, one, _element in cases]):.3f}",
        "timestamp": run.began_at[:19],
    }
    told = str(results.lines[column].result.words) if results.lines else ""
    known = {"subject": run.subject, "version": run.version, **condition_values(run, model), "result": told}
    yield f" <testsuite{_attributes(counted)}>"
    yield "  <properties>"
    for named, value in known.items():
        if value:
            yield f"   <property{_attributes({'name': named, 'value': value})}/>"
    yield "  </properties>"
    for row, outcome, element in cases:
        suite = f"{run.title}.{model.full_title}".replace(" ", "_")
        yield from _case(results, row, outcome, element, suite)
    yield " </testsuite>"


def _case(
    results: RunResults, row: int, outcome: Outcome, element: tuple[str, str], suite: str
) -> Iterator[str]:
    item = results.board.rows[row]
    named = {"name": item.title or item.key, "classname": suite, "time": f"{_seconds(outcome):.3f}"}
    yield f"  <testcase{_attributes(named)}>"
    kind, message = element
    if kind:
        told = _attributes({"message": message, "type": kind})
        yield f"   <{kind}{told}>{_text(_details(results, row, outcome))}</{kind}>"
    if outcome.reply.text:
        yield f"   <system-out>{_text(outcome.reply.text[:_LONGEST])}</system-out>"
    yield "  </testcase>"


def _element(cell: ResultCell) -> tuple[str, str]:
    """The element that says what went wrong, and its message; "" where nothing did."""
    if cell.error is not None:
        return "error", str(cell.error.words)
    kinds: Mapping[str, str] = {"pass": "", "fail": "failure"}
    return kinds.get(cell.kind, "skipped"), str(cell.short.words)


def _details(results: RunResults, row: int, outcome: Outcome) -> str:
    """A line for each check that was not met."""
    named = [*(one.words for one in results.checks(row)), *([""] * len(outcome.judged.results))]
    return "\n".join(
        ": ".join(filter(None, (name, str(result.why.words))))
        for name, result in zip(named, outcome.judged.results, strict=False)
        if not result.passed
    )


def _seconds(outcome: Outcome) -> float:
    timing = outcome.reply.timing
    return timing.first_token_s + timing.generation_s if timing is not None else 0.0


def _took(outcomes: Sequence[Outcome]) -> float:
    """Seconds from the first to the last of one model: several are written together. Without the pause
    before a run went on.
    """
    ends = [one.at.timestamp() for one in outcomes]
    starts = (end - _seconds(one) for one, end in zip(outcomes, ends, strict=True))
    span = max(ends, default=0.0) - min(starts, default=0.0)
    return min(span, sum(map(_seconds, outcomes)))


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(harmless(value))}" for name, value in values.items())


def _text(value: str) -> str:
    return escape(harmless(value))
