"""Tables of a card that hold results of tests, read row by row."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from explorer.domain.facts import Evidence
from explorer.transparency.benchmark_result import MAX_NAME, BenchmarkResult
from explorer.transparency.letters import letters
from explorer.transparency.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.result_table import BENCHMARK, METRIC, TESTS_TITLE, VALUE, ResultTable
from explorer.transparency.tables import cells_of, is_delimiter, is_row

_MOST_LINES = 400  # of a fence
_SCORED_LINE = re.compile(
    r"\s{0,8}(?P<name>hella ?swag|wino ?grande|truthful_?qa\w{0,8}|arc[ _-](?:challenge|easy)|gsm8k"
    r"|mmlu\w{0,8}"
    r"|piqa|boolq|openbookqa|humaneval|mbpp|lambada\w{0,8})\s{0,8}[:=]\s{0,8}"
    r"(?P<value>\d{1,3}(?:\.\d{1,6}\s?%?|\s?%))\s{0,8}$",
    re.IGNORECASE,
)
ORIGINAL = "original model"  # whose card is embedded in this one
_ROWS_TITLE = re.compile(
    r"^(?:#|rank|t|shots?|n-?shots?|metrics?|version|stderr|split|setting|category|type|dataset|params?"
    r"|size|groups?|filter|alignment|public|tasks?|benchmarks?\b.*|)$",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[a-z]+|\d+(?:\.\d+)?[bm]?(?![a-z])|\d+")
_SIZE = re.compile(r"^\d+(?:\.\d+)?[bm]$")
_OURS = re.compile(r"\b(?:ours|this (?:model|artifact|checkpoint|build)|our model)\b(?!['’]s)", re.IGNORECASE)
_FILLER = frozenset(
    (
        "ours",
        "our",
        "model",
        "base",
        "chat",
        "instruct",
        "it",
        "pt",
        "hf",
        "v",
        "the",
        "dpo",
        "sft",
        "fp",
        "bf",
        "16",
        "gguf",
        "moe",
        "b",
        "preview",
        "thinking",
    )
)
SETTING = re.compile(
    r"(?<![A-Za-z\d.])(?:\d{1,2}|zero|few|one|five)[- ]?shots?(?![A-Za-z])|\bn[-_]?shot\b|\bharness\b"
    r"|\bpass\s?@\s?\d+|\bmaj\s?@\s?\d+|\bleaderboard\b|\blighteval\b|\bopencompass\b|\beval\.sh\b"
    r"|\bsimple-evals\b"
    r"|\bchain[- ]of[- ]thought\b|\bCoT\b|\bacc_norm\b|\btemperature (?:of|=)|\bgreedy (?:decoding"
    r"|sampling)\b|\bevaluation (?:scripts?|code|librar\w+|setup|settings?|protocol|methodology"
    r"|framework)\b"
    r"|\bevaluations? (?:\w+ ){0,3}?(?:were|was|are) (?:performed|done|run|conducted) (?:with|using|on"
    r"|by)\b|\bdetailed results can be found\b|\bdetails on the methodology\b|\bevals? library\b"
    r"|\bevaluated (?:using|with)\b"
    r"|\b(?:val|test|dev|validation)(?:_| )(?:split|set)?\b(?=.{0,40}\d)",
    re.IGNORECASE,
)


def results_of_tables(reading: Reading) -> Iterator[BenchmarkResult]:
    for _, group in groupby(reading.rows, key=lambda p: (p.section, p.header)):
        yield from _of_table(reading, _table(tuple(group)))
    embedded = [p for p in reading.card.passages if p.header and p.is_embedded] if reading.card else []
    for _, group in groupby(embedded, key=lambda p: (p.section, p.header)):
        found = _of_table(reading, _table(tuple(group)))
        yield from (replace(result, model=result.model or ORIGINAL) for result in found)
    for code in reading.card.fenced if reading.card else ():
        yield from _of_table(reading, _table(_rows_of_code(code)))
        yield from _of_lines(reading, code)


def _table(rows: tuple[Passage, ...]) -> ResultTable:
    if not rows:
        return ResultTable((), (), ())
    header = rows[0].header
    if not any(header) and len(rows) > 1:  # an empty one, for the looks
        header, rows = rows[0].cells, rows[1:]
    return ResultTable(header, rows, rows[0].section)


def _rows_of_code(code: Passage) -> tuple[Passage, ...]:
    """Tables that a tool printed into a fence; the first has to begin at its top."""
    header: tuple[str, ...] = ()
    found: list[Passage] = []
    for number, line in enumerate(code.text.split("\n")[:400]):
        if is_delimiter(line) or not is_row(line):
            continue
        cells = cells_of(line)
        if not header:
            header = cells
        elif line.strip():
            place = code.first_line + number
            found.append(
                Passage(
                    " | ".join(cells),
                    line.strip()[:600],
                    place,
                    place,
                    code.section,
                    cells=cells,
                    header=header,
                )
            )
    return tuple(found)


def _of_lines(reading: Reading, code: Passage) -> Iterator[BenchmarkResult]:
    """ "gsm8k: 0.57", one to a line, as tools print what they measured."""
    lines = enumerate(code.text.split("\n")[:_MOST_LINES])
    scored = [(number, match) for number, line in lines if (match := _SCORED_LINE.match(line))]
    for number, match in scored if len(scored) > 1 else ():
        place = code.first_line + number
        line = Passage(match[0].strip(), match[0].strip(), place, place, code.section)
        yield BenchmarkResult(match["name"].strip(), match["value"], reading.from_card(line))


def _of_table(reading: Reading, table: ResultTable) -> Iterator[BenchmarkResult]:
    if not table.rows or not (table.is_of_tests or table.is_measured):
        return
    found = list(
        _models_in_rows(reading, table) if table.has_models_in_rows else _models_in_columns(reading, table)
    )
    # Measures alone make a table one of results where a row is this model's.
    if table.is_of_tests or any(not result.model for result in found):
        yield from found


def _name_of(table: ResultTable, row: Passage) -> str:
    return " ".join(
        cell
        for title, cell in zip(table.header[:3], row.cells[:3], strict=False)
        if not VALUE.match(cell) and not BENCHMARK.search(title)
    )


def _nearest(reading: Reading, names: Iterable[str]) -> frozenset[str]:
    """Of the names that may be this model's those that are, where one is written out: beside "Owl-7B-Chat" no
    "Owl-7B" is "owl-7b-chat"."""
    fitting = frozenset(name for name in names if names_this(name, reading))
    own = letters(reading.name)
    exact = frozenset(name for name in fitting if _OURS.search(name) or own in letters(name))
    return exact or fitting


def _models_in_rows(reading: Reading, table: ResultTable) -> Iterator[BenchmarkResult]:
    nearest = _nearest(reading, (_name_of(table, row) for row in table.rows))
    for row in table.rows:
        name = _name_of(table, row)
        is_own = name in nearest or letters(row.cells[0]) == letters(reading.name)
        is_own = is_own or table.is_row_of_metric
        model, evidence = "" if is_own else name, reading.from_card(row)
        first = 0 if table.is_one_row else 1
        for title, cell in list(zip(table.header, row.cells, strict=False))[first:]:
            if VALUE.match(cell) and table.is_value(title):
                yield _result(reading, row, evidence, title, cell, model)


def _models_in_columns(reading: Reading, table: ResultTable) -> Iterator[BenchmarkResult]:
    titles = table.header
    columns = [
        n
        for n in range(1, len(titles))
        if any(n < len(row.cells) and VALUE.match(row.cells[n]) for row in table.rows)
    ]
    columns = [
        n
        for n in columns
        if not _ROWS_TITLE.match(titles[n].strip()) or re.match(r"metric|value", titles[n], re.IGNORECASE)
    ]
    columns = table.loss_columns or columns
    models = [n for n in columns if not METRIC.search(titles[n])]
    nearest = _nearest(reading, (titles[n] for n in models))
    has_own = bool(nearest)
    # "Category | Benchmark | …": the second column names the test.
    named = next((n for n in (0, 1) if n < len(titles) and TESTS_TITLE.match(titles[n])), 0)
    for row in table.rows:
        evidence = reading.from_card(row)
        for n in columns:
            if n < len(row.cells) and VALUE.match(row.cells[n]):
                is_other = (
                    n in models
                    and len(columns) > 1
                    and (has_own or len(models) > 1)
                    and titles[n] not in nearest
                )
                metric = "" if n in models else titles[n]
                model = titles[n] if is_other else ""
                yield _result(reading, row, evidence, row.cells[named], row.cells[n], model, metric)


def _result(
    reading: Reading,
    row: Passage,
    evidence: Evidence,
    benchmark: str,
    value: str,
    model: str,
    metric: str = "",
) -> BenchmarkResult:
    return BenchmarkResult(
        benchmark[:MAX_NAME],
        value[:MAX_NAME],
        evidence,
        _setting(reading, f"{benchmark} {' '.join(row.cells[1:3])} {row.heading}"),
        metric[:MAX_NAME],
        model[:MAX_NAME],
    )


def _setting(reading: Reading, words: str) -> str:
    """How it was measured, as far as the words beside a value say; the same for most cells of a row."""
    known = reading.once(_settings)
    if words not in known:
        found = SETTING.search(words)
        known[words] = found[0] if found else ""
    return known[words]


def _settings(_: Reading) -> dict[str, str]:
    return {}


def names_this(name: str, reading: Reading) -> bool:
    """Whether a name in a table means this model: all its words are in its name, and no other size is."""
    known = reading.once(_names)
    if name not in known:
        known[name] = _names_this(name, reading.name, reading.once(_own_tokens))
    return known[name]


def _names(_: Reading) -> dict[str, bool]:
    return {}


def _own_tokens(reading: Reading) -> list[str]:
    return _tokens(reading.sources.repo)


def _names_this(name: str, whole: str, own: list[str]) -> bool:
    """``whole``: this model's name; "Base-7B" has no other words than those that say little elsewhere."""
    if _OURS.search(name):
        return True
    said = [token for token in _tokens(name) if token not in _FILLER]
    sizes = {t for t in own if _SIZE.match(t)}
    if {t for t in said if _SIZE.match(t)} - sizes and sizes:
        return False
    if letters(name) and letters(name) == letters(whole):
        return True
    words = [t for t in said if t.isalpha() and len(t) > 1]
    return bool(words) and all(t in own for t in said if not (_SIZE.match(t) and not sizes))


def _tokens(name: str) -> list[str]:
    return _TOKEN.findall(name.lower().replace("_", "-"))
