"""What a dossier is read from. A part that is missing is ``None``; silence and absence stay apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from explorer.domain.facts import Evidence, SourceKind
from explorer.domain.words import Words
from explorer.engine.local.gguf.header import value_text

_LONGEST_QUOTE = 600  # characters out of a file of the repo


@dataclass(frozen=True)
class Sources:
    """Everything at hand about one model.

    ``card``: text of its model card. ``api``: the Hub's answer. ``header``: GGUF metadata, key to
    value; ``is_header_cut``: only what stands in the first bytes of the file. ``parameters``: counted
    from the tensors. Hashes are lower-case hex of SHA-256. ``unread``: why there may be a card that is
    not at hand, "" where there is none, or it was read.
    """

    repo: str
    commit: str = ""
    card: str | None = None
    api: Mapping[str, Any] | None = None
    header: Mapping[str, object] | None = None
    is_header_cut: bool = False
    parameters: int | None = None
    file: str | None = None
    texts: Mapping[str, str] = field(default_factory=dict)  # files of the repo by path: LICENSE, config.json
    sha256_expected: str | None = None
    sha256_measured: str | None = None
    read_at: datetime | None = None
    unread: str = ""


class OpenSources:
    """What the Hub's answer, a header and files say of one model, each with its evidence."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources

    @cached_property
    def api_tags(self) -> tuple[str, ...]:
        tags = (self.sources.api or {}).get("tags")
        return tuple(t for t in tags if isinstance(t, str)) if isinstance(tags, list | tuple) else ()

    def api_map(self, key: str) -> Mapping[str, Any]:
        """A part of the Hub's answer that holds keys itself; empty where it is missing."""
        return mapping((self.sources.api or {}).get(key))

    def api_texts(self, key: str) -> tuple[str, ...]:
        """The values of a key of the card as the Hub read it."""
        value = self.api_map("cardData").get(key)
        items = value if isinstance(value, list | tuple) else [value]
        return tuple(i for i in items if isinstance(i, str) and i.strip())

    def header_text(self, key: str) -> str:
        """A text of the GGUF header, "" where it is missing or no text."""
        value = (self.sources.header or {}).get(key)
        return value.strip() if isinstance(value, str) else ""

    def from_api(self, key: str, value: object) -> Evidence:
        return self.evidence(SourceKind.API, key, f"{key}: {value}")

    def from_header(self, key: str) -> Evidence:
        value = value_text((self.sources.header or {}).get(key))
        return self.evidence(SourceKind.HEADER, key, f"{key}: {value}")

    def of_file(self, locator: str, quote: str) -> Evidence:
        return self.evidence(SourceKind.FILE, locator, quote)

    def from_file(self, path: str, locator: str, first: int, last: int = 0) -> Evidence:
        """Lines of a file of the repo, from 1, as they stand there."""
        lines = self.sources.texts[path].split("\n", max(first, last))[first - 1 : max(first, last)]
        quote = "\n".join(lines)[:_LONGEST_QUOTE].rstrip("\r")
        return self.evidence(SourceKind.FILE, locator, quote, first, first + quote.count("\n"), path)

    def evidence(
        self, kind: SourceKind, locator: str, quote: str, first: int = 0, last: int = 0, path: str = ""
    ) -> Evidence:
        place = locator if isinstance(locator, Words) else locator[:200]
        repo, commit, read_at = self.sources.repo, self.sources.commit, self.sources.read_at
        return Evidence(kind, place, quote, repo, commit, first, last, 0, read_at, path)


def mappings(value: object) -> list[Mapping[str, Any]]:
    """Of what should be a list of mappings those that are some."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list | tuple) else []


def mapping(value: object) -> Mapping[str, Any]:
    """What should be a mapping; empty where it is none."""
    return value if isinstance(value, Mapping) else {}
