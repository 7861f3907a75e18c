"""Help me choose in the whole window: from a need to a report by clicks, with the two real included models, a
provider that is scripted, and one whose license forbids use at work.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from explorer.choose.need_file import read_need_file
from explorer.domain.included_models import GEMMA3
from explorer.domain.places import Room
from explorer.evaluate.exchange.set_files import read_set
from explorer.evaluate.store import EvalStore
from explorer.rooms.choose.pane import ChoosePane
from tests.endpoint.scripted import ScriptedEndpoint
from tests.hub.server import TestHub
from tests.journeys.choose_world import TESTS, WARM_UP, add_provider, knowing, put_included, write_hub
from tests.pages.choose import ChooseRoom, DecidedPage, TrialSteps
from tests.tour.driver import Driver, click

pytestmark = pytest.mark.journey

SMOL, GEMMA = "SmolLM2 135M Instruct", "Gemma 3 270M"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[TestHub]:
    with TestHub(tmp_path / "hub") as served:
        yield served


@pytest.fixture
def provider() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint(knowing()) as served:
        yield served


@pytest.fixture
def home(tmp_path: Path, hub: TestHub, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    return tmp_path / "home"


def room_of(driver: Driver) -> ChooseRoom:
    """By the button in Discover."""
    driver.go(Room.DISCOVER)
    click(driver.app.discover.head.help)
    room = driver.app.room(Room.CHOOSE)
    assert isinstance(room, ChoosePane)
    return ChooseRoom(room)


def add_tests(driver: Driver, folder: Path) -> None:
    """As somebody has them who wrote them in Evaluate before."""
    path = folder / "Questions.csv"
    path.write_text(TESTS, encoding="utf-8")
    read = read_set(path)
    short = replace(read.document.sampling, max_tokens=12)  # a base model goes on and on
    document = replace(read.document, sampling=short)
    EvalStore(driver.app.core.store).add_set(read.title, document)


def measure(driver: Driver, trial: TrialSteps) -> None:
    """All three are asked the three questions alone."""
    trial.choose_tests("Questions")
    trial.leave_out_packs()
    driver.wait(lambda: bool(trial.with_terms), "the terms of Gemma")
    trial.agree_to_terms()
    trial.start()
    driver.wait(lambda: len(trial.page.state.measured) == 3, "three measured models", 180)
    trial.decide()


def exported(driver: Driver, decision: DecidedPage, path: Path) -> Path:
    """The report, once it is written where the person says."""
    decision.export()
    dialog = decision.pane.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    driver.wait(path.exists, path.name)
    return path


@pytest.mark.real
@pytest.mark.usefixtures("home")
def test_from_a_need_to_a_report_by_clicks(
    hub: TestHub, provider: ScriptedEndpoint, home: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    write_hub(hub.repos.root)
    put_included(home, GEMMA3)
    add_provider(home, provider.address)
    driver: Driver = request.getfixturevalue("driver")
    add_tests(driver, tmp_path)
    room = room_of(driver)
    questions = room.begin()
    questions.write("Answer short questions")
    questions.press("Chat", "English")
    questions.choose("Do you use it at work?", "At work")
    questions.side.provider.box.click()

    candidates = room.candidates
    candidates.wait_until_read()
    assert {SMOL, GEMMA} <= set(candidates.names)
    (forbidden,) = candidates.left_out
    assert forbidden.startswith("Coral 135M Chat")
    assert "CC BY-NC 4.0" in forbidden
    candidates.tick(*(name for name in candidates.names if name not in candidates.ticked))
    candidates.measure()

    measure(driver, room.trial)
    decision = room.decision
    driver.wait(lambda: decision.pane.is_read, "the page that decides")
    assert SMOL in decision.headline
    cells = decision.cells(SMOL)
    assert "license: apache-2.0" in cells["use"]
    assert "of 3" in cells["task"]
    assert "29.9" in cells["boards"]
    assert "license: Gemma" in decision.cells(GEMMA)["use"]
    asked = {body["messages"][-1]["content"] for body in provider.bodies()} - {WARM_UP}
    assert asked == {line.rsplit(",", 1)[0] for line in TESTS.splitlines()[1:]}
    again = read_need_file(exported(driver, decision, tmp_path / "need.yaml"))  # for omx choose
    assert (again.need, again.tests, len(again.models)) == (room.need, "Questions", 2)
    told = json.loads(exported(driver, decision, tmp_path / "decision.json").read_text(encoding="utf-8"))
    assert SMOL in told["page"]["headline"]
    assert len(told["models"]) == 3


def test_where_nothing_fits_it_is_said_why_and_no_button_promises_more(hub: TestHub, driver: Driver) -> None:
    write_hub(hub.repos.root, with_real=False)
    room = room_of(driver)
    questions = room.begin()
    questions.press("Chat", "English")
    questions.choose("Do you use it at work?", "At work")
    candidates = room.candidates
    candidates.wait_until_read()
    assert candidates.names == []
    assert [words.partition(":")[0] for words in candidates.left_out] == ["Coral 135M Chat"]
    assert not candidates.pane.foot.measure.isEnabled()
    questions.choose("Do you use it at work?", "Only for myself")
    driver.wait(lambda: candidates.names == ["Coral 135M Chat"], "the candidate that is allowed now")
    assert candidates.left_out == []
