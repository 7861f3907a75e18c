"""What people paste to name a model: an address of it or a file, ``hf.co/org/name:Q4_K_M``, ``org/name``.

Also the commands of other programs, as the Hub and model cards print them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from explorer.hub.names import is_repo_id

_HOSTS = frozenset({"huggingface.co", "www.huggingface.co", "hf.co", "www.hf.co"})
_PROGRAMS = frozenset(
    {"ollama", "llama-cli", "llama-server", "hf", "huggingface-cli", "docker", "lms", "git", "lemonade"}
)
_LABEL = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_OTHER_KINDS = frozenset(
    {"datasets", "spaces", "api", "docs", "blog", "papers", "collections", "settings", "join", "login",
     "models", "tasks", "organizations", "posts", "learn", "pricing", "chat"}
)  # fmt: skip
_IN_REPO = frozenset({"resolve", "blob", "raw", "tree", "commit"})
_LONGEST = 2_000
_AROUND = " \t\r\n<>\"'`"


@dataclass(frozen=True)
class Pasted:
    """A repo, and the file or the quantization label that was meant, if one was.

    ``is_address``: it can mean nothing else; ``org/name`` may also be words to search for.
    """

    repo_id: str
    file: str = ""
    is_address: bool = False


def read_pasted(text: str, endpoint: str) -> Pasted | None:
    """``None`` for what names no repo. ``endpoint``: of the Hub in use, whose addresses count as well."""
    text = text.strip(_AROUND)
    parts = text.split()
    if not parts or len(text) > _LONGEST:
        return None
    program, *words = parts
    if words:
        return _in_command(words, endpoint) if program.lower() in _PROGRAMS else None
    path = _path_of(text, endpoint)
    if path is not None:
        return _in_path(path)
    repo, label = _with_label(text)
    return Pasted(repo, label, is_address=bool(label)) if "/" in repo and is_repo_id(repo) else None


def _in_command(words: Sequence[str], endpoint: str) -> Pasted | None:
    """The first word that names a repo, and a file that is named after it."""
    for number, word in enumerate(words, start=1):
        named = read_pasted(word, endpoint)
        if named is not None:
            files = (later.strip(_AROUND) for later in words[number:])
            file = named.file or next((name for name in files if name.lower().endswith(".gguf")), "")
            return replace(named, file=file, is_address=True)
    return None


def _path_of(text: str, endpoint: str) -> str | None:
    """The path of an address on the Hub; ``None`` for what is no address, or one elsewhere."""
    has_scheme = "://" in text
    try:
        parts = urlsplit(text if has_scheme else f"https://{text}")
        host, own = parts.hostname or "", urlsplit(endpoint)
        is_own = (host, parts.port) == (own.hostname, own.port)
    except ValueError:
        return None
    if parts.scheme == "hf" and has_scheme:
        return _revised(f"{parts.netloc}{parts.path}")
    if parts.scheme not in ("http", "https") or not (host in _HOSTS or is_own):
        return "" if has_scheme else None
    return parts.path


def _revised(path: str) -> str:
    """ "org/name@main/a.gguf" as an address of the Hub says it."""
    repo, at, rest = path.partition("@")
    if not at:
        return path
    revision, _slash, file = rest.partition("/")
    return f"{repo}/resolve/{revision}/{file}"


def _in_path(path: str) -> Pasted | None:
    steps = [unquote(step) for step in path.strip("/").split("/") if step]
    if len(steps) < 2 or steps[0] in _OTHER_KINDS:
        return None
    name, label = _with_label(steps[1])
    repo = f"{steps[0]}/{name.removesuffix('.git')}"
    if not is_repo_id(repo):
        return None
    file = "/".join(steps[4:]) if len(steps) > 4 and steps[2] in _IN_REPO else ""
    return Pasted(repo, label or file, is_address=True)


def _with_label(text: str) -> tuple[str, str]:
    """ "name:Q4_K_M" in two; Ollama's ":latest" means none."""
    name, colon, label = text.rpartition(":")
    if not colon or not _LABEL.fullmatch(label):
        return text, ""
    return name, "" if label.lower() == "latest" else label
