"""Which model finds documents by what they mean is chosen among those that can."""

from pytestqt.qtbot import QtBot

from explorer.base.settings import Settings, SettingsFile
from explorer.domain.included_models import MINILM
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.models_pane import ModelsGroup
from explorer.rooms.settings.pane import SettingsPane
from tests.models.encoder import write_encoder


def offered(pane: SettingsPane) -> list[str]:
    choice = pane.group(ModelsGroup).embedder
    return [choice.itemText(place) for place in range(choice.count())]


def test_an_embedding_model_that_comes_can_be_chosen_and_one_that_went_is_still_named(
    pane: SettingsPane, services: RoomServices, settings: SettingsFile, qtbot: QtBot
) -> None:
    assert offered(pane) == [f"Automatic ({MINILM.name})"]  # not here yet, but included
    path = write_encoder(services.catalog.models_folder / "lab" / "Meadow-Embed" / "meadow-embed-F32.gguf")
    services.catalog.rescan()
    qtbot.waitUntil(lambda: len(offered(pane)) == 2)
    assert offered(pane)[1] == "Meadow embed · F32"  # the model that writes is not among them

    choice = pane.group(ModelsGroup).embedder
    choice.setCurrentIndex(1)
    choice.activated.emit(1)
    assert settings.current == Settings(embedder="lab/Meadow-Embed/meadow-embed-F32.gguf")
    path.unlink()
    services.catalog.rescan()
    qtbot.waitUntil(lambda: offered(pane)[0] == f"Automatic ({MINILM.name})")
    assert choice.currentText().startswith("Meadow")
    settings.reset("embedder")
    assert choice.currentIndex() == 0
