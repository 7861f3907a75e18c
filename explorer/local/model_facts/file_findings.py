"""Findings of the file itself: context, parameters and size, each with where it was read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from explorer.domain.facts import Evidence, Finding, SourceKind, Verdict
from explorer.domain.local_model import LocalModel
from explorer.domain.repo import Repo, Variant
from explorer.domain.units import context_text, count_text, size_text
from explorer.domain.words import Words
from explorer.hub.responses import parameters_of
from explorer.local.models.split_files import parts_of

CONTEXT, PARAMETERS, SIZE = "context", "parameters", "size"
FILE_DIMENSIONS = (CONTEXT, PARAMETERS, SIZE)


def findings_of_model(model: LocalModel) -> tuple[Finding, ...]:
    """Read from the header of a file on this disk."""
    place = Evidence(SourceKind.HEADER, "", "", model.source, model.commit or "")
    place = replace(place, read_at=changed_at(model.path))
    parts = len(parts_of(model.path))
    files = Words("{count} files", count=parts) if parts > 1 else model.file_name
    on_disk = replace(place, kind=SourceKind.FILE, locator=files)
    size = _finding(SIZE, model.size, size_text, on_disk, (Words("file"),))
    if model.problem:  # a header that cannot be read is not silent
        unread = Words("Not checked: unreadable")
        return (*(Finding(d, Verdict.NOT_CHECKED, unread) for d in (CONTEXT, PARAMETERS)), size)
    context = replace(place, locator=f"{model.architecture}.context_length")
    tensors = replace(place, kind=SourceKind.FILE, locator=Words("sum of all tensors"))
    searched = (Words("GGUF header"),)
    return (
        _finding(CONTEXT, model.context_length, _context, context, searched),
        _finding(PARAMETERS, model.parameters, count_text, tensors, searched),
        size,
    )


def findings_of_repo(repo: Repo, variant: Variant | None) -> tuple[Finding, ...]:
    """Read from the Hub's answer; the size is that of ``variant``."""
    place = Evidence(SourceKind.API, "", "", repo.id, repo.commit, read_at=repo.read_at)
    counted = parameters_of(repo.api)
    context = replace(place, locator="gguf.context_length")
    parameters = replace(place, locator=counted[0] if counted else "gguf.total")
    size = replace(place, locator=_sized(variant))
    searched = (Words("Hub answer"),)
    return (
        _finding(CONTEXT, repo.row.context_length, _context, context, searched),
        _finding(PARAMETERS, repo.row.parameters, count_text, parameters, searched),
        _finding(SIZE, variant.size if variant else None, size_text, size, searched),
    )


def changed_at(path: Path) -> datetime | None:
    """When the file was written, ``None`` if it is gone since it was listed."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    except OSError:
        return None


def _sized(variant: Variant | None) -> str:
    """What the size is the size of."""
    if variant is None:
        return ""
    if len(variant.files) > 1:
        return Words("size of {count} files", count=len(variant.files))
    return Words("size of {file}", file=variant.first.path)


def _finding(
    dimension: str,
    number: int | None,
    words: Callable[[int], str],
    place: Evidence,
    searched: tuple[str, ...],
) -> Finding:
    if number is None:
        return Finding(dimension, Verdict.NOT_DISCLOSED, searched=searched)
    evidence = replace(place, quote=str(number))
    return Finding(dimension, Verdict.OPEN, words(number), number, (evidence,), searched)


def _context(tokens: int) -> Words:
    return Words("{count} tokens", count=context_text(tokens))
