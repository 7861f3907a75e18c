"""Only the kit decides how anything looks: no colour, font or pixel literal in a room.

Read from the source. A length is allowed where it is scaled: ``sizes.px(12)``, ``row(spacing=8)``. Zero and
one (a hairline) need no scale, and a large number that means "as wide as it likes" is no length.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "explorer"
READS = ROOT / "documents" / "reading"  # colours there are what documents say, and nothing is shown
FILES = sorted(
    path
    for path in ROOT.rglob("*.py")
    if "kit" not in path.relative_to(ROOT).parts and READS not in path.parents
)
LOOKS = {"QColor", "QFont", "setPointSize", "setPixelSize", "setFamily"}
LENGTHS = re.compile(
    r"set(Fixed|Minimum|Maximum|Base)(Width|Height|Size)|setContentsMargins|setSpacing|addSpacing"
    r"|setHorizontalSpacing|setVerticalSpacing|setIconSize|setHandleWidth|setColumnMinimumWidth|setRowMinimumHeight"
)
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}\b")
FREE, ENDLESS = 1, 10_000  # pixels


def literals(source: str) -> Iterator[tuple[int, str]]:
    """Line and what stands there."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            has_literal = any(isinstance(arg, ast.Constant) for arg in node.args)
            if name == "setStyleSheet" or (name in LOOKS and has_literal):
                yield node.lineno, name
            if LENGTHS.fullmatch(name) and any(is_length(arg) for arg in node.args):
                yield node.lineno, f"{name} in pixels"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and COLOUR.fullmatch(node.value):
            yield node.lineno, f"the colour {node.value}"


def is_length(node: ast.expr) -> bool:
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "QSize":
        return any(is_length(arg) for arg in node.args)
    value = node.value if isinstance(node, ast.Constant) else None
    return isinstance(value, int) and not isinstance(value, bool) and FREE < value < ENDLESS


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_leaves_the_look_to_the_kit(path: Path) -> None:
    assert list(literals(path.read_text(encoding="utf-8"))) == []


def test_the_rule_finds_what_it_looks_for() -> None:
    assert list(literals("w.setFixedWidth(40)")) == [(1, "setFixedWidth in pixels")]
    assert list(literals("w.setIconSize(QSize(16, 16))")) == [(1, "setIconSize in pixels")]
    assert next(literals("c = QColor('#fff')")) == (1, "QColor")
    assert list(literals("w.setFixedWidth(px(40)); c.setSpacing(0); w.setMaximumWidth(16777215)")) == []
