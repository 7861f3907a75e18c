"""What is answered is kept at once, what is typed after a pause or on leaving; nobody has to know."""

from PySide6.QtTest import QTest

from explorer.choose.need import InUnion, Need, Pace, Privacy, Purpose, UseAt
from explorer.domain.places import ENDPOINTS, Place
from explorer.kit.title_edit import TitleEdit
from explorer.rooms.choose.session import ChoosePage
from explorer.rooms.room_services import RoomServices
from tests.backends.scripted import ScriptedModel
from tests.choose.room.conftest import OpenRoom
from tests.pages.choose import kept_words
from tests.pages.compare import part


def test_every_answer_is_kept_at_once(open_room: OpenRoom) -> None:
    room = open_room()
    page = room.begin()
    page.press("Extracting data", "Code", "English")
    page.choose("Do you use it at work?", "At work")
    page.choose("Used in the European Union?", "Yes")
    page.choose("What I write", "Stay on this machine")
    page.choose("Answers come", "I can wait")
    assert room.need == Need(
        "", (Purpose.EXTRACTION, Purpose.CODE), ("en",), UseAt.WORK, InUnion.YES, Privacy.HERE, Pace.WAIT
    )
    page.press("Code")
    assert room.need.purposes == (Purpose.EXTRACTION,)


def test_what_is_typed_is_kept_after_a_pause_and_names_the_decision(open_room: OpenRoom) -> None:
    room = open_room()
    page = room.begin()
    assert room.title == "A new decision"
    page.write("Sort complaints by product")
    assert room.need.words == ""
    kept_words(room, "Sort complaints by product")
    assert room.title == "Sort complaints by product"


def test_what_is_typed_is_hinted_at_and_ticks_nothing(open_room: OpenRoom) -> None:
    room = open_room()
    page = room.begin()
    page.write("Take dates out of letters to patients")
    kept_words(room, "Take dates out of letters to patients")
    assert any("Sounds like Extracting data, Healthcare: tick what fits." in text for text in page.texts)
    assert page.pressed == []
    page.press("Extracting data", "Healthcare")
    assert not any("Sounds like" in text for text in page.texts)


def test_a_pause_between_two_words_leaves_the_caret_where_it_is(open_room: OpenRoom) -> None:
    room = open_room()
    page = room.begin()
    page.write("Sort ")
    kept_words(room, "Sort")
    field = page.side.words
    assert (field.text(), field.textCursor().position()) == ("Sort ", 5)
    QTest.keyClicks(field, "complaints")
    kept_words(room, "Sort complaints")
    assert (field.text(), field.textCursor().position()) == ("Sort complaints", 15)


def test_what_is_typed_is_kept_on_leaving(open_room: OpenRoom) -> None:
    room = open_room()
    page = room.begin()
    number = room.session.page.decision
    page.write("Sort complaints")
    page.back()
    kept = room.session.store.decision(number)
    assert kept is not None
    assert (kept.title, kept.decision.need.words) == ("Sort complaints", "Sort complaints")


def test_what_is_typed_is_kept_when_the_room_ends(open_room: OpenRoom) -> None:
    first = open_room()
    first.begin().write("Sort complaints")
    first.room.close_room()
    again = open_room()
    assert again.need.words == "Sort complaints"  # and the room opens where it was left


def test_what_is_too_long_is_cut_in_sight(open_room: OpenRoom) -> None:
    room = open_room()
    side = room.begin().side
    side.words.setPlainText("word " * 500)
    room.session.open(ChoosePage())
    kept = room.session.store.listed()[0].decision.need.words
    assert kept == side.words.text().strip()
    assert len(side.words.text()) == 2000


def test_words_that_go_on_belong_to_their_own_decision(open_room: OpenRoom) -> None:
    room = open_room()
    room.begin().write("The first")
    first = room.session.page.decision
    room.room.run_command("Ctrl+N")
    second = room.session.page.decision
    room.questions.write("The second")
    room.go(first)
    assert (room.need.words, room.title) == ("The first", "The first")
    assert room.questions.side.words.text() == "The first"
    room.go(second)
    assert room.need.words == "The second"


def test_not_to_know_is_an_answer_that_says_what_it_means(open_room: OpenRoom) -> None:
    room = open_room()
    page = room.begin()
    assert page.follows("Do you use it at work?") == "Taken as work: models that forbid it are left out."
    page.choose("Do you use it at work?", "Only for myself")
    assert "fine" in page.follows("Do you use it at work?")
    page.choose("Do you use it at work?", "I do not know")
    assert room.need.used_at is UseAt.UNKNOWN


def test_another_language_is_found_by_its_name_and_stands_where_it_was_put(open_room: OpenRoom) -> None:
    room = open_room()
    page = room.begin()
    page.another_language("ukr")
    assert room.need.languages == ("uk",)
    page.press("English", "Ukrainian")
    assert room.need.languages == ("en",)
    page.press("Ukrainian")  # its chip is still there
    assert set(room.need.languages) == {"en", "uk"}
    again = open_room()
    assert again.questions.pressed == ["English", "Ukrainian"]


def test_a_given_title_stays_whatever_is_typed(open_room: OpenRoom) -> None:
    room = open_room()
    page = room.begin()
    page.press("Chat")
    assert room.title == "Chat"
    room.rename("Clinic letters: which model?")
    page.write("Take the medicines out")
    kept_words(room, "Take the medicines out")
    assert room.title == "Clinic letters: which model?"


def test_a_name_that_is_being_typed_stays_with_its_decision(open_room: OpenRoom) -> None:
    room = open_room()
    room.begin().press("Chat")
    first = room.session.page.decision
    room.room.run_command("F2")
    part(room.room.page, TitleEdit).field.setText("The clinic")
    room.room.run_command("Ctrl+N")
    assert room.title == "A new decision"
    kept = room.session.store.decision(first)
    assert kept is not None
    assert kept.title == "The clinic"


def test_a_given_title_stays_even_where_it_is_the_proposed_one(open_room: OpenRoom) -> None:
    room = open_room()
    page = room.begin()
    page.press("Chat", "Code")
    room.rename("Chat")
    page.press("Code")
    page.press("Writing")
    assert room.title == "Chat"


def test_a_provider_is_chosen_of_those_that_can_be_asked(open_room: OpenRoom, services: RoomServices) -> None:
    services.catalog.offer((ScriptedModel(),))
    room = open_room()
    side = room.begin().side.provider
    assert side.mark.isVisible()
    side.box.click()
    assert room.need.provider == ScriptedModel().id
    assert [one.reference for one in room.kept] == [ScriptedModel().id]  # it is measured, as the box says
    services.catalog.offer(())  # its server is gone: the answer stays, and says so
    assert side.box.isChecked()
    assert room.need.provider == ScriptedModel().id
    side.box.click()
    assert room.need.provider == ""
    assert room.kept == ()


def test_without_an_endpoint_a_way_leads_to_one(open_room: OpenRoom, went: list[Place]) -> None:
    side = open_room().begin().side.provider
    assert not side.box.isEnabled()
    side.link.click()
    assert went == [ENDPOINTS]


def test_in_a_small_window_the_candidates_stand_behind_the_questions(open_room: OpenRoom) -> None:
    room = open_room()
    page = room.begin().page
    assert page.candidates.isVisible()
    assert not page.to_candidates.isVisible()
    room.room.resize(860, 568)
    QTest.qWait(0)
    assert not page.candidates.isVisible()
    page.to_candidates.click()
    assert page.candidates.isVisible()
    assert not page.questions.isVisible()
    page.to_questions.click()
    assert page.questions.isVisible()
