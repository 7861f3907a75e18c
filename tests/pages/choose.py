"""The room Help me choose as a person finds it: its first page, the questions with candidates beside them,
the trial, and the page that decides.
"""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from explorer.choose.decision import Decision, KeptCandidate
from explorer.choose.need import Need
from explorer.choose.trial.trial_state import TrialStage
from explorer.domain.places import Place, Room
from explorer.kit.actions import Action
from explorer.kit.buttons import Button, CheckBox
from explorer.kit.consent import ConsentCard
from explorer.kit.menu_picker import MenuPicker
from explorer.kit.segmented import Segmented
from explorer.kit.text import Para
from explorer.kit.title_edit import TitleEdit
from explorer.rooms.choose.candidates.candidate_rows import CandidateRow
from explorer.rooms.choose.decision.decision_pane import DecisionPane
from explorer.rooms.choose.need.language_list_pane import LanguageList
from explorer.rooms.choose.need.need_pane import NeedPage
from explorer.rooms.choose.pane import ChoosePane
from explorer.rooms.choose.start.decision_list_rows import DecisionList
from explorer.rooms.choose.start.start_pane import ChooseStart
from explorer.rooms.choose.trial.candidate_rows import TrialCandidateRow
from explorer.rooms.choose.trial.trial_pane import TrialPage
from tests.pages.compare import choose, entries_of, part, texts_of, words_of
from tests.waiting import found


class ChooseRoom:
    """The room as a whole, and the page that is shown."""

    def __init__(self, room: ChoosePane) -> None:
        self.room, self.session = room, room.session

    @property
    def need(self) -> Need:
        """Of the open decision, as it is kept."""
        return self._decision.need

    @property
    def kept(self) -> tuple[KeptCandidate, ...]:
        """Those that are to be measured."""
        return self._decision.kept

    @property
    def _decision(self) -> Decision:
        assert self.session.stored is not None
        kept = self.session.store.decision(self.session.stored.id)
        assert kept is not None
        return kept.decision

    @property
    def title(self) -> str:
        """Over the page of the open decision."""
        return part(self.room.page, TitleEdit).title

    def command(self, text: str) -> Action:
        return next(action for action in self.room.commands() if action.text == text)

    def go(self, decision: int | None = None, choosing: str = "") -> None:
        self.room.show_place(Place(Room.CHOOSE, decision_id=decision, choosing=choosing))

    def begin(self) -> "QuestionsPage":
        """With the button of the first page."""
        self.start.begin.click()
        return self.questions

    def rename(self, title: str) -> None:
        self.room.run_command("F2")
        field = part(self.room.page, TitleEdit).field
        field.setText(title)
        QTest.keyClick(field, Qt.Key.Key_Return)

    @property
    def start(self) -> ChooseStart:
        assert isinstance(self.room.page, ChooseStart)
        return self.room.page

    @property
    def listing(self) -> DecisionList:
        return part(self.start, DecisionList)

    def rows(self) -> list[str]:
        """What the first page lists, as a screen reader says it."""
        model, role = self.listing.model(), Qt.ItemDataRole.AccessibleTextRole
        return [str(model.index(row, 0).data(role)) for row in range(model.rowCount())]

    def in_menu(self, row: int, entry: str) -> None:
        """Of a decision that is listed."""
        self.listing.stand_at(row)
        choose(self.listing.open_menu_of_current, entry)

    def in_bin(self, entry: str) -> None:
        choose(self.start.bin.click, entry)

    @property
    def questions(self) -> "QuestionsPage":
        assert isinstance(self.room.page, NeedPage)
        return QuestionsPage(self.room.page)

    @property
    def candidates(self) -> "CandidatesBeside":
        assert isinstance(self.room.page, NeedPage)
        return CandidatesBeside(self.room.page)

    @property
    def trial(self) -> "TrialSteps":
        assert isinstance(self.room.page, TrialPage)
        return TrialSteps(self.room.page)

    @property
    def decision(self) -> "DecidedPage":
        assert isinstance(self.room.page, DecisionPane)
        return DecidedPage(self.room.page)


class QuestionsPage:
    """Answers are given as a person gives them, in words."""

    def __init__(self, page: NeedPage) -> None:
        self.page, self.side = page, page.questions

    def write(self, words: str) -> None:
        self.side.words.setFocus()
        self.side.words.selectAll()
        QTest.keyClicks(self.side.words, words)

    def press(self, *chips: str) -> None:
        """Chips of purposes or languages."""
        for words in chips:
            shown = (*self.side.purposes.chips.values(), *self.side.languages.chips.values())
            next(chip for chip in shown if chip.text() == words).click()

    @property
    def pressed(self) -> list[str]:
        shown = (*self.side.purposes.chips.values(), *self.side.languages.chips.values())
        return [chip.text() for chip in shown if chip.isChecked()]

    def choose(self, question: str, answer: str) -> None:
        """``question``: as a screen reader calls it."""
        row = next(one for one in self.page.findChildren(Segmented) if one.accessibleName() == question)
        row.setCurrentIndex([words_of(row.tabText(at)) for at in range(row.count())].index(answer))

    def follows(self, question: str) -> str:
        """What the page says follows from the answer."""
        row = next(one for one in self.page.findChildren(Segmented) if one.accessibleName() == question)
        return row.accessibleDescription()

    @property
    def texts(self) -> list[str]:
        """Under the questions."""
        return [one.text() for one in self.side.findChildren(Para) if one.isVisible()]

    def another_language(self, typed: str) -> None:
        self.side.languages.other.click()
        (opened,) = [one for one in self.page.window().findChildren(LanguageList) if not one.is_closed]
        QTest.keyClicks(opened.field, typed)
        QTest.keyClick(opened.field, Qt.Key.Key_Return)

    def back(self) -> None:
        """To all decisions."""
        buttons = self.page.findChildren(Button)
        next(button for button in buttons if button.text() == "Help me choose").click()


class CandidatesBeside:
    """The side with the candidates."""

    def __init__(self, page: NeedPage) -> None:
        self.pane = page.candidates

    def wait_until_read(self, seconds: float = 60) -> None:
        found(lambda: not self.pane.search.state.is_searching, "the candidates", seconds)

    @property
    def names(self) -> list[str]:
        return [row.name.text() for row in self._rows]

    @property
    def ticked(self) -> list[str]:
        return [row.name.text() for row in self._rows if row.check.isChecked()]

    def tick(self, *names: str) -> None:
        for name in names:
            next(row for row in self._rows if row.name.text() == name).check.click()

    @property
    def left_out(self) -> list[str]:
        return [row.words.text() for row in self.pane.list.left.values()]

    def measure(self) -> None:
        """The one button, which leads to the trial."""
        self.pane.foot.measure.click()

    @property
    def _rows(self) -> list[CandidateRow]:
        """In the order of the screen."""
        return sorted(self.pane.list.rows.values(), key=lambda row: row.y())


class TrialSteps:
    """What all are asked is chosen, the trial is started, and watched."""

    def __init__(self, page: TrialPage) -> None:
        self.page = page

    def choose_tests(self, title: str) -> None:
        """A set of the person's own."""
        picker = part(self.page, MenuPicker, "trial-sets")
        offered = entries_of(picker.showPopup)
        choose(picker.showPopup, next(words for words in offered if words.startswith(title)))

    def leave_out_packs(self) -> None:
        for box in self.page.tried.findChildren(CheckBox):
            if box.isChecked():
                box.click()

    def start(self) -> None:
        self.page.foot.start.click()

    @property
    def with_terms(self) -> list[TrialCandidateRow]:
        """Candidates whose terms must be seen first."""
        waiting = [one.kept.id for one in self.page.state.candidates if one.stage is TrialStage.TERMS]
        return [row for key, row in self.page.rows.items() if key in waiting]

    def agree_to_terms(self) -> None:
        """Where an included model asks for it."""
        for row in self.with_terms:
            row.button.click()
            part(row, ConsentCard).go_on.click()

    def decide(self) -> None:
        self.page.foot.decide.click()

    def words(self) -> str:
        """All that is read."""
        return " ".join(texts_of(self.page))


class DecidedPage:
    """The sentence, the table and the report."""

    def __init__(self, pane: DecisionPane) -> None:
        self.pane = pane

    def wait_until_read(self, seconds: float = 60) -> None:
        found(lambda: self.pane.is_read, "the page that decides", seconds)

    @property
    def headline(self) -> str:
        return str(self.pane.page.headline)

    def cells(self, title: str) -> dict[str, str]:
        """What stands in the column of a model, by the question."""
        page = self.pane.page
        at = next(number for number, column in enumerate(page.columns) if column.title == title)
        return {row.key: str(row.cells[at].words) for row in page.rows}

    def export(self) -> None:
        self.pane.head.export.click()


def kept_words(room: ChooseRoom, words: str) -> None:
    """Once what was typed is kept."""
    found(lambda: room.need.words == words, "the words that were typed")
