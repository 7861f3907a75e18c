"""What lets a model see images is found beside it, wherever it lies, and only where it can belong to it."""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.base.paths import Paths
from explorer.base.settings import Settings
from explorer.base.store import Store
from explorer.domain.generation import LoadOptions
from explorer.domain.local_model import LocalModel
from explorer.domain.model import Capability
from explorer.kit.folder_watch import FolderWatch
from explorer.kit.tasks import Tasks
from explorer.local.fit.load_choices import LoadChoice
from explorer.local.folder_move.move_models import move_models, plan_move
from explorer.local.models.app_folders import AppEnvironment
from explorer.local.models.catalog import Catalog, CatalogWatch
from explorer.local.models.file_cache import FileCache
from explorer.local.models.model_lookup import read_model, resolve_model, scan_folder
from explorer.local.models.place_choice import PlaceChoice
from explorer.local.models.scanner import Scanner
from explorer.local.storage_usage import measure_storage
from tests.models import elsewhere
from tests.models.encoder import write_encoder
from tests.models.projector import HEARS, TinyProjector, write_beside, write_projector
from tests.models.tiny import Tiny, write_tiny

_NO_LINKS = pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")


def _only(folder: Path) -> LocalModel:
    (model,) = scan_folder(folder)
    return model


def _elsewhere(tmp_path: Path, choice: PlaceChoice | None = None) -> LocalModel:
    around = AppEnvironment({}, tmp_path / "home", "linux")
    (model,) = Scanner(tmp_path / "none", FileCache(), choice or PlaceChoice(), around)().models
    return model


def test_a_model_with_its_projector_sees(models: Path) -> None:
    path = write_tiny(models / "a" / "b" / "m-Q8_0.gguf")
    assert Capability.SEES not in _only(models).capabilities
    projector = write_beside(path)
    model = _only(models)
    assert (model.projector, model.projector_size) == (projector, projector.stat().st_size)
    assert Capability.SEES in model.capabilities
    assert read_model(path).projector == projector


def test_what_its_header_speaks_against_is_not_taken(models: Path) -> None:
    write_tiny(models / "a" / "m-Q8_0.gguf", Tiny(text=None))
    write_projector(models / "a" / "mmproj-m-Q8_0.gguf", HEARS)
    write_projector(models / "a" / "mmproj-m-F16.gguf", TinyProjector(embedding=1152))
    (models / "a" / "mmproj-m-Q4_0.gguf").write_bytes(b"GGUF" + bytes(40))
    write_tiny(models / "a" / "mmproj-m-Q5_0.gguf")
    cut = write_projector(models / "a" / "mmproj-m-Q6_K.gguf")
    os.truncate(cut, cut.stat().st_size - 1)
    assert _only(models).projector is None
    right = write_projector(models / "a" / "mmproj-m-F32.gguf")
    assert _only(models).projector == right


def test_what_writes_nothing_sees_nothing(models: Path) -> None:
    write_projector(write_encoder(models / "a" / "e.gguf").with_name("mmproj-F16.gguf"), TinyProjector(16))
    assert _only(models).projector is None
    shutil.rmtree(models / "a")
    ranks = Tiny(text=None, metadata={"llama.pooling_type": 4})
    write_beside(write_tiny(models / "b" / "r.gguf", ranks))
    assert _only(models).projector is None


def test_without_a_chat_template_no_place_is_told_for_an_image(models: Path) -> None:
    write_beside(write_tiny(models / "a" / "base.gguf", Tiny(text=None, template=None)))
    model = _only(models)
    assert model.projector is not None  # a template of the person's own may tell it
    assert Capability.SEES not in model.capabilities
    assert Capability.SEES in replace(model, is_chat=True).capabilities


def test_in_places_of_a_persons_own(tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "own" / "m-Q8_0.gguf")
    projector = write_beside(path)
    for choice in (PlaceChoice(folders=(str(path.parent),)), PlaceChoice(files=(str(path),))):
        assert _elsewhere(tmp_path, choice).projector == projector


def test_in_the_folders_of_other_programs(tmp_path: Path) -> None:
    home = tmp_path / "home"
    studio = elsewhere.in_lm_studio(home, "meadow/Field-GGUF", "Field-Q8_0.gguf", Tiny())
    projector = write_beside(studio)
    assert _elsewhere(tmp_path).projector == projector
    studio.unlink()
    jan = elsewhere.in_jan(home, "meadow/field", Tiny())
    projector = write_beside(jan, "mmproj.gguf")
    assert _elsewhere(tmp_path).projector == projector


@_NO_LINKS
def test_in_the_cache_of_hugging_face(tmp_path: Path) -> None:
    link = elsewhere.in_hugging_face(tmp_path / "home", "meadow/F-GGUF", "sub/F-Q8_0.gguf", Tiny())
    blob = write_beside(link.resolve(), "0" * 64)
    projector = link.parent.with_name("mmproj-model-f16.gguf")
    projector.symlink_to(blob)
    assert _elsewhere(tmp_path).projector == projector
    beside = link.with_name(projector.name)
    beside.symlink_to(blob)
    assert resolve_model(tmp_path, str(link)).projector == beside  # as it was named, though it is a link


def test_in_ollama_the_manifest_names_it(tmp_path: Path) -> None:
    plain = write_beside(write_tiny(tmp_path / "x.gguf"))
    elsewhere.in_ollama(tmp_path / "home", "registry.ollama.ai/library/field/1b", Tiny(), plain)
    model = _elsewhere(tmp_path)
    assert model.projector is not None
    assert model.projector.name.startswith("sha256-")


def test_in_the_cache_of_llama_cpp_by_name(tmp_path: Path) -> None:
    path = elsewhere.in_llama_cpp(tmp_path / "home", "meadow/Field-GGUF", "Field-Q8_0.gguf", Tiny())
    projector = write_beside(path, "meadow_Field-GGUF_mmproj-F16.gguf")
    assert _elsewhere(tmp_path).projector == projector


def test_a_copy_elsewhere_lends_its_own(tmp_path: Path) -> None:
    path = elsewhere.in_lm_studio(tmp_path / "home", "meadow/F-GGUF", "F-Q8_0.gguf", Tiny())
    projector = write_beside(path)
    own = tmp_path / "models" / "a" / "F-Q8_0.gguf"
    own.parent.mkdir(parents=True)
    shutil.copy(path, own)
    memory = FileCache()
    memory.note_sha256(path, "ab" * 32)
    memory.note_sha256(own, "ab" * 32)
    around = AppEnvironment({}, tmp_path / "home", "linux")
    (model,) = Scanner(tmp_path / "models", memory, around=around)().models
    assert (model.path, model.projector) == (own, projector)


@pytest.fixture
def catalog(tasks: Tasks, store: Store, models: Path, qtbot: QtBot) -> Iterator[Catalog]:
    """Of a folder with one model, which is watched."""
    write_tiny(models / "a" / "One-Q8_0.gguf")
    catalog = Catalog(tasks, store, models)
    watch = CatalogWatch(catalog, FolderWatch(tasks))
    catalog.rescan()
    qtbot.waitUntil(lambda: catalog.is_ready)
    yield catalog
    watch.close()


def test_one_that_comes_or_goes_is_seen(catalog: Catalog, models: Path, qtbot: QtBot) -> None:
    projector = write_beside(models / "a" / "One-Q8_0.gguf")
    qtbot.waitUntil(lambda: catalog.models[0].projector == projector)
    projector.unlink()
    qtbot.waitUntil(lambda: catalog.models[0].projector is None)


def test_a_load_is_asked_for_with_it_and_it_makes_no_other_load(models: Path) -> None:
    path = write_tiny(models / "a" / "m-Q8_0.gguf")
    without = LoadChoice().options(Settings(), 4, _only(models))
    projector = write_beside(path)
    options = LoadChoice().options(Settings(), 4, _only(models))
    assert (without.projector, options.projector) == (b"", os.fsencode(projector))
    assert LoadChoice().is_met_by(options)
    assert LoadChoice().is_met_by(without)


def test_no_folder_of_this_machine_leaves_it() -> None:
    load = LoadChoice().with_adapter(Path("/home/me/letters.gguf")).options(Settings(), 4)
    leaving = LoadOptions(adapters=load.adapters, projector=b"/home/me/mmproj-m.gguf").leaving
    assert leaving.projector == b"mmproj-m.gguf"
    assert leaving.adapters[0].path == b"letters.gguf"


def test_a_move_takes_it_along_and_it_is_counted(
    models: Path, paths: Paths, store: Store, tmp_path: Path
) -> None:
    model = write_tiny(models / "a" / "m-Q8_0.gguf")
    projector = write_beside(model)
    used = measure_storage(paths, models, store).models
    assert used == model.stat().st_size + projector.stat().st_size
    plan = plan_move(models, tmp_path / "new")
    assert (plan.models, plan.size) == (1, used)
    for _ in move_models(plan, lambda: False):
        pass
    assert _only(tmp_path / "new").projector == tmp_path / "new" / "a" / projector.name
