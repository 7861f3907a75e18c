"""Facts of the file itself: context, parameters and size, each with where it was read."""

from collections.abc import Callable

from explorer.domain.facts import Evidence, Finding, SourceKind, Verdict
from explorer.domain.local import LocalModel
from explorer.domain.repo import Repo, Variant
from explorer.domain.units import context_text, count_text, size_text

CONTEXT, PARAMETERS, SIZE = "context", "parameters", "size"


def findings_of_model(model: LocalModel) -> tuple[Finding, ...]:
    """Read from the header of a file on this disk."""
    key = f"{model.architecture}.context_length"
    header = SourceKind.HEADER
    if model.problem:  # a header that cannot be read is not silent
        unread = (Finding(d, Verdict.NOT_CHECKED, "Not checked: unreadable") for d in (CONTEXT, PARAMETERS))
        return (*unread, _finding(SIZE, model.size, size_text, SourceKind.FILE, model.path.name, ("file",)))
    return (
        _finding(CONTEXT, model.context_length, _context, header, key, ("GGUF header",)),
        _finding(PARAMETERS, model.parameters, count_text, header, "sum of all tensors", ("GGUF header",)),
        _finding(SIZE, model.size, size_text, SourceKind.FILE, model.path.name, ("file",)),
    )


def findings_of_repo(repo: Repo, variant: Variant | None) -> tuple[Finding, ...]:
    """Read from the Hub's answer; the size is that of ``variant``."""
    row, api, searched = repo.row, SourceKind.API, ("Hub answer",)
    size = variant.size if variant else None
    file = variant.first.path if variant else ""
    return (
        _finding(CONTEXT, row.context_length, _context, api, "gguf.context_length", searched),
        _finding(PARAMETERS, row.parameters, count_text, api, "gguf.total", searched),
        _finding(SIZE, size, size_text, api, f"size of {file}", searched),
    )


def _finding(
    dimension: str,
    number: int | None,
    words: Callable[[int], str],
    kind: SourceKind,
    locator: str,
    searched: tuple[str, ...],
) -> Finding:
    if number is None:
        return Finding(dimension, Verdict.NOT_DISCLOSED, searched=searched)
    evidence = Evidence(kind=kind, locator=locator, quote=str(number))
    return Finding(dimension, Verdict.OPEN, words(number), number, (evidence,), searched)


def _context(tokens: int) -> str:
    return f"{context_text(tokens)} tokens"
