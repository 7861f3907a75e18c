"""What should make one careful: files that can run code, what scanners said, odd templates and headers.

Facts with their place, no alarm: a file that can run code is not a file that does harm.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any, Literal

from explorer.domain.facts import Evidence, SourceKind
from explorer.domain.harmless import written
from explorer.domain.token_text import label_of
from explorer.domain.units import size_text
from explorer.domain.words import Words, enumerated
from explorer.engine.local.gguf.header import Header
from explorer.transparency.json_places import places_of
from explorer.transparency.safety.odd_template import HIDDEN, oddities
from explorer.transparency.sources import OpenSources, Sources, mapping, mappings

type Weight = Literal["plain", "careful", "warning"]

_MOST_NAMES = 3
_MOST_EVIDENCE = 8
_LONGEST = 1_000  # characters of a path; of an endless one the end, which tells what it is
_CODE = re.compile(
    r"\.(?:py|pyc|pyd|so|dll|dylib|exe|llamafile|sh|bat|cmd|ps1|vbs|js|mjs|jar|wasm|ipynb)$", re.IGNORECASE
)
_LONGEST_NAME = 255  # characters of a file's own name, as most disks hold
_PACKED = (".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst", ".zip")
_PICKLE = (".pt", ".pth", ".pkl", ".pickle", ".dill", ".ckpt", ".joblib", ".mar", ".nemo", ".npy", ".npz")
_BIN = ".bin"
_PICKLED_BIN = ("pytorch_model", "adapter_model", "training_args", "optimizer", "scheduler", "consolidated")
# "model.bin" is a name of several formats: OpenVINO, ggml and CTranslate2 keep nothing but numbers in it.
_OF_NUMBERS = ("openvino_", "ggml-", "ggml_", "ggml.")
_OF_CTRANSLATE2 = ("vocabulary.json", "vocabulary.txt", "shared_vocabulary.json", "shared_vocabulary.txt",
                   "source_vocabulary.json", "source_vocabulary.txt")  # fmt: skip
_LAYERS = re.compile(r"\.(?:h5|hdf5|keras|pb)$", re.IGNORECASE)
_SIGNED = re.compile(r"(?:\.sig|\.sigstore(?:\.json)?|\.asc|\.minisig|model\.sig)$", re.IGNORECASE)
_CUSTOM_CODE = "custom_code"  # the Hub's tag for what needs trust_remote_code
_TEMPLATE = "tokenizer.chat_template"
_LONG_TEXT = 1_000_000
_MOST_QUOTED = 3


@dataclass(frozen=True)
class SecurityFact:
    """One thing to know. ``place``: the files or key it was seen in; ``evidence``: as it stands there."""

    text: Words
    weight: Weight
    place: str = ""
    evidence: tuple[Evidence, ...] = ()


def repo_security_facts(sources: Sources) -> tuple[SecurityFact, ...]:
    """From the Hub's answer, and config.json where it was read: files, own code, scan, signature."""
    opened = OpenSources(sources)
    return (*_of_names(opened), *_of_own_code(opened), *_of_templates(opened), *_of_scan(opened))


def merged_security_facts(*groups: Iterable[SecurityFact]) -> tuple[SecurityFact, ...]:
    """Facts of several sources, each once: the Hub tells the template that a header holds, too."""
    return tuple({fact.text: fact for group in reversed(groups) for fact in group}.values())


def template_security_facts(template: str, place: Evidence) -> Iterator[SecurityFact]:
    """What one template tries; ``place``: where it stands, to be filled with the quotes."""
    for odd in oddities(template):
        evidence = tuple(replace(place, quote=quote) for quote in odd.quotes)
        weight: Weight = "warning" if odd.is_attempt else "careful"
        where = first_few(odd.quotes) if odd.is_attempt else str(place.locator)
        yield SecurityFact(odd.text, weight, where, evidence)


def _of_templates(opened: OpenSources) -> Iterator[SecurityFact]:
    """Those that the Hub read out of a GGUF header or a tokenizer's configuration."""
    tokenizer = opened.api_map("config").get("tokenizer_config")
    for key, part in (("gguf", opened.api_map("gguf")), ("config.tokenizer_config", tokenizer)):
        template = mapping(part).get("chat_template")
        several = template if isinstance(template, list) else [template]
        for one in [t.get("template") if isinstance(t, Mapping) else t for t in several]:
            if isinstance(one, str):
                yield from template_security_facts(one, opened.from_api(f"{key}.chat_template", ""))


def _of_names(opened: OpenSources) -> Iterator[SecurityFact]:
    told = (item.get("rfilename") for item in mappings((opened.sources.api or {}).get("siblings")))
    names = [name[-_LONGEST:] for name in told if isinstance(name, str)]
    running = Words("Has weights in a format that can run code when it is opened. GGUF files cannot.")
    layers = Words("Has files of a format that can hold code as a layer. This app never opens them.")
    there = frozenset(names)
    kinds = (
        (running, [n for n in names if _is_pickle(n, there)]),
        (layers, [n for n in names if _LAYERS.search(n)]),
        (Words("Has program files. This app never runs any."), [n for n in names if _CODE.search(n)]),
    )
    for text, found in kinds:
        if found:
            yield _of_files(opened, text, "careful", found)
    if signed := [n for n in names if _SIGNED.search(n)]:
        yield _of_files(opened, Words("Has signatures. This app does not check them."), "plain", signed)
    elif names:
        yield SecurityFact(Words("Not signed: nothing proves who made these files."), "plain")


def _is_pickle(path: str, paths: Set[str]) -> bool:
    folder, slash, name = path.rpartition("/")
    name = _unpacked(name[-_LONGEST_NAME:])
    lower = name.lower()
    if not lower.endswith(_BIN):
        return lower.endswith(_PICKLE)
    if any(word in lower for word in _PICKLED_BIN):
        return True
    is_model = "model" in lower and not lower.startswith(_OF_NUMBERS)
    return is_model and _is_odd_model(folder + slash, name[: -len(_BIN)], paths)


def _unpacked(name: str) -> str:
    while name.lower().endswith(_PACKED):
        name = name.rpartition(".")[0]
    return name


def _is_odd_model(folder: str, stem: str, names: Set[str]) -> bool:
    """Whether a "model.bin" has nothing beside it that tells of a format of numbers alone."""
    is_ctranslate2 = stem == "model" and any(folder + other in names for other in _OF_CTRANSLATE2)
    return not is_ctranslate2 and f"{folder}{stem}.xml" not in names


def _of_files(opened: OpenSources, text: Words, weight: Weight, names: list[str]) -> SecurityFact:
    evidence = tuple(opened.from_api("siblings", name) for name in names[:_MOST_EVIDENCE])
    return SecurityFact(text, weight, first_few(names), evidence)


def _of_own_code(opened: OpenSources) -> Iterator[SecurityFact]:
    """Whether other programs are asked to run the repo's own Python: ``auto_map``, ``trust_remote_code``."""
    text = Words("Asks other programs to run its own Python code (trust_remote_code). This app never does.")
    evidence = [*_of_auto_map(opened)]
    mapped = opened.api_map("config").get("auto_map")
    if not evidence and isinstance(mapped, Mapping) and mapped:
        evidence.append(opened.from_api("config.auto_map", ", ".join(map(str, mapped))[:200]))
    if _CUSTOM_CODE in opened.api_tags:
        evidence.append(opened.from_api("tags", _CUSTOM_CODE))
    if evidence:
        yield SecurityFact(text, "careful", evidence[0].place, tuple(evidence))


def _of_auto_map(opened: OpenSources) -> Iterator[Evidence]:
    """The first class that each configuration names."""
    texts = opened.sources.texts
    for path in sorted(path for path in texts if path.endswith("config.json")):
        places = places_of(texts[path])
        if key := next((key for key in places if key.startswith("auto_map.")), ""):
            yield opened.from_file(path, key, places[key].line)


def _of_scan(opened: OpenSources) -> Iterator[SecurityFact]:
    key = "securityRepoStatus"
    status = (opened.sources.api or {}).get(key)
    if not isinstance(status, Mapping):
        yield SecurityFact(Words("The Hub’s scan was not asked for."), "plain")
        return
    issues, done = status.get("filesWithIssues"), status.get("scansDone")
    flagged = [_issue(issue) for issue in mappings(issues) if issue.get("path")]
    if flagged:
        text = Words("The Hub’s scanners report issues in it.")
        evidence = tuple(opened.from_api(f"{key}.filesWithIssues", one) for one in flagged[:_MOST_EVIDENCE])
        yield SecurityFact(text, "warning", first_few(flagged), evidence)
    evidence = (opened.from_api(f"{key}.scansDone", str(done).lower()),)
    if done is False:
        yield SecurityFact(Words("The Hub’s scanners are not done with it."), "plain", evidence=evidence)
    elif done is True and issues == []:
        yield SecurityFact(Words("The Hub’s scanners found nothing in it."), "plain", evidence=evidence)
    elif done is not True or not isinstance(issues, list) or len(flagged) < len(issues):
        text = Words("What the Hub’s scanners say of it cannot be read.")
        odd = json.dumps(issues, ensure_ascii=False, default=str)[:200]
        evidence = (opened.from_api(f"{key}.filesWithIssues", odd),)
        yield SecurityFact(text, "careful" if issues else "plain", evidence=evidence)


def _issue(issue: Mapping[str, Any]) -> str:
    """The file, and how bad a scanner takes it for: "model.pkl (unsafe)"."""
    level = issue.get("level")
    path = str(issue.get("path", ""))[:200]
    return f"{path} ({level[:30]})" if isinstance(level, str) and level else path


def first_few(names: Iterable[str]) -> str:
    """The first few, and how many more there are; signs that cannot be seen by their number."""
    all_ = list(names)
    shown = enumerated(label_of(name[:80]) for name in all_[:_MOST_NAMES])
    rest = len(all_) - _MOST_NAMES
    return Words("{names} and {count} more", names=shown, count=rest) if rest > 0 else shown


def header_security_facts(
    header: Header, file_size: int | None = None, repo: str = ""
) -> tuple[SecurityFact, ...]:
    """Facts of a parsed header. ``file_size`` in bytes, where the whole file is here."""
    return (
        *_of_header_templates(header, repo),
        *_of_texts(header, repo),
        *_of_tensors(header, file_size, repo),
    )


def _of_header_templates(header: Header, repo: str) -> Iterator[SecurityFact]:
    """The usual template, and those that a header may hold beside it, for tools and the like."""
    for key, value in header.metadata.items():
        if key.startswith(_TEMPLATE) and isinstance(value, str):
            yield from template_security_facts(value, Evidence(SourceKind.HEADER, key, "", repo))


def _of_texts(header: Header, repo: str) -> Iterator[SecurityFact]:
    texts: Mapping[str, str] = {
        k: v for k, v in header.metadata.items() if isinstance(v, str) and not k.startswith(_TEMPLATE)
    }
    hidden = {k: written(found[0]) for k, v in texts.items() if (found := HIDDEN.search(v[:10_000]))}
    if hidden:
        text = Words("Texts of its header hold characters that cannot be seen.")
        yield _odd(text, first_few(hidden), hidden.items(), repo)
    if long := [k for k, v in texts.items() if len(v) > _LONG_TEXT]:
        sizes = [(k, Words("{count} characters", count=len(texts[k]))) for k in long]
        yield _odd(Words("Texts of its header are unusually long."), first_few(long), sizes, repo)


def _of_tensors(header: Header, file_size: int | None, repo: str) -> Iterator[SecurityFact]:
    unknown = sorted({t.type_name for t in header.tensors if t.size is None})
    if unknown:
        text = Words("Has tensor types that this app does not know.")
        yield _odd(text, first_few(unknown), (("tensors", name) for name in unknown), repo)
    if twice := [name for name, count in Counter(t.name for t in header.tensors).items() if count > 1]:
        text = Words("Names a tensor twice.")
        yield _odd(text, first_few(twice), (("tensors", name[:200]) for name in twice), repo)
    rest = file_size - header.data_end if file_size is not None and header.tensors and not unknown else 0
    if rest > _alignment(header):
        said = Words("{size} behind the last tensor", size=size_text(rest))
        yield _odd(Words("Holds bytes that no tensor uses."), said, [("tensors", said)], repo)


def _alignment(header: Header) -> int:
    return header.number("general.alignment") or 32


def _odd(text: Words, place: str, quotes: Iterable[tuple[str, str]], repo: str) -> SecurityFact:
    """``quotes``: keys, and what stands there."""
    evidence = (Evidence(SourceKind.HEADER, key, quote, repo) for key, quote in list(quotes)[:_MOST_QUOTED])
    return SecurityFact(text, "careful", place, tuple(evidence))
