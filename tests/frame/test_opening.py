"""A file given to the app is opened where it is known, and goes to the Library where it is not."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.base.store import Store
from explorer.domain.places import Place, Room
from explorer.frame.files.file_opener import FileOpener
from explorer.kit.messages import Messages
from explorer.kit.tasks import Tasks
from explorer.local.models.catalog import Catalog
from tests.models.encoder import write_encoder
from tests.models.tiny import Tiny, write_adapter, write_tiny


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """Where the models are, behind the link that the settings name."""
    write_tiny(tmp_path / "disk" / "a" / "m-Q4_K_M.gguf", Tiny(name="Mine"))
    (tmp_path / "models").symlink_to(tmp_path / "disk")
    return tmp_path / "disk" / "a" / "m-Q4_K_M.gguf"


@pytest.mark.parametrize("through_link", [True, False])
def test_a_model_of_a_folder_behind_a_link_is_opened(
    qtbot: QtBot,
    tasks: Tasks,
    store: Store,
    messages: Messages,
    real: Path,
    tmp_path: Path,
    *,
    through_link: bool,
) -> None:
    catalog, went = Catalog(tasks, store, tmp_path / "models"), list[Place]()
    opening = FileOpener(tasks, catalog, messages, went.append)
    opening.open([tmp_path / "models" / "a" / real.name if through_link else real])
    catalog.rescan()
    qtbot.waitUntil(lambda: bool(went))
    assert [(place.room, place.model) for place in went] == [(Room.PLAYGROUND, catalog.models[0])]


def test_what_makes_vectors_is_shown_in_the_library(
    qtbot: QtBot, tasks: Tasks, store: Store, messages: Messages, tmp_path: Path
) -> None:
    catalog, went = Catalog(tasks, store, tmp_path / "models"), list[Place]()
    path = write_encoder(tmp_path / "models" / "a" / "encoder.gguf")
    FileOpener(tasks, catalog, messages, went.append).open([path])
    catalog.rescan()
    qtbot.waitUntil(lambda: bool(went))
    assert [(place.room, place.model) for place in went] == [(Room.LIBRARY, catalog.models[0])]
    assert catalog.askable == ()  # no list of models to ask has it


def test_a_file_from_elsewhere_goes_to_the_library(
    qtbot: QtBot, tasks: Tasks, store: Store, messages: Messages, real: Path, tmp_path: Path
) -> None:
    catalog, went = Catalog(tasks, store, tmp_path / "models"), list[Place]()
    other = write_tiny(tmp_path / "other-Q8_0.gguf", Tiny(name="Other"))
    FileOpener(tasks, catalog, messages, went.append).open([other, real])
    catalog.rescan()
    qtbot.waitUntil(lambda: bool(went))
    assert [(place.room, place.files) for place in went] == [(Room.LIBRARY, (other,))]


def test_an_adapter_goes_to_the_playground_which_puts_it_on_its_model(
    qtbot: QtBot, tasks: Tasks, store: Store, messages: Messages, real: Path, tmp_path: Path
) -> None:
    catalog, went = Catalog(tasks, store, tmp_path / "models"), list[Place]()
    adapter = write_adapter(tmp_path / "adapter.gguf")
    FileOpener(tasks, catalog, messages, went.append).open([adapter])
    catalog.rescan()
    qtbot.waitUntil(lambda: bool(went))
    assert real.exists()
    assert [(place.room, place.files) for place in went] == [(Room.PLAYGROUND, (adapter,))]
