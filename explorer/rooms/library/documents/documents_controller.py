"""Does what is asked for on the page of documents: questions and dialogs first, then the shelf."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from explorer.documents.passages import Document
from explorer.domain.errors import KnownError
from explorer.kit.file_dialogs import ask_which_files, ask_which_folder, open_in_system
from explorer.kit.question import host_of
from explorer.rooms.library.documents.questions_rows import (
    NameQuestion,
    forget_collection_question,
    forget_document_question,
)
from explorer.rooms.room_services import RoomServices

if TYPE_CHECKING:
    from explorer.rooms.library.documents.documents_page_pane import DocumentsPage


class DocumentsController(QObject):
    """Belongs to its page."""

    def __init__(self, page: "DocumentsPage", services: RoomServices) -> None:
        super().__init__(page)
        self._page, self._shelf, self._services = page, page.shelf, services
        head = page.head_of
        page.files_wanted.connect(self._ask_for_files)
        page.folder_wanted.connect(self._ask_for_folder)
        page.opened.connect(self._on_opened)
        page.taken_out.connect(self._on_taken_out)
        page.forgotten.connect(self._on_forget_document)
        head.add.clicked.connect(self._ask_for_more)
        head.again.clicked.connect(self._on_again)
        head.rename.clicked.connect(self._on_rename)
        head.forget.clicked.connect(self._on_forget)
        head.stop.clicked.connect(self._on_stop)
        head.pause.clicked.connect(self._on_pause)

    def create_of_files(self, paths: Sequence[Path]) -> None:
        """Called as the folder they lie in."""
        parents = {path.parent.name for path in paths}
        name = parents.pop() if len(parents) == 1 else ""
        self._shelf.create_of_files(paths, name or self.tr("My documents"))

    @Slot()
    def _on_again(self) -> None:
        if (current := self._page.collection()) is not None:
            self._shelf.look_again(current)

    @Slot()
    def _on_stop(self) -> None:
        if (current := self._page.collection()) is not None:
            self._shelf.stop_reading(current.key)

    @Slot()
    def _on_pause(self) -> None:
        indexing = self._services.indexing
        is_on = indexing.status.state in ("embedding", "waiting")
        (indexing.pause if is_on else indexing.resume)()

    @Slot()
    def _on_rename(self) -> None:
        if (current := self._page.collection()) is not None:
            question = NameQuestion(current.name, host_of(self._page))
            question.named.connect(partial(self._shelf.rename, current.key))
            question.ask()

    @Slot()
    def _on_forget(self) -> None:
        if (current := self._page.collection()) is not None:
            own = self._shelf.only_in(current.key)
            shared, answers = current.documents - len(own), self._shelf.answers_with(own)
            question = forget_collection_question(current, shared, answers, host_of(self._page))
            question.agreed.connect(partial(self._shelf.forget_collection, current))
            question.ask()

    @Slot(object)
    def _on_forget_document(self, document: Document) -> None:
        answers = self._shelf.answers_with((document,))
        question = forget_document_question(document, answers, host_of(self._page))
        question.agreed.connect(partial(self._shelf.forget_document, document))
        question.ask()

    @Slot(object)
    def _on_taken_out(self, document: Document) -> None:
        if (current := self._page.collection()) is not None:
            self._shelf.take_out(document, current.key)

    @Slot(object)
    def _on_opened(self, document: Document) -> None:
        path = Path(document.path)
        if path.is_file():
            open_in_system(path)
        else:
            what = self.tr("{name} is not there any more.").format(name=document.name)
            self._services.messages.fail(KnownError(what, self.tr("What was read of it is kept here.")))

    @Slot()
    def _ask_for_files(self) -> None:
        title = self.tr("Files of the new collection")
        ask_which_files(self._page.window(), title, self.create_of_files)

    @Slot()
    def _ask_for_more(self) -> None:
        if (current := self._page.collection()) is not None:
            add = partial(self._shelf.add_files, current.key)
            ask_which_files(self._page.window(), self.tr("Add files"), add)

    @Slot()
    def _ask_for_folder(self) -> None:
        title = self.tr("Folder of the new collection")
        ask_which_folder(self._page.window(), title, self._shelf.create_of_folder)
