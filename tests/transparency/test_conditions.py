"""What a license asks, on the screen."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QStyle, QStyleOptionButton
from pytestqt.qtbot import QtBot

from explorer.kit.buttons import Button
from explorer.kit.facts import FACT_LEFT
from explorer.kit.text import Para
from explorer.kit.theme import Look
from explorer.transparency.licensing.permission import PermissionLine
from explorer.transparency.sheet_view.permission_rows import LicenseConditions

_SOURCE = "https://example.org/license"


@pytest.mark.parametrize("percent", [100, 150])
def test_the_way_to_the_text_stands_under_the_conditions(qtbot: QtBot, look: Look, percent: int) -> None:
    look.set("light", percent)
    rows = LicenseConditions([PermissionLine("Keep the notices.", _SOURCE)])
    qtbot.addWidget(rows)
    rows.resize(look.sizes.px(900), 200)
    rows.show()
    (asked,) = (para for para in rows.findChildren(Para) if para.text() == "Keep the notices.")
    (link,) = rows.findChildren(Button)
    option = QStyleOptionButton()
    link.initStyleOption(option)
    words = link.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, link)
    qtbot.waitUntil(lambda: asked.mapTo(rows, QPoint()).x() == look.sizes.px(FACT_LEFT))
    assert link.mapTo(rows, words.topLeft()).x() == pytest.approx(look.sizes.px(FACT_LEFT), abs=1)
