"""The page that decides, in all its states."""

from collections.abc import Sequence

import msgspec

from explorer.choose.decision import Decision, DecisionThen, FactThen, KeptCandidate, ModelThen
from explorer.choose.need import Privacy, UseAt
from explorer.choose.store import DecisionStore
from explorer.domain.places import Room
from explorer.domain.words import Wording
from explorer.rooms.choose.decision.decision_pane import DecisionPane
from explorer.rooms.choose.decision.source_popup_rows import CellSourcesPopup
from explorer.rooms.choose.pane import ChoosePane
from explorer.rooms.choose.session import ChoosePage
from tests.choose.deciding.deciding_data import (
    CLINIC,
    FOUR,
    LIGHTHOUSE,
    LONG,
    MEADOW,
    PROVIDER,
    SIX,
    TITLE,
    UNTAGGED,
    add_board,
    tried,
)
from tests.scenes.stage import Scene, Stage
from tests.settings.endpoint_data import lab
from tests.tour.driver import settle


def opened(stage: Stage, decision: Decision) -> DecisionPane:
    """The page of this decision, read to its end."""
    core = stage.driver.app.core
    if core.endpoints.find("lab-server") is None:
        core.endpoints.keep(lab())
    stored = DecisionStore(core.store).add(TITLE, decision)
    stage.driver.go(Room.CHOOSE)
    pane = stage.driver.app.room(Room.CHOOSE)
    assert isinstance(pane, ChoosePane)
    pane.session.open(ChoosePage("decision", stored.id))
    page = pane.pages["decision"]
    assert isinstance(page, DecisionPane)
    stage.driver.wait(lambda: page.is_read, "the page of the decision")
    settle()
    return page


def complete(stage: Stage, candidates: Sequence[KeptCandidate] = FOUR) -> DecisionPane:
    store = stage.driver.app.core.store
    add_board(store)
    return opened(stage, tried(store, candidates))


def whole(stage: Stage) -> None:
    complete(stage)


def source(stage: Stage) -> None:
    """What stands behind a cell."""
    page = complete(stage)
    page.table.clicked.emit(page.table.model().index(0, 1))
    stage.show_own(stage.popup(CellSourcesPopup))


def rules(stage: Stage) -> None:
    complete(stage).show_rules()
    stage.show_own(stage.popup(CellSourcesPopup))


def unmeasured(stage: Stage) -> None:
    opened(stage, Decision(CLINIC, FOUR))


def measuring(stage: Stage) -> None:
    decision = tried(stage.driver.app.core.store, is_done=False, packs=())
    trial = msgspec.structs.replace(decision.trial, packs=("pack:refusals",))
    opened(stage, msgspec.structs.replace(decision, trial=trial))


def nobody(stage: Stage) -> None:
    """A license that forbids, one that nobody knows, and a server."""
    need = msgspec.structs.replace(CLINIC, used_at=UseAt.PRODUCT, privacy=Privacy.HERE)
    opened(stage, Decision(need, (LONG, UNTAGGED, PROVIDER)))


def changed(stage: Stage) -> None:
    """Another license, another file, other results; and one model is gone."""
    decision = tried(stage.driver.app.core.store, (MEADOW, LIGHTHOUSE))
    then = DecisionThen(
        at="2026-06-02T08:00:00+00:00",
        first=(MEADOW.id,),
        models=(
            ModelThen(
                MEADOW.id,
                commit="0f" * 20,
                facts=(FactThen("use", Wording("No; license: cc-by-nc-4.0"), "license: cc-by-nc-4.0"),),
            ),
            ModelThen(LIGHTHOUSE.id, is_gone=True, facts=(FactThen("task", Wording("12 of 24 31–69 %")),)),
            ModelThen("hub:quiet-org/untagged-model/x.gguf"),
        ),
    )
    opened(stage, msgspec.structs.replace(decision, then=then))


def six(stage: Stage) -> None:
    complete(stage, SIX)


def long_names(stage: Stage) -> None:
    complete(stage, (LONG, UNTAGGED))


def none_kept(stage: Stage) -> None:
    store = DecisionStore(stage.driver.app.core.store)
    stored = store.add(TITLE, Decision(CLINIC))
    stage.driver.go(Room.CHOOSE)
    pane = stage.driver.app.room(Room.CHOOSE)
    assert isinstance(pane, ChoosePane)
    pane.session.open(ChoosePage("decision", stored.id))
    settle()


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("choose-decision", "stocked", whole, alone=True),
        Scene("choose-decision-source", "stocked", source, alone=True),
        Scene("choose-decision-rules", "stocked", rules, alone=True),
        Scene("choose-decision-unmeasured", "stocked", unmeasured, alone=True),
        Scene("choose-decision-measuring", "stocked", measuring, alone=True),
        Scene("choose-decision-nobody", "stocked", nobody, alone=True),
        Scene("choose-decision-changed", "stocked", changed, alone=True),
        Scene("choose-decision-six", "stocked", six, alone=True),
        Scene("choose-decision-long", "stocked", long_names, alone=True),
        Scene("choose-decision-none", "stocked", none_kept, alone=True),
    )
