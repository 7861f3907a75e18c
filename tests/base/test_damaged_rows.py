"""Whatever a row of the database holds: all that reads it goes on, shows the others, and says what is not."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from sqlite3 import Connection, connect

import pytest

from explorer.base.database_repair import columns_of
from explorer.base.store import MEMORY, Store
from explorer.documents.passages import GivenPassage, PassagePlace
from explorer.domain.fit import file_key
from explorer.domain.repo import RepoFile
from explorer.hub.client import Hub
from explorer.hub.response_cache import ResponseCache
from explorer.local.download_queue.download import QueueStore
from explorer.local.download_queue.download_order import DownloadOrder
from explorer.local.fit.measurements import MeasurementStore
from explorer.local.models.aliases import read_aliases
from explorer.local.models.file_cache import FileCache
from explorer.local.models.place_choice import read_place_choice
from explorer.rooms.compare.document.answer_store import stored_sampling
from explorer.rooms.compare.document.comparison_list import all_comparisons
from explorer.rooms.compare.document.comparisons import Comparisons
from explorer.rooms.compare.document.results import Outcome
from explorer.rooms.compare.document.votes import Ballot, Vote, VoteVerdict
from explorer.rooms.compare.run.plan import PlanStep
from explorer.rooms.discover.session import read_view
from explorer.rooms.playground.chats.presets import Presets
from explorer.rooms.playground.chats.prompts import Prompts
from explorer.rooms.playground.chats.settings import ChatSettings, ChatSettingsStore
from explorer.rooms.playground.chats.store import Chats, TurnRecord
from explorer.rooms.playground.composer.draft_controller import Drafts
from explorer.rooms.welcome.first_run import FirstRun
from tests.compare.making import fill, result, whole_of

ODD = (
    "'x'", "x'ff00'", "CAST(x'fffe41' AS TEXT)", "5", "9e999", "'{}'", "'[1]'", f"'{'[' * 20_000}'",
    "'2024-01-01'", f"'{'9' * 40}'",
)  # fmt: skip
TEXT_IDS = ("models", "aliases")
FILE = file_key("a.gguf", 5)


def fill_all(store: Store) -> None:
    """Two rows in every table, one of which is damaged afterwards."""
    chats, kept = Chats(store), Comparisons(store)
    for title in ("one", "two"):
        chat = chats.create(title, "a/b/c.gguf")
        chats.add(chat.id, "user", "Hello?", TurnRecord())
        turn = chats.add(chat.id, "assistant", "Hello.", TurnRecord(end="writing"))
        store.write("INSERT INTO token_details VALUES (?, ?)", turn.id, b"")
        chats.sent.keep(turn.id, "<s>Hello?")
        chats.given.keep(turn.id, [GivenPassage(1, title, "a.pdf", PassagePlace(1, 0, 5), "Hello")])
        chats.attachments.add(chat.id, "document", title, "a.pdf", message=turn.parent)
        chats.folders.move(chat.id, chats.folders.create(title).id)
        Presets(store).keep(title, ChatSettings())
        Prompts(store).keep(title, "Say {{this}}.")
        kept.start_new()
        kept.rename(title)
        fill(kept, ["a/b/c.gguf"], ["Hi"])
        number = kept.current.id
        run = kept.answers.begin_run(number, [PlanStep("a/b/c.gguf", "p1")], is_parallel=False)
        kept.answers.add(number, replace(result("a/b/c.gguf"), run=run.id))
        ballot = Ballot("p1", "", "a", "b")
        kept.answers.add_vote(number, Vote(ballot, VoteVerdict.TIE, datetime.now(UTC), 7))
        QueueStore(store).add(DownloadOrder(f"org/{title}", "main", "", (RepoFile("a.gguf", 5),)), "waiting")
        store.write("INSERT INTO models VALUES (?, ?)", title, datetime.now(UTC).isoformat())
        store.write("INSERT INTO aliases VALUES (?, ?, ?)", title, title, f"My {title}")
        store.write("INSERT INTO files VALUES (?, 5, 6, '{}', 'ab', NULL)", title.encode())
        MeasurementStore(store).note_load(FILE if title == "one" else "b.gguf:5", 4096, "CPU", 10, 12)
        MeasurementStore(store).note_speed(FILE, 4096, "CPU", predicted=3.0, said=3.0, speed=4.0)
        ResponseCache(store).put(
            f"https://hub.example/api/models/org/{title}/revision/main", b'{"data": {}, "beside": null}'
        )


def _read(store: Store) -> dict[str, int]:
    """Everything as window and `omx` read it; how many of each."""
    chats, measured = Chats(store), MeasurementStore(store)
    chats.mark_interrupted()
    listed = chats.all()
    turns = [turn for chat in listed for turn in chats.turns(chat.id)]
    for chat in listed:
        chats.reveal(chat.id, "Hello.")
        chats.attachments.of_chat(chat.id)
        ChatSettingsStore(store).get(chat.id)
    for turn in turns:
        chats.details.get(turn.id)
        chats.sent.of(turn.id)
    given = chats.given.of_all([turn.id for turn in turns])
    chats.search("Hello.")
    chats.binned()
    presets = Presets(store)
    presets.default()
    comparisons = all_comparisons(store)
    kept = Comparisons(store)
    outcomes: list[Outcome] = []
    votes: list[Vote] = []
    for one in comparisons:
        kept.open(one.id)
        outcomes += kept.answers.outcomes(one.id)
        votes += kept.answers.votes(one.id)
        interrupted = kept.answers.interrupted(one.id)
        if interrupted is not None:
            kept.answers.missing(interrupted)
        whole_of(kept)
        kept.draft()
    kept.start_new()
    downloads = QueueStore(store).read()
    hub = Hub("https://hub.example", lambda: True, ResponseCache(store))
    for name in ("one", "two"):
        hub.kept_repo(f"org/{name}")
    measured.of_file(FILE, "CPU")
    for seen in measured.speeds("CPU").values():
        assert seen.basis.text
    measured.memory_correction("CPU")
    measured.speed_correction("CPU")
    measured.machine()
    measured.last_device()
    FileCache(store).place_of("ab")
    FirstRun(store).is_over()
    Drafts(store).get(None)
    ChatSettingsStore(store).get(None)
    read_view(store)
    stored_sampling(store)
    read_place_choice(store)
    return {
        "chats": len(listed),
        "messages": len(turns),
        "given": len(given),
        "chat_folders": len(chats.folders.all()),
        "presets": len(presets.all()),
        "prompts": len(Prompts(store).all()),
        "comparisons": len(comparisons),
        "answers": len(outcomes),
        "votes": len(votes),
        "downloads": len(downloads),
        "aliases": len(read_aliases(store).by_id),
    }


WHOLE = {
    "chats": 2, "messages": 4, "given": 2, "chat_folders": 2, "presets": 2, "prompts": 2,
    "comparisons": 2, "answers": 2, "votes": 2, "downloads": 2, "aliases": 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("damaged") / "a.sqlite3"
    store = Store(path)
    fill_all(store)
    store.close()
    return path


def _places(db: Connection) -> Iterator[tuple[str, str]]:
    """Every column but the numbers of rows, which SQLite itself keeps right."""
    for table, columns in columns_of(db).items():
        yield from (
            (table, column) for column in columns if column not in ("id", "message") or table in TEXT_IDS
        )


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd[:24])
def test_one_damaged_value_costs_its_row_at_most(filled: Path, odd: str) -> None:
    told: list[str] = []
    store = Store(MEMORY, tell=told.append)  # hundreds of copies would wait for the disk
    with closing(store), closing(connect(filled)) as template:
        for table, column in _places(template):
            told.clear()
            store._left_out.clear()
            template.backup(store._db)
            store.write("PRAGMA foreign_keys = OFF")
            one = f"(SELECT min(rowid) FROM {table})"
            store.write(f"UPDATE OR IGNORE {table} SET {column} = {odd} WHERE rowid = {one}")
            found = _read(store)
            for name, count in found.items():
                assert WHOLE[name] // 2 <= count <= WHOLE[name], (table, column, name)
            assert all("A damaged entry of the database is not shown: " in text for text in told)
            if found.get(table, 0) < WHOLE.get(table, 0) and not _hides(table, column):
                assert told, (table, column)


@pytest.mark.parametrize(
    "odd", ["x", "5", "{}", "[1]", "null", "[" * 20_000, "9" * 40, "\x00"], ids=lambda odd: odd[:24]
)
def test_whatever_a_remembered_choice_is_the_usual_one_holds(filled: Path, odd: str, tmp_path: Path) -> None:
    copy = tmp_path / "a.sqlite3"
    copy.write_bytes(filled.read_bytes())
    with closing(Store(copy)) as store, pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "get_state", lambda _key, _default="": odd)
        assert _read(store) == WHOLE


def _hides(table: str, column: str) -> bool:
    """Whether the value says that the row belongs elsewhere, is deleted, or is done."""
    return column in ("chat", "comparison", "deleted_at", "shown", "parent", "kind", "title") or (
        table == "answers" and column == "record"
    )
