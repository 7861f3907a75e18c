"""Trials with real downloads, real workers and tiny models whose right and wrong answers are known."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.kit.tasks import Tasks
from tests.choose.trial.rig import FILES, ONE, TWO, TrialRig, kept_of, write_repos
from tests.hub.server import TestHub


@pytest.fixture
def test_hub(tmp_path: Path) -> Iterator[TestHub]:
    write_repos(tmp_path / "hub")
    with TestHub(tmp_path / "hub") as hub:
        yield hub


@pytest.fixture
def rig(
    qtbot: QtBot, paths: Paths, settings: SettingsFile, store: Store, tasks: Tasks, test_hub: TestHub
) -> Iterator[TrialRig]:
    assert qtbot is not None
    made = TrialRig(paths, settings, store, tasks, test_hub)
    yield made
    made.close()


def run(rig: TrialRig, number: int, qtbot: QtBot) -> None:
    rig.trials.start(number)
    qtbot.waitUntil(lambda: not rig.trials.number, timeout=40_000)


def test_what_is_missing_is_fetched_the_smallest_first_and_all_are_asked_the_same(
    rig: TrialRig, qtbot: QtBot
) -> None:
    number = rig.decide(kept_of(rig.hub, TWO), kept_of(rig.hub, ONE))
    before = rig.state(number)
    assert [one.stage for one in before.candidates] == ["waiting", "waiting"]
    assert before.missing == sum(one.kept.size for one in before.candidates)
    ordered: list[str] = []
    rig.downloads.changed.add(lambda item: ordered.append(item.order.repo_id))
    run(rig, number, qtbot)
    assert list(dict.fromkeys(ordered)) == [ONE, TWO]
    state = rig.state(number)
    assert rig.failed == []
    assert [one.stage for one in state.candidates] == ["done", "done"]
    assert state.is_over
    decision = rig.decision(number)
    assert [one.reference for one in decision.kept] == [f"{repo}/{FILES[repo]}" for repo in (TWO, ONE)]
    (own,) = decision.trial.runs
    stored = rig.evals.run(own)
    assert stored is not None
    assert (stored.end, stored.title, len(stored.models)) == ("done", "Starting", 2)
    passed = {model.reference: sum(rig.evals.passed(own, model.key).values()) for model in stored.models}
    assert passed == {f"{ONE}/{FILES[ONE]}": 3, f"{TWO}/{FILES[TWO]}": 0}
