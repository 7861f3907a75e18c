"""A picture is dropped on the real window, asked about, seen, and deleted with its chat: not a byte of it
is left.
"""

from pathlib import Path

import pytest

from explorer.domain.places import Place, Room
from explorer.frame.files.file_opener import sort_by_name
from explorer.kit.image_decoding import chat_image
from explorer.kit.question import DangerQuestion
from explorer.rooms.playground.chats.column_pane import ChatsColumn
from explorer.rooms.playground.chats.store import Chats
from explorer.rooms.playground.composer.attachment_rows import AttachmentsRow
from explorer.rooms.playground.images.image_rows import ImageButton, QuestionImages
from explorer.rooms.playground.images.large_view_pane import ImageView
from tests.models.projector import write_beside
from tests.models.tiny import Tiny, write_tiny
from tests.pictures import encoded, picture
from tests.tour.driver import Driver, click, settle

pytestmark = pytest.mark.journey

MODEL = "tiny/Seeing-GGUF/Seeing-Q8_0.gguf"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    home = tmp_path / "home"
    write_beside(write_tiny(home / "models" / MODEL, Tiny(text=None, name="Seeing")))
    return home


def holding(home: Path, data: bytes) -> list[Path]:
    """The files below the home with a part of it that no other image has."""
    files = (path for path in home.rglob("*") if path.is_file())
    return [path for path in files if data[100:200] in path.read_bytes()]


def test_drop_ask_look_delete(driver: Driver, home: Path, tmp_path: Path) -> None:
    photo = tmp_path / "coast.jpg"
    photo.write_bytes(encoded(picture(900, 600), "JPEG"))
    kept = chat_image(photo.read_bytes()).data
    driver.try_model(MODEL)
    driver.wait(lambda: bool(driver.app.pool.loaded), "the model to load")
    dropped = sort_by_name([photo])
    assert dropped.is_welcome
    driver.app.go(Place(Room.PLAYGROUND, files=dropped.documents))
    (row,) = driver.app.playground.findChildren(AttachmentsRow)
    driver.wait(lambda: any("tokens" in str(chip.shown.words) for chip in row.chips()), "it to be counted")
    driver.wait(driver.app.playground.chosen.is_at_leisure, "the model to be at leisure")

    assert driver.ask("What is on it?").strip()
    assert row.chips() == []
    (images,) = driver.app.playground.findChildren(QuestionImages)
    (image,) = images.findChildren(ImageButton)
    driver.wait(lambda: image.is_there, "the thumbnail")
    click(image)
    view = next(iter(driver.window.findChildren(ImageView)))
    driver.wait(view.copy_button.isEnabled, "the large picture")
    view.dismiss()
    assert {path.name.split("-")[0] for path in holding(home, kept)} <= {"explorer.sqlite3"}
    assert holding(home, kept)

    chats = Chats(driver.app.core.store)
    (chat,) = chats.all()
    (column,) = driver.app.playground.findChildren(ChatsColumn)
    chats.delete(chat.id)
    driver.app.playground.session.open(None)
    column.emptied.emit()
    settle()
    (question,) = driver.window.findChildren(DangerQuestion)
    click(question.agree)
    driver.wait(lambda: not driver.app.core.store.has_remains, "it to be overwritten")
    driver.close()
    assert holding(home, kept) == []
