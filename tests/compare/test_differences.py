"""What one answer says that another does not."""

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.rooms.compare.answers.differences import Difference, DifferenceKind, difference


def told(found: Difference) -> list[tuple[str, str]]:
    return [(piece.kind.value, piece.text) for piece in found.pieces]


def test_words_that_differ_stand_out() -> None:
    found = difference("It boils at roughly 90 °C.", "It boils at about 90 °C, they say.")
    assert told(found) == [
        ("same", "It boils at "),
        ("removed", "roughly "),
        ("added", "about "),
        ("same", "90 °C"),
        ("added", ", they say"),
        ("same", "."),
    ]
    assert found.is_complete
    assert 0.6 < found.share < 0.8


def test_white_space_does_not_count_and_capitals_do() -> None:
    assert told(difference("One two\nthree", "One  two three")) == [("same", "One  two three")]
    assert [kind for kind, _text in told(difference("yes", "Yes"))] == ["removed", "added"]


def test_scripts_without_spaces_are_compared_sign_by_sign() -> None:
    assert told(difference("今天天气很好", "今天天气不好")) == [
        ("same", "今天天气"),
        ("removed", "很"),
        ("added", "不"),
        ("same", "好"),
    ]


def test_empty_texts_are_no_problem() -> None:
    assert told(difference("", "")) == []
    assert told(difference("a", "")) == [("removed", "a")]
    assert told(difference("", "a b")) == [("added", "a b")]


@given(st.text(max_size=200), st.text(max_size=200))
@settings(max_examples=60)
def test_the_pieces_join_to_both_texts(base: str, text: str) -> None:
    found = difference(base, text)
    assert "".join(p.text for p in found.pieces if p.kind is not DifferenceKind.REMOVED) == text
    without_space = "".join(
        "".join(p.text for p in found.pieces if p.kind is not DifferenceKind.ADDED).split()
    )
    assert without_space == "".join(base.split())


def test_long_texts_are_compared_in_bounded_time_and_that_is_said() -> None:
    chance = random.Random(1)
    base, text = (" ".join(str(chance.randrange(120)) for _ in range(60_000)) for _ in range(2))
    begun = time.thread_time()  # what a busy machine takes besides is not its own
    found = difference(base, text, longest_s=0.2)
    assert time.thread_time() - begun < 3
    assert not found.is_complete
    assert "".join(p.text for p in found.pieces if p.kind is not DifferenceKind.REMOVED) == text


def test_a_clock_that_runs_out_ends_the_search() -> None:
    times = iter(range(100))
    found = difference("x a y b z", "1 a 2 b 3", longest_s=1, clock=lambda: next(times))
    assert not found.is_complete
