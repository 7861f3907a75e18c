"""Which languages a card names: codes of every kind, names, and what says nothing of any one language."""

import pytest

from explorer.choose.need import Need
from explorer.choose.proposing.stated_languages import languages_reason
from tests.transparency.cards import dossier


def told(stated: str, *wanted: str) -> tuple[str, str]:
    found = dossier(f"---\nlanguage: [{stated}]\n---\n# A model\n").get("language")
    reason = languages_reason(found, Need(languages=wanted))
    assert reason is not None
    return reason.speaks, str(reason.words)


@pytest.mark.parametrize(
    ("wanted", "stated"),
    [
        ("sv", "swe, eng"), ("da", "dan"), ("fi", "fin"), ("cs", "ces"), ("el", "ell"), ("he", "heb"),
        ("id", "ind"), ("ro", "ron"), ("hu", "hun"), ("fa", "fas"), ("no", "nor"), ("no", "nb"), ("no", "nn"),
        ("zh", "cmn"), ("zh", "zh-Hans"), ("zh", "Chinese (Simplified)"), ("pt", "pt-BR"),
        ("de", "en, german"),
    ],
)  # fmt: skip
def test_every_way_to_state_a_language_is_read(wanted: str, stated: str) -> None:
    assert told(stated, wanted)[0] == "for"


@pytest.mark.parametrize(
    "stated", ["multilingual", "en, multilingual", "qqx", "en, over 140 languages", "code"]
)
def test_what_names_no_one_language_is_neither_for_nor_against(stated: str) -> None:
    assert told(stated, "de")[0] == "unknown"


@pytest.mark.parametrize("stated", ["en, code", "en, python", "eng", "english"])
def test_languages_of_programs_are_none(stated: str) -> None:
    assert told(stated, "de") == ("against", "Its card names English only")
    assert told(stated, "en")[0] == "for"


def test_all_that_are_needed_must_be_named() -> None:
    assert told("en, cy", "en", "de") == ("against", "Its card names English, cy only")
    assert told("en, de", "en", "de")[0] == "for"
