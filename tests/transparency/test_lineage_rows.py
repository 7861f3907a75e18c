"""The picture of a lineage: who stands where, what leads to what, and what cannot be opened."""

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from explorer.kit.buttons import Button
from explorer.kit.text import IconLabel
from explorer.kit.theme import Look
from explorer.transparency.sheet_view.lineage_rows import HopArrow, HopButton, HopStrip
from explorer.transparency.sheet_view.sheet_content import HopLine
from tests.transparency.test_chain_rows import contents
from tests.transparency.test_license_chain import card
from tests.transparency.test_walk import Shelf


def strip_of(qtbot: QtBot, shelf: Shelf) -> HopStrip:
    strip = HopStrip(contents(shelf, "a/own")[-1].hops)
    qtbot.addWidget(strip)
    strip.resize(900, 400)
    strip.show()
    return strip


def arrows(strip: HopStrip) -> list[str]:
    """What each arrow says, the model behind it included where it is named."""
    said = []
    for arrow in strip.findChildren(HopArrow):
        labels = [label.text() for label in arrow.children() if hasattr(label, "text")]
        said.append(" → ".join(text for text in labels if text))
    return said


MERGE = {
    "a/own": card("mit", "a/left", "a/right", relation="merge"),
    "a/left": card("mit", "b/spring"),
    "a/right": card("mit", "b/sea"),
    "b/spring": card("mit"),
    "b/sea": card("mit"),
}


def test_parents_of_a_merge_stand_under_each_other_with_one_arrow(qtbot: QtBot, look: Look) -> None:
    strip = strip_of(qtbot, Shelf({name: MERGE[name] for name in ("a/own",)} | {
        "a/left": card("mit"), "a/right": card("mit"),
    }))  # fmt: skip
    left, right = strip.findChildren(HopButton)
    assert left.x() == right.x()
    assert left.y() < right.y()
    assert arrows(strip) == ["merged"]


def test_an_arrow_goes_on_to_the_next_line_with_the_model_it_points_at(qtbot: QtBot, look: Look) -> None:
    chain = {"a/own": card("mit", "a/tuned"), "a/tuned": card("mit", "b/root"), "b/root": card("mit")}
    strip = strip_of(qtbot, Shelf(chain))
    strip.resize(260, 400)
    QTest.qWait(20)
    arrow, last = strip.findChildren(HopArrow)
    tops = [widget.mapTo(strip, widget.rect().center()).y() for widget in (arrow, last)]
    buttons = [b.mapTo(strip, b.rect().center()).y() for b in strip.findChildren(HopButton)]
    assert buttons[0] < tops[0] < tops[1], "each below the model before it"
    assert abs(tops[0] - buttons[1]) <= 2, "beside the one it points at"


def test_of_two_lines_each_arrow_says_to_whom_it_leads(qtbot: QtBot, look: Look) -> None:
    strip = strip_of(qtbot, Shelf(MERGE))
    assert [b.text() for b in strip.findChildren(HopButton)] == ["b/spring", "b/sea", "a/left", "a/right"]
    assert arrows(strip) == ["fine-tuned → left", "fine-tuned → right", "merged"]
    assert strip.findChildren(IconLabel)


def test_of_a_merge_of_many_a_few_are_shown_until_all_are_wanted(qtbot: QtBot, look: Look) -> None:
    parents = [f"a/p{n}" for n in range(8)]
    shelf = Shelf({"a/own": card("mit", *parents, relation="merge"), **{p: card("mit") for p in parents}})
    strip = strip_of(qtbot, shelf)
    assert sum(b.isVisible() for b in strip.findChildren(HopButton)) == 5
    next(b for b in strip.findChildren(Button) if b.text() == "Show all 8 models").click()
    assert sum(b.isVisible() for b in strip.findChildren(HopButton)) == 8


def test_a_vanished_parent_cannot_be_opened(qtbot: QtBot, look: Look) -> None:
    strip = strip_of(qtbot, Shelf({"a/own": card("mit", "b/lost")}, lost={"b/lost": "gone"}))
    assert not strip.findChildren(HopButton)


def test_a_card_says_all_of_it_to_who_cannot_see_it(qtbot: QtBot, look: Look) -> None:
    strip = strip_of(qtbot, Shelf({"a/own": card("mit", "a/base"), "a/base": card("gemma")}))
    (base,) = strip.findChildren(HopButton)
    assert base.accessibleDescription() == "a/base\nGemma · conditions\nlicenses disagree"


def test_a_long_name_gives_way_and_is_told_whole(qtbot: QtBot, look: Look) -> None:
    name = f"a-publisher/{'Long-' * 14}7B"
    strip = strip_of(qtbot, Shelf({"a/own": card("mit", name), name: card("mit")}))
    (base,) = strip.findChildren(HopButton)
    assert base.sizeHint().width() <= look.sizes.px(340)
    assert name in base.toolTip()


def test_what_else_must_be_known_of_a_model_has_a_line(qtbot: QtBot, look: Look) -> None:
    plain, gated = HopLine("a/b", "MIT"), HopLine("a/b", "MIT", trouble="its card is behind a gate")
    strips = [HopStrip([hop]) for hop in (plain, gated)]
    for strip in strips:
        qtbot.addWidget(strip)
    assert strips[0].sizeHint().height() < strips[1].sizeHint().height()
