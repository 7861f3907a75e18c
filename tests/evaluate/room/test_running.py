"""A run as a person starts, follows, stops and goes on with it, on real workers and tiny models."""

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtWidgets import QAbstractButton

from explorer.domain.places import Place, Room
from explorer.domain.words import Words, wording_of
from explorer.evaluate.eval_set import Check, EvalCase, EvalSet, EvalTurn
from explorer.evaluate.items import Judged, Outcome, Reply
from explorer.evaluate.store import RunModel, RunTerms
from explorer.kit.segmented import Segmented
from explorer.local.model_picker_pane import ModelPicker
from explorer.rooms.evaluate.pane import EvaluatePane
from explorer.rooms.evaluate.run.plan_pane import RunSheet
from explorer.rooms.evaluate.run.plan_rows import ChosenModelCard
from explorer.rooms.evaluate.session import EvalPage
from tests.evaluate.room.conftest import BASE, EvalRig
from tests.evaluate.room.making import FENCES
from tests.pages.compare import texts_of


def asked(*words: str) -> EvalSet:
    """Each is a prompt that passes if the answer holds "metformin"."""
    check = Check("contains", "metformin")
    return EvalSet(cases=tuple(EvalCase(word, word, (EvalTurn("user", word),), (check,)) for word in words))


def opened(rig: EvalRig, *words: str) -> EvaluatePane:
    """A room with a set of these tests, once the models are known."""
    kept = rig.store.add_set("Letters", asked(*words))
    room = rig.open()
    room.show_place(Place(Room.EVALUATE, eval_set_id=kept.id))
    catalog = rig.services.catalog
    rig.qtbot.waitUntil(lambda: catalog.find(FENCES) is not None, timeout=5000)
    return room


def sheet_of(room: EvaluatePane) -> RunSheet:
    room.tests.run.click()
    assert room.runs.sheet is not None
    return room.runs.sheet


def choose(rig: EvalRig, sheet: RunSheet, *references: str) -> None:
    for card in sheet.findChildren(ChosenModelCard):
        card.remove.click()
    for reference in references:
        model = rig.services.catalog.find(reference)
        assert model is not None
        sheet.add_model(model)
    wait(rig, sheet.start.isEnabled)


def wait(rig: EvalRig, condition: Callable[[], bool]) -> None:
    rig.qtbot.waitUntil(condition, timeout=20_000)


def test_a_set_is_run_on_two_models_from_the_panel(rig: EvalRig) -> None:
    room = opened(rig, "a", "b")
    sheet = sheet_of(room)
    choose(rig, sheet, FENCES, BASE)
    said = texts_of(sheet)
    assert "4 answers of 2 models, one model after the other." in said
    assert any("that models may take" in text for text in said)
    sheet.start.click()
    assert room.runs.sheet is None
    assert room.session.page.part == "results"
    assert room.is_busy()
    assert room.tests.run.is_busy()
    wait(rig, lambda: "set:1" in room.session.last_runs)
    wait(rig, lambda: not room.is_busy())
    (run,) = rig.store.runs("set:1")
    verdicts = {(one.model, one.item): one.judged.verdict for one in rig.store.outcomes(run.id)}
    assert verdicts == {("1", "a"): "pass", ("1", "b"): "pass", ("2", "a"): "fail", ("2", "b"): "fail"}
    assert not room.runs.strip.isVisible()


def test_a_model_is_picked_from_those_here_and_at_most_once(rig: EvalRig) -> None:
    room = opened(rig, "a")
    sheet = sheet_of(room)
    for card in sheet.findChildren(ChosenModelCard):
        card.remove.click()
    assert "Choose a model." in texts_of(sheet)
    assert not sheet.start.isEnabled()
    for _twice in range(2):
        sheet.add.click()
        picker = room.window().findChild(ModelPicker)
        assert isinstance(picker, ModelPicker)
        line = next(one for one in picker.list.rows.lines if getattr(one, "model", None) is not None)
        picker.use(line)
        rig.qtbot.waitUntil(lambda: room.window().findChild(ModelPicker) is None)
    assert len(sheet.choices.models) == 1
    sheet.dismiss()


def test_the_next_run_offers_the_models_of_the_last_one(rig: EvalRig) -> None:
    room = opened(rig, "a")
    sheet = sheet_of(room)
    choose(rig, sheet, BASE)
    sheet.start.click()
    wait(rig, lambda: not room.is_busy())
    again = sheet_of(room)
    assert [model.id for model in again.choices.models] == [BASE]
    again.dismiss()


def test_of_packs_it_is_chosen_which_and_how_much(rig: EvalRig) -> None:
    room = opened(rig, "a")
    room.session.open(EvalPage("packs"))
    room.session.run.wanted.emit(None)
    sheet = room.runs.sheet
    assert sheet is not None
    assert sheet.packs is not None
    choose(rig, sheet, FENCES)
    plan = sheet.plan
    assert plan is not None
    quick = plan.count
    (size,) = sheet.findChildren(Segmented)
    size.setCurrentIndex(1)
    wait(rig, lambda: sheet.plan is not None)
    assert sheet.plan is not None
    assert sheet.plan.count > 3 * quick
    sheet.dismiss()


def test_what_the_app_left_in_the_middle_goes_on_by_a_button(rig: EvalRig) -> None:
    kept = rig.store.add_set("Letters", asked("a", "b", "c"))
    models = [RunModel("1", FENCES, "Fences")]
    run = rig.store.begin_run(f"set:{kept.id}", "1", "Letters", RunTerms(document=kept.document), models, 3)
    passed = Judged("pass", wording_of(Words("pass")))
    rig.store.add_outcome(run.id, Outcome("1", "a", Reply("metformin"), passed, datetime.now(UTC)))
    room = opened(rig, "other")
    assert room.runs.strip.isVisible(), "wherever one is in the room"
    assert room.runs.strip.words.text() == (
        "Letters · The app ended in the middle: 1 of 3 answers are there."
    )
    room.runs.strip.go_on.click()
    wait(rig, lambda: rig.store.unfinished() == ())
    wait(rig, lambda: not room.is_busy())
    assert sorted(one.item for one in rig.store.outcomes(run.id)) == ["a", "b", "c"]
    assert not room.runs.strip.isVisible()


def test_what_cannot_go_on_says_so_and_the_button_can_be_pressed_again(rig: EvalRig) -> None:
    rig.store.begin_run("pack:gone", "1", "Gone", RunTerms(), [RunModel("1", FENCES, "Fences")], 3)
    room = opened(rig, "other")
    room.runs.strip.go_on.click()
    wait(rig, lambda: bool(rig.messages.all))
    assert "another version" in rig.messages.all[-1].text
    assert not room.runs.strip.go_on.is_busy()


def test_what_was_stopped_is_offered_with_its_own_set_until_it_is_left_so(rig: EvalRig) -> None:
    room = opened(rig, "a", "b")
    sheet = sheet_of(room)
    choose(rig, sheet, FENCES, BASE)
    sheet.start.click()
    room.runs.strip.stop.click()
    wait(rig, lambda: not room.is_busy())
    assert room.runs.strip.words.text().startswith("Stopped: ")
    room.session.open(EvalPage("packs"))
    assert not room.runs.strip.isVisible()
    room.session.open_set(1)
    room.runs.strip.leave.click()
    assert not room.runs.strip.isVisible()
    assert rig.store.unfinished() == ()


def test_the_window_hears_of_a_run_in_the_activity_bar_and_before_it_quits(rig: EvalRig) -> None:
    told: list[str] = []
    rig.services.working.changed.connect(lambda work: told.append(work.text if work else ""))
    room = opened(rig, "a")
    sheet = sheet_of(room)
    choose(rig, sheet, FENCES)
    sheet.start.click()
    (words,) = room.unfinished()
    assert words.startswith("An evaluation runs: 0 of 1 · ")
    wait(rig, lambda: not room.is_busy())
    assert told[0].startswith("Evaluation: 0 of 1 answers")
    assert told[-1] == ""
    assert room.unfinished() == []


def test_escape_leaves_the_panel_and_nothing_runs(rig: EvalRig) -> None:
    room = opened(rig, "a")
    sheet = sheet_of(room)
    sheet.dismiss()
    assert room.runs.sheet is None
    assert rig.store.runs("set:1") == ()
    buttons = [b for b in room.findChildren(QAbstractButton) if b.objectName() == "evaluate-start"]
    assert not any(button.isVisible() for button in buttons)
