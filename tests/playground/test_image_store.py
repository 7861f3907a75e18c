"""Images of chats on disk: each once, as long as something has it, and then not a byte of it."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from explorer.base.store import Store
from explorer.domain.errors import KnownError
from explorer.domain.generation import ChatMessage
from explorer.domain.images import ChatImage
from explorer.domain.model import Capability
from explorer.kit.image_decoding import chat_image
from explorer.rooms.playground.chats.exchange import own_format
from explorer.rooms.playground.chats.exchange.exporting import write_chats
from explorer.rooms.playground.chats.exchange.stored_chats import ExchangeStore
from explorer.rooms.playground.chats.images import AttachedImage
from explorer.rooms.playground.chats.session import ChatSession
from explorer.rooms.playground.chats.settings import ChatSettingsStore
from explorer.rooms.playground.chats.store import Chats, HandedMessages, TurnRecord
from tests.backends.scripted import SEEING, ScriptedModel
from tests.pictures import encoded, picture
from tests.playground.exchange.making import bring_in
from tests.playground.test_records import OPTIONS

EYES = ScriptedModel("Eyes 4B", capabilities=SEEING)
IMAGE, OTHER = chat_image(encoded(picture())), chat_image(encoded(picture(colour="#dd2222")))


@pytest.fixture
def session(store: Store, qapp: QApplication) -> Iterator[ChatSession]:
    made = ChatSession(Chats(store), ChatSettingsStore(store))
    yield made
    made.close()


def ask(session: ChatSession, text: str, *images: ChatImage) -> tuple[ChatMessage, ...]:
    """What the model is sent."""
    chats, chat = session.chats, session.chat.id if session.chat is not None else None
    for number, image in enumerate(images):
        chats.images.wait(chat, image, f"{number}.png")
    _question, answer, asked = session.ask(text, EYES, OPTIONS, chats.images.waiting(chat))
    session.replace(replace(answer, text="It is blue."))
    chats.update(session.turns[-1])
    assert not isinstance(asked.prompt, str)
    return tuple(asked.prompt)


def kept(store: Store) -> set[str]:
    return {row["sha256"] for row in store.read("SELECT sha256 FROM images")}


def is_on_disk(store: Store, image: ChatImage) -> bool:
    files = (path for path in store.path.parent.rglob("*") if path.is_file())
    return any(image.data[60:] in path.read_bytes() for path in files)


def test_an_image_is_kept_once_whatever_chats_have_it(session: ChatSession, store: Store) -> None:
    ask(session, "One", IMAGE, OTHER)
    session.open(None)
    ask(session, "Two", IMAGE)
    assert kept(store) == {IMAGE.sha256, OTHER.sha256}
    assert session.chats.images.read(IMAGE.sha256) == IMAGE


def test_of_a_chat_that_is_deleted_for_good_no_byte_of_an_image_is_left(
    session: ChatSession, store: Store
) -> None:
    ask(session, "One", IMAGE, OTHER)
    first = session.turns[0].chat
    session.open(None)
    ask(session, "Two", OTHER)
    chats = session.chats
    assert is_on_disk(store, IMAGE)
    chats.delete(first)
    chats.empty_bin()
    assert kept(store) == {OTHER.sha256}
    assert store.has_remains
    store.write_anew()
    assert not is_on_disk(store, IMAGE)
    assert is_on_disk(store, OTHER)


def test_one_of_a_message_that_was_deleted_can_come_back_until_the_next_start(
    session: ChatSession, store: Store
) -> None:
    ask(session, "One", IMAGE)
    deleted = session.delete_turn(session.turns[0])
    assert kept(store) == {IMAGE.sha256}
    session.chats.restore_turn(deleted)
    session.show(deleted.turn)
    assert len(session.images[session.turns[0].id]) == 1
    session.delete_turn(session.turns[0])
    store.empty_bin()
    store.remove_stray_images()
    assert kept(store) == set()
    store.write_anew()
    assert not is_on_disk(store, IMAGE)


def test_one_that_waits_for_a_chat_without_a_row_survives_a_start(session: ChatSession, store: Store) -> None:
    session.chats.images.wait(None, IMAGE, "holiday.png")
    store.empty_bin()
    store.remove_stray_images()
    (waiting,) = session.chats.images.waiting(None)
    assert (waiting.name, waiting.width, waiting.height) == ("holiday.png", 64, 48)
    session.chats.images.drop(None, waiting)
    assert (kept(store), session.chats.images.waiting(None)) == (set(), ())


def test_nothing_of_one_in_a_temporary_chat_is_in_any_file_until_it_is_kept(
    session: ChatSession, store: Store
) -> None:
    session.open_temporary()
    (message,) = ask(session, "One", IMAGE)
    assert message.images == (IMAGE,)
    assert not is_on_disk(store, IMAGE)
    session.keep_temporary()
    assert kept(store) == {IMAGE.sha256}
    assert session.images[session.turns[0].id][0].sha256 == IMAGE.sha256


def test_a_copy_has_them_too_and_keeps_them(session: ChatSession, store: Store) -> None:
    ask(session, "One", IMAGE)
    chats, first = session.chats, session.turns[0].chat
    copy = chats.duplicate(first, "Copy")
    chats.delete(first)
    chats.empty_bin()
    session.open(copy)
    assert session.images[session.turns[0].id][0].name == "0.png"
    assert kept(store) == {IMAGE.sha256}


def test_only_a_model_that_sees_is_sent_them_and_what_was_left_out_is_counted(session: ChatSession) -> None:
    ask(session, "One", IMAGE, OTHER)
    blind = replace(EYES, capabilities=EYES.capabilities - {Capability.SEES})
    _question, answer, asked = session.ask("And now?", blind, OPTIONS)
    assert all(not message.images for message in asked.prompt if isinstance(message, ChatMessage))
    assert (session.unseen(blind), session.unseen(EYES), answer.record.unseen) == (2, 0, 2)
    _question, answer, asked = session.ask_again(EYES, OPTIONS)
    assert [len(message.images) for message in asked.prompt if isinstance(message, ChatMessage)] == [2, 0, 0]
    assert answer.record.unseen == 0


def test_a_digest_tells_images_apart_and_is_as_ever_without() -> None:
    def digest(*images: ChatImage) -> str:
        return HandedMessages.of((ChatMessage("user", "What is it?", images=images),)).digest

    assert digest() == "294395bc774c258c844b7f95"
    assert len({digest(), digest(IMAGE), digest(OTHER), digest(IMAGE, OTHER)}) == 4


def test_json_takes_them_along_and_other_bytes_than_they_say_are_not_taken(
    session: ChatSession, store: Store, tmp_path: Path
) -> None:
    ask(session, "One", IMAGE)
    ask(session, "Two", OTHER)
    chat, path = session.turns[0].chat, tmp_path / "chats.json"
    write_chats(ExchangeStore(store), [chat], path)
    other = Store(tmp_path / "other" / "store.sqlite3")
    (number,) = bring_in(other, path).came
    images = Chats(other).images
    assert [one.sha256 for found in images.of_questions(number).values() for one in found] == [
        IMAGE.sha256, OTHER.sha256,
    ]  # fmt: skip
    assert images.read(IMAGE.sha256) == IMAGE
    other.close()
    changed = json.loads(path.read_bytes())
    kept_images = changed["chats"][0]["images"]
    kept_images[IMAGE.sha256] = kept_images[OTHER.sha256]
    path.write_text(json.dumps(changed))
    third = Store(tmp_path / "third" / "store.sqlite3")
    (number,) = bring_in(third, path).came
    found = Chats(third).images.of_questions(number)
    assert [(one.name, one.width) for one in sum(found.values(), ())] == [("0.png", 0), ("0.png", 64)]
    third.close()


def test_html_has_them_in_itself_and_markdown_in_a_folder_beside_it(
    session: ChatSession, store: Store, tmp_path: Path
) -> None:
    ask(session, "One", IMAGE)
    chat, exports = session.turns[0].chat, ExchangeStore(store)
    page = write_chats(exports, [chat], tmp_path / "c.html").read_text(encoding="utf-8")
    assert page.count('<img src="data:image/png;base64,') == 1
    assert "img-src data:; style-src" in page
    text = write_chats(exports, [chat], tmp_path / "my chats.md").read_text(encoding="utf-8")
    (name,) = re.findall(r"!\[0.png\]\(my%20chats%20images/(\w+\.png)\)", text)
    assert (tmp_path / "my chats images" / name).read_bytes() == IMAGE.data
    assert not (tmp_path / "c images").exists()
    own = tmp_path / "my chats images" / "own.png"
    own.write_bytes(b"")
    session.open(None)
    ask(session, "Two", OTHER)
    write_chats(exports, [session.turns[0].chat], tmp_path / "my chats.md")
    (other,) = {path.read_bytes() for path in own.parent.iterdir() if path != own}
    assert other == OTHER.data
    assert own.exists()


def test_json_that_could_not_come_in_again_is_not_written(
    session: ChatSession, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(session, "One", IMAGE)
    monkeypatch.setattr(own_format, "LARGEST", len(IMAGE.data))
    with pytest.raises(KnownError) as told:
        write_chats(ExchangeStore(store), [session.turns[0].chat], tmp_path / "c.json")
    assert told.value.advice == "Export fewer chats at once."
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("c.json")]


def test_opening_a_chat_and_asking_in_it_reads_no_image_before_it_is_sent(
    session: ChatSession, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(session, "One", IMAGE)
    chat = session.chats.find(session.turns[0].chat)
    read: list[str] = []
    real = store.read

    def noted(sql: str, *values: object) -> list[dict[str, Any]]:
        read.append(sql)
        return real(sql, *values)

    monkeypatch.setattr(store, "read", noted)
    session.open(None)
    session.open(chat)
    assert session.images
    message = ask(session, "Two")[0]
    assert not any("FROM images" in sql and "*" in sql for sql in read)
    assert [image.data for image in message.images] == [IMAGE.data]
    assert AttachedImage(session.images[session.turns[0].id][0].attachment, 64, 48).bare().data == b""


def test_what_another_program_only_named_is_not_there(session: ChatSession) -> None:
    ask(session, "One")
    session.chats.attachments.add(session.turns[0].chat, "image", "", "lost.png", message=session.turns[0].id)
    session.open(session.chats.find(session.turns[0].chat))
    (lost,) = session.images[session.turns[0].id]
    assert (lost.name, lost.width, session.turns[0].record) == ("lost.png", 0, TurnRecord())
    assert ask(session, "Two")[0].images == ()
