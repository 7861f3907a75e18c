"""Tokens in words: what cannot be seen has a mark, and a piece of a character is called so."""

from collections.abc import Sequence

from explorer.domain.token_text import BROKEN, label_of, labels_of
from explorer.kit.language import tr


def token_name(text: str) -> str:
    """A token by itself."""
    return _part() if _is_part(text) else label_of(text)


def token_names(texts: Sequence[str]) -> list[str]:
    """Tokens beside each other, told apart by their spaces where they differ by nothing else."""
    labels = labels_of(texts)
    return [_part() if _is_part(text) else label for text, label in zip(texts, labels, strict=True)]


def _is_part(text: str) -> bool:
    return bool(text) and not text.strip(BROKEN)


def _part() -> str:
    return tr("part of a character")
