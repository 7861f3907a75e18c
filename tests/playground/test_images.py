"""Images in the Playground: taken in, shown, sent to a model that sees, and left out nowhere unseen."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from explorer.domain.errors import KnownError
from explorer.domain.generation import ChatMessage
from explorer.kit.image_decoding import chat_image
from explorer.kit.text import Label
from explorer.local.model_picker_pane import ModelPicker
from explorer.rooms.playground.asking_rows import AskingCard
from explorer.rooms.playground.chats.store import Chats, Turn
from explorer.rooms.playground.composer.attachment_rows import AttachmentsRow
from explorer.rooms.playground.images.image_rows import ImageButton, QuestionImages
from explorer.rooms.playground.images.large_view_pane import ImageView
from tests.backends.scripted import SAYS, SEEING, ScriptedBackend, ScriptedModel, ScriptedProvider
from tests.pages.playground import part
from tests.pictures import encoded, picture
from tests.playground.conftest import Table
from tests.playground.test_documents import chips, paste, paste_file, said
from tests.playground.test_pane import button, words

EYES, BLIND = ScriptedModel("Eyes 4B", capabilities=SEEING), ScriptedModel("Words 4B")


@pytest.fixture
def provider(table: Table, tmp_path: Path) -> ScriptedProvider:
    """A model that sees, and one that does not; the room is open, with the first."""
    provider = ScriptedProvider(EYES, BLIND)
    table.providers, table.others = (provider,), (EYES, BLIND)
    table.open(tmp_path / "models")
    table.page.pick(EYES)
    return provider


def ready(table: Table, model: ScriptedModel = EYES) -> None:
    """As after a question before."""
    table.page.chosen.load()
    table.wait(lambda: table.page.chosen.loaded is not None and table.page.chosen.model == model)


def image_file(folder: Path, name: str = "holiday.png", colour: str = "#3b82f6") -> Path:
    path = folder / name
    path.write_bytes(encoded(picture(colour=colour)))
    return path


def attach(table: Table, path: Path) -> None:
    paste_file(table, path)
    table.wait(lambda: any(name == path.name and "reading" not in state for name, state in said(table)))


def turns(table: Table) -> tuple[Turn, ...]:
    return table.page.session.turns


def sent(backend: ScriptedBackend) -> list[ChatMessage]:
    prompt = backend.asked[-1]
    assert not isinstance(prompt, str)
    return [message for message in prompt if message.role == "user"]


def kept(table: Table) -> int:
    return len(table.store.read("SELECT sha256 FROM images"))


def shown_images(table: Table) -> list[ImageButton]:
    QApplication.processEvents()
    rows = table.page.transcript.findChildren(QuestionImages)
    return [image for row in rows for image in row.findChildren(ImageButton) if image.isVisible()]


def test_an_image_is_sent_before_its_question_and_stands_with_it(
    table: Table, provider: ScriptedProvider, tmp_path: Path
) -> None:
    ready(table)
    attach(table, image_file(tmp_path))
    table.wait(lambda: said(table) == [("holiday.png", "64 × 48 · 256 tokens")])
    (chip,) = chips(table)
    assert "holiday.png" in chip.accessibleName()
    assert table.ask("What is it?") == SAYS
    (message,) = sent(provider.scripted(EYES))
    assert (message.text, message.images) == ("What is it?", (chat_image(encoded(picture())),))
    assert said(table) == []
    (image,) = shown_images(table)
    assert image.accessibleName() == "Image holiday.png, 64 × 48"
    table.ask("And now?")
    assert [len(message.images) for message in sent(provider.scripted(EYES))] == [1, 0]
    table.page.open_chat(turns(table)[0].chat)
    assert len(shown_images(table)) == 1


def test_an_image_needs_no_words(table: Table, provider: ScriptedProvider, tmp_path: Path) -> None:
    attach(table, image_file(tmp_path))
    assert table.ask("") == SAYS
    assert [(message.text, len(message.images)) for message in sent(provider.scripted(EYES))] == [("", 1)]
    assert table.page.session.chat is not None
    assert table.page.session.chat.title == "holiday.png"
    table.send("")
    assert len(turns(table)) == 2
    table.ask("And now?")
    assert [len(message.images) for message in sent(provider.scripted(EYES))] == [1, 0]


def test_a_picture_of_the_clipboard_is_taken_and_text_beside_a_picture_is_text(
    table: Table, provider: ScriptedProvider
) -> None:
    for colour in ("#3b82f6", "#dd2222"):
        data = QMimeData()
        data.setImageData(picture(colour=colour))
        paste(table, data)
    table.wait(lambda: [state for _, state in said(table)] == ["64 × 48"] * 2)
    assert [name for name, _ in said(table)] == ["Pasted image", "Pasted image 2"]
    data = QMimeData()
    data.setText("a table")
    data.setImageData(picture())
    paste(table, data)
    assert (table.field.toPlainText(), len(said(table))) == ("a table", 2)


def test_what_is_no_image_says_so_in_its_place_and_goes_with_nothing(
    table: Table, provider: ScriptedProvider, tmp_path: Path
) -> None:
    broken, phone = tmp_path / "broken.png", tmp_path / "phone.heic"
    broken.write_bytes(encoded(picture())[:60])
    phone.write_bytes(b"\0\0\0\x18ftypheic")
    attach(table, broken)
    attach(table, phone)
    assert [chip.shown.error is not None for chip in chips(table)] == [True, True]
    assert said(table)[0] == ("broken.png", "damaged")
    assert "PNG, JPEG, GIF, WebP and BMP" in str(chips(table)[1].shown.error)
    table.ask("What is it?")
    assert sent(provider.scripted(EYES))[0].images == ()
    assert len(said(table)) == 2
    for chip in chips(table):
        chip.removed.emit(chip.shown.key)
    assert said(table) == []


def test_one_that_was_removed_is_not_kept_unless_a_chat_has_it(
    table: Table, provider: ScriptedProvider, tmp_path: Path
) -> None:
    path = image_file(tmp_path)
    attach(table, path)
    assert kept(table) == 1
    chips(table)[0].removed.emit(chips(table)[0].shown.key)
    assert (said(table), kept(table)) == ([], 0)
    attach(table, path)
    table.ask("What is it?")
    attach(table, path)
    chips(table)[0].removed.emit(chips(table)[0].shown.key)
    assert kept(table) == 1


def test_a_model_whose_part_for_images_cannot_be_loaded_is_not_asked_to_count_again_and_again(
    table: Table, provider: ScriptedProvider, tmp_path: Path
) -> None:
    backend = provider.scripted(EYES)
    backend.cannot_see = KnownError("The file that lets this model see images is gone.")
    ready(table)
    attach(table, image_file(tmp_path))
    table.wait(lambda: backend.counted > 0)
    table.ask("What is it?")
    assert backend.counted == 1
    assert len(sent(backend)[0].images) == 1


def test_what_is_sent_while_an_image_is_read_waits_for_it(
    table: Table, provider: ScriptedProvider, tmp_path: Path
) -> None:
    paste_file(table, image_file(tmp_path))
    assert said(table) == [("holiday.png", "reading…")]
    table.send("What is it?")
    assert turns(table) == ()
    (row,) = table.pane.findChildren(AttachmentsRow)
    assert "Sends when the image is read" in [label.text() for label in row.findChildren(Label)]
    table.wait(lambda: len(turns(table)) == 2 and not table.pane.is_busy())
    assert len(sent(provider.scripted(EYES))[0].images) == 1


def test_a_message_that_waits_its_turn_has_the_images_that_stood_over_the_field(
    table: Table, provider: ScriptedProvider, tmp_path: Path
) -> None:
    backend = provider.scripted(EYES)
    backend.is_held = True
    table.send("First")
    table.wait(lambda: bool(backend.asked))
    attach(table, image_file(tmp_path))
    table.send("Second")
    assert said(table) == []
    attach(table, image_file(tmp_path, "other.png", "#dd2222"))
    backend.go_on()
    table.wait(lambda: len(turns(table)) == 4 and not table.pane.is_busy())
    assert [name for name, _ in said(table)] == ["other.png"]
    first, second = sent(backend)
    assert (len(first.images), len(second.images)) == (0, 1)
    images = Chats(table.store).images.of_questions(turns(table)[0].chat)
    assert [one.name for one in images[turns(table)[2].id]] == ["holiday.png"]


def test_waiting_images_stand_over_the_field_after_a_restart(
    table: Table, provider: ScriptedProvider, tmp_path: Path
) -> None:
    attach(table, image_file(tmp_path))
    table.pane.close_room()
    table.store.remove_stray_images()
    table.open(tmp_path / "models")
    assert [name for name, _ in said(table)] == ["holiday.png"]
    table.page.pick(EYES)
    table.ask("What is it?")
    assert len(sent(provider.scripted(EYES))[0].images) == 1


def test_a_question_that_is_said_otherwise_keeps_its_images_or_not(
    table: Table, provider: ScriptedProvider, tmp_path: Path
) -> None:
    attach(table, image_file(tmp_path))
    attach(table, image_file(tmp_path, "other.png", "#dd2222"))
    table.ask("What is it?")
    backend = provider.scripted(EYES)
    table.page.edit(table.page.questions()[0])
    assert [name for name, _ in said(table)] == ["holiday.png", "other.png"]
    chips(table)[0].removed.emit(chips(table)[0].shown.key)
    table.ask("What are they?")
    assert (sent(backend)[-1].text, len(sent(backend)[-1].images)) == ("What are they?", 1)
    assert len(shown_images(table)) == 1
    first = turns(table)[0].siblings[0]
    assert len(table.page.session.images[first]) == 2, "the earlier version has both"
    table.page.command("Answer again").run()
    table.wait(lambda: not table.pane.is_busy())
    assert len(sent(backend)[-1].images) == 1


def test_a_model_that_cannot_see_says_so_at_once_and_is_asked_without_images_only_where_one_wants_it(
    table: Table, provider: ScriptedProvider, tmp_path: Path
) -> None:
    table.page.pick(BLIND)
    attach(table, image_file(tmp_path))
    (row,) = table.pane.findChildren(AttachmentsRow)
    assert words(row).count("Words 4B can’t see images") == 1
    table.send("What is it?")
    assert isinstance(table.page.transcript.page, AskingCard)
    assert turns(table) == ()
    button(table.pane, "Cancel").click()
    assert (table.field.toPlainText(), len(said(table))) == ("What is it?", 1)
    table.send("What is it?")
    button(table.pane, "Send without images").click()
    table.wait(lambda: len(turns(table)) == 2 and not table.pane.is_busy())
    assert sent(provider.scripted(BLIND))[0].images == ()
    assert turns(table)[1].record.unseen == 1
    assert "1 image was left out: this model cannot see it." in words(table.page.transcript)
    assert len(shown_images(table)) == 1, "it stays in the chat"
    table.page.pick(EYES)
    table.ask("And now?")
    assert [len(message.images) for message in sent(provider.scripted(EYES))] == [1, 0]


def test_to_switch_to_a_model_that_sees_sends_what_was_to_be_sent(
    table: Table, provider: ScriptedProvider, tmp_path: Path
) -> None:
    table.page.pick(BLIND)
    attach(table, image_file(tmp_path))
    table.send("What is it?")
    button(table.pane, "Switch to Eyes 4B and send").click()
    table.wait(lambda: len(turns(table)) == 2 and not table.pane.is_busy())
    assert table.page.chosen.model == EYES
    (message,) = sent(provider.scripted(EYES))
    assert (message.text, len(message.images)) == ("What is it?", 1)


def test_over_the_field_one_may_switch_to_a_model_that_sees_which_stands_first(
    table: Table, provider: ScriptedProvider, tmp_path: Path
) -> None:
    table.page.pick(BLIND)
    attach(table, image_file(tmp_path))
    button(table.pane, "Switch model").click()
    picker = part(table.pane.window(), ModelPicker)
    heading, first = picker.list.rows.lines[:2]
    assert (str(getattr(heading, "words", "")), getattr(first, "model", None)) == ("Sees images", EYES)
    assert "sees images" in picker.list.rows.spoken(first)
    picker.dismiss()


def test_an_answer_without_its_images_is_given_by_a_model_that_sees(
    table: Table, provider: ScriptedProvider, tmp_path: Path
) -> None:
    table.page.pick(BLIND)
    attach(table, image_file(tmp_path))
    table.send("What is it?")
    button(table.pane, "Send without images").click()
    table.wait(lambda: len(turns(table)) == 2 and not table.pane.is_busy())
    button(table.pane, "Answer with a model that sees").click()
    table.wait(lambda: bool(provider.scripted(EYES).asked) and not table.pane.is_busy())
    assert len(sent(provider.scripted(EYES))[0].images) == 1
    assert turns(table)[1].record.unseen == 0


def test_before_a_chat_with_images_goes_on_with_a_model_that_cannot_see_it_is_said(
    table: Table, provider: ScriptedProvider, tmp_path: Path
) -> None:
    attach(table, image_file(tmp_path))
    table.ask("What is it?")
    table.page.pick(BLIND)
    assert isinstance(table.page.transcript.page, AskingCard)
    assert table.page.chosen.model == EYES
    card = part(table.pane, AskingCard)
    assert "Switch to" not in words(card)
    button(table.pane, "Stay with Eyes 4B").click()
    assert "Switch anyway" not in words(table.pane)
    table.page.pick(BLIND)
    button(table.pane, "Switch anyway").click()
    assert table.page.chosen.model == BLIND
    table.ask("And now?")
    assert all(not message.images for message in sent(provider.scripted(BLIND)))
    assert "1 image was left out" in words(table.page.transcript)


def test_while_a_model_looks_it_is_said_which_and_how_long_and_then_how_long_it_takes(
    table: Table, provider: ScriptedProvider, tmp_path: Path
) -> None:
    backend = provider.scripted(EYES)
    backend.looks = True
    attach(table, image_file(tmp_path))
    table.send("What is it?")
    table.wait(lambda: "Reading image 1 of 2…" in words(table.page.transcript))
    table.wait(lambda: "Reading image 1 of 2 · 1 s" in words(table.page.transcript))
    backend.reads_on()
    table.wait(lambda: "Reading image" not in words(table.page.transcript))
    backend.has_seen()
    table.wait(lambda: not table.pane.is_busy())
    attach(table, image_file(tmp_path, "other.png", "#dd2222"))
    assert chips(table)[0].shown.why == "One image takes about 40 s here."


def test_many_images_leave_room_for_the_conversation_and_the_last_is_seen(
    table: Table, provider: ScriptedProvider, tmp_path: Path
) -> None:
    for number in range(16):
        paste_file(table, image_file(tmp_path, f"{number}.png", f"#{number:02x}8822"))
    table.wait(lambda: len(said(table)) == 16 and not any("reading" in state for _name, state in said(table)))
    table.wait(lambda: not chips(table)[-1].visibleRegion().isEmpty())
    assert chips(table)[0].visibleRegion().isEmpty()
    assert table.page.composer.height() < table.pane.height() / 3


def test_a_thumbnail_opens_the_image_large_and_escape_closes_it(
    table: Table, provider: ScriptedProvider, tmp_path: Path
) -> None:
    attach(table, image_file(tmp_path))
    attach(table, image_file(tmp_path, "other.png", "#dd2222"))
    table.ask("What is it?")
    first, _second = shown_images(table)
    first.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(first, Qt.Key.Key_Return)
    view = part(table.pane, ImageView)
    copy = part(view, QAbstractButton, "Copy the image")
    table.wait(copy.isEnabled)
    copy.click()
    copied = QGuiApplication.clipboard().image()
    assert copied.size() == QImage.fromData(encoded(picture())).size()
    assert view.accessibleName() == "Image holiday.png, 64 × 48"
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.accessibleName() == "Image other.png, 64 × 48"
    assert not part(view, QAbstractButton, "Next image (Right)").isEnabled()
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.accessibleName() == "Image other.png, 64 × 48", "the last"
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.is_closed


def test_a_temporary_chat_has_images_in_memory_and_they_go_with_it(
    table: Table, provider: ScriptedProvider, tmp_path: Path
) -> None:
    table.page.command("New temporary chat").run()
    attach(table, image_file(tmp_path))
    table.ask("What is it?")
    assert len(sent(provider.scripted(EYES))[0].images) == 1
    assert len(shown_images(table)) == 1
    attach(table, image_file(tmp_path, "other.png", "#dd2222"))
    image = chat_image(encoded(picture())).data
    home = table.store.path.parent
    written = [path for path in home.rglob("*") if path.is_file() and path.parent != tmp_path]
    assert not any(image[40:] in path.read_bytes() for path in written)
    assert kept(table) == 0
    part(table.pane, QAbstractButton, "Keep this chat").click()
    table.wait(lambda: not table.page.session.is_temporary)
    assert kept(table) == 2
    assert (len(shown_images(table)), [name for name, _ in said(table)]) == (1, ["other.png"])
