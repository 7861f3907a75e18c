"""Partial header of a GGUF file: as much of its metadata as the first bytes hold.

Files state their numbers first and long vocabularies behind them, by custom and not by promise. So reading
stops where the bytes end, or make no sense, and the caller sees whether what it needs was there, or fetches
more. The tensors, behind everything, are never reached.
"""

from contextlib import suppress
from io import BytesIO

from explorer.domain.errors import DamagedFileError
from explorer.engine.local.gguf.header import MAX_ENTRIES, ArrayInfo, Header, HeaderValue, read_items
from explorer.engine.local.gguf.header_bytes import ARRAY, HeaderBytes, type_name


def read_partial_header(body: bytes) -> Header | None:
    """A header without tensors, ``length`` the bytes that were used; ``None`` if this is no GGUF."""
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
        for _ in range(min(count, MAX_ENTRIES)):
            key, kind = data.text(), data.u32()
            if kind == ARRAY:  # if its items are not all here, kind and length are
                kind, length = data.u32(), data.u64()
                metadata[key], used = ArrayInfo(type_name(kind), length), data.position
                metadata[key] = read_items(data, kind, length)
            else:
                metadata[key] = data.scalar(kind)
            used = data.position
    return Header(version, metadata, (), used)
