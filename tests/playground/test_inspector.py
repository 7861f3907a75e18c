"""The inspector: calm at first, and what a setting means is shown with it."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from explorer.domain.fit import FitWord, RemoteFileFacts, Yardstick
from explorer.domain.sampling_choice import SamplingChoice
from explorer.domain.tokens import Device
from explorer.kit.chips import Chip
from explorer.kit.sampling.setting_row import NumberRow
from explorer.kit.section import Section
from explorer.local.fit.load_forecast import LoadForecast
from explorer.rooms.playground.model.loading_words import device_names, free_words, speed_words
from explorer.rooms.playground.pane import PlaygroundPane
from tests.pages.playground import part, top_in
from tests.playground.conftest import SAID, Table
from tests.playground.test_pane import words

_GB = 1_000_000_000


def opened(table: Table, models: Path) -> PlaygroundPane:
    pane = table.open(models)
    table.choose("Tiny chat")
    table.page.toggle_inspector()
    return pane


def test_at_first_all_that_most_people_need_seldom_is_folded(table: Table, tiny_models: Path) -> None:
    pane = opened(table, tiny_models)
    assert table.page.inspector.findChildren(Section)
    assert not any(section.is_open() for section in table.page.inspector.findChildren(Section))
    assert "The model" in words(pane)
    assert table.page.loading.header.accessibleDescription() == FitWord.FITS


def test_what_is_only_taken_while_there_is_room_is_said_beside_the_sum() -> None:
    outlooks = [
        LoadForecast(
            Yardstick(memory * _GB).fit(RemoteFileFacts(8 * _GB, label="Q4_K_M")), 8 * _GB, 0, 0, 32, 4096
        )
        for memory in (16, 64)
    ]
    assert [str(speed_words(outlook)) for outlook in outlooks] == [
        "How this is known: estimate. It takes 4.8 GB more while there is room.",
        "How this is known: estimate.",
    ]


def test_without_a_model_nothing_is_said_about_one(table: Table, tmp_path: Path) -> None:
    pane = table.open(tmp_path)
    table.page.toggle_inspector()
    assert "Longest answer" in words(pane)
    assert "The model" not in words(pane)


def test_what_a_click_unfolds_is_scrolled_to_with_its_heading(table: Table, tiny_models: Path) -> None:
    pane = opened(table, tiny_models)
    pane.resize(1200, 560)
    QApplication.processEvents()
    section = table.page.loading
    bar = table.page.inspector_area.verticalScrollBar()
    bar.setValue(bar.maximum())
    before = bar.value()
    section.header.click()
    table.wait(lambda: bar.value() > before)
    view = table.page.inspector_area.viewport()
    assert section.header.mapTo(view, QPoint(0, 0)).y() >= 0
    assert section.context.mapTo(view, QPoint(0, 0)).y() < view.height()


def test_the_seed_is_a_number_only_while_it_is_locked(table: Table, tiny_models: Path) -> None:
    pane = opened(table, tiny_models)
    (field,) = [one for one in table.page.inspector.findChildren(QLineEdit) if one.accessibleName() == "Seed"]
    assert field.isHidden()
    assert "new for every answer" in words(pane)
    table.page.lock.click()
    assert field.isVisible()
    assert "new for every answer" not in words(pane)
    field.setText("7")
    field.editingFinished.emit()
    table.use("Tiny chat")
    assert table.ask("Hello") == SAID
    drawn = table.page.session.turns[-1].record.sampling
    assert drawn is not None
    assert drawn.seed == 7


def test_what_is_chosen_again_stays_marked_and_a_seed_is_shown_as_the_number_it_is(
    table: Table, tiny_models: Path
) -> None:
    opened(table, tiny_models)
    structure = table.page.inspector.structure
    structure.set_open(True)
    chip = part(structure, Chip, "JSON")
    for _ in range(2):
        chip.click()
        assert [one.isChecked() for one in structure.chips] == [False, True, False]
        assert table.page.session.controls.form == "json_schema"
    table.page.lock.click()
    for typed in ("7", "007"):
        table.page.seed.setText(typed)
        QTest.keyClick(table.page.seed, Qt.Key.Key_Return)
        assert table.page.seed.text() == "7"


def test_rows_keep_their_place_while_values_hints_and_counts_change(table: Table, tiny_models: Path) -> None:
    opened(table, tiny_models)
    inspector, loading = table.page.inspector, table.page.loading
    table.page.set(choice=SamplingChoice())
    for section in (inspector.more, loading):
        section.set_open(True)
    inspector.more.changed.emit(SamplingChoice())
    rows = [row for row in inspector.more.parts.rows if not row.setting.needs]
    parts = [inspector.creativity.slider, table.page.length, table.page.seed, table.page.sure]
    parts += rows
    parts += [inspector.structure.header, inspector.stops.header, loading.header, loading.context]
    parts += [table.page.template.header]

    def places() -> list[int]:
        QApplication.processEvents()
        return [top_in(table.page.inspector_area, part) for part in parts]

    before = places()
    inspector.creativity.slider.setValue(3)
    table.page.system_prompt.setPlainText("You are a pirate.")
    table.page.lock.click()
    table.page.length.setValue(0)
    inspector.stops.editor.setPlainText("###")
    first = rows[0]
    assert isinstance(first, NumberRow)
    first.field.setText("7")
    first.field.editingFinished.emit()
    assert first.origin.isVisible()
    table.page.chosen.choose_load(context_length=1024)
    assert places() == before


def test_a_device_is_called_as_its_driver_calls_it_and_two_alike_are_told_apart() -> None:
    radeon = Device("Vulkan0", "AMD Radeon 780M", "integrated_gpu", 6 * _GB, 8 * _GB)
    twins = (Device("CUDA0", "NVIDIA L4", "gpu", 0, 0), Device("CUDA1", "NVIDIA L4", "gpu", 0, 0))
    assert device_names([radeon, *twins]) == ["AMD Radeon 780M", "NVIDIA L4 · CUDA0", "NVIDIA L4 · CUDA1"]
    assert device_names([Device("Metal", "", "gpu", 0, 0)]) == ["Metal"]
    assert free_words(radeon) == "6 GB of 8 GB free"
    assert free_words(twins[0]) == ""
