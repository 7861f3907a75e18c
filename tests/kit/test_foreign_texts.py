"""Where texts reach the screen past the labels of the kit, they are made harmless: read from the source.

Labels, buttons, tooltips and menus of the kit do so themselves (``kit/language.shown``). What Qt is given
directly stands here: a new place has to say why its texts are harmless.
"""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2] / "explorer"
DOORS = re.compile(
    r"\.(?:insertText|drawText|setHtml|insertHtml|setWindowTitle)\(|\bQStaticText\(|\bQTextLayout\("
)
HARMLESS = re.compile(r'harmless\(|insertText\(" ",')
KNOWN = {
    "kit/paint.py": "its texts come from elidedText and wrap, which were given harmless ones",
    "kit/pdf.py": "a report is made harmless as a whole (compare/report_blocks.py)",
    "kit/paper.py": "all texts of a sheet go through shown (transparency/sheet_document.py)",
    "kit/markdown.py": "clean_html makes it harmless",
    "kit/growing.py": "clean_html makes it harmless",
    "kit/ribbon_layout.py": "token_text shows every sign that cannot be seen",
    "playground/rows.py": "clean_html makes it harmless",
    "transparency/quoted_rows.py": "clean_html makes it harmless",
}


def doors(source: str) -> Iterator[int]:
    """Lines that hand a text to Qt as it is. A room's own title is made harmless by the window."""
    for number, line in enumerate(source.splitlines(), 1):
        if DOORS.search(line) and not HARMLESS.search(line) and "self.setWindowTitle(" not in line:
            yield number


def test_no_foreign_text_reaches_qt_as_it_came() -> None:
    found = {
        f"{path.relative_to(ROOT).as_posix()}:{line}"
        for path in ROOT.rglob("*.py")
        for line in doors(path.read_text(encoding="utf-8"))
    }
    assert {where for where in found if where.partition(":")[0] not in KNOWN} == set()
    assert {where.partition(":")[0] for where in found} == set(KNOWN)  # none is known in vain


def test_the_rule_finds_what_it_looks_for() -> None:
    assert list(doors("cursor.insertText(text)\ncursor.insertText(harmless(text))")) == [1]
    assert list(doors("painter.drawText(rect, 0, text)")) == [1]
