"""What the page of leaderboards works on: which there are, and the one that is open. Knows no widget."""

from dataclasses import dataclass, replace

from explorer.base.listeners import Listeners
from explorer.choose.leaderboards.board import Board, board_of_hub
from explorer.choose.leaderboards.import_store import BoardStore, StoredBoard
from explorer.choose.leaderboards.known_benchmarks import KNOWN
from explorer.domain.errors import KnownError, NotFoundError
from explorer.domain.words import Words
from explorer.hub.leaderboards import HubBenchmark, HubBenchmarks
from explorer.kit.tasks import LatestTask
from explorer.rooms.room_services import RoomServices

_IMPORTED = "import:"


def subject_of_import(number: int) -> str:
    return f"{_IMPORTED}{number}"


def import_of(subject: str) -> int | None:
    """The number of an import, ``None`` for a data set of the Hub."""
    number = subject.removeprefix(_IMPORTED)
    return int(number) if subject.startswith(_IMPORTED) and number.isdecimal() else None


@dataclass(frozen=True)
class ImportTitle:
    """``at``: ISO time of the import."""

    number: int
    title: str
    at: str


@dataclass(frozen=True)
class BoardsState:
    """``benchmarks``: as the Hub lists them, else those that are known here; ``imports``: of files.
    ``subject``: a data set, or an import; "" for none. ``error``: why there is no board.
    """

    benchmarks: tuple[HubBenchmark, ...] = tuple(HubBenchmark(one.id) for one in KNOWN)
    imports: tuple[ImportTitle, ...] = ()
    subject: str = ""
    board: Board | None = None
    error: KnownError | None = None
    is_loading: bool = False
    only_bases: bool = True


class BoardsSession:
    """``changed`` carries each state."""

    def __init__(self, services: RoomServices) -> None:
        self.services = services
        self.store = BoardStore(services.core.store)
        self.changed = Listeners[BoardsState]()
        self._listing, self._reading = LatestTask(services.tasks), LatestTask(services.tasks)
        self._has_listed = False
        self.state = BoardsState(imports=self._imports())

    def begin(self) -> None:
        """Ask once which benchmarks there are."""
        if not self._has_listed:
            self._has_listed = True
            self._listing.do(self.services.core.hub.boards.benchmarks, self._list, _ignore, network=True)

    def open(self, subject: str) -> None:
        """A data set, or an import."""
        if subject != self.state.subject or self.state.error is not None:
            self._set(replace(self.state, subject=subject, board=None, error=None))
            self.read()

    def read(self) -> None:
        """The open one, again."""
        subject, hub = self.state.subject, self.services.core.hub
        if not subject:
            return
        only_bases, number = self.state.only_bases, import_of(subject)

        def work() -> Board:
            if number is not None:
                return self.stored(number).board
            said = hub.boards.leaderboard(subject, only_bases=only_bases)
            return board_of_hub(subject, said, only_bases=only_bases)

        self._set(replace(self.state, is_loading=True, error=None))
        self._reading.do(work, self._show, self._fail, network=number is None)

    def show_all(self, *, only_bases: bool) -> None:
        """With models that name another one as their base, or without."""
        if only_bases != self.state.only_bases:
            self._set(replace(self.state, only_bases=only_bases, board=None))
            self.read()

    def note_imports(self) -> None:
        """One came, went or is called otherwise."""
        self._set(replace(self.state, imports=self._imports()))
        number = import_of(self.state.subject)
        if number is not None and all(one.number != number for one in self.state.imports):
            self._set(replace(self.state, subject="", board=None, error=None))
        elif number is not None:
            self.read()

    def close(self) -> None:
        self._listing.stop()
        self._reading.stop()

    def stored(self, number: int) -> StoredBoard:
        """Blocks. Raises NotFoundError."""
        stored = self.store.board(number)
        if stored is None:
            raise NotFoundError(Words("This import is not here any more."), Words("Choose another one."))
        return stored

    def _imports(self) -> tuple[ImportTitle, ...]:
        return tuple(ImportTitle(*one) for one in self.store.titles())

    def _list(self, said: HubBenchmarks) -> None:
        if said.listed:
            self._set(replace(self.state, benchmarks=said.listed))

    def _show(self, board: Board) -> None:
        self._set(replace(self.state, board=board, error=None, is_loading=False))

    def _fail(self, error: KnownError) -> None:
        self._set(replace(self.state, error=error, is_loading=False))

    def _set(self, state: BoardsState) -> None:
        self.state = state
        self.changed.emit(state)


def _ignore(_error: KnownError) -> None:
    """Those that are known here stay in the list."""
