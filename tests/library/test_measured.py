"""What was measured of a file here stands in its sheet, apart from what was published."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from explorer.base.store import Store
from explorer.domain.places import Place, Room
from explorer.evaluate.store import EvalStore
from explorer.local.fit.measurements import model_key
from explorer.rooms.library.model_actions import ModelRequest, ModelVerb
from explorer.transparency.sheet_view.result_rows import MeasuredList
from tests.evaluate.results.making import add_run, passed, run_model
from tests.evaluate.room.making import LETTERS, clinic_letters
from tests.library.conftest import put_model
from tests.pages.compare import texts_of
from tests.pages.library import LibraryPage
from tests.waiting import found

type Open = Callable[[], LibraryPage]


def test_what_was_measured_here_is_told_on_the_sheet_and_opened_from_it(
    open_room: Open, models: Path, store: Store, qtbot: QtBot
) -> None:
    put_model(models)
    room = open_room()
    model = room.model("Tiny")
    room.pane.deeds.do(ModelRequest(ModelVerb.FACTS, model))
    qtbot.waitUntil(lambda: room.pane.opened.content() is not None)
    sheet = room.pane.body.sheet
    assert not sheet.findChildren(MeasuredList)

    runs = EvalStore(store)
    stored = runs.add_set(LETTERS, clinic_letters())
    asked = run_model("Tiny", file=model_key(model))
    run = add_run(store, stored, [asked], [passed("Tiny", f"case{n}") for n in range(1, 25)])
    runs.end_run(run.id, "done")
    room.pane.hide()
    room.pane.show()  # as who comes back from Evaluate
    listed = found(lambda: next(iter(sheet.findChildren(MeasuredList)), None), "what was measured")
    texts = texts_of(listed)
    assert LETTERS in texts
    assert "Passed 24 of 24 (plausible above 86 %)" in texts
    assert any("temperature 0, seed 1, at most 512 tokens" in text for text in texts)
    found(lambda: next(iter(listed.findChildren(QPushButton)), None), "the way to Evaluate").click()
    assert room.went[-1] == Place(Room.EVALUATE, eval_set_id=stored.id)
