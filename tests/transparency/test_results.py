"""Results of tests: whose they are, how they were measured, and what only claims."""

import pytest

from explorer.domain.facts import Verdict
from explorer.transparency.benchmark_result import BenchmarkResult
from explorer.transparency.reading import Reading
from explorer.transparency.results import results_of
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


def test_models_in_rows_and_models_in_columns_are_told_apart() -> None:
    assert own(ROWS) == [("MMLU (5-shot)", "41.5"), ("HellaSwag", "60.2")]
    assert own(COLUMNS) == [("MMLU", "41.5"), ("GSM8K", "12.2"), ("ARC-C", "33.3")]
    assert {r.model for r in read(COLUMNS) if r.model} == {"Egg 1B"}


def test_another_size_of_the_same_name_is_another_model() -> None:
    card = ROWS.replace("Egg 1B", "Wren 7B")
    assert [value for _, value in own(card)] == ["41.5", "60.2"]


def test_the_teacher_of_this_checkpoint_is_another_model() -> None:
    assert own(COLUMNS.replace("Wren 1B", "This checkpoint")) == own(COLUMNS)
    assert own(COLUMNS.replace("Wren 1B", "This checkpoint's teacher")) == []


def test_a_table_without_models_speaks_of_this_one() -> None:
    card = "## Results\n\n| Metric | Value |\n|---|---|\n| MMLU | 41.5 |\n| Avg. | 50.0 |\n"
    assert own(card) == [("MMLU", "41.5"), ("Avg.", "50.0")]


def test_one_row_of_nothing_but_values_is_this_models() -> None:
    card = "# Wren\n\n## Evaluation results\n\n| Ruby | Go | Java |\n|---|---|---|\n| 70.1 | 88.2 | 71 |\n"
    assert own(card) == [("Ruby", "70.1"), ("Go", "88.2"), ("Java", "71")]


@pytest.mark.parametrize("name", ["Base-9b", "Chat-9b", "Instruct-v2", "base_9b"])
def test_a_model_called_by_common_words_alone_is_found_by_its_whole_name(name: str) -> None:
    card = f"## Evaluation\n\n| Benchmark | {name} | Egg-7B |\n|---|---|---|\n| MMLU | 71.3 | 65.0 |\n"
    assert own(card, repo=f"meadow/{name}") == [("MMLU", "71.3")]
    other = finding("evaluation", card, repo="meadow/Wren-9b")
    assert other.value == 0


def test_a_size_with_a_point_is_not_the_one_without() -> None:
    card = "## Evaluation\n\n| Benchmark | Wren 1.3B | Egg-7B |\n|---|---|---|\n| MMLU | 71.3 | 65.0 |\n"
    assert own(card, repo="meadow/Wren-13B") == []


def test_the_base_beside_this_model_is_another_one() -> None:
    table = "| Model | MMLU | GSM8K |\n|---|---|---|\n| Llama-3.1-8B | 66.6 | 50.1 |\n| {own} | 65.1 | 61.1 |"
    found = read(f"# Sora\n\n{table.format(own='Llama-3.1-8B-Sora')}", "heron/Llama-3.1-8B-Sora")
    assert [r.value for r in found if not r.model] == ["65.1", "61.1"]
    found = read(f"# Sora\n\n{table.format(own='Ours')}", "heron/Llama-3.1-8B-Sora")
    assert [r.value for r in found if not r.model] == ["65.1", "61.1"]


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


def test_metadata_that_names_another_model_is_that_models() -> None:
    card = """---
model-index:
- name: {name}
  results:
  - task: {{type: text-generation}}
    dataset: {{name: MMLU, type: mmlu, args: {{num_few_shot: 5}}}}
    metrics:
    - {{type: acc, value: 41.5}}
---
# Wren
"""
    mine = read(card.format(name="wren-1b"))
    assert [(r.benchmark, r.metric, r.value, r.setting, r.model) for r in mine] == [
        ("MMLU", "acc", "41.5", "5-shot", "")
    ]
    assert [r.model for r in read(card.format(name="Hen 3"))] == ["Hen 3"]


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
