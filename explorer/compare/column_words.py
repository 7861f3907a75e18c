"""What a column's head says of its model, as plain words: Qt-free, so that it is tested as words."""

from dataclasses import dataclass
from typing import Literal

from explorer.compare.board import Slot
from explorer.compare.columns import Column
from explorer.domain.fit import FitWord, estimate_fit
from explorer.domain.units import size_text

Tone = Literal["good", "caution", "bad", "neutral"]

_TONES: dict[FitWord, Tone] = {
    FitWord.FITS: "good",
    FitWord.TIGHT: "caution",
    FitWord.TOO_BIG: "bad",
}


@dataclass(frozen=True)
class FitPill:
    """The one pill of a column and the number behind it."""

    text: str
    tone: Tone
    tip: str


def subtitle_of(column: Column) -> str:
    """Qwen · Q4_K_M · 1.1 GB"""
    size = size_text(column.size) if column.size is not None else ""
    return " · ".join(part for part in (column.publisher, column.version, size) if part)


def pill_of(column: Column, memory_total: int) -> FitPill | None:
    """The estimate whether it runs here; ``None`` where no size is known."""
    if column.size is None:
        return None
    fit = estimate_fit(column.size, memory_total)
    if column.model is not None and fit.word is FitWord.FITS:
        return FitPill("Downloaded", "good", fit.text)
    return FitPill(fit.word.value, _TONES[fit.word], fit.text)


def absent_text(slot: Slot) -> str:
    """Why a column without a local model cannot answer."""
    if slot.problem is not None:
        return str(slot.problem)
    if slot.column is None:
        return "Reads its facts…"
    if slot.column.repo is None:
        return "This model is no longer on this disk."
    if slot.column.variant is None:
        return "This repository holds no file that can run here."
    return "Not downloaded, so it cannot answer."
