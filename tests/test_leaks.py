"""The leak check sees what psutil would see, without looking through all processes of the machine."""

import subprocess
import sys
import threading

import psutil

from tests.conftest import children


def test_children_are_those_of_every_thread() -> None:
    begun: list[subprocess.Popen[bytes]] = []

    def begin() -> None:
        begun.append(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))

    begin()
    thread = threading.Thread(target=begin)
    thread.start()
    thread.join()
    try:
        found = {child.pid for child in children()}
        assert found == {child.pid for child in psutil.Process().children()} >= {one.pid for one in begun}
    finally:
        for one in begun:
            one.communicate(b"\n")
