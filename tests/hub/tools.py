"""Small helpers of the Hub's tests: repos made of noise, a switch, downloads with short times."""

import hashlib
import json
import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from explorer.domain.repo import RepoFile
from explorer.hub.client import Hub
from explorer.hub.transfer.download import download_file
from explorer.hub.transfer.progress import DownloadProgress, DownloadRules
from tests.hub.server import TestHub

BIG = "ggml-org/tiny-GGUF"
GATED = "closed-lab/gated-GGUF"
FILE = "tiny-Q4_K_M.gguf"
QUICK = DownloadRules(patience=0.0, first_wait=0.01, longest_wait=0.05, stall=0.4, tick=0.02, tell_every=0.0)


CDN = f"/cdn/{BIG}/{FILE}"
RESOLVE = f"/{BIG}/resolve/*"


class Switch:
    """Offline mode as the settings would hold it."""

    def __init__(self) -> None:
        self.on = False

    def __call__(self) -> bool:
        return self.on


def make_repo(root: Path, repo_id: str, files: dict[str, bytes | int], **settings: Any) -> Path:
    """A repo folder; a number stands for so many bytes of noise, the same in every run."""
    folder = root / repo_id
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        noise = random.Random(name)
        path.write_bytes(noise.randbytes(content) if isinstance(content, int) else content)
    (folder / ".hub.json").write_text(json.dumps(settings), "utf-8")
    return folder


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def never() -> bool:
    return False


class Downloads:
    """Downloads one file of the big repo into a folder."""

    def __init__(self, hub: Hub, folder: Path, original: Path) -> None:
        self.hub = hub
        self.original = original
        self.target = folder / FILE
        self.part = folder / f"{FILE}.part"
        self.steps: list[DownloadProgress] = []
        self.repo_id = BIG
        self.commit = "main"
        self.file = RepoFile(FILE, original.stat().st_size, sha256(original))

    def run(self, stop: Callable[[], bool] = never, **rules: Any) -> DownloadProgress:
        """To the end, or until it raises; the steps so far are in ``steps``."""
        self.steps = []
        given = replace(QUICK, **rules)
        steps = download_file(self.hub, self.repo_id, self.commit, self.file, self.target, stop, given)
        for step in steps:
            self.steps.append(step)
        return self.steps[-1]

    @property
    def is_perfect(self) -> bool:
        """Whether the target has the right bytes and nothing is left beside it."""
        alone = [p.name for p in self.target.parent.iterdir()] == [self.target.name]
        return alone and self.target.read_bytes() == self.original.read_bytes()


def notes(steps: Iterable[DownloadProgress]) -> str:
    return " | ".join(dict.fromkeys(step.note for step in steps if step.note))


def ranges(hub: TestHub) -> list[str]:
    """The ranges that the store of large files was asked for, "" for the whole file."""
    return [r.headers.get("range", "") for r in hub.requests if r.origin == "cdn"]


def stop_after(downloads: Downloads, received: int) -> None:
    downloads.run(stop=lambda: any(s.received >= received for s in downloads.steps))
