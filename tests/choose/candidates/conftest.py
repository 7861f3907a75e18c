"""The side with the candidates, with one decision open."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from explorer.choose.decision import Decision
from explorer.choose.need import Need
from explorer.kit.theme import Look
from explorer.rooms.choose.candidates.candidates_pane import CandidatesPane
from explorer.rooms.choose.session import ChooseSession
from explorer.rooms.room_services import RoomServices
from tests.choose.candidates.page import CandidatesSide


@pytest.fixture
def session(services: RoomServices) -> ChooseSession:
    return ChooseSession(services)


type OpenSide = Callable[[Need], CandidatesSide]


@pytest.fixture
def open_side(qtbot: QtBot, look: Look, session: ChooseSession) -> Iterator[OpenSide]:
    """Of a new decision with these answers."""
    opened: list[CandidatesPane] = []

    def open_(need: Need) -> CandidatesSide:
        session.begin("Letters", Decision(need))
        pane = CandidatesPane(session)
        opened.append(pane)
        qtbot.addWidget(pane)
        pane.resize(560, 768)
        pane.show()
        return CandidatesSide(pane, qtbot)

    yield open_
    for pane in opened:
        pane.close_side()
        pane.hide()
