"""Files that are attached to a chat, what its answers are given of them, and what they refer to."""

import hashlib
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QMenu

from explorer.documents.index.writing import FileStamp
from explorer.documents.passages import ReadPage
from explorer.documents.reading.read import DocumentReader
from explorer.kit.rich_text.highlighted_text import HighlightedText
from explorer.rooms.playground.chats.chat_documents import ChatDocuments
from explorer.rooms.playground.chats.store import Chats
from explorer.rooms.playground.composer.attachment_rows import (
    AttachmentChip,
    AttachmentErrorPopup,
    AttachmentsRow,
)
from explorer.rooms.playground.transcript.answer_rows import AnswerRow
from tests.documents.made_pdf import PASSWORD, locked_pdf
from tests.models.tiny import Tiny, write_tiny
from tests.pages.playground import part
from tests.playground.conftest import Table
from tests.playground.test_pane import words

CITES = "It states the diagnosis [1]. And the weather [7]."
GUIDE = "Every letter states the diagnosis, the medicines and who acts next."


@pytest.fixture(scope="session")
def citing_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that refers to passages, and one with a small context."""
    folder = tmp_path_factory.mktemp("citing")
    write_tiny(folder / "tiny/citing/Citing-Q8_0.gguf", Tiny(text=CITES, name="Citing"))
    return folder


def chips(table: Table) -> list[AttachmentChip]:
    (row,) = table.pane.findChildren(AttachmentsRow)
    return row.chips() if row.isVisible() else []


def said(table: Table) -> list[tuple[str, str]]:
    return [(chip.shown.name, str(chip.shown.words)) for chip in chips(table)]


def paste(table: Table, data: QMimeData) -> None:
    QGuiApplication.clipboard().setMimeData(data)
    table.field.paste()


def paste_file(table: Table, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    paste(table, data)


def choose_collection(table: Table, name: str) -> None:
    """With the paperclip."""
    part(table.pane, QAbstractButton, "Attach images, files or a collection").click()
    menu = next(one for one in table.pane.findChildren(QMenu) if one.isVisible())
    next(act for act in menu.actions() if act.text() == name).trigger()
    menu.close()


def test_a_file_that_fits_is_given_whole_and_kept_with_its_answer(
    table: Table, citing_models: Path, tmp_path: Path
) -> None:
    guide, other = tmp_path / "guide.txt", tmp_path / "other.txt"
    for file in (guide, other):
        file.write_text(GUIDE)
    table.open(citing_models)
    table.use("Citing")
    index, same = table.core.documents, hashlib.sha256(GUIDE.encode()).hexdigest()
    index.put(other, index.create("Others").key, (ReadPage(1, GUIDE),), same, "text", FileStamp(1, 0))
    paste_file(table, guide)
    table.wait(lambda: any("whole" in words and "about" not in words for _, words in said(table)))
    assert said(table)[0][0] == "guide.txt"
    assert "with these files" in table.page.context_line.words.text()
    table.ask("What must a letter say?")
    assert chips(table) == []
    chats = Chats(table.store)
    (chat,) = chats.all()
    question, answer = chats.turns(chat.id)
    (given,) = chats.given.of(answer.id)
    assert (given.title, given.text, question.text) == ("guide.txt", GUIDE, "What must a letter say?")
    assert GUIDE in chats.sent.of(answer.id)
    (attachment,) = chats.attachments.of_chat(chat.id)
    assert (attachment.name, attachment.message) == ("guide.txt", question.id)


def test_chinese_is_not_guessed_to_be_as_short_as_english(
    table: Table, citing_models: Path, tmp_path: Path
) -> None:
    lease = tmp_path / "lease.txt"
    lease.write_text("提前三个月通知。" * 50, encoding="utf-8")
    table.open(citing_models)
    paste_file(table, lease)
    table.wait(lambda: any("about 401 tokens" in words for _, words in said(table)))


def attached_and_asked(table: Table, models: Path, file: Path, question: str = "What must it say?") -> str:
    table.open(models)
    table.use("Citing")
    paste_file(table, file)
    table.wait(lambda: any("tokens" in words for _, words in said(table)))
    return table.ask(question)


def test_under_an_answer_stands_all_it_was_given_and_a_click_shows_it(
    table: Table, citing_models: Path, tmp_path: Path
) -> None:
    guide = tmp_path / "guide.txt"
    guide.write_text(GUIDE)
    attached_and_asked(table, citing_models, guide)
    (row,) = table.pane.findChildren(AnswerRow)
    (button,) = row.references.buttons()
    assert "guide.txt" in button.accessibleName()
    assert "not cited" not in button.accessibleName()
    assert not table.page.layout.passages.isVisible()
    button.click()
    pane = table.page.layout.passages
    assert pane.isVisible()
    (card,) = pane.cards()
    assert card.is_open()
    assert GUIDE in [text.toPlainText() for text in card.findChildren(HighlightedText)]
    assert (set(pane.shown.cited), pane.open_number()) == ({1}, 1)
    assert "1 given, 1 cited" in words(pane)


def test_what_does_not_fit_is_given_as_passages_and_said_so(
    table: Table, citing_models: Path, tmp_path: Path
) -> None:
    book = tmp_path / "book.md"
    chapters = [f"# Chapter {n}\n\n" + f"Item {n} of the list is about thing{n}. " * 12 for n in range(60)]
    book.write_text("\n\n".join(chapters))
    attached_and_asked(table, citing_models, book, "What is said about thing42?")
    chats = Chats(table.store)
    question, answer = chats.turns(chats.all()[0].id)
    (attachment,) = chats.attachments.of_chat(question.chat)
    assert attachment.mode == "passages"
    given = chats.given.of(answer.id)
    assert "thing42" in given[0].text
    assert 1 <= len(given) <= 6
    assert given[0].ranks.by_words == 1
    pane = table.page.layout.passages
    table.page.layout.open_side("passages")
    assert pane.shown.searched > len(given)
    assert "by words alone" in words(pane)


def test_a_file_that_cannot_be_read_says_why_and_can_be_taken_out(
    table: Table, citing_models: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("")
    table.open(citing_models)
    paste_file(table, empty)
    table.wait(lambda: bool(chips(table)) and chips(table)[0].shown.error is not None)
    (chip,) = chips(table)
    assert str(chip.shown.words) == "holds no text"
    (row,) = table.pane.findChildren(AttachmentsRow)
    row.removed.emit(chip.shown.key)
    assert chips(table) == []


def test_a_long_text_is_pasted_as_a_file_and_a_short_one_as_text(table: Table, citing_models: Path) -> None:
    table.open(citing_models)
    data = QMimeData()
    data.setText("Short.")
    paste(table, data)
    assert (table.field.toPlainText(), chips(table)) == ("Short.", [])
    data = QMimeData()
    data.setText("A long story. " * 900)
    for _ in range(2):
        paste(table, data)
    table.wait(lambda: [name for name, _ in said(table)] == ["Pasted text", "Pasted text 2"])
    table.wait(lambda: bool(said(table)) and all("tokens" in words for _, words in said(table)))
    assert table.field.toPlainText() == "Short."


def test_where_nothing_fits_the_question_that_is_said_and_the_model_asked_without(
    table: Table, citing_models: Path, tmp_path: Path
) -> None:
    book = tmp_path / "book.md"
    book.write_text("\n\n".join(f"# Part {n}\n\n" + f"Line{n} about thing{n}. " * 60 for n in range(60)))
    assert attached_and_asked(table, citing_models, book, "Zebra?") == CITES
    assert "Nothing in the documents fits this question" in words(table.page.transcript)
    chats = Chats(table.store)
    answer = chats.turns(chats.all()[0].id)[-1]
    assert "Passages from my documents" not in chats.sent.of(answer.id)
    assert [setting for setting in table.page.changed_settings.texts() if "document" in setting]
    table.page.new_chat()
    table.page.open_chat(chats.all()[0].id)
    assert "Nothing in the documents fits this question" in words(table.page.transcript)


def test_a_locked_file_is_read_once_its_password_is_given(
    table: Table, citing_models: Path, tmp_path: Path
) -> None:
    table.open(citing_models)
    paste_file(table, locked_pdf(tmp_path / "report.pdf", ["The secret is out."]))
    table.wait(lambda: bool(chips(table)) and chips(table)[0].shown.needs_password)
    (row,) = table.pane.findChildren(AttachmentsRow)
    part(chips(table)[0], QAbstractButton, "Enter its password").click()
    (popup,) = table.pane.window().findChildren(AttachmentErrorPopup)
    assert "protected by a password" in words(popup)
    popup.close()
    row.password.emit(chips(table)[0].shown.key, PASSWORD)
    table.wait(lambda: any("tokens" in words for _, words in said(table)))
    assert [name for name, _ in said(table)] == ["report.pdf"]


def test_a_larger_context_is_offered_where_all_of_a_file_would_fit(
    table: Table, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    models = tmp_path_factory.mktemp("roomy")
    write_tiny(models / "tiny/roomy/Roomy-Q8_0.gguf", Tiny(text=CITES, name="Roomy", context_length=32_768))
    book = tmp_path / "book.txt"
    book.write_text("A word of many. " * 1_500)
    table.settings.change(context_length=2_048)
    table.open(models)
    table.use("Roomy")
    paste_file(table, book)
    table.wait(lambda: any("as passages" in words and "about" not in words for _, words in said(table)))
    (row,) = table.pane.findChildren(AttachmentsRow)
    offered = next(one for one in row.findChildren(QAbstractButton) if "Give all of it" in one.text())
    assert offered.isVisible()
    offered.click()
    table.wait(lambda: any("whole" in words and "about" not in words for _, words in said(table)))
    assert not offered.isVisible()


def test_the_paperclip_gives_a_chat_a_collection_which_is_searched_for_every_question(
    table: Table, citing_models: Path
) -> None:
    index = table.core.documents
    made = index.create("Guidelines")
    index.put(Path("guide.txt"), made.key, (ReadPage(1, GUIDE),), "0" * 64, "text", FileStamp(1, 0))
    table.open(citing_models)
    table.use("Citing")
    choose_collection(table, "Guidelines")
    assert said(table) == [("Guidelines", "collection · as passages")]
    chats = Chats(table.store)
    for question in ("What does every letter state?", "Who acts next?"):
        table.ask(question)
        answer = chats.turns(chats.all()[0].id)[-1]
        assert [one.title for one in chats.given.of(answer.id)] == ["guide.txt"]
    assert said(table) == [("Guidelines", "collection · as passages")]
    assert "1 document" in table.page.changed_settings.texts()


def test_a_number_means_one_passage_in_all_of_a_conversation(
    table: Table, citing_models: Path, tmp_path: Path
) -> None:
    guide, ward = tmp_path / "guide.txt", tmp_path / "ward.txt"
    guide.write_text(GUIDE)
    ward.write_text("Open results are listed.")
    attached_and_asked(table, citing_models, guide)
    table.ask("And what else?")
    _first, second = table.page.layout.transcript.findChildren(AnswerRow)
    assert [one.given.title for one in second.references.buttons()] == ["guide.txt"], "given earlier, cited"
    assert table.page.layout.transcript.rows.given_before(second.turn.id) == {1}
    paste_file(table, ward)
    table.wait(lambda: any("tokens" in words for _, words in said(table)))
    table.ask("And the ward?")
    chats = Chats(table.store)
    turns = chats.turns(chats.all()[0].id)
    assert [(one.number, one.title) for one in chats.given.of(turns[-1].id)] == [(2, "ward.txt")]
    assert chats.sent.of(turns[-1].id).count(GUIDE) == 1, "it stands in the conversation already"
    table.page.command("Answer again").run()
    table.wait(lambda: not table.pane.is_busy())
    again = chats.turns(chats.all()[0].id)[-1]
    assert again.id != turns[-1].id
    assert [(one.number, one.title) for one in chats.given.of(again.id)] == [(2, "ward.txt")]


def test_of_a_chat_that_is_gone_for_good_no_document_is_kept(
    table: Table, citing_models: Path, tmp_path: Path
) -> None:
    guide = tmp_path / "guide.txt"
    guide.write_text(GUIDE)
    attached_and_asked(table, citing_models, guide)
    index, chats = table.core.documents, Chats(table.store)
    (kept,) = index.collections("chat")
    documents = ChatDocuments(table.page.session.stored, table.store, lambda: index)
    documents.forget_strangers()
    assert index.collections("chat") == (kept,)
    chats.delete(chats.all()[0].id)
    documents.forget_strangers()
    assert index.collections("chat") == (kept,), "it can be taken back out of the bin"
    chats.empty_bin()
    documents.forget_strangers()
    assert index.collections("chat") == ()
    assert index.documents(kept.key) == ()


def test_what_could_not_be_read_for_a_chat_that_is_gone_stands_in_no_later_one_of_its_number(
    table: Table, citing_models: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("", "utf-8")
    table.open(citing_models)
    table.ask("Hello?")
    paste_file(table, empty)
    table.wait(lambda: "holds no text" in dict(said(table)).values())
    gone = table.page.session.chat
    table.page.new_chat()
    chats = Chats(table.store)
    chats.delete(gone.id if gone is not None else 0)
    chats.empty_bin()
    table.ask("Hello again?")
    assert table.page.session.chat is not None
    assert (table.page.session.chat.id, said(table)) == (gone.id if gone is not None else 0, [])


def test_files_that_are_dropped_together_are_read_one_after_the_other_while_another_chat_is_open(
    table: Table, citing_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also a temporary one, which has nothing attached."""
    readers: set[DocumentReader] = set()
    check = DocumentReader._check

    def note(reader: DocumentReader, path: Path) -> None:
        readers.add(reader)
        check(reader, path)

    monkeypatch.setattr(DocumentReader, "_check", note)
    files = [tmp_path / f"{name}.txt" for name in ("one", "two", "three")]
    for file in files[::2]:
        file.write_text(file.stem)
    table.open(citing_models)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    paste(table, data)
    assert [name for name, _ in said(table)] == ["one.txt", "two.txt", "three.txt"]
    table.page.command("New temporary chat").run()
    assert chips(table) == []
    index = table.core.documents
    table.wait(lambda: [len(index.documents(one.key)) for one in index.collections("chat")] == [3])
    table.page.new_chat()
    table.wait(lambda: len(said(table)) == 3 and not any("reading" in words for _, words in said(table)))
    assert dict(said(table))["two.txt"] == "not there any more"
    assert [name for name, words in said(table) if "tokens" in words] == ["one.txt", "three.txt"]
    assert len(readers) == 1


def test_with_an_index_that_cannot_be_used_the_playground_opens_and_says_so(
    table: Table, citing_models: Path, tmp_path: Path
) -> None:
    table.core.paths.documents.mkdir(parents=True)
    ChatDocuments(Chats(table.store), table.store, lambda: table.core.documents).add(
        None, "document", "k1", "guide.txt"
    )
    table.open(citing_models)
    table.pane.start()
    assert [name for name, _ in said(table)] == ["guide.txt"]
    table.wait(lambda: bool(table.messages.all))
    (tmp_path / "ward.txt").write_text("Open.")
    paste_file(table, tmp_path / "ward.txt")
    table.wait(lambda: chips(table)[-1].shown.error is not None)


def test_room_for_files_is_that_of_the_chat_that_asks_whichever_is_open(
    table: Table, citing_models: Path, tmp_path: Path
) -> None:
    guide = tmp_path / "guide.txt"
    guide.write_text(GUIDE)
    table.open(citing_models)
    table.use("Citing")
    paste_file(table, guide)
    table.send("What must a letter say?")  # while it is read
    chats = Chats(table.store)
    (chat,) = chats.all()
    table.page.new_chat()
    table.field.setPlainText("A long draft. " * 20_000)
    table.wait(lambda: not table.pane.is_busy())
    _question, answer = chats.turns(chat.id)
    assert [one.mode for one in chats.attachments.of_chat(chat.id)] == ["whole"]
    assert [one.text for one in chats.given.of(answer.id)] == [GUIDE]
    index = table.core.documents
    filled = [one.name for one in index.collections("chat") if one.documents]
    assert filled == [str(chat.id)]


def test_a_message_that_is_queued_has_the_files_of_then_and_the_next_the_later_ones(
    table: Table, tiny_models: Path, tmp_path: Path
) -> None:
    for name in ("guide", "ward"):
        (tmp_path / f"{name}.txt").write_text(f"All of the {name}.")
    table.open(tiny_models)
    table.use("Endless")
    table.page.set(max_tokens=8192)
    table.send("Go")
    table.wait(lambda: bool(table.pane.last_answer()))
    paste_file(table, tmp_path / "guide.txt")
    table.send("Second")  # while its file is read
    assert chips(table) == []
    part(table.pane, QAbstractButton, "Do not send it").click()
    assert [name for name, _ in said(table)] == ["guide.txt"]
    table.send("Second")
    paste_file(table, tmp_path / "ward.txt")
    table.wait(lambda: any("tokens" in words for _, words in said(table)))
    table.page.command("Stop the answer").run()
    chats = Chats(table.store)
    (chat,) = chats.all()
    table.wait(lambda: len(chats.turns(chat.id)) == 4 and bool(table.pane.last_answer()))
    question = chats.turns(chat.id)[2]
    attached = [(one.name, one.message) for one in chats.attachments.of_chat(chat.id)]
    assert attached == [("guide.txt", question.id), ("ward.txt", 0)]
    assert [name for name, _ in said(table)] == ["ward.txt"]
