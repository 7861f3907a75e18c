"""What the Hub says about the repo of a file, kept beside the file once it was asked.

A download keeps it by itself. A file that came with the app, or whose record names a repo, has nothing
beside it until then. Only what is proven to be of its bytes is kept: of the commit in its record, or of one
that publishes its hash.
"""

from dataclasses import replace
from pathlib import Path

import msgspec

from explorer.domain.local import LocalModel
from explorer.domain.repo import Repo
from explorer.hub.answers import files_of
from explorer.local.record import FileRecord, OriginRecord, change_record, keep_answers, read_record


def with_commit(model: LocalModel, repo: Repo) -> LocalModel:
    """The model with the commit that it is of: as recorded, else that of a ``repo`` with these bytes."""
    published = {file.sha256.lower() for file in files_of(repo.api) if file.sha256}
    is_proven = not model.commit and (model.sha256 or "").lower() in published
    return replace(model, commit=repo.commit) if is_proven else model


def keep_asked(model: LocalModel, repo: Repo) -> None:
    """Keep it for a model of this commit. Raises KnownError if the disk refuses."""
    found = _recorded(model)
    if found is None or repo.id != model.repo or model.commit != repo.commit:
        return
    folder, file = found
    keep_answers(folder, repo)
    if file.commit != repo.commit:
        _note_commit(folder, file, repo)


def _recorded(model: LocalModel) -> tuple[Path, FileRecord] | None:
    """The folder whose record names the file."""
    if model.is_outside:
        return None
    for folder in model.path.parents:
        record = read_record(folder)
        file = record.file(model.path.relative_to(folder).as_posix()) if record is not None else None
        if file is not None:
            return folder, file
    return None


def _note_commit(folder: Path, file: FileRecord, repo: Repo) -> None:
    noted = msgspec.structs.replace(file, commit=repo.commit)

    def change(before: OriginRecord | None) -> OriginRecord | None:
        return before.with_file(noted) if before is not None else None

    change_record(folder, change)
