"""`omx` and models at endpoints: listed, asked, compared and tested by their names."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.base.paths import Paths
from explorer.base.store import Store
from explorer.domain.endpoint import Endpoint, EndpointEntry, KeyPlace
from explorer.engine.remote.endpoints import Endpoints
from tests.cli.test_omx import Omx
from tests.endpoint.scripted import ScriptedEndpoint, failing
from tests.engine.remote.rig import KEY
from tests.models.tiny import Tiny, write_tiny

NAMES = (
    "endpoint://lab/qwen/Qwen3-32B",
    "endpoint://Lab server/qwen/Qwen3-32B",
    "lab/qwen/Qwen3-32B",
    "Lab server/qwen/qwen3-32b",
    "Qwen3 32B · Lab server",
)
ENTRIES = (EndpointEntry("qwen/Qwen3-32B", is_chosen=True), EndpointEntry("other"))


@pytest.fixture
def endpoint() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint() as started:
        yield started


@pytest.fixture
def omx(tmp_path: Path, endpoint: ScriptedEndpoint) -> Omx:
    """With one endpoint, whose key is in a variable."""
    made = Omx(tmp_path / "home", "http://127.0.0.1:9")
    made.env["LAB_KEY"] = KEY
    place, address = KeyPlace.ENVIRONMENT, endpoint.address
    keep(tmp_path, Endpoint("lab", "Lab server", address, place, "6789", "LAB_KEY", entries=ENTRIES))
    return made


def keep(tmp_path: Path, endpoint: Endpoint) -> None:
    store = Store(Paths(tmp_path / "home").database)
    Endpoints(store, lambda: False).keep(endpoint)
    store.close()


@pytest.mark.parametrize("name", NAMES)
def test_it_is_asked_by_any_of_its_names(omx: Omx, endpoint: ScriptedEndpoint, name: str) -> None:
    done = omx.run("ask", name, "Hello?")
    assert (done.returncode, done.stdout.strip()) == (0, "Hello there."), done.stderr
    assert "Qwen3 32B · Lab server: another program on this machine." in done.stderr
    assert "2 tokens as the server counts them" in done.stderr
    assert "Not sent, as the server does not take it: Top-k, Min-p." in done.stderr
    (request,) = endpoint.requests
    assert request.headers["authorization"] == f"Bearer {KEY}"


def test_a_script_gets_what_is_known_and_null_for_what_is_not(omx: Omx) -> None:
    told = omx.json("ask", "lab/qwen/Qwen3-32B", "Hello?", "--temperature=0")
    assert (told["text"], told["sha256"], told["counted"]) == ("Hello there.", None, "server")
    assert told["untold"] == "Lab server does not tell what it made of the prompt."


def test_those_that_were_chosen_are_listed(omx: Omx) -> None:
    (far,) = [one for one in omx.json("list", "lab") if one["id"].startswith("endpoint://")]
    assert (far["id"], far["where"]) == (NAMES[0], "another program on this machine")
    assert not [one for one in omx.json("list", "--own") if one["id"].startswith("endpoint://")]
    assert NAMES[0] in omx.run("list").stdout


def test_models_here_and_there_are_compared(omx: Omx, endpoint: ScriptedEndpoint) -> None:
    done = omx.run(
        "compare", "lab/qwen/Qwen3-32B", "endpoint://lab/other", "--prompt", "Hello?", "--together"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Hello there.") == 2
    assert {body["model"] for body in endpoint.bodies()} == {"qwen/Qwen3-32B", "other"}


def test_a_test_of_it_tells_its_rate(omx: Omx, endpoint: ScriptedEndpoint, tmp_path: Path) -> None:
    tests = tmp_path / "letters.csv"
    tests.write_text("prompt,__expected\nA?,contains:Hello\nB?,contains:no\n", encoding="utf-8")
    done = omx.run("test", str(tests), NAMES[2], "--min-pass", "50")
    assert done.returncode == 0, done.stderr
    assert sorted(body["messages"][-1]["content"] for body in endpoint.bodies())[:2] == ["A?", "B?"]


def test_offline_nothing_is_sent(omx: Omx, endpoint: ScriptedEndpoint, tmp_path: Path) -> None:
    (tmp_path / "home" / "settings.json").write_text('{"offline": true}', encoding="utf-8")
    done = omx.run("ask", NAMES[2], "Hello?")
    assert done.returncode == 2
    assert "Offline mode is on." in done.stderr
    assert endpoint.requests == []


def test_a_fault_is_told_without_the_key(omx: Omx, endpoint: ScriptedEndpoint, tmp_path: Path) -> None:
    endpoint.usual = failing(401, {"error": {"message": f"bad key {KEY}"}})
    done = omx.run("ask", NAMES[2], "Hello?")
    assert done.returncode == 2
    assert "Lab server does not accept the key." in done.stderr
    written = b"".join(path.read_bytes() for path in (tmp_path / "home").rglob("*") if path.is_file())
    assert KEY.encode() not in written + (done.stdout + done.stderr).encode()


def test_one_that_no_endpoint_has_is_told(omx: Omx) -> None:
    done = omx.run("ask", "endpoint://lab/unknown", "Hello?")
    assert done.returncode == 2
    assert "No endpoint here has endpoint://lab/unknown." in done.stderr


def test_one_that_was_not_chosen_is_asked_by_its_reference_alone(omx: Omx) -> None:
    assert omx.run("ask", "lab/other", "Hello?").returncode == 2
    assert omx.run("ask", "endpoint://lab/other", "Hello?").returncode == 0


def test_a_name_that_two_have_is_refused(omx: Omx, endpoint: ScriptedEndpoint, tmp_path: Path) -> None:
    keep(tmp_path, Endpoint("two", "lab server", endpoint.address, entries=ENTRIES))
    done = omx.run("ask", "Lab server/qwen/Qwen3-32B", "Hello?")
    assert done.returncode == 2
    assert "endpoint://lab/qwen/Qwen3-32B, endpoint://two/qwen/Qwen3-32B" in done.stderr
    assert endpoint.requests == []


def test_a_file_on_this_disk_comes_before_an_endpoint_of_that_name(
    omx: Omx, endpoint: ScriptedEndpoint, tmp_path: Path
) -> None:
    file = tmp_path / "home" / "models" / "google" / "tiny-it" / "tiny-it.gguf"
    file.parent.mkdir(parents=True)
    write_tiny(file, Tiny(text="Open models can be run and changed.", name="Tiny"))
    keep(tmp_path, Endpoint("g", "Google", endpoint.address, entries=(EndpointEntry("tiny-it", True),)))
    here = omx.json("ask", "google/tiny-it", "Hello?", "--max-tokens", "1")
    assert here["sha256"]
    assert endpoint.requests == []
    assert omx.json("ask", "endpoint://Google/tiny-it", "Hello?")["sha256"] is None
