"""Cells that a spreadsheet would run."""

from hypothesis import given
from hypothesis import strategies as st

from explorer.domain.csv_cell import own_cell, safe_cell


@given(st.text(st.sampled_from("=+-@'＝ \t\nab1"), max_size=6))
def test_no_cell_is_a_formula_and_each_comes_back_as_it_was(text: str) -> None:
    safe = str(safe_cell(text))
    assert not safe.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
    assert own_cell(safe) == text
