"""The app takes up a trial that was cut off, and leaves one alone that the person stopped."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from explorer.base.paths import Paths
from explorer.base.store import Store
from explorer.choose.decision import Decision, KeptCandidate, Trial
from explorer.choose.store import DecisionStore
from explorer.choose.trial.trial_state import TrialState
from explorer.evaluate.store import EvalStore
from tests.choose.trial.rig import FILES, ONE, SAYS, says
from tests.models.tiny import Tiny, write_tiny
from tests.tour.driver import Driver

REFERENCE = f"{ONE}/{FILES[ONE]}"
AT = "2026-12-01T20:00:00+00:00"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Path:
    assert qapp is not None
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    write_tiny(Paths(tmp_path / "home").models / REFERENCE, Tiny(text=SAYS[ONE], name="One"))
    return tmp_path / "home"


def under_trial(home: Path, *, is_stopped: bool) -> int:
    """A decision whose trial was begun, as an earlier start of the app left it."""
    store = Store(Paths(home).database)
    stored = EvalStore(store).add_set("Letters", says(2))
    trial = Trial(stored.id, (), begun_at=AT, is_stopped=is_stopped)
    kept = (KeptCandidate(REFERENCE, "One", reference=REFERENCE),)
    number = DecisionStore(store).add("Which one?", Decision(kept=kept, trial=trial)).id
    store.close()
    return number


def how_far(driver: Driver, number: int) -> TrialState:
    services = driver.app.services
    stored = services.decisions.decision(number)
    assert stored is not None
    return services.trials.means.reader.state(stored.decision, services.trials.around(number))


def test_at_the_next_start_a_trial_goes_on_by_itself(home: Path) -> None:
    number = under_trial(home, is_stopped=False)
    driver = Driver(home)
    try:
        driver.wait(lambda: bool(how_far(driver, number).measured), "the answers")
        driver.wait(lambda: not driver.app.services.trials.number, "the end")
        stored = driver.app.services.decisions.decision(number)
        assert stored is not None
        assert stored.decision.trial.ended_at
    finally:
        driver.close()


def test_one_that_was_stopped_waits_for_the_person(home: Path) -> None:
    number = under_trial(home, is_stopped=True)
    driver = Driver(home)
    try:
        assert driver.app.services.decisions.under_way() is None
        driver.app.services.trials.go_on()
        assert driver.app.services.trials.number == 0
        assert [one.stage for one in how_far(driver, number).candidates] == ["here"]
    finally:
        driver.close()
