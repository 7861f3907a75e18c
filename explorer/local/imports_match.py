"""Which repo of the Hub a file came from: told by its hash alone, so that facts are never of another file.

The Hub cannot be asked for a hash. So repos that may have it are opened, those that header, folder or file
name point to, until one publishes these very bytes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from explorer.domain.errors import CancelledError, NotFoundError, OfflineError
from explorer.domain.local import Intact, LocalModel, Origin
from explorer.domain.quantization import label_of
from explorer.domain.repo import Query, Repo, RepoFile
from explorer.hub.answers import files_of
from explorer.hub.client import Hub
from explorer.local.known_facts import elsewhere
from explorer.local.record import FileRecord, OriginRecord, change_record, keep_answers

_MOST_OPENED = 6  # repos; each takes two requests
_LISTED = 30


@dataclass(frozen=True)
class Match:
    """A repo that publishes these bytes, under this path."""

    repo: Repo
    file: RepoFile


def find_source(hub: Hub, model: LocalModel, sha256: str, stop: Callable[[], bool]) -> Match | None:
    """``None`` if no repo that was looked at has these bytes. Raises KnownError, CancelledError."""
    opened: set[str] = set()
    for repo_id in _candidates(hub, model):
        if repo_id in opened or len(opened) >= _MOST_OPENED:
            continue
        if stop():
            raise CancelledError
        opened.add(repo_id)
        match = _look_into(hub, repo_id, sha256)
        if match is not None:
            return match
    return None


def keep_source(models_folder: Path, model: LocalModel, sha256: str, match: Match) -> None:
    """Keep card, answer and hash for all files with these bytes. Raises KnownError."""
    folder = elsewhere(models_folder, sha256)
    keep_answers(folder, match.repo)
    noted = FileRecord(
        path=match.file.path,
        commit=match.repo.commit,
        size=model.size,
        sha256=sha256,
        kept_at=datetime.now(UTC),
        intact=Intact.CHECKED,
        measured=sha256,
    )
    record = OriginRecord(match.repo.id, match.repo.endpoint, Origin.FOUND, (noted,))
    change_record(folder, lambda _before: record)


def _candidates(hub: Hub, model: LocalModel) -> Iterator[str]:
    """The likeliest first; the Hub is searched only if those that are named do not have it."""
    if model.repo is not None:
        yield model.repo
    yield from model.hints
    page = hub.search(Query(text=_words(model), limit=_LISTED))
    names = (model.path.name, *(part for part in model.alias.split("/") if part))
    having = [row.id for row in page.rows if any(file.rpartition("/")[2] in names for file in row.files)]
    yield from having
    yield from (row.id for row in page.rows if row.id not in having)


def _words(model: LocalModel) -> str:
    """What the id of a repo of this model would contain."""
    says_nothing = model.path.suffix.lower() != ".gguf" or model.path.stem == "model"
    name = model.name.replace(" ", "-") if says_nothing else model.path.stem
    label = label_of(f"{name}.gguf")
    stem = name[: -len(label)] if label and name.upper().endswith(label) else name
    return stem.rstrip("-._ ")[:96]


def _look_into(hub: Hub, repo_id: str, sha256: str) -> Match | None:
    try:
        repo = hub.open(repo_id)
    except (NotFoundError, OfflineError):
        return None
    for file in files_of(repo.api):
        if file.sha256 and file.sha256.lower() == sha256:
            return Match(repo, file)
    return None
