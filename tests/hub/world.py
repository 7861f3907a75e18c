"""The world of one fault: a test hub with a file, a download of it, and what the person was told."""

import re
from pathlib import Path
from typing import Any

import pytest

from explorer.domain.errors import KnownError
from tests.hub.server import TestHub
from tests.hub.tools import CDN, Downloads, Switch

_PIECE = 200_000  # bytes, of several connections
_SECONDS = re.compile(r"\b\d+ (?:s|min|h)\b(?: \d+ (?:s|min)\b)?|\b\d+ h \d+ min\b")


class World:
    """``connections``: of each download. ``told`` is what the person read, in order, no text twice."""

    def __init__(
        self,
        downloads: Downloads,
        hub: TestHub,
        root: Path,
        offline: Switch,
        patch: pytest.MonkeyPatch,
        connections: int,
    ) -> None:
        self.downloads, self.hub, self.root = downloads, hub, root
        self.offline, self.patch, self.connections = offline, patch, connections
        self.told: list[str] = []
        self.error: KnownError | None = None
        self._had = 0

    @property
    def middle(self) -> int:
        """So many bytes of one answer are in its middle."""
        return 1_000_000 if self.connections == 1 else _PIECE // 2

    @property
    def here(self) -> int:
        """Bytes of the file that are on the disk."""
        part = self.downloads.part
        return part.stat().st_size if part.is_file() else 0

    def run(self, **rules: Any) -> None:
        """Download until it is done or a KnownError ends it."""
        self.error = None
        self._had = self.here
        self.downloads.steps = []
        try:
            self.downloads.run(connections=self.connections, piece=_PIECE, **rules)
        except KnownError as error:
            self.error = error
        for step in self.downloads.steps:
            self._tell(step.note)
        if self.error is not None:
            self._tell(str(self.error))

    def half(self) -> None:
        """Download about a sixth of it, then pause."""
        order = self.hub.fault(CDN, "slow", rate=3_000_000)
        steps = self.downloads.steps = []
        self.run(stop=lambda: any(s.received >= 500_000 for s in self.downloads.steps or steps))
        order.times = 0
        assert self.here >= 500_000
        self.told.clear()

    @property
    def went_back(self) -> bool:
        """Whether something that was here had to be fetched again, in the last run."""
        received = [step.received for step in self.downloads.steps]
        return received != sorted(received) or (bool(received) and received[0] < self._had)

    def bring_back(self) -> None:
        """The hub answers again, at the same address."""
        self.hub = TestHub(self.root, port=int(self.hub.endpoint.rsplit(":", 1)[1]))
        self.hub.start()

    def _tell(self, text: str) -> None:
        plain = _SECONDS.sub("… s", text).replace("127.0.0.1", "huggingface.co")
        plain = re.sub(r"(?<=folder )/\S+", "…", plain)
        if plain.startswith("Checking: "):  # said where the machine is slow, whatever the fault
            return
        if text and plain not in self.told:
            self.told.append(plain)
