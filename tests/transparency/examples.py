"""The examples that stand beside the phrases, each a card of its own of a model that no rule knows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.domain.facts import Finding, is_said
from explorer.transparency.card_text.card_name import card_name
from explorer.transparency.licensing.license_text import narrows
from explorer.transparency.phrases.phrase_book import area, area_names
from tests.transparency.cards import finding

# What is asked of a text and is no dimension.
OTHER_QUESTIONS: Mapping[str, Callable[[str], object]] = {"name": card_name, "narrowed": narrows}
REPO = "heron/sora-7b"
REPO_OF = {"architecture": "heron/sora"}  # whose sentences count models of all sizes


@dataclass(frozen=True)
class Example:
    """A text of a card. ``place``: the phrase it stands beside. ``is_said``: whether it discloses something.

    ``ids``: of the lineage, the models that it names as parents; of a name, what the card calls its model.
    ``value``: of others, what is read; of several values, those that the example is about.
    """

    place: str
    dimension: str
    text: str
    is_said: bool
    ids: tuple[str, ...] = ()
    repo: str = ""
    value: Any = None

    def __str__(self) -> str:
        return f"{self.place}: {self.text[:60]}"

    @property
    def card(self) -> str:
        return self.text if self.text.startswith("---") else f"# Sora\n\n{self.text}"

    def read(self) -> object:
        """What the rules find of its dimension, or what else is asked of the text."""
        if ask := OTHER_QUESTIONS.get(self.dimension):
            return ask(self.text)
        own = REPO if "7B" in self.text or not self.is_said else REPO_OF.get(self.dimension, REPO)
        return finding(self.dimension, self.card, repo=self.repo or own)

    @property
    def holds(self) -> bool:
        """Whether the rules find what the example says."""
        found = self.read()
        if not isinstance(found, Finding):
            return found == (self.ids[0] if self.ids else self.is_said)
        if any(evidence.quote not in self.card for evidence in found.evidence):
            return False
        if not self.ids:
            return is_said(found) == self.is_said and self._has_value(found.value)
        ids = [parent["id"] for parent in found.value] if is_said(found) else []
        return sorted(map(str, ids)) == sorted(self.ids)

    def _has_value(self, read: Any) -> bool:
        if isinstance(self.value, Mapping):
            return all(read.get(key) == value for key, value in self.value.items())
        return self.value is None or read == self.value


def examples() -> list[Example]:
    """All of them, file by file."""
    return [one for name in area_names() for one in _of_area(name)]


def _of_area(name: str) -> Iterator[Example]:
    written = area(name)
    dimension = written.get("dimension", "")
    for key, phrase in {**written["phrases"], "": written.get("examples", {})}.items():
        is_list = not isinstance(phrase, Mapping)
        for number, one in enumerate(phrase if is_list else [phrase]):
            place = f"{name}.{key}.{number}" if is_list else f"{name}.{key}".rstrip(".")
            yield from _of(place, dimension, one.get("says", ()), is_said=True)
            yield from _of(place, dimension, one.get("not", ()), is_said=False)


def _of(place: str, dimension: str, written: Sequence[Any], *, is_said: bool) -> Iterator[Example]:
    for one in written:
        told = one if isinstance(one, Mapping) else {"card": one}
        ids = tuple(map(str, told.get("ids", ())))
        yield Example(
            place,
            told.get("in", dimension),
            told["card"],
            is_said,
            ids,
            repo=told.get("repo", ""),
            value=told.get("value"),
        )
