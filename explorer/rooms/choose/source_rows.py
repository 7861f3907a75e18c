"""Where something was learned: an address as a link, which says first where it leads."""

from collections.abc import Iterable
from functools import partial
from urllib.parse import urlsplit

from PySide6.QtWidgets import QWidget

from explorer.kit.buttons import Button
from explorer.kit.layouts import flowing
from explorer.kit.rich_text.links import LinkPopup
from explorer.kit.text import plain_tip

_LONGEST = 44  # letters of an address


class SourceLink(Button):
    """``title``: what lies there, "" to say the address itself."""

    def __init__(self, address: str, title: str = "") -> None:
        super().__init__("link", title or short_address(address), "external", scale="compact")
        self.address = address
        self.setToolTip(plain_tip(address))
        self.clicked.connect(partial(self._ask))

    def _ask(self) -> None:
        LinkPopup(self.address, self).open_below(self)


def source_links(sources: Iterable[tuple[str, str]]) -> QWidget:
    """Of addresses with their titles."""
    return flowing(*(SourceLink(address, title) for address, title in sources), spacing=0)


def short_address(address: str) -> str:
    """Without what every address has: "huggingface.co/Qwen/Qwen3-4B"; of a long one its host and its end."""
    parts = urlsplit(address)
    whole = f"{parts.netloc}{parts.path}".removeprefix("www.").rstrip("/") or address
    if len(whole) <= _LONGEST:
        return whole
    end = whole.rpartition("/")[2]
    return f"{parts.netloc}/…/{end}" if len(end) <= _LONGEST else f"{whole[:_LONGEST]}…"
