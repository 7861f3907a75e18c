"""One license: how free it is, what it asks, where its text lies; and several in an SPDX expression.

SPDX writes "Apache-2.0 OR MIT", exceptions, ids that were replaced, LicenseRef-…. The grammar and the list of
ids come from the library license-expression. It is imported when a name of this form is first met: with its
list it takes a tenth of a second.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any, Literal

from explorer.domain.words import Words, joined

Tone = Literal["accent", "caution", "neutral"]

_LONGEST = 300  # characters; a longer one is no expression that people wrote
_ID = r"[A-Za-z0-9][\w.+:-]{0,80}"
_EXPRESSION = re.compile(rf"[\s(]*{_ID}[\s)]*(?:\s(?:AND|OR|WITH)[\s(]+{_ID}[\s)]*)+", re.IGNORECASE)
_SINGLE = re.compile(_ID)

type Node = Any  # the library's: a license, one with an exception to it, or several under AND or OR
type Find = Callable[[str], License]

# What a license can say, strictest first.
COMMERCIAL = ("no", "read the text", "conditional", "yes")
RESTRICTIONS = ("bans", "read the text", "policy", "none")


class LicenseKind(StrEnum):
    """How free a license is, as the table says it; see ``License.words`` for what is shown."""

    OPEN_SOURCE = "open source"
    OPEN_OTHER = "open, other"
    CONDITIONS = "with conditions"
    NON_COMMERCIAL = "non-commercial"
    READ_THE_TEXT = "read the text"


_KIND_WORDS = {  # strictest first
    LicenseKind.NON_COMMERCIAL: Words("non-commercial"),
    LicenseKind.READ_THE_TEXT: Words("read the text"),
    LicenseKind.CONDITIONS: Words("conditions"),
    LicenseKind.OPEN_OTHER: Words("open"),
    LicenseKind.OPEN_SOURCE: Words("open source"),
}
_KINDS = tuple(_KIND_WORDS)
_TONES: dict[LicenseKind, Tone] = {
    LicenseKind.OPEN_SOURCE: "accent",
    LicenseKind.CONDITIONS: "caution",
    LicenseKind.NON_COMMERCIAL: "caution",
}


@dataclass(frozen=True)
class License:
    """One license. ``commercial``: yes, conditional, no, read the text.

    ``restrictions`` on use: none, policy, bans, read the text. ``stays``: what is made from the work has to
    be under this license too, or may not be passed on at all. ``outputs``: what it says of what a
    model writes, or "". ``dated``: the date its text carries, or "". ``parts``: of an expression. ``union``:
    "no" where it grants nothing in the European Union, "no images" where not for models that see, else "".
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
    stays: bool = False
    union: str = ""
    is_known: bool = True
    parts: tuple["License", ...] = ()

    @property
    def short(self) -> str:
        """Its name: "Apache 2.0"."""
        return self.name

    @property
    def words(self) -> Words:
        """Name and kind: "Apache 2.0 · open source", "Gemma · conditions"."""
        return joined(" · ", (self.name, _KIND_WORDS[self.kind]))

    @property
    def tone(self) -> Tone:
        return _TONES.get(self.kind, "neutral")


def parse(text: str, is_known: Callable[[str], bool]) -> Node | None:
    """``None`` for what is no expression: at least one id must be known, of words in lower case all.

    "Terms and Conditions" is a name, not two licenses.
    """
    if len(text) > _LONGEST or not _EXPRESSION.fullmatch(text):
        return None
    import license_expression  # noqa: PLC0415  see above

    licensing: Any = license_expression.Licensing()
    try:
        node = licensing.parse(text, validate=False)
    except (license_expression.ExpressionError, license_expression.ParseError):
        return None
    ids = [str(getattr(one, "license_symbol", one).key) for one in node.get_literals()]
    known = [is_known(id_) or id_.startswith("LicenseRef-") for id_ in ids]
    is_plain = re.search(r"\s(?:AND|OR|WITH)\s", text) is None
    return node if (all(known) if is_plain else any(known)) else None


def spdx_id(name: str) -> str:
    """The id that SPDX has for a name today, "" for one that it does not list. Takes 0.1 s the first time."""
    if not _SINGLE.fullmatch(name):
        return ""
    return _listed().get(name.lower(), "")


@cache
def _listed() -> dict[str, str]:
    """Every id and its aliases, in lower case, with the id of today."""
    named = ((name, s.key) for s in _symbols() if not s.is_exception for name in (s.key, *s.aliases))
    return {name.lower(): key for name, key in named if not name.startswith("LicenseRef-")}


@cache
def _symbols() -> tuple[Any, ...]:
    """The library's list of licenses and exceptions."""
    import license_expression  # noqa: PLC0415  see above

    licensing: Any = license_expression.get_spdx_licensing()
    return tuple(licensing.known_symbols.values())


def combined(node: Node, find: Find) -> License:
    """``find`` gives the license of each id."""
    if node.isliteral:
        return _with_exception(node, find)
    parts = tuple(combined(part, find) for part in node.args)
    return (_any_of if node.operator.strip() == "OR" else _all_of)(node.render(), parts)


def _with_exception(node: Node, find: Find) -> License:
    """What SPDX lists as an exception permits more than the license that it is put to."""
    if (symbol := getattr(node, "exception_symbol", None)) is None:
        return find(str(node.key))
    if not any(s.is_exception and s.key.lower() == symbol.key.lower() for s in _symbols()):
        # Nobody knows what it adds or takes away.
        return License(node.render(), node.render(), is_known=False)
    license_ = find(str(node.license_symbol.key))
    added = Words("The exception {name} permits more than the license alone.", name=symbol.key)
    name = Words("{license} with {exception}", license=license_.name, exception=symbol.key)
    return replace(license_, id=node.render(), name=name, conditions=(*license_.conditions, added))


def _any_of(id_: str, parts: tuple[License, ...]) -> License:
    """Who uses it chooses: the answer is that of the freest."""
    freest = max(parts, key=_freedom)
    name = joined(" / ", (part.name for part in parts))
    told = Words("You choose one of its licenses; this is about {license}.", license=freest.name)
    return replace(freest, id=id_, name=name, conditions=(told, *freest.conditions), parts=parts)


def _all_of(id_: str, parts: tuple[License, ...]) -> License:
    """What any of them asks is asked."""
    strictest = min(parts, key=_freedom)
    conditions = dict.fromkeys(c for part in parts for c in part.conditions)
    told = Words("All of its licenses hold together.")
    return License(
        id=id_,
        name=joined(" + ", (part.name for part in parts)),
        kind=min((part.kind for part in parts), key=_KINDS.index),
        commercial=strictest.commercial,
        restrictions=min((part.restrictions for part in parts), key=RESTRICTIONS.index),
        conditions=(told, *conditions),
        outputs=joined(" ", dict.fromkeys(part.outputs for part in parts)),
        source=strictest.source,
        dated=strictest.dated,
        stays=any(part.stays for part in parts),
        union=next((part.union for part in sorted(parts, key=lambda p: p.union != "no") if part.union), ""),
        is_known=all(part.is_known for part in parts),
        parts=parts,
    )


def _freedom(license_: License) -> tuple[int, int, int]:
    return (
        COMMERCIAL.index(license_.commercial),
        RESTRICTIONS.index(license_.restrictions),
        _KINDS.index(license_.kind),
    )
