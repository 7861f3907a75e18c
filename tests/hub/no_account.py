"""Nothing of the person who runs the tests; for the conftest of tests that ask a hub on loopback."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def no_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No token, endpoint or cache of theirs; no session left open."""
    for name in ("HF_TOKEN", "HF_ENDPOINT", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"  # before the library is imported below
    os.environ["HF_HUB_DISABLE_XET"] = "1"
    from huggingface_hub import close_session, constants

    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "no-token"))
    close_session()  # that of a test elsewhere, made with its variables
    yield
    close_session()
