"""Results as JUnit XML, as servers that build and test programs read it: a suite for each model."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from explorer.domain.harmless import harmless
from explorer.evaluate.items import Outcome
from explorer.evaluate.results.conditions import condition_values
from explorer.evaluate.results.leaving import leaving
from explorer.evaluate.results.run_results import RunResults

_LONGEST = 20_000  # characters of an answer


def junit_of(results: Sequence[RunResults]) -> bytes:
    """Of several runs in one file."""
    lines = [line for one in results for n in range(len(one.run.models)) for line in _suite(one, n)]
    text = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", *lines, "</testsuites>", ""])
    return text.encode()


def _suite(results: RunResults, column: int) -> Iterator[str]:
    run = leaving(results.run)
    model, rows = run.models[column], range(len(results.board.rows))
    cases = [(row, one) for row in rows if (one := results.outcome(row, column)) is not None]
    kinds = Counter(_kind(one) for _row, one in cases)
    name = f"{run.title} · {model.full_title}"
    counted = {
        "name": name,
        "tests": str(len(cases)),
        "failures": str(kinds["failure"]),
        "errors": str(kinds["error"]),
        "skipped": str(kinds["skipped"]),
        "time": f"{sum(_seconds(one) for _row, one in cases):.3f}",
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
    for row, outcome in cases:
        yield from _case(results, row, outcome, f"{run.title}.{model.full_title}".replace(" ", "_"))
    yield " </testsuite>"


def _case(results: RunResults, row: int, outcome: Outcome, suite: str) -> Iterator[str]:
    item = results.board.rows[row]
    named = {"name": item.title or item.key, "classname": suite, "time": f"{_seconds(outcome):.3f}"}
    yield f"  <testcase{_attributes(named)}>"
    if kind := _kind(outcome):
        message = _attributes({"message": _message(outcome), "type": kind})
        yield f"   <{kind}{message}>{_text(_details(results, row, outcome))}</{kind}>"
    if outcome.reply.text:
        yield f"   <system-out>{_text(outcome.reply.text[:_LONGEST])}</system-out>"
    yield "  </testcase>"


def _kind(outcome: Outcome) -> str:
    """The element that says what went wrong; "" where nothing did."""
    if outcome.reply.error is not None:
        return "error"
    kinds: Mapping[str, str] = {"pass": "", "fail": "failure", "unknown": "skipped"}
    return kinds[outcome.judged.verdict]


def _message(outcome: Outcome) -> str:
    if outcome.reply.error is not None:
        return str(outcome.reply.error.error.words)
    return str(outcome.judged.short.words)


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


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(harmless(value))}" for name, value in values.items())


def _text(value: str) -> str:
    return escape(harmless(value))
