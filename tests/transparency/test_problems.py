"""What was wrong with a card, or could not be read of it, is kept and said."""

import pytest
from pytestqt.qtbot import QtBot

from explorer.domain.facts import Verdict
from explorer.kit.text import Para
from explorer.kit.theme import Look
from explorer.transparency.card_text.card import MAX_CHARACTERS
from explorer.transparency.facts_json import card_json, dossier_json
from explorer.transparency.sheet_view.findings_part_rows import counts_part
from explorer.transparency.sheet_view.sheet_content import SheetContent
from tests.transparency.cards import WREN, dossier, finding

RESULTS = "# Wren 1B\n\n## Evaluation results\n\n"


def test_a_card_in_order_has_no_problems() -> None:
    assert dossier(WREN).problems == ()
    assert dossier().problems == ()


@pytest.mark.parametrize(
    "key", ["license:apache-2.0", "-license: apache-2.0", "License: apache-2.0", "licenses:  apache-2.0"]
)
def test_a_key_whose_meaning_is_plain_is_read_and_said(key: str) -> None:
    told = dossier(f"---\n{key}\ndatasets:\n- foo/bar\n---\n# Wren\n\nText.\n")
    license_ = told.get("license")
    assert license_ is not None
    assert license_.value == "apache-2.0"
    assert len(told.problems) == 1


def test_an_address_in_broken_metadata_is_no_key() -> None:
    told = dossier("---\nlicense: mit\nnote: [open\nhttps://example.org/wren\nspam:eggs\n---\n# Wren\n")
    assert [f.value for f in told.findings if f.dimension == "license"] == ["mit"]
    assert told.problems


def test_what_stands_behind_the_end_that_was_read_was_not_checked() -> None:
    told = dossier("---\nlicense: mit\n---\n# Wren\n\n" + "A model of birds. " * (MAX_CHARACTERS // 18 + 9))
    risks, license_ = told.get("risks"), told.get("license")
    assert risks is not None
    assert license_ is not None
    assert (risks.verdict, license_.value) == (Verdict.NOT_CHECKED, "mit")
    assert "too long" in risks.text
    assert any("million" in words for words in told.problems)


def test_problems_are_told_to_machines() -> None:
    told = dossier("---\nLicense: mit\n---\n# Wren\n")
    for said in (dossier_json(told, "a.md"), card_json(told, "a.md")):
        assert said["problems"] == ["The card’s metadata say “License”, which was read as “license”."]


@pytest.mark.parametrize(
    ("pictures", "told"),
    [
        ("![results](bench.png)\n", "one image"),
        ('<p><img src="a.png"> <img src="b.png"/></p>\n', "2 images"),
        ("See\n\n![](a.png)\n\n### More\n\n![](b.png)\n\n![](c.png)\n", "3 images"),
    ],
)
def test_pictures_where_results_should_stand_are_counted(pictures: str, told: str) -> None:
    found = finding("evaluation", RESULTS + pictures)
    assert found.verdict is Verdict.NOT_DISCLOSED
    assert told in found.text


@pytest.mark.parametrize(
    "card",
    [
        f"{RESULTS}[![Open](https://img.shields.io/x.svg)](https://example.org)\n",
        f"{RESULTS}![Open](https://img.shields.io/x.svg)\n",
        f"{RESULTS}```\n![results](bench.png)\n```\n",
        "# Wren 1B\n\n![a bird](wren.png)\n\n## Use\n\n![a screen](use.png)\n",
    ],
)
def test_badges_code_and_other_pictures_are_no_results(card: str) -> None:
    assert finding("evaluation", card).text == "Not disclosed"


def test_the_sheet_says_them_above_the_facts(qtbot: QtBot, look: Look) -> None:
    told = dossier("---\nLicense: mit\n---\n# Wren\n")
    part = counts_part()
    part.show_content(SheetContent("Wren", "", (), told))
    for widget in part.widgets:
        qtbot.addWidget(widget)
    said = [widget.text() for widget in part.widgets if isinstance(widget, Para)]
    assert said == ["The card’s metadata say “License”, which was read as “license”."]
