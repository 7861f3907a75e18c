"""The report of a decision as a file: its ending chooses the format. JSON is English, for machines.

Nothing in it tells where a file lies on this disk: references of files are their names alone.
"""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from explorer.base.files import write_export
from explorer.base.version import app_words
from explorer.choose.deciding.decision_read import DecisionRead
from explorer.choose.deciding.page import DecisionPage
from explorer.choose.report.report_page import report_of_decision
from explorer.domain.facts import MARK_WORDS
from explorer.domain.harmless import harmless_json
from explorer.domain.model_names import portable_reference
from explorer.kit.report.page_file import Say, page_bytes

DECISION_FORMATS = (".html", ".pdf", ".md", ".json")
KIND = "open-model-explorer/decision"
DECISION_SCHEMA = 1  # grows with every change that an older reader would misread


def write_decision_report(
    path: Path, page: DecisionPage, read: DecisionRead, say: Say = str, language: str = "en"
) -> Path:
    """The path written: with ``.html`` added where its ending is none of ``DECISION_FORMATS``. Raises
    KnownError if it cannot be written.
    """
    ending = {".htm": ".html", ".markdown": ".md"}.get(path.suffix.lower(), path.suffix.lower())
    if ending not in DECISION_FORMATS:
        path, ending = path.with_name(f"{path.name}.html"), ".html"
    return write_export(path, decision_bytes(page, read, ending, say, language))


def decision_bytes(
    page: DecisionPage, read: DecisionRead, ending: str, say: Say = str, language: str = "en"
) -> bytes:
    """In the format of one of ``DECISION_FORMATS``. ``say``: a text in ``language``."""
    if ending == ".json":
        return json_of_decision(page, read)
    return page_bytes(report_of_decision(page, read, language), ending, MARK_WORDS, app_words(), say)


def json_of_decision(page: DecisionPage, read: DecisionRead) -> bytes:
    value = {
        "kind": KIND, "schema": DECISION_SCHEMA, "app": app_words(),
        "made_at": datetime.now(UTC).isoformat(), "asked": msgspec.to_builtins(read.decision.need),
        "page": _portable(page), "models": [_model(read, column.id) for column in page.columns],
        "trial": _trial(read),
    }  # fmt: skip
    return harmless_json(msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=2) + b"\n")


def _portable(page: DecisionPage) -> dict[str, Any]:
    told = asdict(page)
    told["first"] = [portable_reference(one) for one in page.first]
    for column in told["columns"]:
        column["id"] = portable_reference(column["id"])
        column["reference"] = portable_reference(column["reference"])
        column["where"] = str(column["where"].value)
    return told


def _model(read: DecisionRead, candidate: str) -> dict[str, Any]:
    facts = read.facts[candidate]
    kept = facts.kept
    return {
        "title": kept.full_title, "publisher": kept.publisher, "repo": facts.repo or kept.repo,
        "commit": facts.commit or kept.commit, "file": kept.file.rpartition("/")[2],
        "sha256": facts.sha256 or kept.sha256, "size": kept.size,
    }  # fmt: skip


def _trial(read: DecisionRead) -> list[dict[str, Any]]:
    """Every run: what was asked, which version, when."""
    return [
        {"title": run.title, "version": run.version, "began_at": run.began_at, "seed": run.terms.seed,
         "is_quick": run.terms.is_quick}
        for run in read.tried.runs()
    ]  # fmt: skip
