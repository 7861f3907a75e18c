"""The text of a license: found in the repo or where its maker says, fetched on a press and never before."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.base.store import Store
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.kit.tasks import Tasks
from explorer.local.model_facts.html_text import plain_text
from explorer.local.model_facts.license_reader import (
    LicensePlace,
    LicenseReader,
    license_links,
    license_place,
)
from tests.hub.server import TestHub
from tests.local.conftest import REPO

HUB = "https://huggingface.co"


def _quiet() -> None:
    """Nobody looks."""


def _place(link: str, files: tuple[str, ...] = ()) -> LicensePlace | None:
    return license_place(REPO, "c0ffee", files, (link,) if link else (), HUB)


@pytest.mark.parametrize(
    ("link", "files", "expected"),
    [
        ("LICENSE", ("LICENSE",), LicensePlace(REPO, "c0ffee", "LICENSE")),
        ("", ("docs/LICENSE.txt", "LICENSE.md"), LicensePlace(REPO, "c0ffee", "LICENSE.md")),
        (f"{HUB}/{REPO}/blob/main/LICENSE", (), LicensePlace(REPO, "c0ffee", "LICENSE")),
        (f"{HUB}/other/Base/blob/main/LICENSE", (), LicensePlace("other/Base", "main", "LICENSE")),
        ("https://terms.example/a", (), LicensePlace(url="https://terms.example/a")),
        ("https://terms.example/a", ("LICENSE",), LicensePlace(REPO, "c0ffee", "LICENSE")),
        ("http://terms.example/a", (), None),
        ("file:///etc/passwd", (), None),
        ("../../secret", (), None),
        (f"{HUB}/{REPO}/blob/main/../../x", (), LicensePlace(url=f"{HUB}/{REPO}/blob/main/../../x")),
        ("https://user@terms.example/a", (), None),
        ("", (), None),
    ],
)
def test_the_place_is_a_file_of_the_repo_before_a_page_elsewhere(
    link: str, files: tuple[str, ...], expected: LicensePlace | None
) -> None:
    assert _place(link, files) == expected


def test_the_link_is_read_from_answer_or_card() -> None:
    card = "---\nlicense: other\nlicense_link: 'LICENSE'\n---\n# Meadow\n"
    assert list(license_links(None, card, None)) == ["LICENSE"]
    assert list(license_links({"cardData": {"license_link": "TERMS"}}, card, None)) == ["TERMS"]


def test_a_page_is_shown_as_its_words() -> None:
    head = "<!doctype html><html><head><title>x</title></head>"
    page = f"{head}<body><script>bad()</script><p>One&amp;two</p><li>three</body>"
    assert plain_text(page) == "One&two\n\nthree"
    assert plain_text("A < B\nline") == "A < B\nline"


type Reading = Callable[[], LicenseReader]


@pytest.fixture
def repo(test_hub: TestHub, tmp_path: Path) -> LicensePlace:
    text = "You may do what you like.\n"
    (tmp_path / "hub" / REPO / "LICENSE").write_text(text, encoding="utf-8")
    return LicensePlace(REPO, "main", "LICENSE")


def test_nothing_is_fetched_before_the_press_and_kept_after_it(
    qtbot: QtBot, tasks: Tasks, store: Store, hub: Hub, test_hub: TestHub, repo: LicensePlace
) -> None:
    changes: list[None] = []
    reading = LicenseReader(hub, tasks, lambda: changes.append(None), lambda: False)
    first = reading.shown(repo)
    assert first is not None
    assert first.fetch is not None
    assert (first.text, len(test_hub.requests)) == ("", 0)
    first.fetch.run()
    qtbot.waitUntil(lambda: len(changes) == 2)
    then = reading.shown(repo)
    assert then is not None
    assert then.text == "You may do what you like.\n"
    assert REPO in then.origin
    assert "read on 20" in then.origin
    offline = LicenseReader(
        Hub(test_hub.endpoint, lambda: True, ResponseCache(store)), tasks, _quiet, lambda: True
    )
    kept = offline.shown(repo)
    assert kept is not None
    assert kept.text == then.text


def test_a_text_that_is_not_there_says_so(qtbot: QtBot, tasks: Tasks, hub: Hub) -> None:
    changes: list[None] = []
    reading = LicenseReader(hub, tasks, lambda: changes.append(None), lambda: False)
    gone = LicensePlace(REPO, "main", "LICENSE.gone")
    offered = reading.shown(gone)
    assert offered is not None
    assert offered.fetch is not None
    offered.fetch.run()
    qtbot.waitUntil(lambda: len(changes) == 2)
    told = reading.shown(gone)
    assert told is not None
    assert "LICENSE.gone is not there" in told.trouble


def test_offline_it_says_why_it_cannot_be_fetched(tasks: Tasks, store: Store) -> None:
    reading = LicenseReader(Hub("", lambda: True, ResponseCache(store)), tasks, _quiet, lambda: True)
    shown = reading.shown(LicensePlace(url="https://terms.example/license"))
    assert shown is not None
    assert shown.fetch is not None
    assert shown.fetch.text == "Fetch the text from terms.example"
    assert (shown.fetch.enabled, shown.fetch.tip) == (False, "Offline mode is on.")
