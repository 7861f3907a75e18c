"""The groups Look and Language."""

from explorer.base.settings import TEXT_SIZES
from explorer.kit.language import NAMES
from explorer.rooms.room_services import RoomServices
from explorer.rooms.settings.index import SettingsSection
from explorer.rooms.settings.setting_rows import DropDownChoice, SegmentedChoice, SettingsGroup, choices_of


class LookGroup(SettingsGroup):
    """Theme, text size, contrast and movement; each takes effect at once."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__(SettingsSection.LOOK, services.core.settings)
        system = {"system": self.tr("As the system")}
        themes = {**system, "light": self.tr("Light"), "dark": self.tr("Dark")}
        note = self.tr("Light or dark, or as the rest of this system.")
        self.theme = self.bind("theme", "theme", note, SegmentedChoice(self.tr("Theme"), themes))
        sizes = SegmentedChoice(self.tr("Text size"), choices_of(TEXT_SIZES, self._percent), self._percent)
        note = self.tr("All text and what belongs to it, without a restart.")
        self.percent = self.bind("text", "text_percent", note, sizes)
        strengths = SegmentedChoice(self.tr("Contrast"), {**system, "more": self.tr("High")})
        note = self.tr("High: stronger colours for text, lines and fields.")
        self.contrast = self.bind("contrast", "contrast", note, strengths)
        movements = SegmentedChoice(self.tr("Motion"), {**system, "less": self.tr("Less")})
        self.motion = self.bind("motion", "motion", self.tr("Less: nothing slides or fades."), movements)

    def _percent(self, value: int) -> str:
        return self.tr("{n} %").format(n=value)


class LanguageGroup(SettingsGroup):
    """The language of the window."""

    def __init__(self, services: RoomServices) -> None:
        super().__init__(SettingsSection.LANGUAGE, services.core.settings)
        choices = {"system": self.tr("As the system"), **NAMES}
        note = self.tr("Of the window. What models and their publishers write stays as it is.")
        self.language = self.bind("language", "language", note, DropDownChoice(self.tr("Language"), choices))
