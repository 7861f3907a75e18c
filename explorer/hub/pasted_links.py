"""One word that names a model: an address of it or a file, a link of another program, ``org/name:Q4_K_M``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from explorer.domain.quantization import label_of
from explorer.hub.repo_names import is_repo_id

_HOSTS = frozenset({"huggingface.co", "www.huggingface.co", "hf.co", "www.hf.co"})
# Schemes; node-llama-cpp and timm write them without slashes
_OWN = frozenset({"hf", "huggingface", "hf-hub", "hf_hub"})
# What opens other programs, as huggingface.js writes it (packages/tasks/src/local-apps.ts)
_APPS = frozenset({"lmstudio", "jan", "atomic-chat", "sanctum", "jellybox", "msty", "recursechat"})
_LABELED = re.compile(r"(?P<name>.+?)(?P<sign>[:@])(?P<label>[A-Za-z0-9_.-]{1,200})")
_OTHER_KINDS = frozenset(
    {"datasets", "spaces", "api", "docs", "blog", "papers", "collections", "settings", "join", "login",
     "models", "tasks", "organizations", "posts", "learn", "pricing", "chat", "buckets", "kernels", "front"}
)  # fmt: skip
_IN_REPO = frozenset({"resolve", "blob", "raw", "tree", "commit"})
_LONGEST = 2_000


@dataclass(frozen=True)
class PastedModel:
    """A repo, and the file or the quantization label that was meant, if one was.

    ``is_address``: it can mean nothing else; ``org/name`` may also be words to search for.
    """

    repo_id: str
    file: str = ""
    is_address: bool = False


def read_link(word: str, endpoint: str) -> PastedModel | None:
    """An address, or a link for another program. ``endpoint``: of the Hub in use, which counts as well."""
    if len(word) > _LONGEST:
        return None
    scheme, _colon, rest = word.partition(":")
    try:
        if scheme.lower() in _OWN:
            return _in_own(rest)
        if scheme.lower() in _APPS:
            return _in_app(urlsplit(word))
        return _on_hub(word.replace("git@hf.co:", "https://hf.co/", 1), endpoint)
    except ValueError:  # an address that is none
        return None


def read_name(word: str) -> PastedModel | None:
    """``org/name``, also with a label, or with a GGUF file behind it."""
    if len(word) > _LONGEST:
        return None
    steps = word.split("/")
    if len(steps) > 2:
        return _named(steps[:2], steps[2:]) if word.lower().endswith(".gguf") else None
    named = _named(steps, ())
    return named and PastedModel(named.repo_id, named.file, is_address=bool(named.file))


def _on_hub(word: str, endpoint: str) -> PastedModel | None:
    parts = urlsplit(word if "://" in word else f"https://{word}")
    own = urlsplit(endpoint)
    is_own = bool(own.hostname) and (parts.hostname, parts.port) == (own.hostname, own.port)
    if parts.scheme not in ("http", "https") or not (parts.hostname in _HOSTS or is_own):
        return None
    steps = _steps(parts.path)
    steps = steps[2:] if steps[:2] == ["api", "models"] else steps
    shown = parse_qs(parts.query).get("show_file_info", ())  # the Hub's view of a header
    return _named(steps[:2], steps[4:] if len(steps) > 4 and steps[2] in _IN_REPO else shown)


def _in_own(rest: str) -> PastedModel | None:
    """``hf://org/name@main/a.gguf``, and what node-llama-cpp reads: ``hf:org/name/a.gguf#main``."""
    steps = _steps(rest.partition("#")[0])
    steps = steps[1:] if steps[:1] == ["models"] else steps
    if len(steps) < 2:
        return None
    name, at, revision = steps[1].partition("@")
    name = steps[1] if at and label_of(revision) else name
    return _named((steps[0], name), steps[2:])


def _in_app(parts: SplitResult) -> PastedModel | None:
    """``app://open?model=org/name&file=a.gguf`` or ``app://models/huggingface/org/name``."""
    asked = parse_qs(parts.query)
    for key in ("model", "hf-model-id"):
        if key in asked:
            return _named(asked[key][0].split("/"), asked.get("file", ()))
    steps = [parts.netloc, *_steps(parts.path)]
    sources = [number for number, step in enumerate(steps) if step in ("hf", "huggingface")]
    return _named(steps[-2:], ()) if sources and len(steps) - sources[0] > 2 else None


def _steps(path: str) -> list[str]:
    return [unquote(step) for step in path.split("/") if step]


def _named(repo: Sequence[str], file: Sequence[str]) -> PastedModel | None:
    if len(repo) != 2 or repo[0] in _OTHER_KINDS:
        return None
    name, label = _with_label(repo[1])
    repo_id = f"{repo[0]}/{name.removesuffix('.git')}"
    wanted = "/".join(file)
    if not is_repo_id(repo_id):
        return None
    return PastedModel(repo_id, label or (wanted if wanted.isprintable() else ""), is_address=True)


def _with_label(text: str) -> tuple[str, str]:
    """ "name:Q4_K_M" in two; Ollama's ":latest" means none, behind LM Studio's "@" stands a label."""
    match = _LABELED.fullmatch(text)
    if match is None:
        return text, ""
    label = match["label"]
    if label.lower().endswith(".gguf"):
        return match["name"], label
    known = label_of(label)
    if match["sign"] == "@" and not known:
        return text, ""
    return match["name"], known or ("" if label.lower() == "latest" else label)
