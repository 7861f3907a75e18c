"""A report as a file: the ending chooses the format. CSV and JSON are written here.

A report in JSON can be read again (docs/report.md).

CSV and JSON are English, for machines. ``comparison`` in the JSON is all that the app needs; the other
members were read out of it, for programs that do not want to do that themselves.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from explorer.base.decode_errors import DECODE_ERRORS
from explorer.base.files import read_small, write_export
from explorer.domain.csv_cell import safe_cell
from explorer.domain.errors import KnownError
from explorer.domain.facts import MARK_WORDS
from explorer.domain.harmless import harmless, harmless_json
from explorer.domain.sampling import SETTINGS, value_at
from explorer.domain.sampling_setting import SamplingSetting
from explorer.domain.words import Words
from explorer.kit.report.page_file import page_bytes
from explorer.rooms.compare.document.answer_settings import BY_ITSELF
from explorer.rooms.compare.document.answer_store import ComparisonRecord, read_comparison_record
from explorer.rooms.compare.document.results import Failure, Outcome, Result
from explorer.rooms.compare.report.report_builder import ReportContent, report_of
from explorer.rooms.compare.report.report_model import Report, ReportAnswer
from explorer.rooms.compare.report.report_page import report_page_of

type _Field = tuple[str, Callable[[Result], object]]

_NUMBERS: tuple[_Field, ...] = (
    ("load_s", lambda r: r.load_s),
    ("warm_up_s", lambda r: r.warm_up_s),
    ("first_token_s", lambda r: r.answer.measured.first_token_s or None),
    ("generation_s", lambda r: r.answer.measured.generation_s or None),
    ("prompt_tokens", lambda r: r.answer.measured.prompt_tokens or None),
    ("prompt_tokens_reused", lambda r: r.reused),
    ("prompt_tokens_per_s", lambda r: r.prompt_per_second or None),
    ("answer_tokens", lambda r: r.answer_tokens),  # those of the thought too
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


def _setting(entry: SamplingSetting, result: Result) -> object:
    """A number as it is, a list as JSON; empty where it was not sent."""
    if entry.path in result.answer.unsent:
        return None
    value = value_at(result.sampling, entry.path)
    return value if entry.is_number else msgspec.json.encode(value).decode()


_CONDITIONS: tuple[_Field, ...] = (
    *((one.column, partial(_setting, one)) for one in SETTINGS),
    ("system_prompt", lambda r: r.system),
    ("thinking", lambda r: r.switch.taken((r.think or BY_ITSELF).choice)),
    ("thought_budget_tokens", lambda r: (r.think or BY_ITSELF).budget),
    ("context_tokens", lambda r: r.loaded.context_length or None),
    ("threads", lambda r: r.loaded.threads or None),
    ("engine", lambda r: r.loaded.engine),
    ("backend", lambda r: r.loaded.backend),
    ("device", lambda r: r.loaded.device),
    ("layers_on_device", lambda r: r.loaded.layers_on_device),
    ("models_at_once", lambda r: r.beside + 1),
    ("answers_at_once", lambda r: r.together + 1),
    ("file_sha256", lambda r: r.sha256),
    ("file_bytes", lambda r: r.file_size or None),
    ("processor", lambda r: r.machine.processor or r.processor),
    ("cores", lambda r: r.machine.cores or None),
    ("machine_memory_bytes", lambda r: r.machine.memory_total or None),
    ("operating_system", lambda r: r.machine.system),
    ("app", lambda r: r.machine.app),
    ("untold", lambda r: str(r.untold)),
)
_KEYS = ("model", "reference", "column", "prompt_number", "prompt", "grid_point", "at", "outcome", "problem")


def csv_of(report: Report) -> str:
    """Every answer and failure in the order they came, repeats too. Names and values are English."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*_KEYS, *(name for name, _ in (*_NUMBERS, *_CONDITIONS))])
    document = report.comparison.document
    for outcome in report.comparison.outcomes:
        column, prompt = document.column(outcome.cell.column), document.prompt(outcome.cell.prompt)
        if column is not None and prompt is not None:
            number = document.prompts.index(prompt) + 1
            keys = [report.label(column.key), column.reference, column.key, number, prompt.text]
            writer.writerow([safe_cell(value) for value in (*keys, *_told(outcome))])
    return text.getvalue()


def _told(outcome: Outcome) -> list[object]:
    keys = [outcome.cell.point, outcome.at.isoformat()]
    if isinstance(outcome, Failure):
        empty = [None] * (len(_NUMBERS) + len(_CONDITIONS))
        return [*keys, "failed", str(outcome.error.words), *empty]
    told = {"end": "answered", "length": "answered to its limit", "stopped": "stopped"}
    keys += [told.get(outcome.answer.reason, "context full"), ""]
    return [*keys, *(read(outcome) for _name, read in (*_NUMBERS, *_CONDITIONS))]


SCHEMA = 2  # grows with every change that an older reader would misread
KIND = "open-model-explorer/report"


class _File(msgspec.Struct):
    """As much of the file as importing needs."""

    kind: str
    schema: int
    comparison: msgspec.Raw


def json_of(report: Report) -> bytes:
    members = {one.name: getattr(report, one.name) for one in fields(report) if one.name != "said"}
    value = {"kind": KIND, "schema": SCHEMA, **members}
    value["answers"] = [_answer(report, one) for one in report.said]
    return msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=2) + b"\n"


def read_comparison(data: bytes) -> ComparisonRecord:
    """The comparison of a report that was exported. Raises KnownError for anything else."""
    try:
        file = msgspec.json.decode(data, type=_File)
    except DECODE_ERRORS as error:
        raise _no_report(str(error)) from error
    if file.kind != KIND:
        raise _no_report()
    if file.schema > SCHEMA:
        raise KnownError(
            Words("This report was written by a newer version of this app."),
            Words("Install the newer version, then try again."),
        )
    return read_comparison_record(bytes(file.comparison))


def _no_report(details: str = "") -> KnownError:
    what = Words("This is no report of a comparison.")
    return KnownError(what, Words("Choose a JSON file that this app exported."), details)


def _answer(report: Report, said: ReportAnswer) -> dict[str, Any]:
    """With the name of the model, so that a reader need not look it up."""
    values = {field.name: getattr(said, field.name) for field in fields(said)}
    return {"model": report.label(said.column), **values}


FORMATS = (".html", ".pdf", ".md", ".csv", ".json")
USUAL = ".html"
_LARGEST = 500_000_000  # bytes of a report

type Translate = Callable[[str], str]


def ending_of(path: Path) -> str:
    """The format of a path, "" for one that is none. ".htm" and ".markdown" are other names."""
    ending = {".htm": ".html", ".markdown": ".md"}.get(path.suffix.lower(), path.suffix.lower())
    return ending if ending in FORMATS else ""


def write_report(path: Path, content: ReportContent, say: Translate = str, language: str = "en") -> Path:
    """The path written: with ``.html`` added where the name has no ending of ours.

    ``say`` gives a text in ``language``; JSON and CSV are English, for machines. Raises KnownError if it
    cannot be written.
    """
    if not ending_of(path):
        path = path.with_name(path.name + USUAL)
    report = report_of(content, datetime.now(UTC).astimezone())
    return write_export(path, report_bytes(report, ending_of(path), say, language))


def read_report(path: Path) -> ComparisonRecord:
    """The comparison of a report that was written as JSON. Raises KnownError for any other file."""
    try:
        if path.stat().st_size > _LARGEST:
            raise KnownError(Words("{file} is too large for a report.", file=path.name))
        return read_comparison(read_small(path, _LARGEST))
    except OSError as error:
        raise KnownError(
            Words("{file} could not be read.", file=path.name), Words("Choose another file."), str(error)
        ) from error


def report_bytes(report: Report, ending: str, say: Translate = str, language: str = "en") -> bytes:
    """A report in the format of one of ``FORMATS``."""
    if ending == ".json":
        return harmless_json(json_of(report))
    if ending == ".csv":
        return harmless(csv_of(report)).encode("utf-8-sig")  # Excel reads UTF-8 by its mark alone
    return page_bytes(report_page_of(report, language), ending, MARK_WORDS, report.app, say)
