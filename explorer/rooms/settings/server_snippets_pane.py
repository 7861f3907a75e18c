"""How other programs ask the server: code for Python and curl, and what apps that people use want to know."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.kit.boxes import column
from explorer.kit.buttons import Picker
from explorer.kit.copying import CopyButton
from explorer.kit.language import shown
from explorer.kit.layouts import HeadLayout, flowing
from explorer.kit.rich_text.code_block import CodeBlock
from explorer.kit.segmented import Segmented
from explorer.kit.text import Para
from explorer.kit.theme import look_of
from explorer.serve.snippets import (
    TOKEN_VARIABLE,
    AppSnippet,
    ServedFor,
    app_snippets,
    curl_snippet,
    python_snippet,
)

_PYTHON, _APPS = 0, 2  # curl stands between them


class SnippetPanel(QWidget):
    """Tabs, the code, and a button that copies it."""

    def __init__(self) -> None:
        super().__init__()
        self._served = ServedFor("", "")
        self.tabs = Segmented(self.tr("For which program"), ["Python", "curl", self.tr("Apps")])
        self.tabs.currentChanged.connect(self._show)
        self.code = CodeBlock(bare=True)
        self.copy = CopyButton("outlined", self.tr("Copy the snippet"), self.code.copied)
        self.app = Picker(self.tr("App"))
        self.app.activated.connect(self._show)
        self._note = Para("", "secondary", "muted")
        head = QWidget()
        HeadLayout(head, spacing=look_of(self).sizes.px(8)).add(flowing(self.tabs), self.copy)
        column(self, spacing=8).add(head, self.app, self.code, self._note)

    @property
    def note(self) -> str:
        return self._note.text()

    def show_served(self, served: ServedFor) -> None:
        if served != self._served:
            self._served = served
            self._offer(app_snippets(served))
            self._show()

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
        words = self.tr("The token is read from the variable {name}: it stands in no code.")
        self._put(code, "python" if is_python else "bash", words.format(name=TOKEN_VARIABLE))

    def _put(self, code: str, language: str, note: str) -> None:
        self.code.language = language
        self.code.set_code(code.removesuffix("\n"))
        self._note.setText(note)
