"""Tokens that a server sends back are found in the text that was sent."""

import pytest

from explorer.domain.tokens import TokenDetail
from explorer.engine.remote.echoed_text import placed

PART = "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize(
    ("tokens", "text", "places"),
    [
        (["ab", "c", "d"], "abc", [(0, 2), (2, 3)]),
        (["<s>", "ab", "c"], "abc", [(0, 2), (2, 3)]),
        (["<s>", " ab", "c"], "abc", [(0, 2), (2, 3)]),
        ([" ab", "c"], "abc", [(0, 2), (2, 3)]),
        ([" ab", "c"], " abc", [(0, 3), (3, 4)]),
        (["a", PART, PART, PART, "b"], "a日b", [(0, 1), (1, 2), (1, 2), (1, 2), (2, 3)]),
        (["a", f" {PART}", PART, "b"], "a éb", [(0, 1), (1, 3), (1, 3), (3, 4)]),
        (["a", "b"], "abc", None),
        (["a", "x"], "abc", None),
        (["a", PART], "a日", None),  # where it ends is not told
        ([], "a", None),
    ],
)
def test_tokens_are_found(tokens: list[str], text: str, places: list[tuple[int, int]] | None) -> None:
    found = placed([TokenDetail(-1, one, -1.0) for one in tokens], text)
    assert (None if found is None else [(one.start, one.end) for one in found]) == places
