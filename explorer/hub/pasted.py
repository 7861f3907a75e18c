"""What people paste to name a model: a word (links.py), a command of another program, lines of Python.

Whole snippets, as the Hub and model cards print them: with what is installed before, remarks, lines that go
on, flags in any order. What stands for a repo is told by the word before it, since names of repos look like
paths, like media types and like images of Docker, and Ollama and Docker have models of their own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from explorer.domain.quantization import is_model_file, label_of
from explorer.hub.pasted_links import PastedModel, read_link, read_name

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
_LONGEST = 20_000
_AROUND = " \t\r\n<>\"'`"
_BEHIND = ".,:!?。，：！？"
_REMARK = re.compile(r"(?m)(?:^|(?<=\s))#\s.*$")
_WORD = re.compile(
    r"(?P<link>[A-Za-z][A-Za-z0-9+.-]*://[^\s\"'`<>()\[\]{}|\\^]+)"
    r"|[\"'`](?P<quoted>[^\s\"'`]+)[\"'`]"
    r"|(?P<bare>(?:(?!https?://)[^\s\"'`<>()\[\]{},;=|\\^])+)"
)


@dataclass(frozen=True)
class _Word:
    text: str
    is_quoted: bool


def read_pasted(text: str, endpoint: str) -> PastedModel | None:
    """``None`` for what names no repo. ``endpoint``: of the Hub in use, whose addresses count as well."""
    text = text.strip(_AROUND)
    if not text or len(text) > _LONGEST:
        return None
    if len(text.split()) == 1 and (named := read_link(text, endpoint) or read_name(text)):
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
        named = read_link(word.text, endpoint)
        name = read_name(word.text) if not word.text.lower().endswith(".gguf") else None
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
