"""Images in the Playground: attached, in the conversation, large, and where a model cannot see them."""

from pathlib import Path

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPolygon
from PySide6.QtTest import QTest

from explorer.domain.generation import AnswerTiming
from explorer.domain.images import ChatImage
from explorer.domain.places import Place, Room
from explorer.kit.image_decoding import chat_image
from explorer.kit.message_field import MessageField
from explorer.rooms.playground.asking_rows import AskingCard
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from explorer.rooms.playground.composer.attachment_rows import AttachmentsRow
from explorer.rooms.playground.images.captions import reading_caption
from explorer.rooms.playground.images.image_rows import ImageButton, QuestionImages
from explorer.rooms.playground.images.images_controller import ImagesController
from explorer.rooms.playground.images.large_view_pane import ImageView
from explorer.rooms.playground.images.readings_controller import ImageHome, ImageReading
from explorer.rooms.playground.transcript.transcript_pane import Transcript
from tests.models.projector import write_beside
from tests.pages.playground import PlaygroundPage
from tests.scenes.library import cancel_all, could_see
from tests.scenes.playground_exchange import remove_chats
from tests.scenes.playground_own import open_picker
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import CHAT, ENDLESS_MODEL, IMAGES, SAID, WINDOWED
from tests.tour.driver import settle

_MODEL = f"{CHAT}/Tiny-Chat-Q8_0.gguf"
NAMES, (_QUESTION, _MORE) = IMAGES[:4], IMAGES[-2:]


def _hills(width: int, height: int, sky: str, ground: str) -> ChatImage:
    """A landscape: sky, sun, two rows of hills."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    shade = QLinearGradient(QPointF(0, 0), QPointF(0, height))
    shade.setColorAt(0, QColor(sky))
    shade.setColorAt(1, QColor("#f7d9a8"))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(image.rect(), shade)
        painter.setPen(QColor("#ffe9b0"))
        painter.setBrush(QColor("#ffe9b0"))
        painter.drawEllipse(QPoint(width * 2 // 3, height // 3), height // 10, height // 10)
        for row, tone in enumerate((140, 200)):
            painter.setPen(QColor(ground).darker(tone))
            painter.setBrush(QColor(ground).darker(tone))
            base, step = height * (11 + 3 * row) // 20, width // 5
            tops = [QPoint(n * step, base + (height // 9 if (n + row) % 2 else 0)) for n in range(6)]
            painter.drawPolygon(QPolygon([*tops, QPoint(width, height), QPoint(0, height)]))
    return chat_image(image)


def _page() -> ChatImage:
    """A sheet with lines on it."""
    image = QImage(900, 1240, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    with QPainter(image) as painter:
        for line in range(24):
            painter.fillRect(90, 120 + line * 42, 720 - 97 * (line % 3), 12, QColor("#444444"))
    return chat_image(image)


def _images() -> tuple[ChatImage, ...]:
    return (
        _hills(1600, 1067, "#3b6ea5", "#5f8f5f"),
        _page(),
        _hills(700, 900, "#7a4f8f", "#a5763b"),
        _hills(1800, 420, "#9fb8d0", "#4f6f8f"),
    )


def _let_see(stage: Stage) -> None:
    """A projector lies beside the model, for this scene."""
    app = stage.driver.app
    model = stage.model(lambda one: one.id == _MODEL, _MODEL)
    projector = write_beside(model.path)
    stage.undo.callback(app.catalog.rescan)
    stage.undo.callback(projector.unlink)
    app.catalog.rescan()
    stage.model(lambda one: one.id == _MODEL and one.projector is not None, "a model that sees")


def _chat(stage: Stage, *, waiting: int = 0) -> int:
    """Two questions with images, and so many that wait for the next; it is open."""
    app, images = stage.driver.app, _images()
    chats = Chats(app.core.store)
    chat = chats.create("Pictures of the coast", _MODEL).id
    stage.undo.callback(remove_chats, stage, chat)
    measured = AnswerTiming(prompt_tokens=804, answer_tokens=31, first_token_s=39.2, generation_s=2.4)
    record = TurnRecord(model=_MODEL, model_name="Tiny Chat", quantization="Q8_0", measured=measured)
    for text, numbers in ((_QUESTION, (0,)), (_MORE, (1, 2, 3))):
        question = chats.add(chat, "user", text, TurnRecord())
        for number in numbers:
            chats.images.keep(images[number])
            chats.attachments.add(chat, "image", images[number].sha256, NAMES[number], message=question.id)
        chats.add(chat, "assistant", SAID, record)
    for number in range(waiting):
        chats.images.wait(chat, images[number], NAMES[number])
    app.go(Place(Room.PLAYGROUND, chat_id=chat))
    settle()
    return chat


def _shown(stage: Stage) -> list[ImageButton]:
    """Of the questions, once their pictures are there."""
    playground = stage.driver.app.playground

    def images() -> list[ImageButton]:
        rows = playground.findChildren(QuestionImages)
        return [one for row in rows for one in row.findChildren(ImageButton) if one.isVisible()]

    stage.driver.wait(lambda: any(one.is_there for one in images()), "the pictures")
    settle()
    return images()


def _type(stage: Stage, text: str) -> None:
    (field,) = stage.driver.app.playground.findChildren(MessageField)
    field.setPlainText(text)
    stage.undo.callback(field.clear)


def transcript(stage: Stage) -> None:
    """One image of a question, and three of another; the end of the conversation is in sight."""
    _let_see(stage)
    stage.driver.try_model(_MODEL)
    _chat(stage)
    _shown(stage)


def attached(stage: Stage) -> None:
    """Two that the model sees, one that is read, and one that is no image."""
    _let_see(stage)
    stage.driver.try_model(_MODEL)
    chat = _chat(stage, waiting=2)
    app = stage.driver.app
    _load_seeing(stage)
    broken = Path(stage.home) / "holiday.png"
    broken.write_bytes(b"no picture")
    app.go(Place(Room.PLAYGROUND, chat_id=chat, files=(broken,)))
    (row,) = app.playground.findChildren(AttachmentsRow)
    stage.driver.wait(lambda: any(chip.shown.error is not None for chip in row.chips()), "what is no image")
    stage.driver.wait(lambda: "tokens" in str(row.chips()[0].shown.words), "the images to be counted")
    stage.undo.callback(row.removed.emit, row.chips()[-1].shown.key)
    (images,) = app.playground.findChildren(ImagesController)
    home = ImageHome.of(app.playground.session.chats, chat)
    reading = ImageReading("image-reading", "scan-2.png", b"", home)
    images.readings._all.append(reading)  # nothing ever reads it
    stage.undo.callback(images.readings.drop, reading.key)
    images.changed.emit()
    _type(stage, _QUESTION)
    settle()


def _load_seeing(stage: Stage) -> None:
    chosen = stage.driver.app.playground.chosen
    stage.driver.wait(chosen.is_at_leisure, "the model")
    if chosen.is_other_load():  # an earlier scene loaded it without what sees
        chosen.load_again()
    stage.driver.wait(lambda: chosen.is_at_leisure() and not chosen.is_other_load(), "a model that sees")


def blind(stage: Stage) -> None:
    """The model that is chosen sees none: said over the field, and before they are sent without."""
    _let_see(stage)
    stage.driver.try_model(ENDLESS_MODEL)
    _attach_blind(stage)
    _send(stage)


def _attach_blind(stage: Stage) -> None:
    """Two images in a new chat, with whatever model is chosen."""
    app = stage.driver.app
    images = Chats(app.core.store).images
    for number in range(2):
        images.wait(None, _images()[number], NAMES[number])
    app.playground.session.open(None)

    def forget() -> None:
        for image in images.waiting(None):
            images.drop(None, image)
        app.playground.session.open(None)

    stage.undo.callback(forget)
    settle()


def _send(stage: Stage) -> None:
    _type(stage, _QUESTION)
    (field,) = stage.driver.app.playground.findChildren(MessageField)
    field.entered.emit()
    settle()


def offered(stage: Stage) -> None:
    """What lets the chosen model see is in its repo, and not here."""
    could_see(stage)
    stage.driver.go(Room.PLAYGROUND)
    _attach_blind(stage)
    meadow = stage.model(lambda one: one.name == WINDOWED.name, WINDOWED.name)
    PlaygroundPage(stage.driver.app.playground).pick(meadow)
    _send(stage)


def coming(stage: Stage) -> None:
    """It is downloaded, and the message waits for it."""
    offered(stage)
    card = stage.found(lambda: stage.window.findChildren(AskingCard), "the question")
    downloads = stage.driver.app.downloads
    stage.undo.callback(downloads.release)
    stage.undo.callback(cancel_all, stage)
    downloads.hold()
    card.first.click()
    settle()


def switching(stage: Stage) -> None:
    """A chat with images is to go on with a model that sees none."""
    transcript(stage)
    blind_model = stage.model(lambda one: one.id == ENDLESS_MODEL, ENDLESS_MODEL)
    PlaygroundPage(stage.driver.app.playground).pick(blind_model)
    stage.undo.callback(stage.driver.app.playground.session.open, None)
    settle()


def picker(stage: Stage) -> None:
    """With images attached those that see stand first."""
    _let_see(stage)
    stage.driver.try_model(ENDLESS_MODEL)
    _attach_blind(stage)
    opened = open_picker(stage)
    stage.driver.wait(lambda: bool(opened.list.rows.fits), "whether they fit")
    settle()


def left_out(stage: Stage) -> None:
    """An answer that was given without images says so, and that another model sees them."""
    _let_see(stage)
    stage.driver.try_model(_MODEL)
    chat = _chat(stage)
    chats = Chats(stage.driver.app.core.store)
    record = TurnRecord(model=_MODEL, model_name="Tiny Chat", quantization="Q8_0", unseen=4)
    chats.add(chat, "user", "And now?", TurnRecord())
    chats.add(chat, "assistant", SAID, record)
    stage.driver.app.go(Place(Room.PLAYGROUND, chat_id=chat))
    settle()


def looking(stage: Stage) -> None:
    """The model looks at an image, and it was measured here how long that takes. The worker is held there."""
    _let_see(stage)
    stage.driver.try_model(_MODEL)
    _chat(stage, waiting=3)
    _load_seeing(stage)
    playground = stage.driver.app.playground

    def stop() -> None:
        PlaygroundPage(playground).stop()
        stage.driver.wait(lambda: not playground.is_busy(), "the answer to end")

    stage.undo.callback(stop)
    stage.hold_worker(_MODEL)
    _send(stage)
    (shown,) = playground.findChildren(Transcript)
    row = shown.rows.last_answer()
    assert row is not None
    row.begin(reading_caption(1, 3, 12, 39.2))
    settle()


def large(stage: Stage) -> None:
    """One of three, over the room."""
    transcript(stage)
    image = _shown(stage)[-1]
    image.click()
    view = stage.found(lambda: stage.window.findChildren(ImageView), "the large view")
    stage.undo.callback(view.dismiss)
    stage.driver.wait(view.copy_button.isEnabled, "the picture")
    QTest.mouseMove(stage.window, QPoint(1, 1))
    settle()


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("playground-images", "stocked", transcript),
        Scene("playground-images-attached", "stocked", attached),
        Scene("playground-images-blind", "stocked", blind),
        Scene("playground-images-offered", "stocked", offered, alone=True),
        Scene("playground-images-coming", "stocked", coming, alone=True),
        Scene("playground-images-switching", "stocked", switching),
        Scene("playground-images-picker", "stocked", picker),
        Scene("playground-images-left-out", "stocked", left_out),
        Scene("playground-images-looking", "stocked", looking),
        Scene("playground-images-large", "stocked", large),
    )
