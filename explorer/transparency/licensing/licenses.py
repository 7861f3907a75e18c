"""What a license lets people do: the table of ``resources/licenses.yaml``, found by id or by name.

Not legal advice. An unknown name is never guessed at: it says "read the text".
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from explorer.domain.words import Words, listed
from explorer.transparency.licensing.license import License, LicenseKind, Tone, combined, parse, spdx_id
from explorer.transparency.licensing.license_text import Fingerprint, fingerprints_in, narrowed_at, recognized

NOT_STATED = Words("Not stated")
_SILENT = frozenset({"", "unknown", "none", "null", "n/a", "na", "-", "tbd"})
_NAMED = "other:"  # of a license that has a name and no id
_OWN = "LicenseRef-"  # SPDX: a license of the maker's own
_KEPT = 200  # characters of a name
_LEGAL = "(?:license|licence|licensing|terms|agreement)"
# Where a name in Latin letters begins or ends: "CC BY-NC 4.0을", "采用Apache 2.0协议".
_OTHER_SCRIPT = re.compile(
    r"(?<=[a-z\d])(?=[\u0400-\uffff])(?=\w)|(?<=[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af])(?=[a-z])"
)
# "a modified Apache 2.0" is another; "may be shared and modified (Apache 2.0)" is not.
CHANGED = r"(?:modified|amended|altered|adapted|customi[sz]ed)"
_CHANGED = re.compile(
    rf"\b{CHANGED}(?: (?:version|form) of(?: the)?)? $|\b(?:variant|derivative|modification) of(?: the)? $"
)
_NOT_ITS = re.compile(rf"\b{CHANGED}(?=\s?[,;:(–—]|\s-\s)", re.IGNORECASE)
_NON_COMMERCIAL = re.compile(r"non[- ]?commercial|(?<![a-z])nc\b|research[- ]only", re.IGNORECASE)


class _Table:
    """The licenses by everything they can be found by."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self.by_key: dict[str, License] = {}
        self.prefixes: dict[str, License] = {}
        self.urls: dict[str, License] = {}
        phrases: list[tuple[str, bool]] = []
        for row in rows:
            license_ = _license(row)
            names = [license_.id, license_.name, *map(str, row.get("also", ()))]
            for name in (*names, *map(str, row.get("ids", ()))):
                self.by_key.setdefault(_key(name), license_)
            if row.get("prose", True):
                phrases += [(_key(name), _is_general(name, license_)) for name in names]
            self.prefixes |= {str(p): license_ for p in row.get("prefixes", ())}
            self.urls |= {str(u): license_ for u in row.get("urls", ())}
        self.phrases = _phrase_pattern(phrases)


class Licenses:
    """The table, searchable by id, by name, in a sentence that names a license, and by a license's own text.

    ``path``: of the table; the fingerprints of texts lie beside it. Both are read when a license is first
    asked for: the rooms are built before that. A missing or broken one is a bug of the package, and raises.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._found: dict[str, License] = {}

    @cached_property
    def _table(self) -> _Table:
        import yaml  # noqa: PLC0415  15 ms

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser where the wheel carries it
        table = yaml.load(self._path.read_text("utf-8"), Loader=loader)  # noqa: S506  both are safe
        return _Table(table["licenses"])

    @cached_property
    def _texts(self) -> Mapping[str, Fingerprint]:
        return fingerprints_in(self._path.with_name("license_fingerprints.json"))

    def find(self, name: str | None) -> License | None:
        """The license of an id, name or SPDX expression; ``None`` where none is stated.

        Unknown ones say "read the text".
        """
        stated = " ".join((name or "").split()).removeprefix(_NAMED).strip()
        if stated.lower() in _SILENT:
            return None
        found = self._found.get(stated)
        if found is None:
            is_seen = stated.isprintable()  # with signs that nobody sees, it is not what it looks like
            known = (self._known(stated) or self._expressed(stated)) if is_seen else None
            found = known or _unknown(stated)
            if len(stated) <= _KEPT:  # a stranger's text may be of any length
                self._found[stated] = found
        return found

    def _expressed(self, stated: str) -> License | None:
        node = parse(stated, lambda id_: self._known(id_) is not None)
        return combined(node, lambda id_: self._known(id_) or _unknown(id_)) if node is not None else None

    def named_in(self, text: str) -> License | None:
        """The first known license that a sentence names, or ``None``.

        A name that is also a model's name counts only before a word such as "license" or "terms".
        """
        plain = f" {_normal(_NOT_ITS.sub(' ', text[:2000]))} "
        for found in self._table.phrases.finditer(plain):
            if not _CHANGED.search(plain, max(0, found.start() - 30), found.start()):
                return self._table.by_key[_key(found["name"])]
        return None

    def of_text(self, text: str) -> tuple[License, float] | None:
        """The license whose text this is, and how like it is (0 to 1); ``None`` for an unknown text."""
        found = recognized(text, self._texts)
        license_ = self._known(found[0]) if found is not None else None
        return (license_, found[1]) if found is not None and license_ is not None else None

    def knows_text(self, id_: str) -> bool:
        """Whether the text of this license would be recognized."""
        return id_ in self._texts

    def narrowed_at(self, license_: License, text: str) -> int:
        """The first line, from 1, where a text of this license was given words that take away from what it
        permits; 0 if there is none."""
        return narrowed_at(text, self._texts[license_.id].runs)

    def at(self, url: str) -> License | None:
        """The license whose text lies at an address, or ``None``."""
        return next((license_ for part, license_ in self._table.urls.items() if part in url), None)

    def words(self, name: str | None) -> Words:
        """For lists: "Apache 2.0 · open source", "Not stated"."""
        found = self.find(name)
        return found.words if found else NOT_STATED

    def tone(self, name: str | None) -> Tone:
        """Accent for open source, caution for conditions and non-commercial ones, else neutral."""
        found = self.find(name)
        return found.tone if found else "neutral"

    def __iter__(self) -> Iterator[License]:
        return iter({license_.id: license_ for license_ in self._table.by_key.values()}.values())

    def _known(self, stated: str) -> License | None:
        found = self._table.by_key.get(_key(stated))
        if found is None and stated.startswith(_OWN):
            found = self._table.by_key.get(_key(stated.removeprefix(_OWN)))
        if found is None:
            lower = stated.lower()
            found = next((x for start, x in self._table.prefixes.items() if lower.startswith(start)), None)
        return found


def load_licenses(path: Path) -> Licenses:
    """The table in a file; it is not opened before a license is asked for."""
    return Licenses(path)


_GENERAL_KINDS = (LicenseKind.OPEN_SOURCE, LicenseKind.OPEN_OTHER)


def _is_general(name: str, license_: License) -> bool:
    """Whether a name counts without a word such as "license" behind it."""
    return license_.kind in _GENERAL_KINDS or name.lower().startswith("cc")


def _license(row: Mapping[str, Any]) -> License:
    return License(
        id=row["id"],
        name=row["name"],
        kind=LicenseKind(row["kind"]),
        commercial=row["commercial"],
        restrictions=row["restrictions"],
        conditions=tuple(map(listed, row.get("conditions", ()))),
        outputs=listed(row.get("outputs", "")),
        source=row["source"],
        dated=str(row.get("dated", "")),
        stays=bool(row.get("stays", False)),
        union=str(row.get("union", "")),
    )


def with_spdx(license_: License) -> License:
    """An unknown license with what SPDX says of its id: the page with its text. The first takes 0.1 s."""
    listed_as = spdx_id(license_.id) if not license_.is_known and not license_.parts else ""
    if not listed_as:
        return license_
    told = Words("SPDX lists it as {id}; this app does not know its terms.", id=listed_as)
    page = f"https://spdx.org/licenses/{listed_as}.html"
    return replace(license_, name=listed_as, conditions=(*license_.conditions, told), source=page)


def _unknown(stated: str) -> License:
    name = stated.removeprefix(_OWN).replace("_", " ")[:80]
    title = Words("Other") if name.lower() == "other" else name[:1].upper() + name[1:]
    license_ = License(stated, title, is_known=False)
    if not _NON_COMMERCIAL.search(name):
        return license_
    note = Words("Non-commercial by its name; read the text.")
    return replace(license_, kind=LicenseKind.NON_COMMERCIAL, commercial="no", conditions=(note,))


def _normal(text: str) -> str:
    lower = _OTHER_SCRIPT.sub(" ", re.sub(r"[^\w.+]+|_", " ", text.lower()))
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
        # "LGPL 2.1" is not the version that is known.
        version = "" if re.search(r"\d", phrase) else r"(?! \d)"
        clause = r"(?! (?:nc|nd|sa)\b)" if phrase.startswith("cc") else ""  # "CC BY-ND" is not CC BY
        parts.append(words + version + clause + legal)
    return re.compile(rf"(?<= )(?P<name>{'|'.join(parts)})(?= )")
