"""Chats are found by their words, wherever they stand, and however common they are."""

import pytest

from explorer.base.store import Store
from explorer.rooms.playground.chats.search import ChatHit
from explorer.rooms.playground.chats.store import Chats, TurnRecord


@pytest.fixture
def chats(store: Store) -> Chats:
    return Chats(store)


def said(chats: Chats, title: str, *texts: str) -> int:
    chat = chats.create(title, "m").id
    for text in texts:
        chats.add(chat, "user", text, TurnRecord())
    return chat


def found(chats: Chats, words: str) -> list[int]:
    return [hit.chat for hit in chats.search(words)]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("boil", "Water BOILED over"),  # a part of a word
        ("ÄPFEL", "Rote äpfel"),
        ("沸点", "水的沸点是多少"),
        ("的沸点是", "水的沸点是多少"),
        ("é", "Émile"),
        ("100 %", "A refund of 100 % please"),
        ("a_b", "the name a_b here"),
        ("50%_", "gives 50%_ more"),
        ('say "bye"', 'they say "bye" to us'),
        ("it's", "it's"),
        ("\\n", "a \\n in a text"),
        ("over water", "water boils over"),  # all words, in any order
        ('"boils over"', "water boils over"),
        ("🧪 te", "a test 🧪"),
        ("AND OR NOT", "and, or, not"),
    ],
)
def test_words_are_found_as_they_stand(chats: Chats, words: str, text: str) -> None:
    chat = said(chats, "One", text)
    said(
        chats, "Other", "a b 50 n i something else entirely, over there: say it, wat er, a x_b, 沸 点, te st"
    )
    assert found(chats, words) == [chat]


@pytest.mark.parametrize(
    "words", ["", "  ", '""', '"', "\0", "_", "%", "a%c", "abcd", '"over water"', "x" * 9_000, "q " * 3_000]
)
def test_what_nobody_said_is_not_found(chats: Chats, words: str) -> None:
    said(chats, "One", "abc bcd, water boils over")  # has the trigrams of "abcd"
    assert found(chats, words) == []


def test_a_hit_says_where_and_how_it_was_said(chats: Chats) -> None:
    chat = said(chats, "Rain", "rain", f"{'before ' * 30}\nthe\n  Rain in Spain {'after ' * 60}", "snow")
    (hit,) = chats.search("rain")
    turns = chats.turns(chat)
    assert (hit.chat, hit.turn) == (chat, turns[1].id)
    assert hit.snippet.startswith("…before")
    assert hit.snippet.endswith("…")
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["Rain"]
    assert len(hit.snippet) < 160


def test_a_snippet_shows_words_and_not_their_markdown(chats: Chats) -> None:
    said(chats, "One", "A **GGUF** file has `2**3` or 2**4 bytes")
    (hit,) = chats.search("file")
    assert hit.snippet == "A GGUF file has 2**3 or 2**4 bytes"
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["file"]


def test_titles_and_folders_are_searched_too_and_come_after_what_was_said(chats: Chats) -> None:
    titled, said_it = said(chats, "A letter"), said(chats, "Other", "write a letter")
    folder = chats.folders.create("Work")
    chats.folders.move(titled, folder.id)
    assert chats.search("letter") == (
        ChatHit(said_it, chats.turns(said_it)[0].id, "write a letter", ((8, 14),)),
        ChatHit(titled),
    )
    assert found(chats, "work letter") == [titled]


def test_the_newest_comes_first_and_a_word_that_is_everywhere_does_not_hide_it(chats: Chats) -> None:
    first = said(chats, "First", "common")
    long = said(chats, "Long", *["common"] * 300)
    last = said(chats, "Last", "common")
    assert found(chats, "common") == [last, long, first]
    assert [hit.chat for hit in chats.search("common", limit=2)] == [last, long]


def test_what_is_in_the_bin_or_taken_out_is_not_found(chats: Chats) -> None:
    one, two = said(chats, "One", "secret"), said(chats, "Two", "secret")
    chats.delete(one)
    deleted = chats.delete_turn(chats.turns(two)[0])
    assert found(chats, "secret") == []
    chats.restore(one)
    chats.restore_turn(deleted)
    assert found(chats, "secret") == [two, one]
    chats.delete(one)
    chats.empty_bin()
    assert found(chats, "secret") == [two]


def test_what_an_answer_becomes_is_found_and_what_it_was_is_not(chats: Chats) -> None:
    from dataclasses import replace

    said(chats, "One", "hidden beginning")
    turn = chats.turns(1)[0]
    chats.update(replace(turn, text="another end"))
    assert (found(chats, "beginning"), found(chats, "another")) == ([], [turn.chat])
