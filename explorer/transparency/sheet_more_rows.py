"""Parts of the sheet that answer more: results, how the model is built, security."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from explorer.kit.language import tr
from explorer.kit.section import Section
from explorer.transparency.anatomy_rows import AnatomyPage
from explorer.transparency.part_rows import Part
from explorer.transparency.permission_rows import SecurityLines
from explorer.transparency.result_rows import ResultList
from explorer.transparency.results import MAX_RESULTS
from explorer.transparency.sheet_content import SheetContent


class ResultsPart(Part):
    """Folded: a table of numbers is for those who look for it."""

    def facts(self, content: SheetContent) -> object:
        return content.results

    def build(self, content: SheetContent) -> Sequence[QWidget]:
        if not content.results:
            return ()
        are_more = len(content.results) >= MAX_RESULTS
        count = (tr("the first {n}") if are_more else tr("{n} stated")).format(n=len(content.results))
        section = Section(tr("Results of tests"), count, opened=False)
        section.body.addWidget(ResultList(content.results))
        return (section,)


class InsidePart(Part):
    """The model as a picture, from its header."""

    def __init__(self) -> None:
        super().__init__()
        self._page: AnatomyPage | None = None

    def facts(self, content: SheetContent) -> object:
        return content.inside.facts if content.inside is not None else None

    def build(self, content: SheetContent) -> Sequence[QWidget]:
        self._page = None
        if content.inside is None:
            return ()
        section = Section(tr("Inside the model"), tr("from its header"))
        self._page = AnatomyPage(content.inside)
        section.body.addWidget(self._page)
        return (section,)

    def follow(self, content: SheetContent) -> None:
        if self._page is not None and content.inside is not None:
            self._page.follow(content.inside)


class SecurityPart(Part):
    """Folded, unless there is something to be warned of."""

    def facts(self, content: SheetContent) -> object:
        return content.security

    def build(self, content: SheetContent) -> Sequence[QWidget]:
        if not content.security:
            return ()
        is_urgent = any(fact.weight == "warning" for fact in content.security)
        careful = sum(fact.weight != "plain" for fact in content.security)
        note = tr("{n} to be careful about").format(n=careful) if careful else ""
        section = Section(tr("Security"), note, opened=is_urgent)
        section.body.addWidget(SecurityLines(content.security))
        return (section,)
