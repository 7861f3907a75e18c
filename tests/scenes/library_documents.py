"""The documents of the Library."""

import hashlib
from pathlib import Path

from explorer.documents.index.forget import forget_collection
from explorer.documents.index.writing import FileStamp
from explorer.documents.passages import Flag, ReadPage
from explorer.documents.reading.read_faults import pictures_told
from explorer.documents.reading.read_messages import ReadSummary
from explorer.domain.errors import KnownError
from explorer.domain.places import Room
from explorer.domain.words import Words
from explorer.kit.search_field import SearchField
from explorer.rooms.library.documents.documents_page_pane import DocumentsPage
from explorer.rooms.library.head_pane import LibraryHead
from tests.scenes.stage import Scene, Stage
from tests.tour.driver import settle

_TEXTS = (
    "Every letter states the diagnosis, the medicines at discharge with dose and frequency, and any medicine"
    " that was stopped, with the reason.",
    "Follow-up names who acts, what is done and by when.",
    "Open results: list each test that was pending at discharge.",
)


def _page(stage: Stage) -> DocumentsPage:
    stage.driver.go(Room.LIBRARY)
    (head,) = stage.driver.app.library.findChildren(LibraryHead)
    head.kinds.setCurrentIndex(1)
    stage.undo.callback(head.kinds.setCurrentIndex, 0)
    settle()
    (page,) = stage.driver.app.library.findChildren(DocumentsPage)
    return page


def none(stage: Stage) -> None:
    _page(stage)


def collections(stage: Stage) -> None:
    """Files that were read, one in part, one that was not, and one that speaks to the model."""
    index = stage.driver.app.core.documents
    made = [
        index.create("Guidelines for letters"),
        index.create(
            "Minutes of the meetings about the new form of the letter of discharge",
            "folder",
            "/home/a/minutes",
        ),
    ]
    notes = {2: pictures_told(ReadSummary("pdf", pictures=(3, 4, 5, 9)))}
    for number, name in enumerate(("discharge-guide.pdf", "ward-template.docx", "x" * 80 + ".pdf")):
        flags = (Flag("instruction", "ignore", "Ignore this."),) if number == 1 else ()
        pages = [
            ReadPage(n, f"{_TEXTS[n % 3]} {name[:9]} {n}", "page", flags=flags if n == 2 else ())
            for n in range(1, 29)
        ]
        sha256 = hashlib.sha256(name.encode()).hexdigest()
        index.put(Path(name), made[0].key, pages, sha256, "pdf", FileStamp(1_200_000, 0), notes.get(number))
    problem = KnownError(
        Words("{name} is pictures of pages; it holds no text.", name="scan.pdf"),
        Words("Let a text recognition (OCR) program add the text, and add the result."),
    )
    index.fail(Path("scan.pdf"), made[0].key, problem, FileStamp(100, 0))
    for one in made:
        stage.undo.callback(forget_collection, index, one.key)
    page = _page(stage)
    page.refresh()
    settle()


def would_be_found(stage: Stage) -> None:
    collections(stage)
    page = _page(stage)
    (field,) = page.findChildren(SearchField)
    field.setText("Who acts after a discharge?")
    stage.undo.callback(field.clear)
    stage.driver.wait(lambda: bool(page.found()), "passages")
    settle()


def scenes() -> tuple[Scene, ...]:
    return (
        Scene("library-documents-none", "stocked", none),
        Scene("library-documents", "stocked", collections),
        Scene("library-documents-found", "stocked", would_be_found),
    )
