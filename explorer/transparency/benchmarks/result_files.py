"""Results in ``.eval_results/*.yaml`` of a repo, and those that the Hub's answer carries as ``evalResults``.

One shape, two witnesses: an entry is ``{dataset: {id, task_id, revision}, value, date, source: {url, name,
user, org}, notes, verifyToken}``; the Hub may wrap it as ``{filename, data, verified}``. A token in a file
proves nothing to this app, which cannot check it: only the Hub's own word makes a result verified.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from explorer.domain.facts import Evidence
from explorer.transparency.benchmarks.benchmark_result import MAX_NAME, BenchmarkResult, Proof, stated_value
from explorer.transparency.card_text.yaml_values import RefusedYamlError, YamlDocument, parsed
from explorer.transparency.reading import Reading
from explorer.transparency.repo_files import RESULTS_FILE
from explorer.transparency.sources import mappings

_LINES = 8  # of one entry that are quoted
_OWNED = re.compile(
    r"^https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?:spaces/|datasets/)?(?P<owner>[\w.-]+)/"
)
_PAPER = re.compile(r"^https?://(?:[\w.-]+\.)?(?:arxiv\.org|huggingface\.co/papers|doi\.org)/", re.IGNORECASE)
_PROOFS: tuple[Proof, ...] = ("claimed", "community", "verified")  # the strongest last

type Entry = Mapping[str, Any]


def results_of_files(reading: Reading) -> Iterator[BenchmarkResult]:
    """Those of the files, each quoted with its lines."""
    for path, document in reading.once(_documents).items():
        for item in document.items if document else ():
            if isinstance(item.value, Mapping):
                first = item.first_line + 1
                last = min(item.last_line + 1, first + _LINES - 1)
                yield from _result(item.value, reading, reading.from_file(path, "", first, last))


def unread_files(reading: Reading) -> tuple[str, ...]:
    """The paths of those that could not be read."""
    return tuple(path for path, document in reading.once(_documents).items() if document is None)


def results_of_hub(reading: Reading) -> Iterator[BenchmarkResult]:
    """Those of the Hub's answer."""
    for item in mappings((reading.sources.api or {}).get("evalResults")):
        inner = item.get("data")
        entry = inner if isinstance(inner, Mapping) else item
        if "error" in item or (value := stated_value(entry.get("value"))) is None:
            continue
        place = reading.from_api("evalResults", f"{_name(entry)}: {value}")
        for result in _result(entry, reading, place):
            proof: Proof = "verified" if item.get("verified") is True else result.proof
            yield replace(result, proof="community" if _is_proposed(item) and proof == "claimed" else proof)


def merged(filed: Sequence[BenchmarkResult], told: Sequence[BenchmarkResult]) -> tuple[BenchmarkResult, ...]:
    """Each result once: the file's line is the better quote, the Hub's word the stronger proof."""
    by_key = {_key(result): result for result in told}
    lines = []
    for result in filed:
        same = by_key.pop(_key(result), None)
        proofs = (result.proof, same.proof if same is not None else result.proof)
        lines.append(replace(result, proof=max(proofs, key=_PROOFS.index)))
    return (*lines, *by_key.values())


def _key(result: BenchmarkResult) -> tuple[str, str, float | str]:
    """A file may write 20.90 where the Hub says 20.9."""
    try:
        value: float | str = float(result.value)
    except ValueError:
        value = result.value
    return result.benchmark.lower(), result.metric, value


def _documents(reading: Reading) -> dict[str, YamlDocument | None]:
    """What each file holds, ``None`` where it cannot be read as a list."""
    paths = sorted(path for path in reading.sources.texts if RESULTS_FILE.search(path))
    return {path: _document(reading.sources.texts[path]) for path in paths}


def _document(text: str) -> YamlDocument | None:
    try:
        found = parsed(text)
    except RefusedYamlError:
        return None
    return None if found.pairs else found


def _result(entry: Entry, reading: Reading, evidence: Evidence) -> Iterator[BenchmarkResult]:
    value, name = stated_value(entry.get("value")), _name(entry)
    if value is None or not name:
        return
    source = entry.get("source")
    source = source if isinstance(source, Mapping) else {}
    yield BenchmarkResult(
        name,
        value,
        evidence,
        (_text(entry.get("notes")) or "")[:MAX_NAME],
        _task(entry)[:MAX_NAME],
        proof=_proof(source, reading.sources.repo),
        source=(_text(source.get("url")) or _text(source.get("name")) or "")[:MAX_NAME],
        dated=(_text(entry.get("date")) or "")[:40],
    )


def _proof(source: Mapping[str, Any], repo: str) -> Proof:
    """Whose word it is: of the owner and of a paper it is the makers', of anybody else the community's."""
    url = _text(source.get("url")) or ""
    named = _text(source.get("org")) or _text(source.get("user"))
    owned = _OWNED.match(url)
    if _PAPER.match(url):
        return "claimed"
    who = named or (owned["owner"] if owned else "")
    return "community" if (who or url) and who.lower() != repo.partition("/")[0].lower() else "claimed"


def _is_proposed(item: Entry) -> bool:
    """Whether it only stands in a request to change the repo, which its owner has not taken."""
    return any(item.get(key) for key in ("pullRequest", "pr", "discussion"))


def _name(entry: Entry) -> str:
    data = entry.get("dataset")
    name = data.get("name") or data.get("id") if isinstance(data, Mapping) else data
    return (_text(name) or "")[:MAX_NAME]


def _task(entry: Entry) -> str:
    """The part of the benchmark, where it has parts."""
    data = entry.get("dataset")
    task = _text(data.get("task_id")) if isinstance(data, Mapping) else None
    return "" if task in (None, "default") else str(task)


def _text(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    return str(value).strip() or None
