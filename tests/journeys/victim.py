"""The app in a process of its own, busy with something, so that a journey can kill it.

``python -m tests.journeys.victim HOME download REPO`` presses Download; ``… answer MODEL_ID`` asks a
question; ``… compare COUNT`` asks all models so many prompts. Then it runs on until it is killed.
"""

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from explorer.domain.places import Place, Room
from explorer.rooms.compare.prompts.plan_pane import PlanPage
from explorer.rooms.compare.prompts.prompts_pane import PromptsPage
from tests.tour.driver import Driver


def main(home: str, deed: str, subject: str) -> None:
    app = QApplication(sys.argv[:1])
    driver = Driver(Path(home))
    driver.answer_greedily(4096)
    if deed == "download":
        driver.search(subject.split("/")[1].split("-")[1].lower())
        driver.open_row(subject)
        driver.press_primary()
    elif deed == "compare":
        compare_all(driver, int(subject))
    else:
        driver.try_model(subject)
        driver.type_in("composer", "Go on")
    app.exec()


def compare_all(driver: Driver, count: int) -> None:
    for model in driver.app.catalog.models:
        driver.add_to_compare(Place(Room.COMPARE, model=model))
    compare = driver.app.compare
    compare.run_command("Ctrl+L")
    (page,) = compare.findChildren(PromptsPage)
    for number in range(count):
        QTest.keyClicks(page.field, f"Prompt {number}")
        QTest.keyClick(page.field, Qt.Key.Key_Return)
    compare.run_command("Ctrl+R")
    (plan,) = compare.findChildren(PlanPage)
    plan.start.click()


if __name__ == "__main__":
    main(*sys.argv[1:4])
