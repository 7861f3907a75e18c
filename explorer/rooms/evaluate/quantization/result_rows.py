"""One result: in words, then as figures, over the text, and in all its details."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QWidget

from explorer.domain.divergence import DivergentPlace
from explorer.domain.words import Words, joined
from explorer.evaluate.quantization.results import ComparedFile, QuantizationResult
from explorer.evaluate.quantization.telling import (
    ToldFigure,
    conditions_told,
    in_one_sentence,
    more_figures,
    told_figures,
)
from explorer.kit import boxes
from explorer.kit.boxes import STRETCH, Card, stretched
from explorer.kit.buttons import IconButton, Then
from explorer.kit.clock import near_day
from explorer.kit.facts import FactLine
from explorer.kit.language import shown
from explorer.kit.layouts import ColumnsLayout
from explorer.kit.section import Section
from explorer.kit.text import Elided, Label, Para, Quote, plain_tip
from explorer.kit.theme import look_of
from explorer.rooms.evaluate.quantization.plot_rows import DivergencePlot

_NARROWEST, _NAME = 170, 190  # pixels at 100 %
_VISIBLE = {"\n": "↵", " ": "␣"}  # of a token that is nothing else


class QuantizationCard(Card):
    """``top``: of the plots of all cards that stand together, so that their bars can be compared."""

    def __init__(self, result: QuantizationResult, top: float, delete: Then) -> None:
        super().__init__("plain", 18)
        self.result = result
        figures = result.figures
        self.setAccessibleName(shown(result.other.title))
        self.body.setSpacing(look_of(self).sizes.px(10))
        against = Words("against {reference}", reference=_label(result.reference))
        self.delete = IconButton("trash", self.tr("Delete this result"), then=delete)
        title = boxes.row(spacing=8).add(
            Label(_label(result.other), "heading"),
            stretched(Elided(joined(" · ", (against, near_day(_moment(result)))), "secondary", "muted")),
            self.delete,
        )
        self.body.add(
            title,
            Para(in_one_sentence(figures), "heading"),
            figures_view(told_figures(figures)),
            DivergencePlot(figures, top),
            self._details(),
        )

    def _details(self) -> QWidget:
        """Folded; what is in them is made when they are opened first."""
        parts = QWidget()
        column = boxes.column(parts, spacing=2)
        figures = self.result.figures
        if figures.places:
            places = _section(self.tr("Where they differ most"))
            places.body.add(*(_place(place) for place in figures.places))
            column.add(places)
        more = _section(self.tr("All figures"))
        more.body.add(*(_line(figure) for figure in more_figures(figures)))
        conditions = _section(self.tr("Conditions"))
        conditions.body.add(*(FactLine(name, value, _NAME) for name, value in conditions_told(self.result)))
        column.add(more, conditions)
        return parts


class FigureView(QWidget):
    """A figure under its name; what it means is told on hover."""

    def __init__(self, figure: ToldFigure) -> None:
        super().__init__()
        value = Label(figure.value, "strong")
        boxes.column(self, spacing=1).add(Elided(figure.name, "secondary", "muted"), value, STRETCH)
        explain(self, figure)


def figures_view(figures: Sequence[ToldFigure]) -> QWidget:
    view = QWidget()
    px = look_of(view).sizes.px
    grid = ColumnsLayout(view, narrowest=px(_NARROWEST), spacing=px(12), most=4)
    for figure in figures:
        grid.addWidget(FigureView(figure))
    return view


def explain(widget: QWidget, figure: ToldFigure) -> None:
    widget.setToolTip(plain_tip(shown(figure.why)))
    widget.setAccessibleName(f"{shown(figure.name)}: {shown(figure.value)}")
    widget.setAccessibleDescription(shown(figure.why))


def _section(title: str) -> Section:
    section = Section(title, opened=False, role="strong")
    section.body.setSpacing(look_of(section).sizes.px(4))
    return section


def _line(figure: ToldFigure) -> FactLine:
    line = FactLine(figure.name, figure.value, _NAME)
    explain(line, figure)
    return line


def _place(place: DivergentPlace) -> QWidget:
    """What leads there, what stands there, and what each file would say."""
    view = QWidget()
    before = " ".join(place.before.split())[-70:]
    told = Words(
        "Reference: “{one}” {first} · this file: “{other}” {second}",
        one=_token(place.reference),
        first=f"{100 * place.reference_probability:.0f} %",
        other=_token(place.other),
        second=f"{100 * place.other_probability:.0f} %",
    )
    boxes.column(view, margins=(0, 2, 0, 6), spacing=2).add(
        Quote(f"…{before} [{_token(place.right)}]"), Para(told, "secondary")
    )
    return view


def _token(text: str) -> str:
    return text.strip() or "".join(_VISIBLE.get(sign, sign) for sign in text[:4])


def _label(file: ComparedFile) -> str:
    return file.quantization or file.title


def _moment(result: QuantizationResult) -> datetime:
    return datetime.fromisoformat(result.at)
