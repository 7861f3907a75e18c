"""Documents beside the models: collections of files and folders, what would be found, forgetting."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from explorer.documents.indexing_controller import IndexingState, IndexingStatus
from explorer.documents.passages import Collection, Document
from explorer.kit.language import shown
from explorer.kit.question import DangerQuestion
from explorer.kit.text import Elided, Label, Para
from explorer.rooms.library.documents.captions import document_caption, meaning_caption
from explorer.rooms.library.documents.collection_rows import CollectionButton
from explorer.rooms.library.documents.documents_controller import DocumentsController
from explorer.rooms.library.documents.documents_page_pane import DocumentsPage
from explorer.rooms.library.documents.questions_rows import NameQuestion
from tests.pages.library import LibraryPage

type Opened = tuple[LibraryPage, DocumentsPage, DocumentsController]


@pytest.fixture
def opened(open_room: Callable[[], LibraryPage]) -> Opened:
    room = open_room()
    room.pane.head.kinds.setCurrentIndex(1)
    (page,) = room.pane.findChildren(DocumentsPage)
    (controller,) = page.findChildren(DocumentsController)
    return room, page, controller


def said(widget: QWidget) -> str:
    QApplication.processEvents()  # layouts show what was just put in
    labels = [*widget.findChildren(Label), *widget.findChildren(Para), *widget.findChildren(Elided)]
    return "\n".join(label.text() for label in labels if label.isVisible())


def named(page: DocumentsPage) -> list[str]:
    return [row.document.name for row in page.documents()]


def letters(folder: Path) -> list[Path]:
    folder.mkdir()
    texts = {
        "guide.md": "Every letter names who acts next.",
        "ward.txt": "Open results.",
        "e.txt": "",
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    return [folder / name for name in texts]


def test_files_become_a_collection_and_say_what_cannot_be_read(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    _room, page, controller = opened
    assert "No documents yet" in said(page)
    controller.create_of_files(letters(tmp_path / "Letters"))
    qtbot.waitUntil(lambda: named(page) == ["e.txt", "guide.md", "ward.txt"])
    (button,) = page.findChildren(CollectionButton)
    qtbot.waitUntil(lambda: button.accessibleName() == "Letters: 3 documents · 2 passages")
    assert "e.txt holds no text." in said(page.documents()[0])
    assert "Found by words only" in said(page)


def test_an_empty_collection_says_what_to_do(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    _room, page, _controller = opened
    (tmp_path / "Letters").mkdir()
    page.shelf.create_of_folder(tmp_path / "Letters")
    qtbot.waitUntil(lambda: "“Look again”" in said(page))
    (button,) = page.findChildren(CollectionButton)
    assert button.accessibleName() == "Letters: Empty"


def test_how_passages_are_found_is_said_before_any_has_a_vector() -> None:
    collection = Collection("c", "Letters", documents=3, passages=84)
    states: dict[IndexingState, str] = {
        "embedding": "They are being read for their meaning.",
        "paused": "Paused.",
    }
    for state, told in states.items():
        status = IndexingStatus(state, 0, 84, "MiniLM")
        assert meaning_caption(collection, status) == f"Passages are found by words so far. {told}"
    assert "12 of 84" in meaning_caption(replace(collection, embedded=12), status)


def test_what_would_be_found_is_seen_with_its_ranks_without_asking(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    _room, page, controller = opened
    controller.create_of_files(letters(tmp_path / "Letters"))
    qtbot.waitUntil(lambda: len(named(page)) == 3)
    page.search.setText("Who acts next?")
    qtbot.waitUntil(lambda: bool(page.found()))
    assert [row.found.title for row in page.found()] == ["guide.md"]
    assert "by words: place 1" in said(page.found()[0])
    page.search.setText("zebra")
    qtbot.waitUntil(lambda: "Nothing here fits this question" in said(page))
    page.search.clear()
    qtbot.waitUntil(lambda: len(named(page)) == 3)


def test_a_folder_is_followed(opened: Opened, tmp_path: Path, qtbot: QtBot) -> None:
    _room, page, _controller = opened
    folder = tmp_path / "Minutes"
    letters(folder)
    page.shelf.create_of_folder(folder)
    qtbot.waitUntil(lambda: len(named(page)) == 3)
    kept = page.documents()[1]
    (folder / "new.txt").write_text("A new one.")
    (folder / "ward.txt").unlink()
    page.head_of.again.click()
    qtbot.waitUntil(lambda: "new.txt" in named(page))
    assert page.documents()[1] is kept, "only rows of what is new are made"
    assert named(page) == sorted(named(page))
    ward = named(page).index("ward.txt")
    qtbot.waitUntil(lambda: "its file is not in the folder any more" in said(page.documents()[ward]))
    (collection,) = page.shelf.index.collections()
    page.shelf.stop_reading(collection.key)
    qtbot.waitUntil(lambda: "You stopped reading its folder" in page.head_of.meaning.text())
    (folder / "later.txt").write_text("Another one.")
    page.head_of.again.click()
    qtbot.waitUntil(lambda: "later.txt" in named(page))
    assert "You stopped" not in page.head_of.meaning.text()


def test_a_collection_is_renamed_and_a_document_taken_out_with_undo(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    room, page, controller = opened
    controller.create_of_files(letters(tmp_path / "Letters"))
    qtbot.waitUntil(lambda: len(named(page)) == 3)
    page.head_of.rename.click()
    (question,) = room.pane.findChildren(NameQuestion)
    (field,) = question.findChildren(QLineEdit)
    field.setText("Guidelines")
    field.returnPressed.emit()
    qtbot.waitUntil(lambda: page.head_of.name.text() == "Guidelines")
    page.taken_out.emit(page.documents()[1].document)
    qtbot.waitUntil(lambda: named(page) == ["e.txt", "ward.txt"])
    qtbot.waitUntil(lambda: bool(room.messages.all))
    undo = room.messages.all[-1].action
    assert undo is not None
    undo.run()
    qtbot.waitUntil(lambda: named(page) == ["e.txt", "guide.md", "ward.txt"])


def test_forgetting_asks_says_what_goes_and_leaves_nothing(
    opened: Opened, tmp_path: Path, qtbot: QtBot
) -> None:
    room, page, controller = opened
    controller.create_of_files(letters(tmp_path / "Letters"))
    qtbot.waitUntil(lambda: len(named(page)) == 3)
    page.head_of.forget.click()
    (question,) = room.pane.findChildren(DangerQuestion)
    assert "overwritten on this disk" in said(question)
    assert "The files themselves are not touched." in said(question)
    question.agree.click()
    qtbot.waitUntil(
        lambda: [one.text for one in room.messages.all] == ["Letters is forgotten."]
    )  # and cleaned
    qtbot.waitUntil(lambda: "No documents yet" in said(page))
    index = room.services.core.paths.documents
    every = b"".join(path.read_bytes() for path in index.parent.glob(f"{index.name}*"))
    assert b"names who acts" not in every
    assert (tmp_path / "Letters" / "guide.md").exists()


def test_only_a_pdf_is_said_to_have_pages() -> None:
    kept = Document("k", "guide", "/guide", 2048, "", "pdf", "read", pages=3)
    assert shown(document_caption(kept)).startswith("3 pages · ")
    assert "page" not in shown(document_caption(replace(kept, kind="docx")))
