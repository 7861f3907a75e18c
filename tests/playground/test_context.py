"""A context that fills: said before it happens, with a choice that is remembered and done."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.domain.generation import ChatMessage
from explorer.domain.tokens import ContextUse
from explorer.kit.chips import Choice
from explorer.kit.theme import Look
from explorer.rooms.playground.chats.settings import ChatSettingsStore
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from explorer.rooms.playground.context.context_room import (
    ContextRoom,
    forgotten_words,
    larger_context,
)
from explorer.rooms.playground.context.context_rows import ContextMeterLine
from explorer.rooms.playground.pane import PlaygroundPane
from tests.playground.conftest import SAID, Table
from tests.playground.test_asking import turns
from tests.playground.test_pane import button, meter, words

_SHORT = 300  # tokens of context; the engine makes 512 of them


def fill(table: Table, models: Path, longest: int = 8192) -> PlaygroundPane:
    """A model that babbles for ever, in a context that is soon full: the system prompt takes most of it."""
    pane = table.open(models)
    table.choose("Endless")
    table.page.chosen.choose_load(context_length=_SHORT)
    table.use("Endless")
    table.page.set(max_tokens=longest, system_prompt="x" * 380)
    return pane


def when_full(table: Table) -> str:
    """What the newest chat does."""
    return ChatSettingsStore(table.store).get(Chats(table.store).all()[0].id).when_full


def test_the_meter_says_what_is_used_and_what_the_draft_takes(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    table.use("Tiny chat")
    assert meter(table) == "0 of 2,048 tokens of context"
    table.field.setPlainText("Hello there")
    table.wait(lambda: "this message" in meter(table))
    table.field.clear()
    assert meter(table) == "0 of 2,048 tokens of context"
    table.ask("Hi")
    used = int(meter(table).split()[0])
    measured = turns(table)[-1].record.measured
    assert measured is not None
    assert abs(used - measured.prompt_tokens - measured.answer_tokens) <= 1


def test_a_full_context_is_said_with_its_choices_and_forgetting_goes_on(
    table: Table, tiny_models: Path
) -> None:
    pane = fill(table, tiny_models)
    table.ask("Go")
    assert turns(table)[-1].record.end == "context_full"
    assert "The context is full" in table.page.context_notice.words.text()
    length = len(pane.last_answer())
    button(pane, "Forget the oldest turns and go on").click()
    table.wait(lambda: len(pane.last_answer()) > length + 20)
    assert "no longer sees the beginning of this answer" in words(pane)
    button(pane, "Stop").click()
    table.wait(lambda: not pane.is_busy())
    record = turns(table)[-1].record
    assert record.options is not None
    assert record.options.when_full == "drop_oldest"
    assert record.parts[0].end == "context_full"
    assert record.dropped > 0
    assert table.page.context_notice.isHidden()


def test_a_choice_made_while_an_answer_runs_is_done_once_the_context_is_full(
    table: Table, tiny_models: Path
) -> None:
    pane = fill(table, tiny_models)
    table.send("Go")
    table.wait(lambda: table.page.context_notice.isVisible() or not pane.is_busy())
    if pane.is_busy():  # else it was full before the window could be asked
        assert "tokens are left for this answer" in table.page.context_notice.words.text()
    table.page.context_notice.buttons()[1].click()
    table.wait(lambda: pane.is_busy() and bool(turns(table)[-1].record.parts))
    button(pane, "Stop").click()
    table.wait(lambda: not pane.is_busy())
    assert when_full(table) == "drop_oldest"


def test_a_larger_context_says_what_it_takes_and_goes_on_in_it(table: Table, tiny_models: Path) -> None:
    pane = fill(table, tiny_models)
    table.ask("Go")
    (way,) = [b for b in table.page.context_notice.buttons() if b.text().startswith("Larger context")]
    engine = table.page.chosen.engine
    assert engine is not None
    assert engine.model is not None
    before = engine.model.context_length
    assert "1K tokens, about" in way.text()
    length = len(pane.last_answer())
    way.click()
    table.wait(lambda: len(pane.last_answer()) > length)
    assert engine.model.context_length == 2 * before
    button(pane, "Stop").click()
    table.wait(lambda: not pane.is_busy())
    assert [part.end for part in turns(table)[-1].record.parts] == ["context_full"]


def test_it_is_said_before_a_message_that_will_not_fit(table: Table, tiny_models: Path) -> None:
    fill(table, tiny_models, longest=32)
    table.field.setPlainText("word " * 400)
    table.wait(table.page.context_notice.isVisible)
    assert "This message does not fit" in table.page.context_notice.words.text()
    table.field.clear()
    assert table.page.context_notice.isHidden()


def test_a_larger_context_is_loaded_at_once_though_a_message_is_being_written(
    table: Table, tiny_models: Path
) -> None:
    fill(table, tiny_models, longest=32)
    table.field.setPlainText("word " * 400)
    table.wait(table.page.context_notice.isVisible)
    engine = table.page.chosen.engine
    assert engine is not None
    assert engine.model is not None
    before = engine.model.context_length
    (way,) = [b for b in table.page.context_notice.buttons() if b.text().startswith("Larger context")]
    way.click()
    table.wait(lambda: engine.model is not None and engine.model.context_length == 2 * before)
    table.wait(lambda: f"of {2 * before:,} tokens" in meter(table))


def test_to_stop_is_remembered_as_an_answer_to_the_warning(table: Table, tiny_models: Path) -> None:
    fill(table, tiny_models, longest=60)
    table.ask("Go")
    table.wait(table.page.context_notice.isVisible)
    table.page.context_notice.buttons()[0].click()
    assert table.page.context_notice.isHidden()
    table.field.setPlainText("More")
    table.wait(lambda: "this message" in meter(table))
    assert table.page.context_notice.isHidden()
    table.page.context_line.when_full.picked.emit(Choice("stop", ""))  # as it is: it is asked for anew
    assert table.page.context_notice.isVisible()


def test_what_a_chat_does_when_it_is_full_is_its_own(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    table.use("Tiny chat")
    table.page.context_line.when_full.picked.emit(Choice("drop_oldest", ""))
    table.ask("One")
    first = table.page.session.chat
    assert first is not None
    table.page.new_chat()
    table.ask("Two")
    options = [turn.record.options for turn in turns(table) if turn.record.options]
    assert [one.when_full for one in options] == ["stop"]
    assert ChatSettingsStore(table.store).get(first.id).when_full == "drop_oldest"


def test_going_on_without_room_offers_the_choice_instead(table: Table, tiny_models: Path) -> None:
    pane = fill(table, tiny_models)
    table.ask("Go")
    button(pane, "Not now").click()
    button(pane, "Continue").click()
    assert not pane.is_busy()
    assert "The context is full" in table.page.context_notice.words.text()


@pytest.mark.parametrize(
    ("used", "draft", "longest", "outlook"),
    [
        (0, 0, 512, "fits"),
        (1500, 20, 512, "fits"),
        (1900, 0, 512, "short"),
        (1900, 0, 64, "fits"),
        (2000, 60, 64, "over"),
        (2048, 0, 64, "short"),
    ],
)
def test_the_outlook_counts_the_message_and_room_for_an_answer(
    used: int, draft: int, longest: int, outlook: str
) -> None:
    assert ContextRoom(ContextUse(used, 2048), draft, longest).outlook == outlook


def test_a_larger_context_is_never_beyond_what_the_model_was_trained_for() -> None:
    assert [
        larger_context(2048, 4096),
        larger_context(4096, 6000),
        larger_context(6000, 6000),
        larger_context(512, 0),
    ] == [
        4096,
        6000,
        0,
        1024,
    ]


def test_what_was_forgotten_is_said_where_it_is_new() -> None:
    chat = tuple(ChatMessage(role, SAID) for role in ("system", "user", "assistant", "user"))
    record = TurnRecord(messages=chat, dropped=2)
    assert "the first 2 messages" in forgotten_words(record)
    assert forgotten_words(TurnRecord(messages=chat, dropped=2, dropped_before=2)) == ""
    assert "beginning of this answer" in forgotten_words(TurnRecord(messages=chat[:2], dropped=9))
    assert "9 tokens of the text" in forgotten_words(TurnRecord(kind="completion", dropped=9))


def test_words_that_say_what_the_bar_shows_have_its_room_where_there_is_too_little(
    qtbot: QtBot, look: Look
) -> None:
    line = ContextMeterLine()
    qtbot.addWidget(line)
    line.resize(900, line.sizeHint().height())
    line.show_room(ContextRoom(ContextUse(1_073, 2_048), files=261), "stop")
    assert line.meter.isVisible()
    line.resize(line.words.sizeHint().width() + line.when_full.sizeHint().width() + 20, line.height())
    qtbot.waitUntil(lambda: line.words.width() >= line.words.sizeHint().width())
    assert not line.meter.isVisible()
