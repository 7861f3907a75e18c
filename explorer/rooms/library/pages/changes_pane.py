"""The page of what changed on the Hub since a model was downloaded, from what is kept of both states."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.local_model import LocalModel
from explorer.kit.boxes import STRETCH, Card, at_start, at_top, clear, row, stretched
from explorer.kit.buttons import Button
from explorer.kit.language import shown
from explorer.kit.text import Label, Para
from explorer.local.models.upstream import UpstreamChanges
from explorer.rooms.library.pages.subpage_pane import TitledSubPage


class UpstreamChangesPage(TitledSubPage):
    """``repo_wanted`` carries the id of the repo, to be seen in Discover."""

    repo_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._repo = ""

    def show_changes(self, model: LocalModel, changes: UpstreamChanges) -> None:
        clear(self.body)
        self._repo = model.repo or ""
        self.name_as(self.tr("What changed on the Hub: {name}").format(name=model.name))
        self.text.setText(self._dates(model, changes))
        for words in changes.said:
            self.body.addWidget(Para(shown(words), "body"))
        if changes.card:
            self.body.add(4, Label(self.tr("The model card"), "strong"), _CardLines(changes.card))
        show = Button("outlined", self.tr("Show it in Discover"), "search", then=self._want)
        self.body.add(4, at_start(show), STRETCH)

    def _dates(self, model: LocalModel, changes: UpstreamChanges) -> str:
        newer = model.upstream.commit[:7] if model.upstream is not None else ""
        words = self.tr("Here: {old}, as read on {before}. On the Hub: {new}, as read on {after}.")
        unknown = self.tr("an unknown day")
        return words.format(
            old=(model.commit or "")[:7],
            new=newer,
            before=changes.before.astimezone().date().isoformat() if changes.before else unknown,
            after=changes.after.astimezone().date().isoformat() if changes.after else unknown,
        )

    @Slot()
    def _want(self) -> None:
        self.repo_wanted.emit(self._repo)


class _CardLines(Card):
    """Lines that went and came: a word says which, so that no colour has to."""

    def __init__(self, lines: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__("plain", 14, parent)
        for line in lines:
            came = line.startswith("+")
            words = row(spacing=10)
            mark = Label(self.tr("new") if came else self.tr("gone"), "secondary", "good" if came else "bad")
            words.add(at_top(mark), stretched(Para(line[1:].strip(), "secondary")))
            self.body.addLayout(words)
