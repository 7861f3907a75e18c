"""Damaged, missing, foreign and duplicate files are told apart, and nothing is read twice."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from explorer.base.store import Store
from explorer.domain.local_model import Integrity, LocalModel, Origin, OtherApp
from explorer.local.models.app_folders import AppEnvironment
from explorer.local.models.file_cache import FileCache
from explorer.local.models.header_facts import HeaderFacts, read_header_facts
from explorer.local.models.origin_record import FileRecord, OriginRecord, read_record, write_record
from explorer.local.models.place_choice import PlaceChoice, keep_place_choice, read_place_choice
from explorer.local.models.scanner import Scan, Scanner
from tests.models.elsewhere import in_hugging_face, in_lm_studio, in_ollama
from tests.models.tiny import Tiny, write_tiny


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def _scan(models: Path, home: Path | None = None, choice: PlaceChoice | None = None) -> Scan:
    around = AppEnvironment({}, home, "linux") if home is not None else None
    return Scanner(models, FileCache(), choice or PlaceChoice(), around)()


def _only(models: tuple[LocalModel, ...]) -> LocalModel:
    assert len(models) == 1
    return models[0]


def _note(path: Path, repo: str = "meadow/Field-GGUF", **values: object) -> None:
    noted = FileRecord(path.name, "c0ffee", path.stat().st_size, "0" * 64, datetime.now(UTC))
    record = read_record(path.parent) or OriginRecord(repo, "", Origin.HUB)
    changed = {**{name: getattr(noted, name) for name in noted.__struct_fields__}, **values}
    write_record(path.parent, record.with_file(FileRecord(**changed)))


def _long_ago(path: Path) -> None:
    os.utime(path, (1_700_000_000, 1_700_000_000))


def test_a_file_that_is_cut_off_is_damaged_though_its_header_is_whole(models: Path) -> None:
    path = write_tiny(models / "a" / "b" / "cut-Q8_0.gguf", Tiny(name="Cut"))
    os.truncate(path, path.stat().st_size - 1)
    _long_ago(path)
    model = _only(_scan(models).models)
    assert (model.name, model.intact) == ("Cut", Integrity.DAMAGED)
    assert "ends too early" in model.problem


def test_a_file_that_is_still_written_is_not_called_damaged(models: Path) -> None:
    path = write_tiny(models / "a" / "b" / "cut-Q8_0.gguf")
    os.truncate(path, path.stat().st_size - 1)
    found = _scan(models)
    assert _only(found.models).intact is Integrity.UNCHECKED
    assert "not all of it is here yet" in _only(found.models).problem.lower()
    assert found.is_settling


def test_a_file_that_somebody_else_put_there_says_so(models: Path) -> None:
    write_tiny(models / "by hand" / "Field-Q8_0.gguf")
    write_tiny(models / "imported" / "Field" / "Field-Q4_0.gguf", Tiny(seed=1))
    assert {model.origin for model in _scan(models).models} == {Origin.FOUND, Origin.IMPORTED}


def test_a_file_that_went_is_missing_with_what_was_known_of_it(models: Path) -> None:
    path = write_tiny(models / "meadow" / "Field-GGUF" / "Field-Q4_K_M.gguf")
    _note(path)
    size = path.stat().st_size
    path.unlink()
    found = _scan(models)
    assert found.models == ()
    gone = _only(found.missing)
    assert (gone.name, gone.quantization, gone.repo, gone.size) == (
        "Field",
        "Q4_K_M",
        "meadow/Field-GGUF",
        size,
    )
    assert gone.is_missing


def test_a_file_that_is_downloaded_again_is_not_missing(models: Path) -> None:
    path = write_tiny(models / "meadow" / "Field-GGUF" / "Field-Q4_K_M.gguf")
    _note(path)
    path.rename(path.with_name(path.name + ".part"))
    assert _scan(models).missing == ()


def test_a_model_of_which_a_part_is_missing_is_told_as_incomplete(models: Path) -> None:
    write_tiny(models / "meadow" / "big" / "Big-Q8_0-00001-of-00003.gguf")
    write_tiny(models / "meadow" / "big" / "Big-Q8_0-00003-of-00003.gguf")
    model = _only(_scan(models).missing)
    assert (model.name, model.parts_here) == ("Big", 2)
    assert "2 of its 3 parts" in model.problem


def test_a_part_under_a_name_of_its_own_is_no_whole_model(models: Path) -> None:
    split: dict[str, str | int | float] = {"split.count": 3, "split.no": 0, "split.tensors.count": 999}
    write_tiny(models / "meadow" / "big" / "renamed.gguf", Tiny(metadata=split))
    model = _only(_scan(models).models)
    assert (model.parameters, model.problem) == (None, "Only 1 of its 3 parts are here.")


def test_parts_that_are_on_their_way_are_not_incomplete(models: Path) -> None:
    write_tiny(models / "meadow" / "big" / "Big-Q8_0-00001-of-00002.gguf")
    (models / "meadow" / "big" / "Big-Q8_0-00002-of-00002.gguf.part").write_bytes(b"half")
    assert _scan(models).missing == ()


def test_files_of_one_hash_are_one_model_and_ours_comes_first(models: Path, home: Path) -> None:
    tiny = Tiny(name="Twice")
    blob = in_ollama(home, "registry.ollama.ai/library/twice/1b", tiny)
    own = write_tiny(models / "meadow" / "Twice-GGUF" / "Twice-Q8_0.gguf", tiny)
    _note(own, sha256=blob.name.removeprefix("sha256-"), intact=Integrity.CHECKED)
    model = _only(_scan(models, home).models)
    assert model.path == own
    assert [(copy.path, copy.app) for copy in model.copies] == [(blob, OtherApp.OLLAMA)]


def test_one_file_under_two_names_is_no_duplicate(models: Path, home: Path) -> None:
    link = in_hugging_face(home, "meadow/Field-GGUF", "Field-Q4_K_M.gguf", Tiny())
    second = link.parents[1] / ("b" * 40) / link.name
    second.parent.mkdir()
    second.symlink_to(link.resolve())
    model = _only(_scan(models, home).models)
    assert (model.path, model.copies) == (link, ())


def test_models_of_other_programs_say_whose_they_are(models: Path, home: Path) -> None:
    path = in_lm_studio(home, "meadow/Field-GGUF", "Field-Q8_0.gguf", Tiny(name="Field"))
    found = _scan(models, home)
    model = _only(found.models)
    assert (model.id, model.origin, model.app) == (str(path), Origin.OTHER_APP, OtherApp.LM_STUDIO)
    place = next(place for place in found.places if place.app is OtherApp.LM_STUDIO)
    assert (place.count, place.size) == (1, model.size)


def test_a_part_of_a_model_is_none_in_other_programs_and_says_so_here(models: Path, home: Path) -> None:
    adapter, measured = (Tiny(metadata={"general.type": kind}) for kind in ("adapter", "imatrix"))
    in_lm_studio(home, "meadow/Field-GGUF", "Field-lora.gguf", adapter)
    in_lm_studio(
        home, "meadow/Field-GGUF", "Field-imatrix-Q8_0.gguf", measured
    )  # by its header, not its name
    write_tiny(models / "meadow" / "lora" / "Field-lora.gguf", adapter)
    model = _only(_scan(models, home).models)
    assert "none that runs by itself" in model.problem
    assert model.intact is Integrity.UNCHECKED


def test_a_model_made_with_calibration_data_is_listed_here_and_elsewhere(models: Path, home: Path) -> None:
    write_tiny(models / "meadow" / "Lark" / "Lark-Q4_K_M-imatrix.gguf")
    in_lm_studio(home, "meadow/Owl", "Owl-imatrix-Q4_K_M.gguf", Tiny(seed=3))
    in_lm_studio(home, "meadow/Owl", "Owl-imatrix.gguf", Tiny(metadata={"general.type": "imatrix"}))
    found = [(model.name, model.quantization, model.problem) for model in _scan(models, home).models]
    assert found == [("Lark", "Q4_K_M", ""), ("Owl", "Q4_K_M", "")]


def test_files_and_folders_of_the_person_are_used_in_place(models: Path, tmp_path: Path) -> None:
    one = write_tiny(tmp_path / "desk" / "one-Q8_0.gguf", Tiny(name="One"))
    write_tiny(tmp_path / "kobold" / "sub" / "two-Q8_0.gguf", Tiny(name="Two", seed=2))
    choice = PlaceChoice().with_file(one).with_folder(tmp_path / "kobold")
    found = _scan(models, choice=choice)
    assert [(model.name, model.origin) for model in found.models] == [
        ("One", Origin.IN_PLACE),
        ("Two", Origin.IN_PLACE),
    ]
    assert [(place.path, place.count) for place in found.places] == [(tmp_path / "kobold", 1)]


def test_a_file_used_in_place_that_cannot_be_reached_is_missing(models: Path, tmp_path: Path) -> None:
    gone = tmp_path / "stick" / "Field-Q8_0.gguf"
    model = _only(_scan(models, choice=PlaceChoice().with_file(gone)).missing)
    assert (model.path, model.name, model.origin) == (gone, "Field", Origin.IN_PLACE)
    assert "its disk is not connected" in model.problem


def test_what_was_chosen_is_kept(store: Store, tmp_path: Path) -> None:
    choice = PlaceChoice().with_folder(tmp_path).with_app(OtherApp.JAN, shown=False)
    keep_place_choice(store, choice)
    assert read_place_choice(store) == choice
    assert read_place_choice(store).skipped == {OtherApp.JAN}
    assert choice.without_folder(tmp_path).with_app(OtherApp.JAN, shown=True) == PlaceChoice()


def test_no_header_is_read_twice_unless_its_file_changed(models: Path, store: Store) -> None:
    path = write_tiny(models / "a" / "b" / "Field-Q8_0.gguf", Tiny(name="Field"))
    read: list[Path] = []

    def reading(path: Path) -> HeaderFacts:
        read.append(path)
        return read_header_facts(path)

    for _start in range(2):  # the app is started again
        memory = FileCache(store)
        memory.facts(path, path.stat(), reading)
        memory.facts(path, path.stat(), reading)
        memory.save()
    assert read == [path]
    write_tiny(path, Tiny(name="Another field"))
    assert FileCache(store).facts(path, path.stat(), reading).name == "Another field"


def test_a_measured_hash_is_known_until_the_file_changes(models: Path, store: Store) -> None:
    path = write_tiny(models / "a" / "b" / "Field-Q8_0.gguf")
    FileCache(store).note_sha256(path, "f" * 64)
    memory = FileCache(store)
    assert Scanner(models, memory)().models[0].measured_sha256 == "f" * 64
    write_tiny(path, Tiny(seed=9))
    assert Scanner(models, FileCache(store))().models[0].measured_sha256 is None


def test_the_blob_of_another_program_is_held_against_its_own_name(models: Path, home: Path) -> None:
    blob = in_ollama(home, "registry.ollama.ai/library/field/1b", Tiny())
    around = AppEnvironment({}, home, "linux")
    memory = FileCache()
    memory.note_sha256(blob, blob.name.removeprefix("sha256-"))
    assert Scanner(models, memory, around=around)().models[0].intact is Integrity.CHECKED
    memory.note_sha256(blob, "0" * 64)
    assert Scanner(models, memory, around=around)().models[0].intact is Integrity.DAMAGED


def test_two_looks_at_the_same_disk_are_equal(models: Path, home: Path) -> None:
    write_tiny(models / "a" / "b" / "Field-Q8_0.gguf")
    in_lm_studio(home, "meadow/Field-GGUF", "Field-Q8_0.gguf", Tiny(seed=3))
    assert _scan(models, home) == _scan(models, home)
    assert replace(_scan(models, home), models=()) != _scan(models, home)
