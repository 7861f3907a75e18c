"""Probabilities of the tokens of an answer, stored with it: packed, because they are ten times its text.

Numbers go column by column into arrays, each text of the vocabulary once, and all of it through zlib. A
natural logarithm is kept to a thousandth, which changes no per cent that is shown.
"""

import sys
import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from explorer.base.decode_errors import DECODE_ERRORS
from explorer.base.store import Store
from explorer.domain.tokens import AnswerOptions, LikelyToken, TokenDetail

_KEEP = "INSERT OR REPLACE INTO token_details SELECT id, ?2 FROM messages WHERE id = ?1"  # if it is there
_VERSION = 1
_STEPS = 1000  # of a natural logarithm
_NONE, _LEAST = 0xFFFF, 0xFFFE  # nothing precedes the token; as unlikely as can be kept, e to the -65.5


@dataclass(frozen=True)
class AnswerTokens:
    """``is_afterwards``: measured over the finished text, which was cut into tokens again for it."""

    tokens: tuple[TokenDetail, ...]
    is_afterwards: bool = False


class _Packed(msgspec.Struct, array_like=True):
    """Bytes are arrays of little-endian integers: ids of 4 bytes, logarithms of 2, counts of 1."""

    version: int
    is_afterwards: bool
    ids: bytes
    logprobs: bytes
    counts: bytes  # alternatives of each token
    other_ids: bytes
    other_logprobs: bytes
    texts: dict[int, str]


class AnswerTokensStore:
    """Reads and writes the details of answers, by the id of the turn."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, turn: int) -> AnswerTokens | None:
        """``None`` if nothing is kept, or what a newer version keeps otherwise."""
        rows = self._store.read("SELECT body FROM token_details WHERE message = ?", turn)
        return unpack_tokens(rows[0]["body"]) if rows else None

    def has(self, turn: int) -> bool:
        return bool(self._store.read("SELECT 1 FROM token_details WHERE message = ?", turn))

    def forget(self, turn: int) -> None:
        """They are no longer those of its text."""
        self._store.write("DELETE FROM token_details WHERE message = ?", turn)

    def keep(self, turn: int, details: AnswerTokens) -> None:
        """In place of what was kept of this answer before."""
        if details.tokens:
            self._store.write(_KEEP, turn, pack_tokens(details))

    def keep_written(self, turn: int, options: AnswerOptions, tokens: Sequence[TokenDetail]) -> None:
        """Those of an answer that is over. ``options`` are what it was asked with.

        What it was begun with has its own already, or these are not the whole: then nothing is kept.
        """
        before = self.get(turn) if options.begun else AnswerTokens(())
        if before is None or options.alternatives is None:
            self.forget(turn)
        elif tokens:
            self.keep(turn, AnswerTokens((*before.tokens, *tokens), before.is_afterwards))


def pack_tokens(details: AnswerTokens) -> bytes:
    others = [other for token in details.tokens for other in token.alternatives]
    packed = _Packed(
        _VERSION,
        details.is_afterwards,
        _bytes("I", [token.token for token in details.tokens]),
        _bytes("H", [_stepped(token.logprob) for token in details.tokens]),
        bytes(len(token.alternatives) for token in details.tokens),
        _bytes("I", [other.token for other in others]),
        _bytes("H", [_stepped(other.logprob) for other in others]),
        {token.token: token.text for token in details.tokens} | {other.token: other.text for other in others},
    )
    return zlib.compress(msgspec.msgpack.encode(packed))


def unpack_tokens(body: bytes) -> AnswerTokens | None:
    """``None`` for what is not of this version, or damaged."""
    try:
        packed = msgspec.msgpack.decode(zlib.decompress(body), type=_Packed)
        if packed.version == _VERSION:
            return AnswerTokens(tuple(_tokens(packed)), packed.is_afterwards)
    except (zlib.error, RuntimeError, *DECODE_ERRORS):
        return None
    return None


def _tokens(packed: _Packed) -> Iterator[TokenDetail]:
    texts = packed.texts
    others = iter(
        [
            LikelyToken(token, texts[token], _logprob(stepped) or 0.0)
            for token, stepped in zip(
                _numbers("I", packed.other_ids), _numbers("H", packed.other_logprobs), strict=True
            )
        ]
    )
    columns = (_numbers("I", packed.ids), _numbers("H", packed.logprobs), packed.counts)
    for token, stepped, count in zip(*columns, strict=True):
        alternatives = tuple(next(others) for _ in range(count))
        yield TokenDetail(token, texts[token], _logprob(stepped), alternatives)


def _stepped(logprob: float | None) -> int:
    return _NONE if logprob is None else max(0, min(_LEAST, round(-logprob * _STEPS)))


def _logprob(stepped: int) -> float | None:
    return None if stepped == _NONE else -stepped / _STEPS


def _bytes(kind: str, numbers: Sequence[int]) -> bytes:
    return _little(array(kind, numbers)).tobytes()


def _numbers(kind: str, data: bytes) -> array[int]:
    return _little(array(kind, data))


def _little(numbers: array[int]) -> array[int]:
    """To or from the order of bytes that is kept."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
