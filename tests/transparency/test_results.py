"""Results of tests: whose they are, how they were measured, and what only claims."""

import pytest

from explorer.domain.facts import Verdict
from explorer.transparency.benchmarks.benchmark_result import BenchmarkResult
from explorer.transparency.benchmarks.results import results_of
from explorer.transparency.reading import Reading
from explorer.transparency.sources import Sources
from tests.transparency.cards import finding, table

ROWS = """## Evaluation

| Model | MMLU (5-shot) | HellaSwag |
|---|---|---|
| Egg 1B | 20.1 | 31.0 |
| Wren 1B | 41.5 | 60.2 |
"""
COLUMNS = """## Benchmarks

| Benchmark | Egg 1B | Wren 1B |
|---|---|---|
| MMLU | 20.1 | 41.5 |
| GSM8K | 1.0 | 12.2 |
| ARC-C | 22.0 | 33.3 |
"""


def read(card: str, repo: str = "meadow/wren-1b", **more: object) -> tuple[BenchmarkResult, ...]:
    return results_of(Reading(Sources(repo=repo, card=card, **more), table()))  # type: ignore[arg-type]


def own(card: str, repo: str = "meadow/wren-1b") -> list[tuple[str, str]]:
    return [(r.benchmark, r.value) for r in read(card, repo) if not r.model]


def own_results(card: str, repo: str) -> list[str]:
    return [result.value for result in read(card, repo) if not result.model]


def test_models_in_rows_and_models_in_columns_are_told_apart() -> None:
    assert own(ROWS) == [("MMLU (5-shot)", "41.5"), ("HellaSwag", "60.2")]
    assert own(COLUMNS) == [("MMLU", "41.5"), ("GSM8K", "12.2"), ("ARC-C", "33.3")]
    assert {r.model for r in read(COLUMNS) if r.model} == {"Egg 1B"}


def test_a_table_without_models_speaks_of_this_one() -> None:
    card = "## Results\n\n| Metric | Value |\n|---|---|\n| MMLU | 41.5 |\n| Avg. | 50.0 |\n"
    assert own(card) == [("MMLU", "41.5"), ("Avg.", "50.0")]


def test_one_row_of_nothing_but_values_is_this_models() -> None:
    card = "# Wren\n\n## Evaluation results\n\n| Ruby | Go | Java |\n|---|---|---|\n| 70.1 | 88.2 | 71 |\n"
    assert own(card) == [("Ruby", "70.1"), ("Go", "88.2"), ("Java", "71")]


def html(*rows: str) -> str:
    return "## Evaluation\n\n<table>\n" + "\n".join(f"<tr>{row}</tr>" for row in rows) + "\n</table>\n"


def told(card: str) -> list[tuple[str, str, str, str, str]]:
    return [(r.benchmark, r.value, r.model, r.metric, r.setting) for r in read(card)]


def test_a_cell_over_two_columns_moves_no_value_into_another_models_column() -> None:
    card = html(
        "<th>Benchmark</th><th>Shots</th><th>Wren 1B</th><th>Egg 1B</th>",
        "<td colspan=2>MMLU</td><td>41.5</td><td>20.1</td>",
        "<td>GSM8K</td><td>5</td><td>12.2</td><td>1.0</td>",
    )
    assert own(card) == [("MMLU", "41.5"), ("GSM8K", "12.2")]
    assert {r.model for r in read(card)} == {"", "Egg 1B"}


def test_values_below_a_name_over_two_columns_are_that_models() -> None:
    card = html(
        "<th>Benchmark</th><th colspan='2'>Wren 1B</th><th colspan='2'>Egg 1B</th>",
        "<td>MMLU</td><td>41.5</td><td>42.2</td><td>20.1</td><td>21.1</td>",
    )
    assert [(v, m) for _, v, m, _, _ in told(card)] == [
        ("41.5", ""), ("42.2", ""), ("20.1", "Egg 1B"), ("21.1", "Egg 1B")
    ]  # fmt: skip


def test_a_second_row_of_titles_says_how_it_was_measured_and_what() -> None:
    names = "<th rowspan=2>Benchmark</th><th colspan=2>Wren 1B</th><th colspan=2>Egg 1B</th>"
    values = "<td>MMLU</td><td>41.5</td><td>42.2</td><td>20.1</td><td>21.1</td>"
    shots = html(names, "<th>0-shot</th><th>5-shot</th>" * 2, values)
    assert told(shots) == [
        ("MMLU", "41.5", "", "", "0-shot"),
        ("MMLU", "42.2", "", "", "5-shot"),
        ("MMLU", "20.1", "Egg 1B", "", "0-shot"),
        ("MMLU", "21.1", "Egg 1B", "", "5-shot"),
    ]
    measures = html(names, "<td>acc</td><td>f1</td>" * 2, values)
    assert [(v, m, metric) for _, v, m, metric, _ in told(measures)] == [
        ("41.5", "", "acc"), ("42.2", "", "f1"), ("20.1", "Egg 1B", "acc"), ("21.1", "Egg 1B", "f1")
    ]  # fmt: skip


def test_a_title_over_category_and_test_leaves_the_test_its_name() -> None:
    card = html(
        "<th colspan=2>Benchmark</th><th>Wren 1B</th><th>Egg 1B</th>",
        "<td>General</td><td>MMLU</td><td>41.5</td><td>20.1</td>",
        "<td>Maths</td><td>GSM8K</td><td>12.2</td><td>1.0</td>",
    )
    assert own(card) == [("MMLU", "41.5"), ("GSM8K", "12.2")]


def test_a_column_of_no_name_is_not_this_models() -> None:
    card = "## Results\n\n| Benchmark | Wren 1B | - |\n|---|---|---|\n| MMLU | 41.5 | 20.1 |\n"
    assert own(card) == [("MMLU", "41.5")]


def test_results_of_others_are_not_counted_beside_a_sentence_on_this_model() -> None:
    card = "# Wren\n\nWren scores 41.5% on MMLU.\n\n" + ROWS.replace("Wren", "Hen")
    assert finding("evaluation", card, repo="meadow/wren-1b").value == 1


def test_one_row_that_begins_with_its_metric_is_this_models() -> None:
    found = read(
        "# Wren\n\n| Metric | hellaswag | arc_easy |\n|---|---|---|\n| **Accuracy** | 0.651833 | 0.5441 |"
    )
    assert [(r.benchmark, r.value, r.model) for r in found] == [
        ("hellaswag", "0.651833", ""),
        ("arc_easy", "0.5441", ""),
    ]


def test_a_value_stays_as_it_is_written() -> None:
    card = (
        "## Results\n\n| Benchmark | Wren 1B |\n|---|---|\n| MMLU | 0.415 |\n| GSM8K | 12.2% |\n"
        "| MT-Bench | 6.1 / 10 |\n"
    )
    assert [value for _, value in own(card)] == ["0.415", "12.2%", "6.1 / 10"]


@pytest.mark.parametrize(
    "table_",
    [
        "| Filename | Quant type | File Size |\n|---|---|---|\n| a.gguf | Q4_K_M | 4.37 |\n",
        "| Hyperparameter | Value |\n|---|---|\n| learning rate | 0.5 |\n",
        "| GPU | tokens/s |\n|---|---|\n| A | 41.5 |\n| B | 22.1 |\n",
        "| Layers | Heads |\n|---|---|\n| 24 | 16 |\n",
    ],
)
def test_tables_of_other_things_hold_no_results(table_: str) -> None:
    assert read(f"# Wren\n\n{table_}") == ()
    assert finding("evaluation", f"# Wren\n\n{table_}").verdict is Verdict.NOT_DISCLOSED


def test_numbers_with_their_setup_are_open_and_without_it_partial() -> None:
    assert finding("evaluation", ROWS, repo="meadow/wren-1b").verdict is Verdict.OPEN
    bare = ROWS.replace(" (5-shot)", "")
    assert finding("evaluation", bare, repo="meadow/wren-1b").verdict is Verdict.PARTIAL


def test_results_of_another_model_alone_are_said_to_be_such() -> None:
    found = finding("evaluation", ROWS.replace("Wren", "Hen"), repo="meadow/wren-1b")
    assert (found.verdict, found.value, found.text) == (Verdict.PARTIAL, 0, "Results of another model")


def test_a_claim_without_a_number_is_a_claim() -> None:
    found = finding("evaluation", "# Wren\n\nWren outperforms all models of its size on common benchmarks.\n")
    assert (found.verdict, found.value, found.text) == (Verdict.PARTIAL, 0, "Claims without numbers")


def index(entries: str, more: str = "") -> str:
    return f"---\n{more}model-index:\n- name: wren-1b\n  results:\n{entries}---\n# Wren\n"


def entries(count: int, padding: str = "") -> str:
    return "".join(
        f"  - dataset:\n      name: Task {n}\n      revision: {padding}\n"
        f"    metrics:\n    - type: acc\n      value: {n}.5\n"
        for n in range(count)
    )


def test_the_long_metadata_of_an_embedding_model_is_read() -> None:
    card = index(entries(1500, "x" * 200))
    assert len(card) > 400_000
    found = finding("evaluation", card, repo="meadow/wren-1b")
    assert (found.verdict, found.value, found.text) == (
        Verdict.PARTIAL, 1500, "1500 results · Task 0, Task 1"
    )  # fmt: skip


def test_of_more_results_than_are_listed_the_number_is_said() -> None:
    card = index(entries(3000))
    found = finding("evaluation", card, repo="meadow/wren-1b")
    assert (found.value, str(found.text)) == (
        3000, "3000 results, the first 2000 of them listed · Task 0, Task 1"
    )  # fmt: skip
    assert len(read(card)) == 2000


@pytest.mark.parametrize(
    ("more", "entries_", "why"),
    [
        ("", entries(9000, "x" * 60), "the metadata of the card is too long"),
        ("", entries(16_000), "the metadata of the card is too long"),
        ("tags: " + "[" * 60 + "]" * 60 + "\n", entries(2), "the metadata of the card is too long"),
        ("a: &a 1\nb: *a\n", entries(2), "the metadata of the card is not written as it should be"),
        ("a: [never closed\n", entries(2), "the metadata of the card is not written as it should be"),
    ],
    ids=["long", "cut", "deep", "refers", "broken"],
)
def test_results_in_metadata_that_cannot_be_read_are_not_checked(more: str, entries_: str, why: str) -> None:
    found = finding("evaluation", index(entries_, more), repo="meadow/wren-1b")
    assert (found.verdict, found.value) == (Verdict.NOT_CHECKED, None)
    assert str(found.text) == f"Not checked: results could not be read, as {why}"


def test_what_could_not_be_read_is_said_beside_what_could() -> None:
    card = index(entries(2), "a: [never closed\n") + COLUMNS
    text = str(finding("evaluation", card, repo="meadow/wren-1b").text)
    assert text.startswith("3 results · MMLU, GSM8K · results could not be read, as the metadata")


@pytest.mark.parametrize(
    "value",
    [".nan", "-.inf", "TBD", "N/A", "true", "1e999", "~", "[1]", "1.2.3", '""', "-1e9999999", "1.5E+9999999"],
)
def test_a_value_without_a_number_is_no_result(value: str) -> None:
    card = index(f"  - dataset: {{name: MMLU}}\n    metrics: [{{type: acc, value: {value}}}]\n")
    assert read(card) == ()
    assert finding("evaluation", card).verdict is Verdict.NOT_DISCLOSED


@pytest.mark.parametrize(
    "value", ["61.2 %", "-3", ".5", "≈61", "7.5/10", "1,892", "0.45 ± 0.02", "8.2e+00", "61,2"]
)
def test_a_value_of_the_metadata_stays_as_it_is_written(value: str) -> None:
    card = index(f"  - dataset: {{name: MMLU}}\n    metrics: [{{type: acc, value: '{value}'}}]\n")
    assert own(card) == [("MMLU", value)]


def test_an_embedded_original_card_speaks_of_the_original() -> None:
    card = "# Wren 1B GGUF\n\nQuants.\n\n# Original model card\n\n" + ROWS
    assert {r.model for r in read(card, "q/wren-1b-GGUF")} == {"original model", "Egg 1B"}


def test_results_of_the_hub_say_who_vouches_for_them() -> None:
    api = {
        "evalResults": [
            {"dataset": {"id": "meadow/songs"}, "value": 61.0, "verified": True},
            {"dataset": {"id": "meadow/calls"}, "value": 12.5, "source": {"url": "https://example.org"}},
            {"dataset": 7, "value": []},
        ]
    }
    assert [(r.benchmark, r.value, r.proof) for r in read("# Wren", api=api)] == [
        ("meadow/songs", "61.0", "verified"),
        ("meadow/calls", "12.5", "community"),
    ]


@pytest.mark.parametrize(
    "broken",
    ["model-index: 7", "model-index: [1, {results: x}]", "model-index:\n- name: []\n  results: {a: 1}"],
)
def test_broken_metadata_holds_no_results_and_hurts_nothing(broken: str) -> None:
    assert read(f"---\n{broken}\n---\n# Wren\n") == ()
