"""A second start hands its files to the running app; two data roots are two apps."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from explorer.base.paths import Paths
from explorer.base.store import Store
from explorer.domain.places import Room
from explorer.frame import instance
from explorer.frame.instance import InstanceListener, InstanceLock, InstanceMessage, addresses, hand_over
from tests.models.tiny import Tiny, write_tiny


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "explorer", *words]


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "EXPLORER_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}


@pytest.fixture
def first(home: Path, qtbot: QtBot) -> Iterator["subprocess.Popen[bytes]"]:
    """The app in a process of its own, listening."""
    _socket(home).unlink(missing_ok=True)  # of a folder of this name, whose app was killed
    process = subprocess.Popen(command(), env=environment(home))
    try:
        qtbot.waitUntil(_socket(home).exists, timeout=30_000)
        yield process
    finally:
        process.kill()
        process.wait()


def _socket(home: Path) -> Path:
    """Where it listens: in its data root, unless that path is too long."""
    return Path(next(addresses(home)))


def _room(home: Path) -> str:
    """The room that the running app shows."""
    store = Store(Paths(home).database)
    try:
        return store.get_state("window.room")
    finally:
        store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="waits for a socket file")
def test_a_second_start_hands_its_file_over_and_ends(
    first: "subprocess.Popen[bytes]", home: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    source = write_tiny(tmp_path / "from" / "New-Q8_0.gguf", Tiny(name="New"))
    second = subprocess.run(
        command("New-Q8_0.gguf"), env=environment(home), cwd=source.parent, timeout=30, check=False
    )
    assert second.returncode == 0
    assert first.poll() is None
    qtbot.waitUntil(lambda: _room(home) == Room.LIBRARY, timeout=20_000)  # where it asks how to take it in
    assert stat.S_IMODE(_socket(home).stat().st_mode) & 0o077 == 0  # no other user's business


@pytest.mark.skipif(sys.platform == "win32", reason="waits for a socket file")
def test_after_a_kill_the_next_start_takes_over(first: "subprocess.Popen[bytes]", home: Path) -> None:
    assert not InstanceLock(home).claim()
    first.kill()
    first.wait()
    lock = InstanceLock(home)
    assert lock.claim()
    lock.release()


def test_two_data_roots_are_two_apps(tmp_path: Path) -> None:
    one, other = InstanceLock(tmp_path / "one"), InstanceLock(tmp_path / "other")
    assert one.claim()
    assert other.claim()
    assert not InstanceLock(tmp_path / "one").claim()
    assert not set(addresses(tmp_path / "one")) & set(addresses(tmp_path / "other"))
    one.release()
    other.release()


def test_a_running_app_that_does_not_answer_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance, "_CONNECT_S", 0.1)
    lock = InstanceLock(tmp_path)
    assert lock.claim()
    assert not hand_over(tmp_path, [])
    assert lock.holder == os.getpid()
    lock.release()


def test_a_long_data_root_still_has_an_address(tmp_path: Path) -> None:
    assert all(len(address) < 100 for address in addresses(tmp_path / ("x" * 200)))


@pytest.fixture
def listener(tmp_path: Path, qapp: object) -> Iterator[InstanceListener]:
    built = InstanceListener(tmp_path)
    yield built
    built.close()


def say(listener: InstanceListener, root: Path, line: bytes, qtbot: QtBot) -> bytes:
    """What the listener answers; b"" if it only hangs up."""
    socket = QLocalSocket()
    socket.connectToServer(next(addresses(root)))
    assert socket.waitForConnected(1000)
    socket.write(line)
    qtbot.waitUntil(lambda: socket.state() is QLocalSocket.LocalSocketState.UnconnectedState)
    return bytes(socket.readAll().data())


def test_a_valid_message_is_handed_on(listener: InstanceListener, tmp_path: Path, qtbot: QtBot) -> None:
    heard: list[InstanceMessage] = []
    listener.handed.connect(heard.append)
    paths = (tmp_path / "a.gguf", tmp_path / os.fsdecode(b"caf\xe9 \xe5\x8c\x97.gguf"))
    line = msgspec.json.encode(InstanceMessage.of(paths)) + b"\n"
    assert say(listener, tmp_path, line, qtbot) == b"ok\n"
    assert [one.paths for one in heard] == [paths]


@pytest.mark.parametrize(
    "line",
    [
        b"hello\n",
        b'{"files": "x"}\n',
        b'{"files": ["/no/base64.gguf"]}\n',
        msgspec.json.encode(InstanceMessage((b"relative.gguf",))) + b"\n",
        b'{"run": "x"}\n',
        b"\xff\n",
    ],
)
def test_other_messages_are_refused(
    listener: InstanceListener, tmp_path: Path, line: bytes, qtbot: QtBot
) -> None:
    heard: list[InstanceMessage] = []
    listener.handed.connect(heard.append)
    assert say(listener, tmp_path, line, qtbot) == b"no\n"
    assert heard == []


def test_who_says_too_much_is_hung_up_on(listener: InstanceListener, tmp_path: Path, qtbot: QtBot) -> None:
    assert say(listener, tmp_path, b"x" * (9 << 20), qtbot) == b""


@pytest.mark.skipif(sys.platform == "win32", reason="names are text there")
def test_many_long_names_and_one_that_is_no_text_arrive(home: Path, qtbot: QtBot) -> None:
    """In two processes, as it happens: the one that sends waits for the answer."""
    heard: list[InstanceMessage] = []
    listener = InstanceListener(home)
    listener.handed.connect(heard.append)
    deep = home / ("x" * 200) / ("y" * 200)
    paths = [*(deep / f"{n}.gguf" for n in range(999)), home / os.fsdecode(b"\xff")]
    say_it = (
        "import sys, pathlib, os; from explorer.frame.instance import hand_over;"
        "root, *files = (pathlib.Path(word) for word in sys.argv[1:]); sys.exit(not hand_over(root, files))"
    )
    second = subprocess.Popen([sys.executable, "-c", say_it, home, *paths])
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    listener.close()
    assert second.returncode == 0
    assert heard[0].paths == tuple(paths)


@pytest.mark.parametrize("left", [b"", b"\0" * 40, b"12"])
def test_a_lock_that_a_power_loss_left_behind_locks_nobody_out(tmp_path: Path, left: bytes) -> None:
    (tmp_path / "running.lock").write_bytes(left)
    lock = InstanceLock(tmp_path)
    assert lock.claim()
    assert lock.holder == os.getpid()
    assert not InstanceLock(tmp_path).claim()
    lock.release()
    assert InstanceLock(tmp_path).claim()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes lie in no folder there")
def test_no_address_lies_where_another_user_could_listen_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "tmp"
    shared.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(shared))
    (address,) = addresses(tmp_path / ("x" * 200))
    folder = Path(address).parent
    assert folder.parent == shared
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.chmod(0o777)  # made by somebody else
    assert not list(addresses(tmp_path / ("x" * 200)))
