"""Where a link of a stranger leads, said before anything is opened.

``read_link(url)`` takes an address apart; only http, https and mailto are ever opened. ``LinkPopup`` shows
the host apart from the rest, in both spellings if it has letters beyond ASCII, and offers to open or copy.
The other spelling is Qt's, which is what the browser is told: rules for letters have changed over the years.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from explorer.domain.words import Words
from explorer.kit.boxes import STRETCH, row
from explorer.kit.buttons import Button
from explorer.kit.copying import CopyButton
from explorer.kit.popup import Popup
from explorer.kit.text import Label, Para, Quote
from explorer.kit.theme import look_of

_OPENED = ("http", "https", "mailto")
_Form = QUrl.ComponentFormattingOption
_LONGEST = 600  # characters of an address on the screen


@dataclass(frozen=True)
class LinkTarget:
    """``host`` is where it leads, ``spelled`` the same host in its other spelling or empty.

    ``refusal`` says why it is not opened, ``caution`` what may mislead.
    """

    url: str
    host: str
    spelled: str = ""
    caution: str = ""
    refusal: str = ""


def read_link(url: str) -> LinkTarget:
    """Takes any text; what cannot be read is refused."""
    site = QUrl(url.strip())
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".")
        named = parts.username is not None
    except ValueError:
        return _unreadable(url)
    if parts.scheme.lower() not in _OPENED:
        kind = parts.scheme or "?"
        refusal = Words("Only web pages and mail are opened. This is a “{kind}” address.", kind=kind)
        return LinkTarget(url, host, refusal=refusal)
    if parts.scheme.lower() == "mailto":
        return LinkTarget(url, parts.path) if site.isValid() else _unreadable(url)
    if not host:
        return LinkTarget(url, "", refusal=Words("This address names no site, so it is not opened."))
    if not site.isValid():
        return _unreadable(url)
    spelled = _other_spelling(host, site)
    return LinkTarget(url, host, spelled, _caution(host, spelled, named=named))


def _unreadable(url: str) -> LinkTarget:
    return LinkTarget(url, "", refusal=Words("This address cannot be read, so it is not opened."))


def _caution(host: str, spelled: str, *, named: bool) -> str:
    if named:
        return Words("What stands before the @ is not the site: the link leads to {host}.", host=host)
    if spelled:
        return Words("The name has letters that may look like others. Compare both spellings.")
    return ""


def _other_spelling(host: str, site: QUrl) -> str:
    """Letters for an xn-- name, what the browser is told for letters, nothing for plain names."""
    spellings = (site.host(form).rstrip(".") for form in (_Form.FullyEncoded, _Form.FullyDecoded))
    return next((spelling for spelling in spellings if spelling != host), "")


class LinkPopup(Popup):
    """``open_url`` is told the address when the person says so; the system's browser by default."""

    def __init__(self, url: str, parent: QWidget, open_url: Callable[[str], object] | None = None) -> None:
        super().__init__(parent.tr("Link"), parent)
        self.target = read_link(url)
        self._open_url = open_url or _in_browser
        self.setFixedWidth(look_of(self).sizes.px(420))
        self._add_words()
        self._add_buttons()

    def _add_words(self) -> None:
        target = self.target
        self.body.addWidget(Label(self.tr("This link leads to"), "secondary", "muted"))
        if target.host:
            self.body.addWidget(Para(target.host, "heading"))
        if target.spelled:
            self.body.addWidget(Para(target.spelled, "strong"))
        self.body.addWidget(Quote(_shortened(target.url)))
        if target.caution:
            self.body.addWidget(Para(target.caution, tone="caution"))
        if target.refusal:
            self.body.addWidget(Para(target.refusal, tone="bad"))

    def _add_buttons(self) -> None:
        line = row(margins=(0, 6, 0, 0), spacing=8)
        line.add(STRETCH, CopyButton("outlined", self.tr("Copy address"), self._address))
        if not self.target.refusal:
            words = self.tr("Write mail") if self.target.url.startswith("mailto:") else ""
            button = Button("outlined", words or self.tr("Open in browser"), "external", then=self._open)
            line.addWidget(button)
        self.body.addLayout(line)

    def _address(self) -> str:
        return self.target.url

    @Slot()
    def _open(self) -> None:
        self._open_url(self.target.url)
        self.close()


def _shortened(url: str) -> str:
    return url if len(url) <= _LONGEST else url[:_LONGEST] + "…"


def _in_browser(url: str) -> bool:
    return QDesktopServices.openUrl(QUrl(url))
