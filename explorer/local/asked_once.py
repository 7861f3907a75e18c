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


def keep_asked(model: LocalModel, repo: Repo) -> LocalModel:
    """The model with its commit, once that is known. Of files of other programs nothing is kept.

    Raises KnownError if the disk refuses.
    """
    found = _recorded(model)
    if found is None or repo.id != model.repo or _commit(model, repo) != repo.commit:
        return model
    folder, file = found
    keep_answers(folder, repo)
    if file.commit != repo.commit:
        _note_commit(folder, file, repo)
    return replace(model, commit=repo.commit, facts=folder)


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


def _commit(model: LocalModel, repo: Repo) -> str | None:
    """The commit that the file is of: as recorded, else this one if it publishes the same bytes."""
    published = {file.sha256.lower() for file in files_of(repo.api) if file.sha256}
    return model.commit or (repo.commit if (model.sha256 or "").lower() in published else None)


def _note_commit(folder: Path, file: FileRecord, repo: Repo) -> None:
    noted = msgspec.structs.replace(file, commit=repo.commit)

    def change(before: OriginRecord | None) -> OriginRecord | None:
        return before.with_file(noted) if before is not None else None

    change_record(folder, change)
