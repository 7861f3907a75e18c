"""The app in a process of its own, busy with something, so that a journey can kill it.

``python -m tests.journeys.victim HOME download REPO`` presses Download; ``… answer MODEL_ID`` asks a
question. Then it runs on until it is killed.
"""

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.tour.driver import Driver


def main(home: str, deed: str, subject: str) -> None:
    app = QApplication(sys.argv[:1])
    driver = Driver(Path(home))
    driver.answer_greedily(4096)
    if deed == "download":
        driver.search(subject.split("/")[1].split("-")[1].lower())
        driver.open_row(subject)
        driver.press_primary()
    else:
        driver.try_model(subject)
        driver.type_in("composer", "Go on")
    app.exec()


if __name__ == "__main__":
    main(*sys.argv[1:4])
