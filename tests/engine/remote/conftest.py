"""An endpoint that misbehaves on order, and what asks it."""

import os
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from explorer.base.store import Store
from tests.endpoint.scripted import ScriptedEndpoint
from tests.engine.remote.rig import RemoteRig
from tests.hub.conftest import certificate

__all__ = ["certificate"]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
def endpoint() -> Iterator[ScriptedEndpoint]:
    with ScriptedEndpoint() as started:
        yield started


@pytest.fixture
def rig(store: Store, qtbot: QtBot) -> Iterator[RemoteRig]:
    made = RemoteRig(store, qtbot)
    yield made
    made.close()
