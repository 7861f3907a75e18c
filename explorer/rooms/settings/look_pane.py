"""The groups Look and Language."""

from functools import partial

from PySide6.QtCore import Slot

from explorer.base.settings import TEXT_SIZES, Settings
from explorer.kit.language import NAMES, shown
from explorer.rooms.settings.choice_rows import DropDownChoice, SegmentedChoice
from explorer.rooms.settings.index import SettingsSection, section_title
from explorer.rooms.settings.services import SettingsServices, setting
from explorer.rooms.settings.setting_rows import SettingsGroup, SettingsRow


class LookGroup(SettingsGroup):
    """Theme, text size, contrast and movement; each takes effect at once."""

    def __init__(self, shared: SettingsServices) -> None:
        super().__init__(shown(section_title(SettingsSection.LOOK)))
        self._settings = shared.settings
        system = self.tr("As the system")
        self.theme = SegmentedChoice(
            self.tr("Theme"),
            [("system", system), ("light", self.tr("Light")), ("dark", self.tr("Dark"))],
        )
        self.percent = SegmentedChoice(
            self.tr("Text size"), [(p, self.tr("{n} %").format(n=p)) for p in TEXT_SIZES]
        )
        self.contrast = SegmentedChoice(self.tr("Contrast"), [("system", system), ("more", self.tr("High"))])
        self.motion = SegmentedChoice(self.tr("Motion"), [("system", system), ("less", self.tr("Less"))])
        notes = {
            "theme": self.tr("Light or dark, or as the rest of this system."),
            "text": self.tr("All text and what belongs to it, without a restart."),
            "contrast": self.tr("High: stronger colours for text, lines and fields."),
            "motion": self.tr("Less: nothing slides or fades."),
        }
        self._add("theme", notes["theme"], self.theme, "theme")
        self._add("text", notes["text"], self.percent, "text_percent")
        self._add("contrast", notes["contrast"], self.contrast, "contrast")
        self._add("motion", notes["motion"], self.motion, "motion")

    def show_settings(self, settings: Settings) -> None:
        self.theme.show_value(settings.theme)
        percent = settings.text_percent
        self.percent.show_value(percent, self.tr("{n} %").format(n=percent))
        self.contrast.show_value(settings.contrast)
        self.motion.show_value(settings.motion)
        system, theme, text, contrast, motion = self.tr("As the system"), *self.rows
        theme.show_default(system, differs=settings.theme != "system")
        text.show_default(self.tr("{n} %").format(n=100), differs=percent != Settings().text_percent)
        contrast.show_default(system, differs=settings.contrast != "system")
        motion.show_default(system, differs=settings.motion != "system")

    def _add(self, key: str, note: str, control: SegmentedChoice, field: str) -> None:
        row = self.add(SettingsRow(setting(key), note, control))
        control.chosen.connect(partial(LookGroup._set, self, field))
        row.reset.connect(partial(LookGroup._reset, self, field))

    def _set(self, field: str, value: object) -> None:
        self._settings.change(**{field: value})

    def _reset(self, field: str) -> None:
        self._settings.reset(field)


class LanguageGroup(SettingsGroup):
    """The language of the window."""

    def __init__(self, shared: SettingsServices) -> None:
        super().__init__(shown(section_title(SettingsSection.LANGUAGE)))
        self._settings = shared.settings
        choices = [("system", self.tr("As the system")), *NAMES.items()]
        self.language = DropDownChoice(self.tr("Language"), choices)
        self.language.chosen.connect(self._set)
        note = self.tr("Of the window. What models and their publishers write stays as it is.")
        self.row = self.add(SettingsRow(setting("language"), note, self.language))
        self.row.reset.connect(self._reset)

    def show_settings(self, settings: Settings) -> None:
        self.language.show_value(settings.language, settings.language)
        self.row.show_default(self.tr("As the system"), differs=settings.language != "system")

    @Slot(object)
    def _set(self, value: object) -> None:
        self._settings.change(language=value)

    @Slot()
    def _reset(self) -> None:
        self._settings.reset("language")
