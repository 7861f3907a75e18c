"""Results of tests that a card, a file of the repo or the Hub states: each with benchmark, setting and value.

Nothing is averaged and no unit is guessed. A result of another model in the same table is told apart by
its name; a table that names no model is taken to speak of the model whose card it stands in.

Files of ``.eval_results/*.yaml`` and the Hub's ``evalResults`` have one shape: ``{dataset: {id, task_id,
revision}, value, date, source: {url, name, user, org}, notes, verifyToken}``; the Hub may wrap it as
``{filename, data, verified}``. A token in a file proves nothing to this app, which cannot check it: only the
Hub's own word makes a result verified.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from explorer.domain.facts import Evidence
from explorer.domain.words import Words, enumerated, joined
from explorer.transparency.benchmarks.benchmark_result import MAX_NAME, BenchmarkResult, Proof, stated_value
from explorer.transparency.benchmarks.result_names import entitles_this
from explorer.transparency.benchmarks.result_tables import results_of_tables
from explorer.transparency.card_text.yaml_values import RefusedYamlError, YamlDocument, parsed
from explorer.transparency.reading import Reading
from explorer.transparency.repo_files import RESULTS_FILE
from explorer.transparency.sources import mapping, mappings

MAX_RESULTS = 2000  # that are listed
_LINES = 8  # of one entry that are quoted
_OWNED = re.compile(
    r"^https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?:spaces/|datasets/)?(?P<owner>[\w.-]+)/"
)
_PAPER = re.compile(r"^https?://(?:[\w.-]+\.)?(?:arxiv\.org|huggingface\.co/papers|doi\.org)/", re.IGNORECASE)
_PROOFS: tuple[Proof, ...] = ("claimed", "community", "verified")  # the strongest last

type Entry = Mapping[str, Any]


def results_of(reading: Reading) -> tuple[BenchmarkResult, ...]:
    """The first of those that are stated."""
    return reading.once(all_results)[:MAX_RESULTS]


def all_results(reading: Reading) -> tuple[BenchmarkResult, ...]:
    """All, in the order of the sources: the card's tables, its metadata, files, the Hub."""
    filed = _merged(tuple(_results_of_files(reading)), tuple(_results_of_hub(reading)))
    return (*results_of_tables(reading), *_of_index(reading), *filed)


def unread_results(reading: Reading) -> str:
    """What of the results that are there could not be read, in words, "" for nothing."""
    why = reading.card.half_read.get("model-index") if reading.card is not None else ""
    files = enumerated(_unread_files(reading))
    return joined(
        " · ",
        (
            Words("results could not be read, as {why}", why=why) if why else "",
            Words("{files} could not be read", files=files) if files else "",
        ),
    )


def results_above(results: Iterable[BenchmarkResult], repo: str, hops: int) -> Iterator[BenchmarkResult]:
    """Those that a model above states of itself, each with whose it is: they are not this model's."""
    for result in results:
        if not result.model:
            evidence = replace(result.evidence, repo=result.evidence.repo or repo, hop=hops)
            yield replace(result, model=repo, evidence=evidence)


def _of_index(reading: Reading) -> Iterator[BenchmarkResult]:
    """``model-index`` of the metadata; one that names another model is that model's.

    A card that calls its own result verified still only claims it.
    """
    if reading.card is None or "model-index" not in reading.card.entries:
        return
    evidence = reading.from_yaml("model-index")
    for model in mappings(reading.card.value("model-index")):
        name = str(model.get("name", ""))[:MAX_NAME]
        other = "" if entitles_this(name, reading) else name
        for result in mappings(model.get("results")):
            yield from _of_entry(result, evidence, other)


def _of_entry(result: Mapping[str, Any], evidence: Evidence, other: str) -> Iterator[BenchmarkResult]:
    data, source = mapping(result.get("dataset")), mapping(result.get("source"))
    shots = mapping(data.get("args")).get("num_few_shot")
    named, address = str(source.get("name") or ""), str(source.get("url") or "")
    setting = f"{shots}-shot" if str(shots).isdigit() else named
    for metric in mappings(result.get("metrics")):
        if value := stated_value(metric.get("value")):
            name = str(data.get("name") or data.get("type") or metric.get("name") or "")[:MAX_NAME]
            yield BenchmarkResult(
                name,
                value,
                evidence,
                setting[:MAX_NAME],
                str(metric.get("type", ""))[:MAX_NAME],
                other,
                source=(address or named)[:MAX_NAME],
            )


def _results_of_files(reading: Reading) -> Iterator[BenchmarkResult]:
    """Those of the files, each quoted with its lines."""
    for path, document in reading.once(_documents).items():
        for item in document.items if document else ():
            if isinstance(item.value, Mapping):
                first = item.first_line + 1
                last = min(item.last_line + 1, first + _LINES - 1)
                yield from _result(item.value, reading, reading.from_file(path, "", first, last))


def _unread_files(reading: Reading) -> tuple[str, ...]:
    """The paths of those that could not be read."""
    return tuple(path for path, document in reading.once(_documents).items() if document is None)


def _results_of_hub(reading: Reading) -> Iterator[BenchmarkResult]:
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


def _merged(filed: Sequence[BenchmarkResult], told: Sequence[BenchmarkResult]) -> tuple[BenchmarkResult, ...]:
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
    source, notes = mapping(entry.get("source")), _text(entry.get("notes"))
    task = _text(mapping(entry.get("dataset")).get("task_id"))  # where it has parts
    told = BenchmarkResult(name, value, evidence, notes, "" if task == "default" else task)
    yield replace(
        told,
        proof=proof_of(source, reading.sources.repo),
        source=_text(source.get("url")) or _text(source.get("name")),
        dated=_text(entry.get("date"))[:40],
    )


def proof_of(source: Mapping[str, Any], repo: str) -> Proof:
    """Whose word it is: of the owner it is the makers', of anybody else the community's. A paper counts as
    the makers' where nobody is named beside it.
    """
    url = _text(source.get("url"))
    named = _text(source.get("org")) or _text(source.get("user"))
    owned = _OWNED.match(url)
    if not named and _PAPER.match(url):
        return "claimed"
    who = named or (owned["owner"] if owned else "")
    return "community" if (who or url) and who.lower() != repo.partition("/")[0].lower() else "claimed"


def _is_proposed(item: Entry) -> bool:
    """Whether it only stands in a request to change the repo, which its owner has not taken."""
    return any(item.get(key) for key in ("pullRequest", "pr", "discussion"))


def _name(entry: Entry) -> str:
    data = entry.get("dataset")
    name = data.get("name") or data.get("id") if isinstance(data, Mapping) else data
    return _text(name)


def _text(value: object) -> str:
    """ "" for what is neither a text nor a number."""
    is_told = isinstance(value, int | float | str) and not isinstance(value, bool)
    return str(value).strip()[:MAX_NAME] if is_told else ""
