"""A made-up language: every text 40 % longer, in brackets, with marks on its letters.

What stands on the screen without marks was not translated; what is cut was made for English only.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from tests.language.extract import find_texts
from tests.scenes.findings import Finding, short, way_to
from tests.scenes.painted import SeenText
from tests.scenes.text_checks import scroll_area_of

CODE = "pseudo"
_PLAIN = "AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpQqRrSsTtUuVvWwXxYyZz"
_MARKED = "ÁáḂḃĊċĎďÉéḞḟĜĝĤĥÍíĴĵĶķĹĺḾḿŃńÓóṔṕɊɋŔŕŚśŤťÚúṼṽŴŵẊẋÝýŹź"
_TABLE = str.maketrans(_PLAIN, _MARKED)
_KEPT = re.compile(r"(\{[^}]*\}|<[^>]*>|&\w+;|\*\.\w+|https?://\S+)")
_WORD = re.compile(r"[A-Za-z]{3,}")
_IDENTIFIER = re.compile(r"\S+[._/\\]\S+|\b(?:sha256-)?(?=[a-f]*\d)[0-9a-f]{7,}")  # keys, files, hashes
_LONGER = 0.4
_LONG = 9  # letters
# What a model of the tests says at random; signs that act, and what stands behind them.
_OF_NO_MEANING = re.compile(r"\w*word\d+\w*|U\+[0-9A-F]{4}\w*|\{\{[^}]*(\}\}|$)")  # or a variable's name
_QUOTED = re.compile(r"“[^”]*(”|$)|^[^“]*”")  # evidence, word for word; it may be wrapped
# Names and units that are the same in every language.
_NAMES = frozenset(
    re.findall(
        r"\w+",
        "GGUF Hugging Face Hub Ctrl Shift Enter Esc Tab Alt Return Del English llama "
        "cpp Apache MIT Gemma Llama CPU GPU RAM KiB MiB GiB SHA URL HTML "
        "PDF JSON Markdown ChatGPT gpt Inter JetBrains Mono PySide Python README json AVX AMX SVE NEON VSX "
        "sandybridge ivybridge piledriver haswell skylakex cannonlake cascadelake icelake cooperlake zen "
        "alderlake sapphirerapids ",  # kinds of processors, as llama.cpp names them
    )
)


def pseudo(text: str) -> str:
    """``text`` marked and lengthened; placeholders, tags and addresses as they are."""
    parts = _KEPT.split(text)
    marked = "".join(part if n % 2 else part.translate(_TABLE) for n, part in enumerate(parts))
    letters = len(_KEPT.sub("", text))
    return f"[{marked} {_filling(round(letters * _LONGER))}]" if letters > 3 else marked


def pseudo_texts(root: Path) -> dict[str, str]:
    """For ``Language.install``: every text of the source below ``root``."""
    return {found.text: pseudo(found.text) for found in find_texts(root) if found.text}


def untranslated(texts: Iterable[SeenText], data: str) -> Iterator[Finding]:
    """Words without marks that are no data.

    Data are: what stands in documents and fields, what a widget with the property "data" says, what ``data``
    holds: its names (lines without a space), and its prompts and cards where they are said word for word.
    """
    names = (line for line in data.splitlines() if " " not in line)
    known = frozenset(_WORD.findall("\n".join(names))) | _NAMES
    for text in texts:
        if text.visible.isEmpty() or is_data(text.widget):
            continue
        if _is_quoted(text.text, data):
            continue
        words = _WORD.findall(_own_words(text.text))
        if text.text.endswith("…") and words and any(name.startswith(words[-1]) for name in known):
            words.pop()  # a name that is cut
        plain = [word for word in words if not {word, word.lower()} & known]
        if plain and not _holds_data(text.text, data):
            yield Finding("untranslated", way_to(text.widget), f"“{short(text.text)}” is said in English")


def _own_words(text: str) -> str:
    return _IDENTIFIER.sub("", _QUOTED.sub("", _OF_NO_MEANING.sub("", text)))


def _holds_data(text: str, data: str) -> bool:
    """Whether all that stands between marked words and dots is said in the data."""
    between = re.split(rf"\S*[~{_MARKED}]\S*| · ", text)
    return len(between) > 1 and all(_is_quoted(part, data) for part in between if _WORD.search(part))


def _is_quoted(text: str, data: str) -> bool:
    """A whole line, or a longer piece of one: short pieces may be words of the app by chance."""
    bare = text.strip('…. “”"·:[]')
    return bare in data.splitlines() or (len(bare) >= _LONG and bare in data)


def is_data(widget: QWidget) -> bool:
    """Documents, fields, quotes, and whatever says of itself that it shows data."""
    here: QWidget | None = widget
    while here is not None:
        if here.property("data") or isinstance(scroll_area_of(here), QTextEdit | QPlainTextEdit):
            return True
        if isinstance(here, QLineEdit) and here.text():
            return True
        if type(here).__name__ in ("Quote", "CodeBlock"):
            return True
        here = here.parentWidget()
    return False


def _filling(length: int) -> str:
    """Short words, so that long texts can still be wrapped."""
    return " ".join("~" * min(5, length - at) for at in range(0, length, 6))
