"""The page of a trial as a person uses it: started, watched, put off, gone on with; told in the bar below."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from explorer.base.paths import Paths
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.choose.decision import Decision, KeptCandidate, Trial
from explorer.choose.need import Need, Purpose
from explorer.domain.included_models import GEMMA3
from explorer.domain.local_model import Origin
from explorer.domain.places import ENDPOINTS, Place
from explorer.engine.local.engine_pool import EnginePool
from explorer.engine.local.worker_supply import WorkerSupply
from explorer.evaluate.store import EvalStore
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.kit.messages import Messages
from explorer.kit.tasks import Tasks
from explorer.kit.theme import Look
from explorer.local.models.catalog import Catalog
from explorer.rooms.choose.pane import ChoosePane
from explorer.rooms.choose.trial.trial_pane import TrialPage
from explorer.rooms.room_services import RoomServices
from tests.choose.trial.rig import FILES, MACHINE, ONE, SAYS, TWO, WORKER, kept_of, says, write_repos
from tests.hub.server import TestHub
from tests.models.tiny import Tiny, write_tiny
from tests.pages.choose import ChooseRoom
from tests.room_services import core_services, room_services

FIRST = f"{ONE}/{FILES[ONE]}"
HERE = KeptCandidate(FIRST, "One", "meadow-ai", label="Q8_0", reference=FIRST)


@pytest.fixture
def test_hub(tmp_path: Path) -> Iterator[TestHub]:
    write_repos(tmp_path / "hub")
    with TestHub(tmp_path / "hub") as hub:
        yield hub


@pytest.fixture
def services(
    qtbot: QtBot,
    store: Store,
    settings: SettingsFile,
    tasks: Tasks,
    messages: Messages,
    paths: Paths,
    went: list[Place],
    test_hub: TestHub,
) -> Iterator[RoomServices]:
    """One of the two models is here."""
    write_tiny(paths.models / FIRST, Tiny(text=SAYS[ONE], name="One"))
    hub = Hub(test_hub.endpoint, settings.is_offline, ResponseCache(store))
    core = core_services(paths, settings, store, hub, MACHINE)
    catalog = Catalog(tasks, store, paths.models)
    built = room_services(core, tasks, messages, catalog, EnginePool(WorkerSupply(WORKER)), went.append)
    catalog.rescan()
    qtbot.waitUntil(lambda: catalog.is_ready)
    yield built
    built.close()
    built.downloads.close()
    built.pool.close()


@pytest.fixture
def room(qtbot: QtBot, look: Look, services: RoomServices) -> Iterator[ChooseRoom]:
    assert look is not None
    pane = ChoosePane(services)
    qtbot.addWidget(pane)
    pane.resize(1196, 768)
    pane.show()
    yield ChooseRoom(pane)
    pane.close_room()


def opened(
    room: ChooseRoom, qtbot: QtBot, *kept: KeptCandidate, trial: Trial | None = None, count: int = 2
) -> TrialPage:
    """Of a decision with these, whose tests are ``count``, without packs."""
    services = room.session.services
    stored = EvalStore(services.core.store).add_set("Letters", says(count))
    tried = trial or Trial(stored.id, ())
    number = services.decisions.add("Which one?", Decision(Need(), kept, tried)).id
    room.go(number, "trial")
    page = room.trial.page
    qtbot.waitUntil(lambda: len(page.state.candidates) == len(kept))
    return page


def stages(page: TrialPage) -> list[str]:
    return [one.stage.value for one in page.state.candidates]


def over(room: ChooseRoom, qtbot: QtBot, page: TrialPage) -> None:
    qtbot.waitUntil(lambda: not room.session.services.trials.number, timeout=60_000)
    qtbot.waitUntil(page.foot.stop.isHidden)


def test_what_will_happen_is_told_before_the_start(room: ChooseRoom, qtbot: QtBot) -> None:
    hub = room.session.services.core.hub
    page = opened(room, qtbot, HERE, kept_of(hub, TWO))
    words = room.trial.words()
    assert "2 models. What is missing is downloaded" in words
    assert "to download; how long asking takes" in words
    assert "goes on when you open it again" in words
    assert page.foot.start.isVisible()
    assert page.foot.stop.isHidden()
    assert page.foot.decide.isHidden()


def test_started_by_a_press_it_ends_with_the_way_to_the_decision(room: ChooseRoom, qtbot: QtBot) -> None:
    services = room.session.services
    page = opened(room, qtbot, HERE, kept_of(services.core.hub, TWO))
    told: list[str] = []
    services.working.changed.connect(lambda work: told.append(work.text if work is not None else ""))
    page.foot.start.setFocus()
    QTest.keyClick(page.foot.start, Qt.Key.Key_Space)
    qtbot.waitUntil(page.foot.stop.isVisible, timeout=20_000)
    assert page.foot.stop.hasFocus()
    assert services.unfinished_trials
    over(room, qtbot, page)
    qtbot.waitUntil(lambda: stages(page) == ["done", "done"], timeout=20_000)
    assert "All models are done." in room.trial.words()
    assert any(text.startswith("Trial:") for text in told)
    assert services.working.current is None
    assert services.messages.all == [], "the page says it"
    assert not services.unfinished_trials
    room.trial.decide()
    assert room.session.page.kind == "decision"


def test_stopped_it_says_so_and_goes_on_by_a_press(room: ChooseRoom, qtbot: QtBot) -> None:
    page = opened(room, qtbot, HERE, count=200)
    room.trial.start()
    qtbot.waitUntil(lambda: page.state.done > 1, timeout=40_000)
    page.foot.stop.click()
    qtbot.waitUntil(page.foot.again.isVisible, timeout=20_000)
    assert "Stopped. What came so far is kept." in room.trial.words()
    page.foot.again.click()
    over(room, qtbot, page)
    qtbot.waitUntil(lambda: stages(page) == ["done"], timeout=20_000)


def test_a_candidate_is_put_off_and_fetched_after_all(room: ChooseRoom, qtbot: QtBot) -> None:
    kept = kept_of(room.session.services.core.hub, TWO)
    page = opened(room, qtbot, HERE, kept)
    button = page.rows[kept.id].button
    assert button.text() == "Not now"
    button.click()
    qtbot.waitUntil(lambda: stages(page) == ["here", "later"])
    qtbot.waitUntil(lambda: button.text() == "Download it after all")
    button.click()
    qtbot.waitUntil(lambda: stages(page) == ["here", "waiting"])


def test_terms_come_before_the_first_answer_and_keep_nobody_else(room: ChooseRoom, qtbot: QtBot) -> None:
    """The other one is asked meanwhile."""
    services = room.session.services
    page = opened(room, qtbot, HERE, kept_of(services.core.hub, TWO))
    catalog = services.catalog
    (model,) = catalog.models

    def with_terms(models: object) -> None:
        """As of an included one, however often the disk is looked at."""
        if any(one.id == FIRST and one.origin is not Origin.INCLUDED for one in catalog.models):
            changed = (replace(one, origin=Origin.INCLUDED, repo=GEMMA3.repo) for one in catalog.models
                       if one.id == FIRST)  # fmt: skip
            catalog.models = (*changed, *(one for one in catalog.models if one.id != FIRST))

    catalog.changed._listeners.insert(0, with_terms)
    with_terms(catalog.models)
    assert catalog.models[0].path == model.path
    room.trial.start()
    over(room, qtbot, page)
    qtbot.waitUntil(lambda: stages(page) == ["terms", "done"], timeout=20_000)
    room.trial.agree_to_terms()
    assert GEMMA3.terms is not None
    assert services.core.settings.current.terms_seen == (GEMMA3.terms.url,)
    over(room, qtbot, page)
    qtbot.waitUntil(lambda: stages(page) == ["done", "done"], timeout=20_000)


def test_what_is_wrong_has_one_button_that_leads_to_its_mending(
    room: ChooseRoom, qtbot: QtBot, went: list[Place]
) -> None:
    far = KeptCandidate("endpoint://lab/large", "Large", reference="endpoint://lab/large")
    page = opened(room, qtbot, far)
    qtbot.waitUntil(lambda: page.rows[far.id].button.text() == "Open Endpoints")
    page.rows[far.id].button.click()
    assert went[-1] == ENDPOINTS


def test_the_tests_to_begin_with_are_seen_and_own_ones_written(
    room: ChooseRoom, qtbot: QtBot, went: list[Place]
) -> None:
    """What is opened is asked."""
    services = room.session.services
    number = services.decisions.add("Which one?", Decision(Need(purposes=(Purpose.CHAT,)), (HERE,))).id
    sets = EvalStore(services.core.store)
    room.go(number, "trial")
    page = room.trial.page
    qtbot.waitUntil(lambda: bool(page.state.candidates))
    for button in (page.tried.look, page.tried.look, page.tried.own):
        button.click()
        stored = services.decisions.decision(number)
        assert stored is not None
        assert went[-1].eval_set_id == stored.decision.trial.eval_set > 0
    first, again, own = (place.eval_set_id for place in went)
    assert first == again != own
    assert len(sets.listed()) == 2


def test_what_the_page_tells_of_a_download_no_message_tells(
    room: ChooseRoom, qtbot: QtBot, test_hub: TestHub
) -> None:
    services = room.session.services
    test_hub.fault("/cdn/*", "corrupt", at=5_000)
    opened(room, qtbot, kept_of(services.core.hub, TWO))
    told: list[bool] = []
    services.downloads.failed.add(lambda item: told.append(services.is_told_by_trial(item)))
    room.trial.start()
    qtbot.waitUntil(lambda: bool(told), timeout=40_000)
    assert told == [True]


def test_one_trial_at_a_time(room: ChooseRoom, qtbot: QtBot) -> None:
    services = room.session.services
    first = opened(room, qtbot, HERE, count=200)
    number = room.session.page.decision
    room.trial.start()
    page = opened(room, qtbot, replace_title(HERE))
    qtbot.waitUntil(lambda: "Another trial goes on" in room.trial.words(), timeout=20_000)
    page.foot.start.click()
    assert services.trials.number == number
    services.trials.stop()
    assert first is page, "one page, whichever decision"


def replace_title(kept: KeptCandidate) -> KeptCandidate:
    return KeptCandidate(kept.id, "Another", reference=kept.reference)


def test_packs_go_with_the_need_until_they_are_chosen(room: ChooseRoom, qtbot: QtBot) -> None:
    services = room.session.services
    need = Need(purposes=(Purpose.DOCUMENTS,))
    number = services.decisions.add("Which one?", Decision(need, (HERE,), Trial(is_without_set=True))).id
    room.go(number, "trial")
    page = room.trial.page
    qtbot.waitUntil(lambda: len(page.state.tried.assignments) == 3)
    room.trial.leave_out_packs()
    qtbot.waitUntil(lambda: not page.state.tried.assignments)
    stored = services.decisions.decision(number)
    assert stored is not None
    assert stored.decision.trial.packs == ()
    page.foot.start.click()
    qtbot.waitUntil(lambda: "Nothing is asked in this trial." in room.trial.words(), timeout=20_000)
