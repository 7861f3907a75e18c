"""One running app for each data root: a second start hands its files over to the first and ends.

A lock file decides, before anything is built. The system drops the lock of a process that is gone. The
running app listens on a local socket that only this user may open, in a folder that only this user may write
to; it takes one line of JSON, checks it, and answers "ok". Where the first does not answer, the second says
so instead of waiting for ever.
"""

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from explorer.base.decode_errors import DECODE_ERRORS
from explorer.base.lock import HeldError, holder_of, locked
from explorer.domain.errors import KnownError

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalSocket

_MOST_FILES = 1_000
_MOST_BYTES = 8 << 20  # of a message: that many of the longest paths
_LONGEST_PATH = 90  # of a socket's address; systems take about 104 bytes
_CONNECT_S = 10.0  # the first may have locked and not be listening yet, on a slow disk for long
_ANSWER_MS = 10_000
_IDLE_MS = 5_000
_TOKEN = "XDG_ACTIVATION_TOKEN"  # noqa: S105  # lets a Wayland desktop raise the other window


class InstanceMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a second start sends: absolute paths, and the desktop's leave to come forward.

    A path travels as the bytes the system knows it by: a name on Linux need not be text.
    """

    files: tuple[bytes, ...] = ()
    activation: str = ""

    @classmethod
    def of(cls, paths: Sequence[Path], activation: str = "") -> "InstanceMessage":
        return cls(tuple(os.fsencode(path) for path in paths[:_MOST_FILES]), activation)

    @property
    def paths(self) -> tuple[Path, ...]:
        """Raises UnicodeDecodeError on Windows for bytes that no second start sends."""
        return tuple(Path(os.fsdecode(name)) for name in self.files)

    @property
    def is_fair(self) -> bool:
        """Whether a second start would say this."""
        try:
            return len(self.files) <= _MOST_FILES and all(path.is_absolute() for path in self.paths)
        except UnicodeDecodeError:
            return False


class InstanceLock:
    """Held by the first app of a data root while it runs."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._file = root / "running.lock"
        self._held = ExitStack()

    def claim(self) -> bool:
        """Whether this process is the first. One that may not write there starts and fails in words."""
        self._root.mkdir(parents=True, exist_ok=True)
        try:
            self._held.enter_context(locked(self._file))
        except HeldError:
            return False
        except KnownError:
            return True
        return True

    @property
    def holder(self) -> int:
        """The process that holds it, 0 if that is not known."""
        return holder_of(self._file)

    def release(self) -> None:
        self._held.close()


def hand_over(root: Path, files: Sequence[Path]) -> bool:
    """Give the files to the running app and let it come forward. False if it does not answer."""
    from PySide6.QtNetwork import QLocalSocket  # noqa: PLC0415  only a second start needs it

    _allow_foreground()
    socket = QLocalSocket()
    end = monotonic() + _CONNECT_S
    while not any(_connects(socket, address) for address in addresses(root)):
        if monotonic() > end:
            return False
        sleep(0.1)
    socket.write(msgspec.json.encode(InstanceMessage.of(files, os.environ.get(_TOKEN, ""))) + b"\n")
    while socket.bytesToWrite() and socket.waitForBytesWritten(_ANSWER_MS):
        pass
    answered = bool(socket.bytesAvailable()) or socket.waitForReadyRead(_ANSWER_MS)
    answer = bytes(socket.readAll().data()).strip()
    socket.disconnectFromServer()
    return answered and answer == b"ok"


class InstanceListener(QObject):
    """Hears the second starts. ``handed`` carries a InstanceMessage."""

    handed = Signal(object)

    def __init__(self, root: Path, parent: QObject | None = None) -> None:
        """Call after the first frame: Qt's network part is loaded for it."""
        super().__init__(parent)
        from PySide6.QtNetwork import QLocalServer  # noqa: PLC0415  see above

        self._server: QLocalServer = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._meet)
        for address in addresses(root):
            QLocalServer.removeServer(address)  # ours to remove: the lock says no other app runs
            if self._server.listen(address):
                break

    def close(self) -> None:
        self._server.close()

    @Slot()
    def _meet(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            _Guest(socket, self)

    def take(self, line: bytes) -> bool:
        """Whether the line was one that a second start sends."""
        try:
            handed = msgspec.json.decode(line, type=InstanceMessage)
        except DECODE_ERRORS:
            return False
        if not handed.is_fair:
            return False
        if handed.activation:
            os.environ[_TOKEN] = handed.activation
        self.handed.emit(handed)
        return True


class _Guest(QObject):
    """One second start: a line in, a word out. Whoever says too much or nothing is shown the door."""

    def __init__(self, socket: "QLocalSocket", listener: InstanceListener) -> None:
        super().__init__(listener)
        self._socket, self._listener = socket, listener
        self._heard = bytearray()
        socket.setParent(self)
        socket.readyRead.connect(self._read)
        socket.disconnected.connect(self.deleteLater)
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(self._hang_up)
        self._idle.start()
        self._read()

    @Slot()
    def _hang_up(self) -> None:
        self._socket.abort()

    @Slot()
    def _read(self) -> None:
        self._heard += bytes(self._socket.readAll().data())
        if len(self._heard) > _MOST_BYTES:
            self._hang_up()
        elif self._heard.endswith(b"\n"):
            line, self._heard = bytes(self._heard), bytearray()
            self._socket.write(b"ok\n" if self._listener.take(line) else b"no\n")
            self._socket.disconnectFromServer()


def addresses(root: Path) -> Iterator[str]:
    """Where the app of this data root listens: inside the root if its path is short enough for a socket."""
    inside = root / "running.socket"
    if sys.platform != "win32" and len(os.fsencode(inside)) <= _LONGEST_PATH:
        yield str(inside)
    import hashlib  # noqa: PLC0415  only where the disk of the root knows no sockets

    name = "open-model-explorer-" + hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
    if sys.platform == "win32":
        yield name
    elif (folder := _own_folder(name)) is not None:
        yield str(folder / "socket")


if sys.platform == "win32":

    def _own_folder(_name: str) -> None:
        """Pipes have names without a folder there, and belong to who made them."""

else:

    def _own_folder(name: str) -> Path | None:
        """A folder for passing things that no other user can write to; None if another one took its name."""
        import tempfile  # noqa: PLC0415  see above

        folder = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / name
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            found = folder.lstat()
        except OSError:
            return None
        is_own = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
        return folder if is_own and not found.st_mode & 0o077 else None


def _connects(socket: "QLocalSocket", address: str) -> bool:
    socket.connectToServer(address)
    return socket.waitForConnected(500)


def _allow_foreground() -> None:
    """Windows lets a program come forward only with the leave of the one in front: this one."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  on one system only

        ctypes.windll.user32.AllowSetForegroundWindow(-1)  # whichever process asks
