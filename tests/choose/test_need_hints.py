"""What somebody's own words sound like, and what they do not."""

import pytest

from explorer.choose.need import Need, Purpose
from explorer.choose.need_hints import hint_words, sounds_like


@pytest.mark.parametrize(
    ("words", "purposes"),
    [
        ("take the medicines out of clinic letters", {Purpose.EXTRACTION, Purpose.HEALTHCARE}),
        ("Draft friendly letters to patients in German", {Purpose.WRITING, Purpose.HEALTHCARE}),
        ("summarise research papers", {Purpose.SUMMARIES, Purpose.SCIENCE}),
        ("Ask my own documents, mostly PDFs", {Purpose.DOCUMENTS}),
        ("write code in Python", {Purpose.CODE}),
        ("Translate invoices", {Purpose.TRANSLATION, Purpose.FINANCE}),
        ("Zusammenfassung von Klinikbriefen", {Purpose.SUMMARIES, Purpose.HEALTHCARE}),
        ("从病历中提取药名，再翻译成英文", {Purpose.EXTRACTION, Purpose.TRANSLATION, Purpose.HEALTHCARE}),
        ("investigate taxis", set()),
        ("Something that helps me at work", set()),
        ("", set()),
    ],
)
def test_words_sound_like_purposes(words: str, purposes: set[Purpose]) -> None:
    assert set(sounds_like(words)) == purposes


def test_what_is_ticked_is_not_hinted_at() -> None:
    need = Need(words="Draft letters to patients")
    assert hint_words(need).startswith("Sounds like Writing, Healthcare: tick what fits.")
    assert hint_words(Need(need.words, (Purpose.WRITING,))) == "Sounds like Healthcare, too: tick what fits."
    assert hint_words(Need(need.words, (Purpose.WRITING, Purpose.HEALTHCARE))) == ""
