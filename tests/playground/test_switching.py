"""Another model in an open chat: nothing is dropped unseen, every answer has a name, every count is right."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from explorer.domain.generation import AnswerTiming, ChatMessage, LoadOptions
from explorer.domain.local_model import LocalModel
from explorer.rooms.playground.chats.session import messages_for
from explorer.rooms.playground.chats.store import AnswerBeginning, Chats, HandedMessages, Turn, TurnRecord
from explorer.rooms.playground.context.context_room import (
    TokensUsed,
    answered_turns,
    estimated_use,
    measured_use,
    next_prompt,
)
from explorer.rooms.playground.pages_rows import ModelSwitchCard
from explorer.rooms.playground.transcript.answer_text_rows import ByLine
from tests.pages.playground import by_line
from tests.playground.conftest import SAID, Table
from tests.playground.test_asking import turns
from tests.playground.test_branches import shown
from tests.playground.test_conversation import model
from tests.playground.test_pane import button, meter, words


def asked(table: Table) -> bool:
    """Whether it is asked what shall happen."""
    return isinstance(table.page.transcript.page, ModelSwitchCard)


def test_before_a_model_is_chosen_whose_context_is_too_small_it_is_said(
    table: Table, tiny_models: Path
) -> None:
    chats = Chats(table.store)
    chat = chats.create("Long", "tiny/endless/endless-Q8_0.gguf")
    chats.add(chat.id, "user", "One", TurnRecord())
    chats.add(chat.id, "assistant", "Two", TurnRecord(model=chat.model, used=6000))
    pane = table.open(tiny_models)
    table.page.open_chat(chat.id)
    small = table.choose("Tiny chat")
    assert small.context_length is not None
    assert "Tiny chat has no room for this conversation" in words(pane)
    assert f"6,000 tokens, and it would be loaded with a context of {small.context_length:,}" in words(pane)
    button(pane, "Stay here").click()
    assert not asked(table)
    table.choose("Tiny chat")
    button(pane, "Choose it anyway").click()
    assert (table.page.chosen.model and table.page.chosen.model.name, asked(table)) == ("Tiny chat", False)
    assert table.page.session.chat is not None
    assert table.page.session.chat.id == chat.id


def test_before_a_base_model_is_chosen_it_is_said_that_it_does_not_see_the_chat(
    table: Table, tiny_models: Path
) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("One")
    (chat,) = Chats(table.store).all()
    before, said = meter(table), shown(table)
    table.choose("Tiny base")
    assert "Tiny base does not chat" in words(pane)
    assert (table.page.chosen.model and table.page.chosen.model.name, shown(table)) == ("Tiny chat", said)
    button(pane, "Stay here").click()
    assert (asked(table), meter(table), table.page.session.chat) == (False, before, table.page.session.chat)
    table.choose("Tiny base")
    button(pane, "Open a page of its own").click()
    assert table.page.chosen.model is not None
    assert (table.page.chosen.model.name, table.page.session.chat, shown(table)) == ("Tiny base", None, [])
    assert meter(table).startswith("0 of")
    table.ask("Once")
    table.page.open_chat(chat.id)
    assert (table.page.chosen.model.name, shown(table), meter(table)) == ("Tiny chat", said, before)
    table.ask("Two")
    assert turns(table)[-1].record.handed == HandedMessages.of(messages_for(turns(table)[:-1]))


def test_a_model_that_chats_does_not_see_a_running_text_and_that_is_said_too(
    table: Table, tiny_models: Path
) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny base")
    table.ask("Once upon")
    table.choose("Tiny chat")
    assert "Tiny chat answers messages" in words(pane)
    button(pane, "Open a chat").click()
    assert (table.page.session.chat, meter(table).split()[0]) == (None, "0")
    assert len(Chats(table.store).all()) == 1


def test_nothing_is_sent_to_a_model_that_was_chosen_because_the_chats_own_is_gone(
    table: Table, tiny_models: Path
) -> None:
    chats = Chats(table.store)
    chat = chats.create("Old", "gone/model.gguf")
    chats.add(chat.id, "user", "Hi", TurnRecord())
    chats.add(chat.id, "assistant", "Hello", TurnRecord(model="gone/model.gguf"))
    table.store.set_state("playground.chat", str(chat.id))
    pane = table.open(tiny_models / "tiny/base")
    table.send("And?")
    assert not pane.is_busy()
    assert asked(table)
    assert (table.field.toPlainText(), shown(table)) == ("And?", ["Hi", "Hello"])
    button(pane, "Get a model that chats").click()
    assert table.places


@pytest.mark.parametrize(("folder", "goes_on"), [("tiny/base", False), ("tiny/chat", True)])
def test_only_a_model_that_chats_offers_to_continue_an_answer_of_a_chat(
    table: Table, tiny_models: Path, folder: str, *, goes_on: bool
) -> None:
    chats = Chats(table.store)
    chat = chats.create("Old", "gone/model.gguf")
    chats.add(chat.id, "user", "Hi", TurnRecord())
    chats.add(chat.id, "assistant", "Hello", TurnRecord(model="gone/model.gguf", end="stopped"))
    table.store.set_state("playground.chat", str(chat.id))
    pane = table.open(tiny_models / folder)
    pane.resize(1600, 800)  # all that is offered has room

    def buttons() -> set[str]:
        return {one.text() for one in pane.findChildren(QAbstractButton) if one.isVisible()}

    table.wait(lambda: "Regenerate" in buttons())
    assert ("Continue" in buttons(), table.page.can("Continue the answer")) == (goes_on, goes_on)


def test_the_count_of_another_model_is_said_to_be_about_until_it_has_counted(
    table: Table, tiny_models: Path
) -> None:
    table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("One")
    before = meter(table)
    other = table.choose("Endless")
    assert meter(table).startswith("about ")
    table.page.chosen.load()
    table.wait(lambda: table.pool.get(other.path).model is not None and "about" not in meter(table))
    assert 0 < int(meter(table).split()[0]) < 200
    table.choose("Tiny chat")
    assert meter(table) == before


def test_a_model_chosen_for_a_chat_stays_with_it(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    chats, chosen = Chats(table.store), table.choose("Tiny chat")
    one, two = (chats.create(title, chosen.id) for title in ("One", "Two"))
    for chat in (one, two):
        chats.add(chat.id, "user", "Hi", TurnRecord())
        chats.add(chat.id, "assistant", SAID, TurnRecord(model=chat.model))
    table.page.open_chat(one.id)
    table.choose("Endless")
    table.page.open_chat(two.id)
    assert table.page.chosen.file is not None
    assert table.page.chosen.file.name == "Tiny chat"
    table.page.open_chat(one.id)
    assert table.page.chosen.file.name == "Endless"
    assert [chat.title for chat in chats.all()] == ["Two", "One"]  # nothing was said in it


def test_every_answer_bears_the_name_of_the_model_that_gave_it(table: Table, tiny_models: Path) -> None:
    table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("One")
    model_of_it = turns(table)[-1].record
    assert (model_of_it.model_name, model_of_it.quantization) == ("Tiny chat", "Q8_0")
    row = table.page.transcript.rows.last_answer()
    assert row is not None
    assert by_line(row.by) == "Tiny chat Q8_0"
    assert row.by.isVisible()


def test_the_name_is_that_of_today_while_the_model_is_here_and_the_kept_one_after_it(qtbot: QtBot) -> None:
    here = model("p/r/file.gguf", name="My own name", quantization="Q4_K_M", apart="p")
    page = QWidget()
    qtbot.addWidget(page)

    def said(record: TurnRecord, found: LocalModel | None = None) -> str:
        return by_line(ByLine(record, lambda _id: found, page))

    record = TurnRecord(model="p/r/file.gguf", model_name="As it was", quantization="Q8_0")
    assert said(record, here) == "My own name Q4_K_M · p"
    assert said(record) == "As it was Q8_0"
    assert said(TurnRecord(model="maker/qwen3-4b-GGUF/x.gguf")) == "Qwen3 4B"  # of before names were stored
    assert said(TurnRecord()) == ""
    continued = TurnRecord(
        model="b", model_name="B", parts=(AnswerBeginning(length=3, end="length", model="a", model_name="A"),)
    )
    assert said(continued) == "B Begun by A"


CHAT = model("m", is_chat=True)
_ASKED = Turn(1, 1, "user", "Hi", TurnRecord())


def answer(text: str = "Hello", **values: object) -> Turn:
    known: dict[str, object] = {
        "model": "m", "messages": (ChatMessage("user", "Hi"),), "measured": AnswerTiming(10, 5, 1, 1),
    }  # fmt: skip
    return Turn(2, 1, "assistant", text, TurnRecord(**(known | values)))  # type: ignore[arg-type]


def test_what_was_measured_counts_only_for_the_model_and_the_messages_it_was_measured_with() -> None:
    once = (_ASKED, answer())
    assert measured_use(once, next_prompt(once, CHAT, "", "")) == TokensUsed(15)
    assert measured_use((), next_prompt((), CHAT, "", "")) == TokensUsed(0)
    others = (
        next_prompt(once, model("other", is_chat=True), "", ""),
        next_prompt(once, CHAT, "", "", "off"),
        next_prompt(once, CHAT, "Be brief.", ""),
        next_prompt(once, CHAT, "", "{{ template }}"),
    )
    assert [measured_use(once, said) for said in others] == [None] * 4
    edited = (_ASKED, answer(messages=(ChatMessage("user", "Before it was edited"),)))
    assert measured_use(edited, next_prompt(edited, CHAT, "", "")) is None
    own = (_ASKED, answer(load=LoadOptions(template="{{ template }}")))
    assert measured_use(own, next_prompt(own, CHAT, "", "{{ template }}")) == TokensUsed(15)


def test_a_base_model_sees_nothing_of_a_chat_and_its_own_text_counts() -> None:
    base = model("m")
    once = (_ASKED, answer())
    text = (Turn(1, 1, "user", "Once", TurnRecord(kind="completion")), answer(kind="completion", used=44))
    assert measured_use(once, next_prompt(once, model("other"), "Be brief.", "")) == TokensUsed(0)
    assert measured_use(text, next_prompt(text, base, "", "")) == TokensUsed(44)


def test_an_estimate_goes_by_what_the_last_answer_took_for_its_letters() -> None:
    once = (_ASKED, answer())
    said = next_prompt(once, model("other", is_chat=True), "1234567", "")
    assert estimated_use(once, said) == TokensUsed(30, is_exact=False)
    unmeasured = (_ASKED, answer(measured=None))
    assert not estimated_use(unmeasured, said).is_exact
    assert estimated_use(unmeasured, said).tokens > 0


def test_while_an_answer_is_written_the_count_is_that_before_its_question() -> None:
    asked_again = Turn(3, 1, "user", "And?", TurnRecord())
    writing = Turn(4, 1, "assistant", "", TurnRecord(end="writing"))
    assert answered_turns((_ASKED, answer(), asked_again, writing)) == (_ASKED, answer())


def test_an_edited_message_is_counted_from_what_comes_before_it(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("One")
    first = int(meter(table).split()[0])
    table.ask("Two")
    second = int(meter(table).split()[0])
    assert second > first
    table.page.edit(table.page.questions()[1])
    table.wait(lambda: int(meter(table).split()[0]) == first)
    table.page.composer.cancelled.emit()
    table.field.clear()
    table.wait(lambda: int(meter(table).split()[0]) == second)
    button(pane, "Regenerate").click()
    table.wait(lambda: not pane.is_busy())
    button(pane, "The answer before this one").click()
    assert int(meter(table).split()[0]) == second
