"""What the tests of the Hub share: a test hub with two repos, a Hub that asks it, short times."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from explorer.base.store import Store
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from tests.hub.no_account import no_account  # noqa: F401  for every test here
from tests.hub.server import TestHub
from tests.hub.tools import BIG, FILE, GATED, Downloads, Switch, make_repo

_CARD = "---\nlicense: mit\nlanguage: [en, fr]\nbase_model: google/gemma-3-1b-it\n---\n# Tiny\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder the test hub serves."""
    root = tmp_path / "repos"
    make_repo(
        root,
        BIG,
        {"README.md": _CARD.encode(), "tiny-Q4_K_M.gguf": 3_000_000, "mmproj-tiny.gguf": 900},
        downloads=70,
        likes=7,
        aliases=["old/tiny", "tiny"],
        lastModified="2025-05-21T15:38:00.000Z",
        gguf={"total": 1_000_000, "architecture": "llama", "context_length": 4096},
    )
    make_repo(root, GATED, {"closed-Q8_0.gguf": 5_000, "README.md": b"# Closed\n"}, gated="manual")
    return root


@pytest.fixture
def test_hub(root: Path) -> Iterator[TestHub]:
    with TestHub(root, tokens={"hf_member": {GATED}, "hf_stranger": set()}) as hub:
        yield hub


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "store.sqlite3")
    yield store
    store.close()


@pytest.fixture
def offline() -> Switch:
    return Switch()


@pytest.fixture
def hub(test_hub: TestHub, store: Store, offline: Switch) -> Hub:
    return Hub(test_hub.endpoint, offline, ResponseCache(store))


@pytest.fixture
def hub_at(store: Store, offline: Switch) -> Callable[[str], Hub]:
    """A Hub for another endpoint, with the same memory."""
    return lambda endpoint: Hub(endpoint, offline, ResponseCache(store))


@pytest.fixture
def downloads(hub: Hub, root: Path, tmp_path: Path) -> Downloads:
    return Downloads(hub, tmp_path / "models", root / BIG / FILE)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Key and certificate of 127.0.0.1 in one file, made by OpenSSL's own program."""
    if shutil.which("openssl") is None:
        pytest.skip("makes its certificate with the openssl program")
    path = tmp_path / "server.pem"
    key, made = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    named = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*command, *named, "-keyout", key, "-out", made], check=True, capture_output=True)
    path.write_bytes(key.read_bytes() + made.read_bytes())
    return path
