"""Finds the repo of the Hub that a model came from, by hashes alone: facts are never of another file.

The Hub cannot be asked for a hash. So repos that may have it are opened, those that header, folder or file
name point to, until one publishes these very bytes: of a model in several files, those of each.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from explorer.domain.errors import CancelledError, NotFoundError, OfflineError
from explorer.domain.local_model import LocalModel, Origin
from explorer.domain.model_names import says_nothing
from explorer.domain.quantization import label_of, without_part
from explorer.domain.repo import Repo, RepoFile, RepoQuery
from explorer.hub.client import Hub
from explorer.hub.responses import files_of
from explorer.local.models.origin_record import (
    FileRecord,
    OriginRecord,
    change_record,
    folder_of_hash,
    keep_answers,
)

_MOST_OPENED = 6  # repos; each takes two requests
_LISTED = 30


@dataclass(frozen=True)
class SourceMatch:
    """A repo that publishes these bytes; ``files`` are those of the model, in its order."""

    repo: Repo
    files: tuple[RepoFile, ...]


def find_source(
    hub: Hub, model: LocalModel, hashes: tuple[str, ...], stop: Callable[[], bool]
) -> SourceMatch | None:
    """``hashes``: of each file. ``None`` if no repo that was looked at has all of them.

    Raises KnownError, CancelledError.
    """
    opened: set[str] = set()
    for repo_id in _candidates(hub, model):
        if repo_id in opened or len(opened) >= _MOST_OPENED:
            continue
        if stop():
            raise CancelledError
        opened.add(repo_id)
        match = _look_into(hub, repo_id, hashes)
        if match is not None:
            return match
    return None


def keep_source(
    models_folder: Path, parts: Sequence[Path], hashes: tuple[str, ...], match: SourceMatch
) -> None:
    """Keep card, answer and hashes for all files with these bytes. Raises KnownError."""
    folder, commit = folder_of_hash(models_folder, hashes[0]), match.repo.commit
    keep_answers(folder, match.repo)
    noted = (
        FileRecord.of(file.path, part, commit=commit, sha256=sha256, measured=sha256)
        for part, sha256, file in zip(parts, hashes, match.files, strict=True)
    )
    record = OriginRecord(match.repo.id, match.repo.endpoint, Origin.FOUND, tuple(noted))
    change_record(folder, lambda _before: record)


def _candidates(hub: Hub, model: LocalModel) -> Iterator[str]:
    """The likeliest first; the Hub is searched only if those that are named do not have it."""
    if model.repo is not None:
        yield model.repo
    yield from model.hints
    page = hub.search(RepoQuery(text=_words(model), limit=_LISTED))
    names = (model.file_name, *(part for part in model.called.split("/") if part))
    having = [row.id for row in page.rows if any(file.rpartition("/")[2] in names for file in row.files)]
    yield from having
    yield from (row.id for row in page.rows if row.id not in having)


def _words(model: LocalModel) -> str:
    """What the id of a repo of this model would contain."""
    told = (model.header_name or model.own_name or model.name).replace(" ", "-")
    name = told if says_nothing(model.path.name) else without_part(model.file_name.removesuffix(".gguf"))
    label = label_of(f"{name}.gguf")
    stem = name[: -len(label)] if label and name.upper().endswith(label) else name
    return stem.rstrip("-._ ")[:96]


def _look_into(hub: Hub, repo_id: str, hashes: tuple[str, ...]) -> SourceMatch | None:
    try:
        repo = hub.open(repo_id)
    except (NotFoundError, OfflineError):
        return None
    published = {file.sha256.lower(): file for file in files_of(repo.api) if file.sha256}
    files = tuple(published[sha256] for sha256 in hashes if sha256 in published)
    return SourceMatch(repo, files) if len(files) == len(hashes) else None
