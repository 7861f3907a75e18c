"""The room as a person uses it, with real workers."""

import shutil
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from explorer.domain.included_models import GEMMA3, SMOLLM2, IncludedModel
from explorer.domain.places import Place, Room
from explorer.engine.state import BackendState
from explorer.kit.text import Elided, Label, Para
from explorer.kit.theme import Look
from explorer.local.models.aliases import keep_alias
from explorer.local.models.model_lookup import read_model
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from explorer.rooms.playground.pages_rows import EmptyChatPage, FirstModelPage, TermsPage
from explorer.rooms.playground.transcript.question_rows import PromptCard, TurnText
from tests.models.encoder import write_encoder
from tests.models.tiny import Tiny, write_tiny
from tests.playground.conftest import SAID, Table, mark_included
from tests.waiting import found


def button(widget: QWidget, text: str) -> QAbstractButton:
    """The visible button with these words or this accessible name, once it is there."""

    def seen() -> QAbstractButton | None:
        buttons = (b for b in widget.findChildren(QAbstractButton) if b.isVisible())
        return next((b for b in buttons if text in (b.text(), b.accessibleName())), None)

    QApplication.processEvents()  # layouts show what was just put in
    return found(seen, f"the button {text!r}")


def words(widget: QWidget) -> str:
    QApplication.processEvents()
    labels = [*widget.findChildren(Label), *widget.findChildren(Para)]
    return "\n".join(label.text() for label in labels if label.isVisible())


def status(table: Table) -> str:
    return table.page.header.status.text()


def meter(table: Table) -> str:
    """How full the context is, in words."""
    return table.page.context_line.words.text()


def test_a_model_sent_here_is_loaded_and_the_cursor_waits_in_the_composer(
    table: Table, tiny_models: Path, qtbot: QtBot
) -> None:
    pane = table.open(tiny_models)
    with qtbot.waitActive(pane):
        pane.activateWindow()
    table.use("Tiny chat")
    assert table.field.hasFocus()
    assert status(table).endswith("memory")
    assert meter(table) == "0 of 2,048 tokens of context"


def test_enter_sends_and_the_answer_is_kept_with_what_it_cost(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    model = table.use("Tiny chat")
    assert table.ask("Hi there") == SAID
    assert table.field.toPlainText() == ""
    chats = Chats(table.store)
    (chat,) = chats.all()
    question, answer = chats.turns(chat.id)
    assert (chat.title, chat.model) == ("Hi there", model.id)
    assert (question.text, answer.text, answer.record.end) == ("Hi there", SAID, "end")
    assert "Hi there" in chats.sent.of(answer.id)
    assert answer.record.measured is not None
    assert answer.record.engine
    assert "tokens/s" in words(pane)
    assert "of 2,048 tokens" in meter(table)
    assert not meter(table).startswith("0 ")
    assert model.id in table.catalog.last_used()


def test_the_first_message_loads_the_model(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    model = next(m for m in table.catalog.models if m.name == "Tiny chat")
    table.page.pick(model)
    assert status(table).startswith("not loaded")
    assert table.ask("Hi") == SAID


def test_shift_enter_breaks_the_line_and_nothing_is_sent(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.field.setPlainText("one")
    QTest.keyClick(table.field, Qt.Key.Key_End)
    QTest.keyClick(table.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert table.field.toPlainText().strip("\u2028\n") == "one"
    assert len(table.field.toPlainText()) == len("one") + 1
    assert not pane.is_busy()


def test_the_conversation_so_far_is_sent_along(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    table.use("Tiny chat")
    table.page.system_prompt.setPlainText("Be brief.")
    table.ask("First")
    table.ask("Second")
    chats = Chats(table.store)
    sent = chats.sent.of(chats.turns(chats.all()[0].id)[-1].id)
    assert f"[system]Be brief.[/system][user]First[/user][assistant]{SAID}[/assistant][user]Second" in sent


def test_escape_stops_the_answer_and_keeps_its_text(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Endless")
    table.page.set(max_tokens=8192)
    table.send("Go")
    table.wait(lambda: len(pane.last_answer()) > 20)
    assert button(pane, "Stop").isVisible()
    QTest.keyClick(table.field, Qt.Key.Key_Escape)
    table.wait(lambda: not pane.is_busy())
    assert len(pane.last_answer()) > 20
    assert "stopped" in words(pane)


def test_regenerate_answers_once_more_beside_the_last_answer(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("One")
    table.ask("Two")
    button(pane, "Regenerate").click()
    table.wait(lambda: not pane.is_busy())
    chats = Chats(table.store)
    turns = chats.turns(chats.all()[0].id)
    assert [t.text for t in turns] == ["One", SAID, "Two", SAID]
    assert [len(t.siblings) for t in turns] == [1, 1, 1, 2]


def test_an_edited_message_begins_a_branch_and_what_followed_is_kept(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("One")
    table.ask("Two")
    button(pane, "Edit and send again; what follows is kept as a branch").click()
    assert table.field.toPlainText() == "One"
    table.ask("One, but better")
    chats = Chats(table.store)
    assert [t.text for t in chats.turns(chats.all()[0].id)] == ["One, but better", SAID]
    button(pane, "The earlier version of this message").click()
    assert [t.text for t in chats.turns(chats.all()[0].id)] == ["One", SAID, "Two", SAID]


def test_copy_puts_the_answer_on_the_clipboard(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("One")
    button(pane, "Copy").click()
    assert QGuiApplication.clipboard().text() == SAID


def test_a_killed_worker_is_told_under_the_kept_text_and_can_be_loaded_again(
    table: Table, tiny_models: Path
) -> None:
    pane = table.open(tiny_models)
    model = table.use("Endless")
    table.page.set(max_tokens=8192)
    table.send("Go")
    table.wait(lambda: len(pane.last_answer()) > 20)
    for child in psutil.Process().children():
        if "explorer.engine.local.worker" in child.cmdline():
            child.kill()
    table.wait(lambda: not pane.is_busy())
    assert len(pane.last_answer()) > 20
    assert "The engine stopped unexpectedly while answering" in words(pane)
    button(pane, "Load again").click()
    table.wait(lambda: table.pool.get(model.path).state is BackendState.READY)
    assert "stopped unexpectedly" not in words(pane)


def test_an_answer_cut_by_a_crash_is_there_after_a_restart(table: Table, tiny_models: Path) -> None:
    chats = Chats(table.store)
    chat = chats.create("Old", "tiny/chat/Tiny-chat-Q8_0.gguf")
    chats.add(chat.id, "user", "Question", TurnRecord())
    chats.add(chat.id, "assistant", "Half an ans", TurnRecord(end="writing"))
    table.store.set_state("playground.chat", str(chat.id))
    pane = table.open(tiny_models)
    assert pane.last_answer() == "Half an ans"
    assert "interrupted" in words(pane)


def test_quitting_keeps_a_running_answer_as_interrupted(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Endless")
    table.page.set(max_tokens=8192)
    table.send("Go")
    table.wait(lambda: len(pane.last_answer()) > 20)
    pane.close_room()
    chats = Chats(table.store)
    answer = chats.turns(chats.all()[0].id)[-1]
    assert answer.record.end == "interrupted"
    assert len(answer.text) > 20


def test_a_room_that_ends_shows_the_page_it_had(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.choose("Tiny chat")
    page = pane.findChild(EmptyChatPage)
    assert isinstance(page, EmptyChatPage)
    pane.close_room()
    assert table.page.transcript.page is page


def test_a_base_model_continues_the_text_and_says_why_it_does_not_chat(
    table: Table, tiny_models: Path
) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny base")
    assert "Tiny base is a base model: it continues text, it does not chat." in words(pane)
    assert table.field.placeholderText() == "Start a text, the model goes on…"
    button(pane, "How it answers (Ctrl+I)").click()
    assert "System prompt" not in words(pane)
    table.ask("Once upon a time")
    chats = Chats(table.store)
    assert chats.sent.of(chats.turns(chats.all()[0].id)[-1].id) == "Once upon a time"
    table.ask("Another text")
    assert chats.sent.of(chats.turns(chats.all()[0].id)[-1].id) == "Another text"


def test_an_example_fills_the_composer(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    card = pane.findChildren(PromptCard)[0]
    card.click()
    assert table.field.toPlainText() == card.text()
    assert not pane.is_busy()


def test_what_makes_vectors_is_no_model_to_chat_with(table: Table, tmp_path: Path) -> None:
    write_encoder(tmp_path / "models" / "lab" / "encoder.gguf")
    pane = table.open(tmp_path / "models")
    (model,) = table.catalog.models
    assert isinstance(pane.findChild(FirstModelPage), FirstModelPage)  # as without any model
    pane.show_place(Place(Room.PLAYGROUND, model=model))
    told = table.messages.all[-1]
    assert "makes vectors for search in documents" in told.text
    assert table.pool.get(model.path).state is BackendState.EMPTY


def test_the_terms_of_the_included_model_come_before_it_is_loaded(table: Table, tmp_path: Path) -> None:
    folder = tmp_path / "models/tiny/included"
    write_tiny(folder / "gemma-Q8_0.gguf", Tiny(text=SAID, name="Gemma", template=None))
    mark_included(folder, "gemma-Q8_0.gguf")
    pane = table.open(tmp_path / "models")
    (model,) = table.catalog.models
    pane.show_place(Place(Room.PLAYGROUND, model=model))
    assert table.pool.get(model.path).state is BackendState.EMPTY
    terms = pane.findChild(TermsPage)
    assert isinstance(terms, TermsPage)
    button(terms, "Go on under these terms").click()
    assert GEMMA3.terms is not None
    assert table.settings.current.terms_seen == (GEMMA3.terms.url,)
    table.wait(lambda: table.pool.get(model.path).model is not None)


def test_without_models_the_room_offers_to_get_one(table: Table, tmp_path: Path) -> None:
    pane = table.open(tmp_path / "nothing")
    assert isinstance(pane.findChild(FirstModelPage), FirstModelPage)
    assert not table.field.isEnabled()
    button(pane, "Find a model").click()
    assert [place.room for place in table.places] == [Room.DISCOVER]


def test_offline_the_first_model_says_so_and_leads_back_online(table: Table, tmp_path: Path) -> None:
    table.settings.change(offline=True)
    pane = table.open(tmp_path / "nothing")
    assert "offline mode is on" in words(pane).lower()
    button(pane, "Go online").click()
    assert not table.settings.current.offline
    assert "offline mode is on" not in words(pane).lower()
    assert button(pane, "Find a model").isEnabled()


def test_tab_goes_through_the_conversation_before_the_composer(
    table: Table, tiny_models: Path, qtbot: QtBot
) -> None:
    pane = table.open(tiny_models)
    with qtbot.waitActive(pane):
        pane.activateWindow()
    table.use("Tiny chat")
    table.ask("One")
    edit = button(pane, "Edit and send again; what follows is kept as a branch")
    again = button(pane, "Regenerate")
    edit.setFocus(Qt.FocusReason.TabFocusReason)
    passed = []
    while QApplication.focusWidget() is not table.field:
        QTest.keyClick(QApplication.focusWidget() or pane, Qt.Key.Key_Tab)
        passed.append(QApplication.focusWidget())
        assert len(passed) < 20
    assert again in passed


def test_a_page_without_a_conversation_is_read_from_its_beginning(table: Table, tmp_path: Path) -> None:
    pane = table.open(tmp_path / "nothing")
    pane.resize(700, 260)
    bar = table.page.transcript.area.verticalScrollBar()
    table.wait(lambda: bar.maximum() > 0)
    assert bar.value() == 0


def test_the_included_model_can_be_added_from_here(
    table: Table, tmp_path: Path, tiny_models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = tmp_path / "models"

    def put_in_place(one: IncludedModel, folder: Path, report: object, stop: object) -> Path:
        assert one is SMOLLM2
        target = folder / "tiny/chat/Tiny-chat-Q8_0.gguf"
        target.parent.mkdir(parents=True)
        return Path(shutil.copy(tiny_models / "tiny/chat/Tiny-chat-Q8_0.gguf", target))

    monkeypatch.setattr("explorer.rooms.playground.pages_rows.put_in_place", put_in_place)
    pane = table.open(models)
    button(pane, "Add the included model").click()
    table.wait(lambda: "memory" in status(table))
    assert table.ask("Hi") == SAID


def test_a_damaged_model_cannot_be_chosen(table: Table, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models/broken-Q4_0.gguf").write_bytes(b"GGUF nonsense")
    pane = table.open(tmp_path / "models")
    assert "No model here can be used" in words(pane)
    pane.show_place(Place(Room.PLAYGROUND, model=table.catalog.models[0]))
    assert "cannot be used" in table.messages.all[-1].text
    assert not table.field.isEnabled()


def test_another_model_sent_here_begins_a_new_chat(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("One")
    table.use("Tiny base")
    assert table.pane.last_answer() == ""
    table.ask("Once")
    assert [chat.title for chat in Chats(table.store).all()] == ["Once", "One"]


def test_an_answer_goes_on_in_its_chat_while_another_is_open(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Endless")
    table.page.set(max_tokens=8192)
    table.send("Go")
    table.wait(lambda: len(pane.last_answer()) > 20)
    table.page.new_chat()
    assert pane.last_answer() == ""
    assert pane.is_busy()
    hints = [line.text() for line in table.page.composer.findChildren(Elided) if line.isVisible()]
    assert "Another chat is being answered" in hints  # why Enter sends nothing now
    table.page.open_chat(Chats(table.store).all()[0].id)
    length = len(pane.last_answer())
    assert length > 20
    assert "Another chat is being answered" not in words(pane)
    table.wait(lambda: len(pane.last_answer()) > length)
    button(pane, "Stop").click()
    table.wait(lambda: not pane.is_busy())


def test_a_chat_is_renamed_in_place_and_deleted_until_undo(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("One")
    chats, listed = Chats(table.store), table.page.chat_list
    listed.model().setData(listed.currentIndex(), "  Better\n title ")
    assert [chat.title for chat in chats.all()] == ["Better title"]
    table.field.setPlainText("half a thought")
    listed.setFocus()
    QTest.keyClick(listed, Qt.Key.Key_Delete)
    assert chats.all() == ()
    assert pane.last_answer() == ""
    assert table.field.toPlainText() == ""
    assert listed.hasFocus()
    told = table.messages.all[-1]
    assert told.text == "“Better title” is in the bin."
    assert told.action is not None
    pane.close_room()  # the message outlives the room
    again = table.open(tiny_models)
    told.action.run()
    (place,) = table.places
    again.show_place(place)
    assert again.last_answer() == SAID
    assert table.field.toPlainText() == "half a thought"


def test_the_dots_of_a_chat_open_its_menu_and_never_the_chat(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    chats = [Chats(table.store).create(title, "") for title in ("One", "Two")]
    table.page.open_chat(chats[0].id)
    listed = table.page.chat_list
    rows = [listed.model().index(row, 0) for row in range(2)]
    rect = listed.visualRect(next(row for row in rows if row.data() == "Two"))
    dots = QPoint(rect.right() - 10, rect.center().y())
    QTest.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=dots)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.close()
    assert table.page.session.chat is not None
    assert table.page.session.chat.id == chats[0].id


def test_a_chat_is_deleted_in_the_middle_of_its_answer(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Endless")
    table.page.set(max_tokens=8192)
    table.send("Go")
    table.wait(lambda: bool(pane.last_answer()))
    table.send("And then?")
    (chat,) = Chats(table.store).all()
    table.page.command("Move the chat to the bin").run()
    table.wait(lambda: not pane.is_busy())
    QTest.qWait(20)  # what waited there is not asked
    assert not pane.is_busy()
    assert [turn.role for turn in Chats(table.store).turns(chat.id)] == ["user", "assistant"]


def test_a_new_title_is_typed_and_taken_with_enter(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("One")
    listed = table.page.chat_list
    listed.edit(listed.currentIndex())
    editor = listed.viewport().findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, "About rain")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.qWait(1)  # the editor gives its text back a turn later
    assert [chat.title for chat in Chats(table.store).all()] == ["About rain"]


def title_editor(table: Table) -> QLineEdit:
    editor = table.page.chat_list.viewport().findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    return editor


@pytest.mark.parametrize(("key", "title"), [(Qt.Key.Key_Return, "About rain"), (Qt.Key.Key_Escape, "One")])
def test_after_a_rename_the_keyboard_is_where_it_was(
    table: Table, tiny_models: Path, key: Qt.Key, title: str
) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("One")
    listed = table.page.chat_list
    places: tuple[QWidget, ...] = (table.field, listed)
    for place in places:
        place.setFocus()
        pane.run_command("F2")
        editor = title_editor(table)
        assert editor.hasFocus()
        editor.selectAll()
        QTest.keyClicks(editor, "About rain")
        QTest.keyClick(editor, key)
        QTest.qWait(1)
        assert [chat.title for chat in Chats(table.store).all()] == [title]
        assert place.hasFocus()
        QTest.qWait(1)  # the editor goes
    assert listed.currentIndex().isValid()


def test_another_context_length_loads_the_model_again(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    model = table.use("Tiny chat")
    table.page.chosen.choose_load(context_length=1024)
    table.ask("One")
    loaded = table.pool.get(model.path).model
    assert loaded is not None
    assert loaded.context_length == 1024


def test_a_prompt_longer_than_the_context_is_told_in_place(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("word " * 3000)
    assert "The prompt is too long" in words(pane)
    assert table.ask("Short") == SAID
    assert "The prompt is too long" not in words(pane)


def test_unloading_gives_the_memory_back_and_a_new_message_loads_again(
    table: Table, tiny_models: Path
) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    button(pane, "Unload").click()
    assert status(table).startswith("not loaded")
    assert table.ask("Hi") == SAID


def test_loading_can_be_cancelled_with_a_question_waiting(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.page.pick(next(m for m in table.catalog.models if m.name == "Tiny chat"))
    table.send("Hi")
    button(pane, "Cancel").click()
    assert not pane.is_busy()
    assert status(table).startswith("not loaded")
    assert "stopped" in words(pane)
    assert table.ask("Still there?") == SAID


def test_the_view_stays_where_the_person_scrolled(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("Go")
    pane.resize(900, 400)
    row = table.page.transcript.resume_answer("")  # it grows as while a model writes, but on our word
    assert row is not None
    bar = table.page.transcript.area.verticalScrollBar()

    def grow() -> int:
        before = bar.maximum()
        row.grow(replace(row.turn, text=row.turn.text + "One line more.\n\n" * 20))
        table.wait(lambda: bar.maximum() > before)
        return bar.value()

    assert grow() == bar.maximum() > 60  # farther than what counts as its end
    bar.setValue(0)
    assert grow() == 0


def test_the_inspector_is_remembered(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    assert table.page.inspector.isHidden()
    button(pane, "How it answers (Ctrl+I)").click()
    table.page.inspector.creativity.slider.setValue(3)
    pane.close_room()
    table.open(tiny_models)
    assert table.page.inspector.isVisible()
    assert table.page.inspector.controls.choice.values == {"temperature": pytest.approx(0.3)}


def test_in_a_narrow_window_the_chats_make_room(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    assert table.page.chats.isVisible()
    pane.resize(884, 568)
    assert not table.page.chats.isVisible()
    button(pane, "Show the chats (Ctrl+B)").click()
    assert table.page.chats.isVisible()
    assert table.page.layout.mapTo(pane, QPoint(0, 0)) == QPoint(0, 0)


def test_every_control_has_a_name(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("One")
    button(pane, "How it answers (Ctrl+I)").click()
    nameless = [
        type(widget).__name__
        for widget in pane.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and widget.text())
    ]
    assert nameless == []


def test_theme_and_text_scale_follow_while_a_conversation_is_open(
    table: Table, tiny_models: Path, look: Look
) -> None:
    table.open(tiny_models)
    table.use("Tiny base")
    table.ask("Once upon a time ")
    look.set("dark", 150)
    shown = table.page.transcript.findChildren(TurnText)[-1]
    assert shown.toPlainText() == "Once upon a time " + SAID
    assert look.theme.text.name() in shown.toHtml()
    assert shown.document().defaultFont().pixelSize() == look.sizes.of_text("heading")
    assert shown.textCursor().blockFormat().lineHeight() == 35  # as an answer in Markdown


def test_a_name_without_a_space_and_with_markup_is_shown_as_it_is(table: Table, tmp_path: Path) -> None:
    name = "<b>" + "x" * 70 + "</b>"
    path = write_tiny(tmp_path / "models/odd.gguf", Tiny(text=SAID))
    keep_alias(table.store, replace(read_model(path), id="odd.gguf"), name)
    pane = table.open(tmp_path / "models")
    pane.resize(884, 568)
    assert name in words(pane)
    assert "&lt;b&gt;" in table.page.header.picker.toolTip()
    assert pane.width() == 884
    assert table.page.transcript.area.horizontalScrollBar().maximum() == 0
    assert table.ask("Hi") == SAID
