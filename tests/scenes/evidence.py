"""The panel behind a fact, and the source its quote stands in: of each kind, changed, and gone."""

from collections.abc import Iterator
from dataclasses import replace

from explorer.domain.words import Words
from explorer.kit.buttons import Button
from explorer.kit.language import shown
from explorer.transparency.dossier import read_dossier
from explorer.transparency.sheet_view.evidence_rows import EvidencePopup
from explorer.transparency.sheet_view.finding_rows import FindingRow
from explorer.transparency.sheet_view.sheet import Sheet
from explorer.transparency.sheet_view.sheet_content import SheetTools
from explorer.transparency.sheet_view.source_popup_rows import SourcePopup
from explorer.transparency.sheet_view.why_rows import WhyRows
from explorer.transparency.source_texts import SourceTexts
from explorer.transparency.sources import Sources
from tests.scenes import discover, library
from tests.scenes.stage import Scene, Stage
from tests.scenes.worlds import MEADOW
from tests.tour.driver import click, settle

_CHANGED = "# A card that was written anew\n\nIt says less than before.\n\n"
_OF_RIVALS = """# Meadow 1.7B

Unlike Tern-40B, whose knowledge cutoff is February 2023, Meadow knows more. Its data was collected
until March 2024, in all 2 trillion tokens.

## Next

The next version, Meadow-8B, will have a knowledge cutoff of December 2024.
"""


def _panel(stage: Stage, sheet: Sheet, dimension: str) -> EvidencePopup:
    """Click on a fact."""
    row = _row(stage, sheet, dimension)
    sheet.ensureWidgetVisible(row)
    click(row)
    panel = stage.popup(EvidencePopup)
    stage.undo.callback(panel.close)
    return panel


def _row(stage: Stage, sheet: Sheet, dimension: str) -> FindingRow:
    def rows() -> Iterator[FindingRow]:
        return (row for row in sheet.findChildren(FindingRow) if row.finding.dimension == dimension)

    return stage.found(rows, f"the row of {dimension}")


def _source(stage: Stage, panel: EvidencePopup, number: int = 0) -> None:
    """Open the source of one of its quotes."""
    links = [b for b in panel.findChildren(Button) if b.property("way") == "source"]
    click(links[number])
    stage.show_own(stage.popup(SourcePopup))


def _of_meadow(stage: Stage, dimension: str) -> EvidencePopup:
    discover.open_repo(stage, MEADOW)
    return _panel(stage, stage.driver.app.discover.sheet, dimension)


def _of_kept(stage: Stage, dimension: str) -> EvidencePopup:
    library.facts(stage)
    return _panel(stage, stage.driver.app.library.body.sheet.sheet, dimension)


def in_yaml(stage: Stage) -> None:
    _source(stage, _of_meadow(stage, "license"))


def in_answer(stage: Stage) -> None:
    """What the Hub said, at the key that was read."""
    _source(stage, _of_meadow(stage, "license"), 1)


def in_prose(stage: Stage) -> None:
    _source(stage, _of_meadow(stage, "data_processing"))


def in_table(stage: Stage) -> None:
    _source(stage, _of_kept(stage, "evaluation"))


def in_header(stage: Stage) -> None:
    """A key among all keys of a file's header."""
    library.facts_of_experts(stage)
    _source(stage, _panel(stage, stage.driver.app.library.body.sheet.sheet, "architecture"))


def inherited(stage: Stage) -> None:
    """A fact of the model above: whose word it is, and how far up."""
    stage.show_own(_of_meadow(stage, "pretraining_data"))


def why(stage: Stage) -> None:
    """Which words of a card were taken for a fact, and which were not."""
    row, _ = _shelf(stage, "cutoff_and_size")
    sources = Sources(repo="meadow-ai/Meadow-1.7B", card=_OF_RIVALS)
    finding = read_dossier(sources, stage.driver.app.core.licenses).get("cutoff_and_size")
    assert finding is not None
    cards = {sources.repo: _OF_RIVALS}
    shelf = SourceTexts(sources.repo, cards, sources={sources.repo: sources})
    tools = SheetTools(shelf, row.tools.tasks)
    panel = EvidencePopup("Meadow 1.7B Instruct", finding, tools, row)
    stage.undo.callback(panel.close)
    panel.open_below(row)
    _why(stage, panel)


def why_not(stage: Stage) -> None:
    """Of what nobody says."""
    _why(stage, _of_meadow(stage, "personal_data"))


def _why(stage: Stage, panel: EvidencePopup) -> None:
    click(next(b for b in panel.findChildren(Button) if b.text() == shown(Words("Why?"))))
    stage.found(lambda: (r for r in panel.findChildren(WhyRows) if not r.is_waiting), "how the card was read")
    stage.show_own(panel)


def moved(stage: Stage) -> None:
    """The card at hand was written anew since the quote was read."""
    row, shelf = _shelf(stage, "data_processing")
    changed = {repo: _CHANGED + text for repo, text in shelf.cards.items()}
    _source(stage, _with(stage, row, replace(shelf, cards=changed)))


def gone(stage: Stage) -> None:
    """The card is not at hand, and the repo has another name by now."""
    row, shelf = _shelf(stage, "license")
    stage.show_own(_with(stage, row, replace(shelf, cards={})))


def offline(stage: Stage) -> None:
    """What was seen before, without a network."""
    discover.offline_kept(stage)
    _source(stage, _panel(stage, stage.driver.app.discover.sheet, "license"))


def _shelf(stage: Stage, dimension: str) -> tuple[FindingRow, SourceTexts]:
    discover.open_repo(stage, MEADOW)
    row = _row(stage, stage.driver.app.discover.sheet, dimension)
    assert row.tools.shelf is not None
    return row, row.tools.shelf


def _with(stage: Stage, row: FindingRow, shelf: SourceTexts) -> EvidencePopup:
    """The panel of a fact with other texts at hand."""
    panel = EvidencePopup("Meadow 1.7B Instruct", row.finding, SheetTools(shelf), row)
    stage.undo.callback(panel.close)
    panel.open_below(row)
    settle()
    return panel


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("evidence-in-yaml", "stocked", in_yaml),
        Scene("evidence-in-answer", "stocked", in_answer),
        Scene("evidence-in-prose", "stocked", in_prose),
        Scene("evidence-in-table", "stocked", in_table),
        Scene("evidence-in-header", "stocked", in_header),
        Scene("evidence-inherited", "stocked", inherited),
        Scene("evidence-why", "stocked", why),
        Scene("evidence-why-not", "stocked", why_not),
        Scene("evidence-moved", "stocked", moved),
        Scene("evidence-gone", "stocked", gone),
        Scene("evidence-offline", "stocked", offline),
    )
