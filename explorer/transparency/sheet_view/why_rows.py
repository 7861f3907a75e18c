"""Why a fact was read from a card as it was: the places that tell of it, and what was set aside."""

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QWidget

from explorer.base.resources import resource
from explorer.domain.errors import KnownError
from explorer.domain.harmless import harmless
from explorer.domain.plain_quote import plain_quote
from explorer.domain.words import Words, joined, listed
from explorer.kit.boxes import column
from explorer.kit.language import shown
from explorer.kit.skeleton import Skeleton
from explorer.kit.tasks import TaskContext, Tasks
from explorer.kit.text import Elided, Label, Para, Quote
from explorer.transparency.explain import ExplainedPlace, ExplainedStep, explain, telling_steps
from explorer.transparency.licensing.licenses import load_licenses
from explorer.transparency.sources import Sources

_WAITING = 4  # lines
_LONGEST = 160  # characters of a place, and of what matched in it
_MOST = 40  # places


class WhyRows(QWidget):
    """The card is read once more, in the background. ``sources``: of the model that says it, or is silent."""

    def __init__(
        self, sources: Sources, dimension: str, tasks: Tasks, then: Callable[[QWidget], None]
    ) -> None:
        """``then`` is called when the rows have come."""
        super().__init__()
        self._dimension, self._then = dimension, then
        self._column = column(self, margins=(0, 8, 0, 0), spacing=4)
        self._waiting = Skeleton(_WAITING, lines=True)
        self._column.add(
            Label(self.tr("How the card was read"), "strong"),
            Elided(sources.repo, "source", "muted"),
            self._waiting,
        )

        def work(context: TaskContext[None]) -> list[ExplainedPlace]:
            licenses = load_licenses(resource("licenses.yaml"))
            return explain(sources, licenses, dimension, stopped=context.stopped)

        tasks.run(work, self._show, self._fail, owner=self)

    @property
    def is_waiting(self) -> bool:
        return not self._waiting.isHidden()

    def _show(self, places: list[ExplainedPlace]) -> None:
        if not places:
            told = self.tr("No words of this card tell of it, and none were set aside.")
            self._end(Para(told, tone="muted"))
            return
        page = QWidget()
        rows = column(page, spacing=4)
        kept = most_telling(places)
        for place in kept:
            rows.add(*_place_rows(place, self._dimension), 6)
        if len(places) > len(kept):
            more = self.tr("{n} more places").format(n=len(places) - len(kept))
            rows.addWidget(Para(more, "source", "muted"))
        self._end(page)

    def _fail(self, error: KnownError) -> None:
        self._end(Para(shown(error.words), tone="muted"))

    def _end(self, told: QWidget) -> None:
        self._column.addWidget(told)
        told.show()  # at once, for ``then`` asks how much room it takes
        self._waiting.hide()
        self.updateGeometry()
        self._then(self)


def most_telling(places: list[ExplainedPlace]) -> list[ExplainedPlace]:
    """All that are quoted and the first of the others, in the order of the card."""
    first = sorted(places, key=lambda place: not place.quoted_by)
    room = max(_MOST, sum(bool(place.quoted_by) for place in places))
    kept = {id(place) for place in first[:room]}
    return [place for place in places if id(place) in kept]


def _place_rows(place: ExplainedPlace, dimension: str) -> Iterator[QWidget]:
    """Where it stands; its words, on the ground of evidence where they are quoted; what happened there."""
    text = _cut(plain_quote(place.text))
    quoted = Words("quoted") if place.quoted_by else Words("not quoted")
    yield Label(shown(joined(" · ", (_where(place), quoted))), "source", "muted")
    words = Quote(text) if place.quoted_by else Para(text)
    words.setProperty("data", True)  # as it stands, whatever the language of the window
    yield words
    for step in telling_steps(place, dimension):
        yield Para(shown(step_words(step)), "secondary", "muted" if step.kind == "phrase" else "caution")


def _where(place: ExplainedPlace) -> Words:
    if place.last_line > place.first_line:
        return Words("card, lines {first} to {last}", first=place.first_line, last=place.last_line)
    return Words("card, line {line}", line=place.first_line)


def step_words(step: ExplainedStep) -> Words:
    """A phrase is named as in ``resources/phrases``: who reports a wrong reading can say which."""
    if step.kind == "guard" and "." in step.name:  # a phrase, beside which the other does not count
        return Words("Does not count beside {name}", name=step.name)
    if step.kind == "guard":
        return Words("Set aside: {why}", why=listed(step.name))
    if step.kind == "missing":
        return Words("Not beside it: {name}", name=step.name)
    said = _cut(step.said)
    if step.under:
        return Words(
            "Under line {line}: “{words}” matches {name}", line=step.under, words=said, name=step.name
        )
    if step.kind == "cut":
        return Words("Left out: “{words}” ({name})", words=said, name=step.name)
    return Words("“{words}” matches {name}", words=said, name=step.name)


def _cut(text: str) -> str:
    line = harmless(" ".join(text.split()))
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
