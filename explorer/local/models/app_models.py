"""Models of other programs on this disk: looked for where they keep them, never changed.

Each program keeps them in its own way; what it wrote beside them says what they are called and, where it
noted that, which repo of the Hub they came from. All of it is foreign: any file may be missing or wrong.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from explorer.base.files import read_small
from explorer.base.storage import files_below
from explorer.domain.local_model import OtherApp
from explorer.domain.projectors import ProjectorChoice
from explorer.domain.quantization import is_model_file
from explorer.local.models.app_folders import AppEnvironment, places, read_object
from explorer.local.models.split_files import models_among

_MOST = 20_000  # files looked at below one folder
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}")
_MANIFEST = re.compile(r"manifest=([^=]+)=([^=]+)=.*\.json")
_MODEL_LAYER = "application/vnd.ollama.image.model"
_PROJECTOR_LAYER = "application/vnd.ollama.image.projector"


@dataclass(frozen=True)
class FoundFile:
    """The file to load of one model, and what the program that keeps it says about it ("": nothing).

    ``repo`` and ``commit`` were noted at the download; ``hint`` is a repo that the folders are named after.
    ``sha256`` is what its bytes should be. ``projectors``: what may let it see images. ``app`` is ``None`` in
    folders that the person named.
    """

    path: Path
    place: Path
    app: OtherApp | None = None
    called: str = ""
    publisher: str = ""
    repo: str = ""
    commit: str = ""
    sha256: str = ""
    hint: str = ""
    projectors: tuple[Path, ...] = ()


def find_app_models(around: AppEnvironment, skip: frozenset[OtherApp] = frozenset()) -> Iterator[FoundFile]:
    """What the other programs of this machine hold, except those to be left out."""
    for app, folder in places(around):
        if app not in skip and folder.is_dir():
            with suppress(OSError):  # its folder went away, or is not for us
                yield from _FINDERS[app](folder)


def find_below(folder: Path, app: OtherApp | None = None) -> Iterator[FoundFile]:
    """GGUF models in any tree of folders."""
    for path, projectors in _gguf_files(folder):
        yield FoundFile(path, folder, app, projectors=projectors)


def find_hugging_face(cache: Path) -> Iterator[FoundFile]:
    """``models--org--name/snapshots/<commit>/…``: links into ``blobs``, which are named by their SHA-256."""
    for repo_folder in sorted(cache.glob("models--*")):
        repo = repo_folder.name.removeprefix("models--").replace("--", "/")
        if not _is_repo(repo):
            continue
        for snapshot in _snapshots(repo_folder):
            for path, projectors in _gguf_files(snapshot, is_repo=True):
                yield FoundFile(
                    path,
                    cache,
                    OtherApp.HUGGING_FACE,
                    repo=repo,
                    commit=snapshot.name,
                    sha256=_blob_name(path),
                    projectors=projectors,
                )


def find_lm_studio(folder: Path) -> Iterator[FoundFile]:
    """``<publisher>/<repo>/<file>``, named as on the Hub, by LM Studio or by the person."""
    for found in find_below(folder, OtherApp.LM_STUDIO):
        above = found.path.relative_to(folder).parts[:-1]
        hint = "/".join(above[:2])
        publisher = above[0] if len(above) > 1 else ""
        yield replace(found, publisher=publisher, hint=hint if _is_repo(hint) else "")


def find_jan(folder: Path) -> Iterator[FoundFile]:
    """``<model id>/model.gguf`` beside its ``model.yml``; imported ones keep their own file names."""
    for found in find_below(folder, OtherApp.JAN):
        above = found.path.relative_to(folder).parts[:-1]
        hint = "/".join(above[1:3]) if above and above[0] == "huggingface.co" else ""
        yield replace(found, called="/".join(above), hint=hint if _is_repo(hint) else "")


def find_ollama(folder: Path) -> Iterator[FoundFile]:
    """``manifests/<host>/<namespace>/<model>/<tag>`` names the blob ``blobs/sha256-…`` with the weights."""
    manifests = folder / "manifests"
    for path, _size in islice(files_below(manifests), _MOST):
        named = path.relative_to(manifests).parts
        layers = _layers(path) if len(named) == 4 else {}
        digest, projector = layers.get(_MODEL_LAYER, ""), layers.get(_PROJECTOR_LAYER, "")
        blob = _blob(folder, digest)
        if not digest or not blob.is_file():
            continue
        host, namespace, model, tag = named
        is_library = namespace == "library"
        repo = f"{namespace}/{model}" if host in ("hf.co", "huggingface.co") else ""
        name = f"{model}:{tag}" if is_library else f"{namespace}/{model}:{tag}"
        yield FoundFile(
            blob,
            folder,
            OtherApp.OLLAMA,
            called=f"{host}/{name}" if repo else name,
            publisher="" if is_library else namespace,
            repo=repo if _is_repo(repo) else "",
            sha256=digest,
            projectors=(_blob(folder, projector),) if projector else (),
        )


def find_llama_cpp(folder: Path) -> Iterator[FoundFile]:
    """Flat: ``<owner>_<repo>_<file>``; ``manifest=<owner>=<repo>=<tag>.json`` tells where the names part."""
    noted = dict(_llama_cpp_notes(folder))
    for found in find_below(folder, OtherApp.LLAMA_CPP):
        repo, sha256, projector = noted.get(found.path.name, ("", "", ""))
        own = (folder / projector,) if projector else found.projectors
        yield replace(found, repo=repo, sha256=sha256, projectors=own)


_FINDERS: dict[OtherApp, Callable[[Path], Iterator[FoundFile]]] = {
    OtherApp.HUGGING_FACE: find_hugging_face,
    OtherApp.LM_STUDIO: find_lm_studio,
    OtherApp.JAN: find_jan,
    OtherApp.GPT4ALL: partial(find_below, app=OtherApp.GPT4ALL),
    OtherApp.OLLAMA: find_ollama,
    OtherApp.LLAMA_CPP: find_llama_cpp,
}


def _gguf_files(folder: Path, *, is_repo: bool = False) -> Iterator[tuple[Path, tuple[Path, ...]]]:
    """The first file of each model below ``folder``, of one in parts only where all parts are there; and the
    projectors that may be for it. ``is_repo``: all of it is of one repo."""
    found = [one for one in islice(files_below(folder), _MOST) if one[0].suffix.lower() == ".gguf"]
    choice = ProjectorChoice((path for path, _size in found), lambda _folder: is_repo)
    models = [(path, size) for path, size in found if is_model_file(path.name) and path.is_file()]
    return ((parts[0], choice.near(parts[0])) for parts in models_among(models))


def _snapshots(repo_folder: Path) -> list[Path]:
    """The one that ``main`` points to first: of files in several, it is the one that is shown."""
    try:
        main = read_small(repo_folder / "refs" / "main").decode("ascii", "replace").strip()
    except OSError:
        main = ""
    found = sorted(path for path in (repo_folder / "snapshots").glob("*") if path.is_dir())
    return sorted(found, key=lambda path: path.name != main)


def _blob_name(path: Path) -> str:
    """The SHA-256 that a link of the cache leads to, "" where it is a file of its own (Windows)."""
    try:
        name = path.readlink().name
    except OSError:
        return ""
    return name if _SHA256.fullmatch(name) else ""


def _layers(manifest: Path) -> dict[str, str]:
    """The digest of the first layer of each type."""
    found: dict[str, str] = {}
    layers = read_object(manifest).get("layers")
    for layer in layers if isinstance(layers, list) else []:
        digest = str(layer.get("digest", "")) if isinstance(layer, dict) else ""
        sha256 = digest.removeprefix("sha256:")
        if digest and _SHA256.fullmatch(sha256):
            found.setdefault(str(layer.get("mediaType")), sha256)
    return found


def _blob(folder: Path, digest: str) -> Path:
    return folder / "blobs" / f"sha256-{digest}"


def _llama_cpp_notes(folder: Path) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """By file name: repo, and SHA-256 and the name of its projector if they were noted."""
    for path in folder.glob("manifest=*.json"):
        named, noted = _MANIFEST.fullmatch(path.name), read_object(path)
        name, sha256 = _noted_file(noted.get("ggufFile"))
        if named is None or not name or not _is_repo(f"{named[1]}/{named[2]}"):
            continue
        projector, _hash = _noted_file(noted.get("mmprojFile"))
        begin = f"{named[1]}_{named[2]}_"
        yield begin + name, (f"{named[1]}/{named[2]}", sha256, begin + projector if projector else "")


def _noted_file(file: object) -> tuple[str, str]:
    """Its name as it lies in the cache, and its SHA-256; "" where they are not told."""
    name = file.get("rfilename") if isinstance(file, dict) else None
    if not isinstance(file, dict) or not isinstance(name, str):
        return "", ""
    lfs = file.get("lfs")
    sha256 = str(lfs.get("sha256", "")) if isinstance(lfs, dict) else ""
    return re.sub(r"[/\\\0]", "_", name), sha256 if _SHA256.fullmatch(sha256) else ""


def _is_repo(name: str) -> bool:
    """Whether this can be the id of a repo: a publisher and a name."""
    parts = name.split("/")
    return len(parts) == 2 and all(_NAME.fullmatch(part) for part in parts)
