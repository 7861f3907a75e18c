"""Whether the disk has space for a download: asked before it, and looked at while it runs."""

from pathlib import Path

from explorer.base.disk_errors import disk_words
from explorer.domain.errors import KnownError
from explorer.domain.units import size_text
from explorer.domain.words import Words
from explorer.hub.transfer.progress import SPARE, DownloadRules


class DiskSpace:
    """The free space of the disk that holds ``folder``."""

    def __init__(self, folder: Path, rules: DownloadRules) -> None:
        self._folder = folder
        self._rules = rules
        self._looked_at = rules.clock()

    def demand(self, missing: int) -> None:
        """Raises KnownError unless ``missing`` bytes fit beside what others will write."""
        if missing <= 0:
            return
        reserved = self._rules.reserved()
        free = self._free()
        if missing + reserved + SPARE <= free:
            return
        advice = Words("Free some space, or choose another models folder in the settings.")
        if not reserved or missing + SPARE > free:
            what = Words("The disk has too little room: {missing} to come, {free} free.",
                         missing=size_text(missing), free=size_text(free))  # fmt: skip
            raise KnownError(what, advice)
        raise KnownError(
            Words(
                "The disk has too little room: {missing} to come, {reserved} for other downloads, "
                "{free} free.",
                missing=size_text(missing), reserved=size_text(reserved), free=size_text(free),
            ),
            advice,
        )  # fmt: skip

    def watch(self) -> None:
        """Now and then: raises KnownError before the disk is full to the last byte."""
        now = self._rules.clock()
        if now - self._looked_at < self._rules.look_every:
            return
        self._looked_at = now
        free = self._free()
        if free < SPARE:
            raise KnownError(
                Words("The disk is nearly full: {free} free.", free=size_text(free)),
                Words("Free some space, then go on: what was received is kept."),
            )

    def _free(self) -> int:
        with disk_words(self._folder, is_kept=True):
            return self._rules.free(self._folder)
