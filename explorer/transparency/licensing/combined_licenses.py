"""What several licenses together let people do: one to choose from, or all that hold at once."""

from collections.abc import Callable
from dataclasses import replace

from explorer.domain.words import Words, joined
from explorer.transparency.licensing.license import COMMERCIAL, RESTRICTIONS, License, LicenseKind
from explorer.transparency.licensing.spdx import Node, SpdxTerm, SpdxTerms, is_exception, text_of

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
