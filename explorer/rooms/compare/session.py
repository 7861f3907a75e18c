"""What the room Compare works on: the open comparison, its models, what came of it, and what is looked at.

What shows a part of it listens; nothing here knows how it is shown. Every change is stored when it is made.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from explorer.base.listeners import Listeners
from explorer.base.settings import Settings
from explorer.base.shutdown import end_all
from explorer.domain.errors import KnownError
from explorer.domain.piece import NOTHING
from explorer.local.download_queue.downloads import Download, DownloadState
from explorer.rooms.compare.document.comparison_list import Comparison
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.compare.document.document import ComparisonDocument, DocumentColumn
from explorer.rooms.compare.document.results import AnswerCell, Outcome, Result, Round, latest, rounds_of
from explorer.rooms.compare.facts.column_board import ColumnBoard, ColumnSlot, Later
from explorer.rooms.compare.run.live_run import RunChange
from explorer.rooms.compare.run.plan import PlanStep, RunPlan, in_chance_order
from explorer.rooms.compare.run.run_session import RunSession
from explorer.rooms.compare.run.runner import RunStarter
from explorer.rooms.room_services import RoomServices

_WIDTHS = "compare.widths"
_WIDE = 2  # so many times as wide as the others


@dataclass(frozen=True)
class WidthShares:
    """How the width of the window is shared among the columns of facts and answers.

    ``wide``: keys of the columns that are twice as wide. ``focus``: the one that takes all the room that the
    others can spare, "" for none.
    """

    wide: frozenset[str] = frozenset()
    focus: str = ""

    def toggled_wide(self, key: str) -> "WidthShares":
        return replace(self, wide=self.wide ^ {key}, focus="")

    def toggled_focus(self, key: str) -> "WidthShares":
        return replace(self, focus="" if self.focus == key else key)

    def of(self, keys: Sequence[str]) -> "WidthShares":
        """Columns that are gone left out."""
        return WidthShares(self.wide & {*keys}, self.focus if self.focus in keys else "")

    def shares(self, keys: Sequence[str], room: int, narrowest: int) -> tuple[int, ...]:
        """Pixels for each column of ``keys``; never below ``narrowest``, so their sum may exceed ``room``."""
        if not keys:
            return ()
        if self.focus in keys and len(keys) > 1:
            large = max(2 * narrowest, room - narrowest * (len(keys) - 1))
            return tuple(large if key == self.focus else narrowest for key in keys)
        parts = [_WIDE if key in self.wide else 1 for key in keys]
        unit = room / sum(parts)
        return tuple(max(narrowest * part, int(unit * part)) for part in parts)


class ShownRound:
    """All rounds of a comparison, one of which is shown. With a grid a prompt has several: its siblings."""

    def __init__(self) -> None:
        self._rounds: tuple[Round, ...] = ()
        self._at = 0

    @property
    def shown(self) -> Round | None:
        return self._rounds[self._at] if self._rounds else None

    @property
    def siblings(self) -> list[Round]:
        """The rounds of the prompt that is shown, one for each point of the grid."""
        shown = self.shown
        return [one for one in self._rounds if shown is not None and one.key == shown.key]

    def show(self, rounds: tuple[Round, ...], *, to_end: bool = False) -> None:
        """``to_end``: the last prompt, else the one that is shown stays."""
        before, self._rounds = self.shown, rounds
        last = max(0, len(rounds) - 1)
        self._at = last if to_end else min(self._at, last)
        if before is not None and not to_end:
            self.go_to(before.key, before.point)

    def cell(self, column: str) -> AnswerCell | None:
        """The answer of this column that is looked at."""
        shown = self.shown
        return AnswerCell(column, shown.key, shown.point) if shown is not None else None

    def go_to(self, prompt: str, point: str) -> None:
        places = [(one.key, one.point) for one in self._rounds]
        if (prompt, point) in places:
            self._at = places.index((prompt, point))

    def step(self, by: int, *, over_points: bool) -> None:
        """``over_points``: to the next prompt, not to the next point of this one."""
        last, at = len(self._rounds) - 1, self._at + by
        while over_points and 0 < at < last and self._rounds[at].key == self._rounds[self._at].key:
            at += by
        self._at = max(0, min(last, at))

    def place(self, *, over_points: bool) -> tuple[int, int]:
        """The number of what is shown, from 0, and of how many."""
        shown = self.shown
        if not over_points or shown is None:
            return self._at, len(self._rounds)
        keys = list(dict.fromkeys(one.key for one in self._rounds))
        return keys.index(shown.key), len(keys)


class CompareSession:
    """``kept`` are all comparisons, ``board`` the models of the open one, ``run`` what is asked of them.

    ``later`` calls what it is given once what is due now was done.

    ``opened``: another comparison is open. ``document_changed``: prompts or settings. ``columns_changed``:
    models, or what is known of them or can be done with them. ``outcome_came`` of a run.
    ``round_changed``: another prompt is looked at, or otherwise. ``failed`` tells what could not be done,
    ``warned`` that a plan must be seen before it is started.
    """

    def __init__(self, services: RoomServices, later: Later) -> None:
        core, self._services, self.later = services.core, services, later
        self.kept = Comparisons(core.store, services.catalog.name_of)
        self.board = ColumnBoard(core, services.catalog, services.tasks, later)
        runner = RunStarter(
            self.kept.answers, services.backends, core, services.tasks, services.catalog.memory
        )
        self.run = RunSession(self.kept, self.board, runner, core.settings)
        self.outcomes: tuple[Outcome, ...] = ()
        self.cells: dict[AnswerCell, Outcome] = {}
        self.rounds = ShownRound()
        self.widths = services.core.store.get_value(_WIDTHS, WidthShares, WidthShares())
        self.is_blind = self.is_compared = False  # without names; word by word with one column
        self._follows = False  # the run that goes on
        self._downloads: dict[int, DownloadState] = {}
        self._is_offline = core.settings.current.offline
        self.opened: Listeners[Comparison] = Listeners()
        self.document_changed: Listeners[ComparisonDocument] = Listeners()
        self.columns_changed: Listeners[tuple[ColumnSlot, ...]] = Listeners()
        self.downloads_changed: Listeners[Download] = Listeners()
        self.outcome_came: Listeners[Outcome] = Listeners()
        self.round_changed: Listeners[Round | None] = Listeners()
        self.blind_changed: Listeners[bool] = Listeners()
        self.widths_changed: Listeners[WidthShares] = Listeners()
        self.failed: Listeners[KnownError] = Listeners()
        self.warned: Listeners[RunPlan] = Listeners()
        self._leave = (
            self.board.changed.add(self._follow_board),
            services.downloads.changed.add(self._follow_download),
            core.settings.changed.add(self._follow_settings),
        )
        self.run.told.add(self._hear)
        self.run.busy_changed.add(self._follow_run)

    @property
    def document(self) -> ComparisonDocument:
        return self.kept.current.document

    def show(self) -> None:
        """Another comparison is open now, or another hand changed this one."""
        current = self.kept.current
        self.set_blind(on=False)
        self.outcomes = self.kept.answers.outcomes(current.id)
        self._show_document(to_end=True)
        self.opened.emit(current)
        before = self.board.slots
        self.board.show(current.document.columns)
        if self.board.slots == before:  # otherwise the board has told of them
            self._follow_board(before)

    def read_again(self) -> None:
        """A column of the open one may have been put back since."""
        self.kept.open(self.kept.current.id)
        self._show_document()
        self.round_changed.emit(self.rounds.shown)
        self.board.show(self.document.columns)

    def attempt(self, deed: Callable[[], object]) -> bool:
        """Whether it could be done; what cannot is told."""
        try:
            deed()
        except KnownError as error:
            self.failed.emit(error)
            return False
        return True

    def change(self, document: ComparisonDocument, *, to_end: bool = False) -> bool:
        """The open comparison is this now; whether it could be. ``to_end``: look at the last prompt."""
        if not self.attempt(lambda: self.kept.change(document)):
            return False
        self._show_document(to_end=to_end)
        self.document_changed.emit(self.document)
        return True

    def taken(self) -> frozenset[str]:
        """Keys of columns and prompts that answers refer to."""
        return self.kept.answers.taken(self.kept.current.id)

    def ask(self, steps: Sequence[PlanStep]) -> None:
        """Start at once, unless the plan warns of something."""
        plan = self.run.plan(steps)
        if any(leg.warning is not None for leg in plan.legs):
            self.warned.emit(plan)
        else:
            self.start(plan)

    def start(self, plan: RunPlan) -> None:
        self.run.start(in_chance_order(plan) if self.is_blind else plan)

    def step(self, by: int, *, over_points: bool) -> None:
        """To another prompt; a run is followed no more."""
        self._follows = False
        self.rounds.step(by, over_points=over_points)
        self.round_changed.emit(self.rounds.shown)

    def set_blind(self, on: bool) -> None:  # noqa: FBT001  a slot of toggled(bool)
        """Hide names and speeds until a vote is given, or show them again."""
        if on != self.is_blind:
            self.is_blind = on
            self.blind_changed.emit(on)

    def set_compared(self, on: bool) -> None:  # noqa: FBT001  a slot of toggled(bool)
        """Show where the answers differ from those of one column."""
        self.is_compared = on
        self.round_changed.emit(self.rounds.shown)

    def set_widths(self, widths: WidthShares) -> None:
        self.widths = widths.of(self.board.keys)
        self._services.core.store.set_value(_WIDTHS, self.widths)
        self.widths_changed.emit(self.widths)

    def close(self) -> None:
        """Stop a run and all reading; hear of nothing any more."""
        end_all(self.run.close, self.board.close, *self._leave)

    def _show_document(self, *, to_end: bool = False) -> None:
        self.cells = latest(self.outcomes)
        self.rounds.show(rounds_of(self.document, self.outcomes), to_end=to_end)

    def _follow_board(self, slots: tuple[ColumnSlot, ...]) -> None:
        """The document has the columns of the board, each with the settings it had."""
        document = self.document
        found = (document.column(slot.key) or DocumentColumn(slot.key, slot.reference) for slot in slots)
        columns = (replace(one, reference=slot.reference) for one, slot in zip(found, slots, strict=True))
        self.kept.change(replace(document, columns=tuple(columns)))
        self.columns_changed.emit(slots)

    def _follow_download(self, download: Download) -> None:
        """Its progress is told elsewhere."""
        if self._downloads.get(download.id) != download.state:
            self._downloads[download.id] = download.state
            self.downloads_changed.emit(download)

    def _follow_settings(self, settings: Settings) -> None:
        """Ways to models are there again, or are not."""
        if settings.offline != self._is_offline:
            self._is_offline = settings.offline
            self.columns_changed.emit(self.board.slots)
            if not settings.offline:
                self.board.retry_failed()

    def _hear(self, change: RunChange) -> None:
        """What came of a step is stored already. The prompt that is answered is followed."""
        outcome, live = change.outcome, self.run.live_here
        if isinstance(outcome, Result):
            self._services.catalog.note_use(outcome.reference, outcome.at.isoformat())
        state = live.state(change.column) if live is not None else None
        if live is None or state is None:
            return
        if outcome is not None:
            self.outcomes = (*self.outcomes, outcome)
            self._show_document()
            self.outcome_came.emit(outcome)
        leads = live.busy[:1] == (change.column,)  # at once, one of them is followed
        begins = change.outcome is None and change.piece == NOTHING
        if self._follows and leads and begins and state.cell is not None:
            self.rounds.go_to(state.cell.prompt, state.cell.point)
            self.round_changed.emit(self.rounds.shown)

    def _follow_run(self, busy: bool) -> None:  # noqa: FBT001  a listener
        self._follows = busy
