"""A column that was removed comes back with all it had."""

from dataclasses import replace
from datetime import UTC, datetime

from explorer.domain.places import Place
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.compare.document.document import changed_column
from explorer.rooms.compare.document.votes import Ballot, Vote, VoteVerdict
from explorer.rooms.compare.pane import ANSWERS, ComparePane
from tests.compare.conftest import ENDLESS, ONE, TWO, Around
from tests.compare.making import fill, result
from tests.pages.compare import AnswersPage, ComparePage


def filled(around: Around) -> Comparisons:
    """Three columns; the one in the middle has a name, settings, an answer and a vote."""
    kept = Comparisons(around.store)
    document = fill(kept, [ENDLESS, ONE, TWO], ["Why?", "How?"])
    document = changed_column(document, ONE, label="Mine", system="Be brief.")
    kept.change(replace(document, baseline=ONE))
    kept.answers.add(kept.current.id, result(ONE, "Why?", "p1"))
    vote = Vote(Ballot("p1", "", ONE, TWO), VoteVerdict.LEFT, datetime.now(UTC))
    kept.answers.add_vote(kept.current.id, vote)
    return kept


def remove(room: ComparePane, key: str) -> None:
    AnswersPage(room).choose(key, "Remove")


def undo(around: Around, room: ComparePane) -> None:
    """As the message does it; the app leads to the place."""
    action = around.messages.all[-1].action
    assert action is not None
    action.run()
    for place in around.went:
        room.show_place(place)


def test_a_removed_column_comes_back_with_its_answers_votes_settings_and_place(around: Around) -> None:
    kept = filled(around)
    before = kept.current.document
    room = around.open()
    around.qtbot.waitUntil(lambda: len(room.columns()) == 3)
    room.show_part(ANSWERS)
    AnswersPage(room).prompt.back.click()  # to the first prompt, which is answered
    read = room.session.board.columns[0]
    remove(room, ONE)
    assert [column.key for column in room.columns()] == [ENDLESS, TWO]
    assert around.messages.all[-1].text == "“Mine” was removed."
    undo(around, room)
    around.qtbot.waitUntil(lambda: len(room.columns()) == 3)
    assert room.session.document == before
    assert room.session.board.columns[0] is read  # the others are not read anew
    assert AnswersPage(room).prompt.text == "Why?"  # and the prompt on the screen stays
    assert AnswersPage(room).columns()[ONE].text.strip() == "Hello"
    assert len(room.session.kept.answers.votes(room.session.kept.current.id)) == 1


def test_what_was_removed_comes_back_once_and_in_a_room_that_opened_since(around: Around) -> None:
    before = filled(around).current.document
    room = around.open()
    around.qtbot.waitUntil(lambda: len(room.columns()) == 3)
    remove(room, ONE)
    room.close_room()
    again = around.open()
    around.qtbot.waitUntil(lambda: len(again.columns()) == 2)
    undo(around, again)
    undo(around, again)
    around.qtbot.waitUntil(lambda: len(again.columns()) == 3)
    assert again.session.document == before


def test_a_column_of_another_comparison_comes_back_there(around: Around) -> None:
    number = filled(around).current.id
    room = around.open()
    around.qtbot.waitUntil(lambda: len(room.columns()) == 3)
    remove(room, ONE)
    ComparePage(room).start_new()
    assert room.columns() == ()
    undo(around, room)
    assert around.went == [Place(around.went[0].room, comparison_id=number)]
    around.qtbot.waitUntil(lambda: [column.key for column in room.columns()] == [ENDLESS, ONE, TWO])


def test_a_column_of_a_deleted_comparison_or_a_full_one_says_so(around: Around) -> None:
    filled(around)
    room = around.open()
    around.qtbot.waitUntil(lambda: len(room.columns()) == 3)
    remove(room, ONE)
    back = around.messages.all[-1].action
    assert back is not None
    for _ in range(4):
        room.session.board.add_again(TWO)
    back.run()
    assert around.messages.all[-1].text == "A comparison has at most 6 models."
    ComparePage(room).delete()
    back.run()
    assert around.messages.all[-1].text == "This comparison was deleted."
    assert around.went == []
