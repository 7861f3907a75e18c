"""What each part of a row means, for its tooltip and for screen readers. Knows no widget."""

from collections.abc import Callable, Mapping
from enum import Enum

from explorer.domain.quantization import word_of
from explorer.domain.repo import Gate
from explorer.domain.words import Words, enumerated, joined
from explorer.local.hub_search.repo_lines import RepoLine
from explorer.transparency.licensing.licenses import NOT_STATED

BLOCKED = Words("The Hub has blocked this model: it gives its files to nobody.")
_NAMED = 4  # datasets; the rest is counted


class RowPart(Enum):
    """The parts of a row, in the order in which they are read."""

    NAME = "name"
    LOCK = "lock"
    PUBLISHER = "publisher"
    FIT = "fit"
    LICENSE = "license"
    PARAMETERS = "parameters"
    CONTEXT = "context"
    QUANTIZATION = "quantization"
    DATA = "data"
    DOWNLOADS = "downloads"
    LIKES = "likes"
    AGE = "age"


def tip_of(line: RepoLine, part: RowPart) -> str:
    """What this part says in full; "" where the row does not have it."""
    return _TIPS[part](line)


def all_tips(line: RepoLine) -> Words:
    """All of it, a line each."""
    return joined("\n", (tip_of(line, part) for part in RowPart))


def _name(line: RepoLine) -> str:
    architecture = line.row.architecture
    kind = Words("Architecture: {name}", name=architecture) if architecture else ""
    return joined("\n", (line.row.id, kind))


def _publisher(line: RepoLine) -> str:
    by = Words("Published by {publisher}", publisher=line.row.publisher) if line.row.publisher else ""
    listed = Words("Listed for its {reason}", reason=line.reason) if line.reason else ""
    return joined("\n", (by, listed))


def _lock(line: RepoLine) -> str:
    if line.row.is_disabled:
        return BLOCKED
    return gate_words(line.row.gate) if line.row.gate.is_closed else ""


def gate_words(gate: Gate) -> Words:
    """What stands before the files, and how to get past it."""
    if gate is Gate.MANUAL:
        return Words(
            "Gated: ask its publisher for access on its page; once they agree, an access token lets you in."
        )
    return Words("Gated: accept its publisher’s conditions on its page; then an access token lets you in.")


def _fit(line: RepoLine) -> str:
    if line.fit is None:
        return ""
    return Words(
        "{fit}: {numbers}, for its {label} file",
        fit=line.fit.word, numbers=line.fit.text, label=line.judged,
    )  # fmt: skip


def _license(line: RepoLine) -> str:
    if line.license == NOT_STATED:
        return Words("No license is stated, and without one nothing is permitted. Ask its maker.")
    return joined("\n", (Words("License: {name}", name=line.license), _COMMERCIAL.get(line.commercial, "")))


_COMMERCIAL = {
    "yes": Words("Commercial use is allowed."),
    "conditional": Words("Commercial use is allowed on conditions."),
    "no": Words("Commercial use is not allowed."),
    "read the text": Words("Read its text: what it allows is not known here."),
}


def _parameters(line: RepoLine) -> str:
    if not line.row.parameters:
        return ""
    return Words("{count} parameters: how many numbers the model has learned", count=line.parameters)


def _context(line: RepoLine) -> str:
    length = line.row.context_length
    return Words("Context: it takes in {n} tokens at once", n=f"{length:,}") if length else ""


def _quantization(line: RepoLine) -> str:
    label = line.quantization
    return Words("Its files are {label}: {word}", label=label, word=word_of(label) or label) if label else ""


def _data(line: RepoLine) -> str:
    names = line.row.datasets
    if not names:
        return ""
    rest = len(names) - _NAMED
    more = (Words("{n} more", n=rest),) if rest > 0 else ()
    return Words("Training data is named: {names}", names=enumerated((*names[:_NAMED], *more)))


def _downloads(line: RepoLine) -> str:
    count = line.row.downloads
    return Words("{n} downloads in the last 30 days", n=f"{count:,}") if count is not None else ""


def _likes(line: RepoLine) -> str:
    count = line.row.likes
    return Words("{n} people on the Hub like it", n=f"{count:,}") if count is not None else ""


def _age(line: RepoLine) -> str:
    return Words("Last changed on {date}", date=f"{line.row.updated:%Y-%m-%d}") if line.row.updated else ""


_TIPS: Mapping[RowPart, Callable[[RepoLine], str]] = {
    RowPart.NAME: _name,
    RowPart.LOCK: _lock,
    RowPart.PUBLISHER: _publisher,
    RowPart.FIT: _fit,
    RowPart.LICENSE: _license,
    RowPart.PARAMETERS: _parameters,
    RowPart.CONTEXT: _context,
    RowPart.QUANTIZATION: _quantization,
    RowPart.DATA: _data,
    RowPart.DOWNLOADS: _downloads,
    RowPart.LIKES: _likes,
    RowPart.AGE: _age,
}
