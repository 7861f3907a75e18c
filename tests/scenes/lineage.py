"""The lineage of a model and the licenses along it, as far as the Hub tells: each way in which it can end."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from explorer.domain.places import Room
from explorer.kit.buttons import Button
from explorer.kit.section import SectionHeader
from explorer.transparency.sheet_view.chain_rows import ChainView, StepRow
from explorer.transparency.sheet_view.evidence_rows import EvidencePopup
from explorer.transparency.sheet_view.lineage_rows import HopStrip, LineageView
from tests.pages.discover import DiscoverPage
from tests.scenes.discover import open_repo
from tests.scenes.stage import Scene, Stage
from tests.tour.driver import click, settle
from tests.tour.lineage_repos import BEHIND_GATE, CIRCLE, MERGED, MERGED_OF_MANY, RENAMED, VANISHED, WALKED


def _show(stage: Stage, kind: type[QWidget] = HopStrip, above: int = 52) -> None:
    """Scroll to a part of the sheet, ``above`` pixels of what stands before it in view."""
    sheet = stage.driver.app.discover.sheet
    page = sheet.widget()
    assert page is not None
    settle(10)  # the page has its height
    sheet.scroll_to(sheet.findChildren(kind)[0].mapTo(page, QPoint()).y() - above)
    settle()


def _of(stage: Stage, repo: str) -> ChainView:
    """Open a model and show where it comes from, the licenses unfolded."""
    open_repo(stage, repo)
    chain = stage.driver.app.discover.sheet.findChildren(ChainView)[0]
    chain.section.set_open(True)
    _show(stage)
    return chain


def renamed(stage: Stage) -> None:
    _of(stage, RENAMED)


def gone(stage: Stage) -> None:
    _of(stage, VANISHED)


def gated(stage: Stage) -> None:
    """Its card is withheld; what the Hub says to everybody disagrees with the model's own word."""
    _of(stage, BEHIND_GATE)


def circle(stage: Stage) -> None:
    _of(stage, CIRCLE)


def merged(stage: Stage) -> None:
    """Of three models, two of which have a base of their own, under three licenses."""
    _of(stage, MERGED)


def merged_of_many(stage: Stage) -> None:
    _of(stage, MERGED_OF_MANY)


def merged_all_shown(stage: Stage) -> None:
    chain = _of(stage, MERGED_OF_MANY)
    strip = stage.driver.app.discover.sheet.findChildren(HopStrip)[0]
    click(next(b for b in strip.findChildren(Button) if b.isVisible()))
    click(next(b for b in chain.findChildren(Button) if b.isVisible()))
    _show(stage)


def evidence(stage: Stage) -> None:
    """What one of them states, word for word."""
    chain = _of(stage, MERGED)
    row: StepRow = chain.rows[0]
    stage.driver.app.discover.sheet.ensureWidgetVisible(row)
    click(row)
    stage.show_own(stage.popup(EvidencePopup))


def walking(stage: Stage) -> None:
    """The Hub hangs on the way up: what was read stands, and it is said what is asked for."""
    stage.hub.fault("/islands/Estuary-7B-Instruct/*", "hang")
    _open_until(stage, "Estuary-7B-Instruct")


def walking_answered(stage: Stage) -> None:
    """The first answers, while models above are still to come."""
    walking(stage)
    stage.driver.app.discover.sheet.verticalScrollBar().setValue(0)
    settle()


def beginning(stage: Stage) -> None:
    """The first model above has not come yet."""
    stage.hub.fault(f"/api/models/{WALKED}/*", "hang")
    _open_until(stage, WALKED)


def _open_until(stage: Stage, asked: str) -> None:
    """Open a model and wait until it is said that this one is asked for."""
    stage.driver.go(Room.DISCOVER)
    discover = stage.driver.app.discover
    discover.session.open(MERGED)
    stage.driver.wait(lambda: DiscoverPage(discover).opened == MERGED, "the sheet")

    def is_said() -> bool:
        views = discover.sheet.findChildren(LineageView)
        return any(v.asking.isVisible() and asked in v.asking.text() for v in views)

    stage.driver.wait(is_said, f"that {asked} is asked for")
    _show(stage)


def folded(stage: Stage) -> None:
    """They agree: nothing has to be read."""
    open_repo(stage, RENAMED)
    header: SectionHeader = stage.driver.app.discover.sheet.findChildren(ChainView)[0].section.header
    assert not header.isChecked()
    _show(stage)


def answered(stage: Stage) -> None:
    """What a license above means for the question at the top."""
    open_repo(stage, MERGED)
    stage.driver.app.discover.sheet.verticalScrollBar().setValue(0)
    settle()


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("lineage-walking", "stocked", walking, alone=True),  # before anything of it was seen
        Scene("lineage-walking-answered", "stocked", walking_answered, alone=True),
        Scene("lineage-beginning", "stocked", beginning, alone=True),
        Scene("lineage-agreeing", "stocked", folded),
        Scene("lineage-renamed", "stocked", renamed),
        Scene("lineage-gone", "stocked", gone),
        Scene("lineage-gated", "stocked", gated),
        Scene("lineage-circle", "stocked", circle),
        Scene("lineage-merge", "stocked", merged),
        Scene("lineage-merge-answered", "stocked", answered),
        Scene("lineage-merge-of-many", "stocked", merged_of_many),
        Scene("lineage-merge-all-shown", "stocked", merged_all_shown),
        Scene("lineage-evidence", "stocked", evidence),
    )
