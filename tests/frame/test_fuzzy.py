"""The palette finds what is meant by a few letters, always in the same order."""

from time import thread_time

import pytest

from explorer.frame.palette.entries import FoldedText, find, matched_letters


def ranked(query: str, *texts: str) -> list[str]:
    return [texts[index] for index in find(query, [FoldedText.of(text) for text in texts], most=50)]


def test_a_beginning_beats_a_word_beats_an_inside_beats_initials_beats_strewn_letters() -> None:
    assert ranked("co", "scope", "Compare", "Add to Compare", "Chat options", "cathode") == [
        "Compare",
        "Add to Compare",
        "scope",
        "Chat options",
        "cathode",
    ]


def test_every_typed_word_must_be_found_in_any_order() -> None:
    assert ranked("chat gem", "Gemma 3 · chat", "Gemma 3", "Chats") == ["Gemma 3 · chat"]


@pytest.mark.parametrize("query", ["cafe", "CAFÉ", "café"])
def test_case_and_accents_do_not_count(query: str) -> None:
    assert ranked(query, "Le Café", "Tea") == ["Le Café"]


def test_punctuation_parts_words() -> None:
    assert ranked("instruct", "gemma-3_instruct.Q4", "x") == ["gemma-3_instruct.Q4"]


def test_equal_matches_keep_their_order_and_nothing_typed_finds_nothing() -> None:
    assert ranked("a", "ab", "ac", "ad") == ["ab", "ac", "ad"]
    assert ranked(" ", "ab") == []


def test_letters_strewn_over_a_long_text_are_no_match() -> None:
    assert ranked("xyz", "x" + "a" * 40 + "y" + "b" * 40 + "z") == []


@pytest.mark.parametrize(
    ("query", "text", "bold"),
    [
        ("gem", "Open Gemma", "Gem"),
        ("om", "Open Models", "OM"),
        ("pgd", "Playground", "Pgd"),
        ("strasse", "Große Straße", "Straße"),
        ("北", "模型 北京", "北"),
    ],
)
def test_the_letters_that_were_matched_are_told(query: str, text: str, bold: str) -> None:
    assert "".join(text[at] for at in matched_letters(query, FoldedText.of(text))) == bold


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("a" * 9 + "b", "a" * 200),
        ("e" * 9 + "z", "here we see the elderly beekeeper tree get freer sleep than the committee"),
        ("interpretationsx", "the interpretation of internationalisation and of translations " * 3),
        ("0123456789abcdef" * 4, "0123456789abcde" * 20),
        ("ab" * 5_000, "ab" * 4_000),
    ],
)
def test_letters_that_nearly_fit_cost_no_more_than_others(query: str, text: str) -> None:
    texts = [FoldedText.of(text)] * 20
    began = thread_time()
    assert find(query, texts, most=50) == []
    matched_letters(query, texts[0])
    assert thread_time() - began < 2  # far above the usual: trying every way would not end
