"""From a model up to where it comes from: each parent's card is read, as far as it can be reached.

Pure: how a repo is opened comes in as a function. Every way a chain can end is told: a parent that is
gated, gone, named twice in a circle, or too far up.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from explorer.domain.facts import Dossier, Finding
from explorer.domain.words import Words
from explorer.transparency.dossier import read_dossier
from explorer.transparency.licenses import Licenses
from explorer.transparency.sources import Sources

MOST_HOPS = 8
MOST_REPOS = 24  # a merge of merges


@dataclass(frozen=True)
class Unread:
    """Why a parent could not be read, in words."""

    why: str


type Open = Callable[[str], Sources | Unread]


@dataclass(frozen=True)
class Hop:
    """One model above. ``depth`` 1 is a direct parent; ``relation``: how its child was made from it.

    ``named``: what the child calls it, where the Hub answers with another name since. ``dossier`` is
    ``None`` where it could not be read, and ``why`` says so. ``child``: the repo that names it.
    """

    repo: str
    depth: int
    relation: str
    child: str
    dossier: Dossier | None = None
    named: str = ""
    why: str = ""
    commit: str = ""


@dataclass(frozen=True)
class Lineage:
    """All models above one, nearest first. ``broken``: where a chain ends before its root, in words."""

    hops: tuple[Hop, ...] = ()
    broken: tuple[str, ...] = ()

    def above(self, depth: int) -> tuple[Hop, ...]:
        return tuple(hop for hop in self.hops if hop.depth == depth)


@dataclass(frozen=True)
class _Next:
    """A parent that is still to be read."""

    id: str
    relation: str
    child: str
    depth: int


def walk(dossier: Dossier, open_repo: Open, licenses: Licenses) -> Lineage:
    """Read every parent, nearest first, at most ``MOST_HOPS`` up. Raises nothing of its own."""
    seen = {dossier.subject.lower()}
    waiting = deque(_parents(dossier, 1))
    hops: list[Hop] = []
    broken: list[str] = []
    while waiting:
        parent = waiting.popleft()
        if parent.id.lower() in seen:
            broken += _circle(parent, hops, dossier.subject)
            continue
        seen.add(parent.id.lower())
        if parent.depth > MOST_HOPS or len(hops) >= MOST_REPOS:
            broken.append(Words("{repo} has parents of its own; they were not followed.", repo=parent.child))
            break
        hop = _hop(parent, open_repo, licenses)
        hops.append(hop)
        seen.add(hop.repo.lower())
        if hop.dossier is None:
            broken.append(Words("Chain broken at {repo}: {why}", repo=hop.repo, why=hop.why))
        else:
            waiting.extend(_parents(hop.dossier, parent.depth + 1))
    return Lineage(tuple(hops), tuple(dict.fromkeys(broken)))


def _hop(parent: _Next, open_repo: Open, licenses: Licenses) -> Hop:
    found = open_repo(parent.id)
    place = (parent.depth, parent.relation, parent.child)
    if isinstance(found, Unread):
        return Hop(parent.id, *place, why=found.why)
    named = parent.id if found.repo.lower() != parent.id.lower() else ""
    return Hop(found.repo, *place, read_dossier(found, licenses), named, commit=found.commit)


def _parents(dossier: Dossier, depth: int) -> Iterator[_Next]:
    """Those that are named by a Hub id; a name in prose leads nowhere."""
    lineage = dossier.get("lineage")
    value = lineage.value if isinstance(lineage, Finding) else None
    for item in value if isinstance(value, list) else []:
        id_, relation = item.get("id"), item.get("relation", "unknown")
        if isinstance(id_, str) and id_.count("/") == 1 and id_.lower() != dossier.subject.lower():
            yield _Next(id_, str(relation), dossier.subject, depth)


def _circle(parent: _Next, hops: list[Hop], subject: str) -> list[str]:
    """Two children may share a parent; a model that is its own ancestor is a circle."""
    above = {parent.child.lower()}
    for hop in reversed(hops):
        if hop.repo.lower() in above:
            above.add(hop.child.lower())
    is_circle = parent.id.lower() in above or parent.id.lower() == subject.lower()
    return (
        [
            Words(
                "{child} names {parent} as its parent, which is itself made from {child}.",
                child=parent.child,
                parent=parent.id,
            )
        ]
        if is_circle
        else []
    )
