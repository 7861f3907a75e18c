"""What a license lets people do: the table of ``resources/licenses.yaml``, found by id or by name.

Not legal advice. An unknown name is never guessed at: it says "read the text".
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

import yaml

Tone = Literal["accent", "caution", "neutral"]

NOT_STATED = "Not stated"
_SILENT = frozenset({"", "unknown", "none", "null", "n/a", "na", "-", "tbd"})
_LEGAL = "(?:license|licence|licensing|terms|agreement)"
_NON_COMMERCIAL = re.compile(r"non[- ]?commercial|\bnc\b|research[- ]only", re.IGNORECASE)


class LicenseKind(StrEnum):
    """How free a license is, in the words that are shown."""

    OPEN_SOURCE = "open source"
    OPEN_OTHER = "open, other"
    CONDITIONS = "with conditions"
    NON_COMMERCIAL = "non-commercial"
    READ_THE_TEXT = "read the text"


_SHORT_KIND = {LicenseKind.OPEN_OTHER: "open", LicenseKind.CONDITIONS: "conditions"}
_TONES: dict[LicenseKind, Tone] = {
    LicenseKind.OPEN_SOURCE: "accent",
    LicenseKind.CONDITIONS: "caution",
    LicenseKind.NON_COMMERCIAL: "caution",
}


@dataclass(frozen=True)
class License:
    """One license. ``commercial``: yes, conditional, no, read the text.

    ``restrictions`` on use: none, policy, bans, read the text. ``outputs``: what it says of what a
    model writes, or "". ``dated``: the date its text carries, or "".
    """

    id: str
    name: str
    kind: LicenseKind = LicenseKind.READ_THE_TEXT
    commercial: str = "read the text"
    restrictions: str = "read the text"
    conditions: tuple[str, ...] = ()
    outputs: str = ""
    source: str = ""
    dated: str = ""
    is_known: bool = True

    @property
    def short(self) -> str:
        """Its name: "Apache 2.0"."""
        return self.name

    @property
    def words(self) -> str:
        """Name and kind: "Apache 2.0 · open source", "Gemma · conditions"."""
        return f"{self.name} · {_SHORT_KIND.get(self.kind, str(self.kind))}"

    @property
    def tone(self) -> Tone:
        return _TONES.get(self.kind, "neutral")


class Licenses:
    """The table, searchable by id, by name, and in a sentence that names a license."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self._by_key: dict[str, License] = {}
        self._prefixes: dict[str, License] = {}
        self._urls: dict[str, License] = {}
        phrases: list[tuple[str, bool]] = []
        for row in rows:
            license_ = _license(row)
            names = [license_.id, license_.name, *map(str, row.get("also", ()))]
            for name in names:
                self._by_key.setdefault(_key(name), license_)
                phrases.append((_key(name), license_.kind in _GENERAL_KINDS))
            self._prefixes |= {str(p): license_ for p in row.get("prefixes", ())}
            self._urls |= {str(u): license_ for u in row.get("urls", ())}
        self._phrases = _phrase_pattern(phrases)

    def find(self, name: str | None) -> License | None:
        """The license of an id or name; ``None`` where none is stated; unknown ones say "read the text"."""
        stated = " ".join((name or "").split())
        if stated.lower() in _SILENT:
            return None
        return self._known(stated) or _unknown(stated)

    def named_in(self, text: str) -> License | None:
        """The first known license that a sentence names, or ``None``.

        A name that is also a model's name counts only before a word such as "license" or "terms".
        """
        plain = f" {_normal(text[:2000])} "
        found = self._phrases.search(plain)
        return self._by_key[_key(found["name"])] if found else None

    def at(self, url: str) -> License | None:
        """The license whose text lies at an address, or ``None``."""
        return next((license_ for part, license_ in self._urls.items() if part in url), None)

    def words(self, name: str | None) -> str:
        """For lists: "Apache 2.0 · open source", "Not stated"."""
        found = self.find(name)
        return found.words if found else NOT_STATED

    def tone(self, name: str | None) -> Tone:
        """Accent for open source, caution for conditions and non-commercial ones, else neutral."""
        found = self.find(name)
        return found.tone if found else "neutral"

    def __iter__(self) -> Iterator[License]:
        return iter({license_.id: license_ for license_ in self._by_key.values()}.values())

    def _known(self, stated: str) -> License | None:
        found = self._by_key.get(_key(stated))
        if found is None:
            lower = stated.lower()
            found = next((x for start, x in self._prefixes.items() if lower.startswith(start)), None)
        return found


def load_licenses(path: Path) -> Licenses:
    """Read the table. A missing or broken file is a bug in the package and raises as it is."""
    # The C loader, where the wheel carries it: the table is read before the first window.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    table = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  both are safe loaders
    return Licenses(table["licenses"])


_GENERAL_KINDS = (LicenseKind.OPEN_SOURCE, LicenseKind.OPEN_OTHER)


def _license(row: Mapping[str, Any]) -> License:
    return License(
        id=row["id"],
        name=row["name"],
        kind=LicenseKind(row["kind"]),
        commercial=row["commercial"],
        restrictions=row["restrictions"],
        conditions=tuple(row.get("conditions", ())),
        outputs=row.get("outputs", ""),
        source=row["source"],
        dated=str(row.get("dated", "")),
    )


def _unknown(stated: str) -> License:
    name = stated.replace("_", " ")[:80]
    license_ = License(stated, name[:1].upper() + name[1:], is_known=False)
    if not _NON_COMMERCIAL.search(name):
        return license_
    note = "Non-commercial by its name; read the text."
    return replace(license_, kind=LicenseKind.NON_COMMERCIAL, commercial="no", conditions=(note,))


def _normal(text: str) -> str:
    lower = re.sub(r"[^\w.+]+|_", " ", text.lower())
    return re.sub(r"\s+", " ", re.sub(r"\.(?= |$)|\bv(?=\d)", "", lower)).strip()


def _key(name: str) -> str:
    """Spelling apart: "Apache License, Version 2.0" and "apache-2.0" are one."""
    words = _normal(name).split()
    kept = [w for w in words if w not in {"the", "license", "licence", "version", "agreement"}]
    return " ".join(kept or words)


def _phrase_pattern(phrases: list[tuple[str, bool]]) -> re.Pattern[str]:
    """Longest names first; filler words may stand between the words of a name."""
    filler = r" (?:(?:license|licence|version|agreement) )?"
    parts = []
    for phrase, is_general in sorted(set(phrases), key=lambda p: -len(p[0])):
        words = filler.join(re.escape(word) for word in phrase.split())
        legal = "" if is_general or re.search(_LEGAL, phrase) else rf"(?= (?:[\w.]+ )?{_LEGAL}\b)"
        parts.append(words + legal)
    return re.compile(rf"(?<= )(?P<name>{'|'.join(parts)})(?= )")
