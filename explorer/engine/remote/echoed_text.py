"""Where the tokens of a text that a server sent back stand in it.

Before them may stand one that begins a text, and a space that a tokenizer adds. Tokens that are parts of a
character are shown as U+FFFD: where one of them ends is known only with the whole character after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from explorer.domain.tokens import TokenDetail

_PART = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class PlacedToken:
    """From ``start`` to ``end`` of the text; of the parts of a character both are those of all its parts."""

    start: int
    end: int
    token: TokenDetail


def placed(tokens: Sequence[TokenDetail], text: str) -> tuple[PlacedToken, ...] | None:
    """Those of the text, without what was written after it. ``None`` where they are of another text."""
    if not tokens:
        return None
    for start in (0, 1):  # the second time without what begins a text
        found = _placed(_unspaced(tokens[start:], text), text)
        if found is not None:
            return found
    return None


def _unspaced(tokens: Sequence[TokenDetail], text: str) -> Sequence[TokenDetail]:
    if not tokens or not tokens[0].text.startswith(" ") or text.startswith(" "):
        return tokens
    return (replace(tokens[0], text=tokens[0].text[1:]), *tokens[1:])


def _placed(tokens: Sequence[TokenDetail], text: str) -> tuple[PlacedToken, ...] | None:
    found, parts, at = list[PlacedToken](), list[TokenDetail](), 0
    for token in tokens:
        if at >= len(text):
            break
        if _PART in token.text:
            parts.append(token)
            continue
        start = text.find(token.text, at + 1) if parts else at
        if start < 0 or not text.startswith(token.text, start):
            return None
        found += [PlacedToken(at, start, part) for part in parts]
        parts, at = [], start + len(token.text)
        found.append(PlacedToken(start, at, token))
    return tuple(found) if at >= len(text) else None
