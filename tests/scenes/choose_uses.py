"""Help me choose: starting pages of uses, what makers disclose, and what is entered of a provider."""

from functools import partial

from explorer.choose.companies.index import CompanyIndex, Indicator, IndicatorGroup, drop_index, keep_index
from explorer.choose.decision import Decision, EnteredTerms, KeptCandidate
from explorer.choose.store import DecisionStore
from explorer.domain.endpoint import Endpoint, EndpointEntry, EndpointPrice
from explorer.domain.model import endpoint_reference
from explorer.domain.places import Place, Room
from explorer.rooms.choose.companies.companies_pane import CompaniesPane
from explorer.rooms.choose.companies.edition_pane import EditionSheet
from explorer.rooms.choose.companies.entered_pane import EnteredSheet, ask_entered
from explorer.rooms.choose.pane import ChoosePane
from explorer.rooms.choose.session import ChoosePage
from tests.scenes.stage import Scene, Stage
from tests.tour.driver import settle


def use(stage: Stage, name: str) -> None:
    stage.driver.app.go(Place(Room.CHOOSE, use=name))
    settle()


def companies(stage: Stage, *, unfolded: int = -1, chosen: tuple[int, ...] = ()) -> None:
    stage.driver.app.go(Place(Room.CHOOSE, choosing="companies"))
    settle()
    pane = stage.found(lambda: stage.window.findChildren(CompaniesPane), "the page of companies")
    for number in chosen:
        pane.chips[number].click()
    if unfolded >= 0:
        pane.table.clicked.emit(pane.table.table.index(unfolded, 0))
    settle()


def brought_in(stage: Stage) -> None:
    """Another edition, of a file without groups, before it has its name."""
    companies(stage)
    pane = stage.found(lambda: stage.window.findChildren(CompaniesPane), "the page of companies")
    file = stage.home / "next-edition.csv"
    file.write_text("Indicator,North AI,South AI\nData sources,1,0\nEnergy,1,1\nTotal,2,1\n", "utf-8")
    pane.bring_in(file)
    sheet = stage.found(lambda: stage.window.findChildren(EditionSheet), "the sheet")
    stage.undo.callback(sheet.dismiss)
    settle()


def several(stage: Stage) -> None:
    """An edition that was brought in: its names stand as they stand in its file."""
    store = stage.driver.app.core.store
    asked = (Indicator("Data sources", "10"), Indicator("Energy", "11"))
    index = CompanyIndex(
        "Foundation Model Transparency Index", "December 2026", "2026-12-01", ("North AI", "South AI"),
        (IndicatorGroup("Upstream", asked),),
    )  # fmt: skip
    keep_index(store, index)
    stage.undo.callback(partial(drop_index, store, index.edition))
    companies(stage, unfolded=1)


def entered(stage: Stage) -> None:
    """What a person read of a provider's model, long ago."""
    core = stage.driver.app.core
    price = EndpointPrice(0.6, 2.4, source="https://provider.example/prices", on="2026-11-20")
    entry = EndpointEntry("large", is_chosen=True, price=price)
    endpoint = Endpoint("provider", "Provider", "https://api.provider.example/v1", entries=(entry,))
    core.endpoints.keep(endpoint)
    stage.undo.callback(partial(core.endpoints.remove, endpoint.id))
    reference = endpoint_reference(endpoint.id, entry.name)
    terms = EnteredTerms(
        "Letters are kept for 30 days.", 128_000, "https://provider.example/terms", "2026-04-01"
    )
    kept = KeptCandidate(reference, "Provider large", "provider", reference=reference)
    decisions = DecisionStore(core.store)
    number = decisions.add("Clinic letters", Decision(kept=(kept,), entered={reference: terms})).id
    stage.undo.callback(partial(decisions.delete, number))
    stage.driver.app.go(Place(Room.CHOOSE, choosing="companies"))
    settle()
    pane = stage.found(lambda: stage.window.findChildren(ChoosePane), "the room")
    pane.session.open(ChoosePage("companies", number))
    ask_entered(pane.session, reference, pane)
    sheet = stage.found(lambda: stage.window.findChildren(EnteredSheet), "the sheet")
    stage.undo.callback(sheet.dismiss)
    settle()


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("choose-use-healthcare", "stocked", partial(use, name="healthcare")),
        Scene("choose-use-chat", "stocked", partial(use, name="chat")),
        Scene("choose-companies", "stocked", companies),
        Scene("choose-companies-some", "stocked", partial(companies, unfolded=1, chosen=(1, 6, 10))),
        Scene("choose-companies-import", "stocked", brought_in, alone=True),
        Scene("choose-companies-several", "stocked", several, alone=True),
        Scene("choose-entered", "stocked", entered, alone=True),
    )
