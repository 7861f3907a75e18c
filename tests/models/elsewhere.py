"""Models as other programs keep them: a home folder with the stores of five of them."""

import hashlib
import json
from pathlib import Path

from tests.models.tiny import Tiny, write_tiny


def in_lm_studio(home: Path, repo: str, file: str, tiny: Tiny) -> Path:
    return write_tiny(home / ".lmstudio" / "models" / repo / file, tiny)


def in_jan(home: Path, model_id: str, tiny: Tiny) -> Path:
    folder = home / ".local" / "share" / "Jan" / "data" / "llamacpp" / "models" / model_id
    return write_tiny(folder / "model.gguf", tiny)


def in_gpt4all(home: Path, file: str, tiny: Tiny) -> Path:
    return write_tiny(home / ".local" / "share" / "nomic.ai" / "GPT4All" / file, tiny)


def in_ollama(home: Path, name: str, tiny: Tiny, projector: Path | None = None) -> Path:
    """``name``: ``host/namespace/model/tag``, as the manifest is filed; ``projector`` is taken in."""
    store = home / ".ollama" / "models"
    blob = _blob(store, write_tiny(store / "new.gguf", tiny))
    layers = [_layer("model", blob)]
    if projector is not None:
        layers.append(_layer("projector", _blob(store, projector)))
    license_layer = {"mediaType": "application/vnd.ollama.image.license", "digest": "sha256:" + "0" * 64}
    manifest = store / "manifests" / name
    manifest.parent.mkdir(parents=True, exist_ok=True)
    manifest.write_text(json.dumps({"schemaVersion": 2, "layers": [license_layer, *layers]}))
    return blob


def _blob(store: Path, written: Path) -> Path:
    blob = store / "blobs" / f"sha256-{hashlib.sha256(written.read_bytes()).hexdigest()}"
    blob.parent.mkdir(parents=True, exist_ok=True)
    return written.replace(blob)


def _layer(kind: str, blob: Path) -> dict[str, str | int]:
    digest = blob.name.replace("-", ":", 1)
    return {
        "mediaType": f"application/vnd.ollama.image.{kind}",
        "digest": digest,
        "size": blob.stat().st_size,
    }


def in_hugging_face(home: Path, repo: str, file: str, tiny: Tiny, commit: str = "a" * 40) -> Path:
    """The link in the snapshot; the bytes lie in ``blobs``."""
    folder = home / ".cache" / "huggingface" / "hub" / f"models--{repo.replace('/', '--')}"
    written = write_tiny(folder / "blobs" / "new.gguf", tiny)
    blob = written.rename(folder / "blobs" / hashlib.sha256(written.read_bytes()).hexdigest())
    link = folder / "snapshots" / commit / file
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(blob)
    refs = folder / "refs" / "main"
    refs.parent.mkdir(exist_ok=True)
    refs.write_text(commit)
    return link


def in_llama_cpp(home: Path, repo: str, file: str, tiny: Tiny) -> Path:
    folder = home / ".cache" / "llama.cpp"
    path = write_tiny(folder / f"{repo}_{file}".replace("/", "_"), tiny)
    noted = {
        "ggufFile": {"rfilename": file, "lfs": {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}}
    }
    (folder / f"manifest={repo.replace('/', '=')}=latest.json").write_text(json.dumps(noted))
    return path
