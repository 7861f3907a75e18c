"""The settings: the page, a search, and every question it asks."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from explorer.domain.places import Place, Room
from explorer.hub.token import remove_token
from explorer.local.folder_move.move_models import plan_move
from explorer.rooms.settings.about_pane import AboutGroup
from explorer.rooms.settings.engine_pane import EngineGroup
from explorer.rooms.settings.models_pane import ModelsGroup
from explorer.rooms.settings.network_pane import NetworkGroup
from explorer.rooms.settings.pane import SettingsPane
from explorer.rooms.settings.storage_pane import StorageGroup
from tests.pages.settings import asked
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import CHAT
from tests.tour.driver import click, rest, settle


def show(stage: Stage) -> None:
    stage.driver.go(Room.SETTINGS)
    stage.driver.wait(stage.driver.app.settings.is_whole, "every card")
    settle()


def at(stage: Stage, key: str) -> SettingsPane:
    """The page, led to one setting."""
    show(stage)
    stage.driver.app.go(Place(Room.SETTINGS, setting=key))
    rest()
    return stage.driver.app.settings


def look_at(pane: SettingsPane, widget: QWidget) -> None:
    """Scroll so that this stands near the top, as a person would."""
    settle()
    sheet = pane.area.widget()
    assert sheet is not None
    pane.area.verticalScrollBar().setValue(widget.mapTo(sheet, QPoint(0, -80)).y())
    rest()


def embedder(stage: Stage) -> None:
    at(stage, "embedder")


def offline(stage: Stage) -> None:
    stage.driver.app.core.settings.change(offline=True)
    at(stage, "offline")


def searched(words: str, stage: Stage) -> None:
    stage.driver.go(Room.SETTINGS)
    field = stage.driver.app.settings.search
    stage.undo.callback(field.start_over)
    field.setText(words)
    field.returnPressed.emit()
    settle()


def token(text: str, stage: Stage) -> None:
    """A token is pasted and the Hub asked whose it is."""
    pane = at(stage, "token")
    panel = pane.group(NetworkGroup).token
    stage.undo.callback(panel.result.clear)
    stage.undo.callback(remove_token)
    stage.driver.wait(lambda: panel.state is not None, "the token to be looked for")
    panel.field.setText(text)
    click(panel.store)
    stage.driver.wait(lambda: panel.remove.isVisible() and panel.check.text() != "", "the token to be stored")
    stage.driver.wait(lambda: panel.result.kind in ("good", "bad"), "the Hub's answer")
    settle()


def move(stage: Stage) -> None:
    """Another folder was chosen, and a model that lies in the old one is loaded."""
    stage.driver.try_model(f"{CHAT}/Tiny-Chat-Q8_0.gguf")
    stage.driver.wait(lambda: bool(stage.driver.app.pool.loaded), "the model to be loaded")
    pane = at(stage, "models-folder")
    panel = pane.group(ModelsGroup).folder.move_panel
    pane.group(ModelsGroup).folder.ask_for(stage.home / "moved-models")
    stage.driver.wait(panel.leave.isVisible, "the question")
    look_at(pane, pane.group(ModelsGroup))


def no_room(stage: Stage) -> None:
    """The other disk has too little room."""
    pane = at(stage, "models-folder")
    mover = stage.driver.app.mover
    plan = plan_move(stage.driver.app.catalog.models_folder, stage.home / "moved-models", _little)
    mover.propose(replace(plan, same_disk=False))
    stage.undo.callback(mover.dismiss)
    look_at(pane, pane.group(ModelsGroup))


def _little(_folder: Path) -> int:
    return 1_000_000


def measured(stage: Stage) -> None:
    """The sizes are there, and clearing is asked for."""
    pane = at(stage, "storage")
    panel = pane.group(StorageGroup).panel
    stage.driver.wait(lambda: panel.usage is not None, "the disk to be measured")
    panel.clear.setEnabled(True)
    click(panel.clear)
    stage.undo.callback(asked(pane).dismiss)
    look_at(pane, pane.group(StorageGroup))


def machine(stage: Stage) -> None:
    """What computes here, once it was looked for."""
    pane = at(stage, "machine")
    panel = pane.group(EngineGroup).machine
    look_at(pane, panel)
    stage.driver.wait(lambda: bool(panel.devices.known), "the devices")
    settle()


def licenses(stage: Stage) -> None:
    """All parts, unfolded."""
    pane = at(stage, "about")
    folding = pane.group(AboutGroup).about.parts
    stage.driver.wait(lambda: bool(pane.group(AboutGroup).about.count), "the parts to be read")
    folding.set_open(True)
    stage.undo.callback(folding.set_open, False)
    look_at(pane, folding)


def reset(stage: Stage) -> None:
    pane = at(stage, "reset")
    click(pane.group(AboutGroup).reset.ask)
    stage.undo.callback(asked(pane).dismiss)
    look_at(pane, pane.group(AboutGroup).reset)


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("settings-content", "stocked", show),
        Scene("settings-new", "new", show),
        Scene("settings-offline", "stocked", offline),
        Scene(
            "settings-engine",
            "stocked",
            lambda stage: look_at(pane := at(stage, "memory"), pane.group(EngineGroup)),
        ),
        Scene("settings-models", "stocked", embedder),
        Scene("settings-machine", "stocked", machine),
        Scene("settings-search", "stocked", lambda stage: searched("memory", stage)),
        Scene("settings-search-nothing", "stocked", lambda stage: searched("zzqq", stage)),
        Scene("settings-token-checked", "stocked", lambda stage: token("hf_tester", stage)),
        Scene("settings-token-refused", "stocked", lambda stage: token("hf_wrong", stage)),
        Scene("settings-move", "stocked", move, alone=True),
        Scene("settings-move-no-room", "stocked", no_room),
        Scene("settings-storage", "stocked", measured),
        Scene("settings-licenses", "stocked", licenses),
        Scene("settings-reset", "stocked", reset),
    )
