"""A license is known by its own words, whatever file name and line breaks it comes in."""

import re
from pathlib import Path

import pytest

from explorer.base.resources import resource
from explorer.domain.facts import SourceKind, Verdict
from explorer.transparency.license_text import likeness, sketch
from tests.transparency.cards import finding, table

MIT = (Path(__file__).parents[2] / "LICENSE").read_text(encoding="utf-8")
GPL = resource("licenses/GPL-3.0.txt").read_text(encoding="utf-8")


def recognized(text: str) -> str | None:
    found = table().of_text(text)
    return found[0].id if found else None


@pytest.mark.parametrize(("text", "id_"), [(MIT, "mit"), (GPL, "gpl-3.0")])
def test_a_license_is_known_by_its_text(text: str, id_: str) -> None:
    assert recognized(text) == id_


def test_line_breaks_case_and_the_holder_do_not_count() -> None:
    other = re.sub(r"\s+", " ", MIT.replace("Copyright (c)", "Copyright (c) 1999 Somebody Else,")).upper()
    assert recognized("# License\n\n" + other) == "mit"


def test_an_amended_text_is_not_taken_for_the_original() -> None:
    clause = (
        "If the Software or any derivative serves more than a hundred thousand people a month, the name of"
        " the meadow must be shown in letters of at least ten points on every page, and a flower be sent to"
        " each bird that asks for one before the end of the year in which the Software was first used. "
    )
    assert (
        recognized(MIT + clause * 3 + "Whoever does not agree has no rights under this license at all.")
        != "mit"
    )


@pytest.mark.parametrize("text", ["", "MIT", "All rights reserved.", "word " * 5000])
def test_what_is_no_known_license_is_not_guessed(text: str) -> None:
    assert recognized(text) is None


def test_likeness_is_whole_for_the_same_text_and_nothing_for_another() -> None:
    assert likeness(sketch(GPL), sketch(GPL)) == 1.0
    assert likeness(sketch(GPL), sketch(MIT)) < 0.05


def test_the_text_in_the_repo_comes_before_the_id_in_the_card() -> None:
    found = finding("license", "---\nlicense: apache-2.0\n---\n# Wren", texts={"LICENSE": MIT})
    assert (found.verdict, found.value) == (Verdict.OPEN, "mit")
    assert (found.evidence[0].kind, found.evidence[0].quote) == (SourceKind.FILE, "MIT License")
    assert "Apache 2.0" in found.conflict


def test_an_unknown_text_leaves_the_word_to_the_card() -> None:
    assert (
        finding("license", "---\nlicense: mit\n---\n# Wren", texts={"LICENSE.txt": "Ask the birds."}).value
        == "mit"
    )
