"""A model that may do what is needed, with why it is here, what speaks against it, and what nobody says."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from explorer.domain.errors import KnownError
from explorer.domain.facts import Evidence
from explorer.domain.fit import Fit
from explorer.domain.model import Model
from explorer.domain.repo import Variant
from explorer.domain.words import Words

type Speaks = Literal["for", "conditions", "against", "unknown"]
type About = Literal["license", "languages", "fit", "use", "place", "privacy", "file", "more"]


class FoundIn(StrEnum):
    HUB = "hub"
    LIBRARY = "library"
    OTHER_APP = "other app"
    ENDPOINT = "endpoint"


@dataclass(frozen=True)
class Reason:
    """One thing that is known of a candidate, or that nobody says ("unknown": then ``words`` go on after
    "Not known:"). ``dimension``: of the rubric, "" for none; ``about``: what it is told for; ``source``: an
    address that says it, where there is no evidence of a card or beside it. ``more``: whole sentences, such
    as the conditions of a license.
    """

    speaks: Speaks
    words: Words
    evidence: Evidence | None = None
    dimension: str = ""
    source: str = ""
    about: About = "more"
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """``id``: the model's reference if it can be asked, else "hub:REPO/FILE". ``model``: what can be asked.
    ``repo``, ``commit`` and ``variant``: where its file lies on the Hub, as far as that is known.
    ``download``: bytes that must be fetched before it can be asked. ``reasons``: what matters most first.
    ``is_read``: its card was read; before that only the listing speaks. ``original``: the repo of which its
    file is a quantization, its own where it names none; ``others``: how many more repos offer that.
    ``downloads``: of the last month. ``parameters``: 0 where nobody says.
    """

    id: str
    title: str
    publisher: str
    found_in: FoundIn
    reasons: tuple[Reason, ...] = ()
    model: Model | None = None
    repo: str = ""
    commit: str = ""
    variant: Variant | None = None
    fit: Fit | None = None
    download: int = 0
    is_read: bool = False
    original: str = ""
    others: int = 0
    downloads: int = 0
    parameters: int = 0

    @property
    def size(self) -> int:
        """Bytes of its file, 0 if that is not known."""
        variant, model = self.variant, self.model
        return (variant and variant.size) or (model and model.size) or 0

    @property
    def key(self) -> str:
        """The same before and after its card was read, whichever file is recommended then."""
        is_elsewhere = self.found_in is FoundIn.ENDPOINT
        return self.id if is_elsewhere or not self.repo else self.repo.lower()

    def reason(self, about: About) -> Reason | None:
        """The first that is told for this."""
        return next((one for one in self.reasons if one.about == about), None)

    def speaking(self, *speaks: Speaks) -> tuple[Reason, ...]:
        return tuple(one for one in self.reasons if one.speaks in speaks)


@dataclass(frozen=True)
class LeftOut:
    """``reason``: why, with its quote where a license says so; what it is ``about`` names the answer, or the
    machine, that leaves it out.
    """

    candidate: Candidate
    reason: Reason

    @property
    def can_be_tried(self) -> bool:
        """Whether it could run here all the same, and no answer is broken by only trying it."""
        fit = self.candidate.fit
        return self.reason.about not in ("file", "privacy") and (fit is None or fit.word.is_possible)


@dataclass(frozen=True)
class Proposal:
    """What was found for a need, the best reasons first. ``looked_at``: how many were. ``trouble``: why the
    Hub is missing, or what it said before is shown. ``is_over``: nothing more is read.
    """

    candidates: tuple[Candidate, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    looked_at: int = 0
    trouble: KnownError | None = None
    is_over: bool = False
