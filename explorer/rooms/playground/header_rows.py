"""The head of the room: which model, whether it is loaded, and what that costs."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from explorer.domain.fit import Fit
from explorer.domain.generation import LoadedModel
from explorer.domain.model import Model
from explorer.domain.words import Words
from explorer.engine.backend import Backend, Resident
from explorer.engine.state import BackendChange, BackendState
from explorer.kit.boxes import column, row, stretched
from explorer.kit.buttons import Button, IconButton, Kind
from explorer.kit.keys import with_keys
from explorer.kit.language import shown
from explorer.kit.progress import ProgressBar
from explorer.kit.text import Elided, plain_tip
from explorer.kit.theme import look_of
from explorer.kit.where_mark import WhereMark
from explorer.local.fit.load_forecast import forecast_load
from explorer.rooms.playground.captions import loaded_text, outlook_text
from explorer.rooms.playground.inspector.changed_settings_rows import ChangedSettingsRow
from explorer.rooms.playground.model.chosen_model_controller import ChosenModel

_WIDEST = 300


class ModelButton(Button):
    """Names the chosen model; a click asks for the list of those on this disk."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("outlined", "", "chevron-down", parent=parent)
        self._chosen: Model | None = None
        self._is_any = True
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        directions = Qt.LayoutDirection
        # The chevron stands behind the words.
        self.setLayoutDirection(directions.LeftToRight if is_mirrored else directions.RightToLeft)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_model(self, chosen: Model | None, *, is_any: bool = True) -> None:
        """``is_any`` is false once it is known that no model is on this disk."""
        self._chosen, self._is_any = chosen, is_any
        title = self._title()
        choose = with_keys(self.tr("Choose another model"), "Ctrl+L")
        self.setToolTip(plain_tip(f"{title}\n{choose}"))
        self.setAccessibleName(self.tr("Model: {title}").format(title=title))
        self._elide()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        px = look_of(self).sizes.px
        words = QFontMetrics(self.font()).horizontalAdvance(self._title()) + px(52)
        return QSize(min(words, px(_WIDEST)), hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), look_of(self).sizes.px(96)), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._elide()

    def _title(self) -> str:
        if self._chosen is not None:
            return self._chosen.title
        return self.tr("Choose a model") if self._is_any else self.tr("No model yet")

    def _elide(self) -> None:
        room = self.width() - look_of(self).sizes.px(48)
        shown = QFontMetrics(self.font()).elidedText(self._title(), Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))


class ChatHeader(QFrame):
    """The picker, beside it the state with the one thing to do about it; below, what is not as usual."""

    def __init__(self, chosen: ChosenModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("rule", "bottom")
        self._chosen = chosen
        self._progress = 0.0  # of a load
        self.picker = ModelButton()
        self.mark = WhereMark()
        self.status = Elided("", "body", "muted")
        self.status.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._bar = ProgressBar(self.tr("Loading the model"), 6)
        self._bar.setFixedWidth(look_of(self).sizes.px(110))
        read, back = self.tr("Read the model into memory"), self.tr("Give its memory back")
        self._load = self._button(self.tr("Load"), read, chosen.load, "outlined")
        self._cancel = self._button(self.tr("Cancel"), self.tr("Stop loading"), chosen.unload)
        self._unload = self._button(self.tr("Unload"), back, chosen.unload)
        self.fallback = Button("quiet", self.tr("On the processor"), "warning", scale="compact")
        self.chats = IconButton("panel-left", self.tr("Show the chats"))
        self.inspector = IconButton("panel", with_keys(self.tr("How it answers"), "Ctrl+I"))
        self.inspector.setCheckable(True)
        self._lay_out()
        self._show("", None)
        chosen.changed.connect(self._on_changed)
        chosen.chosen.connect(self.refresh)

    def _lay_out(self) -> None:
        line = row(spacing=8).add(self.chats, self.picker, self.mark, self._bar, stretched(self.status))
        line.add(self.fallback, self._load, self._cancel, self._unload, self.inspector)
        self.differing = ChangedSettingsRow()
        self.differing.hide()
        column(self, margins=(12, 12, 16, 12), spacing=9).add(line, self.differing)

    def mark_chats(self, *, opened: bool) -> None:
        words = self.tr("Hide the chats") if opened else self.tr("Show the chats")
        self.chats.show_as("panel-left", with_keys(words, "Ctrl+B"))

    @Slot()
    def refresh(self) -> None:
        self.mark.show_model(self._chosen.listed if self._chosen.engine is not None else None)
        if self._chosen.listed is None or self._chosen.engine is None:
            self._show("", None)
        elif not self._chosen.is_resident:
            self._show_elsewhere(self._chosen.listed, self._chosen.engine.state)
        elif self._chosen.engine.state is BackendState.LOADING:
            self._show_loading()
        elif self._chosen.loaded is not None:
            self._show_loaded(self._chosen.listed, self._chosen.engine, self._chosen.loaded)
        else:
            self._show_not_loaded(self._chosen)

    @Slot(object)
    def _on_changed(self, change: BackendChange) -> None:
        self._progress = change.progress
        self.refresh()

    def _show_not_loaded(self, chosen: ChosenModel) -> None:
        """With what it will take; the tooltip says what that rests on."""
        fit = _outlook(chosen)
        words = outlook_text(fit) if fit is not None else Words("not loaded")
        self._show(shown(words), self._load)
        if fit is not None:
            self.status.explain(fit.text)

    def _show_elsewhere(self, model: Model, state: BackendState) -> None:
        """It takes no memory here; where its prompts go."""
        if model.why_not_usable:
            self._show(self.tr("cannot be used: {why}").format(why=shown(model.why_not_usable)), None)
            return
        is_asked = state is BackendState.LOADING
        words = self.tr("asking {source}…") if is_asked else self.tr("answers at {source} ({host})")
        told = words.format(source=model.source, host=model.host)
        self._show(told, self._cancel if is_asked else None)

    def _show_loading(self) -> None:
        words = self.tr("loading {percent} %").format(percent=round(self._progress * 100))
        self._show(words, self._cancel)
        self._bar.show()
        self._bar.set_fraction(self._progress)

    def _show_loaded(self, model: Model, engine: Backend, loaded: LoadedModel) -> None:
        """With why less computes on a device than was asked for."""
        held = engine.memory() if isinstance(engine, Resident) else 0
        self._show(loaded_text(model, held or loaded.memory), self._unload)
        fell_back = loaded.fell_back
        self.fallback.setToolTip(plain_tip(shown(fell_back.words if fell_back is not None else "")))
        self.fallback.setVisible(fell_back is not None)

    def _show(self, words: str, action: Button | None) -> None:
        self.status.setText(words)
        self.status.explain("")
        self._bar.hide()
        self.fallback.hide()
        for button in (self._load, self._cancel, self._unload):
            button.setVisible(button is action)

    def _button(self, text: str, tooltip: str, then: Callable[[], None], kind: Kind = "quiet") -> Button:
        button = Button(kind, text, scale="compact", then=then)
        button.setToolTip(tooltip)
        return button


def _outlook(chosen: ChosenModel) -> Fit | None:
    """What loading it will take; ``None`` if its header cannot be read."""
    if chosen.file is None:
        return None
    seen = forecast_load(chosen.estimates, chosen.file.path, chosen.plan.options())
    return seen.fit if seen is not None else None
