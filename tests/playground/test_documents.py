"""Files that are attached to a chat, what its answers are given of them, and what they refer to."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication

from explorer.rooms.playground.chats.store import Chats
from explorer.rooms.playground.composer.attachment_rows import AttachmentChip, AttachmentsRow
from tests.models.tiny import Tiny, write_tiny
from tests.playground.conftest import Table

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


def test_a_file_that_fits_is_given_whole_and_kept_with_its_answer(
    table: Table, citing_models: Path, tmp_path: Path
) -> None:
    guide = tmp_path / "guide.txt"
    guide.write_text(GUIDE)
    table.open(citing_models)
    table.use("Citing")
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
    assert [one.name for one in chats.attachments.of_message(question.id)] == ["guide.txt"]
