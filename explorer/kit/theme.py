"""One look for the whole app: fonts, palette and style sheet come from here and nowhere else.

Style-sheet widgets get their colours from ``resources/style.qss``, filled with the tokens; painted
widgets read the same ``Theme`` through ``theme_of(widget)``. ``Look`` is a child of the application
object, which is how anything finds it without a global::

    look = Look(app, "system", 100)
    look.set("dark", 125, "more")     # everything follows; look.changed tells
    theme_of(widget).muted            # QColor
    look_of(widget).font("secondary") # QFont at the person's text scale
    look_of(widget).sizes.px(8)       # int, scaled
"""

import re
from functools import cache
from typing import Literal

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from explorer.base.resources import resource
from explorer.base.settings import Contrast, Motion
from explorer.base.settings import Theme as Choice
from explorer.kit.design_tokens import Sizes, Theme, dark_theme, high_contrast, light_theme
from explorer.kit.fonts import code_font, load_fonts, tabular, ui_font

__all__ = [
    "Choice",
    "Look",
    "Sizes",
    "TextRole",
    "Theme",
    "look_of",
    "palette_for",
    "role_font",
    "theme_of",
]

type TextRole = Literal["source", "secondary", "body", "strong", "heading", "title", "hero", "code"]

_FOUND = "_look"
_TOKEN = re.compile(r"@(?:(\d+)px|([a-z_]+))")
_HEAVY = frozenset({"strong", "heading", "title", "hero"})


class Look(QObject):
    """Theme and sizes in use. ``changed`` carries this Look after every switch."""

    changed = Signal(object)

    def __init__(
        self,
        app: QApplication,
        choice: Choice = "system",
        percent: int = 100,
        contrast: Contrast = "system",
        motion: Motion = "system",
    ) -> None:
        super().__init__(app)
        self.setObjectName("look")
        self._app = app
        self._hints = app.styleHints()  # held: what it owns goes with its Python object
        self._choice: Choice = choice
        self._contrast: Contrast = contrast
        self._motion: Motion = motion
        self.sizes = Sizes(percent)
        self.theme = light_theme()
        app.__dict__[_FOUND] = self
        load_fonts()
        fusion = QStyleFactory.create("Fusion")
        app.setStyle(fusion)
        self._apply()
        self._hints.colorSchemeChanged.connect(self._follow)
        self._hints.accessibility().contrastPreferenceChanged.connect(self._follow)

    def set(
        self, choice: Choice, percent: int, contrast: Contrast = "system", motion: Motion = "system"
    ) -> None:
        """Switch theme, text scale and contrast; does nothing if all are as they were.

        ``motion`` is read when something is about to move, so that nothing has to be drawn anew for it.
        """
        self._motion = motion
        if (choice, percent, contrast) != (self._choice, self.sizes.percent, self._contrast):
            self._choice, self.sizes, self._contrast = choice, Sizes(percent), contrast
            self._apply()

    @property
    def motion(self) -> bool:
        """False where the person or the system asks for less movement."""
        asked = self._hints.accessibility().motionPreference() == Qt.MotionPreference.ReducedMotion
        return self._motion == "system" and not asked

    def font(self, role: TextRole = "body", *, strong: bool = False, numbers: bool = False) -> QFont:
        """The font of a text role.

        ``strong`` makes it semibold, ``numbers`` gives figures of equal width.
        """
        return role_font(self.sizes, role, strong=strong, numbers=numbers)

    @Slot()
    def _follow(self) -> None:
        """The system switched; what the person chose here stays."""
        if self._chosen_theme() != self.theme:
            self._apply()

    def _apply(self) -> None:
        self.theme = self._chosen_theme()
        self._app.setFont(self.font())
        self._app.setPalette(palette_for(self.theme))
        template = resource("style.qss").read_text(encoding="utf-8")
        self._app.setStyleSheet("")  # exchanging one for another styles a widget once for each one around it
        self._app.setStyleSheet(fill_sheet(template, self.theme, self.sizes))
        self.changed.emit(self)

    def _chosen_theme(self) -> Theme:
        hints = self._hints
        dark = self._choice == "dark" or (
            self._choice == "system" and hints.colorScheme() == Qt.ColorScheme.Dark
        )
        theme = dark_theme() if dark else light_theme()
        asked = hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
        return high_contrast(theme) if asked or self._contrast == "more" else theme


def look_of(_widget: QObject | None = None) -> Look:
    """The Look of the running application. Raises LookupError before one was built."""
    app = QCoreApplication.instance()
    found: Look | None = getattr(app, _FOUND, None)
    if found is not None and shiboken6.isValid(found) and found.parent() is app:
        return found  # to look through the children takes ten times as long, and this is asked all the time
    direct = Qt.FindChildOption.FindDirectChildrenOnly
    look = app.findChild(Look, "look", options=direct) if app else None
    if look is None:
        raise LookupError("no Look: build one from the QApplication first")
    return look


def theme_of(widget: QWidget | None = None) -> Theme:
    return look_of(widget).theme


def role_font(sizes: Sizes, role: TextRole, *, strong: bool = False, numbers: bool = False) -> QFont:
    """The caller's own: it may be changed."""
    return QFont(_kept_font(sizes, role, strong=strong, numbers=numbers))


@cache
def _kept_font(sizes: Sizes, role: TextRole, *, strong: bool, numbers: bool) -> QFont:
    """Each layout asks for some; to make one takes three times as long as to copy it."""
    if role == "code":
        return code_font(sizes.of_text(role))
    semibold = strong or role in _HEAVY
    font = ui_font(sizes.of_text(role), QFont.Weight.DemiBold if semibold else QFont.Weight.Normal)
    return tabular(font) if numbers else font


def fill_sheet(template: str, theme: Theme, sizes: Sizes) -> str:
    """Put colours for ``@role`` and scaled pixels for ``@12px``. An unknown role is a KeyError."""
    colours = theme.colours()

    def fill(match: re.Match[str]) -> str:
        length, role = match.groups()
        return f"{sizes.px(int(length))}px" if length else _css(colours[role])

    return _TOKEN.sub(fill, template)


def palette_for(theme: Theme) -> QPalette:
    """Every palette role, also for disabled widgets."""
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, colour in {
        roles.Window: theme.window,
        roles.WindowText: theme.text,
        roles.Base: theme.surface,
        roles.AlternateBase: theme.sunken,
        roles.Text: theme.text,
        roles.Button: theme.surface,
        roles.ButtonText: theme.text,
        roles.BrightText: theme.bad,
        roles.Highlight: theme.accent,
        roles.HighlightedText: theme.on_accent,
        roles.Link: theme.accent,
        roles.LinkVisited: theme.accent,
        roles.ToolTipBase: theme.surface,
        roles.ToolTipText: theme.text,
        roles.PlaceholderText: theme.faint,
        roles.Accent: theme.accent,
        roles.Light: theme.surface,
        roles.Midlight: theme.line,
        roles.Mid: theme.strong_line,
        roles.Dark: theme.field_border,
        roles.Shadow: theme.text,
    }.items():
        palette.setColor(role, colour)
    for role in (roles.WindowText, roles.Text, roles.ButtonText, roles.PlaceholderText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, theme.disabled)
    palette.setColor(QPalette.ColorGroup.Disabled, roles.Highlight, theme.strong_line)
    return palette


def _css(colour: QColor) -> str:
    if colour.alpha() == 255:
        return colour.name()
    return f"rgba({colour.red()}, {colour.green()}, {colour.blue()}, {colour.alpha()})"
