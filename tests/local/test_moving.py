"""Moving the models folder loses no file: on one disk, to another one, or cut off at any instant."""

import errno
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.base.lock import locked
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.local_model import Origin
from explorer.local.folder_move.move_file import COPY_SUFFIXES, move_file
from explorer.local.folder_move.move_models import (
    MovePlan,
    check_folder,
    move_models,
    plan_move,
    read_journal,
    write_journal,
)
from explorer.local.models.model_lookup import scan_folder
from explorer.local.models.origin_record import (
    RECORD_FOLDER,
    FileRecord,
    OriginRecord,
    read_record,
    write_record,
)
from tests.models.tiny import Tiny, write_tiny

MODEL = Path("meadow-ai", "Tiny-GGUF", "tiny-Q4_K_M.gguf")
OTHER_DISK = """
import errno, os, sys
from pathlib import Path
from explorer.local.folder_move.move_models import move_models, plan_move

def other_disk(self, target):
    raise OSError(errno.EXDEV, "another disk")

def die(*_words, **_more):
    os._exit(9)

Path.rename = other_disk
source, target, where = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
if where in ("replace", "unlink"):
    setattr(Path, where, die)
for step in move_models(plan_move(source, target), lambda: False):
    if where == "bytes":
        die()
"""


def never() -> bool:
    return False


def write_models(folder: Path) -> dict[str, str]:
    """A model with its record, half a download, and a file of the person's own; hashes by path."""
    write_tiny(folder / MODEL, Tiny(text="Hello.", name="Tiny"))
    write_record((folder / MODEL).parent, _record("tiny-Q4_K_M.gguf"))
    (folder / "meadow-ai" / "Big-GGUF").mkdir()
    (folder / "meadow-ai" / "Big-GGUF" / "big.gguf.part").write_bytes(b"half" * 1000)
    (folder / "meadow-ai" / "Big-GGUF" / "big.gguf.part.json").write_text("{}")
    (folder / "notes.txt").write_text("mine")
    return hashes(folder)


def _record(*names: str) -> OriginRecord:
    from datetime import UTC, datetime

    files = tuple(FileRecord(n, "c0ffee1", 1, "", datetime.now(UTC)) for n in names)
    return OriginRecord("meadow-ai/Tiny-GGUF", "", Origin.HUB, files)


def hashes(folder: Path) -> dict[str, str]:
    files = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def move(source: Path, target: Path, stop: Callable[[], bool] = never) -> MovePlan:
    plan = plan_move(source, target)
    list(move_models(plan, stop))
    return plan


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "old"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "new" / "models"


def test_everything_of_this_app_moves_and_nothing_else(source: Path, target: Path) -> None:
    before = write_models(source)
    plan = move(source, target)
    assert (plan.models, plan.same_disk, len(plan.files)) == (1, True, 4)
    own = before.pop("notes.txt")
    assert hashes(target) == before
    assert hashes(source) == {"notes.txt": own}
    assert [p.name for p in source.iterdir()] == ["notes.txt"]
    assert scan_folder(target)[0].repo == "meadow-ai/Tiny-GGUF"


def test_to_another_disk_files_are_copied_and_compared(
    source: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = write_models(source)
    monkeypatch.setattr(Path, "rename", _other_disk)
    steps = list(move_models(plan_move(source, target), never))
    before.pop("notes.txt")
    assert hashes(target) == before
    assert steps[-1].done == steps[-1].total


@pytest.mark.parametrize("where", ["bytes", "replace", "unlink"])
def test_a_kill_at_any_instant_loses_nothing(source: Path, target: Path, where: str) -> None:
    before = write_models(source)
    command = [sys.executable, "-c", OTHER_DISK, str(source), str(target), where]
    killed = subprocess.run(command, check=False, capture_output=True, text=True)
    assert killed.returncode == 9, killed.stderr
    here, there = hashes(source), hashes(target)
    assert all(here.get(name, there.get(name)) == sha for name, sha in before.items())
    move(source, target)
    before.pop("notes.txt")
    left = hashes(target)
    assert {name: left[name] for name in before} == before


def test_a_stop_keeps_each_file_whole_in_one_folder(
    source: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = write_models(source)
    monkeypatch.setattr(Path, "rename", _other_disk)
    asked = iter([False, False, True])
    with pytest.raises(CancelledError):
        move(source, target, lambda: next(asked, True))
    assert {**hashes(source), **hashes(target)} == before


def test_too_little_room_is_told_before_anything_moves(source: Path, target: Path) -> None:
    before = write_models(source)
    plan = replace(plan_move(source, target, lambda _folder: 1000), same_disk=False)
    assert not plan.has_room
    with pytest.raises(KnownError, match="not enough room"):
        list(move_models(plan, never))
    assert hashes(source) == before


def test_a_file_that_is_there_already_is_recognised(source: Path, target: Path) -> None:
    write_models(source)
    write_tiny(target / MODEL, Tiny(text="Hello.", name="Tiny"))
    move(source, target)
    assert not (source / MODEL).exists()


def test_another_file_of_that_name_is_never_overwritten(source: Path, target: Path) -> None:
    write_models(source)
    write_tiny(target / MODEL, Tiny(text="Another.", name="Other"))
    both = (source / MODEL).read_bytes(), (target / MODEL).read_bytes()
    with pytest.raises(KnownError, match="in the new folder already"):
        move(source, target)
    assert ((source / MODEL).read_bytes(), (target / MODEL).read_bytes()) == both


def test_two_records_of_one_repo_are_united(source: Path, target: Path) -> None:
    write_models(source)
    write_record((target / MODEL).parent, _record("tiny-Q8_0.gguf"))
    move(source, target)
    record = read_record((target / MODEL).parent)
    assert record is not None
    assert {f.path for f in record.files} == {"tiny-Q4_K_M.gguf", "tiny-Q8_0.gguf"}
    assert not (source / MODEL).parent.exists()
    assert RECORD_FOLDER == ".explorer"


def test_half_a_download_that_another_process_holds_is_told(
    source: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_models(source)
    monkeypatch.setattr("explorer.local.folder_move.move_file._PATIENCE", 0.0)
    half = source / "meadow-ai" / "Big-GGUF" / "big.gguf.part"
    with (
        locked(half.with_name("big.gguf.lock")),
        pytest.raises(KnownError, match="still being downloaded"),
    ):
        move(source, target)
    assert half.exists()


def test_a_folder_inside_the_old_one_is_refused(source: Path) -> None:
    write_models(source)
    with pytest.raises(KnownError, match="inside the old one"):
        plan_move(source, source / "deeper")


def test_one_folder_under_two_names_is_refused(source: Path, target: Path) -> None:
    before = write_models(source)
    alias = _alias(source, target)
    with pytest.raises(KnownError, match="under another name"):
        plan_move(source, alias)
    with pytest.raises(KnownError, match="inside the old one"):
        plan_move(source, alias / "deeper")
    assert hashes(source) == before


def test_one_folder_that_neither_path_nor_number_gives_away_loses_nothing(
    source: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As behind a share: only what is written there shows that it is the same folder."""
    before = write_models(source)
    plan = plan_move(source, target)
    _alias(source, target)
    monkeypatch.setattr(Path, "samefile", lambda _one, _other: False)
    monkeypatch.setattr(os.path, "samestat", lambda _one, _other: False)
    with pytest.raises(KnownError, match="under another name"):
        list(move_models(plan, never))
    assert hashes(source) == before


def test_the_system_is_asked_before_anything_is_deleted(source: Path, target: Path) -> None:
    before = write_models(source)
    write_record((source / MODEL).parent, _record("tiny-Q4_K_M.gguf"))
    before = hashes(source)
    alias = _alias(source, target)
    for name in before:
        list(move_file(source / name, alias / name, never))
    assert hashes(source) == before


def _alias(source: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.symlink_to(source)
    return target


def test_a_folder_that_cannot_be_read_is_not_an_empty_one(
    source: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(KnownError, match="cannot be read"):
        plan_move(source, target)
    write_models(source)
    real = os.scandir

    def refuse(folder: Path) -> object:
        if Path(folder).name == "Tiny-GGUF":
            raise PermissionError(errno.EACCES, "not for you")
        return real(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(KnownError, match="cannot be read"):
        plan_move(source, target)


def test_links_point_to_what_they_pointed_to(source: Path, target: Path, tmp_path: Path) -> None:
    write_models(source)
    outside = tmp_path / "outside.gguf"
    outside.write_bytes(b"GGUF")
    (source / MODEL).with_name("a.gguf").symlink_to(MODEL.name)
    (source / MODEL).with_name("b.gguf").symlink_to(source / MODEL)
    (source / MODEL).with_name("c.gguf").symlink_to("../../../outside.gguf")
    move(source, target)
    moved = (target / MODEL).resolve()
    assert [(target / MODEL).with_name(f"{n}.gguf").resolve() for n in "abc"] == [moved, moved, outside]
    assert moved.is_file()
    assert not list(source.rglob("*.gguf"))


def test_halves_of_a_copy_that_was_killed_go_with_the_next_move(source: Path, target: Path) -> None:
    write_models(source)
    command = [sys.executable, "-c", OTHER_DISK, str(source), str(target), "bytes"]
    subprocess.run(command, check=False, capture_output=True)
    assert [path.name for path in target.rglob("*") if path.name.endswith(COPY_SUFFIXES)]
    (source / MODEL).unlink()
    move(source, target)
    assert not [path.name for path in target.rglob("*") if path.name.endswith(COPY_SUFFIXES)]


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(KnownError, match="is a file"):
        check_folder(tmp_path / "file")
    with pytest.raises(KnownError, match="cannot be used"):
        check_folder(tmp_path / "file" / "below")


def test_what_is_under_way_is_noted(source: Path, target: Path, tmp_path: Path) -> None:
    write_models(source)
    journal = tmp_path / "moving.json"
    write_journal(journal, plan_move(source, target))
    kept = read_journal(journal)
    assert kept is not None
    assert (Path(kept.source), Path(kept.target)) == (source, target)
    journal.write_text("{")
    assert read_journal(journal) is None


def _other_disk(_self: Path, _target: Path) -> None:
    raise OSError(errno.EXDEV, "another disk")


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_folder_whose_name_is_no_text_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="letters are damaged"):
        check_folder(tmp_path / os.fsdecode(b"models-\xe9"))
    assert not list(tmp_path.iterdir())
