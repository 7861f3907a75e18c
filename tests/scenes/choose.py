"""Help me choose: its first page, and the questions."""

import msgspec

from explorer.choose.decision import Decision, DecisionThen, Trial
from explorer.choose.need import Need, Privacy, Purpose, UseAt
from explorer.choose.store import DecisionStore
from explorer.domain.places import Place, Room
from explorer.rooms.choose.candidates.candidates_pane import CandidatesPane
from explorer.rooms.choose.need.language_list_pane import LanguageList
from explorer.rooms.choose.need.need_pane import NeedPage
from explorer.rooms.choose.pane import ChoosePane
from tests.choose.making import LETTERS, MINUTES, ODD_CODE, SHOP
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import ARABIC, EMOJI, ENDLESS, ENDLESS_NAME
from tests.settings.endpoint_data import lab
from tests.tour.driver import rest, settle


def room(stage: Stage) -> ChoosePane:
    stage.driver.go(Room.CHOOSE)
    pane = stage.driver.app.room(Room.CHOOSE)
    assert isinstance(pane, ChoosePane)
    return pane


def store_of(stage: Stage) -> DecisionStore:
    """Empty before and after the scene."""
    store = DecisionStore(stage.driver.app.core.store)
    stage.undo.callback(stage.driver.app.core.store.write, "DELETE FROM decisions")
    return store


def empty(stage: Stage) -> None:
    store_of(stage)
    _show_start(room(stage))


def _show_start(pane: ChoosePane) -> None:
    """Whatever page another scene has left there."""
    pane.show_place(Place(Room.CHOOSE, choosing="start"))
    settle()


def stocked(stage: Stage) -> ChoosePane:
    """One at every stage, and two in the bin."""
    store = store_of(stage)
    work = Need(purposes=(Purpose.CODE,), languages=("en",), used_at=UseAt.PRODUCT, privacy=Privacy.HERE)
    old = Decision(work, then=DecisionThen(at="2025-11-03T10:00:00+00:00"))
    for title in ("Tried this and that", ENDLESS_NAME):
        store.delete(store.add(title, Decision()).id)
    store.add(ARABIC, Decision(Need(words=ARABIC, languages=("ar",))))
    store.add(ENDLESS_NAME, Decision())
    store.add(SHOP, old)
    store.add(MINUTES, Decision(work, trial=Trial(begun_at="2026-11-29T10:00:00+00:00")))
    store.add(LETTERS.words, Decision(LETTERS))
    pane = room(stage)
    _show_start(pane)
    return pane


def start(stage: Stage) -> None:
    stocked(stage)


def questions(stage: Stage, need: Need, title: str = "") -> NeedPage:
    store_of(stage)
    pane = room(stage)
    pane.session.begin(title, Decision(need))
    settle()
    page = pane.page
    assert isinstance(page, NeedPage)
    return page


def settled(stage: Stage, pane: CandidatesPane) -> CandidatesPane:
    """Once all that is read of them is read."""
    search, turn = pane.search, pane.list.turn
    stage.driver.wait(lambda: not (search.state.is_searching or turn.isActive()), "the candidates")
    rest()
    return pane


def asked(stage: Stage, need: Need) -> NeedPage:
    """The questions, beside all the candidates."""
    page = questions(stage, need)
    settled(stage, page.candidates)
    return page


def unanswered(stage: Stage) -> None:
    asked(stage, Need())


def answered(stage: Stage) -> None:
    asked(stage, LETTERS)


def end(stage: Stage) -> None:
    """The last question, where it does not fit."""
    page = asked(stage, LETTERS)
    stage.scroll = page.questions.show_end


def provider(stage: Stage) -> None:
    """One is measured beside the others."""
    kept = stage.driver.app.core.endpoints
    endpoint = lab()
    kept.keep(endpoint)
    stage.undo.callback(kept.remove, endpoint.id)
    stage.driver.app.catalog.offer(kept.models)
    model = next(one for one in kept.models if one.endpoint.id == endpoint.id)
    page = asked(stage, msgspec.structs.replace(LETTERS, provider=model.id))
    stage.scroll = page.questions.show_end
    settle()


def candidates(stage: Stage) -> None:
    """Where there is no room for both sides: the other one."""
    asked(stage, LETTERS).show_front(candidates=True)
    settle()


def odd(stage: Stage) -> None:
    """Long words, many languages, one of them in no table, and a provider that is gone."""
    words = f"{EMOJI} {ENDLESS[:600]}"
    codes = ("en", "de", "uk", "zh", "ar", "he", ODD_CODE)
    need = Need(words, tuple(Purpose), codes, UseAt.PRODUCT, provider="endpoint:gone/Some-Model")
    asked(stage, need)


def languages(stage: Stage) -> None:
    page = asked(stage, LETTERS)
    page.questions.languages.other.click()
    opened = stage.window.findChildren(LanguageList)[-1]
    stage.undo.callback(opened.dismiss)
    settle()


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("choose-empty", "stocked", empty),
        Scene("choose-start", "stocked", start),
        Scene("choose-unanswered", "stocked", unanswered),
        Scene("choose-answered", "stocked", answered),
        Scene("choose-answered-end", "stocked", end),
        Scene("choose-provider", "stocked", provider),
        Scene("choose-behind", "stocked", candidates),
        Scene("choose-odd", "stocked", odd),
        Scene("choose-languages", "stocked", languages),
    )
