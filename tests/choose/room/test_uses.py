"""A starting page: three ways to go on from it, and links that say first where they lead."""

import pytest

from explorer.choose.need import Purpose
from explorer.domain.places import Place, Room
from explorer.evaluate.store import EvalStore
from explorer.kit.buttons import Button
from explorer.kit.chips import PlaceChip
from explorer.kit.rich_text.links import LinkPopup
from explorer.rooms.choose.source_rows import SourceLink, short_address
from explorer.rooms.choose.use.use_pane import UsePane
from explorer.rooms.room_services import RoomServices
from tests.choose.room.conftest import OpenRoom
from tests.pages.choose import ChooseRoom
from tests.pages.compare import part
from tests.waiting import found


def _page(open_room: OpenRoom, use: str) -> tuple[ChooseRoom, UsePane]:
    room = open_room()
    room.room.show_place(Place(Room.CHOOSE, use=use))
    return room, part(room.room, UsePane)


def _links(pane: UsePane) -> list[SourceLink]:
    return [link for link in pane.findChildren(SourceLink) if link.isVisible()]


def _press(pane: UsePane, words: str) -> None:
    next(one for one in pane.findChildren(Button) if one.text() == words and one.isVisible()).click()


def test_it_begins_a_decision_with_its_purpose_filled_in(open_room: OpenRoom) -> None:
    room, pane = _page(open_room, "writing")
    pane.begin.click()
    assert room.need.purposes == (Purpose.WRITING, Purpose.SUMMARIES)
    assert room.session.stored is not None
    assert room.session.stored.decision.use == "writing"
    assert room.title == "Writing and summaries"


def test_its_words_are_searched_for_on_the_hub(open_room: OpenRoom, went: list[Place]) -> None:
    _room, pane = _page(open_room, "healthcare")
    _press(pane, "Find such models")
    chip = next(one for one in pane.findChildren(PlaceChip) if one.text() == "clinical")
    chip.click()
    assert went == [Place(Room.DISCOVER, search="medical"), Place(Room.DISCOVER, search="clinical")]


def test_its_tests_are_brought_into_evaluate_once(
    open_room: OpenRoom, services: RoomServices, went: list[Place]
) -> None:
    _room, pane = _page(open_room, "finance")
    _press(pane, "See the tests")
    _press(pane, "See the tests")
    (listed,) = EvalStore(services.core.store).listed()
    assert (listed.title, listed.count) == ("Starting set: Finance", 11)
    assert went == [Place(Room.EVALUATE, eval_set_id=listed.id)] * 2


def test_another_page_takes_the_place_of_the_one_before(open_room: OpenRoom) -> None:
    room, pane = _page(open_room, "healthcare")
    room.room.show_place(Place(Room.CHOOSE, use="science"))
    found(lambda: any("nasa" in link.address for link in _links(pane)), "the sources of science")
    assert not any("meditron" in link.address for link in _links(pane))


def test_a_use_of_another_version_leads_to_the_first_page(open_room: OpenRoom) -> None:
    room = open_room()
    room.room.show_place(Place(Room.CHOOSE, use="astrology"))
    assert room.session.page.kind == "start"


def test_a_source_says_where_it_leads_before_it_is_opened(open_room: OpenRoom) -> None:
    _room, pane = _page(open_room, "finance")
    link = next(one for one in pane.findChildren(SourceLink) if "FinGPT" in one.address)
    link.click()
    (popup,) = [one for one in pane.window().findChildren(LinkPopup) if one.isVisible()]
    assert popup.target.host == "github.com"
    popup.close()


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://huggingface.co/google/medgemma-4b-it", "huggingface.co/google/medgemma-4b-it"),
        ("https://www.example.org/", "example.org"),
        (f"https://example.org/{'a/' * 40}end", "example.org/…/end"),
        ("nonsense", "nonsense"),
    ],
)
def test_an_address_is_short_enough_to_be_read(address: str, told: str) -> None:
    assert short_address(address) == told
