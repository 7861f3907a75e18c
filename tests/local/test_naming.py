"""One name for each model, whatever its header calls it, and no two alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.base.store import Store
from explorer.domain.local_model import LocalModel, ModelCopy
from explorer.kit.tasks import Tasks
from explorer.local.models.aliases import keep_alias
from explorer.local.models.catalog import Catalog
from explorer.local.models.file_cache import FileCache
from explorer.local.models.model_lookup import resolve_model, scan_disk, scan_folder
from explorer.local.models.origin_record import FileRecord, OriginRecord, read_record, write_record
from explorer.local.models.scanner import Scanner
from tests.models.tiny import Tiny, write_tiny

HEADER = "Smollm2 135M 8k Lc100K Mix1 Ep2"
REPO = "Quant/SmolLM2-135M-Instruct-GGUF"
FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"


def _downloaded(models: Path, file: str = FILE, repo: str = REPO, seed: int = 0) -> Path:
    path = write_tiny(models / repo / file, Tiny(name=HEADER, seed=seed))
    noted = FileRecord(file, "c0ffee", path.stat().st_size, "", datetime.now(UTC))
    record = read_record(path.parent) or OriginRecord(repo, "")
    write_record(path.parent, record.with_file(noted))
    return path


def _look(models: Path, store: Store) -> tuple[LocalModel, ...]:
    return scan_disk(models, store, None).models


def test_a_download_is_called_as_its_repo_and_an_import_as_its_file(models: Path) -> None:
    _downloaded(models)
    write_tiny(models / "imported" / "any" / "Meadow-Owl-1b.Q8_0.gguf", Tiny(name=HEADER, seed=1))
    write_tiny(models / "imported" / "Heron-2b" / "model.gguf", Tiny(name=HEADER, seed=2))
    found = scan_folder(models)
    assert [model.name for model in found] == ["Heron 2B", "Meadow Owl 1B", "SmolLM2 135M Instruct"]
    assert {model.header_name for model in found} == {HEADER}


def test_a_model_that_is_gone_keeps_its_name(models: Path) -> None:
    _downloaded(models).unlink()
    (gone,) = Scanner(models, FileCache())().missing
    assert gone.name == "SmolLM2 135M Instruct"


def test_files_of_one_name_are_told_apart_by_quantization_first(models: Path) -> None:
    _downloaded(models)
    _downloaded(models, FILE.replace("Q4_1", "Q8_0"), seed=1)
    assert [model.title for model in scan_folder(models)] == [
        "SmolLM2 135M Instruct · Q4_1",
        "SmolLM2 135M Instruct · Q8_0",
    ]


def test_files_of_one_name_and_quantization_are_told_apart_by_publisher_then_by_folder(models: Path) -> None:
    _downloaded(models)
    _downloaded(models, repo=REPO.replace("Quant", "Other"), seed=1)
    for number, folder in enumerate(("one", "two"), start=2):
        write_tiny(models / "imported" / folder / "Owl.Q4_1.gguf", Tiny(seed=number))
    titles = [model.title for model in scan_folder(models)]
    assert titles == [
        "Owl · Q4_1 · one",
        "Owl · Q4_1 · two",
        "SmolLM2 135M Instruct · Q4_1 · Other",
        "SmolLM2 135M Instruct · Q4_1 · Quant",
    ]


def test_an_alias_is_the_name_and_an_empty_one_gives_the_own_name_back(models: Path, store: Store) -> None:
    _downloaded(models)
    (model,) = _look(models, store)
    keep_alias(store, model, "  My   small one ")
    (called,) = _look(models, store)
    assert (called.name, called.title) == ("My small one", "My small one · Q4_1")
    assert resolve_model(models, "my small", scan_disk(models, store, None)).id == model.id
    keep_alias(store, called, " ")
    assert _look(models, store) == (model,)


def test_an_alias_goes_with_a_hashed_file_and_stays_with_the_place_of_another(
    models: Path, store: Store
) -> None:
    memory = FileCache(store)
    path = write_tiny(models / "a" / "Owl.Q8_0.gguf")
    memory.note_sha256(path, "a" * 64)
    keep_alias(store, _look(models, store)[0], "Night bird")
    moved = models / "b" / "Other-name.gguf"
    moved.parent.mkdir()
    path.rename(moved)
    FileCache(store).note_sha256(moved, "a" * 64)
    write_tiny(path, Tiny(seed=3))
    FileCache(store).note_sha256(path, "b" * 64)
    assert {model.path: model.name for model in _look(models, store)} == {moved: "Night bird", path: "Owl"}


def test_an_alias_given_before_the_file_was_hashed_stays_with_it(models: Path, store: Store) -> None:
    path = write_tiny(models / "a" / "Owl.Q8_0.gguf")
    keep_alias(store, _look(models, store)[0], "Night bird")
    FileCache(store).note_sha256(path, "a" * 64)
    assert [model.name for model in _look(models, store)] == ["Night bird"]


def test_two_models_of_one_alias_are_told_apart(models: Path, store: Store) -> None:
    for number, name in enumerate(("Owl", "Heron")):
        write_tiny(models / name / f"{name}.Q8_0.gguf", Tiny(seed=number))
    for model in _look(models, store):
        keep_alias(store, model, "Bird")
    assert {model.title for model in _look(models, store)} == {
        "Bird · Q8_0 · Heron.Q8_0.gguf",
        "Bird · Q8_0 · Owl.Q8_0.gguf",
    }


def test_a_rename_is_told_at_once_without_a_look_at_the_disk(
    models: Path, store: Store, tasks: Tasks, qtbot: QtBot
) -> None:
    _downloaded(models)
    catalog = Catalog(tasks, store, models)
    catalog.rescan()
    qtbot.waitUntil(lambda: catalog.is_ready)
    told: list[tuple[LocalModel, ...]] = []
    catalog.changed.add(told.append)
    looks = catalog.looks
    catalog.rename(catalog.models[0], "Pocket")
    assert ([model.name for model in told[-1]], catalog.looks) == (["Pocket"], looks)
    assert catalog.last.models == catalog.models


class _Counted(tuple[LocalModel, ...]):
    """Models that count how often all of them are looked through."""

    looks = 0

    def __iter__(self) -> Iterator[LocalModel]:
        self.looks += 1
        return super().__iter__()


def test_a_model_is_named_without_looking_through_all(tasks: Tasks, store: Store, tmp_path: Path) -> None:
    catalog = Catalog(tasks, store, tmp_path)
    models = _Counted(LocalModel(f"{n}", tmp_path, 1, "", f"Model {n}", "") for n in range(3))
    catalog.models, models.looks = models, 0
    assert [catalog.name_of(name) for name in ("2", "0", "org/gone")] == ["Model 2", "Model 0", "Gone"]
    assert models.looks == 0


def test_a_model_is_found_by_its_id_before_a_copy_of_another(
    tasks: Tasks, store: Store, tmp_path: Path
) -> None:
    catalog = Catalog(tasks, store, tmp_path)
    other = tmp_path / "other.gguf"
    first, second = (LocalModel(name, tmp_path / name, 1, "", name, "") for name in ("a", str(other)))
    copied = replace(first, copies=(ModelCopy(other), ModelCopy(tmp_path / "third.gguf")))
    catalog.models = (copied, second, replace(second, name="later"))
    found = [catalog.find(name) for name in ("a", str(other), str(tmp_path / "third.gguf"), "none")]
    assert found == [copied, second, copied, None]


@pytest.mark.parametrize("alias", ["x" * 300, "two\nlines\tof it"])
def test_an_alias_is_one_short_line(models: Path, store: Store, alias: str) -> None:
    _downloaded(models)
    keep_alias(store, _look(models, store)[0], alias)
    (called,) = _look(models, store)
    assert len(called.name) <= 80
    assert "\n" not in called.name


def test_an_alias_of_a_model_in_several_files_stays_when_all_are_hashed(models: Path, store: Store) -> None:
    folder, hashes = models / REPO, {"Owl-00001-of-00002.gguf": "a" * 64, "Owl-00002-of-00002.gguf": "b" * 64}
    record = OriginRecord(REPO, "")
    for name, sha256 in hashes.items():
        path = write_tiny(folder / name)
        record = record.with_file(FileRecord(name, "c0ffee", path.stat().st_size, sha256, datetime.now(UTC)))
    write_record(folder, record)
    keep_alias(store, _look(models, store)[0], "Night bird")
    memory = FileCache(store)
    for name, sha256 in hashes.items():
        memory.note_sha256(folder / name, sha256)
    (model,) = _look(models, store)
    assert model.parts_sha256 == tuple(hashes.values())
    assert model.name == "Night bird"
