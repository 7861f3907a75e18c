"""The sheet of one model: what it is, three facts that matter, every finding with its source, its files.

The same wherever a model is opened. It shows a ``SheetContent`` and knows no room: what a button does
comes in as an Action. New content of the same page only exchanges the buttons: nothing jumps.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.domain.facts import Dossier, Finding, Group, Verdict
from explorer.kit.buttons import Button
from explorer.kit.card import Card
from explorer.kit.facts import StatCard
from explorer.kit.images import ImageLoader
from explorer.kit.language import shown
from explorer.kit.layouts import Columns
from explorer.kit.markdown_page import MarkdownPage
from explorer.kit.scroll import Scroll
from explorer.kit.section import Section
from explorer.kit.text import Para
from explorer.kit.theme import look_of
from explorer.transparency.anatomy_rows import AnatomyPage
from explorer.transparency.file_rows import FileTable
from explorer.transparency.finding_rows import FindingRow
from explorer.transparency.head_rows import BannerCard, SheetHead
from explorer.transparency.lineage_rows import HopStrip
from explorer.transparency.permission_rows import PermissionLines, SecurityLines
from explorer.transparency.result_rows import ResultList
from explorer.transparency.rubric import dimensions, group_title, groups
from explorer.transparency.sheet_content import SheetContent, SheetTools, Stat

# Pixels at 100 %.
_EDGE = 26
_WIDEST = 1040  # of the text: longer lines are hard to follow
_SAID = (Verdict.OPEN, Verdict.PARTIAL, Verdict.CLOSED)


class Sheet(Scroll):
    """A scrolling page of one model."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._page = QWidget()
        self._column = QVBoxLayout(self._page)
        super().__init__(self._page, self.tr("Model"), parent)
        self._content: SheetContent | None = None
        self._head: SheetHead | None = None
        self._files: FileTable | None = None
        self._named, self._tools = "", SheetTools()
        self._column.setSpacing(look_of(self).sizes.px(12))
        self._keep_edges()

    @property
    def primary(self) -> Button | None:
        """The one primary button, if this model has something to do."""
        return self._head.primary if self._head is not None else None

    def show_content(self, content: SheetContent) -> None:
        """Show a page; the page that is there keeps its place, and only its buttons follow."""
        before, self._content = self._content, content
        if before is not None and before.differs_in_actions_only(content):
            self._show_actions(content)
        else:
            self._show_page(content)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._keep_edges()
        super().resizeEvent(event)

    def _show_actions(self, content: SheetContent) -> None:
        if self._head is not None:
            self._head.show_actions(content)
        if self._files is not None:
            self._files.show_lines(content.files)

    def _show_page(self, content: SheetContent) -> None:
        self._clear()
        if content.banner is not None:
            self._column.addWidget(BannerCard(content.banner))
        self._head = SheetHead(content)
        self._column.addWidget(self._head)
        self._named, self._tools = shown(content.title), content.tools
        self._add_stats(content.stats)
        self._add_permission(content)
        self._add_findings(content.dossier, content)
        self._add_results(content)
        self._add_inside(content)
        self._add_security(content)
        self._add_files(content)
        self._add_card(content)
        self._column.addStretch()
        self.verticalScrollBar().setValue(0)

    def _clear(self) -> None:
        self._head = self._files = None
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _keep_edges(self) -> None:
        px = look_of(self).sizes.px
        spare = max(0, self.width() - px(_WIDEST + 2 * _EDGE))
        left, right = px(_EDGE), px(_EDGE) + spare
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            left, right = right, left
        self._column.setContentsMargins(left, px(18), right, px(32))

    def _add_stats(self, stats: Sequence[Stat]) -> None:
        px = look_of(self).sizes.px
        row = QWidget()
        columns = Columns(row, narrowest=px(190), spacing=px(10), most=3, fill=True)
        for stat in stats:
            columns.addWidget(StatCard(shown(stat.question), shown(stat.answer), shown(stat.note)))
        self._column.addWidget(row)

    def _add_permission(self, content: SheetContent) -> None:
        if content.permission:
            section = Section(self.tr("What may I do with it?"))
            section.body.addWidget(PermissionLines(content.permission))
            self._column.addWidget(section)

    def _add_results(self, content: SheetContent) -> None:
        if content.results:
            count = self.tr("{n} stated").format(n=len(content.results))
            section = Section(self.tr("Results of tests"), count, opened=False)
            section.body.addWidget(ResultList(content.results))
            self._column.addWidget(section)

    def _add_inside(self, content: SheetContent) -> None:
        if content.inside is not None:
            section = Section(self.tr("Inside the model"), self.tr("from its header"))
            section.body.addWidget(AnatomyPage(content.inside))
            self._column.addWidget(section)

    def _add_security(self, content: SheetContent) -> None:
        if content.security:
            section = Section(self.tr("Security"), opened=False)
            section.body.addWidget(SecurityLines(content.security))
            self._column.addWidget(section)

    def _add_findings(self, dossier: Dossier, content: SheetContent) -> None:
        group_of = {dimension.id: dimension.group for dimension in dimensions()}
        for group in groups():
            found = [f for f in dossier.findings if group_of.get(f.dimension) is group]
            if found:
                is_origin = group is Group.ORIGIN
                self._add_group(group, found, content if is_origin else None)

    def _add_group(self, group: Group, found: Sequence[Finding], origin: SheetContent | None) -> None:
        said = sum(finding.verdict in _SAID for finding in found)
        note = self.tr("{said} of {all} stated").format(said=said, all=len(found))
        section = Section(shown(group_title(group)), note)
        if origin is not None and origin.hops:
            section.body.addWidget(HopStrip(origin.hops))
        for where in origin.broken if origin is not None else ():
            section.body.addWidget(Para(shown(where), "secondary", "caution"))
        for finding in found:
            section.body.addWidget(FindingRow(finding, self._named, self._tools))
        self._column.addWidget(section)

    def _add_files(self, content: SheetContent) -> None:
        if content.files:
            section = Section(self.tr("Files"))
            self._files = FileTable(content.files)
            section.body.addWidget(self._files)
            self._column.addWidget(section)

    def _add_card(self, content: SheetContent) -> None:
        section = Section(self.tr("Model card"))
        if content.card is None or not content.card.strip():
            words = content.withheld or self.tr("No model card was published or kept.")
            section.body.addWidget(Para(words, tone="muted"))
        else:
            section.body.addWidget(self._card_view(content.card, content.images))
        self._column.addWidget(section)

    def _card_view(self, card: str, images: ImageLoader | None) -> Card:
        view = MarkdownPage(self.tr("Model card"), images=images)
        view.set_markdown(card)
        frame = Card("plain", inset=18)
        frame.body.addWidget(view)
        return frame
