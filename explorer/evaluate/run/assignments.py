"""What models are run on, made of a set as it is now, of packs, or of a stored run as it was begun."""

from collections.abc import Sequence

from explorer.evaluate.checks.held import HeldChecks
from explorer.evaluate.packs.registry import all_packs, pack_of
from explorer.evaluate.run.plan import Assignment
from explorer.evaluate.set_subject import SetSubject
from explorer.evaluate.store import EvalRun, RunTerms, StoredSet


def of_set(stored: StoredSet, held: HeldChecks | None = None) -> Assignment:
    """``held`` looks at patterns of the set, in the thread that judges."""
    return Assignment(SetSubject(stored, held), RunTerms(document=stored.document))


def of_packs(names: Sequence[str], seed: int, *, is_quick: bool) -> tuple[Assignment, ...]:
    """By their ids, in the order of the registry."""
    packs = (pack for pack in all_packs(seed, is_quick=is_quick) if pack.id in names)
    return tuple(Assignment(pack, RunTerms(seed=seed, is_quick=is_quick)) for pack in packs)


def of_run(run: EvalRun, held: HeldChecks | None = None) -> Assignment | None:
    """To go on with it; ``None`` for a pack that is gone or has another version now."""
    terms = run.terms
    if terms.document is not None:
        number = int(run.subject.partition(":")[2] or 0)
        stored = StoredSet(number, run.title, terms.document, run.began_at)
        return Assignment(SetSubject(stored, held), terms, run)
    pack = pack_of(run.subject, terms.seed, is_quick=terms.is_quick, version=run.version)
    return Assignment(pack, terms, run) if pack is not None else None
