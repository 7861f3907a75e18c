"""The Library as a person uses it: by mouse, by keyboard, and when things go wrong."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.errors import OfflineError
from explorer.domain.included_models import MINILM, SMOLLM2
from explorer.domain.local_model import Integrity
from explorer.domain.places import Place, Room
from explorer.domain.repo import RepoFile
from explorer.domain.units import size_text
from explorer.kit.painted_rows import ROW
from explorer.kit.tab_order import first_stop
from explorer.kit.tasks import Tasks
from explorer.kit.text import Para
from explorer.kit.theme import Look
from explorer.local.download_queue.download_order import DownloadOrder
from explorer.local.download_queue.downloads import Download, DownloadState
from explorer.local.models import included
from explorer.rooms.library.jobs.job_kinds import JobKind
from explorer.rooms.library.jobs.work_card_rows import DownloadCard
from explorer.rooms.library.model_actions import ModelRequest, ModelVerb
from explorer.rooms.library.questions_pane import DeleteQuestion, GiveUpQuestion
from explorer.rooms.library.table.columns import COLUMNS, INTACT, MODEL, VERSION, second_line
from explorer.rooms.library.table.listing import LibraryOrder
from tests.library.conftest import noted, put_model
from tests.models.encoder import write_encoder
from tests.models.tiny import Tiny, write_tiny
from tests.pages.library import LibraryPage

type Open = Callable[[], LibraryPage]


def _question(room: LibraryPage) -> DeleteQuestion:
    return next(q for q in room.pane.findChildren(DeleteQuestion) if q.isVisible())


def _download(state: DownloadState, **values: object) -> Download:
    order = DownloadOrder(
        "Pub/Model-GGUF", "c", "", (RepoFile("Model-Q4_K_M.gguf", 1_000_000_000, "0" * 64),)
    )
    return replace(Download(1, order, state), **values)  # type: ignore[arg-type]  # fields by name


def _keep_paused(store: Store) -> None:
    """A download as an earlier start of the app left it."""
    files = '{"endpoint": "", "files": [{"path": "m-Q4_0.gguf", "size": 9000000, "sha256": null}]}'
    store.write(
        "INSERT INTO downloads (repo, commit_sha, files, state, created_at) VALUES (?, ?, ?, ?, ?)",
        "Pub/M-GGUF", "c", files, "paused", "2025-01-01",
    )  # fmt: skip


def test_before_the_first_scan_it_shows_that_it_is_loading(open_room: Open, models: Path) -> None:
    room = open_room()
    room.catalog.is_ready = False
    room.pane.show_place(Place(Room.LIBRARY))
    assert room.pane.body.currentWidget() is room.pane.body.loading


def test_an_empty_library_offers_the_next_step(open_room: Open) -> None:
    room = open_room()
    assert room.pane.body.currentWidget() is room.pane.body.empty
    buttons = {b.text(): b for b in room.pane.body.empty.findChildren(QAbstractButton)}
    buttons["Find a model"].click()
    assert room.went == [Place(Room.DISCOVER)]
    assert not room.pane.head.get_more.isVisible()  # one primary button a page


@pytest.mark.real
def test_the_included_model_is_added_with_progress_and_can_be_tried(open_room: Open, qtbot: QtBot) -> None:
    room = open_room()
    assert room.pane.body.add_included is not None
    room.pane.body.add_included.click()
    assert len(room.pane.cards.cards) == 1
    assert room.pane.body.add_included.is_busy()
    qtbot.waitUntil(lambda: len(room.catalog.models) == 1, timeout=30_000)
    assert included.is_in_place(SMOLLM2, room.models)
    room.press(0, "Try")
    assert room.went[-1].model == room.catalog.models[0]
    offered = [action.text for action in room.pane.overall.actions() if "included" in action.text]
    assert offered == [
        "Add Gemma 3 270M, which is included",
        "Add All MiniLM L6 v2, which is included",
    ]


def test_what_makes_vectors_is_told_as_that_and_not_offered_to_be_asked(
    open_room: Open, models: Path, qtbot: QtBot
) -> None:
    write_encoder(models / "lab" / "Encoder" / "encoder-F32.gguf")
    room = open_room()
    (model,) = room.catalog.models
    assert room.words(0) == ["Facts", "Compare"]
    assert "Try" not in room.menu(model)
    table = room.pane.body.table
    name = table.model().index(0, 0)
    assert "embedding model" in str(name.data(Qt.ItemDataRole.AccessibleTextRole))
    assert "makes vectors for search in documents" in str(name.data(Qt.ItemDataRole.ToolTipRole))
    table.setCurrentIndex(name)
    QTest.keyClick(table, Qt.Key.Key_Return)  # nothing can be asked: its facts
    qtbot.waitUntil(lambda: room.pane.body.currentWidget() is room.pane.body.sheet)
    assert room.went == []


def test_a_damaged_model_that_came_with_the_app_comes_from_there_again(
    open_room: Open, models: Path, qtbot: QtBot
) -> None:
    path = included.put_in_place(MINILM, models)
    os.truncate(path, 1000)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    room = open_room()
    assert room.words(0) == ["Facts", "Restore"]
    room.press(0, "Restore")
    qtbot.waitUntil(lambda: room.words(0) == ["Facts", "Compare"])
    assert path.stat().st_size == MINILM.size
    assert room.went == []  # nobody was asked


def test_a_row_says_model_license_size_and_whether_it_is_intact(open_room: Open, models: Path) -> None:
    put_model(models, intact=Integrity.CHECKED)
    room = open_room()
    index = room.pane.body.rows.index(0, 0)
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    for part in ("Tiny", "Tester", "Q4_K_M", "Apache 2.0", "Hash checked", "Hub", "never"):
        assert part in said


def test_try_and_compare_go_there_with_the_model(open_room: Open, models: Path) -> None:
    put_model(models)
    room = open_room()
    room.press(0, "Try")
    room.press(0, "Compare")
    model = room.model("Tiny")
    assert room.went == [Place(Room.PLAYGROUND, model=model), Place(Room.COMPARE, model=model)]


def test_every_action_is_on_the_keyboard(open_room: Open, models: Path, qtbot: QtBot) -> None:
    put_model(models)
    room = open_room()
    table = room.pane.body.table
    table.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Return)
    QTest.keyClick(table, Qt.Key.Key_C)
    assert [p.room for p in room.went] == [Room.PLAYGROUND, Room.COMPARE]
    QTest.keyClick(table, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    menu.close()
    QTest.keyClick(table, Qt.Key.Key_Delete)
    _question(room).keep.click()
    assert room.names() == ["Tiny"]


def test_the_header_sorts_by_keyboard_and_the_order_is_kept(
    open_room: Open, models: Path, store: Store, qtbot: QtBot
) -> None:
    put_model(models, "A")
    put_model(models, "B")
    room = open_room()
    header = room.pane.body.table.horizontalHeader()
    QTest.keyClick(header, Qt.Key.Key_Space)
    assert room.names() == ["B", "A"]
    assert store.get_state("library.order") == "model descending"


def test_finding_narrows_and_nothing_found_offers_all_again(open_room: Open, models: Path) -> None:
    put_model(models, "Alpha")
    put_model(models, "Beta")
    room = open_room()
    room.pane.head.search.setText("bet")
    assert room.names() == ["Beta"]
    room.pane.head.search.setText("gamma")
    assert room.pane.body.currentWidget() is room.pane.body.unmatched
    assert room.pane.body.unmatched.button is not None
    room.pane.body.unmatched.button.click()
    assert room.names() == ["Alpha", "Beta"]


def test_columns_stay_while_words_leave_rows_out(open_room: Open, models: Path) -> None:
    put_model(models)
    put_model(models, name="Broken", repo="Tester/Broken-GGUF", intact=Integrity.DAMAGED)
    room = open_room()
    table = room.pane.body.table
    before = table.fit.widths
    room.pane.head.search.setText("Tiny")
    assert table.fit.widths == before


def test_a_state_can_be_found_as_the_table_says_it(open_room: Open, models: Path) -> None:
    put_model(models, "Alpha", intact=Integrity.DAMAGED)
    put_model(models, "Beta", repo="other/Beta-GGUF").unlink()
    room = open_room()
    for words, names in (("damaged", ["Alpha"]), ("missing", ["Beta"])):
        room.pane.head.search.setText(words)
        assert room.names() == names


def test_a_place_with_a_model_selects_its_row(open_room: Open, models: Path) -> None:
    put_model(models, "Alpha")
    put_model(models, "Beta")
    room = open_room()
    room.pane.show_place(Place(Room.LIBRARY, model=room.model("Beta")))
    row = room.pane.body.table.current_row()
    assert row is not None
    assert row.model.name == "Beta"


def test_a_hash_check_ends_in_words_and_in_the_row(open_room: Open, models: Path, qtbot: QtBot) -> None:
    path = put_model(models)
    room = open_room()
    room.pane.deeds.do(ModelRequest(ModelVerb.CHECK, room.model("Tiny")))
    row: object = room.pane.body.rows.index(0, 0).data(ROW)
    assert "Checking" in room.pane.body.rows.index(0, COLUMNS.index(INTACT)).data()
    qtbot.waitUntil(lambda: room.catalog.models[0].intact is Integrity.CHECKED)
    assert any("is intact" in text for text in room.told)
    assert noted(path).intact is Integrity.CHECKED
    assert room.pane.body.rows.index(0, 0).data(ROW) != row


def test_the_focus_stays_in_the_table_while_a_hash_is_checked_and_after_it(
    open_room: Open, models: Path, qtbot: QtBot
) -> None:
    put_model(models)
    room = open_room()
    table = room.pane.body.table
    table.setFocus()
    table.setCurrentIndex(room.pane.body.rows.index(0, 0))
    room.pane.deeds.do(ModelRequest(ModelVerb.CHECK, room.catalog.models[0]))
    assert table.row_at(0).checking is not None, "told at once"
    qtbot.waitUntil(lambda: bool(room.told))
    assert table.window().focusWidget() is table
    assert table.currentIndex().row() == 0


def test_a_file_that_is_here_already_is_said_to_be_the_same_model(
    open_room: Open, models: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    """No row of its own comes, and "is in the library" would leave the person looking for it."""
    path = put_model(models, intact=Integrity.CHECKED)
    copy = tmp_path / "from" / "copy.gguf"
    copy.parent.mkdir()
    shutil.copy(path, copy)
    room = open_room()
    room.pane.jobs.import_file(copy)
    qtbot.waitUntil(lambda: bool(room.told))
    assert room.told == ["copy.gguf is the same file as Tiny, byte by byte: both are one model here."]
    assert room.pane.body.rows.rowCount() == 1


def test_cards_over_a_sheet_keep_away_from_the_edge_of_the_window(
    open_room: Open, models: Path, store: Store, qtbot: QtBot
) -> None:
    """A sheet has a head of its own, under them."""
    put_model(models)
    room = open_room()
    _keep_paused(store)
    room.downloads.restore()
    (card,) = room.pane.cards.cards
    room.pane.deeds.do(ModelRequest(ModelVerb.FACTS, room.model("Tiny")))
    qtbot.waitUntil(lambda: not room.pane.head.isVisible())
    qtbot.waitUntil(lambda: card.mapTo(room.pane, QPoint()).y() >= 8)


def test_the_keys_of_a_card_that_is_done_go_to_the_table(
    open_room: Open, models: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    put_model(models)
    room = open_room()
    room.pane.jobs.import_file(write_tiny(tmp_path / "from" / "New.gguf", Tiny(name="New")))
    stop = first_stop(room.pane.cards.cards[0])
    assert stop is not None
    stop.setFocus()
    qtbot.waitUntil(lambda: not room.pane.cards.cards)
    assert room.pane.window().focusWidget() is room.pane.body.table


def test_the_strip_follows_offline_mode_while_the_room_is_shown(
    open_room: Open, settings: SettingsFile
) -> None:
    room = open_room()
    strip = room.pane.offline_strip
    for offline in (True, False):
        settings.change(offline=offline)
        assert strip.isVisible() is offline


def test_an_unpublished_hash_is_said_in_words(open_room: Open, models: Path, qtbot: QtBot) -> None:
    put_model(models, sha256="")
    room = open_room()
    room.pane.deeds.do(ModelRequest(ModelVerb.CHECK, room.model("Tiny")))
    qtbot.waitUntil(lambda: bool(room.told))
    assert "No hash was published" in room.told[0]


def test_a_damaged_model_offers_only_the_hub_s_copy(open_room: Open, models: Path, qtbot: QtBot) -> None:
    put_model(models, intact=Integrity.DAMAGED)
    room = open_room()
    assert room.words(0) == ["Facts", "Download again"]
    room.press(0, "Download again")
    qtbot.waitUntil(lambda: room.went == [Place(Room.DISCOVER, repo_id="Tester/Tiny-GGUF")])  # offline
    QTest.keyClick(room.pane.body.table, Qt.Key.Key_Down)
    QTest.keyClick(room.pane.body.table, Qt.Key.Key_Return)
    assert any("is damaged" in text for text in room.told)
    assert len(room.went) == 1


def test_a_file_with_an_unreadable_header_says_why(open_room: Open, models: Path) -> None:
    (models / "x").mkdir()
    (models / "x" / "x.gguf").write_bytes(b"nothing of the kind")
    room = open_room()
    intact = room.pane.body.rows.index(0, COLUMNS.index(INTACT))
    assert intact.data() == "Damaged"
    assert room.catalog.models[0].problem in intact.data(Qt.ItemDataRole.ToolTipRole)


def test_deleting_asks_first_then_moves_to_the_trash(open_room: Open, models: Path, qtbot: QtBot) -> None:
    path = put_model(models)
    room = open_room()
    room.pane.deeds.do(ModelRequest(ModelVerb.DELETE, room.model("Tiny")))
    assert any("This frees" in said.text() for said in _question(room).findChildren(Para))
    _question(room).agree.click()
    qtbot.waitUntil(lambda: room.catalog.models == ())
    assert room.trashed == [path]
    assert any("in the trash" in text for text in room.told)
    assert room.pane.body.currentWidget() is room.pane.body.empty


def test_a_loaded_model_is_unloaded_and_deleted_by_one_press(
    open_room: Open, models: Path, qtbot: QtBot
) -> None:
    path = put_model(models)
    room = open_room()
    room.loaded.add(path)
    room.pane.deeds.do(ModelRequest(ModelVerb.DELETE, room.model("Tiny")))
    assert any("It is loaded." in said.text() for said in _question(room).findChildren(Para))
    assert _question(room).agree.text() == "Unload and delete"
    _question(room).agree.click()
    assert room.loaded == set()
    qtbot.waitUntil(lambda: room.trashed == [path])
    assert not [message for message in room.messages.all if message.kind == "bad"]


def test_a_model_that_was_loaded_while_the_question_was_open_is_asked_about_again(
    open_room: Open, models: Path
) -> None:
    path = put_model(models)
    room = open_room()
    room.pane.deeds.do(ModelRequest(ModelVerb.DELETE, room.model("Tiny")))
    assert _question(room).agree.text() == "Delete"
    room.loaded.add(path)
    _question(room).agree.click()
    assert (room.loaded, path.exists()) == ({path}, True)
    assert _question(room).agree.text() == "Unload and delete"


def test_a_model_that_is_being_checked_is_deleted_all_the_same(
    open_room: Open, models: Path, qtbot: QtBot
) -> None:
    path = put_model(models)
    room = open_room()
    room.pane.deeds.do(ModelRequest(ModelVerb.CHECK, room.model("Tiny")))
    room.pane.deeds.do(ModelRequest(ModelVerb.DELETE, room.model("Tiny")))
    _question(room).agree.click()
    assert [job.kind for job in room.pane.jobs.running] == [JobKind.DELETE]
    room.pane.deeds.do(ModelRequest(ModelVerb.DELETE, room.model("Tiny")))
    assert "is being deleted already" in room.told[-1]
    qtbot.waitUntil(lambda: room.trashed == [path])


def test_an_import_appears_in_the_list_and_is_selected(open_room: Open, tmp_path: Path, qtbot: QtBot) -> None:
    source = write_tiny(tmp_path / "from" / "New-Q8_0.gguf", Tiny(name="New"))
    room = open_room()
    room.pane.jobs.import_file(source)
    qtbot.waitUntil(lambda: room.names() == ["New"])
    row = room.pane.body.table.current_row()
    assert row is not None
    assert row.model.id == "imported/New/New-Q8_0.gguf"


def test_nothing_is_copied_into_a_folder_that_moves(open_room: Open, tmp_path: Path, qtbot: QtBot) -> None:
    source = write_tiny(tmp_path / "from" / "New-Q8_0.gguf", Tiny(name="New"))
    room = open_room()
    qtbot.waitUntil(lambda: not room.catalog.use.subjects)
    room.catalog.use.begin_move()
    room.pane.jobs.import_file(source)
    qtbot.waitUntil(lambda: bool(room.told))
    assert "being moved" in room.told[0]
    assert not list(room.models.rglob("*.gguf*"))
    room.catalog.use.end_move()
    room.pane.jobs.import_file(source)
    qtbot.waitUntil(lambda: room.names() == ["New"])


def test_halves_of_imports_that_a_kill_cut_off_go_and_fresh_ones_stay(
    open_room: Open, models: Path, qtbot: QtBot
) -> None:
    old, fresh = (models / "imported" / "m" / f"{n}.gguf.explorer-importing" for n in ("old", "fresh"))
    old.parent.mkdir(parents=True)
    for half in (old, fresh):
        half.write_bytes(b"half")
    os.utime(old, (1_000_000_000, 1_000_000_000))
    open_room()
    qtbot.waitUntil(lambda: not old.exists())
    assert fresh.exists()


def test_a_failed_import_is_told(open_room: Open, tmp_path: Path, qtbot: QtBot) -> None:
    room = open_room()
    room.pane.jobs.import_file(tmp_path / "gone.gguf")
    qtbot.waitUntil(lambda: bool(room.told))
    assert room.pane.cards.cards == ()


def test_a_download_shows_its_numbers_and_its_buttons(open_room: Open) -> None:
    room = open_room()
    item = _download(DownloadState.RUNNING, received=620_000_000, speed=18_400_000, seconds_left=22)
    card = DownloadCard(item, room.downloads, room.pane)
    assert card.numbers.text() == "62 % · 18 MB/s · 22 s left"
    assert card.title.text() == "Model · Balanced, 1 GB"
    assert not card.pause.isHidden()
    assert card.resume.isHidden()
    card.show_item(_download(DownloadState.PAUSED, received=620_000_000))
    assert card.numbers.text() == "Paused at 62 %"
    assert not card.resume.isHidden()


def test_a_failed_download_says_what_and_what_to_do_and_recovers(
    open_room: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, resumed = open_room(), list[int]()
    monkeypatch.setattr(room.downloads, "resume", resumed.append)
    problem = OfflineError("The Hub could not be reached.", "Check the connection.", "errno 110")
    card = DownloadCard(_download(DownloadState.FAILED, problem=problem), room.downloads, room.pane)
    said = [w.text() for w in card.findChildren(QWidget) if hasattr(w, "text")]
    assert {"The Hub could not be reached.", "Check the connection."} <= set(said)
    card.retry.click()
    assert resumed == [1]
    card.show_item(_download(DownloadState.RUNNING, received=1))
    assert not card.bar.isHidden()


def test_queued_downloads_have_cards_that_go_when_they_are_cancelled(open_room: Open, store: Store) -> None:
    files = '{"endpoint": "", "files": [{"path": "m-Q4_0.gguf", "size": 9, "sha256": null}]}'
    store.write(
        "INSERT INTO downloads (repo, commit_sha, files, state, created_at) VALUES (?, ?, ?, ?, ?)",
        "Pub/M-GGUF", "c", files, "paused", "2025-01-01",
    )  # fmt: skip
    room = open_room()
    room.downloads.restore()
    (card,) = room.pane.cards.cards
    assert isinstance(card, DownloadCard)
    assert room.pane.cards.isVisible()
    card.cancel.click()
    assert room.pane.cards.cards == ()
    assert not room.pane.cards.isVisible()


def test_a_download_of_which_bytes_have_come_is_given_up_after_a_question(
    open_room: Open, store: Store, models: Path, qtbot: QtBot
) -> None:
    _keep_paused(store)
    half = models / "Pub" / "M-GGUF" / "m-Q4_0.gguf.part"
    half.parent.mkdir(parents=True)
    half.write_bytes(bytes(4_000_000))
    room = open_room()
    room.downloads.restore()
    qtbot.waitUntil(lambda: room.downloads.items[0].received == 4_000_000)
    (card,) = room.pane.cards.cards
    assert isinstance(card, DownloadCard)
    for choose in ("keep", "agree"):
        assert len(room.downloads.items) == 1
        card.cancel.click()
        (question,) = [q for q in room.pane.findChildren(GiveUpQuestion) if q.isVisible()]
        assert any(size_text(4_000_000) in said.text() for said in question.findChildren(Para))
        getattr(question, choose).click()
    assert room.downloads.items == ()


def test_everything_that_takes_the_focus_has_a_name(open_room: Open, models: Path) -> None:
    put_model(models)
    room = open_room()
    for widget in room.pane.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            interface = QAccessible.queryAccessibleInterface(widget)
            assert interface.text(QAccessible.Text.Name), widget


def test_the_rows_have_no_children_and_stay_equal_to_the_list(open_room: Open, models: Path) -> None:
    put_model(models, "A")
    put_model(models, "B")
    rows = open_room().pane.body.rows
    assert (rows.rowCount(), rows.columnCount()) == (2, len(COLUMNS))
    assert rows.rowCount(rows.index(0, 0)) == 0
    assert rows.index_of("nobody") == QModelIndex()


def test_files_that_the_window_was_given_are_imported(open_room: Open, tmp_path: Path, qtbot: QtBot) -> None:
    room = open_room()
    source = write_tiny(tmp_path / "from" / "New-Q8_0.gguf", Tiny(name="New"))
    room.pane.show_place(Place(Room.LIBRARY, files=(source,)))
    qtbot.waitUntil(room.pane.taking.isVisible)
    room.pane.taking.copy.click()
    qtbot.waitUntil(lambda: room.names() == ["New"])
    assert room.told == ["New-Q8_0.gguf is in the library."]


def test_the_import_dialog_takes_several_model_files(open_room: Open, tmp_path: Path, qtbot: QtBot) -> None:
    sources = [write_tiny(tmp_path / f"{name}.gguf", Tiny(name=name)) for name in ("A", "B")]
    room = open_room()
    room.pane.head.import_button.click()
    dialog = room.pane.findChild(QFileDialog)
    assert dialog is not None
    dialog.filesSelected.emit([str(s) for s in sources])
    dialog.close()
    qtbot.waitUntil(room.pane.taking.isVisible)
    room.pane.taking.copy.click()
    qtbot.waitUntil(lambda: room.names() == ["A", "B"])


def test_a_cancelled_import_leaves_no_card_and_no_file(
    open_room: Open, tmp_path: Path, tasks: Tasks, qtbot: QtBot
) -> None:
    source = write_tiny(tmp_path / "from" / "New-Q8_0.gguf")
    os.truncate(source, 2_000_000_000)  # sparse: takes no room, but longer to copy than to cancel
    room = open_room()
    room.pane.jobs.import_file(source)
    room.pane.jobs.cancel(room.pane.jobs.running[0].id)
    assert room.pane.cards.cards == ()
    tasks.close()
    assert [p for p in room.models.rglob("*") if p.is_file()] == []


def test_a_selected_row_stays_selected_when_the_list_changes(open_room: Open, models: Path) -> None:
    put_model(models, "Alpha")
    put_model(models, "Beta")
    room = open_room()
    room.pane.body.table.select(room.model("Beta").id)
    room.catalog.changed.emit(room.catalog.models[1:])
    room.pane.head.search.setText("beta")
    row = room.pane.body.table.current_row()
    assert row is not None
    assert row.model.name == "Beta"


@pytest.mark.parametrize("scale", [100, 150])
def test_many_downloads_leave_room_for_the_table(
    open_room: Open, models: Path, store: Store, look: Look, scale: int
) -> None:
    put_model(models)
    files = '{"endpoint": "", "files": [{"path": "m-Q4_0.gguf", "size": 9, "sha256": null}]}'
    for number in range(8):
        store.write(
            "INSERT INTO downloads (repo, commit_sha, files, state, created_at) VALUES (?, ?, ?, ?, ?)",
            f"Pub/M{number}", "c", files, "paused", "2025-01-01",
        )  # fmt: skip
    room = open_room()
    look.set("light", scale)
    room.downloads.restore()
    QApplication.processEvents()
    room.pane.resize(884, 528)
    QApplication.processEvents()
    assert len(room.pane.cards.cards) == 8
    assert room.pane.height() == 528
    assert room.pane.cards.height() <= 528 * 2 // 5
    assert room.pane.body.table.height() >= 80


def test_rows_far_below_can_be_used_once_they_are_scrolled_to(open_room: Open, models: Path) -> None:
    path = put_model(models)
    room = open_room()
    model = room.catalog.models[0]
    many = tuple(replace(model, id=f"{n:03}", name=f"Tiny {n:03}", path=path) for n in range(100))
    room.catalog.models = many
    room.catalog.changed.emit(many)
    room.pane.body.table.select("099")
    room.press(99, "Try")
    assert room.went[0].model == many[99]


@pytest.mark.parametrize(("width", "height", "scale"), [(884, 536, 100), (884, 536, 150), (1844, 1000, 125)])
def test_the_room_fits_small_windows_and_large_text(
    open_room: Open, models: Path, width: int, height: int, scale: int, look: Look
) -> None:
    put_model(models, "A model with a name that is far too long for any column of this table")
    room = open_room()
    look.set("dark", scale)
    room.pane.resize(width, height)
    assert room.pane.size().width() == width
    assert room.pane.size().height() == height
    room.pane.grab()


def test_the_room_is_built_anew_as_it_was_left(open_room: Open, models: Path, store: Store) -> None:
    for name in ("Alpha", "Beta", "Gamma"):
        put_model(models, name)
    left = open_room()
    left.pane.body.table.sorted_by.emit(LibraryOrder(MODEL, descending=True))
    left.pane.body.table.select(left.model("Alpha").id)
    left.pane.head.search.setText("a")
    left.pane.close_room()
    again = open_room()
    row = again.pane.body.table.current_row()
    assert again.names() == ["Gamma", "Beta", "Alpha"]
    assert again.pane.head.search.text() == "a"
    assert row is not None
    assert row.model.name == "Alpha"


def test_the_version_stands_under_the_name_where_it_has_no_column(open_room: Open, models: Path) -> None:
    put_model(models)
    room = open_room()
    room.pane.resize(700, 528)
    assert VERSION in room.pane.body.table.fit.hidden
    assert room.pane.body.table.isColumnHidden(COLUMNS.index(VERSION))
    room.pane.resize(1844, 1000)
    assert VERSION not in room.pane.body.table.fit.hidden


def test_what_is_wrong_with_a_file_stands_under_the_name_where_it_has_no_column(
    open_room: Open, models: Path
) -> None:
    put_model(models, intact=Integrity.DAMAGED)
    room = open_room()
    room.pane.resize(700, 528)
    table, row = room.pane.body.table, room.pane.body.table.row_at(0)
    assert second_line(row, table.fit.hidden).startswith("Damaged · Q4_K_M · ")
    room.pane.resize(1844, 1000)
    assert not second_line(row, table.fit.hidden).startswith("Damaged")


def test_a_models_folder_out_of_reach_is_told_with_a_way_out(
    open_room: Open, models: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    room = open_room()
    room.catalog.look_in(tmp_path / "a drive" / "models")
    body = room.pane.body
    qtbot.waitUntil(lambda: body.currentWidget() is body.trouble)
    (tmp_path / "a drive").mkdir()
    again = next(b for b in body.trouble.findChildren(QAbstractButton) if b.text() == "Look again")
    again.click()
    qtbot.waitUntil(lambda: body.currentWidget() is body.empty)


def test_commands_act_on_the_chosen_row(open_room: Open, models: Path) -> None:
    put_model(models)
    room = open_room()
    room.pane.body.table.select(room.model("Tiny").id)
    commands = {str(c.text): c for c in room.pane.commands()}
    commands["Try the chosen model"].run()
    assert room.went == [Place(Room.PLAYGROUND, model=room.model("Tiny"))]
    assert commands["Delete the chosen model…"].shortcut == "Del"


def test_words_typed_just_before_the_end_are_kept_and_nothing_comes_after_it(
    open_room: Open, store: Store, qtbot: QtBot
) -> None:
    room = open_room()
    room.pane.head.search.setText("late")
    room.pane.close_room()
    assert store.get_state("library.words") == "late"
    store.set_state("library.words", "of the room built after it")
    qtbot.wait(400)  # longer than the field waits for the next key
    assert store.get_state("library.words") == "of the room built after it"
