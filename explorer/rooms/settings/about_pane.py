"""The group About: version, machine, licenses of all parts, news of versions, and "Reset all settings"."""

import platform

import PySide6
from PySide6.QtCore import Slot
from PySide6.QtGui import QPaintEvent
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
from explorer.kit.question import DangerQuestion, host_of
from explorer.kit.section import Section as Folding
from explorer.kit.text import Para
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.choice_rows import SwitchChoice
from explorer.rooms.settings.index import NEW_VERSIONS, SettingsSection, resettable
from explorer.rooms.settings.outcome_rows import OutcomeLine
from explorer.rooms.settings.parts_rows import PartsList
from explorer.rooms.settings.setting_rows import SettingsGroup


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
        self._list: PartsList | None = None
        column(self, spacing=4).add(self.app, self.engine, self.machine, 4, at_start(self.copy), self.parts)
        self._is_read = False

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_read:
            self._is_read = True
            tasks, fail = self._services.tasks, self._services.messages.fail
            tasks.run(lambda _c: all_software_parts(), self._show_parts, fail, owner=self)

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
        if opened and self._list is None and self._parts:
            self._list = PartsList(self._parts)
            self.parts.body.addWidget(self._list)
            self._list.follow(self.parts.header)


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
