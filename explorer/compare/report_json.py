"""The report as JSON: for machines, and to bring the comparison into this app again (docs/report.md).

Texts are English. ``comparison`` is all that the app needs; the other members were read out of it, for
programs that do not want to do that themselves.
"""

from dataclasses import fields
from typing import Any

import msgspec

from explorer.base.unreadable import UNREADABLE
from explorer.compare.kept_answers import Whole, read_whole
from explorer.compare.report_model import Report, Said
from explorer.domain.errors import KnownError
from explorer.domain.words import Words

SCHEMA = 2  # grows with every change that an older reader would misread
KIND = "open-model-explorer/report"
_MEMBERS = (
    "title", "made_at", "app", "system", "sampling", "models", "prompts", "cautions", "measurements",
    "left_out", "conditions", "shared_conditions", "own_conditions",
    "estimates", "preferences", "unknown", "machines", "comparison",
)  # fmt: skip


class _File(msgspec.Struct):
    """As much of the file as importing needs."""

    kind: str
    schema: int
    comparison: msgspec.Raw


def json_of(report: Report) -> bytes:
    value = {"kind": KIND, "schema": SCHEMA, **{name: getattr(report, name) for name in _MEMBERS}}
    value["answers"] = [_answer(report, one) for one in report.said]
    return msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=2) + b"\n"


def read_comparison(data: bytes) -> Whole:
    """The comparison of a report that was exported. Raises KnownError for anything else."""
    try:
        file = msgspec.json.decode(data, type=_File)
    except UNREADABLE as error:
        raise KnownError(
            Words("This is no report of a comparison."),
            Words("Choose a JSON file that this app exported."),
            str(error),
        ) from error
    if file.kind != KIND:
        raise KnownError(
            Words("This is no report of a comparison."), Words("Choose a JSON file that this app exported.")
        )
    if file.schema > SCHEMA:
        raise KnownError(
            Words("This report was written by a newer version of this app."),
            Words("Install the newer version, then try again."),
        )
    return read_whole(bytes(file.comparison))


def _answer(report: Report, said: Said) -> dict[str, Any]:
    """With the name of the model, so that a reader need not look it up."""
    values = {field.name: getattr(said, field.name) for field in fields(said)}
    return {"model": report.label(said.column), **values}
