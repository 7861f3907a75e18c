"""Deleting removes a model wholly, and nothing else."""

from pathlib import Path

import pytest

from explorer.base import files
from explorer.domain.errors import KnownError
from explorer.local.models.origin_record import read_record
from explorer.rooms.library.jobs.deleting import delete, model_size
from tests.library.conftest import put_model
from tests.models.tiny import write_tiny


def _no_trash(_path: Path) -> bool:
    return False


def _trash(path: Path) -> bool:
    path.unlink()
    return True


def test_the_last_model_of_a_repo_takes_record_and_empty_folders_along(models: Path) -> None:
    path = put_model(models)
    size = model_size(path)
    deleted = delete(path, models, _no_trash)
    assert (deleted.freed, deleted.in_trash) == (size, False)
    assert list(models.iterdir()) == []


def test_another_model_of_the_same_repo_stays_with_its_record(models: Path) -> None:
    gone, kept = put_model(models, "One"), put_model(models, "Two")
    delete(gone, models, _trash)
    record = read_record(kept.parent)
    assert record is not None
    assert [f.path for f in record.files] == [kept.name]
    assert kept.exists()


def test_all_parts_go(models: Path) -> None:
    first = write_tiny(models / "a" / "big-00001-of-00002.gguf")
    write_tiny(models / "a" / "big-00002-of-00002.gguf")
    assert delete(first, models, _trash).in_trash
    assert list(models.iterdir()) == []


def test_a_stranger_s_file_in_the_folder_is_left_alone(models: Path) -> None:
    path = write_tiny(models / "a" / "a.gguf")
    (path.parent / "notes.txt").write_text("mine", encoding="utf-8")
    delete(path, models, _no_trash)
    assert [p.name for p in path.parent.iterdir()] == ["notes.txt"]


def test_a_file_that_cannot_be_removed_is_told_in_words(models: Path) -> None:
    path = write_tiny(models / "a" / "a.gguf")

    def refuse(_path: Path) -> bool:
        raise PermissionError(13, "in use")

    with pytest.raises(KnownError, match="could not be deleted"):
        delete(path, models, refuse)
    assert path.exists()


def test_a_file_that_a_process_still_holds_goes_to_the_trash_once_it_is_free(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where a worker that was just told to end has the model open."""
    path = write_tiny(models / "a" / "a.gguf")
    held = [True, True]

    def rename(self: Path, _target: Path) -> Path:
        if held:
            held.pop()
            raise PermissionError(13, "used by another process")
        return self

    monkeypatch.setattr(Path, "rename", rename)
    monkeypatch.setattr(files, "_TRIES", 20)
    assert delete(path, models, lambda one: not held and _trash(one)).in_trash
