"""What came of runs, as files: reports for people, CSV and JSON for machines, JUnit XML for one's own CI.

Those for machines are English. Texts of models are made harmless: none leaves its cell, element or fence.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
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
from explorer.evaluate.items import Outcome
from explorer.evaluate.quantization.results import QuantizationResult, QuantizationStore
from explorer.evaluate.report.results_page import MARKS, results_page
from explorer.evaluate.results.cells import cell_of
from explorer.evaluate.results.conditions import condition_values
from explorer.evaluate.results.pack_comparison import PackPair, compared
from explorer.evaluate.results.portable_run import portable_run
from explorer.evaluate.results.run_results import RunResults
from explorer.evaluate.store import EvalRun, EvalStore
from explorer.kit.report.page_file import Say, page_bytes

RESULT_FORMATS = (".html", ".pdf", ".md", ".csv", ".json", ".xml")
KIND = "open-model-explorer/results"
RESULT_SCHEMA = 1  # grows with every change that an older reader would misread

_TIMES = ("prompt_tokens", "answer_tokens", "first_token_s", "generation_s")
_OF_RATE = ("name", "value", "low", "high", "hits", "count", "chance")
_MOST, _MOST_ON_PAPER = 20_000, 400  # answers that people are given in full


def results_bytes(
    results: Sequence[RunResults], ending: str, say: Say = str, language: str = "en",
    costs: Sequence[QuantizationResult] = (),
) -> bytes:  # fmt: skip
    """As a file with this ending, one of ``RESULT_FORMATS``. ``say``: a text in the person’s ``language``.
    ``costs``: what was measured of quantizations, for reports. Nothing in it tells where a file lies on this
    disk.

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
    files = dict.fromkeys(line.model.file for one in results for line in one.lines)
    known = store.by_file() if files else {}
    return tuple(known[file] for file in files if file in known)


def _read(store: EvalStore, wanted: WantedRun) -> RunResults | None:
    run = store.run(wanted.number)
    if run is None:
        return None
    models = tuple(one for one in run.models if one.key in wanted.models or not wanted.models)
    return RunResults(store, replace(run, models=models)).read()


def csv_of(results: Sequence[RunResults]) -> str:
    """A row for each outcome."""
    text = io.StringIO(newline="")
    writer: csv.DictWriter[str] | None = None
    for one in results:
        run = portable_run(one.run)
        for row, column, outcome in one.outcomes():
            told = _cells(one, run, (row, column), outcome)
            cells = {name: safe_cell(value) for name, value in told.items()}
            if writer is None:
                writer = csv.DictWriter(text, cells)
                writer.writeheader()
            writer.writerow(cells)
    return text.getvalue()


def json_of(results: Sequence[RunResults]) -> bytes:
    """With everything that was sent and answered."""
    whole = {
        "kind": KIND,
        "schema": RESULT_SCHEMA,
        "runs": [_run(one) for one in results],
        "packs_compared": list(_packs_compared(results)),
    }
    return harmless_json(msgspec.json.format(msgspec.json.encode(whole, enc_hook=str), indent=1)) + b"\n"


def _cells(results: RunResults, run: EvalRun, place: tuple[int, int], outcome: Outcome) -> dict[str, object]:
    """By the names of the columns. ``place``: row and column."""
    row, model = place[0], run.models[place[1]]
    item, reply, judged = results.board.rows[row], outcome.reply, outcome.judged
    cell = cell_of(outcome)
    timing = asdict(reply.timing) if reply.timing is not None else {}
    return {
        "run": run.id, "subject": run.subject, "title": run.title, "began_at": run.began_at,
        "model": model.title, **condition_values(run, model),
        "item": item.key, "number": row + 1, "item_title": item.title, "group": item.group,
        "verdict": cell.verdict, "short": cell.short.words,
        "checks": "\n".join(one.words for one in results.checks(row)),
        "why": "\n".join(result.why.words for result in judged.results if not result.passed),
        "own": outcome.own, "answer": reply.text, "thought": reply.thought, "end": reply.end,
        **{name: timing.get(name) for name in _TIMES},
        "error": reply.error.error.words if reply.error is not None else "",
        "not_measurable": reply.not_measurable.words if reply.not_measurable is not None else "",
        "values": msgspec.json.encode(judged.values).decode() if judged.values else "",
        "at": outcome.at.isoformat(),
    }  # fmt: skip


def _run(results: RunResults) -> dict[str, Any]:
    run, board = portable_run(results.run), results.board
    return {
        "run": run,
        "models": [_model(results, run, column) for column in range(len(run.models))],
        "pairs": list(_pairs(results, run)),
        "items": [
            {
                "key": one.key,
                "title": one.title,
                "group": one.group,
                "checks": [check.words for check in results.checks(number)],
            }
            for number, one in enumerate(board.rows)
        ],
        "outcomes": [_outcome(one, run.models[column].key) for _row, column, one in results.outcomes()],
    }


def _pairs(results: RunResults, run: EvalRun) -> Iterator[dict[str, Any]]:
    """Every two models of a set. ``run``: as it leaves this machine."""
    for pair in results.summary.pairs if results.summary is not None else ():
        first, other = (run.models[column].key for column in (pair.first, pair.other))
        yield {"first": first, "other": other, **_pair(pair)}


def _packs_compared(results: Sequence[RunResults]) -> Iterator[dict[str, Any]]:
    """Of each pack every two models on each rate that both have, each named by its run and its key there."""
    named = {
        (one.run.subject, model.reference): {"run": one.run.id, "model": left.key}
        for one in results
        for model, left in zip(one.run.models, portable_run(one.run).models, strict=True)
    }
    for subject, found in compared(results):
        pairs = [
            {
                "rate": pair.rate,
                "first": named[subject, pair.first.reference],
                "other": named[subject, pair.other.reference],
                **_pair(pair),
            }
            for pair in found.pairs
        ]
        yield {"subject": subject, "words": found.words, "pairs": pairs}


def _pair(pair: ComparedPair | PackPair) -> dict[str, Any]:
    return {
        "in_common": pair.count,
        "only_first": pair.only_first,
        "only_other": pair.only_other,
        "chance_holm": pair.chance,
        "gap": pair.gap,
        "words": pair.words,
    }


def _model(results: RunResults, run: EvalRun, column: int) -> dict[str, Any]:
    """Of a set what passed; of a pack its rates, which are never merged into one."""
    model = run.models[column]
    said = {"key": model.key, "title": model.title, "conditions": condition_values(run, model)}
    if not results.lines:
        tally = results.board.tally(column)
        return said | {
            "passed": tally.passed, "judged": tally.judged, "interval_95": tally.told.interval,
            "judge": tally.judge,
        }  # fmt: skip
    found = results.lines[column].result
    rates = [{name: getattr(rate, name) for name in _OF_RATE} for rate in found.rates]
    return said | {"rates": rates, "told": found.words}


def _outcome(outcome: Outcome, model: str) -> dict[str, Any]:
    """Words in place of how they were made."""
    reply, judged, cell = outcome.reply, outcome.judged, cell_of(outcome)
    return {
        "model": model,
        "item": outcome.item,
        "verdict": cell.verdict,
        "short": cell.short.words,
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
