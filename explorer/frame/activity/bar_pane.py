"""The activity bar at the foot: downloads, loaded models, work, the last message, the network.

It is there from the first frame; ``bar_status_controller.py`` fills it when the services are.
"""

from functools import partial

from PySide6.QtCore import QEvent, QSize, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout

from explorer.frame.activity.sections import ActivitySection
from explorer.frame.activity.status_rows import StatusButton
from explorer.kit.theme import Look, look_of

_HEIGHT = 32
_EDGE, _GAP = 10, 8


class ActivityBar(QFrame):
    """``wanted`` carries the Section of the panel that was clicked."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("rule", "top")
        self.download = self._button(ActivitySection.DOWNLOADS)
        self.models = self._button(ActivitySection.MODELS)
        self.work = StatusButton("")
        self.work.hide()
        self.message = self._button(ActivitySection.MESSAGES)
        self.network = self._button(ActivitySection.NETWORK)
        row = QHBoxLayout(self)
        row.setContentsMargins(_EDGE, 0, _EDGE, 0)
        row.setSpacing(_GAP)
        for button in (self.download, self.models, self.work, self.message):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.network)
        look_of(self).changed.connect(self._rescale)
        self._rescale(look_of(self))
        self.retranslate()

    @property
    def buttons(self) -> tuple[StatusButton, ...]:
        """Those that open a part of the panel, in the order of the bar."""
        return self.download, self.models, self.message, self.network

    def button_of(self, section: ActivitySection) -> StatusButton:
        """What opens this part of the panel."""
        return {
            ActivitySection.DOWNLOADS: self.download,
            ActivitySection.MODELS: self.models,
            ActivitySection.NETWORK: self.network,
            ActivitySection.MESSAGES: self.message,
        }[section]

    def retranslate(self) -> None:
        """Name the parts in the language of now."""
        self.setAccessibleName(self.tr("Activity"))
        self.download.rename(self.tr("Downloads"))
        self.models.rename(self.tr("Loaded models"))
        self.work.rename(self.tr("Comparison"))
        self.message.rename(self.tr("Last message"))
        self.network.rename(self.tr("Network"))

    def sizeHint(self) -> QSize:
        return QSize(400, look_of(self).sizes.px(_HEIGHT))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        """Where room is missing, the less urgent parts say less; the last message is cut at last."""
        seen = [button for button in (*self.buttons, self.work) if not button.isHidden()]
        missing = sum(button.full_width + _GAP for button in seen) + 2 * _EDGE - self.width()
        for button in (self.network, self.models, self.work, self.download):
            button.set_short(on=missing > 0)
            missing -= button.saving if missing > 0 else 0

    @Slot(object)
    def _rescale(self, look: Look) -> None:
        self.setFixedHeight(look.sizes.px(_HEIGHT))

    def _button(self, section: ActivitySection) -> StatusButton:
        button = StatusButton("")
        button.clicked.connect(partial(self.wanted.emit, section))
        return button
