"""The whole main job in the real window: search, download, ask, compare, restart, nothing lost."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.domain.places import Place, Room
from explorer.engine.state import BackendState
from tests.engine.conftest import pid_of
from tests.hub.server import TestHub
from tests.models.tiny import Tiny, write_tiny
from tests.pages.discover import DiscoverPage
from tests.tour.driver import Driver, click, settle

pytestmark = pytest.mark.journey

MEADOW = "meadow-ai/Tiny-Meadow-GGUF"
HARBOR = "harbor-sec/Tiny-Harbor-GGUF"
MEADOW_SAYS = "Grass grows where the rain falls and the sun is mild."
HARBOR_SAYS = "Ships rest here until the storm has gone."


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[TestHub]:
    root = tmp_path / "hub"
    write_tiny(root / MEADOW / "tiny-meadow-Q4_K_M.gguf", Tiny(text=MEADOW_SAYS, name="Tiny Meadow"))
    (root / MEADOW / "README.md").write_text(
        "---\nlicense: apache-2.0\nbase_model: meadow-ai/Meadow\ndatasets:\n- example/meadow-text\n"
        "language:\n- en\n---\n# Tiny Meadow\n\n![chart](HUB/never.png)\n"
    )
    write_tiny(root / HARBOR / "tiny-harbor-Q8_0.gguf", Tiny(text=HARBOR_SAYS, name="Tiny Harbor", seed=1))
    (root / HARBOR / "README.md").write_text("# Tiny Harbor\n\nGGUF files.\n")
    with TestHub(root) as served:
        card = root / MEADOW / "README.md"
        card.write_text(card.read_text().replace("HUB", served.endpoint))  # an image this hub would see asked
        yield served


@pytest.fixture
def home(tmp_path: Path, hub: TestHub, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HF_ENDPOINT", hub.endpoint)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    return tmp_path / "home"


def local_id(repo: str, driver: Driver) -> str:
    return next(m.id for m in driver.app.catalog.models if m.repo == repo)


def download(driver: Driver, words: str, repo: str) -> None:
    driver.search(words)
    driver.open_row(repo)
    driver.press_primary()
    driver.wait(lambda: any(m.repo == repo for m in driver.app.catalog.models), f"{repo} on this disk")


def test_search_download_ask_compare_restart(driver: Driver, home: Path) -> None:
    download(driver, "meadow", MEADOW)
    download(driver, "harbor", HARBOR)

    driver.try_model(local_id(MEADOW, driver))
    assert driver.ask("Why is the grass green?").strip() == MEADOW_SAYS

    for repo in (MEADOW, HARBOR):
        model = driver.app.catalog.find(local_id(repo, driver))
        driver.add_to_compare(Place(Room.COMPARE, model=model))
    facts = [c.get("license") for c in driver.app.compare.columns()]
    assert [f.text for f in facts if f is not None][:1] == ["Apache 2.0 · open source"]
    assert [str(f.verdict) for f in facts if f is not None] == ["open", "not_disclosed"]
    driver.app.compare.show_part(1)
    driver.ask_all("What rests here?", answers=2)
    answers = {r.reference: r.answer.text.strip() for r in driver.app.compare.results()}
    assert answers == {
        local_id(MEADOW, driver): MEADOW_SAYS,
        local_id(HARBOR, driver): HARBOR_SAYS,
    }

    driver.close()
    again = Driver(home)
    try:
        assert {m.repo for m in again.app.catalog.models} == {MEADOW, HARBOR}
        again.go(Room.COMPARE)
        again.wait(lambda: len(again.app.compare.columns()) == 2, "the comparison of before")
        assert {r.answer.text.strip() for r in again.app.compare.results()} == {MEADOW_SAYS, HARBOR_SAYS}
        again.go(Room.PLAYGROUND)
        assert again.app.playground.last_answer().strip() == MEADOW_SAYS
    finally:
        again.close()


def test_a_download_cut_off_by_quitting_goes_on_at_the_byte(driver: Driver, home: Path, hub: TestHub) -> None:
    hub.fault("*meadow*.gguf*", "slow", rate=400_000)
    driver.search("meadow")
    driver.open_row(MEADOW)
    driver.press_primary()
    driver.wait_for_bytes(0.2)
    driver.close()
    (partial,) = (home / "models").rglob("*.part")
    kept = partial.stat().st_size
    assert kept > 0
    hub.faults.clear()
    again = Driver(home)
    try:
        again.wait(lambda: bool(again.app.catalog.models), "the rest of the download")
        assert again.app.catalog.models[0].intact == "checked"
        assert f"bytes={kept}-" in [r.headers.get("range") or r.headers.get("Range") for r in hub.requests]
    finally:
        again.close()


def test_a_killed_worker_is_told_and_the_text_stays(driver: Driver, home: Path) -> None:
    endless = " ".join(f"word{n}" for n in range(1500))
    path = write_tiny(home / "models" / "own" / "endless.gguf", Tiny(text=endless, name="Endless"))
    driver.app.catalog.rescan()
    driver.wait(lambda: bool(driver.app.catalog.models), "the model")
    driver.try_model("own/endless.gguf")
    driver.wait(lambda: bool(driver.app.pool.loaded), "the model to load")
    driver.type_in("composer", "Go on")
    driver.wait(lambda: "word3" in driver.app.playground.last_answer(), "the answer to begin")
    os.kill(pid_of(driver.app.pool.get(path)), signal.SIGKILL)
    driver.wait(lambda: not driver.app.playground.is_busy(), "the crash to be noticed")
    assert driver.app.pool.get(path).state is BackendState.FAILED
    assert "word3" in driver.app.playground.last_answer()
    assert driver.window.isVisible()
    settle()


def test_a_model_card_loads_nothing_remote(driver: Driver, hub: TestHub) -> None:
    driver.search("meadow")
    driver.open_row(MEADOW)
    settle(20)
    paths = {r.path.split("?")[0] for r in hub.requests}
    assert paths
    assert not any("never.png" in path for path in paths)


def test_what_was_seen_is_shown_when_the_hub_is_gone(driver: Driver, hub: TestHub) -> None:
    driver.search("meadow")
    driver.open_row(MEADOW)
    hub.close()
    driver.app.discover.session.open(MEADOW)
    driver.wait(lambda: DiscoverPage(driver.app.discover).opened == MEADOW, "the kept sheet")
    driver.app.discover.session.open(HARBOR)
    driver.wait(lambda: not driver.app.discover.session.repo.state.is_waiting, "the error")
    assert driver.window.isVisible()


def test_every_room_opens_by_its_button(driver: Driver) -> None:
    for room, button in driver.app.window.rail.items():
        click(button)
        assert driver.app.window.room is room
