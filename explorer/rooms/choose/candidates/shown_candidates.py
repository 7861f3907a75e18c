"""What the list of candidates shows, in which order: nothing jumps while more is read. Knows no widget."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import msgspec

from explorer.choose.candidate import About, Candidate, LeftOut, Proposal, Reason
from explorer.choose.decision import Decision, KeptCandidate
from explorer.choose.proposing.judging import AS_LISTED
from explorer.choose.proposing.kept import candidate_of, is_of, kept_of
from explorer.domain.fit import FitWord
from explorer.domain.model import Model
from explorer.domain.units import size_text
from explorer.domain.words import Words, joined

FIRST = 8  # rows, and as many more each time
_BEST_LEAST, _BEST_MOST = 2, 6  # kept for a trial

_EXCLUDES: dict[About | Literal["disk"], Words] = {  # and what to do about it
    "license": Words(
        "Left out because the license forbids your use: {count} of {all}. Change where you use it."
    ),
    "languages": Words(
        "Left out because the card names other languages: {count} of {all}. Remove a language."
    ),
    "fit": Words("Too big or too slow for this machine: {count} of {all}. Say that you can wait."),
    "disk": Words("The disk has no room for {count} of {all}. Delete what you do not need."),
    "privacy": Words("Run elsewhere, and what you write is to stay here: {count} of {all}. Allow a server."),
    "file": Words("Without a file that this app can run: {count} of {all}. Choose another use."),
}


@dataclass(frozen=True)
class ShownCandidate:
    """``left_out``: why it would not be proposed, where it is shown all the same. ``is_found``: it is among
    what was found for the answers as they are.
    """

    candidate: Candidate
    kept: KeptCandidate | None = None
    left_out: Reason | None = None
    is_found: bool = True

    @property
    def key(self) -> str:
        return key_of(self.candidate)

    @property
    def good(self) -> tuple[Reason, ...]:
        """What stands first: may it be used, does it know the languages. That it fits says its pill."""
        told = [one for one in self.candidate.speaking("for", "conditions") if one.about != "fit"]
        first = [one for one in told if one.about in ("license", "languages", "privacy")]
        return tuple(first[:2] or told[:1])

    @property
    def unclear(self) -> Reason | None:
        """Its license, where nobody knows whether it may be used: that comes before all else."""
        told = self.candidate.reason("license")
        return told if told is not None and told.speaks == "unknown" else None

    @property
    def against(self) -> tuple[Reason, ...]:
        if self.left_out is not None:
            return (self.left_out,)
        return tuple(one for one in self.candidate.speaking("against") if one.about != "privacy")[:2]

    @property
    def unknown(self) -> tuple[Reason, ...]:
        """What the last line says: what keeps one from using it first."""
        told = [one for one in self.candidate.speaking("unknown") if one.about != "license"]
        if self.unclear is not None and not self.candidate.is_read:
            told = [one for one in told if one.about != "more"]  # that its card is not read was said
        return tuple([one for one in told if one.about != "more"][:2] or told[:1])


def key_of(candidate: Candidate) -> str:
    """The same before and after its card was read, whichever file is recommended then."""
    return candidate.key


def good_line(shown: ShownCandidate) -> Words:
    """ "Apache 2.0 allows use at work · German is among its languages" """
    return joined(" · ", (one.words for one in shown.good))


def unclear_line(shown: ShownCandidate) -> Words:
    told = shown.unclear
    if told is None or told.dimension == AS_LISTED:
        return told.words if told is not None else Words("")
    return Words("May you use it? Not known: {what}", what=told.words)


def against_line(shown: ShownCandidate) -> Words:
    return joined(" · ", (one.words for one in shown.against))


def unknown_line(shown: ShownCandidate) -> Words:
    """ "Not known: which languages it is made for; its training data" """
    if not shown.is_found:
        return Words("Not found for your present answers; untick to drop it")
    told = joined("; ", (one.words for one in shown.unknown))
    return Words("Not known: {what}", what=told) if told else Words("")


def arranged(
    proposal: Proposal,
    decision: Decision,
    models: Sequence[Model],
    before: Sequence[str] = (),
    most: int = FIRST,
) -> tuple[ShownCandidate, ...]:
    """``before``: keys of what is shown, which keeps its place; without it kept ones come first, then the
    ``most`` of the others in their order. The provider that was asked for is always there.
    """
    found = {key_of(one): one for one in proposal.candidates}
    out = {key_of(one.candidate): one for one in proposal.left_out}
    chosen = {_key_kept(one, proposal): one for one in decision.kept}
    own = dict.fromkeys((*before, *chosen))
    others = [key for key in found if key not in own]
    some = others[: max(0, most - len(own))]
    asked = [key for key in others[len(some) :] if key == decision.need.provider]
    shown = (_shown(key, found, out, chosen, models) for key in (*own, *some, *asked))
    return tuple(one for one in shown if one is not None)


def _shown(
    key: str,
    found: dict[str, Candidate],
    out: dict[str, LeftOut],
    chosen: dict[str, KeptCandidate],
    models: Sequence[Model],
) -> ShownCandidate | None:
    kept = chosen.get(key)
    if key in found:
        return ShownCandidate(found[key], kept)
    if key in out:
        return ShownCandidate(out[key].candidate, kept, out[key].reason)
    if kept is None:
        return None
    return ShownCandidate(candidate_of(kept, models), kept, is_found=False)


def _key_kept(kept: KeptCandidate, proposal: Proposal) -> str:
    known = (*proposal.candidates, *(one.candidate for one in proposal.left_out))
    same = [one for one in known if is_of(kept, one)]
    here = (one for one in same if one.model is not None and one.model.id == kept.reference)
    found = next(here, next(iter(same), None))
    return key_of(found) if found is not None else (kept.repo.lower() or kept.id)


def left_out_rows(proposal: Proposal, shown: Iterable[ShownCandidate]) -> tuple[LeftOut, ...]:
    """Those that do not stand above anyway."""
    above = {one.key for one in shown}
    return tuple(one for one in proposal.left_out if key_of(one.candidate) not in above)


def what_excludes_most(proposal: Proposal) -> str:
    """Which answer to change where nothing is left."""
    counts = Counter(map(_excluded_by, proposal.left_out))
    if not counts:
        return Words("Nothing was found that bears a sign of what it is for. Choose another use, or chat.")
    about, count = counts.most_common(1)[0]
    told = _EXCLUDES[about].filled(count=count, all=counts.total()) if about in _EXCLUDES else ""
    can_keep = any(one.can_be_tried for one in proposal.left_out)
    return joined(" ", (told, Words("Or keep one of these anyway.") if can_keep else ""))


def _excluded_by(left: LeftOut) -> About | Literal["disk"]:
    fit = left.candidate.fit
    has_no_room = fit is not None and fit.word is FitWord.NO_ROOM
    return "disk" if left.reason.about == "fit" and has_no_room else left.reason.about


def refreshed(kept: KeptCandidate, shown: ShownCandidate) -> KeptCandidate:
    """What was kept before its card was read takes over the commit, the file and its hash; its id stays, by
    which other hands know it.
    """
    fresh = kept_of(shown.candidate)
    is_new = not kept.sha256 and not kept.reference and shown.candidate.is_read and shown.is_found
    if not is_new or kept.repo != fresh.repo or not fresh.file:
        return kept
    return msgspec.structs.replace(fresh, id=kept.id)


def all_refreshed(decision: Decision, shown: Iterable[ShownCandidate]) -> Decision:
    """Not once a trial has begun with them."""
    if decision.trial.begun_at:
        return decision
    known = {one.kept.id: one for one in shown if one.kept is not None}
    kept = tuple(refreshed(one, known[one.id]) if one.id in known else one for one in decision.kept)
    return msgspec.structs.replace(decision, kept=kept)


def to_fetch(shown: Iterable[ShownCandidate]) -> int:
    """Bytes of those that are kept."""
    return sum(one.candidate.download for one in shown if one.kept is not None)


def foot_words(count: int, size: int, forecast: str = "") -> Words:
    """What measuring so many takes: the ``forecast`` once there is one ("4.5 GB to download, then about 1 h
    30 min unattended"), before that the bytes; and what is more or less than good to compare.
    """
    if not count:
        return Words("Tick two to six. They are tried on your task, one after the other.")
    fetch = Words("{size} to download", size=size_text(size)) if size else Words("Nothing to download")
    if count < _BEST_LEAST:
        return joined("; ", (forecast or fetch, Words("tick one more to compare")))
    more = Words("more than six take long to read, too") if count > _BEST_MOST else ""
    return joined("; ", (forecast or fetch, more))
