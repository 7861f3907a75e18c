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
