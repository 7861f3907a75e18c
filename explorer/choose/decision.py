"""A decision as it is kept: the need, who was kept for a trial, what they are tried with, what came of it."""

from typing import Literal

import msgspec

from explorer.choose.need import Need
from explorer.domain.words import Wording

type Stage = Literal["need", "trial", "decision"]  # pages of a decision, in their order


class KeptCandidate(msgspec.Struct, frozen=True, omit_defaults=True):
    """As of ``candidate.Candidate``. ``file``: path of its first file in the repo; ``sha256``: as published,
    of that file; ``size``: bytes of all; ``label``: its quantization. ``reference``: of the model once it is
    here, or at an endpoint.
    """

    id: str
    title: str
    publisher: str = ""
    repo: str = ""
    commit: str = ""
    file: str = ""
    sha256: str = ""
    size: int = 0
    label: str = ""
    reference: str = ""

    @property
    def full_title(self) -> str:
        return " · ".join(filter(None, (self.title, self.label)))


class Trial(msgspec.Struct, frozen=True, omit_defaults=True):
    """What candidates are tried with. ``eval_set``: number of a set of the person's own, 0: the starting one
    of the use, which becomes one of theirs at the start, or none at all if ``is_without_set``. ``packs``:
    their ids; ``None``: those that go with the need. ``begun_at``, ``ended_at``: ISO times, "" before it.
    ``runs``: numbers of the ``evaluate`` runs that belong to it. ``is_stopped``: by the person, so that it
    does not go on by itself. ``most_bytes``: fetched at most, 0 for no limit; ``later``: ids of candidates
    that are not fetched now.
    """

    eval_set: int = 0
    packs: tuple[str, ...] | None = None
    is_quick: bool = True
    begun_at: str = ""
    runs: tuple[int, ...] = ()
    is_stopped: bool = False
    is_without_set: bool = False
    ended_at: str = ""
    most_bytes: int = 0
    later: tuple[str, ...] = ()

    @property
    def is_under_way(self) -> bool:
        """It goes on by itself, also after the app was ended."""
        return bool(self.begun_at) and not self.is_stopped and not self.ended_at


class EnteredTerms(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the person entered of a model of a provider, as they read it at ``source`` (an address) on ``on``
    (ISO day); its price stands with the endpoint. ``terms``: in their own words.
    """

    terms: str = ""
    context_length: int = 0
    source: str = ""
    on: str = ""


class FactThen(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a cell said when it was looked at last. ``key``: of the row; ``evidence``: what is compared."""

    key: str
    text: Wording
    evidence: str = ""


class ModelThen(msgspec.Struct, frozen=True, omit_defaults=True):
    """A candidate as it was then, to say later what has changed since. ``is_gone``: it could not be asked.
    ``hub_…``: of what its repo offered then, beside a file that was here.
    """

    id: str
    is_gone: bool = False
    commit: str = ""
    sha256: str = ""
    facts: tuple[FactThen, ...] = ()
    hub_commit: str = ""
    hub_sha256: str = ""
    hub_license: str = ""


class DecisionThen(msgspec.Struct, frozen=True, omit_defaults=True):
    """The page as it was decided by. ``at``: ISO time; ``first``: ids of who came first."""

    at: str
    models: tuple[ModelThen, ...] = ()
    first: tuple[str, ...] = ()


class Decision(msgspec.Struct, frozen=True, omit_defaults=True):
    """``entered``: by the ids of candidates. ``use``: the starting page it began with, "" for none. ``then``:
    once a decision page was seen. ``asked_by``: digest of the file that `omx choose` made it of, so that the
    same command goes on with it.
    """

    need: Need = Need()
    kept: tuple[KeptCandidate, ...] = ()
    trial: Trial = Trial()
    entered: dict[str, EnteredTerms] = {}
    use: str = ""
    then: DecisionThen | None = None
    asked_by: str = ""

    def candidate(self, candidate_id: str) -> KeptCandidate | None:
        return next((one for one in self.kept if one.id == candidate_id), None)

    @property
    def stage(self) -> Stage:
        """How far it is."""
        if self.then is not None:
            return "decision"
        return "trial" if self.trial.begun_at else "need"
