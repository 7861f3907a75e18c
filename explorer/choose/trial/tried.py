"""What all candidates are tried with: a set of tests, and packs that go with the need, with reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from explorer.choose.decision import Trial
from explorer.choose.need import Need, Purpose, UseAt
from explorer.choose.uses.starting_sets import StartingSet
from explorer.domain.words import Words
from explorer.evaluate.checks.held import HeldChecks
from explorer.evaluate.run.assignments import of_packs, of_run, of_set
from explorer.evaluate.run.plan import Assignment, WorkLoad
from explorer.evaluate.run.planner import load_of
from explorer.evaluate.store import EvalRun, EvalStore, StoredSet

SEED = 1
_NO_WORK = WorkLoad()
_EVERY = tuple(Purpose)

# Which pack for which purposes, and why; the first that fit are the usual ones
_PACKS: tuple[tuple[str, tuple[Purpose, ...], Words], ...] = (
    ("pack:knows", _EVERY, Words("A model that makes up facts does harm in every use.")),
    (
        "pack:leaks",
        (Purpose.DOCUMENTS, Purpose.EXTRACTION, Purpose.SUMMARIES, Purpose.CODE, Purpose.FINANCE),
        Words("Texts of others may hide orders, and what it is told to keep should stay there."),
    ),
    (
        "pack:refusals",
        (Purpose.CHAT, Purpose.WRITING, Purpose.TRANSLATION, Purpose.HEALTHCARE),
        Words("One that refuses harmless requests is of little help."),
    ),
    (
        "pack:misconceptions",
        (Purpose.HEALTHCARE, Purpose.FINANCE, Purpose.SCIENCE),
        Words("Widespread errors about health, law and money are easily repeated."),
    ),
    (
        "pack:information",
        (Purpose.DOCUMENTS, Purpose.EXTRACTION),
        Words("Where a text does not say it, it should not guess, least of all about people."),
    ),
    ("pack:names", (), Words("Where it helps to decide about people, names must not matter.")),
)


@dataclass(frozen=True)
class PackReason:
    """``is_usual``: it goes with the need."""

    pack: str
    why: Words
    is_usual: bool


def packs_for(need: Need) -> tuple[PackReason, ...]:
    """All packs. Who did not say what for, is asked what everybody is: whether it makes up facts, and whether
    it refuses.
    """
    purposes = set(need.purposes) or {Purpose.CHAT}
    is_sold = need.used_at is UseAt.PRODUCT  # strangers speak with it
    found = (
        (pack, why, bool(purposes & set(uses)) or (is_sold and pack in ("pack:leaks", "pack:names")))
        for pack, uses, why in _PACKS
    )
    return tuple(PackReason(*one) for one in found)


def packs_of(need: Need, trial: Trial) -> tuple[str, ...]:
    """Their ids, as chosen, or as they go with the need."""
    if trial.packs is not None:
        return trial.packs
    return tuple(one.pack for one in packs_for(need) if one.is_usual)


@dataclass(frozen=True)
class TriedWith:
    """What is asked, in the order it is asked; begun ones with their runs. ``counts``: items of each, for a
    model that takes a conversation, and for one that does not; ``work`` of all, for the first kind.
    ``missing_set``: the chosen one is gone.
    """

    assignments: tuple[Assignment, ...] = ()
    counts: tuple[Mapping[bool, int], ...] = ()
    work: WorkLoad = _NO_WORK
    missing_set: bool = False

    def count(self, *, is_chat: bool) -> int:
        return sum(one[is_chat] for one in self.counts)

    @property
    def runs(self) -> tuple[EvalRun, ...]:
        return tuple(one.run for one in self.assignments if one.run is not None)


def read_tried_with(
    need: Need, trial: Trial, store: EvalStore, starting: StartingSet | None, held: HeldChecks | None = None
) -> TriedWith:
    """Blocks. ``starting``: as long as no set of the person's own was chosen."""
    begun = [run for number in trial.runs if (run := store.run(number)) is not None]
    stored = store.set(trial.eval_set) if trial.eval_set else None
    if stored is not None and stored.deleted_at:
        stored = None
    wanted: list[Assignment] = []
    if stored is not None:
        wanted.append(of_set(stored, held))
    elif not trial.eval_set and not trial.is_without_set and starting is not None:
        wanted.append(of_set(StoredSet(0, starting.title, starting.document, ""), held))
    wanted += of_packs(packs_of(need, trial), SEED, is_quick=trial.is_quick)
    assignments = tuple(_begun(one, begun, held) for one in wanted)
    counts = tuple(map(_counts, assignments))
    return TriedWith(assignments, counts, _work(assignments), bool(trial.eval_set) and stored is None)


def _begun(wanted: Assignment, begun: Sequence[EvalRun], held: HeldChecks | None) -> Assignment:
    """With what it was begun with: a set that was changed since is asked as it was, by all alike."""
    is_quick = wanted.terms.is_quick
    alike = [one for one in begun if one.subject == wanted.subject.id and one.terms.is_quick == is_quick]
    last = max(alike, key=lambda one: one.id, default=None)
    again = of_run(last, held) if last is not None else None
    return again or wanted


def _counts(assignment: Assignment) -> Mapping[bool, int]:
    return {is_chat: len(assignment.subject.items(is_chat=is_chat)) for is_chat in (True, False)}


def _work(assignments: Sequence[Assignment]) -> WorkLoad:
    loads = [load_of(item) for one in assignments for item in one.subject.items(is_chat=True)]
    return WorkLoad(sum(one.read for one in loads), sum(one.written for one in loads))
