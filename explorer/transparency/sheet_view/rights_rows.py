"""What one may do with a model: the facts of its license with a plain answer, what it asks, its text."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from explorer.domain.facts import FactGroup, Finding
from explorer.domain.words import Words, joined
from explorer.kit.language import shown
from explorer.kit.layouts import discard
from explorer.kit.tab_order import put_behind
from explorer.kit.text import Para
from explorer.transparency.licensing.permission import NOT_ADVICE
from explorer.transparency.sheet_view.finding_rows import QuoteAndPlace
from explorer.transparency.sheet_view.findings_part_rows import GroupPart, GroupSection
from explorer.transparency.sheet_view.permission_rows import LicenseConditions, LicenseTextView
from explorer.transparency.sheet_view.sheet_content import SheetContent


class RightsPart(GroupPart):
    """One heading, and no fact twice: what a row says is left out of the lines under it."""

    def __init__(self) -> None:
        super().__init__(FactGroup.RIGHTS)

    def make(self, found: Sequence[Finding]) -> "RightsSection":
        return RightsSection(found)


class RightsSection(GroupSection):
    """The rows stay while the answer changes; what stands under them is exchanged."""

    def __init__(self, found: Sequence[Finding]) -> None:
        super().__init__(FactGroup.RIGHTS, found)
        self._asked: object = None
        self._read: object = None
        self._conditions: QWidget | None = None
        self._text: LicenseTextView | None = None
        self._advice = Para(shown(NOT_ADVICE), "source", "faint")
        self.body.addWidget(self._advice)

    def show_facts(self, found: Sequence[Finding], content: SheetContent) -> None:
        super().show_facts(found, content)
        is_new = [self._show_conditions(content), self._show_text(content)]
        if any(is_new):
            under = (part for part in (self._conditions, self._text) if part is not None)
            put_behind(self.header, [*self.rows, *under])
        fetch = content.license_text.fetch if content.license_text is not None else None
        if self._text is not None and self._text.fetch is not None and fetch is not None:
            self._text.fetch.show_action(fetch)

    def told(self, finding: Finding, content: SheetContent) -> tuple[QuoteAndPlace, str]:
        """The answer itself stands in the row of use at work. What the license says needs its quote once."""
        said, answer = super().told(finding, content)
        if finding.dimension != "license" and self._rests_on_license(finding, content):
            said = QuoteAndPlace("", Words("by its license"))
        line = content.permission[0] if content.permission else None
        if line is None or finding.dimension != line.dimension:
            return said, answer
        return QuoteAndPlace(said.quote, joined(" · ", (said.place, line.caution))), line.text

    def _rests_on_license(self, finding: Finding, content: SheetContent) -> bool:
        stated = content.dossier.get("license") if content.dossier is not None else None
        if (
            stated is None
            or stated.conflict
            or finding.conflict
            or not (stated.evidence and finding.evidence)
        ):
            return False
        return finding.evidence[0] == stated.evidence[0]

    def _show_conditions(self, content: SheetContent) -> bool:
        if content.permission == self._asked:
            return False
        self._asked = content.permission
        says_more = any(not line.dimension or line.source for line in content.permission)
        new = LicenseConditions(content.permission) if says_more else None
        self._exchange(self._conditions, new)
        self._conditions = new
        return True

    def _show_text(self, content: SheetContent) -> bool:
        text = content.license_text
        read = text and (text.name, text.origin, text.text, text.trouble)
        if read == self._read:
            return False
        self._read = read
        new = LicenseTextView(text) if text is not None else None
        self._exchange(self._text, new)
        self._text = new
        return True

    def _exchange(self, old: QWidget | None, new: QWidget | None) -> None:
        """In its place: conditions, then the text, then whose word decides."""
        discard(self.body, old)
        if new is not None:
            place = self.body.indexOf(self._advice)
            is_text = isinstance(new, LicenseTextView)
            self.body.insertWidget(place if is_text or self._text is None else place - 1, new)
