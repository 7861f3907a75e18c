"""Where a quote stands in the rendered card: found whatever markup is around and in it, never guessed."""

import re
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.kit.rich_text.markdown_html import markdown_html
from explorer.transparency.sheet_view.source_popup_rows import END, START, page_with_quote
from explorer.transparency.source_texts import SourceText

_QUOTED = re.compile(f"{START}(.*?){END}", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")


def marked(card: str, quote: str) -> str | None:
    """The words between the signs, without tags; ``None`` where no place is told."""
    first = card[: card.index(quote)].count("\n") + 1
    page = page_with_quote(SourceText(card, first, first + quote.count("\n")), quote)
    found = _QUOTED.search(page) if page is not None else None
    return _TAG.sub("", found[1]) if found is not None else None


@pytest.mark.parametrize(
    ("card", "quote", "words"),
    [
        ("# M\n\nTrained on letters.\n", "Trained on letters.", "Trained on letters"),
        ("- **Data:** letters\n", "- **Data:** letters", "Data: letters"),
        ("1. Data is kept\n2. Or not\n", "1. Data is kept", "Data is kept"),
        ("> # Data\n> letters\n", "> letters", "letters"),
        ("See [the terms](https://a.example/x_y).\n", "[the terms](https://a.example/x_y).", "the terms"),
        ("See [the terms][t].\n\n[t]: https://a.example\n", "See [the terms][t].", "See the terms"),
        ("_Kept_ for `years`\n", "_Kept_ for `years`", "Kept for years"),
        ("<p><b>Kept</b> for years</p>\n", "<b>Kept</b> for years</p>", "Kept for years"),
        ("| a | b |\n|---|---|\n| one | two |\n", "| one | two |", "one\ntwo"),
        ("Caf&eacute; &amp; more\n", "Caf&eacute; &amp; more", "Caf&eacute; &amp; more"),
        ("训练数据来自信件。\n", "训练数据来自信件。", "训练数据来自信件"),
        ("One\ntwo\nthree\n", "One\ntwo", "One\ntwo"),
        ("```\ncutoff: 2024\n```\n", "cutoff: 2024", "cutoff: 2024"),
    ],
)
def test_the_quote_is_found_and_its_markup_left_alone(card: str, quote: str, words: str) -> None:
    found = marked(card, quote)
    assert found is not None
    assert "\n".join(line for line in found.split("\n") if line) in (words, words.replace("&eacute;", "é"))


@pytest.mark.parametrize(
    ("card", "quote"),
    [
        ("<!-- hidden words -->\n\nText\n", "hidden words"),
        ("---\nlicense: mit\n---\n# M\n", "license: mit"),
        ("[t]: https://a.example/words\n\nText\n", "https://a.example/words"),
        ('<img src="https://a.example/x.png">\n', "https://a.example/x.png"),
        (f"Words{START} of a card\n", "of a card"),
        ("Text\n\n***\n", "***"),
    ],
)
def test_what_is_not_in_the_page_has_no_place_there(card: str, quote: str) -> None:
    assert marked(card, quote) is None


def test_the_same_words_elsewhere_are_not_taken_for_the_quote() -> None:
    card = "# M\n\nOn letters.\n\n## Data\n\nOn letters.\n"
    page = page_with_quote(SourceText(card, 7, 7), "On letters.")
    assert page is not None
    assert "Data" in page[: page.index(START)]


@settings(max_examples=150, deadline=None)
@given(st.text("ab *_`[]()<>#|-&;!\\\n1.", min_size=1, max_size=80), st.integers(0, 80), st.integers(1, 40))
def test_without_the_signs_the_page_is_the_page(card: str, start: int, length: int) -> None:
    quote = card[start : start + length].strip()
    if not quote:
        return
    first = card[: card.index(quote)].count("\n") + 1
    page = page_with_quote(SourceText(card, first, first + quote.count("\n")), quote)
    assert page is None or page.replace(START, "").replace(END, "") == markdown_html(card)


@pytest.mark.parametrize("junk", ["[" * 20_000, "<a " * 20_000, "](" * 20_000, "* " * 20_000, "_" * 40_000])
def test_a_hostile_quote_takes_no_time(junk: str) -> None:
    card = f"Words {junk} end\n"
    begun = process_time()
    span = page_with_quote(SourceText(card, 1, 1), card.strip())
    bare = process_time()
    markdown_html(card)
    assert span is None or START in span
    assert bare - begun < 3 * (process_time() - bare) + 0.5, "as long as rendering itself takes"
