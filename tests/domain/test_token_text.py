"""Tokens as text: what cannot be seen is shown, what belongs together is found again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.domain.token_text import label_of, labels_of, paragraphs_of
from explorer.domain.tokens import TokenDetail
from tests.playground.making import WATER, detailed


def tokens(*texts: str) -> list[TokenDetail]:
    return [TokenDetail(number, text, -0.1) for number, text in enumerate(texts)]


def lines(answer: str, *texts: str) -> list[str]:
    return [paragraph.text for paragraph in paragraphs_of(tokens(*texts), answer)]


def test_words_stand_as_they_were_written() -> None:
    (paragraph,) = paragraphs_of(detailed(WATER), WATER)
    assert paragraph.text == WATER
    assert [span.place for span in paragraph.spans] == list(range(len(detailed(WATER))))
    for before, after in zip(paragraph.spans, paragraph.spans[1:], strict=False):
        assert before.end == after.start


def test_line_breaks_have_a_mark_and_end_a_paragraph() -> None:
    assert lines("a\nb\n\nc", "a", "\n", "b\n\n", "c") == ["a↵", "b↵↵", "c"]
    assert lines("a\r\n", "a\r\n") == ["a↵"]


def test_tokens_that_make_one_character_share_it() -> None:
    (paragraph,) = paragraphs_of(tokens("Hi", " \ufffd", "\ufffd", "\ufffd", "!"), "Hi 👋!")
    assert paragraph.text == "Hi 👋!"
    shared = paragraph.spans[1:4]
    assert {(span.start, span.end, span.parts) for span in shared} == {(2, 5, 3)}  # in UTF-16 units
    assert [span.part for span in shared] == [0, 1, 2]


@pytest.mark.parametrize("answer", ["Hi ", "Hi 👋 and another text", ""])
def test_a_character_that_cannot_be_found_again_is_shown_as_unknown(answer: str) -> None:
    assert lines(answer, "Hi", "\ufffd", "\ufffd", "!") == ["Hi\ufffd\ufffd!"]


def test_a_control_token_shows_its_name_and_what_follows_is_still_found() -> None:
    answer = "So it goes on and on 👋"
    (paragraph,) = paragraphs_of(
        tokens("So", "<end_of_turn>", " it goes on and on", " \ufffd", "\ufffd"), answer
    )
    assert paragraph.text == "So<end_of_turn> it goes on and on 👋"
    assert [span.is_mark for span in paragraph.spans] == [False, True, False, False, False]


def test_a_thought_opened_by_the_prompt_does_not_put_characters_out_of_place() -> None:
    assert lines("<think>So 👋", "So", " \ufffd", "\ufffd") == ["So 👋"]


def test_signs_that_turn_the_direction_are_shown_by_number() -> None:
    assert lines("a\u202eb\x07", "a", "\u202eb", "\x07") == ["aU+202EbU+0007"]
    assert lines("👩\u200d🔬", "👩\u200d🔬") == ["👩\u200d🔬"]


def test_tokens_beside_each_other_are_told_apart() -> None:
    assert label_of(" near") == "near"
    assert label_of("  ") == "␣␣"
    assert label_of("\n\n") == "↵↵"
    assert labels_of([" near", "near", " at"]) == ["␣near", "near", "at"]


@given(st.lists(st.text(max_size=6), max_size=30), st.text(max_size=80))
def test_any_tokens_are_all_shown_in_their_order(texts: list[str], answer: str) -> None:
    paragraphs = paragraphs_of(tokens(*texts), answer)
    places = [span.place for paragraph in paragraphs for span in paragraph.spans]
    assert places == sorted(places)
    assert set(places) >= {n for n, text in enumerate(texts) if text.strip("\r")}
    for paragraph in paragraphs:
        assert "\n" not in paragraph.text
        assert all(span.end <= paragraph.size for span in paragraph.spans)
