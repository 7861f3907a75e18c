"""What is asked beside search and open, how little of it, and the peace that the Hub may ask for."""

from pathlib import Path

import pytest

from explorer.domain.errors import AccessError, KnownError, OfflineError
from explorer.domain.repo import RepoQuery
from explorer.hub.client import Hub
from explorer.hub.errors import BusyError
from explorer.hub.responses import child_tag
from explorer.hub.token import try_token
from tests.hub.server import TestHub
from tests.hub.tools import BIG, FILE, GATED, Switch, make_repo, sha256

LIST = "/api/models"
INFO = f"/api/models/{BIG}/revision/main"


def asked(test_hub: TestHub) -> list[str]:
    return [request.path for request in test_hub.requests]


def test_size_task_and_tags_are_asked_of_the_hub(hub: Hub, root: Path) -> None:
    card = b"---\nlicense: mit\nlanguage: [fr]\ntags: [medical]\npipeline_tag: feature-extraction\n---\n"
    gguf = {"total": 3_000_000_000, "architecture": "llama"}
    make_repo(root, "some/three", {"README.md": card, "a.gguf": 10}, gguf=gguf)

    def ids(query: RepoQuery) -> list[str]:
        return [row.id for row in hub.search(query).rows]

    assert ids(RepoQuery(parameters=(2_000_000_000, 5_000_000_000))) == ["some/three"]
    assert ids(RepoQuery(parameters=(0, 2_000_000_000))) == [BIG]
    assert ids(RepoQuery(tags=("medical", "fr"))) == ["some/three"]
    assert ids(RepoQuery(tags=("medical", "de"))) == []
    assert ids(RepoQuery(pipeline="feature-extraction")) == ["some/three"]


def test_a_page_that_was_seen_is_there_without_a_request(hub: Hub, test_hub: TestHub) -> None:
    assert hub.kept_search(RepoQuery()) is None
    page = hub.search(RepoQuery())
    kept = hub.kept_search(RepoQuery())
    assert kept is not None
    assert (kept.rows, kept.read_at, kept.from_cache, kept.trouble) == (page.rows, page.read_at, True, None)
    assert hub.kept_search(RepoQuery("other")) is None
    assert asked(test_hub) == [LIST]


def test_a_repo_is_described_in_one_request_and_its_card_is_asked_for_once(
    hub: Hub, test_hub: TestHub, root: Path
) -> None:
    repo = hub.describe(BIG)
    assert (repo.card, repo.variants[0].first.path) == (None, FILE)
    assert asked(test_hub) == [INFO]
    assert hub.with_card(repo).card == (root / BIG / "README.md").read_text("utf-8")
    before = len(test_hub.requests)
    assert hub.with_card(hub.describe(BIG)).card is not None
    assert asked(test_hub)[before:] == [INFO]


def test_a_card_of_a_newer_commit_is_asked_for_again(hub: Hub, root: Path) -> None:
    hub.open(BIG)
    (root / BIG / "README.md").write_text("# New\n")
    assert hub.open(BIG).card == "# New\n"


def test_a_repo_that_was_seen_is_there_without_a_request(hub: Hub, test_hub: TestHub) -> None:
    assert hub.kept_repo(BIG) is None
    opened = hub.open(BIG)
    before = len(test_hub.requests)
    kept = hub.kept_repo(BIG)
    assert kept is not None
    assert (kept.card, kept.commit, kept.from_cache) == (opened.card, opened.commit, True)
    assert len(test_hub.requests) == before


def test_only_the_first_bytes_of_a_file_are_sent(hub: Hub, test_hub: TestHub, root: Path) -> None:
    repo = hub.describe(BIG)
    start = hub.files.first_bytes(repo, repo.variants[0].first, 1_000)
    assert start == (root / BIG / FILE).read_bytes()[:1_000]
    assert test_hub.requests[-1].headers["range"] == "bytes=0-999"
    assert "authorization" not in test_hub.requests[-1].headers


def test_a_server_that_ignores_the_range_is_left_after_the_first_bytes(
    hub: Hub, test_hub: TestHub, root: Path
) -> None:
    test_hub.fault("/cdn/*", "range_ignored")
    repo = hub.describe(BIG)
    assert (
        hub.files.first_bytes(repo, repo.variants[0].first, 1_000) == (root / BIG / FILE).read_bytes()[:1_000]
    )


def test_a_gate_refuses_the_first_bytes(hub: Hub) -> None:
    repo = hub.describe(GATED)
    with pytest.raises(AccessError, match="accept conditions"):
        hub.files.first_bytes(repo, repo.variants[0].first, 1_000)


def test_a_family_is_one_request_and_its_children_another(hub: Hub, test_hub: TestHub, root: Path) -> None:
    base = b"---\nbase_model: old/root\nbase_model_relation: finetune\n---\n"
    make_repo(root, "maker/base", {"README.md": base}, childrenModelCount={"quantized": 1, "adapter": 0})
    child = b"---\nbase_model: maker/base\n---\n"
    make_repo(root, "other/base-GGUF", {"README.md": child, "a.gguf": 10})
    family = hub.family("maker/base")
    assert (family.parents, family.relation) == (("old/root",), "finetune")
    assert family.children == {"quantized": 1, "adapter": 0}
    children = hub.search(RepoQuery(tags=(child_tag("quantized", "maker/base"),)))
    assert [row.id for row in children.rows] == ["other/base-GGUF"]
    tuned = hub.search(RepoQuery(tags=(child_tag("finetune", "old/root"),), gguf=False))
    assert [row.id for row in tuned.rows] == ["maker/base"]
    assert len(test_hub.requests) == 3


def test_discussions_are_counted(hub: Hub, root: Path) -> None:
    make_repo(root, "some/talk", {"a.gguf": 10}, discussions=14)
    assert hub.discussions("some/talk") == 14


def test_while_the_hub_wants_peace_nothing_is_sent(hub: Hub, test_hub: TestHub) -> None:
    test_hub.fault(LIST, "rate_limit", times=1, retry_after=600)
    with pytest.raises(BusyError) as busy:
        hub.search(RepoQuery("new"))
    assert busy.value.wait == 600
    sent = len(test_hub.requests)
    for ask in (lambda: hub.search(RepoQuery()), lambda: hub.describe(BIG), lambda: hub.family(BIG)):
        with pytest.raises(BusyError, match=r"Wait 10 min|Wait 600 s"):
            ask()
    assert len(test_hub.requests) == sent


def test_a_hub_that_is_down_for_a_time_is_given_that_time(hub: Hub, test_hub: TestHub) -> None:
    test_hub.fault(LIST, "status", code=503, headers={"Retry-After": "600"})
    with pytest.raises(BusyError, match=r"has a problem\. Wait 10 min") as busy:
        hub.search(RepoQuery())
    assert busy.value.wait == 600


def test_what_was_seen_stands_in_while_the_hub_wants_peace_and_says_so(hub: Hub, test_hub: TestHub) -> None:
    hub.search(RepoQuery())
    opened = hub.open(BIG)
    test_hub.fault(LIST, "rate_limit", retry_after=600)
    page = hub.search(RepoQuery())
    assert page.from_cache
    assert isinstance(page.trouble, BusyError)
    repo = hub.open(BIG)
    assert (repo.card, repo.from_cache) == (opened.card, True)
    assert isinstance(repo.trouble, BusyError)


def test_the_peace_ends_and_another_hub_has_its_own(hub: Hub, test_hub: TestHub) -> None:
    test_hub.fault(LIST, "rate_limit", times=1, retry_after=0)
    with pytest.raises(BusyError):
        hub.search(RepoQuery())
    assert hub.search(RepoQuery()).rows
    test_hub.fault(LIST, "rate_limit", times=1, retry_after=600)
    with pytest.raises(BusyError):
        hub.search(RepoQuery("more"))
    endpoint = hub.endpoint
    hub.use("http://127.0.0.1:9")
    hub.use(endpoint)
    assert hub.search(RepoQuery()).trouble is None


def test_offline_says_why_what_was_seen_is_shown(hub: Hub, offline: Switch) -> None:
    hub.open(BIG)
    offline.on = True
    repo = hub.open(BIG)
    assert isinstance(repo.trouble, OfflineError)
    assert repo.trouble.what == "Offline mode is on."
    assert repo.card is not None


def test_a_token_is_stored_only_if_the_hub_knows_it(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))
    with pytest.raises(AccessError, match="does not accept this access token"):
        try_token(hub, "hf_wrong_secret")
    assert not (tmp_path / "token").exists()
    assert try_token(hub, " hf_member\n").name == "tester"
    assert (tmp_path / "token").read_text() == "hf_member"
    repo = hub.describe(GATED)
    assert len(hub.files.first_bytes(repo, repo.variants[0].first, 10)) == 10


def test_a_hash_of_a_part_is_what_the_hub_says(hub: Hub, root: Path) -> None:
    file = hub.describe(BIG).variants[0].first
    assert file.sha256 == sha256(root / BIG / FILE)


def test_what_is_no_token_is_told_without_a_request(hub: Hub, test_hub: TestHub) -> None:
    with pytest.raises(KnownError, match="not an access token"):
        try_token(hub, "two words")
    assert test_hub.requests == []
