"""Header of a GGUF file, read without the engine and within milliseconds.

The engine's library aborts the process on some crafted headers and the reference reader takes 12 s for a
large vocabulary; this parser walks the same bytes by hand, keeps what people ask about, and steps over the
rest. Layout: the GGUF specification in the ggml repository, versions 2 and 3.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from math import prod
from pathlib import Path
from typing import BinaryIO

from explorer.base.files import NoFileError, open_regular
from explorer.domain.errors import DamagedFileError, KnownError, NotFoundError
from explorer.domain.words import Words
from explorer.engine.local.gguf.header_bytes import ARRAY, HeaderBytes, Scalar, damaged_header, type_name
from explorer.engine.local.gguf.tensor_types import FILE_TYPES, TENSOR_TYPES

_MAX_ENTRIES = 100_000  # tensors, or values: real files have a few thousand; each one costs time
# Encoders of llama.cpp: such a file need not say how the vectors of tokens become one
_ENCODERS = frozenset((
    "bert", "eurobert", "gemma-embedding", "jina-bert-v2", "jina-bert-v3", "modern-bert", "neo-bert",
    "nomic-bert", "nomic-bert-moe",
))  # fmt: skip
_POOLS, _RANKS = (1, 2, 3), 4  # mean, first or last token; how well two texts go together
_KEPT = 64  # items: longer arrays are vocabularies
_LONGEST_TEXT = 4000  # characters of a value as people read it
_MAX_DEPTH = 4  # arrays of arrays; the format's own limit is not stated, real files use 1
_MAX_DIMENSIONS = 4  # GGML_MAX_DIMS


@dataclass(frozen=True)
class ArrayInfo:
    """A long array that was stepped over: the type of its items and how many there are."""

    type_name: str
    length: int


type HeaderValue = Scalar | tuple[HeaderValue, ...] | ArrayInfo


def value_text(value: object) -> str:
    """A value as people read it; a long array, which was stepped over, by its length."""
    if isinstance(value, ArrayInfo):
        return f"{value.length:,} × {value.type_name}"
    if isinstance(value, tuple):
        return ", ".join(value_text(item) for item in value)[:_LONGEST_TEXT]
    return str(value)[:_LONGEST_TEXT]


@dataclass(frozen=True)
class TensorInfo:
    """One tensor. ``size`` in bytes, ``None`` if its type is not known; ``offset`` into the data."""

    name: str
    shape: tuple[int, ...]
    type_name: str
    size: int | None
    offset: int

    @property
    def elements(self) -> int:
        return prod(self.shape)


@dataclass(frozen=True)
class BaseModel:
    """A model this one was made from, as ``general.base_model.{i}.*`` names it; "" where not said."""

    name: str
    organization: str
    version: str
    repo_url: str


@dataclass(frozen=True)
class Header:
    """A parsed header. ``length`` is where it ends in the file, in bytes."""

    version: int
    metadata: Mapping[str, HeaderValue]
    tensors: tuple[TensorInfo, ...]
    length: int

    @property
    def architecture(self) -> str | None:
        return self.text("general.architecture")

    @property
    def name(self) -> str | None:
        return self.text("general.name")

    @property
    def license(self) -> str | None:
        return self.text("general.license")

    @property
    def chat_template(self) -> str | None:
        return self.text("tokenizer.chat_template")

    @property
    def context_length(self) -> int | None:
        """The context the model was trained with, in tokens."""
        return self.number(f"{self.architecture}.context_length")

    @property
    def embeds(self) -> bool:
        """Whether it makes vectors of texts, and does not write."""
        pooling = self.number(f"{self.architecture}.pooling_type")
        return pooling in _POOLS or (self.architecture in _ENCODERS and pooling != _RANKS)

    @property
    def ranks(self) -> bool:
        """Whether it says how well two texts go together, and does not write."""
        return self.number(f"{self.architecture}.pooling_type") == _RANKS

    @property
    def entries(self) -> tuple[tuple[str, str], ...]:
        """The metadata as people read it."""
        return tuple((key, value_text(value)) for key, value in self.metadata.items())

    @cached_property
    def parameters(self) -> int:
        """Elements of all tensors of this file."""
        return sum(tensor.elements for tensor in self.tensors)

    @property
    def file_type_name(self) -> str | None:
        """The quantization the file was written with, e.g. "Q4_K_M"."""
        return file_type_of(self.metadata)

    @property
    def split_count(self) -> int:
        """How many files this model is split into; 1 where it is whole."""
        return max(1, self.number("split.count") or 1)

    @property
    def is_piece(self) -> bool:
        """Whether tensors of its model lie in other files: a split names how many there are in all."""
        return self.split_count > 1 and self.number("split.tensors.count") != len(self.tensors)

    @property
    def base_models(self) -> tuple[BaseModel, ...]:
        count = min(self.number("general.base_model.count") or 0, len(self.metadata))
        return tuple(self._base_model(f"general.base_model.{i}") for i in range(count))

    @property
    def data_end(self) -> int:
        """Bytes a whole file has at least: this header, then every tensor of a known size."""
        if not self.tensors:
            return self.length
        align = self.number("general.alignment") or 32
        data = self.length + -self.length % align
        return data + max(t.offset + (t.size or 0) for t in self.tensors)

    def text(self, key: str) -> str | None:
        value = self.metadata.get(key)
        return value if isinstance(value, str) else None

    def number(self, key: str) -> int | None:
        return _number(self.metadata.get(key))

    def _base_model(self, prefix: str) -> BaseModel:
        keys = ("name", "organization", "version", "repo_url")
        return BaseModel(*(self.text(f"{prefix}.{key}") or "" for key in keys))


def file_type_of(metadata: Mapping[str, object]) -> str | None:
    """The quantization that the metadata of a file state, ``None`` where they state none that is known."""
    number = _number(metadata.get("general.file_type"))
    return None if number is None else FILE_TYPES.get(number & ~1024)  # 1024: guessed by a loader


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def read_header(path: Path) -> Header:
    """Parse the header of a file.

    Raises DamagedFileError if it is no GGUF or its header is damaged, NotFoundError if it is gone,
    KnownError if it may not be read.
    """
    try:
        with open_regular(path) as file:
            return parse_header(file)
    except FileNotFoundError as error:
        advice = Words("Choose another model, or download it again.")
        raise NotFoundError(Words("The file is gone."), advice) from error
    except NoFileError as error:
        what = Words("This is a folder, a pipe or a device, not a file.")
        raise KnownError(what, Words("Choose a file that ends in .gguf, or download it again.")) from error
    except OSError as error:
        raise KnownError(
            Words("The file could not be read."),
            Words("Check that you may open it and that its disk is there."),
            str(error),
        ) from error


def parse_header(stream: BinaryIO) -> Header:
    """Parse a header from a seekable stream that starts with it and holds at least all of it.

    Raises DamagedFileError: not a GGUF, a version nobody reads today, cut off, or impossible.
    """
    data = HeaderBytes(stream)
    version = _read_version(data)
    tensor_count = data.count(24, "tensors")
    value_count = data.count(13, "values")
    if max(tensor_count, value_count) > _MAX_ENTRIES:
        raise damaged_header(f"It announces {max(tensor_count, value_count):,} values or tensors.")
    metadata = _read_metadata(data, value_count)
    tensors = tuple(_read_tensor(data) for _ in range(tensor_count))
    return Header(version, metadata, tensors, data.position)


def _read_version(data: HeaderBytes) -> int:
    if data.remaining < 4 or data.take(4) != b"GGUF":
        raise DamagedFileError(
            Words("This is not a GGUF model file."),
            Words("Choose a file that ends in .gguf, or download it again."),
        )
    version = data.u32()
    if version in (2, 3):
        return version
    if version and version & 0xFFFF == 0:
        raise DamagedFileError(
            Words("This GGUF file is written for big-endian machines."),
            Words("Choose a little-endian file of this model."),
        )
    raise DamagedFileError(
        Words("This GGUF file has format version {version}; versions 2 and 3 can be read.", version=version),
        Words("Choose another file of this model, or update this app."),
    )


def _read_metadata(data: HeaderBytes, count: int) -> dict[str, HeaderValue]:
    metadata: dict[str, HeaderValue] = {}
    for _ in range(count):
        key = data.text()
        if key in metadata:
            raise damaged_header(f"It names {key[:80]!r} twice.")
        kind = data.u32()
        metadata[key] = _read_array(data, 1) if kind == ARRAY else data.scalar(kind)
    return metadata


def _read_array(data: HeaderBytes, depth: int) -> HeaderValue:
    kind = data.u32()
    return _read_items(data, kind, data.count(data.item_size(kind), "array items"), depth)


def _read_items(data: HeaderBytes, kind: int, length: int, depth: int = 1) -> HeaderValue:
    """The items of an array, after its type and length; of a long one, which is stepped over, these two."""
    if depth > _MAX_DEPTH:
        raise damaged_header("Its arrays are nested too deeply.")
    if length <= _KEPT:
        return tuple(
            _read_array(data, depth + 1) if kind == ARRAY else data.scalar(kind) for _ in range(length)
        )
    if type_name(kind) == "string":
        data.skip_texts(length)
    elif kind == ARRAY:
        for _ in range(length):
            _read_array(data, depth + 1)
    else:
        data.skip(length * data.item_size(kind))
    return ArrayInfo(type_name(kind), length)


def _read_tensor(data: HeaderBytes) -> TensorInfo:
    name = data.text()
    dimensions = data.u32()
    if dimensions > _MAX_DIMENSIONS:
        raise damaged_header(f"A tensor has {dimensions} dimensions.")
    shape = tuple(data.u64() for _ in range(dimensions))
    kind = data.u32()
    offset = data.u64()
    label, block, block_bytes = TENSOR_TYPES.get(kind, (f"type {kind}", 0, 0))
    size = -(-prod(shape) // block) * block_bytes if block else None
    return TensorInfo(name, shape, label, size, offset)


def read_partial_header(body: bytes) -> Header | None:
    """A header without tensors: as much as the first bytes of a file hold; ``None`` if this is no GGUF.

    Files state their numbers first and long vocabularies behind them, by custom and not by promise. So
    reading stops where the bytes end, or make no sense, and the caller sees whether what it needs was there,
    or fetches more. ``length``: the bytes that were used.
    """
    data = HeaderBytes(BytesIO(body))
    try:
        is_gguf = data.take(4) == b"GGUF"
        version, _tensors, count = data.u32(), data.u64(), data.u64()
    except DamagedFileError:
        return None
    if not is_gguf or version not in (2, 3):
        return None
    metadata: dict[str, HeaderValue] = {}
    used = data.position
    with suppress(DamagedFileError):
        for _ in range(min(count, _MAX_ENTRIES)):
            key, kind = data.text(), data.u32()
            if kind == ARRAY:  # if its items are not all here, kind and length are
                kind, length = data.u32(), data.u64()
                metadata[key], used = ArrayInfo(type_name(kind), length), data.position
                metadata[key] = _read_items(data, kind, length)
            else:
                metadata[key] = data.scalar(kind)
            used = data.position
    return Header(version, metadata, (), used)
