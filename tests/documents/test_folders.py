"""A folder as a collection: what came, changed, went; what is left out of it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from explorer.documents import folders
from explorer.documents.adding import add_file
from explorer.documents.folders import bring_up_to_date, look_into
from explorer.documents.index.folder_files import drop_gone
from explorer.documents.index.forget import forget_documents
from explorer.documents.index.search import search
from explorer.documents.index.store import DocumentIndex
from explorer.documents.reading.limits import LIMITS
from explorer.documents.reading.read import DocumentReader
from explorer.documents.reading.read_faults import unreadable
from explorer.domain.errors import CancelledError, KnownError
from tests.documents.made_pdf import PICTURE, pdf


@pytest.fixture
def index() -> Iterator[DocumentIndex]:
    with closing(DocumentIndex(Path(":memory:"))) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    papers = tmp_path / "papers"
    write(papers / "lease.txt", "The deposit is two months of rent.")
    write(papers / "2026" / "notes.md", "The meeting is on Monday.")
    return papers


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def names(index: DocumentIndex, collection: str) -> dict[str, str]:
    return {one.name: one.state for one in index.documents(collection)}


def test_only_what_may_be_read_is_taken_and_the_rest_is_counted(folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "elsewhere.txt", "not of this folder")
    for name in (".hidden.txt", ".git/config.txt", "node_modules/a.js", "photo.jpg", "~$lease.docx"):
        write(folder / name, "x")
    linked = 0
    if os.name != "nt":
        (folder / "link.txt").symlink_to(tmp_path / "elsewhere.txt")
        (folder / "circle").symlink_to(folder)
        linked = 2
    look = look_into(folder)
    assert sorted(path.name for path in look.files) == ["lease.txt", "notes.md"]
    assert look.folders == (folder, folder / "2026")
    assert (look.left_out["hidden"], look.left_out["no document"], look.left_out["link"]) == (4, 1, linked)


def test_of_too_many_files_the_rest_is_counted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST_FILES", 1)
    look = look_into(folder)
    assert (len(look.files), look.left_out["too many"]) == (1, 1)


def test_what_came_changed_and_went_since(index: DocumentIndex, folder: Path) -> None:
    papers = index.create("Papers", "folder", str(folder)).key
    first = bring_up_to_date(index, papers, folder)
    assert len(first.changes.new) == 2
    assert names(index, papers) == {"lease.txt": "read", "notes.md": "read"}
    again = bring_up_to_date(index, papers, folder)
    assert (again.changes.new, again.changes.changed, again.changes.gone) == ((), (), ())

    notes = write(folder / "2026" / "notes.md", "The meeting is on Friday, at noon.")
    came = write(folder / "letter.txt", "Dear neighbour")
    (folder / "lease.txt").unlink()
    seen: list[str] = []
    changes = bring_up_to_date(
        index, papers, folder, progress=lambda p: seen.append(f"{p.done}/{p.total} {p.path.name}")
    ).changes
    assert (changes.new, changes.changed, changes.gone) == ((came,), (notes,), (folder / "lease.txt",))
    assert seen == ["0/2 letter.txt", "1/2 notes.md"]
    assert names(index, papers) == {"lease.txt": "gone", "letter.txt": "read", "notes.md": "read"}
    assert search(index, "monday") == ()
    assert len(search(index, "friday")) == 1
    assert len(search(index, "deposit")) == 1  # marked, and still there

    write(folder / "lease.txt", "The deposit is two months of rent.")
    bring_up_to_date(index, papers, folder)
    assert names(index, papers)["lease.txt"] == "read"


def test_a_renamed_file_is_the_same_document(index: DocumentIndex, folder: Path) -> None:
    papers = index.create("Papers", "folder", str(folder)).key
    bring_up_to_date(index, papers, folder)
    before = {one.name: one.key for one in index.documents(papers)}
    (folder / "lease.txt").rename(folder / "old lease.txt")
    bring_up_to_date(index, papers, folder)
    assert names(index, papers) == {"notes.md": "read", "old lease.txt": "read"}
    after = {one.name: one.key for one in index.documents(papers)}
    assert after["old lease.txt"] == before["lease.txt"]


def test_a_folder_that_is_not_there_loses_nothing(index: DocumentIndex, folder: Path) -> None:
    papers = index.create("Papers", "folder", str(folder)).key
    bring_up_to_date(index, papers, folder)
    shutil.move(folder, folder.with_name("away"))
    with pytest.raises(KnownError, match="is not there"):
        bring_up_to_date(index, papers, folder)
    assert set(names(index, papers).values()) == {"read"}


def test_what_is_gone_for_long_is_taken_out(index: DocumentIndex, folder: Path) -> None:
    papers = index.create("Papers", "folder", str(folder)).key
    bring_up_to_date(index, papers, folder)
    (folder / "lease.txt").unlink()
    assert bring_up_to_date(index, papers, folder).forgotten == ()
    assert drop_gone(index, papers, datetime(2100, 1, 1, tzinfo=UTC).isoformat()) == ("lease.txt",)
    assert search(index, "deposit") == ()


def test_a_file_that_cannot_be_read_says_why_and_is_tried_again_once_it_changed(
    index: DocumentIndex, folder: Path
) -> None:
    (folder / "lease.txt").write_bytes(b"\0\1\2")
    papers = index.create("Papers", "folder", str(folder)).key
    errors: list[KnownError] = []
    bring_up_to_date(index, papers, folder, failed=errors.append)
    (broken,) = (one for one in index.documents(papers) if one.name == "lease.txt")
    assert (broken.state, broken.problem) == ("failed", str(errors[0]))
    assert bring_up_to_date(index, papers, folder).changes.changed == ()
    write(folder / "lease.txt", "The deposit is back.")
    bring_up_to_date(index, papers, folder)
    (mended,) = (one for one in index.documents(papers) if one.name == "lease.txt")
    assert (mended.state, mended.key) == ("read", broken.key)
    assert len(search(index, "deposit")) == 1


def test_what_was_read_outlives_an_error_of_the_moment(
    index: DocumentIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = index.create("Papers", "folder", str(folder)).key
    bring_up_to_date(index, papers, folder)
    write(folder / "lease.txt", "The deposit is three months of rent.")
    write(folder / "new.txt", "Dear neighbour")

    def refuse(*_args: object, **_more: object) -> None:
        raise KnownError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(DocumentIndex, "put", refuse)
        with pytest.raises(KnownError, match="full"):
            bring_up_to_date(index, papers, folder)
    with monkeypatch.context() as broken:
        broken.setattr(DocumentReader, "_check", raise_fault)
        bring_up_to_date(index, papers, folder)
    assert names(index, papers) == {"lease.txt": "read", "new.txt": "failed", "notes.md": "read"}
    assert len(search(index, "two months")) == 1
    bring_up_to_date(index, papers, folder)
    assert set(names(index, papers).values()) == {"read"}
    assert "three" in search(index, "deposit")[0].passage.text


def raise_fault(reader: DocumentReader, path: Path) -> None:
    raise unreadable("unopened", path, 0, "", LIMITS)


def test_what_a_person_took_out_or_forgot_does_not_come_back_by_itself(
    index: DocumentIndex, folder: Path
) -> None:
    papers = index.create("Papers", "folder", str(folder)).key
    bring_up_to_date(index, papers, folder)
    lease, notes = index.documents(papers)
    index.take_out(lease.key, papers)
    forget_documents(index, [notes.key])
    update = bring_up_to_date(index, papers, folder)
    assert (update.is_different, update.look.left_out["taken out"]) == (False, 2)
    assert names(index, papers) == {}
    add_file(index, folder / "lease.txt", papers)  # it was undone
    (folder / "lease.txt").unlink()
    bring_up_to_date(index, papers, folder)
    drop_gone(index, papers, datetime(2100, 1, 1, tzinfo=UTC).isoformat())
    write(folder / "lease.txt", "The deposit is back.")
    bring_up_to_date(index, papers, folder)
    assert names(index, papers) == {"lease.txt": "read"}
    assert "notes" not in str(index.reads.read("SELECT * FROM taken_out"))


def test_pages_without_text_are_told_of_a_document_that_is_read(index: DocumentIndex, tmp_path: Path) -> None:
    some = pdf(tmp_path / "some.pdf", ["Words."], PICTURE)
    document = add_file(index, some, index.create("Papers").key)
    assert (document.state, "pictures with hardly any text: 2." in document.problem) == ("read", True)


def test_stopping_keeps_what_was_read(index: DocumentIndex, folder: Path) -> None:
    papers = index.create("Papers", "folder", str(folder)).key
    seen: list[Path] = []

    with pytest.raises(CancelledError):
        bring_up_to_date(
            index, papers, folder, stopped=lambda: len(seen) > 1, progress=lambda p: seen.append(p.path)
        )
    assert len(names(index, papers)) == 1
    bring_up_to_date(index, papers, folder)
    assert len(names(index, papers)) == 2


def test_a_file_that_is_missing_says_so(index: DocumentIndex, tmp_path: Path) -> None:
    papers = index.create("Papers").key
    document = add_file(index, tmp_path / "nothing.txt", papers)
    assert document.state == "failed"
    assert "nothing.txt" in document.problem
