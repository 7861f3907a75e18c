"""In how many bits a model keeps what it has read: the keys and values of its tokens."""

from dataclasses import dataclass
from typing import Literal, get_args

CacheType = Literal["f16", "q8_0", "q4_0"]  # as llama.cpp names them
CACHE_TYPES: tuple[CacheType, ...] = get_args(CacheType)  # the usual first, then ever fewer bits


@dataclass(frozen=True)
class PackedCache:
    """Another type than now, and how many bytes of memory it saves."""

    type: CacheType
    saved: int


def bits_of(kind: CacheType) -> int:
    """Nominal ones: blocks have a scale besides."""
    return {"f16": 16, "q8_0": 8, "q4_0": 4}[kind]
