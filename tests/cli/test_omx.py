"""`omx` as a machine uses it: real processes, JSON alone on stdout, words on stderr, status 2 on errors."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.hub.server import TestHub
from tests.models.tiny import Tiny, write_tiny

REPO = "meadow-ai/Tiny-Meadow-GGUF"
TEXT = "The meadow answers in plain words."


class Omx:
    """Runs verbs in a home of their own."""

    def __init__(self, home: Path, endpoint: str) -> None:
        self._env = {
            **os.environ,
            "EXPLORER_HOME": str(home),
            "HF_ENDPOINT": endpoint,
            "HF_HOME": str(home / "hf"),
            "QT_QPA_PLATFORM": "offscreen",
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "explorer", "omx", *words]
        return subprocess.run(
            command, env=self._env, capture_output=True, text=True, timeout=120, check=False, encoding="utf-8"
        )

    def json(self, *words: str) -> Any:
        done = self.run(*words, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def hub_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("hub")
    folder = root / REPO
    write_tiny(folder / "tiny-meadow-Q4_K_M.gguf", Tiny(text=TEXT, name="Tiny Meadow"))
    (folder / "README.md").write_text(
        "---\nlicense: apache-2.0\ndatasets:\n- example/meadow-text\n---\n# Tiny Meadow\n"
    )
    return root


@pytest.fixture
def omx(hub_root: Path, tmp_path: Path) -> Any:
    with TestHub(hub_root) as hub:
        yield Omx(tmp_path / "home", hub.endpoint)


def test_search_download_list_ask_and_compare(omx: Omx, tmp_path: Path) -> None:
    found = omx.json("search", "meadow")
    assert [(r["id"], r["license"]) for r in found] == [(REPO, "apache-2.0")]
    kept = omx.json("download", REPO)
    assert (kept["intact"], kept["repo"]) == ("checked", REPO)
    assert kept["id"] in [m["id"] for m in omx.json("list")]
    answer = omx.json("ask", kept["id"], "Hello", "--temperature", "0")
    assert answer["text"].strip() == TEXT
    assert (answer["sha256"], answer["reason"]) == (kept["sha256"], "end")
    report = tmp_path / "report.md"
    compared = omx.json(
        "compare", kept["id"], REPO, "--prompt", "Hi", "--temperature", "0", "--out", str(report)
    )
    assert [a["text"].strip() for a in compared["answers"]][:1] == [TEXT]
    words = report.read_text(encoding="utf-8")
    assert "Apache 2.0 · open source" in words
    assert TEXT in words
    assert "not disclosed" in words


def test_streamed_words_go_to_stdout_and_the_speed_to_stderr(omx: Omx, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "one.gguf", Tiny(text=TEXT))
    done = omx.run("ask", str(path), "Hello", "--temperature", "0")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == TEXT
    assert "tokens/s" in done.stderr


def test_a_base_model_says_that_it_continues_text(omx: Omx, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "base.gguf", Tiny(text=TEXT, template=None))
    done = omx.run("ask", str(path), "Hello", "--max-tokens", "4")
    assert "base model" in done.stderr
    assert omx.run("ask", str(path), "Hello", "--system", "Be brief").returncode == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ask", "nothing-like-it", "Hello"), "no local model"),
        (("download", "nobody/nothing"), "does not exist"),
        (("download", REPO, "--file", "Q2_K"), "tiny-meadow-Q4_K_M.gguf"),
        (("inspect", "missing.gguf"), "missing.gguf"),
        (("card", "missing.md"), "missing.md"),
        (("selftest", "missing.gguf"), "missing.gguf"),
    ],
)
def test_errors_exit_with_2_and_say_what_to_do(omx: Omx, words: tuple[str, ...], said: str) -> None:
    done = omx.run(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_card_prints_one_object_a_line_with_quotes_from_the_file(omx: Omx, tmp_path: Path) -> None:
    card = tmp_path / "card.md"
    card.write_text("---\nlicense: mit\n---\n# A model\n\nNothing more.\n")
    done = omx.run("card", str(card), str(card), "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["file"] for line in lines] == [str(card)] * 2
    license_ = next(f for f in lines[0]["findings"] if f["dimension"] == "license")
    assert (license_["verdict"], license_["value"]) == ("open", "mit")
    assert license_["evidence"][0]["quote"] in card.read_text()
    assert license_["evidence"][0]["first_line"] == 2


def test_a_repo_with_a_dot_in_its_name_is_no_file(omx: Omx) -> None:
    done = omx.run("card", "meadow-ai/Meadow-1.7B-GGUF")
    assert done.returncode == 2
    assert "does not exist" in done.stderr


def test_inspect_shows_the_header(omx: Omx, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "one.gguf", Tiny(name="One"))
    facts = omx.json("inspect", str(path))
    assert (facts["architecture"], facts["name"], facts["has_chat_template"]) == ("llama", "One", True)


def test_selftest_paints_the_window_and_asks_the_model(omx: Omx, tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "one.gguf", Tiny(text=TEXT, template=None))
    outcome = omx.json("selftest", str(path))
    assert outcome["window"]["painted"] is True
    assert outcome["tokens"] >= 1


def test_offline_mode_shows_what_was_seen_and_says_what_was_not(omx: Omx, tmp_path: Path) -> None:
    omx.json("search", "meadow")
    (tmp_path / "home" / "settings.json").write_text('{"offline": true}')
    done = omx.run("search", "meadow", "--json")
    assert [r["id"] for r in json.loads(done.stdout)] == [REPO]
    assert "as seen" in done.stderr
    assert omx.run("search", "something else").returncode == 2
