"""Asking several models, with real workers and tiny models."""

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from explorer.domain.included_models import GEMMA3
from explorer.domain.local_model import Origin
from explorer.domain.places import Place, Room
from explorer.domain.repo import Repo, RepoFile, RepoRow, Variant
from explorer.kit.consent import ConsentCard
from explorer.kit.message_field import MessageField
from explorer.kit.rich_text.markdown_page import StreamingView
from explorer.rooms.compare.document.document import changed_column
from explorer.rooms.compare.facts.column_board import ColumnSlot
from explorer.rooms.compare.pane import ANSWERS
from explorer.rooms.compare.prompts.composer_rows import PromptBar
from tests.compare.conftest import ENDLESS, ONE, TWO, Around, add, model
from tests.compare.making import column, said
from tests.pages.compare import AnswersPage, ComparePage, part, texts_of


def test_columns_and_answers_are_there_after_a_restart(around: Around) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    ComparePage(room).ask("Say something")
    around.qtbot.waitUntil(lambda: len(room.results()) == 2 and not room.is_busy(), timeout=20_000)
    again = around.open()
    around.qtbot.waitUntil(lambda: len(again.columns()) == 2)
    assert again.results() == room.results()
    assert [column.text.strip() for column in AnswersPage(again).columns().values()] == [
        "One says this.",
        "Two says that.",
    ]


def test_each_column_answers_in_turn_and_stays_in_memory_while_all_fit(around: Around) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    ComparePage(room).ask("Say something")
    assert room.is_busy()
    assert AnswersPage(room).columns()[TWO].state == "waits for its turn"
    around.qtbot.waitUntil(lambda: not room.is_busy(), timeout=20_000)
    assert [r.answer.text.strip() for r in room.results()] == ["One says this.", "Two says that."]
    assert all("tokens/s" in column.state for column in AnswersPage(room).columns().values())
    assert len(around.pool.loaded) == 2
    order, at = [], part(room, PromptBar).plan.nextInFocusChain()
    while at is not None and at is not part(room, PromptBar).plan:
        order += [at] if isinstance(at, StreamingView | MessageField) else []
        at = at.nextInFocusChain()
    columns = AnswersPage(room).columns()
    texts = [columns[key].findChildren(StreamingView)[-1] for key in (ONE, TWO)]
    assert order == [*texts, part(room, MessageField)], "Tab comes to answers before the composer"


def test_a_name_of_its_own_stands_over_a_column_at_once(around: Around) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    room.show_part(ANSWERS)
    assert "Mine" not in texts_of(AnswersPage(room).columns()[TWO])
    room.session.change(changed_column(room.session.document, TWO, label="Mine"))
    assert "Mine" in texts_of(AnswersPage(room).columns()[TWO])


def test_escape_stops_all(around: Around) -> None:
    room = around.open()
    add(around, room, ENDLESS, ONE)
    ComparePage(room).ask("Go on for ever")
    endless = AnswersPage(room).columns()[ENDLESS]
    around.qtbot.waitUntil(lambda: bool(endless.text), timeout=20_000)
    QTest.keyClick(part(room, MessageField), Qt.Key.Key_Escape)
    around.qtbot.waitUntil(lambda: not room.is_busy(), timeout=10_000)
    assert [r.answer.reason for r in room.results()] == ["stopped"]
    assert AnswersPage(room).columns()[ONE].state == "not asked yet"


def test_a_column_that_fails_says_so_and_the_others_answer(around: Around) -> None:
    room = around.open()
    add(around, room, TWO, ONE)
    path = model(around, TWO).path
    path.write_bytes(path.read_bytes()[:200])
    ComparePage(room).ask("Hello")
    around.qtbot.waitUntil(lambda: not room.is_busy(), timeout=20_000)
    assert [r.reference for r in room.results()] == [ONE]
    assert AnswersPage(room).columns()[TWO].state == "no answer"
    assert any("Try again" in texts_of(column) for column in AnswersPage(room).columns().values())


def test_terms_of_an_included_model_are_shown_before_its_first_answer(around: Around) -> None:
    room = around.open()
    included = replace(model(around, ONE), origin=Origin.INCLUDED, repo=GEMMA3.repo)
    around.catalog.models = (included,)
    room.show_place(Place(Room.COMPARE, model=included))
    around.qtbot.waitUntil(lambda: len(room.columns()) == 1)
    ComparePage(room).ask("Hello")
    card = part(room, ConsentCard)
    assert isinstance(card, ConsentCard)
    assert not room.is_busy()
    card.accepted.emit()
    assert GEMMA3.terms is not None
    assert around.settings.current.terms_seen == (GEMMA3.terms.url,)
    around.qtbot.waitUntil(lambda: len(room.results()) == 1, timeout=20_000)


def test_a_downloaded_repo_answers_as_a_local_model(around: Around) -> None:
    room = around.open()
    path = model(around, ONE).path
    far = column("tiny/one-repo", said("license", "MIT"))
    variant = Variant("Q8_0", "Large", (RepoFile(path.name, 1),))
    now = datetime.now(UTC)
    repo = Repo(RepoRow("tiny/one-repo"), "abc", "https://hub", now, (variant,))
    board = room.session.board
    board.slots = (ColumnSlot("tiny/one-repo", "tiny/one-repo", replace(far, repo=repo, variant=variant)),)
    board.changed.emit(board.slots)
    texts = [b.text() for b in AnswersPage(room).columns()["tiny/one-repo"].findChildren(QPushButton)]
    assert texts == ["Download"]
    around.catalog.changed.emit((replace(model(around, ONE), repo="tiny/one-repo"),))
    around.qtbot.waitUntil(lambda: [c.reference for c in room.columns()] == [ONE], timeout=5000)


def test_settings_of_the_next_prompt_are_changed_and_kept(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    composer = AnswersPage(room).composer
    popup = AnswersPage(room).open_shared_settings()
    for field, words in zip(popup.fields.all, ("7", "0,3", "0"), strict=True):
        field.selectAll()
        QTest.keyClicks(field, words)
    assert "Longest answer: From 1 to 10000000." in texts_of(popup)
    popup.close()
    assert "seed 7 · temperature 0.3 · 4,000 tokens" in texts_of(composer)
    again = around.open()
    assert "seed 7 · temperature 0.3 · 4,000 tokens" in texts_of(AnswersPage(again).composer)


def test_an_earlier_prompt_is_one_step_back(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    for words in ("First", "Second"):
        ComparePage(room).ask(words)
        around.qtbot.waitUntil(lambda: not room.is_busy(), timeout=20_000)
    bar = part(room, PromptBar)
    assert isinstance(bar, PromptBar)
    assert bar.text == "Second"
    bar.back.click()
    assert bar.text == "First"
    assert AnswersPage(room).columns()[ONE].text.strip() == "One says this."


def test_in_a_low_window_the_answers_keep_the_room(around: Around) -> None:
    room = around.open()
    add(around, room, ONE, TWO)
    room.resize(1100, 800)
    ComparePage(room).ask(
        "Say something in so many words that the prompt would take more than one line. " * 4
    )
    around.qtbot.waitUntil(lambda: len(room.results()) == 2 and not room.is_busy(), timeout=20_000)
    bar = part(room, PromptBar)
    assert isinstance(bar, PromptBar)
    high = bar.height()
    room.resize(1100, 320)
    around.qtbot.waitUntil(lambda: bar.height() < high)
    assert "more than one line" in bar.text
    room.resize(1100, 800)
    around.qtbot.waitUntil(lambda: bar.height() == high)


def test_a_model_that_was_not_asked_says_so(around: Around) -> None:
    room = around.open()
    add(around, room, ONE)
    ComparePage(room).ask("Say something")
    around.qtbot.waitUntil(lambda: len(room.results()) == 1 and not room.is_busy(), timeout=20_000)
    room.show_place(Place(Room.COMPARE, model=model(around, TWO)))
    around.qtbot.waitUntil(lambda: len(room.columns()) == 2)
    assert AnswersPage(room).columns()[TWO].state == "not asked yet"
