"""Failures of graphics drivers, remembered: one that crashes or hangs is to do so once, not at every load.

A driver that ended a worker while it was opened is left alone until another one is installed, or until the
person asks for it again; this is kept on the disk. A device that ended a worker while it loaded one model
is not used for that model until the app starts again.
"""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

from explorer.base.files import read_json, write_atomically
from explorer.domain.generation import CPU, LoadOptions
from explorer.domain.words import Words, wording_of
from explorer.engine.local import protocol

_KERNEL_DRIVER = Path("/proc/driver/nvidia/version")


class _Kept(msgspec.Struct, frozen=True):
    """``key`` of the driver that failed."""

    key: str = ""


class DriverFailures:
    """Asked before each load, told after each end that a driver may have caused."""

    def __init__(self, file: Path | None = None, key: Callable[[], str] | None = None) -> None:
        """``file`` keeps what was learned; ``key`` tells one driver from another."""
        self._file = file
        self._key = key or driver_key
        self._failed = _read(file)
        self._refused: dict[Path, str] = {}  # model file and the device that failed with it

    def trouble(self) -> Words | None:
        """Why graphics drivers are left alone; ``None`` if they are not."""
        if not self._failed or self._failed != self._key():
            return None
        return Words(
            "The graphics driver ended the engine when it was opened, so the processor computes. An updated"
            " driver is tried again."
        )

    def request(self, path: Path, options: LoadOptions) -> protocol.Load:
        """How to ask for this load: as wanted, or on the processor and why."""
        why = None if options.device == CPU else self.trouble() or self._refusal(path)
        if why is None:
            return protocol.load_request(path, options)
        return protocol.load_request(path, replace(options, device=CPU), wording_of(why))

    def note(self, path: Path | None, trying: protocol.Trying) -> bool:
        """A worker ended while it did this; whether the processor should be tried instead."""
        if trying.drivers:
            self._failed = self._key()
            self._keep()
        elif trying.device and path is not None:
            self._refused[path] = trying.device
        return bool(trying.drivers or trying.device)

    def try_again(self) -> None:
        """The person wants the drivers opened once more."""
        self._failed = ""
        self._refused.clear()
        self._keep()

    def _refusal(self, path: Path) -> Words | None:
        if path not in self._refused:
            return None
        return Words(
            "{device} ended the engine while it loaded this model, so the processor computes.",
            device=self._refused[path],
        )

    def _keep(self) -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):  # then it is learned again after the next start
                write_atomically(self._file, msgspec.json.encode(_Kept(self._failed)))


def _read(file: Path | None) -> str:
    kept = read_json(file, _Kept) if file is not None else None
    return kept.key if kept is not None else ""


def driver_key() -> str:
    """Changes when a graphics driver is installed, updated or taken away."""
    import hashlib  # noqa: PLC0415  the first frame needs neither
    import platform  # noqa: PLC0415

    hashed = hashlib.sha256(platform.version().encode())
    for path in _driver_files():
        with contextlib.suppress(OSError):
            stat = path.stat()
            hashed.update(f"{path} {stat.st_size} {stat.st_mtime_ns}".encode("utf-8", "replace"))
    with contextlib.suppress(OSError):
        hashed.update(_KERNEL_DRIVER.read_bytes())
    return hashed.hexdigest()


def _driver_files() -> Iterator[Path]:
    """What Vulkan's loader reads; each update of a driver brings another one."""
    if sys.platform == "win32":
        yield from _windows_drivers()
        return
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    system = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    for place in (home, *system.split(":"), "/etc"):
        yield from sorted(Path(place, "vulkan", "icd.d").glob("*.json"))
    for name in ("VK_DRIVER_FILES", "VK_ICD_FILENAMES"):
        yield from (Path(part) for part in os.environ.get(name, "").split(os.pathsep) if part)


def _windows_drivers() -> Iterator[Path]:
    system = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32")
    yield system / "vulkan-1.dll"
    # Each driver has a folder whose name changes with its version, and its list in there.
    yield from sorted(Path(system, "DriverStore", "FileRepository").glob("*/*vk*.json"))
