"""The question for a name of the person's own for a model, shown in every room."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.local_model import LocalModel
from explorer.kit.buttons import Button
from explorer.kit.field import Field
from explorer.kit.question import QuestionSheet
from explorer.kit.text import Para
from explorer.local.models.aliases import LONGEST_ALIAS


class RenameSheet(QuestionSheet):
    """``named`` carries the new name, "" for its own again. Escape keeps the old one."""

    named = Signal(str)

    def __init__(self, model: LocalModel, host: QWidget) -> None:
        own = model.own_name or model.name
        title = host.tr("Rename {name}").format(name=model.name)
        super().__init__(title, title, host)
        self.field = self._build_field(model.alias, own)
        text = self.tr("It is called so in every room; its file stays as it is. Left empty, it is “{name}”.")
        self.body.add(self.field, Para(text.format(name=own), "secondary", "muted"))
        keep, self.rename = Button("outlined", self.tr("Cancel")), Button("primary", self.tr("Rename"))
        keep.clicked.connect(self.dismiss)
        self.rename.clicked.connect(self._name)
        self.add_buttons(keep, self.rename)

    def ask(self) -> None:
        self.open(self.field)
        self.field.selectAll()

    def _build_field(self, alias: str, own: str) -> Field:
        field = Field()
        field.setMaxLength(LONGEST_ALIAS)
        field.setText(alias or own)
        field.setPlaceholderText(own)
        field.setAccessibleName(self.tr("Its name"))
        field.returnPressed.connect(self._name)
        return field

    @Slot()
    def _name(self) -> None:
        self.dismiss()
        self.named.emit(self.field.text())
