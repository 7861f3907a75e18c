"""The beginning of a header: as much as its bytes hold, and nothing a stranger could make it cost."""

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.engine.local.gguf.header import ArrayInfo, read_header, read_partial_header
from explorer.engine.local.gguf.memory_estimate import LoadConditions, memory_need
from explorer.engine.local.gguf.model_shape import shape_of
from tests.models.tiny import Tiny, write_tiny


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny(tmp_path_factory.mktemp("start") / "tiny.gguf", Tiny(text="words"))


def test_a_whole_file_says_what_its_header_says(path: Path) -> None:
    start, whole = read_partial_header(path.read_bytes()), read_header(path)
    assert start is not None
    assert start.metadata == whole.metadata
    assert (start.version, start.tensors) == (whole.version, ())


def test_every_beginning_says_a_part_of_it(path: Path) -> None:
    body, whole = path.read_bytes(), read_header(path).metadata
    for length in range(24, min(len(body), 3_000), 7):
        start = read_partial_header(body[:length])
        assert start is not None
        assert start.length <= length
        for key, value in start.metadata.items():
            assert value == whole[key] or isinstance(value, ArrayInfo)


def test_an_array_that_goes_beyond_the_bytes_still_has_its_length(path: Path) -> None:
    body = path.read_bytes()
    end = body.index(b"tokenizer.ggml.tokens") + len("tokenizer.ggml.tokens") + 4 + 4 + 8
    start = read_partial_header(body[: end + 3])
    assert start is not None
    tokens = start.metadata["tokenizer.ggml.tokens"]
    assert isinstance(tokens, ArrayInfo)
    assert tokens.type_name == "string"
    assert start.length == end


def test_it_is_enough_for_what_a_model_needs_beside_its_weights(path: Path) -> None:
    body, whole = path.read_bytes(), read_header(path)
    end = body.index(b"tokenizer.ggml.tokens") + 80
    start = read_partial_header(body[:end])
    assert start is not None
    part, full = (memory_need(shape_of(header), LoadConditions(2048)) for header in (start, whole))
    assert (part.host.kv, part.host.compute) == (full.host.kv, full.host.compute)
    assert part.host.weights == 0


@pytest.mark.parametrize(
    "body", [b"", b"GGUF", b"GGML" + b"\0" * 40, b"GGUF\x01\0\0\0" + b"\0" * 16, b"<html>"]
)
def test_what_is_no_gguf_is_none(body: bytes) -> None:
    assert read_partial_header(body) is None


@given(st.binary(max_size=400))
@settings(max_examples=300)
def test_any_bytes_at_all_are_read_without_harm(tail: bytes) -> None:
    for count in (3, 2**63):
        header = read_partial_header(b"GGUF\x03\0\0\0" + struct.pack("<QQ", 1, count) + tail)
        assert header is not None
        assert header.length <= 24 + len(tail)


def test_a_length_beyond_everything_ends_the_reading() -> None:
    key = struct.pack("<Q", 1) + b"k"
    for value in (
        struct.pack("<IQ", 8, 2**62),
        struct.pack("<IIQ", 9, 8, 2**62),
        struct.pack("<IIQ", 9, 4, 2**62),
    ):
        body = b"GGUF\x03\0\0\0" + struct.pack("<QQ", 0, 1) + key + value
        assert read_partial_header(body) is not None
