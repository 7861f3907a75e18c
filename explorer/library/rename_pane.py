"""What a model is called here, and in every room: a name of the person's own, or none."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.domain.local import LocalModel
from explorer.kit.boxes import Row, row
from explorer.kit.buttons import Button
from explorer.kit.field import Field
from explorer.kit.overlay import Overlay
from explorer.kit.popup import SHADOW
from explorer.kit.text import Para
from explorer.kit.theme import look_of
from explorer.local.naming import LONGEST

_WIDTH, _EDGE = 440, 22  # pixels at 100 %


class RenameSheet(Overlay):
    """``named`` carries the new name, "" for its own again. Escape keeps the old one."""

    named = Signal(str)

    def __init__(self, model: LocalModel, host: QWidget) -> None:
        super().__init__(model.name, host)
        own = model.own_name or model.name
        title = self.tr("Rename {name}").format(name=model.name)
        self.setAccessibleName(title)
        self.panel.setAccessibleName(title)
        self.field = self._build_field(model.alias, own)
        text = self.tr("It is called so in every room; its file stays as it is. Left empty, it is “{name}”.")
        px = look_of(self).sizes.px
        edge = px(_EDGE) + SHADOW + 1
        self.body.setContentsMargins(edge, edge, edge, edge)
        self.body.setSpacing(px(12))
        self.body.addWidget(Para(title, "heading"))
        self.body.addWidget(self.field)
        self.body.addWidget(Para(text.format(name=own), "secondary", "muted"))
        self.body.addLayout(self._build_buttons())

    def ask(self) -> None:
        self.open(self.field)
        self.field.selectAll()

    def wanted_size(self) -> QSize:
        width = look_of(self).sizes.px(_WIDTH)
        return QSize(width, self.body.heightForWidth(width + 2 * SHADOW) - 2 * SHADOW)

    def _build_field(self, alias: str, own: str) -> Field:
        field = Field()
        field.setMaxLength(LONGEST)
        field.setText(alias or own)
        field.setPlaceholderText(own)
        field.setAccessibleName(self.tr("Its name"))
        field.returnPressed.connect(self._name)
        return field

    def _build_buttons(self) -> Row:
        keep, self.rename = Button("outlined", self.tr("Cancel")), Button("primary", self.tr("Rename"))
        keep.clicked.connect(self.dismiss)
        self.rename.clicked.connect(self._name)
        line = row(spacing=8)
        line.addStretch()
        line.addWidget(keep)
        line.addWidget(self.rename)
        return line

    @Slot()
    def _name(self) -> None:
        self.dismiss()
        self.named.emit(self.field.text())
