"""Help me choose: a trial of what was kept: before it, while it goes on, failed, done, offline."""

from datetime import UTC, datetime

from explorer.choose.decision import Decision, KeptCandidate, Trial
from explorer.choose.need import Need, Purpose, UseAt
from explorer.choose.trial.trial_state import TrialStage
from explorer.domain.model_names import name_of_repo
from explorer.domain.places import Place, Room
from explorer.domain.words import Words, wording_of
from explorer.evaluate.items import Judged, Outcome, Reply
from explorer.evaluate.run.assignments import of_set
from explorer.evaluate.store import EvalStore, RunModel
from explorer.rooms.choose.pane import ChoosePane
from explorer.rooms.choose.trial.trial_pane import TrialPage
from tests.evaluate.room.making import LETTERS, clinic_letters
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import CHAT, ENDLESS_MODEL, GATED
from tests.tour.driver import settle
from tests.tour.repos import GEMMA

TITLE = "Clinic letters: which model?"
_BYTES = "*gemma*q4_k_m*"
_NEED = Need(purposes=(Purpose.EXTRACTION, Purpose.DOCUMENTS), languages=("en", "de"), used_at=UseAt.WORK)
_PASSED = Judged("pass", wording_of(Words("pass")))


def _from_hub(stage: Stage, repo: str) -> KeptCandidate:
    opened = stage.driver.app.core.hub.open(repo)
    variant = next((one for one in opened.variants if one.label == "Q4_K_M"), opened.variants[0])
    file = variant.first
    return KeptCandidate(
        f"hub:{repo}/{file.path}", name_of_repo(repo), opened.row.publisher, repo, opened.commit, file.path,
        file.sha256 or "", variant.size or 0, variant.label,
    )  # fmt: skip


def _here(stage: Stage, reference: str) -> KeptCandidate:
    model = stage.model(lambda one: one.id == reference, reference)
    return KeptCandidate(model.id, model.name, model.publisher, label=model.quantization, reference=model.id)


def _tiny(stage: Stage) -> KeptCandidate:
    model = stage.model(lambda one: one.repo == CHAT, CHAT)
    return _here(stage, model.id)


def _kept(stage: Stage) -> tuple[KeptCandidate, ...]:
    return _from_hub(stage, GEMMA), _from_hub(stage, GATED), _here(stage, ENDLESS_MODEL), _tiny(stage)


def opened(stage: Stage, kept: tuple[KeptCandidate, ...], trial: Trial) -> TrialPage:
    """The page of a decision with these."""
    app = stage.driver.app
    added = app.services.decisions.add(TITLE, Decision(_NEED, kept, trial))
    app.go(Place(Room.CHOOSE, decision_id=added.id, choosing="trial"))
    pane = app.room(Room.CHOOSE)
    assert isinstance(pane, ChoosePane)
    page = pane.pages["trial"]
    assert isinstance(page, TrialPage)
    stage.driver.wait(lambda: len(page.state.candidates) == len(kept), "how far it is")
    settle()
    return page


def before(stage: Stage) -> None:
    opened(stage, _kept(stage), Trial())


def running(stage: Stage) -> None:
    stage.hub.fault(_BYTES, "slow", rate=30_000)
    stage.hub.fault("*lighthouse*", "slow", rate=30_000)
    kept = (_from_hub(stage, GEMMA), _here(stage, ENDLESS_MODEL), _tiny(stage))
    page = opened(stage, kept, Trial(packs=()))
    page.foot.start.click()
    stage.undo.callback(_end, stage)

    def is_asked() -> bool:
        asked = (one for one in page.state.candidates if one.stage is TrialStage.ASKING)
        return any(one.doing == "Answers now" for one in asked)

    stage.driver.wait(is_asked, "the first question", 40)
    stage.hold_worker(ENDLESS_MODEL)
    stage.driver.wait(
        lambda: any(one.stage is TrialStage.FETCHING for one in page.state.candidates), "the first bytes", 40
    )
    settle()


def _end(stage: Stage) -> None:
    app = stage.driver.app
    app.services.trials.stop()
    for item in tuple(app.downloads.items):
        app.downloads.cancel(item.id)
    stage.driver.wait(lambda: not app.services.runs.is_busy, "the end of the run")


def failed(stage: Stage) -> None:
    """One that the Hub gives only to some, one whose file is gone, one at an endpoint that is not set up."""
    gone = KeptCandidate("old/gone.gguf", "Endless", "tiny-labs", label="Q4_K_M", reference="old/gone.gguf")
    far = KeptCandidate("endpoint://away/qwen3-32b", "Qwen3 32B", reference="endpoint://away/qwen3-32b")
    kept = (_from_hub(stage, GATED), _tiny(stage), gone, far)
    page = opened(stage, kept, Trial(packs=()))
    page.foot.start.click()
    stage.driver.wait(lambda: bool(page.state.begun_at), "the start")
    stage.driver.wait(lambda: not stage.driver.app.services.trials.number, "the end", 60)
    stage.undo.callback(_end, stage)
    stage.driver.wait(lambda: not page.foot.stop.isVisible(), "the page")
    settle()


def done(stage: Stage) -> None:
    """Two models that answered everything, one of them not all."""
    app = stage.driver.app
    store = EvalStore(app.core.store)
    stored = store.add_set(LETTERS, clinic_letters())
    kept = (_here(stage, ENDLESS_MODEL), _tiny(stage))
    wanted = of_set(stored)
    models = [RunModel(str(n), one.reference, one.title, one.label) for n, one in enumerate(kept, 1)]
    items = wanted.subject.items(is_chat=True)
    run = store.begin_run(
        wanted.subject.id, wanted.subject.version, LETTERS, wanted.terms, models, len(items) * len(kept)
    )
    for model in models:
        for item in items:
            store.add_outcome(run.id, Outcome(model.key, item.key, Reply("yes"), _PASSED, datetime.now(UTC)))
    store.end_run(run.id, "done")
    at = "2026-11-29T20:00:00+00:00"
    trial = Trial(eval_set=stored.id, packs=(), begun_at=at, ended_at=at, runs=(run.id,))
    opened(stage, kept, trial)


def offline(stage: Stage) -> None:
    """What is here was asked, the rest waits for the network."""
    stage.hub.fault(_BYTES, "slow", rate=30_000)
    page = opened(stage, (_from_hub(stage, GEMMA), _tiny(stage)), Trial(packs=()))
    page.foot.start.click()
    stage.undo.callback(_end, stage)
    downloads = stage.driver.app.downloads
    stage.driver.wait(lambda: any(one.received for one in downloads.items), "the first bytes", 40)
    stage.driver.app.core.settings.change(offline=True)

    def rests() -> bool:
        return [one.stage for one in page.state.candidates] == [TrialStage.WAITING, TrialStage.DONE]

    stage.driver.wait(rests, "the answers of the one that is here", 60)
    settle()


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("choose-trial-before", "stocked", before, alone=True),
        Scene("choose-trial-running", "stocked", running, alone=True),
        Scene("choose-trial-failed", "stocked", failed, alone=True),
        Scene("choose-trial-done", "stocked", done, alone=True),
        Scene("choose-trial-offline", "stocked", offline, alone=True),
    )
