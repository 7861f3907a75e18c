"""A starting page: what to look at before one chooses for a field, and three ways to go on."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from explorer.choose.decision import Decision
from explorer.choose.need import Need
from explorer.choose.uses.starting_sets import starting_of
from explorer.choose.uses.use_page import UsePage, use_page
from explorer.domain.errors import KnownError
from explorer.domain.places import Place, Room
from explorer.evaluate.eval_set import title_of
from explorer.evaluate.store import EvalStore
from explorer.kit import boxes
from explorer.kit.actions import Action
from explorer.kit.boxes import STRETCH
from explorer.kit.buttons import Button
from explorer.kit.chips import PlaceChip
from explorer.kit.clock import near_day
from explorer.kit.language import shown
from explorer.kit.layouts import ColumnsLayout, flowing
from explorer.kit.scroll import Scroll
from explorer.kit.text import Label, Para
from explorer.kit.theme import look_of
from explorer.rooms.choose.page_rows import ChoosePageView, back_line
from explorer.rooms.choose.session import ChoosePage, ChooseSession
from explorer.rooms.choose.use.use_rows import FieldModelCard, PointRow

_WIDEST, _COLUMN, _GAP = 1040, 380, 40  # pixels at 100 %


class UsePane(ChoosePageView):
    """Shows the page that ``ChoosePage.subject`` names."""

    def __init__(self, session: ChooseSession) -> None:
        super().__init__()
        self._session = session
        self._page: UsePage | None = None
        content = QWidget()
        content.setMaximumWidth(look_of(self).sizes.px(_WIDEST))
        self._content = boxes.column(spacing=6)
        boxes.column(content, margins=(32, 20, 32, 32), spacing=6).add(back_line(session), self._content)
        place = QWidget()
        boxes.row(place).add(boxes.stretched(content, 100), STRETCH)
        self._scroll = Scroll(place, self.tr("Starting page"))
        boxes.column(self).add(self._scroll)
        self.begin = Button("primary", self.tr("Answer four questions"), "signpost", then=self._begin)

    def show_page(self, page: ChoosePage) -> None:
        self._page = use_page(page.subject)
        if self._page is None:  # of another version
            self._session.open(ChoosePage())
            return
        boxes.clear(self._content)
        self._fill(self._page)
        self._scroll.verticalScrollBar().setValue(0)

    def take_focus(self) -> None:
        self.begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def commands(self) -> Sequence[Action]:
        return (
            Action(self.tr("Answer four questions"), self._begin, "signpost"),
            Action(self.tr("See the tests"), self._look_at_tests, "checklist"),
        )

    def _fill(self, page: UsePage) -> None:
        self.begin = Button("primary", self.tr("Answer four questions"), "signpost", then=self._begin)
        search = Button("outlined", self.tr("Find such models"), "search", then=self._search)
        tests = Button("outlined", self.tr("See the tests"), "checklist", then=self._look_at_tests)
        parts, both = QWidget(), QWidget()
        px = look_of(self).sizes.px
        ColumnsLayout(both, px(_COLUMN), px(_GAP), 2).add(self._before(page), self._beside(page))
        boxes.column(parts).add(both)
        self._content.add(
            Label(page.title, "title"),
            Para(page.words, "body", "muted"),
            6,
            flowing(self.begin, search, tests),
            14,
            parts,
            14,
            Para(self._dated(page), "secondary", "faint"),
            STRETCH,
        )

    def _before(self, page: UsePage) -> QWidget:
        """What to look at, and what to mind."""
        holder = QWidget()
        points = [PointRow(point, number) for number, point in enumerate(page.points, 1)]
        column = boxes.column(holder, spacing=10)
        column.add(Label(self.tr("Before you choose"), "heading"), *points, 8)
        column.add(Label(self.tr("Take care"), "heading"), *map(PointRow, page.cautions), STRETCH)
        return holder

    def _beside(self, page: UsePage) -> QWidget:
        """Models of the field, words to search for, and the tests."""
        holder = QWidget()
        models = [FieldModelCard(model, self._look_at) for model in page.models]
        chips = [PlaceChip(words, "search") for words in page.searches]
        for chip, words in zip(chips, page.searches, strict=True):
            chip.setAccessibleName(self.tr("Search the Hub for {words}").format(words=words))
            chip.clicked.connect(partial(self._search, words))
        cases = starting_of(page.purposes).document.cases
        titles = " · ".join(shown(title_of(case)) for case in cases)
        count = self.tr("{count} small tests to begin with").format(count=len(cases))
        boxes.column(holder, spacing=8).add(
            Label(self.tr("Known in the field"), "heading"),
            Para(
                self.tr("Named, not recommended: which one suits you, a trial shows."), "secondary", "muted"
            ),
            *models,
            10,
            Label(self.tr("Words to search for"), "heading"),
            flowing(*chips),
            10,
            Label(count, "heading"),
            Para(titles, "body", "muted"),
            STRETCH,
        )
        return holder

    def _dated(self, page: UsePage) -> str:
        words = self.tr(
            "Written for this app. Sources last read on {date}, as stored copies: look again before you rely"
            " on one. No advice on law, health or money."
        )
        return words.format(date=near_day(page.on))

    def _begin(self) -> None:
        if self._page is not None:
            need = Need(purposes=self._page.purposes)
            self._session.begin(shown(self._page.title), Decision(need, use=self._page.id))

    def _search(self, words: object = None) -> None:
        if self._page is not None:
            wanted = words if isinstance(words, str) else self._page.searches[0]
            self._session.services.go(Place(Room.DISCOVER, search=wanted))

    def _look_at(self, repo: str) -> None:
        self._session.services.go(Place(Room.DISCOVER, repo_id=repo))

    def _look_at_tests(self) -> None:
        services, page = self._session.services, self._page
        if page is None:
            return
        try:
            number = starting_of(page.purposes).keep(EvalStore(services.core.store))
        except KnownError as error:
            services.messages.fail(error)
            return
        services.go(Place(Room.EVALUATE, eval_set_id=number))
