"""Foreign text may be read, not obeyed: no terminal, no line of text and no database acts on it."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.domain.harmless import first_acting, harmless, harmless_json, storable

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ANY = st.text(st.characters(exclude_categories=()))  # halves of pairs too


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "U+001B[31mredU+001B[0m"),
        ('license: \u202e"tim"', 'license: U+202E"tim"'),
        ("\x9b31m", "U+009B31m"),
        ("mit\rapache", "mitU+000Dapache"),
        ("\udcff.gguf", r"\xff.gguf"),
        ("\ud800", "U+D800"),
        ("\x00\x07\x7f", "U+0000U+0007U+007F"),
        ("".join(TURNING), "".join(f"U+{ord(sign):04X}" for sign in TURNING)),
    ],
)
def test_what_acts_is_written_out(text: str, shown: str) -> None:
    assert harmless(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "نموذج لغوي مفتوح، 7B",
        "מודל שפה פתוח (7B)",
        "कर्म ज्ञान क्‍ष",
        "👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 é ñ",
        "می‌خواهم",  # with a zero-width non-joiner
        "גרסה 7B\u200f, פתוחה\u200e!",
        "two\nlines\tand a tab\r\n",
        r"C:\x1b is no escape",
        "",
    ],
)
def test_words_of_every_script_stay_as_they_are(text: str) -> None:
    assert harmless(text) is text
    assert storable(text) is text


def test_the_first_sign_that_acts_is_told_with_its_line() -> None:
    assert first_acting("one\ntwo \u202e\n\x07") == ("U+202E", 2)
    assert first_acting("نموذج\n\tplain") is None


@given(ANY)
def test_nothing_that_acts_is_left(text: str) -> None:
    shown = harmless(text)
    assert harmless(shown) == shown
    left = {c for c in shown if unicodedata.category(c) in ("Cc", "Cs") or c in TURNING} - {"\n", "\t", "\r"}
    assert left == set()
    assert "\r" not in shown.replace("\r\n", "")
    shown.encode()


@given(ANY)
def test_what_is_stored_is_utf8_and_keeps_all_else(text: str) -> None:
    kept = storable(text)
    kept.encode()
    assert kept == text or any(unicodedata.category(c) == "Cs" for c in text)


@given(st.text())
def test_json_says_the_same_and_may_be_printed(text: str) -> None:
    data = harmless_json(json.dumps([text], ensure_ascii=False).encode())
    assert json.loads(data) == [text]
    printed = data.decode()
    assert harmless(printed) == printed
