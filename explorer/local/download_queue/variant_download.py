"""Download of one variant of a repo, with what is known about it kept beside it: shared by window and
`omx`.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from explorer.base.disk_errors import disk_words
from explorer.base.lock import locked
from explorer.base.storage import remove_empty
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.local_model import Integrity
from explorer.domain.repo import Repo, RepoFile
from explorer.hub.client import Hub
from explorer.hub.connections import answered_in_time
from explorer.hub.errors import BusyError
from explorer.hub.repo_names import safe_target
from explorer.hub.transfer.disk_space import DiskSpace
from explorer.hub.transfer.download import download_file
from explorer.hub.transfer.errors import HELD
from explorer.hub.transfer.progress import DEFAULT_RULES, DownloadProgress, DownloadRules, trying_again
from explorer.local.download_queue.download_order import DownloadOrder, files_of_orders
from explorer.local.download_queue.name_clashes import check_names
from explorer.local.folder_move.move_file import PARTIAL_SUFFIXES, move_file, size_of
from explorer.local.models.lone_projectors import lone_ones
from explorer.local.models.origin_record import (
    FileRecord,
    OriginRecord,
    forget_file,
    has_answers,
    keep_answers,
    note_files,
    read_record,
)

_PATIENCE = 5.0  # seconds until another process has let go of a file that is to be deleted
_SOON = 5.0  # seconds that a file waits for card and Hub answer
_LONGEST_ASKED = 30.0  # seconds that are waited for card and Hub answer once the model is here


def download_order(
    hub: Hub,
    models_folder: Path,
    order: DownloadOrder,
    repo: Repo | None,
    stop: Callable[[], bool],
    rules: DownloadRules = DEFAULT_RULES,
) -> Iterator[DownloadProgress]:
    """Download every file of ``order``; progress counts all files together.

    Card and Hub answer are kept first: from ``repo``, or asked for; a Hub that does not give them soon keeps
    no file from coming, and is asked once more at the end. Files already here at this commit are skipped.
    Raises KnownError; CancelledError on stop.
    """
    folder = repo_folder(models_folder, order.repo_id)
    targets = _checked_targets(models_folder, order, rules)
    if repo is None and not has_answers(folder, order.commit):
        with _no_matter(), answered_in_time(_SOON):
            repo = _open(hub, order)
    _keep_answers(folder, order, repo)
    offset = 0
    for file, target in zip(order.all_files, targets, strict=True):
        received = file.size or 0
        if not _is_kept(folder, order, file, target):
            for progress in download_file(hub, order.repo_id, order.commit, file, target, stop, rules):
                received = progress.received
                yield _of_all(progress, offset, order)
            _note_file(folder, order, file, target)
        offset += received
    if not _keep_answers(folder, order, repo):  # or another file of this repo was deleted meanwhile
        at_end = DownloadProgress(offset, order.total, 0.0, None, "waiting")
        with _no_matter():
            repo = yield from _ask_again(hub, order, at_end, stop, rules)
        _keep_answers(folder, order, repo)


def with_card(hub: Hub, repo: Repo) -> Repo:
    """With its card if it comes soon, else with the ``trouble`` that kept it: it is asked for at the end."""
    try:
        with answered_in_time(_SOON):
            return hub.with_card(repo)
    except CancelledError:
        raise
    except KnownError as error:
        return replace(repo, trouble=error)


def came_so_far(models_folder: Path, order: DownloadOrder) -> int:
    """Bytes of ``order`` that are here, halves of files included."""
    targets = _targets(models_folder, order)
    return sum(
        size_of(target) or size_of(target.with_name(target.name + PARTIAL_SUFFIXES[0])) for target in targets
    )


def repo_folder(models_folder: Path, repo_id: str) -> Path:
    """``<models folder>/<publisher>/<repo>``, checked to stay inside."""
    return safe_target(models_folder, repo_id, "x").parent


def delete_download(
    folders: Iterable[Path], order: DownloadOrder, others: Iterable[DownloadOrder] = ()
) -> None:
    """Delete what an abandoned download left: halves of files, and parts that are no model without the rest.

    A model that is whole stays: it was here before; and a projector that another one needs, or one of the
    ``others`` brings. It may lie partly in each of the models ``folders`` while these are being changed.
    Raises KnownError if the disk refuses.
    """
    places, others = tuple(dict.fromkeys(folders)), tuple(others)
    paths = [[safe_target(place, order.repo_id, file.path) for place in places] for file in order.files]
    is_whole = all(any(path.is_file() for path in of_file) for of_file in paths)
    for place in places:
        shared = files_of_orders(place, others)
        for file in order.files if not order.is_projector else ():
            _drop(place, order, file, stays=is_whole)
        for file in order.projectors:
            if safe_target(place, order.repo_id, file.path) not in shared:
                _drop(place, order, file, stays=not _is_lone(place, order, file))
        _tidy(_targets(place, order), place)


def _drop(models_folder: Path, order: DownloadOrder, file: RepoFile, *, stays: bool) -> None:
    """Its halves, and all of it unless that ``stays``."""
    target = safe_target(models_folder, order.repo_id, file.path)
    if not target.parent.is_dir():
        return
    with locked(target.with_name(target.name + ".lock"), HELD, _PATIENCE), disk_words(target):
        for suffix in PARTIAL_SUFFIXES:
            target.with_name(target.name + suffix).unlink(missing_ok=True)
        if not stays:
            target.unlink(missing_ok=True)
    if not stays:
        forget_file(repo_folder(models_folder, order.repo_id), file.path)


def _is_lone(models_folder: Path, order: DownloadOrder, file: RepoFile) -> bool:
    """Whether a projector is for no model here, and was noted to come from there."""
    folder = repo_folder(models_folder, order.repo_id)
    record = read_record(folder)
    target = safe_target(models_folder, order.repo_id, file.path)
    return (
        record is not None and record.file(file.path) is not None and target in lone_ones((target,), folder)
    )


def bring_download(old: Path, new: Path, order: DownloadOrder, stop: Callable[[], bool]) -> None:
    """Take what came so far along to another models folder, parts that are complete too.

    Raises KnownError if a disk refuses, CancelledError on stop; each file is then whole in one of the two.
    """
    if old.exists() and new.exists() and old.samefile(new):
        return  # one folder under two names
    folders = repo_folder(old, order.repo_id), repo_folder(new, order.repo_id)
    record = read_record(folders[0])
    for file in reversed(order.all_files):  # its model first, which needs the projector where it is
        source, target = (safe_target(place, order.repo_id, file.path) for place in (old, new))
        stays = file in order.projectors and not _is_lone(old, order, file)
        for suffix in PARTIAL_SUFFIXES if stays else ("", *PARTIAL_SUFFIXES):
            for _ in move_file(
                source.with_name(source.name + suffix), target.with_name(target.name + suffix), stop
            ):
                pass
        kept = record.file(file.path) if record else None
        if kept is not None and target.is_file():
            _note(folders[1], order, kept)
        if not stays:
            forget_file(folders[0], file.path)
    _tidy(_targets(old, order), old)


def _tidy(files: Iterable[Path], models_folder: Path) -> None:
    """Remove folders that are now empty, up to the models folder."""
    above = (folder for file in files for folder in file.parents)
    remove_empty(folder for folder in above if models_folder in folder.parents)


def _of_all(progress: DownloadProgress, before: int, order: DownloadOrder) -> DownloadProgress:
    """The progress of one file as that of all; ``before``: bytes of the files that are here."""
    received, total = before + progress.received, order.total
    if total is None:
        is_all = len(order.all_files) == 1  # else what is to come of the others is not known
        return replace(progress, received=received, total=progress.total if is_all else None)
    left = (total - received) / progress.speed if progress.speed > 0 else None
    return replace(progress, received=received, total=total, seconds_left=left)


def _targets(models_folder: Path, order: DownloadOrder) -> list[Path]:
    """Where its files get. Raises KnownError if a name is not safe."""
    return [safe_target(models_folder, order.repo_id, file.path) for file in order.all_files]


def _checked_targets(models_folder: Path, order: DownloadOrder, rules: DownloadRules) -> list[Path]:
    """Where the files get. Raises KnownError if a name is not safe, or all of them together do not fit."""
    targets = _targets(models_folder, order)
    folder = repo_folder(models_folder, order.repo_id)
    check_names(folder, (file.path for file in order.all_files))
    DiskSpace(folder, rules).demand((order.total or 0) - came_so_far(models_folder, order))
    return targets


def _keep_answers(folder: Path, order: DownloadOrder, repo: Repo | None) -> bool:
    """Keep what is known of ``repo``; whether there is something now, or was before."""
    if has_answers(folder, order.commit):
        return True
    if repo is None or is_card_unread(repo):
        return False
    keep_answers(folder, repo)
    return True


def _open(hub: Hub, order: DownloadOrder) -> Repo:
    """Raises KnownError, also where its card could not be read."""
    repo = hub.open(order.repo_id, order.commit)
    if repo.trouble is not None and is_card_unread(repo):
        raise repo.trouble
    return repo


def is_card_unread(repo: Repo) -> bool:
    """Whether it has a card that was not asked for: kept so, it would be taken for one without."""
    return repo.trouble is not None and repo.is_card_withheld


@contextmanager
def _no_matter() -> Iterator[None]:
    """A model is worth having without what is said of it: the sheet asks for that later."""
    try:
        yield
    except CancelledError:
        raise
    except KnownError:
        return


def _ask_again(
    hub: Hub, order: DownloadOrder, at_end: DownloadProgress, stop: Callable[[], bool], rules: DownloadRules
) -> Generator[DownloadProgress, None, Repo]:
    """Ask for a repo; where the Hub wants a short wait, after that. Raises KnownError."""
    try:
        return _open(hub, order)
    except BusyError as error:
        if error.wait > _LONGEST_ASKED:
            raise
        busy = error
    for left in rules.wait(busy.wait):
        if stop():
            raise CancelledError
        yield replace(at_end, note=trying_again(busy.what, left))
    return _open(hub, order)


def _is_kept(folder: Path, order: DownloadOrder, file: RepoFile, target: Path) -> bool:
    record = read_record(folder)
    kept = record.file(file.path) if record else None
    if kept is None or not target.is_file() or target.stat().st_size != kept.size:
        return False
    return kept.intact is Integrity.CHECKED and (kept.sha256 == file.sha256 or kept.commit == order.commit)


def _note_file(folder: Path, order: DownloadOrder, file: RepoFile, target: Path) -> None:
    sha256 = file.sha256 or ""  # the download compared it while receiving
    noted = FileRecord.of(file.path, target, commit=order.commit, sha256=sha256, measured=sha256)
    _note(folder, order, noted)


def _note(folder: Path, order: DownloadOrder, noted: FileRecord) -> None:
    note_files(folder, [noted], OriginRecord(repo=order.repo_id, endpoint=order.endpoint))
