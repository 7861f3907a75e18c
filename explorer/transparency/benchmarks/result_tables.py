"""Tables of a card that hold results of tests, read row by row."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from functools import lru_cache
from itertools import groupby, zip_longest

from explorer.domain.facts import Evidence
from explorer.transparency.benchmarks.benchmark_result import MAX_NAME, BenchmarkResult
from explorer.transparency.benchmarks.result_names import is_of_precision, nearest, words_beside_role
from explorer.transparency.benchmarks.result_table import BENCHMARK, SETTING, VALUE, ResultColumn, ResultTable
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.card_text.tables import cells_of, is_delimiter, is_row
from explorer.transparency.hub_ids import id_of_url
from explorer.transparency.phrases.phrase import phrases_of
from explorer.transparency.reading import Reading

results = phrases_of("results")
_MOST_LINES = 400  # of a fence
ORIGINAL = "original model"  # whose card is embedded in this one


def results_of_tables(reading: Reading) -> Iterator[BenchmarkResult]:
    for table in reading.once(_tables):
        yield from _of_table(reading, table)
    embedded = [p for p in reading.card.passages if p.header and p.is_embedded] if reading.card else []
    for _, group in groupby(embedded, key=_table_of):
        found = _of_table(reading, _table(tuple(group)))
        yield from (replace(result, model=result.model or ORIGINAL) for result in found)
    for code in reading.card.fenced if reading.card else ():
        yield from _of_table(reading, _table(tuple(_rows_of_code(code))))
        yield from _of_lines(reading, code)


def _table_of(row: Passage) -> tuple[tuple[str, ...], ...]:
    return row.section, row.header, row.groups


def _table(rows: tuple[Passage, ...]) -> ResultTable:
    if not rows:
        return ResultTable((), (), ())
    header, groups = rows[0].header, rows[0].groups
    if not any(header) and len(rows) > 1:  # an empty one, for the looks
        header, rows = rows[0].cells, rows[1:]
    columns = zip_longest(header, groups[: len(header)], fillvalue="")
    return ResultTable(tuple(ResultColumn(*titles) for titles in columns), rows, rows[0].section)


def _rows_of_code(code: Passage) -> Iterator[Passage]:
    """Tables that a tool printed into a fence; the first has to begin at its top."""
    header: tuple[str, ...] = ()
    for at, line in _lines_of(code):
        if is_delimiter(line) or not is_row(line):
            continue
        cells, quote = cells_of(line), line.strip()[:600]
        if header and quote:
            yield Passage(" | ".join(cells), quote, at, at, code.section, cells=cells, header=header)
        header = header or cells


def _lines_of(code: Passage) -> Iterator[tuple[int, str]]:
    """Each with its number; of an endless one the first."""
    return enumerate(code.text.split("\n")[:_MOST_LINES], code.first_line)


def _of_lines(reading: Reading, code: Passage) -> Iterator[BenchmarkResult]:
    """ "gsm8k: 0.57", one to a line, as tools print what they measured."""
    scored = [(at, match) for at, line in _lines_of(code) if (match := results.scored_line.match(line))]
    for at, match in scored if len(scored) > 1 else ():
        line = Passage(match[0].strip(), match[0].strip(), at, at, code.section)
        yield BenchmarkResult(match["name"].strip(), match["value"], reading.from_card(line))


def _of_table(reading: Reading, table: ResultTable) -> Iterator[BenchmarkResult]:
    if not table.rows or not (table.is_of_tests or table.is_measured):
        return
    read = _models_in_rows if table.has_models_in_rows else _models_in_columns
    found = list(read(reading, table))
    # Measures alone make a table one of results where a row is this model's.
    if table.is_of_tests or any(not result.model for result in found):
        yield from found


def _names_of_rows(table: ResultTable) -> tuple[str, ...]:
    """What each row is named. One that leaves it out goes on with the model above it, and so does one that
    only says how the weights are kept."""
    names: list[str] = []
    above, name_above = "", ""  # of the last row with a first cell, and of the last with a result
    for row in table.rows:
        name, first = _name_of(table, row), row.cells[0].strip()
        above = first or above
        if not first and not name.strip():
            name = name_above
        elif not first and is_of_precision(name):
            name = f"{above} {name.strip()}".strip()
        if any(map(VALUE.match, row.cells[1:])):
            name_above = name
        names.append(name)
    return tuple(names)


def _name_of(table: ResultTable, row: Passage) -> str:
    cells = (
        cell
        for title, cell in zip(table.header[:3], row.cells[:3], strict=False)
        if not VALUE.match(cell) and not BENCHMARK.search(title)
    )
    return " ".join(dict.fromkeys(cells))  # a cell over two columns names it once


def _tables(reading: Reading) -> tuple[ResultTable, ...]:
    return tuple(_table(tuple(group)) for _, group in groupby(reading.rows, key=_table_of))


def _told_apart(reading: Reading) -> frozenset[str]:
    """The words of families whose base some table of results tells from this model by what each is for."""
    tables = (table for table in reading.once(_tables) if table.is_of_tests or table.is_measured)
    families = (words_beside_role(name, reading) for table in tables for name in _names_in(table))
    return frozenset().union(*families)


def _names_in(table: ResultTable) -> Iterable[str]:
    if table.has_models_in_rows:
        return _names_of_rows(table)
    return (column.name for column in table.columns[1:])


def _nearest(reading: Reading, names: Iterable[str], linked: Set[str] = frozenset()) -> frozenset[str]:
    return nearest(reading, names, linked, reading.once(_told_apart))


def _models_in_rows(reading: Reading, table: ResultTable) -> Iterator[BenchmarkResult]:
    names = _names_of_rows(table)
    linked = frozenset(name for name, row in zip(names, table.rows, strict=True) if _leads_here(reading, row))
    own = _nearest(reading, names, linked)
    for name, row in zip(names, table.rows, strict=True):
        is_own = name in own or letters(row.cells[0]) == letters(reading.name)
        is_own = (is_own and not _leads_to_another(reading, row)) or table.is_row_of_metric
        model, evidence = "" if is_own else name, reading.from_card(row)
        first = 0 if table.is_one_row else 1
        for title, cell in list(zip(table.header, row.cells, strict=False))[first:]:
            if VALUE.match(cell) and table.is_value(title):
                yield _result(row, evidence, title, cell, model)


def _leads_here(reading: Reading, row: Passage) -> bool:
    own = reading.sources.repo.lower()
    return any((id_of_url(url) or "").lower() == own for url in row.urls)


def _leads_to_another(reading: Reading, row: Passage) -> bool:
    """Whether the name in a row is linked to another model: "[Owl](…/owl)" in the card of owl-mnli."""
    linked = {letters(id_.rpartition("/")[2]) for url in row.urls if (id_ := id_of_url(url))}
    named, own = letters(row.cells[0]), letters(reading.name)
    if own in linked or not any(name and name in named for name in linked):
        return False
    return not (reading.is_quantized and any(own.startswith(name) for name in linked))


def _models_in_columns(reading: Reading, table: ResultTable) -> Iterator[BenchmarkResult]:
    columns = table.loss_columns or [n for n in range(1, len(table.columns)) if _holds_values(table, n)]
    models = [n for n in columns if table.columns[n].name]
    own = _nearest(reading, (table.columns[n].name for n in models))
    is_of_several = len(columns) > 1 and (bool(own) or len(models) > 1)
    named = _naming_column(table, columns)
    for row in table.rows:
        evidence = reading.from_card(row)
        for n in columns:
            if n < len(row.cells) and VALUE.match(row.cells[n]):
                column = table.columns[n]
                model = column.name if is_of_several and column.name not in own else ""
                told = (row.cells[named], row.cells[n], model, column.metric, table.header[n])
                yield _result(row, evidence, *told)


def _holds_values(table: ResultTable, n: int) -> bool:
    title = table.columns[n].title.strip()
    if results.rows_title.match(title) and not results.measure_title.match(title):
        return False
    return any(n < len(row.cells) and VALUE.match(row.cells[n]) for row in table.rows)


def _naming_column(table: ResultTable, of_values: list[int]) -> int:
    """ "Category | Benchmark | …": the second column names the test, also where a title is over both."""
    titles = table.header[:2]
    found = next((n for n, title in enumerate(titles) if results.tests_title.match(title)), 0)
    is_of_both = len(set(titles)) == 1 and 1 not in of_values
    return 1 if is_of_both and len(titles) == 2 and titles[0] else found


def _result(
    row: Passage,
    evidence: Evidence,
    benchmark: str,
    value: str,
    model: str,
    metric: str = "",
    title: str = "",
) -> BenchmarkResult:
    return BenchmarkResult(
        benchmark[:MAX_NAME],
        value[:MAX_NAME],
        evidence,
        _setting(f"{benchmark} {' '.join(row.cells[1:3])} {row.heading}") or _setting(title),
        metric[:MAX_NAME],
        model[:MAX_NAME],
    )


@lru_cache(maxsize=4096)
def _setting(words: str) -> str:
    """How it was measured, as far as the words beside a value say; the same for most cells of a row."""
    found = SETTING.search(words)
    return found[0] if found else ""
