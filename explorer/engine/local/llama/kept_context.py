"""Keeps what a conversation's context holds in a file: read back, a long prompt need not be computed anew.

llama.cpp's own file (``llama_state_seq_save_file``) stands beside a small one of JSON that says what it is
of. One that was cut off would end this process and one whose bytes were changed would be read without a word,
so nothing is read before its SHA-256 agrees. What has images in it is not kept: the file would name them by
numbers that mean nothing to the next worker.
"""

import hashlib
import os
from collections.abc import Sequence
from ctypes import byref, c_size_t
from pathlib import Path
from typing import Any

import msgspec

from explorer.domain.tokens import KeptContext
from explorer.engine.local.llama.decoding import Decoder, PastTokens

LEAST = 512  # tokens: fewer are read anew almost as quickly
_NEWS = 256  # tokens that must be gained for it to be worth writing or reading


class ContextHeader(msgspec.Struct, frozen=True):
    """What a file beside it is of. ``key``: the model and all that its numbers depend on."""

    key: str
    past: PastTokens
    size: int
    sha256: str


class ContextFile:
    """llama.cpp's file, and what it is of under the same name with ".json"."""

    def __init__(self, api: Any, decoder: Decoder, file: KeptContext, loaded: object) -> None:
        """Of what ``decoder`` holds. ``loaded``: how the model is loaded that ``file`` names."""
        self._api, self._decoder = api, decoder
        self._path, self._key = Path(os.fsdecode(file.path)), repr((file.key, loaded))
        self._header = self._path.with_name(f"{self._path.name}.json")
        self._part = self._path.with_name(f"{self._path.name}.part")

    def keep(self, most: int) -> int:
        """Write what is held, unless it takes over ``most`` bytes, is too little or is there already but for
        a little. The bytes written. Raises OSError.
        """
        past, there = self._decoder.past, self._read_header()
        count = len(past.tokens)
        if there is not None and count - _common(there.past.tokens, past.tokens) < _NEWS:
            return 0
        handle = self._decoder.context.handle
        if count < LEAST or min(past.tokens) < 0 or self._api.llama_state_seq_get_size(handle, 0) > most:
            return 0
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._drop()
        tokens = (self._api.llama_token * count)(*past.tokens)
        written = self._api.llama_state_seq_save_file(handle, os.fsencode(self._part), 0, tokens, count)
        if not written:
            self._part.unlink(missing_ok=True)
            return 0
        self._part.replace(self._path)
        header = ContextHeader(self._key, past, written, _hash(self._path))
        self._header.write_bytes(msgspec.json.encode(header))
        return int(written)

    def take_up(self, tokens: Sequence[int]) -> None:
        """Read it into the context where that holds less of ``tokens``, which are to be read. One that is
        damaged is removed. Raises OSError.
        """
        kept = self._read_header()
        if kept is None:
            return
        held = _common(self._decoder.past.tokens, tokens)
        if _common(kept.past.tokens, tokens) - held < _NEWS:
            return
        if self._is_whole(kept) and self._load(kept):
            os.utime(self._path)  # which of them were used last
        else:
            self._drop()

    def _load(self, kept: ContextHeader) -> bool:
        """The context is empty where this fails."""
        self._decoder.forget()
        context, count = self._decoder.context, len(kept.past.tokens)
        tokens, read = (self._api.llama_token * count)(), c_size_t()
        path = os.fsencode(self._path)
        done = self._api.llama_state_seq_load_file(context.handle, path, 0, tokens, count, byref(read))
        if not done or list(tokens[: read.value]) != kept.past.tokens:
            self._decoder.forget()
            return False
        self._decoder.past = kept.past
        return True

    def _is_whole(self, kept: ContextHeader) -> bool:
        try:
            return self._path.stat().st_size == kept.size and _hash(self._path) == kept.sha256
        except FileNotFoundError:
            return False

    def _read_header(self) -> ContextHeader | None:
        """``None`` where there is none of this model, loaded so."""
        try:
            header = msgspec.json.decode(self._header.read_bytes(), type=ContextHeader)
        except (FileNotFoundError, msgspec.DecodeError):
            return None
        return header if header.key == self._key else None

    def _drop(self) -> None:
        for path in (self._header, self._path):
            path.unlink(missing_ok=True)


def _common(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens both begin with."""
    shorter = min(len(one), len(other))
    return next((at for at in range(shorter) if one[at] != other[at]), shorter)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
