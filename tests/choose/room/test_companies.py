"""What makers disclose, as a table that unfolds; another edition comes and goes; terms that are entered."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.choose.companies.index import CompanyIndex, read_indexes
from explorer.choose.decision import Decision, EnteredTerms, KeptCandidate
from explorer.domain.endpoint import Endpoint, EndpointEntry, EndpointPrice
from explorer.domain.model import endpoint_reference
from explorer.domain.places import Place, Room
from explorer.kit.buttons import IconButton
from explorer.kit.messages import Messages
from explorer.rooms.choose.companies.companies_pane import CompaniesPane
from explorer.rooms.choose.companies.edition_pane import EditionSheet
from explorer.rooms.choose.companies.entered_pane import EnteredSheet, ask_entered
from explorer.rooms.choose.companies.index_rows import CompanyTable
from explorer.rooms.choose.session import ChoosePage
from explorer.rooms.room_services import RoomServices
from tests.choose.room.conftest import OpenRoom
from tests.pages.choose import ChooseRoom
from tests.pages.compare import part
from tests.waiting import found


def _page(open_room: OpenRoom) -> tuple[ChooseRoom, CompaniesPane]:
    room = open_room()
    room.room.show_place(Place(Room.CHOOSE, choosing="companies"))
    return room, part(room.room, CompaniesPane)


def _spoken(table: CompanyTable, row: int, column: int) -> str:
    return str(table.index(row, column).data(Qt.ItemDataRole.AccessibleTextRole))


def test_a_group_unfolds_to_what_is_asked_and_folds_again(open_room: OpenRoom) -> None:
    _room, pane = _page(open_room)
    table = pane.table.table
    assert _spoken(table, 0, 6) == "IBM: 95 of 100 disclosed · All groups"
    folded = table.rowCount()
    pane.table.setCurrentIndex(table.index(1, 6))
    QTest.keyClick(pane.table, Qt.Key.Key_Return)
    assert table.rowCount() == folded + 20
    assert _spoken(table, 2, 6) == "IBM: disclosed · How its training data was obtained"
    assert _spoken(table, 2, 1) == "Alibaba: not disclosed · How its training data was obtained"
    QTest.keyClick(pane.table, Qt.Key.Key_Return)
    assert table.rowCount() == folded


def test_chosen_companies_stand_beside_each_other(open_room: OpenRoom) -> None:
    _room, pane = _page(open_room)
    for name in ("IBM", "Meta"):
        next(chip for chip in pane.chips if chip.text() == name).click()
    across = [pane.table.table.headerData(at, Qt.Orientation.Horizontal) for at in range(2)]
    assert (pane.table.table.columnCount(), across) == (2, ["IBM", "Meta"])
    for name in ("IBM", "Meta"):
        next(chip for chip in pane.chips if chip.text() == name).click()
    assert pane.table.table.columnCount() == 13


def test_a_company_that_is_asked_for_is_shown_alone(open_room: OpenRoom) -> None:
    room, pane = _page(open_room)
    room.session.open(ChoosePage("companies", subject="Writer"))
    assert pane.table.table.headerData(0, Qt.Orientation.Horizontal) == "Writer"
    assert pane.table.table.columnCount() == 1


def _bring_in(pane: CompaniesPane, folder: Path) -> None:
    path = folder / "next.csv"
    path.write_text("Indicator,North AI,South AI\nSources,1,0\nEnergy,1,1\n", encoding="utf-8")
    pane.bring_in(path)
    sheet = found(lambda: next(iter(pane.window().findChildren(EditionSheet)), None), "the sheet")
    assert (sheet.title.text(), sheet.day.text()) == ("", "")  # nobody has said them yet
    sheet.title.setText("Foundation Model Transparency Index")
    sheet.edition.setText("January 2026")
    sheet.day.setText("2026-01-15")
    sheet.keep.click()


def test_another_edition_comes_in_and_goes_with_undo(
    open_room: OpenRoom, services: RoomServices, messages: Messages, tmp_path: Path
) -> None:
    _room, pane = _page(open_room)
    _bring_in(pane, tmp_path)
    assert pane.table.table.columnCount() == 2
    assert pane.table.table.rowCount() == 4  # all, the one group without a name, and what it asks

    next(one for one in pane.findChildren(IconButton) if one.toolTip() == "Delete this edition").click()
    assert _editions(services) == ["December 2025"]
    action = messages.all[-1].action
    assert action is not None
    action.run()
    assert _editions(services) == ["January 2026", "December 2025"]


def _editions(services: RoomServices) -> list[str]:
    return [index.edition for index in read_indexes(services.core.store)]


def test_an_edition_needs_a_name_of_its_own_and_a_date(open_room: OpenRoom) -> None:
    _room, pane = _page(open_room)
    read = CompanyIndex("", "", "", ("North AI",), ())
    sheet = EditionSheet(read, "next.csv", frozenset({"December 2025"}), pane)
    told: list[CompanyIndex] = []
    sheet.named.connect(told.append)
    sheet.ask()
    sheet.title.setText("Foundation Model Transparency Index")
    days = ("soon", "2999-01-01", "20260101", "2026-W01-1", "2026-13")
    for edition, day in (("", "2026-01"), ("December 2025", "2026-01"), *(("January 2026", d) for d in days)):
        sheet.edition.setText(edition)
        sheet.day.setText(day)
        sheet.keep.click()
    assert told == []
    sheet.day.setText("2026-01")
    sheet.keep.click()
    assert [(index.edition, index.on) for index in told] == [("January 2026", "2026-01")]


def _ask(room: ChooseRoom, services: RoomServices) -> tuple[str, EnteredSheet]:
    entry = EndpointEntry("large", is_chosen=True, price=EndpointPrice(0.6, 2.4, on="2026-11-20"))
    services.core.endpoints.keep(Endpoint("lab", "Lab", "https://llm.lab.example/v1", entries=(entry,)))
    reference = endpoint_reference("lab", "large")
    kept = KeptCandidate(reference, "Large", reference=reference)
    room.session.begin("Letters", Decision(kept=(kept,)))
    ask_entered(room.session, reference, room.room)
    return reference, found(
        lambda: next(iter(room.room.window().findChildren(EnteredSheet)), None), "the sheet"
    )


def test_terms_go_into_the_decision_and_the_price_to_the_endpoint(
    open_room: OpenRoom, services: RoomServices
) -> None:
    room = open_room()
    reference, sheet = _ask(room, services)
    assert sheet.price is not None
    assert sheet.price.read.text() == "0.6"
    sheet.terms.setPlainText("Letters are kept for 30 days.")
    sheet.context.setText("128000")
    sheet.source.setText("https://llm.lab.example/terms")
    sheet.day.setText("2026-11-30")
    sheet.price.written.setText("3")
    sheet.keep.click()
    assert room.session.stored is not None
    kept = room.session.stored.decision.entered
    assert kept == {
        reference: EnteredTerms(
            "Letters are kept for 30 days.", 128_000, "https://llm.lab.example/terms", "2026-11-30"
        )
    }
    endpoint = services.core.endpoints.find("lab")
    assert endpoint is not None
    price = endpoint.entries[0].price
    assert price is not None
    assert (price.written, price.on) == (3.0, date.today().isoformat())  # noqa: DTZ011


def test_what_is_wrong_is_said_and_nothing_is_kept(open_room: OpenRoom, services: RoomServices) -> None:
    room = open_room()
    _reference, sheet = _ask(room, services)
    sheet.terms.setPlainText("Free.")
    for day in ("yesterday", "2999-01-01"):
        sheet.day.setText(day)
        sheet.keep.click()
    assert room.session.stored is not None
    assert room.session.stored.decision.entered == {}


def test_terms_that_are_emptied_are_gone(open_room: OpenRoom, services: RoomServices) -> None:
    room = open_room()
    reference, sheet = _ask(room, services)
    sheet.terms.setPlainText("Free.")
    sheet.keep.click()
    ask_entered(room.session, reference, room.room)
    sheet = next(one for one in room.room.window().findChildren(EnteredSheet) if one.terms.text() == "Free.")
    sheet.terms.setPlainText("")
    sheet.keep.click()
    assert room.session.stored is not None
    assert room.session.stored.decision.entered == {}
