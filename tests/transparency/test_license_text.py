"""A license is known by its own words, whatever file name and line breaks it comes in."""

import re
from pathlib import Path

import pytest

from explorer.base.resources import resource
from explorer.domain.facts import Proof, SourceKind, Verdict
from explorer.transparency.licensing.license_text import likeness, sketch
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


def test_words_put_into_a_text_that_take_away_from_it_make_it_another_license() -> None:
    one_line = re.sub(r"\s+", " ", MIT)
    changed = (
        one_line.replace("in the Software without restriction", "in it for non-commercial use only"),
        one_line.replace("is hereby granted", "is not hereby granted"),
        f"{MIT}\nYou may not use the Software for any commercial purpose.\n",
        f"Copyright (c) 2026 Wren. All rights reserved. Non-commercial use only.\n{MIT}",
        f"{MIT}\nADDENDUM: above 100 million monthly active users show the name.\n",
        f"{GPL}\nThe weights are for research only.\n",
        f"{GPL}\n商业使用需要获得授权。\n",
        MIT.replace("free of charge", "for a fee of 100 dollars"),
        MIT.replace("to any person", "to any researcher"),
        one_line.replace(", sublicense, and/or sell", ", and sublicense"),
    )
    for text in changed:
        card = "---\nlicense: mit\n---\n# Wren"
        found = finding("license", card, texts={"LICENSE": text})
        assert str(found.text).endswith("(changed) · read the text"), text[-80:]
        assert (found.verdict, found.proof) == (Verdict.PARTIAL, Proof.CLAIMED)
        assert finding("commercial_use", card, texts={"LICENSE": text}).verdict is Verdict.NOT_CHECKED


def test_the_words_that_were_put_in_are_quoted_with_their_line() -> None:
    rider = "The weights may not be used for any commercial purpose."
    found = finding("license", "# Wren", texts={"LICENSE": f"{GPL}\n{rider}\n"})
    assert found.evidence[0].quote == rider
    assert found.evidence[0].first_line == f"{GPL}\n{rider}".count("\n") + 1


@pytest.mark.parametrize(
    "text",
    [
        MIT,
        GPL,
        f"# Wren\n\nThis model is given to you under the terms below.\n\n{MIT}\nPlease cite us.\n",
        f"There are no commercial restrictions and no revenue limits, it is not only for research.\n\n{MIT}",
        f"---\ntitle: MIT License\npermissions:\n  - commercial-use\n---\n{MIT}",
    ],
)
def test_a_foreword_and_a_wish_change_nothing(text: str) -> None:
    assert finding("license", "# Wren", texts={"LICENSE": text}).proof is Proof.VERIFIED


OWN_TERMS = "Owl Model Terms. This model is given to those who study birds, and to nobody else. " * 8


def test_a_license_file_with_other_words_than_the_license_that_is_named_is_a_conflict() -> None:
    card = "---\nlicense: apache-2.0\n---\n# Owl"
    stated = finding("license", card, texts={"LICENSE": OWN_TERMS})
    assert "Apache 2.0" in stated.conflict
    assert "a text this app does not know" in stated.conflict
    use = finding("commercial_use", card, texts={"LICENSE": OWN_TERMS})
    assert use.verdict is Verdict.NOT_CHECKED
    assert use.evidence[0].path == "LICENSE"


@pytest.mark.parametrize(
    ("license_", "text"),
    [
        ("apache-2.0", "See the README."),
        ("apache-2.0", f"The Owl models are licensed under the Apache License 2.0. {'Hoot. ' * 80}"),
        ("llama3", OWN_TERMS),  # its text is none of those that are recognized
        ("other", OWN_TERMS),
    ],
)
def test_a_file_that_says_nothing_else_is_none(license_: str, text: str) -> None:
    card = f"---\nlicense: {license_}\n---\n# Owl"
    assert finding("license", card, texts={"LICENSE": text}).conflict == ""


RESEARCH = "These weights are licensed for research only. Commercial use of the weights is prohibited."


def test_a_license_file_of_the_weights_binds_beside_that_of_the_code() -> None:
    for texts in ({"LICENSE": MIT, "LICENSE-MODEL": RESEARCH}, {"LICENSE": RESEARCH}):
        use = finding("commercial_use", "---\nlicense: mit\n---\n# Owl", texts=texts)
        assert use.verdict is Verdict.NOT_CHECKED, texts
        assert use.evidence[0].quote == RESEARCH
