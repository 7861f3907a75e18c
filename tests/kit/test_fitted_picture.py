"""A large picture fits its place, and is seen pixel by pixel where one wants it."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from explorer.kit.thumbnail import FittedPicture
from tests.pictures import picture


def shown(bot: QtBot, image: QImage) -> FittedPicture:
    view = FittedPicture()
    bot.addWidget(view)
    view.resize(200, 150)
    view.show_picture(image)
    view.show()
    return view


def corners() -> QImage:
    """800 × 600: red at its first corner, blue at its last."""
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    for spot, colour in ((0, "red"), (1, "blue")):
        for x in range(40):
            for y in range(40):
                image.setPixelColor(x + 760 * spot, y + 560 * spot, QColor(colour))
    return image


def seen(view: FittedPicture, x: int, y: int) -> str:
    return view.grab().toImage().pixelColor(x, y).name()


def test_a_click_shows_it_pixel_by_pixel_where_it_was_clicked_and_another_all_of_it(qtbot: QtBot) -> None:
    view = shown(qtbot, corners())
    assert seen(view, 15, 15) == "#ffffff"
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert seen(view, 15, 15) == "#ff0000"
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert view.is_whole


def test_it_is_dragged_and_goes_about_by_keys_and_ends_at_its_edges(qtbot: QtBot) -> None:
    view = shown(qtbot, corners())
    QTest.keyClick(view, Qt.Key.Key_Plus)
    for _ in range(20):
        QTest.keyClick(view, Qt.Key.Key_Right)
        QTest.keyClick(view, Qt.Key.Key_Down)
    assert seen(view, 185, 135) == "#0000ff"
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    QTest.mouseMove(view, QPoint(100, 100))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    assert (seen(view, 185, 135), view.is_whole) == ("#ffffff", False)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert view.is_whole


def test_one_that_fits_is_no_larger(qtbot: QtBot) -> None:
    view = shown(qtbot, picture())
    QTest.mouseClick(view, Qt.MouseButton.LeftButton)
    assert view.is_whole
