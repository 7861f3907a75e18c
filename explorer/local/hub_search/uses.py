"""Uses of a model, such as chat or healthcare: found by what a repo says of itself, and always told by which
sign.

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


class UseSignKind(StrEnum):
    TASK = "task"
    TAG = "tag"
    NAME = "name"


@dataclass(frozen=True)
class UseSign:
    """One thing that a repo says: its task, a tag, or how a word of its name begins."""

    kind: UseSignKind
    value: str

    @property
    def words(self) -> Words:
        """ "tag “medical”": why a row is listed."""
        if self.kind is UseSignKind.TASK:
            return Words("task “{value}”", value=self.value)
        if self.kind is UseSignKind.TAG:
            return Words("tag “{value}”", value=self.value)
        return Words("“{value}” in its name", value=self.value)

    def is_on(self, row: RepoRow) -> bool:
        if self.kind is UseSignKind.TASK:
            return row.pipeline == self.value
        if self.kind is UseSignKind.TAG:
            return self.value in (tag.lower() for tag in row.tags)
        words = _WORDS.findall(row.name.lower())
        if len(self.value) <= _SHORT:
            return self.value in words
        return any(word.startswith(self.value) for word in words)


@dataclass(frozen=True)
class UseCase:
    """``id`` is kept in settings and said to `omx`."""

    id: str
    name: Words
    signs: tuple[UseSign, ...]

    def sign_of(self, row: RepoRow) -> UseSign | None:
        """The surest sign that a row bears."""
        return next((sign for sign in self.signs if sign.is_on(row)), None)


def uses() -> tuple[UseCase, ...]:
    return (
        UseCase("chat", Words("chat"), _signs(tags=("conversational",), names=("chat", "instruct"))),
        UseCase("code", Words("code"), _signs(tags=("code",), names=("code", "coder"))),
        UseCase("reasoning", Words("reasoning"), _signs(tags=("reasoning",), names=("reason", "think"))),
        UseCase("vision", Words("images"), _signs(tasks=("image-text-to-text",), names=("vision", "vl"))),
        UseCase(
            "embedding",
            Words("embeddings"),
            _signs(tasks=("feature-extraction", "sentence-similarity"), names=("embed",)),
        ),
        UseCase("healthcare", Words("healthcare"), _signs(
            tags=("medical", "healthcare"), names=("medical", "medgemma", "meditron", "health", "clinical"),
        )),
        UseCase("finance", Words("finance"), _signs(tags=("finance",), names=("financ", "fingpt"))),
        UseCase("law", Words("law"), _signs(tags=("legal", "law"), names=("legal", "lawyer", "law"))),
        UseCase("science", Words("science"), _signs(
            tags=("science", "chemistry", "biology", "math"), names=("scien", "chem", "math"),
        )),
    )  # fmt: skip


def use_of(use_id: str) -> UseCase | None:
    return next((use for use in uses() if use.id == use_id), None)


def _signs(
    *, tasks: Sequence[str] = (), tags: Sequence[str] = (), names: Sequence[str] = ()
) -> tuple[UseSign, ...]:
    kinds = ((UseSignKind.TASK, tasks), (UseSignKind.TAG, tags), (UseSignKind.NAME, names))
    return tuple(UseSign(kind, value) for kind, values in kinds for value in values)
