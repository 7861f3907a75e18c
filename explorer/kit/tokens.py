"""The colours by role and the sizes by step: the only place with colour and size literals.

``Theme`` names what a colour is for, never what it looks like. ``Sizes`` is the type and spacing
scale times the person's text scale.
"""

from dataclasses import dataclass, fields, replace

from PySide6.QtGui import QColor


@dataclass(frozen=True)
class Theme:
    """Role colours. ``colour("muted")`` finds one by name; a wrong name is a TypeError."""

    name: str
    is_dark: bool
    window: QColor
    surface: QColor
    sunken: QColor
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
    bad: QColor
    bad_ground: QColor
    quote: QColor
    accent_hover: QColor
    disabled: QColor
    shadow: QColor

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
        bad=QColor("#B3261E"),
        bad_ground=QColor("#FBE4E1"),
        quote=QColor("#FFF6D6"),
        accent_hover=QColor("#095A5A"),
        disabled=QColor("#A3A59E"),
        shadow=QColor(20, 24, 20, 40),
    )


def dark_theme() -> Theme:
    return Theme(
        name="dark",
        is_dark=True,
        window=QColor("#15171A"),
        surface=QColor("#1D2024"),
        sunken=QColor("#111315"),
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
        bad=QColor("#F0877E"),
        bad_ground=QColor("#3A1D1B"),
        quote=QColor("#3A3417"),
        accent_hover=QColor("#74D6CB"),
        disabled=QColor("#646A72"),
        shadow=QColor(0, 0, 0, 130),
    )


def high_contrast(theme: Theme) -> Theme:
    """The same theme for a system that asks for more contrast: text and lines at full strength."""
    return replace(
        theme,
        name=f"{theme.name}, high contrast",
        text=QColor("#FFFFFF" if theme.is_dark else "#000000"),
        muted=theme.text,
        faint=theme.text,
        line=theme.field_border,
        strong_line=theme.text,
        field_border=theme.text,
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
