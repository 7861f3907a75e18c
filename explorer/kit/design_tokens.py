"""The colours by role and the sizes by step: the only place with colour and size literals.

``Theme`` names what a colour is for, never what it looks like. ``Sizes`` is the type and spacing
scale times the person's text scale.
"""

from dataclasses import dataclass, fields

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
    track: QColor  # what an interval lies on
    band: QColor  # the interval itself
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


# Light, dark, and both for eyes that need more contrast: every text at least 7:1, borders at full strength.
_COLOURS = {
    "window": ("#F6F6F3", "#15171A", "#FFFFFF", "#000000"),
    "surface": ("#FFFFFF", "#1D2024", "#FFFFFF", "#0B0C0E"),
    "sunken": ("#EFEFEA", "#111315", "#F4F4F1", "#16181B"),
    "bubble": ("#E5E6E0", "#292D33", "#E5E6E0", "#1F2226"),
    "line": ("#E2E2DB", "#2B2F35", "#96968F", "#53575E"),
    "strong_line": ("#C8C8BF", "#3D434B", "#3A3D40", "#C3C8CF"),
    "field_border": ("#86877E", "#6C737D", "#1B1D1F", "#E9EAEC"),
    "text": ("#1B1D1F", "#E9EAEC", "#000000", "#FFFFFF"),
    "muted": ("#565A61", "#A9AEB6", "#24272B", "#DDE1E6"),
    "faint": ("#686C73", "#989EA7", "#33373C", "#CDD2D9"),
    "accent": ("#0B6B6B", "#58C7BB", "#004C4C", "#83E8DD"),
    "on_accent": ("#FFFFFF", "#06201E", "#FFFFFF", "#001B19"),
    "soft_accent": ("#DFEFED", "#16353A", "#D8EFED", "#0B2B2E"),
    "good": ("#1C7348", "#6CCB97", "#0B4A2B", "#92E8B8"),
    "good_ground": ("#E1F2E8", "#173326", "#E1F2E8", "#0C2418"),
    "caution": ("#8A5A00", "#E3B655", "#573900", "#F5D07E"),
    "caution_ground": ("#FBEFD5", "#362B12", "#FBEFD5", "#2A2008"),
    "surprise": ("#E0A22E", "#E3B655", "#E0A22E", "#E3B655"),
    "bad": ("#B3261E", "#F0877E", "#86100A", "#FFB4AC"),
    "bad_ground": ("#FBE4E1", "#3A1D1B", "#FBE4E1", "#331411"),
    "quote": ("#FFF6D6", "#3A3417", "#FFF6D6", "#2F2A10"),
    "track": ("#EFEFEA", "#111315", "#C8C8BF", "#3D434B"),
    "band": ("#4F948F", "#3C8F88", "#1F6F6A", "#83E8DD"),
    "accent_hover": ("#095A5A", "#74D6CB", "#003636", "#A6F2EA"),
    "disabled": ("#A3A59E", "#646A72", "#6E7075", "#8D939B"),
    "shadow": ("#28141814", "#82000000", "#28141814", "#82000000"),
    "code_word": ("#7A3B8E", "#CBA4E3", "#5A1F6E", "#DDBEF0"),
    "code_string": ("#23683A", "#98CC94", "#0F4A24", "#B2E0AE"),
    "code_number": ("#8A4B08", "#E6B37A", "#613300", "#F2C898"),
    "code_name": ("#1B5A94", "#85B9EA", "#0B3F70", "#A6D0F7"),
    "code_comment": ("#62666D", "#969CA5", "#3E4248", "#B6BCC4"),
}
_NAMES = ("light", "dark", f"light{_HIGH}", f"dark{_HIGH}")


def light_theme() -> Theme:
    return _theme(0)


def dark_theme() -> Theme:
    return _theme(1)


def high_contrast(theme: Theme) -> Theme:
    """The same theme for eyes that need more contrast."""
    return _theme(2 + theme.is_dark)


def _theme(at: int) -> Theme:
    colours = {role: QColor(values[at]) for role, values in _COLOURS.items()}
    return Theme(_NAMES[at], at % 2 == 1, **colours)


_TEXTS = {
    "source": 11, "secondary": 12, "code": 12, "body": 13, "strong": 13,
    "heading": 15, "title": 20, "hero": 28,
}  # fmt: skip


@dataclass(frozen=True)
class Sizes:
    """Pixels at the person's text scale (``percent``, 100 is normal)."""

    percent: int = 100

    def px(self, length: float) -> int:
        """A length of the 100 % design in pixels at this scale, never below one."""
        return max(1, round(length * self.percent / 100))

    def of_text(self, role: str) -> int:
        """The height of a font."""
        return self.px(_TEXTS[role])
