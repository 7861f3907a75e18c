"""The parts of the sheet, from its top to its foot."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from explorer.domain.facts import FactGroup
from explorer.domain.words import Words
from explorer.kit.boxes import Card
from explorer.kit.facts import StatCard
from explorer.kit.language import tr
from explorer.kit.layouts import ColumnsLayout
from explorer.kit.rich_text.markdown_page import MarkdownPage
from explorer.kit.section import Section
from explorer.kit.text import Para
from explorer.kit.theme import look_of
from explorer.transparency.benchmarks.results import MAX_RESULTS
from explorer.transparency.rubric import group_title
from explorer.transparency.sheet_view.anatomy_rows import AnatomyPage
from explorer.transparency.sheet_view.export_rows import FactsExport
from explorer.transparency.sheet_view.family_rows import FamilyView
from explorer.transparency.sheet_view.file_rows import FileTable
from explorer.transparency.sheet_view.findings_part_rows import counts_part, group_part
from explorer.transparency.sheet_view.gate_rows import GateCard
from explorer.transparency.sheet_view.head_rows import BannerCard
from explorer.transparency.sheet_view.part_rows import BuiltPart, SheetPart
from explorer.transparency.sheet_view.permission_rows import RightsSection, SecurityLines
from explorer.transparency.sheet_view.result_rows import MeasuredList, ResultList
from explorer.transparency.sheet_view.sheet_content import SheetContent


def parts(keep: SheetPart, family: SheetPart) -> tuple[SheetPart, ...]:
    """Those that are handed in are spoken to from outside. What comes late stands low."""
    files = _Files()
    return (
        SheetPart(lambda content: content.subtitle, _subtitle),
        SheetPart(_banner_facts, _banner),
        SheetPart(lambda content: content.gate.facts if content.gate is not None else None, _gate),
        SheetPart(lambda content: [stat.question for stat in content.stats], _stats),
        counts_part(),
        group_part(FactGroup.RIGHTS, make=RightsSection),
        group_part(FactGroup.USE),
        SheetPart(files.facts, files.build, Words("Files")),
        group_part(FactGroup.FILE),
        SheetPart(lambda content: content.security, _security),
        group_part(FactGroup.ORIGIN, Words("Origin")),
        group_part(FactGroup.DATA, group_title(FactGroup.DATA)),
        group_part(FactGroup.BUILD, group_title(FactGroup.BUILD)),
        SheetPart(lambda content: content.inside.facts if content.inside is not None else None, _structure),
        SheetPart(lambda content: [line.facts for line in content.measured], _measured,
                  Words("Measured here")),
        SheetPart(lambda content: content.results, _results, Words("Evaluation")),
        keep,
        SheetPart(lambda content: (content.community, content.published), _community, Words("Community")),
        family,
        SheetPart(lambda content: (content.card, content.withheld, content.dossier is None), _card,
                  Words("Card")),
    )  # fmt: skip


def export_part() -> SheetPart:
    """What keeps all facts, once there are any."""
    return SheetPart(lambda content: content.dossier is not None, _export)


def family_part() -> SheetPart:
    """What is asked for later comes into its place."""
    return SheetPart(lambda content: [kind.title for kind in content.family], _family)


def _export(content: SheetContent) -> BuiltPart:
    if content.dossier is None:
        return BuiltPart()
    keep = FactsExport(content, content.dossier)
    return BuiltPart((keep,), keep.follow)


def _family(content: SheetContent) -> BuiltPart:
    if not content.family:
        return BuiltPart()
    view = FamilyView(content.family)
    return BuiltPart((_section(view, tr("Family")),), lambda now: view.show_family(now.family))


def _subtitle(content: SheetContent) -> BuiltPart:
    """Whose it is, in the few words that need not stay in sight."""
    return BuiltPart((Para(content.subtitle, tone="muted"),) if content.subtitle else ())


def _banner_facts(content: SheetContent) -> object:
    banner = content.banner
    if banner is None:
        return None
    return banner.text, banner.icon, [(action.text, action.enabled) for action in banner.actions]


def _banner(content: SheetContent) -> BuiltPart:
    return BuiltPart((BannerCard(content.banner),) if content.banner is not None else ())


def _gate(content: SheetContent) -> BuiltPart:
    gate = content.gate
    if gate is None:
        return BuiltPart()
    card = GateCard(gate)
    return BuiltPart((card,), lambda now: card.show_gate(now.gate or gate))


def _stats(content: SheetContent) -> BuiltPart:
    """Answers may change in their places."""
    cards = [StatCard(stat.question) for stat in content.stats]

    def follow(now: SheetContent) -> None:
        for card, stat in zip(cards, now.stats, strict=True):
            card.show_answer(stat.answer, stat.note)

    return BuiltPart((_in_columns(cards, most=3),), follow) if cards else BuiltPart()


class _Files:
    """Files of the same names keep their rows; all are shown once they were asked for."""

    def __init__(self) -> None:
        self._unfolded = ""  # the model whose files are all shown

    def facts(self, content: SheetContent) -> object:
        lines = [(line.name, line.is_recommended) for line in content.files]
        projector = content.projector.facts if content.projector is not None else None
        return content.file_note, lines, content.others, projector

    def build(self, content: SheetContent) -> BuiltPart:
        if not content.files:
            return BuiltPart()
        section = Section(tr("Files"))
        if content.file_note:
            section.body.setSpacing(look_of().sizes.px(8))
            section.body.addWidget(Para(content.file_note, tone="muted"))
        is_open = bool(content.subject) and self._unfolded == content.subject
        table = FileTable(content.files, content.others, content.projector, is_open=is_open)
        table.unfolded.connect(partial(self._remember, content.subject))
        section.body.addWidget(table)
        return BuiltPart((section,), lambda now: table.show_lines(now.files, now.projector))

    def _remember(self, subject: str) -> None:
        self._unfolded = subject


def _security(content: SheetContent) -> BuiltPart:
    """Folded, unless there is something to be warned of."""
    if not content.security:
        return BuiltPart()
    is_urgent = any(fact.weight == "warning" for fact in content.security)
    careful = sum(fact.weight != "plain" for fact in content.security)
    note = tr("{n} to be careful about").format(n=careful) if careful else ""
    lines = SecurityLines(content.security)
    return BuiltPart((_section(lines, tr("Security"), note, opened=is_urgent),))


def _structure(content: SheetContent) -> BuiltPart:
    """The model as a picture, from its header."""
    inside = content.inside
    if inside is None:
        return BuiltPart()
    page = AnatomyPage(inside)
    section = _section(page, tr("Inside the model"), tr("from its header"))
    return BuiltPart((section,), lambda now: page.follow(now.inside or inside))


def _measured(content: SheetContent) -> BuiltPart:
    """Apart from what makers publish: other items, wordings and rules."""
    if not content.measured:
        return BuiltPart()
    return BuiltPart((_section(MeasuredList(content.measured), tr("Measured here"), tr("on this machine")),))


def _results(content: SheetContent) -> BuiltPart:
    """Folded: a table of numbers is for those who look for it."""
    if not content.results:
        return BuiltPart()
    are_more = len(content.results) >= MAX_RESULTS
    count = (tr("the first {n}") if are_more else tr("{n} stated")).format(n=len(content.results))
    return BuiltPart((_section(ResultList(content.results), tr("Results of tests"), count, opened=False),))


def _community(content: SheetContent) -> BuiltPart:
    if not content.community:
        return BuiltPart()
    cards = [StatCard(stat.question, stat.answer, stat.note) for stat in content.community]
    return BuiltPart((_section(_in_columns(cards, most=4), tr("Community"), content.published),))


def _card(content: SheetContent) -> BuiltPart:
    if content.dossier is None:
        return BuiltPart()
    if content.card is None or not content.card.strip():
        told = Para(content.withheld or tr("No model card was published or kept."), tone="muted")
        return BuiltPart((_section(told, tr("Model card")),))
    view = MarkdownPage(tr("Model card"), images=content.images, keeps_lines=False)
    view.set_markdown(content.card)
    frame = Card("plain", inset=18)
    frame.body.addWidget(view)
    return BuiltPart((_section(frame, tr("Model card")),))


def _section(body: QWidget, title: str, note: str = "", *, opened: bool = True) -> Section:
    section = Section(title, note, opened=opened)
    section.body.addWidget(body)
    return section


def _in_columns(cards: Sequence[QWidget], *, most: int) -> QWidget:
    px = look_of().sizes.px
    holder = QWidget()
    columns = ColumnsLayout(
        holder, narrowest=px(190 if most == 3 else 130), spacing=px(10), most=most, fill=True
    )
    columns.add(*cards)
    return holder
