"""What should make one careful: files that can run code, what scanners said, odd templates and headers.

Facts with their place, no alarm: a file that can run code is not a file that does harm.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any, Literal

from explorer.domain.facts import Evidence, SourceKind
from explorer.domain.token_text import label_of
from explorer.domain.words import Words, enumerated
from explorer.transparency.json_places import places_of
from explorer.transparency.safety.odd_template import oddities
from explorer.transparency.sources import Sources

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


@dataclass(frozen=True)
class SecurityFact:
    """One thing to know. ``place``: the files or key it was seen in; ``evidence``: as it stands there."""

    text: Words
    weight: Weight
    place: str = ""
    evidence: tuple[Evidence, ...] = ()


def repo_security_facts(sources: Sources) -> tuple[SecurityFact, ...]:
    """From the Hub's answer, and config.json where it was read: files, own code, scan, signature."""
    api = sources.api or {}
    return (
        *_of_names(sources, _names(api)),
        *_of_own_code(sources),
        *_of_templates(sources, api),
        *_of_scan(sources, api),
    )


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


def _of_templates(sources: Sources, api: Mapping[str, Any]) -> Iterator[SecurityFact]:
    """Those that the Hub read out of a GGUF header or a tokenizer's configuration."""
    gguf, config = api.get("gguf"), api.get("config")
    tokenizer = config.get("tokenizer_config") if isinstance(config, Mapping) else None
    for key, part in (("gguf", gguf), ("config.tokenizer_config", tokenizer)):
        template = part.get("chat_template") if isinstance(part, Mapping) else None
        several = template if isinstance(template, list) else [template]
        for one in [t.get("template") if isinstance(t, Mapping) else t for t in several]:
            if isinstance(one, str):
                yield from template_security_facts(one, of_answer(sources, f"{key}.chat_template", ""))


def _names(api: Mapping[str, Any]) -> list[str]:
    siblings = api.get("siblings")
    items = siblings if isinstance(siblings, list) else []
    names = [s.get("rfilename") for s in items if isinstance(s, Mapping)]
    return [name[-_LONGEST:] for name in names if isinstance(name, str)]


def _of_names(sources: Sources, names: list[str]) -> Iterator[SecurityFact]:
    running = Words("Has weights in a format that can run code when it is opened. GGUF files cannot.")
    layers = Words("Has files of a format that can hold code as a layer. This app never opens them.")
    kinds = (
        (running, _can_run_code(names)),
        (layers, [n for n in names if _LAYERS.search(n)]),
        (Words("Has program files. This app never runs any."), [n for n in names if _CODE.search(n)]),
    )
    for text, found in kinds:
        if found:
            yield _of_files(sources, text, "careful", found)
    if signed := [n for n in names if _SIGNED.search(n)]:
        yield _of_files(sources, Words("Has signatures. This app does not check them."), "plain", signed)
    elif names:
        yield SecurityFact(Words("Not signed: nothing proves who made these files."), "plain")


def _can_run_code(names: list[str]) -> list[str]:
    there = frozenset(names)
    return [name for name in names if _is_pickle(name, there)]


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


def _of_files(sources: Sources, text: Words, weight: Weight, names: list[str]) -> SecurityFact:
    evidence = tuple(of_answer(sources, "siblings", name) for name in names[:_MOST_EVIDENCE])
    return SecurityFact(text, weight, first_few(names), evidence)


def _of_own_code(sources: Sources) -> Iterator[SecurityFact]:
    """Whether other programs are asked to run the repo's own Python: ``auto_map``, ``trust_remote_code``."""
    text = Words("Asks other programs to run its own Python code (trust_remote_code). This app never does.")
    evidence = [*_of_auto_map(sources)]
    config = (sources.api or {}).get("config")
    mapped = config.get("auto_map") if isinstance(config, Mapping) else None
    if not evidence and isinstance(mapped, Mapping) and mapped:
        evidence.append(of_answer(sources, "config.auto_map", ", ".join(map(str, mapped))[:200]))
    tags = (sources.api or {}).get("tags")
    if isinstance(tags, list) and _CUSTOM_CODE in tags:
        evidence.append(of_answer(sources, "tags", _CUSTOM_CODE))
    if evidence:
        yield SecurityFact(text, "careful", evidence[0].place, tuple(evidence))


def _of_auto_map(sources: Sources) -> Iterator[Evidence]:
    for path in sorted(p for p in sources.texts if p.endswith("config.json")):
        text = sources.texts[path]
        for key, place in places_of(text).items():
            if key.startswith("auto_map."):
                line = text.split("\n")[place.line - 1][:600]
                kind, commit = SourceKind.FILE, sources.commit
                yield Evidence(
                    kind,
                    key[:200],
                    line,
                    sources.repo,
                    commit,
                    place.line,
                    place.line,
                    0,
                    sources.read_at,
                    path,
                )
                break


def _of_scan(sources: Sources, api: Mapping[str, Any]) -> Iterator[SecurityFact]:
    key = "securityRepoStatus"
    status = api.get(key)
    if not isinstance(status, Mapping):
        yield SecurityFact(Words("The Hub’s scan was not asked for."), "plain")
        return
    issues, done = status.get("filesWithIssues"), status.get("scansDone")
    listed_ = issues if isinstance(issues, list) else []
    flagged = [_issue(i) for i in listed_ if isinstance(i, Mapping) and i.get("path")]
    if flagged:
        text = Words("The Hub’s scanners report issues in it.")
        evidence = tuple(
            of_answer(sources, f"{key}.filesWithIssues", one) for one in flagged[:_MOST_EVIDENCE]
        )
        yield SecurityFact(text, "warning", first_few(flagged), evidence)
    evidence = (of_answer(sources, f"{key}.scansDone", str(done).lower()),)
    if done is False:
        yield SecurityFact(Words("The Hub’s scanners are not done with it."), "plain", evidence=evidence)
    elif done is True and issues == []:
        yield SecurityFact(Words("The Hub’s scanners found nothing in it."), "plain", evidence=evidence)
    elif done is not True or not isinstance(issues, list) or len(flagged) < len(issues):
        text = Words("What the Hub’s scanners say of it cannot be read.")
        odd = json.dumps(issues, ensure_ascii=False, default=str)[:200]
        evidence = (of_answer(sources, f"{key}.filesWithIssues", odd),)
        yield SecurityFact(text, "careful" if issues else "plain", evidence=evidence)


def _issue(issue: Mapping[str, Any]) -> str:
    """The file, and how bad a scanner takes it for: "model.pkl (unsafe)"."""
    level = issue.get("level")
    path = str(issue.get("path", ""))[:200]
    return f"{path} ({level[:30]})" if isinstance(level, str) and level else path


def of_answer(sources: Sources, key: str, value: str) -> Evidence:
    """A key of the Hub's answer with its value."""
    quote = f"{key}: {value}"
    return Evidence(SourceKind.API, key, quote, sources.repo, sources.commit, read_at=sources.read_at)


def first_few(names: Iterable[str]) -> str:
    """The first few, and how many more there are; signs that cannot be seen by their number."""
    all_ = list(names)
    shown = enumerated(label_of(name[:80]) for name in all_[:_MOST_NAMES])
    rest = len(all_) - _MOST_NAMES
    return Words("{names} and {count} more", names=shown, count=rest) if rest > 0 else shown
