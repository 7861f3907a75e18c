"""The search: what was seen comes first, a newer question replaces an older one, a use is asked in steps."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.domain.fit import EstimateBasis, Fit, FitWord, MeasuredSpeed, Yardstick
from explorer.domain.repo import RepoSort
from explorer.hub.client import Hub
from explorer.hub.errors import BusyError
from explorer.kit.tasks import Tasks
from explorer.local.hub_search.filters import Filters
from explorer.local.hub_search.repo_lines import LocalFits
from explorer.rooms.discover.search import Search, SearchPhase, SearchState
from explorer.transparency.licensing.licenses import Licenses
from tests.discover.conftest import GB
from tests.hub.server import TestHub
from tests.hub.tools import make_repo

LIST = "/api/models"


@pytest.fixture
def search(hub: Hub, tasks: Tasks, licenses: Licenses) -> Iterator[Search]:
    search = Search(hub, tasks, licenses, Yardstick(16 * GB))
    yield search
    search.close()


@pytest.fixture
def states(search: Search) -> list[SearchState]:
    seen: list[SearchState] = []
    search.changed.add(seen.append)
    return seen


def names(state: SearchState) -> list[str]:
    return [line.row.name for line in state.lines]


def run(search: Search, qtbot: QtBot, text: str = "") -> None:
    search.start(text, RepoSort.DOWNLOADS)
    qtbot.waitUntil(lambda: not search.state.is_waiting)


def test_what_was_seen_is_there_at_once_and_then_refreshed(
    search: Search, states: list[SearchState], qtbot: QtBot, test_hub: TestHub, tmp_path: Path
) -> None:
    run(search, qtbot)
    make_repo(tmp_path / "hub", "new/Newest-GGUF", {"n.gguf": 10}, downloads=5_000)
    states.clear()
    test_hub.fault(LIST, "hang")
    search.start("", RepoSort.DOWNLOADS)
    qtbot.waitUntil(lambda: search.state.is_refreshing)
    assert search.state.phase is SearchPhase.CONTENT
    assert names(search.state) == ["Meadow-GGUF", "Titan-GGUF", "Plain-GGUF"]
    assert search.state.seen is None  # it is only a moment old
    test_hub.faults.clear()
    qtbot.waitUntil(lambda: not search.state.is_waiting)
    assert names(search.state)[0] == "Newest-GGUF"
    assert search.state.seen_at is None


def test_a_newer_question_replaces_an_older_one_on_its_way(
    search: Search, states: list[SearchState], qtbot: QtBot, test_hub: TestHub
) -> None:
    test_hub.fault(LIST, "hang", times=1)
    search.start("titan", RepoSort.DOWNLOADS)
    qtbot.waitUntil(lambda: len(test_hub.requests) == 1)
    search.start("plain", RepoSort.DOWNLOADS)
    qtbot.waitUntil(lambda: not search.state.is_waiting)
    test_hub.faults.clear()
    qtbot.wait(50)
    assert {name for state in states for name in names(state)} == {"Plain-GGUF"}


def test_a_refresh_that_fails_leaves_what_was_seen_and_says_why(
    search: Search, qtbot: QtBot, test_hub: TestHub
) -> None:
    run(search, qtbot)
    test_hub.fault(LIST, "status", code=400, body="{}")
    run(search, qtbot)
    assert len(search.state.lines) == 3
    assert search.state.seen is not None
    assert "did not understand the request" in search.state.seen


def test_filters_of_the_hub_ask_it_and_others_look_through_what_is_loaded(
    search: Search, qtbot: QtBot, test_hub: TestHub
) -> None:
    run(search, qtbot)
    sent = len(test_hub.requests)
    search.filter(Filters(fits=True))
    assert (names(search.state), len(test_hub.requests)) == (["Meadow-GGUF"], sent)
    search.filter(Filters(fits=True, size="600-"))
    qtbot.waitUntil(lambda: not search.state.is_waiting)
    assert (names(search.state), search.state.loaded) == ([], 1)
    assert test_hub.requests[-1].query["num_parameters"] == ["min:600B"]


def test_a_use_goes_on_to_its_next_sign_page_by_page(
    search: Search, qtbot: QtBot, test_hub: TestHub, tmp_path: Path
) -> None:
    tagged = b"---\ntags: [legal]\n---\n"
    make_repo(tmp_path / "hub", "a/Advocate-GGUF", {"a.gguf": 10, "README.md": tagged}, downloads=3)
    make_repo(tmp_path / "hub", "a/Law-7B-GGUF", {"a.gguf": 10}, downloads=2)
    make_repo(tmp_path / "hub", "a/Lawn-7B-GGUF", {"a.gguf": 10}, downloads=1)
    search.set_filters(Filters(use="law"))
    run(search, qtbot)
    assert [(line.row.name, line.reason) for line in search.state.lines] == [("Advocate-GGUF", "tag “legal”")]
    assert len(test_hub.requests) == 1
    while search.state.has_more:
        search.more()
        qtbot.waitUntil(lambda: not search.state.is_waiting)
    assert names(search.state) == ["Advocate-GGUF", "Law-7B-GGUF"]
    assert search.state.loaded == 3
    assert search.state.filtered == "2 of the 3 loaded fit; the others do not say so."


def test_peace_that_the_hub_asks_for_is_an_error_with_its_time(
    search: Search, qtbot: QtBot, test_hub: TestHub
) -> None:
    test_hub.fault(LIST, "rate_limit", retry_after=90)
    run(search, qtbot, "never seen")
    assert search.state.phase is SearchPhase.ERROR
    assert isinstance(search.state.error, BusyError)
    sent = len(test_hub.requests)
    search.repeat()
    qtbot.waitUntil(lambda: not search.state.is_waiting)
    assert len(test_hub.requests) == sent


def test_a_file_that_is_here_runs_in_the_list_as_it_was_measured(
    hub: Hub, tasks: Tasks, licenses: Licenses, qtbot: QtBot
) -> None:
    """What is measured or downloaded while the list stands there changes its rows, without the Hub."""
    yardstick = Yardstick(16 * GB)
    measured = yardstick.judge(GB, 0.0, EstimateBasis(), measured=MeasuredSpeed(2.1, "2026-11-30", 4096))
    here: dict[str, list[tuple[str, Fit]]] = {}
    search = Search(hub, tasks, licenses, yardstick, lambda: lambda repo: here.get(repo, []))
    run(search, qtbot)
    first = search.state.lines[0]
    assert (first.fit is None) or not first.fit.measured_on
    here[first.row.id] = [("Q4_1", measured)]
    search.judge_again()
    qtbot.waitUntil(lambda: search.state.lines[0].fit == measured)
    assert search.state.lines[0].judged == "Q4_1"
    assert measured.word is FitWord.RUNS_SLOWLY
    search.close()


def test_an_answer_that_was_asked_for_before_the_disk_was_read_is_judged_by_what_is_here(
    hub: Hub, tasks: Tasks, licenses: Licenses, qtbot: QtBot, test_hub: TestHub
) -> None:
    """As at the start: the list asks the Hub while the models folder is still being looked at."""
    yardstick = Yardstick(16 * GB)
    measured = yardstick.judge(GB, 0.0, EstimateBasis(), measured=MeasuredSpeed(2.1, "2026-11-30", 4096))
    here: dict[str, list[tuple[str, Fit]]] = {}
    search = Search(hub, tasks, licenses, yardstick, lambda: _looked(dict(here)))
    test_hub.fault(LIST, "hang")
    search.start("", RepoSort.DOWNLOADS)
    here["meadow/Meadow-GGUF"] = [("Q4_1", measured)]
    search.judge_again()
    test_hub.faults.clear()
    qtbot.waitUntil(lambda: not search.state.is_waiting)
    qtbot.waitUntil(lambda: search.state.lines[0].fit == measured)
    search.close()


def _looked(found: dict[str, list[tuple[str, Fit]]]) -> LocalFits:
    return lambda repo: found.get(repo, [])
