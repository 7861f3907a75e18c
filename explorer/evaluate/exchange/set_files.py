"""Sets of tests as files: the ending, and what stands in it, tell the format.

Everything of a set is in our own JSON alone; the other formats hold its prompts, variables and checks.
"""

import codecs
import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from explorer.base.files import read_small, write_export
from explorer.base.helper_process import never
from explorer.domain.errors import KnownError
from explorer.domain.harmless import harmless, harmless_json
from explorer.domain.words import Words
from explorer.evaluate.eval_set import SCHEMA, EvalCase, EvalSet, EvalSource
from explorer.evaluate.exchange.line_format import UNREADABLE, case_lines, line_cases, list_cases
from explorer.evaluate.exchange.portable_set import ImportedSet, SetReading
from explorer.evaluate.exchange.promptfoo import is_promptfoo, promptfoo_cases, promptfoo_yaml
from explorer.evaluate.exchange.row_reader import with_keys
from explorer.evaluate.exchange.safe_yaml import UnsafeYamlError, read_yaml
from explorer.evaluate.exchange.table_format import table_cases, table_text

READABLE = (".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".yaml", ".yml")
WRITABLE = (".json", ".csv", ".jsonl", ".yaml")
FORMAT = "open-model-explorer/tests"
_LARGEST, _LARGEST_YAML = 500_000_000, 50_000_000  # bytes
_ADVICE = Words(
    "Choose a CSV, JSONL or JSON file with prompts and what is expected, or a promptfoo configuration."
)


_NOTHING = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"  # marks of encodings, and white space


class _SetFile(msgspec.Struct):
    format: str
    title: str
    set: msgspec.Raw


class _Schema(msgspec.Struct):
    schema: int


def read_set(path: Path, stopped: Callable[[], bool] = never) -> ImportedSet:
    """The tests of a file. Blocks. Raises KnownError for one that holds none, CancelledError if stopped."""
    ending = path.suffix.lower()
    try:
        data = read_small(path, _LARGEST_YAML if ending in (".yaml", ".yml") else _LARGEST)
    except OSError as error:
        raise KnownError(
            Words("{file} could not be read.", file=path.name),
            Words("Look whether it is there and not too large."),
            str(error),
        ) from error
    if not data.strip(_NOTHING):
        raise KnownError(Words("{file} is empty.", file=path.name), _ADVICE)
    reading = SetReading(stopped)
    title, document = _read(path.stem, ending, data, path.name, reading)
    if not document.cases:
        first = reading.left_out[0] if reading.left_out else Words("")
        raise KnownError(
            Words("There are no tests in {file} that can be read.", file=path.name), first or _ADVICE
        )
    return ImportedSet(title, document, reading.sentences(), tuple(reading.left_out), reading.left_out_count)


def set_bytes(title: str, document: EvalSet, ending: str) -> bytes:
    """As a file with this ending: one of ``WRITABLE``."""
    if ending == ".csv":
        return harmless("".join(table_text(document))).encode(
            "utf-8-sig"
        )  # Excel reads UTF-8 by its mark alone
    if ending == ".jsonl":
        return b"".join(case_lines(document))
    if ending in (".yaml", ".yml"):
        return promptfoo_yaml(title, document)
    whole = {"format": FORMAT, "title": title, "set": document}
    return harmless_json(msgspec.json.format(msgspec.json.encode(whole), indent=1)) + b"\n"


def write_set(path: Path, title: str, document: EvalSet) -> Path:
    """Where the person said. Blocks. Raises KnownError."""
    return write_export(path, set_bytes(title, document, path.suffix.lower()))


def _read(stem: str, ending: str, data: bytes, name: str, reading: SetReading) -> tuple[str, EvalSet]:
    """Its title and what is in it."""
    source = EvalSource(name, hashlib.sha256(data).hexdigest())
    if ending in (".csv", ".tsv", ".tab"):
        return stem, _document(table_cases(data, name, reading), source, reading)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16", "replace").encode()
    if ending in (".jsonl", ".ndjson"):
        return stem, _document(line_cases(data, name, reading), source, reading)
    if ending in (".yaml", ".yml"):
        return _of_value(_yaml(data, name, reading), stem, name, source, reading)
    return _of_json(data, stem, name, source, reading)


def _yaml(data: bytes, name: str, reading: SetReading) -> Any:
    try:
        return read_yaml(data.decode("utf-8-sig"), reading.stopped)
    except UnicodeDecodeError as error:
        raise KnownError(
            Words("{file} is no text that can be read.", file=name),
            Words("Save it in UTF-8, then try again."),
            str(error),
        ) from error
    except UnsafeYamlError as error:
        raise KnownError(
            Words("{file} cannot be read: {reason}", file=name, reason=error.why), _ADVICE
        ) from error


def _of_json(
    data: bytes, stem: str, name: str, source: EvalSource, reading: SetReading
) -> tuple[str, EvalSet]:
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        value = msgspec.json.decode(data)
    except UNREADABLE as error:
        if data.count(b"\n") and data.lstrip().startswith(b"{"):  # lines under another name
            return stem, _document(line_cases(data, name, reading), source, reading)
        raise KnownError(
            Words("{file} is no JSON that can be read.", file=name), _ADVICE, str(error)
        ) from error
    if isinstance(value, dict) and value.get("format") == FORMAT:
        return _own(data, name)
    return _of_value(value, stem, name, source, reading)


def _own(data: bytes, name: str) -> tuple[str, EvalSet]:
    try:
        file = msgspec.json.decode(data, type=_SetFile)
        if msgspec.json.decode(file.set, type=_Schema).schema > SCHEMA:
            raise KnownError(
                Words("These tests were exported by a newer version of this app."),
                Words("Install the newer version, then try again."),
            )
        document = msgspec.json.decode(file.set, type=EvalSet)
    except UNREADABLE as error:
        raise KnownError(
            Words("{file} is damaged.", file=name), Words("Export the set again."), str(error)
        ) from error
    return file.title, replace(document, cases=with_keys(document.cases))


def _of_value(
    value: Any, stem: str, name: str, source: EvalSource, reading: SetReading
) -> tuple[str, EvalSet]:
    if is_promptfoo(value):
        title = " ".join(str(value.get("description") or "").split()) or stem
        return title[:200], _document(promptfoo_cases(value, name, reading), source, reading)
    if isinstance(value, dict):  # a list in one of its fields
        lists = [one for one in value.values() if isinstance(one, list) and one and isinstance(one[0], dict)]
        value = max(lists, key=len, default=None)
    if not isinstance(value, list):
        raise KnownError(Words("There are no tests in {file} that can be read.", file=name), _ADVICE)
    return stem, _document(list_cases(value, name, reading), source, reading)


def _document(cases: tuple[EvalCase, ...], source: EvalSource, reading: SetReading) -> EvalSet:
    """With one system prompt for all where they have the same."""
    if reading.public:
        source = replace(source, is_public=True)
        reading.told.append(Words("This set is public: it may be in a model’s training data."))
    systems = {case.system for case in cases}
    if len(systems) == 1 and (system := systems.pop()):
        return EvalSet(
            cases=tuple(replace(case, system=None) for case in cases), system=system, source=source
        )
    return EvalSet(cases=cases, source=source)
