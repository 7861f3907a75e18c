"""The table of licenses: found by any usual spelling, never guessed at."""

import pytest

from explorer.transparency.licensing.license import LicenseKind
from tests.transparency.cards import table


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("apache-2.0", "Apache 2.0 · open source"),
        ("Apache License, Version 2.0", "Apache 2.0 · open source"),
        ("MIT", "MIT · open source"),
        ("gemma", "Gemma · conditions"),
        ("llama3.2", "Llama 3.2 · conditions"),
        ("LLAMA 2 Community License Agreement", "Llama 2 · conditions"),
        ("cc-by-nc-4.0", "CC BY-NC 4.0 · non-commercial"),
        ("cc-by-4.0", "CC BY 4.0 · open"),
        ("tencent-hunyuan-community", "Tencent Hunyuan · conditions"),
        ("meadow-license", "Meadow-license · read the text"),
        ("other", "Other · read the text"),
        (None, "Not stated"),
        ("", "Not stated"),
        ("unknown", "Not stated"),
    ],
)
def test_names_are_found_in_usual_spellings(name: str | None, words: str) -> None:
    assert table().words(name) == words


@pytest.mark.parametrize(
    ("name", "tone"),
    [
        ("mit", "accent"),
        ("gemma", "caution"),
        ("cc-by-nc-4.0", "caution"),
        ("meadow", "neutral"),
        (None, "neutral"),
    ],
)
def test_tones_follow_the_kind(name: str | None, tone: str) -> None:
    assert table().tone(name) == tone


@pytest.mark.parametrize(
    "name",
    [
        "Meadow Non-Commercial License",
        "Meadow AI Model License Agreement 1.2 - NC",
        "meadow-1.2nc",
        "meadow_1.2_nc",
    ],
)
def test_an_unknown_name_that_says_non_commercial_is_taken_at_its_word(name: str) -> None:
    found = table().find(name)
    assert found is not None
    assert (found.kind, found.commercial, found.is_known) == (LicenseKind.NON_COMMERCIAL, "no", False)


@pytest.mark.parametrize(
    ("sentence", "id_"),
    [
        ("the MIT open-source license", "mit"),
        ("made available under Apache 2.0.", "apache-2.0"),
        ("the [Llama 3.1 Community License](x)", "llama3.1"),
        ("the Modified MIT License", "modified-mit"),
        ("Gemma Terms of Use", "gemma"),
        ("Gemma is a bird", None),
        ("permitted to commit", None),
        ("qwen and solar are models", None),
    ],
)
def test_a_sentence_names_a_license_only_where_it_means_one(sentence: str, id_: str | None) -> None:
    found = table().named_in(sentence)
    assert (found.id if found else None) == id_


def test_every_entry_is_whole() -> None:
    for entry in table():
        assert entry.source.startswith("https://"), entry.id
        assert entry.commercial in {"yes", "conditional", "no", "read the text"}, entry.id
        assert entry.restrictions in {"none", "policy", "bans", "read the text"}, entry.id
        assert table().find(entry.id) == entry
        is_free = entry.kind in (LicenseKind.OPEN_SOURCE, LicenseKind.OPEN_OTHER)
        assert not is_free or (entry.commercial, entry.restrictions) == ("yes", "none"), entry.id
