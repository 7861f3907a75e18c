"""The SPDX way to write licenses: "Apache-2.0 OR MIT", exceptions, ids that were replaced, LicenseRef-….

The grammar and the list of ids come from the library license-expression. It is imported when a name of this
form is first met: with its list it takes a tenth of a second.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

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
