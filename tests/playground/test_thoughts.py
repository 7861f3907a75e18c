"""What a model thinks before it answers: told apart, kept with the answer, gone on with, and switched."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.base.store import Store
from explorer.domain.generation import ChatMessage, LoadOptions
from explorer.domain.thinking_switch import ThinkingSwitch
from explorer.kit.thought_view import ThoughtView
from explorer.rooms.playground.captions import answer_conditions
from explorer.rooms.playground.chats.session import messages_for
from explorer.rooms.playground.chats.settings import ChatSettings, encode_chat_settings, read_chat_settings
from explorer.rooms.playground.chats.store import Chats, HandedMessages, Turn, TurnRecord
from explorer.rooms.playground.context.context_room import measured_use, next_prompt
from explorer.rooms.playground.inspector.setting_rows import ThinkingRows, thinking_choices
from explorer.rooms.playground.transcript.answer_rows import AnswerRow
from tests.models.tiny import Tiny, write_tiny
from tests.playground.conftest import Table
from tests.playground.test_pane import button, words
from tests.playground.test_ribbon import ribbon_now

TEMPLATE = (
    "{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}[/{{ m['role'] }}]{% endfor %}<|start|>"
    "{% if enable_thinking is defined and not enable_thinking %}<think>\n\n</think>\n\n"
    "{% else %}<think>\n{% endif %}"
)
SCRIPT = "Let me see what that makes.</think> It is four."
THOUGHT, ANSWER = "Let me see what that makes.", "It is four."


@pytest.fixture(scope="module")
def thinkers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that thinks before it answers, and one that never does."""
    folder = tmp_path_factory.mktemp("thinkers")
    write_tiny(folder / "a/b/Thinker-Q8_0.gguf", Tiny(text=SCRIPT, name="Thinker", template=TEMPLATE))
    write_tiny(folder / "a/c/Plain-Q8_0.gguf", Tiny(text=ANSWER, name="Plain"))
    return folder


def turns(table: Table) -> tuple[Turn, ...]:
    chats = Chats(table.store)
    return chats.turns(chats.all()[0].id)


def thinking(table: Table) -> ThoughtView:
    """Of the last answer."""
    return table.pane.findChildren(AnswerRow)[-1].findChildren(ThoughtView)[0]


def stopped_in_its_thought(table: Table, thinkers: Path) -> None:
    table.open(thinkers)
    table.use("Thinker")
    table.page.set(max_tokens=3)
    table.ask("2+2")


def test_a_thought_is_folded_beside_the_answer_and_kept_with_it(table: Table, thinkers: Path) -> None:
    pane = table.open(thinkers)
    table.use("Thinker")
    assert table.ask("2+2") == ANSWER
    answer = turns(table)[-1]
    assert (answer.text, answer.thought) == (ANSWER, THOUGHT)
    assert answer.written == f"<think>{SCRIPT}"
    fold = thinking(table)
    assert fold.header.text() == "Thoughts"  # both came at once, so nobody knows how long it took
    assert not fold.page.isVisible()
    button(pane, "Copy").click()
    assert QApplication.clipboard().text() == ANSWER
    fold.set_open(True)
    button(pane, "Copy the thought").click()
    assert QApplication.clipboard().text() == THOUGHT


def test_a_new_question_sends_the_answer_and_its_thought_apart(table: Table, thinkers: Path) -> None:
    table.open(thinkers)
    table.use("Thinker")
    table.ask("2+2")
    assert messages_for(turns(table))[-1] == ChatMessage("assistant", ANSWER, THOUGHT)
    table.ask("Sure?")
    record = turns(table)[-1].record
    read = ChatMessage("user", "2+2"), ChatMessage("assistant", ANSWER), ChatMessage("user", "Sure?")
    assert record.handed == HandedMessages.of(read)


def test_an_answer_that_is_only_a_thought_says_so_and_goes_on_in_it(table: Table, thinkers: Path) -> None:
    stopped_in_its_thought(table, thinkers)
    pane = table.pane
    begun = turns(table)[-1]
    assert (begun.text, begun.thought, begun.record.end) == ("", "Let me see", "length")
    assert thinking(table).isVisible()
    assert "The limit came while it was still thinking" in words(pane)
    assert messages_for(turns(table)) == (ChatMessage("user", "2+2"),)
    table.page.set(max_tokens=30)
    button(pane, "Continue").click()
    table.wait(lambda: not pane.is_busy())
    whole = turns(table)[-1]
    assert (whole.id, whole.text) == (begun.id, ANSWER)
    assert whole.thought.startswith("Let me see")
    assert whole.thought.endswith(THOUGHT)  # cut anew into tokens, this model begins its script once more
    assert whole.written.startswith(begun.written)
    assert pane.last_answer() == ANSWER
    assert "still thinking" not in words(pane)


def test_what_it_had_thought_is_kept_whatever_ends_going_on(table: Table, thinkers: Path) -> None:
    stopped_in_its_thought(table, thinkers)
    begun = turns(table)[-1]
    session, model = table.page.session, table.page.chosen.model
    assert model is not None
    turn, asked = session.go_on(model, LoadOptions())
    assert asked.answer.begun == begun.written == turn.written
    kept = turns(table)[-1]  # as after a kill before the model is loaded
    assert (kept.thought, kept.written) == (begun.thought, begun.written)
    assert kept.record.thought_s == begun.record.thought_s


def test_a_question_that_only_a_thought_followed_is_asked_with_the_next(table: Table, thinkers: Path) -> None:
    stopped_in_its_thought(table, thinkers)
    table.page.set(max_tokens=30)
    table.ask("3+3")
    assert turns(table)[-1].record.handed == HandedMessages.of([ChatMessage("user", "2+2\n\n3+3")])
    assert "The next message was asked together with this question." in words(table.pane)


def test_another_answer_stands_beside_one_that_was_only_a_thought(table: Table, thinkers: Path) -> None:
    stopped_in_its_thought(table, thinkers)
    table.page.set(max_tokens=30)
    button(table.pane, "Regenerate").click()
    table.wait(lambda: not table.pane.is_busy())
    assert len(turns(table)[-1].siblings) == 2


def test_how_sure_it_was_is_told_of_the_thought_too(table: Table, thinkers: Path) -> None:
    pane = table.open(thinkers)
    table.use("Thinker")
    table.page.set(is_sure_shown=True)
    table.ask("2+2")
    button(pane, "How sure was it?").click()
    assert "".join(token.text for token in ribbon_now(table).tokens).strip() == SCRIPT


def test_the_context_is_counted_anew_after_a_thought_that_is_sent_no_more(
    table: Table, thinkers: Path
) -> None:
    table.open(thinkers)
    model = table.use("Thinker")
    table.ask("2+2")
    said = next_prompt(turns(table), model, "", "")
    assert measured_use(turns(table), said) is None
    engine = table.pool.get(model.path)
    counted: list[int] = []
    engine.render(said.messages).finished.connect(
        lambda text: engine.tokenize(text, add_special=True).finished.connect(
            lambda pieces: counted.append(len(pieces))
        )
    )
    table.wait(lambda: bool(counted) and f"{counted[0]} of" in table.page.context_line.words.text())


def test_an_old_answer_with_its_thought_in_its_text_is_told_apart_when_it_is_read(store: Store) -> None:
    chats = Chats(store)
    chat = chats.create("t", "m")
    chats.add(chat.id, "user", "2+2", TurnRecord())
    chats.add(chat.id, "assistant", f"<think>{SCRIPT}", TurnRecord())
    answer = chats.turns(chat.id)[-1]
    assert (answer.text, answer.thought, answer.written) == (ANSWER, THOUGHT, f"<think>{SCRIPT}")


def test_an_answer_that_speaks_of_the_marks_of_a_thought_is_kept_whole(store: Store) -> None:
    chats = Chats(store)
    chat = chats.create("t", "m")
    text = "A thought ends with </think> in this family."
    chats.add(chat.id, "assistant", text, TurnRecord(thought=""))
    assert chats.turns(chat.id)[-1].text == text


def test_a_search_finds_what_was_answered(table: Table, thinkers: Path) -> None:
    table.open(thinkers)
    table.use("Thinker")
    table.ask("2+2")
    chats = Chats(table.store)
    assert [hit.chat for hit in chats.search("is four")] == [chats.all()[0].id]
    assert chats.search("what that makes") == ()


def test_an_unfolded_thought_is_read_from_its_beginning(table: Table, thinkers: Path) -> None:
    pane = table.open(thinkers)
    table.use("Thinker")
    table.ask("2+2")
    pane.resize(900, 400)
    row = table.page.transcript.rows.last_answer()
    assert row is not None
    record = msgspec.structs.replace(row.turn.record, thought="A line.\n\n" * 60)
    row.show_turn(replace(row.turn, record=record))
    bar = table.page.transcript.area.verticalScrollBar()
    table.wait(lambda: bar.value() == bar.maximum())
    before = bar.value()
    thinking(table).header.click()
    table.wait(lambda: bar.maximum() > before + 400)
    assert bar.value() == before


def test_the_switch_is_there_before_the_model_is_loaded_and_only_for_models_that_have_one(
    table: Table, thinkers: Path
) -> None:
    table.open(thinkers)
    table.choose("Thinker")
    chip, rows = table.page.context_line.thinking, table.page.inspector.thinking
    assert chip.isVisible()
    assert chip.text() == "Thinking: on"
    assert [rows.picker.itemText(n) for n in range(rows.picker.count())] == ["On", "Off"]
    assert table.pool.loaded == ()
    table.choose("Plain")
    assert not chip.isVisible()
    assert rows.isHidden()


def test_what_is_chosen_of_thinking_is_sent_kept_with_the_chat_and_told(table: Table, thinkers: Path) -> None:
    table.open(thinkers)
    table.use("Thinker")
    table.page.context_line.thinking.picked.emit(thinking_choices(ThinkingSwitch(("on", "off"), "on"))[1])
    assert table.page.inspector.thinking.picker.currentText() == "Off"
    assert "Thinking off" in table.page.changed_settings.texts()
    table.page.inspector.thinking.budget.setValue(2)
    table.ask("2+2")
    record = turns(table)[-1].record
    assert record.options is not None
    assert (record.options.think, record.options.think_budget) == ("off", 512)
    assert "Thinking: off" in str(answer_conditions(record))
    table.page.new_chat()
    assert table.page.context_line.thinking.text() == "Thinking: on"
    table.page.open_chat(turns(table)[-1].chat)
    assert table.page.context_line.thinking.text() == "Thinking: off"
    assert table.page.inspector.thinking.budget.value() == 2


def test_how_long_it_may_think_is_no_question_where_it_is_not_to(qtbot: QtBot) -> None:
    rows = ThinkingRows()
    qtbot.addWidget(rows)
    for default in ("on", "off"):
        rows.show_switch(ThinkingSwitch(("on", "off"), default), ChatSettings(), thinks=False)
        assert rows.budget.isEnabled() == (default == "on")
        rows.show_settings(ChatSettings(think="off"))
        assert not rows.budget.isEnabled()
        rows.show_settings(ChatSettings(think="on"))
        assert rows.budget.isEnabled()


def test_a_choice_of_another_model_is_neither_shown_nor_recorded(table: Table, thinkers: Path) -> None:
    table.open(thinkers)
    table.use("Thinker")
    table.page.set(think="high")
    assert table.page.context_line.thinking.text() == "Thinking: on"
    assert "Thinking high" not in table.page.changed_settings.texts()
    table.ask("2+2")
    options = turns(table)[-1].record.options
    assert options is not None
    assert options.think == ""


def test_an_answer_goes_on_as_it_began_whatever_is_chosen_meanwhile(table: Table, thinkers: Path) -> None:
    stopped_in_its_thought(table, thinkers)
    table.page.set(max_tokens=30, think="off")
    button(table.pane, "Continue").click()
    table.wait(lambda: not table.pane.is_busy())
    options = turns(table)[-1].record.options
    assert options is not None
    assert options.think == ""


@pytest.mark.parametrize(
    ("switch", "values"),
    [
        (ThinkingSwitch(("on", "off"), "on"), ["", "off"]),
        (ThinkingSwitch(("low", "medium", "high"), "medium"), ["low", "", "high"]),
        (ThinkingSwitch(("on", "off")), ["", "on", "off"]),
    ],
)
def test_the_default_is_left_to_the_model(switch: ThinkingSwitch, values: list[str]) -> None:
    assert [choice.value for choice in thinking_choices(switch)] == values


def test_a_model_that_always_thinks_may_write_longer_from_its_first_answer_on(
    table: Table, tmp_path: Path
) -> None:
    template = "{{ messages[0]['content'] }}{% if add_generation_prompt %}<|start|><think>\n{% endif %}"
    write_tiny(tmp_path / "a/b/Always-Q8_0.gguf", Tiny(text=SCRIPT, name="Always", template=template))
    table.store.set_state("playground.controls", "{}")
    table.open(tmp_path)
    table.choose("Always")
    assert table.page.session.longest == 4096
    assert not table.page.context_line.thinking.isVisible()
    table.page.set(max_tokens=4096)
    assert table.page.changed_settings.texts() == []
    table.page.set(max_tokens=512)
    assert table.page.changed_settings.texts() == ["Longest answer 512"]
    table.page.toggle_inspector()
    assert table.page.inspector.thinking.budget.isVisible()
    assert not table.page.inspector.thinking.picker.isVisible()


def test_what_was_usual_before_was_not_chosen_by_anyone() -> None:
    assert read_chat_settings('{"max_tokens": 512}').max_tokens is None
    assert read_chat_settings('{"max_tokens": 256}').max_tokens == 256
    chosen = ChatSettings(max_tokens=512)
    assert read_chat_settings(encode_chat_settings(chosen)) == chosen


def test_an_answer_after_a_thought_may_be_longer_unless_the_person_says_how_long(
    table: Table, thinkers: Path
) -> None:
    table.store.set_state("playground.controls", "{}")
    table.open(thinkers)
    table.choose("Plain")
    table.page.toggle_inspector()
    assert (table.page.session.longest, "512 tokens" in words(table.page.inspector)) == (512, True)
    table.choose("Thinker")
    assert (table.page.session.longest, "4,096 tokens" in words(table.page.inspector)) == (4096, True)
    table.page.set(think="off")
    assert table.page.session.longest == 512
    table.page.length.setValue(2)
    table.page.set(think="")
    assert (table.page.session.longest, "128 tokens" in words(table.page.inspector)) == (128, True)
