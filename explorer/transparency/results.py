"""Results of tests that a card or the Hub states: each with its benchmark, setting and value as given.

Nothing is averaged and no unit is guessed. A result of another model in the same table is told apart by
its name; a table that names no model is taken to speak of the model whose card it stands in.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from explorer.domain.facts import Evidence
from explorer.transparency.benchmark_result import MAX_NAME, BenchmarkResult, Proof
from explorer.transparency.reading import Reading
from explorer.transparency.result_tables import names_this, results_of_tables

MAX_RESULTS = 2000


def results_of(reading: Reading) -> tuple[BenchmarkResult, ...]:
    """All that are stated, in the order of the sources: the card's tables, its metadata, the Hub."""
    found = (*results_of_tables(reading), *_of_index(reading), *_of_hub(reading))
    return found[:MAX_RESULTS]


def _of_index(reading: Reading) -> Iterator[BenchmarkResult]:
    """``model-index`` of the metadata; one that names another model is that model's."""
    if reading.card is None or "model-index" not in reading.card.entries:
        return
    evidence = reading.from_yaml("model-index")
    for model in _list(reading.card.value("model-index")):
        name = str(model.get("name", ""))
        other = "" if not name or names_this(name, reading) else name
        for result in _list(model.get("results")):
            yield from _of_entry(result, evidence, other)


def _of_entry(result: Mapping[str, Any], evidence: Evidence, other: str) -> Iterator[BenchmarkResult]:
    data, source = result.get("dataset"), result.get("source")
    data = data if isinstance(data, Mapping) else {}
    arguments = data.get("args")
    shots = arguments.get("num_few_shot") if isinstance(arguments, Mapping) else None
    named = str(source.get("name", "")) if isinstance(source, Mapping) else ""
    setting = f"{shots}-shot" if str(shots).isdigit() else named
    for metric in _list(result.get("metrics")):
        value = metric.get("value")
        if isinstance(value, int | float | str) and not isinstance(value, bool) and str(value).strip():
            proof: Proof = "verified" if metric.get("verified") is True else "claimed"
            name = str(data.get("name") or data.get("type") or metric.get("name") or "")[:MAX_NAME]
            yield BenchmarkResult(
                name,
                str(value)[:MAX_NAME],
                evidence,
                setting[:MAX_NAME],
                str(metric.get("type", ""))[:MAX_NAME],
                other,
                proof,
            )


def _of_hub(reading: Reading) -> Iterator[BenchmarkResult]:
    """``evalResults`` of the Hub's answer."""
    for entry in _list((reading.sources.api or {}).get("evalResults")):
        data, value = entry.get("dataset"), entry.get("value")
        name = data.get("name") or data.get("id") if isinstance(data, Mapping) else data
        if isinstance(value, int | float | str) and not isinstance(value, bool) and isinstance(name, str):
            proof: Proof = (
                "verified"
                if entry.get("verified") is True
                else "community"
                if entry.get("source")
                else "claimed"
            )
            yield BenchmarkResult(
                name[:MAX_NAME],
                str(value)[:MAX_NAME],
                reading.from_api("evalResults", f"{name}: {value}"),
                proof=proof,
            )


def _list(value: object) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list | tuple) else []
