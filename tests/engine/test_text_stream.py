"""Text is shown as soon as it is certain, and never past a stop text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.engine.text_stream import TextStream


def test_a_character_split_over_tokens_is_shown_whole() -> None:
    stream = TextStream()
    first, second = "日".encode()[:1], "日".encode()[1:]
    assert stream.feed(b"a" + first) == "a"
    assert stream.feed(second) == "日"


def test_broken_bytes_become_replacement_signs() -> None:
    stream = TextStream()
    assert stream.feed(b"a\xffb") == "a\ufffdb"
    assert stream.feed("日".encode()[:2]) == ""
    assert stream.finish() == "\ufffd"


def test_a_stop_text_spread_over_tokens_is_never_shown() -> None:
    stream = TextStream(["</end>"])
    assert [stream.feed(part) for part in (b"Yes", b".</", b"en", b"d> more")] == ["Yes", ".", "", ""]
    assert stream.stopped
    assert stream.finish() == ""


def test_what_only_began_like_a_stop_text_is_shown() -> None:
    stream = TextStream(["</end>"])
    assert stream.feed(b"a</b") == "a</b"
    assert stream.feed(b"</e") == ""
    assert stream.finish() == "</e"


@pytest.mark.parametrize("stop", ["", "stop"])
def test_an_empty_stop_text_stops_nothing(stop: str) -> None:
    stream = TextStream([stop])
    assert stream.feed(b"abc") == "abc"
    assert not stream.stopped


@given(text=st.text(alphabet="abAB日é", max_size=40), stop=st.text(alphabet="abAB", min_size=1, max_size=3))
def test_however_bytes_are_cut_the_text_is_that_before_the_stop(text: str, stop: str) -> None:
    stream = TextStream([stop])
    shown = "".join(stream.feed(bytes([byte])) for byte in text.encode()) + stream.finish()
    assert shown == text.split(stop, maxsplit=1)[0]
    assert stream.stopped == (stop in text)
