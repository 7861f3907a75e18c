"""Whole comparisons made by hand, for reports: plain ones, and ones with everything that can go wrong."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from explorer.base.machine_record import MachineRecord
from explorer.base.resources import resource
from explorer.domain.errors import OutOfMemoryError, record_of
from explorer.domain.facts import Evidence, Finding, Proof, SourceKind
from explorer.domain.facts import Verdict as Fact
from explorer.domain.generation import Answer, AnswerTiming, LoadedModel, Sampling
from explorer.domain.words import Words
from explorer.rooms.compare.document.answer_store import ComparisonRecord
from explorer.rooms.compare.document.document import ComparisonDocument, DocumentColumn, Prompt
from explorer.rooms.compare.document.results import Failure, PredictedNumbers, Result
from explorer.rooms.compare.document.votes import Ballot, Vote, VoteVerdict
from explorer.rooms.compare.facts.compared_models import ComparedModel
from explorer.rooms.compare.report.report_builder import ReportContent, report_of
from explorer.rooms.compare.report.report_model import Report
from explorer.transparency.licensing.licenses import load_licenses
from explorer.transparency.rubric import dimensions

MADE = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
MACHINE = MachineRecord("Linux 6.8 x86_64", "Example CPU 9000", 8, 16_000_000_000, "0.1.0")
COMMIT = "0123456789abcdef0123456789abcdef01234567"
HOSTILE = '<script>alert("x")</script> | ![i](http://evil.example/x.png) `` ``` \u202eevil\u202c =1+1 {name}'
NAMES = (
    "Qwen3 1.7B",
    "Llama 3.2 3B Instruct",
    "OLMo 2 1B Instruct",
    "A model whose maker gave it a name that goes on and on, uncensored-merged-v2-final-really",
    "通义千问 2.5 指令模型",
    "نموذج اللغة العربية",
)
PROMPTS = (
    Prompt(
        "p1", "A customer says the printer prints only half of each page. What do you ask first?", "Printer"
    ),
    Prompt("p2", "Write a function that returns the n-th Fibonacci number.\n\n```python\ndef fib(n):\n```"),
    Prompt("p3", "用一句话总结：开放模型可以在自己的电脑上运行。"),
)
TEXTS = (
    "Which printer is it? Does it happen with every page?\n\n- Check the paper size.\n- Print a test.",
    "def fib(n):\n    a, b = 0, 1\n    for _ in range(n):\n        a, b = b, a + b\n    return a",
    "开放模型无需联网即可在本地运行。",
)

_STATED = (Evidence(SourceKind.CARD, "license", "license"),)
_USES = {
    "apache-2.0": Finding("commercial_use", Fact.OPEN, Words("Yes"), "yes", _STATED, proof=Proof.VERIFIED),
    "mit": Finding("commercial_use", Fact.OPEN, Words("Yes"), "yes", _STATED),
    "llama3.2": Finding("commercial_use", Fact.PARTIAL, Words("Yes, with conditions"), "yes", _STATED),
    "gemma": Finding("commercial_use", Fact.PARTIAL, Words("Yes, with conditions"), "yes", _STATED),
    "cc-by-nc-4.0": Finding("commercial_use", Fact.CLOSED, Words("No"), "no", _STATED),
}


def findings(number: int, licence: str = "apache-2.0") -> tuple[Finding, ...]:
    """The whole rubric of one model: its license, and every third question answered."""
    repo = f"maker{number}/model-{number}"

    def read(key: str, quote: str, hop: int = 0) -> Evidence:
        where = f"base/model-{number}" if hop else repo
        return Evidence(SourceKind.CARD, key, quote, where, COMMIT, 3 + number, 4, hop, MADE)

    made = []
    for at, one in enumerate(dimensions()):
        if one.id == "license" and not licence:
            made.append(Finding(one.id, Fact.NOT_DISCLOSED, searched=("card",)))
        elif one.id == "license":
            quote = f"license: {licence}"
            made.append(Finding(one.id, Fact.OPEN, licence, licence, (read("license", quote),), ("card",)))
        elif one.id == "commercial_use":
            use = (read("license", f"license: {licence}", 1),)
            made.append(
                replace(_USES[licence], evidence=use) if licence else Finding(one.id, Fact.NOT_DISCLOSED)
            )
        elif (at + number) % 3 == 0:
            quote = f"The {one.title.lower()} of this model is described in section {at}, at some length."
            made.append(
                Finding(one.id, Fact.PARTIAL, f"fact {at}", at, (read(one.id, quote, at % 2),), ("card",))
            )
        elif (at + number) % 7 == 0:
            made.append(Finding(one.id, Fact.NOT_CHECKED))
        else:
            made.append(Finding(one.id, Fact.NOT_DISCLOSED, searched=("card", Words("GGUF header"))))
    return tuple(made)


def column(number: int, name: str = "", licence: str = "apache-2.0") -> ComparedModel:
    key = f"maker{number}/model-{number}"
    return ComparedModel(
        key, name or NAMES[number], f"maker{number}", "Q4_K_M", 1_100_000_000 * (number + 1),
        findings(number, licence), place=key,
    )  # fmt: skip


def answer(key: str, prompt: Prompt, number: int, turn: int = 0, text: str = "") -> Result:
    measured = AnswerTiming(
        24, 60 + 10 * turn, 0.18 + 0.01 * number + 0.02 * turn, 2.0 + number * 0.7 + 0.1 * turn
    )
    loaded = LoadedModel(key, "llama", 1, 4096, 1, True, 1, 1.2, "llama.cpp b9123", "CPU (AVX2)", 4)
    at = MADE + timedelta(seconds=number * 100 + turn * 10 + int(prompt.key[1:]))
    return Result(
        key, prompt.text, Answer(text or TEXTS[(int(prompt.key[1:]) - 1) % 3], measured, "end", prompt.text),
        loaded, Sampling(), f"{number}a" * 32, 1_900_000_000 + number * 300_000_000, at, "Example CPU 9000",
        column=key, prompt_key=prompt.key, run=1, machine=MACHINE, load_s=1.2 + number * 0.4,
        predicted=PredictedNumbers(1_800_000_000 + number * 300_000_000, 28.0, 1.1, 0.2),
    )  # fmt: skip


def whole(
    columns: Sequence[ComparedModel], prompts: Sequence[Prompt] = PROMPTS, repeats: int = 2, title: str = ""
) -> ComparisonRecord:
    """Every column answers every prompt, but the last of three and more, which fails each."""
    keys = [one.key for one in columns]
    document = ComparisonDocument(
        columns=tuple(DocumentColumn(key, key) for key in keys), prompts=tuple(prompts), repeats=repeats
    )
    fails = keys[-1:] if len(keys) > 2 else []
    results = tuple(
        answer(key, prompt, number, turn)
        for number, key in enumerate(keys)
        for prompt in prompts
        for turn in range(repeats)
        if key not in fails
    )
    error = OutOfMemoryError(
        Words("Memory ran out while it was loaded."), Words("Choose a smaller file."), "mmap: no memory"
    )
    failures = tuple(Failure(key, p.key, "", record_of(error), MADE) for key in fails for p in prompts)
    votes = tuple(
        Vote(Ballot(prompt.key, "", keys[0], keys[1]), VoteVerdict.LEFT, MADE) for prompt in prompts
    ) if len(keys) > 1 else ()  # fmt: skip
    return ComparisonRecord(title or "A model for our help desk", document, results, failures, votes)


def content(count: int = 2, **changes: object) -> ReportContent:
    licenses = load_licenses(resource("licenses.yaml"))
    given = ("apache-2.0", "llama3.2", "cc-by-nc-4.0", "", "mit", "gemma")
    columns = tuple(column(number, licence=given[number]) for number in range(count))
    return ReportContent(whole(columns, **changes), columns, licenses, "Open Model Explorer 0.1.0")  # type: ignore[arg-type]


def _spoilt(finding: Finding) -> Finding:
    evidence = tuple(replace(one, quote=HOSTILE, repo=HOSTILE) for one in finding.evidence)
    return replace(finding, text=HOSTILE, conflict=HOSTILE, evidence=evidence) if evidence else finding


def hostile(count: int = 2) -> ReportContent:
    """Names, facts, quotes, prompts and answers that want to be more than text."""
    made = content(count)
    columns = tuple(
        replace(one, title=HOSTILE, publisher=HOSTILE, findings=tuple(map(_spoilt, one.findings)))
        for one in made.columns
    )
    prompts = (Prompt("p1", HOSTILE, HOSTILE),)
    told = whole(columns, prompts, title=HOSTILE)
    results = tuple(replace(r, answer=replace(r.answer, text=HOSTILE), system=HOSTILE) for r in told.results)
    return replace(made, columns=columns, comparison=replace(told, results=results))


def report(made: ReportContent) -> Report:
    return report_of(made, MADE)
