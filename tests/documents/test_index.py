"""The index of documents: what is put into it is there as a whole, once, and goes as a whole."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from explorer.base.paths import Paths
from explorer.base.store import MEMORY
from explorer.documents.index.search import QuestionVector, search
from explorer.documents.index.store import DocumentIndex
from explorer.documents.passages import ReadPage
from explorer.domain.errors import KnownError
from tests.documents.pages import LEASE, RECIPES, pages_of, put


@pytest.fixture
def index(paths: Paths) -> Iterator[DocumentIndex]:
    with closing(DocumentIndex(paths.documents)) as opened:
        yield opened


def test_what_was_read_comes_back_as_it_was(index: DocumentIndex, paths: Paths) -> None:
    papers = index.create("Papers").key
    kept = put(index, papers, "lease.pdf", *LEASE)
    assert (kept.state, kept.pages, kept.name) == ("read", 2, "lease.pdf")
    assert kept.characters == sum(map(len, LEASE))
    with closing(DocumentIndex(paths.documents)) as again:
        assert again.pages(kept.key) == tuple(pages_of(*LEASE))
        assert again.documents(papers) == (kept,)
        (found, *_) = search(again, "who pays for small repairs?")
    assert (found.document, found.title) == (kept.key, "lease.pdf")
    place = found.passage.place
    assert (place.number, place.unit, place.section) == (2, "page", "Part 2")
    assert LEASE[1][place.start : place.end] == found.passage.text


def test_the_same_bytes_are_one_document_in_two_collections(index: DocumentIndex) -> None:
    home, work = index.create("Home").key, index.create("Work").key
    first, second = put(index, home, "lease.pdf", *LEASE), put(index, work, "copy.pdf", *LEASE)
    assert first.key == second.key
    assert len(search(index, "deposit")) == 1
    for collection, name in ((home, "lease.pdf"), (work, "copy.pdf")):
        assert [one.name for one in index.documents(collection)] == [name]
        assert [one.title for one in search(index, "deposit", collections=[collection])] == [name]
    assert (second.name, second.path) == ("copy.pdf", str(Path("/papers/copy.pdf")))
    index.take_out(first.key, home)
    assert index.documents(home) == ()
    assert [one.key for one in index.documents(work)] == [first.key]
    index.take_out(first.key, work)
    assert index.document(first.key) is None
    assert search(index, "deposit") == ()


def test_a_file_that_changed_keeps_its_key_and_loses_what_it_said(index: DocumentIndex) -> None:
    papers = index.create("Papers").key
    before = put(index, papers, "notes.txt", "The meeting is on Monday.")
    after = put(index, papers, "notes.txt", "The meeting is on Friday.")
    assert before.key == after.key
    assert search(index, "monday") == ()
    assert [one.passage.text for one in search(index, "friday")] == ["The meeting is on Friday."]
    broken = index.fail(Path("/papers/notes.txt"), papers, KnownError("It is damaged.", "Save it again."))
    assert (broken.key, broken.state, broken.problem) == (
        before.key,
        "failed",
        "It is damaged. Save it again.",
    )
    assert search(index, "friday") == ()


def test_in_a_chat_a_file_that_changed_is_another_document(index: DocumentIndex) -> None:
    """For answers were given the one before."""
    chat = index.create("1", "chat").key
    locked = index.fail(Path("/papers/notes.txt"), chat, KnownError("It is locked.", "Type its password."))
    before = put(index, chat, "notes.txt", "The meeting is on Monday.")
    after = put(index, chat, "notes.txt", "The meeting is on Friday.")
    assert locked.key == before.key != after.key
    assert [page.text for page in index.pages(before.key)] == ["The meeting is on Monday."]
    index.fail(Path("/papers/notes.txt"), chat, KnownError("It is damaged.", "Save it again."))
    assert [one.state for one in index.documents(chat)] == ["read", "read", "failed"]


def test_a_reading_that_breaks_off_leaves_nothing(index: DocumentIndex) -> None:
    papers = index.create("Papers").key

    def pages() -> Iterator[ReadPage]:
        yield from pages_of("The first page speaks of zanzibar.")
        raise KnownError("Too many pages.")

    with pytest.raises(KnownError):
        index.put(Path("/papers/long.pdf"), papers, pages(), "sha", "pdf")
    assert index.documents(papers) == ()
    assert search(index, "zanzibar") == ()


def test_who_reads_does_not_wait_while_a_document_is_written(index: DocumentIndex) -> None:
    papers = index.create("Papers").key
    put(index, papers, "lease.txt", *LEASE)
    with ThreadPoolExecutor(1) as other, index.writes.transaction():
        index.writes.write("DELETE FROM documents")
        assert len(other.submit(index.documents, papers).result(timeout=20)) == 1
        assert len(other.submit(search, index, "deposit").result(timeout=20)) == 1
    assert index.documents(papers) == ()


def test_collections_count_what_is_in_them(index: DocumentIndex) -> None:
    letters, chat = index.create("Letters"), index.create("chat 7", "chat")
    put(index, letters.key, "a.txt", *LEASE)
    put(index, letters.key, "b.txt", *RECIPES)
    put(index, chat.key, "a.txt", *LEASE)
    passages = [number for number, _text in index.unembedded("mini", 10)]
    assert len(passages) == 3
    index.keep_vectors("mini", {passages[0]: [1.0, 0.0]})
    (counted,) = index.collections()
    assert (counted.name, counted.documents, counted.passages, counted.embedded) == ("Letters", 2, 3, 1)
    assert [one.key for one in index.collections("chat")] == [chat.key]
    index.rename(letters.key, "Old letters")
    assert index.collections()[0].name == "Old letters"


def test_a_collection_that_is_gone_takes_nothing(index: DocumentIndex) -> None:
    with pytest.raises(KnownError, match="not there any more"):
        put(index, "nowhere", "a.txt", *LEASE)


def test_in_memory_nothing_reaches_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with closing(DocumentIndex(Path(":memory:"))) as index:
        put(index, index.create("Chat", "chat").key, "a.txt", *LEASE)
        assert search(index, "the deposit")
    assert list(tmp_path.iterdir()) == []


def test_a_repaired_index_finds_what_it_found(paths: Paths) -> None:
    with closing(DocumentIndex(paths.documents)) as index:
        put(index, index.create("Papers").key, "lease.pdf", *LEASE)
        ids = [number for number, _text in index.unembedded("mini", 10)]
        index.keep_vectors("mini", {number: [0.6, 0.8] for number in ids})
    with closing(sqlite3.connect(paths.documents)) as db:
        db.execute("DROP TABLE state")
    told: list[str] = []
    with closing(DocumentIndex(paths.documents, told.append)) as index:
        (found, *_) = search(index, "deposit", vector=QuestionVector([0.6, 0.8], "mini"))
        assert (found.ranks.by_words, found.ranks.by_meaning) == (1, 1)
    assert len(told) == 1


def test_in_memory_too_nobody_who_reads_waits_until_a_long_document_is_written() -> None:
    with closing(DocumentIndex(MEMORY)) as index, ThreadPoolExecutor() as threads:
        chat = index.create("1", "chat").key
        with index.changing(chat):
            read = threads.submit(index.collections, "chat")
            assert [one.key for one in read.result(timeout=20)] == [chat]
            waits = threads.submit(index.create, "2")
        assert waits.result(timeout=20).name == "2"
