"""A comparison without the folders of this machine, for reports; and one brought in from elsewhere.

The files of one that is brought in are looked for among those that are here.

A model outside the models folder is known by its full path, in which the name of the person stands, and
what they call their work. A report carries the name of the file instead, in the keys that answers refer to
too.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import msgspec

from explorer.domain.facts import Evidence, Finding
from explorer.domain.local_model import LocalModel
from explorer.domain.model import is_endpoint_reference
from explorer.domain.model_names import file_name, is_place, portable_reference
from explorer.domain.words import Wording, wording_of
from explorer.local.fit.load_choices import LoadChoice
from explorer.local.fit.measurements import key_of
from explorer.local.models.file_cache import FileCache
from explorer.rooms.compare.document.answer_store import ComparisonRecord
from explorer.rooms.compare.document.document import ComparisonDocument, DocumentColumn, free_key
from explorer.rooms.compare.document.results import Failure, Result
from explorer.rooms.compare.document.votes import Vote
from explorer.rooms.compare.facts.compared_models import ComparedModel

_FOLDERS = re.compile(r"(?<![\w:/\\.~…])(?:[A-Za-z]:)?[\\/](?:[^\s'\"\\/:]+[\\/])+")


class PortableComparison:
    """The same comparison and its columns without the places of this machine. What was typed stays."""

    def __init__(self, whole: ComparisonRecord) -> None:
        keys = dict.fromkeys(_keys_of(whole))
        self._names: dict[str, str] = {}
        taken = {key for key in keys if not is_place(key)}
        for key in (key for key in keys if key not in taken):
            self._names[key] = free_key(file_name(key), {*taken, *self._names.values()})
        self._folders = _folders(column.reference for column in whole.document.columns)

    def key(self, key: str) -> str:
        """Of a column."""
        return self._names.get(key, key)

    def words(self, text: str) -> str:
        """What was told of a failure: in any language, without folders."""
        return self._wording(wording_of(text)).words

    def whole(self, whole: ComparisonRecord) -> ComparisonRecord:
        return replace(
            whole,
            document=self._document(whole.document),
            results=tuple(map(self._result, whole.results)),
            failures=tuple(map(self._failure, whole.failures)),
            votes=tuple(map(self._vote, whole.votes)),
        )

    def column(self, column: ComparedModel) -> ComparedModel:
        return replace(
            column,
            reference=portable_reference(column.reference),
            place=self.key(column.key),
            findings=tuple(map(_finding, column.findings)),
        )

    def _document(self, document: ComparisonDocument) -> ComparisonDocument:
        return replace(
            document,
            columns=tuple(map(self._candidate, document.columns)),
            baseline=self.key(document.baseline),
            load=_load(document.load),
        )

    def _candidate(self, one: DocumentColumn) -> DocumentColumn:
        load = _load(one.load) if one.load is not None else None
        return replace(one, key=self.key(one.key), reference=portable_reference(one.reference), load=load)

    def _result(self, one: Result) -> Result:
        options = one.options.leaving if one.options is not None else None
        why = one.loaded.fell_back
        loaded = replace(
            one.loaded,
            name=portable_reference(one.loaded.name),
            fell_back=self._wording(why) if why is not None else None,
        )
        column, reference = self.key(one.cell.column), portable_reference(one.reference)
        return replace(one, column=column, reference=reference, options=options, loaded=loaded)

    def _failure(self, one: Failure) -> Failure:
        record = one.record
        what, advice = self._wording(record.what), self._wording(record.advice)
        record = replace(record, what=what, advice=advice, details=self._text(record.details))
        return replace(one, column=self.key(one.column), record=record)

    def _vote(self, one: Vote) -> Vote:
        ballot = replace(one.ballot, left=self.key(one.ballot.left), right=self.key(one.ballot.right))
        return replace(one, ballot=ballot)

    def _wording(self, wording: Wording) -> Wording:
        """The template is ours, unless it is the whole text."""
        template = wording.template if wording.values else self._text(wording.template)
        return Wording(template, {name: self._value(value) for name, value in wording.values.items()})

    def _value(self, value: int | float | str | Wording) -> int | float | str | Wording:
        if isinstance(value, Wording):
            return self._wording(value)
        return self._text(value) if isinstance(value, str) else value

    def _text(self, text: str) -> str:
        """Of paths in it, the last part tells enough."""
        if is_place(text):
            return file_name(text)
        for folder in self._folders:
            text = text.replace(folder, "…")
        return _FOLDERS.sub("…/", text)


def with_local_files(
    whole: ComparisonRecord, models: Iterable[LocalModel], memory: FileCache
) -> ComparisonRecord:
    """Each column of a file refers to that file on this disk, wherever it lies; what is not here stays.

    Known again by its id, by name and size, or by the hash of the bytes that answered.
    """
    here = tuple(models)
    columns = (
        replace(one, reference=_found(one, whole.results, here, memory) or one.reference)
        for one in whole.document.columns
    )
    return replace(whole, document=replace(whole.document, columns=tuple(columns)))


def _found(
    column: DocumentColumn, results: Iterable[Result], models: tuple[LocalModel, ...], memory: FileCache
) -> str:
    is_file = column.reference.lower().endswith(".gguf") and not is_endpoint_reference(column.reference)
    if not is_file or any(m.id == column.reference for m in models):
        return ""
    own = [result for result in results if result.cell.column == column.key]
    files, hashes = {one.file for one in own}, {one.sha256 for one in own if one.sha256}
    named = [m for m in models if m.file_name == file_name(column.reference)]
    same = [m for m in named if key_of(m.path, m.size) in files or not own]
    if len(same) == 1:
        return same[0].id
    places = (memory.place_of(sha256) for sha256 in sorted(hashes))
    return next((str(place) for place in places if place is not None), "")


def _keys_of(whole: ComparisonRecord) -> Iterable[str]:
    yield from whole.document.keys
    yield from (outcome.cell.column for outcome in whole.outcomes)
    for vote in whole.votes:
        yield from (vote.ballot.left, vote.ballot.right)


def _folders(references: Iterable[str]) -> tuple[str, ...]:
    """Where models lie, and the home of the person; the longest first. Their names may hold spaces."""
    found = {reference[: -len(file_name(reference)) - 1] for reference in references if is_place(reference)}
    return tuple(sorted({*found, str(Path.home())} - {""}, key=len, reverse=True))


def _finding(finding: Finding) -> Finding:
    base = _finding(finding.base) if finding.base is not None else None
    evidence = tuple(map(_evidence, finding.evidence))
    return replace(finding, evidence=evidence, holder=portable_reference(finding.holder), base=base)


def _evidence(one: Evidence) -> Evidence:
    return replace(one, repo=portable_reference(one.repo))


def _load(choice: LoadChoice) -> LoadChoice:
    return msgspec.structs.replace(choice, adapters=tuple(one.leaving for one in choice.adapters))
