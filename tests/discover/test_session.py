"""Discover without its widgets: what is searched, opened and kept."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from explorer.base.settings import SettingsFile
from explorer.domain.repo import RepoSort
from explorer.local.hub_search.filters import Filters
from explorer.rooms.discover.session import DiscoverSession, DiscoverView, read_view
from explorer.rooms.room_services import RoomServices

MEADOW, TITAN = "meadow/Meadow-GGUF", "titan/Titan-GGUF"

type Begin = Callable[[], DiscoverSession]


@pytest.fixture
def begin(services: RoomServices, qtbot: QtBot) -> Iterator[Begin]:
    """Begins a session as the one before was left, and waits for its list."""
    begun: list[DiscoverSession] = []

    def begin_() -> DiscoverSession:
        session = DiscoverSession(services, lambda _repo: None, lambda: None)
        begun.append(session)
        session.start()
        qtbot.waitUntil(lambda: bool(session.search.state.lines))
        return session

    yield begin_
    for session in begun:
        session.close()


def is_open(session: DiscoverSession, repo: str) -> bool:
    return session.repo.state.is_complete and session.repo.state.repo_id == repo


def test_words_order_filters_and_the_open_repo_are_there_again(
    begin: Begin, services: RoomServices, qtbot: QtBot
) -> None:
    session = begin()
    session.ask("gguf", RepoSort.LIKES)
    session.search.filter(Filters(fits=True))
    session.choose(MEADOW)
    qtbot.waitUntil(lambda: is_open(session, MEADOW))
    session.keep((3, 40))
    session.close()
    assert read_view(services.core.store) == DiscoverView(
        "gguf", RepoSort.LIKES, Filters(fits=True), MEADOW, 3, 40
    )
    again = begin()
    assert again.search.state.query.text == "gguf"
    assert again.search.state.filters.fits
    qtbot.waitUntil(lambda: is_open(again, MEADOW))


def test_a_name_that_was_sent_opens_what_the_list_has(begin: Begin, qtbot: QtBot) -> None:
    session = begin()
    sides: list[str] = []
    session.to_front.add(sides.append)
    session.ask(TITAN, RepoSort.DOWNLOADS)
    assert session.send(TITAN) == ""
    qtbot.waitUntil(lambda: is_open(session, TITAN))
    assert sides == ["sheet"]


def test_looking_for_models_that_fit_leads_to_the_list(begin: Begin) -> None:
    session = begin()
    sides: list[str] = []
    session.to_front.add(sides.append)
    session.find_fitting()
    assert sides == ["list"]
    assert [line.row.id for line in session.search.state.lines] == [MEADOW]


def test_once_the_network_is_back_what_did_not_come_is_asked_for(
    begin: Begin, settings: SettingsFile, qtbot: QtBot
) -> None:
    session = begin()
    settings.change(offline=True)
    session.refresh()
    qtbot.waitUntil(lambda: session.search.state.seen is not None)
    settings.change(offline=False)
    qtbot.waitUntil(lambda: session.search.state.seen_at is None and not session.search.state.is_waiting)
