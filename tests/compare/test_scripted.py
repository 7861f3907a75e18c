"""A column whose model lies in no file, beside a file's: as always, but for what it cannot tell."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.domain.endpoint import Endpoint, EndpointEntry, EndpointModel, EndpointPrice
from explorer.domain.places import Place, Room
from explorer.rooms.compare.answers.answer_grid_pane import GridTable
from explorer.rooms.compare.answers.blind_pane import BlindPage
from explorer.rooms.compare.column_actions_controller import subtitle_of
from explorer.rooms.compare.document.answer_settings import GridAxis, SettingsGrid
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.compare.document.results import Failure, Outcome, Result, results_in
from explorer.rooms.compare.document.votes import VoteVerdict
from explorer.rooms.compare.pane import ANSWERS, FACTS, MEASUREMENTS, ComparePane
from explorer.rooms.compare.report.report_file import FORMATS
from explorer.rooms.compare.report.reports_controller import ReportsController
from explorer.rooms.compare.run.plan import PlanStep
from tests.backends.scripted import BROKEN, SAYS, UNTOLD, ScriptedBackend, ScriptedModel, ScriptedProvider
from tests.compare.conftest import ONE, Around, model
from tests.compare.reading_reports import HtmlReport, packed, pdf_pages
from tests.pages.compare import AnswersPage, ComparePage, entries_of, part, press, texts_of

FAR = ScriptedModel()


@pytest.fixture
def provider(around: Around) -> ScriptedProvider:
    """An endpoint that the app knows."""
    made = ScriptedProvider(FAR)
    around.providers = (made,)
    around.catalog.offer((FAR,))
    return made


@pytest.fixture
def far(provider: ScriptedProvider) -> ScriptedBackend:
    return provider.scripted()


def opened(around: Around) -> ComparePane:
    """A room with a file's column, and one of the endpoint."""
    room = around.open()
    room.show_place(Place(Room.COMPARE, model=model(around, ONE)))
    room.show_place(Place(Room.COMPARE, model=FAR))
    around.qtbot.waitUntil(lambda: len(room.columns()) == 2)
    return room


def outcomes(around: Around) -> tuple[Outcome, ...]:
    """Of the comparison that was changed last."""
    kept = Comparisons(around.store)
    return tuple(kept.answers.outcomes(kept.all()[0].id))


def asked(around: Around, room: ComparePane, prompt: str = "Why?", count: int = 2) -> dict[str, Outcome]:
    """What came of it, by column."""
    ComparePage(room).ask(prompt)
    around.qtbot.waitUntil(lambda: len(outcomes(around)) == count and not room.is_busy())
    return {outcome.cell.column: outcome for outcome in outcomes(around)}


def words(room: ComparePane) -> str:
    return " ".join(texts_of(room))


def test_it_answers_beside_a_file_and_what_nobody_tells_is_left_open(
    around: Around, far: ScriptedBackend
) -> None:
    came = asked(around, opened(around))
    one, other = came[ONE], came[FAR.id]
    assert isinstance(one, Result)
    assert isinstance(other, Result)
    assert (one.answer.text.strip(), other.answer.text) == ("One says this.", SAYS)
    assert one.sha256
    assert one.peak_memory
    assert (other.reference, other.sha256, other.peak_memory, other.answer.sent) == (FAR.id, None, 0, "")
    assert (other.file_size, other.file_changed, other.tokens) == (0, 0, ())
    assert other.loaded.untold == UNTOLD
    assert (other.load_s, other.joules, other.machine.processor) == (None, None, "")


def test_the_columns_say_what_they_are_and_the_parts_of_the_room_hold(
    around: Around, far: ScriptedBackend
) -> None:
    room = opened(around)
    assert [column.label for column in room.columns()] == ["One · Q8_0", "Faraway 9B"]
    assert "not downloaded" not in words(room)
    assert "Goes to far.example" in words(room)
    asked(around, room)
    for name in (FACTS, MEASUREMENTS, ANSWERS):
        room.show_part(name)
        assert "no longer on this disk" not in words(room)
    column = AnswersPage(room).columns()[FAR.id]
    assert (column.text.strip(), column.state) == (SAYS, "first 0.2 s")


def test_its_answers_bear_its_mark_and_cost_also_when_the_endpoint_is_gone(around: Around) -> None:
    endpoint = Endpoint("lab", "Lab server", "https://llm.lab.example/v1")
    price = EndpointPrice(read=1.0, written=5.0, on="2026-11-30")
    paid = EndpointModel(endpoint, EndpointEntry("far-9b", is_chosen=True, price=price))
    provider = ScriptedProvider(paid)
    provider.scripted(paid).usage = (100, 60)
    around.providers = (provider,)
    around.catalog.offer((paid,))
    room = around.open()
    room.show_place(Place(Room.COMPARE, model=paid))
    around.qtbot.waitUntil(lambda: len(room.columns()) == 1)
    asked(around, room, count=1)
    column = AnswersPage(room).columns()[paid.id]
    assert column.mark.text() == "leaves this machine"
    assert "about $0.0004" in column.state
    assert "llm.lab.example" in column.mark.toolTip()
    around.catalog.offer(())
    around.qtbot.waitUntil(lambda: "not set up here" in words(room))
    column = AnswersPage(room).columns()[paid.id]
    assert not column.mark.isHidden()


def test_an_interrupted_run_does_not_go_on_at_another_host(around: Around, far: ScriptedBackend) -> None:
    room = around.open()
    room.show_place(Place(Room.COMPARE, model=FAR))
    around.qtbot.waitUntil(lambda: len(room.columns()) == 1)
    came = asked(around, room, count=1)[FAR.id]
    kept, step = Comparisons(around.store), PlanStep(FAR.id, "p1")
    number = kept.all()[0].id
    run = kept.answers.begin_run(number, [step, replace(step, turn=1)], is_parallel=False)
    kept.answers.add(number, replace(came, run=run.id))
    around.catalog.offer((replace(FAR, host="other.example"),))
    before = len(far.asked)
    ComparePage(room).start_new()
    ComparePage(room).open(number)
    around.qtbot.waitUntil(lambda: any(one.model is not None for one in room.columns()))
    assert "1 answer is missing" in words(room)
    AnswersPage(room).composer.way.click()
    around.qtbot.waitUntil(lambda: len(outcomes(around)) == 3 and not room.is_busy())
    failure = outcomes(around)[-1]
    assert isinstance(failure, Failure)
    assert (
        failure.error.what == "Faraway 9B was asked at Test server (far.example) and is at other.example now."
    )
    assert len(far.asked) == before


def test_offline_its_cell_says_why_it_was_not_asked(around: Around, far: ScriptedBackend) -> None:
    room = opened(around)
    around.catalog.offer((replace(FAR, why_not_usable="offline mode is on"),))
    around.qtbot.waitUntil(lambda: any(one.model and one.model.why_not_usable for one in room.columns()))
    came = asked(around, room)
    assert isinstance(came[ONE], Result)
    failure = came[FAR.id]
    assert isinstance(failure, Failure)
    assert failure.error.what == "Faraway 9B at Test server cannot be used: offline mode is on."
    assert outcomes(around)[0] == failure  # before the others have loaded
    assert far.asked == []


def taken_offline(around: Around, is_offline: bool = True) -> None:  # noqa: FBT001, FBT002  as the setting
    around.settings.change(offline=is_offline)
    around.catalog.offer((replace(FAR, why_not_usable="offline mode is on" if is_offline else ""),))


def alone(around: Around) -> ComparePane:
    """A room with the column of the endpoint only."""
    room = around.open()
    room.show_place(Place(Room.COMPARE, model=FAR))
    around.qtbot.waitUntil(lambda: len(room.columns()) == 1)
    return room


def test_offline_the_only_column_says_why_and_the_prompt_is_asked_when_the_person_is_online(
    around: Around, far: ScriptedBackend
) -> None:
    room = alone(around)
    taken_offline(around)
    came = asked(around, room, count=1)[FAR.id]
    assert isinstance(came, Failure)
    column = AnswersPage(room).columns()[FAR.id]
    told = texts_of(column)
    assert "Faraway 9B at Test server cannot be used: offline mode is on." in told
    assert "Go online, or choose a model on this disk." in told
    assert AnswersPage(room).prompt.text == "Why?"  # it stands there, and nothing is left in the field
    assert AnswersPage(room).composer.text() == ""
    assert not any(one.startswith("Goes to") for one in texts_of(AnswersPage(room).composer))
    press(column, "Go online")
    assert not around.settings.current.offline
    taken_offline(around, is_offline=False)
    around.qtbot.waitUntil(lambda: "Try again" in texts_of(column))
    press(column, "Try again")
    around.qtbot.waitUntil(lambda: column.text.strip() == SAYS)


def test_offline_an_answer_is_not_lost_to_a_try_to_have_it_again(
    around: Around, far: ScriptedBackend
) -> None:
    room = alone(around)
    asked(around, room, count=1)
    taken_offline(around)
    around.qtbot.waitUntil(lambda: any(one.model and one.model.why_not_usable for one in room.columns()))
    column = AnswersPage(room).columns()[FAR.id]
    assert not entries_of(column.more.click)["Answer this prompt again"]
    assert column.text.strip() == SAYS


def test_offline_an_interrupted_run_says_why_it_does_not_go_on_and_still_can(
    around: Around, far: ScriptedBackend
) -> None:
    room = alone(around)
    asked(around, room, count=1)
    kept = Comparisons(around.store)
    number = kept.all()[0].id
    kept.answers.begin_run(number, [PlanStep(FAR.id, "p1", turn=1)], is_parallel=False)
    taken_offline(around)
    AnswersPage(room).composer.tell(missing=1)
    AnswersPage(room).composer.way.click()
    assert "cannot be used: offline mode is on." in around.messages.all[-1].text
    assert len(outcomes(around)) == 1
    taken_offline(around, is_offline=False)
    AnswersPage(room).composer.way.click()
    around.qtbot.waitUntil(lambda: len(outcomes(around)) == 2 and not room.is_busy())
    assert isinstance(outcomes(around)[-1], Result)


def test_what_is_asked_while_a_column_is_read_anew_is_asked_of_it_too(
    around: Around, far: ScriptedBackend
) -> None:
    room = opened(around)
    around.catalog.offer(())
    around.qtbot.waitUntil(lambda: len(room.columns()) == 1)
    around.catalog.offer((FAR,))
    assert len(room.columns()) == 1  # it is there again, and its facts are still read
    came = asked(around, room)
    assert all(isinstance(one, Result) for one in came.values())


def test_one_that_breaks_off_fails_in_its_cell_and_the_others_answer(
    around: Around, far: ScriptedBackend
) -> None:
    room = opened(around)
    far.breaks, far.breaks_after = BROKEN, 300  # longer than a paragraph that is cut while it streams
    far.says = " ".join([SAYS] * 40)
    came = asked(around, room)
    assert isinstance(came[ONE], Result)
    failure = came[FAR.id]
    assert isinstance(failure, Failure)
    assert failure.error.what == BROKEN.what
    assert failure.text.split() == far.says.split()[:300]  # what was written is kept
    column = AnswersPage(room).columns()[FAR.id]
    assert (column.text.strip(), column.state) == (failure.text.strip(), "broke off")
    assert any(BROKEN.what in text for text in texts_of(column))


def test_a_column_says_when_its_endpoint_is_taken_out_and_is_there_again_with_it(
    around: Around, far: ScriptedBackend
) -> None:
    room = opened(around)
    assert subtitle_of(room.columns()[1]) == "Faraway Labs · at Test server"
    around.catalog.offer(())
    gone = "Faraway 9B runs at an endpoint that is not set up here."
    around.qtbot.waitUntil(lambda: gone in words(room))
    assert [column.label for column in room.columns()] == ["One · Q8_0"]
    around.catalog.offer((FAR,))
    around.qtbot.waitUntil(lambda: len(room.columns()) == 2)


def test_an_endpoint_that_is_taken_out_before_its_turn_is_told_and_the_run_ends(
    around: Around, provider: ScriptedProvider
) -> None:
    room = opened(around)
    ComparePage(room).ask("Why?")
    provider.take_out()
    around.qtbot.waitUntil(lambda: len(outcomes(around)) == 2 and not room.is_busy())
    came = {outcome.cell.column: outcome for outcome in outcomes(around)}
    assert isinstance(came[ONE], Result)
    failure = came[FAR.id]
    assert isinstance(failure, Failure)
    assert failure.error.what == "Faraway 9B runs at an endpoint that is not set up here."


def test_an_endpoint_that_is_taken_out_while_it_answers_does_not_hold_the_run(
    around: Around, provider: ScriptedProvider, far: ScriptedBackend
) -> None:
    room = opened(around)
    far.is_held = True
    ComparePage(room).ask("Why?")
    around.qtbot.waitUntil(lambda: bool(far.asked))  # to warm up
    provider.take_out()
    far.go_on()
    around.qtbot.waitUntil(lambda: len(outcomes(around)) == 2 and not room.is_busy())
    assert all(isinstance(outcome, Result) for outcome in outcomes(around))


def test_a_busy_server_is_waited_for_and_that_is_said(around: Around, far: ScriptedBackend) -> None:
    room = opened(around)
    far.is_busy = True
    ComparePage(room).ask("Why?")
    column = AnswersPage(room).columns()[FAR.id]
    around.qtbot.waitUntil(lambda: column.state == "waiting for the server…")  # to warm up
    far.is_busy = False
    far.go_on()
    around.qtbot.waitUntil(lambda: len(outcomes(around)) == 2 and not room.is_busy())


def test_the_blind_vote_names_it_only_afterwards(around: Around, far: ScriptedBackend) -> None:
    room = opened(around)
    asked(around, room)
    room.run_command("Ctrl+B")
    page = room.findChild(BlindPage)
    assert isinstance(page, BlindPage)
    assert "Faraway" not in " ".join(texts_of(page))
    QTest.keyClick(page.buttons[VoteVerdict.LEFT], Qt.Key.Key_1)
    assert {side.told.partition(": ")[2] for side in page.sides} == {"One · Q8_0", "Faraway 9B"}


def test_every_report_names_it_and_says_why_numbers_are_absent(
    around: Around, far: ScriptedBackend, tmp_path: Path
) -> None:
    far.unsent = ("temperature",)
    room = opened(around)
    asked(around, room)
    room.show_part(MEASUREMENTS)
    assert "not sent: Temperature" in words(room)
    for ending in FORMATS:
        room.export_to(tmp_path / f"r{ending}")
    around.qtbot.waitUntil(lambda: len(around.messages.all) == len(FORMATS))
    html = HtmlReport((tmp_path / "r.html").read_text(encoding="utf-8")).text
    plain = (tmp_path / "r.md").read_text(encoding="utf-8")
    pages = "".join(pdf_pages((tmp_path / "r.pdf").read_bytes()))
    for text in (html, plain):
        assert "Faraway 9B" in text
        assert UNTOLD.words in text
        assert "not sent: Temperature" in text
        assert "not downloaded" not in text
    assert packed(UNTOLD.words) in pages
    rows = list(csv.DictReader(io.StringIO((tmp_path / "r.csv").read_text(encoding="utf-8-sig"))))
    (row,) = [row for row in rows if row["reference"] == FAR.id]
    empty = (
        "peak_memory_bytes",
        "file_sha256",
        "prompt_tokens",
        "answer_tokens",
        "threads",
        "processor",
        "temperature",
    )
    assert [row[name] for name in empty] == [""] * len(empty)
    assert UNTOLD.words in row["untold"]
    told = "At Test server (far.example), asked over the network on"
    assert told in row["untold"]
    assert all(told in text for text in (html, plain))
    data = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert [one["untold"] for one in data["answers"]] == ["", row["untold"]]


def test_a_report_comes_in_again_and_the_column_is_asked_again(
    around: Around, far: ScriptedBackend, tmp_path: Path
) -> None:
    room = opened(around)
    before = asked(around, room)
    room.export_to(tmp_path / "r.json")
    around.qtbot.waitUntil(lambda: bool(around.messages.all))
    bringing = room.findChild(ReportsController)
    assert isinstance(bringing, ReportsController)
    bringing.read(tmp_path / "r.json")
    around.qtbot.waitUntil(lambda: len(Comparisons(around.store).all()) == 2)
    around.qtbot.waitUntil(lambda: len(room.columns()) == 2)
    read = {one.cell.column: one.answer.text for one in results_in(outcomes(around))}
    assert read == {key: one.answer.text for key, one in before.items() if isinstance(one, Result)}
    assert [column.model for column in room.columns()] == [model(around, ONE), FAR]
    far.says = "Now something else."
    came = asked(around, room, "And now?", 4)[FAR.id]
    assert isinstance(came, Result)
    assert came.answer.text == "Now something else."


def test_a_comparison_is_open_after_a_restart_and_says_when_the_endpoint_is_gone(
    around: Around, far: ScriptedBackend
) -> None:
    room = opened(around)
    asked(around, room)
    room.close_room()
    room.hide()
    again = around.open()
    around.qtbot.waitUntil(lambda: len(again.columns()) == 2)
    again.show_part(ANSWERS)
    assert AnswersPage(again).columns()[FAR.id].text.strip() == SAYS
    again.close_room()
    again.hide()
    around.catalog.offer(())
    gone = around.open()
    gone.show_part(ANSWERS)
    assert AnswersPage(gone).columns()[FAR.id].text.strip() == SAYS
    gone.show_part(FACTS)
    around.qtbot.waitUntil(lambda: "Faraway 9B runs at an endpoint that is not set up here." in words(gone))


def test_a_grid_of_settings_says_which_of_its_models_is_elsewhere(
    around: Around, far: ScriptedBackend
) -> None:
    room = opened(around)
    room.session.change(
        replace(room.session.document, grid=SettingsGrid((GridAxis("temperature", (0.0, 0.7)),)))
    )
    asked(around, room, count=4)
    AnswersPage(room).prompt.grid.setChecked(True)
    grid = part(room, GridTable)
    read = [grid.model().index(0, column).data() for column in range(2)]
    assert "leaves this machine" not in read[0]
    assert read[1].startswith("Faraway 9B, leaves this machine, ")
