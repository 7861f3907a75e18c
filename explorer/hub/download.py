"""Downloading one file so that nothing is lost and nothing is wrong.

The library's own download cannot go on after a kill, accepts a corrupt byte, gives up on a reset
connection and cannot be stopped. This one goes on at the byte, takes the SHA-256 while it receives,
asks anew for expired addresses, and tells how it goes.
"""

import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from explorer.base.disk import disk_words
from explorer.base.lock import locked
from explorer.base.machine import free_space
from explorer.base.sha256 import sha256
from explorer.domain.errors import CancelledError, DamagedFileError, KnownError, OfflineError
from explorer.domain.repo import RepoFile
from explorer.domain.units import size_text
from explorer.domain.words import Words, joined
from explorer.hub.client import Hub
from explorer.hub.errors import LostError
from explorer.hub.fetch import Ended, Event, Fetch, Opened, Wanted
from explorer.hub.names import file_address
from explorer.hub.pace import Pace, wait_text
from explorer.hub.partial import Identity, Partial, read_blocks

State = Literal["connecting", "receiving", "checking", "waiting", "done"]
_SPARE = 50_000_000  # bytes that must stay free on the disk


@dataclass(frozen=True)
class DownloadProgress:
    """How it goes. Bytes, bytes a second, seconds; ``total`` is ``None`` until a server says it."""

    received: int
    total: int | None
    speed: float
    seconds_left: float | None
    state: State
    note: str = ""


@dataclass(frozen=True)
class Rules:
    """Times in seconds, and the limits; tests make them short."""

    tries: int = 5  # in a row without a byte
    first_wait: float = 1.0  # doubled with each try
    longest_wait: float = 30.0
    longest_asked: float = 600.0  # a server may ask for no more than this
    stall: float = 20.0
    tick: float = 0.25
    tell_every: float = 0.1
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    free: Callable[[Path], int] = free_space


def download_file(
    hub: Hub,
    repo_id: str,
    commit: str,
    file: RepoFile,
    target: Path,
    stop: Callable[[], bool],
    rules: Rules = Rules(),
) -> Iterator[DownloadProgress]:
    """Bring one file to ``target`` (see names.safe_target); yields how it goes, at last "done".

    Raises CancelledError after ``stop`` said yes, and KnownError; both keep what was received in
    ``<target>.part``, except DamagedFileError, which removes it.
    """
    with disk_words(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir():
        what = Words("{name} is a folder.", name=target.name)
        raise KnownError(what, Words("Move it away, then download again."))
    with locked(target.with_name(target.name + ".lock"), _held), Partial(target) as partial:
        wanted = Identity(repo_id, commit, file.path, "", file.sha256 or "", file.size)
        yield from _Download(hub, wanted, partial, stop, rules).run()


class _Download:
    """One file on its way."""

    def __init__(
        self, hub: Hub, wanted: Identity, partial: Partial, stop: Callable[[], bool], rules: Rules
    ) -> None:
        self._hub = hub
        self._wanted = wanted
        self._promised = wanted.sha256  # what the repo's page said
        self._partial = partial
        self._asked_to_stop = stop
        self._rules = rules
        self._pace = Pace()
        self._total = wanted.size
        self._note = ""
        self._told_at = 0.0

    def run(self) -> Iterator[DownloadProgress]:
        if (yield from self._is_here()):
            return
        yield from self._pick_up()
        failures = 0
        while not self._is_whole():
            before = self._partial.received
            try:
                yield from self._try()
            except LostError as lost:
                failures = 1 if self._partial.received > before else failures + 1
                if failures >= self._rules.tries:
                    raise _gave_up(lost.told) from lost
                yield from self._wait(lost, failures)
        yield from self._check()
        self._partial.finish()
        yield self._progress("done")

    def _is_here(self) -> Generator[DownloadProgress, None, bool]:
        """Whether the target is already this very file; then "done" was told."""
        w, target = self._wanted, self._partial.target
        if not w.sha256 or not target.is_file() or target.stat().st_size != w.size:
            return False
        digest = sha256()
        for block in read_blocks(target):
            self._stop_if_asked()
            digest.update(block)
            yield from self._now_and_then("checking")
        if digest.hexdigest() != w.sha256:
            return False
        self._partial.remove()
        yield DownloadProgress(w.size, w.size, 0.0, None, "done", Words("This file was here already."))
        return True

    def _pick_up(self) -> Iterator[DownloadProgress]:
        """Go on with the bytes of an earlier run, if they are of this file."""
        identity = self._partial.identity
        if self._partial.received and (identity is None or not identity.is_same_file(self._wanted)):
            self._begin_again(Words("The earlier part was of another version; beginning anew."))
        elif self._partial.received and identity:
            self._wanted = replace(
                self._wanted, etag=identity.etag, sha256=self._wanted.sha256 or identity.sha256
            )
            self._total = self._total if self._total is not None else identity.size
            for _ in self._partial.rehash(self._asked_to_stop):
                yield from self._now_and_then("checking")
        self._stop_if_asked()
        if self._total is not None and self._partial.received > self._total:
            self._begin_again(Words("The earlier part was too long; beginning anew."))
        self._check_space()
        self._note_identity()

    def _try(self) -> Iterator[DownloadProgress]:
        """One connection: receive until the end of the file or a failure."""
        yield self._progress("connecting")
        self._pace.restart()
        w = self._wanted
        url = file_address(self._hub.endpoint, w.repo, w.commit, w.path)
        wanted = Wanted(url, self._partial.received, w.etag, self._rules.stall)
        with Fetch(self._hub.wire, wanted) as fetch:
            state: State = "connecting"
            while True:
                event = fetch.take(self._rules.tick)
                self._stop_if_asked()
                if isinstance(event, Ended):
                    self._end()
                    return
                if event is not None:
                    self._accept(event)
                    state = "receiving"
                self._pace.mark(self._partial.received, self._rules.clock())
                yield from self._now_and_then(state)

    def _accept(self, event: bytes | Event) -> None:
        if isinstance(event, Opened):
            self._open(event)
        elif isinstance(event, bytes):
            self._partial.write(event)
            if self._total is not None and self._partial.received > self._total:
                self._partial.remove()
                raise DamagedFileError(
                    Words("More bytes came than the file has."),
                    Words("Download it again, it starts anew."),
                )
        elif isinstance(event, Exception):
            raise event

    def _open(self, opened: Opened) -> None:
        """Compare what the server is about to send with what is wanted and what is here."""
        if opened.sha256 and self._promised and opened.sha256 != self._promised:
            raise KnownError(
                Words("The file has changed on the Hub since its page was read."),
                Words("Open the model again, then download."),
                f"expected {self._promised}, the Hub names {opened.sha256}",
            )
        if opened.start != self._partial.received:
            if opened.start != 0:
                what = Words("The server sent another part than asked for.")
                raise LostError(KnownError(what, Words("Try again later.")))
            self._begin_again(
                Words("The server cannot go on in the middle; beginning anew.")
                if self._wanted.etag in ("", opened.etag)
                else Words("The file changed on the Hub; beginning anew.")
            )
            self._wanted = replace(self._wanted, sha256=self._promised)
        self._total = opened.size if opened.size is not None else self._total
        self._wanted = replace(
            self._wanted,
            etag=opened.etag,
            sha256=opened.sha256 or self._wanted.sha256,
            size=self._total,
        )
        self._check_space()
        self._note_identity()

    def _end(self) -> None:
        if self._total is None:
            self._total = self._partial.received  # nobody said it: the end is where the server ended
        if not self._is_whole():
            what = Words("The connection ended before the file did.")
            raise LostError(KnownError(what, Words("Try again.")))

    def _check(self) -> Iterator[DownloadProgress]:
        yield self._progress("checking")
        expected, found = self._wanted.sha256, self._partial.sha256
        if expected and found != expected:
            self._partial.remove()
            raise DamagedFileError(
                Words("The received file is damaged: its SHA-256 is not the one the Hub names."),
                Words(
                    "It was removed. Download it again; if it happens twice, something on the network may be "
                    "changing files."
                ),
                f"expected {expected}, received {found}",
            )
        if not expected:
            self._note = Words("The Hub names no SHA-256 for this file; only its size was checked.")

    def _wait(self, lost: LostError, failures: int) -> Iterator[DownloadProgress]:
        """Wait before the next try, telling how long and why; stops within a tick."""
        wait = min(self._rules.first_wait * 2 ** (failures - 1), self._rules.longest_wait)
        if lost.wait is not None:
            if lost.wait > self._rules.longest_asked:
                raise lost.told
            wait = max(wait, lost.wait)
        end = self._rules.clock() + wait
        while (left := end - self._rules.clock()) > 0:
            self._stop_if_asked()
            note = Words("{what} Trying again in {time}.", what=lost.told.what, time=wait_text(left))
            yield self._progress("waiting", note)
            self._rules.sleep(min(left, self._rules.tick))

    def _begin_again(self, note: Words) -> None:
        self._partial.discard()
        self._pace.restart()
        self._note = note

    def _note_identity(self) -> None:
        self._partial.begin(self._wanted)

    def _is_whole(self) -> bool:
        return self._total is not None and self._partial.received == self._total

    def _check_space(self) -> None:
        missing = (self._total or 0) - self._partial.received
        free = self._rules.free(self._partial.target.parent)
        if missing + _SPARE > free:
            raise KnownError(
                Words(
                    "The disk has too little room: {missing} to come, {free} free.",
                    missing=size_text(missing),
                    free=size_text(free),
                ),
                Words("Free some space, or choose another models folder in the settings."),
            )

    def _stop_if_asked(self) -> None:
        if self._asked_to_stop():
            raise CancelledError
        self._hub.check_online()

    def _now_and_then(self, state: State) -> Iterator[DownloadProgress]:
        now = self._rules.clock()
        if now - self._told_at >= self._rules.tell_every:
            self._told_at = now
            yield self._progress(state)

    def _progress(self, state: State, note: str = "") -> DownloadProgress:
        received, total = self._partial.received, self._total
        receiving = state == "receiving"
        left = self._pace.seconds_left(total - received) if receiving and total is not None else None
        speed = self._pace.speed if receiving else 0.0
        return DownloadProgress(received, total, speed, left, state, note or self._note)


def _gave_up(told: KnownError) -> KnownError:
    kind = OfflineError if isinstance(told, OfflineError) else KnownError
    advice = joined(" ", (told.advice, Words("What was received is kept.")))
    return kind(told.what, advice, told.details)


def _held(details: str) -> KnownError:
    return KnownError(
        Words("This file is already being downloaded."),
        Words("Wait until the other download has finished."),
        details,
    )
