"""Where a quote stands in its source, also when the source is another one by now."""

from dataclasses import replace

import pytest

from explorer.domain.facts import Evidence, SourceKind
from explorer.transparency.sheet_view.source_popup_rows import END, START, page_with_quote
from explorer.transparency.source_texts import SourceTexts
from tests.transparency.cards import finding

CARD = """---
license: apache-2.0
---
# Meadow

| Benchmark | Meadow |
|---|---|
| MMLU | 61.2 |

Trained on two trillion tokens. It was filtered.
"""
API = {
    "id": "meadow-ai/Meadow",
    "gated": False,
    "cardData": {"license": "apache-2.0"},
    "tags": ["gguf", "arxiv:2401.00001"],
    "siblings": [{"rfilename": "a.gguf", "lfs": {"sha256": "ab" * 32}}],
}
SHELF = SourceTexts(
    "meadow-ai/Meadow",
    {"meadow-ai/Meadow": CARD},
    {"meadow-ai/Meadow": API},
    (("general.name", "Meadow"), ("general.license", "mit")),
    {("meadow-ai/Meadow", "LICENSE"): "Some License\n\nYou may do what you like.\n"},
    "https://hub.example",
)


def _quoted(kind: SourceKind, locator: str, quote: str, first: int = 0, last: int = 0) -> Evidence:
    return Evidence(kind, locator, quote, "meadow-ai/Meadow", "c0ffee", first, last)


def _lines(evidence: Evidence, shelf: SourceTexts = SHELF) -> list[str]:
    found = shelf.get(evidence)
    assert found is not None
    return found.text.splitlines()[max(0, found.first - 1) : found.last]


def test_a_quote_stands_in_its_lines_of_the_card() -> None:
    yaml = _quoted(SourceKind.YAML, "license", "license: apache-2.0", 2, 2)
    assert _lines(yaml) == ["license: apache-2.0"]
    row = _quoted(SourceKind.CARD, "Meadow", "| MMLU | 61.2 |", 8, 8)
    assert _lines(row) == ["| MMLU | 61.2 |"]
    prose = _quoted(SourceKind.CARD, "Meadow", "Trained on two trillion tokens.", 10, 10)
    assert _lines(prose) == ["Trained on two trillion tokens. It was filtered."]


def test_the_hub_s_answer_is_shown_at_the_value_that_was_read() -> None:
    assert _lines(_quoted(SourceKind.API, "cardData.license", "cardData.license: apache-2.0")) == [
        '    "license": "apache-2.0"'
    ]
    assert _lines(_quoted(SourceKind.API, "tags", "tags: arxiv:2401.00001")) == ['    "arxiv:2401.00001"']
    assert _lines(_quoted(SourceKind.API, "gated", "gated: False")) == ['  "gated": false,']
    hashed = _lines(_quoted(SourceKind.API, "lfs.sha256", f"lfs.sha256: {'ab' * 32}"))
    assert hashed == [f'        "sha256": "{"ab" * 32}"']


def test_a_key_of_the_header_is_shown_among_all_its_keys() -> None:
    assert _lines(_quoted(SourceKind.HEADER, "general.license", "general.license: mit")) == [
        "general.license: mit"
    ]


def test_a_license_file_is_shown_at_the_words_that_were_recognized() -> None:
    quoted = _quoted(SourceKind.FILE, "LICENSE", "You may do what you like.", 3, 3)
    assert _lines(replace(quoted, path="LICENSE")) == ["You may do what you like."]
    assert not SHELF.has(replace(quoted, path="NOTICE"))


def test_a_card_that_changed_since_says_so_and_finds_the_quote_again() -> None:
    changed = SourceTexts("meadow-ai/Meadow", {"meadow-ai/Meadow": f"# New first line\n{CARD}"})
    yaml = _quoted(SourceKind.YAML, "license", "license: apache-2.0", 2, 2)
    found = changed.get(yaml)
    assert found is not None
    assert found.first == 3
    assert "another state" in found.note
    gone = SourceTexts("meadow-ai/Meadow", {"meadow-ai/Meadow": "# Empty now\n"}).get(yaml)
    assert gone is not None
    assert gone.first == 0
    assert "not in it" in gone.note


@pytest.mark.parametrize("sign", ["\u2028", "\x0c", "\x85", "\r"])
def test_signs_that_only_some_take_for_line_ends_move_no_line(sign: str) -> None:
    shelf = SourceTexts("meadow-ai/Meadow", {"meadow-ai/Meadow": f"# A{sign}B\n\nLicense: MIT\n"})
    found = shelf.get(_quoted(SourceKind.CARD, "A", "License: MIT", 3, 3))
    assert found is not None
    assert (found.first, found.last, found.note) == (3, 3, "")
    page = page_with_quote(found, "License: MIT")
    assert page is not None
    assert f"{START}License: MIT{END}" in page


@pytest.mark.parametrize("sign", ["\u2028", "\x0c", "\x85", "\r"])
def test_they_move_no_line_of_the_metadata_either(sign: str) -> None:
    card = f"---\nlanguage: en{sign}de\nlicense: mit\n---\n# A\n"
    (evidence,) = finding("license", card).evidence
    assert (evidence.first_line, evidence.quote) == (3, "license: mit")


def test_a_quote_behind_what_is_shown_is_no_change_of_the_card() -> None:
    shelf = SourceTexts(
        "meadow-ai/Meadow", {"meadow-ai/Meadow": "# A\n\n" + "x " * 230_000 + "\n\nLicense: MIT\n"}
    )
    found = shelf.get(_quoted(SourceKind.CARD, "A", "License: MIT", 5, 5))
    assert found is not None
    assert (found.first, len(found.text)) == (0, 400_000)
    assert found.note == "The quote stands in line 5, behind the part that is shown here."


def test_a_key_behind_what_is_shown_of_the_answer_is_told() -> None:
    shelf = SourceTexts("a/b", answers={"a/b": {"long": "x" * 500_000, "license": "mit"}})
    found = shelf.get(Evidence(SourceKind.API, "license", "license: mit", "a/b"))
    assert found is not None
    assert (found.first, "behind the part" in found.note) == (0, True)


def test_what_is_not_at_hand_has_only_an_address() -> None:
    above = Evidence(SourceKind.CARD, "Data", "web pages", "meadow-ai/Base", "beef", 7, 9, hop=1)
    assert not SHELF.has(above)
    assert SHELF.get(above) is None
    assert SHELF.address(above) == ("https://hub.example/meadow-ai/Base/blob/beef/README.md?plain=1#L7-L9")
    assert not SHELF.has(Evidence(SourceKind.HEADER, "general.license", "", "meadow-ai/Base"))


def test_a_file_that_came_from_nowhere_has_no_address() -> None:
    stray = Evidence(SourceKind.HEADER, "general.name", "general.name: x", "stray.gguf", "")
    assert SHELF.address(stray) == ""


def test_a_deep_or_huge_answer_is_bounded() -> None:
    deep: dict[str, object] = {}
    for _level in range(400):
        deep = {"a": deep}
    shelf = SourceTexts("a/b", answers={"a/b": {"deep": deep, "long": "x" * 1_000_000}})
    found = shelf.get(Evidence(SourceKind.API, "long", "long: xxx", "a/b"))
    assert found is not None
    assert len(found.text) <= 400_000


def test_the_answer_about_a_model_above_is_a_source_too() -> None:
    answers: dict[str, dict[str, object]] = {
        "a/own": {"id": "a/own"},
        "b/base": {"cardData": {"license": "gemma"}},
    }
    above = Evidence(SourceKind.API, "cardData.license", "cardData.license: gemma", "b/base", hop=1)
    shelf = SourceTexts("a/own", answers=answers)
    assert _lines(above, shelf) == ['    "license": "gemma"']
    assert not SourceTexts("a/own", answers={"a/own": {"id": "a/own"}}).has(above)
