"""Hash check of many models, the search for the repo a file came from, and changes on the Hub since.

Runs on a task's thread.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.local_model import Integrity, LocalModel
from explorer.domain.words import Words
from explorer.hub.client import Hub
from explorer.hub.errors import BusyError
from explorer.local.models.origin_record import read_record
from explorer.local.models.source_match import find_source, keep_source
from explorer.local.models.split_files import parts_of
from explorer.local.models.upstream import note_upstream, read_upstream
from explorer.rooms.library.jobs.hash_check import check
from explorer.rooms.library.jobs.job_kinds import (
    HashCheckSummary,
    IsStopped,
    ReportShare,
    TracedSource,
    UpstreamCheck,
)

type RememberHash = Callable[[Path, str], None]

_HASHING = 0.9  # of the bar of a trace: hashing takes the time


def check_all(
    models: tuple[LocalModel, ...], remember: RememberHash, report: ReportShare, stop: IsStopped
) -> HashCheckSummary:
    """Hash them one after the other; what was found is kept model by model, so a stop costs one."""
    total, done = sum(model.size + model.projector_size for model in models) or 1, 0
    damaged: list[str] = []
    unread: list[str] = []
    for model in models:
        if stop():
            raise CancelledError
        whole = model.size + model.projector_size
        begun, size = done / total, whole / total

        def told(share: float, begun: float = begun, size: float = size) -> None:
            report(begun + share * size)

        try:
            sha256, projector = model.sha256 or "", model.projector
            found = check(model.path, told, stop, expected=sha256, remember=remember, projector=projector)
        except CancelledError:
            raise
        except KnownError:
            unread.append(model.name)
        else:
            if found.intact is Integrity.DAMAGED:
                damaged.append(model.name)
            elif found.is_blind:
                damaged.append(Words("{name}, vision file", name=model.name))
        done += whole
    return HashCheckSummary(len(models), tuple(damaged), tuple(unread))


def trace(
    hub: Hub,
    models_folder: Path,
    model: LocalModel,
    remember: RememberHash,
    report: ReportShare,
    stop: IsStopped,
) -> TracedSource:
    """Hash it unless that was done, then look for the repo that publishes these bytes. Raises KnownError."""
    hub.check_online()
    parts = parts_of(model.path)
    hashes = _measured(model) or tuple(
        part.sha256
        for part in check(
            model.path, lambda share: report(share * _HASHING), stop, expected=model.sha256 or "",
            remember=remember,
        ).parts
    )  # fmt: skip
    match = find_source(hub, model, hashes, stop)
    if match is None:
        return TracedSource("", hashes)
    keep_source(models_folder, parts, hashes, match)
    return TracedSource(match.repo.id, hashes)


def _measured(model: LocalModel) -> tuple[str, ...]:
    """What all its files hashed to, empty if one was not measured."""
    if model.parts_sha256 or len(parts_of(model.path)) > 1:
        return model.parts_sha256
    return (model.measured_sha256,) if model.measured_sha256 else ()


def ask_hub_about(
    hub: Hub, models: tuple[LocalModel, ...], report: ReportShare, stop: IsStopped
) -> UpstreamCheck:
    """Ask for the newest state of each repo once. Raises KnownError if the Hub cannot be asked at all."""
    hub.check_online()
    folders = list(dict.fromkeys(_folders(models)))
    changed: list[str] = []
    untold: list[str] = []
    for number, folder in enumerate(folders):
        if stop():
            raise CancelledError
        record = read_record(folder)
        if record is None or not record.repo:
            continue
        try:
            repo = hub.open(record.repo)
        except BusyError:
            raise
        except KnownError:
            untold.append(record.repo)
        else:
            note_upstream(folder, record, repo)
            if any(file.commit != repo.commit for file in record.files):
                changed.append(record.repo)
        report((number + 1) / len(folders))
    return UpstreamCheck(len(folders), tuple(changed), tuple(untold))


def notice_upstream(hub: Hub, models: tuple[LocalModel, ...]) -> bool:
    """Take in what the Hub said when pages were opened in Discover, without asking it; whether that is new.

    Raises KnownError if the disk refuses.
    """
    is_new = False
    for folder in dict.fromkeys(_folders(models)):
        record = read_record(folder)
        repo = hub.kept_repo(record.repo) if record is not None and record.repo else None
        if record is None or repo is None or any(file.kept_at > repo.read_at for file in record.files):
            continue
        noted = [read_upstream(folder, file.commit) for file in record.files]
        is_known = any(one is not None and one.commit == repo.commit for one in noted)
        if not is_known and any(file.commit != repo.commit for file in record.files):
            note_upstream(folder, record, repo)
            is_new = True
    return is_new


def _folders(models: Iterable[LocalModel]) -> Iterable[Path]:
    """Where something is kept about a repo of the Hub."""
    return (model.facts for model in models if model.facts is not None and model.repo)
