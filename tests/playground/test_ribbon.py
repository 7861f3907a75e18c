"""How sure was it? Kept with the answer or measured afterwards; and on from any of its tokens."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from explorer.base.store import Store
from explorer.domain.tokens import AnswerOptions, LikelyToken, TokenDetail
from explorer.engine.jobs import Job
from explorer.kit.actions import Action
from explorer.kit.token_ribbon.odds_panel import OddsPanel, OddsRow
from explorer.kit.token_ribbon.ribbon import Ribbon
from explorer.rooms.playground.chats.answer_tokens import (
    AnswerTokens,
    AnswerTokensStore,
    pack_tokens,
    unpack_tokens,
)
from explorer.rooms.playground.chats.store import Chats, Turn, TurnRecord
from explorer.rooms.playground.transcript.answer_rows import AnswerRow
from explorer.rooms.playground.transcript.question_rows import TurnSignals
from explorer.rooms.playground.transcript.ribbon_rows import RibbonPlaceholder, RibbonView
from tests.playground.conftest import SAID, Table
from tests.playground.making import MIXED, WATER, detailed
from tests.playground.test_pane import button, words

_NOTING = '{"version": 1, "temperature": 0.0, "max_tokens": 64, "is_sure_shown": true}'


def last_turn(table: Table) -> Turn:
    chats = Chats(table.store)
    return chats.turns(chats.all()[0].id)[-1]


def ribbon(table: Table) -> Ribbon | None:
    return next((r for r in table.pane.findChildren(Ribbon) if r.isVisible()), None)


def ribbon_now(table: Table) -> Ribbon:
    table.wait(lambda: ribbon(table) is not None)
    found = ribbon(table)
    assert found is not None
    return found


@pytest.mark.parametrize("text", [WATER, MIXED])
def test_the_least_likely_tokens_stand_without_signs_that_nobody_wrote(qtbot: QtBot, text: str) -> None:
    view = RibbonView(AnswerTokens(detailed(text)), text, None, lambda: "")
    qtbot.addWidget(view)
    ways = [way.text() for way in view.findChildren(QAbstractButton) if " %" in way.text()]
    assert ways
    assert not [way for way in ways if "U+20" in way]


def test_noted_with_the_answer_it_is_there_at_once_and_after_a_restart(
    table: Table, tiny_models: Path
) -> None:
    table.store.set_state("playground.controls", _NOTING)
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("Hi")
    button(pane, "How sure was it?").click()
    shown = ribbon_now(table)
    assert "".join(token.text for token in shown.tokens) == SAID
    assert all(len(token.alternatives) == 10 for token in shown.tokens)
    assert "Unsure about wording is not the same as wrong." in words(pane)
    assert "Measured afterwards" not in words(pane)
    pane.close_room()
    pane = table.open(tiny_models)
    button(pane, "How sure was it?").click()
    again = ribbon_now(table)
    assert [token.token for token in again.tokens] == [token.token for token in shown.tokens]
    button(pane, "Back to the text").click()
    assert ribbon(table) is None


def test_not_noted_it_is_measured_afterwards_and_said_so(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("Hi")
    assert Chats(table.store).details.get(last_turn(table).id) is None
    button(pane, "How sure was it?").click()
    shown = ribbon_now(table)
    assert "".join(token.text for token in shown.tokens) == SAID
    assert "Measured afterwards" in words(pane)
    kept = Chats(table.store).details.get(last_turn(table).id)
    assert kept is not None
    assert kept.is_afterwards


def test_measuring_is_asked_for_once_and_can_be_looked_away_from(
    table: Table, tiny_models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pane = table.open(tiny_models)
    engine = table.pool.get(table.use("Tiny chat").path)
    score, asked = engine.score, list[str]()

    def noted(prompt: str, texts: Sequence[str], alternatives: int) -> Job:
        asked.append(prompt)
        return score(prompt, texts, alternatives)

    monkeypatch.setattr(engine, "score", noted)
    table.ask("Hi")
    for _ in range(3):  # shown, hidden, shown again
        button(pane, "How sure was it?").click()
    ribbon_now(table)
    button(pane, "Back to the text").click()
    assert len(asked) == 1


def test_a_model_that_is_not_loaded_is_offered_to_be(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("Hi")
    table.pool.loaded[0].unload()
    button(pane, "How sure was it?").click()
    assert "must be loaded to measure it: Tiny chat." in words(pane)
    assert ribbon(table) is None
    button(pane, "Load and measure").click()
    assert len(ribbon_now(table).tokens) > 10


def test_another_model_is_chosen_only_to_measure_the_one_that_wrote(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("Hi")
    table.choose("Endless")
    button(pane, "How sure was it?").click()
    assert "".join(token.text for token in ribbon_now(table).tokens) == SAID
    assert table.page.chosen.file is not None
    assert table.page.chosen.file.name == "Endless"


def test_a_base_models_text_is_judged_after_its_prompt(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny base")
    table.ask("Once upon a time")
    button(pane, "How sure was it?").click()
    assert "".join(token.text for token in ribbon_now(table).tokens) == SAID
    assert "Once upon a time" in words(pane)


def test_the_way_by_keys_opens_and_closes_it(table: Table, tiny_models: Path) -> None:
    table.store.set_state("playground.controls", _NOTING)
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("Hi")
    (command,) = [one for one in pane.commands() if one.shortcut == "Ctrl+T"]
    command.run()
    ribbon_now(table)
    command.run()
    assert ribbon(table) is None
    assert pane.last_answer() == SAID


def open_answer_of(table: Table, record: TurnRecord) -> None:
    chats = Chats(table.store)
    chat = chats.create("Old", "")
    chats.add(chat.id, "user", "Hi", TurnRecord())
    chats.add(chat.id, "assistant", "Hello", record)
    table.page.open_chat(chat.id)


def test_what_cannot_be_measured_any_more_says_why(table: Table, tiny_models: Path) -> None:
    pane, said = table.open(tiny_models), "no longer on this machine as it was"
    table.choose("Endless")
    open_answer_of(table, TurnRecord(model="gone.gguf", sent="x"))
    button(pane, "How sure was it?").click()
    assert said in words(pane)
    button(pane, "How sure was it?").click()
    assert said not in words(pane)


def test_an_answer_from_elsewhere_is_not_offered_to_be_measured(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    open_answer_of(table, TurnRecord(model="gpt-of-others", model_name="GPT of others"))
    button(pane, "Copy")  # the answer is there
    assert "How sure was it?" not in words(pane)
    assert not table.page.can("How sure was it?")


def test_another_token_begins_a_branch_and_the_answer_is_kept(table: Table, tiny_models: Path) -> None:
    table.store.set_state("playground.controls", _NOTING)
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("Hi")
    old = last_turn(table)
    button(pane, "How sure was it?").click()
    shown = ribbon_now(table)
    shown.setFocus(Qt.FocusReason.TabFocusReason)
    shown.go(3)
    (panel,) = [p for p in pane.window().findChildren(OddsPanel) if p.isVisible()]
    rows = [row for row in panel.findChildren(OddsRow) if row.isVisible()]
    chosen = shown.tokens[3].alternatives[1]
    before = shown.tokens[:3]
    QTest.mouseClick(rows[1], Qt.MouseButton.LeftButton)
    table.wait(lambda: not pane.is_busy())
    new = last_turn(table)
    assert new.siblings == (old.id, new.id)
    assert new.text.startswith("".join(token.text for token in before) + chosen.text)
    assert not [p for p in pane.window().findChildren(OddsPanel) if p.isVisible()]
    again = ribbon_now(table)  # the person looks at tokens, so those of the branch are shown too
    assert [token.token for token in again.tokens[:4]] == [*(t.token for t in before), chosen.token]
    assert "".join(token.text for token in again.tokens) == new.text
    kept = Chats(table.store).details.get(old.id)
    assert kept is not None
    assert len(kept.tokens) == len(shown.tokens)


def test_a_branch_goes_on_in_the_model_that_wrote_the_answer(table: Table, tiny_models: Path) -> None:
    table.store.set_state("playground.controls", _NOTING)
    pane = table.open(tiny_models)
    model = table.use("Tiny chat")
    table.ask("Hi")
    table.choose("Endless")
    button(pane, "How sure was it?").click()
    shown = ribbon_now(table)
    shown.go(1)
    (panel,) = [p for p in pane.window().findChildren(OddsPanel) if p.isVisible()]
    QTest.mouseClick(panel.findChildren(OddsRow)[0], Qt.MouseButton.LeftButton)
    table.wait(lambda: not pane.is_busy())
    assert last_turn(table).record.model == model.id
    assert last_turn(table).text == SAID


def test_while_an_answer_is_written_nobody_goes_on_from_another(table: Table, tiny_models: Path) -> None:
    table.store.set_state("playground.controls", _NOTING.replace("64", "4096"))
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("Hi")
    button(pane, "How sure was it?").click()
    shown = ribbon_now(table)
    table.choose("Endless")
    table.send("And?")
    table.wait(lambda: len(pane.last_answer()) > 10)
    shown.go(2)
    (panel,) = [p for p in pane.window().findChildren(OddsPanel) if p.isVisible()]
    assert not any(row.isEnabled() for row in panel.findChildren(OddsRow))
    assert "An answer is being written" in words(panel)
    table.page.stop()
    table.wait(lambda: not pane.is_busy())


def test_a_stopped_answer_keeps_what_was_noted_so_far(table: Table, tiny_models: Path) -> None:
    table.store.set_state("playground.controls", _NOTING.replace("64", "4096"))
    pane = table.open(tiny_models)
    table.use("Endless")
    table.send("Go")
    table.wait(lambda: len(pane.last_answer()) > 40)
    table.page.stop()
    table.wait(lambda: not pane.is_busy())
    kept = Chats(table.store).details.get(last_turn(table).id)
    assert kept is not None
    assert len(kept.tokens) > 10


def test_the_odds_go_when_another_chat_is_opened(table: Table, tiny_models: Path) -> None:
    table.store.set_state("playground.controls", _NOTING)
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.ask("Hi")
    button(pane, "How sure was it?").click()
    ribbon_now(table).go(2)
    table.page.new_chat()
    QApplication.processEvents()
    assert not [p for p in pane.window().findChildren(OddsPanel) if p.isVisible()]
    assert not [v for v in pane.findChildren(RibbonView) if v.isVisible()]


# Kept


def test_details_take_less_than_200_bytes_a_token() -> None:
    tokens = detailed(WATER * 20)
    assert len(pack_tokens(AnswerTokens(tokens))) / len(tokens) < 200


_LOGPROBS = st.floats(-60, 0)
_TOKENS = st.builds(
    TokenDetail,
    st.integers(0, 2**32 - 1),
    st.text(max_size=8),
    st.none() | _LOGPROBS,
    st.lists(
        st.builds(LikelyToken, st.integers(0, 2**32 - 1), st.text(max_size=8), _LOGPROBS), max_size=10
    ).map(tuple),
)


@settings(max_examples=60)
@given(st.lists(_TOKENS, max_size=20), st.booleans())
def test_what_was_kept_comes_back(tokens: list[TokenDetail], afterwards: bool) -> None:  # noqa: FBT001
    back = unpack_tokens(pack_tokens(AnswerTokens(tuple(tokens), afterwards)))
    assert back is not None
    assert back.is_afterwards is afterwards
    assert [token.token for token in back.tokens] == [token.token for token in tokens]
    for one, two in zip(back.tokens, tokens, strict=True):
        assert one.logprob == (None if two.logprob is None else pytest.approx(two.logprob, abs=0.0006))
        ours = [(other.token, other.logprob) for other in one.alternatives]
        assert [token for token, _ in ours] == [other.token for other in two.alternatives]
        for (_, logprob), other in zip(ours, two.alternatives, strict=True):
            assert logprob == pytest.approx(other.logprob, abs=0.0006)


@pytest.mark.parametrize("body", [b"", b"garbage", pack_tokens(AnswerTokens(detailed(WATER)))[:-9]])
def test_what_cannot_be_read_counts_as_not_kept(store: Store, body: bytes) -> None:
    chats = Chats(store)
    turn = chats.add(chats.create("t", "m").id, "assistant", "x", TurnRecord())
    store.write("INSERT INTO token_details VALUES (?, ?)", turn.id, body)
    assert chats.details.get(turn.id) is None


def test_details_go_with_their_chat(store: Store) -> None:
    chats = Chats(store)
    chat = chats.create("t", "m")
    turn = chats.add(chat.id, "assistant", "x", TurnRecord())
    chats.details.keep(turn.id, AnswerTokens(detailed(WATER)))
    chats.delete(chat.id)
    chats.empty_bin()
    assert chats.details.get(turn.id) is None


def test_an_answer_that_goes_on_keeps_the_details_of_all_of_it_or_of_nothing(store: Store) -> None:
    chats = Chats(store)
    turn = chats.add(chats.create("t", "m").id, "assistant", "x", TurnRecord())
    kept = AnswerTokensStore(store)
    first, more = detailed(WATER)[:4], detailed(WATER)[4:9]
    kept.keep(turn.id, AnswerTokens(first))
    kept.keep_written(turn.id, AnswerOptions(alternatives=10, begun="x"), more)
    found = kept.get(turn.id)
    assert found is not None
    assert [t.token for t in found.tokens] == [t.token for t in (*first, *more)]
    kept.keep_written(turn.id, AnswerOptions(begun="x"), ())
    assert kept.get(turn.id) is None


def test_the_switch_in_the_inspector_notes_it_with_the_next_answer(table: Table, tiny_models: Path) -> None:
    pane = table.open(tiny_models)
    table.use("Tiny chat")
    table.page.toggle_inspector()
    button(pane, "Note it with every answer").click()
    table.ask("Hi")
    kept = Chats(table.store).details.get(last_turn(table).id)
    assert kept is not None
    assert not kept.is_afterwards


def test_when_a_measurement_ends_the_keyboard_is_where_it_began(qtbot: QtBot) -> None:
    turn = Turn(2, 1, "assistant", SAID, TurnRecord())
    row = AnswerRow(turn, None, lambda _id: None, TurnSignals())
    qtbot.addWidget(row)
    row.show()
    row.show_judgement(RibbonPlaceholder("Measuring", Action("Cancel", str)))
    button(row, "Cancel").setFocus()
    row.show_judgement(None)
    assert row.sure.hasFocus()
