"""Documents in a temporary chat: as in any other, and nothing of them reaches the disk unless it is kept."""

import hashlib
import shutil
import tempfile
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QMimeData

from explorer.base.paths import Paths
from explorer.documents.index.search import search
from explorer.documents.index.store import DocumentIndex
from explorer.documents.index.writing import FileStamp
from explorer.documents.indexing_controller import IndexingController
from explorer.documents.passages import ReadPage
from explorer.documents.reading.read import DocumentReader
from explorer.kit.question import DangerQuestion
from explorer.rooms.playground.chats.chat_documents import ChatDocuments
from explorer.rooms.playground.chats.store import Chats
from explorer.rooms.playground.composer.attachment_rows import AttachmentsRow
from explorer.rooms.playground.transcript.answer_rows import AnswerRow
from explorer.rooms.room_services import RoomServices
from tests.documents.made_pdf import locked_pdf
from tests.pages.playground import part
from tests.playground.conftest import Table
from tests.playground.test_documents import GUIDE, choose_collection, citing_models, paste, paste_file, said
from tests.playground.test_pane import button, words
from tests.playground.test_temporary_chat import WORD, files_with

__all__ = ["citing_models"]

SECRET = f"The {WORD} is kept behind the second door."


def begin(table: Table, models: Path) -> None:
    table.open(models)
    table.use("Citing")
    table.page.command("New temporary chat").run()


def attach(table: Table, path: Path, text: str) -> None:
    path.write_text(text)
    paste_file(table, path)
    table.wait(lambda: any(name == path.name and "tokens" in told for name, told in said(table)))


def chapters(word: str) -> str:
    lines = (f"Line {n} of the {word} tells of thing{n}. " * 12 for n in range(60))
    return "\n\n".join(f"# Part {n}\n\n{line}" for n, line in enumerate(lines))


def given_titles(table: Table) -> list[str]:
    """Of the last answer."""
    session = table.page.session
    return [one.title for one in session.chats.given.of(session.turns[-1].id)]


def leave(table: Table) -> None:
    table.page.new_chat()
    table.pane.findChildren(DangerQuestion)[-1].agree.click()


def test_no_byte_of_a_document_of_a_temporary_chat_is_on_the_disk(
    table: Table, citing_models: Path, tmp_path: Path, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    for name in ("TMPDIR", "TMP", "TEMP", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(scratch))
    monkeypatch.setattr(tempfile, "tempdir", None)
    begin(table, citing_models)
    attach(table, tmp_path / f"{WORD}.txt", SECRET)
    table.ask(f"Where is the {WORD}?")
    attach(table, tmp_path / "book.md", chapters(WORD))
    pasted = QMimeData()
    pasted.setText(f"{WORD} " * 2_000)
    paste(table, pasted)
    table.wait(lambda: len(said(table)) == 2 and all("tokens" in told for _, told in said(table)))
    table.ask(f"What does the {WORD} tell of thing42?")
    assert "book.md" in given_titles(table)
    paste_file(table, locked_pdf(tmp_path / "locked.pdf", [SECRET]))
    paste_file(table, tmp_path / f"{WORD}.txt")
    table.wait(lambda: len(said(table)) == 2 and not any("reading" in told for _, told in said(table)))
    home = (paths.root, scratch)
    (paths.root / "there.txt").write_text("there")
    (scratch / "there.txt").write_text("there")
    assert [files_with(folder, WORD) for folder in home] == [[], []], "a kill leaves what is there now"
    leave(table)
    table.pane.close_room()
    assert [files_with(folder, WORD) for folder in home] == [[], []]
    assert not paths.documents.exists()


def test_it_is_given_and_cited_and_shown_as_in_any_other(
    table: Table, citing_models: Path, tmp_path: Path
) -> None:
    begin(table, citing_models)
    attach(table, tmp_path / "guide.txt", GUIDE)
    table.ask("What must a letter say?")
    (row,) = table.pane.findChildren(AnswerRow)
    (reference,) = row.references.buttons()
    reference.click()
    pane = table.page.layout.passages
    assert (set(pane.shown.cited), pane.open_number()) == ({1}, 1)
    attach(table, tmp_path / "book.md", chapters("list"))
    table.ask("What is said about thing42?")
    assert set(given_titles(table)) == {"book.md"}
    table.page.layout.open_side("passages")
    assert pane.shown.searched > len(pane.shown.given)


def test_a_collection_is_searched_beside_its_own_documents_and_stays_as_it_was(
    table: Table, citing_models: Path, tmp_path: Path
) -> None:
    index = table.core.documents
    made = index.create("Guidelines")
    index.put(Path("guide.txt"), made.key, (ReadPage(1, GUIDE),), "0" * 64, "text", FileStamp(1, 0))
    before = index.reads.read("SELECT total_changes() AS n")
    begin(table, citing_models)
    choose_collection(table, "Guidelines")
    attach(table, tmp_path / "book.md", chapters("diagnosis"))
    table.ask("What does the diagnosis of thing42 state?")
    assert set(given_titles(table)) == {"guide.txt", "book.md"}
    assert table.page.layout.passages.shown.searched > 60
    assert index.reads.read("SELECT total_changes() AS n") == before
    assert index.collections("chat") == ()
    assert Chats(table.store).all() == ()


def test_its_passages_are_found_by_what_they_mean(
    table: Table, citing_models: Path, tmp_path: Path, paths: Paths
) -> None:
    models = tmp_path / "models"
    shutil.copytree(citing_models, models)
    table.embeds = True
    begin(table, models)
    services, made = table.opened[-1], list[IndexingController]()

    def note(index: DocumentIndex) -> IndexingController:
        made.append(RoomServices.indexing_of(services, index))
        return made[-1]

    services.__dict__["indexing_of"] = note
    attach(table, tmp_path / "book.md", f"{chapters('list')}\n\n# Pets\n\nA kitten may live in the flat.")
    table.qtbot.waitUntil(lambda: made[0].status.done == made[0].status.total > 0, timeout=60_000)
    table.ask("Is it allowed to own a cat?")
    given = table.page.session.chats.given.of(table.page.session.turns[-1].id)
    assert "kitten" in given[0].text
    assert given[0].ranks.by_meaning == 1
    assert not paths.documents.exists()


def test_when_it_is_kept_so_are_its_documents(table: Table, citing_models: Path, tmp_path: Path) -> None:
    index, same = table.core.documents, hashlib.sha256(GUIDE.encode()).hexdigest()
    there = index.put(
        Path("other.txt"), index.create("Others").key, (ReadPage(1, GUIDE),), same, "text", FileStamp(1, 0)
    )
    begin(table, citing_models)
    attach(table, tmp_path / "guide.txt", GUIDE)
    attach(table, tmp_path / "book.md", chapters("list"))
    table.ask("What is said about thing42?")
    attach(table, tmp_path / "ward.txt", "The ward lists what is open.")
    (tmp_path / "empty.txt").write_text("")
    paste_file(table, tmp_path / "empty.txt")
    table.wait(lambda: "holds no text" in dict(said(table)).values())
    button(table.pane, "Keep this chat").click()
    table.wait(lambda: not table.page.session.is_temporary)
    table.ask("And about thing17?")  # also of the file that waited
    assert said(table) == [("empty.txt", "holds no text")]
    chats = table.page.session.stored
    (chat,) = chats.all()
    assert table.page.session.chats is chats
    attached = {one.name: one.reference for one in chats.attachments.of_chat(chat.id)}
    assert set(attached) == {"guide.txt", "book.md", "ward.txt"}
    assert attached["guide.txt"] == there.key
    (home,) = index.collections("chat")
    assert home.name == str(chat.id)
    assert {one.key for one in index.documents(home.key) if one.state == "read"} == set(attached.values())
    first, second = (chats.given.of(turn.id) for turn in chats.turns(chat.id)[1::2])
    assert {one.document for one in (*first, *second)} == set(attached.values())
    assert [one.title for one in second].count("guide.txt") == 0, "it stands in the conversation"
    assert "thing17" in search(index, "thing17", documents=[attached["book.md"]])[0].passage.text


def test_one_that_is_left_while_its_file_is_read_leaves_nothing_to_the_next(
    table: Table, citing_models: Path, tmp_path: Path, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Path] = []
    check = DocumentReader._check

    def note(reader: DocumentReader, path: Path) -> None:
        begun.append(path)
        check(reader, path)

    monkeypatch.setattr(DocumentReader, "_check", note)
    begin(table, citing_models)
    (tmp_path / "book.txt").write_text(chapters(WORD) * 40)
    paste_file(table, tmp_path / "book.txt")
    table.wait(lambda: bool(begun))
    table.page.new_chat()
    assert part(table.pane, AttachmentsRow).chips() == []
    table.page.command("New temporary chat").run()
    attach(table, tmp_path / "guide.txt", GUIDE)
    assert [name for name, _ in said(table)] == ["guide.txt"]
    table.page.new_chat()
    table.tasks.close()
    assert table.messages.all == []
    assert files_with(paths.root, WORD) == []


def test_a_document_is_forgotten_also_where_a_temporary_chat_was_given_it(
    table: Table, citing_models: Path, tmp_path: Path
) -> None:
    begin(table, citing_models)
    attach(table, tmp_path / "guide.txt", GUIDE)
    table.ask("What must a letter say?")
    pane = table.page.layout.passages
    table.page.layout.open_side("passages")
    pane.forget_wanted.emit(pane.shown.given[0])
    question = part(table.pane, DangerQuestion)
    assert "only in memory" in words(question)
    question.agree.click()
    table.wait(lambda: bool(table.messages.all))
    table.ask("And what else?")
    session = table.page.session
    assert GUIDE not in session.chats.sent.of(session.turns[-1].id)
    assert [one.text for one in session.chats.given.of(session.turns[1].id)] == [""]


def test_what_is_forgotten_while_its_chat_is_kept_is_gone_from_the_disk_too(
    table: Table, citing_models: Path, tmp_path: Path, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(table, citing_models)
    attach(table, tmp_path / "guide.txt", f"{GUIDE} {WORD}")
    table.ask("What must a letter say?")
    taken, goes_on, take_over = Event(), Event(), ChatDocuments.take_over

    def slow(*args: Any) -> None:
        take_over(*args)
        taken.set()
        goes_on.wait(20)

    monkeypatch.setattr(ChatDocuments, "take_over", slow)
    table.page.layout.open_side("passages")
    pane = table.page.layout.passages
    button(table.pane, "Keep this chat").click()
    table.wait(taken.is_set)
    pane.forget_wanted.emit(pane.shown.given[0])
    part(table.pane, DangerQuestion).agree.click()
    goes_on.set()
    table.wait(lambda: any("is forgotten" in one.text for one in table.messages.all))
    table.wait(lambda: not table.page.session.is_temporary)
    (home,) = table.core.documents.collections("chat")
    assert table.core.documents.documents(home.key) == ()
    session = table.page.session
    assert [one.text for one in session.chats.given.of(session.turns[1].id)] == [""]
