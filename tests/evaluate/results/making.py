"""Runs of known content: the set of the drawings, and larger ones."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from explorer.base.store import Store
from explorer.domain.errors import KnownError, record_of
from explorer.domain.generation import AnswerTiming, LoadedModel
from explorer.domain.words import Words, wording_of
from explorer.evaluate.eval_set import EvalCase, EvalSet, EvalTurn
from explorer.evaluate.items import CheckResult, Item, Judged, Outcome, Reply
from explorer.evaluate.packs.pack import Pack
from explorer.evaluate.packs.registry import all_packs
from explorer.evaluate.set_subject import digest_of
from explorer.evaluate.store import EvalRun, EvalStore, RunModel, RunTerms, StoredSet
from tests.evaluate.packs.invented import MODELS as INVENTED
from tests.evaluate.packs.invented import replies_of
from tests.evaluate.packs.replies import outcomes
from tests.evaluate.room.making import ASKED, FENCED, LETTER, LETTERS, TITLES

# What each model failed, by the number of the test; "~" begins what could not be measured.
QWEN = {5: "96 words", 10: "guessed", 13: "kept it", 16: "added advice", 22: "one missing"}
GEMMA_4B = {
    2: "not JSON", 5: "104 words", 10: "guessed", 14: "no number", 16: "added advice", 20: "one missing",
    24: "still there",
}  # fmt: skip
LLAMA = {
    5: "118 words", 8: "in English", 9: "one number", 10: "guessed", 12: "one missing", 13: "kept it",
    18: "not seen", 20: "two missing", 22: "one missing",
}  # fmt: skip
SMOL = {
    1: "no date", 2: "not JSON", 3: "no unit", 5: "140 words", 6: "not named", 8: "in English",
    9: "no number", 10: "guessed", 12: "two missing", 13: "kept it", 14: "no number", 15: "~too long",
    16: "added advice", 17: "no age", 18: "not seen", 19: "a table", 20: "no date", 22: "one missing",
    24: "still there",
}  # fmt: skip
MODELS = (
    ("Qwen3 4B", "Q4_K_M", QWEN),
    ("Gemma 3 4B", "Q4_K_M", GEMMA_4B),
    ("Llama 3.2 3B", "Q4_K_M", LLAMA),
    ("SmolLM2 135M Instruct", "Q8_0", SMOL),
)
WHEN = datetime(2026, 11, 29, 21, 48, tzinfo=UTC)
LONG_SHORT = "it says what nobody had asked for"
DAMAGED = "Gemma-3-12B"
# What stands in cells, as no check of the app says it, and names.
SAID = (*QWEN.values(), *GEMMA_4B.values(), *LLAMA.values(), *SMOL.values(), "too long", LONG_SHORT, DAMAGED)
_LOADED = LoadedModel("", "", 4_000_000_000, 4096, 4096, True, 0, 1.0, "llama.cpp b9123", "CPU (AVX2)", 4)
_TIMING = AnswerTiming(312, 44, 0.4, 2.8)


def many_cases(count: int) -> EvalSet:
    turns = (EvalTurn("user", "What does it say?"),)
    return EvalSet(
        cases=tuple(EvalCase(f"case{n}", f"What letter {n} says of it", turns) for n in range(count))
    )


def run_model(title: str, quantization: str = "Q4_K_M", **more: object) -> RunModel:
    known = RunModel(
        title, f"local:{title}", title, quantization, f"{title}.gguf", loaded=_LOADED, is_chat=True
    )
    return replace(known, **more)  # type: ignore[arg-type]


def passed(model: str, item: str, text: str = "metformin") -> Outcome:
    judged = Judged("pass", wording_of(Words("pass")), (CheckResult(True, wording_of("")),))
    return Outcome(model, item, Reply(text, sent=f"<user>{ASKED}", timing=_TIMING), judged, WHEN)


def failed(model: str, item: str, short: str, text: str = FENCED) -> Outcome:
    results = (CheckResult(False, wording_of(Words("It does not say “metformin”."))),)
    judged = Judged("fail", wording_of(short), results)
    return Outcome(model, item, Reply(text, sent=f"<user>{ASKED}", timing=_TIMING), judged, WHEN)


def not_json(model: str, item: str) -> Outcome:
    """Of four checks the first failed, at the first signs of the answer."""
    why = wording_of(Words("It begins with “{text}”, so it is not JSON alone.", text="```json"))
    fine = CheckResult(True, wording_of(""))
    results = (CheckResult(False, why, ((0, 7),)), fine, fine, fine)
    sent = f"<|system|>Answer only from the letter.<|user|>{ASKED}\n\n{LETTER}<|assistant|>"
    reply = Reply(FENCED, sent=sent, timing=_TIMING)
    return Outcome(model, item, reply, Judged("fail", wording_of("not JSON"), results), WHEN)


def unmeasured(model: str, item: str, short: str) -> Outcome:
    why = Words("The prompt is longer than the model’s context of {n:,} tokens.", n=2048)
    reply = Reply(not_measurable=wording_of(why))
    return Outcome(model, item, reply, Judged("unknown", wording_of(short)), WHEN)


def broken(model: str, item: str) -> Outcome:
    """The model did not answer."""
    error = KnownError(Words("The file is damaged."), Words("Download it again."), "gguf: bad magic")
    reply = Reply(error=record_of(error), end="failed")
    return Outcome(model, item, reply, Judged("unknown", wording_of(Words("no answer"))), WHEN)


def outcome_of(model: str, number: int, short: str) -> Outcome:
    item = f"case{number}"
    if short == "not JSON":
        return not_json(model, item)
    if short.startswith("~"):
        return unmeasured(model, item, short[1:])
    return failed(model, item, short) if short else passed(model, item)


def add_run(
    store: Store,
    stored: StoredSet,
    models: Sequence[RunModel],
    outcomes: Sequence[Outcome],
    version: str = "",
) -> EvalRun:
    """With what came of it."""
    runs = EvalStore(store)
    run = runs.begin_run(
        f"set:{stored.id}",
        version or digest_of(stored.document),
        stored.title,
        RunTerms(stored.document),
        models,
        len(models) * len(stored.document.cases),
    )
    with store.transaction():
        for outcome in outcomes:
            runs.add_outcome(run.id, outcome)
    return run


def add_clinic_run(store: Store, stored: StoredSet, *, is_done: bool = True) -> EvalRun:
    """24 × 4, as in the drawings; else what came of its first half."""
    small = replace(_LOADED, parameters=135_000_000)
    models = [
        run_model(title, quantization, loaded=small if "135M" in title else _LOADED)
        for title, quantization, _ in MODELS
    ]
    outcomes = [
        outcome_of(title, number, short.get(number, ""))
        for title, _, short in MODELS
        for number in range(1, len(TITLES) + 1)
    ]
    run = add_run(store, stored, models, outcomes if is_done else outcomes[: len(outcomes) * 5 // 8])
    if is_done:
        EvalStore(store).end_run(run.id, "done")
        store.write(
            "UPDATE eval_runs SET began_at = ?, ended_at = ? WHERE id = ?",
            WHEN.isoformat(), WHEN.replace(minute=59).isoformat(), run.id,
        )  # fmt: skip
    return run


def add_large_run(store: Store, count: int, models: int) -> EvalRun:
    """Every third answer failed."""
    document = many_cases(count)
    stored = EvalStore(store).add_set(LETTERS, document)
    names = [f"Model {number}" for number in range(models)]
    outcomes = [
        failed(name, case.key, "not JSON") if (n + at) % 3 == 0 else passed(name, case.key)
        for at, name in enumerate(names)
        for n, case in enumerate(document.cases)
    ]
    run = add_run(store, stored, [run_model(name) for name in names], outcomes)
    EvalStore(store).end_run(run.id, "done")
    return run


def add_pack_run(
    store: Store, pack: Pack, replies: Mapping[str, Callable[[Item], Reply]], *, is_quick: bool = False
) -> EvalRun:
    """``replies``: by the names of models, to each item."""
    runs = EvalStore(store)
    models = [run_model(name, file=f"{name}.gguf") for name in replies]
    run = runs.begin_run(pack.id, pack.version, pack.title, RunTerms(is_quick=is_quick), models)
    with store.transaction():
        for name, reply_of in replies.items():
            for outcome in outcomes(pack, reply_of):
                runs.add_outcome(run.id, replace(outcome, model=name))
    runs.end_run(run.id, "done")
    return run


def add_all_packs(store: Store) -> None:
    """Of three models: two that can be told, and one that cannot."""
    for pack in all_packs():
        add_pack_run(store, pack, {name: replies_of(pack.id, one) for name, one in INVENTED.items()})
