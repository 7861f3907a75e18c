"""The side with the candidates: what is found and kept, what is left out, and that nothing jumps."""

from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from explorer.base.settings import SettingsFile
from explorer.choose.decision import Decision, KeptCandidate
from explorer.choose.need import Need, Purpose, UseAt
from explorer.domain.places import Place, Room
from explorer.kit.buttons import Button
from explorer.rooms.choose.session import ChooseSession
from explorer.rooms.room_services import RoomServices
from tests.choose.candidates.conftest import OpenSide
from tests.choose.proposing.repos import CLEAR, COPY, card, chat_repo, put_file
from tests.hub.server import TestHub

WORK = Need(purposes=(Purpose.CHAT,), languages=("en", "de"), used_at=UseAt.WORK)
FOUND = ["Heath 4B", "Vault 2B", "Plain 2B", "Harbour 3B it"]


def decision(session: ChooseSession) -> Decision:
    assert session.stored is not None
    return session.stored.decision


def change_need(session: ChooseSession, **answers: object) -> None:
    def change(now: Decision) -> Decision:
        return msgspec.structs.replace(now, need=msgspec.structs.replace(now.need, **answers))

    session.change(change)


def test_each_says_why_it_is_here_and_what_nobody_says(open_side: OpenSide) -> None:
    side = open_side(WORK)
    side.wait_until_read()
    assert side.names == FOUND
    assert side.head == "4 candidates · of 8 found"
    assert side.lines("Heath 4B") == [
        "Apache 2.0 allows use at work · English and German are among its languages",
        "Not known: its training data",
    ]
    assert "Its maker asks for a form or an approval before the download" in side.lines("Vault 2B")


def test_what_is_left_out_says_why(open_side: OpenSide) -> None:
    side = open_side(WORK)
    side.wait_until_read()
    assert side.left_out == [
        "Study 3B Instruct: Qwen Research allows no commercial use",
        "Narrow 1B: Its card names English only",
        "Titan 600B: Too big for this machine",
    ]


def test_what_is_ticked_is_kept_at_once_and_counted(open_side: OpenSide, session: ChooseSession) -> None:
    side = open_side(WORK)
    side.wait_until_read()
    assert not side.pane.foot.measure.isEnabled()
    assert side.pane.foot.measure.toolTip()
    side.tick("Heath 4B")
    side.tick("Plain 2B")
    assert [one.repo for one in decision(session).kept] == [CLEAR, "quiet/Plain-2B-GGUF"]
    assert side.foot == "2 chosen · 600 B to download"
    assert side.pane.foot.measure.text() == "Try these 2…"
    side.tick("Plain 2B")
    assert [one.repo for one in decision(session).kept] == [CLEAR]
    assert side.names == FOUND  # where they stood


def test_another_answer_is_looked_for_after_a_pause_with_what_is_kept_on_top(
    open_side: OpenSide, session: ChooseSession
) -> None:
    side = open_side(WORK)
    side.wait_until_read()
    side.tick("Plain 2B")
    change_need(session, languages=())
    assert side.pane.search.state.is_searching
    assert side.names == FOUND  # until there is something else
    side.wait_until_read()
    assert side.names[0] == "Plain 2B"
    assert "Narrow 1B" in side.names


def test_what_is_typed_asks_nothing(open_side: OpenSide, session: ChooseSession, test_hub: TestHub) -> None:
    side = open_side(WORK)
    side.wait_until_read()
    asked = len(test_hub.requests)
    change_need(session, words="Letters of a clinic")
    assert not side.pane.search.state.is_searching
    assert len(test_hub.requests) == asked


def test_what_the_license_forbids_may_be_kept_and_stays_marked(
    open_side: OpenSide, session: ChooseSession
) -> None:
    side = open_side(WORK)
    side.wait_until_read()
    side.keep_anyway("Study")
    assert [one.title for one in decision(session).kept] == ["Study 3B Instruct"]
    assert "Qwen Research allows no commercial use" in side.lines("Study 3B Instruct")
    assert not any("Study" in words for words in side.left_out)


def test_the_reasons_have_quotes_sources_and_the_way_to_discover(
    open_side: OpenSide, went: list[Place]
) -> None:
    side = open_side(WORK)
    side.wait_until_read()
    popup, words = side.reasons("Heath 4B")
    assert "license: apache-2.0" in words
    assert "card, line 2" in words
    assert "no legal advice" in words
    assert "1 other repo" in words
    links = [one.text() for one in popup.findChildren(Button)]
    assert "Text of the license" in links
    assert "Show it in its source" in links
    popup.open.click()
    assert went == [Place(Room.DISCOVER, repo_id=CLEAR)]


def test_what_is_left_may_be_the_one_that_nobody_says_anything_of(open_side: OpenSide) -> None:
    side = open_side(Need(languages=("fi",), used_at=UseAt.WORK))
    side.wait_until_read()
    assert side.names == ["Plain 2B"]
    assert not side.pane.list.nothing.isVisible()


def test_the_cards_of_all_that_is_shown_are_read_and_of_what_is_ticked(
    open_side: OpenSide, session: ChooseSession, root: Path
) -> None:
    narrow = "# A model\n\n## License\n\nThis model is for non-commercial use only.\n"
    for number in range(20):
        body = narrow if number > 10 else "# A model\n"
        chat_repo(
            root, f"many/M{number}-GGUF", card("apache-2.0", "en, de", "", body), downloads=3000 - number
        )
    side = open_side(WORK)
    side.wait_until_read()
    more = side.pane.list.more
    while more.isVisible():
        more.click()
        side.wait_until_read()
    assert len(side.names) > 8
    assert all(row.candidate.is_read for row in side.pane.list.rows.values())
    assert not {f"M{number}" for number in range(11, 20)} & set(side.names)
    side.tick("M10")
    assert [bool(one.commit and one.sha256) for one in decision(session).kept] == [True]


def test_before_anything_is_answered_only_the_card_of_what_is_ticked_is_read(
    open_side: OpenSide, session: ChooseSession
) -> None:
    side = open_side(Need())
    side.wait_until_read()
    rows = side.pane.list.rows.values()
    assert rows
    assert not any(row.candidate.is_read for row in rows)
    assert not any("allows use" in line for row in rows for line in side.lines(row.name.text()))
    side.tick("Heath 4B")
    (kept,) = decision(session).kept
    side.wait_until_read()
    assert [row.name.text() for row in rows if row.candidate.is_read] == ["Heath 4B"]
    (read,) = decision(session).kept
    assert (bool(kept.sha256), bool(read.commit and read.sha256)) == (False, True)
    assert read.id == kept.id  # by which the trial and what was entered know it


def test_nothing_at_all_fits(open_side: OpenSide, test_hub: TestHub) -> None:
    for name in ("quiet/Plain-2B-GGUF",):
        (test_hub.repos.root / name / "README.md").write_text(
            "---\ntags: [conversational]\nlanguage: sv\n---\n"
        )
    side = open_side(Need(languages=("fi",), used_at=UseAt.WORK))
    side.wait_until_read()
    assert side.pane.list.nothing.isVisible()
    words = side.pane.list.nothing.words.text()
    assert words.startswith("Left out because the card names other languages: 5 of 7.")


def test_offline_from_the_start_says_so_and_tries_again(open_side: OpenSide, settings: SettingsFile) -> None:
    settings.change(offline=True)
    side = open_side(WORK)
    side.wait_until_read()
    assert side.names == []
    assert side.error
    settings.change(offline=False)
    side.wait_until_read()
    assert side.names == FOUND


def test_offline_later_keeps_what_was_seen(open_side: OpenSide, settings: SettingsFile) -> None:
    side = open_side(WORK)
    side.wait_until_read()
    settings.change(offline=True)
    side.wait_until_read()
    assert side.names == FOUND
    assert side.pane.trouble.isVisible()


def test_a_hub_that_fails_is_asked_again(open_side: OpenSide, test_hub: TestHub) -> None:
    test_hub.fault("/api/models", "status", code=500)
    side = open_side(WORK)
    side.wait_until_read()
    assert side.error
    test_hub.faults.clear()
    side.pane.retry()
    side.wait_until_read()
    assert side.names == FOUND


def test_kept_ones_survive_a_restart_and_follow_their_download(
    open_side: OpenSide, session: ChooseSession, services: RoomServices, qtbot: QtBot
) -> None:
    side = open_side(WORK)
    side.wait_until_read()
    side.tick("Heath 4B")
    kept = decision(session).kept[0]
    put_file(services.catalog.models_folder, kept)
    services.catalog.rescan()
    qtbot.waitUntil(lambda: bool(decision(session).kept[0].reference))
    side.wait_until_read()
    assert decision(session).kept[0].id == kept.id
    assert side.ticked == ["Heath 4B"]
    assert "to download" not in side.foot


def test_a_kept_one_that_is_not_found_any_more_stays(open_side: OpenSide, session: ChooseSession) -> None:
    side = open_side(WORK)
    side.wait_until_read()
    gone = KeptCandidate("hub:far/Away-GGUF/a.gguf", "Away 7B", "far", "far/Away-GGUF", file="a.gguf", size=5)
    session.change(lambda now: msgspec.structs.replace(now, kept=(gone,)))
    assert side.lines("Away 7B") == ["Not found for your present answers; untick to drop it"]
    assert side.ticked == ["Away 7B"]


def test_a_kept_copy_is_the_candidate_that_offers_the_same(
    open_side: OpenSide, session: ChooseSession
) -> None:
    side = open_side(WORK)
    side.wait_until_read()
    copy = KeptCandidate(f"hub:{COPY}/a.gguf", "Heath 4B Q4", "packer", COPY, file="a.gguf", size=5)
    session.change(lambda now: msgspec.structs.replace(now, kept=(copy,)))
    assert side.names == FOUND
    assert side.ticked == ["Heath 4B"]
    assert decision(session).kept == (copy,)


@pytest.mark.parametrize("languages", [(), ("en", "de")])
def test_rows_do_not_move_under_the_pointer(
    open_side: OpenSide, session: ChooseSession, qtbot: QtBot, languages: tuple[str, ...]
) -> None:
    """As soon as somebody is at the rows, what is read later only adds to them."""
    side = open_side(msgspec.structs.replace(WORK, languages=languages))
    qtbot.waitUntil(lambda: bool(side.pane.list.rows))
    side.pane.list.touched.emit()
    seen = list(side.pane.list.rows)
    side.wait_until_read()
    assert list(side.pane.list.rows)[: len(seen)] == seen
