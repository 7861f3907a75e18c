"""What people paste to name a model: an address of it or a file, a link of another program,
``org/name:Q4_K_M``, a command of another program, lines of Python.

Whole snippets, as the Hub and model cards print them: with what is installed before, remarks, lines that go
on, flags in any order. What stands for a repo is told by the word before it, since names of repos look like
paths, like media types and like images of Docker, and Ollama and Docker have models of their own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from explorer.domain.quantization import is_model_file, label_of
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
_LONGEST_WORD = 2_000
# Read where a repo follows by itself
_VERBS = frozenset(
    {("hf", "download"), ("huggingface-cli", "download"), ("lms", "get"), ("lemonade", "pull"),
     ("vllm", "serve"), ("omx", "download"), ("omx", "card"), ("search", "for")}
)  # fmt: skip
_FLAGS = frozenset(
    {"-hf", "-hfr", "--hf-repo", "--hf_repo", "--model", "--model-id", "--model-path", "--repo-id",
     "--custom-model-id", "model.default"}
)  # fmt: skip
# Before a name in quotes: functions of Python and their arguments, keys of JSON
_CALLS = frozenset(
    {"hf_hub_download", "snapshot_download", "sentencetransformer", "crossencoder", "llm", "repo_id", "id",
     "model_id", "model_name", "model_path", "model", "model_name_or_path", "pretrained_model_name_or_path"}
)  # fmt: skip
_LOADING = ("from_", "load", "get_")  # from_pretrained, load_model
_FILES = frozenset(
    {"-hff", "--hf-file", "--file", "--filename", "--include", "filename", "allow_patterns", "gguf_file"}
)
_LONGEST = 20_000  # characters
_AROUND = " \t\r\n<>\"'`"
_BEHIND = ".,:!?。，：！？"
_REMARK = re.compile(r"(?m)(?:^|(?<=\s))#\s.*$")
_WORD = re.compile(
    r"(?P<link>[A-Za-z][A-Za-z0-9+.-]*://[^\s\"'`<>()\[\]{}|\\^]+)"
    r"|[\"'`](?P<quoted>[^\s\"'`]+)[\"'`]"
    r"|(?P<bare>(?:(?!https?://)[^\s\"'`<>()\[\]{},;=|\\^])+)"
)


@dataclass(frozen=True)
class PastedModel:
    """A repo, and the file or the quantization label that was meant, if one was.

    ``is_address``: it can mean nothing else; ``org/name`` may also be words to search for.
    """

    repo_id: str
    file: str = ""
    is_address: bool = False


@dataclass(frozen=True)
class _Word:
    text: str
    is_quoted: bool


def read_pasted(text: str, endpoint: str) -> PastedModel | None:
    """``None`` for what names no repo. ``endpoint``: of the Hub in use, whose addresses count as well."""
    text = text.strip(_AROUND)
    if not text or len(text) > _LONGEST:
        return None
    if len(text.split()) == 1 and (named := _read_link(text, endpoint) or _read_name(text)):
        return named
    commands = _REMARK.sub("", text)
    return _in_snippet(commands, endpoint) or (_in_snippet(text, endpoint) if commands != text else None)


def _in_snippet(text: str, endpoint: str) -> PastedModel | None:
    """The first address, or the first name where one is expected."""
    words = _words(text)
    before, is_expected = _Word("", is_quoted=False), False
    doubtful: PastedModel | None = None
    for at, word in enumerate(words):
        is_expected = is_expected or (_program(before), word.text.lower()) in _VERBS
        is_value = before.text.startswith("-")
        named = _read_link(word.text, endpoint)
        name = _read_name(word.text) if not word.text.lower().endswith(".gguf") else None
        if name is not None and (_leads_to_repo(before, word) or (is_expected and not is_value)):
            named = named or name
        if named is not None:
            return _with_file(named, words, at)
        if name is not None and is_expected:  # perhaps what the flag before it takes
            doubtful = doubtful or _with_file(name, words, at)
        before = word
    return doubtful


def _words(text: str) -> list[_Word]:
    found = (
        _Word((match["quoted"] or match[0]).strip(_AROUND).rstrip(_BEHIND), match["quoted"] is not None)
        for match in _WORD.finditer(text)
    )
    return [word for word in found if word.text]


def _program(word: _Word) -> str:
    return word.text.rsplit("/", 1)[-1].lower().removesuffix(".exe")


def _leads_to_repo(before: _Word, word: _Word) -> bool:
    call = before.text.rsplit(".", 1)[-1].lower()
    is_called = call in _CALLS or call.startswith(_LOADING)
    return before.text.lower() in _FLAGS or (word.is_quoted and is_called)


def _with_file(named: PastedModel, words: Sequence[_Word], at: int) -> PastedModel:
    file = named.file or next(filter(None, _files(words, at)), "")
    return replace(named, file=file, is_address=True)


def _files(words: Sequence[_Word], at: int) -> list[str]:
    """What is named as a file anywhere, then what only looks like one behind the repo."""
    pairs = [(words[number - 1].text, words[number].text) for number in range(1, len(words))]
    said = [_file_of(word) for before, word in pairs if before.lower() in _FILES]
    return said + [_file_of(word) for before, word in pairs[at:] if not before.startswith("-")]


def _file_of(word: str) -> str:
    """The path of a model file, or the label in a pattern such as ``*Q4_K_M*``."""
    if "*" in word:
        return label_of(word.replace("*", "").strip("/"))
    return word if is_model_file(word) and word.isprintable() else ""


def _read_link(word: str, endpoint: str) -> PastedModel | None:
    """An address, or a link for another program. ``endpoint``: of the Hub in use, which counts as well."""
    if len(word) > _LONGEST_WORD:
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


def _read_name(word: str) -> PastedModel | None:
    """``org/name``, also with a label, or with a GGUF file behind it."""
    if len(word) > _LONGEST_WORD:
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
