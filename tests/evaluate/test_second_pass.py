"""Checks that other models must answer: each is loaded once, after all models have replied."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.base.settings import SettingsFile
from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.evaluate.eval_set import Check, EvalCase, EvalSet, EvalTurn
from explorer.evaluate.items import CheckResult
from explorer.evaluate.results.run_results import RunResults
from explorer.evaluate.run.assignments import of_run
from explorer.evaluate.run.plan import EvalPlan
from explorer.evaluate.run.run_words import ended_text
from explorer.kit.tasks import Tasks
from explorer.local.models.model_lookup import read_model
from tests.evaluate.run_rig import EvalRig, Told
from tests.models.encoder import write_encoder
from tests.models.tiny import Tiny, write_tiny

ONE, YES, NO = (f"tiny/{name}/{name}-Q8_0.gguf" for name in ("one", "yes", "no"))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    write_tiny(folder / ONE, Tiny(text="One says this.", name="One"))
    write_tiny(folder / YES, Tiny(text="YES.", name="Yes"))
    write_tiny(folder / NO, Tiny(text="NO.", name="No"))
    return folder


@pytest.fixture
def rig(
    qtbot: QtBot, store: Store, settings: SettingsFile, tasks: Tasks, written: Path, tmp_path: Path
) -> Iterator[EvalRig]:
    folder = tmp_path / "models"
    shutil.copytree(written, folder)
    made = EvalRig(qtbot, store, settings, tasks, folder)
    yield made
    made.close()


def judged_by(judge: str, *words: str) -> EvalSet:
    checks = (Check("contains", "says"), Check("llm-rubric", "It is friendly."))
    cases = tuple(EvalCase(word, word, (EvalTurn("user", word),), checks) for word in words)
    return EvalSet(cases=cases, judge=judge)


def go_on(rig: EvalRig, number: int = 1) -> EvalPlan:
    stored = rig.store.run(number)
    assert stored is not None
    assignment = of_run(stored)
    assert assignment is not None
    return rig.means.planner.go_on([assignment], rig.models)


def run(rig: EvalRig, document: EvalSet) -> tuple[Told, dict[str, tuple[str, Sequence[CheckResult]]]]:
    kept = rig.store.add_set("Friendly", document)
    told = rig.run(rig.plan_of(kept, ONE))
    outcomes = rig.store.outcomes(rig.store.runs(f"set:{kept.id}")[0].id)
    return told, {one.item: (one.judged.verdict, one.judged.results) for one in outcomes}


@pytest.mark.parametrize("judge", [YES, NO])
def test_a_judge_model_is_loaded_once_and_its_word_stands_beside_the_rules(rig: EvalRig, judge: str) -> None:
    told, found = run(rig, judged_by(judge, "a", "b"))
    assert {key: one for key, (one, _results) in found.items()} == {"a": "pass", "b": "pass"}
    assert told.heard.count(f"judging {judge}") == 1
    assert told.heard.index(f"judging {judge}") > told.heard.index("came 1 b")
    assert [result.passed for result in found["a"][1]] == [True, judge == YES]
    assert rig.pool.loaded == ()
    (asked,) = rig.store.runs("set:1")[0].judges
    assert (asked.kind, asked.model.reference) == ("judge", judge)
    assert asked.model.sha256 == sha256((rig.folder / judge).read_bytes()).hexdigest()
    assert "Criterion: {criterion}" in asked.prompt


def test_without_its_judge_a_check_has_no_verdict_and_says_why(rig: EvalRig) -> None:
    _told, found = run(rig, judged_by("gone/judge.gguf", "a"))
    verdict, (rule, judge) = found["a"]
    assert (verdict, rule.passed, judge.passed) == ("pass", True, None)
    assert "judge.gguf is no longer on this disk" in judge.why.words


def test_the_embedding_model_that_told_likeness_is_kept_with_the_run(rig: EvalRig) -> None:
    path = write_encoder(rig.folder / "tiny/encoder/encoder-F32.gguf")
    encoder = read_model(path)
    rig.models[encoder.id] = encoder
    case = EvalCase("a", "a", (EvalTurn("user", "a"),), (Check("similar", "the cat sat", 0.0),))
    run(rig, EvalSet(cases=(case,)))
    (asked,) = rig.store.runs("set:1")[0].judges
    assert (asked.kind, asked.model.title, asked.prompt) == ("embedding", "Encoder", "")
    assert asked.model.sha256 == sha256(path.read_bytes()).hexdigest()
    assert asked.model.loaded is not None


def test_a_set_that_names_no_judge_says_so(rig: EvalRig) -> None:
    _told, found = run(rig, judged_by("", "a"))
    assert "No judge model is chosen." in found["a"][1][1].why.words


def test_a_run_stopped_while_the_judge_speaks_keeps_what_it_said_and_gives_its_memory_back(
    rig: EvalRig,
) -> None:
    kept = rig.store.add_set("Friendly", judged_by(YES, *(f"p{n}" for n in range(40))))
    shares: list[float] = []
    run, told = rig.start(rig.plan_of(kept, ONE), on=lambda _what: None)
    told.judged = shares.append
    rig.wait(lambda: any(0.2 < share < 1 for share in shares))
    run.stop()
    rig.wait(lambda: told.is_over)
    assert rig.pool.loaded == ()
    (left,) = rig.store.unfinished()
    assert (left.was_stopped, left.done) == (True, 40)

    def unsaid() -> int:
        return sum(one.judged.results[1].passed is None for one in rig.store.outcomes(left.id))

    assert 0 < unsaid() < 40
    asked, shares = 2 * unsaid(), []  # in either order of its two words
    again, told = rig.start(go_on(rig, left.id))
    told.judged = shares.append
    rig.wait(lambda: told.is_over)
    assert unsaid() == 0
    assert 1 / asked in shares, "nothing is asked that was said"
    del again


def test_without_an_embedding_model_likeness_cannot_be_told(
    rig: EvalRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.evaluate.run.embedding.bring_embedder", lambda _folder: None)
    case = EvalCase("a", "a", (EvalTurn("user", "a"),), (Check("similar", "One says that.", 0.8),))
    _told, found = run(rig, EvalSet(cases=(case,)))
    verdict, (result,) = found["a"]
    assert (verdict, result.passed) == ("unknown", None)
    assert "no embedding model" in result.why.words


def test_what_was_cut_off_before_the_judge_spoke_goes_on_with_it(rig: EvalRig) -> None:
    kept = rig.store.add_set("Friendly", judged_by(YES, "a", "b"))
    plan = rig.plan_of(kept, ONE)
    going: list[str] = []
    begun, told = rig.start(plan, on=going.append)
    rig.wait(lambda: "came 1 b" in going)
    begun.close()
    for engine in rig.pool.loaded:
        engine.unload()
    (left,) = rig.store.unfinished()
    assert (left.done, left.total) == (2, 2)
    rig.run(go_on(rig, left.id))
    assert {one.judged.verdict for one in rig.store.outcomes(left.id)} == {"pass"}
    assert rig.store.unfinished() == ()
    assert not told.is_over


def test_what_a_person_says_while_the_judge_runs_is_not_lost(rig: EvalRig) -> None:
    kept = rig.store.add_set("Friendly", judged_by(YES, "a"))
    plan = rig.plan_of(kept, ONE)

    def say(what: str) -> None:
        if what == f"judging {YES}":
            begun = rig.store.run(1)
            assert begun is not None
            RunResults(rig.store, begun).note_own(0, 0, "bad")

    rig.run(plan, on=say)
    (outcome,) = rig.store.outcomes(1)
    assert outcome.own == "bad"
    assert [result.passed for result in outcome.judged.results] == [True, True]


def test_what_a_judge_said_stays_when_a_run_goes_on_without_it(rig: EvalRig) -> None:
    checks = (Check("person"), Check("llm-rubric", "It is friendly."))
    cases = tuple(EvalCase(word, word, (EvalTurn("user", word),), checks) for word in "ab")
    run(rig, EvalSet(cases=cases, judge=YES))
    rig.store.end_run(1, "stopped")
    del rig.models[YES]
    told = rig.run(go_on(rig))
    assert told.heard == [], "nobody is asked: one spoke, the other is the person"
    assert [[one.passed for one in o.judged.results] for o in rig.store.outcomes(1)] == [[None, True]] * 2


def test_a_disk_that_keeps_no_verdicts_leaves_the_run_to_be_gone_on_with(
    rig: EvalRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise KnownError("The disk is full.")

    kept = rig.store.add_set("Friendly", judged_by(YES, "a", "b"))
    with monkeypatch.context() as broken:
        broken.setattr(rig.store, "change_outcomes", refuse)
        told = rig.run(rig.plan_of(kept, ONE))
    assert str(told.error) == "The disk is full."
    (left,) = rig.store.unfinished()
    assert str(ended_text([left])).startswith("All 2 answers are there, but not all")
    rig.run(go_on(rig))
    assert rig.store.unfinished() == ()
    assert all(one.judged.results[1].passed for one in rig.store.outcomes(1))


def test_likeness_that_was_told_before_a_stop_is_kept(rig: EvalRig) -> None:
    encoder = read_model(write_encoder(rig.folder / "tiny/encoder/encoder-F32.gguf"))
    rig.models[encoder.id] = encoder
    likeness = (Check("similar", "the cat sat", 0.0),)
    cases = tuple(EvalCase(f"p{n}", f"p{n}", (EvalTurn("user", f"p{n}"),), likeness) for n in range(40))
    kept = rig.store.add_set("Alike", EvalSet(cases=cases))
    begun, told = rig.start(rig.plan_of(kept, ONE))
    told.on = lambda _what: begun.stop() if told.heard.count("came 1 p0") == 2 else None
    rig.wait(lambda: told.is_over)
    assert rig.pool.loaded == ()
    said = [one.judged.results[0].short.words.startswith("likeness") for one in rig.store.outcomes(1)]
    assert said.count(True) == 16, "of the first request"
    rig.run(go_on(rig))
    assert all(one.judged.results[0].passed is not None for one in rig.store.outcomes(1))


def test_a_judge_answers_side_by_side_where_the_models_are_timed(rig: EvalRig) -> None:
    checks = (Check("latency", threshold=60_000), Check("llm-rubric", "It is friendly."))
    cases = tuple(EvalCase(word, word, (EvalTurn("user", word),), checks) for word in "ab")
    run(rig, EvalSet(cases=cases, judge=YES))
    stored = rig.store.runs("set:1")[0]
    assert [one.at_once for one in stored.models] == [1]
    (judge,) = stored.judges
    assert judge.model.at_once > 1
    moved = replace(judge.model, reference="elsewhere/yes-Q8_0.gguf")
    assert replace(judge, model=moved).key == judge.key, "the same file"
