"""Deleting removes a model wholly, and nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from explorer.base import files
from explorer.domain.errors import KnownError
from explorer.domain.local_model import LocalModel
from explorer.domain.repo import RepoFile
from explorer.local.download_queue.download_order import DownloadOrder, files_of_orders
from explorer.local.models.model_lookup import scan_folder
from explorer.local.models.origin_record import read_record
from explorer.rooms.library.jobs.deleting import Deletion
from explorer.rooms.library.questions_pane import deletion_words
from tests.library.conftest import REPO, note_projector, put_model
from tests.models.projector import write_beside
from tests.models.tiny import write_tiny


def _no_trash(_path: Path) -> bool:
    return False


def _trash(path: Path) -> bool:
    path.unlink()
    return True


def test_the_last_model_of_a_repo_takes_record_and_empty_folders_along(models: Path) -> None:
    path = put_model(models)
    size = path.stat().st_size
    deleted = Deletion(models, _no_trash).delete(path)
    assert (deleted.freed, deleted.in_trash) == (size, False)
    assert list(models.iterdir()) == []


def test_another_model_of_the_same_repo_stays_with_its_record(models: Path) -> None:
    gone, kept = put_model(models, "One"), put_model(models, "Two")
    Deletion(models, _trash).delete(gone)
    record = read_record(kept.parent)
    assert record is not None
    assert [f.path for f in record.files] == [kept.name]
    assert kept.exists()


def test_all_parts_go(models: Path) -> None:
    first = write_tiny(models / "a" / "big-00001-of-00002.gguf")
    write_tiny(models / "a" / "big-00002-of-00002.gguf")
    assert Deletion(models, _trash).delete(first).in_trash
    assert list(models.iterdir()) == []


def test_a_stranger_s_file_in_the_folder_is_left_alone(models: Path) -> None:
    path = write_tiny(models / "a" / "a.gguf")
    (path.parent / "notes.txt").write_text("mine", encoding="utf-8")
    Deletion(models, _no_trash).delete(path)
    assert [p.name for p in path.parent.iterdir()] == ["notes.txt"]


def test_a_file_that_cannot_be_removed_is_told_in_words(models: Path) -> None:
    path = write_tiny(models / "a" / "a.gguf")

    def refuse(_path: Path) -> bool:
        raise PermissionError(13, "in use")

    with pytest.raises(KnownError, match="could not be deleted"):
        Deletion(models, refuse).delete(path)
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
    assert Deletion(models, lambda one: not held and _trash(one)).delete(path).in_trash


def _seeing(models: Path, *names: str) -> list[LocalModel]:
    """Quantizations of one repo, which share a projector that came from there."""
    paths = [put_model(models, name, repo=REPO) for name in names]
    note_projector(write_beside(paths[0], "mmproj-F16.gguf"))
    return list(scan_folder(models))


def test_what_lets_it_see_goes_with_the_last_one_that_needs_it(models: Path) -> None:
    """Whatever is known of them: the list may be older, and a damaged one shows no projector."""
    one, two = _seeing(models, "One", "Two")
    projector = one.projector
    assert projector is not None
    assert projector == two.projector
    deletion = Deletion(models, _trash)
    deletion.delete(one.path)
    assert projector.exists()
    two.path.write_bytes(two.path.read_bytes()[:500])
    assert deletion.delete(two.path).freed == 500 + two.projector_size
    assert list(models.iterdir()) == []


def test_what_came_with_one_that_is_gone_goes_once_that_is_forgotten(models: Path) -> None:
    (model,) = _seeing(models, "One")
    model.path.unlink()
    Deletion(models, _trash).forget(model.path)
    assert list(models.iterdir()) == []


def test_what_another_download_brings_stays_and_a_half_that_none_brings_goes(models: Path) -> None:
    (model,) = _seeing(models, "One")
    half = model.path.with_name("mmproj-F32.gguf.part")
    half.write_bytes(b"half")
    coming = DownloadOrder(REPO, "c0ffee", "", (RepoFile("Three.gguf"),), RepoFile("mmproj-F16.gguf"))
    Deletion(models, _trash, lambda: files_of_orders(models, (coming,))).delete(model.path)
    assert [path.name for path in models.rglob("*.gguf*")] == ["mmproj-F16.gguf"]


def test_what_lies_elsewhere_or_is_for_another_model_stays(models: Path, tmp_path: Path) -> None:
    outside = write_tiny(tmp_path / "own" / "a.gguf")
    write_beside(outside)
    Deletion(models, _trash).delete(outside)
    assert [path.name for path in outside.parent.iterdir()] == ["mmproj-F16.gguf"]
    mine = write_tiny(models / "own" / "a.gguf")
    write_beside(mine, "mmproj-Other-F16.gguf")
    write_tiny(models / "own" / "Other.gguf")
    Deletion(models, _trash).delete(mine)
    assert sorted(path.name for path in mine.parent.iterdir()) == ["Other.gguf", "mmproj-Other-F16.gguf"]


def test_the_question_says_that_it_goes_too(models: Path) -> None:
    (model,) = _seeing(models, "One")
    assert "vision file is deleted too" in deletion_words(model)
    assert "vision file is deleted too" not in deletion_words(replace(model, projector=None))
