"""Where links and images of strangers lead is said first, and nothing opens or loads by itself."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from explorer.domain.errors import KnownError
from explorer.kit.buttons import Button
from explorer.kit.image_decoding import LARGEST, Decoded, decoded
from explorer.kit.rich_text.images import ImageLoader, ImagesBlock, Picture
from explorer.kit.rich_text.links import LinkPopup, read_link
from explorer.kit.rich_text.markdown_html import markdown_html
from explorer.kit.rich_text.markdown_page import StreamingView
from explorer.kit.rich_text.markdown_parts import MarkdownImage

Reply = bytes | KnownError


def words_of(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def button(widget: QWidget, text: str) -> Button:
    return next(found for found in widget.findChildren(Button) if found.text() == text)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "JaVaScRiPt:x",
        "vbscript:x",
        "https://",
        "https://[x",
        "https://exa\u200dmple.org/",
        "https://example.org:x/",
        "",
    ],
)
def test_addresses_that_are_no_places_of_the_web_are_refused_in_words(url: str, qtbot: QtBot) -> None:
    assert read_link(url).refusal
    host = QWidget()
    qtbot.addWidget(host)
    popup = LinkPopup(url, host)
    qtbot.addWidget(popup)
    assert read_link(url).refusal in words_of(popup)
    assert [found.text() for found in popup.findChildren(Button)] == ["Copy address"]


def test_the_host_is_shown_apart_from_the_rest() -> None:
    assert read_link("https://huggingface.co:443/Qwen/x?y#z").host == "huggingface.co"
    assert read_link("mailto:a@example.org").host == "a@example.org"
    assert read_link("https://huggingface.co/x").caution == ""


def test_a_name_before_the_at_sign_does_not_pass_for_the_host() -> None:
    target = read_link("https://huggingface.co@evil.example/login")
    assert target.host == "evil.example"
    assert "evil.example" in target.caution


def test_a_host_with_other_letters_is_shown_in_both_spellings() -> None:
    assert read_link("https://аpple.com/").spelled == "xn--pple-43d.com"
    assert read_link("https://xn--pple-43d.com/").spelled == "аpple.com"
    assert read_link("https://xn--pple-43d.com/").caution


@pytest.mark.parametrize(
    ("url", "spelled"),
    [
        ("https://faß.de/", "xn--fa-hia.de"),
        ("https://xn--fa-hia.de/", "faß.de"),
        ("http://①②⑦.0.0.1/", "127.0.0.1"),
        ("https://HuggingFace.co./", ""),
    ],
)
def test_the_other_spelling_is_where_the_browser_goes(url: str, spelled: str) -> None:
    assert read_link(url).spelled == spelled


def test_a_link_opens_only_when_the_person_says_so(qtbot: QtBot) -> None:
    opened: list[str] = []
    host = QWidget()
    qtbot.addWidget(host)
    popup = LinkPopup("https://example.org/r", host, opened.append)
    popup.open_at(QPoint())
    assert opened == []
    button(popup, "Copy address")
    button(popup, "Open in browser").click()
    assert opened == ["https://example.org/r"]


def test_the_address_can_be_copied_instead(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    popup = LinkPopup("https://example.org/r", host)
    button(popup, "Copy address").click()
    assert QGuiApplication.clipboard().text() == "https://example.org/r"


def test_the_full_address_is_shown_under_the_pointer(qtbot: QtBot) -> None:
    view = StreamingView("Card")
    qtbot.addWidget(view)
    view.show_html(markdown_html("[report](https://example.org/r)"))
    view.highlighted.emit("https://example.org/r")
    assert "https://example.org/r" in view.viewport().toolTip()
    view.highlighted.emit("")
    assert view.viewport().toolTip() == ""


class Server:
    """Loads nothing until it is told to."""

    def __init__(self, *, offline: bool = False) -> None:
        self.asked: list[str] = []
        self.replies: list[object] = []
        self._reply: Reply = b""
        self.loader = ImageLoader(self._load, lambda: offline, "https://hub.example/a/b/resolve/main/")

    def _load(self, url: str, done: object) -> None:
        self.asked.append(url)
        assert callable(done)
        done(decoded(self._reply) if isinstance(self._reply, bytes) else self._reply)

    def with_reply(self, reply: Reply) -> "Server":
        self._reply = reply
        return self


def png(side: int = 4, height: int = 0) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image = QImage(side, height or side, QImage.Format.Format_RGB32)
    image.fill(0)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs know no device
    return bytes(data.data())


def test_an_image_is_loaded_only_when_asked_for(qtbot: QtBot) -> None:
    server = Server().with_reply(png())
    block = ImagesBlock((MarkdownImage("chart.png", "a chart"),), server.loader)
    qtbot.addWidget(block)
    assert "a chart" in words_of(block)
    show = button(block, "Show image")
    assert "hub.example" in show.toolTip()
    assert server.asked == []
    show.click()
    assert server.asked == ["https://hub.example/a/b/resolve/main/chart.png"]
    assert block.findChildren(Picture)[0].accessibleName() == "a chart"


def test_offline_the_button_says_why_it_does_nothing(qtbot: QtBot) -> None:
    block = ImagesBlock((MarkdownImage("https://h.example/x.png", ""),), Server(offline=True).loader)
    qtbot.addWidget(block)
    show = button(block, "Show image")
    assert not show.isEnabled()
    assert "offline" in show.toolTip()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "data:image/png;base64,AA==", "//[", "javascript:x"])
def test_images_of_no_web_address_are_words_only(url: str, qtbot: QtBot) -> None:
    block = ImagesBlock((MarkdownImage(url, "alt"),), Server().loader)
    qtbot.addWidget(block)
    assert block.findChildren(Button) == []


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (KnownError("The server did not answer."), "did not answer"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><image href='/etc/passwd'/></svg>", "not an image"),
        (b"", "not an image"),
        (b"x" * (LARGEST + 1), "too large"),
        (png(6_100), "too large"),
        (png(64)[:60], "damaged"),
    ],
)
def test_what_is_no_image_is_told_in_words(reply: Reply, said: str, qtbot: QtBot) -> None:
    block = ImagesBlock((MarkdownImage("x.png", "alt"),), Server().with_reply(reply).loader)
    qtbot.addWidget(block)
    button(block, "Show image").click()
    assert said in words_of(block)
    assert block.findChildren(Picture) == []


def test_an_image_takes_no_more_memory_than_it_is_shown_with() -> None:
    image = decoded(png(4_000))
    assert isinstance(image, QImage)
    assert (image.width(), image.height()) == (1280, 1280)
    tall = decoded(png(20, 6_000))
    assert isinstance(tall, QImage)
    assert (tall.width(), tall.height()) == (8, 2560)
    small = decoded(png(40))
    assert isinstance(small, QImage)
    assert small.width() == 40


def test_many_images_come_a_few_for_each_press_and_one_after_the_other(qtbot: QtBot) -> None:
    asked: list[str] = []
    waiting: list[Callable[[Decoded], None]] = []

    def load(url: str, done: Callable[[Decoded], None]) -> None:
        asked.append(url)
        waiting.append(done)

    images = tuple(MarkdownImage(f"https://h.example/{number}.png", "") for number in range(14))
    block = ImagesBlock(images, ImageLoader(load, lambda: False))
    qtbot.addWidget(block)
    button(block, "Show images").click()
    while waiting:
        assert len(waiting) == 1
        waiting.pop()(QImage(4, 4, QImage.Format.Format_RGB32))
    assert len(asked) == len(block.findChildren(Picture)) == 12
    button(block, "Show more images").click()
    while waiting:
        waiting.pop()(KnownError("The server did not answer."))
    assert asked == [image.url for image in images]
    assert block.findChildren(Button)[0].isHidden()
