"""A decision of known content: what is kept, and what was measured of it."""

from collections.abc import Sequence
from dataclasses import replace

from explorer.base.store import Store
from explorer.choose.decision import Decision, KeptCandidate, Trial
from explorer.choose.leaderboards.board import BoardEntry
from explorer.choose.leaderboards.import_file import ImportedBoard
from explorer.choose.leaderboards.import_store import BoardStore
from explorer.choose.need import Need, Pace, Privacy, Purpose, UseAt
from explorer.domain.elsewhere import AskedElsewhere
from explorer.domain.generation import AnswerTiming
from explorer.domain.model import endpoint_reference
from explorer.evaluate.items import Outcome
from explorer.evaluate.packs.registry import all_packs
from explorer.evaluate.store import EvalRun, EvalStore, RunModel, RunTerms
from tests.evaluate.packs.invented import MODELS as INVENTED
from tests.evaluate.packs.invented import replies_of
from tests.evaluate.packs.replies import outcomes
from tests.evaluate.results.making import GEMMA_4B, LLAMA, QWEN, SMOL, add_run, outcome_of, run_model
from tests.evaluate.room.making import LETTERS, TITLES, clinic_letters

TITLE = "Clinic letters: which model?"
CLINIC = Need(
    words="Take the medicines out of clinic letters, as JSON",
    purposes=(Purpose.EXTRACTION, Purpose.HEALTHCARE),
    languages=("en", "de"),
    used_at=UseAt.WORK,
    privacy=Privacy.HERE,
    pace=Pace.READING,
)
LAB = endpoint_reference("lab-server", "qwen3-32b")
LONG_REPO = "a-publisher-with-a-long-name/An-Exceptionally-Long-Model-Name-7B-Instruct-Merged-DPO-v2.1-GGUF"
_GB = 1_000_000_000


def kept(repo: str, title: str, size: float, file: str = "") -> KeptCandidate:
    """One of the tour’s hub, as if its file were here."""
    name = f"{file}-Q4_K_M.gguf" if file else ""
    return KeptCandidate(
        f"hub:{repo}/{name}", title, repo.partition("/")[0], repo, file=name, size=round(size * _GB),
        label="Q4_K_M", reference=f"local:{title}",
    )  # fmt: skip


MEADOW = kept("meadow-ai/Meadow-1.7B-Instruct-GGUF", "Meadow 1.7B Instruct", 1.1, "Meadow-1.7B-Instruct")
LIGHTHOUSE = kept("lighthouse-lab/Lighthouse-3B-Chat-GGUF", "Lighthouse 3B Chat", 2.0, "Lighthouse-3B-Chat")
CEDAR = kept("cedar-labs/Cedar-4B-GGUF", "Cedar 4B", 2.5, "Cedar-4B")
FERN = kept("fern-research/Fern-1B-Open-GGUF", "Fern 1B Open", 0.8, "Fern-1B-Open")
UNTAGGED = kept("quiet-org/untagged-model", "Untagged model", 1.6)
LONG = kept(LONG_REPO, "An Exceptionally Long Model Name 7B Instruct Merged DPO v2.1", 4.4)
PROVIDER = KeptCandidate(LAB, "Qwen3 32B", "Lab server", reference=LAB)
FOUR = (MEADOW, CEDAR, LIGHTHOUSE, PROVIDER)
SIX = (MEADOW, CEDAR, LIGHTHOUSE, LONG, UNTAGGED, PROVIDER)
_MISSED = (QWEN, GEMMA_4B, LLAMA, {5: "96 words", 10: "guessed", 16: "added advice"}, SMOL, QWEN)


def models_of(candidates: Sequence[KeptCandidate]) -> list[RunModel]:
    asked = AskedElsewhere("Lab server", "llm.lab.example", "2026-11-29")
    return [
        run_model(
            one.title, one.label, key=one.id, reference=one.reference, sha256="5f" * 32,
            elsewhere=asked if one.reference == LAB else None,
        )
        for one in candidates
    ]  # fmt: skip


def add_tests(store: Store, candidates: Sequence[KeptCandidate], *, is_done: bool = True) -> EvalRun:
    """The letters of the drawings, asked of each; speeds a little apart."""
    stored = EvalStore(store).add_set(LETTERS, clinic_letters())
    found = [
        timed(outcome_of(one.id, number, missed.get(number, "")), 2.8 + number / 20)
        for one, missed in zip(candidates, _MISSED, strict=False)
        for number in range(1, len(TITLES) + 1)
    ]
    run = add_run(store, stored, models_of(candidates), found if is_done else found[: len(found) * 5 // 8])
    if is_done:
        EvalStore(store).end_run(run.id, "done")
    return run


def timed(outcome: Outcome, seconds: float) -> Outcome:
    if outcome.reply.timing is None:
        return outcome
    return replace(outcome, reply=replace(outcome.reply, timing=AnswerTiming(312, 44, 0.4, seconds)))


def add_packs(store: Store, candidates: Sequence[KeptCandidate], chosen: Sequence[str] = ()) -> list[EvalRun]:
    """All packs, or those with these ids, answered as invented models do."""
    runs, made = EvalStore(store), list[EvalRun]()
    invented = tuple(INVENTED.values())
    for pack in all_packs():
        if chosen and pack.id not in chosen:
            continue
        run = runs.begin_run(pack.id, pack.version, pack.title, RunTerms(), models_of(candidates))
        with store.transaction():
            for number, one in enumerate(candidates):
                for outcome in outcomes(pack, replies_of(pack.id, invented[number % 2])):
                    runs.add_outcome(run.id, replace(outcome, model=one.id))
        runs.end_run(run.id, "done")
        made.append(run)
    return made


def tried(
    store: Store, candidates: Sequence[KeptCandidate] = FOUR, need: Need = CLINIC, *, is_done: bool = True,
    packs: Sequence[str] = ("pack:knows", "pack:leaks", "pack:refusals", "pack:misconceptions"),
) -> Decision:  # fmt: skip
    """All of them took the tests and these packs."""
    run = add_tests(store, candidates, is_done=is_done)
    asked = add_packs(store, candidates, packs) if packs else []
    number = int(run.subject.removeprefix("set:"))
    trial = Trial(
        eval_set=number,
        packs=tuple(packs),
        is_quick=False,
        begun_at="2026-11-29T20:00:00+00:00",
        runs=(run.id, *(one.id for one in asked)),
        is_stopped=is_done,
    )
    return Decision(need, tuple(candidates), trial)


def add_board(store: Store) -> None:
    """A leaderboard that a person brought in: of the originals, of which the files are quantizations."""
    entries = tuple(
        BoardEntry(model, value, rank, source="https://boards.example/instructions", dated="2026-10-02",
                   benchmark=benchmark)
        for model, benchmark, value, rank in (
            ("meadow-ai/Meadow-1.7B-Instruct", "IFEval", "61.2", 4),
            ("meadow-ai/Meadow-1.7B-Instruct", "GSM8K", "48.9", 0),
            ("lighthouse-lab/Lighthouse-3B-Chat", "IFEval", "66.0", 3),
        )
    )  # fmt: skip
    BoardStore(store).add("Instructions", ImportedBoard("Instructions", "instructions.csv", entries))
