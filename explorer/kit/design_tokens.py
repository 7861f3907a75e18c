"""The colours by role and the sizes by step: the only place with colour and size literals.

``Theme`` names what a colour is for, never what it looks like. ``Sizes`` is the type and spacing
scale times the person's text scale.
"""

from dataclasses import dataclass, fields, replace

from PySide6.QtGui import QColor

_HIGH = ", high contrast"


@dataclass(frozen=True)
class Theme:
    """Role colours. ``colour("muted")`` finds one by name; a wrong name is a TypeError."""

    name: str
    is_dark: bool
    window: QColor
    surface: QColor
    sunken: QColor
    bubble: QColor  # what the person said, on ``window``
    line: QColor
    strong_line: QColor
    field_border: QColor
    text: QColor
    muted: QColor
    faint: QColor
    accent: QColor
    on_accent: QColor
    soft_accent: QColor
    good: QColor
    good_ground: QColor
    caution: QColor
    caution_ground: QColor
    surprise: QColor  # let through, under tokens a model was not sure of
    bad: QColor
    bad_ground: QColor
    quote: QColor
    accent_hover: QColor
    disabled: QColor
    shadow: QColor
    code_word: QColor  # the five of code stand on ``sunken``
    code_string: QColor
    code_number: QColor
    code_name: QColor
    code_comment: QColor

    @property
    def is_high_contrast(self) -> bool:
        return self.name.endswith(_HIGH)

    def colour(self, role: str) -> QColor:
        value = getattr(self, role, None)
        if not isinstance(value, QColor):
            raise TypeError(f"no colour has the role {role!r}")
        return value

    def colours(self) -> dict[str, QColor]:
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if isinstance(value, QColor)}


def light_theme() -> Theme:
    return Theme(
        name="light",
        is_dark=False,
        window=QColor("#F6F6F3"),
        surface=QColor("#FFFFFF"),
        sunken=QColor("#EFEFEA"),
        bubble=QColor("#E5E6E0"),
        line=QColor("#E2E2DB"),
        strong_line=QColor("#C8C8BF"),
        field_border=QColor("#86877E"),
        text=QColor("#1B1D1F"),
        muted=QColor("#565A61"),
        faint=QColor("#686C73"),
        accent=QColor("#0B6B6B"),
        on_accent=QColor("#FFFFFF"),
        soft_accent=QColor("#DFEFED"),
        good=QColor("#1C7348"),
        good_ground=QColor("#E1F2E8"),
        caution=QColor("#8A5A00"),
        caution_ground=QColor("#FBEFD5"),
        surprise=QColor("#E0A22E"),
        bad=QColor("#B3261E"),
        bad_ground=QColor("#FBE4E1"),
        quote=QColor("#FFF6D6"),
        accent_hover=QColor("#095A5A"),
        disabled=QColor("#A3A59E"),
        shadow=QColor(20, 24, 20, 40),
        code_word=QColor("#7A3B8E"),
        code_string=QColor("#23683A"),
        code_number=QColor("#8A4B08"),
        code_name=QColor("#1B5A94"),
        code_comment=QColor("#62666D"),
    )


def dark_theme() -> Theme:
    return Theme(
        name="dark",
        is_dark=True,
        window=QColor("#15171A"),
        surface=QColor("#1D2024"),
        sunken=QColor("#111315"),
        bubble=QColor("#292D33"),
        line=QColor("#2B2F35"),
        strong_line=QColor("#3D434B"),
        field_border=QColor("#6C737D"),
        text=QColor("#E9EAEC"),
        muted=QColor("#A9AEB6"),
        faint=QColor("#989EA7"),
        accent=QColor("#58C7BB"),
        on_accent=QColor("#06201E"),
        soft_accent=QColor("#16353A"),
        good=QColor("#6CCB97"),
        good_ground=QColor("#173326"),
        caution=QColor("#E3B655"),
        caution_ground=QColor("#362B12"),
        surprise=QColor("#E3B655"),
        bad=QColor("#F0877E"),
        bad_ground=QColor("#3A1D1B"),
        quote=QColor("#3A3417"),
        accent_hover=QColor("#74D6CB"),
        disabled=QColor("#646A72"),
        shadow=QColor(0, 0, 0, 130),
        code_word=QColor("#CBA4E3"),
        code_string=QColor("#98CC94"),
        code_number=QColor("#E6B37A"),
        code_name=QColor("#85B9EA"),
        code_comment=QColor("#969CA5"),
    )


def high_contrast(theme: Theme) -> Theme:
    """The same theme for eyes that need more contrast: every text at least 7:1, borders at full strength."""
    return _dark_contrast(theme) if theme.is_dark else _light_contrast(theme)


def _light_contrast(theme: Theme) -> Theme:
    return replace(
        theme,
        name=f"light{_HIGH}",
        window=QColor("#FFFFFF"),
        sunken=QColor("#F4F4F1"),
        bubble=QColor("#E5E6E0"),
        line=QColor("#96968F"),
        strong_line=QColor("#3A3D40"),
        field_border=QColor("#1B1D1F"),
        text=QColor("#000000"),
        muted=QColor("#24272B"),
        faint=QColor("#33373C"),
        accent=QColor("#004C4C"),
        soft_accent=QColor("#D8EFED"),
        good=QColor("#0B4A2B"),
        caution=QColor("#573900"),
        bad=QColor("#86100A"),
        accent_hover=QColor("#003636"),
        disabled=QColor("#6E7075"),
        code_word=QColor("#5A1F6E"),
        code_string=QColor("#0F4A24"),
        code_number=QColor("#613300"),
        code_name=QColor("#0B3F70"),
        code_comment=QColor("#3E4248"),
    )


def _dark_contrast(theme: Theme) -> Theme:
    return replace(
        theme,
        name=f"dark{_HIGH}",
        window=QColor("#000000"),
        surface=QColor("#0B0C0E"),
        sunken=QColor("#16181B"),
        bubble=QColor("#1F2226"),
        line=QColor("#53575E"),
        strong_line=QColor("#C3C8CF"),
        field_border=QColor("#E9EAEC"),
        text=QColor("#FFFFFF"),
        muted=QColor("#DDE1E6"),
        faint=QColor("#CDD2D9"),
        accent=QColor("#83E8DD"),
        on_accent=QColor("#001B19"),
        soft_accent=QColor("#0B2B2E"),
        good=QColor("#92E8B8"),
        good_ground=QColor("#0C2418"),
        caution=QColor("#F5D07E"),
        caution_ground=QColor("#2A2008"),
        bad=QColor("#FFB4AC"),
        bad_ground=QColor("#331411"),
        quote=QColor("#2F2A10"),
        accent_hover=QColor("#A6F2EA"),
        disabled=QColor("#8D939B"),
        code_word=QColor("#DDBEF0"),
        code_string=QColor("#B2E0AE"),
        code_number=QColor("#F2C898"),
        code_name=QColor("#A6D0F7"),
        code_comment=QColor("#B6BCC4"),
    )


@dataclass(frozen=True)
class Sizes:
    """Pixels at the person's text scale (``percent``, 100 is normal)."""

    percent: int = 100

    def px(self, length: float) -> int:
        """A length of the 100 % design in pixels at this scale, never below one."""
        return max(1, round(length * self.percent / 100))

    @property
    def source(self) -> int:
        return self.px(11)

    @property
    def secondary(self) -> int:
        return self.px(12)

    @property
    def body(self) -> int:
        return self.px(13)

    @property
    def heading(self) -> int:
        return self.px(15)

    @property
    def title(self) -> int:
        return self.px(20)

    @property
    def hero(self) -> int:
        return self.px(28)

    @property
    def grid(self) -> int:
        """The spacing unit."""
        return self.px(8)

    @property
    def control(self) -> int:
        """The height of a button."""
        return self.px(32)
