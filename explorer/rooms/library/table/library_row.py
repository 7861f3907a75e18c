"""One row of the Library's table, and its state, its origin and its last use in words."""

from dataclasses import dataclass
from datetime import datetime

from explorer.domain.local_model import Integrity, LocalModel, Origin
from explorer.domain.units import days_ago_text
from explorer.domain.words import Words, joined
from explorer.local.models.projector_files import projector_words

INTACT_WORDS = (
    Words("Hash checked"),
    Words("Not checked"),
    Words("Not readable"),
    Words("Damaged"),
    Words("Missing"),
    Words("Incomplete"),
)
ORIGIN_WORDS = {
    Origin.HUB: Words("Hub"),
    Origin.INCLUDED: Words("included"),
    Origin.IMPORTED: Words("imported"),
    Origin.FOUND: Words("this disk"),
    Origin.IN_PLACE: Words("in place"),
}


@dataclass(frozen=True)
class LibraryRow:
    """One model with when it was last used; ``checking`` is 0 to 1 while its hash is measured.

    ``found_by`` is all in lower case that words are looked for in. ``is_listed``: a person put it on
    the list, and can take it off.
    """

    model: LocalModel
    used_at: datetime | None = None
    checking: float | None = None
    found_by: str = ""
    is_listed: bool = False

    @property
    def is_sound(self) -> bool:
        """Whether it can be used: readable and not known to be damaged."""
        return self.model.intact is not Integrity.DAMAGED and not self.model.problem

    @property
    def can_be_asked(self) -> bool:
        return self.is_sound and self.model.writes


def name_tip(row: LibraryRow) -> str:
    """Its other names, where it lies, and where else the same bytes lie."""
    model = row.model
    own = Words("Its own name: {name}", name=model.own_name) if model.alias else ""
    vectors = (
        Words("An embedding model: it makes vectors for search in documents, and writes no answers.")
        if model.embeds
        else Words("A reranker: it sorts search results and can’t chat.")
        if model.ranks
        else ""
    )
    sees = projector_words(model) if model.projector is not None else ""
    copies = [Words("The same file: {path}", path=str(copy.path)) for copy in model.copies]
    return joined(
        "\n",
        (
            model.name,
            own,
            vectors,
            sees,
            model.repo or _hint(model),
            str(model.path),
            *copies,
            _upstream_tip(model),
        ),
    )


def who_and_what(model: LocalModel) -> tuple[str, ...]:
    """Who published it, and what is particular about it."""
    return (
        Words("embedding model") if model.embeds else Words("reranker") if model.ranks else "",
        model.publisher or model.called or Words("publisher not known"),
        Words("sees images") if model.sees else "",
        model.apart if model.apart != model.publisher else "",
        Words("changed on the Hub") if model.upstream is not None else "",
        Words("{n} copies", n=len(model.copies) + 1) if model.copies else "",  # files of one hash are one row
    )


def used_words(then: datetime | None, now: datetime) -> Words:
    """How long ago, in whole days."""
    if then is None:
        return Words("never")
    days = (now.astimezone().date() - then.astimezone().date()).days
    return Words("now") if days <= 0 and (now - then).total_seconds() < 300 else days_ago_text(days)


def intact_words(row: LibraryRow) -> Words:
    if row.checking is not None:
        return Words("Checking {percent} %", percent=round(row.checking * 100))
    checked, unchecked, unreadable, damaged, missing, incomplete = INTACT_WORDS
    if row.model.is_missing:
        return incomplete if row.model.parts_here else missing
    if row.model.intact is Integrity.DAMAGED:
        return damaged
    if row.model.problem:
        return unreadable
    return checked if row.model.intact is Integrity.CHECKED else unchecked


def intact_tip(row: LibraryRow) -> str:
    return joined("\n", (intact_words(row), _why_intact(row.model)))


def _why_intact(model: LocalModel) -> str:
    if model.problem:
        return model.problem
    if model.intact is Integrity.DAMAGED:
        return Words("The bytes of the file are not what its publisher put out.")
    if model.intact is Integrity.CHECKED:
        return Words("SHA-256 matches the published one: {hash}", hash=model.sha256 or "")
    if model.sha256:
        return Words("A hash was published, but the file was not held against it yet.")
    if model.measured_sha256:
        return Words(
            "Its SHA-256 is {hash}. Nobody is known to have published it.", hash=model.measured_sha256
        )
    return Words("No hash was published for this file.")


def state_words(model: LocalModel) -> tuple[str, ...]:
    """What a model can be found by besides its names."""
    changed = (Words("changed on the Hub"),) if model.upstream is not None else ()
    sees = (Words("sees images"),) if model.sees else ()
    return (intact_words(LibraryRow(model)), origin_words(model), *changed, kind_words(model), *sees)


def kind_words(model: LocalModel) -> Words:
    """What else than a model that writes it is."""
    if model.embeds:
        return Words("embedding model, for search in documents")
    return Words("reranker") if model.ranks else Words("")


def origin_words(model: LocalModel) -> str:
    """Whose folder it lies in counts for more than how it came there."""
    return model.app.value if model.app is not None else ORIGIN_WORDS[model.origin]


def origin_tip(model: LocalModel) -> str:
    if model.app is not None:
        called = Words("It is called {name} there.", name=model.called) if model.called else ""
        text = Words("It belongs to {app}, and is used where it lies.", app=model.app.value)
        return joined("\n", (text, called, str(model.path)))
    if model.origin is Origin.IN_PLACE:
        return joined("\n", (Words("It is used where it lies."), str(model.path)))
    if model.origin is Origin.FOUND:
        return Words("It lies in the models folder, and this app did not put it there.")
    return ORIGIN_WORDS[model.origin]


def _hint(model: LocalModel) -> str:
    """What is only a guess is said as one."""
    if not model.hints:
        return ""
    return Words("It may come from {repo}: its header or its folder says so.", repo=model.hints[0])


def _upstream_tip(model: LocalModel) -> str:
    if model.upstream is None:
        return ""
    date = model.upstream.read_at.astimezone().date().isoformat()
    if model.upstream.files:
        return Words("The Hub had another file on {date}.", date=date)
    return Words("On {date} the Hub had a newer state of this repo; this file was the same.", date=date)
