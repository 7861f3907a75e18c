"""Header of a file that is still on the Hub, read from its first bytes, and the memory it tells of.

64 KiB hold them for real files. More is fetched only where they do not, and never more than a megabyte:
then the estimate from size and label stays. The tensors stand behind the vocabulary, megabytes into the
file: they are read when a person asks for them.
"""

import io
from dataclasses import dataclass

from explorer.domain.errors import DamagedFileError, KnownError
from explorer.domain.repo import Repo, Variant
from explorer.domain.units import size_text
from explorer.domain.words import Words
from explorer.engine.local.gguf.header import ArrayInfo, Header, parse_header, read_partial_header
from explorer.engine.local.gguf.memory_estimate import LoadConditions, memory_need
from explorer.engine.local.gguf.model_shape import ModelShape, shape_of
from explorer.hub.client import Hub

_STEPS = (64 << 10, 256 << 10, 1 << 20)  # bytes asked for, one after the other
WHOLE_HEADER = 32_000_000  # bytes that are read at most of a header with its vocabulary and tensors
_WHOLE_STEPS = (8_000_000, WHOLE_HEADER)
_NEEDED = ("block_count", "embedding_length", "attention.head_count", "context_length")
_OF_ONE_FILE = "general.file_type"
_VOCABULARY = "tokenizer.ggml.tokens"


@dataclass(frozen=True)
class RemoteHeader:
    """What the header of a repo's files says; they differ in their weights only."""

    shape: ModelShape
    context_length: int | None
    header: Header | None = None


def read_remote_header(hub: Hub, repo: Repo, variant: Variant) -> RemoteHeader | None:
    """``None`` where the first megabyte does not say enough. Raises KnownError."""
    header = _kept(hub, repo, variant) or _fetched(hub, repo, variant)
    return RemoteHeader(shape_of(header), header.context_length, header) if header is not None else None


def read_full_header(hub: Hub, repo: Repo, variant: Variant) -> Header:
    """The header with its tensors, of a model in one file. Raises KnownError."""
    for length in _WHOLE_STEPS:
        body = hub.files.first_bytes(repo, variant.first, length)
        try:
            return parse_header(io.BytesIO(body))
        except DamagedFileError:
            if len(body) < length:
                raise  # the whole file was here
    what = Words("The header of this file is longer than {size}.", size=size_text(WHOLE_HEADER))
    raise KnownError(what, Words("Once it is downloaded, the Library shows all of it."))


def memory_beside_weights(remote: RemoteHeader, context: int) -> int:
    """Bytes that a model needs besides its weights with so many tokens of context."""
    length = min(context, remote.context_length or context)
    return memory_need(remote.shape, LoadConditions(length)).total  # without tensors: all but the weights


def kept_header_values(hub: Hub, repo: Repo) -> dict[str, object] | None:
    """What the first bytes of some file of a repo said, if they were read: what is true of all its files."""
    headers = (_kept(hub, repo, variant) for variant in repo.variants)
    header = next(filter(None, headers), None)
    if header is None:
        return None
    return {key: value for key, value in header.metadata.items() if key != _OF_ONE_FILE}


def _kept(hub: Hub, repo: Repo, variant: Variant) -> Header | None:
    body = hub.files.kept_start(repo, variant.first)
    return read_partial_header(body) if body is not None else None


def _fetched(hub: Hub, repo: Repo, variant: Variant) -> Header | None:
    for length in _STEPS:
        body = hub.files.first_bytes(repo, variant.first, length)
        header = read_partial_header(body)
        if header is None:
            return None
        if _says_enough(header):
            hub.files.keep_start(repo, variant.first, body[: header.length])
            return header
        if len(body) < length:
            return None  # the whole file was here
    return None


def _says_enough(header: Header) -> bool:
    keys = [f"{header.architecture}.{key}" for key in _NEEDED]
    tokens = header.metadata.get(_VOCABULARY)
    has_vocabulary = isinstance(tokens, ArrayInfo | tuple) or bool(
        header.number(f"{header.architecture}.vocab_size")
    )
    return header.architecture is not None and has_vocabulary and all(k in header.metadata for k in keys)
