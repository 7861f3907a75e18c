"""The SPDX way to write licenses: "Apache-2.0 OR MIT", exceptions, ids that were replaced, LicenseRef-….

The grammar and the list of ids come from the library license-expression. It is imported when a name of this
form is first met: with its list it takes a tenth of a second.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from explorer.domain.words import Words, joined
from explorer.transparency.licensing.license import COMMERCIAL, RESTRICTIONS, License, LicenseKind

_LONGEST = 300  # characters; a longer one is no expression that people wrote
_ID = r"[A-Za-z0-9][\w.+:-]{0,80}"
_EXPRESSION = re.compile(rf"[\s(]*{_ID}[\s)]*(?:\s(?:AND|OR|WITH)[\s(]+{_ID}[\s)]*)+", re.IGNORECASE)
_SINGLE = re.compile(_ID)


@dataclass(frozen=True)
class SpdxTerm:
    """One license by its id, with an exception to it or ""."""

    id: str
    exception: str = ""


@dataclass(frozen=True)
class SpdxTerms:
    """Licenses of which one may be chosen ("or"), or which hold together ("and")."""

    kind: Literal["or", "and"]
    parts: tuple["SpdxTerm | SpdxTerms", ...]


type Node = SpdxTerm | SpdxTerms


def parse(text: str, is_known: Callable[[str], bool]) -> SpdxTerms | SpdxTerm | None:
    """``None`` for what is no expression: at least one id must be known, of words in lower case all.

    "Terms and Conditions" is a name, not two licenses.
    """
    if len(text) > _LONGEST or not _EXPRESSION.fullmatch(text):
        return None
    node = _parsed(text)
    if node is None:
        return None
    known = [is_known(id_) or id_.startswith("LicenseRef-") for id_ in ids_of(node)]
    is_plain = re.search(r"\s(?:AND|OR|WITH)\s", text) is None
    return node if (all(known) if is_plain else any(known)) else None


def ids_of(node: Node) -> tuple[str, ...]:
    if isinstance(node, SpdxTerm):
        return (node.id,)
    return tuple(id_ for part in node.parts for id_ in ids_of(part))


def text_of(node: Node) -> str:
    """As it is written, with parentheses where they are needed."""
    if isinstance(node, SpdxTerm):
        return f"{node.id} WITH {node.exception}" if node.exception else node.id
    parts = (f"({text_of(p)})" if isinstance(p, SpdxTerms) else text_of(p) for p in node.parts)
    return f" {node.kind.upper()} ".join(parts)


def spdx_id(name: str) -> str:
    """The id that SPDX has for a name today, "" for one that it does not list. Takes 0.1 s the first time."""
    if not _SINGLE.fullmatch(name):
        return ""
    return _listed().get(name.lower(), "")


def is_exception(name: str) -> bool:
    """Whether SPDX lists this as an exception, which permits more than the license that it is put to."""
    return any(s.is_exception and s.key.lower() == name.lower() for s in _symbols())


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


def _parsed(text: str) -> Node | None:
    import license_expression  # noqa: PLC0415  see above

    licensing: Any = license_expression.Licensing()
    try:
        return _node(licensing.parse(text, validate=False), licensing)
    except (license_expression.ExpressionError, license_expression.ParseError):
        return None


def _node(found: Any, licensing: Any) -> Node | None:
    """The library's tree as ours; ``None`` where it holds something that no license is."""
    if isinstance(found, licensing.OR | licensing.AND):
        parts = tuple(_node(arg, licensing) for arg in found.args)
        kept = tuple(part for part in parts if part is not None)
        kind: Literal["or", "and"] = "or" if isinstance(found, licensing.OR) else "and"
        return SpdxTerms(kind, kept) if len(kept) == len(parts) else None
    exception = getattr(found, "exception_symbol", None)
    if exception is not None:
        return SpdxTerm(str(found.license_symbol.key), str(exception.key))
    key = getattr(found, "key", None)
    return SpdxTerm(str(key)) if key else None


_KINDS = (
    LicenseKind.NON_COMMERCIAL,
    LicenseKind.READ_THE_TEXT,
    LicenseKind.CONDITIONS,
    LicenseKind.OPEN_OTHER,
    LicenseKind.OPEN_SOURCE,
)  # strictest first

type Find = Callable[[str], License]


def combined(node: Node, find: Find) -> License:
    """``find`` gives the license of each id."""
    if isinstance(node, SpdxTerm):
        return _with_exception(find(node.id), node)
    parts = tuple(combined(part, find) for part in node.parts)
    return _any_of(node, parts) if node.kind == "or" else _all_of(node, parts)


def _with_exception(license_: License, term: SpdxTerm) -> License:
    if not term.exception:
        return license_
    if not is_exception(term.exception):  # nobody knows what it adds or takes away
        return License(text_of(term), text_of(term), is_known=False)
    added = Words("The exception {name} permits more than the license alone.", name=term.exception)
    name = Words("{license} with {exception}", license=license_.name, exception=term.exception)
    return replace(license_, id=text_of(term), name=name, conditions=(*license_.conditions, added))


def _any_of(node: SpdxTerms, parts: tuple[License, ...]) -> License:
    """Who uses it chooses: the answer is that of the freest."""
    freest = max(parts, key=_freedom)
    name = joined(" / ", (part.name for part in parts))
    told = Words("You choose one of its licenses; this is about {license}.", license=freest.name)
    return replace(freest, id=text_of(node), name=name, conditions=(told, *freest.conditions), parts=parts)


def _all_of(node: SpdxTerms, parts: tuple[License, ...]) -> License:
    """What any of them asks is asked."""
    strictest = min(parts, key=_freedom)
    conditions = dict.fromkeys(c for part in parts for c in part.conditions)
    told = Words("All of its licenses hold together.")
    return License(
        id=text_of(node),
        name=joined(" + ", (part.name for part in parts)),
        kind=min((part.kind for part in parts), key=_KINDS.index),
        commercial=strictest.commercial,
        restrictions=min((part.restrictions for part in parts), key=RESTRICTIONS.index),
        conditions=(told, *conditions),
        outputs=joined(" ", dict.fromkeys(part.outputs for part in parts)),
        source=strictest.source,
        dated=strictest.dated,
        stays=any(part.stays for part in parts),
        is_known=all(part.is_known for part in parts),
        parts=parts,
    )


def _freedom(license_: License) -> tuple[int, int, int]:
    return (
        COMMERCIAL.index(license_.commercial),
        RESTRICTIONS.index(license_.restrictions),
        _KINDS.index(license_.kind),
    )
