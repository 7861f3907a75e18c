"""What a model is meant for: found by what its repo says, and always told by which sign.

The Hub knows no uses. It knows a task ("pipeline tag"), tags that publishers give, and names. A use is a
list of such signs, the surest first: the Hub is asked for one after the other, and each row says which of
them it bears. None of them is a promise that a model is good at it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from explorer.domain.repo import RepoRow
from explorer.domain.words import Words

_WORDS = re.compile(r"[^-_.\s/]+")
_SHORT = 3  # letters: so short a term must be a whole word of the name, "law" is not in "lawn"


class SignKind(StrEnum):
    TASK = "task"
    TAG = "tag"
    NAME = "name"


@dataclass(frozen=True)
class Sign:
    """One thing that a repo says: its task, a tag, or how a word of its name begins."""

    kind: SignKind
    value: str

    @property
    def words(self) -> Words:
        """ "tag “medical”": why a row is listed."""
        if self.kind is SignKind.TASK:
            return Words("task “{value}”", value=self.value)
        if self.kind is SignKind.TAG:
            return Words("tag “{value}”", value=self.value)
        return Words("“{value}” in its name", value=self.value)

    def is_on(self, row: RepoRow) -> bool:
        if self.kind is SignKind.TASK:
            return row.pipeline == self.value
        if self.kind is SignKind.TAG:
            return self.value in (tag.lower() for tag in row.tags)
        words = _WORDS.findall(row.name.lower())
        if len(self.value) <= _SHORT:
            return self.value in words
        return any(word.startswith(self.value) for word in words)


@dataclass(frozen=True)
class Use:
    """``id`` is kept in settings and said to `omx`."""

    id: str
    name: Words
    signs: tuple[Sign, ...]

    def sign_of(self, row: RepoRow) -> Sign | None:
        """The surest sign that a row bears."""
        return next((sign for sign in self.signs if sign.is_on(row)), None)


def uses() -> tuple[Use, ...]:
    return (
        Use("chat", Words("chat"), _signs(tags=("conversational",), names=("chat", "instruct"))),
        Use("code", Words("code"), _signs(tags=("code",), names=("code", "coder"))),
        Use("reasoning", Words("reasoning"), _signs(tags=("reasoning",), names=("reason", "think"))),
        Use("vision", Words("images"), _signs(tasks=("image-text-to-text",), names=("vision", "vl"))),
        Use(
            "embedding",
            Words("embeddings"),
            _signs(tasks=("feature-extraction", "sentence-similarity"), names=("embed",)),
        ),
        Use("healthcare", Words("healthcare"), _signs(
            tags=("medical", "healthcare"), names=("medical", "medgemma", "meditron", "health", "clinical"),
        )),
        Use("finance", Words("finance"), _signs(tags=("finance",), names=("financ", "fingpt"))),
        Use("law", Words("law"), _signs(tags=("legal", "law"), names=("legal", "lawyer", "law"))),
        Use("science", Words("science"), _signs(
            tags=("science", "chemistry", "biology", "math"), names=("scien", "chem", "math"),
        )),
    )  # fmt: skip


def use_of(use_id: str) -> Use | None:
    return next((use for use in uses() if use.id == use_id), None)


def _signs(
    *, tasks: Sequence[str] = (), tags: Sequence[str] = (), names: Sequence[str] = ()
) -> tuple[Sign, ...]:
    kinds = ((SignKind.TASK, tasks), (SignKind.TAG, tags), (SignKind.NAME, names))
    return tuple(Sign(kind, value) for kind, values in kinds for value in values)
