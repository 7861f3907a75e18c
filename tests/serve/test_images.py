"""Images in requests: as data, decoded as everywhere in the app, for models that see; nothing is fetched."""

import base64
import http.server
import threading
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai import OpenAI
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage

from tests.models.projector import TOKENS, write_beside
from tests.models.tiny import Tiny, write_tiny
from tests.serve.served_core import Served, meanwhile


def picture(kind: str = "png", colour: str = "red", size: int = 40) -> bytes:
    image = QImage(size, size, QImage.Format.Format_RGB888)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind.upper())  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def address(data: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def asked(*urls: str, text: str = "What is it?") -> Any:
    images = [{"type": "image_url", "image_url": {"url": url}} for url in urls]
    return [{"role": "user", "content": [{"type": "text", "text": text}, *images]}]


@pytest.fixture
def client(server: Served) -> Iterator[OpenAI]:
    """One model more, ``seer``, sees."""
    folder = server.core.models_folder / "seer"
    write_beside(write_tiny(folder / "seer.gguf", Tiny(text=None, name="Seer")))
    server.rescan()
    server.start()
    with OpenAI(base_url=server.address, api_key=server.controller.token, max_retries=0) as made:
        yield made


def chat(client: OpenAI, messages: Any, model: str = "seer", **more: Any) -> Any:
    more = {"max_tokens": 8, "temperature": 0} | more

    def ask() -> Any:
        made = client.chat.completions.create(model=model, messages=messages, **more)
        return list(made) if more.get("stream") else made

    return meanwhile(ask)


def test_a_model_sees_what_is_shown(client: OpenAI) -> None:
    plain = chat(client, asked())
    red, blue = (chat(client, asked(address(picture(colour=colour)))) for colour in ("red", "blue"))
    assert red.usage.prompt_tokens == plain.usage.prompt_tokens + TOKENS
    assert red.choices[0].message.content != blue.choices[0].message.content
    both = chat(client, asked(address(picture("jpeg"), "jpeg"), address(picture("webp"), "webp")))
    assert both.usage.prompt_tokens == plain.usage.prompt_tokens + 2 * TOKENS
    assert chat(client, asked(address(picture())), stream=True)[-1].choices[0].finish_reason == "length"


def test_texts_of_parts_are_one_text(client: OpenAI) -> None:
    parts = [{"type": "text", "text": "What"}, {"type": "text", "text": "is it?"}]
    joined = chat(client, [{"role": "user", "content": parts}])
    assert joined.usage == chat(client, [{"role": "user", "content": "What\nis it?"}]).usage


def test_a_model_that_does_not_see_says_so(client: OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="cannot see"):
        chat(client, asked(address(picture())), "scripted")


def test_nothing_is_fetched(client: OpenAI) -> None:
    came: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            came.append(self.path)

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        own = f"http://127.0.0.1:{server.server_address[1]}/a.png"
        for url in (
            own,
            own.replace("http", "https"),
            "file:///etc/hostname",
            "/etc/hostname",
            "ftp://a/b",
            "",
        ):
            with pytest.raises(openai.BadRequestError, match="nothing is fetched"):
                chat(client, asked(url))
        server.shutdown()
        thread.join()
    assert not came


HUGE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\0\0\0\1\0\0\x08\x06\0\0\0" + b"0" * 40  # 65,536 pixels a side
WRONG = (
    (address(b"GIF89a" + b"0" * 50, "gif"), "nothing is fetched"),
    (address(b"GIF89a" + b"0" * 50), "no PNG"),
    (address(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "svg+xml"), "nothing is fetched"),
    (address(b""), "no PNG"),
    ("data:image/png;base64,%%%", "not in base64"),
    ("data:image/png,abc", "nothing is fetched"),
    (address(picture()[:60]), "damaged"),
    (address(picture("jpeg")[:300], "jpeg"), "damaged"),
    (
        address(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\0\0\0\1\0\0\x08\x06\0\0\0" + b"0" * 40),
        "large|damaged",
    ),
)


def test_what_is_no_image_is_told(client: OpenAI) -> None:
    for url, said in WRONG:
        with pytest.raises(openai.BadRequestError, match=said):
            chat(client, asked(url))


def test_images_stand_in_questions_alone_and_are_not_too_many(client: OpenAI) -> None:
    image = {"type": "image_url", "image_url": {"url": address(picture())}}
    with pytest.raises(openai.BadRequestError, match="messages of the user"):
        chat(client, [{"role": "system", "content": [image]}, *asked()])
    with pytest.raises(openai.BadRequestError, match="64 images"):
        chat(client, asked(*[address(picture())] * 65))
    with pytest.raises(openai.BadRequestError, match="not supported"):
        chat(client, [{"role": "user", "content": [{"type": "input_audio", "input_audio": {}}]}])
