"""Headers are read fast, completely as far as people ask, and whatever a file says."""

import io
import struct
from pathlib import Path

import gguf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.domain.errors import DamagedFileError, KnownError, NotFoundError
from explorer.engine.local.gguf.header import ArrayInfo, Header, parse_header, read_header
from explorer.engine.local.gguf.tensor_types import FILE_TYPES, TENSOR_TYPES
from explorer.engine.local.llama.library import open_library
from tests.models.tiny import CHAT_TEMPLATE, Tiny, write_tiny

FACTS: dict[str, str | int] = {
    "general.license": "apache-2.0",
    "general.base_model.count": 2,
    "general.base_model.0.name": "Big",
    "general.base_model.0.organization": "Maker",
    "general.base_model.0.repo_url": "https://huggingface.co/maker/big",
    "general.base_model.1.name": "Other",
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small model with every kind of fact, as bytes."""
    path = tmp_path_factory.mktemp("header") / "tiny.gguf"
    return write_tiny(path, Tiny(metadata=FACTS, name="Tiny One")).read_bytes()


def parse(data: bytes) -> Header:
    return parse_header(io.BytesIO(data))


def test_the_facts_people_ask_about_are_read(whole: bytes) -> None:
    header = parse(whole)
    assert (header.version, header.architecture, header.name) == (3, "llama", "Tiny One")
    assert header.license == "apache-2.0"
    assert header.context_length == 2048
    assert header.file_type_name == "F16"
    assert header.chat_template == CHAT_TEMPLATE
    assert header.parameters == sum(tensor.elements for tensor in header.tensors) > 100_000
    assert [base.repo_url for base in header.base_models] == ["https://huggingface.co/maker/big", ""]
    assert header.base_models[0].organization == "Maker"


def test_vocabularies_are_stepped_over_and_short_arrays_kept(whole: bytes, tmp_path: Path) -> None:
    tokens = parse(whole).metadata["tokenizer.ggml.tokens"]
    assert isinstance(tokens, ArrayInfo)
    assert tokens.type_name == "string"
    assert tokens.length > 300
    writer = gguf.GGUFWriter(tmp_path / "arrays.gguf", "llama")
    writer.add_array("tags", ["chat", "small"])
    writer.add_array("sizes", [1, 2, 3])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    metadata = read_header(tmp_path / "arrays.gguf").metadata
    assert (metadata["tags"], metadata["sizes"]) == (("chat", "small"), (1, 2, 3))


def test_a_whole_file_ends_where_its_header_says(whole: bytes) -> None:
    header = parse(whole)
    assert len(whole) - 32 < header.data_end <= len(whole)
    assert all(tensor.size for tensor in header.tensors)


def test_the_header_alone_is_enough(whole: bytes) -> None:
    header = parse(whole)
    assert parse(whole[: header.length]) == header


def test_absent_facts_are_none(tmp_path: Path) -> None:
    header = read_header(write_tiny(tmp_path / "bare.gguf", Tiny(template=None)))
    assert header.license is None
    assert header.chat_template is None
    assert header.base_models == ()


def test_the_type_tables_agree_with_the_engine() -> None:
    ggml = open_library().ggml
    for kind, (name, block, size) in TENSOR_TYPES.items():
        if name != "Q8_1":  # stands within a computation only, never in a file
            assert ggml.ggml_type_name(kind).decode().upper() == name
            assert (ggml.ggml_blck_size(kind), ggml.ggml_type_size(kind)) == (block, size)
    assert (TENSOR_TYPES[42], FILE_TYPES[41]) == (("Q2_0", 64, 18), "Q2_0")


def test_the_type_tables_agree_with_the_format_package() -> None:
    for kind, (block, size) in gguf.GGML_QUANT_SIZES.items():
        assert TENSOR_TYPES[int(kind)] == (kind.name, block, size)
    for file_type in gguf.LlamaFileType:
        name = file_type.name.removeprefix("MOSTLY_").removeprefix("ALL_")
        assert name == "GUESSED" or FILE_TYPES[int(file_type)] == name


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a GGUF"),
        (b"<!DOCTYPE html>", "not a GGUF"),
        (b"GGUF", "incomplete"),
        (b"GGUF\x00\x00\x00\x03" + bytes(64), "big-endian"),
        (b"GGUF\x01\x00\x00\x00" + bytes(64), "version 1"),
        (b"GGUF\x03\x00\x00\x00" + b"\xff" * 16, "damaged"),
        (b"GGUF" + struct.pack("<IQQ", 3, 300_000, 0) + bytes(24 * 300_000), "damaged"),  # each is 24 zeros
    ],
)
def test_foreign_and_damaged_files_are_told_in_words(data: bytes, words: str) -> None:
    with pytest.raises(DamagedFileError, match=words) as caught:
        parse(data)
    assert caught.value.advice


def test_deeply_nested_arrays_are_refused() -> None:
    nested = (9).to_bytes(4, "little") + (9).to_bytes(4, "little") + (1).to_bytes(8, "little")
    level = (9).to_bytes(4, "little") + (1).to_bytes(8, "little")
    counts = (0).to_bytes(8, "little") + (1).to_bytes(8, "little")
    key = (1).to_bytes(8, "little") + b"k"
    data = b"GGUF\x03\x00\x00\x00" + counts + key + nested + level * 5000
    with pytest.raises(DamagedFileError):
        parse(data)


def test_a_missing_file_and_a_folder_are_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        read_header(tmp_path / "gone.gguf")
    with pytest.raises(KnownError):
        read_header(tmp_path)


@given(at=st.integers(0, 10_000), change=st.binary(min_size=1, max_size=16), cut=st.integers(0, 20_000))
@settings(max_examples=300)
def test_any_changed_header_ends_in_a_header_or_in_words(
    whole: bytes, at: int, change: bytes, cut: int
) -> None:
    end = parse(whole).length
    data = bytearray(whole[: end + 64])
    at %= end
    data[at : at + len(change)] = change
    for version in (bytes(data), bytes(data[: cut % len(data)])):
        try:
            header = parse(version)
        except DamagedFileError:
            continue
        assert header.parameters >= 0
        assert header.data_end >= 0


@pytest.mark.real
def test_a_vocabulary_of_a_quarter_million_is_read_at_once(gemma: Path) -> None:
    header = read_header(gemma)
    tokens = header.metadata["tokenizer.ggml.tokens"]
    assert isinstance(tokens, ArrayInfo)
    assert tokens.length == 262_144
    assert (header.architecture, header.file_type_name, header.license) == ("gemma3", "Q4_K_M", "gemma")
    assert header.parameters == 268_098_176
    assert header.data_end == gemma.stat().st_size
