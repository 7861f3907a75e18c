"""A hash check says what is true of the bytes, and the record keeps it."""

from dataclasses import replace
from pathlib import Path

import pytest

from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.local_model import Integrity
from explorer.local.models.model_lookup import scan_folder
from explorer.rooms.library.jobs.hash_check import check
from explorer.rooms.library.jobs.model_checks import check_all
from tests.library.conftest import note_projector, noted, put_model, sha256_of
from tests.models.projector import write_beside
from tests.models.tiny import write_tiny


def _go_on() -> bool:
    return False


def _quiet(_fraction: float) -> None:
    pass


def test_a_file_with_the_published_bytes_becomes_checked(models: Path) -> None:
    path = put_model(models)
    seen: list[float] = []
    assert check(path, seen.append, _go_on).intact is Integrity.CHECKED
    assert noted(path).intact is Integrity.CHECKED
    assert scan_folder(models)[0].intact is Integrity.CHECKED
    assert seen[-1] == 1.0


def test_a_flipped_bit_is_found_and_kept(models: Path) -> None:
    path = put_model(models, intact=Integrity.CHECKED)
    published = noted(path).sha256
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    checked = check(path, _quiet, _go_on)
    assert checked.intact is Integrity.DAMAGED
    assert published in checked.details
    assert sha256_of(path) in checked.details
    assert scan_folder(models)[0].intact is Integrity.DAMAGED


def test_a_file_whose_hash_nobody_published_stays_unchecked(models: Path) -> None:
    path = put_model(models, sha256="")
    checked = check(path, _quiet, _go_on)
    assert checked.intact is Integrity.UNCHECKED
    assert "not published" in checked.details
    assert checked.parts[0].sha256 == sha256_of(path)
    assert noted(path).intact is Integrity.UNCHECKED


def test_a_file_without_a_record_is_measured_and_gets_none(models: Path) -> None:
    path = write_tiny(models / "imported" / "a" / "a.gguf")
    assert check(path, _quiet, _go_on).intact is Integrity.UNCHECKED
    assert not (path.parent / ".explorer").exists()


def test_one_damaged_part_makes_the_model_damaged(models: Path) -> None:
    first = put_model(models, "big-00001-of-00002", repo="Tester/Big-GGUF")
    second = put_model(models, "big-00002-of-00002", repo="Tester/Big-GGUF", sha256="0" * 64)
    renamed = [p.rename(p.with_name(p.name.replace("-Q4_K_M", ""))) for p in (first, second)]
    record = (first.parent / ".explorer" / "origin.json").read_text(encoding="utf-8")
    (first.parent / ".explorer" / "origin.json").write_text(record.replace("-Q4_K_M", ""), encoding="utf-8")
    checked = check(renamed[0], _quiet, _go_on)
    assert [p.intact for p in checked.parts] == [Integrity.CHECKED, Integrity.DAMAGED]
    assert checked.intact is Integrity.DAMAGED


def test_stopping_writes_nothing(models: Path) -> None:
    path = put_model(models)
    with pytest.raises(CancelledError):
        check(path, _quiet, lambda: True)
    assert noted(path).intact is Integrity.UNCHECKED


def test_a_file_that_vanished_is_told(models: Path) -> None:
    with pytest.raises(KnownError, match="could not be read"):
        check(models / "gone.gguf", _quiet, _go_on)


def test_what_lets_it_see_is_checked_with_it_and_the_model_stays_intact(models: Path) -> None:
    path = put_model(models)
    projector = write_beside(path, "mmproj-F16.gguf")
    note_projector(projector)
    assert check(path, _quiet, _go_on, projector=projector).projector is not None
    data = bytearray(projector.read_bytes())
    data[-1] ^= 1
    projector.write_bytes(data)
    checked = check(path, _quiet, _go_on, projector=projector)
    assert (checked.intact, checked.is_blind) == (Integrity.CHECKED, True)
    assert projector.name in checked.details
    (model,) = scan_folder(models)
    assert (model.intact, model.projector) == (Integrity.CHECKED, None)
    summary = check_all((replace(model, projector=projector),), lambda _path, _hash: None, _quiet, _go_on)
    assert [str(name) for name in summary.damaged] == ["Tiny, vision file"]
