"""A model that does not fit is not loaded in silence: the room says what it needs and offers ways on."""

import copy
from pathlib import Path

import psutil
import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget

from explorer.domain.units import size_text
from explorer.engine.local.failures import out_of_memory
from explorer.engine.state import BackendState
from explorer.rooms.playground.captions import answer_conditions
from tests.models.tiny import Tiny, write_tiny
from tests.playground.conftest import SAID, Table
from tests.playground.test_loading import Refusing
from tests.playground.test_pane import button, status, words
from tests.waiting import found

CONTEXT = 65536


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A model of which only a short context fits, once memory is short."""
    tiny = Tiny(text=SAID, context_length=CONTEXT)
    write_tiny(tmp_path / "models/tiny/large/Large-context-Q8_0.gguf", tiny)
    return tmp_path / "models"


def test_before_loading_the_header_says_what_it_will_take(table: Table, large: Path) -> None:
    table.open(large)
    table.choose("Large context")
    assert status(table).startswith("not loaded · needs about ")


def test_a_shorter_context_is_one_click_away(
    table: Table, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane = table.open(large)
    table.settings.change(context_length=CONTEXT)
    model = table.choose("Large context")
    free = table.estimates.need(model.path, 8192)
    _leave_free(monkeypatch, free)
    button(pane, "Load").click()
    engine = table.pool.get(model.path)
    assert engine.state is BackendState.FAILED
    assert "of memory, and" in words(pane)
    button(pane, f"Load with 8K tokens · {size_text(free)}").click()
    table.wait(lambda: engine.model is not None)
    assert engine.model is not None
    assert engine.model.context_length == 8192


def test_what_it_reads_is_kept_in_8_bit_where_that_makes_it_fit(
    table: Table, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane = table.open(large)
    table.settings.change(context_length=CONTEXT)
    model = table.choose("Large context")
    _leave_free(monkeypatch, table.estimates.need(model.path, CONTEXT, "q8_0"))
    button(pane, "Load").click()
    assert "reads prompts at about half the speed" in words(pane)
    _packed(pane).click()
    engine = table.pool.get(model.path)
    table.wait(lambda: engine.model is not None)
    assert engine.model is not None
    assert engine.model.context_length == CONTEXT
    assert engine.options.cache_type == "q8_0"
    assert table.ask("Hello") == SAID
    record = table.page.session.turns[-1].record
    assert "Context in memory: 8 bit" in answer_conditions(record)
    table.page.toggle_inspector()
    table.page.loading.set_open(True)
    picker = table.page.loading.cache.picker
    assert picker.currentText() == "Half the memory (8 bit)"
    picker.setCurrentIndex(0)
    assert table.page.chosen.is_other_load()
    assert table.page.chosen.plan.options().cache_type == "f16"


def test_memory_that_ran_out_offers_fewer_bits_where_they_save_much(table: Table, large: Path) -> None:
    pane = table.open(large)
    table.settings.change(context_length=CONTEXT)
    model = table.choose("Large context")
    table.pool.rules = Refusing(out_of_memory("log"))
    button(pane, "Load").click()
    _packed(pane)
    table.page.chosen.choose_load(context_length=1024)  # of which they save hardly anything
    table.page.chosen.load()
    button(pane, "Choose another file")
    assert "8-bit" not in words(pane)
    assert table.pool.get(model.path).state is BackendState.FAILED


def test_the_person_may_try_anyway(table: Table, large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pane = table.open(large)
    model = table.choose("Large context")
    _leave_free(monkeypatch, 1000)
    button(pane, "Load").click()
    assert "Choose a smaller file, or try anyway." in words(pane)
    button(pane, "Try anyway").click()
    table.wait(lambda: table.pool.get(model.path).model is not None)
    assert status(table).endswith("memory")


def test_what_a_load_took_is_learned(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    model = table.use("Tiny chat")
    seen = table.store.read("SELECT * FROM measured")
    assert [row["file"] for row in seen] == [f"{model.path.name}:{model.size}"]
    assert seen[0]["memory"] > 10_000_000


def _leave_free(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    real = psutil.virtual_memory()
    short = copy.replace(real, available=free)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: short)


def _packed(pane: QWidget) -> QAbstractButton:
    """The button that loads with fewer bits, and says what that saves."""

    def seen() -> QAbstractButton | None:
        buttons = (b for b in pane.findChildren(QAbstractButton) if b.isVisible())
        return next((b for b in buttons if b.text().startswith("Load with 8-bit context · saves ")), None)

    return found(seen, "the button of fewer bits")
