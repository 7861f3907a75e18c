"""Engine settings: a core for other programs, and what this machine computes with, in words."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from explorer.base.settings import Settings, SettingsFile
from explorer.domain.places import Place, Room
from explorer.domain.speed import MachineSpeed, TypeSpeed
from explorer.engine.local import protocol
from explorer.local.fit.measurements import MeasurementStore
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.engine_pane import EngineGroup
from explorer.rooms.settings.pane import SettingsPane
from tests.settings.conftest import MACHINE


def test_a_core_is_left_free_where_threads_are_automatic(pane: SettingsPane, settings: SettingsFile) -> None:
    assert pane.group(EngineGroup).threads.currentText() == f"Automatic ({MACHINE.cores})"
    pane.group(EngineGroup).core.click()
    assert settings.current == Settings(leave_core_free=True)
    assert settings.current.threads_of(MACHINE.cores) == MACHINE.cores - 1
    assert pane.group(EngineGroup).threads.currentText() == f"Automatic ({MACHINE.cores - 1})"
    settings.change(threads=2)
    assert not pane.group(EngineGroup).core.isEnabled()
    assert settings.current.threads_of(MACHINE.cores) == 2


def test_engine_and_devices_are_listed_once_they_are_seen(pane: SettingsPane, qtbot: QtBot) -> None:
    panel = pane.group(EngineGroup).machine
    assert not panel.devices.is_asking()
    pane.show_place(Place(Room.SETTINGS, setting="machine"))
    qtbot.waitUntil(lambda: bool(panel.devices.known), timeout=20_000)
    qtbot.waitUntil(lambda: any("llama-cpp-python 0" in text for text in panel.texts()), timeout=20_000)
    assert any(text.startswith("Processor: ") and "16 GB memory" in text for text in panel.texts())
    assert "Measured: Not yet. It is done by itself, while no model is loaded." in panel.texts()


def test_what_was_measured_is_told_with_its_conditions(pane: SettingsPane, services: RoomServices) -> None:
    kept = MachineSpeed(
        (TypeSpeed("Q8_0", 1e-9, 1e10, 0.0),), 31e9, 1e-8, 1e-6, "CPU (AVX2)", 4, True, "llama.cpp",
        "2026-03-12T10:30:00+00:00",
    )  # fmt: skip
    MeasurementStore(services.core.store).keep_machine(kept)
    panel = pane.group(EngineGroup).machine
    panel.ask()
    measured = panel.texts()[-1]
    assert measured.startswith("Measured: 31 GB of weights read a second with 4 threads, on ")
    assert "26" in measured


def test_a_driver_that_ended_the_engine_is_told_and_asked_again(
    pane: SettingsPane, services: RoomServices, qtbot: QtBot
) -> None:
    services.pool.drivers.note(Path("/model.gguf"), protocol.Trying(drivers=True))
    panel = pane.group(EngineGroup).machine
    panel.devices.ask()
    qtbot.waitUntil(lambda: panel.devices.trouble is not None, timeout=20_000)
    assert panel.trouble.text().startswith("The graphics driver ended the engine when it was opened")
    panel.again.setFocus(Qt.FocusReason.TabFocusReason)
    panel.again.click()
    assert panel.again.is_busy()
    qtbot.waitUntil(lambda: panel.devices.trouble is None, timeout=20_000)
    assert panel.trouble.isHidden()
    assert not panel.again.is_busy()
    assert panel.window().focusWidget() is panel.again, "the keys are where they were"
