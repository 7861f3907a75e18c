"""What `omx choose` does: finds candidates, fetches them, asks them, writes what is decided.

All of it is kept as a decision, which the window opens too; the same command goes on with it.
"""

import hashlib
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import msgspec

from explorer.choose.candidate import Candidate, Proposal
from explorer.choose.decision import Decision, Trial
from explorer.choose.need_file import NeedFile, WantedModel, read_need_file
from explorer.choose.need_hints import sounds_like
from explorer.choose.proposing.kept import kept_of
from explorer.choose.proposing.named import named_model, named_repo
from explorer.choose.proposing.proposer import Proposer
from explorer.choose.store import DecisionStore, StoredDecision
from explorer.choose.trial.changes import trial_change
from explorer.cli.choose_candidates import proposal_json, proposal_text
from explorer.cli.choose_page import write_page
from explorer.cli.choose_trial import models_of, tried
from explorer.cli.choose_verb import PARTLY
from explorer.cli.models import find_any_model
from explorer.cli.output import Output
from explorer.cli.services import with_core
from explorer.cli.test_sets import set_named
from explorer.domain.errors import KnownError, NotFoundError
from explorer.evaluate.store import EvalStore
from explorer.hub.pasted import read_pasted
from explorer.services import Core


@with_core
def choose(core: Core, args: Namespace, out: Output, path: Path, paths: Sequence[Path]) -> int:
    """The exit status. Raises KnownError where nothing is decided."""
    asked = _with_provider(core, read_need_file(path), out)
    if not asked.need.purposes and (likely := sounds_like(asked.need.words)):
        out.note(f"“words” are no search. They sound like: purposes: [{', '.join(likely)}]")
    if args.candidates:
        proposal = _proposal(core, asked, out)
        out.result(proposal_json(proposal), proposal_text(proposal))
        return 0
    decision = _begun(core, asked, _trial(core, asked, path.parent, out), out, is_anew=args.anew)
    is_whole = tried(core, decision, asked.most_minutes, out)
    write_page(core, decision.id, paths, out)
    return 0 if is_whole else PARTLY


def _with_provider(core: Core, asked: NeedFile, out: Output) -> NeedFile:
    """With the reference of the provider's model, by whatever name it was called."""
    need = asked.need
    if not need.provider:
        return asked
    model = find_any_model(core, need.provider, out)
    return replace(asked, need=msgspec.structs.replace(need, provider=model.id))


def _trial(core: Core, asked: NeedFile, beside: Path, out: Output) -> Trial:
    """What the candidates will be tried with; tests of a file are kept in Evaluate."""
    own = set_named(EvalStore(core.store), asked.tests, out, beside) if asked.tests else None
    return Trial(
        eval_set=own.id if own is not None else 0,
        is_without_set=asked.tests is None,
        packs=asked.packs,
        is_quick=asked.is_quick,
        most_bytes=asked.most_bytes,
    )


def _begun(core: Core, asked: NeedFile, trial: Trial, out: Output, *, is_anew: bool) -> StoredDecision:
    """The decision that the same command has begun, else a new one with its candidates."""
    decisions, key = DecisionStore(core.store), _key(asked, trial)
    same = (one for one in decisions.listed() if one.decision.asked_by == key)
    if not is_anew and (found := next(same, None)) is not None:
        decisions.update(found.id, trial_change(most_bytes=trial.most_bytes))
        out.note(f"Goes on with “{found.title}” of {found.changed_at[:10]}. To begin again: --anew")
        return found
    proposal = _proposal(core, asked, out)
    out.note(proposal_text(proposal))
    if not proposal.candidates:
        raise NotFoundError(
            f"Of {proposal.looked_at} that were looked at, none may do it.",
            "Loosen what is needed, or name models.",
        )
    kept = tuple(map(kept_of, proposal.candidates))
    return decisions.add(asked.title, Decision(asked.need, kept, trial, asked_by=key))


def _key(asked: NeedFile, trial: Trial) -> str:
    """Of all that counts in the file, and of its tests; patience is no part of it."""
    counts = asked.need, asked.models, asked.find, asked.tests, trial.eval_set, trial.packs, trial.is_quick
    return hashlib.sha256(msgspec.json.encode(counts)).hexdigest()[:16]


def _proposal(core: Core, asked: NeedFile, out: Output) -> Proposal:
    """Those that the person names, the provider's, and so many of the best that were found."""
    named = [_named(core, asked, one, out) for one in asked.models]
    if asked.need.provider:
        named.append(named_model(core, find_any_model(core, asked.need.provider, out), asked.need))
    if not asked.find:
        return Proposal(tuple(named), looked_at=len(named), is_over=True)
    found = Proposer(core, partial(models_of, core)).propose(asked.need, _Teller(out))
    if found.trouble is not None:
        out.note(str(found.trouble))
    known = {one.id for one in named} | {one.repo for one in named if one.repo}
    others = [one for one in found.candidates if one.id not in known and one.repo not in known]
    fresh = [one for one in others if asked.most_bytes == 0 or one.download <= asked.most_bytes]
    return replace(found, candidates=(*named, *fresh[: asked.find]))


def _named(core: Core, asked: NeedFile, wanted: WantedModel, out: Output) -> Candidate:
    """A model that is here or at an endpoint goes before a repo of its name."""
    if not wanted.file:
        try:
            return named_model(core, find_any_model(core, wanted.name, out), asked.need)
        except NotFoundError:
            if wanted.name.count("/") != 1:
                raise
    meant = read_pasted(wanted.name, core.hub.endpoint)
    if meant is None:
        raise KnownError(f"“{wanted.name}” names no repo.", "A name looks like publisher/model.")
    return named_repo(core, meant.repo_id, wanted.file or meant.file, asked.need)


@dataclass
class _Teller:
    """How far looking is, on a terminal."""

    out: Output

    def __call__(self, proposal: Proposal) -> None:
        read = sum(one.is_read for one in proposal.candidates)
        self.out.progress(f"{proposal.looked_at} looked at, {read} cards read", 0, None, None)
