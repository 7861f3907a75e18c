"""Downloading one file so that nothing is lost and nothing is wrong.

The library's own download cannot go on after a kill, accepts a corrupt byte, gives up on a reset
connection and cannot be stopped. This one goes on at the byte, takes the SHA-256 while it receives,
asks anew for expired addresses, and tells how it goes.
"""

from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from pathlib import Path

from explorer.base.disk_errors import disk_words
from explorer.base.lock import locked
from explorer.domain.errors import CancelledError, KnownError
from explorer.domain.repo import RepoFile
from explorer.domain.units import size_text
from explorer.domain.words import Words
from explorer.hub.client import Hub
from explorer.hub.errors import LostError
from explorer.hub.repo_names import file_address
from explorer.hub.transfer.disk_space import DiskSpace
from explorer.hub.transfer.errors import (
    HELD,
    ended_early,
    file_changed,
    gave_up,
    hash_mismatch,
    too_many_bytes,
    wrong_range,
)
from explorer.hub.transfer.fetch import ByteRange, FetchEvent, ResponseEnd, ResponseStart
from explorer.hub.transfer.partial_file import FileIdentity, PartialFile
from explorer.hub.transfer.progress import (
    DEFAULT_RULES,
    DownloadProgress,
    DownloadRules,
    ProgressReporter,
    TransferState,
    trying_again,
)
from explorer.hub.transfer.running_hash import RunningHash
from explorer.hub.transfer.stream import DownloadStream


def download_file(
    hub: Hub,
    repo_id: str,
    commit: str,
    file: RepoFile,
    target: Path,
    stop: Callable[[], bool],
    rules: DownloadRules = DEFAULT_RULES,
) -> Iterator[DownloadProgress]:
    """Bring one file to ``target`` (see names.safe_target); yields how it goes, at last "done".

    Raises CancelledError after ``stop`` said yes, and KnownError; all keep what was received in
    ``<target>.part``, except DamagedFileError, which removes it.
    """
    with disk_words(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir():
        what = Words("{name} is a folder.", name=target.name)
        raise KnownError(what, Words("Move it away, then download again."))
    lock = target.with_name(target.name + ".lock")
    with locked(lock, HELD), PartialFile(target, rules.flush_every) as partial:
        wanted = FileIdentity(repo_id, commit, file.path, "", file.sha256 or "", file.size)
        yield from _Download(hub, wanted, partial, stop, rules).run()


class _Download:
    """One file on its way."""

    def __init__(
        self,
        hub: Hub,
        wanted: FileIdentity,
        partial: PartialFile,
        stop: Callable[[], bool],
        rules: DownloadRules,
    ) -> None:
        self._hub = hub
        self._wanted = wanted
        self._promised = wanted.sha256  # what the repo's page said
        self._partial = partial
        self._asked_to_stop = stop
        self._rules = rules
        self._room = DiskSpace(partial.target.parent, rules)
        self._telling = ProgressReporter(rules, lambda: (partial.received, self._total))
        self._total = wanted.size
        self._skip = 0  # bytes to come that are here already

    def run(self) -> Iterator[DownloadProgress]:
        if (yield from self._is_here()):
            return
        self._pick_up()
        if not self._is_whole():
            yield from self._receive()
        yield from self._check()
        self._partial.finish()
        yield self._telling.progress("done")

    def _is_here(self) -> Generator[DownloadProgress, None, bool]:
        """Whether the target is already this very file; then "done" was told."""
        w, target = self._wanted, self._partial.target
        if not w.sha256 or not target.is_file() or target.stat().st_size != w.size:
            return False
        with RunningHash(target, self._partial.blocks) as running:
            running.begin(w.size)
            found = yield from self._hash(running, w.size)
        if found != w.sha256:
            return False
        self._partial.remove()
        yield DownloadProgress(w.size, w.size, 0.0, None, "done", Words("This file was here already."))
        return True

    def _pick_up(self) -> None:
        """Go on with the bytes of an earlier run, if they are of this file."""
        identity = self._partial.noted
        if self._partial.received and (identity is None or not identity.is_same_file(self._wanted)):
            self._begin_again(Words("The earlier part was of another version; beginning anew."))
        elif self._partial.received and identity:
            self._total = self._total if self._total is not None else identity.size
            self._wanted = replace(
                self._wanted,
                etag=identity.etag,
                sha256=self._wanted.sha256 or identity.sha256,
                size=self._total,
            )
        if self._total is not None and self._partial.received > self._total:
            self._begin_again(Words("The earlier part was too long; beginning anew."))
        elif self._partial.lost:
            lost = size_text(self._partial.lost)
            self._telling.say(Words("The computer stopped before the last {size} were stored.", size=lost))
        self._stop_if_asked()
        self._room.demand(self._missing)
        self._partial.begin(self._wanted)

    def _receive(self) -> Iterator[DownloadProgress]:
        """Until the file is whole, over as many tries as it takes."""
        failures, began = 0, self._rules.clock()
        with self._stream() as stream:
            while not self._is_whole():
                before = self._partial.received
                try:
                    yield from self._try(stream)
                except LostError as lost:
                    if self._partial.received > before:
                        failures, began = 0, self._rules.clock()
                    failures += 1
                    if failures >= self._rules.tries and self._rules.clock() - began >= self._rules.patience:
                        raise gave_up(lost.told) from lost
                    yield from self._wait(lost, failures)
                    stream.go_on(self._partial.received, self._wanted.etag)

    def _stream(self) -> DownloadStream:
        w, rules = self._wanted, self._rules
        url = file_address(self._hub.endpoint, w.repo, w.commit, w.path)
        wanted = ByteRange(url, self._partial.received, w.etag, rules.stall)
        blocks = self._partial.blocks
        return DownloadStream(self._hub.wire, wanted, self._total, blocks, rules.connections, rules.piece)

    def _try(self, stream: DownloadStream) -> Iterator[DownloadProgress]:
        """Receive until the end of the file or a failure."""
        yield self._telling.progress("connecting")
        self._telling.restart()
        self._skip = 0
        state: TransferState = "connecting"
        self._telling.heard()
        while not self._is_whole():
            event = stream.take(self._rules.tick)
            self._stop_if_asked()
            if event is not None:
                self._accept(event, stream)
                state = "receiving"
                self._telling.heard()
            yield from self._telling.receiving(state)

    def _accept(self, event: memoryview | FetchEvent, stream: DownloadStream) -> None:
        if isinstance(event, memoryview):
            self._write(event)
            self._room.watch()
        elif isinstance(event, ResponseStart):
            self._open(event, stream)
        elif isinstance(event, ResponseEnd):
            self._end()
        else:
            raise event

    def _write(self, data: memoryview) -> None:
        """What comes behind the end of the file is left out; where a hash is named, that decides."""
        known = min(self._skip, len(data))
        self._skip -= known
        data = data[known:]
        missing = self._missing if self._total is not None else len(data)
        if len(data) > missing and not self._wanted.sha256:
            self._partial.remove()
            raise too_many_bytes()
        self._partial.write(data[:missing])

    def _open(self, opened: ResponseStart, stream: DownloadStream) -> None:
        """Compare what the server is about to send with what is wanted and what is here."""
        if opened.sha256 and self._promised and opened.sha256 != self._promised:
            raise file_changed(self._promised, opened.sha256)
        if opened.start != self._partial.received:
            self._start_over(opened, stream)
        self._total = opened.size if opened.size is not None else self._total
        self._wanted = replace(
            self._wanted,
            etag=opened.etag or self._wanted.etag,
            sha256=opened.sha256 or self._wanted.sha256,
            size=self._total,
        )
        self._room.demand(self._missing)
        self._partial.begin(self._wanted)

    def _start_over(self, opened: ResponseStart, stream: DownloadStream) -> None:
        """The server sends the file from its beginning although the rest was asked for."""
        if opened.start != 0:
            raise wrong_range()
        stream.only_this(0)
        if opened.etag and opened.etag == self._wanted.etag:
            self._skip = self._partial.received
            self._telling.say(Words("The server cannot go on in the middle: what is here is passed over."))
            return
        self._begin_again(
            Words("The server cannot go on in the middle; beginning anew.")
            if self._wanted.etag in ("", opened.etag)
            else Words("The file changed on the Hub; beginning anew.")
        )
        self._wanted = replace(self._wanted, etag="", sha256=self._promised)

    def _end(self) -> None:
        if self._total is None:
            self._total = self._partial.received  # nobody said it: the end is where the server ended
        if not self._is_whole():
            raise ended_early()

    def _check(self) -> Iterator[DownloadProgress]:
        yield self._telling.progress("checking")
        expected = self._wanted.sha256
        if not expected:
            self._telling.say(
                Words("The Hub names no SHA-256 for this file; only its size was checked.")
                if self._wanted.size is not None
                else Words("The Hub names neither SHA-256 nor size of this file: nothing could be checked.")
            )
            return
        found = yield from self._hash(self._partial.hash, self._partial.received)
        if found != expected:
            self._partial.remove()
            raise hash_mismatch(expected, found)

    def _hash(self, running: RunningHash, size: int) -> Generator[DownloadProgress, None, str]:
        """Wait for the hash of ``size`` bytes, telling how far it is."""
        while (found := running.take(self._rules.tick)) is None:
            self._stop_if_asked()
            percent = 100 * running.done // max(1, size)
            note = Words("Checking: {percent} %", percent=percent)
            yield from self._telling.now_and_then("checking", note)
        return found

    def _wait(self, lost: LostError, failures: int) -> Iterator[DownloadProgress]:
        """Wait before the next try, telling how long and why; stops within a tick."""
        wait = min(self._rules.first_wait * 2 ** min(failures - 1, 10), self._rules.longest_wait)
        if lost.wait is not None:
            if lost.wait > self._rules.longest_asked:
                raise lost.told
            wait = max(wait, lost.wait)
        for left in self._rules.wait(wait):
            self._stop_if_asked()
            yield self._telling.progress("waiting", trying_again(lost.told.what, left))

    def _begin_again(self, note: Words) -> None:
        self._partial.discard()
        self._telling.restart()
        self._telling.say(note)

    @property
    def _missing(self) -> int:
        return (self._total or 0) - self._partial.received

    def _is_whole(self) -> bool:
        return self._total is not None and self._partial.received == self._total

    def _stop_if_asked(self) -> None:
        if self._asked_to_stop():
            raise CancelledError
        self._hub.check_online()
