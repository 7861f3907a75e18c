"""The group About: version, machine, news of versions, "Reset all settings", and the license of each part."""

import platform
from functools import partial

import PySide6
from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from explorer.base import version
from explorer.base.machine import Machine
from explorer.base.settings import Settings
from explorer.base.software_parts import SoftwarePart, all_software_parts, version_of
from explorer.base.version import app_version
from explorer.domain.units import size_text
from explorer.kit.boxes import at_start, column
from explorer.kit.buttons import Button
from explorer.kit.copying import CopyButton
from explorer.kit.field import CodeField
from explorer.kit.icons import paint_icon
from explorer.kit.paint import draw_text, mirrored, rule
from explorer.kit.painted_button import PaintedButton
from explorer.kit.question import DangerQuestion, host_of
from explorer.kit.rich_text.links import LinkPopup
from explorer.kit.section import Section as Folding
from explorer.kit.tab_order import put_behind
from explorer.kit.text import Para
from explorer.kit.theme import Look, look_of
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.index import NEW_VERSIONS, SettingsSection, resettable
from explorer.rooms.settings.outcome_rows import OutcomeLine
from explorer.rooms.settings.setting_rows import SettingsGroup, SwitchChoice

_HEIGHT = 34  # of the line of a part
_SHARES = (0.38, 0.22, 0.4)  # of its name, version and license


class AboutGroup(SettingsGroup):
    """About, licenses and "Reset all settings"."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__(SettingsSection.ABOUT, services.core.settings)
        self.about = AboutPanel(services)
        self.add("about", "", self.about, wide=True)
        releases = version.releases()
        if releases is not None:
            note = self.tr(
                "Once a day, when the app is started, {host} is asked which version is the newest: one "
                "request, which tells the name of this app and nothing about you. Never in offline mode."
            )
            switch = SwitchChoice(self.tr("Tell me about new versions"))
            self.news = self.bind(NEW_VERSIONS, "new_versions", note.format(host=releases.host), switch)
        self.reset = ResetPanel(services)
        note = self.tr("Back to the defaults. The models folder, the access token and all you made stay.")
        self.add("reset", note, self.reset, wide=True)

    def show_settings(self, settings: Settings) -> None:
        super().show_settings(settings)
        self.reset.show_settings(settings)


class AboutPanel(QWidget):
    """Versions and machine; the parts are read when this is first seen: that are thousands of files."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__()
        self._services = services
        self._parts: tuple[SoftwarePart, ...] = ()
        app = self.tr("Open Model Explorer {version}, MIT license.")
        self.app = Para(app.format(version=app_version()))
        self.engine = Para("", "secondary", "muted")
        self.machine = Para(machine_line(services.core.machine), "secondary", "muted")
        self.machine.setProperty("data", True)  # names and numbers, as they are
        self.copy = CopyButton("outlined", self.tr("Copy system information"), self.report)
        self.parts = Folding(self.tr("Licenses of all parts"), opened=False)
        self.parts.toggled.connect(self._unfold)
        column(self, spacing=4).add(self.app, self.engine, self.machine, 4, at_start(self.copy), self.parts)
        self._is_read = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_read:
            self._is_read = True
            tasks, fail = self._services.tasks, self._services.messages.fail
            tasks.do(all_software_parts, self._show_parts, fail, owner=self)

    @property
    def count(self) -> int:
        """How many parts were read."""
        return len(self._parts)

    def report(self) -> str:
        """The text to copy, in English for whoever it is sent to; nothing personal."""
        return (
            f"Open Model Explorer {app_version()}\n"
            f"llama-cpp-python {version_of(self._parts, 'llama_cpp_python')}\n"
            f"huggingface_hub {version_of(self._parts, 'huggingface_hub')}\n"
            f"Python {platform.python_version()}, PySide6 {PySide6.__version__}\n"
            f"{platform.platform()}\n"
            f"{machine_line(self._services.core.machine)}\n"
        )

    def _show_parts(self, parts: tuple[SoftwarePart, ...]) -> None:
        self._parts = parts
        text = self.tr("Models run in llama.cpp, through llama-cpp-python {version}.")
        self.engine.setText(text.format(version=version_of(parts, "llama_cpp_python")))
        self.parts.header.set_note(self.tr("{n} parts").format(n=len(parts)))
        if self.parts.is_open():
            self._unfold(True)

    @Slot(bool)
    def _unfold(self, opened: bool) -> None:  # noqa: FBT001  # a slot of toggled(bool)
        if opened and not self.parts.body.count():
            entries = [PartEntry(part) for part in self._parts]
            self.parts.body.add(*entries)
            put_behind(self.parts.header, entries)  # what is built last would come last


class ResetPanel(QWidget):
    """Puts every setting back, after a question."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__()
        self._settings = services.core.settings
        self.ask = Button("outlined", self.tr("Reset all settings…"), then=self._ask)
        self.said = OutcomeLine()
        column(self, spacing=8).add(at_start(self.ask), self.said)

    def show_settings(self, settings: Settings) -> None:
        defaults = Settings()
        differs = any(getattr(settings, name) != getattr(defaults, name) for name in resettable())
        self.ask.setEnabled(differs)
        self.ask.setToolTip("" if differs else self.tr("Every setting has its default"))

    @Slot()
    def _ask(self) -> None:
        self.said.clear()
        heading = self.tr("Reset all settings?")
        words = self.tr("Look, language, engine and network are put back as they came.")
        question = DangerQuestion(heading, heading, words, self.tr("Reset all"), host_of(self))
        question.keep.setText(self.tr("Keep them"))
        question.agree.set_icon("undo")
        question.agreed.connect(self._reset)
        question.ask()

    @Slot()
    def _reset(self) -> None:
        self.said.say("good", self.tr("Every setting has its default again."))
        self._settings.reset(*resettable())


def machine_line(machine: Machine) -> str:
    """Processor, cores and memory: names and numbers, the same in every language."""
    return f"{machine.processor} · {machine.cores} × CPU · {size_text(machine.memory_total)} RAM"


class PartEntry(QWidget):
    """One part; its text is built when it is first unfolded."""

    def __init__(self, part: SoftwarePart) -> None:
        super().__init__()
        self._part = part
        self._text: QWidget | None = None
        self.head = PartHead(part)
        self.head.toggled.connect(partial(PartEntry._unfold, self))
        self._stack = column(self).add(self.head)

    def _unfold(self, opened: bool) -> None:  # noqa: FBT001  # a slot of toggled(bool)
        if self._text is None:
            self._text = self._build_text()
            self._stack.addWidget(self._text)
            put_behind(self.head, [self._text])
        self._text.setVisible(opened)

    def _build_text(self) -> QWidget:
        box = QWidget()
        stack = column(box, margins=(22, 6, 0, 10), spacing=6)
        if self._part.home:
            home = Button("link", self.tr("Its page"), "external", scale="compact")
            home.setAccessibleName(self.tr("The page of {name}").format(name=self._part.name))
            home.clicked.connect(partial(PartEntry._show_link, self, home))
            stack.addWidget(home, 0, Qt.AlignmentFlag.AlignLeft)
        if not self._part.text:
            stack.addWidget(Para(self.tr("Its terms stand on its page."), "secondary", "muted"))
            return box
        name = self.tr("License of {name}").format(name=self._part.name)
        view = CodeField(name, 200)
        view.setPlainText(self._part.text)
        view.setReadOnly(True)
        stack.addWidget(view)
        return box

    def _show_link(self, button: Button) -> None:
        LinkPopup(self._part.home, button).open_at(button.mapToGlobal(button.rect().bottomLeft()))


class PartHead(PaintedButton):
    """Chevron, name, version, license: in columns that give way together."""

    def __init__(self, part: SoftwarePart) -> None:
        super().__init__()
        self._part = part
        self.setProperty("data", True)  # names are the same in every language
        self.setCheckable(True)
        self.setAccessibleName(f"{part.name} {part.version}, {part.license}")
        self.setToolTip(self.accessibleName())

    def sizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(360), px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        px = look_of(self).sizes.px
        return QSize(px(200), px(_HEIGHT))

    def paint(self, painter: QPainter, rect: QRectF, look: Look) -> float:
        way = self.layoutDirection()
        theme, side, left = look.theme, look.sizes.px(14), look.sizes.px(22)
        cells = zip((self._part.name, self._part.version, self._part.license), _SHARES, strict=True)
        room = rect.width() - left
        spot = QRectF(2, (self.height() - side) // 2, side, side)
        paint_icon(painter, mirrored(spot, rect, way), self._chevron(), theme.muted)
        for number, (text, share) in enumerate(cells):
            cell = QRectF(left, 0, round(room * share) - look.sizes.px(8), rect.height())
            font, colour = (look.font("secondary"), theme.muted) if number else (look.font(), theme.text)
            draw_text(painter, mirrored(cell, rect, way), text, font, colour)
            left += round(room * share)
        rule(painter, 0, self.height() - 1, self.width(), theme.line)
        return 6

    def _chevron(self) -> str:
        if self.isChecked():
            return "chevron-down"
        return "chevron-left" if self.isRightToLeft() else "chevron-right"
