"""Hash check of a model: the SHA-256 of its files is measured and compared with the published one."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import msgspec

from explorer.base.hashing import hash_files
from explorer.domain.errors import KnownError
from explorer.domain.local_model import Integrity
from explorer.domain.words import Words
from explorer.local.models.origin_record import OriginRecord, change_record, recorded_file
from explorer.local.models.split_files import parts_of


@dataclass(frozen=True)
class FileHash:
    """One file: what its bytes hash to, and what was published ("" where nobody published a hash)."""

    path: Path
    sha256: str
    expected: str

    @property
    def intact(self) -> Integrity:
        if not self.expected:
            return Integrity.UNCHECKED
        return Integrity.CHECKED if self.sha256 == self.expected.lower() else Integrity.DAMAGED


@dataclass(frozen=True)
class HashCheck:
    """All files of one model, and what lets it see images."""

    parts: tuple[FileHash, ...]
    projector: FileHash | None = None

    @property
    def intact(self) -> Integrity:
        """Damaged if one part is, checked only if every part is."""
        found = {part.intact for part in self.parts}
        if Integrity.DAMAGED in found:
            return Integrity.DAMAGED
        return Integrity.CHECKED if found == {Integrity.CHECKED} else Integrity.UNCHECKED

    @property
    def details(self) -> str:
        """One line a file, for the folded part of a message."""
        return "\n".join(
            f"{p.path.name}\n  measured  {p.sha256}\n  published {p.expected or 'not published'}"
            for p in self.all_files
        )

    @property
    def all_files(self) -> tuple[FileHash, ...]:
        return self.parts if self.projector is None else (*self.parts, self.projector)

    @property
    def is_blind(self) -> bool:
        """Whether what lets it see images is damaged: the model works without."""
        return self.projector is not None and self.projector.intact is Integrity.DAMAGED


def _forget(_path: Path, _sha256: str) -> None:
    """For who keeps no hashes."""


def check(
    path: Path,
    report: Callable[[float], None],
    stop: Callable[[], bool],
    *,
    expected: str = "",
    remember: Callable[[Path, str], None] = _forget,
    projector: Path | None = None,
) -> HashCheck:
    """Hash every part of the model at ``path``, and its ``projector``, and write the result into its origin
    record.

    ``report`` gets 0 to 1. ``expected`` is the published hash of a file without a record, ``remember`` gets
    each hash. A file without a published one stays unchecked. Raises KnownError if a file cannot be read,
    CancelledError on stop; then nothing is written.
    """
    parts = parts_of(path)
    paths = parts if projector is None else (*parts, projector)
    try:
        hashes = hash_files(paths, stop, report)
    except OSError as error:
        raise KnownError(
            Words("The file could not be read to the end."),
            Words("If it lies on an external disk, see that the disk is connected, then check again."),
            str(error),
        ) from error
    known = [_expected(one) or (expected if parts == (one,) else "") for one in paths]
    found = tuple(map(FileHash, paths, hashes, known))
    checked = HashCheck(found[: len(parts)], found[-1] if projector is not None else None)
    _note(found)
    for part in found:
        with suppress(OSError):  # gone since it was read
            remember(part.path, part.sha256)
    return checked


def _expected(path: Path) -> str:
    found = recorded_file(path)
    return found[2].sha256 if found else ""


def _note(parts: Iterable[FileHash]) -> None:
    """Write each result into what the record says then: a download may add to it meanwhile."""
    for part in parts:
        if found := recorded_file(part.path):
            change_record(found[0], partial(_with_result, part, found[2].path))


def _with_result(part: FileHash, path: str, record: OriginRecord | None) -> OriginRecord | None:
    kept = record.file(path) if record else None
    if record is None or kept is None:
        return None  # deleted meanwhile
    by_record = replace(part, expected=kept.sha256)  # not by what is known of the same bytes elsewhere
    return record.with_file(msgspec.structs.replace(kept, intact=by_record.intact, measured=part.sha256))
