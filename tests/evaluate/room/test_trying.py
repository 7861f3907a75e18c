"""A test is tried on one model while it is written, and its checks are looked at as they change."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from explorer.evaluate.eval_set import Check, EvalCase, EvalSet, EvalTurn
from explorer.rooms.evaluate.pane import EvaluatePane
from tests.backends.scripted import ScriptedModel
from tests.evaluate.room.conftest import BASE, EvalRig
from tests.evaluate.room.making import FENCED, FENCES, LETTERS, clinic_letters
from tests.models.tiny import Tiny, write_tiny
from tests.pages.evaluate import TestsPage

ENDLESS = "tiny/endless/endless-Q8_0.gguf"


def opened(rig: EvalRig, model: str = FENCES, document: EvalSet | None = None) -> TestsPage:
    rig.store.add_set(LETTERS, document or clinic_letters())
    page = TestsPage(rig.open())
    page.pane.trying.model = rig.services.catalog.find(model)
    page.pane.editor.trying.refresh()
    return page


def tried(rig: EvalRig, page: TestsPage) -> TestsPage:
    page.try_it()
    rig.qtbot.waitUntil(lambda: page.pane.trying.judged is not None, timeout=20_000)
    return page


def test_the_answer_stands_beside_what_each_check_says(rig: EvalRig) -> None:
    page = opened(rig)
    page.open(1)
    tried(rig, page)
    assert page.try_out.answer.toPlainText() == FENCED
    assert page.marks() == ["Failed", "Passed", "Passed", "Passed"]
    assert "Would fail: 1 of 4 checks" in page.said()


def test_an_offer_that_mends_makes_the_check_milder(rig: EvalRig) -> None:
    page = opened(rig)
    page.open(1)
    tried(rig, page)
    page.press("Accept JSON in other text")
    rig.qtbot.waitUntil(lambda: page.marks() == ["Passed"] * 4)
    case = page.pane.case.case
    assert case is not None
    assert case.checks[0].type == "contains-json"
    assert page.try_out.answer.toPlainText() == FENCED


def test_the_answer_stays_while_checks_are_written(rig: EvalRig) -> None:
    page = opened(rig)
    page.open(1)
    tried(rig, page)
    page.write(page.editor.checks.rows[1].value, "insulin")
    rig.qtbot.waitUntil(lambda: page.marks()[1] == "Failed")
    page.write(page.editor.checks.rows[1].value, "metformin")
    rig.qtbot.waitUntil(lambda: page.marks()[1] == "Passed")


def test_each_test_keeps_its_own_answer(rig: EvalRig) -> None:
    page = opened(rig)
    tried(rig, page)
    page.open(1)
    assert page.try_out.answer.isHidden()
    assert page.marks() == [""] * 4
    page.open(0)
    rig.qtbot.waitUntil(lambda: page.marks() != [""])
    assert page.try_out.answer.toPlainText() == FENCED


def test_ones_own_verdict_counts_where_it_is_asked_for(rig: EvalRig) -> None:
    case = EvalCase("one", "One", (EvalTurn("user", "Say it."),), (Check("person"),))
    page = tried(rig, opened(rig, document=EvalSet(cases=(case,))))
    assert page.marks() == ["Cannot tell"]
    page.try_out.own.setCurrentIndex(2)
    rig.qtbot.waitUntil(lambda: page.marks() == ["Failed"])
    page.try_out.own.setCurrentIndex(1)
    rig.qtbot.waitUntil(lambda: page.marks() == ["Passed"])


def test_of_a_base_model_it_is_told_that_no_template_is_used(rig: EvalRig) -> None:
    page = tried(rig, opened(rig, BASE))
    assert "A base model: it goes on with a text. No chat template is used." in page.said()
    result = page.pane.trying.tried
    assert result is not None
    assert result.reply.sent.startswith("Answer only from the letter.")


def test_without_a_model_nothing_can_be_tried(rig: EvalRig) -> None:
    rig.services.catalog.look_in(rig.services.core.paths.models / "none")
    rig.qtbot.waitUntil(lambda: not rig.services.catalog.models)
    rig.store.add_set(LETTERS, clinic_letters())
    page = TestsPage(rig.open())
    assert not page.button("evaluate-try").isEnabled()
    assert page.try_out.picker.accessibleName().endswith("Choose a model")


def test_what_a_model_says_that_is_gone_is_told_in_its_place(
    rig: EvalRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(rig)
    monkeypatch.setattr(rig.services.backends, "of", _raise)
    page.try_it()
    assert "Fences · Q8_0 cannot be asked any more." in page.said()


def test_a_model_elsewhere_is_marked_and_offline_it_is_not_asked(rig: EvalRig) -> None:
    page = opened(rig)
    page.pane.trying.choose(ScriptedModel())
    assert "leaves this machine" in page.said()
    page.pane.trying.choose(ScriptedModel(why_not_usable="offline mode is on"))
    page.try_it()
    assert "Faraway 9B at Test server cannot be used: offline mode is on." in page.said()


def _raise(model: object) -> object:
    raise LookupError(str(model))


def test_escape_stops_what_is_written(rig: EvalRig) -> None:
    page = opened(rig)
    page.try_it()
    room = rig.rooms[-1]
    assert isinstance(room, EvaluatePane)
    assert room.is_busy()
    room.run_command("Esc")
    rig.qtbot.waitUntil(lambda: not room.is_busy())
    QTest.keyClicks(page.prompt, "x")


def test_what_is_written_for_one_test_ends_when_another_is_tried(rig: EvalRig, tmp_path: Path) -> None:
    write_tiny(tmp_path / ENDLESS, Tiny(text=None, name="Endless", context_length=100_000))
    rig.services.catalog.look_in(tmp_path)
    rig.qtbot.waitUntil(lambda: rig.services.catalog.find(ENDLESS) is not None)
    letters = clinic_letters()
    page = opened(rig, ENDLESS, replace(letters, sampling=replace(letters.sampling, max_tokens=20_000)))
    trying = page.pane.trying
    page.try_it()
    rig.qtbot.waitUntil(lambda: trying.tried is not None and len(trying.tried.reply.text) > 20)
    page.open(1)
    page.try_it()
    rig.qtbot.waitUntil(lambda: trying.tried is not None and len(trying.tried.reply.text) > 20)
    assert trying.is_busy()
    second = trying.tried
    assert second is not None
    assert second.is_writing
    page.open(0)
    first = trying.tried
    assert first is not None
    assert first.reply.end == "stopped"
    trying.stop()
    rig.qtbot.waitUntil(lambda: not trying.is_busy())
    assert trying.tried == first
    page.open(1)
    assert trying.tried.reply.end == "stopped"


def test_a_copy_of_a_set_has_no_answers_yet(rig: EvalRig) -> None:
    page = tried(rig, opened(rig))
    copy = rig.store.add_set("Copy", clinic_letters())
    session = rig.rooms[-1].session
    session.refresh()
    session.open_set(copy.id)
    assert page.try_out.answer.isHidden()
    assert page.marks() == [""]
    session.open_set(copy.id - 1)
    assert page.try_out.answer.toPlainText() == FENCED
