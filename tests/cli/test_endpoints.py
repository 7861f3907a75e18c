"""`omx endpoints`: the same endpoints as in the window, without one."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from explorer.cli.main import main
from explorer.engine.remote.endpoints import Endpoints
from tests.engine.remote.replying_server import listed, replying
from tests.engine.remote.test_probe import everything
from tests.keys import MemoryKeys

KEY = "sk-0123456789abcdef4f2a"


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> MemoryKeys:
    monkeypatch.setenv("EXPLORER_HOME", str(tmp_path / "home"))
    made = MemoryKeys()
    before = Endpoints.__post_init__

    def with_them(endpoints: Endpoints) -> None:
        endpoints.keys = made
        before(endpoints)

    monkeypatch.setattr(Endpoints, "__post_init__", with_them)
    return made


def omx(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> Any:
    """What it prints as JSON; its words where it fails."""
    assert main(["endpoints", *words, "--json"]) == status
    said = capsys.readouterr()
    return json.loads(said.out) if status == 0 else said.err


def test_one_is_added_listed_tested_and_removed(
    capsys: pytest.CaptureFixture[str], keys: MemoryKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{KEY}\n"))
    with replying(everything()) as server:
        made = omx(capsys, "add", server.address, "--name", "Lab", "--key-stdin")
        again = omx(capsys, "test", "Lab")
    assert (made["id"], made["entries"][0]["name"], made["entries"][0]["is_chosen"]) == ("lab", "big-1", True)
    assert made["probe"]["requests"] == again["probe"]["requests"] > 5
    assert {headers["Authorization"] for _route, _body, headers in server.asked} == {f"Bearer {KEY}"}
    assert [one["name"] for one in omx(capsys, "list")] == ["Lab"]
    assert KEY not in json.dumps([made, again])
    assert list(keys.kept.values()) == [KEY]
    omx(capsys, "remove", "lab")
    assert keys.kept == {}
    assert omx(capsys, "list") == []


def test_a_key_in_a_variable_is_named_and_not_kept(
    capsys: pytest.CaptureFixture[str], keys: MemoryKeys
) -> None:
    made = omx(capsys, "add", "llm.example", "--key-env", "LAB_KEY", "--untested")
    assert (made["address"], made["variable"], keys.kept) == ("https://llm.example/v1", "LAB_KEY", {})
    assert "LAB_KEY" in omx(capsys, "test", "llm.example", status=2), "it is not set"


def test_a_model_is_chosen_by_testing_it(capsys: pytest.CaptureFixture[str]) -> None:
    with replying({**everything(), "models": lambda _body: listed("one", "two")}) as server:
        assert not any(e["is_chosen"] for e in omx(capsys, "add", server.address)["entries"])
        tested = omx(capsys, "test", "127-0-0-1", "--model", "two")
    assert [e["name"] for e in tested["entries"] if e["is_chosen"]] == ["two"]


@pytest.mark.parametrize("words", [
    ("add", "ftp://llm.example"), ("add", "https://me:secret@llm.example/v1"), ("test", "nobody"),
    ("remove", "nobody"), ("add", "llm.example", "--key-env", "not a name", "--untested"),
])  # fmt: skip
def test_what_cannot_be_is_told(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    said = omx(capsys, *words, status=2)
    assert said.startswith("omx: ")
    assert omx(capsys, "list") == []
