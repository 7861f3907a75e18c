"""Writes a comparison to the file the person named: JSON for machines, Markdown for colleagues."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from explorer.base.files import write_atomically
from explorer.compare.columns import Column
from explorer.compare.report import as_json, as_markdown
from explorer.compare.results import Result
from explorer.domain.errors import KnownError
from explorer.domain.words import Words


def write_report(
    path: Path, title: str, columns: Sequence[Column], results: Sequence[Result], problems: Mapping[str, str]
) -> Path:
    """The path written: with ``.md`` added where the name has neither ending.

    ``problems`` by reference says why a column has no answer. Raises KnownError if it cannot be written.
    """
    if path.suffix.lower() not in (".json", ".md"):
        path = path.with_name(path.name + ".md")
    try:
        write_atomically(path, _bytes(path, title, columns, results, dict(problems)))
    except OSError as error:
        raise KnownError(
            Words("The report could not be written to {file}.", file=path.name),
            Words("Choose another folder, or free some space."),
            str(error),
        ) from error
    return path


def _bytes(
    path: Path, title: str, columns: Sequence[Column], results: Sequence[Result], problems: dict[str, str]
) -> bytes:
    if path.suffix.lower() == ".json":
        report = {"title": title, **as_json(columns, results), "problems": problems}
        return msgspec.json.format(msgspec.json.encode(report, enc_hook=str), indent=2) + b"\n"
    text = as_markdown(columns, results, problems, title)
    return text.encode("utf-8", errors="replace")
