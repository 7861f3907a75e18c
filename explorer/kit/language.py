"""The language of the window: English as written in the source, or a file of ``resources/languages``.

A language is one JSON file that maps each English text to its translation; the same English is said the
same way everywhere. ``Language`` is a child of the application object, as the Look is. Qt asks it for every
``tr``; words made by rooms without Qt are said by ``shown``.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QCoreApplication, QDate, QLibraryInfo, QLocale, QObject, Qt, QTranslator, Signal

from explorer.base.resources import resource
from explorer.domain.harmless import harmless
from explorer.domain.words import Day, Words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication  # what has no screen says words and moments too

SOURCE = "en"
NAMES = {"en": "English", "zh_CN": "简体中文"}  # each in its own language


class Language(QObject):
    """``use`` switches the whole application; ``changed`` tells after it."""

    changed = Signal(object)

    def __init__(self, app: "QApplication", choice: str = "system") -> None:
        super().__init__(app)
        self.setObjectName("language")
        self._app = app
        self.code = SOURCE
        self._translators: list[QTranslator] = []
        self.use(choice)

    def use(self, choice: str) -> None:
        """``choice`` is a key of NAMES, or "system" for the system's language where we speak it."""
        code = best_for(QLocale.system().uiLanguages()) if choice == "system" else choice
        if code != self.code:
            self.install(code, {} if code == SOURCE else read_texts(code))

    def install(self, code: str, texts: Mapping[str, str]) -> None:
        """Speak these texts from now on."""
        for old in self._translators:
            self._app.removeTranslator(old)
        self.code = code
        self._translators = [*_qt_texts(code, self), LanguageTexts(texts, self)] if code != SOURCE else []
        for new in self._translators:
            self._app.installTranslator(new)
        self._app.setLayoutDirection(QLocale(code).textDirection())
        self.changed.emit(self)


class LanguageTexts(QTranslator):
    """Qt's door to one language file."""

    def __init__(self, texts: Mapping[str, str], parent: QObject) -> None:
        super().__init__(parent)
        self._texts = texts

    def isEmpty(self) -> bool:
        return False

    def translate(
        self, _context: str, source: str, _disambiguation: str | None = None, _n: int = -1
    ) -> str | None:  # None lets Qt ask the next translator
        return self._texts.get(source) or None  # not translated yet


def read_texts(code: str) -> dict[str, str]:
    """English to translation, from the file that ships with the app."""
    return msgspec.json.decode(resource("languages", f"{code}.json").read_bytes(), type=dict[str, str])


def best_for(wanted: list[str]) -> str:
    """The first language of the system that we speak; Traditional Chinese is another language."""
    for tag in wanted:
        code = tag.replace("-", "_")
        if code.split("_")[0] == SOURCE:
            return SOURCE
        if code in ("zh", "zh_CN", "zh_SG") or code.startswith("zh_Hans"):
            return "zh_CN"
    return SOURCE


def shown(text: str) -> str:
    """A text as the window may show it: harmless, and what a room without Qt says in its language."""
    if not isinstance(text, Words):
        return harmless(text)
    if isinstance(text, Day):
        return near_date(QDate.fromString(text, Qt.DateFormat.ISODate)) or text
    template = QCoreApplication.translate("Words", text.template)
    if not text.values:
        return template
    values = {name: shown(value) if isinstance(value, str) else value for name, value in text.values.items()}
    return harmless(template.format(**values))


def near_date(day: QDate) -> str:
    """Day and month, "29 Nov"; of another year that too. "" of what is no day."""
    is_near = day.year() == QDate.currentDate().year()
    return QLocale().toString(day, tr("d MMM") if is_near else tr("d MMM yyyy"))


def _qt_texts(code: str, parent: QObject) -> list[QTranslator]:
    """Qt's own words, such as those of a field's context menu, where they are installed."""
    translator = QTranslator(parent)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    return [translator] if translator.load(f"qtbase_{code}", folder) else []


def spoken_language() -> str:
    """What ``shown`` says texts in, as HTML names languages: "en", "zh-CN"."""
    app = QCoreApplication.instance()
    found = app.findChild(Language, "language") if app is not None else None
    return (found.code if found is not None else SOURCE).replace("_", "-")


def tr(text: str) -> str:
    """``self.tr`` for functions and classes that are no QObject."""
    return QCoreApplication.translate("", text)
