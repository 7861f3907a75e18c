"""What was forgotten is nowhere: every byte of the home is looked through for a made-up word."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.base.paths import Paths
from explorer.base.store import Store
from explorer.documents.index.forget import finish_forgetting, forget_collection, forget_documents
from explorer.documents.index.search import QuestionVector, search
from explorer.documents.index.store import DocumentIndex
from explorer.documents.passages import GivenPassage, PassagePlace
from explorer.local.kept_contexts import KeptContexts
from explorer.rooms.playground.chats.forgetting import count_given, forget_given
from explorer.rooms.playground.chats.given import GivenStore
from tests.documents.pages import LEASE, put

WORD = "zanzibarometer"


@pytest.fixture
def index(paths: Paths) -> Iterator[DocumentIndex]:
    with closing(DocumentIndex(paths.documents)) as opened:
        yield opened


def secret(number: int) -> list[str]:
    return [f"The {WORD} of page {page} in file {number} shows {page * 7} degrees." for page in range(20)]


def holds(folder: Path, word: str = WORD) -> list[str]:
    """Files in which it stands, the log of writes too; FTS5 keeps beginnings of words apart, so half does."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if word[: len(word) // 2].encode() in path.read_bytes().lower()]


def test_no_byte_of_a_forgotten_document_is_left(index: DocumentIndex, paths: Paths) -> None:
    papers = index.create("Papers").key
    for number in range(12):
        put(index, papers, f"lease {number}.txt", *LEASE, f"Number {number}.")
        put(index, papers, f"{WORD} {number}.txt", *secret(number))
    ids = [number for number, _text in index.unembedded("mini", 1000)]
    index.keep_vectors("mini", {number: [0.6, 0.8] for number in ids})
    assert "documents.sqlite3" in holds(paths.root) or "documents.sqlite3-wal" in holds(paths.root)
    told: list[str] = []
    shares: list[float] = []

    def given(keys: Sequence[str]) -> tuple[int, bool]:
        told.extend(keys)
        return 2, True

    wanted = [one for one in index.documents(papers) if WORD in one.name]
    for document in wanted:
        done = forget_documents(index, [document.key], given=given, progress=shares.append)
        assert (done.names, done.passages, done.answers, done.is_clean) == ((document.name,), 20, 2, True)
    assert holds(paths.root) == []
    assert told == [document.key for document in wanted]
    assert shares[:3] == sorted(shares[:3])
    assert shares[2] == 1.0
    assert search(index, WORD) == ()
    found = search(index, "deposit", vector=QuestionVector([0.6, 0.8], "mini"))
    assert {one.title.split()[0] for one in found} == {"lease"}


def test_a_collection_is_forgotten_with_what_is_only_in_it(index: DocumentIndex, paths: Paths) -> None:
    home, other = index.create(f"All about the {WORD}").key, index.create("Other").key
    put(index, home, "a.txt", *secret(1))
    put(index, home, "lease.txt", *LEASE)
    kept = put(index, other, "lease.txt", *LEASE)
    done = forget_collection(index, home)
    assert (done.names, done.kept) == (("a.txt",), ("lease.txt",))
    assert [one.name for one in index.collections()] == ["Other"]
    assert index.document(kept.key) == kept
    assert holds(paths.root) == []


def test_what_a_kill_left_is_cleaned_at_the_next_start(paths: Paths) -> None:
    with closing(DocumentIndex(paths.documents)) as index:
        put(index, index.create("Papers").key, "lease.txt", *LEASE)
        gone = put(index, index.create("Papers").key, "a.txt", *secret(1))

        def killed(share: float) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            forget_documents(index, [gone.key], progress=killed)
        assert index.document(gone.key) is None
        assert holds(paths.root) != []
    with closing(DocumentIndex(paths.documents)) as index:
        assert finish_forgetting(index)
        assert holds(paths.root) == []
        assert len(search(index, "deposit")) == 1


def test_what_a_file_said_before_it_changed_is_cleaned_too(index: DocumentIndex, paths: Paths) -> None:
    papers = index.create("Papers").key
    put(index, papers, "a.txt", *secret(1))
    put(index, papers, "a.txt", *LEASE)
    index.take_out(put(index, papers, "b.txt", *secret(2)).key, papers)
    assert finish_forgetting(index)
    assert holds(paths.root) == []
    assert finish_forgetting(index)  # nothing more to do


def test_a_damaged_database_of_before_is_named(index: DocumentIndex, paths: Paths) -> None:
    aside = paths.root / "documents.damaged.sqlite3"
    aside.write_bytes(WORD.encode())
    gone = put(index, index.create("Papers").key, "a.txt", *secret(1))
    assert forget_documents(index, [gone.key]).aside == (aside,)


def test_what_chats_keep_of_a_document_goes_with_it(paths: Paths, store: Store) -> None:
    given = GivenPassage(1, "key", "a.txt", PassagePlace(1, 0, 9), f"The {WORD} shows seven degrees.")
    for chat in (1, 2):
        store.write("INSERT INTO chats (title, model, created_at, changed_at) VALUES ('Chat', '', '', '')")
        said = "INSERT INTO messages (chat, role, text, created_at) VALUES (?, 'assistant', 'Seven.', '')"
        document = "key" if chat == 1 else "other"
        answer = store.write(said, chat)
        GivenStore(store).keep(answer, [replace(given, document=document, text=f"{given.text} {document}")])
        paths.contexts.mkdir(exist_ok=True)
        (paths.contexts / f"{chat}.kv").write_bytes(b"what a model has read")
    contexts = KeptContexts(paths.contexts, lambda: 1 << 30)
    assert count_given(store, ["key"]) == 1
    with closing(sqlite3.connect(store.path)) as other:  # reads it just now
        other.execute("BEGIN").execute("SELECT * FROM given").fetchone()
        assert forget_given(store, contexts, ["key"]) == (1, False)
    remained = store.has_remains
    assert forget_given(store, contexts, ["key"]) == (0, True)
    assert (remained, store.has_remains) == (True, False)
    assert [path.name for path in paths.contexts.iterdir()] == ["2.kv"]
    assert [path for path in paths.root.rglob("*.sqlite3*") if b"degrees. key" in path.read_bytes()] == []
    assert (count_given(store, ["key"]), count_given(store, ["key", "other"])) == (0, 1)
    assert (contexts.is_forgotten(1), contexts.is_forgotten(2)) == (True, False)
