"""A first session at the window, by keyboard: search, download, ask, compare, end.

What came of it is read in the person's database, so that a picture only has to look right.
"""

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from hands import Hands
from screen import Screen

from explorer.domain.included_models import IncludedModel

PATIENCE_S = 90  # for one step: a model is read and answers
TITLE = "Open Model Explorer"
PROMPT = "Write a haiku about the sea."
DONE = "SELECT count(*) FROM downloads WHERE state = 'done'"
ANSWERED = "SELECT count(*) FROM messages WHERE role != 'user' AND length(trim(text)) > 0"
COMPARED = "SELECT count(DISTINCT model) FROM answers WHERE length(trim(text)) > 0"


class Session:
    """``data``: the person's data folder. ``pictures``: where they go. ``inside``: the model it brings."""

    def __init__(self, screen: Screen, data: Path, pictures: Path, inside: IncludedModel | None) -> None:
        self._screen, self._data, self._pictures = screen, data, pictures
        self._inside = inside
        self._hands = Hands(screen)

    def go_through(self, window: subprocess.Popen[bytes]) -> None:
        """From the first start to the end of a program that was just started."""
        self._screen.wait_for_window()
        self._hands.take(TITLE)
        self._picture("first start")
        self._hands.press("Return", "Return")
        self._picture("a first model")
        self._hands.press("Return")  # the last of three steps takes the model inside, if there is one
        if self._inside:
            self._wait_for_file(self._data / "models" / self._inside.repo / self._inside.file)
            self._ask()
            self._download("tiny", 1)
        else:
            self._download("smollm2", 1)
            self._download("tiny", 2)
            self._ask()
        self._compare()
        self._hands.press("ctrl+q")
        if window.wait(PATIENCE_S):
            sys.exit(f"trial: the window ended with status {window.returncode}")
        self._screen.wait_until_empty()

    def _download(self, words: str, number: int) -> None:
        self._hands.press("ctrl+1", "ctrl+f", "ctrl+a")
        self._hands.write(words)
        time.sleep(2)  # for the Hub's answer
        self._hands.press("Down", "Return")
        time.sleep(2)  # for the sheet
        self._picture(f"the sheet of {words}")
        self._hands.find("download balanced")
        self._wait(f"the download of {words}", DONE, number)

    def _ask(self) -> None:
        self._hands.press("ctrl+3")
        self._hands.write(PROMPT)
        self._hands.press("Return")
        self._wait("an answer", ANSWERED, 1)
        self._picture("an answer")
        self._hands.press("Escape")

    def _compare(self) -> None:
        self._hands.press("ctrl+4", "ctrl+m", "Down", "Return", "ctrl+m", "Down", "Return")
        self._picture("compared facts")
        self._hands.press("alt+2")
        self._hands.write("Name a colour.")
        self._hands.press("Return")
        self._wait("the answers of two models", COMPARED, 2)
        self._picture("compared answers")

    def _wait_for_file(self, path: Path) -> None:
        end = time.monotonic() + PATIENCE_S
        while not path.is_file():
            if time.monotonic() > end:
                sys.exit(f"trial: {path} did not come in {PATIENCE_S} s")
            time.sleep(0.5)
        time.sleep(3)  # until it is opened

    def _wait(self, what: str, question: str, wanted: int) -> None:
        end = time.monotonic() + PATIENCE_S
        while self._count(question) < wanted:
            if time.monotonic() > end:
                sys.exit(f"trial: {what} did not come in {PATIENCE_S} s")
            time.sleep(0.5)

    def _count(self, question: str) -> int:
        database = self._data / "explorer.sqlite3"
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return int(connection.execute(question).fetchone()[0])

    def _picture(self, name: str) -> None:
        self._screen.photograph().save(str(self._pictures / f"{name.replace(' ', '-')}.png"))
