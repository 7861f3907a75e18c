"""Rows of the list of comparisons: the models of each, and how many of its answers there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from explorer.domain.words import Words, joined
from explorer.rooms.compare.document.comparisons import Comparison
from explorer.rooms.compare.document.count_words import prompts_text
from explorer.rooms.compare.document.document import ComparisonDocument


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
