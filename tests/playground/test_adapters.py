"""Adapters are looked at before they are put on, work as strongly as they are set, and come off again."""

from pathlib import Path

import pytest

from explorer.domain.places import Place, Room
from explorer.domain.sampling_choice import SamplingChoice
from explorer.domain.tokens import AdapterFile
from explorer.engine.backend import Adapts
from explorer.rooms.playground.captions import answer_conditions
from explorer.rooms.playground.model.adapters_pane import AdaptersSection
from tests.models.tiny import Tiny, write_adapter, write_tiny
from tests.playground.conftest import Table
from tests.playground.test_pane import button, words


@pytest.fixture
def endless(table: Table, tmp_path: Path) -> AdaptersSection:
    """The section of a loaded model that an adapter can change, which answers the same thing each time."""
    table.store.set_state("playground.controls", '{"version": 1, "temperature": 0.0, "max_tokens": 24}')
    write_tiny(tmp_path / "tiny/endless/endless-Q8_0.gguf", Tiny(text=None, name="Endless"))
    table.open(tmp_path)
    table.use("Endless")
    return table.page.adapters


def add(table: Table, section: AdaptersSection, path: Path) -> None:
    count = len(table.page.chosen.choice.adapters)
    section.add(path)
    table.wait(lambda: len(table.page.chosen.choice.adapters) > count or section.problem() != "")


def begin_anew(table: Table) -> None:
    """A new chat, asked as the one before."""
    table.page.new_chat()
    table.page.set(choice=SamplingChoice({"temperature": 0.0}), max_tokens=24)


def test_an_adapter_changes_the_answer_as_strongly_as_its_slider_says(
    table: Table, endless: AdaptersSection, tmp_path: Path
) -> None:
    one = write_adapter(tmp_path / "one.gguf", seed=1)
    plain = table.ask("Hello")
    add(table, endless, one)
    (row,) = endless.rows.values()
    changed = table.ask("Hello again")
    row.slider.setValue(0)
    engine = table.page.chosen.engine
    assert isinstance(engine, Adapts)
    table.wait(lambda: engine.adapters == (AdapterFile(bytes(one), 0.0),))
    begin_anew(table)
    assert table.ask("Hello") == plain
    row.slider.setValue(row.slider.maximum())
    begin_anew(table)
    strong = table.ask("Hello")
    row.remove.click()
    begin_anew(table)
    assert table.ask("Hello") == plain
    assert len({plain, changed, strong}) == 3


def test_several_work_at_once_and_are_kept_with_the_file_and_the_answer(
    table: Table, endless: AdaptersSection, tmp_path: Path
) -> None:
    one, two = (write_adapter(tmp_path / f"{n}.gguf", seed=n) for n in (1, 2))
    add(table, endless, one)
    add(table, endless, two)
    assert endless.header.accessibleDescription() == "2 in use"
    table.ask("Hello")
    record = table.page.session.turns[-1].record
    assert record.load is not None
    assert record.load.adapters == (AdapterFile(bytes(one)), AdapterFile(bytes(two)))
    assert "Adapter 1.gguf, strength 1" in answer_conditions(record)
    table.pane.close_room()
    table.open(tmp_path)
    table.choose("Endless")
    assert list(table.page.adapters.rows) == [bytes(one), bytes(two)]


def test_a_file_for_other_models_is_told_in_place_and_not_taken(
    table: Table, endless: AdaptersSection, tmp_path: Path
) -> None:
    add(table, endless, write_adapter(tmp_path / "other.gguf", architecture="qwen9"))
    assert "architecture “qwen9”; this model is “llama”" in endless.problem()
    (tmp_path / "noise.gguf").write_bytes(b"noise")
    endless.add(tmp_path / "noise.gguf")
    table.wait(lambda: "noise.gguf" in endless.problem())
    assert table.page.chosen.choice.adapters == ()


def test_an_adapter_of_another_shape_is_told_and_can_be_taken_off_where_it_failed(
    table: Table, tiny_models: Path, tmp_path: Path
) -> None:
    pane = table.open(tiny_models)
    table.choose("Tiny chat")
    section = table.page.adapters
    add(table, section, write_adapter(tmp_path / "fits-not.gguf"))
    table.send("Hello")
    table.wait(lambda: not pane.is_busy())
    assert "This adapter does not fit this model." in words(pane)
    button(pane, "Take the adapters off").click()
    assert table.page.chosen.choice.adapters == ()
    assert table.ask("Hello") != ""


def test_a_missing_file_is_said_beside_its_name(
    table: Table, endless: AdaptersSection, tmp_path: Path
) -> None:
    one = write_adapter(tmp_path / "one.gguf")
    add(table, endless, one)
    one.unlink()
    table.page.toggle_inspector()
    endless.set_open(True)
    endless.refresh()
    assert "The file is not there now." in words(table.pane)


def test_a_dropped_adapter_is_put_on_the_chosen_model(
    table: Table, endless: AdaptersSection, tmp_path: Path
) -> None:
    one = write_adapter(tmp_path / "one.gguf")
    table.pane.show_place(Place(Room.PLAYGROUND, files=(one,)))
    table.wait(lambda: len(table.page.chosen.choice.adapters) == 1)
    assert endless.isVisible()
    assert endless.is_open()


def test_an_adapter_without_a_model_says_what_is_missing(table: Table, tmp_path: Path) -> None:
    table.open(tmp_path / "nothing")
    table.pane.show_place(Place(Room.PLAYGROUND, files=(tmp_path / "one.gguf",)))
    assert table.messages.all[-1].text == "An adapter is put on a model, and none is chosen."
