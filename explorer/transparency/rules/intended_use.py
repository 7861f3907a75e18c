"""What a model is made for, and what it must not be used for."""

from explorer.domain.facts import Finding, Verdict
from explorer.domain.words import Words
from explorer.transparency.card_text.card import parts_of
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import CardSection, Passage
from explorer.transparency.guards.base import apart_from_base
from explorer.transparency.phrases.phrase import Finder, phrase
from explorer.transparency.reading import Reading
from explorer.transparency.rules.subject import own_name

_INTENDED = phrase("use.intended")
_OPENS = phrase("use.opens")
_USES = phrase("use.uses")
_USE_ROW = phrase("use.use_row")
_INTENDED_TEXT = phrase("use.intended_text")
_FOR = phrase("use.for")
_BEGINS_WITH_NAME = phrase("use.begins_with_name")
_BY_NAME = phrase("use.by_name")
_A_PART = phrase("use.a_part")
_STEM = phrase("use.stem")
_OF_FORMAT = phrase("use.of_format")
_HOW_TO = phrase("use.how_to")
_OF_RUNNING = phrase("use.of_running")
_OF_SCORES = phrase("use.of_scores")  # not to be used to compare
_OUT_OF_SCOPE = phrase("use.out_of_scope")
_OUT_OF_SCOPE_TEXT = phrase("use.out_of_scope_text")
_TICKED = ("✅", "✔")  # what is fine, in a list of both
_NOT_MEANT = phrase("use.not_meant")


def intended_use(reading: Reading) -> Finding:
    """Open: what it is for and what not. Partial: one of them."""
    told = [p for title in (_INTENDED, _OPENS) for part in _parts(reading, title) for p in part.passages]
    running = {p.block for p in told if p.find(_OF_RUNNING)}
    told = [p for p in told if not _HOW_TO.search(p.heading) and p.block not in running]
    meant = [p for p in told if not _OUT_OF_SCOPE.search(p.heading) or p.text.startswith(_TICKED)]
    meant = meant or [p for p in reading.rows if _is_use_row(reading, p)]
    likely = reading.likely(_INTENDED_TEXT, _FOR, _BY_NAME, _OPENS)
    meant = meant or [p for opener in likely if opener.find(_OPENS) for p in _listed_below(reading, opener)]
    meant = meant or [p for p in likely if _says_purpose(reading, p) and not p.find(_A_PART)]
    excluded = [p for part in _parts(reading, _OUT_OF_SCOPE) for p in part.passages]
    excluded = [p for p in excluded if not p.urls or p.length > 4]  # more than a link to a policy
    excluded = [p for p in excluded if not p.text.startswith(_TICKED)]
    excluded = excluded or [p for p in meant if p.find(_OUT_OF_SCOPE_TEXT)]
    unmeant = [p for p in reading.likely(_NOT_MEANT) if p.find(_NOT_MEANT) and not p.find(_OF_SCORES)]
    excluded = excluded or unmeant
    if not meant and not excluded:
        return _of_original(reading)
    evidence = [reading.from_card(p) for p in [*meant[:2], *excluded[:2]]]
    verdict = Verdict.OPEN if meant and excluded else Verdict.PARTIAL
    text = (meant or excluded)[0].short
    return reading.found("intended_use", verdict, text, text, evidence)


def _of_original(reading: Reading) -> Finding:
    """Of a quantized copy, what stands under the headings of the original's card that it carries."""
    parts = parts_of(reading.embedded, _USES)
    told = [p for part in parts for p in part.passages if p.length >= 4 and not p.header]
    told = [p for p in told if not _HOW_TO.search(p.heading) and not p.find(_OF_RUNNING)]
    told = [
        *(p for p in told if _is_for_something(p) and not p.find(_A_PART)),
        *(p for p in told if _OUT_OF_SCOPE.search(p.heading)),
    ]
    if not told:
        return reading.silent("intended_use")
    text = Words("Of the original: {statement}", statement=told[0].short)
    evidence = [reading.from_card(p) for p in told[:3]]
    return reading.found("intended_use", Verdict.PARTIAL, text, told[0].short, evidence)


def _is_use_row(reading: Reading, row: Passage) -> bool:
    """Whether a row of a table that sets models side by side has a cell on the use of this one."""
    if len(row.cells) <= 2 or not _USE_ROW.match(row.cells[0]):
        return False
    stem = _STEM.match(own_name(reading))
    names = ((letters(title), cell) for title, cell in zip(row.header[1:], row.cells[1:], strict=False))
    return stem is not None and any(cell and stem[0] in name for name, cell in names)


def _listed_below(reading: Reading, opener: Passage) -> list[Passage]:
    """The items right below "Perfect for:"."""
    found, block = [], opener.block
    for passage in reading.own:
        if passage.is_item and passage.block == block + 1 and passage.section == opener.section:
            found.append(passage)
            block = passage.block
    return found


def _says_purpose(reading: Reading, passage: Passage) -> bool:
    """Whether a sentence tells what a model is for; where it begins with a name, this model's."""
    if passage.find(_OF_FORMAT) or passage.text.rstrip().endswith("?"):
        return False
    begins = passage.find(_BEGINS_WITH_NAME)
    stem = _STEM.match(letters(begins["name"])) if begins else None
    if stem and stem[0] not in own_name(reading):
        return False
    if _is_for_something(passage):
        return True
    named = passage.find(_BY_NAME)
    return bool(named and own_name(reading).startswith(letters(named["name"])))


def _is_for_something(passage: Passage) -> bool:
    return bool(passage.find(_INTENDED_TEXT) or passage.find(_FOR))


def _parts(reading: Reading, title: Finder) -> list[CardSection]:
    return parts_of(reading.own, title)


INTENDED_USE = apart_from_base(intended_use)
