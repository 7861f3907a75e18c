"""Stored comparisons as they are listed: what each is called, its models, and how many answers there are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import Any

import msgspec

from explorer.base.store import Store
from explorer.domain.model_names import name_of_reference
from explorer.domain.units import prompts_text
from explorer.domain.words import Words, joined
from explorer.rooms.compare.document.document import ComparisonDocument, label_of

TITLE = "New comparison"

type NameOf = Callable[[str], str]  # a model, by what a column refers to


@dataclass(frozen=True)
class Comparison:
    """One comparison as it is listed: what it is called, and what it is."""

    id: int
    title: str
    document: ComparisonDocument
    changed_at: str = ""  # ISO 8601, UTC; "" where that was damaged
    name_of: NameOf = field(default=name_of_reference, compare=False, repr=False)

    @property
    def heading(self) -> str:
        """The title; the one that is given at first can be translated."""
        return Words("New comparison") if self.title == TITLE else self.title

    @cached_property
    def called(self) -> str:
        """Its models by their names as they are when this is first asked; "" without any."""
        return label_of(self.document, self.name_of) if self.document.columns else ""

    @property
    def label(self) -> str:
        """The title; of one without a title of its own, its models."""
        return self.heading if self.title != TITLE else self.called or self.heading


def all_comparisons(store: Store, name_of: NameOf = name_of_reference) -> tuple[Comparison, ...]:
    """Those that have a model, a prompt or a title of their own, last changed first; for search."""
    found = read_comparisons(store, name_of, "ORDER BY changed_at DESC, id DESC")
    return tuple(one for one in found if one.title != TITLE or one.document.columns or one.document.prompts)


def read_comparisons(store: Store, name_of: NameOf, where: str, *values: object) -> list[Comparison]:
    """Those that can be read; the others are told. ``where``: SQL of our own."""
    sql = f"SELECT * FROM comparisons {where}"  # noqa: S608  own words only
    return list(store.read_each("comparisons", partial(comparison_of, name_of=name_of), sql, *values))


def comparison_of(row: Mapping[str, Any], name_of: NameOf) -> Comparison:
    document = _document(row["document"])
    return Comparison(int(row["id"]), str(row["title"]), document, _time(row["changed_at"]), name_of)


def _time(text: object) -> str:
    """ISO 8601, UTC; "" for what is none: that costs no comparison."""
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return ""


def _document(text: str | bytes) -> ComparisonDocument:
    """As stored. Sampling that an older version kept may not be readable any more; the rest is."""
    try:
        return msgspec.json.decode(text, type=ComparisonDocument)
    except msgspec.DecodeError:
        kept = msgspec.json.decode(text, type=dict[str, object])
        kept.pop("sampling", None)
        return msgspec.convert(kept, type=ComparisonDocument)


@dataclass(frozen=True)
class ComparisonRow:
    """``answered`` of ``total`` answers are there; ``is_running``: its models answer now."""

    comparison: Comparison
    answered: int
    total: int
    is_running: bool = False

    @property
    def about(self) -> str:
        """Its models; where these are its title already, its first prompt."""
        prompts = self.comparison.document.prompts
        models = self.comparison.called
        if str(self.comparison.label) != str(models):
            return models
        return " ".join(prompts[0].text[:200].split()) if prompts else ""

    @property
    def progress(self) -> Words:
        """ "8 prompts · 24 of 24 answers"."""
        count = len(self.comparison.document.prompts)
        if not count:
            return Words("no prompt yet")
        answers = Words("{done} of {total} answers", done=self.answered, total=self.total)
        return joined(" · ", (Words("runs now") if self.is_running else "", prompts_text(count), answers))


def list_rows(
    comparisons: Sequence[Comparison], answered: Mapping[int, int], running: int = 0
) -> tuple[ComparisonRow, ...]:
    """``answered`` cells by the numbers of the comparisons; ``running``: the number of the one that runs."""
    return tuple(
        ComparisonRow(one, min(answered.get(one.id, 0), total), total, one.id == running)
        for one in comparisons
        for total in (_cells(one.document),)
    )


def found(rows: Sequence[ComparisonRow], query: str) -> tuple[ComparisonRow, ...]:
    """Those whose title, models or prompts hold every word of the query."""
    words = query.casefold().split()
    return tuple(row for row in rows if all(word in _searched(row) for word in words))


def _cells(document: ComparisonDocument) -> int:
    """Every answer that there may be, repeats left out."""
    return len(document.columns) * len(document.prompts) * len(document.grid.points)


def _searched(row: ComparisonRow) -> str:
    one, document = row.comparison, row.comparison.document
    parts = (one.label, one.called, *document.references, *(p.text for p in document.prompts))
    return " ".join(parts).casefold()
