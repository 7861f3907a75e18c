"""Every fault that a download must survive: how it is made, what the person is told, and what is kept.

Each case is a test (test_fault_table.py) and a row of the table in tests/README.md.
"""

import errno
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from explorer.base.disk_errors import disk_error
from explorer.domain.repo import RepoFile
from explorer.hub import connections
from explorer.hub.transfer import partial_file as partial
from tests.hub.other_process import other_download
from tests.hub.tools import BIG, CDN, FILE, GATED, RESOLVE, make_repo
from tests.hub.world import World


class Outcome(StrEnum):
    """How it ends while nobody does anything."""

    ARRIVES = "it arrives by itself"
    STOPS = "it stops"


class Kept(StrEnum):
    """What stays of the bytes that had come."""

    ALL = "every byte"
    NONE_YET = "no byte had come"
    FLUSHED = "what was flushed to the disk, as it is every 64 MB"
    OLD = "every byte, until the new version is asked for"
    NOTHING = "nothing: the bytes are of no use"


@dataclass(frozen=True)
class Case:
    """``sees``: all that is told, in order and word for word, with "…" for numbers of seconds."""

    fault: str
    act: Callable[[World], None]
    sees: tuple[str, ...]
    outcome: Outcome
    kept: Kept
    is_network: bool = True  # then it is also met with four connections


def _order(glob: str, kind: str, times: int | None = 1, **args: object) -> Callable[[World], None]:
    """Half of the file is here; then the fault."""

    def act(world: World) -> None:
        world.half()
        world.hub.fault(glob, kind, times, **args)
        world.run()

    return act


def _cut(kind: str) -> Callable[[World], None]:
    def act(world: World) -> None:
        world.half()
        world.hub.fault(CDN, kind, 2, after=world.middle)
        world.run()

    return act


def _corrupt(world: World) -> None:
    world.half()
    world.hub.fault(CDN, "corrupt", at=1_500_000)
    world.run()


def _trickle(world: World) -> None:
    world.half()
    world.hub.fault(RESOLVE, "trickle", 1, pause=0.02, head=True)
    with world.patch.context() as patch:
        patch.setattr(connections, "_FIRST", 0.5)  # the seconds of the app are too long for a test
        world.run()


def _too_long_a_wait(world: World) -> None:
    world.half()
    world.hub.fault(RESOLVE, "rate_limit", retry_after=7200)
    world.run()


def _away_and_back(world: World) -> None:
    """The Hub cannot be reached; later it can."""
    world.half()
    world.hub.close()
    timer = threading.Timer(0.5, world.bring_back)
    timer.start()
    try:
        world.run(tries=3, patience=20.0)
    finally:
        timer.join()


def _never_back(world: World) -> None:
    world.half()
    world.hub.close()
    world.run(tries=2)


def _offline_mode(world: World) -> None:
    world.half()
    world.offline.on = True
    world.run()
    world.offline.on = False


def _changed_for_the_page(world: World) -> None:
    world.half()
    make_repo(world.root, BIG, {FILE: b"GGUF" * 500_000})
    world.run()


def _changed_without_a_hash(world: World) -> None:
    world.downloads.file = RepoFile(FILE)
    world.half()
    make_repo(world.root, BIG, {FILE: b"GGUF" * 500_000})
    world.run()


def _commit_gone(world: World) -> None:
    world.half()
    world.downloads.commit = "0" * 40
    world.run()
    world.downloads.commit = "main"


def _renamed(world: World) -> None:
    world.half()
    world.downloads.repo_id = "old/tiny"
    world.run()


def _gated(world: World) -> None:
    world.downloads.repo_id, world.downloads.file = GATED, RepoFile("closed-Q8_0.gguf")
    world.run()


def _too_small(world: World) -> None:
    world.run(free=lambda _folder: 40_000_000)


def _fills_up(world: World) -> None:
    world.half()
    looks = iter([10**12, 10**12])
    world.run(free=lambda _folder: next(looks, 20_000_000), look_every=0.0)


def _write_refused(world: World) -> None:
    world.half()

    def full(_partial: object, _data: memoryview) -> None:
        raise disk_error(OSError(errno.ENOSPC, "No space left on device"), world.downloads.part, is_kept=True)

    with world.patch.context() as patch:
        patch.setattr(partial.PartialFile, "write", full)
        world.run()


def _folder_refuses(world: World) -> None:
    world.half()

    def refuse(*_args: object, **_options: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    with world.patch.context() as patch:
        patch.setattr(Path, "open", refuse)  # whoever runs the tests as root may write everywhere
        world.run()


def _two_processes(world: World) -> None:
    with other_download(world):
        world.run()


def _killed(world: World) -> None:
    with other_download(world) as child:
        child.send_signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
        child.wait()
    world.run()


def _power_loss(world: World) -> None:
    """The file is as long as it was, what was not flushed is zeros, and the system was started anew."""
    with world.patch.context() as patch:
        patch.setattr(partial, "boot_mark", lambda: "before")
        world.half()
        kept = world.here
    with world.downloads.part.open("ab") as file:
        file.write(bytes(300_000))
    assert world.here > kept
    world.run()
    assert world.downloads.steps[0].received == kept


def _lost_before_the_rename(world: World) -> None:
    replace = Path.replace

    def lose(source: Path, target: Path) -> Path:
        if source.suffix == ".part":
            raise OSError(errno.EIO, "Input/output error")
        return replace(source, target)

    with world.patch.context() as patch:
        patch.setattr(Path, "replace", lose)
        world.run()


_AGAIN = "Trying again in … s."
_BUSY = f"huggingface.co has a problem. {_AGAIN}"
_EARLY = f"The connection ended before the file did. {_AGAIN}"
_LOST = f"The connection to huggingface.co was lost. {_AGAIN}"
_GONE = f"huggingface.co cannot be reached. {_AGAIN}"
_A, _S = Outcome.ARRIVES, Outcome.STOPS

CASES = (
    Case("Connection closed in the middle", _cut("drop_fin"), (_LOST,), _A, Kept.ALL),
    Case("Connection reset in the middle", _cut("drop_rst"), (_LOST,), _A, Kept.ALL),
    Case("A shorter body than the file, ended cleanly", _cut("truncate"), (_EARLY,), _A, Kept.ALL),
    Case("Stall: the connection stays open, nothing comes", _cut("stall"),
         (f"Nothing has come for … s. {_AGAIN}",), _A, Kept.ALL),
    Case("The Hub takes the request and never answers", _order(RESOLVE, "hang"),
         (f"huggingface.co did not answer in time. {_AGAIN}",), _A, Kept.ALL),
    Case("The Hub answers with a byte now and then", _trickle,
         (f"huggingface.co did not answer in time. {_AGAIN}",), _A, Kept.ALL),
    Case("5xx from the Hub", _order(RESOLVE, "status", 3, code=503), (_BUSY,), _A, Kept.ALL),
    Case("5xx from the store of large files", _order(CDN, "status", 2, code=500), (_BUSY,), _A, Kept.ALL),
    Case("429 with Retry-After", _order(RESOLVE, "rate_limit", retry_after=1),
         (f"huggingface.co wants fewer requests. {_AGAIN}",), _A, Kept.ALL),
    Case("429 that asks to wait for hours", _too_long_a_wait,
         ("huggingface.co wants fewer requests. Wait … s, then try again.",), _S, Kept.ALL),
    Case("Signed address expired", _order(CDN, "signature", lifetime=-1),
         (f"The address of the file has expired. {_AGAIN}",), _A, Kept.ALL),
    Case("A corrupt byte, the length is right", _corrupt,
         ("The received file is damaged: its SHA-256 is not the one the Hub names. It was removed. Download "
          "it again; if it happens twice, something on the network may be changing files.",),
         _S, Kept.NOTHING),
    Case("The server ignores Range", _order(CDN, "range_ignored", None),
         ("The server cannot go on in the middle: what is here is passed over.",), _A, Kept.ALL),
    Case("The server sends another part than asked for", _order(CDN, "range_shifted", by=1000),
         (f"The server sent another part than asked for. {_AGAIN}",), _A, Kept.ALL),
    Case("The store names no length and sends chunks", _order(CDN, "chunked", None), (), _A, Kept.ALL),
    Case("Repo renamed", _renamed, (), _A, Kept.ALL),
    Case("File changed on the Hub, its page was read before", _changed_for_the_page,
         ("The file has changed on the Hub since its page was read. Get the version that is there now.",),
         _S, Kept.OLD),
    Case("File changed on the Hub, its page named no hash", _changed_without_a_hash,
         ("The file changed on the Hub; beginning anew.",), _A, Kept.NOTHING),
    Case("The commit is gone", _commit_gone,
         ("This version of the model no longer exists. Get the version that is there now.",), _S, Kept.ALL),
    Case("Gated model, no token", _gated,
         ("The publisher asks you to accept conditions first. Accept the conditions on the model’s page, "
          "then put an access token into the settings.",), _S, Kept.NONE_YET),
    Case("The network goes and comes back", _away_and_back, (_GONE,), _A, Kept.ALL),
    Case("The network goes and stays away", _never_back,
         (_GONE,
          "huggingface.co cannot be reached. Check the network connection. What was received is kept."),
         _S, Kept.ALL),
    Case("Offline mode is switched on", _offline_mode,
         ("Offline mode is on. Switch it off in the settings to reach the Hub.",), _S, Kept.ALL),
    Case("The disk is too small", _too_small,
         ("The disk has too little room: 3 MB to come, 40 MB free. Free some space, or choose another models "
          "folder in the settings.",), _S, Kept.NONE_YET, is_network=False),
    Case("The disk fills up meanwhile", _fills_up,
         ("The disk is nearly full: 20 MB free. Free some space, then go on: what was received is kept.",),
         _S, Kept.ALL, is_network=False),
    Case("The disk refuses a write: it is full", _write_refused,
         ("The disk is full. Free some space, then go on: what was received is kept.",),
         _S, Kept.ALL, is_network=False),
    Case("The folder cannot be written to", _folder_refuses,
         ("The folder … cannot be written to. Choose another models folder in the settings, or change the "
          "folder’s rights.",), _S, Kept.ALL, is_network=False),
    Case("Two processes, one file", _two_processes,
         ("This file is already being downloaded. Wait until the other download has finished.",),
         _S, Kept.ALL, is_network=False),
    Case("`kill -9`, then a restart", _killed, (), _A, Kept.ALL),
    Case("Power loss in the middle", _power_loss,
         ("The computer stopped before the last 300 kB were stored.",), _A, Kept.FLUSHED),
    Case("The disk fails at the rename", _lost_before_the_rename,
         (f"{FILE} could not be written. Check the disk, then go on: what was received is kept.",),
         _S, Kept.ALL, is_network=False),
)  # fmt: skip
