"""A question asked again several times at once: each answer a branch of its own, the first one seen."""

import os
import signal
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from explorer.domain.places import Place, Room
from explorer.domain.sampling_choice import SamplingChoice
from explorer.engine.state import BackendState
from explorer.kit.actions import Action
from explorer.rooms.playground.captions import answer_caption
from explorer.rooms.playground.chats.store import Chats, Turn
from tests.engine.conftest import pid_of
from tests.models.tiny import MAMBA, Tiny, write_tiny
from tests.playground.conftest import SAID, Table
from tests.playground.test_branches import places
from tests.playground.test_pane import words


def several(table: Table) -> dict[str, Action]:
    """What the menu of the last answer offers."""
    actions = table.page.transcript.rows.actions_of(table.page.session.turns[-1])
    (menu,) = (one for one in actions if one is not None and one.text == "Ask again several times")
    return {one.text: one for one in menu.entries if one is not None}


def again(table: Table, count: int) -> None:
    several(table)[f"{count} times, with other seeds"].run()


def answers(table: Table) -> tuple[Turn, ...]:
    """Of the first question, as they are stored."""
    chats = table.page.session.chats
    chat = table.page.session.chat
    assert chat is not None
    shown = chats.turns(chat.id)[1]
    found = []
    for sibling in shown.siblings:
        chats.show(sibling)
        found.append(chats.turns(chat.id)[1])
    chats.show(shown.id)
    return tuple(found)


def drawn(table: Table, most: int = 12) -> None:
    table.page.set(choice=SamplingChoice({"temperature": 1.5}), max_tokens=most)


def endless(table: Table, most: int) -> None:
    """Nearly greedy: what is left to chance may end at once."""
    table.page.set(choice=SamplingChoice({"temperature": 0.01}), max_tokens=most)


def test_each_is_a_branch_with_a_seed_of_its_own_and_without_a_speed(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Endless")
    drawn(table)
    table.ask("One")
    first = table.page.session.turns[-1].id
    again(table, 5)
    assert pane.is_busy()
    table.wait(lambda: not pane.is_busy())
    assert places(pane) == ["2 of 6"]
    stored = answers(table)
    assert stored[0].id == first
    assert len({turn.text for turn in stored[1:]}) > 1
    seeds = [turn.record.sampling.seed for turn in stored if turn.record.sampling is not None]
    assert len(set(seeds)) == 6
    assert all(turn.record.variants == 5 for turn in stored[1:])
    caption = answer_caption(stored[-1].record)
    assert "no speed: one of 5 at once" in caption
    assert "tokens/s" not in caption
    assert "first token" not in caption
    assert "tokens/s" in answer_caption(stored[0].record)


def test_those_that_say_the_same_are_counted(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.page.set(choice=SamplingChoice({"temperature": 0.01}))
    table.ask("One")
    again(table, 3)
    table.wait(lambda: not pane.is_busy())
    assert [turn.text for turn in answers(table)] == [SAID] * 4
    assert "all 3 say the same" in answer_caption(table.page.session.turns[-1].record)


def test_a_locked_seed_is_the_first_of_others(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Endless")
    drawn(table)
    table.page.set(seed=7, seed_locked=True)
    table.ask("One")
    again(table, 3)
    table.wait(lambda: not pane.is_busy())
    seeds = [turn.record.sampling.seed for turn in answers(table) if turn.record.sampling is not None]
    assert seeds == [7, 8, 9, 10]


def test_stop_stops_all_and_those_without_a_word_are_gone(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Endless")
    drawn(table)
    table.ask("One")
    endless(table, 20_000)
    again(table, 3)
    table.wait(lambda: bool(table.page.session.turns) and len(table.page.rows()[-1].turn.text) > 20)
    table.page.stop()
    table.wait(lambda: not pane.is_busy())
    assert {turn.record.end for turn in answers(table)[1:]} == {"stopped"}
    assert all(turn.written for turn in answers(table))


def test_what_is_sent_meanwhile_waits_until_all_are_written(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Endless")
    drawn(table)
    table.ask("One")
    endless(table, 300)
    again(table, 3)
    table.send("Two")
    table.wait(lambda: len(table.page.session.turns) == 4 and not pane.is_busy())
    assert table.page.session.turns[2].text == "Two"
    assert [turn.record.end for turn in answers(table)[1:]] == ["length"] * 3


def test_a_temporary_chat_keeps_them_to_itself(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Endless")
    table.page.session.open_temporary()
    drawn(table)
    table.ask("One")
    again(table, 3)
    table.wait(lambda: not pane.is_busy())
    assert len(answers(table)) == 4
    assert Chats(table.store).all() == ()


def test_another_chat_can_be_looked_at_meanwhile(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Endless")
    drawn(table)
    table.ask("One")
    chat = table.page.session.chat
    assert chat is not None
    endless(table, 2000)
    again(table, 3)
    table.page.new_chat()
    assert table.page.session.turns == ()
    pane.show_place(Place(Room.PLAYGROUND, chat_id=chat.id))
    table.wait(lambda: not pane.is_busy())
    QApplication.processEvents()
    assert places(pane) == ["2 of 4"]
    assert len(table.page.rows()) == 2


def test_at_temperature_0_it_is_said_that_all_would_be_the_same(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.page.ask_greedily()
    table.ask("One")
    (entry,) = several(table).items()
    assert entry[0] == "Once: at temperature 0 all answers are the same"
    entry[1].run()
    table.wait(lambda: not pane.is_busy())
    assert places(pane) == ["2 of 2"]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    write_tiny(
        tmp_path / "tiny/state/state-Q8_0.gguf",
        Tiny(text=None, architecture="mamba", metadata=MAMBA, name="State"),
    )
    return tmp_path


def test_one_that_keeps_a_state_answers_one_by_one(table: Table, state: Path) -> None:
    pane = table.open(state)
    table.use("State")
    drawn(table)
    table.ask("One")
    again(table, 3)
    table.wait(lambda: not pane.is_busy())
    stored = answers(table)
    assert len(stored) == 4
    assert all("no speed" not in answer_caption(turn.record) for turn in stored)


def test_where_the_model_cannot_be_loaded_it_is_tried_once(table: Table, state: Path) -> None:
    pane = table.open(state)
    model = table.use("State")
    drawn(table)
    table.ask("One")
    engine = table.pool.get(model.path)
    engine.unload()
    table.wait(lambda: engine.state is BackendState.EMPTY)
    model.path.write_bytes(b"no model")
    loads: list[BackendState] = []
    engine.changed.connect(lambda change: loads.append(change.state))
    again(table, 5)
    table.wait(lambda: not pane.is_busy())
    assert loads.count(BackendState.FAILED) == 1
    assert [turn.record.end for turn in answers(table)] == ["length", "failed"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_an_error_of_any_of_them_is_told(table: Table, state: Path) -> None:
    pane = table.open(state)
    model = table.use("State")
    drawn(table)
    table.ask("One")
    endless(table, 400)
    engine = table.pool.get(model.path)
    again(table, 5)
    table.wait(lambda: "1 of 5 answers are written…" in words(pane))
    os.kill(pid_of(engine), signal.SIGKILL)
    table.wait(lambda: not pane.is_busy())
    assert engine.state is BackendState.FAILED
    assert "What was written is kept." in words(pane)
