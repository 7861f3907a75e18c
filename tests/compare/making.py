"""Columns and results made by hand, for tests that need words and numbers but no model."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from explorer.domain.facts import Evidence, Finding, SourceKind, Verdict
from explorer.domain.generation import Answer, AnswerTiming, LoadedModel, Sampling
from explorer.domain.local_model import LocalModel
from explorer.rooms.compare.document.answer_store import ComparisonRecord
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.compare.document.document import ComparisonDocument, decoded, with_column, with_prompts
from explorer.rooms.compare.document.results import Result
from explorer.rooms.compare.facts.compared_models import ComparedModel


def said(dimension: str, text: str, quote: str = "license: mit", hop: int = 0) -> Finding:
    evidence = Evidence(SourceKind.CARD, "license", quote, "meta/base", "abc123", 3, 3, hop)
    return Finding(dimension, Verdict.OPEN, text, text, (evidence,), ("card",))


def silent(dimension: str) -> Finding:
    return Finding(dimension, Verdict.NOT_DISCLOSED, searched=("card", "Hub answer"))


def column(reference: str, *findings: Finding, size: int | None = 1_000) -> ComparedModel:
    return ComparedModel(reference, reference.title(), "maker", "Q4_K_M", size, findings)


def local(folder: Path, name: str, *, is_chat: bool = True) -> LocalModel:
    path = folder / f"tiny/{name}/{name}-Q8_0.gguf"
    return LocalModel(f"tiny/{name}/{path.name}", path, 1, "tiny", name, "Q8_0", is_chat=is_chat)


def result(
    reference: str,
    prompt: str = "Hi",
    key: str = "p1",
    *,
    speed: float = 10.0,
    load_s: float = 1.0,
    text: str = "Hello",
) -> Result:
    measured = AnswerTiming(prompt_tokens=5, answer_tokens=11, first_token_s=0.2, generation_s=10 / speed)
    loaded = LoadedModel(reference, "llama", 1, 4096, 1, True, 1, load_s, "llama.cpp 1", "CPU", 4)
    at = datetime.now(UTC)
    answer = Answer(text, measured, "end", prompt)
    return Result(
        reference, prompt, answer, loaded, Sampling(), None, 2_000_000, at, column=reference, prompt_key=key
    )


def read_document(data: bytes | str) -> ComparisonDocument:
    """As it comes from a file. Raises KnownError for what is none, or cannot be."""
    document = decoded(data, ComparisonDocument)
    document.check()
    return document


def whole_of(kept: Comparisons) -> ComparisonRecord:
    """The open comparison with everything that came of it."""
    return kept.answers.whole(kept.current.id, kept.current.title, kept.current.document)


def fill(kept: Comparisons, references: Sequence[str], prompts: Sequence[str] = ()) -> ComparisonDocument:
    """The open comparison with these models and prompts, in addition to what it had."""
    document = kept.current.document
    for reference in references:
        document = with_column(document, reference)
    kept.change(with_prompts(document, prompts))
    return kept.current.document
