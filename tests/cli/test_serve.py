"""`omx serve`: the server without a window, for another program, until it is stopped."""

import json
import signal
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_omx import Omx
from tests.models.tiny import Tiny, write_tiny

TOKEN = "omx-of-a-test"  # of no server
INTERRUPT = signal.SIGINT


@pytest.fixture
def omx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Omx:
    """With two models, and the token in a variable."""
    monkeypatch.setenv("OMX_TOKEN", TOKEN)
    folder = tmp_path / "home" / "models" / "own"
    write_tiny(folder / "meadow-Q8_0.gguf", Tiny(name="Meadow", text="Hello there."))
    write_tiny(folder / "harbor-Q8_0.gguf", Tiny(name="Harbor", seed=1))
    return Omx(tmp_path / "home", "http://127.0.0.1:9")


class Serving:
    """One that runs; ``started``: what it said first."""

    def __init__(self, omx: Omx, *words: str) -> None:
        self.process = omx.start("serve", "--port", "0", "--json", *words)
        assert self.process.stdout is not None
        self.started: dict[str, Any] = json.loads(self.process.stdout.readline())

    def ask(self, model: str) -> dict[str, Any]:
        body = {"model": model, "messages": [{"role": "user", "content": "Hi"}], "temperature": 0}
        return self.request("/chat/completions", json.dumps(body).encode())

    def request(self, path: str, body: bytes | None = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        asked = urllib.request.Request(self.started["address"] + path, body, headers)
        with urllib.request.urlopen(asked, timeout=60) as answer:
            told: dict[str, Any] = json.load(answer)
        return told

    def end(self, number: int) -> tuple[int, list[dict[str, Any]], str]:
        """Status, the requests it told, and what it said beside them."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, [json.loads(line) for line in out.splitlines()], err.decode()


@pytest.fixture
def serving(omx: Omx) -> Iterator[Serving]:
    made = Serving(omx, "--token-env", "OMX_TOKEN", "--model", "meadow")
    yield made
    if made.process.poll() is None:
        made.process.kill()
        made.process.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C reaches a whole console there")
def test_another_program_asks_until_ctrl_c(serving: Serving) -> None:
    assert serving.started["models"] == ["meadow"]
    assert [one["id"] for one in serving.request("/models")["data"]] == ["meadow"]
    assert serving.ask("meadow")["choices"][0]["message"]["content"] == "Hello there."
    with pytest.raises(urllib.error.HTTPError):
        serving.ask("harbor")
    status, told, said = serving.end(INTERRUPT)
    assert status == 130
    assert [(one["model"], one["state"]) for one in told] == [("meadow", "done"), ("harbor", "failed")]
    assert TOKEN not in said
    assert "OMX_TOKEN" in said


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_a_service_manager_ends_it_in_order(serving: Serving) -> None:
    status, told, _said = serving.end(signal.SIGTERM)
    assert (status, told) == (0, [])


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C reaches a whole console there")
def test_the_token_is_shown_only_where_it_is_asked_for(omx: Omx) -> None:
    hidden = Serving(omx)
    assert "token" not in hidden.started
    assert "omx-" not in hidden.end(INTERRUPT)[2]
    shown = Serving(omx, "--show-token", "--new-token")
    token = shown.started["token"]
    assert token in shown.end(INTERRUPT)[2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--token-env", "NO_SUCH"), "The variable NO_SUCH is empty."),
        (("--model", "nowhere"), "There is no local model “nowhere”."),
        (("--allow-origin", "example"), "“example” is no address of a web page."),
    ],
)
def test_what_cannot_be_is_told(omx: Omx, words: tuple[str, ...], said: str) -> None:
    done = omx.run("serve", *words)
    assert done.returncode == 2
    assert said in done.stderr


def test_a_taken_port_is_told_and_nothing_of_the_run_is_kept(omx: Omx, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = omx.run("serve", "--port", str(other.getsockname()[1]), "--model", "meadow")
    assert done.returncode == 2
    assert "port" in done.stderr.lower()
    assert not (tmp_path / "home" / "settings.json").exists()
