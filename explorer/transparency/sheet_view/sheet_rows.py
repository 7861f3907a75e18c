"""The parts of the sheet, from its top to its foot."""

from collections.abc import Sequence

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
from explorer.transparency.sheet_view.family_rows import FamilyView
from explorer.transparency.sheet_view.file_rows import FileTable
from explorer.transparency.sheet_view.findings_part_rows import CountsPart, ExportPart, GroupPart
from explorer.transparency.sheet_view.gate_rows import GateCard
from explorer.transparency.sheet_view.head_rows import BannerCard
from explorer.transparency.sheet_view.measured_rows import MeasuredList
from explorer.transparency.sheet_view.part_rows import SheetPart
from explorer.transparency.sheet_view.permission_rows import RightsPart, SecurityLines
from explorer.transparency.sheet_view.result_rows import ResultList
from explorer.transparency.sheet_view.sheet_content import SheetContent


class ResultsPart(SheetPart):
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


class MeasuredPart(SheetPart):
    """Apart from what makers publish: other items, wordings and rules."""

    def facts(self, content: SheetContent) -> object:
        return tuple(line.facts for line in content.measured)

    def build(self, content: SheetContent) -> Sequence[QWidget]:
        if not content.measured:
            return ()
        section = Section(tr("Measured here"), tr("on this machine"))
        section.body.addWidget(MeasuredList(content.measured))
        return (section,)


class StructurePart(SheetPart):
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


class SecurityPart(SheetPart):
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


def parts(keep: ExportPart, family: "FamilyPart") -> tuple[SheetPart, ...]:
    """Those that are handed in are spoken to from outside. What comes late stands low."""
    return (
        _SubtitlePart(), _BannerPart(), _GatePart(), _StatsPart(), CountsPart(), RightsPart(),
        GroupPart(FactGroup.USE),
        _FilesPart(Words("Files")), GroupPart(FactGroup.FILE), SecurityPart(),
        GroupPart(FactGroup.ORIGIN, Words("Origin")),
        GroupPart(FactGroup.DATA, group_title(FactGroup.DATA)),
        GroupPart(FactGroup.BUILD, group_title(FactGroup.BUILD)), StructurePart(),
        MeasuredPart(Words("Measured here")), ResultsPart(Words("Evaluation")), keep,
        _CommunityPart(Words("Community")), family,
        _CardPart(Words("Card")),
    )  # fmt: skip


class _SubtitlePart(SheetPart):
    """Whose it is, in the few words that need not stay in sight."""

    def facts(self, content: SheetContent) -> object:
        return content.subtitle

    def build(self, content: SheetContent) -> Sequence[QWidget]:
        return (Para(content.subtitle, tone="muted"),) if content.subtitle else ()


class _BannerPart(SheetPart):
    def facts(self, content: SheetContent) -> object:
        banner = content.banner
        if banner is None:
            return None
        return banner.text, banner.icon, [(action.text, action.enabled) for action in banner.actions]

    def build(self, content: SheetContent) -> Sequence[QWidget]:
        return (BannerCard(content.banner),) if content.banner is not None else ()


class _GatePart(SheetPart):
    def __init__(self) -> None:
        super().__init__()
        self._card: GateCard | None = None

    def facts(self, content: SheetContent) -> object:
        return content.gate.facts if content.gate is not None else None

    def build(self, content: SheetContent) -> Sequence[QWidget]:
        self._card = GateCard(content.gate) if content.gate is not None else None
        return (self._card,) if self._card is not None else ()

    def follow(self, content: SheetContent) -> None:
        if self._card is not None and content.gate is not None:
            self._card.show_gate(content.gate)


class _StatsPart(SheetPart):
    """Answers may change in their places."""

    def __init__(self) -> None:
        super().__init__()
        self._cards: tuple[StatCard, ...] = ()

    def facts(self, content: SheetContent) -> object:
        return tuple(stat.question for stat in content.stats)

    def build(self, content: SheetContent) -> Sequence[QWidget]:
        self._cards = tuple(StatCard(stat.question) for stat in content.stats)
        return (_in_columns(self._cards, most=3),) if self._cards else ()

    def follow(self, content: SheetContent) -> None:
        for card, stat in zip(self._cards, content.stats, strict=True):
            card.show_answer(stat.answer, stat.note)


class _FilesPart(SheetPart):
    """Files of the same names keep their rows; all are shown once they were asked for."""

    def __init__(self, tab: str) -> None:
        super().__init__(tab)
        self._table: FileTable | None = None
        self._unfolded = ""  # the model whose files are all shown

    def facts(self, content: SheetContent) -> object:
        lines = [(line.name, line.is_recommended) for line in content.files]
        projector = content.projector.facts if content.projector is not None else None
        return content.file_note, lines, content.others, projector

    def build(self, content: SheetContent) -> Sequence[QWidget]:
        self._table = None
        if not content.files:
            return ()
        section = Section(tr("Files"))
        if content.file_note:
            section.body.setSpacing(look_of().sizes.px(8))
            section.body.addWidget(Para(content.file_note, tone="muted"))
        is_open = bool(content.subject) and self._unfolded == content.subject
        self._table = FileTable(content.files, content.others, content.projector, is_open=is_open)
        self._subject = content.subject
        self._table.unfolded.connect(self._remember)
        section.body.addWidget(self._table)
        return (section,)

    def follow(self, content: SheetContent) -> None:
        if self._table is not None:
            self._table.show_lines(content.files, content.projector)

    def _remember(self) -> None:
        self._unfolded = self._subject


class FamilyPart(SheetPart):
    """What is asked for later comes into its place."""

    def __init__(self) -> None:
        super().__init__()
        self._view: FamilyView | None = None

    def facts(self, content: SheetContent) -> object:
        return [kind.title for kind in content.family]

    def build(self, content: SheetContent) -> Sequence[QWidget]:
        self._view = FamilyView(content.family) if content.family else None
        if self._view is None:
            return ()
        section = Section(tr("Family"))
        section.body.addWidget(self._view)
        return (section,)

    def follow(self, content: SheetContent) -> None:
        if self._view is not None:
            self._view.show_family(content.family)


class _CommunityPart(SheetPart):
    def facts(self, content: SheetContent) -> object:
        return content.community, content.published

    def build(self, content: SheetContent) -> Sequence[QWidget]:
        if not content.community:
            return ()
        section = Section(tr("Community"), content.published)
        cards = [StatCard(stat.question, stat.answer, stat.note) for stat in content.community]
        section.body.addWidget(_in_columns(cards, most=4))
        return (section,)


class _CardPart(SheetPart):
    def facts(self, content: SheetContent) -> object:
        return content.card, content.withheld, content.dossier is None

    def build(self, content: SheetContent) -> Sequence[QWidget]:
        if content.dossier is None:
            return ()
        section = Section(tr("Model card"))
        if content.card is None or not content.card.strip():
            words = content.withheld or tr("No model card was published or kept.")
            section.body.addWidget(Para(words, tone="muted"))
        else:
            section.body.addWidget(self._view(content.card, content))
        return (section,)

    def _view(self, card: str, content: SheetContent) -> Card:
        view = MarkdownPage(tr("Model card"), images=content.images, keeps_lines=False)
        view.set_markdown(card)
        frame = Card("plain", inset=18)
        frame.body.addWidget(view)
        return frame


def _in_columns(cards: Sequence[QWidget], *, most: int) -> QWidget:
    px = look_of().sizes.px
    holder = QWidget()
    columns = ColumnsLayout(
        holder, narrowest=px(190 if most == 3 else 130), spacing=px(10), most=most, fill=True
    )
    columns.add(*cards)
    return holder
