"""What came of runs, as files: reports for people, CSV and JSON for machines, JUnit XML for one's own CI.

Those for machines are English. Texts of models are made harmless: none leaves its cell, element or fence.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from explorer.base.files import write_export
from explorer.base.version import app_words
from explorer.domain.csv_cell import safe_cell
from explorer.domain.errors import KnownError
from explorer.domain.harmless import harmless, harmless_json
from explorer.domain.words import Words
from explorer.evaluate.comparison import ComparedPair
from explorer.evaluate.exchange.junit_format import junit_of
from explorer.evaluate.exchange.run_results import ResultItem, RunResults, results_of
from explorer.evaluate.items import Outcome
from explorer.evaluate.quantization.results import QuantizationResult, QuantizationStore
from explorer.evaluate.report.results_page import MARKS, results_page
from explorer.evaluate.results.pack_comparison import PackPair, compare_lines
from explorer.evaluate.results.rates import told_of
from explorer.evaluate.statistics import Interval
from explorer.evaluate.store import EvalStore, RunModel
from explorer.kit.report.page_file import Say, page_bytes

RESULT_FORMATS = (".html", ".pdf", ".md", ".csv", ".json", ".xml")
KIND = "open-model-explorer/results"
RESULT_SCHEMA = 1  # grows with every change that an older reader would misread
_COLUMNS = (
    "run", "subject", "title", "version", "began_at", "model", "reference", "quantization",
    "file_sha256", "item", "number", "item_title", "group", "verdict", "short", "checks", "why", "own",
    "answer", "thought", "end", "prompt_tokens", "answer_tokens", "first_token_s", "generation_s",
    "error", "not_measurable", "values", "at",
)  # fmt: skip

_MOST, _MOST_ON_PAPER = 20_000, 400  # answers that people are given in full


def results_bytes(
    results: Sequence[RunResults], ending: str, say: Say = str, language: str = "en",
    costs: Sequence[QuantizationResult] = (),
) -> bytes:  # fmt: skip
    """As a file with this ending, one of ``RESULT_FORMATS``. ``say``: a text in the person’s ``language``.
    ``costs``: what was measured of quantizations, for reports.

    Raises KnownError where a PDF cannot be made.
    """
    if ending == ".xml":
        return junit_of(results)
    if ending == ".csv":
        return harmless(csv_of(results)).encode("utf-8-sig")  # Excel reads UTF-8 by its mark alone
    if ending == ".json":
        return json_of(results)
    page = results_page(results, language, _MOST_ON_PAPER if ending == ".pdf" else _MOST, costs)
    return page_bytes(page, ending, MARKS, app_words(), say)


@dataclass(frozen=True)
class WantedRun:
    """A run by its number; of its models those with these keys, all where there are none."""

    number: int
    models: tuple[str, ...] = ()


def write_results(
    store: EvalStore, wanted: Sequence[WantedRun], path: Path, say: Say = str, language: str = "en",
    quantizations: QuantizationStore | None = None,
) -> Path:  # fmt: skip
    """The path written: with ``.html`` added where its ending is none of ``RESULT_FORMATS``.

    Reads everything of these runs. Raises KnownError if none is there, or it cannot be written.
    """
    if path.suffix.lower() not in RESULT_FORMATS:
        path = path.with_name(f"{path.name}.html")
    results = tuple(one for run in wanted if (one := _read(store, run)) is not None)
    if not results:
        raise KnownError(Words("There are no results to export."))
    costs = costs_of(results, quantizations) if quantizations is not None else ()
    return write_export(path, results_bytes(results, path.suffix.lower(), say, language, costs))


def costs_of(results: Sequence[RunResults], store: QuantizationStore) -> tuple[QuantizationResult, ...]:
    """The latest of each file that was asked a pack."""
    files = dict.fromkeys(model.file for one in results for model in one.run.models if one.found)
    return tuple(found for file in files if file and (found := store.of_file(file)) is not None)


def _read(store: EvalStore, wanted: WantedRun) -> RunResults | None:
    run = store.run(wanted.number)
    if run is None:
        return None
    models = tuple(one for one in run.models if one.key in wanted.models or not wanted.models)
    return results_of(replace(run, models=models), store.outcomes(run.id))


def csv_of(results: Sequence[RunResults]) -> str:
    """A row for each outcome."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for one in results:
        for pair in one.pairs:
            writer.writerow([safe_cell(value) for value in _cells(one, *pair)])
    return text.getvalue()


def json_of(results: Sequence[RunResults]) -> bytes:
    """With everything that was sent and answered."""
    whole = {"kind": KIND, "schema": RESULT_SCHEMA, "runs": [_run(one) for one in results]}
    return harmless_json(msgspec.json.format(msgspec.json.encode(whole, enc_hook=str), indent=1)) + b"\n"


def _cells(
    results: RunResults, number: int, item: ResultItem, model: RunModel, outcome: Outcome
) -> Iterator[object]:
    """In the order of the columns."""
    run, reply, judged = results.run, outcome.reply, outcome.judged
    yield from (run.id, run.subject, run.title, run.version, run.began_at)
    yield from (model.title, model.reference, model.quantization, model.sha256)
    yield from (item.key, number, item.title, item.group, judged.verdict, judged.short.words)
    yield "\n".join(item.checks)
    yield "\n".join(result.why.words for result in judged.results if not result.passed)
    yield from (outcome.own, reply.text, reply.thought, reply.end)
    timing = reply.timing
    if timing is None:
        yield from (None, None, None, None)
    else:
        yield from (timing.prompt_tokens, timing.answer_tokens, timing.first_token_s, timing.generation_s)
    yield reply.error.error.words if reply.error is not None else ""
    yield reply.not_measurable.words if reply.not_measurable is not None else ""
    yield msgspec.json.encode(judged.values).decode() if judged.values else ""
    yield outcome.at.isoformat()


def _run(results: RunResults) -> dict[str, Any]:
    return {
        "run": results.run,
        "models": [_model(results, model) for model in results.run.models],
        "pairs": list(_pairs(results)),
        "items": results.items,
        "outcomes": [_outcome(outcome) for _number, _item, _model, outcome in results.pairs],
    }


def _pairs(results: RunResults) -> Iterator[dict[str, Any]]:
    """Every two models; of a pack on each rate that both have."""
    models, compared = results.run.models, results.comparison()
    for pair in compared.pairs if compared is not None else ():
        yield _pair("", models[pair.first], models[pair.other], pair, pair.gap)
    for one in compare_lines(results.lines).pairs:
        yield _pair(one.rate, one.first, one.other, one, one.gap)


def _pair(
    rate: str, first: RunModel, other: RunModel, pair: ComparedPair | PackPair, gap: Interval | None
) -> dict[str, Any]:
    return {
        "rate": rate,
        "first": first.key,
        "other": other.key,
        "in_common": pair.count,
        "only_first": pair.only_first,
        "only_other": pair.only_other,
        "chance_holm": pair.chance,
        "gap": gap,
        "words": pair.words,
    }


def _model(results: RunResults, model: RunModel) -> dict[str, Any]:
    """``interval_95``: of a set; a pack has rates, which are never merged into one."""
    passed, found = results.passed(model), results.found.get(model.key)
    told = told_of(sum(passed.values()), len(passed), results.grouped(passed))
    return {
        "key": model.key,
        "title": model.title,
        "passed": sum(passed.values()),
        "judged": len(passed),
        "interval_95": told.interval if found is None else None,
        "rates": []
        if found is None
        else [
            {
                "name": one.name,
                "value": one.value,
                "interval_95": Interval(one.low, one.high),
                "hits": one.hits,
                "count": one.count,
                "guessing": one.chance,
            }
            for one in found.rates
        ],
        "told": found.words if found is not None else "",
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    """Words in place of how they were made."""
    reply, judged = outcome.reply, outcome.judged
    return {
        "model": outcome.model,
        "item": outcome.item,
        "verdict": judged.verdict,
        "short": judged.short.words,
        "own": outcome.own,
        "checks": [
            {"passed": one.passed, "why": one.why.words, "spans": one.spans} for one in judged.results
        ],
        "values": judged.values,
        "sent": reply.sent,
        "answer": reply.text,
        "thought": reply.thought,
        "end": reply.end,
        "timing": reply.timing,
        "scores": reply.scores,
        "error": reply.error.error.words if reply.error is not None else "",
        "not_measurable": reply.not_measurable.words if reply.not_measurable is not None else "",
        "at": outcome.at,
    }
