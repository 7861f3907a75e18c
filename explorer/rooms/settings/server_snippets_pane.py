"""How other programs ask the server: code for Python and curl, and what apps that people use want to know."""

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.kit.boxes import column
from explorer.kit.buttons import Picker
from explorer.kit.copying import CopyButton, CopyIcon
from explorer.kit.language import shown
from explorer.kit.layouts import HeadLayout, flowing
from explorer.kit.rich_text.code_block import CodeBlock
from explorer.kit.segmented import Segmented
from explorer.kit.text import Elided, Para
from explorer.kit.theme import look_of
from explorer.rooms.settings.server_access_pane import code_field, masked
from explorer.serve.snippets import (
    TOKEN_VARIABLE,
    AppSnippet,
    ServedFor,
    app_snippets,
    curl_snippet,
    python_snippet,
    token_line,
)

_PYTHON, _APPS = 0, 2  # curl stands between them


class SnippetPanel(QWidget):
    """Tabs, the code, and a button that copies it."""

    def __init__(self, token: Callable[[], str]) -> None:
        super().__init__()
        self._token = token
        self._served = ServedFor("", "")
        self.tabs = Segmented(self.tr("For which app"), ["Python", "curl", self.tr("Apps")])
        self.tabs.currentChanged.connect(self._show)
        self.code = CodeBlock(bare=True)
        self.copy = CopyButton("outlined", self.tr("Copy the snippet"), self.code.copied)
        self.app = Picker(self.tr("App"))
        self.app.activated.connect(self._show)
        self._note = Para("", "secondary", "muted")
        self._first = Elided("", "code")
        self._first.setProperty("data", True)
        words = self.tr("Copy the command that sets the token")
        self.copy_first = CopyIcon(words, lambda: token_line(token()))
        self.first = code_field(self._first, self.copy_first)
        head = QWidget()
        HeadLayout(head, spacing=look_of(self).sizes.px(8)).add(flowing(self.tabs), self.copy)
        column(self, spacing=8).add(head, self.app, self.code, self._note, self.first)

    @property
    def note(self) -> str:
        return self._note.text()

    def show_served(self, served: ServedFor) -> None:
        if served != self._served:
            self._served = served
            self._offer(app_snippets(served))
            self._show()

    def show_token(self) -> None:
        """There may be another; it is seen as where it stands by itself."""
        self._first.setText(token_line(masked(self._token())))

    def _offer(self, apps: tuple[AppSnippet, ...]) -> None:
        chosen = max(0, self.app.currentIndex())
        self.app.clear()
        for one in apps:
            self.app.addItem(shown(one.app), one)
        self.app.setCurrentIndex(chosen)

    @Slot()
    def _show(self) -> None:
        index = self.tabs.currentIndex()
        self.app.setVisible(index == _APPS)
        if index == _APPS:
            chosen: AppSnippet = self.app.currentData()
            self._put(chosen.code, chosen.language, shown(chosen.where))
            return
        is_python = index == _PYTHON
        code = python_snippet(self._served) if is_python else curl_snippet(self._served)
        words = self.tr("The token stands in no code: it is read from {name}. Set that first:")
        self._put(code, "python" if is_python else "bash", words.format(name=TOKEN_VARIABLE))

    def _put(self, code: str, language: str, note: str) -> None:
        self.code.language = language
        self.code.set_code(code.removesuffix("\n"))
        self._note.setText(note)
        self.first.setVisible(language in ("python", "bash"))
