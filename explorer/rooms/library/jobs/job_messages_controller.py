"""Messages about how a job of the Library ended."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from explorer.domain.errors import DamagedFileError, NotFoundError
from explorer.domain.local_model import Integrity, LocalModel
from explorer.domain.places import Go, Place, Room
from explorer.domain.units import size_text
from explorer.domain.words import Words, enumerated
from explorer.kit.actions import Action
from explorer.kit.language import shown
from explorer.kit.messages import Messages
from explorer.local.download_queue.projector_offer import lies_with_repo
from explorer.local.models.included import can_come_again
from explorer.rooms.library.jobs.deleting import DeletedModel
from explorer.rooms.library.jobs.hash_check import HashCheck
from explorer.rooms.library.jobs.job_kinds import (
    HashCheckSummary,
    JobKind,
    LibraryJob,
    LibraryJobOutcome,
    TracedSource,
    UpstreamCheck,
)

_NAMED = 3  # of many models; the rest is counted


class JobMessages(QObject):
    """``tell`` says how a LibraryJobOutcome ended."""

    def __init__(self, parent: QObject, messages: Messages, go: Go, trace: Callable[[Path], None]) -> None:
        """``trace`` looks for the source of a file on the Hub."""
        super().__init__(parent)
        self._messages, self._go, self._trace = messages, go, trace

    def tell(self, ended: LibraryJobOutcome, same: LocalModel | None = None) -> None:
        """``same``: the model that the file which was taken in is a copy of."""
        result, model = ended.result, ended.job.model
        if ended.error is not None:
            self._messages.fail(ended.error)
        elif isinstance(result, HashCheckSummary):
            self._tell_all(result)
        elif isinstance(result, UpstreamCheck):
            self._tell_asked(result)
        elif model is not None and isinstance(result, HashCheck):
            self._tell_checked(model, result)
        elif model is not None and isinstance(result, TracedSource):
            self._tell_traced(model, result)
        elif isinstance(result, DeletedModel):
            self._tell_deleted(ended.job.subject, result)
        elif isinstance(result, Path):
            self._tell_taken(ended.job, result, same)

    def _tell_taken(self, job: LibraryJob, path: Path, same: LocalModel | None) -> None:
        if same is not None:
            words = self.tr("{name} is the same file as {model}, byte by byte: both are one model here.")
            self._messages.tell(words.format(name=job.subject, model=same.name), "good")
            return
        words = self.tr("{name} is in the library.").format(name=job.subject)
        find = Action(self.tr("Find it on the Hub"), partial(self._trace, path), "search")
        self._messages.tell(words, "good", find if job.kind in (JobKind.IMPORT, JobKind.MOVE) else None)

    def tell_damaged(self, model: LocalModel, details: str) -> None:
        what = self.tr("{name} is damaged: the file is not what its publisher put out.")
        if model.problem:
            what = self.tr("{name} cannot be read as a model.")
        advice = (
            self.tr("Download it again.") if model.repo else self.tr("Get another copy of it, then import.")
        )
        if can_come_again(model):
            advice = self.tr("Restore it: it came with the app.")
        self._messages.fail(
            DamagedFileError(what.format(name=model.name), advice, details), self._again(model)
        )

    def tell_missing(self, model: LocalModel) -> None:
        what = self.tr("{name} cannot be loaded: not all of it is on this disk.").format(name=model.name)
        self._messages.fail(NotFoundError(what, model.problem), self._again(model))

    def _again(self, model: LocalModel) -> Action | None:
        if not model.repo or can_come_again(model):
            return None
        again = partial(self._go, Place(Room.DISCOVER, repo_id=model.repo))  # outlives this room
        return Action(self.tr("Download again"), again, "download")

    def _tell_checked(self, model: LocalModel, checked: HashCheck) -> None:
        if checked.intact is Integrity.DAMAGED:
            self.tell_damaged(model, checked.details)
        elif checked.is_blind:
            self._tell_blind(model, checked)
        elif checked.intact is Integrity.CHECKED:
            words = self.tr("{name} is intact: its SHA-256 is the published one.")
            self._messages.tell(words.format(name=model.name), "good")
        else:
            words = self.tr("No hash was published for {name}, so it stays unchecked. Its SHA-256 is {hash}.")
            hashes = ", ".join(part.sha256 for part in checked.parts)
            said = words.format(name=model.name, hash=hashes)
            self._messages.tell(said, copied=hashes, copy_words=self.tr("Copy the hash"))

    def _tell_blind(self, model: LocalModel, checked: HashCheck) -> None:
        what = self.tr("The vision file of {name} is damaged: it differs from the published one.")
        advice = self.tr("It works without, but sees no images. Download it again from the model’s menu.")
        if not lies_with_repo(model):
            advice = self.tr("It works without, but sees no images. Get another copy of the file.")
        self._messages.fail(DamagedFileError(what.format(name=model.name), advice, checked.details))

    def _tell_all(self, checked: HashCheckSummary) -> None:
        bad = (*checked.damaged, *checked.unread)
        if bad:
            words = self.tr("{n} models were hashed. Not as published, or not readable: {names}")
            self._messages.tell(words.format(n=checked.count, names=_named(bad)), "bad")
        else:
            self._messages.tell(
                self.tr("{n} models were hashed, and none is damaged.").format(n=checked.count), "good"
            )

    def _tell_traced(self, model: LocalModel, traced: TracedSource) -> None:
        if traced.repo:
            words = self.tr("{name} is published by {repo}, bit for bit. What that says of it is kept.")
            show = Action(
                self.tr("Show it in Discover"),
                partial(self._go, Place(Room.DISCOVER, repo_id=traced.repo)),
                "search",
            )
            self._messages.tell(words.format(name=model.name, repo=traced.repo), "good", show)
            return
        words = self.tr("No repo was found that publishes {name} bit for bit. Its SHA-256 is {hash}.")
        if len(traced.hashes) > 1:
            words = self.tr("No repo was found that publishes all {n} files of {name} bit for bit.")
        said = words.format(name=model.name, n=len(traced.hashes), hash=traced.hashes[0])
        self._messages.tell(said, copied="\n".join(traced.hashes), copy_words=self.tr("Copy the hash"))

    def _tell_asked(self, asked: UpstreamCheck) -> None:
        if asked.untold:
            words = self.tr("The Hub did not answer for {names}.")
            self._messages.tell(words.format(names=_named(asked.untold)), "caution")
        if asked.changed:
            words = self.tr("Changed on the Hub: {names}. The menu of a model says what.")
            self._messages.tell(words.format(names=_named(asked.changed)), "info")
        elif not asked.untold:
            self._messages.tell(self.tr("Nothing has changed on the Hub."), "good")

    def _tell_deleted(self, name: str, deleted: DeletedModel) -> None:
        words = (
            self.tr("{name} is in the trash. Its {size} are free once you empty it.")
            if deleted.in_trash
            else self.tr("{name} was deleted, as there is no trash. {size} are free again.")
        )
        self._messages.tell(words.format(name=name, size=size_text(deleted.freed)), "good")


def _named(names: tuple[str, ...]) -> str:
    """The first few, and how many there are besides."""
    rest = len(names) - _NAMED
    more = (Words("{n} more", n=rest),) if rest > 0 else ()
    return shown(enumerated((*names[:_NAMED], *more)))
