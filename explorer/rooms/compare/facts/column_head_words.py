"""The words in the head of a column: publisher, quantization, size, and whether the model runs here.

No Qt.
"""

from dataclasses import dataclass
from typing import Literal

from explorer.domain.fit import Fit, FitWord, RemoteFileFacts, remote_file_facts, speed_words
from explorer.domain.units import size_text
from explorer.domain.words import Words, joined
from explorer.local.fit.estimates import Estimates
from explorer.local.model_picks import size_or_place
from explorer.rooms.compare.facts.column_board import ColumnSlot
from explorer.rooms.compare.facts.compared_models import ComparedModel

_NO_BREAK = "\N{NO-BREAK SPACE}"

Tone = Literal["good", "caution", "bad", "neutral"]


@dataclass(frozen=True)
class FitPill:
    """The one pill of a column and the number behind it."""

    text: str
    tone: Tone
    tip: str


def subtitle_of(column: ComparedModel) -> Words:
    """Qwen · Q4_K_M · 1.1 GB, or where it runs; and whether it is yet to be downloaded."""
    size = size_text(column.size).replace(" ", _NO_BREAK) if column.size is not None else ""
    model = column.model
    place = size if model is None or column.file is not None else size_or_place(model)
    absent = Words("not downloaded") if column.model is None else ""
    return joined(" · ", (column.publisher, column.version, place, absent))


def seen_text(column: ComparedModel) -> str:
    """When the facts of a repo were read, if not just now; else ""."""
    if column.repo is None or not column.repo.from_cache:
        return ""
    return Words("as seen on {date}", date=f"{column.repo.read_at:%Y-%m-%d}")


def pill_of(column: ComparedModel, estimates: Estimates) -> FitPill | None:
    """The estimate whether it runs here; ``None`` where no size is known."""
    fit = fit_of(column, estimates)
    if fit is None:
        return None
    return FitPill(joined(" · ", (fit.word, _number_of(fit))), fit.word.tone, fit.text)


def _number_of(fit: Fit) -> Words:
    """The one that is told beside the word."""
    if fit.word is FitWord.NO_ROOM:
        return Words("{size} of disk", size=size_text(fit.disk))
    return speed_words(fit) if fit.speed else Words("about {size} memory", size=size_text(fit.told))


def fit_of(column: ComparedModel, estimates: Estimates) -> Fit | None:
    """As measured or by the header where the file is here, else by what the Hub says; ``None`` if that names
    no size."""
    if column.size is None:
        return None
    fit = estimates.of(column.file) if column.file is not None else None
    if fit is not None:
        return fit
    if column.repo is None or column.variant is None:
        return estimates.yardstick.fit(RemoteFileFacts(column.size, label=column.version, is_here=True))
    return estimates.yardstick.fit(remote_file_facts(column.repo.row, column.variant))


def absent_text(slot: ColumnSlot) -> str:
    """Why a column without a local model cannot answer."""
    if slot.problem is not None:
        return slot.problem.words
    if slot.column is None:
        return Words("Reads its facts…")
    if slot.column.repo is None:
        return Words("This model is no longer on this disk.")
    if slot.column.variant is None:
        return Words("This repository holds no file that can run here.")
    return Words("Not downloaded, so it cannot answer.")
