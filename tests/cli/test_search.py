"""`omx search` with its filters: the same as in the window, and it says what each of them left."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_omx import Omx
from tests.hub.server import TestHub
from tests.hub.tools import make_repo

MEADOW, GLEN, PLAIN = "meadow/Meadow-2B-Instruct-GGUF", "glen/Glen-70B-GGUF", "plain/Plain-GGUF"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("hub")
    card = b"---\nlicense: apache-2.0\nlanguage: [en, fr]\ndatasets: [a/b]\ntags: [medical]\n---\n"
    meadow = {"total": 2_000_000_000, "architecture": "llama", "context_length": 32768}
    make_repo(root, MEADOW, {"m-Q4_K_M.gguf": 9, "README.md": card}, gguf=meadow, downloads=30, likes=1)
    glen = {"total": 900_000_000_000, "architecture": "llama"}
    make_repo(
        root,
        GLEN,
        {"g-Q4_K_M.gguf": 9, "README.md": b"---\nlicense: gemma\n---\n"},
        gguf=glen,
        downloads=20,
        likes=9,
    )
    make_repo(root, PLAIN, {"p.gguf": 9}, downloads=10)
    return root


@pytest.fixture
def hub(root: Path) -> Iterator[TestHub]:
    with TestHub(root) as hub:
        yield hub


@pytest.fixture
def omx(hub: TestHub, tmp_path: Path) -> Omx:
    return Omx(tmp_path / "home", hub.endpoint)


def ids(omx: Omx, *words: str) -> list[str]:
    return [row["id"] for row in omx.json("search", *words)]


def test_every_filter_leaves_what_is_known_to_pass(omx: Omx) -> None:
    assert ids(omx) == [MEADOW, GLEN, PLAIN]
    assert ids(omx, "--sort", "likes", "--limit", "1") == [GLEN]
    assert ids(omx, "glen") == [GLEN]
    assert ids(omx, f"llama serve -hf {GLEN}:Q4_K_M") == [GLEN]
    assert ids(omx, "--fits", "--data-named", "--license", "open") == [MEADOW]
    assert ids(omx, "--license", "commercial") == [MEADOW, GLEN]
    assert ids(omx, "--license", "gemma") == [GLEN]
    assert ids(omx, "--size", "100B-") == [GLEN]
    assert ids(omx, "--size", "0-2.5B", "--language", "fr") == [MEADOW]
    assert ids(omx, "--author", "plain") == [PLAIN]


def test_a_row_has_all_that_the_listing_says_and_why_it_is_there(omx: Omx, hub: TestHub) -> None:
    row = omx.json("search", "--use", "healthcare", "--limit", "1")[0]
    assert (row["id"], row["listed_for"]) == (MEADOW, "tag “medical”")
    assert (row["license_kind"], row["commercial_use"], row["disabled"]) == ("open source", "yes", False)
    assert (row["datasets"], row["languages"]) == (["a/b"], ["en", "fr"])
    assert (row["fit"]["file"], row["fit"]["word"]) == ("Q4_K_M", "Fits")
    assert len(hub.requests) == 1
    assert hub.requests[0].query["filter"] == ["gguf", "medical"]


def test_a_hub_that_is_slow_is_told_of_while_it_is_waited_for(omx: Omx, hub: TestHub) -> None:
    hub.fault("/api/models", "trickle", pause=0.5)
    asked = omx.start("search", "meadow")
    assert asked.stderr is not None
    assert asked.stderr.readline().decode().strip() == "Still waiting for 127.0.0.1 …"
    hub.faults.clear()
    _out, told = asked.communicate(timeout=60)
    assert asked.returncode == 2
    assert "127.0.0.1 " in told.decode()


def test_a_hub_that_wants_a_short_rest_gets_it(omx: Omx, hub: TestHub) -> None:
    hub.fault("/api/models", "rate_limit", times=2, retry_after=0)
    done = omx.run("search", "meadow")
    assert done.returncode == 0
    assert done.stderr == "127.0.0.1 wants fewer requests. Trying again in 1 s.\n" * 2
    assert MEADOW in done.stdout
    hub.fault("/api/models", "rate_limit", retry_after=600)
    assert omx.run("search", "glen").returncode == 2


def test_what_the_filters_left_is_said_beside_the_result(omx: Omx) -> None:
    done = omx.run("search", "--data-named")
    assert done.returncode == 0
    assert done.stderr.strip() == "1 of the 3 looked at fit."
    assert MEADOW in done.stdout
    assert "Apache 2.0 · open source" in done.stdout


def test_a_range_that_is_none_is_told(omx: Omx) -> None:
    done = omx.run("search", "--size", "big")
    assert done.returncode == 2
    assert "one looks like 1B-4B" in done.stderr
