"""What a column's head says of its model, as plain words: Qt-free, so that it is tested as words."""

from dataclasses import dataclass
from typing import Literal

from explorer.compare.board import Slot
from explorer.compare.columns import Column
from explorer.domain.fit import Facts, Fit, FitWord, speed_text
from explorer.domain.units import size_text
from explorer.domain.words import Words, joined
from explorer.local.estimates import Estimates

_NO_BREAK = "\N{NO-BREAK SPACE}"

Tone = Literal["good", "caution", "bad", "neutral"]

_TONES: dict[FitWord, Tone] = {
    FitWord.FITS: "good",
    FitWord.RUNS_WELL: "good",
    FitWord.RUNS_SLOWLY: "caution",
    FitWord.TIGHT: "caution",
    FitWord.TOO_BIG: "bad",
}


@dataclass(frozen=True)
class FitPill:
    """The one pill of a column and the number behind it."""

    text: str
    tone: Tone
    tip: str


def subtitle_of(column: Column) -> Words:
    """Qwen · Q4_K_M · 1.1 GB, and whether it is yet to be downloaded."""
    size = size_text(column.size) if column.size is not None else ""
    absent = Words("not downloaded") if column.model is None else ""
    return joined(" · ", (column.publisher, column.version, size.replace(" ", _NO_BREAK), absent))


def seen_text(column: Column) -> str:
    """When the facts of a repo were read, if not just now; else ""."""
    if column.repo is None or not column.repo.from_cache:
        return ""
    return Words("as seen on {date}", date=f"{column.repo.read_at:%Y-%m-%d}")


def pill_of(column: Column, estimates: Estimates) -> FitPill | None:
    """The estimate whether it runs here; ``None`` where no size is known."""
    if column.size is None:
        return None
    fit = _fit_of(column, column.size, estimates)
    if fit.speed:
        speed = Words("about {speed} tokens/s", speed=speed_text(fit.speed))
        return FitPill(joined(" · ", (fit.word, speed)), _TONES[fit.word], fit.text)
    memory = Words("about {size} memory", size=size_text(fit.needed))
    return FitPill(joined(" · ", (fit.word, memory)), _TONES[fit.word], fit.text)


def _fit_of(column: Column, size: int, estimates: Estimates) -> Fit:
    """By the header where the file is here, else by what the Hub says."""
    yardstick = estimates.yardstick
    if column.model is not None:
        fit = estimates.fit(column.model.path, yardstick.context)
        if fit is not None:
            return fit
    row = column.repo.row if column.repo is not None else None
    if row is None:
        return yardstick.fit(Facts(size, label=column.version))
    return yardstick.fit(Facts(size, row.parameters, row.context_length, column.version, row.name))


def absent_text(slot: Slot) -> str:
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
