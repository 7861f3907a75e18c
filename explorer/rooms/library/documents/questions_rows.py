"""The questions of the documents: what a collection is to be called, and what goes when it is forgotten."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.documents.passages import Collection, Document
from explorer.kit.buttons import Button
from explorer.kit.field import Field
from explorer.kit.language import tr
from explorer.kit.question import DangerQuestion, QuestionSheet

_LONGEST = 120  # characters of a name


class NameQuestion(QuestionSheet):
    """``named`` carries the name."""

    named = Signal(str)

    def __init__(self, name: str, host: QWidget) -> None:
        super().__init__(tr("Name of the collection"), tr("What is this collection called?"), host)
        self._field = Field()
        self._field.setAccessibleName(tr("Name of the collection"))
        self._field.setMaxLength(_LONGEST)
        self._field.setText(name)
        self._field.selectAll()
        self._field.returnPressed.connect(self._agree)
        self.body.addWidget(self._field)

    def ask(self) -> None:
        leave = Button("outlined", tr("Cancel"), then=self.dismiss)
        self.add_buttons(leave, Button("primary", tr("Rename"), then=self._agree))
        self.open(self._field)

    @Slot()
    def _agree(self) -> None:
        if name := self._field.text().strip():
            self.dismiss()
            self.named.emit(name)


def forget_collection_question(
    collection: Collection, shared: int, answers: int, host: QWidget
) -> DangerQuestion:
    """``shared``: documents that stay, for they are in another collection too."""
    heading = tr("Forget {name}?").format(name=collection.name)
    parts = [
        tr(
            "What was read of its {count} documents is deleted for good, and overwritten on this disk."
        ).format(count=collection.documents)
    ]
    if shared:
        parts.append(tr("{count} of them stay, for another collection has them too.").format(count=shared))
    return DangerQuestion(
        tr("Forget a collection"), heading, " ".join((*parts, *_ends(answers))), tr("Forget it"), host
    )


def forget_document_question(document: Document, answers: int, host: QWidget) -> DangerQuestion:
    heading = tr("Forget {name}?").format(name=document.name)
    first = tr("What was read of it is deleted for good, in all collections, and overwritten on this disk.")
    return DangerQuestion(
        tr("Forget a document"), heading, " ".join((first, *_ends(answers))), tr("Forget it"), host
    )


def _ends(answers: int) -> list[str]:
    """What else goes, and what stays."""
    parts = []
    if answers == 1:
        parts.append(tr("So are the passages that 1 answer was given; the answer itself stays."))
    elif answers:
        words = tr("So are the passages that {count} answers were given; the answers themselves stay.")
        parts.append(words.format(count=answers))
    parts.append(tr("The files themselves are not touched."))
    return parts
