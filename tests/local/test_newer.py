"""New versions: asked only if wanted, once a day, in one request, never offline, and told only if newer."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.base import version
from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.base.version import Releases, app_version, is_newer, releases_of
from explorer.domain.errors import KnownError
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.kit.tasks import Tasks
from explorer.local.update_check import NewerVersion, UpdateCheck, newest_version
from tests.hub.server import TestHub
from tests.hub.tools import make_repo

PATH = "/api/models/lab/news"  # an answer with a tag among its facts


@pytest.fixture
def test_hub(tmp_path: Path) -> Iterator[TestHub]:
    publish(tmp_path / "hub", "v99.1.0")
    with TestHub(tmp_path / "hub") as hub:
        yield hub


@pytest.fixture
def hub(test_hub: TestHub, settings: SettingsFile, store: Store) -> Hub:
    return Hub(test_hub.endpoint, lambda: settings.current.offline, ResponseCache(store))


@pytest.fixture
def heard() -> list[NewerVersion]:
    return []


@pytest.fixture
def news(
    qtbot: QtBot, tasks: Tasks, hub: Hub, store: Store, settings: SettingsFile, heard: list[NewerVersion]
) -> UpdateCheck:
    at = Releases(f"{hub.endpoint}{PATH}", "https://example.org/releases")
    return UpdateCheck(tasks, hub, store, settings, lambda: at, heard.append)


def publish(root: Path, tag: object) -> None:
    make_repo(root, "lab/news", {"README.md": b"# News"}, tag_name=tag)


def asked(hub: TestHub) -> int:
    return sum(PATH in request.path for request in hub.requests)


def test_nothing_is_asked_until_the_person_wants_it(
    qtbot: QtBot, news: UpdateCheck, test_hub: TestHub, settings: SettingsFile, heard: list[NewerVersion]
) -> None:
    news.look()
    qtbot.wait(50)
    assert test_hub.requests == []
    settings.change(new_versions=True)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [NewerVersion("99.1.0", app_version(), "https://example.org/releases")]
    assert asked(test_hub) == len(test_hub.requests) == 1


def test_it_is_asked_once_a_day_and_again_the_next(
    qtbot: QtBot, news: UpdateCheck, test_hub: TestHub, settings: SettingsFile, store: Store,
    heard: list[NewerVersion],
) -> None:  # fmt: skip
    settings.change(new_versions=True)
    qtbot.waitUntil(lambda: len(heard) == 1)
    news.look()
    settings.change(theme="dark")
    qtbot.wait(50)
    assert asked(test_hub) == 1
    for passed in (timedelta(days=1, seconds=1), timedelta(days=-400)):  # the second: a clock that was wrong
        store.set_state("newer.asked", (datetime.now(UTC) - passed).isoformat())
        heard.clear()
        news.look()
        qtbot.waitUntil(lambda: bool(heard))
    assert asked(test_hub) == 3


def test_offline_mode_asks_nothing(
    qtbot: QtBot, news: UpdateCheck, test_hub: TestHub, settings: SettingsFile
) -> None:
    settings.change(offline=True)
    settings.change(new_versions=True)
    news.look()
    qtbot.wait(50)
    assert test_hub.requests == []


@pytest.mark.parametrize("tag", ["v0.0.1", "same"])
def test_what_is_not_newer_is_not_told(
    qtbot: QtBot, tmp_path: Path, news: UpdateCheck, test_hub: TestHub, settings: SettingsFile,
    tasks: Tasks, heard: list[NewerVersion], tag: str,
) -> None:  # fmt: skip
    publish(tmp_path / "hub", app_version() if tag == "same" else tag)
    settings.change(new_versions=True)
    qtbot.waitUntil(lambda: asked(test_hub) == 1)
    tasks.close()
    assert heard == []


def test_a_server_that_fails_is_left_alone_until_the_next_day(
    qtbot: QtBot, news: UpdateCheck, test_hub: TestHub, settings: SettingsFile, heard: list[NewerVersion]
) -> None:
    test_hub.fault(PATH, "status", code=503)
    settings.change(new_versions=True)
    qtbot.waitUntil(lambda: asked(test_hub) >= 1)
    qtbot.wait(50)
    before = asked(test_hub)
    news.look()
    qtbot.wait(50)
    assert asked(test_hub) == before
    assert heard == []


@pytest.mark.parametrize("tag", [None, 7, "", "latest", "<b>1.0</b>", "1.0-rc1", "9" * 400])
def test_an_answer_that_names_no_version_is_refused(
    tmp_path: Path, hub: Hub, test_hub: TestHub, tag: object
) -> None:
    publish(tmp_path / "hub", tag)
    with pytest.raises(KnownError):
        newest_version(hub, f"{hub.endpoint}{PATH}")


@pytest.mark.parametrize(
    ("one", "than", "expected"),
    [("0.2.0", "0.1.9", True), ("v0.10", "0.9.5", True), ("1.0", "1.0.0", False), ("0.1.0", "0.1.0", False),
     ("1.0rc1", "0.1.0", False), ("1.0.0.1", "1.0.0", True)],
)  # fmt: skip
def test_versions_are_compared_by_their_numbers(one: str, than: str, *, expected: bool) -> None:
    assert is_newer(one, than) is expected


def test_only_a_project_at_github_is_asked_about() -> None:
    found = releases_of("https://github.com/owner/name")
    assert found == Releases(
        "https://api.github.com/repos/owner/name/releases/latest", "https://github.com/owner/name/releases"
    )
    for address in ("", "http://github.com/owner/name", "https://github.com/owner", "https://else.org/a/b"):
        assert releases_of(address) is None


def test_below_usr_the_system_updates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version, "source", lambda: "https://github.com/owner/name")
    assert version.releases() is not None
    monkeypatch.setattr(version, "resource", lambda: Path("/usr/lib/open-model-explorer/_internal/resources"))
    assert version.releases() is None
