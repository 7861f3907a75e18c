"""Measurements as CSV: one row an answer, units in the names of the columns, what is not known left empty."""

import csv
import io
from collections.abc import Callable

from explorer.compare.report_model import Report
from explorer.compare.results import Failure, Outcome, Result
from explorer.compare.thinking import BY_ITSELF

# A spreadsheet takes a cell that begins like this for a formula, and would run it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

type _Field = tuple[str, Callable[[Result], object]]

_NUMBERS: tuple[_Field, ...] = (
    ("load_s", lambda r: r.load_s),
    ("warm_up_s", lambda r: r.warm_up_s),
    ("first_token_s", lambda r: r.answer.measured.first_token_s),
    ("generation_s", lambda r: r.answer.measured.generation_s),
    ("prompt_tokens", lambda r: r.answer.measured.prompt_tokens),
    ("prompt_tokens_reused", lambda r: r.reused),
    ("prompt_tokens_per_s", lambda r: r.prompt_per_second or None),
    ("answer_tokens", lambda r: r.answer.measured.answer_tokens),  # those of the thought too
    ("answer_characters", lambda r: len(r.answer.text)),
    ("thought_characters", lambda r: len(r.answer.thought)),
    ("thought_s", lambda r: r.thought_s),
    ("generation_tokens_per_s", lambda r: r.answer.measured.tokens_per_second or None),
    ("peak_memory_bytes", lambda r: r.peak_memory or None),
    ("energy_joules", lambda r: r.joules),
    ("predicted_memory_bytes", lambda r: r.predicted.memory or None),
    ("predicted_generation_tokens_per_s", lambda r: r.predicted.tokens_per_second or None),
    ("predicted_load_s", lambda r: r.predicted.load_s or None),
    ("predicted_first_token_s", lambda r: r.predicted.first_token_s or None),
)
_CONDITIONS: tuple[_Field, ...] = (
    ("temperature", lambda r: r.sampling.temperature),
    ("top_k", lambda r: r.sampling.top_k),
    ("top_p", lambda r: r.sampling.top_p),
    ("min_p", lambda r: r.sampling.min_p),
    ("seed", lambda r: r.sampling.seed),
    ("max_tokens", lambda r: r.sampling.max_tokens),
    ("system_prompt", lambda r: r.system),
    ("thinking", lambda r: r.switch.taken((r.think or BY_ITSELF).choice)),
    ("thought_budget_tokens", lambda r: (r.think or BY_ITSELF).budget),
    ("context_tokens", lambda r: r.loaded.context_length),
    ("threads", lambda r: r.loaded.threads),
    ("engine", lambda r: r.loaded.engine),
    ("backend", lambda r: r.loaded.backend),
    ("device", lambda r: r.loaded.device),
    ("layers_on_device", lambda r: r.loaded.layers_on_device),
    ("models_at_once", lambda r: r.beside + 1),
    ("file_sha256", lambda r: r.sha256),
    ("file_bytes", lambda r: r.file_size or None),
    ("processor", lambda r: r.machine.processor or r.processor),
    ("cores", lambda r: r.machine.cores or None),
    ("machine_memory_bytes", lambda r: r.machine.memory_total or None),
    ("operating_system", lambda r: r.machine.system),
    ("app", lambda r: r.machine.app),
)
_KEYS = ("model", "reference", "column", "prompt_number", "prompt", "grid_point", "at", "outcome", "problem")


def csv_of(report: Report) -> str:
    """Every answer and failure in the order they came, repeats too. Names and values are English."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*_KEYS, *(name for name, _ in (*_NUMBERS, *_CONDITIONS))])
    document = report.comparison.document
    for outcome in report.comparison.outcomes:
        cell = outcome.cell
        if document.column(cell.column) is not None and document.prompt(cell.prompt) is not None:
            writer.writerow([safe(value) for value in _row(report, outcome)])
    return text.getvalue()


def safe(value: object) -> object:
    """A number as it is; a text that a spreadsheet would run with an apostrophe before it."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = str(value).replace("\x00", "")
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _row(report: Report, outcome: Outcome) -> list[object]:
    cell, document = outcome.cell, report.comparison.document
    column, prompt = document.column(cell.column), document.prompt(cell.prompt)
    number = next((n for n, one in enumerate(document.prompts, 1) if one.key == cell.prompt), None)
    text = prompt.text if prompt is not None else ""
    keys = [report.label(cell.column), column.reference if column is not None else "", cell.column, number]
    keys += [text, cell.point, outcome.at.isoformat()]
    if isinstance(outcome, Failure):
        empty = [None] * (len(_NUMBERS) + len(_CONDITIONS))
        return [*keys, "failed", str(outcome.error.words), *empty]
    told = {"end": "answered", "length": "answered to its limit", "stopped": "stopped"}
    keys += [told.get(outcome.answer.reason, "context full"), ""]
    return [*keys, *(read(outcome) for _name, read in (*_NUMBERS, *_CONDITIONS))]
