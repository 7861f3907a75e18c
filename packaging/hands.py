"""What a person does at a keyboard, on a screen of screen.py. It takes xdotool."""

import os
import subprocess
import time

from screen import Screen

PAUSE_S = 0.6  # until a window has done what a key asked for


class Hands:
    def __init__(self, screen: Screen) -> None:
        self._env = {**os.environ, "DISPLAY": screen.name}

    def take(self, title: str) -> None:
        """Put the keyboard on the window with this title; without a window manager nobody else does."""
        self._do("search", "--onlyvisible", "--name", title, "windowfocus", "--sync")

    def press(self, *keys: str) -> None:
        """One after the other, in X's names: ctrl+k, Return, Down."""
        for key in keys:
            self._do("key", key)

    def write(self, text: str) -> None:
        self._do("type", "--delay", "20", text)

    def find(self, words: str) -> None:
        """Choose in the palette what these words find first."""
        self.press("ctrl+k")
        self.write(words)
        self.press("Return")

    def _do(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self._env, check=True, stdout=subprocess.DEVNULL)
        time.sleep(PAUSE_S)
