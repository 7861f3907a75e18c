"""From a model up to where it comes from: each parent's card is read, as far as it can be reached.

Pure: how a repo is opened comes in as a function. Every way a chain can end is told: a parent that is
gated, gone, named twice in a circle, or too far up. The walk can tell how far it has come before each step.
"""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from explorer.domain.facts import Dossier, Verdict
from explorer.domain.words import Words
from explorer.transparency.dossier import read_all
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.lineage.hops import Hop, HopState, Lineage
from explorer.transparency.sources import Sources

MOST_HOPS = 8
_FOLDERS = re.compile(r"[/\\]")
MOST_REPOS = 24  # a merge of merges


@dataclass(frozen=True)
class UnreadParent:
    """Why a parent could not be read, in words; ``state`` for machines."""

    why: str
    state: HopState = "unread"


type Open = Callable[[str], Sources | UnreadParent]


def _untold(_lineage: Lineage) -> None:
    return None


def walk(
    dossier: Dossier, open_repo: Open, licenses: Licenses, told: Callable[[Lineage], None] = _untold
) -> Lineage:
    """Read every parent, nearest first, at most ``MOST_HOPS`` up. Raises nothing of its own.

    ``told`` is handed what was read so far before each parent is asked for.
    """
    walked = _Walk(dossier.subject)
    waiting = deque(walked.next_of(dossier, 1))
    while waiting:
        parent = waiting.popleft()
        if walked.knows(parent, parent.repo):
            continue
        if parent.depth > MOST_HOPS or len(walked.hops) >= MOST_REPOS:
            walked.end(parent, waiting)
            break
        told(walked.so_far((parent, *waiting)))
        hop = _hop(parent, open_repo, licenses)
        if hop.named and walked.knows(parent, hop.repo):
            continue  # under its new name it was met before
        waiting.extend(walked.add(hop))
    return walked.lineage


def unwalked(dossier: Dossier) -> Lineage:
    """Of a card that is read alone: whom it names was not asked for."""
    return Lineage(unasked=(*(name for name, _ in _named(dossier)), *_left_out(dossier)))


class _Walk:
    """What was met so far."""

    def __init__(self, subject: str) -> None:
        self.hops: list[Hop] = []
        self.broken: list[str] = []
        self._unasked: dict[str, str] = {}
        self._subject = subject
        self._seen = {subject.lower()}
        self._count: Counter[str] = Counter()  # of the parents that each child names

    @property
    def lineage(self) -> Lineage:
        met = {name.lower() for hop in self.hops for name in (hop.repo, hop.named)}
        unasked = (name for key, name in self._unasked.items() if key not in met)
        return Lineage(tuple(self.hops), tuple(dict.fromkeys(self.broken)), unasked=tuple(unasked))

    def knows(self, parent: Hop, repo: str) -> bool:
        """Whether it was met already; a circle is told, a parent that two children share is none."""
        if repo.lower() not in self._seen:
            self._seen.add(repo.lower())
            return False
        if _is_circle(parent, repo, self.hops, self._subject):
            self.broken.append(
                Words(
                    "{child} names {parent} as its parent, which is itself made from {child}.",
                    child=parent.child,
                    parent=repo,
                )
            )
        return True

    def next_of(self, dossier: Dossier, depth: int) -> list[Hop]:
        """Its parents that can be followed; those that are named without a Hub id are not asked for."""
        lineage = dossier.get("lineage")
        self._unasked |= {name.lower(): name for name in _left_out(dossier)}
        for name in (id_ for id_, _ in _named(dossier) if id_.count("/") != 1):
            self._unasked[name.lower()] = name
            # Else the finding says itself that it is a name.
            if lineage is not None and lineage.verdict is Verdict.OPEN:
                self.broken.append(
                    Words(
                        "{child} names {parent} without its publisher, so it was not followed.",
                        child=dossier.subject,
                        parent=name,
                    )
                )
        following = list(_parents(dossier, depth))
        self._count[dossier.subject] += len(following)
        return following

    def end(self, parent: Hop, waiting: Iterable[Hop]) -> None:
        """Whom nobody is asked for any more, and of how many."""
        left = {parent.repo.lower(): parent} | self._unmet(waiting)
        self._unasked |= {key: p.repo for key, p in left.items()}
        for child, count in Counter(p.child for p in left.values()).items():
            self.broken.append(_not_followed(child, self._count[child], count))

    def _unmet(self, parents: Iterable[Hop]) -> dict[str, Hop]:
        return {p.repo.lower(): p for p in parents if p.repo.lower() not in self._seen}

    def so_far(self, waiting: Iterable[Hop]) -> Lineage:
        """What was read, and each parent that is named but was not read yet; the first is asked for now."""
        first, *rest = waiting
        unmet = self._unmet(parent for parent in rest if parent.depth <= MOST_HOPS)
        hops = (*self.hops, first, *unmet.values())[:MOST_REPOS]
        return replace(self.lineage, hops=hops, asking=first.repo)

    def add(self, hop: Hop) -> list[Hop]:
        """Keep it; its own parents are next. Without any, one that could not be read whole ends the chain."""
        self.hops.append(hop)
        following = self.next_of(hop.dossier, hop.depth + 1) if hop.dossier is not None else []
        if hop.why and not following:
            self.broken.append(Words("Chain broken at {repo}: {why}", repo=hop.repo, why=hop.why))
        return following


def _not_followed(child: str, count: int, left: int) -> Words:
    if left == count:
        return Words("{repo} has parents of its own; they were not followed.", repo=child)
    return Words(
        "Followed: {count} of the {all} parents that {repo} names.",
        repo=child,
        all=count,
        count=count - left,
    )


def _hop(parent: Hop, open_repo: Open, licenses: Licenses) -> Hop:
    """The model that was asked for, with what is known of it now."""
    found = open_repo(parent.repo)
    if isinstance(found, UnreadParent):
        return replace(parent, why=found.why, state=found.state)
    named = parent.repo if found.repo.lower() != parent.repo.lower() else ""
    read = read_all(found, licenses)
    state, why = _withheld(found) if found.unread else ("read", "")
    told = replace(parent, repo=found.repo, named=named, commit=found.commit, state=state, why=why)
    return replace(told, dossier=read.dossier, results=read.results)


def _withheld(sources: Sources) -> tuple[HopState, str]:
    """What the Hub says to everybody was read; the card was not."""
    if (sources.api or {}).get("gated"):
        return "gated", Words("its card is behind a gate")
    return "unread", Words("its card could not be read")


def _parents(dossier: Dossier, depth: int) -> Iterator[Hop]:
    """Those that are named by a Hub id; a name in prose leads nowhere."""
    for id_, relation in _named(dossier):
        if id_.count("/") == 1 and id_.lower() != dossier.subject.lower():
            yield Hop(id_, depth, relation, dossier.subject, why=Words("it is being read"), state="asked")


def _left_out(dossier: Dossier) -> Iterator[str]:
    """The bases that metadata state and the finding does not name: addresses elsewhere, folders of the maker,
    and those that the card's own words outweigh, which may be met further up."""
    named = {id_.lower() for id_, _ in _named(dossier)}
    names = {id_.rsplit("/", 1)[-1] for id_ in named}
    for base in dossier.bases:
        stated = base.lower()
        is_id, is_address = stated.count("/") == 1, "://" in stated
        name = stated if is_id or is_address else _FOLDERS.split(stated.rstrip("/\\"))[-1]
        if stated not in named and name not in names:
            yield base


def _named(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Id or name of each parent, and the relation to it."""
    lineage = dossier.get("lineage")
    value = lineage.value if lineage is not None else None
    for item in value if isinstance(value, list) else []:
        if isinstance(id_ := item.get("id"), str):
            yield id_, str(item.get("relation", "unknown"))


def _is_circle(parent: Hop, repo: str, hops: list[Hop], subject: str) -> bool:
    """Two children may share a parent; a model that is its own ancestor is a circle."""
    above = {parent.child.lower()}
    for hop in reversed(hops):
        if hop.repo.lower() in above:
            above.add(hop.child.lower())
    return repo.lower() in above or repo.lower() == subject.lower()
