"""What every page of the room is to its pane, and what their heads share."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Slot

from explorer.kit.actions import Action
from explorer.kit.boxes import STRETCH
from explorer.kit.buttons import Button, LinkLine
from explorer.kit.language import shown, tr
from explorer.kit.room_pane import PageView
from explorer.kit.theme import TextRole
from explorer.kit.title_edit import TitleEdit
from explorer.rooms.choose.session import ChoosePage, ChooseSession


class ChoosePageView(PageView):
    """A page of the room. It shows its own head, with the way back. For keys ``room.py`` has a line each."""

    def show_page(self, page: ChoosePage) -> None:
        """It is shown now, with this."""

    def rename(self) -> None:
        """The title of the open decision is edited where it stands."""

    def hub_answers(self) -> None:
        """As of ``RoomPane``."""


class BackLine(LinkLine):
    """The way back, over the title of a page, whose words stand where the title does."""

    out = 10  # pixels at 100 %, of a quiet button beside its icon

    def __init__(self, words: str, then: Callable[[], object]) -> None:
        super().__init__()
        self.button = Button("quiet", words, "chevron-left", scale="compact", then=then)
        self.add(self.button, STRETCH)


def back_line(session: ChooseSession) -> BackLine:
    """To all decisions."""
    return BackLine(tr("Help me choose"), partial(session.open, ChoosePage()))


class DecisionTitle(TitleEdit):
    """Of the open decision, renamed where it stands, with a menu of what else can be done with it."""

    def __init__(self, session: ChooseSession, role: TextRole = "title") -> None:
        self._session = session
        super().__init__(tr("Title of the decision"), tr("More about this decision"), self._offers, role)
        self.renamed.connect(self._rename)
        session.leaving.add(self._commit_now)
        session.changed.add(self._show)
        session.opened.add(self._show)
        self._show()

    @Slot(str)
    def _rename(self, title: str) -> None:
        self._session.retitle(title)

    def _commit_now(self, _change: None) -> None:
        """While the decision that it belongs to is the open one."""
        self.commit()

    def _offers(self) -> Sequence[Action | None]:
        stored = self._session.stored
        return decision_actions(self._session, stored.id, self.edit) if stored is not None else ()

    def _show(self, _change: object = None) -> None:
        stored = self._session.stored
        if stored is not None:
            self.show_title(shown(stored.title))


def decision_actions(
    session: ChooseSession, number: int, rename: Callable[[], object]
) -> Sequence[Action | None]:
    """``rename`` edits its title where it stands."""
    return (
        Action(tr("Rename"), rename, "edit", shortcut="F2"),
        None,
        Action(tr("Delete"), partial(session.delete, number), "trash", shortcut="Del", danger=True),
    )
