"""Decisions are kept, found, renamed and deleted with a way back; a place leads to the page each is at."""

from typing import get_args

import msgspec
import pytest

from explorer.choose.decision import Decision, DecisionThen, KeptCandidate, Trial
from explorer.choose.need import Need, Purpose
from explorer.domain.places import Place, Room
from explorer.kit.messages import Messages
from explorer.kit.question import DangerQuestion
from explorer.rooms.choose.pane import page_of
from explorer.rooms.choose.room import SPEC
from explorer.rooms.choose.session import ChooseKind, ChoosePage
from explorer.rooms.room_services import RoomServices
from tests.choose.room.conftest import OpenRoom
from tests.pages.choose import ChooseRoom
from tests.pages.compare import entries_of

CODE = Decision(Need(purposes=(Purpose.CODE,)))


def with_one(open_room: OpenRoom, title: str = "Code for the shop") -> tuple[ChooseRoom, int]:
    room = open_room()
    number = room.session.store.add(title, CODE).id
    room.go()
    return room, number


def test_the_first_page_says_what_it_is_for_and_begins_one(open_room: OpenRoom) -> None:
    room = open_room()
    assert not room.listing.isVisible()
    room.begin()
    assert len(room.session.store.listed()) == 1
    room.questions.back()
    room.begin()  # of the one that says nothing yet there is no second
    assert len(room.session.store.listed()) == 1


def test_decisions_are_listed_with_what_for_and_how_far_each_is(open_room: OpenRoom) -> None:
    room = open_room()
    store = room.session.store
    store.add("Minutes", Decision(trial=Trial(begun_at="2026-11-29T10:00:00+00:00")))
    store.add("Letters", Decision(then=DecisionThen("2026-11-29T10:00:00+00:00")))
    store.add("Code for the shop", CODE)
    room.go()
    first, second, third = room.rows()
    assert first.startswith("Code for the shop, begun, ")
    assert first.endswith(" · Code")
    assert second.startswith("Letters, decided, ")
    assert third.startswith("Minutes, in trial, ")


def test_one_is_opened_at_its_questions_and_found_there_again(open_room: OpenRoom) -> None:
    room, number = with_one(open_room)
    room.listing.chosen.emit(room.listing.model().index(0, 0).data(256))
    assert room.session.page == ChoosePage("need", number)
    assert room.questions.pressed == ["Code"]
    assert open_room().session.page == ChoosePage("need", number)


def test_one_is_renamed_where_it_is_listed(open_room: OpenRoom) -> None:
    room, number = with_one(open_room)
    room.listing.retitled.emit(room.listing.model().index(0, 0).data(256), "  The  shop ")
    kept = room.session.store.decision(number)
    assert kept is not None
    assert kept.title == "The shop"
    assert room.rows()[0].startswith("The shop, ")


def test_what_is_deleted_comes_back(open_room: OpenRoom, messages: Messages, went: list[Place]) -> None:
    room, number = with_one(open_room)
    room.go(number)
    room.command("Delete the decision").run()
    assert room.rows() == []
    undo = messages.all[-1].action
    assert undo is not None
    undo.run()
    assert went == [Place(Room.CHOOSE, decision_id=number)]
    room.room.show_place(went[0])
    assert room.questions.pressed == ["Code"]


def test_the_bin_gives_back_and_is_emptied_after_a_question(open_room: OpenRoom) -> None:
    room, number = with_one(open_room)
    room.in_menu(0, "Delete")
    room.in_bin("Code for the shop")
    assert len(room.rows()) == 1
    room.in_menu(0, "Delete")
    room.in_bin("Empty the bin…")
    (question,) = room.room.window().findChildren(DangerQuestion)
    question.agreed.emit()
    question.dismiss()
    assert room.session.store.decision(number) is None
    assert not room.start.bin.isVisible()


def test_however_old_what_is_deleted_can_be_brought_back(open_room: OpenRoom) -> None:
    room = open_room()
    store = room.session.store
    for number in range(30):
        store.delete(store.add(f"Number {number}", CODE).id)
    room.go()
    room.start.show_page(ChoosePage())
    opened = entries_of(room.start.bin.click)
    assert "Older" in opened


def test_undo_after_the_bin_was_emptied_brings_up_no_other_decision(
    open_room: OpenRoom, messages: Messages, went: list[Place]
) -> None:
    room, number = with_one(open_room)
    room.session.delete(number)
    room.session.empty_bin()
    assert room.session.store.add("Another", CODE).id == number
    undo = messages.all[-1].action
    assert undo is not None
    undo.run()
    assert went == []


def test_a_decision_that_is_gone_gives_way_to_the_first_page(open_room: OpenRoom) -> None:
    room = open_room()
    room.go(999)
    assert room.session.page == ChoosePage()


def test_the_trial_of_what_is_deleted_ends(open_room: OpenRoom, services: RoomServices) -> None:
    """Nothing is fetched any more for a decision that is gone; what came stays."""
    room = open_room()
    away = KeptCandidate("hub:far/Away-GGUF/a.gguf", "Away 7B", repo="far/Away-GGUF", file="a.gguf", size=9)
    number = room.session.store.add("Which one?", Decision(kept=(away,))).id
    services.trials.start(number)
    assert services.trials.number == number
    room.session.delete(number)
    assert services.trials.number == 0
    room.session.restore(number)
    kept = room.session.store.decision(number)
    assert kept is not None
    assert not kept.decision.trial.is_under_way


def test_one_that_another_hand_deleted_is_not_open_any_more(open_room: OpenRoom) -> None:
    room, number = with_one(open_room)
    room.go(number)
    room.session.store.delete(number)
    room.go()
    assert room.session.page == ChoosePage()
    room.go(number)
    assert room.session.page == ChoosePage()


def test_what_another_hand_changes_meanwhile_stays(open_room: OpenRoom) -> None:
    """Such as the trial of a decision that is open."""
    room, number = with_one(open_room)
    room.go(number)
    begun = Trial(begun_at="2026-11-29T10:00:00+00:00")
    room.session.store.update(number, lambda now: msgspec.structs.replace(now, trial=begun))
    room.questions.press("Chat")
    kept = room.session.store.decision(number)
    assert kept is not None
    assert kept.decision.trial == begun
    assert Purpose.CHAT in kept.decision.need.purposes


def test_the_keys_of_every_page_are_known_before_it_is_built(open_room: OpenRoom) -> None:
    """Else they would not work: the window asks for them once."""
    room = open_room()
    number = room.session.store.add("Code for the shop", CODE).id
    known = {key.keys for key in SPEC.room_keys}
    for kind in get_args(ChooseKind.__value__):
        of_decision = kind in ("need", "trial", "decision")
        subject = "healthcare" if kind == "use" else ""
        room.session.open(ChoosePage(kind, number if of_decision else 0, subject))
        assert room.session.page.kind == kind
        assert {action.shortcut for action in room.room.page.commands() if action.shortcut} <= known
        assert [a.shortcut for a in room.room.commands() if a.shortcut] == [k.keys for k in SPEC.room_keys]


def test_a_key_of_the_leaderboards_leads_there(open_room: OpenRoom) -> None:
    room = open_room()
    room.room.run_command("Ctrl+F")
    assert room.session.page.kind == "leaderboards"


def test_a_use_of_another_version_gives_way_to_the_first_page(open_room: OpenRoom) -> None:
    room = open_room()
    room.session.open(ChoosePage("use", subject="alchemy"))
    assert room.start.isVisible()


@pytest.mark.parametrize(
    ("place", "page"),
    [
        (Place(Room.CHOOSE), None),
        (Place(Room.CHOOSE, choosing="start"), ChoosePage()),
        (Place(Room.CHOOSE, decision_id=3), None),  # at whatever page it is
        (Place(Room.CHOOSE, decision_id=3, choosing="questions"), ChoosePage("need", 3)),
        (Place(Room.CHOOSE, decision_id=3, choosing="decision"), ChoosePage("decision", 3)),
        (Place(Room.CHOOSE, use="healthcare"), ChoosePage("use", subject="healthcare")),
        (Place(Room.CHOOSE, choosing="leaderboards"), ChoosePage("leaderboards")),
        (Place(Room.CHOOSE, benchmark="a/b"), ChoosePage("leaderboards", subject="a/b")),
        (Place(Room.CHOOSE, choosing="companies"), ChoosePage("companies")),
    ],
)
def test_a_place_leads_to_its_page(place: Place, page: ChoosePage | None) -> None:
    assert page_of(place) == page
