"""Results of tests that a card, a file of the repo or the Hub states: each with benchmark, setting and value.

Nothing is averaged and no unit is guessed. A result of another model in the same table is told apart by
its name; a table that names no model is taken to speak of the model whose card it stands in.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from explorer.domain.facts import Evidence
from explorer.domain.words import Words, enumerated, joined
from explorer.transparency.benchmarks.benchmark_result import MAX_NAME, BenchmarkResult, stated_value
from explorer.transparency.benchmarks.result_files import (
    merged,
    results_of_files,
    results_of_hub,
    unread_files,
)
from explorer.transparency.benchmarks.result_names import entitles_this
from explorer.transparency.benchmarks.result_tables import results_of_tables
from explorer.transparency.reading import Reading
from explorer.transparency.sources import mappings

MAX_RESULTS = 2000  # that are listed


def results_of(reading: Reading) -> tuple[BenchmarkResult, ...]:
    """The first of those that are stated."""
    return reading.once(all_results)[:MAX_RESULTS]


def all_results(reading: Reading) -> tuple[BenchmarkResult, ...]:
    """All, in the order of the sources: the card's tables, its metadata, files, the Hub."""
    filed = merged(tuple(results_of_files(reading)), tuple(results_of_hub(reading)))
    return (*results_of_tables(reading), *_of_index(reading), *filed)


def unread_results(reading: Reading) -> str:
    """What of the results that are there could not be read, in words, "" for nothing."""
    why = reading.card.half_read.get("model-index") if reading.card is not None else ""
    files = enumerated(unread_files(reading))
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
    data, source = result.get("dataset"), result.get("source")
    data = data if isinstance(data, Mapping) else {}
    arguments = data.get("args")
    shots = arguments.get("num_few_shot") if isinstance(arguments, Mapping) else None
    named = str(source.get("name") or "") if isinstance(source, Mapping) else ""
    address = str(source.get("url") or "") if isinstance(source, Mapping) else ""
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
