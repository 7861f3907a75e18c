"""One table of a card: whether it holds results of tests, and which of its columns do."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from explorer.transparency.card_text.passage import Passage
from explorer.transparency.phrases.phrase import phrases_of

evaluation = phrases_of("evaluation")
results = phrases_of("results")
BENCHMARK = evaluation.benchmark
SETTING = results.setting
# What stands behind a number is taken as it comes and not cut in another way: a row of signs would be cut in
# more ways than there is time for.
VALUE = re.compile(
    r"^(?:\$(?=[^$]{1,20}\$$))?[~≈±+-]?\s?(?:\d{1,3}(?:\.\d{1,6}|,\d{1,4})?|\.\d{1,4}|\d\.\d{1,2}e[+-]?\d{1,2}|\d{4}(?=$)"
    r"|0,\d{1,4})(?>\s?(?:%|\([^()]{0,30}\)|(?:±|\+/-)[^()%]{0,12}|[*†‡§]{1,3}|/\s?\d{1,4}(?:\.\d{1,2})?"
    r"|[\U0001f300-\U0001faff★☆✓✔✅]{1,3}|(?:\\%)?\$(?=$)))*$",
    re.IGNORECASE,
)


class ResultColumn(NamedTuple):
    """The title of a column, and the one that stands above this column and its neighbours."""

    title: str
    group: str = ""

    @property
    def metric(self) -> str:
        """What is measured in it, as far as it says so."""
        return " ".join(part for part in (self.group, self.title) if results.metric.search(part))

    @property
    def name(self) -> str:
        """Whose results stand in it: what says neither the measure nor the setting."""
        parts = [part for part in (self.group, self.title) if not results.metric.search(part)]
        return " ".join([part for part in parts if part and not _is_setting(part)])


def _is_setting(title: str) -> bool:
    return bool(SETTING.search(title)) and not any(map(str.isalnum, SETTING.sub("", title)))


@dataclass(frozen=True)
class ResultTable:
    """Rows under one header.

    ``header``: the title of each column; what stands above several comes first in it. ``columns``: its parts.
    """

    columns: tuple[ResultColumn, ...]
    rows: tuple[Passage, ...]
    section: tuple[str, ...]

    @cached_property
    def header(self) -> tuple[str, ...]:
        return tuple(" ".join(filter(None, (column.group, column.title))) for column in self.columns)

    @cached_property
    def is_of_tests(self) -> bool:
        if self.is_of_shares:
            return False
        if self.is_of_harness or self.loss_columns:
            return bool(self._with_values)
        names = " ".join((*self.header, *(cell for row in self.rows for cell in row.cells[:2])))
        known = len(set(BENCHMARK.findall(names)))
        known += 2 * (sum(bool(results.category.match(title)) for title in self.header) > 2)
        if results.no_table.search(" ".join(self.header)) and known < 2:
            return False
        if self.is_one_row and (known or all("%" in cell for cell in self.rows[0].cells)):
            return True
        is_named = known > 0 or bool(results.metric.search(" ".join(self.header)))
        is_titled = any(results.tests_title.match(title) for title in self.header[:2])
        is_placed = bool(results.place.search(" ".join(self.section[-2:])))
        scored = [row for row in self._with_values if not results.speed.search(row.cells[0])]
        return bool(self._with_values) and (
            known >= 2
            or (is_titled and (len(scored) > 1 or (bool(scored) and is_placed)))
            or (is_named and (known > 0 or is_placed))
            or (is_placed and (len(self.rows) > 1 or self.is_one_row))
        )

    @cached_property
    def _with_values(self) -> list[Passage]:
        return [row for row in self.rows if any(map(VALUE.match, row.cells[1:]))]

    @cached_property
    def is_measured(self) -> bool:
        """Whether models stand in its rows and at least two columns are measures."""
        is_of_models = bool(self.header) and bool(results.models_title.match(self.header[0]))
        return is_of_models and sum(bool(results.measure.search(title)) for title in self.header[1:]) > 1

    @cached_property
    def is_one_row(self) -> bool:
        """Whether the table is one row of nothing but values, which are this model's."""
        is_headed = len(self.header) > 2 or bool(BENCHMARK.search(" ".join(self.header)))
        return len(self.rows) == 1 and is_headed and all(map(VALUE.match, self.rows[0].cells))

    @cached_property
    def is_row_of_metric(self) -> bool:
        """Whether the table is one row "Accuracy | 0.6 | 0.7" below "Metric" and names of tests."""
        is_titled = len(self.rows) == 1 and self.header[0].strip().lower() in {"metric", "metrics"}
        are_tests = any(map(BENCHMARK.match, self.header[1:])) and not any(" on " in t for t in self.header)
        return is_titled and are_tests and bool(results.metric.match(self.rows[0].cells[0]))

    @cached_property
    def is_of_shares(self) -> bool:
        """Whether it tells of how much of each data set was taken."""
        is_of_data = bool(self.header) and bool(results.data_title.match(self.header[0]))
        return is_of_data and any(map(results.shares_title.match, self.header[1:]))

    @cached_property
    def is_of_harness(self) -> bool:
        """Whether the columns are those that the evaluation harness prints, or those of a contest."""
        titles = {title.strip().lower() for title in self.header}
        return {"metric", "value"} <= titles or {"win", "loss"} <= titles

    @cached_property
    def loss_columns(self) -> list[int]:
        """Of a table of quantized files, the columns that say how much each has lost."""
        is_of_files = bool(self.header) and bool(results.quants_title.match(self.header[0]))
        return [n for n, title in enumerate(self.header) if results.loss.search(title)] if is_of_files else []

    @cached_property
    def _values(self) -> frozenset[str]:
        return frozenset(
            t for t in self.header if not results.no_table.search(t) and not results.no_value.search(t)
        )

    def is_value(self, title: str) -> bool:
        """Whether a column may hold results."""
        return title in self._values

    @cached_property
    def has_models_in_rows(self) -> bool:
        if not self.header:
            return False
        in_header = len(BENCHMARK.findall(" ".join(self.header[1:])))
        in_rows = sum(bool(BENCHMARK.search(" ".join(row.cells[:2]))) for row in self.rows)
        is_titled = bool(results.models_title.match(self.header[0]))
        return is_titled or self.is_one_row or in_header > max(in_rows, 1)
