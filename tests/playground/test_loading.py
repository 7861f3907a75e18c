"""How a model is loaded is chosen for its file, shown before it happens, and told when it went otherwise."""

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from explorer.domain.errors import KnownError
from explorer.domain.fit import FitWord
from explorer.domain.generation import LoadOptions
from explorer.domain.places import Room
from explorer.domain.words import Words, wording_of
from explorer.engine.local import protocol
from explorer.engine.local.engine import Engine
from explorer.engine.local.engine_pool import PoolPolicy
from explorer.engine.local.failures import driver_failed, explain_load_failure, out_of_memory
from explorer.engine.state import BackendState
from explorer.rooms.playground.model.loading_pane import LoadingSection
from tests.engine.conftest import pid_of
from tests.playground.conftest import SAID, Table
from tests.playground.test_pane import button, status, words


def section(table: Table) -> LoadingSection:
    """Unfolded, as by a person who wants to see it."""
    loading = table.page.loading
    loading.set_open(True)
    return loading


def test_a_shorter_context_takes_less_and_is_loaded_again_when_asked(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    model = table.use("Endless")
    table.page.toggle_inspector()
    before = section(table).card.needs.text()
    assert section(table).again.isHidden()
    section(table).context.setValue(0)
    assert section(table).card.needs.text() != before
    assert section(table).again.isVisible()
    section(table).again.click()
    engine = table.pool.get(model.path)
    table.wait(lambda: engine.model is not None)
    assert engine.model is not None
    assert engine.model.context_length == 1024
    assert section(table).again.isHidden()


def test_the_choice_belongs_to_the_file_and_outlives_the_app(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    table.choose("Endless")
    section(table).context.setValue(1)
    section(table).threads.setValue(1)
    table.choose("Tiny chat")
    assert table.page.chosen.plan.options() == LoadOptions(context_length=4096)
    table.pane.close_room()
    table.open(tiny_models)
    table.choose("Endless")
    assert table.page.chosen.plan.options() == LoadOptions(context_length=2048, threads=1)
    assert section(table).context.value() == 1


def test_the_next_answer_loads_the_model_as_it_is_chosen_then(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    model = table.use("Tiny chat")
    table.page.chosen.choose_load(context_length=1024)
    assert table.ask("Hello") == SAID
    engine = table.pool.get(model.path)
    assert engine.model is not None
    assert engine.model.context_length == 1024


def test_settings_that_change_later_leave_a_loaded_model_alone(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    model = table.use("Tiny chat")
    engine = table.pool.get(model.path)
    worker = pid_of(engine)
    table.settings.change(context_length=1024, threads=1)
    assert section(table).again.isHidden()
    assert table.ask("Hello") == SAID
    assert pid_of(engine) == worker


def test_a_model_that_another_room_loaded_is_loaded_again_only_for_what_was_chosen(
    table: Table, tiny_models: Path
) -> None:
    table.open(tiny_models)
    model = table.choose("Tiny chat")
    engine = table.pool.get(model.path)
    engine.load(model.path, LoadOptions(context_length=512))
    table.wait(lambda: engine.model is not None)
    assert not table.page.chosen.is_other_load()
    table.page.chosen.choose_load(context_length=1024)
    assert table.page.chosen.is_other_load()
    table.page.chosen.choose_load(context_length=512)
    assert not table.page.chosen.is_other_load()


def test_the_settings_are_followed_where_nothing_is_chosen(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.page.toggle_inspector()
    table.choose("Endless")
    section(table)
    table.settings.change(context_length=8192, leave_core_free=True)
    assert table.page.chosen.plan.options() == LoadOptions(context_length=8192, threads=1)
    assert "8,192 tokens, usual" in words(pane)


def test_the_devices_of_this_machine_can_be_chosen(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    model = table.choose("Tiny chat")
    table.page.toggle_inspector()
    devices = table.page.loading.devices
    table.wait(lambda: bool(devices.known))
    assert devices.known[0].kind == "cpu"
    section(table).device.setCurrentIndex(1)
    assert table.page.chosen.plan.options().device == "cpu"
    button(pane, "Load").click()
    engine = table.pool.get(model.path)
    table.wait(lambda: engine.model is not None)
    assert engine.model is not None
    assert engine.model.fell_back is None
    assert table.page.header.fallback.isHidden()


def test_a_device_that_is_not_there_is_told_where_the_model_is_named(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    model = table.choose("Tiny chat")
    table.page.chosen.choose_load(device="Vulkan7")
    button(pane, "Load").click()
    engine = table.pool.get(model.path)
    table.wait(lambda: engine.model is not None)
    assert table.page.header.fallback.isVisible()
    assert "Vulkan7" in table.page.header.fallback.toolTip()
    assert not table.page.loading.is_open()
    table.page.header.fallback.click()
    assert table.page.loading.is_open()
    assert "Vulkan7 is not there now" in section(table).fallback.text()
    assert "Vulkan7" in section(table).device.currentText()


def test_a_driver_that_ends_the_engine_is_told_where_the_device_is_chosen(
    table: Table, tiny_models: Path
) -> None:
    table.open(tiny_models)
    table.choose("Tiny chat")
    table.pool.drivers.note(None, protocol.Trying(drivers=True))
    table.page.toggle_inspector()
    table.wait(lambda: table.page.loading.devices.trouble is not None)
    assert section(table).fallback.text().startswith("The graphics driver ended the engine")
    section(table).device.setCurrentIndex(1)
    assert section(table).fallback.isHidden()


@pytest.mark.parametrize(
    ("error", "way"),
    [
        (out_of_memory("log"), "Load with 2K tokens"),
        (driver_failed("log"), "Load on the processor"),
        (explain_load_failure("unknown model architecture: 'nova'"), "Find another model"),
        (explain_load_failure("tensor data is corrupt"), "Show it in the Library"),
        (explain_load_failure("No such file or directory"), "Show it in the Library"),
        (explain_load_failure("Permission denied"), "Load again"),
        (explain_load_failure("something else"), "Load again"),
    ],
)
def test_a_load_that_failed_offers_the_next_step(
    table: Table, tiny_models: Path, error: KnownError, way: str
) -> None:
    pane = table.open(tiny_models)
    model = table.choose("Tiny chat")
    table.pool.rules = Refusing(error)
    button(pane, "Load").click()
    assert error.what in words(pane)
    assert button(pane, "Details").isEnabled()
    table.pool.rules = table.rules
    button(pane, way).click()
    if way.startswith("Load"):
        engine = table.pool.get(model.path)
        table.wait(lambda: engine.model is not None)
        expected = {"Load with 2K tokens": 2048}.get(way, 4096)
        assert engine.options.context_length == expected
        assert engine.options.device == ("cpu" if "processor" in way else "")
    else:
        assert table.places[-1].room is (Room.DISCOVER if "Find" in way else Room.LIBRARY)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_worker_killed_in_mid_answer_is_back_with_one_click(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    model = table.use("Endless")
    table.page.set(max_tokens=8192)
    table.send("Go on")
    table.wait(lambda: len(pane.last_answer()) > 40)
    engine = table.pool.get(model.path)
    os.kill(pid_of(engine), signal.SIGKILL)
    table.wait(lambda: engine.state is BackendState.FAILED)
    written = pane.last_answer()
    assert len(written) > 40
    assert "What was written is kept." in words(pane)
    button(pane, "Load again").click()
    table.wait(lambda: engine.state is BackendState.READY)
    assert pane.last_answer() == written
    assert "What was written is kept." not in words(pane)
    assert status(table).endswith("memory")


def test_a_model_that_is_too_big_is_marked_in_a_word(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    table.estimates.yardstick.memory_total = 1_000_000
    table.choose("Endless")
    loading = table.page.loading
    assert loading.header.accessibleDescription() == FitWord.TOO_BIG
    assert section(table).card.pill.text() == FitWord.TOO_BIG
    assert not loading.header.accessibleDescription()


def test_why_it_fell_back_is_said_in_the_language_of_the_window(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    table.use("Tiny chat")
    engine = table.page.chosen.engine
    assert isinstance(engine, Engine)
    assert engine.model is not None
    engine.model = replace(engine.model, fell_back=wording_of(Words("The graphics driver failed.")))
    table.page.header.refresh()
    assert table.page.header.fallback.isVisible()
    assert "The graphics driver failed." in table.page.header.fallback.toolTip()


class Refusing(PoolPolicy):
    """Stands in for an engine that fails in a way no test can bring about."""

    def __init__(self, error: KnownError) -> None:
        self._error = error

    def check(self, path: Path, options: LoadOptions, free: int) -> KnownError | None:
        del path, options, free
        return self._error


def test_the_wheel_turns_the_page_and_chooses_no_device(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    table.choose("Tiny chat")
    table.page.toggle_inspector()
    picker = section(table).device
    at = QPointF(picker.rect().center())
    turn = QWheelEvent(
        at, picker.mapToGlobal(at), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(picker, turn)
    assert not turn.isAccepted()
    assert table.page.chosen.choice.device == ""
