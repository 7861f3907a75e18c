"""What a model is made for and what not, what it gets wrong, and what harm it may do."""

from collections.abc import Iterator

from explorer.domain.facts import Finding, Verdict
from explorer.transparency.card_text.card import parts_of
from explorer.transparency.card_text.letters import letters
from explorer.transparency.card_text.passage import Passage
from explorer.transparency.guards.base import apart_from_base
from explorer.transparency.phrases.phrase import Finder, phrases_of
from explorer.transparency.reading import PartOfReading, Reading
from explorer.transparency.rules.quantized_original import of_original
from explorer.transparency.rules.subject import is_this_model, own_name
from explorer.transparency.rules.telling import Told, quoted, told, told_in

family = phrases_of("family")
risks = phrases_of("risks")
use = phrases_of("use")

_TICKED = ("✅", "✔")  # what is fine, in a list of both


@apart_from_base
def intended_use(reading: Reading) -> Finding:
    """Open: what it is for and what not. Partial: one of them."""
    meant = _meant(reading)
    excluded = _excluded(reading, meant)
    if not meant and not excluded:
        return _use_of_original(reading)
    verdict = Verdict.OPEN if meant and excluded else Verdict.PARTIAL
    return quoted(reading, "intended_use", verdict, [*meant[:2], *excluded[:2]])


def _meant(reading: Reading) -> list[Passage]:
    """What stands under a heading of uses; else in a row, in a list, in a sentence anywhere."""
    under = [p for title in (use.intended, use.opens) for p in _under(reading, title)]
    running = {p.block for p in under if p.find(use.of_running)}
    under = [p for p in under if not use.how_to.search(p.heading) and p.block not in running]
    said = told(reading, use.intended_text, use.used_for, use.by_name)
    return (
        [p for p in under if not use.out_of_scope.search(p.heading) or p.text.startswith(_TICKED)]
        or [row for row in reading.rows if _is_use_row(reading, row)]
        or [p for opener in told(reading, use.opens) for p in _listed_below(reading, opener.passage)]
        or [one.passage for one in said if _is_of_this(reading, one)]
    )


def _excluded(reading: Reading, meant: list[Passage]) -> list[Passage]:
    """What stands under a heading of misuse, more than a link to a policy; else what a sentence excludes."""
    under = (p for p in _under(reading, use.out_of_scope) if not p.urls or p.length > 4)
    return (
        [p for p in under if not p.text.startswith(_TICKED)]
        or [p for p in meant if p.find(use.out_of_scope_text)]
        or [one.passage for one in told(reading, use.not_meant)]
    )


def _under(reading: Reading, title: Finder) -> Iterator[Passage]:
    return (p for part in parts_of(reading.own, title) for p in part.passages)


def _use_of_original(reading: Reading) -> Finding:
    """Of a quantized copy, what stands under the headings of the original's card that it carries."""
    under = (p for part in parts_of(reading.embedded, use.uses) for p in part.passages)
    under = (p for p in under if p.length >= 4 and not p.header and not p.find(use.of_running))
    uses = [p for p in under if not use.how_to.search(p.heading)]
    meant = [p for p in uses if told_in(reading, p, use.intended_text, use.used_for)]
    found = [*meant, *(p for p in uses if use.out_of_scope.search(p.heading))]
    if not found:
        return reading.silent("intended_use")
    return of_original(quoted(reading, "intended_use", Verdict.PARTIAL, found[:3]))


def _is_use_row(reading: Reading, row: Passage) -> bool:
    """Whether a row of a table that sets models side by side has a cell on the use of this one."""
    if len(row.cells) <= 2 or not use.use_row.match(row.cells[0]):
        return False
    stem = family.word.match(own_name(reading))
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


def _is_of_this(reading: Reading, one: Told) -> bool:
    """Whether a sentence that begins with a name begins with this model's."""
    begins = one.passage.find(use.begins_with_name)
    stem = family.word.match(letters(begins["name"])) if begins else None
    if stem and stem[0] not in own_name(reading):
        return False
    return one.phrase is not use.by_name or own_name(reading).startswith(letters(one.match["name"]))


@apart_from_base
def risks_of(reading: Reading) -> Finding:
    """Open: limits of this model. Partial: a sentence that fits any model, or one of the original's card."""
    found = _told_risks(reading)
    if not found:
        return _risks_elsewhere(reading)
    # What it gets wrong is said before how its safety was tested.
    found.sort(key=lambda p: not risks.weakness.search(f"{p.label} {p.heading}"))
    specific = [p for p in found if not p.find(risks.generic)]
    is_brief = sum(len(p.text) for p in specific) < 600 or all(map(_is_disclaimed, found))
    is_generic = not specific or (len(specific) < len(found) and is_brief)
    verdict = Verdict.PARTIAL if is_generic else Verdict.OPEN
    return quoted(reading, "risks", verdict, (specific or found)[:4])


def _risks_elsewhere(reading: Reading) -> Finding:
    """What one has to read before access is given; of a quantized copy, what the original's card says."""
    gate = " ".join(reading.texts("extra_gated_prompt"))
    if said := risks.tells_of_risk.search(gate[:20_000]):
        text = said[0][:90]
        return reading.found("risks", Verdict.PARTIAL, text, text, [reading.from_yaml("extra_gated_prompt")])
    if found := _told_risks(PartOfReading(reading, reading.embedded)):
        return of_original(quoted(reading, "risks", Verdict.PARTIAL, found[:3]))
    return reading.silent("risks")


def _told_risks(reading: Reading) -> list[Passage]:
    """Under a heading of risks, but no model's name with "safety" in it; else what tells of risk anywhere."""
    parts = (part for part in parts_of(reading.own, risks.risks) if not risks.not_risks.search(part.title))
    parts = (part for part in parts if own_name(reading) not in letters(part.title))
    return [p for part in parts for p in part.passages if _is_risk_under(part.title, p)] or [
        one.passage
        for one in told(reading, risks.tells_of_risk, risks.troubled)
        if not (one.passage.header or risks.no_risks.match(one.passage.said))
        and (one.phrase is not risks.troubled or is_this_model(reading, one.match["subject"].strip()))
    ]


def _is_risk_under(title: str, passage: Passage) -> bool:
    """Whether what stands under a heading of risks is one."""
    section = passage.section
    between = section[section.index(title) + 1 :] if title in section else section[-1:]
    if passage.length < 4 or any(map(risks.other_part.match, between)):
        return False
    if risks.of_terms.match(passage.text) or risks.no_risks.match(passage.said):
        return False
    if risks.mixed.search(title) and not passage.find(risks.says_risk):
        return False
    if _is_disclaimed(passage) and not passage.find(risks.says_harm):
        return False
    return not (risks.of_software.match(passage.heading) and passage.find(risks.software_fails))


def _is_disclaimed(passage: Passage) -> bool:
    """Whether it stands under "Disclaimer" or "Warning", and under nothing that tells more of risks."""
    return bool(risks.disclaimed.match(passage.label or passage.heading))
