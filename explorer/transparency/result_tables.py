"""Tables of a card that hold results of tests, read row by row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from explorer.domain.facts import Evidence
from explorer.transparency.benchmark_result import MAX_NAME, BenchmarkResult
from explorer.transparency.passage import Passage
from explorer.transparency.reading import Reading
from explorer.transparency.tables import cells_of, is_delimiter, is_row

ORIGINAL = "original model"  # whose card is embedded in this one
BENCHMARK = re.compile(
    r"(?<![A-Za-z\d])(?:G?MMLU|CMMLU|KMMLU|MMMU|MMMLU|Hella-?Swag|ARC(?:[- ]?[CE]\w*)?|TruthfulQA"
    r"|Wino-?Grande|GSM-?8K|GSM|MATH|Human-?Eval|MBPP|BBH|BIG-?Bench|IFEval|IFE"
    r"|GPQA|MUSR|MuSR|DROP|BoolQ|PIQA|SIQA|Social ?IQA|OpenBookQA|OBQA|LAMBADA|TriviaQA"
    r"|Natural ?Questions|NQ|C-?Eval|AGI-?Eval|AGIEval|MT[- ]?Bench|Alpaca ?Eval|Alpaca Benchmark"
    r"|Arena-?Hard|SWE-?bench|LiveCodeBench|LiveBench|AIME|HMMT|WikiText|PTB|enwi\w*|text8|1BW|CBT\w*"
    r"|HLE|TAU-?bench|τ|BFCL|MTEB|DocVQA|ChartQA|TextVQA|OCRBench|MathVista|MMStar|MVBench|VideoMME"
    r"|SQuAD|GLUE|SuperGLUE|CrowS-?Pairs|WinoGender|WinoBias|RACE|QuAC|CoQA|CommonsenseQA|CSQA|SAT|OCW"
    r"|MedQA|PubMedQA|MedMCQA|BLEU|ROUGE|COMET|chrF|Toxigen|RealToxicity\w*|BBQ|BOLD|RULER"
    r"|NIHS?|LongBench|MGSM|XCOPA|XNLI|FLORES|WMT\d*|Codeforces|Aider|EvalPlus|MultiPL-E|BIRD|Spider"
    r"|FLARE|FPB|SimpleQA|PopQA|Ko-\w+|JGLUE|PAWS\w*|XStoryCloze|StoryCloze|RTE|ANLI|WiC|WSC|CB"
    r"|COPA)(?![A-Za-z])",
)
_METRIC = re.compile(
    r"\b(?:accuracy|acc(?:_norm)?|f1|exact match|em|perplexity|ppl|bleu|rouge\w*|pass@\d+|maj@\d+"
    r"|win[- ]rate|score|elo|average|avg|toxicity|bits per|bpb|bpc|loss|wer|value|metric|test xent|auc"
    r"|mcc|map|ndcg)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:evaluat\w*|benchmarks?|results?|performance|leaderboard|scores?|comparison|accuracy|metrics"
    r"|capabilities|mt-?bench|eval|avalia\w+|evaluaci\w+|évaluation|resultados|résultats|ergebnisse|risultati|valutazione)\b"
    r"|评测|评估|性能|評価|평가|оценк|результат",
    re.IGNORECASE,
)
_NO_TABLE = re.compile(
    r"\b(?:file ?name|quant(?:i[sz]ation)? ?(?:type|method)?|quant|bits|file size|size/gb|max ram|ram"
    r"|vram|use case|link|download|learning rate|lr|batch|optimizer|hyper|tokens/s|tok/s|speed|latency"
    r"|throughput|gpu type|hardware|gpu hours|power consumption|carbon|licen[sc]e|context|training data"
    r"|vocab|hidden|layers|heads|epoch|step|dtype|branch|group size)\b|t/s",
    re.IGNORECASE,
)
_MODELS_TITLE = re.compile(
    r"^(?:models?|model name|method|system|instruct model|base model|name|llms?)\b", re.IGNORECASE
)
_ROWS_TITLE = re.compile(
    r"^(?:#|rank|t|shots?|n-?shots?|metrics?|version|stderr|split|setting|category|type|dataset|params?"
    r"|size|groups?|filter|alignment|public|tasks?|benchmarks?\b.*|)$",
    re.IGNORECASE,
)
# What heads a column of tests, and rows that measure the program instead.
_TESTS_TITLE = re.compile(
    r"^\W*(?:metrics?|benchmarks?|tasks?|evals?|evaluations?|tests?|test sets?)\b", re.IGNORECASE
)
# What judges of chat models grade, each in a column.
_CATEGORY = re.compile(
    r"^(?:math|reasoning|writing|coding|understanding|grammar|extraction|humanities|stem|role-?play|overall|avg"
    r"|average|turn [12])\b",
    re.IGNORECASE,
)
_SPEED = re.compile(
    r"tok(?:ens?)?/s|\b(?:speed|latency|ttft|throughput|memory|vram|ram|size|time|seconds|ms|tokens|steps?|epochs?|rows|samples)\b",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"^[~≈±+-]?\s?(?:\d{1,3}(?:[.,]\d{1,4})?|\.\d{1,4}|\d\.\d{1,2}e[+-]?\d{1,2}|\d{4}(?=$)"
    r"|0,\d{1,4})\s?(?:%|\(.{0,30}\)|(?:±|\+/-).{0,12}|[*†‡§]{1,3}|\s?/\s?\d{1,4})*$",
    re.IGNORECASE,
)
_QUANTS_TITLE = re.compile(r"^\W*(?:quant\w*|file\w*|type|name)\b", re.IGNORECASE)
_LOSS = re.compile(r"\b(?:perplexity|ppl|kl[- ]?div\w*)\b", re.IGNORECASE)
_NO_VALUE = re.compile(r"\bparam|\bsize\b|\bflop", re.IGNORECASE)
_TOKEN = re.compile(r"[a-z]+|\d+(?:\.\d+)?[bm]?(?![a-z])|\d+")
_SIZE = re.compile(r"^\d+(?:\.\d+)?[bm]$")
_OURS = re.compile(r"\b(?:ours|this model|our model)\b", re.IGNORECASE)
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
    r"\b(?:\d{1,2}|zero|few|one|five)[- ]?shots?\b|\b0-shot\b|\bn[-_]?shot\b|\bharness\b"
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


@dataclass(frozen=True)
class _Table:
    """Rows under one header."""

    header: tuple[str, ...]
    rows: tuple[Passage, ...]
    section: tuple[str, ...]

    @cached_property
    def is_of_tests(self) -> bool:
        titles = " ".join((*self.section[-2:],))
        if self.is_of_harness or self.loss_columns:
            return any(_VALUE.match(cell) for row in self.rows for cell in row.cells[1:])
        names = " ".join((*self.header, *(cell for row in self.rows for cell in row.cells[:2])))
        known = len(set(BENCHMARK.findall(names)))
        known += 2 * (sum(bool(_CATEGORY.match(title)) for title in self.header) > 2)
        if _NO_TABLE.search(" ".join(self.header)) and known < 2:
            return False
        has_values = any(_VALUE.match(cell) for row in self.rows for cell in row.cells[1:])
        is_named = known > 0 or bool(_METRIC.search(" ".join(self.header)))
        is_titled = any(_TESTS_TITLE.match(title) for title in self.header[:2])
        scored = [
            r
            for r in self.rows
            if any(_VALUE.match(c) for c in r.cells[1:]) and not _SPEED.search(r.cells[0])
        ]
        return has_values and (
            known >= 2
            or (is_titled and len(scored) > 1)
            or (is_titled and bool(scored) and bool(_PLACE.search(titles)))
            or (is_named and (known > 0 or bool(_PLACE.search(titles))))
            or (bool(_PLACE.search(titles)) and len(self.rows) > 1)
        )

    @cached_property
    def is_of_harness(self) -> bool:
        """Whether the columns are those that the evaluation harness prints."""
        return {"metric", "value"} <= {title.strip().lower() for title in self.header}

    @cached_property
    def loss_columns(self) -> list[int]:
        """Of a table of quantized files, the columns that say how much each has lost."""
        is_of_files = bool(self.header) and bool(_QUANTS_TITLE.match(self.header[0]))
        return [n for n, title in enumerate(self.header) if _LOSS.search(title)] if is_of_files else []

    @cached_property
    def _values(self) -> frozenset[str]:
        return frozenset(t for t in self.header if not _NO_TABLE.search(t) and not _NO_VALUE.search(t))

    def is_value(self, title: str) -> bool:
        """Whether a column may hold results."""
        return title in self._values

    @cached_property
    def has_models_in_rows(self) -> bool:
        if not self.header:
            return False
        in_header = len(BENCHMARK.findall(" ".join(self.header[1:])))
        in_rows = sum(bool(BENCHMARK.search(" ".join(row.cells[:2]))) for row in self.rows)
        return bool(_MODELS_TITLE.match(self.header[0])) or in_header > max(in_rows, 1)


def results_of_tables(reading: Reading) -> Iterator[BenchmarkResult]:
    for _, group in groupby(reading.rows, key=lambda p: (p.section, p.header)):
        yield from _of_table(reading, _table(tuple(group)))
    embedded = [p for p in reading.card.passages if p.header and p.is_embedded] if reading.card else []
    for _, group in groupby(embedded, key=lambda p: (p.section, p.header)):
        found = _of_table(reading, _table(tuple(group)))
        yield from (replace(result, model=result.model or ORIGINAL) for result in found)
    for code in reading.card.fenced if reading.card else ():
        yield from _of_table(reading, _table(_rows_of_code(code)))


def _table(rows: tuple[Passage, ...]) -> _Table:
    if not rows:
        return _Table((), (), ())
    header = rows[0].header
    if not any(header) and len(rows) > 1:  # an empty one, for the looks
        header, rows = rows[0].cells, rows[1:]
    return _Table(header, rows, rows[0].section)


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


def _of_table(reading: Reading, table: _Table) -> Iterator[BenchmarkResult]:
    if not table.rows or not table.is_of_tests:
        return
    yield from (
        _models_in_rows(reading, table) if table.has_models_in_rows else _models_in_columns(reading, table)
    )


def _models_in_rows(reading: Reading, table: _Table) -> Iterator[BenchmarkResult]:
    for row in table.rows:
        name = " ".join(
            cell
            for title, cell in zip(table.header[:3], row.cells[:3], strict=False)
            if not _VALUE.match(cell) and not BENCHMARK.search(title)
        )
        model, evidence = "" if names_this(name, reading) else name, reading.from_card(row)
        for title, cell in list(zip(table.header, row.cells, strict=False))[1:]:
            if _VALUE.match(cell) and table.is_value(title):
                yield _result(reading, row, evidence, title, cell, model)


def _models_in_columns(reading: Reading, table: _Table) -> Iterator[BenchmarkResult]:
    titles = table.header
    columns = [
        n
        for n in range(1, len(titles))
        if any(n < len(row.cells) and _VALUE.match(row.cells[n]) for row in table.rows)
    ]
    columns = [
        n
        for n in columns
        if not _ROWS_TITLE.match(titles[n].strip()) or re.match(r"metric|value", titles[n], re.IGNORECASE)
    ]
    columns = table.loss_columns or columns
    models = [n for n in columns if not _METRIC.search(titles[n])]
    has_own = any(names_this(titles[n], reading) for n in models)
    # "Category | Benchmark | …": the second column names the test.
    named = next((n for n in (0, 1) if n < len(titles) and _TESTS_TITLE.match(titles[n])), 0)
    for row in table.rows:
        evidence = reading.from_card(row)
        for n in columns:
            if n < len(row.cells) and _VALUE.match(row.cells[n]):
                is_other = (
                    n in models
                    and len(columns) > 1
                    and (has_own or len(models) > 1)
                    and not names_this(titles[n], reading)
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
        known[name] = _names_this(name, reading.once(_own_tokens))
    return known[name]


def _names(_: Reading) -> dict[str, bool]:
    return {}


def _own_tokens(reading: Reading) -> list[str]:
    return _tokens(reading.sources.repo)


def _names_this(name: str, own: list[str]) -> bool:
    if _OURS.search(name):
        return True
    said = [token for token in _tokens(name) if token not in _FILLER]
    sizes = {t for t in own if _SIZE.match(t)}
    if not said or ({t for t in said if _SIZE.match(t)} - sizes and sizes):
        return False
    words = [t for t in said if t.isalpha() and len(t) > 1]
    return bool(words) and all(t in own for t in said if not (_SIZE.match(t) and not sizes))


def _tokens(name: str) -> list[str]:
    return _TOKEN.findall(name.lower().replace("_", "-"))
