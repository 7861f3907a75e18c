"""Models of other programs, and of the person's own folders, as the Library shows and handles them."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QFileDialog
from pytestqt.qtbot import QtBot

from explorer.domain.local_model import Origin, OtherApp
from explorer.local.models.app_folders import AppEnvironment
from explorer.rooms.library.model_actions import ModelRequest, ModelVerb
from explorer.rooms.library.questions_pane import DeleteQuestion, deletion_words
from tests.library.conftest import put_model
from tests.models.elsewhere import in_jan, in_lm_studio, in_ollama
from tests.models.tiny import Tiny, write_tiny
from tests.pages.library import LibraryPage

type Open = Callable[[], LibraryPage]


def _question(room: LibraryPage) -> DeleteQuestion:
    return next(q for q in room.pane.findChildren(DeleteQuestion) if q.isVisible())


def test_the_line_below_the_table_counts_them_and_leads_to_their_places(
    open_room: Open, around: AppEnvironment, models: Path
) -> None:
    put_model(models)
    in_lm_studio(around.home, "meadow/Field-GGUF", "Field-Q8_0.gguf", Tiny(name="Field", seed=2))
    room = open_room()
    body = room.pane.body
    assert "1 model of another program" in body.foot.others.text()
    body.foot.show_others_button.click()
    assert body.currentWidget() is body.places
    assert list(body.places.toggles) == [OtherApp.LM_STUDIO]
    room.catalog.changed.emit(room.catalog.models)
    assert body.currentWidget() is body.places  # until the person goes back
    body.places.back.click()
    assert body.table.isVisible()


def test_a_program_can_be_left_out(open_room: Open, around: AppEnvironment, qtbot: QtBot) -> None:
    in_lm_studio(around.home, "meadow/Field-GGUF", "Field-Q8_0.gguf", Tiny(name="Field"))
    room = open_room()
    room.pane.overall.show_places()
    room.pane.body.places.toggles[OtherApp.LM_STUDIO].click()
    qtbot.waitUntil(lambda: room.catalog.models == ())
    room.pane.body.places.toggles[OtherApp.LM_STUDIO].click()
    qtbot.waitUntil(lambda: len(room.catalog.models) == 1)


def test_a_folder_of_the_person_is_used_in_place_and_let_go(
    open_room: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    write_tiny(tmp_path / "kobold" / "Field-Q8_0.gguf", Tiny(name="Field"))
    room = open_room()
    room.pane.body.places.choose_folder()
    dialog = room.pane.findChild(QFileDialog)
    assert dialog is not None
    dialog.filesSelected.emit([str(tmp_path / "kobold")])
    dialog.close()
    qtbot.waitUntil(lambda: room.names() == ["Field"])
    assert room.catalog.models[0].origin is Origin.IN_PLACE
    room.pane.overall.show_places()
    (off,) = (b for b in room.pane.body.places.findChildren(QAbstractButton) if "off the list" in b.text())
    off.click()
    qtbot.waitUntil(lambda: room.catalog.models == ())
    assert (tmp_path / "kobold" / "Field-Q8_0.gguf").exists()


def test_the_file_of_a_program_that_keeps_an_index_is_never_deleted(
    open_room: Open, around: AppEnvironment
) -> None:
    blob = in_ollama(around.home, "registry.ollama.ai/library/field/1b", Tiny(name="Field"))
    room = open_room()
    room.pane.deeds.do(ModelRequest(ModelVerb.DELETE, room.model("Field 1B")))
    assert "belongs to Ollama" in room.told[0]
    assert room.messages.all[0].advice == "Delete it there: ollama rm field:1b"
    assert not room.pane.findChildren(DeleteQuestion)
    assert blob.exists()


def test_whose_file_it_is_is_said_before_it_is_deleted(
    open_room: Open, around: AppEnvironment, qtbot: QtBot
) -> None:
    path = in_lm_studio(around.home, "meadow/Field-GGUF", "Field-Q8_0.gguf", Tiny(name="Field"))
    room = open_room()
    room.pane.deeds.do(ModelRequest(ModelVerb.DELETE, room.model("Field")))
    question = _question(room)
    assert "It belongs to LM Studio, which will not find it any more." in deletion_words(room.model("Field"))
    question.agree.click()
    qtbot.waitUntil(lambda: room.trashed == [path])
    qtbot.waitUntil(lambda: room.catalog.models == ())


def test_a_copy_into_the_models_folder_gets_a_name_that_says_something(
    open_room: Open, around: AppEnvironment, qtbot: QtBot
) -> None:
    in_jan(around.home, "meadow/field-q4", Tiny(name="Field"))
    room = open_room()
    assert "Copy into the models folder" in room.menu(room.model("Field q4"))
    room.pane.deeds.do(ModelRequest(ModelVerb.COPY_HERE, room.model("Field q4")))
    copied = room.models / "imported" / "meadow-field-q4" / "meadow-field-q4.gguf"
    qtbot.waitUntil(copied.exists)
    qtbot.waitUntil(lambda: {m.origin for m in room.catalog.models} == {Origin.IMPORTED, Origin.OTHER_APP})


def test_files_can_be_moved_in_or_used_where_they_lie(open_room: Open, tmp_path: Path, qtbot: QtBot) -> None:
    moved = write_tiny(tmp_path / "from" / "Moved-Q8_0.gguf", Tiny(name="Moved"))
    stays = write_tiny(tmp_path / "from" / "Stays-Q8_0.gguf", Tiny(name="Stays", seed=1))
    room = open_room()
    card = room.pane.taking
    for source, button in ((moved, card.move_), (stays, card.in_place)):
        room.pane.taking.ask([source])
        qtbot.waitUntil(card.isVisible)
        button.click()
        assert not card.isVisible()
    qtbot.waitUntil(lambda: room.names() == ["Moved", "Stays"])
    assert not moved.exists()
    assert room.model("Stays").path == stays
    assert "Take it off the list" in room.menu(room.model("Stays"))
    room.pane.deeds.do(ModelRequest(ModelVerb.FORGET, room.model("Stays")))
    qtbot.waitUntil(lambda: room.names() == ["Moved"])
    assert stays.exists()
    undo = room.messages.all[-1].action
    assert undo is not None
    undo.run()
    qtbot.waitUntil(lambda: room.names() == ["Moved", "Stays"])


def test_another_program_s_file_is_not_moved_away(
    open_room: Open, around: AppEnvironment, qtbot: QtBot
) -> None:
    in_jan(around.home, "meadow/field-q4", Tiny(name="Field"))
    room = open_room()
    source = room.model("Field q4").path
    room.pane.taking.ask([source])
    card = room.pane.taking
    qtbot.waitUntil(card.isVisible)
    assert not card.move_.isEnabled()
    assert card.copy.isEnabled()


def test_what_cannot_be_taken_in_is_told_and_the_rest_is_asked_about(
    open_room: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    good = write_tiny(tmp_path / "good-Q8_0.gguf")
    bad = tmp_path / "bad.gguf"
    bad.write_bytes(b"nothing")
    room = open_room()
    room.pane.taking.ask([bad, good])
    qtbot.waitUntil(room.pane.taking.isVisible)
    assert room.told == ["This is not a GGUF model file."]
    room.pane.taking.in_place.click()
    qtbot.waitUntil(lambda: [model.path for model in room.catalog.models] == [good])
