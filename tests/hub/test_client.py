"""Searching and opening, over real sockets with the unmodified library."""

import json
import threading
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from explorer.domain.errors import AccessError, CancelledError, KnownError, NotFoundError, OfflineError
from explorer.domain.repo import Gate, RepoQuery, RepoSort
from explorer.hub import connections
from explorer.hub.client import Hub
from tests.hub.server import TestHub
from tests.hub.tools import BIG, GATED, Switch, make_repo

LIST = "/api/models"
INFO = f"/api/models/{BIG}/revision/main"


def ids(hub: Hub, query: RepoQuery) -> list[str]:
    return [row.id for row in hub.search(query).rows]


def test_a_row_says_what_the_hub_says(hub: Hub) -> None:
    row = next(row for row in hub.search(RepoQuery()).rows if row.id == BIG)
    assert (row.publisher, row.name) == ("ggml-org", "tiny-GGUF")
    assert (row.license, row.languages) == ("mit", ("en", "fr"))
    assert (row.parameters, row.context_length, row.architecture) == (1_000_000, 4096, "llama")
    assert (row.downloads, row.likes, row.gate) == (70, 7, Gate.OPEN)
    assert row.updated == datetime(2025, 5, 21, 15, 38, tzinfo=UTC)
    assert row.base_models == ("google/gemma-3-1b-it",)
    assert "tiny-Q4_K_M.gguf" in row.files


def test_what_the_hub_does_not_say_is_none(hub: Hub) -> None:
    row = next(row for row in hub.search(RepoQuery()).rows if row.id == GATED)
    assert (row.license, row.parameters, row.context_length, row.pipeline) == (None, None, None, None)
    assert row.gate is Gate.MANUAL


def test_text_license_author_and_order_are_asked_of_the_hub(hub: Hub, root: Path) -> None:
    card = b"---\nlicense: apache-2.0\n---\n"
    make_repo(root, "other/tiny-two-GGUF", {"README.md": card, "a.gguf": 10}, downloads=900, likes=1)
    make_repo(root, "other/no-gguf", {"README.md": card})
    assert ids(hub, RepoQuery("tiny")) == ["other/tiny-two-GGUF", BIG]
    assert ids(hub, RepoQuery("tiny", sort=RepoSort.LIKES)) == [BIG, "other/tiny-two-GGUF"]
    assert ids(hub, RepoQuery(license="mit")) == [BIG]
    assert ids(hub, RepoQuery(author="other")) == ["other/tiny-two-GGUF"]
    assert ids(hub, RepoQuery("nothing like it")) == []


def test_pages_follow_each_other_to_the_last_with_one_request_each(
    hub: Hub, root: Path, test_hub: TestHub
) -> None:
    for number in range(5):
        make_repo(root, f"many/model-{number}", {"a.gguf": 10}, downloads=100 - number)
    page = hub.search(RepoQuery("model-", limit=2))
    names = [row.name for row in page.rows]
    while page.next:
        page = hub.next_page(page)
        names += [row.name for row in page.rows]
    assert names == [f"model-{number}" for number in range(5)]
    assert len(test_hub.requests) == 3
    assert hub.next_page(page).rows == ()


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/api/models?cursor=x", "http://[", "file:///etc", ""])
def test_a_next_page_elsewhere_is_not_followed(hub: Hub, test_hub: TestHub, address: str) -> None:
    test_hub.fault(LIST, "status", code=200, headers={"Link": f'<{address}>; rel="next"'}, body="[]")
    assert hub.search(RepoQuery()).next is None


def test_a_search_is_one_request_and_an_open_two_and_no_telemetry_goes_along(
    hub: Hub, test_hub: TestHub
) -> None:
    hub.search(RepoQuery())
    commit = hub.open(BIG).commit
    card = f"/{BIG}/resolve/{commit}/README.md"
    cached = f"/api/resolve-cache/models/{BIG}/{commit}/README.md"
    assert [request.path for request in test_hub.requests] == [LIST, INFO, card, cached]


@pytest.mark.parametrize(
    "odd",
    [
        {"id": BIG},
        {"id": BIG, "sha": None, "siblings": None, "cardData": None, "gguf": None, "tags": None},
        {"id": BIG, "sha": 5, "siblings": [None, {}, {"rfilename": 5}, {"rfilename": "a.gguf"}]},
        {"id": BIG, "sha": "../..", "siblings": {"a": 1}, "gguf": [], "tags": "gguf", "cardData": "x"},
    ],
)
def test_an_odd_answer_opens_with_what_it_says(hub: Hub, test_hub: TestHub, odd: dict[str, object]) -> None:
    test_hub.fault(INFO, "status", code=200, body=json.dumps(odd))
    repo = hub.open(BIG)
    assert (repo.id, repo.commit, repo.api) == (BIG, "main", odd)


@pytest.mark.parametrize("odd", [[], None, 5, "x", {}, {"id": "../../etc"}, {"error": "no"}])
def test_an_answer_that_describes_no_model_is_told(hub: Hub, test_hub: TestHub, odd: object) -> None:
    test_hub.fault(INFO, "status", code=200, body=json.dumps(odd))
    with pytest.raises(KnownError, match="does not describe a model"):
        hub.open(BIG)


def test_open_reads_files_card_and_commit_of_one_version(hub: Hub, root: Path, test_hub: TestHub) -> None:
    repo = hub.open(BIG)
    assert repo.id == BIG
    assert len(repo.commit) == 40
    assert [v.label for v in repo.variants] == ["Q4_K_M"]
    file = repo.variants[0].first
    assert (file.size, len(file.sha256 or "")) == (3_000_000, 64)
    assert {f.path for f in repo.other_files} == {"README.md", "mmproj-tiny.gguf"}
    assert repo.card == (root / BIG / "README.md").read_text("utf-8")
    assert repo.endpoint == test_hub.endpoint
    assert not repo.from_cache
    asked = [r.path for r in test_hub.requests if "resolve/" in r.path]
    assert asked == [f"/{BIG}/resolve/{repo.commit}/README.md"]


def test_the_answer_is_kept_as_it_was_served(hub: Hub) -> None:
    api = hub.open(BIG).api
    assert api["cardData"]["license"] == "mit"
    assert api["model-index"] is None
    assert json.loads(json.dumps(api)) == api


def test_a_card_longer_than_two_megabytes_is_cut(hub: Hub, root: Path) -> None:
    make_repo(root, "some/long-card", {"README.md": b"a" * 3_000_000, "a.gguf": 10})
    assert len(hub.open("some/long-card").card or "") == 2_000_000


def test_a_repo_without_a_card_opens(hub: Hub, root: Path) -> None:
    make_repo(root, "some/bare", {"a-Q8_0.gguf": 10})
    repo = hub.open("some/bare")
    assert repo.card is None
    assert len(repo.variants) == 1


@pytest.mark.parametrize("old", ["old/tiny", "tiny"])
def test_a_renamed_repo_opens_under_its_new_name(hub: Hub, old: str) -> None:
    repo = hub.open(old)
    assert repo.id == BIG
    assert repo.card is not None


def test_a_gated_repo_opens_without_its_card(hub: Hub) -> None:
    repo = hub.open(GATED)
    assert repo.row.gate is Gate.MANUAL
    assert repo.card is None
    assert "README.md" in {f.path for f in repo.other_files}


def test_a_gated_card_is_read_with_the_token_of_a_member(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_member")
    assert hub.open(GATED).card == "# Closed\n"


def test_the_token_file_of_the_hub_is_used(
    hub: Hub, tmp_path: Path, test_hub: TestHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    (tmp_path / "token").write_text("hf_member\n")
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
    hub.search(RepoQuery())
    assert test_hub.requests[-1].headers["authorization"] == "Bearer hf_member"


def test_a_token_that_is_refused_is_told(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_expired_secret")
    with pytest.raises(AccessError, match="does not accept the access token") as refused:
        hub.open(BIG)
    assert "secret" not in str(refused.value) + refused.value.details


def test_a_missing_and_a_private_repo_are_told_alike(hub: Hub, root: Path) -> None:
    make_repo(root, "some/private", {"a.gguf": 10}, private=True)
    for name in ("some/private", "some/missing"):
        with pytest.raises(NotFoundError, match="does not exist, or it is private"):
            hub.open(name)


def test_a_revision_that_is_gone_is_told(hub: Hub) -> None:
    with pytest.raises(NotFoundError, match="version"):
        hub.open(BIG, "0" * 40)


@pytest.mark.parametrize("name", ["", "a/b/c", "../etc", "a b/c", "org/..", "-x/y", "org/na--me", "http://x"])
def test_what_is_no_repo_name_is_told_without_a_request(hub: Hub, test_hub: TestHub, name: str) -> None:
    with pytest.raises(NotFoundError, match="not the name of a repo"):
        hub.open(name)
    assert test_hub.requests == []


def test_a_rate_limit_tells_how_long_to_wait(hub: Hub, test_hub: TestHub) -> None:
    test_hub.fault(LIST, "rate_limit", retry_after=42)
    with pytest.raises(KnownError, match="Wait 42 s"):
        hub.search(RepoQuery())


def test_the_wait_is_also_read_from_the_ratelimit_header(hub: Hub, test_hub: TestHub) -> None:
    test_hub.fault(LIST, "status", code=429, headers={"RateLimit": '"api";r=0;t=55'})
    with pytest.raises(KnownError, match="Wait 55 s"):
        hub.search(RepoQuery())


def test_trouble_of_the_hub_is_told(hub: Hub, test_hub: TestHub) -> None:
    test_hub.fault(LIST, "status", code=500, body="<html>")
    with pytest.raises(OfflineError, match="has a problem"):
        hub.search(RepoQuery())


def test_a_hub_that_hangs_is_left_after_the_read_timeout(
    hub: Hub, test_hub: TestHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.hub.http_session._READ", 0.2)  # that of the app is too long for a test
    test_hub.fault(LIST, "hang")
    with pytest.raises(OfflineError, match="did not answer in time"):
        hub.search(RepoQuery())


@pytest.mark.parametrize("head", [False, True])
def test_a_hub_that_sends_a_byte_now_and_then_is_left_in_time(
    hub: Hub, test_hub: TestHub, monkeypatch: pytest.MonkeyPatch, *, head: bool
) -> None:
    hub.search(RepoQuery())  # over a connection that was used before, too
    monkeypatch.setattr(connections, "_FIRST", 0.5)
    test_hub.fault(LIST, "trickle", pause=0.05, head=head)
    begun = time.monotonic()
    with pytest.raises(OfflineError, match="did not answer in time"):
        hub.search(RepoQuery("new"))
    assert time.monotonic() - begun < 5


def test_a_slow_answer_that_goes_on_coming_is_waited_for(
    hub: Hub, test_hub: TestHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_repo(test_hub.repos.root, "some/long", {"README.md": b"a" * 300_000, "a.gguf": 10})
    monkeypatch.setattr(connections, "_FIRST", 0.5)
    monkeypatch.setattr(connections, "_SLOWEST", 100_000)
    test_hub.fault("/api/resolve-cache/*", "slow", rate=200_000)
    assert len(hub.open("some/long").card or "") == 300_000


def test_an_answer_without_end_is_left_before_it_takes_the_memory(hub: Hub, test_hub: TestHub) -> None:
    test_hub.fault(LIST, "endless", size=80_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(OfflineError, match="far too long"):
            hub.search(RepoQuery())
        assert tracemalloc.get_traced_memory()[1] < 40_000_000  # it is never decoded
    finally:
        tracemalloc.stop()


def test_an_error_explains_itself_in_no_more_than_is_read(hub: Hub, test_hub: TestHub) -> None:
    test_hub.fault(LIST, "status", code=503, body="x" * 40_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(OfflineError, match="has a problem"):
            hub.search(RepoQuery())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 100_000_000  # of which the test hub has 80


@pytest.mark.parametrize("odd", [{}, {"models": []}, None, 5, "x", [1, 2], [{"id": "../../etc"}]])
def test_what_is_no_list_of_models_is_told_and_not_kept(hub: Hub, test_hub: TestHub, odd: object) -> None:
    seen = hub.search(RepoQuery())
    fault = test_hub.fault(LIST, "status", code=200, body=json.dumps(odd))
    with pytest.raises(OfflineError, match="something other than a list of models"):
        hub.search(RepoQuery("new"))
    page = hub.search(RepoQuery())
    assert (page.rows, page.from_cache) == (seen.rows, True)
    fault.times = 0
    assert hub.search(RepoQuery("tiny")).rows


@pytest.mark.parametrize("code", [401, 404])
def test_a_mirror_that_lists_nothing_is_said_to_be_one_and_opens_models(
    hub: Hub, test_hub: TestHub, code: int
) -> None:
    test_hub.fault(LIST, "status", code=code, headers={"X-Error-Code": "RepoNotFound"}, body="{}")
    with pytest.raises(NotFoundError, match=r"127\.0\.0\.1 does not list models") as told:
        hub.search(RepoQuery())
    assert "Open one by its name" in told.value.advice
    hub.knock()
    assert hub.reach.state.silent_since is None
    assert hub.open(BIG).id == BIG


def test_a_sign_in_page_instead_of_an_answer_is_told(hub: Hub, test_hub: TestHub) -> None:
    test_hub.fault(LIST, "status", code=200, body="<html>Welcome to the hotel</html>")
    with pytest.raises(OfflineError, match="cannot be read"):
        hub.search(RepoQuery())


@pytest.mark.parametrize("endpoint", ["ftp://hub", "huggingface", "http://", "http://a:port"])
def test_an_endpoint_that_is_no_address_is_told(hub_at: Callable[[str], Hub], endpoint: str) -> None:
    with pytest.raises(KnownError, match="not an address"):
        hub_at(endpoint).search(RepoQuery())


def test_the_endpoint_is_the_argument_then_the_variable_then_the_hub(
    hub_at: Callable[[str], Hub], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hub_at("").endpoint == "https://huggingface.co"
    monkeypatch.setenv("HF_ENDPOINT", "http://mirror:1/")
    assert hub_at("").endpoint == "http://mirror:1"
    assert hub_at("http://mine:2").endpoint == "http://mine:2"


def test_an_image_of_a_card_comes_in_its_length_and_is_not_kept(
    hub: Hub, root: Path, offline: Switch
) -> None:
    (root / BIG / "chart.png").write_bytes(b"p" * 5_000)
    url = f"{hub.endpoint}/{BIG}/resolve/main/chart.png"
    assert hub.foreign(url, 10_000) == b"p" * 5_000
    assert hub.foreign(url, 100) == b"p" * 100
    offline.on = True
    with pytest.raises(OfflineError):
        hub.foreign(url, 10_000)


def test_a_card_cannot_make_us_ask_an_address_without_https(hub: Hub, test_hub: TestHub) -> None:
    hub.search(RepoQuery())
    asked = len(test_hub.requests)
    with pytest.raises(KnownError, match="https"):
        hub.foreign(f"{hub.endpoint}/chart.png".replace("127.0.0.1", "localhost"), 100)
    assert len(test_hub.requests) == asked


def test_who_waits_for_a_hub_that_hangs_is_let_go_at_the_end(hub: Hub, test_hub: TestHub) -> None:
    test_hub.fault(LIST, "hang", seconds=30)
    told: list[KnownError] = []

    def ask() -> None:
        try:
            hub.search(RepoQuery("qwen"))
        except KnownError as error:
            told.append(error)

    waiting = threading.Thread(target=ask)
    waiting.start()
    while not test_hub.requests:
        time.sleep(0.01)
    begun = time.monotonic()
    hub.close()
    waiting.join(5)
    assert time.monotonic() - begun < 2  # and not the read timeout
    assert isinstance(told[0], CancelledError)
    with pytest.raises(CancelledError):
        hub.search(RepoQuery("more"))
    assert len(test_hub.requests) == 1
