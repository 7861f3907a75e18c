"""Where texts reach the screen past the labels of the kit, they are made harmless: read from the source.

Labels, buttons, tooltips and menus of the kit do so themselves (``kit/language.shown``). What Qt is given
directly stands here: a new place has to say why its texts are harmless.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from pytestqt.qtbot import QtBot

from explorer.kit.field import Field

ROOT = Path(__file__).parents[2] / "explorer"
DOORS = re.compile(
    r"\.(?:insertText|drawText|setHtml|insertHtml|setWindowTitle|setPlainText|show_code|setPlaceholderText)\("
    r"|\b(?:QStaticText|QTextLayout|QLineEdit)\(|\(QLineEdit\)|\bQ(?:PlainText|Text)Edit\((?!\))"
)
OWN = r"""(?:self\.tr\("[^"]*"\)|"[^"]*")"""  # words of ours, as they stand
HARMLESS = re.compile(rf'harmless\(|insertText\(" ",|set(?:PlainText|PlaceholderText)\({OWN}\)')
A_FIELD = "a Field makes its text and placeholder harmless (kit/field.py)"
SENT = "what is sent to a model stands here to be changed, so it has to stay exactly as it is"
PERSONS = "the person's own text, which has to stay exactly as it is"
KNOWN = {
    "kit/field.py": "it is the harmless one; who has a code shown stands here too",
    "kit/search_field.py": A_FIELD,
    "kit/choice_list.py": A_FIELD,
    "kit/sampling/setting_row.py": f"{A_FIELD}; {PERSONS}",
    "rooms/library/questions_pane.py": A_FIELD,
    "rooms/settings/network_pane.py": A_FIELD,
    "rooms/settings/add_endpoint_pane.py": A_FIELD,
    "rooms/compare/prompts/settings_pane.py": f"{A_FIELD}; a system prompt: {SENT}",
    "rooms/compare/prompts/composer_rows.py": SENT,
    "rooms/compare/prompts/prompts_pane.py": SENT,
    "rooms/playground/model/template_pane.py": f"{SENT}, with a caution below",
    "rooms/playground/inspector/setting_rows.py": f"a system prompt: {SENT}; stop texts: {PERSONS}",
    "rooms/playground/composer/composer_rows.py": PERSONS,
    "rooms/playground/composer/prompts_pane.py": f"a prompt that is kept: {PERSONS}",
    "rooms/playground/composer/variables_controller.py": f"a prompt that is kept: {PERSONS}",
    "kit/growing_field.py": f"prompts and checks of tests: {SENT}",
    "rooms/evaluate/editing/prompt_pane.py": "words of ours",
    "rooms/evaluate/editing/check_rows.py": "an example of ours (evaluate/checks/kinds.py)",
    "rooms/evaluate/editing/case_head_rows.py": A_FIELD,
    "rooms/playground/chats/painted_rows.py": "elidedText of what harmless gave",
    "rooms/playground/inspector/structured_output_rows.py": PERSONS,
    "kit/error_card.py": "its text went through shown",
    "rooms/settings/about_pane.py": "licenses that come with the app",
    "kit/paint.py": "its texts come from elidedText and wrap, which were given harmless ones",
    "kit/printing/pdf.py": "a report is made harmless as a whole (kit/report/report_blocks.py)",
    "kit/rich_text/markdown_page.py": "clean_html makes it harmless",
    "kit/token_ribbon/layout.py": "token_text shows every sign that cannot be seen",
    "transparency/sheet_view/source_popup_rows.py": "clean_html makes it harmless",
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
    assert list(doors('field.setPlaceholderText(name)\nfield.setPlaceholderText(self.tr("Name"))')) == [1]
    assert list(doors('view.setPlainText(text)\nview.setPlainText("")')) == [1]
    assert list(doors("QLineEdit(parent)\nclass Name(QLineEdit):\nQPlainTextEdit(text)")) == [1, 2, 3]
    assert list(doors("painter.drawText(rect, 0, text)")) == [1]


def test_a_field_shows_foreign_names_harmless(qtbot: QtBot) -> None:
    field = Field()
    qtbot.addWidget(field)
    field.setText("\u202enep")
    field.setPlaceholderText("\x1b[31m")
    assert (field.text(), field.placeholderText()) == ("U+202Enep", "U+001B[31m")
