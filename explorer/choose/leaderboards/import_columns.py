"""Which column of an imported table says what: by its name, and by what stands in it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.choose.leaderboards.board import number_of
from explorer.domain.words import Words, enumerated
from explorer.evaluate.exchange.portable_set import names_words
from explorer.transparency.benchmarks.benchmark_result import stated_value

_KNOWN: dict[str, tuple[str, ...]] = {
    "model": (
        "model", "model_id", "modelid", "full_model_name", "fullname", "model_name", "name", "modell", "模型",
    ),
    "value": ("value", "score", "result", "wert", "分数", "得分", "accuracy", "acc", "elo", "rating"),
    "benchmark": ("benchmark", "dataset", "dataset_id", "test", "task", "evaluation", "eval", "基准"),
    "rank": ("rank", "#", "position", "place", "rang", "排名"),
    "unit": ("unit", "units", "einheit", "单位"),
    "date": ("date", "evaluated", "submitted", "datum", "日期", "submission_date"),
    "source": ("source", "source_url", "url", "link", "quelle", "来源"),
    "notes": ("notes", "note", "settings", "setting", "setup", "comment", "comments", "metric", "备注"),
}  # fmt: skip
_MEANS = ("value", "score", "result", "wert", "分数", "得分")  # others say how it was measured
_AVERAGE = re.compile(r"\b(?:avg|average|mean)\b|平均", re.IGNORECASE)
_NO_SCORE = re.compile(
    r"param|size|like|❤|download|price|cost|context|co.?2|vote|year|token|license|available|merged|\bid\b"
    r"|date|release|created|cut.?off|\bci\b|confidence|memory|\bv?ram\b|\bgb\b|layer|speed|latency",
    re.IGNORECASE,
)
_INTERVAL = re.compile(r"^\s*[+-]\s*\d[\d.]*\s*/\s*[+-]")  # +5/-5 says how sure another value is
_MOSTLY, _LOOKED_AT = 0.6, 200  # of so many rows

FIELD_WORDS: dict[str, Words] = {
    "model": Words("model"),
    "value": Words("value"),
    "benchmark": Words("benchmark"),
    "rank": Words("rank"),
    "unit": Words("unit"),
    "date": Words("date"),
    "source": Words("source"),
    "notes": Words("notes"),
}


@dataclass(frozen=True)
class BoardColumns:
    """``fields``: the column of each field that was found. ``wide``: columns that are a benchmark each, where
    there is none of values. ``averages`` and ``others``: what is left out.
    """

    fields: Mapping[str, str]
    wide: tuple[str, ...] = ()
    averages: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def is_usable(self) -> bool:
        return "model" in self.fields and ("value" in self.fields or bool(self.wide))

    @property
    def metric(self) -> str:
        """What the values are called where that says how they were measured: "accuracy"."""
        name = self.fields.get("value", "")
        return "" if plain_name(name) in _MEANS else name

    def sentences(self) -> Iterable[Words]:
        """How the table was understood, and what of it was not."""
        columns = (_column(field, column) for field, column in self.fields.items())
        yield Words("Columns found: {columns}.", columns=enumerated(columns))
        if self.averages:
            yield Words(
                "Left out, for an average over benchmarks says nothing of a task: {names}.",
                names=names_words(list(self.averages)),
            )
        if self.others:
            yield Words("Left out: {names}.", names=names_words(list(self.others)))


def columns_of_board(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> BoardColumns:
    """By their names, the first that fits; ``rows``: the first of the table."""
    twice = [name for at, name in enumerate(names, 1) if _is_again(name, at, names)]
    left, fields = [name for name in names if name not in twice], dict[str, str]()
    for field, known in _KNOWN.items():
        found = (name for plain in known for name in left if plain_name(name) == plain)
        if (name := next(found, None)) is not None:
            fields[field] = name
            left.remove(name)
    if "value" in fields:
        return BoardColumns(fields, others=(*left, *twice))
    averages = tuple(name for name in left if _AVERAGE.search(name))
    wide = tuple(name for name in left if name not in averages and _is_score(name, rows[:_LOOKED_AT]))
    others = [*(name for name in left if name not in (*wide, *averages)), *twice]
    if len(wide) > 1 and "rank" in fields:  # of the whole table, not in any one of these
        others.append(fields.pop("rank"))
    return BoardColumns(fields, wide, averages, tuple(others))


def _is_again(name: str, at: int, names: Sequence[str]) -> bool:
    """Whether it is the second column of a name, which the reader has numbered by its place."""
    first = name.removesuffix(f" {at}")
    return first != name and first in names[: at - 1]


def _column(field: str, column: str) -> Words:
    word = FIELD_WORDS[field]
    if plain_name(column) == field:
        return word
    return Words("{column} as {field}", column=names_words([column]), field=word)


def plain_name(name: str) -> str:
    return "_".join(name.strip().casefold().replace("-", " ").split())


def _is_score(name: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    if _NO_SCORE.search(name):
        return False
    told = [value for row in rows if (value := row.get(name)) not in (None, "")]
    return bool(told) and sum(map(_is_number, told)) >= _MOSTLY * len(told)


def _is_number(value: object) -> bool:
    told = stated_value(value)
    return told is not None and number_of(told) is not None and not _INTERVAL.match(told)
