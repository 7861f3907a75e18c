"""Repos as plain folders: what the test hub knows about one, computed from its files.

``<root>/<org>/<name>/…`` is a repo. README.md's YAML front matter is its card data; an optional
``.hub.json`` overrides any key of the answer (downloads, likes, gated, private, gguf, …) and may list
``aliases``: older names that redirect here. A data set may have a leaderboard in ``.leaderboard.json``.
Hashes and the commit follow from the bytes.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_LARGE = (".gguf", ".safetensors", ".bin")
LEADERBOARD = ".leaderboard.json"
_OWN = (".hub.json", LEADERBOARD)
_CREATED = "2025-01-01T00:00:00.000Z"


@dataclass(frozen=True)
class Blob:
    """One file of a repo as the Hub describes it."""

    path: str
    file: Path
    size: int
    sha256: str
    git_sha1: str

    @property
    def is_large(self) -> bool:
        """Large files live on the second origin, as LFS and Xet files do on the Hub."""
        return self.path.lower().endswith(_LARGE)

    @property
    def etag(self) -> str:
        return f'"{self.sha256 if self.is_large else self.git_sha1}"'

    @property
    def sibling(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"rfilename": self.path, "blobId": self.git_sha1, "size": self.size}
        if self.is_large:
            answer["lfs"] = {"sha256": self.sha256, "size": self.size, "pointerSize": 135}
        return answer

    @property
    def tree_entry(self) -> dict[str, Any]:
        answer: dict[str, Any] = {"type": "file", "oid": self.git_sha1, "size": self.size, "path": self.path}
        if self.is_large:
            answer["lfs"] = {"oid": self.sha256, "size": self.size, "pointerSize": 135}
        return answer


@dataclass(frozen=True)
class HubRepo:
    """One repo at its only commit, with its whole answer."""

    id: str
    commit: str
    blobs: dict[str, Blob]
    answer: dict[str, Any]

    @property
    def is_private(self) -> bool:
        return self.answer["private"] is True

    @property
    def is_gated(self) -> bool:
        return bool(self.answer["gated"])


class Repos:
    """Reads the folders anew on each call; hashes are kept while a file's size and time stay."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._hashes: dict[tuple[str, int, int], tuple[str, str]] = {}

    def all(self) -> list[HubRepo]:
        folders = sorted(p for p in self.root.glob("*/*") if p.is_dir())
        return [self._read(folder) for folder in folders]

    def get(self, repo_id: str) -> HubRepo | None:
        folder = self.root / repo_id
        inside = repo_id.count("/") == 1 and ".." not in repo_id
        return self._read(folder) if inside and folder.is_dir() else None

    def renamed(self, repo_id: str) -> str | None:
        """Today's name of a repo that was once called ``repo_id``."""
        for settings in self.root.glob("*/*/.hub.json"):
            if repo_id in json.loads(settings.read_text("utf-8")).get("aliases", ()):
                return f"{settings.parent.parent.name}/{settings.parent.name}"
        return None

    def _read(self, folder: Path) -> HubRepo:
        repo_id = f"{folder.parent.name}/{folder.name}"
        files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in _OWN)
        blobs = {b.path: b for b in (self._blob(folder, file) for file in files)}
        together = "".join(f"{b.path}\0{b.sha256}\n" for b in blobs.values())
        commit = hashlib.sha1(f"{repo_id}\n{together}".encode()).hexdigest()
        settings = folder / ".hub.json"
        overrides = json.loads(settings.read_text("utf-8")) if settings.exists() else {}
        return HubRepo(repo_id, commit, blobs, _answer(repo_id, commit, blobs, overrides))

    def _blob(self, folder: Path, file: Path) -> Blob:
        status = file.stat()
        key = (str(file), status.st_size, status.st_mtime_ns)
        if key not in self._hashes:
            self._hashes[key] = _hashes(file, status.st_size)
        return Blob(file.relative_to(folder).as_posix(), file, status.st_size, *self._hashes[key])


def _hashes(file: Path, size: int) -> tuple[str, str]:
    sha256, sha1 = hashlib.sha256(), hashlib.sha1(f"blob {size}\0".encode())
    with file.open("rb") as stream:
        while block := stream.read(1 << 20):
            sha256.update(block)
            sha1.update(block)
    return sha256.hexdigest(), sha1.hexdigest()


def _answer(repo_id: str, commit: str, blobs: dict[str, Blob], overrides: dict[str, Any]) -> dict[str, Any]:
    card = overrides.get("cardData", _front_matter(blobs))
    answer: dict[str, Any] = {
        "_id": hashlib.sha1(repo_id.encode()).hexdigest()[:24],
        "id": repo_id,
        "private": False,
        "tags": _tags(card, blobs),
        "downloads": 0,
        "likes": 0,
        "modelId": repo_id,
        "author": repo_id.split("/", 1)[0],
        "sha": commit,
        "lastModified": _CREATED,
        "gated": False,
        "disabled": False,
        "model-index": None,
        "config": {},
        "cardData": card,
        "siblings": [b.sibling for b in blobs.values()],
        "spaces": [],
        "createdAt": _CREATED,
        "usedStorage": sum(b.size for b in blobs.values()),
        "trendingScore": 0,
    }
    for key in ("pipeline_tag", "library_name"):
        if key in card:
            answer[key] = card[key]
    answer.update({k: v for k, v in overrides.items() if k != "aliases"})
    return answer


def _front_matter(blobs: dict[str, Blob]) -> dict[str, Any]:
    readme = blobs.get("README.md")
    text = readme.file.read_text("utf-8", errors="replace") if readme else ""
    if not text.startswith("---\n") or "\n---" not in text[4:]:
        return {}
    try:
        data = yaml.safe_load(text[4:].split("\n---", 1)[0])
    except yaml.YAMLError:
        return {}  # as the Hub does: metadata that are none
    return data if isinstance(data, dict) else {}


def _tags(card: dict[str, Any], blobs: dict[str, Blob]) -> list[str]:
    tags = ["gguf"] if any(path.lower().endswith(".gguf") for path in blobs) else []
    tags += _listed(card, "tags") + _listed(card, "language")
    tags += [f"dataset:{name}" for name in _listed(card, "datasets")]
    relation = card.get("base_model_relation", "quantized" if "gguf" in tags else "finetune")
    for base in _listed(card, "base_model"):
        tags += [f"base_model:{base}", f"base_model:{relation}:{base}"]
    tags += [f"license:{name}" for name in _listed(card, "license")]
    return [*tags, "region:us"]


def _listed(card: dict[str, Any], key: str) -> list[str]:
    value = card.get(key)
    return [str(v) for v in value] if isinstance(value, list) else [str(value)] if value else []
