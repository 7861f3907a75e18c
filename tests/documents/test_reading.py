"""Documents are read in a process of their own, and one that cannot be read says why and what can be done."""

import os
import pickle
import sys
import threading
import time
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from explorer.documents.passages import ReadPage
from explorer.documents.reading import read as reading
from explorer.documents.reading.limits import LIMITS, ReadingLimits
from explorer.documents.reading.read import DocumentReader, read_document
from explorer.documents.reading.read_faults import UnreadableError, pictures_told
from explorer.documents.reading.read_messages import ReadSummary
from explorer.domain.errors import CancelledError
from tests.conftest import children
from tests.documents.made_pdf import PASSWORD, PICTURE, bomb, drawn, form, locked_pdf, loop, pdf

SMALL = replace(LIMITS, growth=80 << 20, memory=130 << 20, seconds=5.0)


def read(reader: DocumentReader, path: Path, password: str = "") -> tuple[list[ReadPage], ReadSummary]:
    *pages, summary = reader.read(path, password=password)
    assert isinstance(summary, ReadSummary)
    return [page for page in pages if isinstance(page, ReadPage)], summary


def fault_of(reader: DocumentReader, path: Path, password: str = "") -> UnreadableError:
    with pytest.raises(UnreadableError) as told:
        list(reader.read(path, password=password))
    assert told.value.advice
    return told.value


def test_pages_come_one_by_one_with_their_names_and_headings(reader: DocumentReader, tmp_path: Path) -> None:
    labels = b"/PageLabels<</Nums[0<</S/r>>1<</S/D>>]>>"
    outline = [("Before the discharge", 2), ("The letter", 2)]
    lines = ["BEFORE the  discharge", "See the patient.", "4.2 The letter", "Write it on the same day."]
    path = pdf(tmp_path / "guide.pdf", ["Contents"], lines, labels=labels, outline=outline)
    (first, second), summary = read(reader, path)
    assert (first.name, first.unit, first.text) == ("i", "page", "Contents")
    assert (second.number, second.name) == (2, "1")
    assert [(h.level, h.text, second.text[h.start :][:6]) for h in second.headings] == [
        (1, "Before the discharge", "BEFORE"),
        (1, "The letter", "4.2 Th"),
    ]
    assert summary == ReadSummary("pdf", "A made document", 2, len(first.text) + len(second.text))


def test_what_stands_on_each_page_is_marked(reader: DocumentReader, tmp_path: Path) -> None:
    def page(number: int) -> list[str]:
        doses = [
            f"Take {number * 5} mg in week {number}.",
            "Never more than that.",
            f"Sign {'abc'[number % 3]} here.",
        ]
        return [
            "Ward guide 2026",
            *doses,
            "Then wait.",
            "Then look again.",
            f"{number} of 4",
            "Ward 7, Room 12",
        ]

    pages, _summary = read(reader, pdf(tmp_path / "ward.pdf", *map(page, (1, 2, 3, 4))))
    for made in pages:
        kept = made.text
        for start, end in reversed(made.repeated):
            kept = kept[:start] + kept[end:]
        assert kept.split("\n")[1] == f"Take {made.number * 5} mg in week {made.number}.", (
            "a dose is no page number"
        )
        assert "Ward" not in kept
        assert f"{made.number} of 4" not in kept


def test_letters_are_as_they_are_written(reader: DocumentReader, tmp_path: Path) -> None:
    text = b"BT /F 10 Tf 14 TL 40 800 Td (treat\255) Tj T* (ment of 10\262 cells, one \275, \251) Tj ET"
    (page,), _summary = read(reader, pdf(tmp_path / "hyphen.pdf", text))
    assert page.text == "treatment of 10² cells, one ½, ©"


def test_a_hyphen_at_the_end_of_a_line_stays_where_it_belongs_to_the_word(
    reader: DocumentReader, tmp_path: Path
) -> None:
    lines = ["The treat-", "ment of Covid-", "19 by Ms El-", "Sayed is well-", "known. A follow-up is a fol-"]
    (page,), _summary = read(
        reader, pdf(tmp_path / "lines.pdf", [*lines, "low-up; the follow-", "up is due."])
    )
    first = "The treatment of Covid-19 by Ms El-Sayed is well-known."
    assert " ".join(page.text.split()) == f"{first} A follow-up is a follow-up; the follow-up is due."


def test_a_table_on_a_turned_page_keeps_its_lines(reader: DocumentReader, tmp_path: Path) -> None:
    rows = ["Drug A 5 mg", "Drug B 10 mg daily", "Drug C", "Drug D 7 mg"]
    turned = b"0 1 -1 0 595 0 cm " + drawn(rows, 500)
    (page,), _summary = read(reader, pdf(tmp_path / "turned.pdf", turned))
    assert page.text.split("\n") == rows


def test_what_was_filled_into_a_form_is_read(reader: DocumentReader, tmp_path: Path) -> None:
    (page,), _summary = read(reader, form(tmp_path / "form.pdf", "Name of the patient:", "Erika Musterfrau"))
    assert page.text == "Name of the patient:\nErika Musterfrau"


def test_pictures_of_pages_are_named(reader: DocumentReader, tmp_path: Path) -> None:
    scan = fault_of(reader, pdf(tmp_path / "scan.pdf", PICTURE, PICTURE))
    assert (scan.fault, "up to page" in str(scan)) == ("scanned", False)
    stamped = PICTURE + b" BT /F 8 Tf 5 5 Td (Scanned with a telephone) Tj ET"
    some = pdf(tmp_path / "some.pdf", ["Words."], PICTURE, b"", PICTURE, stamped)
    pages, summary = read(reader, some)
    assert (len(pages), summary.pictures) == (5, (2, 4, 5)), "the third is blank"
    assert "2, 4–5." in str(pictures_told(summary))
    assert fault_of(reader, pdf(tmp_path / "blank.pdf", b"", b"")).fault == "empty"


@pytest.fixture
def encrypted(tmp_path: Path) -> Path:
    return locked_pdf(tmp_path / "closed.pdf", ["The secret is out."])


def test_a_password_opens_what_is_encrypted(reader: DocumentReader, encrypted: Path) -> None:
    assert fault_of(reader, encrypted).fault == "encrypted"
    assert fault_of(reader, encrypted, "wrong").fault == "wrong password"
    (page,), _summary = read(reader, encrypted, PASSWORD)
    assert page.text == "The secret is out."


def test_damaged_files_say_so(reader: DocumentReader, tmp_path: Path) -> None:
    good = pdf(tmp_path / "good.pdf", *(["Page"] for _ in range(9))).read_bytes()
    for name, data, fault in (
        ("cut.pdf", good[: len(good) // 10], "broken"),
        ("zeros.pdf", bytes(1000), "empty"),
        ("nothing.txt", b"", "empty"),
        ("spaces.md", b"  \n \n", "empty"),
        ("page.pdf", b"<html>Access denied</html>", "broken"),
        ("program.txt", b"\x7fELF\x02\x01\x01" + bytes(99), "no document"),
        ("random.txt", bytes(range(256)) * 40, "no document"),
        ("letter.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(999), "old word"),
        ("new.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked"),
        ("letter.rtf", b"{\\rtf1 Hello}", "other kind"),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        assert (name, fault_of(reader, path).fault) == (name, fault)
    assert fault_of(reader, loop(tmp_path / "loop.pdf")).fault in ("broken", "empty")


def test_flipped_bytes_end_in_text_or_in_words(reader: DocumentReader, tmp_path: Path) -> None:
    good = pdf(tmp_path / "good.pdf", ["A page."], ["Another page."]).read_bytes()
    path = tmp_path / "flipped.pdf"
    for at in range(20, len(good), 90):
        path.write_bytes(good[:at] + bytes(byte ^ 0x5A for byte in good[at : at + 4]) + good[at + 4 :])
        with suppress(UnreadableError):
            read(reader, path)
    assert read(reader, tmp_path / "good.pdf")[0][1].text == "Another page."


def test_what_cannot_be_opened_is_told_before_a_process_starts(tmp_path: Path) -> None:
    before = children()
    with DocumentReader(replace(LIMITS, file=1000)) as reader:
        assert fault_of(reader, tmp_path / "gone.pdf").fault == "missing"
        assert fault_of(reader, tmp_path).fault == "no file"
        assert fault_of(reader, Path("nul\0.txt")).fault == "unopened"
        large = tmp_path / "large.txt"
        large.write_text("word " * 300)
        assert "larger than 1" in str(fault_of(reader, large))
        if sys.platform != "win32":
            os.mkfifo(tmp_path / "pipe.txt")
            assert fault_of(reader, tmp_path / "pipe.txt").fault == "no file"
            assert fault_of(reader, Path("/dev/zero")).fault == "no file"
        assert children() == before


@pytest.mark.skipif(sys.platform != "linux", reason="there names are text")
def test_a_name_of_any_bytes_can_be_read(reader: DocumentReader, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9 \xff.txt")
    path.write_text("It can be read.")
    (page,), _summary = read(reader, path)
    assert page.text == "It can be read."
    path.write_bytes(b"\0")
    assert "caf\\xe9" in str(fault_of(reader, path))


def test_one_that_takes_all_memory_is_ended_and_the_next_is_read(tmp_path: Path) -> None:
    """Where the system holds the process to its memory PDFium ends itself, else it is ended from outside."""
    path = bomb(tmp_path / "bomb.pdf", 300_000)
    for limits in (SMALL, replace(SMALL, growth=4 << 30)):
        with DocumentReader(limits) as reader:
            pages: list[object] = []
            with pytest.raises(UnreadableError) as told:
                pages.extend(reader.read(path))
            assert told.value.fault == "memory"
            assert "up to page 1." in str(told.value)
            assert read(reader, pdf(tmp_path / "good.pdf", ["Good."]))[0][0].text == "Good."


def pretending(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(reading, "own_command", lambda _part: [sys.executable, "-c", program])


def test_one_that_never_answers_or_dies_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, quick = tmp_path / "a.txt", ReadingLimits(seconds=0.05)
    path.write_text("A text.")
    ready = "import sys, time; print(flush=True); sys.stdin.readline();"
    for program, fault in (
        (ready + "time.sleep(60)", "time"),
        (ready + "\nwhile True: pass", "time"),
        (ready + "sys.exit(3)", "failed"),
    ):
        pretending(monkeypatch, program)
        with pytest.raises(UnreadableError) as told:
            list(read_document(path, limits=quick))
        assert told.value.fault == fault
    monkeypatch.setattr(reading, "own_command", lambda _part: ["no such program"])
    with pytest.raises(UnreadableError):
        list(read_document(path))


def test_it_ends_at_once_when_it_is_stopped_or_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, stop = tmp_path / "a.txt", threading.Event()
    path.write_text("A text.\n" * 9000)
    with closing(read_document(path)) as pages:
        assert isinstance(next(pages), ReadPage)
    pretending(monkeypatch, "import sys, time; print(flush=True); sys.stdin.readline(); time.sleep(60)")
    begun = time.monotonic()
    threading.Timer(0.1, stop.set).start()
    with pytest.raises(CancelledError):
        list(read_document(path, stopped=stop.is_set))
    assert time.monotonic() - begun < 20
    assert not [child for child in psutil.Process().children() if "sleep" in " ".join(child.cmdline())]


def test_limits_are_told_with_what_was_read_before(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("A line of words.\n" * 3000)
    for limits, fault in (
        (replace(LIMITS, pages=2), "too many pages"),
        (replace(LIMITS, characters=20_000), "too many characters"),
    ):
        with pytest.raises(UnreadableError) as told:
            list(read_document(path, limits=limits))
        assert (told.value.fault, told.value.pages > 0) == (fault, True)
        again = pickle.loads(pickle.dumps(told.value))
        assert (again.fault, again.pages, str(again)) == (fault, told.value.pages, str(told.value))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("Grüße".encode("utf-8-sig"), "Grüße"),
        ("Grüße".encode("utf-16"), "Grüße"),
        ("Größe, Übung, naïve".encode("cp1252"), "Größe, Übung, naïve"),
        ("病人今天可以出院。请写信。".encode("gb18030"), "病人今天可以出院。请写信。"),
        ("病人 broken".encode() + b"\xff" + " 今天可以出院".encode(), "病人 broken\ufffd 今天可以出院"),
        (b"a\rb\r\nc\x0cd", "a\nb\nc\nd"),
    ],
)
def test_texts_of_every_encoding(reader: DocumentReader, tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    (page,), summary = read(reader, path)
    assert (page.text, summary.kind) == (words, "text")


def test_parts_of_markdown_begin_at_headings(reader: DocumentReader, tmp_path: Path) -> None:
    path = tmp_path / "guide.md"
    body = "A paragraph of some words.\n\n" * 100
    path.write_text(f"Title\n=====\n\n{body}## Second\n```\n# no heading\n```\n{body}### Third ###\nEnd")
    pages, _summary = read(reader, path)
    assert [[(h.level, h.text) for h in page.headings] for page in pages] == [
        [(1, "Title")],
        [(2, "Second"), (3, "Third")],
    ]
    assert [page.name for page in pages] == ["Title", "Second"]
