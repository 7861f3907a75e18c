"""Tests come from files and chats, and leave as files."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.base.resources import resource
from explorer.domain.places import Place, Room
from explorer.domain.variables import variables_of
from explorer.evaluate import kept_tests
from explorer.evaluate.checks.kinds import problem_of
from explorer.evaluate.eval_set import EvalCase, EvalSet, EvalTurn, blank_case
from explorer.evaluate.exchange.set_files import read_set
from explorer.evaluate.kept_tests import AskedInChat, case_of, keep_test
from explorer.kit.language import NAMES
from explorer.rooms.evaluate.exchange.from_chat_pane import FromChatPanel
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from tests.evaluate.room.conftest import EvalRig
from tests.evaluate.room.making import INVOICES, LETTERS, clinic_letters, last_set, plain_set
from tests.pages.compare import part
from tests.pages.evaluate import EvaluatePage, TestsPage


def table(folder: Path) -> Path:
    path = folder / "capitals.csv"
    path.write_text(
        "question,answer\nCapital of Italy?,Rome\n,Paris\nCapital of Spain?,Madrid\n", encoding="utf-8"
    )
    return path


def test_a_table_becomes_a_set_and_what_was_left_out_is_told(rig: EvalRig, tmp_path: Path) -> None:
    room = rig.open()
    room.show_place(Place(Room.EVALUATE, files=(table(tmp_path),)))
    rig.qtbot.waitUntil(lambda: bool(rig.store.listed()))
    assert TestsPage(room).titles() == ["Capital of Italy?", "Capital of Spain?"]
    assert "2 tests were read. 1 row could not be." in rig.messages.all[-1].text
    assert "Line 3" in rig.messages.all[-1].copied
    rig.undo()
    room.show_place(rig.went[-1])
    assert rig.store.listed() == ()


def test_a_set_in_which_nothing_is_written_takes_the_tests_of_a_file(rig: EvalRig, tmp_path: Path) -> None:
    room = rig.open()
    EvaluatePage(room).button("evaluate-new").click()
    EvaluatePage(room).rename(LETTERS)
    room.show_place(Place(Room.EVALUATE, files=(table(tmp_path),)))
    rig.qtbot.waitUntil(lambda: len(last_set(rig.store).document.cases) == 2)
    assert [one.title for one in rig.store.listed()] == [LETTERS]


def test_a_file_that_holds_no_test_changes_nothing(rig: EvalRig, tmp_path: Path) -> None:
    path = tmp_path / "nothing.json"
    path.write_text("{", encoding="utf-8")
    room = rig.open()
    room.show_place(Place(Room.EVALUATE, files=(path,)))
    rig.qtbot.waitUntil(lambda: bool(rig.messages.all))
    assert rig.messages.all[-1].kind == "bad"
    assert rig.store.listed() == ()


def test_a_set_that_was_written_is_read_again_as_it_was(rig: EvalRig, tmp_path: Path) -> None:
    kept = rig.store.add_set(LETTERS, clinic_letters())
    room = rig.open()
    room.files.write(kept.id, tmp_path / "letters.json")
    rig.qtbot.waitUntil(lambda: bool(rig.messages.all))
    assert read_set(tmp_path / "letters.json").document.cases == clinic_letters().cases
    assert json.loads((tmp_path / "letters.json").read_text(encoding="utf-8"))["title"] == LETTERS


def conversation(rig: EvalRig) -> int:
    chats = Chats(rig.services.core.store)
    chat = chats.create("Italy", "tiny")
    chats.add(chat.id, "user", "Capital?", TurnRecord())
    chats.add(chat.id, "assistant", "Rome.", TurnRecord(system="Be brief."))
    chats.add(chat.id, "user", "Since when?", TurnRecord())
    return chat.id


def test_a_test_is_made_of_a_question_in_a_chat(rig: EvalRig) -> None:
    conversation(rig)
    rig.store.add_set(LETTERS, plain_set(1))
    page = TestsPage(rig.open())
    page.press("From a chat…")
    panel = part(page.pane.window(), FromChatPanel)
    panel.use(panel.list.line)
    panel.use(next(line for line in panel.lines() if line.words == "Since when?"))
    case = page.pane.case.case
    assert case is not None
    assert [turn.text for turn in case.turns] == ["Capital?", "Rome.", "Since when?"]
    assert case.system == "Be brief."


@pytest.mark.parametrize("before", [["Question 1"], []])
def test_every_question_of_a_chat_becomes_a_test(rig: EvalRig, before: list[str]) -> None:
    conversation(rig)
    rig.store.add_set(LETTERS, plain_set(1) if before else EvalSet(cases=(blank_case(),)))
    page = TestsPage(rig.open())
    page.press("From a chat…")
    panel = part(page.pane.window(), FromChatPanel)
    panel.use(panel.list.line)
    panel.use(next(line for line in panel.lines() if line.words == "All 2 questions, a test each"))
    assert page.titles() == [*before, "Capital?", "Since when?"]


ASKED = AskedInChat((EvalTurn("user", "Capital?"),), "Be brief.")


def test_what_is_kept_goes_into_the_set_that_was_used_last(rig: EvalRig) -> None:
    letters = rig.store.add_set(LETTERS, plain_set(1))
    rig.store.add_set(INVOICES, plain_set(1))
    page = EvaluatePage(rig.open())
    page.open_set(letters.id)
    kept = keep_test(rig.services.core.store, ASKED, "From chats")
    assert kept.id == letters.id
    key = kept.document.cases[-1].key
    page.room.show_place(Place(Room.EVALUATE, eval_set_id=kept.id, eval_case=key))
    assert page.room.tests.case.case == kept.document.cases[-1]


@pytest.mark.parametrize("deleted", [True, False])
def test_where_there_is_no_set_one_is_begun(rig: EvalRig, *, deleted: bool) -> None:
    if deleted:
        rig.store.delete_set(rig.store.add_set(LETTERS, plain_set(1)).id)
    kept = keep_test(rig.services.core.store, ASKED, "From chats")
    assert (kept.title, kept.document.system, kept.document.cases[0].system) == (
        "From chats",
        "Be brief.",
        None,
    )


def test_what_was_kept_meanwhile_is_not_written_over(rig: EvalRig) -> None:
    rig.store.add_set(LETTERS, plain_set(1))
    page = TestsPage(rig.open())
    page.write(page.prompt, "Other words")
    rig.rooms[-1].hide()  # another room is shown
    keep_test(rig.services.core.store, ASKED, "From chats")
    rig.rooms[-1].show_place(Place(Room.EVALUATE))
    page.write(page.prompt, "More words")
    rig.rooms[-1].close_room()
    turns = [case.turns[0].text for case in last_set(rig.store).document.cases]
    assert "Capital?" in turns


def test_what_another_hand_adds_at_the_same_moment_stays(
    rig: EvalRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = rig.store.add_set(LETTERS, plain_set(1))

    def meanwhile(asked: AskedInChat, document: EvalSet) -> EvalCase:
        cases = (*document.cases, EvalCase("other"))
        rig.store.change_set(stored.id, LETTERS, replace(document, cases=cases), document)
        return case_of(asked, document)

    monkeypatch.setattr(kept_tests, "case_of", meanwhile)
    keep_test(rig.services.core.store, ASKED, "From chats")
    assert "other" in [case.key for case in last_set(rig.store).document.cases]


def test_who_has_no_tests_yet_begins_with_an_example_that_can_be_run(rig: EvalRig) -> None:
    room = rig.open()
    TestsPage(room).press("Try an example set")
    rig.qtbot.waitUntil(lambda: bool(rig.store.listed()))
    assert len(TestsPage(room).titles()) == 24
    assert EvaluatePage(room).button("evaluate-run").isEnabled()


@pytest.mark.parametrize("language", [code.replace("_", "-") for code in NAMES])
def test_each_language_has_an_example_whose_checks_and_variables_are_whole(language: str) -> None:
    document = read_set(resource("evaluate", "examples", f"office_tasks.{language}.json")).document
    checks = [check for case in document.cases for check in case.checks]
    texts = [turn.text for case in document.cases for turn in case.turns]
    assert [problem for check in checks if (problem := problem_of(check))] == []
    assert {name for text in texts for name in variables_of(text)} == {one.name for one in document.variables}
