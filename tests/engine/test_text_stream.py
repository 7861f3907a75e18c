"""Text is shown as soon as it is certain, and never past a stop text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.domain.answer_format import GUESSES
from explorer.domain.answer_splitter import Splitter
from explorer.domain.piece import Piece, joined
from explorer.engine.local.llama.text_stream import TextStream


def test_a_character_split_over_tokens_is_shown_whole() -> None:
    stream = TextStream(Splitter())
    first, second = "日".encode()[:1], "日".encode()[1:]
    assert stream.feed(b"a" + first).text == "a"
    assert stream.feed(second).text == "日"


def test_broken_bytes_become_replacement_signs() -> None:
    stream = TextStream(Splitter())
    assert stream.feed(b"a\xffb").text == "a\ufffdb"
    assert stream.feed("日".encode()[:2]).text == ""
    assert stream.finish().text == "\ufffd"


def test_a_stop_text_spread_over_tokens_is_never_shown() -> None:
    stream = TextStream(Splitter(), ["</end>"])
    assert [stream.feed(part).text for part in (b"Yes", b".</", b"en", b"d> more")] == ["Yes", ".", "", ""]
    assert stream.is_stopped
    assert stream.finish().text == ""


def test_what_only_began_like_a_stop_text_is_shown() -> None:
    stream = TextStream(Splitter(), ["</end>"])
    assert stream.feed(b"a</b").text == "a</b"
    assert stream.feed(b"</e").text == ""
    assert stream.finish().text == "</e"


@pytest.mark.parametrize("stop", ["", "stop"])
def test_an_empty_stop_text_stops_nothing(stop: str) -> None:
    stream = TextStream(Splitter(), [stop])
    assert stream.feed(b"abc").text == "abc"
    assert not stream.is_stopped


@given(text=st.text(alphabet="abAB日é", max_size=40), stop=st.text(alphabet="abAB", min_size=1, max_size=3))
def test_however_bytes_are_cut_the_text_is_that_before_the_stop(text: str, stop: str) -> None:
    stream = TextStream(Splitter(), [stop])
    shown = "".join(stream.feed(bytes([byte])).text for byte in text.encode()) + stream.finish().text
    assert shown == text.split(stop, maxsplit=1)[0]
    assert stream.is_stopped == (stop in text)


def test_a_stop_text_ends_what_is_said_and_a_thought_may_speak_of_it() -> None:
    stream = TextStream(Splitter(GUESSES.items), ["User:"])
    parts = (b"<think>The User: asks.</think>", b" Fine. Us", b"er: and then")
    whole = joined([*(stream.feed(part) for part in parts), stream.finish()])
    assert whole == Piece("Fine. ", "The User: asks.", "<think>The User: asks.</think> Fine. ")
    assert stream.is_stopped


@given(
    parts=st.lists(
        st.sampled_from(["<think>", "</think>", "<th", "stop", "st", "op", " ", "é", "a"]), max_size=10
    ),
    data=st.data(),
)
def test_however_bytes_are_cut_thoughts_and_stops_are_found_the_same(
    parts: list[str], data: st.DataObject
) -> None:
    written = "".join(parts).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(written)), max_size=6)))

    def shown(*ends: int) -> Piece:
        stream = TextStream(Splitter(GUESSES.items), ["stop"])
        pieces = [stream.feed(written[one:other]) for one, other in pairwise([0, *ends, len(written)])]
        return joined([*pieces, stream.finish()])

    whole = shown()
    assert shown(*cuts) == whole
    assert written.decode().startswith(whole.raw)
    assert "stop" not in whole.text
