"""Which rows and counts of a card are of a model of this size."""

import pytest

from tests.transparency.cards import finding

_WRENS = """| Model | Parameters | Layers | Tokens | Knowledge cutoff |
|--|--|--|--|--|
| Wren-1.5B | 1.5B | 28 | 3T | June 2024 |
| Wren-1B | 1B | 16 | 1T | March 2023 |
| Wren-0.6B | 0.6B | 12 | 1T | May 2023 |
"""


def test_an_exact_size_in_a_table_wins_over_a_near_one() -> None:
    built = finding("architecture", _WRENS, repo="meadow/wren-1b").value
    assert (built["parameters"], built["layers"]) == ("1B", "16")
    assert finding("cutoff_and_size", _WRENS, repo="meadow/wren-1b").value["cutoff"] == "2023-03"


@pytest.mark.parametrize(
    ("repo", "counted", "is_own"),
    [
        ("meadow/wren-1b", "1.24B", True),
        ("meadow/wren-2b", "2.5B", True),
        ("meadow/wren-7b", "6.74B", True),
        ("meadow/wren-7b", "7.72B", True),
        ("meadow/wren-0.5b", "494M", True),
        ("meadow/wren-1b", "0.6B", False),
        ("meadow/wren-1b", "1.5B", False),
        ("meadow/wren-1b", "1.7B", False),
        ("meadow/wren-3b", "3.8B", False),
        ("meadow/wren-7b", "7.9B", False),
        ("meadow/wren-7b", "8B", False),
    ],
)
def test_a_row_is_of_this_size_only_if_it_is_near(repo: str, counted: str, *, is_own: bool) -> None:
    card = f"| Size | Layers | Context length |\n|--|--|--|\n| {counted} | 28 | 4K |"
    assert ("layers" in (finding("architecture", card, repo=repo).value or {})) is is_own


def test_of_two_near_sizes_in_a_table_the_nearer_is_this_models() -> None:
    card = "| Size | Layers | Context length |\n|--|--|--|\n| 7.4B | 40 | 4K |\n| 6.9B | 32 | 2K |"
    assert finding("architecture", card, repo="meadow/wren-7b").value["layers"] == "32"


def test_a_cutoff_is_told_of_the_nearest_of_several_sizes() -> None:
    card = "The knowledge cutoff is June 2024 for the 1.2B model and March 2023 for the 1B model."
    assert finding("cutoff_and_size", card, repo="meadow/wren-1b").value["cutoff"] == "2023-03"


@pytest.mark.parametrize(
    ("title", "cell", "heads"),
    [
        ("Attention heads (Q / KV)", "32 / 8", "32"),
        ("Q/KV heads", "32/8", "32"),
        ("Query heads", "32", "32"),
        ("KV heads", "8", None),
        ("Key/value heads", "8", None),
        ("Number of KV heads", "8", None),
        ("Attention heads (KV)", "8", None),
    ],
)
def test_heads_are_those_of_queries(title: str, cell: str, heads: str | None) -> None:
    card = f"| Model | Layers | {title} |\n|--|--|--|\n| wren-7b | 28 | {cell} |"
    assert finding("architecture", card, repo="meadow/wren-7b").value.get("heads") == heads


@pytest.mark.parametrize(
    ("repo", "text", "count"),
    [
        (
            "wren-7b",
            "Wren is a collection of models in scale from 7 billion to 34 billion parameters.",
            "7 billion",
        ),
        (
            "wren-13b",
            "Wren is a collection of models in scale from 7 billion to 34 billion parameters.",
            None,
        ),
        ("wren", "Wren is a suite of decoder-only models ranging from 125M to 175B parameters.", None),
        ("wren", "Wren models range from 125M > to 175B parameters.", None),
        ("wren", "Wren comes as 7B-34B parameter models.", None),
        ("wren", "Wren is best of all models in the sub-7B parameter range.", None),
        ("wren-125m", "Wren is a suite of decoder-only models ranging from 125M to 175B parameters.", None),
        ("wren-7b", "This model also comes in a 34B parameter version.", None),
        (
            "wren-12b",
            "Also see wren-7b, a 6.9 billion parameter model.\n\nWren has 12 billion parameters.",
            "12 billion",
        ),
        (
            "wren-9b",
            "There are a large 80 billion parameters version and a 9 billion parameters one.",
            "9 billion",
        ),
        ("wren-1.7b", "| Release | Notes |\n|--|--|\n| v0.1 | First release; the 360M parameter one |", None),
        ("wren-6.7b", "| Size | Parameters |\n|--|--|\n| mini | 125 M |\n| standard | 6.7 B |", "6.7 B"),
        ("wren-7b", "Wren has 6.74 billion parameters.", "6.74 billion"),
        ("wren-7b", "- **Parameters:** 8.54B", "8.54B"),
        ("wren-0.5b", "Wren has 494M parameters.", "494M"),
        ("wren-1_6b", "Wren has 1.6B parameters.", "1.6B"),
        ("wren-8x7b", "Wren has 46.7B parameters.", "46.7B"),
        ("wren-30b-a3b", "Wren has 30.5B parameters.", "30.5B"),
        ("wren-1b", "This is a 1.8B parameter model.", "1.8B"),
        ("wren", "Wren was scaled up to 20B parameters.", "20B"),
    ],
)
def test_a_count_far_from_the_size_in_the_name_is_of_another(repo: str, text: str, count: str | None) -> None:
    assert (finding("architecture", text, repo=f"meadow/{repo}").value or {}).get("parameters") == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Wren has 12B active parameters and a total of 52B parameters.", "52B"),
        ("Wren has 52B parameters, of which 12B parameters are active.", "52B"),
        ("Wren has 3.9B activated parameters per token.", None),
        ("Wren uses 3B parameters per token.", None),
        ("- **Activated Params:** 3B", None),
        ("| Property | Value |\n|--|--|\n| Active parameters | 3B |", None),
        ("Wren has 1.5B active and 7.2B total parameters.", "7.2B"),
    ],
)
def test_active_parameters_are_no_total(text: str, count: str | None) -> None:
    assert (finding("architecture", text, repo="meadow/wren").value or {}).get("parameters") == count


def test_the_name_of_a_mixture_of_experts_may_tell_what_is_active() -> None:
    card = "Wren has 1.5B active and 7.2B total parameters."
    assert finding("architecture", card, repo="meadow/wren-1b").value["parameters"] == "7.2B"


_SPOKEN = """| Size | Parameters | Layers |
|--|--|--|
| tiny | 39 M | 4 |
| small | 244 M | 12 |
| large | 1540 M | 32 |
| large-v2 | 1550 M | 32 |
"""


@pytest.mark.parametrize(
    ("repo", "count"),
    [
        ("wren-tiny.en", "39 M"),
        ("wren-small-german", "244 M"),
        ("wren-large", "1540 M"),
        ("wren-large-v2", "1550 M"),
        ("wren-v2-large", "1550 M"),
        ("wren-medium", None),
        ("wren", None),
    ],
)
def test_a_size_in_words_is_of_the_model_that_is_called_so(repo: str, count: str | None) -> None:
    built = finding("architecture", _SPOKEN, repo=f"meadow/{repo}").value or {}
    assert built.get("parameters") == count
    assert ("layers" in built) is (count is not None)
