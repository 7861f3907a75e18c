"""References in answers: which there are, and which were given."""

import pytest

from explorer.kit.rich_text.citations import cited, numbers_in
from explorer.kit.rich_text.markdown_html import markdown_html

GIVEN = frozenset({1, 2, 3, 4})


def told(markdown: str) -> list[str]:
    """Where the references of an answer lead, in their order."""
    html = cited(markdown_html(markdown), GIVEN)
    return [part.split('"')[0] for part in html.split('href="#')[1:]]


@pytest.mark.parametrize(
    ("answer", "numbers"),
    [
        ("All medicines, with the reason [1].", [1]),
        ("Both say so [1, 3] and [2; 4].", [1, 3, 2, 4]),
        ("All of them [2-4], [1–2].", [2, 3, 4, 1, 2]),
        ("- first [1]\n- second **[2]**\n\n| a |\n|---|\n| b [3] |", [1, 2, 3]),
        ("As said[1][2].", [1, 2]),
        ("A footnote[^2], and 【3】.", [2, 3]),
        ("[ 1 ] and [a1] and [1.5] and [] and [100]", []),
    ],
)
def test_references_lead_to_what_was_given(answer: str, numbers: list[int]) -> None:
    assert told(answer) == [f"given-{number}" for number in numbers]
    assert numbers_in(markdown_html(answer)) == set(numbers)


@pytest.mark.parametrize(
    "answer",
    [
        "`values[1]` and\n\n```\nvalues[2]\n```\n\n    indented[3]",
        "[1](https://example.org) and [the guide [2]](https://example.org)",
        "[1]: https://example.org\n\nSee [1].",
        '<a href="https://example.org">[1]</a> and <code>[2]</code>',
    ],
)
def test_code_and_links_hold_none(answer: str) -> None:
    assert not [one for one in told(answer) if "given" in one]
    assert numbers_in(markdown_html(answer)) == set()


def test_a_number_that_was_not_given_is_marked() -> None:
    assert told("So [7], and [2, 9].") == ["not-given-7", "given-2", "not-given-9"]
    assert told("So [0].") == ["not-given-0"]


def test_what_is_written_otherwise_is_a_reference_only_to_what_was_given() -> None:
    assert told("A footnote[^7] and 【2, 8】.") == []


def test_no_list_of_passages_is_as_long_as_that() -> None:
    assert told("Between [10-50] mg, [4-2].") == []


def test_the_rest_stays_as_it_was() -> None:
    html = markdown_html("A & b < c [1], *d*.")
    linked = '<a href="#given-1" class="given">[1]</a>'
    assert cited(html, GIVEN) == html.replace("[1]", linked)
    assert cited(markdown_html("Nothing."), GIVEN) == markdown_html("Nothing.")
