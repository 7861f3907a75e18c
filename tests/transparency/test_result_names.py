"""Whose a result is: the row, column or metadata of this model, of its base, of a sibling."""

import pytest

from tests.transparency.cards import finding
from tests.transparency.test_results import COLUMNS, ROWS, entries, index, own, own_results, read

QUANTS = """# Owl

## Evaluation

| Model | Precision | MMMU | DocVQA |
|---|---|---|---|
| Owl-7B-Chat | BF16 | 53.7 | 93.8 |
|  | GPTQ-Int4 | 52.5 | 92.7 |
|  | AWQ | 53.6 | 93.1 |
| Owl-72B-Chat | BF16 | 65.4 | 95.7 |
|  | AWQ | 64.2 | 95.4 |
"""
OF_BASE = """# Owl

## Evaluation

| Model | Size | MMLU | GSM8K |
|---|---|---|---|
| Owl 2 | 7B | 45.3 | 14.6 |
"""
OF_CHAT = "\n### Safety\n\n| | | TruthfulQA | Toxigen |\n|---|---|---|---|\n| {} | 57.0 | 0.1 |\n"


def test_another_size_of_the_same_name_is_another_model() -> None:
    card = ROWS.replace("Egg 1B", "Wren 7B")
    assert [value for _, value in own(card)] == ["41.5", "60.2"]


def test_the_teacher_of_this_checkpoint_is_another_model() -> None:
    assert own(COLUMNS.replace("Wren 1B", "This checkpoint")) == own(COLUMNS)
    assert own(COLUMNS.replace("Wren 1B", "This checkpoint's teacher")) == []


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


@pytest.mark.parametrize(
    ("repo", "row", "is_own"),
    [
        ("meadow/wren-1b-instruct", "Wren-1B-Base", False),
        ("meadow/wren-1b-it", "Wren-1B-PT", False),
        ("meadow/wren-1b-chat", "Wren 1B base (ours)", False),
        ("meadow/wren-1b-base", "Wren-1B-Chat", False),
        ("meadow/wren-1b-thinking", "Wren-1B-Instruct", False),
        ("meadow/wren-1b-dpo", "Wren-1B-SFT", False),
        ("meadow/wren-1b-it", "Wren 1B Instruct", True),
        ("meadow/wren-1b-base", "Wren-1B-pt", True),
        ("meadow/wren-1b-instruct-chat", "Wren-1B-Chat", True),
        ("meadow/wren-1b-instruct", "Wren-1B", True),
        ("meadow/wren-1b", "Wren-1B-Base", True),
    ],
)
def test_the_base_is_another_model_than_the_instruct_one(repo: str, row: str, *, is_own: bool) -> None:
    assert bool(own(ROWS.replace("Wren 1B", row), repo)) is is_own
    metadata = index(entries(1)).replace("wren-1b", row)
    assert bool(own(metadata, repo)) is is_own


def test_of_two_rows_that_fit_the_one_that_says_more_of_the_name_is_this_model() -> None:
    card = ROWS.replace("Egg 1B", "Wren 1B").replace("| Wren 1B | 41.5", "| Wren 1B Chat | 41.5")
    assert [value for _, value in own(card, "q/wren-1b-chat-GGUF")] == ["41.5", "60.2"]


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


def test_a_row_whose_name_leads_to_another_model_is_not_this_models() -> None:
    card = (
        "# Owl 7B MNLI\n\n## Evaluation\n\n| Model | MMLU | GSM8K |\n|---|---|---|\n"
        "| [Owl-7B](https://huggingface.co/nest/owl-7b)<sup>1</sup> | 61.2 | 40.1 |\n"
        "| [Owl-7B-MNLI](https://huggingface.co/nest/owl-7b-mnli)<sup>1,2</sup> | 63.0 | 41.5 |\n"
    )
    assert own_results(card, "nest/owl-7b-mnli") == ["63.0", "41.5"]
    assert own_results(card.split("| [Owl-7B-MNLI]", maxsplit=1)[0], "nest/owl-7b-mnli") == []
    assert own_results(card, "somebody/owl-7b-mnli-GGUF") == ["63.0", "41.5"]


def test_the_sign_of_a_footnote_is_no_part_of_a_name() -> None:
    rows = "| Model | MMLU |\n|---|---|\n| Tern-7B | 50.0 |\n| Owl-XL<sup>1</sup> | 61.2 |\n"
    assert own_results(f"# Owl\n\n## Evaluation\n\n{rows}", "nest/owl-xl") == ["61.2"]


@pytest.mark.parametrize(
    ("repo", "values"),
    [
        ("nest/Owl-7B-Chat", ["53.7", "93.8"]),
        ("nest/Owl-7B-Chat-AWQ", ["53.6", "93.1"]),
        ("nest/owl-7b-chat-gptq-int4", ["52.5", "92.7"]),
        ("nest/Owl-72B-Chat-AWQ", ["64.2", "95.4"]),
        ("nest/Owl-7B-Chat-GGUF", []),
        ("nest/Owl-72B-Chat-GPTQ-Int4", []),
    ],
)
def test_a_quantization_has_the_results_of_its_own_row(repo: str, values: list[str]) -> None:
    assert own_results(QUANTS, repo) == values


@pytest.mark.parametrize(
    ("repo", "values"),
    [
        ("nest/Owl-7B-FP8", ["2"]),
        ("nest/Owl-7B-W8A8", ["3"]),
        ("nest/Owl-7B-4bit", ["4"]),
        ("nest/Owl-7B", ["1"]),
    ],
)
def test_a_column_of_one_precision_is_that_of_the_model_kept_so(repo: str, values: list[str]) -> None:
    card = (
        "# Owl\n\n## Evaluation\n\n| Benchmark | Owl-7B | FP8 | W8A8 | 4-bit |\n|---|---|---|---|---|\n"
        "| MMLU | 1 | 2 | 3 | 4 |\n"
    )
    assert own_results(card, repo) == values


def test_of_rows_that_fit_the_one_that_leads_to_this_model_is_its_own() -> None:
    rows = (
        "| [Owl-7B]({hub}/nest/owl-7b) | 61.2 | 40.1 |\n| [Owl]({hub}/nest/owl-7b-mnli-x) | 63.0 | 41.5 |\n"
    )
    card = "# Owl\n\n## Evaluation\n\n| Model | MMLU | GSM8K |\n|---|---|---|\n" + rows.format(
        hub="https://huggingface.co"
    )
    assert own_results(card, "nest/owl-7b-mnli-x") == ["63.0", "41.5"]


@pytest.mark.parametrize(
    ("repo", "values"), [("nest/owl-9b-chat", ["1", "2", "3"]), ("nest/owl-80b-chat", ["4", "5"])]
)
def test_a_row_without_a_name_goes_on_with_the_model_above_it(repo: str, values: list[str]) -> None:
    rows = ["Owl 9B Chat | 0 | 1", " | 4 | 2", " | 8 | 3", "Owl 80B Chat | 0 | 4", " | 4 | 5", "Tern | 0 | 6"]
    table_ = "| Model | Shots | MMLU |\n|---|---|---|\n" + "".join(
        f"| {row} |\n" for row in [*rows, " | 4 | 7"]
    )
    found = read(f"# Owl\n\n## Evaluation\n\n{table_}", repo)
    assert [r.value for r in found if not r.model and r.benchmark == "MMLU"] == values


def test_a_row_of_measures_names_no_model_for_the_row_below_it() -> None:
    rows = "| | MMLU | WikiText2 |\n|---|---|---|\n| (metric) | (acc) | (ppl) |\n| | 41.5 | 18.3 |\n"
    assert own_results(f"# Owl\n\n## Evaluation\n\n{rows}", "nest/owl") == ["41.5", "18.3"]


@pytest.mark.parametrize("named", ["Owl-2-Chat | 7B", "Owl 2 Chat | 13B", "Owl-2-7b-chat |"])
def test_a_table_of_the_base_is_not_this_models_where_another_tells_them_apart(named: str) -> None:
    values = own_results(OF_BASE + OF_CHAT.format(named), "nest/owl-2-7b-chat-hf")
    assert values == ([] if "13B" in named else ["57.0", "0.1"])


@pytest.mark.parametrize("named", ["Owl-2 | 7B", "Tern-Chat | 7B", "Owl-3-Chat | 7B", "Owl-2-Base | 7B"])
def test_a_table_that_leaves_out_the_role_is_this_models_where_none_tells_them_apart(named: str) -> None:
    values = own_results(OF_BASE + OF_CHAT.format(named), "nest/owl-2-7b-chat")
    assert values[:2] == ["45.3", "14.6"]


def test_a_name_of_its_own_is_this_models_beside_the_chat_model_that_it_was_made_of() -> None:
    card = OF_BASE.replace("Owl 2 | 7B", "Sora |") + OF_CHAT.format("Owl-2-7B-Chat |")
    assert own_results(card, "nest/Sora-Owl-2-7B-Chat")[:2] == ["45.3", "14.6"]


@pytest.mark.parametrize(
    ("repo", "name"),
    [
        ("nest/owl-7b", "outputs"),
        ("nest/owl-7b", "./checkpoints/"),
        ("nest/owl-7b", "epoch_0_model"),
        ("nest/owl-7b", "checkpoint-1200"),
        ("nest/owl-xl", "final_xl_results"),
        ("nest/owl-7b", "somebody/owl-7b"),
        ("nest/owl-7b", "owl101_outputs"),
        ("nest/owl2-large-53-dutch", "Owl 2.0 Large Dutch by Ada Finch"),
        ("nest/owl-1_6B-fim", "Owl-1.6B"),
        ("nest/owl-code-7b-v1.0", "OwlCoder"),
        ("nest/owl_1_3", "owl-1_3_v_0_0_1"),
        ("nest/owl-embed-large-v1", "owl-angle-large-v1"),
    ],
)
def test_a_name_that_a_program_left_in_the_metadata_is_this_models(repo: str, name: str) -> None:
    assert own_results(index(entries(1)).replace("wren-1b", name), repo) == ["0.5"]


@pytest.mark.parametrize(
    ("repo", "name"),
    [
        ("nest/owl-34b-v2", "owl-34b-v1"),
        ("nest/owl-7b-v1.0", "owl-34b-v1.0"),
        ("nest/owl3-7b", "somebody/owl2-7b"),
        ("nest/Owl-3.1-8B", "Owl-3-8B"),
        ("nest/owl-large", "owl-small"),
        ("nest/owl-7b-chat", "owl-7b-base"),
        ("nest/owl-7b-awq", "owl-7b-gptq"),
        ("nest/owl-7b", "results_13b"),
        ("nest/owl-7b", "Tern 3"),
        ("nest/owl-7b", "模型"),
    ],
)
def test_a_sibling_in_the_metadata_is_another_model(repo: str, name: str) -> None:
    found = read(index(entries(1)).replace("wren-1b", name), repo)
    assert [result.model for result in found] == [name]


def test_the_parent_in_the_metadata_is_another_model() -> None:
    card = index(entries(1), "base_model: nest/Owl-7B-v0.1\n").replace("wren-1b", "Owl-7B-v0.1")
    assert [result.model for result in read(card, "lake/sora-owl-7b")] == ["Owl-7B-v0.1"]
