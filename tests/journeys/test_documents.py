"""A file is attached in the real window, cited, and forgotten: not a byte of it is left in the home."""

from pathlib import Path

import pytest

from explorer.domain.places import Place, Room
from explorer.kit.question import DangerQuestion
from explorer.kit.rich_text.highlighted_text import HighlightedText
from explorer.rooms.playground.chats.given import GivenStore
from explorer.rooms.playground.composer.attachment_rows import AttachmentsRow
from explorer.rooms.playground.documents.passages_pane import PassagesPane
from explorer.rooms.playground.documents.references_rows import ReferenceButton
from tests.models.tiny import Tiny, write_tiny
from tests.tour.driver import Driver, click, settle

pytestmark = pytest.mark.journey

SECRET = "quizzaciously"
SAYS = "It names the day [1]. And the weather [7]."


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    home = tmp_path / "home"
    write_tiny(home / "models/tiny/Citing-GGUF/Citing-Q8_0.gguf", Tiny(text=SAYS, name="Citing"))
    return home


def holding(home: Path, word: str) -> list[Path]:
    """The files below the home with this word in them, in any encoding that keeps its letters."""
    wanted = (word.encode(), word.encode("utf-16-le"))
    files = (path for path in home.rglob("*") if path.is_file())
    return [path for path in files if any(one in path.read_bytes() for one in wanted)]


def test_attach_ask_click_the_citation_forget(driver: Driver, home: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.md"
    pages = [f"# Part {n}\n\n" + f"Line{n} tells of the weather in place{n}. " * 40 for n in range(30)]
    letter.write_text("\n\n".join((*pages, f"# The day\n\nThe patient {SECRET} named the day of discharge.")))
    driver.try_model("tiny/Citing-GGUF/Citing-Q8_0.gguf")
    driver.wait(lambda: bool(driver.app.pool.loaded), "the model to load")
    driver.app.go(Place(Room.PLAYGROUND, files=(letter,)))
    (chips,) = driver.app.playground.findChildren(AttachmentsRow)
    driver.wait(lambda: any("passages" in str(chip.shown.words) for chip in chips.chips()), "it to be read")
    indexing = driver.app.services.indexing
    driver.wait(lambda: 0 < indexing.status.total == indexing.status.done, "its meaning to be read")
    driver.wait(driver.app.playground.chosen.is_at_leisure, "the model to be at leisure")

    assert driver.ask(f"Who named the day of discharge, {SECRET[:6]}?").strip() == SAYS
    buttons = driver.app.playground.findChildren(ReferenceButton)
    first = next(button for button in buttons if button.given.number == 1)
    assert SECRET in first.given.text
    assert first.given.ranks.by_meaning
    click(first)
    (pane,) = driver.app.playground.findChildren(PassagesPane)
    assert pane.isVisible()
    assert any(SECRET in text.toPlainText() for text in pane.findChildren(HighlightedText))
    kept_in = {path.name.split(".")[0] for path in holding(home, SECRET)}
    assert kept_in == {"explorer", "documents"}

    pane.forget_wanted.emit(first.given)
    settle()
    (question,) = driver.window.findChildren(DangerQuestion)
    click(question.agree)
    given = GivenStore(driver.app.core.store)
    answer = pane.shown.turn
    driver.wait(lambda: all(not one.text for one in given.of(answer)), "it to be forgotten")
    driver.wait(lambda: not any(one.text for one in pane.shown.given), "the pane to say so")
    assert driver.app.core.documents.document(first.given.document) is None
    driver.close()
    assert holding(home, SECRET) == []
