"""Why a card is read as it is: which phrases matched in a line, which guard refused, which finding quotes it.

The rules are asked once more, each over a reading of its own, which remembers nothing from before. What
happens meanwhile is noted (``phrases/trace.py``) and laid beside the lines of the card. What a rule keeps of
mere texts for all cards (``lru_cache``) and knew already stays unseen.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import accumulate

from explorer.domain.errors import CancelledError
from explorer.domain.facts import Evidence, SourceKind
from explorer.transparency.card_text.blocks import BlockKind
from explorer.transparency.card_text.card import ParsedCard
from explorer.transparency.card_text.front_matter import texts
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.dimension import Dimension
from explorer.transparency.dossier import rule_at
from explorer.transparency.licensing.licenses import Licenses
from explorer.transparency.phrases.phrase_book import area, area_names, entry_of, lines_of
from explorer.transparency.phrases.trace import StepKind, TraceStep, traced
from explorer.transparency.reading import Reading
from explorer.transparency.rubric import dimensions
from explorer.transparency.rules.lineage.names import NOTHING, Mention
from explorer.transparency.rules.subject import sentence_of
from explorer.transparency.sources import Sources

_NAMES = "models"  # the area of what only looks like the name of a model, which half of the sentences have
_MARK = re.compile(r"§(\d+)")
_NEAREST = 2  # titles above a sentence that are shown with it
_BETWEEN = "\0"  # texts that are looked through at once
_SURE = 12  # characters of a part of a sentence that is looked for in all of them


@dataclass(frozen=True)
class ExplainedStep:
    """What happened (see ``StepKind``), of a phrase with what it matched, and where that is written.

    ``dimensions``: the questions for which it happened. ``line`` is 0 where only the file is known.
    ``under``: the line of the title above in which it matched, 0 for the place itself.
    """

    kind: StepKind
    name: str
    said: str
    file: str
    line: int
    dimensions: tuple[str, ...] = ()
    under: int = 0


@dataclass(frozen=True)
class ExplainedPlace:
    """A sentence, heading or key of the card, and what happened there, in its order.

    ``quoted_by``: the questions whose answer quotes it. ``is_read`` is false of what no rule sees,
    ``is_code`` true of fenced code and comments, of which few rules ask.
    """

    first_line: int
    last_line: int
    text: str
    steps: tuple[ExplainedStep, ...] = ()
    quoted_by: tuple[str, ...] = ()
    is_read: bool = True
    is_code: bool = False


def explain(
    sources: Sources,
    licenses: Licenses,
    dimension: str,
    lines: tuple[int, int] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> list[ExplainedPlace]:
    """The places of the card in these lines, from 1; or where anything told of this dimension, or a guard
    refused. ``dimension`` is "" for all. Raises CancelledError once ``stopped`` says yes.

    With both, what was asked in these lines for this dimension. What follows from other findings alone asks
    for nothing.
    """
    asked = [one for one in dimensions() if one.rule and dimension in ("", one.id)]
    spots = _read(sources, licenses, asked, stopped)
    if lines is None:
        found = (spot.explained(dimension) for spot in spots if spot.steps or spot.quoted_by)
        return [place for place in found if place.quoted_by or _tells(place, dimension)]
    first, last = lines
    here = [spot.explained(dimension) for spot in spots if spot.opens <= last and spot.last_line >= first]
    text = "\n".join((sources.card or "").split("\n")[first - 1 : last])
    return here or [ExplainedPlace(first, last, text, is_read=False)]


def files_of_phrases(dimension: str) -> list[str]:
    """Where the phrases of a dimension are written; none of one that is told by those of others."""
    return [_file_of(name) for name in area_names() if area(name).get("dimension") == dimension]


def telling_steps(place: ExplainedPlace, dimension: str) -> list[ExplainedStep]:
    """The phrases of what is told of a dimension, and the guards; not those of whom a sentence speaks."""
    areas = _telling_areas(dimension)
    asked = (step for step in place.steps if dimension in step.dimensions)
    return [step for step in asked if step.kind != "phrase" or _area_of(step.name) in areas]


def _tells(place: ExplainedPlace, dimension: str) -> bool:
    """By itself: whatever stands under a title would fill the list."""
    return any(not step.under for step in telling_steps(place, dimension))


def _file_of(name: str) -> str:
    return f"resources/phrases/{name}.yaml"


def _area_of(phrase: str) -> str:
    return phrase.partition(".")[0]


@cache
def _telling_areas(dimension: str) -> frozenset[str]:
    told = {name: area(name).get("dimension") for name in area_names() if name != _NAMES}
    own = {name for name, about in told.items() if about == dimension}
    return frozenset(own or {name for name, about in told.items() if about not in (None, "lineage")})


def _read(
    sources: Sources, licenses: Licenses, asked: Iterable[Dimension], stopped: Callable[[], bool]
) -> list["_Spot"]:
    """All places, with what happened at each while the rules of these dimensions were asked."""
    reading = Reading(sources, licenses)
    spots = _spots_of(reading)
    where = _Where(spots, elsewhere=(reading.name, sources.repo))
    with traced(stopped) as trace:
        for one in asked:
            if stopped():
                raise CancelledError
            finding = rule_at(one.rule)(Reading(sources, licenses))
            for step in filter(_matters, dict.fromkeys(trace.steps)):
                for spot in where.of(step.text):
                    spot.steps[step._replace(dimension=step.dimension or one.id)] = None
            for spot in spots:
                if any(_is_quoted(spot, evidence) for evidence in finding.evidence):
                    spot.quoted_by.append(one.id)
            trace.steps.clear()
    return spots


def _matters(step: TraceStep) -> bool:
    """The names of models are taken out of each sentence only to put marks in their places."""
    return step.kind != "cut" or _area_of(step.name) != _NAMES


def _is_quoted(spot: "_Spot", evidence: Evidence) -> bool:
    if evidence.kind not in (SourceKind.CARD, SourceKind.YAML):
        return False
    is_here = evidence.first_line <= spot.last_line and evidence.last_line >= spot.first_line
    return is_here and (spot.text in evidence.quote or evidence.quote in spot.text)


# Where things stand in the card


@dataclass
class _Spot:
    """A place, and the texts that are looked at there. ``mentions``: the models that are marked in it;
    ``titles``: those above it, with their lines; ``fence``: the line that opens it, 0 of what is not fenced.
    """

    first_line: int
    last_line: int
    text: str
    asked: set[str]
    mentions: tuple[Mention, ...] = ()
    titles: Mapping[str, int] = field(default_factory=dict)
    fence: int = 0
    is_code: bool = False
    steps: dict[TraceStep, None] = field(default_factory=dict)  # each once, with the dimension it tells of
    quoted_by: list[str] = field(default_factory=list)

    @property
    def opens(self) -> int:
        return self.fence or self.first_line

    def explained(self, dimension: str) -> ExplainedPlace:
        """A title above is told of where the place is quoted, or for the dimension that was asked for."""
        found: dict[ExplainedStep, dict[str, None]] = {}
        wanted = {dimension, *self.quoted_by}
        for step in self.steps:
            told = self._explained(step)
            if not told.under or (step.kind == "phrase" and step.dimension in wanted):
                found.setdefault(told, {})[step.dimension] = None
        steps = tuple(replace(step, dimensions=tuple(asked)) for step, asked in found.items())
        quoted_by = tuple(self.quoted_by)
        return ExplainedPlace(
            self.first_line, self.last_line, self.text, steps, quoted_by, is_code=self.is_code
        )

    def _explained(self, step: TraceStep) -> ExplainedStep:
        under = 0 if step.text in self.asked else self.titles.get(step.text, 0)
        if step.file:
            return ExplainedStep(step.kind, step.name, "", step.file, 0, under=under)
        file, said = _file_of(_area_of(step.name)), self._named(step.said)
        return ExplainedStep(step.kind, step.name, said, file, _line_of(step), under=under)

    def _named(self, said: str) -> str:
        """With the names of models again where their marks stand."""
        known = dict(enumerate(mention.id for mention in self.mentions))
        return _MARK.sub(lambda m: known.get(int(m[1]), m[0]), said)


def _line_of(step: TraceStep) -> int:
    """Where that way to say it is written: the first that matches alone what the phrase did."""
    end = step.start + len(step.said)
    ways = _ways_of(step.name)
    found = ((line, way.match(step.text, step.start)) for line, way in ways)
    return next((line for line, match in found if match and match.end() == end), lines_of(step.name)[0])


@cache
def _ways_of(name: str) -> list[tuple[int, re.Pattern[str]]]:
    """The ways to say a phrase that stand alone, each with the line where it is written."""
    entry, ways = entry_of(name), []
    for line, way in zip(lines_of(name), entry.lines, strict=True):
        with suppress(re.error):  # it speaks of a group of another way
            ways.append((line, re.compile(entry.within.replace("{}", way), entry.flags)))
    return ways


class _Where:
    """Finds where in a card a text was looked at. ``elsewhere``: texts that were looked at as such."""

    def __init__(self, spots: Sequence[_Spot], elsewhere: Iterable[str]) -> None:
        self._known: dict[str, list[_Spot]] = {text: [] for text in elsewhere}
        for spot in spots:
            for text in spot.asked | spot.titles.keys():
                self._known.setdefault(text, []).append(spot)
        asked = [(text, spot) for spot in spots for text in spot.asked]
        self._spots = [spot for _, spot in asked]
        self._all = _BETWEEN.join(text for text, _ in asked)  # looked through at once, not one by one
        self._starts = list(accumulate((len(text) + 1 for text, _ in asked), initial=0))

    def of(self, text: str) -> list[_Spot]:
        """A part of a sentence is looked for in all of them; nothing for what stands nowhere in it."""
        if text not in self._known:
            part = text.strip()
            is_sure = len(part) >= _SURE and _BETWEEN not in part
            self._known[text] = list(self._holding(part)) if is_sure else []
        return self._known[text]

    def _holding(self, part: str) -> Iterator[_Spot]:
        """Those with a text that holds it, each once."""
        found, at = set[int](), self._all.find(part)
        while at >= 0:
            number = bisect_right(self._starts, at) - 1
            if id(self._spots[number]) not in found:
                found.add(id(self._spots[number]))
                yield self._spots[number]
            at = self._all.find(part, self._starts[number + 1])


def _spots_of(reading: Reading) -> list[_Spot]:
    """In the order of the card."""
    card = reading.card
    if card is None:
        return []
    return sorted((*_of_metadata(card), *_of_text(card, reading)), key=lambda spot: spot.first_line)


def _of_metadata(card: ParsedCard) -> Iterator[_Spot]:
    lines = card.text.split("\n")
    for key in card.entries:
        for entry in card.all_of(key):
            text = "\n".join(lines[entry.first_line - 1 : entry.last_line])
            yield _Spot(entry.first_line, entry.last_line, text, {key, *texts(entry.value)})


def _of_text(card: ParsedCard, reading: Reading) -> Iterator[_Spot]:
    titles = defaultdict[str, list[int]](list)
    for block in card.blocks:
        if block.kind is BlockKind.HEADING:
            titles[block.text].append(block.first_line)
            yield _Spot(block.first_line, block.last_line, block.text, {block.text})
    own, tables = {passage.number for passage in card.own}, set[tuple[str, ...]]()
    for p in card.passages:
        columns = () if p.header in tables else p.header  # those of a table stand beside its first row
        tables.add(p.header)
        marked = sentence_of(reading, p) if p.number in own else NOTHING
        asked = {p.text, p.said, p.quote, p.label, marked.text, *p.cells, *columns} - {""}
        above = _above(p, titles)
        yield _Spot(p.first_line, p.last_line, p.quote, asked, marked.mentions, above)
    for p in card.fenced:
        at, asked = (p.first_line, p.last_line), {p.text, p.quote}
        yield _Spot(*at, p.quote, asked, titles=_above(p, titles), fence=p.first_line - 1, is_code=True)
    for p in card.comments:
        yield _Spot(p.first_line, p.last_line, p.quote, {p.text, p.quote}, is_code=True)
    for p in card.badges:
        yield _Spot(p.first_line, p.last_line, p.quote, {p.text, p.quote, *p.urls})


def _above(passage: Passage, titles: Mapping[str, Sequence[int]]) -> dict[str, int]:
    """The nearest titles, each with its line: of several with the same text the last one."""
    found = {}
    for title in passage.section[-_NEAREST:]:
        lines = titles.get(title, ())
        if before := bisect_left(lines, passage.first_line):
            found[title] = lines[before - 1]
    return found
