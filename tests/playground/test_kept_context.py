"""A long chat that is opened again goes on from what was read of it before."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer

from explorer.rooms.playground.context import kept_context_controller
from tests.playground.conftest import Table

LONG = " ".join(f"word{n}" for n in range(140))


def _files(table: Table) -> set[str]:
    folder = table.core.paths.contexts
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


@pytest.fixture(autouse=True)
def _no_leisure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_context_controller, "_LEISURE_MS", 0)


def test_a_long_chat_is_kept_taken_up_and_forgotten_with_the_chat(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    model = table.use("Tiny chat")
    table.ask("Short.")
    table.ask(LONG)
    table.wait(lambda: {"1.kv", "1.kv.json"} <= _files(table))
    table.pool.get(model.path).unload()
    table.use("Tiny chat")
    kept = table.core.paths.contexts / "1.kv"
    os.utime(kept, (100, 100))
    table.ask("And now?")
    assert kept.stat().st_mtime > 100  # it was read
    table.page.command("Move the chat to the bin").run()
    table.wait(lambda: not _files(table))


def test_what_is_forgotten_before_it_is_kept_reaches_no_disk(
    table: Table, tiny_models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_context_controller, "_LEISURE_MS", 200)
    table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("Short.")
    table.ask(LONG)
    table.core.kept_contexts.forget(1)
    (keeping,) = table.pane.findChildren(kept_context_controller.KeptContextController)
    (leisure,) = keeping.findChildren(QTimer)
    with table.qtbot.waitSignal(leisure.timeout):
        pass
    table.ask("And now?")  # the model would have written it before
    assert not _files(table)


def test_nothing_is_kept_where_nothing_is_wanted(table: Table, tiny_models: Path) -> None:
    table.settings.change(contexts_gb=0)
    table.open(tiny_models)
    table.use("Tiny chat")
    table.ask(LONG)
    table.qtbot.wait(50)
    assert not _files(table)
