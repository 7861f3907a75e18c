"""Results as JUnit XML, as servers that build and test programs read it: a suite for each model."""

from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from explorer.domain.harmless import harmless
from explorer.evaluate.exchange.run_results import ResultItem, RunResults, model_text
from explorer.evaluate.items import Outcome
from explorer.evaluate.store import RunModel

_LONGEST = 20_000  # characters of an answer


def junit_of(results: Sequence[RunResults]) -> bytes:
    """Of several runs in one file."""
    lines = [line for one in results for model in one.run.models for line in _suite(one, model)]
    text = "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", *lines, "</testsuites>", ""])
    return text.encode()


def _suite(results: RunResults, model: RunModel) -> Iterator[str]:
    came = results.outcomes.get(model.key, {})
    cases = [(item, came[item.key]) for item in results.items if item.key in came]
    counted = {
        "name": f"{results.run.title} · {model_text(model)}",
        "tests": str(len(cases)),
        "failures": str(sum(_kind(one) == "failure" for _item, one in cases)),
        "errors": str(sum(_kind(one) == "error" for _item, one in cases)),
        "skipped": str(sum(_kind(one) == "skipped" for _item, one in cases)),
        "time": f"{sum(map(_seconds, (one for _item, one in cases))):.3f}",
        "timestamp": results.run.began_at[:19],
    }
    yield f" <testsuite{_attributes(counted)}>"
    yield "  <properties>"
    for name, value in _conditions(results, model).items():
        yield f"   <property{_attributes({'name': name, 'value': value})}/>"
    yield "  </properties>"
    for item, outcome in cases:
        yield from _case(results, model, item, outcome)
    yield " </testsuite>"


def _case(results: RunResults, model: RunModel, item: ResultItem, outcome: Outcome) -> Iterator[str]:
    named = {
        "name": item.title or item.key,
        "classname": f"{results.run.title}.{model_text(model)}".replace(" ", "_"),
        "time": f"{_seconds(outcome):.3f}",
    }
    yield f"  <testcase{_attributes(named)}>"
    if kind := _kind(outcome):
        message = _attributes({"message": _message(outcome), "type": kind})
        yield f"   <{kind}{message}>{_text(_details(item, outcome))}</{kind}>"
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


def _details(item: ResultItem, outcome: Outcome) -> str:
    """A line for each check that was not met."""
    named = [*item.checks, *([""] * len(outcome.judged.results))]
    return "\n".join(
        ": ".join(filter(None, (name, str(result.why.words))))
        for name, result in zip(named, outcome.judged.results, strict=False)
        if not result.passed
    )


def _conditions(results: RunResults, model: RunModel) -> dict[str, str]:
    loaded = model.loaded
    known = {
        "subject": results.run.subject,
        "version": results.run.version,
        "seed": str(results.run.terms.seed),
        "model": model.reference,
        "quantization": model.quantization,
        "file_sha256": model.sha256,
        "template_sha256": model.template_sha256,
        "engine": loaded.engine if loaded is not None else "",
        "backend": loaded.backend if loaded is not None else "",
        "threads": str(loaded.threads) if loaded is not None else "",
        "result": str(results.told.get(model.key, "")),
    }
    return {name: value for name, value in known.items() if value}


def _seconds(outcome: Outcome) -> float:
    timing = outcome.reply.timing
    return timing.first_token_s + timing.generation_s if timing is not None else 0.0


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(harmless(value))}" for name, value in values.items())


def _text(value: str) -> str:
    return escape(harmless(value))
