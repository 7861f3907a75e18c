"""A quote is shown as people read it, and kept as it stands in its source."""

import pytest

from explorer.domain.facts import Evidence, SourceKind
from explorer.domain.plain_quote import plain_quote
from explorer.transparency.evidence_json import evidence_json
from explorer.transparency.sheet_view.evidence_words import quote_of
from tests.transparency.cards import finding


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("**Restrictions:** you must not", "Restrictions: you must not"),
        ("**cut out of a bold paragraph", "cut out of a bold paragraph"),
        ("the end of one**.", "the end of one."),
        ("*weak* and _weak_ and ~~gone~~", "weak and weak and gone"),
        ("2*3 and a * b, snake_case, P(a|b), 5 < 6", "2*3 and a * b, snake_case, P(a|b), 5 < 6"),
        ("| **Model** | MMLU | `x_y` |", "Model · MMLU · x_y"),
        ("| a |\n|---|:-:|\n| b | c |", "a\nb · c"),
        ("Model | MMLU | GSM", "Model · MMLU · GSM"),
        ("See [the card](https://x.y/a_(b)) and [ours][1] ![](x.png)", "See the card and ours"),
        ("[![badge](https://a.b/x)](https://y.z)", "badge"),
        ("## Heading", "Heading"),
        ("> - quoted item", "quoted item"),
        ("<b>Bold</b> &amp; more<br/>next", "Bold & more next"),
        (r"\*not weak\* a\_b", "*not weak* a_b"),
        ("`__init__` of it", "__init__ of it"),
        ("***", "***"),
    ],
)
def test_the_signs_of_markdown_go_and_no_word_does(written: str, read: str) -> None:
    assert plain_quote(written) == read


def test_the_evidence_keeps_the_quote_as_it_stands_in_its_source() -> None:
    card = "# Wren\n\n**Personal data** was removed from all [sources](https://a.b)."
    (evidence,) = finding("personal_data", card).evidence
    assert evidence.quote in card
    assert evidence_json(evidence)["quote"] == evidence.quote
    assert "**" in evidence.quote
    assert quote_of(evidence) == "Personal data was removed from all sources."
    assert evidence.words == "Personal data was removed from all sources."


def test_what_is_no_markdown_is_shown_letter_by_letter() -> None:
    header = Evidence(SourceKind.HEADER, "tokenizer.chat_template", "{{ '**' }} | __x__ |")
    assert quote_of(header) == header.quote
    gate = Evidence(SourceKind.API, "extra_gated_prompt", "extra_gated_prompt: **You** agree")
    assert quote_of(gate) == "extra_gated_prompt: You agree"
