"""Whether the Hub answers is told by the last request, and by nothing else."""

import pytest

from explorer.domain.errors import AnswerError, KnownError, NotFoundError, OfflineError
from explorer.domain.repo import RepoQuery
from explorer.hub.client import Hub
from explorer.hub.reachability import Reach, ReachState
from tests.hub.server import TestHub
from tests.hub.tools import Switch


def test_nothing_is_known_before_anything_was_asked(hub: Hub) -> None:
    assert hub.reach.state == ReachState()


def test_an_answer_and_a_refusal_are_answers(hub: Hub) -> None:
    hub.search(RepoQuery(limit=1))
    assert hub.reach.state == ReachState(was_asked=True)
    with pytest.raises(KnownError):
        hub.open("no/such-repo")
    assert hub.reach.state == ReachState(was_asked=True)


def test_what_was_seen_is_shown_and_the_silence_is_known_all_the_same(hub: Hub, test_hub: TestHub) -> None:
    hub.search(RepoQuery(limit=1))
    test_hub.close()
    assert hub.search(RepoQuery(limit=1)).from_cache
    state = hub.reach.state
    assert state.silent_since is not None
    assert "cannot be reached" in state.why
    with pytest.raises(OfflineError):
        hub.knock()
    assert hub.reach.state.silent_since == state.silent_since  # of the first that got no answer


def test_one_answer_ends_the_silence(hub: Hub) -> None:
    hub.reach.heard(AnswerError("It did not answer in time."))
    hub.knock()
    assert hub.reach.state == ReachState(was_asked=True)


def test_offline_mode_says_nothing_of_the_hub(hub: Hub, offline: Switch) -> None:
    offline.on = True
    with pytest.raises(OfflineError):
        hub.knock()
    assert hub.reach.state == ReachState()


def test_only_changes_are_told_and_none_after_the_end() -> None:
    told: list[ReachState] = []
    reach = Reach()
    reach.changed.add(told.append)
    for error in (None, None, OfflineError("Away."), OfflineError("Away."), NotFoundError("Gone.")):
        reach.heard(error)
    assert [state.silent_since is not None for state in told] == [False, True, False]
    reach.close()
    reach.heard(OfflineError("Away."))
    assert len(told) == 3
