"""Without a network, what was seen once is shown with its date, and no socket is opened."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.domain.errors import OfflineError
from explorer.domain.repo import RepoQuery
from explorer.hub.client import Hub
from tests.hub.server import TestHub
from tests.hub.tools import BIG, Switch

LIST = "/api/models"


def test_offline_what_was_seen_is_shown_with_its_date(hub: Hub, test_hub: TestHub, offline: Switch) -> None:
    page, repo = hub.search(RepoQuery()), hub.open(BIG)
    asked = len(test_hub.requests)
    offline.on = True
    again, opened = hub.search(RepoQuery()), hub.open(BIG)
    assert (again.rows, again.read_at, again.from_cache) == (page.rows, page.read_at, True)
    assert (opened.card, opened.read_at, opened.from_cache) == (repo.card, repo.read_at, True)
    assert opened.variants == repo.variants
    assert len(test_hub.requests) == asked


def test_offline_what_was_not_seen_is_told(hub: Hub, test_hub: TestHub, offline: Switch) -> None:
    offline.on = True
    with pytest.raises(OfflineError, match="Offline mode is on"):
        hub.search(RepoQuery("new"))
    assert test_hub.requests == []


def test_out_of_reach_what_was_seen_is_shown(hub: Hub, test_hub: TestHub) -> None:
    rows = hub.search(RepoQuery()).rows
    test_hub.close()
    page = hub.search(RepoQuery())
    assert (page.rows, page.from_cache) == (rows, True)
    with pytest.raises(OfflineError, match="cannot be reached"):
        hub.search(RepoQuery("new"))


def test_an_answer_seen_stands_in_while_the_hub_asks_to_wait(hub: Hub, test_hub: TestHub) -> None:
    hub.search(RepoQuery())
    test_hub.fault(LIST, "rate_limit", retry_after=42)
    assert hub.search(RepoQuery()).from_cache


def test_offline_mode_loads_no_network_code_at_all(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from explorer.base.store import Store
from explorer.domain.errors import OfflineError
from explorer.domain.repo import RepoQuery
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
store = Store(Path(sys.argv[1]) / "s.sqlite3")
try:
    Hub("", lambda: True, ResponseCache(store)).search(RepoQuery())
except OfflineError:
    print([name for name in ("huggingface_hub", "httpx2") if name in sys.modules])
store.close()
"""
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


def test_a_hub_whose_name_is_not_known_loads_none_either(tmp_path: Path) -> None:
    """Where names are looked up by this machine; a proxy may know more."""
    code = """
import sys
from pathlib import Path
from explorer.base.store import Store
from explorer.domain.errors import OfflineError
from explorer.domain.repo import RepoQuery
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
store = Store(Path(sys.argv[1]) / "s.sqlite3")
try:
    Hub("https://hub.invalid", lambda: False, ResponseCache(store)).search(RepoQuery())
except OfflineError as error:
    print(error.what, [name for name in ("huggingface_hub", "httpx2") if name in sys.modules])
store.close()
"""
    plain = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, env=plain
    )
    loaded = "[]" if sys.platform.startswith("linux") else "['huggingface_hub', 'httpx2']"
    assert run.stdout.strip() == f"hub.invalid cannot be reached. {loaded}"
