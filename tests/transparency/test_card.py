"""A card becomes metadata, sentences and rows, each with its place."""

import time

import pytest

from explorer.transparency.card_text.card import MAX_CHARACTERS, ParsedCard
from tests.transparency.cards import WREN


def texts(card: str) -> list[str]:
    return [p.text for p in ParsedCard(card).passages]


def test_metadata_knows_the_lines_of_each_key() -> None:
    assert ParsedCard(WREN).quote_of("language") == ("language:\n- en\n- de", 3, 5)


def test_a_second_block_of_metadata_adds_what_the_first_leaves_open() -> None:
    card = ParsedCard(
        "---\nlicense: mit\n---\n---\nlicense: gpl\nbase_model: marsh/heron\n---\n# Heron\n\nIt sings."
    )
    assert card.texts("license") == ("mit",)
    assert card.quote_of("base_model") == ("base_model: marsh/heron", 6, 6)
    assert [block.text for block in card.blocks] == ["Heron", "It sings."]


def test_two_blocks_with_words_between_are_not_one() -> None:
    card = ParsedCard("---\nlicense: mit\n---\nIt sings.\n\n---\nbase_model: marsh/heron\n---\n")
    assert card.texts("base_model") == ()


def test_a_linked_name_with_initials_is_one_piece() -> None:
    card = ParsedCard("By [Ann Wren](https://wren.example), [Egon D.Q. Owl](https://owl.example). It sings.")
    assert [p.text for p in card.passages] == ["By Ann Wren, Egon D.Q. Owl.", "It sings."]


def test_the_row_below_a_title_over_all_columns_names_them() -> None:
    head = (
        "<tr><th>Owl</th><th colspan=2>Settings</th></tr><tr><th>Size</th><th>Layers</th><th>Tokens</th></tr>"
    )
    card = ParsedCard(f"<table>{head}<tr><td>7B</td><td>32</td><td>1T</td></tr></table>")
    assert [(p.header, p.cells) for p in card.passages] == [
        (("Size", "Layers", "Tokens"), ("7B", "32", "1T"))
    ]


@pytest.mark.parametrize(("repo", "told"), [("marsh/kestrel-13b", 1), ("lake/owl-13b", 2), ("", 2)])
def test_a_card_of_another_name_below_the_own_heading_is_carried_along(repo: str, told: int) -> None:
    card = ParsedCard("# kestrel-13b\n\nIt tells stories.\n\n# Owl Model Card\n\nOwl hoots.", repo)
    assert [p.text for p in card.own] == ["It tells stories.", "Owl hoots."][:told]


def test_metadata_at_the_end_of_the_file_is_found() -> None:
    card = ParsedCard("# Wren\n\nA small model.\n\n---\nlicense: mit\ntags:\n- birds\n---\n")
    assert card.texts("license") == ("mit",)
    assert card.quote_of("license") == ("license: mit", 6, 6)


def test_rules_between_sections_are_no_metadata() -> None:
    card = ParsedCard("# Wren\n\nHello.\n\n---\n\nNote: this is prose.\n\n---\n\nBye.")
    assert card.entries == {}
    assert "Note: this is prose." in [p.text for p in card.passages]


@pytest.mark.parametrize("line", ["-license: mit", "License: mit", "license : mit"])
def test_oddly_spelled_keys_are_read_and_said(line: str) -> None:
    assert ParsedCard(f"---\n{line}\ntags:\n- birds\n---\n").texts("license") == ("mit",)


def test_broken_yaml_is_read_key_by_key() -> None:
    card = ParsedCard(
        "---\nlicense: mit\nbase model: meadow/egg\nnote: [never closed\ndatasets:\n- a/b\n- c/d\n---\n"
    )
    assert card.texts("license") == ("mit",)
    assert card.texts("base_model") == ("meadow/egg",)
    assert card.texts("datasets") == ("a/b", "c/d")
    assert card.problems


@pytest.mark.parametrize(
    "yaml",
    [
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\nlicense: mit",
        "license: mit\nx: !!python/object/apply:os.system ['true']",
        "license: mit\nx: " + "[" * 3000 + "]" * 3000,
        "license: mit\n" + "x: y\n" * 200_000,
    ],
    ids=["aliases", "tags", "deep", "long"],
)
def test_hostile_yaml_is_refused_without_losing_plain_keys(yaml: str) -> None:
    card = ParsedCard(f"---\n{yaml}\n---\nText.")
    assert card.texts("license") == ("mit",)
    assert card.problems


def test_norwegian_stays_norwegian() -> None:
    assert ParsedCard("---\nlanguage:\n- no\n- yes\n---\n").texts("language") == ("no", "yes")


def test_an_empty_key_says_nothing() -> None:
    assert ParsedCard("---\nlicense:\nbase_model: ~\n---\n").texts("license") == ()


def test_code_and_comments_are_no_evidence() -> None:
    card = "Before.\n```text\nSecret.\n```\n~~~\nHidden.\n~~~\n<!-- Gone. -->\n<pre>Raw.</pre>\nAfter."
    assert texts(card) == ["Before.", "After."]


def test_a_comment_that_shows_a_fence_does_not_open_one() -> None:
    assert texts("<!--\n```\n-->\nSeen.\n\n<!-- ``` -->\nAlso seen.") == ["Seen.", "Also seen."]


@pytest.mark.parametrize(
    "heading",
    [
        "## Limits",
        "<h2 align='center'>Limits</h2>",
        "Limits\n------",
        "**Limits**",
        "## **Limits** ##",
        "<h3>\nLimits\n</h3>",
    ],
)
def test_headings_of_every_kind_head_what_follows(heading: str) -> None:
    passage = ParsedCard(f"# Wren\n\n{heading}\n\nIt forgets names.").passages[-1]
    assert (passage.text, passage.heading) == ("It forgets names.", "Limits")


def test_bold_words_and_table_cells_are_labels() -> None:
    card = ParsedCard("- **License:** MIT\n\n| Model type | decoder |\n|---|---|\n| Language | Finnish |\n")
    assert [(p.label, p.text) for p in card.passages] == [
        ("License", "License: MIT"),
        ("Language", "Language | Finnish"),
    ]


def test_rows_know_their_header() -> None:
    rows = ParsedCard("Size | Tokens | Cutoff\n--- | --- | ---\n1B | 2T | May 2023\n").passages
    assert rows[0].cells == ("1B", "2T", "May 2023")
    assert rows[0].header == ("Size", "Tokens", "Cutoff")


def test_html_cells_that_span_rows_are_repeated() -> None:
    card = ParsedCard(
        "<table>\n<tr><th>Size</th><th>Tokens</th></tr>\n<tr><td>1B</td><td rowspan='2'>2T</td></tr>\n"
        "<tr><td>3B</td></tr>\n</table>\nAfter."
    )
    assert [p.cells for p in card.passages] == [("1B", "2T"), ("3B", "2T"), ()]
    assert [p.first_line for p in card.passages] == [3, 4, 6]


def test_html_cells_that_span_columns_are_repeated_and_said_once() -> None:
    card = ParsedCard(
        "<table><tr><th>Size</th><th>Layers</th><th>Tokens</th></tr>"
        "<tr><td colspan='2'>unknown</td><td>2T</td></tr><tr><td colspan=3>Chat models</td></tr></table>"
    )
    assert [(p.cells, p.text) for p in card.passages] == [
        (("unknown", "unknown", "2T"), "unknown | 2T"),
        (("Chat models",), "Chat models"),  # a title between rows, and no value of any column
    ]


def test_a_table_that_never_ends_hides_nothing() -> None:
    assert "It is licensed." in texts("<table>\n\nIt is licensed.\n")


@pytest.mark.parametrize(
    "silence",
    [
        "[More Information Needed]",
        "{{ bias_risks | default('x') }}",
        "N/A",
        "- **License:** [More Information Needed]",
        "TBD.",
    ],
)
def test_placeholders_are_silence(silence: str) -> None:
    assert texts(f"# Bias\n\n{silence}\n") == []


def test_a_table_of_contents_is_silence() -> None:
    assert texts("- [License](#license)\n1. [Risks](#risks)\n") == []


CARRIED = "# {title}\n\n## Model Details\n\nTheirs."


@pytest.mark.parametrize(
    ("repo", "title", "own"),
    [
        ("heron/wren-7b-long", "Base Model", ["Mine."]),
        ("heron/wren-7b-long", "Llama 2", ["Mine."]),
        ("heron/wren-7b-long", "Wren v1", ["Mine.", "Theirs."]),
        ("heron/wren-7b-long", "English", ["Mine.", "Theirs."]),
        ("heron/llama-2", "Llama 2", ["Mine.", "Theirs."]),
    ],
)
def test_a_second_title_over_model_details_is_the_card_of_another_model(
    repo: str, title: str, own: list[str]
) -> None:
    card = ParsedCard(f"# Long\n\n## Model Details\n\nMine.\n\n{CARRIED.format(title=title)}", repo)
    assert [p.text for p in card.own] == own


def test_a_section_on_the_base_with_others_behind_it_is_the_own() -> None:
    card = ParsedCard(
        f"# Long\n\nMine.\n\n{CARRIED.format(title='Base Model')}\n\n# Training\n\nMore.", "heron/w"
    )
    assert [p.text for p in card.own] == ["Mine.", "Theirs.", "More."]


def test_the_only_model_details_are_the_own() -> None:
    assert [p.text for p in ParsedCard(f"# Long\n\n{CARRIED.format(title='Wren')}", "heron/w").own] == [
        "Theirs."
    ]


def test_what_follows_original_model_card_is_embedded() -> None:
    card = ParsedCard("# Wren GGUF\n\nMine.\n\n# Original model card: Wren\n\nTheirs.")
    assert [p.text for p in card.own] == ["Mine."]
    assert len(card.passages) == 2


@pytest.mark.parametrize(
    "words",
    [
        "Below is the original model card:",
        "> Below is the original model card of the Kestrel model.",
        "Here is the original README:",
        "From the original README:",
        "Original card below:",
        "Original README",
        "*The original model card follows:*",
        "Model card from the original repo",
        "What follows is the original model card by heron/kestrel-7b.",
    ],
)
def test_words_may_announce_the_card_of_the_original(words: str) -> None:
    body = f"# Wren\n\nMine.\n\n{words}\n\n---\n\n# Kestrel\n\nTheirs."
    card = ParsedCard(f"---\nbase_model: marsh/kestrel-7b\n---\n{body}", "heron/wren-7b")
    assert "Theirs." not in [p.text for p in card.own]
    assert card.own[0].text == "Mine."
    assert ParsedCard(body, "heron/wren-7b").own[-1].text == "Theirs."  # made from none: its own older card


@pytest.mark.parametrize(
    "words",
    [
        "See the original model card for details.",
        "Original model card: https://huggingface.co/heron/kestrel-7b",
        "No original model card was available.",
        "Modifications to the original model card are in red or green",
        "Please refer to the original README:",
        "The original model is Kestrel.",
        "Click here for the original model card.",
    ],
)
def test_words_that_only_point_to_the_original_announce_nothing(words: str) -> None:
    head = "---\nbase_model: heron/kestrel-7b\n---\n"
    card = ParsedCard(f"{head}# Wren\n\n{words}\n\n# Training\n\nMine.", "heron/wren-7b")
    assert card.own[-1].text == "Mine."


def test_abbreviations_do_not_end_a_sentence() -> None:
    assert texts("Data ends in Dec. 2023 e.g. in print. More follows.") == [
        "Data ends in Dec. 2023 e.g. in print.",
        "More follows.",
    ]


def test_scripts_of_every_direction_are_read() -> None:
    card = ParsedCard("# 鷦鷯\n\n这是一个模型。它很小。\n\n## رخصة\n\nهذا نموذج صغير.\n")
    assert [p.text for p in card.passages] == ["这是一个模型。", "它很小。", "هذا نموذج صغير."]
    assert card.passages[-1].heading == "رخصة"


@pytest.mark.parametrize(
    "text", ["", "\n\n", "---", "---\n---", "\ufeff---\nlicense: mit", "\x00\xff\x1b" * 500]
)
def test_poor_cards_are_read(text: str) -> None:
    assert isinstance(ParsedCard(text).passages, tuple)


HOSTILE = {
    "brackets": "[" * 60_000,
    "images": "![" * 30_000,
    "tags": "<a " * 20_000,
    "comments": "<!--" * 15_000,
    "stars": "*" * 60_000,
    "bold": "**a " * 15_000,
    "pipes": "|" * 60_000,
    "quotes": "> " * 30_000,
    "fences": "```\n" * 15_000,
    "spaces": " " * 60_000 + "x",
    "dashes": "---\n" * 15_000,
    "tables": "<table>\n" * 60_000,
    "cells": "<table><tr>" + "<td>" * 15_000,
    "spans": "<table>"
    + ("<tr>" + "<td rowspan=9999 colspan=9999>word word word" * 60 + "<tr><td>" * 100) * 20,
    "wide": "<table>" + "<tr><th colspan=999999999 rowspan=0>a</th><th>b</th>" * 1_200,
    "digits": "1" * 60_000,
    "words": "trained on data " * 4_000,
    "dots": "a. " * 20_000,
    "yaml": "---\n" + "- [" * 20_000 + "\n---\n",
    "lines": "- a\n" * 15_000,
    "addresses": "https://huggingface.co/a/b " * 2_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_cards_are_read_in_bounded_time(text: str) -> None:
    started = time.process_time()
    ParsedCard(text).passages  # noqa: B018  reading is the point
    assert time.process_time() - started < 1.0


def test_ten_megabytes_are_cut_and_said() -> None:
    started = time.process_time()
    card = ParsedCard("A model of birds. " * 600_000)
    assert card.passages
    assert len(card.text) == MAX_CHARACTERS
    assert card.problems
    assert time.process_time() - started < 3.0
